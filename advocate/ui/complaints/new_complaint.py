"""The dialog that begins a complaint: which way to complain fits this case, and why."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from advocate.domain.errors import AdvocateError
from advocate.domain.views import ChannelView
from advocate.domain.vocabulary import Confidence
from advocate.jobs.desk import JobDesk, reading, writing
from advocate.jobs.runner import JobRunner
from advocate.services import complaints
from advocate.ui.i18n import Spoken, capital, error_text, label, language, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.pills import Pill, PillStrip
from advocate.ui.widgets.text import TextLabel, surface


class NewComplaintDialog(Spoken, QDialog):
    """``created`` carries the id of the complaint that was begun."""

    created = Signal(int)

    def __init__(self, vault: Any, runner: JobRunner, case_id: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._vault = vault
        self._case_id = case_id
        self._desk = JobDesk(runner, self)
        self._desk.failed.connect(self._on_failed)
        self.channels: list[ChannelView] = []
        self.choices: dict[str, QRadioButton] = {}
        self._build()
        self._desk.read(
            reading(vault, lambda unit: complaints.channels(unit, case_id, language())), self._on_channels, key="ways"
        )

    def _build(self) -> None:
        self.setMinimumSize(620, 480)
        title = TextLabel(role="heading")
        note = TextLabel(role="soft", wrap=True)
        self.banner = Banner(closable=False)
        inner = QWidget()
        inner.setProperty("surface", "clear")
        self._cards = QVBoxLayout(inner)
        self._cards.setContentsMargins(0, 0, Space.S, 0)
        self._cards.setSpacing(Space.M)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.begin = button("primary")
        self.begin.setDefault(True)
        self.begin.setEnabled(False)
        self.begin.clicked.connect(self._on_begin)
        self.cancel = button()
        self.cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.begin)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for widget in (title, note, self.banner):
            column.addWidget(widget)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
        self.say(self.setWindowTitle, "New complaint")
        self.say(title.setText, "Where to complain")
        self.say(
            note.setText, "The kind of lender decides who is responsible. What is missing can be filled in afterwards."
        )
        self.say(self.begin.setText, "Begin the complaint")
        self.say(self.cancel.setText, "Cancel")

    def chosen(self) -> str:
        """Return the channel chosen, empty while there is none."""
        return next((key for key, choice in self.choices.items() if choice.isChecked()), "")

    def _on_channels(self, channels: list[ChannelView]) -> None:
        self.channels = sorted(channels, key=lambda channel: {True: 0, None: 1, False: 2}[channel.fits])
        for channel in self.channels:
            choice = QRadioButton(channel.title)
            choice.toggled.connect(self._on_chosen)
            self.choices[channel.id] = choice
            self._cards.addWidget(_card(channel, choice))
        self._cards.addStretch(1)
        if self.channels:
            self.choices[self.channels[0].id].setChecked(True)
            self.choices[self.channels[0].id].setFocus()

    @Slot()
    def _on_chosen(self) -> None:
        channel = next((found for found in self.channels if found.id == self.chosen()), None)
        self.begin.setEnabled(channel is not None)
        if channel is not None and channel.fits is False:
            self.say(self.begin.setText, "Begin all the same")
        else:
            self.say(self.begin.setText, "Begin the complaint")

    @Slot()
    def _on_begin(self) -> None:
        channel, case_id = self.chosen(), self._case_id
        self.begin.setEnabled(False)
        self._desk.write(writing(self._vault, lambda unit: complaints.draft(unit, case_id, channel)), self._on_created)

    def _on_created(self, complaint_id: int) -> None:
        self.created.emit(complaint_id)
        self.accept()

    def _on_failed(self, error: AdvocateError) -> None:
        self.begin.setEnabled(bool(self.chosen()))
        self.banner.show_text(error_text(error), "danger")


def fit_pill(channel: ChannelView) -> Pill:
    """Return whether a channel fits the case."""
    if channel.fits is None:
        return Pill(tr("Unclear"), "warning")
    return Pill(tr("Fits"), "success") if channel.fits else Pill(tr("Does not fit"), "danger")


def _card(channel: ChannelView, choice: QRadioButton) -> QWidget:
    card = surface("card")
    strip = PillStrip()
    strip.set_pills(fit_pill(channel))
    head = QHBoxLayout()
    head.addWidget(choice, 1)
    head.addWidget(strip)
    column = QVBoxLayout(card)
    column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
    column.setSpacing(Space.S)
    column.addLayout(head)
    column.addWidget(TextLabel(channel.why, wrap=True))
    lines = [
        (tr("Takes"), channel.takes),
        (tr("Who"), channel.who),
        (tr("Hotline"), channel.hotline),
        (tr("Missing"), tr(", ").join(dict.fromkeys(field.label for field in channel.missing))),
        (tr("Sources"), label("confidence", channel.confidence) if channel.confidence else ""),
    ]
    for name, text in lines:
        if text:
            row = QHBoxLayout()
            row.setSpacing(Space.M)
            key = TextLabel(name, "caption")
            key.setFixedWidth(64)
            row.addWidget(key, 0, Qt.AlignmentFlag.AlignTop)
            warned = name == tr("Missing") or (name == tr("Sources") and channel.confidence != Confidence.TEXT_SEEN)
            row.addWidget(TextLabel(capital(text), "caption" if not warned else "warned", wrap=True), 1)
            column.addLayout(row)
    return card
