"""The findings of a case: suggested by rules, decided by a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from advocate.domain.views import ContactView, FindingView
from advocate.domain.vocabulary import FindingStatus
from advocate.jobs.desk import reading, writing
from advocate.jobs.runner import JobRunner
from advocate.services import contacts, debt_facts, finding_pages, findings
from advocate.services.finding_pages import FindingLine, Outline
from advocate.ui.cases.tab import CaseTab
from advocate.ui.findings.detail import SHOWN_CONTACTS, FindingDetail, History
from advocate.ui.findings.list import FindingList
from advocate.ui.findings.model import FindingModel
from advocate.ui.findings.observations import ObservationPanel
from advocate.ui.findings.reject import OverrideDialog, RejectDialog
from advocate.ui.i18n import label, language, mark, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import Segments, button
from advocate.ui.widgets.page import EmptyState
from advocate.ui.widgets.text import TextLabel, surface

_ALL = "all"
LIST_WIDTH = 404


class FindingsTab(CaseTab):
    """Shows findings in groups; deciding one goes on to the next that waits for a decision."""

    TITLE: ClassVar[str] = mark("Suspected violations")
    KEY: ClassVar[str] = "findings"
    KINDS: ClassVar[frozenset[str]] = frozenset({"finding"})

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(vault, runner, parent)
        self.model = FindingModel(self._fetch, self)
        self._selected = 0
        self._next = 0
        self._build()
        self.retranslated()

    def _build(self) -> None:
        self.status = Segments([_ALL, *FindingStatus])
        self.status.chosen.connect(self._on_status)
        self.list = FindingList(self.model)
        # The width of the counts above it is for the layout to say.
        self.list.setMinimumWidth(340)
        self.list.picked.connect(self._on_picked)
        self.list.confirm_asked.connect(self.confirm)
        self.list.reject_asked.connect(self.ask_reject)
        self.say(self.list.setAccessibleName, "Suspected violations")
        self.none = EmptyState("circle-check")
        self.left = QStackedWidget()
        self.left.addWidget(self.list)
        self.left.addWidget(self.none)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(Space.L, Space.M, Space.S, 0)
        column.setSpacing(Space.S)
        tools = QHBoxLayout()
        tools.setContentsMargins(Space.S, 0, 0, 0)
        tools.addWidget(self.status)
        tools.addStretch(1)
        column.addLayout(tools)
        column.addWidget(self.left, 1)
        self.observations = ObservationPanel(self.vault, self.desk)
        self.observations.contact_asked.connect(self.contact_asked)
        self.observations.counted.connect(self._show_stack)
        column.addWidget(self.observations)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._build_right())
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([LIST_WIDTH, 700])
        self.empty = EmptyState("scale")
        self.say(self.empty.title.setText, "No suspected violations")
        self.say(
            self.empty.hint.setText,
            "Log contacts or import a backup: the rules look at every contact and suggest here what it may break.",
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _build_right(self) -> QWidget:
        self.detail = FindingDetail()
        self.detail.contact_asked.connect(self.contact_asked)
        self.bar = surface("pane")
        self.hint = TextLabel(role="caption", wrap=True)
        self.reject_button = button("danger", "ban")
        self.reject_button.clicked.connect(self.ask_reject)
        self.confirm_button = button("primary", "check")
        self.confirm_button.clicked.connect(self.confirm)
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(Space.XL, Space.M, Space.XL, Space.M)
        row.setSpacing(Space.S)
        row.addWidget(self.hint, 1)
        row.addWidget(self.reject_button)
        row.addWidget(self.confirm_button)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.detail, 1)
        column.addWidget(self.bar)
        self.say(self.hint.setText, "Enter or C confirms, R rejects. A click on a rule takes all of its findings.")
        return right

    def load(self) -> None:
        if self.case is None:
            return
        case_id, lang = self.case.summary.id, language()
        self.desk.read(
            reading(self.vault, lambda unit: finding_pages.outline(unit, case_id, lang)),
            self._on_outline,
            key="findings",
        )
        self.observations.show_case(self.case)

    def clear(self) -> None:
        self._selected = self._next = 0
        self.status.set_value(_ALL)
        self.model.set_status(None)
        self.model.clear()
        self.observations.clear()
        self.detail.finding = None

    def focus_first(self) -> None:
        self.list.setFocus()

    def retranslated(self) -> None:
        self._show_counts()
        self._show_actions()
        self.say(self.none.title.setText, "Nothing here")
        self.say(self.none.hint.setText, "No finding of this case has this status.")
        if self.case is not None:
            self._load_or_wait()

    @Slot()
    def confirm(self) -> None:
        """Confirm what is selected; what was rejected before is confirmed for a reason only."""
        chosen = self._open_for(FindingStatus.CONFIRMED)
        ids = [finding.id for finding in chosen]
        if any(finding.status is FindingStatus.REJECTED for finding in chosen):
            self._ask(OverrideDialog(len(ids), self), lambda reason: self.confirm_with(ids, reason))
        elif ids:
            self.confirm_with(ids, "")

    def confirm_with(self, ids: Sequence[int], reason: str) -> None:
        """Confirm ``ids``, for ``reason`` where there is one."""
        self._decide(ids, lambda unit, finding_id: findings.confirm(unit, finding_id, reason))

    @Slot()
    def ask_reject(self) -> None:
        """Ask why, then reject what is selected."""
        chosen = self._open_for(FindingStatus.REJECTED)
        if not chosen:
            return
        ids = [finding.id for finding in chosen]
        self._ask(RejectDialog(len(ids), self), lambda reason: self.reject_with(ids, reason))

    @staticmethod
    def _ask(dialog: RejectDialog, decided: Callable[[str], None]) -> None:
        dialog.decided.connect(decided)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def reject_with(self, ids: Sequence[int], reason: str) -> None:
        """Reject ``ids`` for ``reason``."""
        self._decide(ids, lambda unit, finding_id: findings.reject(unit, finding_id, reason))

    def _open_for(self, status: FindingStatus) -> list[FindingLine]:
        return [finding for finding in self.list.chosen() if finding.status is not status or finding.stale]

    def _decide(self, ids: Sequence[int], act: Any) -> None:
        self._next = self._after(ids)

        def decide(unit: Any) -> None:
            for finding_id in ids:
                act(unit, finding_id)

        self.desk.write(writing(self.vault, decide), lambda _none: self._said(len(ids)))

    def _said(self, count: int) -> None:
        self.said.emit(tr("{count} finding decided" if count == 1 else "{count} findings decided", count=count))

    def _after(self, ids: Sequence[int]) -> int:
        """Return the finding to show after ``ids`` are decided: the next one that waits."""
        places = self.model.places()
        last = max((self.model.place_of(finding_id) for finding_id in ids), default=-1)
        for place in [p for p in places if p > last] + [p for p in places if p < last]:
            finding = self.model.finding_at(place)
            if finding is not None and finding.status is FindingStatus.SUGGESTED and finding.id not in ids:
                return finding.id
        return ids[-1]

    def _fetch(self, ids: Sequence[int], take: Callable[[list[FindingView]], None]) -> None:
        wanted, lang = list(ids), language()
        self.desk.read(reading(self.vault, lambda unit: findings.page(unit, wanted, lang)), take)

    def _on_outline(self, found: Outline) -> None:
        zone = self.case.zone if self.case else "Asia/Shanghai"
        wanted = self._next or self._selected
        kept = [finding.id for finding in self.list.chosen()] if not self._next else []
        self._next = 0
        scroll = self.list.verticalScrollBar().value()
        self.model.set_outline(found, zone)
        self.list.verticalScrollBar().setValue(scroll)
        self._choose(wanted, kept)
        self._show_counts()
        self._show_stack()

    @Slot()
    def _show_stack(self) -> None:
        something = self.model.total() or self.observations.any()
        self.stack.setCurrentWidget(self.splitter if something else self.empty)

    def _choose(self, wanted: int, kept: Sequence[int] = ()) -> None:
        places = [place for place in map(self.model.place_of, kept) if place >= 0]
        if not places:
            place = self.model.place_of(wanted)
            places = [place] if place >= 0 else self.model.places()[:1]
        self.left.setCurrentWidget(self.list if places else self.none)
        self.list.choose(places)
        self._on_picked()

    @Slot(str)
    def _on_status(self, key: str) -> None:
        self.model.set_status(None if key == _ALL else FindingStatus(key))
        self._choose(self._selected)
        self._show_counts()

    @Slot()
    def _on_picked(self) -> None:
        chosen = self.list.chosen()
        self._show_actions()
        self.detail.setVisible(bool(chosen))
        if not chosen or self.case is None:
            return
        place = self.model.finding_at(self.list.currentIndex().row())
        finding = place if place in chosen else chosen[0]
        self._selected = finding.id
        known = self.model.known(finding.id)
        another = self.detail.finding is None or self.detail.finding.id != finding.id
        if known is not None and another:
            self.detail.show_finding(known, self.case.zone)
        finding_id, lang = finding.id, language()

        def ask(unit: Any) -> tuple[FindingView, list[ContactView], History, tuple[str, ...]]:
            whole = findings.get(unit, finding_id, lang)
            worked_out = debt_facts.lines(unit, whole.case_id, [whole], lang).get(finding_id, ())
            behind = contacts.page(unit, whole.contacts[:SHOWN_CONTACTS])
            return whole, behind, findings.history(unit, finding_id), worked_out

        self.desk.read(reading(self.vault, ask), self._on_whole, key="behind", priority=1)

    def _on_whole(self, answer: tuple[FindingView, list[ContactView], History, tuple[str, ...]]) -> None:
        finding, behind, history, worked_out = answer
        if self.case is not None and finding.id == self._selected:
            self.detail.show_finding(finding, self.case.zone)
            self.detail.show_behind(behind, history, worked_out)

    def _show_counts(self) -> None:
        counts = self.model.counts()
        self.status.buttons[_ALL].setText(tr("All {count}", count=self.model.total()))
        for status in FindingStatus:
            self.status.buttons[status].setText(f"{label('finding_status', status)} {counts[status]}")

    def _show_actions(self) -> None:
        to_confirm, to_reject = self._open_for(FindingStatus.CONFIRMED), self._open_for(FindingStatus.REJECTED)
        several = len(self.list.chosen()) > 1
        self.confirm_button.setEnabled(bool(to_confirm))
        self.reject_button.setEnabled(bool(to_reject))
        self.confirm_button.setText(tr("Confirm {count}", count=len(to_confirm)) if several else tr("Confirm"))
        self.reject_button.setText(tr("Reject {count}", count=len(to_reject)) if several else tr("Reject"))
