"""The list of loans, the ledger and the account at a cap's rate, as Qt models."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from advocate.analysis.debts.ledger import Assessment, FlowKind, Row
from advocate.domain.views import DebtView, LedgerEntry
from advocate.ui.debts.words import money_text, summary, worst
from advocate.ui.i18n import label, mark, tr
from advocate.ui.moments import day_text
from advocate.ui.widgets.pills import INK_ROLE, PILLS_ROLE, Pill

Index = QModelIndex | QPersistentModelIndex
Loan = tuple[DebtView, Assessment]

#: Role under which the list answers with the loan of a line.
LOAN_ROLE = Qt.ItemDataRole.UserRole + 20

KINDS = {
    "repaid": (mark("Repaid"), "success"),
    "planned": (mark("Instalment to come"), "neutral"),
    "fee_deducted": (mark("Fee taken out of the loan"), "warning"),
    "fee_paid": (mark("Fee paid apart"), "warning"),
}

_FLOWS = {
    FlowKind.RECEIVED: mark("Received"),
    FlowKind.REPAID: mark("Repaid"),
    FlowKind.FEE: mark("Fee paid apart"),
    FlowKind.PLANNED: mark("Instalment to come"),
    FlowKind.DEMANDED: mark("Demanded"),
}


class DebtModel(QAbstractListModel):
    """The loans of one case with their costs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loans: tuple[Loan, ...] = ()

    def set_loans(self, loans: Sequence[Loan]) -> None:
        """Show ``loans``."""
        self.beginResetModel()
        self._loans = tuple(loans)
        self.endResetModel()

    def loan_at(self, place: int) -> Loan | None:
        """Return the loan in line ``place``."""
        return self._loans[place] if 0 <= place < len(self._loans) else None

    def place_of(self, debt_id: int) -> int:
        """Return the line of a loan, -1 where there is none."""
        return next((place for place, (view, _) in enumerate(self._loans) if view.id == debt_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._loans)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        loan = self.loan_at(index.row()) if index.isValid() else None
        if loan is None:
            return None
        view, found = loan
        if role == Qt.ItemDataRole.DisplayRole:
            return view.creditor
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{view.creditor}, {label('creditor_type', view.creditor_type)}, {summary(view, found)}"
        if role == LOAN_ROLE:
            return loan
        if role == PILLS_ROLE:
            return (Pill(tr("Above the cap"), "danger"),) if worst(found) else ()
        return None


class _Lines(QAbstractTableModel):
    """A few lines, all in memory; subclasses say what a cell shows."""

    TITLES: tuple[str, ...] = ()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Any, ...] = ()
        self.currency = "CNY"

    def set_lines(self, lines: Sequence[Any], currency: str) -> None:
        """Show ``lines``."""
        self.beginResetModel()
        self.lines, self.currency = tuple(lines), currency
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return tr(self.TITLES[section]) if shown and 0 <= section < len(self.TITLES) else None

    def retranslated(self) -> None:
        """Have everything asked for again."""
        self.set_lines(self.lines, self.currency)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.TITLES) - 1)


class LedgerColumn(IntEnum):
    """Columns of the ledger."""

    DAY = 0
    KIND = 1
    AMOUNT = 2
    NAME = 3


class LedgerModel(_Lines):
    """What was paid, is to be paid, and was charged."""

    TITLES = (mark("Day"), mark("Kind"), mark("Amount"), mark("Called"))

    def entry_at(self, place: int) -> LedgerEntry | None:
        """Return the entry in line ``place``."""
        return self.lines[place] if 0 <= place < len(self.lines) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry_at(index.row()) if index.isValid() else None
        if entry is None:
            return None
        kind, tone = KINDS[kind_of(entry)]
        column = index.column()
        if role == PILLS_ROLE and column == LedgerColumn.KIND:
            return (Pill(tr(kind), tone),)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return {
                LedgerColumn.DAY: day_text(entry.on),
                LedgerColumn.KIND: tr(kind),
                LedgerColumn.AMOUNT: money_text(entry.amount, self.currency),
                LedgerColumn.NAME: label("fee_kind", entry.fee) if entry.fee else "",
            }[LedgerColumn(column)]
        return None


def kind_of(entry: LedgerEntry) -> str:
    """Return the key in `KINDS` of an entry."""
    if entry.kind != "fee":
        return entry.kind
    return "fee_deducted" if entry.deducted else "fee_paid"


class AccountModel(_Lines):
    """The account of a loan at a cap's rate."""

    TITLES = (
        mark("Day"),
        mark("What"),
        mark("Amount"),
        mark("Days"),
        mark("Interest"),
        mark("To interest"),
        mark("To principal"),
        mark("Principal left"),
        mark("Too much"),
    )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.lines):
            return None
        row: Row = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            came = row.kind is FlowKind.RECEIVED
            return (
                row.on.isoformat(),
                tr(_FLOWS[row.kind]),
                f"{row.paid:,.2f}",
                str(row.days),
                f"{row.interest:,.2f}",
                "" if came else f"{row.to_interest:,.2f}",
                "" if came else f"{row.to_principal:,.2f}",
                f"{row.principal_left:,.2f}",
                f"{row.over:,.2f}" if row.over else "",
            )[index.column()]
        if role == INK_ROLE and index.column() == len(self.TITLES) - 1:
            return "danger"
        return None
