"""The dialog that says which contact an original shows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advocate.domain.filters import ContactFilter, ContactOrder
from advocate.domain.views import ContactView
from advocate.jobs.desk import JobDesk, reading
from advocate.jobs.runner import JobRunner
from advocate.services import contacts
from advocate.ui import icons
from advocate.ui.findings.contacts import BehindModel, Column
from advocate.ui.i18n import Spoken
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.tables import Table
from advocate.ui.widgets.text import TextLabel, surface

#: Contacts listed at a time, the newest; the search finds the others.
LISTED = 200
_SEARCH_MS = 250


class LinkDialog(Spoken, QDialog):
    """``chosen`` carries the id of the contact."""

    chosen = Signal(int)

    def __init__(self, vault: Any, runner: JobRunner, case_id: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._vault = vault
        self._case_id = case_id
        self._desk = JobDesk(runner, self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SEARCH_MS)
        self._timer.timeout.connect(self.load)
        self._build()
        self.load()

    def _build(self) -> None:
        self.resize(720, 520)
        title = TextLabel(role="heading")
        self.search = QLineEdit()
        self.search.setProperty("kind", "search")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icons.icon("search", "text_faint"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(lambda: self._timer.start())
        self.model = BehindModel(self)
        self.table = Table()
        self.table.setModel(self.model)
        self.table.set_widths({Column.TIME: 134, Column.MEDIUM: 34, Column.NUMBER: 140}, Column.WORDS)
        self.table.opened.connect(self._on_opened)
        frame = surface("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self.link = button("primary", "link")
        self.link.setDefault(True)
        self.link.clicked.connect(lambda: self._on_opened(self.table.currentIndex()))
        self.cancel = button()
        self.cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.link)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(title)
        column.addWidget(self.search)
        column.addWidget(frame, 1)
        column.addLayout(foot)
        self.say(self.setWindowTitle, "Link to a contact")
        self.say(title.setText, "Which contact does it show?")
        self.say(self.search.setPlaceholderText, "Number or words")
        self.say(self.search.setAccessibleName, "Search contacts")
        self.say(self.table.setAccessibleName, "Contacts")
        self.say(self.link.setText, "Link")
        self.say(self.cancel.setText, "Cancel")
        self.search.setFocus()

    @Slot()
    def load(self) -> None:
        """List the contacts that match the search, the newest first."""
        text = self.search.text().strip()
        digits = text.lstrip("+").replace(" ", "").replace("-", "")
        number = text if len(digits) >= 3 and digits.isdecimal() else None
        wanted = ContactFilter(
            case_id=self._case_id, number=number, text="" if number else text, order=ContactOrder.NEWEST_FIRST
        )

        def ask(unit: Any) -> list[ContactView]:
            return contacts.page(unit, list(contacts.ids(unit, wanted)[:LISTED]))

        self._desk.read(reading(self._vault, ask), self._on_found, key="contacts")

    def retranslated(self) -> None:
        self.model.retranslated()

    def _on_found(self, found: list[ContactView]) -> None:
        self.model.set_contacts(found)
        self.link.setEnabled(bool(found))
        if found:
            self.table.selectRow(0)

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        contact = self.model.contact_at(index.row())
        if contact is not None:
            self.chosen.emit(contact.id)
            self.accept()
