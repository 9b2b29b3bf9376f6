"""The pane beside the log: one contact whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from advocate.domain.ids import short_id
from advocate.domain.views import ContactView, FindingView
from advocate.domain.vocabulary import FindingStatus, Nature
from advocate.jobs.desk import JobDesk, reading, writing
from advocate.jobs.runner import JobRunner
from advocate.services import contacts, findings
from advocate.ui.contacts.live import FindingCard
from advocate.ui.contacts.model import behaviour_pill, number_text
from advocate.ui.i18n import Spoken, error_text, label, language, tr
from advocate.ui.moments import duration_text, moment_text
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import Segments, button, tool_button
from advocate.ui.widgets.flow import FlowBox, empty
from advocate.ui.widgets.pills import PillStrip
from advocate.ui.widgets.text import ElidedLabel, Line, TextLabel

#: Lines of a message shown at once; the rest is scrolled to.
MAX_LINES = 16


class _Words(QPlainTextEdit):
    """A read-only text as tall as its lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Take the height of the text at the present width."""
        lines = min(self.document().size().height(), MAX_LINES)
        height = int(lines * self.fontMetrics().lineSpacing()) + 26
        if height != self.height():
            self.setFixedHeight(height)


class ContactDetail(Spoken, QWidget):
    """Shows everything that is known of a contact. ``closed`` asks to put the pane away.

    ``edit_asked`` and ``remove_asked`` ask for the contact shown.
    """

    closed = Signal()
    edit_asked = Signal()
    remove_asked = Signal()
    notice = Signal(str, str)

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vault = vault
        self._desk = JobDesk(runner, self)
        self._desk.failed.connect(lambda error: self.notice.emit("danger", error_text(error)))
        self.contact: ContactView | None = None
        self.nature = Segments([str(nature) for nature in Nature])
        self.nature.chosen.connect(self._on_nature)
        self.findings_title = TextLabel(role="field")
        self.findings = QVBoxLayout()
        self.findings.setSpacing(Space.S)
        self.number = TextLabel(role="heading", wrap=True)
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.time = TextLabel(role="soft")
        self.facts = QFormLayout()
        self.facts.setContentsMargins(0, 0, 0, 0)
        self.facts.setHorizontalSpacing(Space.L)
        self.facts.setVerticalSpacing(Space.S)
        self.facts.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.behaviours = FlowBox()
        self.same_event = ElidedLabel(role="soft")
        self.separate = button("link")
        self.separate.clicked.connect(self._on_separate)
        self._event_row = QWidget()
        self.words_title = TextLabel(role="field")
        self.words = _Words()
        self._build()

    def _build(self) -> None:
        edit, remove, close = tool_button("pencil"), tool_button("trash-2"), tool_button("x")
        edit.clicked.connect(self.edit_asked)
        remove.clicked.connect(self.remove_asked)
        close.clicked.connect(self.closed)
        self.say(edit.setToolTip, "Edit this contact (E)")
        self.say(edit.setAccessibleName, "Edit this contact")
        self.say(remove.setToolTip, "Move to the trash (Delete)")
        self.say(remove.setAccessibleName, "Move to the trash")
        self.say(close.setToolTip, "Close")
        self.say(close.setAccessibleName, "Close")
        self.say(self.findings_title.setText, "Suspected violations")
        self.say(self.nature.setToolTip, "Whether this contact is part of the collection")
        self.say(self.words_title.setText, "What was said or written")
        self.say(self.words.setAccessibleName, "What was said or written")
        head = QHBoxLayout()
        head.setSpacing(0)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.number)
        names.addWidget(self.time)
        head.addLayout(names, 1)
        for each in (edit, remove, close):
            head.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        inner.setProperty("surface", "clear")
        body = QVBoxLayout(inner)
        body.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        body.setSpacing(Space.M)
        body.addLayout(head)
        body.addWidget(self.behaviours)
        body.addWidget(self.nature, 0, Qt.AlignmentFlag.AlignLeft)
        event = QHBoxLayout(self._event_row)
        event.setContentsMargins(0, 0, 0, 0)
        event.setSpacing(Space.M)
        event.addWidget(self.same_event, 1)
        event.addWidget(self.separate)
        body.addWidget(self._event_row)
        self.say(self.separate.setText, "Separate")
        self.say(self.separate.setToolTip, "These records do not tell of the same event: count each of them")
        body.addWidget(self.words_title)
        body.addWidget(self.words)
        body.addWidget(self.findings_title)
        body.addLayout(self.findings)
        body.addWidget(Line())
        body.addLayout(self.facts)
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def show_contact(self, contact: ContactView) -> None:
        """Show ``contact``."""
        if self.contact is None or self.contact.id != contact.id:
            self._show_findings([])
        self.contact = contact
        for key, made in self.nature.buttons.items():
            made.setText(label("nature", key))
        self.nature.set_value(contact.nature)
        self._ask_findings(contact)
        self.number.setText(number_text(contact))
        self.time.setText(f"{moment_text(contact.moment, seconds=True)}  ·  {short_id('contact', contact.id)}")
        self.behaviours.clear()
        for code in contact.behaviours:
            strip = PillStrip()
            strip.set_pills(behaviour_pill(code))
            self.behaviours.add(strip)
        self.behaviours.setVisible(bool(contact.behaviours))
        others = ", ".join(short_id("contact", other) for other in contact.same_event)
        self.same_event.setText(tr("Same event as {others}", others=others) if others else "")
        self._event_row.setVisible(bool(others))
        while self.facts.rowCount():
            self.facts.removeRow(0)
        for name, value in self._facts(contact):
            if value:
                shown = TextLabel(value, wrap=True)
                shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self.facts.addRow(TextLabel(name, "soft"), shown)
        words = contact.text or contact.summary
        self.words.setPlainText(words)
        self.words.fit()
        self.words.setVisible(bool(words))
        self.words_title.setVisible(bool(words))

    def _ask_findings(self, contact: ContactView) -> None:
        lang = language()
        self._desk.read(
            reading(self._vault, lambda unit: findings.listing(unit, contact.case_id, lang, contact.id)),
            self._show_findings,
            key="findings",
        )

    def _show_findings(self, found: list[FindingView]) -> None:
        empty(self.findings)
        shown = [finding for finding in found if finding.status is not FindingStatus.REJECTED]
        for finding in shown:
            self.findings.addWidget(FindingCard(finding))
        self.findings_title.setVisible(bool(shown))

    @Slot(str)
    def _on_nature(self, key: str) -> None:
        if self.contact is None:
            return
        case_id, contact_id, nature = self.contact.case_id, self.contact.id, Nature(key)

        def sort(unit: Any) -> None:
            contacts.edit(unit, contact_id, replace(contacts.draft(unit, contact_id), nature=nature))
            findings.evaluate(unit, case_id, contact_id)

        self._desk.write(writing(self._vault, sort), lambda _: None)

    @Slot()
    def _on_separate(self) -> None:
        if self.contact is None:
            return
        case_id, contact_id = self.contact.case_id, self.contact.id

        def part(unit: Any) -> None:
            contacts.separate(unit, contact_id)
            # The records that were set free count again: no single contact says which windows that touches.
            findings.evaluate(unit, case_id)

        self._desk.write(writing(self._vault, part), lambda _: None)

    def retranslated(self) -> None:
        if self.contact is not None:
            self.show_contact(self.contact)

    @staticmethod
    def _facts(contact: ContactView) -> list[tuple[str, str]]:
        answered = {True: tr("yes"), False: tr("no"), None: ""}[contact.answered]
        reached = label("reached", contact.reached)
        if contact.reached_name:
            reached = f"{reached} · {contact.reached_name}"
        as_written = contact.number_raw or ""
        source = contact.source_place
        if contact.source_evidence_id:
            source = f"{short_id('evidence', contact.source_evidence_id)}  {source}".strip()
        return [
            (tr("Medium"), f"{label('medium', contact.medium)} · {label('direction', contact.direction)}"),
            (tr("Name"), contact.name),
            (tr("Number"), contact.number or ""),
            (tr("Number as written"), as_written if as_written != contact.number else ""),
            (tr("Number that rang"), contact.on_number),
            (tr("Answered"), answered),
            (tr("How the call ended"), label("call_outcome", contact.outcome) if contact.outcome else ""),
            (tr("People spoke"), {True: tr("yes"), False: tr("no"), None: ""}[contact.conversation]),
            (tr("Duration"), duration_text(contact.duration_s)),
            (tr("Claimed to be"), contact.claims_to_be),
            (tr("Reached"), reached),
            (tr("Agency"), contact.agency),
            (tr("Summary"), contact.summary if contact.text else ""),
            (tr("Harm"), contact.harm),
            (tr("Time as written"), contact.moment.written),
            (tr("Zone"), contact.moment.zone),
            (tr("Precision"), label("precision", contact.moment.precision)),
            (tr("Source"), source),
        ]
