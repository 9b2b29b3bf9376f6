"""The page with all cases."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from advocate.domain.changes import Changes
from advocate.domain.views import CaseSummary
from advocate.jobs.desk import JobDesk, reading
from advocate.jobs.runner import JobRunner
from advocate.services import cases
from advocate.ui import icons
from advocate.ui.cases.model import ID_ROLE, CaseListModel, CaseListProxy, Column
from advocate.ui.cases.new_case import NewCaseDialog
from advocate.ui.i18n import Spoken, error_text, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.page import EmptyState, PageHeader
from advocate.ui.widgets.tables import Table

_KINDS = ("case", "contact", "evidence", "finding", "complaint", "deadline")
#: Page widths below which a column makes room for the client's name, in pixels.
_SHOWN_FROM = {Column.EVIDENCE: 960, Column.COMPLAINTS: 1040, Column.DEADLINE: 840}


class CaseListPage(Spoken, QWidget):
    """Every case with what is waiting in it. ``opened`` names the case that the user wants."""

    opened = Signal(int)
    notice = Signal(str, str)

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vault = vault
        self._runner = runner
        self._desk = JobDesk(runner, self)
        self._desk.failed.connect(lambda error: self.notice.emit("danger", error_text(error)))
        self.model = CaseListModel(self)
        self.proxy = CaseListProxy(self)
        self.proxy.setSourceModel(self.model)
        self._keep = 0
        self._build()
        self.refresh()

    def _build(self) -> None:
        self.header = PageHeader()
        self.new = button("primary", "plus")
        self.new.clicked.connect(self.ask_new_case)
        self.header.add_action(self.new)
        self.search = QLineEdit()
        self.search.setProperty("kind", "search")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(340)
        self.search.addAction(icons.icon("search", "text_faint"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._on_search)
        self.table = Table()
        self.table.setModel(self.proxy)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(Column.LAST, Qt.SortOrder.DescendingOrder)
        self.table.set_widths(
            {
                Column.NUMBER: 122,
                Column.STATUS: 96,
                Column.CONTACTS: 88,
                Column.EVIDENCE: 84,
                Column.FINDINGS: 186,
                Column.COMPLAINTS: 92,
                Column.LAST: 142,
                Column.DEADLINE: 110,
            },
            Column.CLIENT,
        )
        self.table.opened.connect(self._on_opened)
        self.empty = EmptyState("folder-open")
        self.empty.action.show()
        self.empty.triggered.connect(self.ask_new_case)
        self.none_found = EmptyState("search")
        self.stack = QStackedWidget()
        for widget in (self.table, self.empty, self.none_found):
            self.stack.addWidget(widget)
        tools = QHBoxLayout()
        tools.setContentsMargins(Space.XL, 0, Space.XL, Space.M)
        tools.addWidget(self.search, 1)
        tools.addStretch(2)
        body = QHBoxLayout()
        body.setContentsMargins(Space.L, 0, Space.L, 0)
        body.addWidget(self.stack)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(tools)
        column.addLayout(body, 1)
        self.say(self.header.title.setText, "Cases")
        self.say(self.new.setText, "New case")
        self.say(self.new.setToolTip, "New case (Ctrl+N)")
        self.say(self.search.setPlaceholderText, "Name or case number")
        self.say(self.search.setAccessibleName, "Search cases")
        self.say(self.table.setAccessibleName, "Cases")
        self.say(self.empty.title.setText, "No cases yet")
        self.say(
            self.empty.hint.setText,
            "Open a case for the person in front of you, then log calls as they tell you or import their phone backup.",
        )
        self.say(self.empty.action.setText, "New case")
        self.say(self.none_found.title.setText, "No case matches")
        self.say(self.none_found.hint.setText, "Try another part of the name, or the number as C-2026-0007.")

    def sizeHint(self) -> QSize:
        return QSize(1000, 700)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column, least in _SHOWN_FROM.items():
            self.table.setColumnHidden(column, self.width() < least)

    def refresh(self, select: int = 0) -> None:
        """Ask for the list again; ``select`` names the case to select then."""
        self._keep = select or self.current_id()
        self._desk.read(reading(self._vault, cases.listing), self._on_rows, key="list")

    def apply_changes(self, changes: Changes) -> None:
        """Refresh if ``changes`` concern the list."""
        if changes.touches(*_KINDS):
            self.refresh()

    def current_id(self) -> int:
        """Return the selected case, 0 for none."""
        return int(self.table.currentIndex().data(ID_ROLE) or 0)

    def retranslated(self) -> None:
        self.model.retranslated()
        self._show_count()

    @Slot()
    def ask_new_case(self) -> None:
        """Let the user open a case, and go to it."""
        dialog = NewCaseDialog(self._vault, self._runner, self)
        dialog.accepted.connect(lambda: self.opened.emit(dialog.case_id))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_rows(self, rows: list[CaseSummary]) -> None:
        self.model.set_rows(rows)
        place = self.model.place_of(self._keep)
        index = self.proxy.mapFromSource(self.model.index(place, 0)) if place >= 0 else self.proxy.index(0, 0)
        if index.isValid():
            self.table.setCurrentIndex(index)
        self._show_count()

    def _show_count(self) -> None:
        count = self.model.rowCount()
        text = tr("{count} case" if count == 1 else "{count} cases", count=count) if count else ""
        self.header.set_subtitle(text)
        self._show_state()

    def _show_state(self) -> None:
        if self.model.rowCount() == 0:
            self.stack.setCurrentWidget(self.empty)
            self.empty.action.setFocus()
        elif self.proxy.rowCount() == 0:
            self.stack.setCurrentWidget(self.none_found)
        else:
            self.stack.setCurrentWidget(self.table)
        self.search.setVisible(self.model.rowCount() > 0)

    @Slot(str)
    def _on_search(self, text: str) -> None:
        self.proxy.set_wanted(text)
        self._show_state()

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        case_id = index.data(ID_ROLE)
        if case_id:
            self.opened.emit(int(case_id))
