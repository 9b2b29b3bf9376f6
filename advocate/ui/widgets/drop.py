"""Files dropped on a widget, with a veil that says what will happen to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from advocate.ui import icons, theme
from advocate.ui.theme import Size, Space


class _Veil(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme.color("canvas")
        painter.setOpacity(0.92)
        painter.fillRect(self.rect(), ground)
        painter.setOpacity(1.0)
        frame = QRectF(self.rect()).adjusted(Space.L, Space.L, -Space.L, -Space.L)
        painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 12, 12)
        center = frame.center()
        icons.paint(painter, "download", QRectF(center.x() - 18, center.y() - 40, 36, 36), "accent_text")
        painter.setFont(theme.font(Size.HEADING, bold=True))
        painter.setPen(theme.color("accent_text"))
        below = QRectF(frame.left(), center.y() + 8, frame.width(), 30)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), self.text)


class FileDrops(QObject):
    """Takes local files, and ``folders`` too, that ``wanted`` agrees to, dropped anywhere on ``host``.

    ``dropped`` carries their paths.
    """

    dropped = Signal(list)

    def __init__(
        self,
        host: QWidget,
        words: Callable[[], str],
        wanted: Callable[[list[Path]], bool] = bool,
        *,
        folders: bool = False,
    ) -> None:
        super().__init__(host)
        self._folders = folders
        self._host = host
        self._words = words
        self._wanted = wanted
        self.veil = _Veil(host)
        host.setAcceptDrops(True)
        host.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._host:
            return False
        kind = event.type()
        if kind == QEvent.Type.DragEnter:
            if not self._wanted(local_files(event.mimeData(), folders=self._folders)):  # type: ignore[attr-defined]
                return False
            self.veil.text = self._words()
            self.veil.setGeometry(self._host.rect())
            self.veil.raise_()
            self.veil.show()
            event.acceptProposedAction()  # type: ignore[attr-defined]
            return True
        if kind == QEvent.Type.DragLeave:
            self.veil.hide()
        elif kind == QEvent.Type.Drop:
            self.veil.hide()
            paths = local_files(event.mimeData(), folders=self._folders)  # type: ignore[attr-defined]
            if self._wanted(paths):
                event.acceptProposedAction()  # type: ignore[attr-defined]
                self.dropped.emit(paths)
                return True
        return False


def local_files(data: QMimeData, *, folders: bool = False) -> list[Path]:
    """Return the local files that ``data`` names; folders are left out unless they are wanted."""
    if not data.hasUrls():
        return []
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.is_file() or (folders and path.is_dir())]
