"""The contacts of a case: the log on the left, one contact or the quick entry on the right."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QModelIndex, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from advocate.domain.filters import ContactFilter, ContactOrder
from advocate.domain.ids import short_id
from advocate.domain.views import CaseView, ContactView
from advocate.domain.vocabulary import Medium
from advocate.jobs.desk import reading, writing
from advocate.jobs.runner import JobRunner
from advocate.services import contacts, findings
from advocate.ui import icons
from advocate.ui.cases.tab import CaseTab
from advocate.ui.contacts.detail import ContactDetail
from advocate.ui.contacts.editor import ContactEditor
from advocate.ui.contacts.model import Column, ContactModel
from advocate.ui.contacts.quick_entry import QuickEntry
from advocate.ui.i18n import label, mark, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.page import EmptyState
from advocate.ui.widgets.tables import Table
from advocate.ui.widgets.text import TextLabel, surface

#: Pause in typing after which the list is filtered, in milliseconds.
FILTER_MS = 250
PANE_WIDTH = 404
#: Table widths below which a column makes room for the words, in pixels.
NAME_FROM, REACHED_FROM, BEHAVIOURS_FROM, FINDINGS_FROM = 980, 840, 600, 480


class ContactsTab(CaseTab):
    """Reads ids once a filter and rows as they come into sight; keeps the selection by id."""

    TITLE: ClassVar[str] = mark("Contacts")
    KEY: ClassVar[str] = "contacts"
    KINDS: ClassVar[frozenset[str]] = frozenset({"contact", "finding"})

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(vault, runner, parent)
        self.model = ContactModel(self._fetch, self)
        self.model.arrived.connect(self._on_arrived)
        self._selected = 0
        self._sought = 0
        self._editor: ContactEditor | None = None
        self._removed: list[tuple[int, int]] = []
        self._order = ContactOrder.NEWEST_FIRST
        self._filter_timer = QTimer(self)
        self._filter_timer.setSingleShot(True)
        self._filter_timer.setInterval(FILTER_MS)
        self._filter_timer.timeout.connect(self.load)
        self._build()
        self.retranslated()

    def _build(self) -> None:
        self._build_tools()
        self._build_table()
        self.detail = ContactDetail(self.vault, self.runner)
        self.detail.closed.connect(self.close_pane)
        self.detail.edit_asked.connect(self.edit_contact)
        self.detail.remove_asked.connect(self.remove_contact)
        self.detail.notice.connect(self.notice)
        self.entry = QuickEntry(self.vault, self.runner)
        self.entry.closed.connect(self.close_pane)
        self.entry.saved.connect(self._on_saved)
        self.entry.notice.connect(self.notice)
        self.pane = QStackedWidget()
        self.pane.addWidget(self.detail)
        self.pane.addWidget(self.entry)
        frame = surface("pane")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.pane)
        self._frame = frame
        frame.setMinimumWidth(340)
        frame.hide()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(Space.L, Space.M, Space.L, 0)
        column.setSpacing(Space.S)
        column.addLayout(self._tools)
        column.addWidget(self.stack, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(left)
        self.splitter.addWidget(frame)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.splitterMoved.connect(lambda: self._fit_columns())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        keys = QShortcut(QKeySequence("Ctrl+F"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.search.setFocus)
        self._row_key("Space", lambda: self.show_detail(self.table.currentIndex()))
        self._row_key("E", self.edit_contact)
        self._row_key("Delete", self.remove_contact)
        self._row_key("Ctrl+Z", self.undo_remove)

    def _row_key(self, keys: str, call: Callable[[], object]) -> None:
        made = QShortcut(QKeySequence(keys), self.table)
        made.setContext(Qt.ShortcutContext.WidgetShortcut)
        made.activated.connect(call)

    def _build_tools(self) -> None:
        self.search = QLineEdit()
        self.search.setProperty("kind", "search")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(110)
        self.search.setMaximumWidth(300)
        self.search.addAction(icons.icon("search", "text_faint"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(lambda: self._filter_timer.start())
        self.medium = QComboBox()
        self.medium.addItem("", None)
        for code in Medium:
            self.medium.addItem("", str(code))
        self.medium.activated.connect(self.load)
        self.scope = QComboBox()
        self.scope.addItems(["", ""])
        self.scope.activated.connect(self.load)
        self.count = TextLabel(role="caption")
        self.log = button("primary", "phone-call")
        self.log.clicked.connect(self.open_entry)
        self._tools = QHBoxLayout()
        self._tools.setContentsMargins(Space.S, 0, Space.S, Space.XS)
        self._tools.setSpacing(Space.S)
        self._tools.addWidget(self.search, 2)
        self._tools.addWidget(self.medium)
        self._tools.addWidget(self.scope)
        self._tools.addWidget(self.count)
        self._tools.addStretch(1)
        self._tools.addWidget(self.log)
        self.say(self.search.setPlaceholderText, "Number or words")
        self.say(self.search.setAccessibleName, "Search contacts")
        self.say(self.medium.setAccessibleName, "Medium")
        self.say(self.scope.setAccessibleName, "On the record, or everything")
        self.say(self.log.setText, "Log a contact")
        self.say(self.log.setToolTip, "Log a contact (Ctrl+L)")

    def _build_table(self) -> None:
        self.table = Table()
        self.table.setModel(self.model)
        self.table.set_widths(
            {
                Column.TIME: 130,
                Column.MEDIUM: 34,
                Column.NUMBER: 126,
                Column.NAME: 96,
                Column.REACHED: 76,
                Column.BEHAVIOURS: 160,
                Column.FINDINGS: 70,
            },
            Column.TEXT,
        )
        titles = self.table.horizontalHeader()
        titles.setSectionsClickable(True)
        titles.setSortIndicatorShown(True)
        titles.setSortIndicator(Column.TIME, Qt.SortOrder.DescendingOrder)
        titles.sectionClicked.connect(self._on_title)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.table.clicked.connect(self.show_detail)
        self.table.opened.connect(self.edit_contact)
        self.empty = EmptyState("phone-call")
        self.empty.action.show()
        self.empty.triggered.connect(self.open_entry)
        self.none_found = EmptyState("search")
        self.stack = QStackedWidget()
        for widget in (self.table, self.empty, self.none_found):
            self.stack.addWidget(widget)
        self.say(self.table.setAccessibleName, "Contacts")
        self.say(self.empty.title.setText, "No contacts logged")
        self.say(
            self.empty.hint.setText,
            "Log what the visitor tells you, one call at a time, or import the backup of their phone.",
        )
        self.say(self.empty.action.setText, "Log a contact")
        self.say(self.none_found.title.setText, "Nothing matches")
        self.say(self.none_found.hint.setText, "Try fewer words, part of the number, or all media.")

    def open_case(self, case: CaseView) -> None:
        super().open_case(case)
        self.entry.open_case(case)

    def clear(self) -> None:
        self._selected = 0
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.medium.setCurrentIndex(0)
        self.scope.setCurrentIndex(0)
        self.model.clear()
        self.close_pane()

    @Slot()
    def load(self) -> None:
        if self.case is None:
            return
        wanted = self.filter()
        self.desk.read(
            reading(self.vault, lambda unit: contacts.ids(unit, wanted)), self._on_ids, key="ids", priority=1
        )

    def filter(self) -> ContactFilter:
        """Return what the tools above the table ask for."""
        text = self.search.text().strip()
        digits = text.lstrip("+").replace(" ", "").replace("-", "")
        as_number = len(digits) >= 3 and digits.isdecimal()
        medium = self.medium.currentData()
        return ContactFilter(
            case_id=self.case.summary.id if self.case else None,
            number=text if as_number else None,
            medium=Medium(medium) if medium else None,
            text="" if as_number else text,
            order=self._order,
            on_record=self.scope.currentIndex() == 0,
        )

    @Slot()
    def open_entry(self) -> None:
        """Show the quick entry with the keyboard in its first field."""
        self.pane.setCurrentWidget(self.entry)
        self._show_pane()
        self.entry.start()

    @Slot()
    def close_pane(self) -> None:
        """Put the pane away and go back to the table."""
        self.entry.rest()
        self._frame.hide()
        self._fit_columns()
        if self.isVisible():
            self.table.setFocus()

    def show_contact(self, contact_id: int) -> None:
        """Select a contact of this case and show it whole, whatever is filtered."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.medium.setCurrentIndex(0)
        self._selected = self._sought = contact_id
        self.pane.setCurrentWidget(self.detail)
        self._show_pane()
        self.load()

    @Slot(QModelIndex)
    def show_detail(self, index: QModelIndex) -> None:
        """Show the contact of a row whole."""
        contact = self.model.known(self.model.id_at(index.row()))
        if contact is not None:
            self.detail.show_contact(contact)
            self.pane.setCurrentWidget(self.detail)
            self._show_pane()

    @Slot()
    def edit_contact(self) -> None:
        """Show the form filled with the selected contact."""
        contact = self.model.known(self._selected)
        if contact is None:
            return
        if self._editor is None:
            self._editor = ContactEditor(self.vault, self.runner)
            self._editor.closed.connect(self._on_edit_closed)
            self._editor.saved.connect(self._on_edit_saved)
            self._editor.notice.connect(self.notice)
            self.pane.addWidget(self._editor)
        self.pane.setCurrentWidget(self._editor)
        self._show_pane()
        self._editor.edit(contact)

    @Slot()
    def remove_contact(self) -> None:
        """Move the selected contact to the trash, and offer to take it back."""
        contact_id, case = self._selected, self.case
        place = self.model.place_of(contact_id)
        if place < 0 or case is None:
            return

        def remove(unit: Any) -> None:
            contacts.remove(unit, contact_id)
            findings.evaluate(unit, case.summary.id)

        def removed(_: object) -> None:
            self._removed.append((case.summary.id, contact_id))
            sentence = tr("{contact} is in the trash", contact=short_id("contact", contact_id))
            self.offered.emit(sentence, tr("Undo   Ctrl+Z"), self.undo_remove)

        # The row below comes under the cursor, as in any list.
        self._selected = self.model.id_at(place + 1) or self.model.id_at(place - 1)
        self.desk.write(writing(self.vault, remove), removed)

    @Slot()
    def undo_remove(self) -> None:
        """Take back out of the trash what was moved there last, in this case."""
        if self.case is None or not self._removed or self._removed[-1][0] != self.case.summary.id:
            return
        case_id, contact_id = self._removed.pop()
        self.table.setFocus()

        def restore(unit: Any) -> None:
            contacts.restore(unit, contact_id)
            findings.evaluate(unit, case_id)

        self._selected = contact_id
        sentence = tr("{contact} is back in the log", contact=short_id("contact", contact_id))
        self.desk.write(writing(self.vault, restore), lambda _: self.said.emit(sentence))

    def focus_first(self) -> None:
        self.table.setFocus()

    def retranslated(self) -> None:
        self.model.retranslated()
        self.medium.setItemText(0, tr("All media"))
        self.scope.setItemText(0, tr("Record"))
        self.scope.setItemText(1, tr("All"))
        for place in range(1, self.medium.count()):
            self.medium.setItemText(place, label("medium", self.medium.itemData(place)))
        self._show_count()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _show_pane(self) -> None:
        if self._frame.isHidden():
            self._frame.show()
            self.splitter.setSizes([max(self.width() - PANE_WIDTH, 400), PANE_WIDTH])
        self._fit_columns()

    def _fit_columns(self) -> None:
        width = self.width() - (0 if self._frame.isHidden() else self.splitter.sizes()[1]) - 2 * Space.L
        self.table.setColumnHidden(Column.NAME, width < NAME_FROM)
        self.table.setColumnHidden(Column.REACHED, width < REACHED_FROM)
        self.table.setColumnHidden(Column.BEHAVIOURS, width < BEHAVIOURS_FROM)
        self.table.setColumnHidden(Column.FINDINGS, width < FINDINGS_FROM)

    def _fetch(self, ids: Sequence[int], take: Callable[[list[ContactView]], None]) -> None:
        wanted = list(ids)
        self.desk.read(reading(self.vault, lambda unit: contacts.page(unit, wanted)), take, priority=2)

    def _on_ids(self, ids: array[int]) -> None:
        selected = self._selected
        sought, self._sought = self._sought, 0
        if sought and self.scope.currentIndex() == 0 and sought not in ids:
            # A suggestion may rest on what still waits in the inbox.
            self.scope.setCurrentIndex(1)
            self.load()
            return
        scroll = self.table.verticalScrollBar().value()
        self.model.set_ids(ids)
        place = self.model.place_of(selected)
        if place < 0:
            self.table.setCurrentIndex(self.model.index(0, Column.TIME))
        else:
            self.table.verticalScrollBar().setValue(scroll)
            self.table.setCurrentIndex(self.model.index(place, Column.TIME))
        self._show_selected()
        self._show_count()
        filtered = bool(self.search.text().strip() or self.medium.currentData())
        self.stack.setCurrentWidget(self.table if len(ids) else self.none_found if filtered else self.empty)

    def _show_count(self) -> None:
        count = self.model.rowCount()
        text = tr("{count} contact" if count == 1 else "{count} contacts", count=f"{count:,}")
        self.count.setText(text if count else "")

    @Slot(int)
    def _on_title(self, section: int) -> None:
        titles = self.table.horizontalHeader()
        newest = self._order is ContactOrder.NEWEST_FIRST
        if section == Column.TIME:
            self._order = ContactOrder.OLDEST_FIRST if newest else ContactOrder.NEWEST_FIRST
            newest = not newest
            self.load()
        order = Qt.SortOrder.DescendingOrder if newest else Qt.SortOrder.AscendingOrder
        titles.setSortIndicator(Column.TIME, order)

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, previous: QModelIndex) -> None:
        contact_id = self.model.id_at(current.row())
        if contact_id:
            self._selected = contact_id
            if self._editor is not None and self.pane.currentWidget() is self._editor:
                # What was typed about the row before is kept; the pane follows the selection.
                edited = self._editor.contact
                if edited is not None and edited.id != contact_id:
                    self.pane.setCurrentWidget(self.detail)
            contact = self.model.known(contact_id)
            if contact is not None and not self._frame.isHidden() and self.pane.currentWidget() is self.detail:
                self.detail.show_contact(contact)

    @Slot(object)
    def _on_arrived(self, ids: list[int]) -> None:
        if self._selected in ids:
            self._show_selected()

    def _show_selected(self) -> None:
        contact = self.model.known(self._selected)
        if contact is not None and not self._frame.isHidden() and self.pane.currentWidget() is self.detail:
            self.detail.show_contact(contact)

    @Slot(int)
    def _on_saved(self, contact_id: int) -> None:
        self._selected = contact_id
        self.said.emit(tr("Contact saved"))

    @Slot(int)
    def _on_edit_saved(self, _contact_id: int) -> None:
        self.said.emit(tr("Contact saved"))
        self._on_edit_closed()

    @Slot()
    def _on_edit_closed(self) -> None:
        self.pane.setCurrentWidget(self.detail)
        self._show_selected()
        self.table.setFocus()
