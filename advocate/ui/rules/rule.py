"""One rule as a lawyer reads it: the words of the law, what has to be shown, and the examples it must answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from advocate.services.rule_reading import RuleReading
from advocate.ui.i18n import Spoken, capital, label, tr
from advocate.ui.rules.model import sure_pill
from advocate.ui.theme import Space
from advocate.ui.widgets.flow import FlowBox, empty
from advocate.ui.widgets.pills import Pill, PillStrip
from advocate.ui.widgets.text import TextLabel, surface


class RulePane(Spoken, QWidget):
    """Shows one rule; nothing where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rule: RuleReading | None = None
        inner = QWidget()
        inner.setProperty("surface", "clear")
        self._body = QVBoxLayout()
        self._body.setSpacing(Space.S)
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        outer.addLayout(self._body)
        outer.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)

    def show_rule(self, rule: RuleReading | None) -> None:
        """Show ``rule``."""
        self.rule = rule
        empty(self._body)
        if rule is None:
            return
        self._add(TextLabel(rule.title, "heading", wrap=True))
        self._add(TextLabel(f"{rule.id}  ·  {rule.group}", "caption", wrap=True))
        self._body.addWidget(_pills(rule))
        for text in (rule.why_off, rule.caveat if rule.enabled else ""):
            if text:
                self._add(TextLabel(text, wrap=True))
        if rule.threshold:
            self._add(TextLabel(tr("A number in this test is the program's own and no law."), "caption", wrap=True))
        self._title(tr("Provisions"))
        for cited, quote, mark in rule.clauses:
            self._card(cited, tr("“{words}”", words=quote) if quote else "", sure_pill(mark))
        if rule.elements:
            self._title(tr("What has to be shown"))
        for title, how, until in rule.elements:
            self._card(title, how + (f"\n{until}" if until else ""))
        self._title(tr("Examples"))
        for fires, note, facts in rule.examples:
            pill = Pill(tr("must fire"), "warning") if fires else Pill(tr("must not fire"), "success")
            self._card(note, facts, pill)
        self.area.verticalScrollBar().setValue(0)

    def _title(self, text: str) -> None:
        title = TextLabel(text, "field")
        title.setContentsMargins(0, Space.M, 0, 0)
        self._body.addWidget(title)

    def _add(self, made: QLabel) -> None:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._body.addWidget(made)

    def _card(self, title: str, text: str, pill: Pill | None = None) -> None:
        card = surface("sunken")
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.M, Space.S + 2, Space.M, Space.S + 2)
        column.setSpacing(Space.XS)
        for words, role in ((title, "strong"), (text, "")):
            if words:
                made = TextLabel(words, role, wrap=True)
                made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                column.addWidget(made)
        if pill is not None:
            strip = PillStrip()
            strip.set_pills(pill)
            column.addWidget(strip)
        self._body.addWidget(card)


def _pills(rule: RuleReading) -> FlowBox:
    box = FlowBox()
    pills = [Pill(tr("On"), "success") if rule.enabled else Pill(tr("Off"), "neutral")]
    if rule.force:
        pills.append(Pill(capital(label("force", rule.force))))
    pills += [Pill(capital(label("grade", rule.grade))), sure_pill(rule.confidence)]
    if not rule.reviewed:
        pills.append(Pill(tr("Not reviewed by a lawyer"), "warning"))
    for pill in pills:
        strip = PillStrip()
        strip.set_pills(pill)
        box.add(strip)
    return box
