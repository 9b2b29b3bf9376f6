"""The rows of a screenshot as a table: who, when, from where, what; corrected in place."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from advocate.domain.screenshots import FieldReading, ProposalStatus, ProposalView
from advocate.domain.vocabulary import Direction, Medium, TimePrecision
from advocate.ui.i18n import mark, tr
from advocate.ui.moments import instant_text
from advocate.ui.widgets.text import plain_tip

Index = QModelIndex | QPersistentModelIndex

#: Role under which a cell answers with its `FieldReading`.
READING_ROLE = Qt.ItemDataRole.UserRole + 11
#: Role under which a cell answers with the name of an icon.
ICON_ROLE = Qt.ItemDataRole.UserRole + 12
#: Role under which a cell answers with the colour role of its text.
INK_ROLE = Qt.ItemDataRole.UserRole + 13
#: Role under which a cell answers with a second, softer line.
SECOND_ROLE = Qt.ItemDataRole.UserRole + 14


class Column(IntEnum):
    """Columns of the proof-reading table."""

    STATE = 0
    SIDE = 1
    TIME = 2
    NUMBER = 3
    TEXT = 4


_TITLES = {
    Column.STATE: "",
    Column.SIDE: "",
    Column.TIME: mark("Time"),
    Column.NUMBER: mark("Number or name"),
    Column.TEXT: mark("Text"),
}
FIELD_OF = {Column.TIME: "time", Column.NUMBER: "number", Column.TEXT: "text"}
_STATES = {
    ProposalStatus.PROPOSED: ("", ""),
    ProposalStatus.ACCEPTED: ("circle-check", "success"),
    ProposalStatus.REJECTED: ("ban", "text_faint"),
    ProposalStatus.DOUBLE: ("copy", "text_faint"),
}
_STATE_WORDS = {
    ProposalStatus.PROPOSED: mark("To decide"),
    ProposalStatus.ACCEPTED: mark("Accepted"),
    ProposalStatus.REJECTED: mark("Rejected"),
    ProposalStatus.DOUBLE: mark("Stands in another screenshot too"),
}


class RowModel(QAbstractTableModel):
    """``edited`` carries proposal, field and what was typed."""

    edited = Signal(int, str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: tuple[ProposalView, ...] = ()
        self._zone = "Asia/Shanghai"

    def set_rows(self, rows: tuple[ProposalView, ...], zone: str) -> None:
        """Show ``rows``; where they are the same ones, only their contents change."""
        same = [row.id for row in rows] == [row.id for row in self._rows]
        if not same:
            self.beginResetModel()
        self._rows, self._zone = rows, zone
        if same:
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(Column) - 1))
        else:
            self.endResetModel()

    def row_at(self, place: int) -> ProposalView | None:
        """Return the proposal in a line."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    @property
    def rows(self) -> tuple[ProposalView, ...]:
        """Return all proposals in reading order."""
        return self._rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        row = self.row_at(index.row())
        open_row = row is not None and row.status in (ProposalStatus.PROPOSED, ProposalStatus.DOUBLE)
        return flags | Qt.ItemFlag.ItemIsEditable if open_row and index.column() in FIELD_OF else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            title = _TITLES[Column(section)]
            return tr(title) if title else ""
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index.row())
        if row is None:
            return None
        column = Column(index.column())
        if column in FIELD_OF:
            return self._field(row, column, role)
        if role == ICON_ROLE:
            if column is Column.SIDE:
                return "arrow-right" if row.direction is Direction.OUT else "arrow-left"
            if row.question and row.status is ProposalStatus.PROPOSED:
                return "circle-alert"
            return _STATES[row.status][0]
        if role == INK_ROLE:
            if column is Column.SIDE:
                return "text_soft"
            return "warning" if row.question and row.status is ProposalStatus.PROPOSED else _STATES[row.status][1]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            if column is Column.SIDE:
                return tr("From them") if row.direction is Direction.IN else tr("From the debtor")
            return tr(_STATE_WORDS[row.status])
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, column = self.row_at(index.row()), Column(index.column())
        if row is None or column not in FIELD_OF or role != Qt.ItemDataRole.EditRole:
            return False
        name = FIELD_OF[column]
        now = row.fields.get(name)
        if str(value) != (now.value if now is not None else "") or (now is not None and now.uncertain):
            self.edited.emit(row.id, name, str(value))
        return True

    def retranslated(self) -> None:
        """Say titles and tips in the language of now."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def _field(self, row: ProposalView, column: Column, role: int) -> Any:
        reading = row.fields.get(FIELD_OF[column], FieldReading(""))
        if role == READING_ROLE:
            return reading
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return reading.value
        if role == SECOND_ROLE:
            if column is Column.TIME and row.at_utc is not None:
                text = instant_text(row.at_utc, self._zone)
                return text.partition(" ")[0] if row.precision is TimePrecision.DAY else text
            if column is Column.NUMBER and "count" in row.fields:
                return tr("{count} calls in a row", count=row.fields["count"].value)
            if column is Column.TEXT:
                return _outcome(row)
            return ""
        if role == INK_ROLE:
            decided = row.status in (ProposalStatus.REJECTED, ProposalStatus.DOUBLE)
            return "text_faint" if decided else "text"
        if role == Qt.ItemDataRole.ToolTipRole and reading.value:
            return plain_tip(reading.value)
        return None


def _outcome(row: ProposalView) -> str:
    """Return what became of a call: nothing is said of a message."""
    if row.medium is not Medium.CALL:
        return ""
    words = {True: tr("Answered"), False: tr("Not answered"), None: ""}
    parts = [words[row.answered]]
    if "duration" in row.fields:
        parts.append(row.fields["duration"].value)
    return " · ".join(part for part in parts if part)
