"""The complaints of a case as a list of two-line entries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from advocate.domain.views import ComplaintView
from advocate.domain.vocabulary import ComplaintStatus
from advocate.ui import theme
from advocate.ui.i18n import label, tr
from advocate.ui.moments import instant_text
from advocate.ui.theme import Size, Space
from advocate.ui.widgets.pills import PILLS_ROLE, Pill, paint_pills

Index = QModelIndex | QPersistentModelIndex

#: Role under which the model answers with the second line.
DETAIL_ROLE = Qt.ItemDataRole.UserRole + 22
ENTRY_HEIGHT = 58

_TONES = {
    ComplaintStatus.DRAFT: "neutral",
    ComplaintStatus.APPROVED: "accent",
    ComplaintStatus.FILED: "accent",
    ComplaintStatus.ACCEPTED: "success",
    ComplaintStatus.ANSWERED: "success",
    ComplaintStatus.CLOSED: "neutral",
    ComplaintStatus.REVIEW_ASKED: "warning",
}


class ComplaintModel(QAbstractListModel):
    """A handful of complaints, all of them in memory, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._complaints: tuple[ComplaintView, ...] = ()
        self._zone = "Asia/Shanghai"

    def set_complaints(self, complaints: Iterable[ComplaintView], zone: str) -> None:
        """Show ``complaints``, given in the order of their beginning; times in ``zone``."""
        self.beginResetModel()
        self._complaints = tuple(reversed(tuple(complaints)))
        self._zone = zone
        self.endResetModel()

    def complaint_at(self, place: int) -> ComplaintView | None:
        """Return the complaint in line ``place``."""
        return self._complaints[place] if 0 <= place < len(self._complaints) else None

    def place_of(self, complaint_id: int) -> int:
        """Return the line of a complaint, -1 where it is not shown."""
        return next((place for place, found in enumerate(self._complaints) if found.id == complaint_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._complaints)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        complaint = self.complaint_at(index.row()) if index.isValid() else None
        if complaint is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return complaint.title
        if role == DETAIL_ROLE:
            return self._detail(complaint)
        if role == PILLS_ROLE:
            return (Pill(label("complaint_status", complaint.status), _TONES[complaint.status]),)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{complaint.title} · {self._detail(complaint)} · {label('complaint_status', complaint.status)}"
        return None

    def _detail(self, complaint: ComplaintView) -> str:
        if complaint.built_utc is None:
            return f"{complaint.number}  ·  {tr('not built yet')}"
        built = tr(
            "built {when}, {pages} pages", when=instant_text(complaint.built_utc, self._zone), pages=complaint.pages
        )
        return f"{complaint.number}  ·  {built}"


class ComplaintDelegate(QStyledItemDelegate):
    """Paints an entry: title and status, below them the number and when it was built."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QRectF(option.rect).adjusted(0, 1, 0, -1)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(ground, Space.RADIUS, Space.RADIUS)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(ground, Space.RADIUS, Space.RADIUS)
        body = ground.adjusted(Space.M, 0, -Space.M, 0)
        pills = index.data(PILLS_ROLE) or ()
        small = theme.font(Size.CAPTION)
        width = sum(QFontMetricsF(small).horizontalAdvance(pill.text) + 16 for pill in pills)
        paint_pills(painter, QRectF(body.right() - width, body.top(), width + 1, body.height()), pills, small)
        room = body.width() - width - Space.S
        for text, font, role, top in (
            (index.data(), theme.font(Size.BODY, bold=True), "text", 8),
            (index.data(DETAIL_ROLE), small, "text_soft", 30),
        ):
            painter.setFont(font)
            painter.setPen(theme.color(role))
            line = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(body.left(), body.top() + top, room, 20), int(Qt.AlignmentFlag.AlignVCenter), line)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, ENTRY_HEIGHT)
