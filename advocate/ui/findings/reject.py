"""Asks why findings are rejected, or confirmed although they were rejected before."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advocate.ui.i18n import Spoken, mark, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.flow import FlowBox
from advocate.ui.widgets.forms import Field
from advocate.ui.widgets.text import TextLabel, restyle

#: What people usually say; a click writes it into the field.
_USUAL = (
    mark("Not from the collectors"),
    mark("Recorded wrongly"),
    mark("The rule does not bind this lender"),
    mark("Too little evidence"),
)


_WIDTH = 600


_USUAL_OVERRIDES = (
    mark("New evidence came in"),
    mark("Rejected by mistake"),
    mark("A colleague looked at it again"),
)


class RejectDialog(Spoken, QDialog):
    """``decided`` carries the reason; there is no rejection without one."""

    decided = Signal(str)
    USUAL: ClassVar[tuple[str, ...]] = _USUAL

    def __init__(self, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = count
        self.setMinimumWidth(_WIDTH)
        title = TextLabel(role="heading", wrap=True)
        note = TextLabel(role="soft", wrap=True)
        self.reason = Field(QLineEdit())
        self.reason.control.textChanged.connect(self._on_text)
        usual = FlowBox()
        for source in self.USUAL:
            chip = button("chip")
            chip.clicked.connect(lambda _checked, source=source: self.reason.control.setText(tr(source)))
            self.say(chip.setText, source)
            usual.add(chip)
        self.reject_button = button("danger")
        self.reject_button.setDefault(True)
        self.reject_button.clicked.connect(self._on_decided)
        self.cancel = button()
        self.cancel.clicked.connect(self.reject)
        self._say_what(title, note)
        self.say(self.reason.set_label, "Reason")
        self.say(self.cancel.setText, "Cancel")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.reject_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for widget in (title, note, self.reason, usual):
            column.addWidget(widget)
        column.addSpacing(Space.S)
        column.addLayout(foot)
        # The chips are as tall as their lines: they have to know their width before the dialog asks for its height.
        usual.resize(_WIDTH - 2 * Space.XL, 1)
        usual.fit()
        self.resize(_WIDTH, column.totalHeightForWidth(_WIDTH))
        self._on_text("")
        self.reason.control.setFocus()

    def _say_what(self, title: TextLabel, note: TextLabel) -> None:
        self.say(self.setWindowTitle, "Reject")
        if self._count == 1:
            self.say(title.setText, "Reject this suggestion")
        else:
            self.say(title.setText, "Reject {count} suggestions", count=self._count)
        self.say(
            note.setText, "It stays in the case with your reason and goes into no complaint. It can be confirmed later."
        )
        self.say(self.reject_button.setText, "Reject")

    @Slot(str)
    def _on_text(self, text: str) -> None:
        self.reject_button.setEnabled(bool(text.strip()))

    @Slot()
    def _on_decided(self) -> None:
        reason = self.reason.control.text().strip()
        if reason:
            self.decided.emit(reason)
            self.accept()


class OverrideDialog(RejectDialog):
    """Asks why what was rejected is confirmed after all: both decisions stay on the record."""

    USUAL = _USUAL_OVERRIDES

    def _say_what(self, title: TextLabel, note: TextLabel) -> None:
        restyle(self.reject_button, "kind", "primary")
        self.say(self.setWindowTitle, "Override a rejection")
        if self._count == 1:
            self.say(title.setText, "Confirm what was rejected")
        else:
            self.say(title.setText, "Confirm {count} findings, rejected ones among them", count=self._count)
        self.say(note.setText, "The rejection stays in the history with its reason, beside this one.")
        self.say(self.reject_button.setText, "Confirm")
