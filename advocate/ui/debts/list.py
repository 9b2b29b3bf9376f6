"""The list of loans: the lender, what the loan costs, and whether it is above a cap."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from advocate.ui import theme
from advocate.ui.debts.model import LOAN_ROLE, DebtModel
from advocate.ui.debts.words import summary, worst
from advocate.ui.i18n import label
from advocate.ui.theme import Size, Space

_HEIGHT = 74
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class _Delegate(QStyledItemDelegate):
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        loan = index.data(LOAN_ROLE)
        if loan is None:
            return
        view, found = loan
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(option.rect).adjusted(Space.XS, 2, -Space.XS, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.color("accent_soft" if option.state & QStyle.StateFlag.State_Active else "selected"))
            painter.drawRoundedRect(ground, Space.RADIUS, Space.RADIUS)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(ground, Space.RADIUS, Space.RADIUS)
        body = QRectF(option.rect).adjusted(Space.M, 8, -Space.M, 0)
        lines = (
            (view.creditor, theme.font(Size.BODY, bold=True), "text"),
            (label("creditor_type", view.creditor_type), theme.font(Size.CAPTION), "text_soft"),
            (summary(view, found), theme.font(Size.CAPTION), "danger" if worst(found) else "text_soft"),
        )
        top = body.top()
        for place, (text, font, ink) in enumerate(lines):
            _line(painter, QRectF(body.left(), top, body.width(), 20), text, font, ink)
            top += 21 if place == 0 else 19
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, _HEIGHT)


def _line(painter: QPainter, rect: QRectF, text: str, font: QFont, ink: str) -> None:
    painter.setFont(font)
    painter.setPen(theme.color(ink))
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, _LEFT, shown)


class DebtList(QListView):
    """One loan is selected. ``picked`` carries its id; ``edit_asked`` by Enter or a double click."""

    picked = Signal(int)
    edit_asked = Signal()

    def __init__(self, model: DebtModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.activated.connect(lambda _index: self.edit_asked.emit())
        self.selectionModel().currentChanged.connect(self._on_current)

    def choose(self, place: int) -> None:
        """Select line ``place``."""
        self.setCurrentIndex(self._model.index(place, 0))

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        loan = self._model.loan_at(now.row()) if now.isValid() else None
        if loan is not None:
            self.picked.emit(loan[0].id)
