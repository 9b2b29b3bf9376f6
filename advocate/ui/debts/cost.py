"""What a loan costs: figures, caps with the excess in money, tricks, and the working line by line."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from advocate.analysis.debts.ledger import Assessment, CapAnswer, ClauseText
from advocate.domain.views import DebtView
from advocate.domain.vocabulary import Confidence
from advocate.ui.debts import words
from advocate.ui.debts.model import AccountModel
from advocate.ui.i18n import Spoken, mark, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.flow import FlowBox, empty
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.pills import Pill, PillStrip
from advocate.ui.widgets.tables import Table
from advocate.ui.widgets.text import TextLabel, surface

#: Lines of an account seen without scrolling.
_VISIBLE = 9
#: Width of a figure at least, in pixels: five stand in a row of a usual window.
_FIGURE_WIDTH = 152
_SEEN = {
    Confidence.TEXT_SEEN: (mark("Text seen"), "success"),
    Confidence.QUOTED: (mark("Quoted second-hand"), "warning"),
    Confidence.FROM_MEMORY: (mark("From memory"), "danger"),
}


class CostView(Spoken, QWidget):
    """Caps, what is not compared and why, tricks, and the working; ``figures`` is for the owner to place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loan: tuple[DebtView, Assessment] | None = None
        self.caps: list[CapCard] = []
        self.figures = QWidget()
        self._figures = FlowBox(Space.M)
        self.why = Banner(closable=False)
        above = QVBoxLayout(self.figures)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(Space.M)
        above.addWidget(self._figures)
        above.addWidget(self.why)
        self._caps, self._outside, self._tricks, self._working = (QVBoxLayout() for _ in range(4))
        self._titles: dict[str, TextLabel] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        for name, source, layout in (
            ("caps", mark("Caps that bind this lender"), self._caps),
            ("outside", mark("Not compared, and why"), self._outside),
            ("tricks", mark("Tricks by their names"), self._tricks),
            ("working", mark("How it was worked out"), self._working),
        ):
            title = TextLabel(role="field")
            self.say(title.setText, source)
            self._titles[name] = title
            layout.setSpacing(Space.S)
            column.addWidget(title)
            column.addLayout(layout)

    def show_loan(self, view: DebtView, found: Assessment) -> None:
        """Show what ``view`` costs."""
        self._loan = (view, found)
        self._show_figures(view, found)
        self.why.setVisible(found.annual.why is not None)
        if found.annual.why is not None:
            self.why.show_text(words.reason(found.annual.why), "neutral")
        for layout in (self._caps, self._outside, self._tricks, self._working):
            empty(layout)
        self.caps = [CapCard(cap, view.currency) for cap in found.caps]
        for card in self.caps:
            self._caps.addWidget(card)
        for one in found.outside:
            self._outside.addWidget(_line(one.rule, words.reason(one.why), (one.clause,) if one.clause else ()))
        for trick in found.tricks:
            self._tricks.addWidget(_line(trick.rule, words.reason(trick.what), trick.clauses, "warning"))
        self._show_working(found)
        for name, shown in (("caps", found.caps), ("outside", found.outside), ("tricks", found.tricks)):
            self._titles[name].setVisible(bool(shown))

    def retranslated(self) -> None:
        if self._loan is not None:
            self.show_loan(*self._loan)

    def _show_figures(self, view: DebtView, found: Assessment) -> None:
        self._figures.clear()
        cap = words.worst(found)
        measured = any(answer.exceeded is not None for answer in found.caps)
        excess = Decimal(0) if cap is None or cap.excess is None else cap.excess
        above = words.money_text(excess, view.currency) if measured else "–"
        figures = (
            (tr("Annual cost (IRR)"), words.rate_text(found.annual.value), ""),
            (tr("Simple annual rate (APR)"), words.rate_text(found.apr), ""),
            (tr("Received"), words.money_text("" if found.received is None else found.received, view.currency), ""),
            (tr("Paid so far"), words.money_text(found.paid, view.currency), ""),
            (tr("Above the cap"), above, "problem" if excess else ""),
        )
        for name, value, role in figures:
            self._figures.add(_figure(name, value, role))

    def _show_working(self, found: Assessment) -> None:
        lines = words.reasons((*found.working, *found.notes))
        self._titles["working"].setVisible(bool(lines))
        if not lines:
            return
        card = surface("sunken")
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(3)
        for sentence in lines:
            column.addWidget(_text(sentence))
        self._working.addWidget(card)


class CapCard(Spoken, QWidget):
    """One cap: its rate, whether it is passed and by how much, its provisions, and the account on demand."""

    def __init__(self, cap: CapAnswer, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cap = cap
        card = surface("card")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(card)
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(TextLabel(words.cap_title(cap), "strong", wrap=True), 1)
        pills = PillStrip()
        pills.set_pills(*_pills(cap, currency))
        head.addWidget(pills, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        for clause in cap.clauses:
            column.addLayout(_clause(clause))
        for sentence in words.reasons(cap.working):
            column.addWidget(_text(sentence))
        for sentence in words.reasons(cap.review):
            column.addWidget(TextLabel(tr("To check: {question}", question=sentence), "warned", wrap=True))
        self.open = button("link", "chevron-down")
        self.open.setVisible(bool(cap.rows))
        self.open.clicked.connect(self._on_open)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        self.model = AccountModel(self)
        self.model.set_lines(cap.rows, currency)
        self.table = Table()
        self.table.setModel(self.model)
        self.table.set_widths({0: 92, 1: 104, 2: 86, 3: 46, 4: 72, 5: 80, 6: 84, 7: 88}, 8)
        self.table.setMinimumHeight(36 + Space.ROW * min(len(cap.rows), _VISIBLE) + 6)
        self.table.hide()
        column.addWidget(self.table)
        self.say(self.table.setAccessibleName, "Account at the rate of the cap")
        self._name_button()

    def _on_open(self) -> None:
        self.table.setVisible(self.table.isHidden())
        self._name_button()

    def _name_button(self) -> None:
        if self.table.isHidden():
            self.say(self.open.setText, "Show the account, payment by payment")
        else:
            self.say(self.open.setText, "Hide the account")


def _pills(cap: CapAnswer, currency: str) -> list[Pill]:
    found = [Pill(tr("Contract") if cap.rule == "CONTRACT" else cap.rule)]
    if cap.percent is not None:
        found.append(Pill(f"{cap.percent:.2f}%", "accent"))
    if cap.exceeded is None:
        found.append(Pill(tr("Not known yet"), "warning"))
    elif cap.exceeded and cap.excess is not None:
        amount = words.money_text(cap.excess, currency)
        found.append(Pill(tr("Above by {amount}", amount=amount), "danger"))
    else:
        found.append(Pill(tr("Not above"), "success"))
    return found


def _figure(name: str, value: str, role: str) -> QWidget:
    card = surface("card")
    card.setMinimumWidth(_FIGURE_WIDTH)
    column = QVBoxLayout(card)
    column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
    column.setSpacing(2)
    column.addWidget(TextLabel(name, "field"))
    shown = TextLabel(value, "heading")
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    shown.setAccessibleName(f"{name}: {value}")
    if role:
        shown.setProperty("tone", "danger")
    column.addWidget(shown)
    return card


def _line(rule: str, sentence: str, clauses: Iterable[ClauseText], tone: str = "neutral") -> QWidget:
    card = surface("sunken")
    column = QVBoxLayout(card)
    column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
    column.setSpacing(Space.XS)
    row = QHBoxLayout()
    row.setSpacing(Space.M)
    row.addWidget(_text(sentence), 1)
    if rule:
        pills = PillStrip()
        pills.set_pills(Pill(rule, tone))
        row.addWidget(pills, 0, Qt.AlignmentFlag.AlignTop)
    column.addLayout(row)
    for clause in clauses:
        column.addLayout(_clause(clause))
    return card


def _clause(clause: ClauseText) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    quote = f"：“{clause.quote}”" if clause.quote else ""
    row.addWidget(TextLabel(words.clause_text(clause) + quote, "caption", wrap=True), 1)
    name, tone = _SEEN[clause.mark]
    pills = PillStrip()
    pills.set_pills(Pill(tr(name), tone))
    row.addWidget(pills, 0, Qt.AlignmentFlag.AlignTop)
    return row


def _text(sentence: str) -> TextLabel:
    made = TextLabel(sentence, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
