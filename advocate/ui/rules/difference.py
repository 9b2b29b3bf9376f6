"""What another text of a pack would change, case by case, and the decision to adopt it or not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from advocate.services.rule_reading import PackLine
from advocate.services.rules import CaseDifference
from advocate.ui.i18n import Spoken, tr
from advocate.ui.rules.model import DifferenceModel
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.tables import Table
from advocate.ui.widgets.text import TextLabel, surface


class DifferenceDialog(Spoken, QDialog):
    """``adopted`` and ``kept`` are the decision; closing it decides nothing."""

    adopted = Signal()
    kept = Signal()

    def __init__(self, pack: PackLine, found: Sequence[CaseDifference], parent: QWidget) -> None:
        super().__init__(parent)
        self._pack, self._found = pack, tuple(found)
        self.title = TextLabel(role="heading", wrap=True)
        self.summary = TextLabel(role="soft", wrap=True)
        self.model = DifferenceModel(self)
        self.model.set_entries(self._found)
        self.table = Table()
        self.table.setModel(self.model)
        self.table.set_widths({0: 130, 2: 170, 3: 170, 4: 150}, 1)
        self.adopt = button("primary", "check")
        self.adopt.clicked.connect(self._on_adopt)
        self.keep = button()
        self.keep.clicked.connect(self._on_keep)
        self.cancel = button("quiet")
        self.cancel.clicked.connect(self.reject)
        self._build()
        self._show()

    def _build(self) -> None:
        self.say(self.setWindowTitle, "Another text of the rules")
        self.say(self.table.setAccessibleName, "What would change")
        self.say(self.adopt.setText, "Adopt the new text")
        self.say(self.keep.setText, "Keep the present one")
        self.say(self.cancel.setText, "Decide later")
        frame = surface("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        foot.addWidget(self.keep)
        foot.addWidget(self.adopt)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self.title)
        column.addWidget(self.summary)
        column.addWidget(frame, 1)
        column.addLayout(foot)
        frame.setVisible(bool(self._found))
        self.resize(880, 520 if self._found else 220)

    def _show(self) -> None:
        self.title.setText(
            tr(
                "{title}: from version {old} to {new}",
                title=self._pack.title,
                old=self._pack.version,
                new=self._pack.shipped_version,
            )
        )
        if not self._found:
            self.summary.setText(tr("No finding of any case would change."))
            return
        self.summary.setText(
            tr(
                "{cases} cases: {appears} findings would appear, {vanishes} vanish, {changes} change. What was decided "
                "stays as it was decided and is marked where the new text says something else.",
                cases=f"{len(self._found):,}",
                appears=f"{sum(len(case.appears) for case in self._found):,}",
                vanishes=f"{sum(len(case.vanishes) for case in self._found):,}",
                changes=f"{sum(len(case.changes) for case in self._found):,}",
            )
        )

    def retranslated(self) -> None:
        self.model.retranslated()
        self._show()

    def _on_adopt(self) -> None:
        self.adopted.emit()
        self.accept()

    def _on_keep(self) -> None:
        self.kept.emit()
        self.accept()
