"""The frame of a page: header, empty state, busy state, and banners."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from advocate.ui import icons, theme
from advocate.ui.i18n import tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button, tool_button
from advocate.ui.widgets.text import ElidedLabel, TextLabel, restyle


class PageHeader(QWidget):
    """Title, a soft line below it, and the page's actions on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(role="title")
        self.subtitle = ElidedLabel(role="soft")
        self.subtitle.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(Space.XL, Space.M, Space.XL, Space.M)
        self._row.setSpacing(Space.S)
        self._row.addLayout(words, 1)

    def set_subtitle(self, text: str) -> None:
        """Show ``text`` under the title; empty hides the line."""
        self.subtitle.setText(text)
        self.subtitle.setVisible(bool(text))

    def add_action(self, widget: QWidget) -> None:
        """Put ``widget`` at the right end."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_leading(self, widget: QWidget) -> None:
        """Put ``widget`` before the title: a way back."""
        self._row.insertWidget(0, widget, 0, Qt.AlignmentFlag.AlignVCenter)


class IconDisc(QWidget):
    """An icon on a soft round ground."""

    def __init__(self, name: str, tone: str = "accent", diameter: int = 64, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._tone = tone
        self.setFixedSize(QSize(diameter, diameter))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, ground = theme.TONES[self._tone]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawEllipse(self.rect())
        side = self.width() * 0.44
        offset = (self.width() - side) / 2
        icons.paint(painter, self._name, QRectF(offset, offset, side, side), ink)


class EmptyState(QWidget):
    """What a page shows while it has nothing: an icon, a sentence that says what to do, and the action itself."""

    triggered = Signal()

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = TextLabel(role="heading", wrap=True)
        self.hint = TextLabel(role="soft", wrap=True)
        for line in (self.title, self.hint):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            line.setMaximumWidth(460)
            line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.action: QPushButton = button("primary")
        self.action.clicked.connect(self.triggered)
        self.action.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL * 2)
        column.setSpacing(Space.S)
        column.addStretch(1)
        column.addWidget(IconDisc(icon), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(Space.S)
        for line in (self.title, self.hint):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(line, 100)
            row.addStretch(1)
            column.addLayout(row)
        column.addSpacing(Space.S)
        column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


_BANNER_ICONS = {
    "neutral": "info",
    "accent": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "danger": "circle-alert",
}


class Banner(QFrame):
    """A sentence across the page that stays until it is closed or settled. ``tone`` as in `theme.TONES`."""

    closed = Signal()

    def __init__(self, closable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = "neutral"
        self._mark = _Glyph(self)
        self._close: QToolButton | None = None
        self.label = TextLabel(wrap=True)
        self.action = button("link")
        self.action.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.label, 1)
        row.addWidget(self.action)
        if closable:
            self._close = tool_button("x")
            self._close.clicked.connect(self._on_closed)
            row.addWidget(self._close)
        self.setMinimumHeight(40)
        self.hide()

    def show_text(self, text: str, tone: str = "neutral") -> None:
        """Show one sentence in ``tone``."""
        self._tone = tone
        restyle(self, "surface", f"banner-{tone}")
        self.label.setText(text)
        if self._close is not None:
            self._close.setAccessibleName(tr("Close"))
            self._close.setToolTip(tr("Close"))
        self._mark.set(_BANNER_ICONS[tone], theme.TONES[tone][0])
        self.label.style().unpolish(self.label)
        self.label.style().polish(self.label)
        self.show()

    @Slot()
    def _on_closed(self) -> None:
        self.hide()
        self.closed.emit()


class _Glyph(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._role = "info", "text_soft"
        self.setFixedSize(18, 18)

    def set(self, name: str, role: str) -> None:
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        icons.paint(QPainter(self), self._name, self.rect(), self._role)


class Toast(QFrame):
    """A short word at the foot of the window that goes away by itself. Nothing that must be read belongs here."""

    SHOWN_MS = 3500
    #: With something to press there must be time to reach it.
    OFFERED_MS = 10_000

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = parent
        self.setProperty("surface", "toast")
        self.label = TextLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S + 2, Space.L, Space.S + 2)
        row.setSpacing(Space.L)
        row.addWidget(self.label)
        self.action = button("link")
        self.action.clicked.connect(self._on_action)
        self._call: Callable[[], object] | None = None
        row.addWidget(self.action)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def show_text(self, text: str) -> None:
        """Show ``text`` for a few seconds."""
        self.offer(text, "", None)

    def offer(self, text: str, action: str, call: Callable[[], object] | None) -> None:
        """Show ``text`` with a button ``action`` that calls ``call``."""
        self.label.setText(text)
        self.action.setText(action)
        self.action.setVisible(call is not None)
        self._call = call
        self.adjustSize()
        host = self._host
        self.move((host.width() - self.width()) // 2, host.height() - self.height() - Space.XL)
        self.show()
        self.raise_()
        self._timer.start(self.OFFERED_MS if call is not None else self.SHOWN_MS)

    @Slot()
    def _on_action(self) -> None:
        call, self._call = self._call, None
        self.hide()
        if call is not None:
            call()
