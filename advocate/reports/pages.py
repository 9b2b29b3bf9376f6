"""The letter's pages: A4, measures of GB/T 9704-2012 borrowed as style (C6 of the law file), no red head, no seal."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from advocate.reports.fonts import SANS, SANS_BOLD, SERIF, SERIF_BOLD, Face, face
from advocate.reports.paint import Outline, Page, Painter
from advocate.reports.typeset import Line, Span, break_paragraph

PORTRAIT: tuple[float, float] = A4
LANDSCAPE: tuple[float, float] = (A4[1], A4[0])

BODY = 16.0
LEADING = 29.0
LINES = 22
LEFT = 28 * mm
TOP = 37 * mm
#: 28 characters of body text.
WIDTH = 28 * BODY
INDENT = 2 * BODY
TITLE = 22.0
NOTE = 10.5
NOTE_GREY = 0.35


def draw_line(painter: Painter, line: Line, x: float, baseline: float) -> None:
    """Draw a set line with its left edge at ``x``."""
    for segment in line.segments:
        painter.text(
            x + segment.x,
            baseline,
            segment.text,
            segment.face,
            segment.size,
            spacing=line.spacing * segment.size,
            grey=segment.colour,
        )


def draw_centred(painter: Painter, text: str, font: Face, size: float, centre: float, baseline: float) -> None:
    """Draw one line centred on ``centre``."""
    painter.text(centre - font.width(text) * size / 2, baseline, text, font, size)


def draw_foot(painter: Painter, page: Page, number: int, total: int) -> None:
    """Draw ``第 n 页 共 m 页`` and the page's own note, centred below the text."""
    text = f"第 {number} 页 共 {total} 页"
    width, _ = page.size
    sans = face(SANS)
    draw_centred(painter, text, sans, 9.5, width / 2, 48 if width < page.size[1] else 30)
    if page.foot:
        y = 48 if width < page.size[1] else 30
        margin = LEFT if width < page.size[1] else 20 * mm
        painter.text(margin, y, page.foot, sans, 8, grey=NOTE_GREY)


class Letter:
    """Flows paragraphs of 22 lines a page, with headings that never stand alone at the foot."""

    def __init__(self, painter: Painter) -> None:
        self.painter = painter
        self.pages: list[Page] = []
        self._row = 0
        self._serif = face(SERIF)
        self._bold = face(SERIF_BOLD)
        self._heading = face(SANS_BOLD)

    @property
    def _baseline(self) -> float:
        top: float = PORTRAIT[1] - TOP
        return top - self._row * LEADING - BODY * 0.95

    def _turn(self) -> None:
        self.pages.append(self.painter.finish(PORTRAIT))
        self._row = 0

    def need(self, rows: int) -> None:
        """Begin a new page unless ``rows`` more lines fit on this one."""
        if self._row and self._row + rows > LINES:
            self._turn()

    def skip(self, rows: int = 1) -> None:
        """Leave lines free, except at the head of a page."""
        if self._row:
            self._row += rows
            if self._row >= LINES:
                self._turn()

    def height(self, text: str) -> int:
        """Return how many lines a paragraph takes."""
        return len(break_paragraph([Span(text, self._serif, BODY)], WIDTH, indent=INDENT))

    def lines(self, lines: Sequence[Line], x: float = LEFT) -> None:
        """Set lines one below the other; a paragraph leaves at least two lines on either side of a turn."""
        left = len(lines)
        for line in lines:
            if self._row >= LINES or (left == 2 and len(lines) > 3 and self._row == LINES - 1):
                self._turn()
            draw_line(self.painter, line, x, self._baseline)
            self._row += 1
            left -= 1

    def title(self, text: str) -> None:
        """Set the document's title."""
        self.painter.outlines.append(Outline(text))
        draw_centred(self.painter, text, self._bold, TITLE, LEFT + WIDTH / 2, self._baseline - 3)
        self._row += 2

    def heading(self, text: str, level: int) -> None:
        """Set a heading: level 1 in sans bold (一、), level 2 in serif bold (（一）), level 3 (1.)."""
        # Room for the headings that may follow at once, and two lines of text.
        self.need(6 - level)
        if level < 3:
            self.painter.outlines.append(Outline(text, 1 if level == 1 else 2))
        font = self._heading if level == 1 else self._bold
        self.lines(break_paragraph([Span(text, font, BODY)], WIDTH, indent=INDENT, justify=False))

    def paragraph(self, text: str, note: str = "", *, lead: str = "", indent: float = INDENT) -> None:
        """Set a paragraph: a bold ``lead``, the text, and its references in small grey type."""
        spans = [Span(lead, self._bold, BODY)] if lead else []
        spans.append(Span(text, self._serif, BODY))
        if note:
            spans.append(Span(note, self._serif, NOTE, NOTE_GREY))
        self.lines(break_paragraph(spans, WIDTH, indent=indent))

    def labelled(self, label: str, value: str) -> None:
        """Set a particular: a label of two characters spread over four, the value beside it."""
        if len(label) == 2:
            label = f"{label[0]}　　{label[1]}"
        label += "："
        inset = INDENT + self._serif.width(label) * BODY
        lines = break_paragraph([Span(value, self._serif, BODY)], WIDTH - inset, justify=False)
        if self._row >= LINES:
            self._turn()
        self.painter.text(LEFT + INDENT, self._baseline, label, self._serif, BODY)
        self.lines(lines, LEFT + inset)

    def right(self, text: str, inset: float = 0.0) -> None:
        """Set one line flush right, ``inset`` points in."""
        if self._row >= LINES:
            self._turn()
        width = self._serif.width(text) * BODY
        self.painter.text(LEFT + WIDTH - inset - width, self._baseline, text, self._serif, BODY)
        self._row += 1

    def signature(self, label: str, inset: float) -> None:
        """Set a label with a line to sign on, ending ``inset`` points from the right edge."""
        width = self._serif.width(label) * BODY
        rule = 7 * BODY
        x = LEFT + WIDTH - inset - rule - width
        self.painter.text(x, self._baseline, label, self._serif, BODY)
        self.painter.path([(x + width, self._baseline - 3), (x + width + rule, self._baseline - 3)], width=0.6)
        self._row += 1

    def note_box(self, text: str) -> None:
        """Set a framed note in small type across the text."""
        font = face(SANS)
        lines = break_paragraph([Span(text, font, NOTE)], WIDTH - 20, justify=False)
        rows = -(-int(len(lines) * 16 + 16) // int(LEADING))
        self.need(rows)
        top = PORTRAIT[1] - TOP - self._row * LEADING + 4
        height = len(lines) * 16 + 14
        self.painter.fill(LEFT, top - height, WIDTH, height, 0.94)
        for number, line in enumerate(lines):
            draw_line(self.painter, line, LEFT + 10, top - 18 - number * 16)
        self._row += rows

    def finish(self) -> list[Page]:
        """Return all pages."""
        if self._row or not self.pages:
            self._turn()
        return self.pages
