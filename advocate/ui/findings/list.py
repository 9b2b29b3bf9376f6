"""The list of findings: groups, two lines each, decided from the keyboard."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Signal,
)
from PySide6.QtCore import Qt as Q
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from advocate.services.finding_pages import FindingLine
from advocate.ui import theme
from advocate.ui.findings.model import LINE_ROLE, FindingModel, Line
from advocate.ui.theme import Size, Space
from advocate.ui.widgets.pills import Pill, paint_pills

Index = QModelIndex | QPersistentModelIndex

#: All lines are as tall as each other: a list of thousands need not ask for the height of each.
_LINE_HEIGHT = 54


class LineDelegate(QStyledItemDelegate):
    """Paints a `Line`: a group's title, or two lines and pills."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE_ROLE)
        if not isinstance(line, Line):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(option.rect).adjusted(Space.M, 0, -Space.M, 0)
        if line.group:
            self._paint_group(painter, body, line)
        else:
            self._paint_finding(painter, option, body, line)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, _LINE_HEIGHT)

    @staticmethod
    def _paint_group(painter: QPainter, body: QRectF, line: Line) -> None:
        body = body.adjusted(0, Space.L, 0, 0)
        right = _paint_right(painter, body, line.pills)
        words = QRectF(body.left(), body.top(), right - body.left() - Space.S, body.height())
        bold = theme.font(Size.BODY, bold=True)
        _paint_line(painter, words, line.title, bold, "text")
        used = min(QFontMetricsF(bold).horizontalAdvance(line.title), words.width()) + Space.S
        if words.width() - used > 50:
            rest = words.adjusted(used, 0, 0, 0)
            _paint_line(painter, rest, line.detail, theme.font(Size.CAPTION), "text_faint")

    @staticmethod
    def _paint_finding(painter: QPainter, option: QStyleOptionViewItem, body: QRectF, line: Line) -> None:
        ground = QRectF(option.rect).adjusted(Space.XS, 1, -Space.XS, -1)
        painter.setPen(Q.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.color("accent_soft" if option.state & QStyle.StateFlag.State_Active else "selected"))
            painter.drawRoundedRect(ground, Space.RADIUS, Space.RADIUS)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(ground, Space.RADIUS, Space.RADIUS)
        right = _paint_right(painter, body, line.pills)
        words = QRectF(body.left(), body.top(), right - body.left() - Space.S, body.height())
        upper = QRectF(words.left(), words.top() + 7, words.width(), 20)
        lower = QRectF(words.left(), words.top() + 28, words.width(), 18)
        _paint_line(painter, upper, line.title, theme.font(), "text")
        _paint_line(painter, lower, line.detail, theme.font(Size.CAPTION), "text_soft")


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """Return ``places`` as runs from first to last: a selection of one run costs the same however long it is."""
    runs: list[tuple[int, int]] = []
    for place in sorted(places):
        if runs and place == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def _paint_line(painter: QPainter, rect: QRectF, text: str, font: object, role: str) -> None:
    painter.setFont(font)  # type: ignore[arg-type]
    painter.setPen(theme.color(role))
    shown = QFontMetricsF(painter.font()).elidedText(text, Q.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(Q.AlignmentFlag.AlignVCenter | Q.AlignmentFlag.AlignLeft), shown)


def _paint_right(painter: QPainter, body: QRectF, pills: tuple[Pill, ...]) -> float:
    """Paint ``pills`` at the right end; returns where they begin."""
    font = theme.font(Size.CAPTION)
    width = sum(QFontMetricsF(font).horizontalAdvance(pill.text) + 16 + 5 for pill in pills)
    left = body.right() - width
    paint_pills(painter, QRectF(left, body.top(), width + 1, body.height()), pills, font)
    return left


class FindingList(QListView):
    """Several can be selected; a click on a group selects what is below it.

    ``confirm_asked`` by Enter or C, ``reject_asked`` by R; ``picked`` whenever the selection changed.
    """

    confirm_asked = Signal()
    reject_asked = Signal()
    picked = Signal()

    def __init__(self, model: FindingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(LineDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Q.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())

    def chosen(self) -> list[FindingLine]:
        """Return the selected findings in the order of the list."""
        ranges = sorted((part.top(), part.bottom()) for part in self.selectionModel().selection().toList())
        places = dict.fromkeys(place for first, last in ranges for place in range(first, last + 1))
        return [finding for finding in map(self._model.finding_at, places) if finding is not None]

    def choose(self, places: list[int]) -> None:
        """Select the lines ``places``; the first becomes the current one."""
        selection = QItemSelection()
        for first, last in _runs(places):
            selection.select(self._model.index(first), self._model.index(last))
        if places:
            current = self._model.index(places[0])
            self.selectionModel().setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(current)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Q.KeyboardModifier.NoModifier, Q.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Q.Key.Key_Return, Q.Key.Key_Enter, Q.Key.Key_C):
            self.confirm_asked.emit()
        elif plain and event.key() == Q.Key.Key_R:
            self.reject_asked.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._model.finding_at(index.row()) is None:
            self.choose(self._model.group_of(index.row()))
            return
        super().mousePressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters decide here, they do not search."""
