"""How a piece of evidence is printed: as pictures, as PDF pages, or by its hash alone. Every file here is hostile."""

from __future__ import annotations

import functools
import io
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError
from reportlab.lib.units import mm

from advocate.reports.model import Exhibit
from advocate.reports.pages import PORTRAIT, Letter
from advocate.reports.paint import Outline, Page, Painter, Picture, Underlay

#: Larger pictures are listed by hash: 50 million pixels take 150 MB to open.
MAX_PIXELS = 50_000_000
MAX_PDF_PAGES = 200
MAX_BYTES = 64 * 1024 * 1024
_LONG_SIDE = 2200
_JPEG_QUALITY = 88

_BOX_X = 22 * mm
_BOX_Y = 26 * mm
_BOX_WIDTH = PORTRAIT[0] - 2 * _BOX_X
_BOX_HEIGHT = PORTRAIT[1] - _BOX_Y - 20 * mm
#: A screenshot longer than this many widths is cut into pages, else nobody could read it.
_TALL = 2.6
_SLICE = 2.2
#: Points a pixel: small pictures are not blown up beyond one and a half times their size on screen.
_MAX_ENLARGEMENT = 1.125

_PDF_FAILURES = (
    pikepdf.PdfError,
    pikepdf.PasswordError,
    pikepdf.ForeignObjectError,
    ValueError,
    RuntimeError,
    OSError,
    TypeError,
    AttributeError,
    LookupError,
)

Reader = Callable[[Exhibit], bytes]


@dataclass(frozen=True, slots=True)
class Printing:
    """How an original will be printed; ``note`` is a message code where it is not."""

    show: Literal["image", "pdf", "listed"]
    pages: int = 0
    width: int = 0
    height: int = 0
    note: str = ""


def _open_image(data: bytes) -> Image.Image:
    """Open a picture without decoding it; raises `ValueError` for anything unusable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValueError("not a picture") from error
    if image.width * image.height > MAX_PIXELS or not image.width or not image.height:
        raise ValueError("too large")
    return image


def _slices(width: int, height: int) -> int:
    return 1 if height <= _TALL * width else math.ceil(height / (_SLICE * width))


def probe(data: bytes, media_type: str) -> Printing:
    """Decide how ``data`` can be printed, by its content; never raises for a broken file."""
    if len(data) > MAX_BYTES:
        return Printing("listed", note="exhibit_too_large")
    if media_type.startswith("image/"):
        try:
            image = _upright(data)
        except ValueError:
            return Printing("listed", note="exhibit_unreadable")
        return Printing("image", _slices(image.width, image.height), image.width, image.height)
    if media_type == "application/pdf":
        try:
            with pikepdf.open(io.BytesIO(data)) as pdf:
                count = len(pdf.pages)
                for page in pdf.pages[: MAX_PDF_PAGES + 1]:
                    page.as_form_xobject()
        except _PDF_FAILURES:
            return Printing("listed", note="exhibit_unreadable")
        if not 0 < count <= MAX_PDF_PAGES:
            return Printing("listed", note="exhibit_too_large")
        return Printing("pdf", count)
    return Printing("listed", note="exhibit_listed_only")


def _upright(data: bytes) -> Image.Image:
    """Return the decoded picture turned as its EXIF says, on white; raises `ValueError`."""
    image = _open_image(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.draft("RGB", (_LONG_SIDE, _LONG_SIDE))
            image.load()
            turned = ImageOps.exif_transpose(image)
            if turned.mode in ("RGBA", "LA", "P", "PA"):
                turned = turned.convert("RGBA")
                white = Image.new("RGBA", turned.size, "white")
                turned = Image.alpha_composite(white, turned)
            return turned.convert("RGB")
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, EOFError, Image.DecompressionBombError) as error:
        raise ValueError("not a picture") from error


def _jpeg(read: Reader, exhibit: Exhibit, part: int, parts: int) -> bytes:
    """Return one printed part of a picture as JPEG: an exhibit copy; the original goes along as a file."""
    image = _upright(read(exhibit))
    if parts > 1:
        step = math.ceil(image.height / parts)
        image = image.crop((0, part * step, image.width, min(image.height, (part + 1) * step)))
    image.thumbnail((_LONG_SIDE, _LONG_SIDE))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_JPEG_QUALITY)
    return out.getvalue()


def _picture_pages(painter: Painter, exhibit: Exhibit, read: Reader) -> list[Page]:
    """Lay out a picture; it is decoded only when the file is written."""
    width, height, parts = exhibit.width, exhibit.height, exhibit.pages
    step = math.ceil(height / parts)
    pages = []
    for part in range(parts):
        part_height = min(height, (part + 1) * step) - part * step
        scale = min(_BOX_WIDTH / width, _BOX_HEIGHT / step, _MAX_ENLARGEMENT)
        w, h = width * scale, part_height * scale
        x, y = (PORTRAIT[0] - w) / 2, PORTRAIT[1] - 20 * mm - h
        painter.path([(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)], width=0.4, grey=0.6)
        painter.pictures.append(Picture(functools.partial(_jpeg, read, exhibit, part, parts), x, y, w, h))
        pages.append(painter.finish(PORTRAIT, foot=_foot(exhibit, part + 1, parts)))
    return pages


def _foot(exhibit: Exhibit, part: int, parts: int) -> str:
    return f"证据{exhibit.id}" + (f"（{part}/{parts}）" if parts > 1 else "")


def _pdf_pages(painter: Painter, exhibit: Exhibit) -> list[Page]:
    pages = []
    for index in range(exhibit.pages):
        under = Underlay(exhibit.id, index, _BOX_X, _BOX_Y, _BOX_WIDTH, _BOX_HEIGHT)
        pages.append(painter.finish(PORTRAIT, foot=_foot(exhibit, index + 1, exhibit.pages), underlay=under))
    return pages


def _slip(painter: Painter, exhibit: Exhibit) -> list[Page]:
    letter = Letter(painter)
    letter.title(f"证据{exhibit.id}")
    painter.outlines[-1] = Outline(f"证据{exhibit.id} {exhibit.name}", 1)
    rows = (
        ("证据名称", exhibit.name),
        ("证据类型", exhibit.kind),
        ("形成时间", exhibit.formed),
        ("来源提取", exhibit.source),
        ("载体存放", exhibit.holder),
        ("证明对象", exhibit.proves),
        ("文件大小", f"{exhibit.size_bytes:,}字节"),
        ("校验数值", f"SHA-256 {exhibit.sha256}"),
        ("登记编号", exhibit.evidence),
        ("备注", exhibit.note),
    )
    for label, value in rows:
        if value:
            letter.labelled(label, value)
    pages = letter.finish()
    for page in pages:
        page.foot = f"证据{exhibit.id}"
    return pages


def exhibit_pages(painter: Painter, exhibit: Exhibit, read: Reader) -> list[Page]:
    """Return an exhibit's pages: its slip, then the picture or PDF pages where it has any."""
    pages = _slip(painter, exhibit)
    if exhibit.show == "image":
        pages += _picture_pages(painter, exhibit, read)
    elif exhibit.show == "pdf":
        pages += _pdf_pages(painter, exhibit)
    return pages


def put_under(data: bytes, pages: list[Page], exhibits: tuple[Exhibit, ...], read: Reader) -> bytes:
    """Return the file with the pages of PDF exhibits put under theirs; scripts, forms and attachments stay behind."""
    wanted = [(number, page.underlay) for number, page in enumerate(pages) if page.underlay]
    if not wanted:
        return data
    by_id = {exhibit.id: exhibit for exhibit in exhibits}
    sources: dict[str, pikepdf.Pdf] = {}
    try:
        with pikepdf.open(io.BytesIO(data)) as bundle:
            for number, under in wanted:
                if under.source not in sources:
                    sources[under.source] = pikepdf.open(io.BytesIO(read(by_id[under.source])))
                box = pikepdf.Rectangle(under.x, under.y, under.x + under.width, under.y + under.height)
                bundle.pages[number].add_underlay(sources[under.source].pages[under.index], box)
            out = io.BytesIO()
            bundle.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
            return out.getvalue()
    finally:
        for source in sources.values():
            source.close()
