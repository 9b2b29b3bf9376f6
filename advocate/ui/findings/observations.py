"""What deserves a look without being a finding: a quiet section that opens below the list."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from advocate.domain.views import CaseView
from advocate.jobs.desk import JobDesk, reading
from advocate.services import finding_pages
from advocate.services.finding_pages import ObservationView
from advocate.ui import icons
from advocate.ui.findings.list import LineDelegate
from advocate.ui.findings.model import ObservationModel
from advocate.ui.i18n import Spoken, language, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.text import Line, TextLabel

#: Up to so many contacts the case is looked at unasked; above, when the section is opened.
UNASKED_UP_TO = 3_000
_HEIGHT = 220


class ObservationPanel(Spoken, QWidget):
    """Closed at first. ``contact_asked`` by a double click or Enter on a line."""

    contact_asked = Signal(int)
    #: It is known how much there is.
    counted = Signal()

    def __init__(self, vault: Any, desk: JobDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vault = vault
        self._desk = desk
        self._case: CaseView | None = None
        self._total = -1
        self.model = ObservationModel(self)
        self.toggle = button("quiet", "chevron-right")
        self.toggle.setCheckable(True)
        self.toggle.toggled.connect(self._on_toggled)
        self.note = TextLabel(role="caption", wrap=True)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(LineDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(_HEIGHT)
        self.list.activated.connect(self._on_activated)
        self.say(self.list.setAccessibleName, "Worth a look")
        self.say(
            self.note.setText,
            "Boundary cases and counts for which no law sets a number. They are no findings and go into no complaint.",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(Line())
        column.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.note)
        column.addWidget(self.list)
        self.note.setContentsMargins(Space.M, 0, Space.M, 0)
        self._on_toggled(False)

    def show_case(self, case: CaseView) -> None:
        """Look at ``case``, at once where it is small."""
        another = self._case is None or self._case.summary.id != case.summary.id
        self._case = case
        if another:
            self.clear()
            self._case = case
        if self.toggle.isChecked() or case.summary.contacts <= UNASKED_UP_TO:
            self._ask()

    def any(self) -> bool:
        """Tell whether there is, as far as is known, something to look at."""
        return self._total > 0

    def clear(self) -> None:
        """Forget the case shown before."""
        self._case = None
        self._total = -1
        self.model.set_observations(())
        self.toggle.setChecked(False)
        self._say_title()

    def retranslated(self) -> None:
        self._say_title()

    def _ask(self) -> None:
        if self._case is None:
            return
        case_id, lang = self._case.summary.id, language()
        self._desk.read(
            reading(self._vault, lambda unit: finding_pages.observations(unit, case_id, lang)),
            self._on_seen,
            key="observations",
            priority=-1,
        )

    def _on_seen(self, answer: tuple[list[ObservationView], int]) -> None:
        seen, self._total = answer
        self.model.set_observations(seen)
        self._say_title()
        self.counted.emit()

    def _say_title(self) -> None:
        if self._total < 0:
            self.toggle.setText(tr("Worth a look"))
        else:
            self.toggle.setText(tr("Worth a look  {count}", count=f"{self._total:,}"))
        self.toggle.setEnabled(self._total != 0)

    @Slot(bool)
    def _on_toggled(self, opened: bool) -> None:
        self.toggle.setIcon(icons.icon("chevron-down" if opened else "chevron-right"))
        self.note.setVisible(opened)
        self.list.setVisible(opened)
        if opened and self._total < 0:
            self._ask()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        seen = self.model.observation_at(index.row())
        if seen is not None and seen.contacts:
            self.contact_asked.emit(seen.contacts[0])
