"""Buttons of the few kinds that the window has."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from advocate.ui import icons


def button(kind: str = "", icon: str = "", parent: QWidget | None = None) -> QPushButton:
    """Return a button of ``kind``: primary, quiet, link, danger, nav, chip, segment, or plain."""
    made = QPushButton(parent)
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    if icon:
        role = {"primary": "on_accent", "danger": "danger", "link": "accent_text"}.get(kind, "text_soft")
        made.setIcon(icons.icon(icon, role, "accent_text" if kind in ("nav", "chip") else ""))
        made.setIconSize(QSize(23, 17))
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def tool_button(icon: str, parent: QWidget | None = None) -> QToolButton:
    """Return a button that is an icon alone; it needs a tool tip and an accessible name from its owner."""
    made = QToolButton(parent)
    made.setIcon(icons.icon(icon))
    made.setIconSize(QSize(18, 18))
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return made


class Segments(QFrame):
    """A few choices side by side, exactly one of them chosen. ``chosen`` is emitted for the user's choice only."""

    chosen = Signal(str)

    def __init__(self, keys: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "segments")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3, 3, 3, 3)
        layout.setSpacing(2)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for key in keys:
            made = button("segment", parent=self)
            made.setCheckable(True)
            made.clicked.connect(lambda _checked, key=key: self.chosen.emit(key))
            self._group.addButton(made)
            self.buttons[key] = made
            layout.addWidget(made)
        self.buttons[keys[0]].setChecked(True)

    def value(self) -> str:
        """Return the key of the choice."""
        return next(key for key, made in self.buttons.items() if made.isChecked())

    def set_value(self, key: str) -> None:
        """Choose ``key`` without telling anybody."""
        self.buttons[key].setChecked(True)
