"""The debts of a case: which loans there are, their ledgers, and what they cost beside the caps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from advocate.domain.drafts import FeeDraft
from advocate.domain.errors import AdvocateError, InvalidDraft
from advocate.domain.ids import short_id
from advocate.domain.views import LedgerEntry
from advocate.jobs.desk import reading, writing
from advocate.jobs.runner import JobRunner
from advocate.services import debts, findings
from advocate.ui.cases.new_debt import NewDebtDialog
from advocate.ui.cases.tab import CaseTab
from advocate.ui.debts.cost import CostView
from advocate.ui.debts.ledger import LedgerView, removed_text
from advocate.ui.debts.list import DebtList
from advocate.ui.debts.model import DebtModel, Loan
from advocate.ui.i18n import error_text, label, mark, tr
from advocate.ui.moments import day_text
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.page import EmptyState
from advocate.ui.widgets.pills import Pill, PillStrip
from advocate.ui.widgets.text import TextLabel

LIST_WIDTH = 300


class DebtsTab(CaseTab):
    """Loans on the left; the chosen one with its cost and its ledger on the right."""

    TITLE: ClassVar[str] = mark("Debts")
    KEY: ClassVar[str] = "debts"
    KINDS: ClassVar[frozenset[str]] = frozenset({"debt", "organisation"})

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(vault, runner, parent)
        self.model = DebtModel(self)
        self._wanted = 0
        self._build()

    def _build(self) -> None:
        self.list = DebtList(self.model)
        self.list.setMinimumWidth(240)
        self.list.picked.connect(self._on_picked)
        self.list.edit_asked.connect(self.edit)
        self.say(self.list.setAccessibleName, "Debts")
        self.add_debt = button("quiet", "plus")
        self.add_debt.clicked.connect(self.ask_new)
        self.say(self.add_debt.setText, "Add a debt")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(Space.L, Space.M, Space.S, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self.add_debt, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.list, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._build_right())
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([LIST_WIDTH, 800])
        self.empty = EmptyState("banknote")
        self.empty.action.show()
        self.empty.triggered.connect(self.ask_new)
        self.say(self.empty.title.setText, "No debts yet")
        self.say(
            self.empty.hint.setText,
            "Enter the loan as on the contract, what was really received, and each repayment: "
            "the real annual cost stands here beside the caps that bind this lender.",
        )
        self.say(self.empty.action.setText, "Add a debt")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _build_right(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("surface", "clear")
        inner.setMaximumWidth(1120)
        body = QVBoxLayout(inner)
        body.setContentsMargins(Space.XL, Space.L, Space.XL, Space.XL)
        body.setSpacing(Space.M)
        self.title = TextLabel(role="heading", wrap=True)
        self.facts = TextLabel(role="soft", wrap=True)
        self.pills = PillStrip()
        self.edit_button = button("", "pencil")
        self.edit_button.clicked.connect(self.edit)
        self.remove_button = button("quiet", "trash-2")
        self.remove_button.clicked.connect(self._on_remove_debt)
        self.say(self.edit_button.setText, "Change…")
        self.say(self.remove_button.setText, "Remove")
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.edit_button, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(head)
        body.addWidget(self.pills)
        body.addWidget(self.facts)
        self.cost = CostView()
        self.ledger = LedgerView()
        self.ledger.payment_asked.connect(self._on_payment)
        self.ledger.fee_asked.connect(self._on_fee)
        self.ledger.remove_asked.connect(self._on_remove_entry)
        self.ledger.paid_asked.connect(self._on_paid)
        ledger_title = TextLabel(role="field")
        self.say(ledger_title.setText, "Ledger")
        body.addWidget(self.cost.figures)
        body.addWidget(ledger_title)
        body.addWidget(self.ledger)
        body.addWidget(self.cost)
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self._scroll = scroll
        return scroll

    def load(self) -> None:
        if self.case is None:
            return
        case_id = self.case.summary.id
        self.desk.read(reading(self.vault, lambda unit: debts.assessed(unit, case_id)), self._on_loans, key="debts")

    def clear(self) -> None:
        self._wanted = 0
        self.model.set_loans(())
        self.stack.setCurrentWidget(self.empty)

    def focus_first(self) -> None:
        (self.list if self.model.rowCount() else self.empty.action).setFocus()

    def retranslated(self) -> None:
        loan = self._loan()
        if loan is not None:
            self._show(loan)
        self.list.viewport().update()

    @Slot()
    def ask_new(self) -> None:
        """Open the form of a new debt."""
        if self.case is not None:
            self._open(NewDebtDialog(self.vault, self.runner, self.case.summary.id, self))

    @Slot()
    def edit(self) -> None:
        """Open the form of the chosen debt."""
        loan = self._loan()
        if self.case is not None and loan is not None:
            self._open(NewDebtDialog(self.vault, self.runner, self.case.summary.id, self, loan[0]))

    def _open(self, dialog: NewDebtDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _loan(self) -> Loan | None:
        return self.model.loan_at(self.list.currentIndex().row())

    def _on_loans(self, loans: Sequence[Loan]) -> None:
        grown = len(loans) > self.model.rowCount() > 0
        self.model.set_loans(loans)
        self.stack.setCurrentWidget(self.splitter if loans else self.empty)
        if not loans:
            return
        place = len(loans) - 1 if grown else max(self.model.place_of(self._wanted), 0)
        self.list.choose(place)

    @Slot(int)
    def _on_picked(self, debt_id: int) -> None:
        loan = self.model.loan_at(self.model.place_of(debt_id))
        if loan is None:
            return
        another = self._wanted != debt_id
        self._wanted = debt_id
        self._show(loan)
        if another:
            self._scroll.verticalScrollBar().setValue(0)

    def _show(self, loan: Loan) -> None:
        view, found = loan
        self.title.setText(view.creditor)
        self.pills.set_pills(
            Pill(label("creditor_type", view.creditor_type), "accent"), Pill(short_id("debt", view.id))
        )
        shown = []
        if view.contract_number:
            shown.append(tr("Contract {number}", number=view.contract_number))
        if view.contract_date:
            shown.append(tr("contract of {day}", day=day_text(view.contract_date)))
        if view.platform:
            shown.append(tr("through {platform}", platform=view.platform))
        if view.sold_to:
            shown.append(tr("sold to {buyer}", buyer=view.sold_to))
        self.facts.setText("  ·  ".join(shown))
        self.facts.setVisible(bool(shown))
        self.ledger.show_debt(view)
        self.cost.show_loan(view, found)

    def _write(self, act: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        case_id = self.case.summary.id if self.case is not None else None

        def acted(unit: Any) -> Any:
            result = act(unit)
            if case_id is not None:
                # What a ledger shows is found from it, and what a lender is decides which rules bind.
                findings.evaluate(unit, case_id)
            return result

        self.desk.write(writing(self.vault, acted), done, self._on_refused)

    @Slot(object, object, bool)
    def _on_payment(self, day: date, amount: Decimal, planned: bool) -> None:
        debt_id = self._wanted
        self._write(
            lambda unit: debts.add_repayment(unit, debt_id, day, amount, planned), lambda _: self.ledger.entered()
        )

    @Slot(object)
    def _on_fee(self, fee: FeeDraft) -> None:
        debt_id = self._wanted
        self._write(lambda unit: debts.add_fee(unit, debt_id, fee), lambda _: self.ledger.entered())

    @Slot(int)
    def _on_paid(self, entry_id: int) -> None:
        debt_id = self._wanted
        self._write(lambda unit: debts.mark_paid(unit, debt_id, entry_id), lambda _: None)

    @Slot(object)
    def _on_remove_entry(self, entry: LedgerEntry) -> None:
        debt_id = self._wanted

        def undo() -> None:
            self._write(lambda unit: _put_back(unit, debt_id, entry), lambda _: None)

        self._write(
            lambda unit: debts.remove_entry(unit, debt_id, entry),
            lambda _: self.offered.emit(removed_text(entry), tr("Undo"), undo),
        )

    @Slot()
    def _on_remove_debt(self) -> None:
        loan = self._loan()
        if loan is None or self.case is None:
            return
        debt_id = loan[0].id

        def undo() -> None:
            self._write(lambda unit: debts.restore(unit, debt_id), lambda _: None)

        said = tr("Removed: {creditor}", creditor=loan[0].creditor)
        self._write(lambda unit: debts.remove(unit, debt_id), lambda _: self.offered.emit(said, tr("Undo"), undo))

    def _on_refused(self, error: AdvocateError) -> None:
        if isinstance(error, InvalidDraft) and not self.ledger.show_problems(error.problems):
            return
        self.notice.emit("danger", error_text(error))


def _put_back(unit: Any, debt_id: int, entry: LedgerEntry) -> None:
    """Enter an entry again that was taken out."""
    if entry.fee is not None:
        debts.add_fee(unit, debt_id, FeeDraft(entry.fee, Decimal(entry.amount), entry.deducted, entry.on))
    elif entry.on is not None:
        debts.add_repayment(unit, debt_id, entry.on, Decimal(entry.amount), entry.kind == "planned")
