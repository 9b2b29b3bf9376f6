"""Tables as they all look: rows without a grid, one selected row, Enter opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from advocate.ui.theme import Space
from advocate.ui.widgets.pills import CellDelegate


class Table(QTableView):
    """A read-only table. ``opened`` on double click or Enter."""

    opened = Signal(QModelIndex)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultSectionSize(Space.ROW)
        lines.setMinimumSectionSize(Space.ROW)
        titles = self.horizontalHeader()
        titles.setHighlightSections(False)
        titles.setMinimumSectionSize(34)
        titles.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        titles.setFixedHeight(36)
        self.doubleClicked.connect(self.opened)

    def set_widths(self, widths: Mapping[Any, int], stretch: int) -> None:
        """Give columns their widths in pixels; ``stretch`` takes the rest."""
        titles = self.horizontalHeader()
        for column, width in widths.items():
            titles.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, width)
        titles.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
            return
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.model().rowCount() - 1} if self.model() else {}
        place = ends.get(Qt.Key(event.key()), -1)
        if place >= 0 and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            # Qt goes to the first and last cell of the row, which tells nobody anything where rows are selected whole.
            column = max(self.currentIndex().column(), 0)
            self.setCurrentIndex(self.model().index(place, column))
            return
        super().keyPressEvent(event)
