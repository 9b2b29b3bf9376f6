"""The strip that shows of which days each source holds anything, and where days are missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from advocate.domain.coverage import Gap, SourceCoverage
from advocate.services import coverage
from advocate.ui import theme
from advocate.ui.i18n import Spoken, language, tr
from advocate.ui.theme import Size, Space
from advocate.ui.widgets.text import TextLabel, plain_tip, surface

_NAME = 210.0
_ROW = 26.0
_BAR = 12.0
_AXIS = 20.0
_PAD = 10.0
#: So many sources are seen at once; more are scrolled to.
_SHOWN = 5
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class CoverageStrip(QWidget):
    """One bar a source. Up and down go through the sources, left and right through days without data.

    ``told`` carries the sentence about what is under the keyboard.
    """

    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[SourceCoverage] = []
        self._row = 0
        self._gap = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_coverage(self, items: Sequence[SourceCoverage]) -> None:
        """Show ``items``."""
        self._items = list(items)
        self._row, self._gap = 0, -1
        self.setFixedHeight(self.sizeHint().height())
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, round(_ROW * max(len(self._items), 1) + _AXIS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._items:
            super().keyPressEvent(event)
            return
        gaps = len(self._items[self._row].gaps)
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._row = min(max(self._row + step, 0), len(self._items) - 1)
                self._gap = -1
            case Qt.Key.Key_Right:
                self._gap = min(self._gap + 1, gaps - 1)
            case Qt.Key.Key_Left:
                self._gap = max(self._gap - 1, -1)
            case _:
                super().keyPressEvent(event)
                return
        self._tell()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = int(event.position().y() // _ROW)
        if 0 <= row < len(self._items):
            self._row = row
            day = self._day_at(event.position().x())
            gaps = self._items[row].gaps
            self._gap = next((i for i, gap in enumerate(gaps) if day and gap.first <= day <= gap.last), -1)
            self._tell()
            self.update()
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = int(event.pos().y() // _ROW)
            if 0 <= row < len(self._items):
                QToolTip.showText(event.globalPos(), plain_tip(self.tip(row, float(event.pos().x()))), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def tip(self, row: int, x: float) -> str:
        """Return what is told of the place ``x`` in a row."""
        item, day = self._items[row], self._day_at(x)
        if day is None or not item.first <= day <= item.last:
            return coverage.sentence(item, language())
        gap = next((gap for gap in item.gaps if gap.first <= day <= gap.last), None)
        return day.isoformat() if gap is None else self._gap_text(gap)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._items:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axis(painter)
        for row, item in enumerate(self._items):
            self._paint_row(painter, row, item)

    def _paint_axis(self, painter: QPainter) -> None:
        first, last = self._span()
        bottom = _ROW * len(self._items)
        font = theme.font(Size.CAPTION)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        free = self._x(first) - 1
        for day in _ticks(first, last):
            x = self._x(day)
            painter.setPen(theme.color("line"))
            painter.drawLine(round(x), 2, round(x), round(bottom))
            text = f"{day:%Y-%m}"
            width = metrics.horizontalAdvance(text)
            if x >= free and x + width < self.width():
                painter.setPen(theme.color("text_faint"))
                painter.drawText(QRectF(x + 3, bottom, width + 2, _AXIS), _LEFT, text)
                free = x + width + 14

    def _paint_row(self, painter: QPainter, row: int, item: SourceCoverage) -> None:
        top = row * _ROW
        chosen = row == self._row and self.hasFocus()
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected"))
            painter.drawRoundedRect(QRectF(0, top + 1, self.width(), _ROW - 2), 6, 6)
        font = theme.font(Size.CAPTION)
        painter.setFont(font)
        painter.setPen(theme.color("text" if chosen else "text_soft"))
        name = QFontMetricsF(font).elidedText(item.name, Qt.TextElideMode.ElideMiddle, _NAME - 2 * _PAD)
        painter.drawText(QRectF(_PAD, top, _NAME - _PAD, _ROW), _LEFT, name)
        y = top + (_ROW - _BAR) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("warning_soft"))
        painter.drawRoundedRect(self._bar(item.first, item.last, y), 3, 3)
        painter.setBrush(theme.color("accent"))
        for run in item.filled:
            painter.drawRoundedRect(self._bar(run.first, run.last, y), 2, 2)
        if chosen and 0 <= self._gap < len(item.gaps):
            gap = item.gaps[self._gap]
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("warning"))
            painter.drawRoundedRect(self._bar(gap.first, gap.last, y).adjusted(-1.5, -2.5, 1.5, 2.5), 4, 4)

    def _bar(self, first: date, last: date, y: float) -> QRectF:
        left = self._x(first)
        return QRectF(left, y, max(self._x(last + timedelta(days=1)) - left, 2.0), _BAR)

    def _span(self) -> tuple[date, date]:
        return min(item.first for item in self._items), max(item.last for item in self._items)

    def _scale(self) -> float:
        first, last = self._span()
        return max(self.width() - _NAME - _PAD, 50.0) / ((last - first).days + 1)

    def _x(self, day: date) -> float:
        return _NAME + (day - self._span()[0]).days * self._scale()

    def _day_at(self, x: float) -> date | None:
        if x < _NAME or not self._items:
            return None
        return self._span()[0] + timedelta(days=int((x - _NAME) / self._scale()))

    def _gap_text(self, gap: Gap) -> str:
        days = coverage.span(gap, language())
        return tr("{days}: no entries ({count} days)", days=days, count=gap.days)

    def _tell(self) -> None:
        text = ""
        if self._items:
            item = self._items[self._row]
            text = coverage.sentence(item, language())
            if 0 <= self._gap < len(item.gaps):
                text = f"{item.name}  ·  {self._gap_text(item.gaps[self._gap])}"
        self.setAccessibleDescription(text)
        self.told.emit(text)


def _ticks(first: date, last: date) -> list[date]:
    """Return the first days of months, or of years where the time is long."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = 1 if months <= 18 else 3 if months <= 48 else 12
    day = date(first.year, first.month, 1)
    found = []
    while day <= last:
        if day >= first and (day.month - 1) % step == 0:
            found.append(day)
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return found


class CoverageCard(Spoken, QWidget):
    """The strip with its title, and below it what the place under the keyboard means. Hidden while there is nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[SourceCoverage, ...] = ()
        card = surface("card")
        title = TextLabel(role="strong")
        self.strip = CoverageStrip()
        self.words = TextLabel(role="caption", wrap=True)
        self.strip.told.connect(self.words.setText)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.strip)
        self.strip.setProperty("surface", "clear")
        self._scroll = scroll
        inside = QVBoxLayout(card)
        inside.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        inside.setSpacing(Space.XS)
        inside.addWidget(title)
        inside.addWidget(scroll)
        inside.addWidget(self.words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        self.say(title.setText, "Days that the sources cover")
        self.say(self.strip.setAccessibleName, "Days that the sources cover")
        self.hide()

    def show_coverage(self, items: Sequence[SourceCoverage]) -> None:
        """Show ``items``; with none, nothing."""
        self._items = tuple(items)
        self.strip.set_coverage(self._items)
        self._scroll.setFixedHeight(round(_ROW * min(max(len(items), 1), _SHOWN) + _AXIS + 2))
        self.setVisible(bool(items))

    def retranslated(self) -> None:
        self.strip.set_coverage(self._items)
