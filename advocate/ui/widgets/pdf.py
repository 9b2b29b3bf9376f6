"""A PDF from memory, its pages below each other on white, with page number and zoom."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Slot
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from advocate.ui.i18n import Spoken, mark, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button, tool_button
from advocate.ui.widgets.text import TextLabel

_STEP = 1.2
_SMALLEST, _LARGEST = 0.25, 4.0


class PdfPane(Spoken, QWidget):
    """Shows a document that is nowhere on disk; showing a newer version keeps page and zoom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = QPdfDocument(self)
        self._bytes = QByteArray()
        self._buffer = QBuffer(self)
        self._build()

    def _build(self) -> None:
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setPageSpacing(Space.M)
        self.previous = tool_button("chevron-up")
        self.next = tool_button("chevron-down")
        self.page = TextLabel(role="soft")
        self.smaller = tool_button("zoom-out")
        self.larger = tool_button("zoom-in")
        self.fit = button("quiet")
        self.bar = QWidget()
        self.row = QHBoxLayout(self.bar)
        self.row.setContentsMargins(Space.M, Space.XS, Space.M, Space.XS)
        self.row.setSpacing(2)
        about: tuple[QWidget, ...] = (self.previous, self.next, self.page)
        tools: tuple[QWidget, ...] = (self.smaller, self.larger, self.fit)
        for widget in about:
            self.row.addWidget(widget)
        self.row.addStretch(1)
        for widget in tools:
            self.row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.view, 1)
        self.previous.clicked.connect(lambda: self.go_to(self.page_number() - 1))
        self.next.clicked.connect(lambda: self.go_to(self.page_number() + 1))
        self.smaller.clicked.connect(lambda: self._zoom(1 / _STEP))
        self.larger.clicked.connect(lambda: self._zoom(_STEP))
        self.fit.clicked.connect(lambda: self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth))
        self.view.pageNavigator().currentPageChanged.connect(self._show_page)
        for made, source in (
            (self.previous, mark("Previous page")),
            (self.next, mark("Next page")),
            (self.smaller, mark("Smaller")),
            (self.larger, mark("Larger")),
        ):
            self.say(made.setToolTip, source)
            self.say(made.setAccessibleName, source)
        self.say(self.fit.setText, "Fit the width")
        self._show_page()

    def show_bytes(self, data: bytes) -> bool:
        """Show the document ``data``; tells whether it is one that can be shown."""
        page, location = self.page_number(), self.view.verticalScrollBar().value()
        kept = self.document.pageCount() > 0
        self.document.close()
        self._buffer.close()
        # The bytes must outlive the buffer, and the buffer the document.
        self._bytes = QByteArray(data)
        self._buffer.setBuffer(self._bytes)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        shown = self.document.status() == QPdfDocument.Status.Ready and self.document.pageCount() > 0
        if shown and kept and page <= self.document.pageCount():
            self.view.verticalScrollBar().setValue(location)
        self._show_page()
        return shown

    def clear(self) -> None:
        """Show nothing, and let go of the bytes."""
        self.document.close()
        self._buffer.close()
        self._bytes = QByteArray()
        self._show_page()

    def page_number(self) -> int:
        """Return the page in sight, from 1."""
        return self.view.pageNavigator().currentPage() + 1

    def go_to(self, page: int) -> None:
        """Bring ``page``, from 1, to the top."""
        if 1 <= page <= self.document.pageCount():
            self.view.pageNavigator().jump(page - 1, QPointF(), self.view.pageNavigator().currentZoom())

    def retranslated(self) -> None:
        self._show_page()

    def _zoom(self, factor: float) -> None:
        now = self._zoom_now()
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(max(now * factor, _SMALLEST), _LARGEST))

    def _zoom_now(self) -> float:
        if self.view.zoomMode() == QPdfView.ZoomMode.Custom or not self.document.pageCount():
            return self.view.zoomFactor()
        points = self.document.pagePointSize(0).width()
        per_point = self.view.logicalDpiX() / 72
        margins = self.view.documentMargins()
        room = self.view.viewport().width() - margins.left() - margins.right()
        return room / (points * per_point) if points else 1.0

    @Slot()
    def _show_page(self) -> None:
        count = self.document.pageCount()
        self.bar.setVisible(count > 0)
        if count:
            self.page.setText(tr("Page {page} of {count}", page=self.page_number(), count=count))
        self.previous.setEnabled(self.page_number() > 1)
        self.next.setEnabled(self.page_number() < count)
