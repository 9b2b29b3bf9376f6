"""The safety prompt: calm sentences, lines of help, and a place to write down what was done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advocate.domain.ids import short_id
from advocate.domain.practice import HelpLine, SafetyPrompt
from advocate.ui.i18n import Spoken, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.flow import FlowBox, empty
from advocate.ui.widgets.page import IconDisc
from advocate.ui.widgets.pills import Pill, PillStrip
from advocate.ui.widgets.text import TextLabel, surface

#: Contacts that can be opened from the prompt; the rest is counted.
_SHOWN = 3


class SafetyCard(Spoken, QWidget):
    """One danger. ``done`` carries the danger and what was done, ``contact_asked`` a contact behind it.

    ``compact`` is for where something is being typed: help only, nothing to fill in. ``brief`` leaves out what to do: a
    graver danger stands above.
    """

    done = Signal(str, str)
    contact_asked = Signal(int)

    def __init__(
        self, prompt: SafetyPrompt, compact: bool = False, brief: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.prompt = prompt
        self.note = QLineEdit()
        self.keep = button("primary", "check")
        card = surface("banner-neutral")
        row = QHBoxLayout(card)
        row.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        row.setSpacing(Space.M)
        row.addWidget(IconDisc("shield", diameter=34), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(Space.XS + 2)
        words.addWidget(TextLabel(prompt.title, "lead", wrap=True))
        for step in () if compact or brief else prompt.steps:
            words.addWidget(TextLabel(step, wrap=True))
        words.addWidget(_help(prompt.lines, prompt.without_line, below=compact))
        if not compact:
            words.addLayout(self._answer())
            words.addSpacing(Space.XS)
        row.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def _add_contacts(self, row: QHBoxLayout) -> None:
        for sign in self.prompt.signs[:_SHOWN]:
            made = button("link", "external-link")
            made.setText(short_id("contact", sign.contact_id))
            made.clicked.connect(lambda _checked, each=sign.contact_id: self.contact_asked.emit(each))
            row.addWidget(made)
        left = len(self.prompt.signs) - _SHOWN
        if left > 0:
            row.addWidget(TextLabel(tr("and {count} more", count=f"{left:,}"), "caption"))

    def _answer(self) -> QHBoxLayout:
        self.note.textChanged.connect(self._on_text)
        self.note.returnPressed.connect(self._on_done)
        self.keep.clicked.connect(self._on_done)
        self.say(self.note.setPlaceholderText, "What was done, for example: spoke with them, family is with them")
        self.say(self.note.setAccessibleName, "What was done")
        self.say(self.keep.setText, "Looked after")
        self._on_text("")
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self._add_contacts(row)
        row.addWidget(self.note, 1)
        row.addWidget(self.keep)
        return row

    @Slot(str)
    def _on_text(self, text: str) -> None:
        self.keep.setEnabled(bool(text.strip()))

    @Slot()
    def _on_done(self) -> None:
        text = self.note.text().strip()
        if text:
            self.done.emit(self.prompt.danger.value, text)


class SafetyPanel(QWidget):
    """The prompts of a case, the gravest first; nothing where there are none. What is being written stays."""

    done = Signal(str, str)
    contact_asked = Signal(int)

    def __init__(self, compact: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compact = compact
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self.cards: list[SafetyCard] = []
        self.hide()

    def show_prompts(self, prompts: Sequence[SafetyPrompt]) -> None:
        """Show ``prompts``; the same ones again change nothing."""
        if [card.prompt for card in self.cards] == list(prompts):
            return
        written = {card.prompt.danger: card.note.text() for card in self.cards}
        empty(self._column)
        self.cards = []
        for prompt in prompts:
            card = SafetyCard(prompt, self._compact, brief=bool(self.cards))
            card.note.setText(written.get(prompt.danger, ""))
            card.done.connect(self.done)
            card.contact_asked.connect(self.contact_asked)
            self._column.addWidget(card)
            self.cards.append(card)
        self.setVisible(bool(self.cards))


def _help(lines: Sequence[HelpLine], without: str, below: bool) -> QWidget:
    """Return the lines of help; with ``below``, where it is narrow, what is not sure of a number stands under it."""
    if not lines:
        return TextLabel(without, "soft", wrap=True)
    box = FlowBox(spacing=Space.S if below else Space.L)
    for line in lines:
        entry = QWidget()
        column = QVBoxLayout(entry)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        number = TextLabel(line.number, "heading")
        number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(number)
        row.addWidget(TextLabel(line.name))
        column.addLayout(row)
        if line.mark:
            mark = PillStrip()
            mark.set_pills(Pill(line.mark, "warning"))
            (column if below else row).addWidget(mark)
        box.add(entry)
    return box
