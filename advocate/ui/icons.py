"""Icons of one family (Lucide), drawn in the colour that the theme has at the moment of painting."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from advocate import resources
from advocate.ui import theme

if TYPE_CHECKING:
    from advocate.domain.vocabulary import Medium

#: Icon of each medium, by its code.
MEDIUM_ICONS = {
    "call": "phone",
    "sms": "message-square",
    "mms": "message-square",
    "rcs": "message-square",
    "email": "mail",
    "voicemail": "mic",
    "app_push": "bell",
    "letter": "file-text",
    "visit": "map-pin",
    "online_post": "globe",
    "other": "info",
}


def medium_icon(medium: Medium) -> str:
    """Return the name of the icon for ``medium``; the chat programs share one."""
    return MEDIUM_ICONS.get(medium, "message-circle")


class _Engine(QIconEngine):
    """Paints one SVG in a colour role, so that a switch of theme needs no new icon."""

    def __init__(self, name: str, role: str, on_role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._on_role = on_role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        role = self._on_role if state == QIcon.State.On else self._role
        if mode == QIcon.Mode.Disabled:
            role = "text_faint"
        # A wide rectangle leaves a gap before the button's text, which Qt sets too close.
        side = min(rect.width(), rect.height())
        drop = (rect.height() - side) // 2 + (1 if rect.width() > rect.height() else 0)
        paint(painter, self._name, QRect(rect.left(), rect.top() + drop, side, side), role)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        image = QPixmap(size)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return image

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role, self._on_role)


def icon(name: str, role: str = "text_soft", on_role: str = "") -> QIcon:
    """Return the icon ``name`` in colour ``role``; checked buttons show ``on_role``."""
    return QIcon(_Engine(name, role, on_role or role))


def paint(painter: QPainter, name: str, rect: QRect | QRectF, role: str) -> None:
    """Draw the icon ``name`` into ``rect``."""
    _renderer(name, getattr(theme.current(), role)).render(painter, QRectF(rect))


@lru_cache(maxsize=256)
def _renderer(name: str, color: str) -> QSvgRenderer:
    source = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    source = source.replace("currentColor", color).replace('stroke-width="2"', 'stroke-width="1.75"')
    return QSvgRenderer(QByteArray(source.encode()))
