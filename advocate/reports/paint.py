"""Pages as lists of drawing operators, and their assembly into one file. Points, origin bottom left."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

import advocate
from advocate.reports.fonts import BOX_RUN, SERIF, Face, face

_BOX_GLYPH = "□"


@dataclass(slots=True)
class Outline:
    """A bookmark to the page that holds it; ``level`` from 0."""

    title: str
    level: int = 0


@dataclass(slots=True)
class Picture:
    """A JPEG and where it goes; a box in points."""

    data: Callable[[], bytes]
    x: float
    y: float
    width: float
    height: float


@dataclass(slots=True)
class Underlay:
    """A page of another PDF to be put under this one, scaled into a box."""

    source: str
    index: int
    x: float
    y: float
    width: float
    height: float


@dataclass(slots=True)
class Page:
    """A finished page without its foot: that needs the number of all pages."""

    size: tuple[float, float]
    code: str
    outlines: list[Outline] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    underlay: Underlay | None = None
    foot: str = ""


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


class Painter:
    """Collects the operators of one page after another: shapes first, then text, state only where it changes."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._doc = canvas._doc
        self._escape: Callable[[bytes], str] = canvas._escape
        self._split: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._reset()

    def _reset(self) -> None:
        self._shapes: list[str] = []
        self._text: list[str] = []
        self._font = ""
        self._size = 0.0
        self._spacing = 0.0
        self._grey = 0.0
        self.outlines: list[Outline] = []
        self.pictures: list[Picture] = []

    def _pieces(self, name: str, text: str) -> list[tuple[str, str]]:
        """Return (name of the subset, escaped string) pairs; short texts repeat in tables and are kept."""
        key = (name, text)
        known = self._split.get(key)
        if known is None:
            font = pdfmetrics.getFont(name)
            known = [
                (font.getSubsetInternalName(subset, self._doc), self._escape(part))
                for subset, part in font.splitString(text, self._doc)
            ]
            if len(text) < 16:
                self._split[key] = known
        return known

    def text(
        self, x: float, y: float, text: str, font: Face, size: float, *, spacing: float = 0.0, grey: float = 0.0
    ) -> None:
        """Put ``text`` with its baseline at ``y``; a ballot box is drawn and reads back as itself."""
        if not text:
            return
        out = self._text
        if grey != self._grey:
            out.append(f"{_number(grey)} g")
            self._grey = grey
        if spacing != self._spacing:
            out.append(f"{spacing:.4f} Tc")
            self._spacing = spacing
        out.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
        for name, part in font.runs(text):
            if name == BOX_RUN:
                self._box(x + self._before(text, part, font, size, spacing), y, part, font, size)
                continue
            for subset, escaped in self._pieces(name, part):
                if subset != self._font or size != self._size:
                    out.append(f"{subset} {_number(size)} Tf")
                    self._font, self._size = subset, size
                out.append(f"({escaped}) Tj")

    def _before(self, text: str, part: str, font: Face, size: float, spacing: float) -> float:
        head = text.split(part)[0]
        return font.width(head) * size + spacing * len(head)

    def _box(self, x: float, y: float, char: str, font: Face, size: float) -> None:
        self._text.append(f"/Span <</ActualText <FEFF{ord(char):04X}>>> BDC")
        for subset, escaped in self._pieces(SERIF, _BOX_GLYPH):
            self._text.append(f"{subset} {_number(size)} Tf ({escaped}) Tj")
            self._font, self._size = subset, size
        self._text.append("EMC")
        left, low, side = x + 0.22 * size, y + 0.06 * size, 0.56 * size
        if char == "☑":
            foot = (left + 0.38 * side, low + 0.12 * side)
            self.path([(left, low + 0.5 * side), foot, (left + side, low + 0.9 * side)], width=size / 12)
        elif char == "☒":
            self.path([(left, low), (left + side, low + side)], width=size / 14)
            self.path([(left, low + side), (left + side, low)], width=size / 14)

    def path(self, points: list[tuple[float, float]], *, width: float = 0.5, grey: float = 0.0) -> None:
        """Stroke a line through ``points``."""
        head, *rest = points
        steps = " ".join(f"{x:.2f} {y:.2f} l" for x, y in rest)
        self._shapes.append(f"{_number(grey)} G {_number(width)} w {head[0]:.2f} {head[1]:.2f} m {steps} S")

    def fill(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        """Fill a box."""
        self._shapes.append(f"{_number(grey)} g {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f 0 g")

    def strokes(self, segments: list[tuple[float, float, float, float]], *, width: float, grey: float) -> None:
        """Stroke many straight lines (x1, y1, x2, y2) at once."""
        if segments:
            steps = " ".join(f"{a:.2f} {b:.2f} m {c:.2f} {d:.2f} l" for a, b, c, d in segments)
            self._shapes.append(f"{_number(grey)} G {_number(width)} w {steps} S")

    def finish(self, size: tuple[float, float], *, foot: str = "", underlay: Underlay | None = None) -> Page:
        """Return the page drawn so far and begin an empty one."""
        code = "\n".join(("q", *self._shapes, "Q q BT", *self._text, "ET Q"))
        page = Page(size, code, self.outlines, self.pictures, underlay, foot)
        self._reset()
        return page


Foot = Callable[[Painter, Page, int, int], None]


class Bundle:
    """Makes pages in any order, then writes them in the right one with running feet, bookmarks and metadata."""

    def __init__(self, *, title: str, subject: str, lang: str, now: datetime) -> None:
        face(SERIF)
        self._buffer = io.BytesIO()
        self.canvas: Any = Canvas(
            self._buffer, pageCompression=1, invariant=1, initialFontName=SERIF, initialFontSize=12, lang=lang
        )
        self.canvas.setTitle(title)
        self.canvas.setSubject(subject)
        self.canvas.setAuthor("")
        self.canvas.setCreator(f"Advocate {advocate.__version__}")
        self.canvas.setProducer("ReportLab")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        stamp = self.canvas._doc._timeStamp
        moment = now.astimezone(UTC)
        stamp.t, stamp.lt, stamp.YMDhms = moment.timestamp(), moment.timetuple(), tuple(moment.timetuple())[:6]
        stamp.dhh = stamp.dmm = 0
        self.painter = Painter(self.canvas)

    def define_form(self, name: str, size: tuple[float, float], draw: Callable[[Any], None]) -> None:
        """Draw once what many pages show."""
        self.canvas.beginForm(name, 0, 0, *size)
        draw(self.canvas)
        self.canvas.endForm()

    def write(self, pages: list[Page], foot: Foot, form: str | None = None) -> bytes:
        """Return the file: every page with its ``foot(painter, page, number, total)`` and ``form`` under it."""
        canvas, total = self.canvas, len(pages)
        for number, page in enumerate(pages, 1):
            canvas.setPageSize(page.size)
            for index, outline in enumerate(page.outlines):
                key = f"p{number}-{index}"
                canvas.bookmarkPage(key)
                canvas.addOutlineEntry(outline.title, key, outline.level, closed=False)
            for picture in page.pictures:
                canvas.drawImage(
                    ImageReader(io.BytesIO(picture.data())), picture.x, picture.y, picture.width, picture.height
                )
            if form:
                canvas.doForm(f"{form}-{'l' if page.size[0] > page.size[1] else 'p'}")
            canvas._code.append(page.code)
            foot(self.painter, page, number, total)
            canvas._code.append(self.painter.finish(page.size).code)
            canvas.showPage()
        if any(page.outlines for page in pages):
            canvas.showOutline()
        canvas.save()
        return self._buffer.getvalue()
