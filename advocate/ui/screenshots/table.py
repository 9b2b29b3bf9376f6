"""The table of rows: uncertain characters stand on a ground of their own, keys decide row by row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from advocate.domain.screenshots import FieldReading
from advocate.ui import icons, theme
from advocate.ui.screenshots.model import FIELD_OF, ICON_ROLE, INK_ROLE, READING_ROLE, SECOND_ROLE, Column
from advocate.ui.theme import Space

Index = QModelIndex | QPersistentModelIndex
_PAD_X, _PAD_Y = Space.S, 9
_LEAST_HEIGHT = 44


class ReadingDelegate(QStyledItemDelegate):
    """Paints a field with its uncertain characters, and opens an editor that Enter closes."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, theme.color("selected" if selected else "canvas"))
        if selected and index.column() == 0:
            painter.fillRect(option.rect.left(), option.rect.top(), 3, option.rect.height(), theme.color("accent"))
        painter.setPen(theme.color("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        icon = index.data(ICON_ROLE)
        if icon:
            side = 18
            place = QRectF(option.rect.center().x() - side / 2, option.rect.top() + _PAD_Y, side, side)
            icons.paint(painter, icon, place, index.data(INK_ROLE) or "text_soft")
        reading = index.data(READING_ROLE)
        if isinstance(reading, FieldReading):
            layout = _laid_out(reading, option, index.data(INK_ROLE) or "text")
            layout.draw(painter, option.rect.topLeft() + _offset())
            second = index.data(SECOND_ROLE)
            if second:
                painter.setPen(theme.color("text_faint"))
                top = option.rect.top() + _PAD_Y + layout.boundingRect().height() + 2
                below = QRectF(option.rect.left() + _PAD_X, top, option.rect.width() - 2 * _PAD_X, 18)
                painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), str(second))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        reading = index.data(READING_ROLE)
        if not isinstance(reading, FieldReading):
            return QSize(34, _LEAST_HEIGHT)
        view = self.parent()
        width = view.columnWidth(index.column()) if isinstance(view, QTableView) else option.rect.width()
        option.rect.setWidth(width)
        high = _laid_out(reading, option, "text").boundingRect().height() + 2 * _PAD_Y
        if index.data(SECOND_ROLE):
            high += 20
        return QSize(width, max(round(high), _LEAST_HEIGHT))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        if index.column() == Column.TEXT:
            editor = QPlainTextEdit(parent)
            editor.setTabChangesFocus(True)
            return editor
        return QLineEdit(parent)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
            reading = index.data(READING_ROLE)
            if isinstance(reading, FieldReading) and reading.uncertain:
                # The caret stands where a look is needed.
                cursor = editor.textCursor()
                cursor.setPosition(min(reading.uncertain[0], len(text)))
                editor.setTextCursor(cursor)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        text = editor.toPlainText() if isinstance(editor, QPlainTextEdit) else ""
        if isinstance(editor, QLineEdit):
            text = editor.text()
        model.setData(index, text)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = option.rect.adjusted(2, 2, -2, -2)
        if isinstance(editor, QPlainTextEdit):
            rect.setHeight(max(rect.height(), 96))
        editor.setGeometry(rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(editor, QPlainTextEdit):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor)
                return True
        return super().eventFilter(editor, event)


def _offset() -> Any:
    from PySide6.QtCore import QPoint

    return QPoint(_PAD_X, _PAD_Y)


def _laid_out(reading: FieldReading, option: QStyleOptionViewItem, ink: str) -> QTextLayout:
    """Return the text of a field in lines, its uncertain characters marked."""
    layout = QTextLayout(reading.value.replace("\n", "\u2028"), option.font)
    how = QTextOption()
    how.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(how)
    formats = []
    whole = QTextLayout.FormatRange()
    whole.start, whole.length = 0, len(reading.value)
    whole.format = QTextCharFormat()
    whole.format.setForeground(theme.color(ink))
    formats.append(whole)
    for place in reading.uncertain:
        one = QTextLayout.FormatRange()
        # Qt counts UTF-16 units: a rare character before it takes two.
        one.start = len(reading.value[:place].encode("utf-16-le")) // 2
        one.length = len(reading.value[place : place + 1].encode("utf-16-le")) // 2
        one.format = QTextCharFormat()
        one.format.setBackground(theme.color("warning_soft"))
        one.format.setForeground(theme.color("warning"))
        one.format.setFontUnderline(True)
        formats.append(one)
    layout.setFormats(formats)
    width = max(option.rect.width() - 2 * _PAD_X, 20)
    layout.beginLayout()
    high = 0.0
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(line.position().__class__(0, high))
        high += line.height() + 2
    layout.endLayout()
    return layout


class RowTable(QTableView):
    """Arrows and Tab go from row to row; Enter accepts, Delete rejects, F2 edits, Space turns the side round."""

    accept_asked = Signal()
    reject_asked = Signal()
    certain_asked = Signal()
    all_certain_asked = Signal()
    side_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(ReadingDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        titles = self.horizontalHeader()
        titles.setHighlightSections(False)
        titles.setMinimumSectionSize(30)
        titles.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        titles.setFixedHeight(34)
        titles.sectionResized.connect(lambda: self.resizeRowsToContents())

    def set_widths(self) -> None:
        """Give the columns their widths; the text takes the rest."""
        titles = self.horizontalHeader()
        for column, width in {Column.STATE: 34, Column.SIDE: 30, Column.TIME: 142, Column.NUMBER: 138}.items():
            titles.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, width)
        titles.setSectionResizeMode(Column.TEXT, QHeaderView.ResizeMode.Stretch)

    def go(self, step: int) -> bool:
        """Put the row ``step`` further in front; tells whether there is one."""
        place = self.currentIndex().row() + step
        if not 0 <= place < self.model().rowCount():
            return False
        column = self.currentIndex().column() if self.currentIndex().column() in FIELD_OF else Column.TEXT
        self.setCurrentIndex(self.model().index(place, column))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            everywhere = control and bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            signal = self.all_certain_asked if everywhere else self.certain_asked if control else self.accept_asked
            signal.emit()
        elif key == Qt.Key.Key_Delete:
            self.reject_asked.emit()
        elif key == Qt.Key.Key_Space:
            self.side_asked.emit()
        elif key == Qt.Key.Key_F2:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Tab goes on to the next row while there is one; then to the next control, so that nobody is caught.
        return self.go(1 if forward else -1) or super().focusNextPrevChild(forward)
