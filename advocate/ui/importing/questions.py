"""What a file cannot say itself, asked in place: its password, which way its dates run, what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from advocate.domain.views import FileReport
from advocate.ui.i18n import Spoken, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.text import TextLabel, restyle


class Ask(StrEnum):
    """What is asked."""

    PASSWORD = "password"  # noqa: S105 - the name of a question
    DAY_FIRST = "day_first"
    MAPPING = "mapping"


#: Reasons for refusing a file that a person can answer.
ASKED = {
    "source_password_needed": Ask.PASSWORD,
    "source_password_wrong": Ask.PASSWORD,
    "pdf_password_needed": Ask.PASSWORD,
    "pdf_password_wrong": Ask.PASSWORD,
    "ask_day_first": Ask.DAY_FIRST,
    "day_first_unknown": Ask.DAY_FIRST,
    "table_mapping_needed": Ask.MAPPING,
}


def first_question(files: Sequence[FileReport]) -> tuple[Ask, FileReport] | None:
    """Return the first question that a file asks, None where none does."""
    for file in files:
        if not file.format and file.rejected and file.rejected[0].reason in ASKED:
            return ASKED[file.rejected[0].reason], file
    return None


class QuestionBar(Spoken, QFrame):
    """Shows one question. ``answered`` carries the password, or which comes first (``day``, ``month``).

    ``mapping_asked`` carries the file whose columns should be named.
    """

    answered = Signal(str, str)
    mapping_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        restyle(self, "surface", "banner-accent")
        self.ask: Ask | None = None
        self.file = ""
        self.words = TextLabel(wrap=True)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setFixedWidth(180)
        self.password.returnPressed.connect(self._on_go)
        self.day, self.month, self.go = button(), button(), button("primary")
        self.day.clicked.connect(lambda: self.answered.emit(Ask.DAY_FIRST, "day"))
        self.month.clicked.connect(lambda: self.answered.emit(Ask.DAY_FIRST, "month"))
        self.go.clicked.connect(self._on_go)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        for each in (self.password, self.day, self.month, self.go):
            row.addWidget(each, 0, Qt.AlignmentFlag.AlignVCenter)
        self.say(self.password.setPlaceholderText, "Password")
        self.say(self.password.setAccessibleName, "Password")
        self.hide()

    def show_question(self, question: tuple[Ask, FileReport] | None) -> None:
        """Ask ``question``; with None, nothing."""
        self.ask, self.file = (None, "") if question is None else (question[0], question[1].file)
        self.setVisible(question is not None)
        self.retranslated()
        if question is None:
            return
        self.password.clear()
        self.password.setVisible(self.ask is Ask.PASSWORD)
        self.day.setVisible(self.ask is Ask.DAY_FIRST)
        self.month.setVisible(self.ask is Ask.DAY_FIRST)
        self.go.setVisible(self.ask is not Ask.DAY_FIRST)
        first = {Ask.PASSWORD: self.password, Ask.DAY_FIRST: self.day, Ask.MAPPING: self.go}[question[0]]
        first.setFocus()

    def retranslated(self) -> None:
        self.day.setText(tr("Day first"))
        self.month.setText(tr("Month first"))
        self.go.setText(tr("Name the columns…") if self.ask is Ask.MAPPING else tr("Read"))
        match self.ask:
            case Ask.PASSWORD:
                self.words.setText(tr("“{file}” needs its password.", file=self.file))
            case Ask.DAY_FIRST:
                self.words.setText(tr("How are dates written in “{file}”, for example 03/04?", file=self.file))
            case Ask.MAPPING:
                self.words.setText(tr("What do the columns of “{file}” mean?", file=self.file))

    @Slot()
    def _on_go(self) -> None:
        if self.ask is Ask.MAPPING:
            self.mapping_asked.emit(self.file)
        elif self.password.text():
            self.answered.emit(Ask.PASSWORD, self.password.text())
