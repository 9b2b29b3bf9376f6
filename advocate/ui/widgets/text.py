"""Labels that never guess markup, and the lines and spaces between them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


class TextLabel(QLabel):
    """A label for any text, ours or foreign: always plain text. ``role`` picks the look from the style sheet."""

    def __init__(self, text: str = "", role: str = "", wrap: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wrap)
        if role:
            self.setProperty("role", role)


class ElidedLabel(TextLabel):
    """One line that ends in an ellipsis where there is no room; the whole text is in the tool tip."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, role, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(40)

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.text()) + 4, super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = QFontMetrics(self.font())
        line = " ".join(self.text().split())
        shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, self.width())
        tip = _plain_tip(self.text()) if shown != line else ""
        if self.toolTip() != tip:
            self.setToolTip(tip)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


class Line(QFrame):
    """A hairline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "line")


def surface(kind: str, parent: QWidget | None = None) -> QFrame:
    """Return a frame with the look ``kind`` of the style sheet: card, sunken, pane, sidebar, banner-…"""
    frame = QFrame(parent)
    frame.setProperty("surface", kind)
    return frame


def restyle(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet looks at, and have it looked at again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def plain_tip(text: str, limit: int = 1000) -> str:
    """Return foreign ``text`` as a tool tip that Qt cannot take for markup."""
    return _plain_tip(text[:limit])


def _plain_tip(text: str) -> str:
    return "<qt>" + text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>") + "</qt>"
