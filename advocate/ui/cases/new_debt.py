"""The form of a debt: a new one, or one that is there already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advocate.domain.drafts import DebtDraft
from advocate.domain.errors import AdvocateError, FieldProblem, InvalidDraft, UserError
from advocate.domain.moments import parse_day
from advocate.domain.views import DebtView
from advocate.domain.vocabulary import CreditorType
from advocate.jobs.desk import JobDesk, writing
from advocate.jobs.runner import JobRunner
from advocate.services import debts, findings
from advocate.services.values import parse_amount
from advocate.ui.i18n import Spoken, error_text, mark, tr
from advocate.ui.moments import day_text
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.forms import CodeCombo, Field, Problems
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.text import TextLabel

#: Pairs of fields side by side, in the order of the contract.
_ROWS = (
    ("creditor", "kind"),
    ("platform", "contract_number"),
    ("principal", "received"),
    ("contract_date", "contract_rate"),
    ("demanded", "demanded_on"),
    ("agreed_from", "agreed_until"),
    ("sold_to", "sold_on"),
)
_LABELS = {
    "creditor": mark("Lender, as on the contract"),
    "kind": mark("Kind of lender"),
    "platform": mark("Platform that arranged it"),
    "contract_number": mark("Number of the contract"),
    "principal": mark("Amount by contract"),
    "received": mark("Really received"),
    "contract_date": mark("Date of the contract"),
    "contract_rate": mark("Annual rate by contract (%)"),
    "demanded": mark("Demanded now"),
    "demanded_on": mark("Demanded on"),
    "agreed_from": mark("Contacts agreed from"),
    "agreed_until": mark("until"),
    "sold_to": mark("Sold to"),
    "sold_on": mark("Sold on"),
}
_EXAMPLES = {
    "contract_date": "2026-03-05",
    "demanded_on": "2026-03-05",
    "sold_on": "2026-03-05",
    "agreed_from": "09:00",
    "agreed_until": "20:00",
}
_NOTIFIED = (mark("Nobody knows"), mark("The debtor was told"), mark("The debtor was not told"))
_TOLD: tuple[bool | None, ...] = (None, True, False)


class NewDebtDialog(Spoken, QDialog):
    """Asks for everything that the contract says; ``debt`` is the one to change, None a new one."""

    def __init__(
        self, vault: Any, runner: JobRunner, case_id: int, parent: QWidget, debt: DebtView | None = None
    ) -> None:
        super().__init__(parent)
        self._vault = vault
        self._case_id = case_id
        self._debt = debt
        self._desk = JobDesk(runner, self)
        self.kind = Field(CodeCombo("creditor_type", CreditorType))
        self.kind.control.set_value(CreditorType.UNKNOWN)
        self.notified = Field(QComboBox())
        for _ in _NOTIFIED:
            self.notified.control.addItem("")
        self.fields: dict[str, Field[QLineEdit]] = {
            name: Field(QLineEdit()) for row in _ROWS for name in row if name != "kind"
        }
        self.creditor, self.principal = self.fields["creditor"], self.fields["principal"]
        self.demanded, self.contract_date = self.fields["demanded"], self.fields["contract_date"]
        self.contract_number = self.fields["contract_number"]
        self._problems = Problems(self.fields)
        self._build()
        if debt is not None:
            self._fill(debt)
        self.creditor.control.setFocus()

    def _build(self) -> None:
        self.setMinimumWidth(640)
        title = TextLabel(role="heading")
        note = TextLabel(role="soft", wrap=True)
        self.banner = Banner(closable=False)
        self.save = button("primary")
        self.save.setDefault(True)
        self.cancel = button()
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self.reject)
        if self._debt is None:
            self.say(self.setWindowTitle, "Add a debt")
            self.say(title.setText, "Add a debt")
            self.say(self.save.setText, "Add")
        else:
            self.say(self.setWindowTitle, "Change a debt")
            self.say(title.setText, "Change a debt")
            self.say(self.save.setText, "Save")
        self.say(note.setText, "Only what is known; repayments and fees go into the ledger of the debt.")
        self.say(self.cancel.setText, "Cancel")
        self.say(self.kind.set_label, "Kind of lender")
        self.say(self.notified.set_label, "Notice of the sale")
        for name, field in self.fields.items():
            self.say(field.set_label, _LABELS[name])
            if name in _EXAMPLES:
                field.control.setPlaceholderText(_EXAMPLES[name])
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for widget in (title, note, self.banner):
            column.addWidget(widget)
        for names in _ROWS:
            row = QHBoxLayout()
            row.setSpacing(Space.M)
            for name in names:
                row.addWidget(self.kind if name == "kind" else self.fields[name], 1)
            column.addLayout(row)
        last = QHBoxLayout()
        last.setSpacing(Space.M)
        last.addWidget(self.notified, 1)
        last.addStretch(1)
        column.addLayout(last)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column.addSpacing(Space.S)
        column.addLayout(foot)
        self._name_choices()

    def _fill(self, debt: DebtView) -> None:
        texts = {
            "creditor": debt.creditor,
            "platform": debt.platform,
            "contract_number": debt.contract_number,
            "principal": "" if debt.principal == "0" else debt.principal,
            "received": debt.received,
            "contract_rate": debt.contract_rate,
            "demanded": debt.demanded,
            "agreed_from": debt.agreed_from,
            "agreed_until": debt.agreed_until,
            "sold_to": debt.sold_to,
        }
        for name, text in texts.items():
            self.fields[name].control.setText(text)
        for name in ("contract_date", "demanded_on", "sold_on"):
            day = getattr(debt, name)
            self.fields[name].control.setText(day_text(day) if day else "")
        self.kind.control.set_value(debt.creditor_type)
        self.notified.control.setCurrentIndex(_TOLD.index(debt.sale_notified))

    def draft(self) -> tuple[DebtDraft, list[FieldProblem]]:
        """Return what was typed and what is wrong with it."""
        found: list[FieldProblem] = []

        def read(name: str, reader: Callable[[str], Any]) -> Any:
            written = self._text(name)
            try:
                return reader(written) if written else None
            except UserError as error:
                found.append(FieldProblem(name, error.code, tuple(error.params.items())))
                return None

        amounts: dict[str, Decimal | None] = {
            name: read(name, parse_amount) for name in ("principal", "received", "demanded")
        }
        amounts["contract_rate"] = read("contract_rate", lambda text: parse_amount(text.rstrip("%％")))
        days: dict[str, date | None] = {
            name: read(name, parse_day) for name in ("contract_date", "demanded_on", "sold_on")
        }
        draft = DebtDraft(
            creditor=self._text("creditor"),
            creditor_type=CreditorType(self.kind.control.value()),
            principal=amounts["principal"] or Decimal(0),
            received=amounts["received"],
            demanded=amounts["demanded"],
            demanded_on=days["demanded_on"],
            contract_date=days["contract_date"],
            contract_number=self._text("contract_number"),
            contract_rate=amounts["contract_rate"],
            currency=self._debt.currency if self._debt is not None else "CNY",
            agreed_from=self._text("agreed_from"),
            agreed_until=self._text("agreed_until"),
            platform=self._text("platform"),
            sold_to=self._text("sold_to"),
            sold_on=days["sold_on"],
            sale_notified=_TOLD[self.notified.control.currentIndex()],
        )
        return draft, found + draft.problems()

    def retranslated(self) -> None:
        self.kind.control.retranslate()
        self._name_choices()
        self._problems.retranslate()

    def _text(self, name: str) -> str:
        return self.fields[name].control.text().strip()

    def _name_choices(self) -> None:
        for place, source in enumerate(_NOTIFIED):
            self.notified.control.setItemText(place, tr(source))

    @Slot()
    def _on_save(self) -> None:
        draft, problems = self.draft()
        self._problems.show(problems)
        if problems:
            return
        self.save.setEnabled(False)
        case_id, debt = self._case_id, self._debt

        def keep(unit: Any) -> None:
            if debt is None:
                debts.add(unit, case_id, draft)
            else:
                debts.edit_terms(unit, debt.id, draft)
            # The kind of lender decides which rules bind: what was found before may read otherwise now.
            findings.evaluate(unit, case_id)

        self._desk.write(writing(self._vault, keep), lambda _: self.accept(), self._on_refused)

    def _on_refused(self, error: AdvocateError) -> None:
        self.save.setEnabled(True)
        if isinstance(error, InvalidDraft) and not self._problems.show(error.problems):
            return
        self.banner.show_text(error_text(error), "danger")
