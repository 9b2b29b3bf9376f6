"""The ledger of a loan: entries in a table, a line to add one, Delete to take one out."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advocate.domain.drafts import FeeDraft
from advocate.domain.errors import FieldProblem, UserError
from advocate.domain.moments import parse_day
from advocate.domain.views import DebtView, LedgerEntry
from advocate.domain.vocabulary import FeeKind
from advocate.services.values import parse_amount
from advocate.ui.debts.model import LedgerColumn, LedgerModel
from advocate.ui.i18n import Spoken, mark, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import Segments, button
from advocate.ui.widgets.forms import CodeCombo, Field, Problems
from advocate.ui.widgets.tables import Table
from advocate.ui.widgets.text import TextLabel, surface

_VISIBLE = 6
_KINDS = {
    "repaid": mark("Repaid"),
    "planned": mark("Instalment to come"),
    "fee_deducted": mark("Fee taken out of the loan"),
    "fee_paid": mark("Fee paid apart"),
}


class _LedgerTable(Table):
    """``delete_pressed`` by the Delete key."""

    delete_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
            return
        super().keyPressEvent(event)


class LedgerView(Spoken, QWidget):
    """``payment_asked`` carries day, amount and whether it is still to come; ``fee_asked`` a draft."""

    payment_asked = Signal(object, object, bool)
    fee_asked = Signal(object)
    remove_asked = Signal(object)
    paid_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = LedgerModel(self)
        self.table = _LedgerTable()
        self.table.setModel(self.model)
        self.table.set_widths({LedgerColumn.DAY: 120, LedgerColumn.KIND: 190, LedgerColumn.AMOUNT: 150}, 3)
        self.none = TextLabel(role="soft", wrap=True)
        self.kind = Segments(list(_KINDS))
        self.kind.chosen.connect(lambda _kind: self._show_fields())
        self.on = Field(QLineEdit())
        self.amount = Field(QLineEdit())
        self.called = Field(CodeCombo("fee_kind", FeeKind))
        self.add = button("", "plus")
        self.remove = button("quiet", "trash-2")
        self.paid = button("quiet", "check")
        self._problems = Problems({"on": self.on, "amount": self.amount})
        self._build()
        self._show_fields()
        self._show_actions()

    def _build(self) -> None:
        frame = surface("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self._frame = frame
        actions = QHBoxLayout()
        actions.addWidget(self.none, 1)
        actions.addStretch(1)
        actions.addWidget(self.paid)
        actions.addWidget(self.remove)
        kinds = QHBoxLayout()
        kinds.addWidget(self.kind)
        kinds.addStretch(1)
        fields = QHBoxLayout()
        fields.setSpacing(Space.M)
        for field in (self.on, self.amount, self.called):
            fields.addWidget(field, 1)
        foot = QVBoxLayout()
        foot.addSpacing(19)
        foot.addWidget(self.add)
        foot.addStretch(1)
        fields.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(frame)
        column.addLayout(actions)
        column.addLayout(kinds)
        column.addLayout(fields)
        self.add.clicked.connect(self._on_add)
        for field in (self.on, self.amount):
            field.control.returnPressed.connect(self._on_add)
        self.remove.clicked.connect(self._on_remove)
        self.paid.clicked.connect(self._on_paid)
        self.table.delete_pressed.connect(self._on_remove)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_actions())
        self.say(self.table.setAccessibleName, "Ledger")
        self.say(self.none.setText, "Nothing in the ledger yet: add each repayment and each fee with its day.")
        self.say(self.on.set_label, "Day")
        self.say(self.on.control.setPlaceholderText, "2026-03-05")
        self.say(self.amount.set_label, "Amount")
        self.say(self.called.set_label, "Called")
        self.say(self.add.setText, "Add to the ledger")
        self.say(self.remove.setText, "Take out")
        self.say(self.remove.setToolTip, "Take the selected entry out (Delete)")
        self.say(self.paid.setText, "It was paid")
        for key, source in _KINDS.items():
            self.say(self.kind.buttons[key].setText, source)

    def show_debt(self, view: DebtView) -> None:
        """Show the entries of ``view``."""
        place = self.table.currentIndex().row()
        self.model.set_lines(view.entries, view.currency)
        count = len(view.entries)
        self._frame.setVisible(bool(count))
        self.none.setVisible(not count)
        self.table.setFixedHeight(36 + Space.ROW * min(max(count, 1), _VISIBLE) + 4)
        if count and place >= 0:
            self.table.setCurrentIndex(self.model.index(min(place, count - 1), 0))
        self._show_actions()

    def entered(self) -> None:
        """Empty the line for the next entry: the last one is in the ledger."""
        for field in (self.on, self.amount):
            field.control.clear()
        self._problems.show(())
        self.on.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problems(self, problems: list[FieldProblem]) -> list[FieldProblem]:
        """Mark what was refused; returns problems that have no field here."""
        return self._problems.show(problems)

    def retranslated(self) -> None:
        self.called.control.retranslate()
        self.model.retranslated()
        self._problems.retranslate()

    def _show_fields(self) -> None:
        kind = self.kind.value()
        self.called.setVisible(kind.startswith("fee"))
        self.on.setVisible(kind != "fee_deducted")

    def _show_actions(self) -> None:
        entry = self._current()
        self.remove.setVisible(bool(self.model.lines))
        self.remove.setEnabled(entry is not None)
        self.paid.setVisible(entry is not None and entry.kind == "planned")

    def _current(self) -> LedgerEntry | None:
        return self.model.entry_at(self.table.currentIndex().row())

    @Slot()
    def _on_add(self) -> None:
        kind = self.kind.value()
        problems: list[FieldProblem] = []
        day = amount = None
        try:
            written = self.on.control.text().strip()
            day = None if kind == "fee_deducted" else parse_day(written)
        except UserError as error:
            problems.append(FieldProblem("on", error.code, tuple(error.params.items())))
        try:
            amount = parse_amount(self.amount.control.text())
        except UserError as error:
            problems.append(FieldProblem("amount", error.code, tuple(error.params.items())))
        self._problems.show(problems)
        if problems or not isinstance(amount, Decimal):
            return
        if kind.startswith("fee"):
            self.fee_asked.emit(FeeDraft(FeeKind(self.called.control.value()), amount, kind == "fee_deducted", day))
        else:
            self.payment_asked.emit(day, amount, kind == "planned")

    @Slot()
    def _on_remove(self) -> None:
        entry = self._current()
        if entry is not None:
            self.remove_asked.emit(entry)

    @Slot()
    def _on_paid(self) -> None:
        entry = self._current()
        if entry is not None and entry.kind == "planned":
            self.paid_asked.emit(entry.id)


def removed_text(entry: LedgerEntry) -> str:
    """Return the word for an entry that was taken out."""
    return tr("Taken out of the ledger: {amount}", amount=entry.amount)
