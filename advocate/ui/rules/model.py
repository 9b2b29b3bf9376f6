"""Rows of the page of rules: short lists, all of them in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from advocate.domain.practice import OwnWord
from advocate.domain.vocabulary import Confidence
from advocate.services.rule_reading import InstrumentReading, RuleReading
from advocate.services.rules import CaseDifference
from advocate.ui.i18n import capital, label, mark, tr
from advocate.ui.moments import instant_text
from advocate.ui.widgets.pills import CELL_ROLE, Cell, Pill
from advocate.ui.widgets.text import plain_tip

Index = QModelIndex | QPersistentModelIndex
Entry = TypeVar("Entry")

_SURE = {
    Confidence.TEXT_SEEN: (mark("Text seen"), "success"),
    Confidence.QUOTED: (mark("Quoted second-hand"), "warning"),
    Confidence.FROM_MEMORY: (mark("From memory"), "danger"),
}


def sure_pill(confidence: str) -> Pill:
    """Return how the text of the law was seen."""
    source, tone = _SURE[Confidence(confidence)]
    return Pill(tr(source), tone)


class RowsModel(QAbstractTableModel, Generic[Entry]):
    """A few entries as rows of cells; a subclass names its ``TITLES`` and answers with ``cells``."""

    TITLES: tuple[str, ...] = ()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show ``entries`` in their order."""
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    def entry_at(self, place: int) -> Entry | None:
        """Return the entry in a line."""
        return self._entries[place] if 0 <= place < len(self._entries) else None

    def cells(self, entry: Entry) -> tuple[Cell, ...]:
        """Return what a line shows, a cell for each title."""
        raise TypeError(type(self).__name__)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return tr(self.TITLES[section]) if 0 <= section < len(self.TITLES) and self.TITLES[section] else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry_at(index.row()) if index.isValid() else None
        if entry is None or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
            CELL_ROLE,
        ):
            return None
        cell = self.cells(entry)[index.column()]
        if role == CELL_ROLE:
            return cell
        text = cell.text or ", ".join(pill.text for pill in cell.pills)
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def retranslated(self) -> None:
        """Have everything asked for again."""
        self.set_entries(self._entries)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(len(self.TITLES) - 1, 0))


class RuleModel(RowsModel[RuleReading]):
    """The rules of a pack; one that never runs says so where others show their force."""

    TITLES = (mark("Rule"), mark("Title"), mark("Force"), mark("Text of the law"))

    def cells(self, entry: RuleReading) -> tuple[Cell, ...]:
        force = capital(label("force", entry.force)) if entry.force else ""
        return (
            Cell(entry.id, "text_soft"),
            Cell(entry.title, "text" if entry.enabled else "text_faint"),
            Cell(force, "text_soft") if entry.enabled else Cell(pills=(Pill(tr("Off"), "neutral"),)),
            Cell(pills=(sure_pill(entry.confidence),)),
        )


class InstrumentModel(RowsModel[InstrumentReading]):
    """The instruments of a pack."""

    TITLES = (mark("Instrument"), mark("Number"), mark("Force"), mark("In force"), mark("Text of the law"))

    def cells(self, entry: InstrumentReading) -> tuple[Cell, ...]:
        force = capital(label("force", entry.force)) if entry.force else ""
        return (
            Cell(entry.title),
            Cell(entry.number, "text_soft"),
            Cell(force, "text_soft"),
            Cell(entry.effective, "text_soft"),
            Cell(pills=(sure_pill(entry.confidence),)),
        )


class DifferenceModel(RowsModel[CaseDifference]):
    """What another text of a pack would change, a line for each case."""

    TITLES = (mark("Case"), mark("Appears"), mark("Vanishes"), mark("Changes"), mark("Decided ones among them"))

    def cells(self, entry: CaseDifference) -> tuple[Cell, ...]:
        return (
            Cell(entry.number),
            Cell(_listed([found.rule for found in entry.appears]), "success"),
            Cell(_listed([found.rule for found in entry.vanishes]), "text_soft"),
            Cell(_listed([found.rule for found, _ in entry.changes]), "text_soft"),
            Cell(str(entry.decided) if entry.decided else "", "warning"),
        )


class WordModel(RowsModel[OwnWord]):
    """The organisation's own words."""

    TITLES = (mark("Phrase"), mark("Category"), mark("Pack"), mark("Added on"), mark("By"), mark("Note"))

    def cells(self, entry: OwnWord) -> tuple[Cell, ...]:
        title = tr("{title} (own category)", title=entry.title) if entry.own_category else entry.title
        return (
            Cell(entry.phrase),
            Cell(title, "text_soft"),
            Cell(entry.jurisdiction, "text_soft"),
            Cell(instant_text(entry.created_utc)[:10], "text_soft"),
            Cell(entry.by, "text_soft"),
            Cell(entry.note, "text_soft"),
        )


def _listed(rules: Sequence[str]) -> str:
    """Return rules with how often each stands there: ``FREQ-01 × 3, TIME-01``."""
    counted = {rule: rules.count(rule) for rule in dict.fromkeys(rules)}
    return ", ".join(f"{rule} × {count}" if count > 1 else rule for rule, count in counted.items())
