"""The navigation at the left edge."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button


class Sidebar(QFrame):
    """Pages by key, one of them current; room for more at the foot. ``chosen`` is the user's choice."""

    chosen = Signal(str)
    WIDTH = 208

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "sidebar")
        self.setFixedWidth(self.WIDTH)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.L, Space.M, Space.M)
        column.setSpacing(2)
        self.head = QVBoxLayout()
        self.head.setSpacing(Space.XS)
        self._pages = QVBoxLayout()
        self._pages.setSpacing(2)
        self.foot = QVBoxLayout()
        self.foot.setSpacing(2)
        column.addLayout(self.head)
        column.addSpacing(Space.M)
        column.addLayout(self._pages)
        column.addStretch(1)
        column.addLayout(self.foot)

    def add_page(self, key: str, icon: str) -> QPushButton:
        """Append a page and return its button, for its text."""
        made = button("nav", icon)
        made.setCheckable(True)
        made.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(made)
        self.buttons[key] = made
        self._pages.addWidget(made)
        return made

    def add_foot(self, icon: str) -> QPushButton:
        """Append a button at the foot and return it."""
        made = button("nav", icon)
        self.foot.addWidget(made)
        return made

    def set_current(self, key: str) -> None:
        """Mark the page ``key`` without telling anybody."""
        self.buttons[key].setChecked(True)
