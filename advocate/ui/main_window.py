"""The window on an open vault."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from advocate.domain.changes import Changes
from advocate.jobs.runner import JobRunner
from advocate.ui.cases.case_page import CasePage
from advocate.ui.cases.list_page import CaseListPage
from advocate.ui.cases.overview import OverviewTab
from advocate.ui.cases.tab import CaseTab
from advocate.ui.complaints.tab import ComplaintsTab
from advocate.ui.contacts.tab import ContactsTab
from advocate.ui.debts.tab import DebtsTab
from advocate.ui.evidence.tab import EvidenceTab
from advocate.ui.findings.tab import FindingsTab
from advocate.ui.i18n import Spoken, tr
from advocate.ui.importing.dialog import ImportDialog
from advocate.ui.inbox.tab import InboxTab
from advocate.ui.look import Look
from advocate.ui.rules.page import RulesPage
from advocate.ui.screenshots.tab import ScreenshotsTab
from advocate.ui.settings import Settings
from advocate.ui.sources.tab import SourcesTab
from advocate.ui.theme import Space
from advocate.ui.widgets.drop import FileDrops
from advocate.ui.widgets.page import Banner, IconDisc, Toast
from advocate.ui.widgets.sidebar import Sidebar
from advocate.ui.widgets.text import TextLabel

#: Tabs of a case, in their order.
CASE_TABS: tuple[type[CaseTab], ...] = (
    ContactsTab,
    InboxTab,
    FindingsTab,
    EvidenceTab,
    ScreenshotsTab,
    DebtsTab,
    ComplaintsTab,
    SourcesTab,
    OverviewTab,
)


class MainWindow(Spoken, QMainWindow):
    """Sidebar, pages, banners. Its title never names a client: others may see the task bar.

    ``lock_asked`` asks whoever opened it to close vault and window; ``closed`` tells that the window is gone.
    """

    lock_asked = Signal()
    closed = Signal()

    def __init__(self, vault: Any, runner: JobRunner, look: Look, settings: Settings) -> None:
        super().__init__()
        self._vault = vault
        self._runner = runner
        self._look = look
        self._settings = settings
        self.cases = CaseListPage(vault, runner)
        self.case = CasePage(vault, runner, CASE_TABS)
        self.rules = RulesPage(vault, runner)
        self._build()
        self._connect()
        # The keyboard starts in the list of cases, or where the first one is made.
        self.cases.table.setFocus()

    def _build(self) -> None:
        self.sidebar = Sidebar()
        mark_row = QHBoxLayout()
        mark_row.setContentsMargins(Space.XS, 0, 0, Space.XS)
        mark_row.setSpacing(Space.S)
        name = TextLabel(role="lead")
        mark_row.addWidget(IconDisc("shield", diameter=30))
        mark_row.addWidget(name, 1)
        self.sidebar.head.addLayout(mark_row)
        self.nav_cases = self.sidebar.add_page("cases", "briefcase")
        self.nav_rules = self.sidebar.add_page("rules", "scale")
        self.look_button = self.sidebar.add_foot("languages")
        self.look_menu = QMenu(self)
        self.lock_button = self.sidebar.add_foot("lock")
        self.banner = Banner()
        banner_row = QHBoxLayout()
        banner_row.setContentsMargins(Space.XL, Space.M, Space.XL, 0)
        banner_row.addWidget(self.banner)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.cases)
        self.pages.addWidget(self.case)
        self.pages.addWidget(self.rules)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(banner_row)
        right.addWidget(self.pages, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)
        self.toast = Toast(whole)
        self.sidebar.set_current("cases")
        self.setMinimumSize(QSize(1080, 640))
        self.resize(self._settings.get("width", 1360), self._settings.get("height", 860))
        self.say(self.setWindowTitle, "Advocate")
        self.say(name.setText, "Advocate")
        self.say(self.nav_cases.setText, "Cases")
        self.say(self.nav_rules.setText, "Rules")
        self.say(self.look_button.setText, "Language and look")
        self.say(self.lock_button.setText, "Lock")
        self.say(self.lock_button.setToolTip, "Lock the vault (Ctrl+Shift+L)")

    def _connect(self) -> None:
        self._runner.changed.connect(self._on_changed)
        self.sidebar.chosen.connect(self.show_page)
        self.look_button.clicked.connect(self._on_look)
        self.lock_button.clicked.connect(self.lock_asked)
        self.cases.opened.connect(self.open_case)
        self.case.left.connect(lambda: self.show_page("cases"))
        for page in (self.cases, self.case, self.rules):
            page.notice.connect(self.show_notice)
        self.case.said.connect(self.toast.show_text)
        self.rules.said.connect(self.toast.show_text)
        self.case.offered.connect(self.toast.offer)
        self.case.contact_asked.connect(self._on_contact)
        self.case.import_asked.connect(self.ask_import)
        self.drops = FileDrops(self, lambda: tr("Drop to import into this case"), folders=True)
        self.drops.dropped.connect(self.ask_import)
        self.case.read_asked.connect(self._on_read_asked)
        taken_in, pictures = self.case.tabs[EvidenceTab.KEY], self.case.tabs[ScreenshotsTab.KEY]
        if isinstance(taken_in, EvidenceTab) and isinstance(pictures, ScreenshotsTab):
            taken_in.pictures_added.connect(pictures.read)
        self._shortcut("Ctrl+I", self.ask_import)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        # In the evidence tab both its own keys and these mean the same: Qt then asks either in turn.
        paste.activated.connect(self._on_paste)
        paste.activatedAmbiguously.connect(self._on_paste)
        self._shortcut("Ctrl+L", self._on_log)
        self._shortcut("Ctrl+N", self._on_new_case)
        self._shortcut("Alt+Left", lambda: self.show_page("cases"))
        self._shortcut("Ctrl+Shift+L", self.lock_asked.emit)

    def _shortcut(self, keys: str, call: Any) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(call)

    @Slot(str)
    def show_page(self, key: str) -> None:
        """Bring the page ``key`` to the front."""
        self.sidebar.set_current(key)
        if key == "cases":
            self.pages.setCurrentWidget(self.cases)
            self.cases.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif key == "rules":
            self.pages.setCurrentWidget(self.rules)
            self.rules.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int)
    def open_case(self, case_id: int) -> None:
        """Show case ``case_id``."""
        self.case.open_case(case_id)
        self.sidebar.set_current("cases")
        self.pages.setCurrentWidget(self.case)

    @Slot()
    @Slot(list)
    def ask_import(self, paths: Sequence[Path] = ()) -> None:
        """Open the import dialog for the case in front, with ``paths`` read at once."""
        if self.pages.currentWidget() is not self.case or self.case.case is None:
            self.show_notice("accent", tr("Open the case first that the backup belongs to."))
            return
        pictures = self.case.tabs[ScreenshotsTab.KEY]
        reader = pictures.reader if isinstance(pictures, ScreenshotsTab) else None
        dialog = ImportDialog(self._vault, self._runner, self.case.case, self, paths, reader)
        dialog.tab_asked.connect(self.case.show_tab)
        if isinstance(pictures, ScreenshotsTab):
            dialog.imported.connect(lambda report: pictures.read_import(report.run))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str, str)
    def show_notice(self, tone: str, text: str) -> None:
        """Show a sentence above the page until it is closed."""
        self.banner.show_text(text, tone)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.toast.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.isMaximized():
            self._settings.set(width=self.width(), height=self.height())
        super().closeEvent(event)
        self.closed.emit()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        self.cases.apply_changes(changes)
        self.case.apply_changes(changes)
        self.rules.apply_changes(changes)

    @Slot()
    def _on_look(self) -> None:
        self._look.fill_menu(self.look_menu)
        above = QPoint(0, -self.look_menu.sizeHint().height() - Space.XS)
        self.look_menu.popup(self.look_button.mapToGlobal(above))

    @Slot(list)
    def _on_read_asked(self, evidence_ids: list[int]) -> None:
        tab = self.case.show_tab(ScreenshotsTab.KEY)
        if isinstance(tab, ScreenshotsTab):
            tab.read(evidence_ids)

    @Slot()
    def _on_paste(self) -> None:
        """Take the picture in the clipboard in as evidence, whatever tab of a case is in front, and read it."""
        if self.pages.currentWidget() is self.case and self.case.case is not None:
            tab = self.case.show_tab(EvidenceTab.KEY)
            if isinstance(tab, EvidenceTab):
                tab.paste()

    @Slot()
    def _on_log(self) -> None:
        if self.pages.currentWidget() is self.case and self.case.case is not None:
            tab = self.case.show_tab(ContactsTab.KEY)
            if isinstance(tab, ContactsTab):
                tab.open_entry()
        elif self.cases.current_id():
            self.open_case(self.cases.current_id())
            self._log_when_open()

    @Slot(int)
    def _on_contact(self, contact_id: int) -> None:
        tab = self.case.show_tab(ContactsTab.KEY)
        if isinstance(tab, ContactsTab):
            tab.show_contact(contact_id)

    def _log_when_open(self) -> None:
        self.case.opened.connect(self._on_log, Qt.ConnectionType.SingleShotConnection)

    @Slot()
    def _on_new_case(self) -> None:
        self.show_page("cases")
        self.cases.ask_new_case()
