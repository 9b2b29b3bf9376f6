"""The rows of the case list."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from advocate.domain.views import CaseSummary
from advocate.domain.vocabulary import CaseStatus
from advocate.ui.i18n import label, mark, tr
from advocate.ui.moments import day_text, instant_text
from advocate.ui.widgets.pills import INK_ROLE, PILLS_ROLE, Pill

Index = QModelIndex | QPersistentModelIndex

SORT_ROLE = Qt.ItemDataRole.UserRole + 10
ID_ROLE = Qt.ItemDataRole.UserRole + 11

_STATUS_TONES = {CaseStatus.OPEN: "accent", CaseStatus.WAITING: "warning", CaseStatus.CLOSED: "neutral"}


class Column(IntEnum):
    """Columns of the case list."""

    CLIENT = 0
    NUMBER = 1
    STATUS = 2
    CONTACTS = 3
    EVIDENCE = 4
    FINDINGS = 5
    COMPLAINTS = 6
    LAST = 7
    DEADLINE = 8


_TITLES = {
    Column.CLIENT: mark("Client"),
    Column.NUMBER: mark("Case no."),
    Column.STATUS: mark("Status"),
    Column.CONTACTS: mark("Contacts"),
    Column.EVIDENCE: mark("Evidence"),
    Column.FINDINGS: mark("Findings"),
    Column.COMPLAINTS: mark("Complaints"),
    Column.LAST: mark("Last contact"),
    Column.DEADLINE: mark("Next deadline"),
}


class CaseListModel(QAbstractTableModel):
    """All cases of the vault."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[CaseSummary] = []

    def set_rows(self, rows: list[CaseSummary]) -> None:
        """Show ``rows``."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, place: int) -> CaseSummary:
        """Return the case in line ``place``."""
        return self._rows[place]

    def place_of(self, case_id: int) -> int:
        """Return the line of a case, -1 where it is not there."""
        return next((place for place, case in enumerate(self._rows) if case.id == case_id), -1)

    def retranslated(self) -> None:
        """Have every cell and title asked for again."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(Column) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(_TITLES[Column(section)])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        case, column = self._rows[index.row()], Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _text(case, column)
        if role == PILLS_ROLE:
            return _pills(case, column)
        if role == INK_ROLE:
            return "text" if column in (Column.CLIENT, Column.CONTACTS) else "text_soft"
        if role == SORT_ROLE:
            return _sort_key(case, column)
        if role == ID_ROLE:
            return case.id
        return None


class CaseListProxy(QSortFilterProxyModel):
    """Sorts, and keeps the rows whose client or number holds what was typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSortRole(SORT_ROLE)
        self._wanted = ""

    def set_wanted(self, text: str) -> None:
        """Keep rows that hold ``text``."""
        self.beginFilterChange()
        self._wanted = text.strip().casefold()
        self.endFilterChange()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        model = self.sourceModel()
        if not self._wanted or not isinstance(model, CaseListModel):
            return True
        case = model.row(source_row)
        return self._wanted in case.client.casefold() or self._wanted in case.number.casefold()


def _text(case: CaseSummary, column: Column) -> str:
    match column:
        case Column.CLIENT:
            return case.client
        case Column.NUMBER:
            return case.number
        case Column.STATUS:
            return label("case_status", case.status)
        case Column.CONTACTS:
            return f"{case.contacts:,}"
        case Column.EVIDENCE:
            return f"{case.evidence:,}"
        case Column.FINDINGS:
            return ", ".join(pill.text for pill in _finding_pills(case))
        case Column.COMPLAINTS:
            return f"{case.complaints:,}"
        case Column.LAST:
            return instant_text(case.last_contact_utc)
        case Column.DEADLINE:
            return day_text(case.next_deadline)


def _pills(case: CaseSummary, column: Column) -> tuple[Pill, ...]:
    if column is Column.STATUS:
        return (Pill(label("case_status", case.status), _STATUS_TONES[case.status]),)
    if column is Column.FINDINGS:
        return _finding_pills(case)
    return ()


def _finding_pills(case: CaseSummary) -> tuple[Pill, ...]:
    pills = []
    if case.findings_open:
        pills.append(Pill(tr("{count} to review", count=case.findings_open), "warning"))
    if case.findings_confirmed:
        pills.append(Pill(tr("{count} confirmed", count=case.findings_confirmed), "danger"))
    return tuple(pills)


def _sort_key(case: CaseSummary, column: Column) -> Any:
    match column:
        case Column.CONTACTS:
            return case.contacts
        case Column.EVIDENCE:
            return case.evidence
        case Column.FINDINGS:
            return case.findings_open * 1_000_000 + case.findings_confirmed
        case Column.COMPLAINTS:
            return case.complaints
        case Column.LAST:
            return case.last_contact_utc.timestamp() if case.last_contact_utc else 0.0
        case Column.DEADLINE:
            return case.next_deadline.isoformat() if case.next_deadline else "9999"
        case _:
            return _text(case, column)
