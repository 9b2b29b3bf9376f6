"""One case: its head and its tabs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from advocate.domain.changes import Changes
from advocate.domain.practice import Danger, SafetyPrompt
from advocate.domain.views import CaseView
from advocate.jobs.desk import JobDesk, reading, writing
from advocate.jobs.runner import JobRunner
from advocate.services import cases, safety
from advocate.ui.cases.tab import CaseTab
from advocate.ui.i18n import Spoken, error_text, label, language, tr
from advocate.ui.inbox.tab import InboxTab
from advocate.ui.safety.prompt import SafetyPanel
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button, tool_button
from advocate.ui.widgets.page import PageHeader


class CasePage(Spoken, QWidget):
    """Shows one case in the tabs that it was given. ``left`` asks to go back to the list."""

    left = Signal()
    #: The case asked for is shown.
    opened = Signal(int)
    notice = Signal(str, str)
    said = Signal(str)
    offered = Signal(str, str, object)
    contact_asked = Signal(int)
    import_asked = Signal()
    read_asked = Signal(list)

    def __init__(
        self, vault: Any, runner: JobRunner, tabs: Sequence[type[CaseTab]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._vault = vault
        self._desk = JobDesk(runner, self)
        self._desk.failed.connect(lambda error: self.notice.emit("danger", error_text(error)))
        self.case: CaseView | None = None
        self._wanted = 0
        self.tabs: dict[str, CaseTab] = {}
        self._build(runner, tabs)

    def _build(self, runner: JobRunner, tabs: Sequence[type[CaseTab]]) -> None:
        self.header = PageHeader()
        self.back = tool_button("arrow-left")
        self.back.clicked.connect(self.left)
        self.header.add_leading(self.back)
        self.say(self.back.setToolTip, "All cases (Alt+Left)")
        self.say(self.back.setAccessibleName, "All cases")
        self.import_button = button("", "import")
        self.import_button.clicked.connect(lambda: self.import_asked.emit())
        self.header.add_action(self.import_button)
        self.say(self.import_button.setText, "Import…")
        self.say(self.import_button.setToolTip, "Import the backup of a phone (Ctrl+I)")
        self.safety = SafetyPanel()
        self.safety.done.connect(self._on_looked_after)
        self.safety.contact_asked.connect(self.contact_asked)
        self.safety.setContentsMargins(Space.XL, 0, Space.XL, Space.S)
        self.tab_widget = QTabWidget()
        for kind in tabs:
            tab = kind(self._vault, runner)
            tab.notice.connect(self.notice)
            tab.said.connect(self.said)
            tab.offered.connect(self.offered)
            tab.contact_asked.connect(self.contact_asked)
            tab.tab_asked.connect(self.show_tab)
            tab.import_asked.connect(self.import_asked)
            tab.read_asked.connect(self.read_asked)
            self.tabs[kind.KEY] = tab
            self.tab_widget.addTab(tab, tr(kind.TITLE))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        # Before anything else: a person comes before the record.
        column.addWidget(self.safety)
        column.addWidget(self.tab_widget, 1)
        self.tab_widget.tabBar().setContentsMargins(Space.XL, 0, 0, 0)
        self.tab_widget.setStyleSheet(f"QTabWidget::tab-bar {{ left: {Space.XL}px; }}")

    def open_case(self, case_id: int) -> None:
        """Show case ``case_id``."""
        if case_id != self._wanted:
            self.case = None
            self.safety.show_prompts(())
        self._wanted = case_id
        self._ask_safety()
        self._desk.read(reading(self._vault, lambda unit: cases.get(unit, case_id)), self._on_case, key="case")

    def show_tab(self, key: str) -> CaseTab:
        """Bring the tab ``key`` to the front and return it."""
        tab = self.tabs[key]
        self.tab_widget.setCurrentWidget(tab)
        tab.focus_first()
        return tab

    def apply_changes(self, changes: Changes) -> None:
        """Tell every tab, and refresh the head."""
        if self.case is None:
            return
        for tab in self.tabs.values():
            tab.apply_changes(changes)
        if changes.case_id in (None, self._wanted):
            self.open_case(self._wanted)

    def retranslated(self) -> None:
        for place, tab in enumerate(self.tabs.values()):
            self.tab_widget.setTabText(place, tr(tab.TITLE))
        self._show_head()
        # Nobody reads what is not seen, and at the end there is nobody left to ask.
        if self._wanted and self.isVisible():
            self._ask_safety()

    def _ask_safety(self) -> None:
        case_id, lang = self._wanted, language()
        self._desk.read(
            reading(self._vault, lambda unit: (case_id, safety.prompts(unit, case_id, lang))),
            self._on_safety,
            key="safety",
        )

    def _on_safety(self, answer: tuple[int, list[SafetyPrompt]]) -> None:
        case_id, prompts = answer
        if case_id == self._wanted:
            self.safety.show_prompts(prompts)

    @Slot(str, str)
    def _on_looked_after(self, danger: str, done: str) -> None:
        case_id = self._wanted

        def keep(unit: Any) -> None:
            safety.acknowledge(unit, case_id, Danger(danger), done)

        self._desk.write(
            writing(self._vault, keep), lambda _none: self.said.emit(tr("Kept. A new contact of this kind asks again."))
        )

    def _show_waiting(self, waiting: int) -> None:
        """Say on its tab how much waits in the inbox."""
        for place, tab in enumerate(self.tabs.values()):
            if tab.KEY == InboxTab.KEY:
                self.tab_widget.setTabText(place, f"{tr(tab.TITLE)}  {waiting:,}" if waiting else tr(tab.TITLE))

    def _on_case(self, case: CaseView) -> None:
        if case.summary.id != self._wanted:
            return
        before, self.case = self.case, case
        self._show_head()
        if (
            before is None
            or before.summary.id != case.summary.id
            or (before.fields, before.debts) != (case.fields, case.debts)
        ):
            for tab in self.tabs.values():
                tab.open_case(case)
            self.opened.emit(case.summary.id)
        else:
            for tab in self.tabs.values():
                tab.case = case

    def _show_head(self) -> None:
        if self.case is None:
            return
        summary = self.case.summary
        self.header.title.setText(summary.client)
        parts = [summary.number, label("case_status", summary.status)]
        on_record = summary.contacts - summary.waiting
        parts.append(tr("{count} contact" if on_record == 1 else "{count} contacts", count=f"{on_record:,}"))
        self._show_waiting(summary.waiting)
        self.header.set_subtitle("  ·  ".join(parts))
