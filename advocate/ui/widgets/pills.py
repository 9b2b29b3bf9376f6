"""Short coloured words: painted in tables by a delegate, or as a label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from advocate.ui import icons, theme
from advocate.ui.theme import Size

#: Role under which a model answers with a sequence of `Pill`.
PILLS_ROLE = Qt.ItemDataRole.UserRole + 1
#: Role under which a model answers with the name of an icon for the cell.
ICON_ROLE = Qt.ItemDataRole.UserRole + 2
#: Role under which a model answers with the colour role of the cell's text.
INK_ROLE = Qt.ItemDataRole.UserRole + 3

_HEIGHT = 20.0
_PAD = 8.0
_GAP = 5.0

Index = QModelIndex | QPersistentModelIndex


class Pill(NamedTuple):
    """A word and its tone, as in `theme.TONES`."""

    text: str
    tone: str = "neutral"


def paint_pills(painter: QPainter, rect: QRectF, pills: Sequence[Pill], font: QFont) -> None:
    """Draw ``pills`` from the left of ``rect``, centred in its height; what has no room becomes ``+n``."""
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x = rect.left()
    top = rect.center().y() - _HEIGHT / 2
    more_width = metrics.horizontalAdvance("+99") + 2 * _PAD
    for place, pill in enumerate(pills):
        width = metrics.horizontalAdvance(pill.text) + 2 * _PAD
        left = len(pills) - place
        reserve = more_width + _GAP if left > 1 else 0.0
        text, tone = pill
        if x + width + reserve > rect.right() + 0.5:
            if place:
                text, tone = f"+{left}", "neutral"
                width = metrics.horizontalAdvance(text) + 2 * _PAD
                if x + width > rect.right() + 0.5:
                    return
            else:
                width = max(rect.right() - x - reserve, 2 * _PAD)
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - 2 * _PAD)
        ink, ground = theme.TONES[tone]
        shape = QRectF(x, top, width, _HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(shape, _HEIGHT / 2, _HEIGHT / 2)
        painter.setPen(theme.color(ink))
        painter.drawText(shape, int(Qt.AlignmentFlag.AlignCenter), text)
        if text.startswith("+") and place and text != pill.text:
            return
        x += width + _GAP


class CellDelegate(QStyledItemDelegate):
    """Paints a table's cells: text in its colour role, an icon before it, or pills; a hairline below each row."""

    PAD = 8

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        style = QStyleOptionViewItem(option)
        self.initStyleOption(style, index)
        painter.save()
        selected = bool(style.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(style.rect, theme.color("selected"))
        elif style.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(style.rect, theme.color("sunken"))
        painter.setPen(theme.color("line"))
        painter.drawLine(style.rect.bottomLeft(), style.rect.bottomRight())
        body = QRectF(style.rect).adjusted(self.PAD, 0, -self.PAD, 0)
        name = index.data(ICON_ROLE)
        if name:
            side = 16.0
            icons.paint(painter, name, QRectF(body.left(), body.center().y() - side / 2, side, side), "text_soft")
            body.setLeft(body.left() + side + 8)
        pills = index.data(PILLS_ROLE)
        if pills:
            paint_pills(painter, body, pills, theme.font(Size.CAPTION))
        elif style.text:
            painter.setPen(theme.color(index.data(INK_ROLE) or "text"))
            painter.setFont(style.font)
            metrics = QFontMetricsF(style.font)
            line = metrics.elidedText(style.text.replace("\n", " "), Qt.TextElideMode.ElideRight, body.width())
            painter.drawText(body, int(style.displayAlignment | Qt.AlignmentFlag.AlignVCenter), line)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), theme.Space.ROW)


class PillStrip(QWidget):
    """A few pills in a row, outside a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pills: tuple[Pill, ...] = ()
        self.setFixedHeight(24)

    def set_pills(self, *pills: Pill) -> None:
        """Show ``pills``."""
        self._pills = pills
        self.setAccessibleName(", ".join(pill.text for pill in pills))
        self.updateGeometry()
        self.update()

    def texts(self) -> list[str]:
        """Return the words shown."""
        return [pill.text for pill in self._pills]

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._font())
        width = sum(metrics.horizontalAdvance(pill.text) + 2 * _PAD + _GAP for pill in self._pills)
        return QSize(int(width) + 2, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_pills(painter, QRectF(self.rect()), self._pills, self._font())

    def _font(self) -> QFont:
        return theme.font(Size.CAPTION) if QApplication.instance() else self.font()
