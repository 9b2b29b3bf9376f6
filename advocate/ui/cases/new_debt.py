"""The dialog that adds a debt to a case."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advocate.domain.drafts import DebtDraft
from advocate.domain.errors import AdvocateError, FieldProblem, InvalidDraft, UserError
from advocate.domain.moments import parse_day
from advocate.domain.vocabulary import CreditorType
from advocate.jobs.desk import JobDesk, writing
from advocate.jobs.runner import JobRunner
from advocate.services import debts, findings
from advocate.ui.i18n import Spoken, error_text
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.forms import CodeCombo, Field, Problems
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.text import TextLabel


class NewDebtDialog(Spoken, QDialog):
    """Asks who lent, what kind of lender it is, and the amounts that are known."""

    def __init__(self, vault: Any, runner: JobRunner, case_id: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._vault = vault
        self._case_id = case_id
        self._desk = JobDesk(runner, self)
        self.creditor = Field(QLineEdit())
        self.kind = Field(CodeCombo("creditor_type", CreditorType))
        self.kind.control.set_value(CreditorType.UNKNOWN)
        self.principal = Field(QLineEdit())
        self.demanded = Field(QLineEdit())
        self.contract_date = Field(QLineEdit())
        self.contract_number = Field(QLineEdit())
        self._problems = Problems(
            {
                "creditor": self.creditor,
                "principal": self.principal,
                "demanded": self.demanded,
                "contract_date": self.contract_date,
                "contract_number": self.contract_number,
            }
        )
        self._build()
        self.creditor.control.setFocus()

    def _build(self) -> None:
        self.setMinimumWidth(500)
        title = TextLabel(role="heading")
        self.banner = Banner(closable=False)
        self.save = button("primary")
        self.save.setDefault(True)
        self.cancel = button()
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self.reject)
        self.say(self.setWindowTitle, "Add a debt")
        self.say(title.setText, "Add a debt")
        self.say(self.creditor.set_label, "Lender, as on the contract")
        self.say(self.kind.set_label, "Kind of lender")
        self.say(self.principal.set_label, "Principal (CNY)")
        self.say(self.demanded.set_label, "Demanded now (CNY)")
        self.say(self.contract_date.set_label, "Date of the contract")
        self.say(self.contract_date.control.setPlaceholderText, "2026-03-05")
        self.say(self.contract_number.set_label, "Number of the contract")
        self.say(self.save.setText, "Add")
        self.say(self.cancel.setText, "Cancel")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for widget in (title, self.banner, self.creditor, self.kind):
            column.addWidget(widget)
        for left, right in ((self.principal, self.demanded), (self.contract_date, self.contract_number)):
            row = QHBoxLayout()
            row.setSpacing(Space.M)
            row.addWidget(left)
            row.addWidget(right)
            column.addLayout(row)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column.addSpacing(Space.S)
        column.addLayout(foot)

    def draft(self) -> tuple[DebtDraft, list[FieldProblem]]:
        """Return what was typed and what is wrong with it."""
        found: list[FieldProblem] = []
        amounts: dict[str, Decimal | None] = {}
        for name, field in (("principal", self.principal), ("demanded", self.demanded)):
            text = field.control.text().replace(",", "").replace("，", "").strip()
            try:
                amount = Decimal(text) if text else None
                if amount is not None and not amount.is_finite():
                    raise InvalidOperation
                amounts[name] = amount
            except InvalidOperation:
                amounts[name] = None
                found.append(FieldProblem(name, "bad_amount", (("text", text[:30]),)))
        day = None
        try:
            written = self.contract_date.control.text().strip()
            day = parse_day(written) if written else None
        except UserError as error:
            found.append(FieldProblem("contract_date", error.code, tuple(error.params.items())))
        draft = DebtDraft(
            creditor=self.creditor.control.text().strip(),
            creditor_type=CreditorType(self.kind.control.value()),
            principal=amounts["principal"] or Decimal(0),
            demanded=amounts["demanded"],
            contract_date=day,
            contract_number=self.contract_number.control.text().strip(),
        )
        return draft, found + draft.problems()

    def retranslated(self) -> None:
        self.kind.control.retranslate()
        self._problems.retranslate()

    @Slot()
    def _on_save(self) -> None:
        draft, problems = self.draft()
        self._problems.show(problems)
        if problems:
            return
        self.save.setEnabled(False)
        case_id = self._case_id

        def add(unit: Any) -> None:
            debts.add(unit, case_id, draft)
            # The kind of lender decides which rules bind: what was found before may read otherwise now.
            findings.evaluate(unit, case_id)

        self._desk.write(writing(self._vault, add), lambda _: self.accept(), self._on_refused)

    def _on_refused(self, error: AdvocateError) -> None:
        self.save.setEnabled(True)
        if isinstance(error, InvalidDraft) and not self._problems.show(error.problems):
            return
        self.banner.show_text(error_text(error), "danger")
