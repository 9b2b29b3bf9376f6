"""Editing a contact: the same fields as quick entry, filled; what an import brought is shown and locked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from advocate.domain.drafts import ContactDraft
from advocate.domain.errors import FieldProblem, UserError
from advocate.domain.ids import short_id
from advocate.domain.views import ContactView
from advocate.domain.vocabulary import Behaviour, Direction, Medium, Reached
from advocate.jobs.desk import reading
from advocate.jobs.runner import JobRunner
from advocate.services import contacts, findings
from advocate.ui.contacts.form import SPOKE, UNSAID, ContactForm, pair_grid
from advocate.ui.contacts.keeping import Keeper
from advocate.ui.contacts.when import typed_duration, typed_moment
from advocate.ui.i18n import tr
from advocate.ui.moments import moment_text
from advocate.ui.widgets.forms import CodeCombo, Field
from advocate.ui.widgets.page import Banner


class ContactEditor(ContactForm):
    """The form for a contact that is there already. A value that nobody touched stays exactly as it was."""

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(vault, runner, parent)
        self.contact: ContactView | None = None
        self._original: ContactDraft | None = None
        self._filled: dict[str, Any] = {}
        self._keeper = Keeper(vault, self._desk, self._key, lambda: self.typed() if self._is_begun() else None, self)
        self.locked = Banner(closable=False)
        self.summary = QPlainTextEdit()
        self.summary.setFixedHeight(58)
        self.summary.setTabChangesFocus(True)
        self.harm = QPlainTextEdit()
        self.harm.setFixedHeight(58)
        self.harm.setTabChangesFocus(True)
        self.agency = QLineEdit()
        self.on_number = QLineEdit()
        self.direction = CodeCombo("direction", Direction)
        self._fields |= {
            "summary": Field(self.summary),
            "agency": Field(self.agency),
            "direction": Field(self.direction),
            "on_number_raw": Field(self.on_number),
            "harm": Field(self.harm),
        }
        self._lay_out()
        self._say_own()
        self.edited.connect(self._keeper.later)
        self.edited.connect(self._show_changed)
        self.submitted.connect(self.submit)
        self.discard.clicked.connect(self.revert)

    def _lay_out(self) -> None:
        field = self._fields
        # Above the first field that is locked: the reason comes before what it explains.
        self.above_fields.addWidget(self.locked)
        self.below_fields.addWidget(field["summary"])
        self.below_fields.addLayout(pair_grid((field["agency"], field["direction"])))
        self.below_fields.addWidget(field["on_number_raw"])
        self.below_fields.addWidget(field["harm"])
        for edit in (self.agency, self.on_number):
            edit.textEdited.connect(self._on_edited)
        for words in (self.summary, self.harm):
            words.textChanged.connect(self._on_edited)
        self.direction.activated.connect(self._on_edited)

    def _say_own(self) -> None:
        field = self._fields
        self.say(self.title.setText, "Edit the contact")
        self.say(self.save.setText, "Save   Ctrl+Enter")
        self.say(self.discard.setText, "Undo changes")
        self.say(field["summary"].set_label, "Summary")
        self.say(field["agency"].set_label, "Agency")
        self.say(field["direction"].set_label, "Direction")
        self.say(field["on_number_raw"].set_label, "Number that rang")
        self.say(field["harm"].set_label, "Harm")

    def edit(self, contact: ContactView) -> None:
        """Fill the form with ``contact``, or with what was typed about it and not saved."""
        self._keeper.flush()
        self._desk.drop("edit")
        self.contact, self._original = contact, None
        self.banner.hide()
        self._problems.show([])
        self.setEnabled(False)
        key = self._key()

        def ask(unit: Any) -> tuple[ContactDraft, dict[str, Any] | None]:
            return contacts.draft(unit, contact.id), contacts.load_form_draft(unit, key)

        self._desk.read(reading(self._vault, ask), self._on_draft, key="edit")

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keeper.flush()

    @Slot()
    def revert(self) -> None:
        """Show the contact as it is saved."""
        self.put(self._filled)
        self.banner.hide()
        self._problems.show([])
        self._keeper.forget()
        self._show_changed()
        self._focus_first()

    def typed(self) -> dict[str, Any]:
        return super().typed() | {
            "summary": self.summary.toPlainText(),
            "agency": self.agency.text(),
            "direction": self.direction.value(),
            "on_number": self.on_number.text(),
            "harm": self.harm.toPlainText(),
        }

    def put(self, typed: dict[str, Any]) -> None:
        super().put(typed)
        self._loading = True
        self.summary.setPlainText(str(typed.get("summary", "")))
        self.agency.setText(str(typed.get("agency", "")))
        self.direction.set_value(str(typed.get("direction", Direction.IN)))
        self.on_number.setText(str(typed.get("on_number", "")))
        self.harm.setPlainText(str(typed.get("harm", "")))
        self._loading = False

    def draft(self) -> tuple[ContactDraft | None, list[FieldProblem]]:
        """Return the contact with what was changed, or the problems of what cannot be read."""
        if self._original is None:
            return None, []
        now = datetime.now(UTC)
        found: list[FieldProblem] = []
        changes: dict[str, Any] = {}
        readers = {
            "time": ("moment", "at", self._moment),
            "duration": ("duration_s", "duration_s", lambda: typed_duration(self.duration.text())),
            "number": ("number_raw", "number_raw", lambda: self.number.text().strip() or None),
            "medium": ("medium", "medium", lambda: Medium(self.medium.value())),
            "direction": ("direction", "direction", lambda: Direction(self.direction.value())),
            "answered": ("answered", "answered", self.answered.isChecked),
            "outcome": ("outcome", "outcome", self.ended),
            "conversation": ("conversation", "conversation", self.spoke),
            "claims": ("claims_to_be", "claims_to_be", lambda: self.claims.text().strip()),
            "reached": ("reached", "reached", lambda: Reached(self.reached.value())),
            "reached_name": ("reached_name", "reached_name", lambda: self.reached_name.text().strip()),
            "text": ("text", "text", lambda: self.text.toPlainText().strip()),
            "summary": ("summary", "summary", lambda: self.summary.toPlainText().strip()),
            "agency": ("agency", "agency", lambda: self.agency.text().strip()),
            "on_number": ("on_number_raw", "on_number_raw", lambda: self.on_number.text().strip()),
            "harm": ("harm", "harm", lambda: self.harm.toPlainText().strip()),
            "behaviours": ("behaviours", "behaviours", self._behaviours),
        }
        typed = self.typed()
        for key, (name, field, read) in readers.items():
            if typed[key] == self._filled[key]:
                continue
            try:
                changes[name] = read()
            except UserError as error:
                found.append(FieldProblem(field, error.code, tuple(error.params.items())))
        if found:
            return None, found
        draft = self._fitting(replace(self._original, **changes), changes)
        return draft, draft.problems(now)

    @Slot()
    def submit(self) -> None:
        """Save what was changed; nothing changed just closes."""
        if self._saving or self._original is None or self.contact is None:
            return
        if not self._is_begun():
            self.closed.emit()
            return
        contact_id, key = self.contact.id, self._key()

        def store(unit: Any, draft: ContactDraft) -> int:
            contacts.edit(unit, contact_id, draft)
            findings.evaluate(unit, draft.case_id, contact_id)
            contacts.drop_form_draft(unit, key)
            return contact_id

        if self.send(*self.draft(), store):
            self._keeper.stop()

    def _on_saved(self, contact_id: int) -> None:
        self._filled = self.typed()
        super()._on_saved(contact_id)

    def _key(self) -> str:
        return f"contact-edit:{self.contact.id}" if self.contact is not None and not self._saving else ""

    def _on_draft(self, answer: tuple[ContactDraft, dict[str, Any] | None]) -> None:
        draft, kept = answer
        self._original = draft
        self.setEnabled(True)
        self.put(_typed_of(draft))
        self._filled = self.typed()
        if kept:
            locked = _LOCKED_KEYS if self._is_imported() else ()
            self.put(self._filled | {key: value for key, value in kept.items() if key not in locked})
        if self._is_begun():
            self.banner.show_text(tr("This is what you had typed and not saved."), "accent")
        self._show_locked()
        self._show_changed()
        self._focus_first()

    def _focus_first(self) -> None:
        first = self.claims if self._is_imported() else self.number
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _is_begun(self) -> bool:
        return self._original is not None and self.typed() != self._filled

    def _is_imported(self) -> bool:
        return self.contact is not None and bool(self.contact.source_evidence_id or self.contact.source_place)

    def _show_locked(self) -> None:
        locked = self._is_imported()
        for edit in (self.number, self.time, self.duration, self.text):
            edit.setReadOnly(locked)
        for combo in (self.medium, self.direction):
            combo.setEnabled(not locked)
        for name in ("number_raw", "at", "duration_s", "text", "medium", "direction"):
            field = self._fields[name]
            field.set_locked(locked)
        if locked and self.contact is not None:
            backup = short_id("evidence", self.contact.source_evidence_id) if self.contact.source_evidence_id else ""
            self.locked.show_text(
                tr(
                    "What the backup {backup} observed stays as it is. Add what you know in the other fields.",
                    backup=backup,
                )
            )
        else:
            self.locked.hide()

    @Slot()
    def _show_changed(self) -> None:
        self.discard.setEnabled(self._is_begun())

    def retranslated(self) -> None:
        super().retranslated()
        self.direction.retranslate()
        self._show_locked()

    def _moment(self) -> Any:
        zone = self._original.moment.zone if self._original is not None else "Asia/Shanghai"
        return typed_moment(self.time.text(), zone, datetime.now(UTC))

    def _behaviours(self) -> frozenset[Behaviour]:
        return frozenset(Behaviour(code) for code in self.behaviours.value())

    def _fitting(self, draft: ContactDraft, changes: dict[str, Any]) -> ContactDraft:
        """Return ``draft`` without what the medium or the person reached, newly chosen, cannot have."""
        if "medium" in changes and not draft.medium.is_voice:
            draft = replace(draft, duration_s=None, answered=None, outcome=None, conversation=None)
        if "reached" in changes and not draft.reached.is_third_party:
            draft = replace(draft, reached_name="")
        return draft


#: What `ContactForm.typed` calls the fields that an import observed.
_LOCKED_KEYS = ("number", "medium", "time", "duration", "text", "direction")


def _typed_of(draft: ContactDraft) -> dict[str, Any]:
    """Return ``draft`` as the form shows it."""
    minutes, seconds = divmod(draft.duration_s or 0, 60)
    return {
        "number": draft.number_raw or "",
        "medium": str(draft.medium),
        "time": moment_text(draft.moment, seconds=True),
        # A contact of which nobody noted whether it was answered shows as not answered until somebody ticks it.
        "answered": bool(draft.answered),
        "duration": "" if draft.duration_s is None else f"{minutes}:{seconds:02d}",
        "outcome": str(draft.outcome or UNSAID),
        "conversation": next(code for code, spoke in SPOKE.items() if spoke is draft.conversation),
        "claims": draft.claims_to_be,
        "reached": str(draft.reached),
        "reached_name": draft.reached_name,
        "text": draft.text,
        "behaviours": sorted(str(code) for code in draft.behaviours),
        "summary": draft.summary,
        "agency": draft.agency,
        "direction": str(draft.direction),
        "on_number": draft.on_number_raw,
        "harm": draft.harm,
    }
