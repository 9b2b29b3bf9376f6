"""Quick entry: a contact in fifteen seconds, from the keyboard, while the visitor talks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from advocate.domain.drafts import ContactDraft
from advocate.domain.errors import FieldProblem, UserError
from advocate.domain.moments import zone_info
from advocate.domain.views import CaseView, FindingView, SeenBefore
from advocate.domain.vocabulary import Behaviour, Direction, Medium, Reached
from advocate.jobs.desk import reading
from advocate.jobs.runner import JobRunner
from advocate.services import contacts, findings, safety
from advocate.ui.contacts.form import ContactForm
from advocate.ui.contacts.keeping import Keeper
from advocate.ui.contacts.live import LivePanel
from advocate.ui.contacts.when import typed_duration, typed_moment
from advocate.ui.i18n import language, tr

#: Pause in typing after which the findings are asked for, in milliseconds.
LIVE_MS = 250


def draft_key(case_id: int) -> str:
    """Return the key under which the unfinished entry of a case is kept."""
    return f"contact:{case_id}"


class QuickEntry(ContactForm):
    """The form for a new contact. ``saved`` names it; what was typed and not saved comes back."""

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(vault, runner, parent)
        self._case: CaseView | None = None
        self._time_touched = False
        self._keeper = Keeper(vault, self._desk, self._key, lambda: self.typed() if self._is_begun() else None, self)
        self._live_timer = QTimer(self)
        self._live_timer.setSingleShot(True)
        self._live_timer.setInterval(LIVE_MS)
        self._live_timer.timeout.connect(self._ask_live)
        self._clock = QTimer(self)
        self._clock.setInterval(10_000)
        self._clock.timeout.connect(self._show_now)
        self.live = LivePanel()
        self.above_fields.addWidget(self.live.safety)
        self.below_number.addWidget(self.live.seen)
        self.below_fields.addWidget(self.live)
        self.above_foot.addWidget(self.live.summary)
        self.time.textEdited.connect(self._on_time_edited)
        self.edited.connect(self._keeper.later)
        self.edited.connect(self._live_timer.start)
        self.submitted.connect(self.submit)
        self.discard.clicked.connect(self.reset)
        self.say(self.title.setText, "Log a contact")
        self.say(self.save.setText, "Save and next   Ctrl+Enter")
        self.say(self.discard.setText, "Clear")

    def open_case(self, case: CaseView) -> None:
        """Log for ``case``; brings back what was typed and not saved."""
        another = self._case is None or self._case.summary.id != case.summary.id
        if another:
            self._keeper.flush()
        self._case = case
        if another:
            self.reset(keep=True)
            key = self._key()
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
        self._live_timer.stop()
        self._keeper.flush()

    def rest(self) -> None:
        """Stop the clock: the pane was put away."""
        self._clock.stop()

    @Slot()
    def reset(self, keep: bool = False) -> None:
        """Empty the form for the next contact; unless ``keep``, the kept draft goes too."""
        self._keeper.stop()
        self._live_timer.stop()
        self._desk.drop("live")
        self._desk.drop("safety")
        self.live.safety.show_prompts(())
        self.put({})
        self.banner.hide()
        self._problems.show([])
        self.live.clear()
        if not keep and self._case is not None:
            self._keeper.forget()
            self.number.setFocus()

    def typed(self) -> dict[str, Any]:
        return super().typed() | {"time": self.time.text() if self._time_touched else ""}

    def put(self, typed: dict[str, Any]) -> None:
        super().put(typed)
        self._time_touched = bool(typed.get("time"))
        self._show_now()

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
            outcome=self.ended() if medium.is_voice else None,
            conversation=self.spoke() if medium.is_voice else None,
            text=self.text.toPlainText().strip(),
            claims_to_be=self.claims.text().strip(),
            reached=reached,
            reached_name=self.reached_name.text().strip() if reached.is_third_party else "",
            behaviours=frozenset(Behaviour(code) for code in self.behaviours.value()),
        )
        return draft, draft.problems(now)

    def retranslated(self) -> None:
        super().retranslated()
        if self._is_begun():
            self._live_timer.start()

    @Slot()
    def submit(self) -> None:
        """Save the contact and clear the form for the next one."""
        if self._saving or self._case is None:
            return
        key = self._key()

        def store(unit: Any, draft: ContactDraft) -> int:
            contact_id = contacts.log(unit, draft)
            findings.evaluate(unit, draft.case_id, contact_id)
            contacts.drop_form_draft(unit, key)
            return int(contact_id)

        if self.send(*self.draft(), store):
            self._keeper.stop()

    def _on_saved(self, contact_id: int) -> None:
        self.reset(keep=True)
        self.number.setFocus()
        super()._on_saved(contact_id)

    def _key(self) -> str:
        return draft_key(self._case.summary.id) if self._case is not None and not self._saving else ""

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
    def _on_time_edited(self) -> None:
        self._time_touched = bool(self.time.text().strip())

    @Slot()
    def _show_now(self) -> None:
        if not self._time_touched and self._case is not None and not self.time.hasFocus():
            now = datetime.now(zone_info(self._case.zone))
            self.time.setText(now.strftime("%Y-%m-%d %H:%M"))

    @Slot()
    def _ask_live(self) -> None:
        self._ask_safety()
        draft, _problems = self.draft()
        if draft is None or not self._is_begun():
            self.live.clear()
            return
        lang = language()

        def ask(unit: Any) -> tuple[SeenBefore | None, list[FindingView]]:
            seen = contacts.seen_before(unit, draft.number_raw, draft.case_id) if draft.number_raw else None
            return seen, list(findings.preview(unit, draft, lang))

        self._desk.read(reading(self._vault, ask), self._on_live, key="live")

    def _ask_safety(self) -> None:
        """Ask by the words alone: a person in danger does not wait for a time that can be read."""
        if self._case is None:
            return
        case_id, text, lang = self._case.summary.id, self.text.toPlainText(), language()
        coded = [Behaviour(code) for code in self.behaviours.value()]
        self._desk.read(
            reading(self._vault, lambda unit: safety.preview(unit, case_id, text, coded, lang)),
            self.live.safety.show_prompts,
            key="safety",
        )

    def _on_live(self, answer: tuple[SeenBefore | None, list[FindingView]]) -> None:
        self.live.show_answer(*answer)
