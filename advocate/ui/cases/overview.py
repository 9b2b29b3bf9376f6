"""What documents need to know of a case, field by field, and its debts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from advocate.domain.errors import AdvocateError
from advocate.domain.views import CaseView, DebtView
from advocate.jobs.desk import writing
from advocate.jobs.runner import JobRunner
from advocate.services import cases
from advocate.ui.cases.new_debt import NewDebtDialog
from advocate.ui.cases.notices import NoticesCard
from advocate.ui.cases.tab import CaseTab
from advocate.ui.i18n import error_text, label, language, mark, tr
from advocate.ui.moments import day_text
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.flow import empty
from advocate.ui.widgets.forms import Field
from advocate.ui.widgets.pills import Pill, PillStrip
from advocate.ui.widgets.text import TextLabel, surface

#: Pause in typing after which a field is saved, in milliseconds.
SAVE_MS = 900
#: Width below which the fields stand in one column, in pixels.
TWO_COLUMNS_FROM = 760


class OverviewTab(CaseTab):
    """Saves each field by itself a moment after the last key; nothing has to be confirmed."""

    TITLE: ClassVar[str] = mark("Overview")
    KEY: ClassVar[str] = "overview"
    KINDS: ClassVar[frozenset[str]] = frozenset({"case", "debt", "notice"})

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(vault, runner, parent)
        self._fields = cases.fields()
        self.forms: dict[str, Field[QLineEdit]] = {}
        self._titles: dict[str, TextLabel] = {}
        self._grids: list[tuple[QGridLayout, list[Field[QLineEdit]]]] = []
        self._dirty: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MS)
        self._timer.timeout.connect(self.save)
        self._build()
        self.retranslated()

    def _build(self) -> None:
        inner = QWidget()
        inner.setProperty("surface", "clear")
        inner.setMaximumWidth(1080)
        body = QVBoxLayout(inner)
        body.setContentsMargins(Space.XL, Space.L, Space.XL, Space.XL)
        body.setSpacing(Space.L)
        self.state = TextLabel(role="caption")
        self.state.hide()
        body.addWidget(self.state)
        body.addWidget(self._build_debts())
        self.notices = NoticesCard(self.vault, self.runner)
        self.notices.failed.connect(self.notice)
        self.notices.offered.connect(self.offered)
        body.addWidget(self.notices)
        for group in dict.fromkeys(field.group for field in self._fields):
            body.addWidget(self._build_group(group))
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def _build_debts(self) -> QWidget:
        card = surface("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.S)
        head = QHBoxLayout()
        title = TextLabel(role="heading")
        self.add_debt = button("quiet", "plus")
        self.add_debt.clicked.connect(self._on_add_debt)
        head.addWidget(title, 1)
        head.addWidget(self.add_debt)
        self.no_debts = TextLabel(role="soft", wrap=True)
        self._debts = QVBoxLayout()
        self._debts.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(self.no_debts)
        column.addLayout(self._debts)
        self.say(title.setText, "Debts")
        self.say(self.add_debt.setText, "Add a debt")
        self.say(
            self.no_debts.setText, "Who lent, and what is demanded: the kind of lender decides which rules bind it."
        )
        return card

    def _build_group(self, group: str) -> QWidget:
        card = surface("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.M)
        self._titles[group] = TextLabel(role="heading")
        column.addWidget(self._titles[group])
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.M)
        column.addLayout(grid)
        made = []
        for field in self._fields:
            if field.group != group:
                continue
            edit = QLineEdit()
            edit.textEdited.connect(lambda _text, name=field.name: self._on_edited(name))
            edit.editingFinished.connect(self.save)
            form = Field(edit)
            self.forms[field.name] = form
            made.append(form)
        self._grids.append((grid, made))
        self._arrange(2)
        return card

    def _arrange(self, columns: int) -> None:
        for grid, fields in self._grids:
            for field in fields:
                grid.removeWidget(field)
            for place, field in enumerate(fields):
                grid.addWidget(field, place // columns, place % columns, Qt.AlignmentFlag.AlignTop)
            for column in range(2):
                grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= TWO_COLUMNS_FROM else 1)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.save()

    def load(self) -> None:
        if self.case is not None:
            self._show(self.case)
            self.notices.open_case(self.case)

    def clear(self) -> None:
        self.notices.clear()
        self._timer.stop()
        self._dirty.clear()
        for form in self.forms.values():
            form.control.clear()
            form.set_problem("")
        self._say_state("")

    def open_case(self, case: CaseView) -> None:
        if self.case is not None and self.case.summary.id != case.summary.id:
            self.save()
        super().open_case(case)

    @Slot()
    def save(self) -> None:
        """Save what was typed since the last time."""
        self._timer.stop()
        if self.case is None or not self._dirty:
            return
        case_id = self.case.summary.id
        for name in sorted(self._dirty):
            value = self.forms[name].control.text().strip()
            job = writing(self.vault, partial(cases.set_fields, case_id=case_id, values={name: value}))
            self.desk.write(job, self._saved(name), self._refused(name))
        self._dirty.clear()

    def retranslated(self) -> None:
        lang = language()
        for field in self._fields:
            self.forms[field.name].set_label(field.label_zh if lang == "zh" else field.label_en)
        for group, title in self._titles.items():
            title.setText(label("case_field_group", group))
        if self.case is not None:
            self._show(self.case)

    def _show(self, case: CaseView) -> None:
        for name, form in self.forms.items():
            refused = bool(form.problem.text())
            if name not in self._dirty and not refused and not form.control.hasFocus():
                form.control.setText(case.fields.get(name, ""))
                form.control.setCursorPosition(0)
        empty(self._debts)
        for debt in case.debts:
            self._debts.addWidget(_debt_line(debt))
        self.no_debts.setVisible(not case.debts)

    def _say_state(self, text: str) -> None:
        self.state.setText(text)
        self.state.setVisible(bool(text))

    def _on_edited(self, name: str) -> None:
        self._dirty.add(name)
        self._say_state(tr("Not saved yet…"))
        self._timer.start()

    def _saved(self, name: str) -> Callable[[Any], None]:
        def saved(_result: Any) -> None:
            self.forms[name].set_problem("")
            if not self._dirty:
                self._say_state(tr("All changes are saved."))

        return saved

    def _refused(self, name: str) -> Callable[[AdvocateError], None]:
        def refused(error: AdvocateError) -> None:
            self.forms[name].set_problem(error_text(error))
            self._say_state(tr("One field is not saved: see the words in red."))

        return refused

    @Slot()
    def _on_add_debt(self) -> None:
        if self.case is None:
            return
        dialog = NewDebtDialog(self.vault, self.runner, self.case.summary.id, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _amount(written: str, currency: str) -> str:
    """Return an amount with its unit as people write it: ``12,000.00 元``, ``CNY 12,000.00``."""
    amount = f"{Decimal(written):,.2f}"
    if language() == "zh":
        return f"{amount} 元" if currency == "CNY" else f"{amount} {currency}"
    return f"{currency} {amount}"


def _debt_line(debt: DebtView) -> QWidget:
    line = surface("sunken")
    name = TextLabel(debt.creditor, "strong", wrap=True)
    kind = PillStrip()
    kind.set_pills(Pill(label("creditor_type", debt.creditor_type), "accent"))
    parts = [tr("Principal {amount}", amount=_amount(debt.principal, debt.currency))]
    if debt.demanded:
        parts.append(tr("demanded {amount}", amount=_amount(debt.demanded, debt.currency)))
    if debt.contract_date:
        parts.append(tr("contract of {day}", day=day_text(debt.contract_date)))
    facts = TextLabel("  ·  ".join(parts), "soft", wrap=True)
    row = QHBoxLayout(line)
    row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(name)
    words.addWidget(facts)
    row.addLayout(words, 1)
    row.addWidget(kind, 0, Qt.AlignmentFlag.AlignVCenter)
    return line
