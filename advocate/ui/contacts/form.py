"""The fields of a contact, as quick entry and the editor show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from advocate.domain.drafts import ContactDraft
from advocate.domain.errors import AdvocateError, FieldProblem, InvalidDraft
from advocate.domain.vocabulary import Behaviour, CallOutcome, Medium, Reached
from advocate.jobs.desk import JobDesk, writing
from advocate.jobs.runner import JobRunner
from advocate.ui.i18n import Spoken, error_text, label, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button, tool_button
from advocate.ui.widgets.chips import ChipsInput
from advocate.ui.widgets.forms import CodeCombo, Field, Problems
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.text import Line, TextLabel

#: Behaviours that have a digit, in its order: those that counselors meet most.
USUAL = (
    Behaviour.THREAT,
    Behaviour.INSULT,
    Behaviour.IMPERSONATE_OFFICIAL,
    Behaviour.IMPERSONATE_LAWYER,
    Behaviour.THIRD_PARTY_DISCLOSURE,
    Behaviour.THIRD_PARTY_DEMAND,
    Behaviour.FALSE_LEGAL_THREAT,
    Behaviour.FAKE_DOCUMENT,
    Behaviour.BOMBING,
    Behaviour.POLITE,
)
BEHAVIOURS = USUAL + tuple(code for code in Behaviour if code not in USUAL)
#: What nobody said, among the answers of a drop-down.
UNSAID = "unsaid"
#: Whether people spoke, by the answer's code.
SPOKE: dict[str, bool | None] = {UNSAID: None, "yes": True, "no": False}
#: What a call came to, where it was not answered.
_NOT_ANSWERED = frozenset(CallOutcome) - {CallOutcome.ANSWERED, CallOutcome.DROPPED}


class ContactForm(Spoken, QWidget):
    """Lays the fields out and sends a draft to the vault; which draft, and what for, its subclasses say.

    ``edited`` tells of the user's changes, ``submitted`` of Ctrl+Enter and the button, ``closed`` asks to put the pane
    away. A subclass fills ``above_fields``, ``below_number``, ``below_fields`` and ``above_foot`` with what is its own.
    """

    saved = Signal(int)
    closed = Signal()
    edited = Signal()
    submitted = Signal()
    notice = Signal(str, str)

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vault = vault
        self._desk = JobDesk(runner, self)
        self._desk.failed.connect(lambda error: self.notice.emit("danger", error_text(error)))
        self._loading = False
        self._saving = False
        self.number = QLineEdit()
        self.medium = CodeCombo("medium", Medium)
        self.time = QLineEdit()
        self.answered = QCheckBox()
        self.duration = QLineEdit()
        self.outcome = CodeCombo("call_outcome", (UNSAID, *CallOutcome))
        self.conversation = CodeCombo("conversation", SPOKE)
        self.claims = QLineEdit()
        self.reached = CodeCombo("reached", Reached)
        self.reached_name = QLineEdit()
        self.text = QPlainTextEdit()
        self.behaviours = ChipsInput([str(code) for code in BEHAVIOURS])
        self._fields: dict[str, Field[Any]] = {
            "number_raw": Field(self.number),
            "medium": Field(self.medium),
            "at": Field(self.time),
            "duration_s": Field(self.duration),
            "outcome": Field(self.outcome),
            "conversation": Field(self.conversation),
            "claims_to_be": Field(self.claims),
            "reached": Field(self.reached),
            "reached_name": Field(self.reached_name),
            "text": Field(self.text),
            "behaviours": Field(self.behaviours),
        }
        self._problems = Problems(self._fields)
        self.title = TextLabel(role="heading")
        self.banner = Banner()
        self.above_fields = QVBoxLayout()
        self.below_number = QVBoxLayout()
        self.below_fields = QVBoxLayout()
        self.above_foot = QVBoxLayout()
        self.save = button("primary")
        self.discard = button("quiet")
        self._build()
        self._say_texts()
        self._connect()
        self._show_labels()

    def _build(self) -> None:
        self._close = tool_button("x")
        self._close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self._close)
        self.text.setFixedHeight(76)
        self.text.setTabChangesFocus(True)
        self._claims = QStringListModel(self)
        completer = QCompleter(self._claims, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.claims.setCompleter(completer)
        inner = QWidget()
        inner.setProperty("surface", "clear")
        body = QVBoxLayout(inner)
        body.setContentsMargins(Space.L, Space.L, Space.L, Space.M)
        body.setSpacing(Space.M)
        body.addLayout(head)
        body.addWidget(self.banner)
        body.addLayout(self.above_fields)
        field = self._fields
        body.addLayout(pair_grid((field["number_raw"], field["medium"])))
        body.addLayout(self.below_number)
        when = pair_grid((field["at"], field["duration_s"]), (field["claims_to_be"], field["reached"]))
        when.addWidget(self.answered, 2, 0, 1, 2)
        body.addLayout(when)
        body.addLayout(pair_grid((field["outcome"], field["conversation"])))
        for name in ("reached_name", "text", "behaviours"):
            body.addWidget(field[name])
        self.below_fields.setSpacing(Space.M)
        body.addLayout(self.below_fields)
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        foot = QHBoxLayout()
        foot.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        foot.addWidget(self.discard)
        foot.addStretch(1)
        foot.addWidget(self.save)
        self.above_foot.setContentsMargins(Space.L, Space.S, Space.L, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(Line())
        column.addLayout(self.above_foot)
        column.addLayout(foot)

    def _say_texts(self) -> None:
        field = self._fields
        self.say(self._close.setToolTip, "Close (Esc)")
        self.say(self._close.setAccessibleName, "Close")
        self.say(field["number_raw"].set_label, "Number or account")
        self.say(self.number.setPlaceholderText, "empty: withheld")
        self.say(field["medium"].set_label, "Medium")
        self.say(field["at"].set_label, "Time")
        self.say(self.time.setToolTip, "Also 22:15, yesterday 22:15, 3-5 22:15, or a date alone")
        self.say(field["duration_s"].set_label, "Duration")
        self.say(self.duration.setPlaceholderText, "3:20 or seconds")
        self.say(self.answered.setText, "Answered")
        self.say(field["outcome"].set_label, "How the call ended")
        self.say(field["conversation"].set_label, "People spoke")
        self.say(self.conversation.setToolTip, "Some rules count only calls in which people really spoke")
        self.say(field["claims_to_be"].set_label, "Claimed to be")
        self.say(field["reached"].set_label, "Reached")
        self.say(field["reached_name"].set_label, "Name of the person reached")
        self.say(field["text"].set_label, "What was said or written")
        self.say(field["behaviours"].set_label, "Behaviours")
        self.say(field["behaviours"].aside.setText, "Alt + digit, or type below")
        self.say(self.behaviours.field.setPlaceholderText, "Type to find a behaviour, Enter adds it")

    def _connect(self) -> None:
        for edit in (self.number, self.time, self.duration, self.claims, self.reached_name):
            edit.textEdited.connect(self._on_edited)
        self.text.textChanged.connect(self._on_edited)
        for combo in (self.medium, self.reached):
            combo.activated.connect(self._on_chosen)
        self.outcome.activated.connect(self._on_outcome)
        self.conversation.activated.connect(self._on_spoke)
        self.answered.clicked.connect(self._on_answered)
        self.behaviours.edited.connect(self._on_edited)
        self.save.clicked.connect(self.submitted)
        self.behaviours.install_shortcuts(self)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            self._shortcut(keys, self.submitted.emit)
        self._shortcut("Esc", self.closed.emit)

    def _shortcut(self, keys: str, call: Any) -> None:
        made = QShortcut(QKeySequence(keys), self)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.activated.connect(call)

    def typed(self) -> dict[str, Any]:
        """Return the form as it stands: what is kept against a crash."""
        return {
            "number": self.number.text(),
            "medium": self.medium.value(),
            "time": self.time.text(),
            "answered": self.answered.isChecked(),
            "duration": self.duration.text(),
            "outcome": self.outcome.value(),
            "conversation": self.conversation.value(),
            "claims": self.claims.text(),
            "reached": self.reached.value(),
            "reached_name": self.reached_name.text(),
            "text": self.text.toPlainText(),
            "behaviours": sorted(self.behaviours.value()),
        }

    def put(self, typed: dict[str, Any]) -> None:
        """Fill the form from `typed`; what is missing gets its default."""
        self._loading = True
        self.number.setText(str(typed.get("number", "")))
        self.medium.set_value(str(typed.get("medium", Medium.CALL)))
        self.time.setText(str(typed.get("time", "")))
        self.answered.setChecked(bool(typed.get("answered", True)))
        self.duration.setText(str(typed.get("duration", "")))
        self.outcome.set_value(str(typed.get("outcome", UNSAID)))
        self.conversation.set_value(str(typed.get("conversation", UNSAID)))
        self.claims.setText(str(typed.get("claims", "")))
        self.reached.set_value(str(typed.get("reached", Reached.DEBTOR)))
        self.reached_name.setText(str(typed.get("reached_name", "")))
        self.text.setPlainText(str(typed.get("text", "")))
        self.behaviours.set_value(typed.get("behaviours", ()))
        self._loading = False
        self._show_fitting_fields()

    def send(
        self, draft: ContactDraft | None, problems: list[FieldProblem], store: Callable[[Any, ContactDraft], int]
    ) -> bool:
        """Show ``problems``; without any, ``store`` the draft on the writer's thread. Returns whether it was sent."""
        homeless = self._problems.show(problems)
        if homeless:
            self.banner.show_text(error_text(InvalidDraft(homeless)), "danger")
        if draft is None or problems:
            return False
        self._saving = True
        self.save.setEnabled(False)
        job = writing(self._vault, lambda unit: store(unit, draft))
        self._desk.write(job, self._on_saved, self._on_refused)
        return True

    def retranslated(self) -> None:
        self._show_labels()

    def _show_labels(self) -> None:
        self.medium.retranslate()
        self.reached.retranslate()
        self.outcome.retranslate()
        self.conversation.retranslate()
        self.behaviours.set_labels({str(code): label("behaviour", code) for code in BEHAVIOURS})
        self._claims.setStringList(_claims())
        self._problems.retranslate()

    def _on_saved(self, contact_id: int) -> None:
        self._saving = False
        self.save.setEnabled(True)
        self.saved.emit(contact_id)

    def _on_refused(self, error: AdvocateError) -> None:
        self._saving = False
        self.save.setEnabled(True)
        if isinstance(error, InvalidDraft) and not self._problems.show(error.problems):
            return
        self.banner.show_text(error_text(error), "danger")
        self.edited.emit()

    @Slot()
    def _on_edited(self) -> None:
        if not self._loading:
            self.edited.emit()

    @Slot()
    def _on_chosen(self) -> None:
        self._show_fitting_fields()
        self._on_edited()

    @Slot()
    def _on_outcome(self) -> None:
        """Let what a call came to say whether it was answered: one of the two is enough to enter."""
        outcome = self.ended()
        if outcome is not None:
            self.answered.setChecked(outcome not in _NOT_ANSWERED)
            if outcome in _NOT_ANSWERED and self.spoke():
                self.conversation.set_value(UNSAID)
        self._on_edited()

    @Slot()
    def _on_spoke(self) -> None:
        if self.spoke():
            self.answered.setChecked(True)
            if self.ended() in _NOT_ANSWERED:
                self.outcome.set_value(UNSAID)
        self._on_edited()

    @Slot()
    def _on_answered(self) -> None:
        outcome = self.ended()
        if outcome is not None and self.answered.isChecked() is (outcome in _NOT_ANSWERED):
            self.outcome.set_value(UNSAID)
        if not self.answered.isChecked() and self.spoke():
            self.conversation.set_value(UNSAID)
        self._on_edited()

    def ended(self) -> CallOutcome | None:
        """Return what the call came to, None where nobody said."""
        code = self.outcome.value()
        return None if code == UNSAID else CallOutcome(code)

    def spoke(self) -> bool | None:
        """Return whether people spoke, None where nobody said."""
        return SPOKE[self.conversation.value()]

    def _show_fitting_fields(self) -> None:
        voice = Medium(self.medium.value()).is_voice
        self.answered.setVisible(voice)
        self._fields["outcome"].setVisible(voice)
        self._fields["conversation"].setVisible(voice)
        self._fields["duration_s"].setVisible(voice)
        self._fields["reached_name"].setVisible(Reached(self.reached.value()).is_third_party)


def pair_grid(*rows: tuple[QWidget, QWidget]) -> QGridLayout:
    """Return rows of two fields, the first of them wider."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.M)
    grid.setVerticalSpacing(Space.M)
    grid.setColumnStretch(0, 3)
    grid.setColumnStretch(1, 2)
    grid.setColumnMinimumWidth(0, 200)
    for line, pair in enumerate(rows):
        for column, widget in enumerate(pair):
            grid.addWidget(widget, line, column, Qt.AlignmentFlag.AlignTop)
    return grid


def _claims() -> list[str]:
    return [
        tr("Bank staff"),
        tr("Lender's staff"),
        tr("Collection agency"),
        tr("Lawyer"),
        tr("Court"),
        tr("Police"),
        tr("Mediation centre"),
    ]
