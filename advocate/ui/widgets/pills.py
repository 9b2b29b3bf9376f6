"""Short coloured words: painted in tables by a delegate, or as a label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
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

#: Role under which a model may answer with the whole `Cell` at once.
CELL_ROLE = Qt.ItemDataRole.UserRole + 4

_SELECTED = QStyle.StateFlag.State_Selected
_HOVERED = QStyle.StateFlag.State_MouseOver
_MIDDLE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
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


class Cell(NamedTuple):
    """Everything that a cell shows: one question to the model instead of ten."""

    text: str = ""
    ink: str = "text"
    icon: str = ""
    pills: Sequence[Pill] = ()


class CellDelegate(QStyledItemDelegate):
    """Paints a table's cells: text in its colour role, an icon before it, or pills; a hairline below each row.

    Asks for `CELL_ROLE`, and where a model does not know it, for the single roles.
    """

    PAD = 8
    ICON = 16
    EDGE = 3

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(CELL_ROLE) or self._cell_of(index)
        rect: QRect = option.rect
        state = option.state
        if state & _SELECTED:
            painter.fillRect(rect, theme.color("selected"))
            if index.column() == 0 and option.widget is not None and option.widget.hasFocus():
                # Where the keyboard is: the selected row of the table that has it is marked at its edge.
                painter.fillRect(QRect(rect.left(), rect.top(), self.EDGE, rect.height()), theme.color("accent"))
        elif state & _HOVERED:
            painter.fillRect(rect, theme.color("sunken"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        left, width = rect.left() + self.PAD, rect.width() - 2 * self.PAD
        if cell.icon:
            top = rect.top() + (rect.height() - self.ICON) // 2
            icons.paint(painter, cell.icon, QRect(left, top, self.ICON, self.ICON), "text_soft")
            left, width = left + self.ICON + 8, width - self.ICON - 8
        if cell.pills:
            painter.save()
            body = QRectF(left, rect.top(), width, rect.height())
            paint_pills(painter, body, cell.pills, theme.font(Size.CAPTION))
            painter.restore()
        elif cell.text:
            painter.setPen(theme.color(cell.ink))
            painter.setFont(theme.font())
            line = theme.metrics().elidedText(cell.text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, rect.top(), width, rect.height()), _MIDDLE, line)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), theme.Space.ROW)

    @staticmethod
    def _cell_of(index: Index) -> Cell:
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "").replace("\n", " ")
        return Cell(text, index.data(INK_ROLE) or "text", index.data(ICON_ROLE) or "", index.data(PILLS_ROLE) or ())


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
