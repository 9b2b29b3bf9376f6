"""The list of imports."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from advocate import messages
from advocate.domain.ids import short_id
from advocate.domain.inbox import ImportView
from advocate.ui.i18n import language, mark, tr
from advocate.ui.moments import instant_text
from advocate.ui.widgets.pills import INK_ROLE, PILLS_ROLE, Pill
from advocate.ui.widgets.text import plain_tip

Index = QModelIndex | QPersistentModelIndex


class SourceColumn(IntEnum):
    """Columns of the list."""

    ADDED = 0
    FILE = 1
    FORMAT = 2
    PERIOD = 3
    NEW = 4
    KNOWN = 5
    STATE = 6
    HASH = 7


_TITLES = {
    SourceColumn.ADDED: mark("Imported on"),
    SourceColumn.FILE: mark("File"),
    SourceColumn.FORMAT: mark("What it is"),
    SourceColumn.PERIOD: mark("Covers"),
    SourceColumn.NEW: mark("New"),
    SourceColumn.KNOWN: mark("There already"),
    SourceColumn.STATE: mark("Inbox"),
    SourceColumn.HASH: mark("SHA-256"),
}


class SourceModel(QAbstractTableModel):
    """Imports, the latest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._imports: list[ImportView] = []
        self.zone = "Asia/Shanghai"

    def set_imports(self, imports: Sequence[ImportView]) -> None:
        """Show ``imports``."""
        self.beginResetModel()
        self._imports = list(imports)
        self.endResetModel()

    def import_at(self, place: int) -> ImportView | None:
        """Return the import of a line."""
        return self._imports[place] if 0 <= place < len(self._imports) else None

    def of_run(self, run: bytes) -> list[ImportView]:
        """Return what was imported in one go."""
        return [view for view in self._imports if view.run == run]

    def place_of(self, import_id: int) -> int:
        """Return the line of an import, -1 where it is not there."""
        return next((place for place, each in enumerate(self._imports) if each.id == import_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._imports)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(SourceColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(SourceColumn):
            return None
        return tr(_TITLES[SourceColumn(section)]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        view = self.import_at(index.row()) if index.isValid() else None
        if view is None:
            return None
        column = SourceColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(view, column)
        if role == PILLS_ROLE and column is SourceColumn.STATE:
            return state_pills(view)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{view.file}\n{short_id('import', view.id)}  {view.archive}\nSHA-256 {view.sha256}")
        if role == INK_ROLE:
            return "text" if column in (SourceColumn.FILE, SourceColumn.NEW) else "text_soft"
        return None

    def _text(self, view: ImportView, column: SourceColumn) -> str:
        match column:
            case SourceColumn.ADDED:
                return instant_text(view.created_utc, self.zone)
            case SourceColumn.FILE:
                return view.file
            case SourceColumn.FORMAT:
                return messages.text(f"format.{view.format}", language()) if view.format else ""
            case SourceColumn.PERIOD:
                return period_text(view, self.zone)
            case SourceColumn.NEW:
                return f"{view.added:,}"
            case SourceColumn.KNOWN:
                return f"{view.duplicates:,}" if view.duplicates else ""
            case SourceColumn.STATE:
                return "  ".join(pill.text for pill in state_pills(view))
        return view.sha256[:12]

    def retranslated(self) -> None:
        """Have everything asked for again."""
        if self._imports:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._imports) - 1, len(SourceColumn) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(SourceColumn) - 1)


def period_text(view: ImportView, zone: str) -> str:
    """Return the days that a source covers by its own account, or those of its entries."""
    if view.period is not None:
        return f"{view.period[0].isoformat()} – {view.period[1].isoformat()}"
    if view.first_utc is None or view.last_utc is None:
        return "–"
    return f"{instant_text(view.first_utc, zone)[:10]} – {instant_text(view.last_utc, zone)[:10]}"


def state_pills(view: ImportView) -> tuple[Pill, ...]:
    """Return what of an import waits and what was left out."""
    pills = []
    if view.waiting:
        pills.append(Pill(tr("{count} wait", count=f"{view.waiting:,}"), "warning"))
    if view.left_out:
        pills.append(Pill(tr("{count} left out", count=f"{view.left_out:,}")))
    return tuple(pills)
