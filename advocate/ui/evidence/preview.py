"""Looks at an original: decoded from the vault's bytes in memory, on a reader thread, within limits."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from typing import Any

import pillow_heif
from PIL import Image, ImageOps
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from advocate.domain.views import EvidenceView
from advocate.jobs.runner import Job, JobControl
from advocate.services import evidence
from advocate.ui import theme
from advocate.ui.i18n import Spoken, mark, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.page import EmptyState
from advocate.ui.widgets.pdf import PdfPane

pillow_heif.register_heif_opener()

#: Formats that are decoded; vector and camera formats are not: their decoders are the larger risk.
_PICTURES = {
    "image/png": b"png",
    "image/jpeg": b"jpeg",
    "image/gif": b"gif",
    "image/bmp": b"bmp",
    "image/webp": b"webp",
}
#: Photos of newer phones; decoded by libheif, which has limits of its own.
_PHOTOS = ("image/heic", "image/heif", "image/avif")
#: Largest picture that is decoded, in pixels, and the longer side that is kept of it.
MAX_PIXELS = 80_000_000
_KEPT_SIDE = 2400
#: What Pillow and libheif raise on damaged files.
_BROKEN = (OSError, ValueError, SyntaxError, TypeError, LookupError, ArithmeticError, struct.error, RuntimeError)
#: Largest original that is looked at, in bytes.
MAX_BYTES = 64 * 1024 * 1024
#: Characters of a text that are shown.
MAX_CHARACTERS = 200_000


class TooLarge(Exception):
    """A picture has more pixels than are decoded."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What there is to see of an original; ``reason`` (a text of the window) where there is nothing."""

    evidence_id: int
    image: QImage | None = None
    pdf: bytes = b""
    text: str | None = None
    cut: bool = False
    reason: str = ""


def previewing(vault: Any, item: EvidenceView) -> Job:
    """Return a job that makes the `Preview` of ``item``."""

    def job(control: JobControl) -> Preview:
        if item.size_bytes > MAX_BYTES:
            return Preview(item.id, reason=mark("Too large to look at here. Export it to open it."))
        kind = item.media_type
        is_text = kind.startswith("text/") or kind in ("application/json", "application/xml")
        if kind not in _PICTURES and kind not in _PHOTOS and kind != "application/pdf" and not is_text:
            return Preview(item.id, reason=mark("There is no preview for this kind of file. Export it to open it."))
        data = evidence.read(vault, item.id, MAX_BYTES)
        control.check()
        if kind == "application/pdf":
            return Preview(item.id, pdf=data)
        if is_text:
            text = decode_text(data)
            return Preview(item.id, text=text[:MAX_CHARACTERS], cut=len(text) > MAX_CHARACTERS)
        try:
            image = decode_photo(data) if kind in _PHOTOS else decode_picture(data, _PICTURES[kind])
        except TooLarge:
            return Preview(item.id, reason=mark("This picture has too many pixels to be shown. Export it to open it."))
        if image is None:
            return Preview(item.id, reason=mark("This picture cannot be shown: it is damaged."))
        return Preview(item.id, image=image)

    return job


def decode_picture(data: bytes, format_name: bytes) -> QImage | None:
    """Return the picture in ``data``, made smaller where it is large; None where it is broken.

    Raises `TooLarge`, before anything is decoded.
    """
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(format_name))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(False)
    size = reader.size()
    if not size.isValid() or size.isEmpty():
        return None
    if size.width() * size.height() > MAX_PIXELS:
        raise TooLarge
    if max(size.width(), size.height()) > _KEPT_SIDE:
        reader.setScaledSize(size.scaled(QSize(_KEPT_SIDE, _KEPT_SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


def decode_photo(data: bytes) -> QImage | None:
    """Return the photo in ``data`` (HEIC, HEIF, AVIF) as `decode_picture` does; turned as the file says."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of oddities in foreign files.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=("HEIF", "AVIF")) as photo:
                if photo.width * photo.height > MAX_PIXELS:
                    raise TooLarge
                photo.thumbnail((_KEPT_SIDE, _KEPT_SIDE))
                upright = ImageOps.exif_transpose(photo).convert("RGBA")
    except _BROKEN:
        return None
    pixels = upright.tobytes()
    image = QImage(pixels, upright.width, upright.height, upright.width * 4, QImage.Format.Format_RGBA8888)
    # The bytes belong to Python: the picture gets its own.
    return image.copy()


def decode_text(data: bytes) -> str:
    """Return the characters of ``data``: UTF-8, UTF-16 with its mark, or GB 18030 as Chinese programs write it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


class PictureView(QWidget):
    """Shows a picture as large as there is room, never larger than it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image: QImage | None = None
        self._fitted = QImage()

    def show_image(self, image: QImage | None) -> None:
        """Show ``image``."""
        self.image = image
        self._fitted = QImage()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = QRectF(self.rect()).adjusted(Space.L, Space.L, -Space.L, -Space.L)
        ratio = self.devicePixelRatioF()
        size = self.image.size().toSizeF() / ratio
        if size.width() > room.width() or size.height() > room.height():
            size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(room.center().x() - size.width() / 2, room.top(), size.width(), size.height())
        painter.fillRect(place, Qt.GlobalColor.white)
        painter.drawImage(place, self._fit((size * ratio).toSize()))
        painter.setPen(theme.color("line"))
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))

    # Qt's painter looks at four pixels only: letters come out ragged where a picture is made much smaller.
    def _fit(self, size: QSize) -> QImage:
        if self._fitted.size() != size and self.image is not None:
            self._fitted = self.image.scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        return self._fitted


class PreviewPane(Spoken, QStackedWidget):
    """Picture, document or plain text; foreign text is never taken for markup."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PictureView()
        self.pdf = PdfPane()
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        framed = QWidget()
        inside = QVBoxLayout(framed)
        inside.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        inside.addWidget(self.words)
        self._framed = framed
        self.none = EmptyState("eye-off")
        self.none.title.hide()
        self.say(self.words.setAccessibleName, "Text of the file")
        self._reason = ""
        for widget in (self.none, self.picture, self.pdf, framed):
            self.addWidget(widget)

    def clear(self) -> None:
        """Show nothing, and let go of what was shown."""
        self.picture.show_image(None)
        self.pdf.clear()
        self.words.clear()
        self._say_none("")

    def show_preview(self, preview: Preview) -> None:
        """Show ``preview``."""
        self.clear()
        if preview.image is not None:
            self.picture.show_image(preview.image)
            self.setCurrentWidget(self.picture)
        elif preview.pdf:
            if self.pdf.show_bytes(preview.pdf):
                self.setCurrentWidget(self.pdf)
            else:
                self._say_none(mark("This document cannot be shown: it is damaged or locked."))
        elif preview.text is not None:
            note = "\n\n" + tr("Only the beginning is shown.") if preview.cut else ""
            self.words.setPlainText(preview.text + note)
            self.setCurrentWidget(self._framed)
        else:
            self._say_none(preview.reason)

    def show_problem(self, sentence: str) -> None:
        """Show why there is nothing to see."""
        self.clear()
        self.none.hint.setText(sentence)

    def retranslated(self) -> None:
        if self.currentWidget() is self.none and self._reason:
            self.none.hint.setText(tr(self._reason))

    def _say_none(self, reason: str) -> None:
        self._reason = reason
        self.none.hint.setText(tr(reason) if reason else "")
        self.setCurrentWidget(self.none)
