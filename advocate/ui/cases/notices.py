"""What was made known in a case, as a card of its overview: refusals, letters, warnings, hours agreed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from advocate.domain.notices import NoticeView
from advocate.domain.views import CaseView
from advocate.jobs.desk import JobDesk, reading, writing
from advocate.jobs.runner import JobRunner
from advocate.services import evidence, findings, notices
from advocate.ui.cases.new_notice import NoticeDialog
from advocate.ui.i18n import Spoken, error_text, label, tr
from advocate.ui.moments import day_text, moment_text
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button, tool_button
from advocate.ui.widgets.flow import empty
from advocate.ui.widgets.pills import Pill, PillStrip
from advocate.ui.widgets.text import TextLabel, surface


class NoticesCard(Spoken, QWidget):
    """Lists the notices of a case; each can be changed and removed, and a removed one brought back."""

    failed = Signal(str, str)
    offered = Signal(str, str, object)

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vault, self._runner = vault, runner
        self._desk = JobDesk(runner, self)
        self._desk.failed.connect(lambda error: self.failed.emit("danger", error_text(error)))
        self._case: CaseView | None = None
        self._shown: tuple[NoticeView, ...] = ()
        card = surface("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.S)
        title = TextLabel(role="heading")
        self.add = button("quiet", "plus")
        self.add.clicked.connect(lambda: self._open(None))
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.add)
        self.none = TextLabel(role="soft", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(self.none)
        column.addLayout(self._lines)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        self.say(title.setText, "Made known")
        self.say(self.add.setText, "Record a notice")
        self.say(
            self.none.setText,
            "Refusals, letters to stop, warnings, hours agreed: rules on what came after them need the day.",
        )

    def open_case(self, case: CaseView) -> None:
        """Show the notices of ``case``."""
        self._case = case
        case_id = case.summary.id
        self._desk.read(reading(self._vault, lambda unit: notices.listing(unit, case_id)), self._show, key="notices")

    def clear(self) -> None:
        """Show nothing, of no case."""
        self._desk.drop("notices")
        self._case = None
        self._show(())

    def retranslated(self) -> None:
        self._show(self._shown)

    def _show(self, found: Sequence[NoticeView]) -> None:
        self._shown = tuple(found)
        empty(self._lines)
        for notice in self._shown:
            self._lines.addWidget(self._line(notice))
        self.none.setVisible(not self._shown)

    def _line(self, notice: NoticeView) -> QWidget:
        line = surface("sunken")
        kind = label("notice_kind", notice.kind)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(TextLabel(kind, "strong"))
        head.addWidget(TextLabel(moment_text(notice.moment), "soft"))
        head.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        words.addWidget(TextLabel("  ·  ".join(_parts(notice)), "soft", wrap=True))
        if notice.text.strip():
            words.addWidget(TextLabel(_clipped(notice.text), wrap=True))
        proof = PillStrip()
        proof.set_pills(Pill(tr("Proof kept"), "success") if notice.evidence else Pill(tr("No proof yet"), "warning"))
        change, remove = tool_button("pencil"), tool_button("trash-2")
        for tool, text in ((change, tr("Change: {what}", what=kind)), (remove, tr("Remove: {what}", what=kind))):
            tool.setToolTip(text)
            tool.setAccessibleName(text)
        change.clicked.connect(partial(self._open, notice))
        remove.clicked.connect(partial(self._remove, notice))
        row = QHBoxLayout(line)
        row.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        row.addLayout(words, 1)
        for widget in (proof, change, remove):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _open(self, notice: NoticeView | None, _checked: bool = False) -> None:
        case = self._case
        if case is None:
            return

        def show(proofs: list[tuple[int, str]]) -> None:
            if self._case is not case:
                return
            dialog = NoticeDialog(self._vault, self._runner, case, proofs, self, notice)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        case_id = case.summary.id
        ask = reading(self._vault, lambda unit: [(view.id, view.name) for view in evidence.listing(unit, case_id)])
        self._desk.read(ask, show, key="proofs")

    def _remove(self, notice: NoticeView, _checked: bool = False) -> None:
        def changed(change: Callable[[Any, int], int]) -> Callable[[Any], None]:
            return lambda unit: findings.evaluate(unit, change(unit, notice.id))

        def undo() -> None:
            self._desk.write(writing(self._vault, changed(notices.restore)), lambda _: None)

        said = tr("Removed: {what}", what=label("notice_kind", notice.kind))
        self._desk.write(
            writing(self._vault, changed(notices.remove)), lambda _: self.offered.emit(said, tr("Undo"), undo)
        )
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)


def _parts(notice: NoticeView) -> list[str]:
    """Return who, to whom, about what and until when, as far as it was said."""
    parts = []
    if notice.sender or notice.recipient:
        parts.append(f"{notice.sender or '…'} → {notice.recipient or '…'}")
    parts.append(notice.creditor or tr("all lenders"))
    if notice.person:
        parts.append(tr("concerns {who}", who=notice.person))
    if notice.medium is not None:
        parts.append(label("medium", notice.medium))
    if notice.number:
        parts.append(notice.number)
    if notice.hours_from:
        parts.append(f"{notice.hours_from}–{notice.hours_until}")
    if notice.until is not None:
        parts.append(tr("until {day}", day=day_text(notice.until)))
    if notice.delivered is not None:
        parts.append(tr("made known by: {medium}", medium=label("medium", notice.delivered)))
    if notice.evidence:
        parts.append(notice.evidence)
    return parts


def _clipped(text: str, most: int = 160) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
