"""The form of a notice: what was made known, by whom to whom, when, how, and what proves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from advocate.domain.errors import AdvocateError, FieldProblem, InvalidDraft, UserError
from advocate.domain.ids import short_id
from advocate.domain.moments import Moment, parse_day
from advocate.domain.notices import NoticeDraft, NoticeView
from advocate.domain.views import CaseView
from advocate.domain.vocabulary import Medium, NoticeKind
from advocate.jobs.desk import JobDesk, writing
from advocate.jobs.runner import JobRunner
from advocate.services import findings, notices
from advocate.ui.contacts.form import UNSAID
from advocate.ui.contacts.when import typed_moment
from advocate.ui.i18n import Spoken, error_text, mark, tr
from advocate.ui.moments import day_text, moment_text
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.forms import CodeCombo, Field, Problems
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.text import TextLabel

_LABELS = {
    "kind": mark("What was made known"),
    "at": mark("When it was said or arrived"),
    "sender": mark("By whom"),
    "recipient": mark("To whom"),
    "debt_id": mark("About which debt"),
    "delivered": mark("How it was made known"),
    "person": mark("Who is concerned"),
    "medium": mark("Way of contact concerned"),
    "number": mark("Number concerned"),
    "hours_from": mark("Hours from"),
    "hours_until": mark("until"),
    "until": mark("Valid until"),
    "evidence_id": mark("Proof"),
    "text": mark("Words, or what they came to"),
}
_ROWS = (
    ("kind", "at"),
    ("sender", "recipient"),
    ("debt_id", "delivered"),
    ("person",),
    ("medium", "number"),
    ("hours_from", "hours_until"),
    ("until", "evidence_id"),
)
_EXAMPLES = {"at": "2026-03-05 14:00", "hours_from": "20:00", "hours_until": "23:00", "until": "2026-12-31"}
#: What a kind may name beside what every notice has; nothing else is asked.
_FITTING: dict[NoticeKind, frozenset[str]] = {
    NoticeKind.REFUSAL: frozenset({"person"}),
    NoticeKind.EMPLOYER: frozenset({"person"}),
    NoticeKind.STOP_MEDIUM: frozenset({"medium", "number"}),
    NoticeKind.CONSENT: frozenset({"medium", "number", "until"}),
    NoticeKind.INCONVENIENT_PLACE: frozenset({"number"}),
    NoticeKind.INCONVENIENT_TIME: frozenset({"hours_from", "hours_until", "until"}),
    NoticeKind.AGREED_HOURS: frozenset({"hours_from", "hours_until", "until"}),
    NoticeKind.MORATORIUM: frozenset({"until"}),
}
_OPTIONAL = frozenset().union(*_FITTING.values())


class NoticeDialog(Spoken, QDialog):
    """Asks what rules go by; ``notice`` is the one to change, None a new one. ``proofs`` are the case's evidence."""

    def __init__(
        self,
        vault: Any,
        runner: JobRunner,
        case: CaseView,
        proofs: Sequence[tuple[int, str]],
        parent: QWidget,
        notice: NoticeView | None = None,
    ) -> None:
        super().__init__(parent)
        self._vault = vault
        self._case = case
        self._notice = notice
        self._proofs = tuple(proofs)
        self._desk = JobDesk(runner, self)
        self.kind = CodeCombo("notice_kind", NoticeKind)
        self.delivered = CodeCombo("medium", (UNSAID, *Medium))
        self.medium = CodeCombo("medium", (UNSAID, *Medium))
        self.debt = QComboBox()
        self.proof = QComboBox()
        self.text = QPlainTextEdit()
        self.edits = {
            name: QLineEdit()
            for name in ("at", "sender", "recipient", "person", "number", "hours_from", "hours_until", "until")
        }
        controls: dict[str, QWidget] = {
            "kind": self.kind,
            "delivered": self.delivered,
            "medium": self.medium,
            "debt_id": self.debt,
            "evidence_id": self.proof,
            "text": self.text,
            **self.edits,
        }
        self.fields: dict[str, Field[Any]] = {name: Field(control) for name, control in controls.items()}
        self._problems = Problems(self.fields)
        self._fill_choices()
        self._build()
        if notice is not None:
            self._fill(notice)
        self._show_fitting()
        self.kind.setFocus()

    def _fill_choices(self) -> None:
        self.debt.addItem("", None)
        for debt in self._case.debts:
            self.debt.addItem(f"{debt.creditor} · {short_id('debt', debt.id)}", debt.id)
        self.proof.addItem("", None)
        for evidence_id, name in self._proofs:
            self.proof.addItem(f"{short_id('evidence', evidence_id)} · {name}", evidence_id)
        for combo in (self.debt, self.proof):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(8)
        self._name_choices()

    def _build(self) -> None:
        self.setMinimumWidth(620)
        title = TextLabel(role="heading")
        note = TextLabel(role="soft", wrap=True)
        self.banner = Banner(closable=False)
        self.save = button("primary")
        self.save.setDefault(True)
        self.cancel = button()
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self.reject)
        self.kind.currentIndexChanged.connect(self._show_fitting)
        self.text.setFixedHeight(84)
        self.text.setTabChangesFocus(True)
        if self._notice is None:
            self.say(self.setWindowTitle, "Record a notice")
            self.say(title.setText, "Record a notice")
            self.say(self.save.setText, "Add")
        else:
            self.say(self.setWindowTitle, "Change a notice")
            self.say(title.setText, "Change a notice")
            self.say(self.save.setText, "Save")
        self.say(note.setText, "From the time given on, rules go by it: what came before is not touched.")
        self.say(self.cancel.setText, "Cancel")
        for name, field in self.fields.items():
            self.say(field.set_label, _LABELS[name])
            if name in _EXAMPLES:
                field.control.setPlaceholderText(_EXAMPLES[name])
        self.say(self.edits["person"].setToolTip, "The name as the contact log has it")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for widget in (title, note, self.banner):
            column.addWidget(widget)
        for names in _ROWS:
            row = QHBoxLayout()
            row.setSpacing(Space.M)
            for name in names:
                row.addWidget(self.fields[name], 1)
            column.addLayout(row)
        column.addWidget(self.fields["text"])
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column.addSpacing(Space.S)
        column.addLayout(foot)

    def _fill(self, notice: NoticeView) -> None:
        self.kind.set_value(notice.kind)
        self.delivered.set_value(notice.delivered or UNSAID)
        self.medium.set_value(notice.medium or UNSAID)
        self.debt.setCurrentIndex(max(self.debt.findData(notice.debt_id), 0))
        self.proof.setCurrentIndex(max(self.proof.findData(notice.evidence_id), 0))
        self.text.setPlainText(notice.text)
        self.edits["at"].setText(moment_text(notice.moment, seconds=True))
        self.edits["until"].setText(day_text(notice.until) if notice.until else "")
        for name in ("sender", "recipient", "person", "number", "hours_from", "hours_until"):
            self.edits[name].setText(getattr(notice, name))

    def draft(self) -> tuple[NoticeDraft | None, list[FieldProblem]]:
        """Return what was typed, or what is wrong with it."""
        found: list[FieldProblem] = []
        moment: Moment | None = None
        until: date | None = None
        try:
            moment = self._moment()
        except UserError as error:
            found.append(FieldProblem("at", error.code, tuple(error.params.items())))
        try:
            until = parse_day(self._text("until")) if self._text("until") else None
        except UserError as error:
            found.append(FieldProblem("until", error.code, tuple(error.params.items())))
        if moment is None or found:
            return None, found
        # Another lender than that of a loan cannot be chosen here; the command line may have named one.
        kept = self._notice.creditor_id if self._notice is not None and self._notice.debt_id is None else None
        draft = NoticeDraft(
            case_id=self._case.summary.id,
            kind=NoticeKind(self.kind.value()),
            moment=moment,
            sender=self._text("sender"),
            recipient=self._text("recipient"),
            creditor_id=kept,
            debt_id=self.debt.currentData(),
            delivered=_medium(self.delivered),
            medium=_medium(self.medium) if self._fits("medium") else None,
            number=self._text("number"),
            person=self._text("person"),
            hours_from=self._text("hours_from"),
            hours_until=self._text("hours_until"),
            until=until,
            text=self.text.toPlainText().strip(),
            evidence_id=self.proof.currentData(),
        )
        return draft, draft.problems()

    def retranslated(self) -> None:
        for combo in (self.kind, self.delivered, self.medium):
            combo.retranslate()
        self._name_choices()
        self._problems.retranslate()

    def _name_choices(self) -> None:
        self.debt.setItemText(0, tr("All debts and lenders"))
        self.proof.setItemText(0, tr("None yet"))

    def _moment(self) -> Moment:
        """Return the time as typed; one that nobody touched stays exactly as it was."""
        typed = self._text("at")
        if self._notice is not None and typed == moment_text(self._notice.moment, seconds=True):
            return self._notice.moment
        return typed_moment(typed, self._case.zone, datetime.now(UTC))

    def _fits(self, name: str) -> bool:
        return name not in _OPTIONAL or name in _FITTING.get(NoticeKind(self.kind.value()), frozenset())

    def _text(self, name: str) -> str:
        return self.edits[name].text().strip() if self._fits(name) else ""

    @Slot()
    def _show_fitting(self) -> None:
        for name in _OPTIONAL:
            self.fields[name].setVisible(self._fits(name))
        self.adjustSize()

    @Slot()
    def _on_save(self) -> None:
        draft, problems = self.draft()
        self._problems.show(problems)
        if draft is None or problems:
            return
        self.save.setEnabled(False)
        notice = self._notice

        def keep(unit: Any) -> None:
            if notice is None:
                notices.add(unit, draft)
            else:
                notices.edit(unit, notice.id, draft)
            # Contacts after it may be findings now, and no longer be if it was corrected.
            findings.evaluate(unit, draft.case_id)

        self._desk.write(writing(self._vault, keep), lambda _: self.accept(), self._on_refused)

    def _on_refused(self, error: AdvocateError) -> None:
        self.save.setEnabled(True)
        if isinstance(error, InvalidDraft) and not self._problems.show(error.problems):
            return
        self.banner.show_text(error_text(error), "danger")


def _medium(combo: CodeCombo) -> Medium | None:
    return None if combo.value() == UNSAID else Medium(combo.value())
