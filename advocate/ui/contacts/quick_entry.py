"""Quick entry: a contact in fifteen seconds, from the keyboard, while the visitor talks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
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
from advocate.domain.errors import AdvocateError, FieldProblem, InvalidDraft, UserError
from advocate.domain.moments import zone_info
from advocate.domain.views import CaseView, FindingView, SeenBefore
from advocate.domain.vocabulary import Behaviour, Direction, Medium, Reached
from advocate.jobs.desk import JobDesk, reading, writing
from advocate.jobs.runner import JobRunner
from advocate.services import contacts, findings
from advocate.ui.contacts.live import LivePanel
from advocate.ui.contacts.when import typed_duration, typed_moment
from advocate.ui.i18n import Spoken, error_text, label, language, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button, tool_button
from advocate.ui.widgets.chips import ChipsInput
from advocate.ui.widgets.forms import CodeCombo, Field, Problems
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.text import Line, TextLabel

#: Pause in typing after which the draft is kept and the findings are asked for, in milliseconds.
SETTLE_MS = 500
LIVE_MS = 250

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


def draft_key(case_id: int) -> str:
    """Return the key under which the unfinished entry of a case is kept."""
    return f"contact:{case_id}"


class QuickEntry(Spoken, QWidget):
    """The form. ``saved`` names the new contact; ``closed`` asks to put the pane away, what was typed stays."""

    saved = Signal(int)
    closed = Signal()
    notice = Signal(str, str)

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vault = vault
        self._desk = JobDesk(runner, self)
        self._desk.failed.connect(lambda error: self.notice.emit("danger", error_text(error)))
        self._case: CaseView | None = None
        self._loading = False
        self._saving = False
        self._time_touched = False
        self.number = QLineEdit()
        self.medium = CodeCombo("medium", Medium)
        self.time = QLineEdit()
        self.answered = QCheckBox()
        self.duration = QLineEdit()
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
            "claims_to_be": Field(self.claims),
            "reached": Field(self.reached),
            "reached_name": Field(self.reached_name),
            "text": Field(self.text),
            "behaviours": Field(self.behaviours),
        }
        self._problems = Problems(self._fields)
        self._keep_timer = self._make_timer(SETTLE_MS, self._keep_draft)
        self._live_timer = self._make_timer(LIVE_MS, self._ask_live)
        self._clock = QTimer(self)
        self._clock.setInterval(10_000)
        self._clock.timeout.connect(self._show_now)
        self._build()
        self._connect()
        self.retranslated()

    def _make_timer(self, wait_ms: int, call: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait_ms)
        timer.timeout.connect(call)
        return timer

    def _build(self) -> None:
        title = TextLabel(role="heading")
        close = tool_button("x")
        close.clicked.connect(self.closed)
        self.say(title.setText, "Log a contact")
        self.say(close.setToolTip, "Close (Esc)")
        self.say(close.setAccessibleName, "Close")
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(close)
        self.banner = Banner()
        self.live = LivePanel()
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
        field = self._fields
        body.addLayout(self._grid((field["number_raw"], field["medium"])))
        body.addWidget(self.live.seen)
        when = self._grid((field["at"], field["duration_s"]), (field["claims_to_be"], field["reached"]))
        when.addWidget(self.answered, 2, 0, 1, 2)
        body.addLayout(when)
        body.addWidget(field["reached_name"])
        body.addWidget(field["text"])
        body.addWidget(field["behaviours"])
        body.addWidget(self.live)
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        self.save = button("primary")
        self.discard = button("quiet")
        foot = QHBoxLayout()
        foot.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        foot.addWidget(self.discard)
        foot.addStretch(1)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(Line())
        found = QVBoxLayout()
        found.setContentsMargins(Space.L, Space.S, Space.L, 0)
        found.addWidget(self.live.summary)
        column.addLayout(found)
        column.addLayout(foot)
        self._say_texts()

    @staticmethod
    def _grid(*rows: tuple[QWidget, QWidget]) -> QGridLayout:
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

    def _say_texts(self) -> None:
        field = self._fields
        self.say(field["number_raw"].set_label, "Number or account")
        self.say(self.number.setPlaceholderText, "empty: withheld")
        self.say(field["medium"].set_label, "Medium")
        self.say(field["at"].set_label, "Time")
        self.say(self.time.setToolTip, "Also 22:15, yesterday 22:15, 3-5 22:15, or a date alone")
        self.say(field["duration_s"].set_label, "Duration")
        self.say(self.duration.setPlaceholderText, "3:20 or seconds")
        self.say(self.answered.setText, "Answered")
        self.say(field["claims_to_be"].set_label, "Claimed to be")
        self.say(field["reached"].set_label, "Reached")
        self.say(field["reached_name"].set_label, "Name of the person reached")
        self.say(field["text"].set_label, "What was said or written")
        self.say(field["behaviours"].set_label, "Behaviours")
        self.say(field["behaviours"].aside.setText, "Alt + digit, or type below")
        self.say(self.behaviours.field.setPlaceholderText, "Type to find a behaviour, Enter adds it")
        self.say(self.save.setText, "Save and next   Ctrl+Enter")
        self.say(self.discard.setText, "Clear")

    def _connect(self) -> None:
        for edit in (self.number, self.duration, self.claims, self.reached_name):
            edit.textEdited.connect(self._on_edited)
        self.time.textEdited.connect(self._on_time_edited)
        self.text.textChanged.connect(self._on_edited)
        self.medium.activated.connect(self._on_medium)
        self.reached.activated.connect(self._on_reached)
        self.answered.clicked.connect(self._on_edited)
        self.behaviours.edited.connect(self._on_edited)
        self.save.clicked.connect(self.submit)
        self.discard.clicked.connect(self.reset)
        self.behaviours.install_shortcuts(self)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            self._shortcut(keys, self.submit)
        self._shortcut("Esc", self.closed.emit)

    def _shortcut(self, keys: str, call: Any) -> None:
        made = QShortcut(QKeySequence(keys), self)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.activated.connect(call)

    def open_case(self, case: CaseView) -> None:
        """Log for ``case``; brings back what was typed and not saved."""
        another = self._case is None or self._case.summary.id != case.summary.id
        if another:
            self._flush_draft()
        self._case = case
        if another:
            self.reset(keep=True)
            key = draft_key(case.summary.id)
            self._desk.read(
                reading(self._vault, lambda unit: contacts.load_form_draft(unit, key)), self._on_draft, key="draft"
            )

    def start(self) -> None:
        """Put the keyboard into the first field."""
        self._show_now()
        self._clock.start()
        self.number.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.number.selectAll()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._flush_draft()

    def rest(self) -> None:
        """Stop the clock: the pane was put away."""
        self._clock.stop()

    @Slot()
    def reset(self, keep: bool = False) -> None:
        """Empty the form for the next contact; unless ``keep``, the kept draft goes too."""
        self._keep_timer.stop()
        self._live_timer.stop()
        self._desk.drop("live")
        self.put({})
        self.banner.hide()
        self._problems.show([])
        self.live.clear()
        if not keep and self._case is not None:
            key = draft_key(self._case.summary.id)
            self._desk.write(writing(self._vault, lambda unit: contacts.drop_form_draft(unit, key)), lambda _: None)
            self.number.setFocus()

    def typed(self) -> dict[str, Any]:
        """Return the form as it stands: what is kept against a crash."""
        return {
            "number": self.number.text(),
            "medium": self.medium.value(),
            "time": self.time.text() if self._time_touched else "",
            "answered": self.answered.isChecked(),
            "duration": self.duration.text(),
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
        self._time_touched = bool(typed.get("time"))
        self.time.setText(str(typed.get("time", "")))
        self.answered.setChecked(bool(typed.get("answered", True)))
        self.duration.setText(str(typed.get("duration", "")))
        self.claims.setText(str(typed.get("claims", "")))
        self.reached.set_value(str(typed.get("reached", Reached.DEBTOR)))
        self.reached_name.setText(str(typed.get("reached_name", "")))
        self.text.setPlainText(str(typed.get("text", "")))
        self.behaviours.set_value(typed.get("behaviours", ()))
        self._loading = False
        self._show_now()
        self._show_fitting_fields()

    def draft(self) -> tuple[ContactDraft | None, list[FieldProblem]]:
        """Return the draft that the form describes, or the problems of what cannot be read."""
        if self._case is None:
            return None, []
        found: list[FieldProblem] = []
        now = datetime.now(UTC)
        moment, duration_s = None, None
        try:
            moment = typed_moment(self.time.text(), self._case.zone, now)
        except UserError as error:
            found.append(FieldProblem("at", error.code, tuple(error.params.items())))
        medium = Medium(self.medium.value())
        try:
            duration_s = typed_duration(self.duration.text()) if medium.is_voice else None
        except UserError as error:
            found.append(FieldProblem("duration_s", error.code, tuple(error.params.items())))
        if moment is None or found:
            return None, found
        reached = Reached(self.reached.value())
        draft = ContactDraft(
            case_id=self._case.summary.id,
            moment=moment,
            medium=medium,
            direction=Direction.IN,
            number_raw=self.number.text().strip() or None,
            duration_s=duration_s,
            answered=self.answered.isChecked() if medium.is_voice else None,
            text=self.text.toPlainText().strip(),
            claims_to_be=self.claims.text().strip(),
            reached=reached,
            reached_name=self.reached_name.text().strip() if reached.is_third_party else "",
            behaviours=frozenset(Behaviour(code) for code in self.behaviours.value()),
        )
        return draft, draft.problems(now)

    def retranslated(self) -> None:
        self.medium.retranslate()
        self.reached.retranslate()
        self.behaviours.set_labels({str(code): label("behaviour", code) for code in BEHAVIOURS})
        self._claims.setStringList(_claims())
        self._problems.retranslate()
        if self._is_begun():
            self._live_timer.start()

    @Slot()
    def submit(self) -> None:
        """Save the contact and clear the form for the next one."""
        if self._saving or self._case is None:
            return
        draft, problems = self.draft()
        homeless = self._problems.show(problems)
        if homeless:
            self.banner.show_text(error_text(InvalidDraft(homeless)), "danger")
        if draft is None or problems:
            return
        self._saving = True
        self._keep_timer.stop()
        self.save.setEnabled(False)
        key = draft_key(draft.case_id)

        def log(unit: Any) -> int:
            contact_id = contacts.log(unit, draft)
            findings.evaluate(unit, draft.case_id, contact_id)
            contacts.drop_form_draft(unit, key)
            return int(contact_id)

        self._desk.write(writing(self._vault, log), self._on_saved, self._on_refused)

    def _on_saved(self, contact_id: int) -> None:
        self._saving = False
        self.save.setEnabled(True)
        self.reset(keep=True)
        self.number.setFocus()
        self.saved.emit(contact_id)

    def _on_refused(self, error: AdvocateError) -> None:
        self._saving = False
        self.save.setEnabled(True)
        if isinstance(error, InvalidDraft) and not self._problems.show(error.problems):
            return
        self.banner.show_text(error_text(error), "danger")
        self._keep_timer.start()

    def _on_draft(self, kept: dict[str, Any] | None) -> None:
        if not kept or self._is_begun():
            return
        self.put(kept)
        if self._is_begun():
            self.banner.show_text(tr("This is what you had typed before the window closed."), "accent")
            self._live_timer.start()

    def _is_begun(self) -> bool:
        return bool(self.number.text() or self.text.toPlainText() or self.claims.text() or self.behaviours.value())

    @Slot()
    def _on_edited(self) -> None:
        if not self._loading:
            self._keep_timer.start()
            self._live_timer.start()

    @Slot()
    def _on_time_edited(self) -> None:
        self._time_touched = bool(self.time.text().strip())
        self._on_edited()

    @Slot()
    def _on_medium(self) -> None:
        self._show_fitting_fields()
        self._on_edited()

    @Slot()
    def _on_reached(self) -> None:
        self._show_fitting_fields()
        self._on_edited()

    def _show_fitting_fields(self) -> None:
        voice = Medium(self.medium.value()).is_voice
        self.answered.setVisible(voice)
        self._fields["duration_s"].setVisible(voice)
        self._fields["reached_name"].setVisible(Reached(self.reached.value()).is_third_party)

    @Slot()
    def _show_now(self) -> None:
        if not self._time_touched and self._case is not None and not self.time.hasFocus():
            now = datetime.now(zone_info(self._case.zone))
            self.time.setText(now.strftime("%Y-%m-%d %H:%M"))

    @Slot()
    def _keep_draft(self) -> None:
        if self._case is None or self._saving:
            return
        key = draft_key(self._case.summary.id)
        if self._is_begun():
            kept = self.typed()
            job = writing(self._vault, lambda unit: contacts.save_form_draft(unit, key, kept))
        else:
            job = writing(self._vault, lambda unit: contacts.drop_form_draft(unit, key))
        self._desk.write(job, lambda _: None)

    def _flush_draft(self) -> None:
        if self._keep_timer.isActive():
            self._keep_timer.stop()
            self._keep_draft()

    @Slot()
    def _ask_live(self) -> None:
        draft, _problems = self.draft()
        if draft is None or not self._is_begun():
            self.live.clear()
            return
        lang = language()

        def ask(unit: Any) -> tuple[SeenBefore | None, list[FindingView]]:
            seen = contacts.seen_before(unit, draft.number_raw, draft.case_id) if draft.number_raw else None
            return seen, list(findings.preview(unit, draft, lang))

        self._desk.read(reading(self._vault, ask), self._on_live, key="live")

    def _on_live(self, answer: tuple[SeenBefore | None, list[FindingView]]) -> None:
        self.live.show_answer(*answer)


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
