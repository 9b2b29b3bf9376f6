"""The picture with its boxes: it follows the row in front; zoomed by wheel and keys, moved by dragging."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsPixmapItem, QGraphicsRectItem, QGraphicsScene, QGraphicsView, QWidget

from advocate.domain.screenshots import Box
from advocate.ui import theme

#: Largest picture that is shown, in pixels, and the width that is kept of it: a phone's own.
MAX_PIXELS = 40_000_000
_KEPT_WIDTH = 1440
_LEAST, _MOST, _STEP = 0.1, 4.0, 1.2
#: The part of the view's width that a row should fill when it is followed.
_MARGIN = 40


def decode(data: bytes) -> QImage:
    """Return the upright picture in ``data``, a null one where it is too large or broken."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.isEmpty() or size.width() * size.height() > MAX_PIXELS:
        return QImage()
    if size.width() > _KEPT_WIDTH and size.width() < size.height():
        reader.setScaledSize(QSize(_KEPT_WIDTH, round(size.height() * _KEPT_WIDTH / size.width())))
    return reader.read()


class PictureBoard(QGraphicsView):
    """Shows one screenshot, a box around each row, and the fields of the one in front."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setScene(QGraphicsScene(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._picture: QGraphicsPixmapItem | None = None
        self._boxes: list[QGraphicsRectItem] = []
        self._scale = 1.0
        self._fit = True
        self._front: Box | None = None
        self.front_boxes: tuple[Box, ...] = ()

    def show_picture(self, image: QImage, width: int) -> None:
        """Show ``image``; boxes are in the pixels of a picture ``width`` wide."""
        self.clear()
        if image.isNull() or width <= 0:
            return
        self._picture = self.scene().addPixmap(QPixmap.fromImage(image))
        self._picture.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._scale = image.width() / width
        self.scene().setSceneRect(self._picture.boundingRect())
        self._fit = True
        self._fit_width()

    def clear(self) -> None:
        """Show nothing, and let go of the picture."""
        self.scene().clear()
        self._picture, self._front = None, None
        self._boxes, self.front_boxes = [], ()

    @property
    def shows_picture(self) -> bool:
        """Tell whether there is a picture to see."""
        return self._picture is not None

    def mark(self, rows: Sequence[Box], front: int, fields: Sequence[Box]) -> None:
        """Draw a box around each of ``rows``, a strong one around the one in front and around each of its fields."""
        for item in self._boxes:
            self.scene().removeItem(item)
        self._boxes = []
        self.front_boxes = tuple(fields)
        if self._picture is None:
            return
        for place, box in enumerate(rows):
            if place != front:
                self._draw(box, theme.color("line_strong"), 1.0, None)
        if 0 <= front < len(rows):
            ground = QColor(theme.color("accent"))
            ground.setAlpha(26)
            self._draw(rows[front], theme.color("accent"), 2.5, ground)
            for box in fields:
                self._draw(box, theme.color("accent"), 1.0, ground)
            self._front = rows[front].union(fields[0]) if fields else rows[front]
            self._follow(rows[front])

    def zoom(self, factor: float) -> None:
        """Make the picture larger or smaller."""
        now = self.transform().m11() * factor
        if _LEAST <= now <= _MOST:
            self._fit = False
            self.scale(factor, factor)

    def fit(self) -> None:
        """Show the whole width again."""
        self._fit = True
        self._fit_width()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        elif event.key() == Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fit:
            self._fit_width()

    def _fit_width(self) -> None:
        if self._picture is None:
            return
        width = self._picture.boundingRect().width()
        factor = max(min((self.viewport().width() - 4) / width, 1.0), _LEAST)
        self.resetTransform()
        self.scale(factor, factor)

    def _rect(self, box: Box) -> QRectF:
        return QRectF(box.left * self._scale, box.top * self._scale, box.width * self._scale, box.height * self._scale)

    def _draw(self, box: Box, ink: QColor, width: float, ground: QColor | None) -> None:
        pen = QPen(ink, width)
        pen.setCosmetic(True)
        item = self.scene().addRect(self._rect(box).adjusted(-3, -3, 3, 3), pen)
        if ground is not None:
            item.setBrush(ground)
        self._boxes.append(item)

    def _follow(self, box: Box) -> None:
        """Bring a row into sight, above the middle, without moving more than needed."""
        self.ensureVisible(self._rect(box), _MARGIN, max(self.viewport().height() // 4, _MARGIN))
