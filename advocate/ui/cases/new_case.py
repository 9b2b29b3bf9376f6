"""The dialog that opens a case for somebody who just came in."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advocate.domain.drafts import CaseDraft, ClientDraft
from advocate.domain.errors import AdvocateError, InvalidDraft
from advocate.domain.moments import DEFAULT_ZONES, SEVERAL_ZONES
from advocate.jobs.desk import JobDesk, writing
from advocate.jobs.runner import JobRunner
from advocate.services import cases
from advocate.ui.i18n import Spoken, error_text, label
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.forms import Field, Problems
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.text import TextLabel


class NewCaseDialog(Spoken, QDialog):
    """Asks for the little that a case needs at first; the rest is filled in on its overview."""

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._vault = vault
        self._desk = JobDesk(runner, self)
        self.case_id = 0
        self.name = Field(QLineEdit())
        self.phone = Field(QLineEdit())
        self.address = Field(QLineEdit())
        self.law = Field(QComboBox())
        for code in DEFAULT_ZONES:
            self.law.control.addItem("", code)
        self._problems = Problems({"name": self.name, "phone": self.phone, "address": self.address})
        self._build()
        self.name.control.setFocus()

    def _build(self) -> None:
        self.setMinimumWidth(440)
        title = TextLabel(role="heading")
        words = TextLabel(role="soft", wrap=True)
        self.banner = Banner(closable=False)
        self.save = button("primary")
        self.cancel = button()
        self.save.setDefault(True)
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self.reject)
        self.say(self.setWindowTitle, "New case")
        self.say(title.setText, "New case")
        self.say(words.setText, "A name is enough to begin. What complaints need can be added later.")
        self.say(self.name.set_label, "Name of the client")
        self.say(self.phone.set_label, "Mobile number that is being rung")
        self.say(self.address.set_label, "Address")
        self.say(self.law.set_label, "Law that applies")
        self.say(self.save.setText, "Open the case")
        self.say(self.cancel.setText, "Cancel")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for widget in (title, words, self.banner, self.name, self.phone, self.address, self.law):
            column.addWidget(widget)
        column.addSpacing(Space.S)
        column.addLayout(foot)
        self.retranslated()

    def draft(self) -> CaseDraft:
        """Return what was typed."""
        name, phone, address = (field.control.text().strip() for field in (self.name, self.phone, self.address))
        law = str(self.law.control.currentData())
        # Where a country has several zones, theirs is asked for later: a finding by the clock waits for it.
        known = law not in SEVERAL_ZONES
        client = ClientDraft(name, phone, address, zone=DEFAULT_ZONES[law], zone_known=known)
        return CaseDraft(client, law)

    def retranslated(self) -> None:
        for row in range(self.law.control.count()):
            self.law.control.setItemText(row, label("jurisdiction", str(self.law.control.itemData(row))))
        self._problems.retranslate()

    @Slot()
    def _on_save(self) -> None:
        draft = self.draft()
        if self._problems.show(draft.problems()) or draft.problems():
            return
        self.save.setEnabled(False)
        self._desk.write(writing(self._vault, lambda unit: cases.add(unit, draft)), self._on_saved, self._on_refused)

    def _on_saved(self, case_id: int) -> None:
        self.case_id = case_id
        self.accept()

    def _on_refused(self, error: AdvocateError) -> None:
        self.save.setEnabled(True)
        if isinstance(error, InvalidDraft) and not self._problems.show(error.problems):
            return
        self.banner.show_text(error_text(error), "danger")
