"""The originals of a case as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from advocate.domain.ids import short_id
from advocate.domain.views import EvidenceView
from advocate.ui.i18n import mark, tr
from advocate.ui.moments import instant_text
from advocate.ui.widgets.pills import ICON_ROLE, INK_ROLE, PILLS_ROLE, Pill
from advocate.ui.widgets.text import plain_tip

Index = QModelIndex | QPersistentModelIndex

#: Digits of a hash that a line shows.
_HASH_DIGITS = 10
_ICONS = {"image": "image", "audio": "file-audio", "video": "file-video", "text": "file-text"}


class Column(IntEnum):
    """Columns of the evidence list."""

    ID = 0
    NAME = 1
    SIZE = 2
    HASH = 3
    CAPTURED = 4
    ADDED = 5
    CONTACTS = 6
    STATE = 7


_TITLES = {
    Column.ID: mark("No."),
    Column.NAME: mark("File"),
    Column.SIZE: mark("Size"),
    Column.HASH: mark("SHA-256"),
    Column.CAPTURED: mark("Captured"),
    Column.ADDED: mark("Added"),
    Column.CONTACTS: mark("Contacts"),
    Column.STATE: mark("Verified"),
}


class EvidenceModel(QAbstractTableModel):
    """All originals of a case, in memory, the newest first; and what the last check said of each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[EvidenceView, ...] = ()
        self._zone = "Asia/Shanghai"
        self._checked: dict[int, bool] = {}

    def set_evidence(self, rows: Iterable[EvidenceView], zone: str) -> None:
        """Show ``rows``, given in the order of their taking in; times in ``zone``."""
        self.beginResetModel()
        self._rows = tuple(reversed(tuple(rows)))
        self._zone = zone
        self.endResetModel()

    def set_checked(self, checked: Mapping[int, bool]) -> None:
        """Show which originals were found sound, and which not."""
        self._checked = dict(checked)
        if self._rows:
            self.dataChanged.emit(self.index(0, Column.STATE), self.index(len(self._rows) - 1, Column.STATE))

    def evidence_at(self, place: int) -> EvidenceView | None:
        """Return the original in line ``place``."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def place_of(self, evidence_id: int) -> int:
        """Return the line of an original, -1 where it is not shown."""
        return next((place for place, row in enumerate(self._rows) if row.id == evidence_id), -1)

    def ids(self) -> list[int]:
        """Return the ids shown."""
        return [row.id for row in self._rows]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        return tr(_TITLES[Column(section)]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.evidence_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == ICON_ROLE and column is Column.NAME:
            return type_icon(row.media_type)
        if role == PILLS_ROLE and column is Column.STATE and row.id in self._checked:
            return (Pill(tr("unaltered"), "success") if self._checked[row.id] else Pill(tr("altered"), "danger"),)
        if role == INK_ROLE and column not in (Column.NAME, Column.CONTACTS):
            return "text_soft"
        if role == Qt.ItemDataRole.ToolTipRole and column is Column.NAME:
            return plain_tip(row.name)
        if role == Qt.ItemDataRole.ToolTipRole and column is Column.HASH:
            return plain_tip(row.sha256)
        return None

    def retranslated(self) -> None:
        """Have everything asked for again."""
        self.beginResetModel()
        self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def _text(self, row: EvidenceView, column: Column) -> str:
        if column is Column.CONTACTS:
            return ", ".join(short_id("contact", contact) for contact in row.contact_ids[:3]) + (
                "…" if len(row.contact_ids) > 3 else ""
            )
        return {
            Column.ID: short_id("evidence", row.id),
            Column.NAME: row.name,
            Column.SIZE: size_text(row.size_bytes),
            Column.HASH: row.sha256[:_HASH_DIGITS],
            Column.CAPTURED: instant_text(row.captured_utc, self._zone) if row.captured_utc else "",
            Column.ADDED: instant_text(row.added_utc, self._zone),
        }.get(column, "")


def size_text(size_bytes: int) -> str:
    """Return a size in the units of the window's language."""
    return QLocale().formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def type_icon(media_type: str) -> str:
    """Return the icon for a kind of file."""
    return _ICONS.get(media_type.partition("/")[0], "file-text" if media_type == "application/pdf" else "file")
