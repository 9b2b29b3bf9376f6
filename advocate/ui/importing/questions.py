"""What a file cannot say itself, asked in place: its password, which way its dates run, what its columns mean."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QWidget

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
    OWNER = "owner"


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
#: Warnings of a file that was read that ask who of those who write in it is the client.
OWNER_ASKED = frozenset({"warn_chat_owner_unknown", "warn_mail_owner_unknown"})


def first_question(files: Sequence[FileReport], passed: Collection[str] = ()) -> tuple[Ask, FileReport] | None:
    """Return the first question that a file asks, None where none does; nobody asks whose ``passed`` files are."""
    for file in files:
        if not file.format and file.rejected and file.rejected[0].reason in ASKED:
            return ASKED[file.rejected[0].reason], file
    for file in files:
        if file.file not in passed and any(warning.code in OWNER_ASKED for warning in file.warnings):
            return Ask.OWNER, file
    return None


class QuestionBar(Spoken, QFrame):
    """Shows one question at a time.

    ``answered`` carries the question and its answer: the password, which comes first (``day``, ``month``), or who the
    client is. ``mapping_asked`` carries the file whose columns should be named, ``senders_asked`` the one whose
    senders `offer` should get, ``passed`` one whose question is left open.
    """

    answered = Signal(str, str)
    mapping_asked = Signal(str)
    senders_asked = Signal(str)
    passed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        restyle(self, "surface", "banner-accent")
        self.ask: Ask | None = None
        self.file = ""
        self._sample: dict[str, str] = {}
        self.words = TextLabel(wrap=True)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setFixedWidth(180)
        self.password.returnPressed.connect(self._on_go)
        self.owner = QComboBox()
        self.owner.setEditable(True)
        self.owner.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.owner.setMinimumWidth(200)
        edit = self.owner.lineEdit()
        if edit is not None:
            edit.returnPressed.connect(self._on_go)
        self.day, self.month, self.go, self.leave = button(), button(), button("primary"), button("link")
        for made in (self.day, self.month, self.go, self.leave):
            # Enter means the button that has the keyboard, not the dialog's own.
            made.setAutoDefault(True)
        self.day.clicked.connect(lambda: self.answered.emit(Ask.DAY_FIRST, "day"))
        self.month.clicked.connect(lambda: self.answered.emit(Ask.DAY_FIRST, "month"))
        self.go.clicked.connect(self._on_go)
        self.leave.clicked.connect(lambda: self.passed.emit(self.file))
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        for each in (self.password, self.owner, self.day, self.month, self.go, self.leave):
            row.addWidget(each, 0, Qt.AlignmentFlag.AlignVCenter)
        self.say(self.password.setPlaceholderText, "Password")
        self.say(self.password.setAccessibleName, "Password")
        self.say(self.owner.setAccessibleName, "As the chat spells the name")
        self.say(self.leave.setText, "Skip")
        self.hide()

    def show_question(self, question: tuple[Ask, FileReport] | None) -> None:
        """Ask ``question``; with None, nothing."""
        self.ask, self.file = (None, "") if question is None else (question[0], question[1].file)
        self._sample = {}
        if question is not None and self.ask is Ask.DAY_FIRST:
            self._sample = {key: str(value) for key, value in question[1].rejected[0].params}
        self.setVisible(question is not None)
        self.retranslated()
        if question is None:
            return
        self.password.clear()
        self.owner.clear()
        self.password.setVisible(self.ask is Ask.PASSWORD)
        self.owner.setVisible(self.ask is Ask.OWNER)
        self.leave.setVisible(self.ask is Ask.OWNER)
        self.day.setVisible(self.ask is Ask.DAY_FIRST)
        self.month.setVisible(self.ask is Ask.DAY_FIRST)
        self.go.setVisible(self.ask is not Ask.DAY_FIRST)
        first = {Ask.PASSWORD: self.password, Ask.DAY_FIRST: self.day, Ask.MAPPING: self.go, Ask.OWNER: self.owner}
        first[question[0]].setFocus()
        if self.ask is Ask.OWNER:
            self.senders_asked.emit(self.file)

    def offer(self, names: Sequence[str]) -> None:
        """Offer who may be the client; the busiest stands first and is chosen."""
        if self.ask is Ask.OWNER:
            self.owner.clear()
            self.owner.addItems(list(names))
            edit = self.owner.lineEdit()
            if edit is not None:
                edit.selectAll()

    def retranslated(self) -> None:
        day, month = self._sample.get("day_reading"), self._sample.get("month_reading")
        self.day.setText(tr("Day first: {date}", date=day) if day else tr("Day first"))
        self.month.setText(tr("Month first: {date}", date=month) if month else tr("Month first"))
        self.go.setText(tr("Name the columns…") if self.ask is Ask.MAPPING else tr("Read"))
        match self.ask:
            case Ask.PASSWORD:
                self.words.setText(tr("“{file}” needs its password.", file=self.file))
            case Ask.DAY_FIRST if self._sample.get("sample"):
                sample = self._sample["sample"]
                self.words.setText(
                    tr("How are dates written in “{file}”? It says {sample}", file=self.file, sample=sample)
                )
            case Ask.DAY_FIRST:
                self.words.setText(tr("How are dates written in “{file}”?", file=self.file))
            case Ask.MAPPING:
                self.words.setText(tr("What do the columns of “{file}” mean?", file=self.file))
            case Ask.OWNER:
                self.words.setText(tr("Who of the chat “{file}” is the client?", file=self.file))

    @Slot()
    def _on_go(self) -> None:
        if self.ask is Ask.MAPPING:
            self.mapping_asked.emit(self.file)
        elif self.ask is Ask.OWNER:
            if self.owner.currentText().strip():
                self.answered.emit(Ask.OWNER, self.owner.currentText().strip())
        elif self.password.text():
            self.answered.emit(Ask.PASSWORD, self.password.text())
