"""Tables drawn straight on pages: wrapped cells, the header on every page, rows streamed by the ten thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm

from advocate.reports.fonts import SANS, SANS_BOLD, face
from advocate.reports.pages import LANDSCAPE, draw_centred
from advocate.reports.paint import Outline, Page, Painter
from advocate.reports.typeset import wrap

SIZE = 8.5
LEADING = 12.0
PADDING_X = 3.5
PADDING_Y = 4.0
LEFT = 20 * mm
WIDTH = LANDSCAPE[0] - 2 * LEFT
TOP = LANDSCAPE[1] - 18 * mm
BOTTOM = 17 * mm
_GRID = 0.6
_CONTINUED = "续"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``width`` in points, ``align`` left or centre."""

    title: str
    width: float
    align: str = "left"


def fitted(columns: Sequence[Column], width: float = WIDTH) -> tuple[Column, ...]:
    """Return columns scaled so that together they are ``width`` points wide."""
    scale = width / sum(column.width for column in columns)
    return tuple(Column(column.title, column.width * scale, column.align) for column in columns)


class Table:
    """Draws rows onto landscape pages; keeps nothing of a page that is full but its operators."""

    def __init__(
        self, painter: Painter, columns: Sequence[Column], title: str, *, note: str = "", foot: str = ""
    ) -> None:
        self.painter = painter
        self.columns = tuple(columns)
        self.pages: list[Page] = []
        self._title, self._note, self._foot = title, note, foot
        self._font = face(SANS)
        self._bold = face(SANS_BOLD)
        self._edges = [LEFT]
        for column in self.columns:
            self._edges.append(self._edges[-1] + column.width)
        self._rules: list[float] = []
        self._used = False
        self._head = [wrap(c.title, self._bold, SIZE, c.width - 2 * PADDING_X) for c in self.columns]
        self._short: dict[tuple[int, str], list[str]] = {}
        self._start()

    def _start(self) -> None:
        top = TOP
        if not self.pages:
            self.painter.outlines.append(Outline(self._title))
            draw_centred(self.painter, self._title, self._bold, 14, LEFT + WIDTH / 2, top - 8)
            top -= 26
            if self._note:
                for line in wrap(self._note, self._font, SIZE, WIDTH):
                    self.painter.text(LEFT, top - 2, line, self._font, SIZE, grey=0.25)
                    top -= LEADING
                top -= 3
        self._top = top
        height = max(map(len, self._head)) * LEADING + 2 * PADDING_Y
        self.painter.fill(LEFT, top - height, self._edges[-1] - LEFT, height, 0.92)
        for index, lines in enumerate(self._head):
            first = top - (height - len(lines) * LEADING) / 2 - LEADING * 0.75
            for number, line in enumerate(lines):
                centre = (self._edges[index] + self._edges[index + 1]) / 2
                draw_centred(self.painter, line, self._bold, SIZE, centre, first - number * LEADING)
        self._rules = [top, top - height]
        self._used = False
        self._y = top - height

    def _turn(self) -> None:
        left, right = self._edges[0], self._edges[-1]
        low = self._rules[-1]
        grid = [(left, y, right, y) for y in self._rules[1:-1]]
        grid += [(x, self._top, x, low) for x in self._edges[1:-1]]
        self.painter.strokes(grid, width=0.35, grey=_GRID)
        frame = [(left, self._top, right, self._top), (left, low, right, low)]
        frame += [(left, self._top, left, low), (right, self._top, right, low)]
        self.painter.strokes(frame, width=0.7, grey=0.25)
        self.pages.append(self.painter.finish(LANDSCAPE, foot=self._foot))

    def _wrapped(self, index: int, text: str) -> list[str]:
        if len(text) > 24:
            return wrap(text, self._font, SIZE, self.columns[index].width - 2 * PADDING_X)
        key = (index, text)
        lines = self._short.get(key)
        if lines is None:
            lines = self._short[key] = wrap(text, self._font, SIZE, self.columns[index].width - 2 * PADDING_X)
        return lines

    def row(self, cells: Sequence[str]) -> None:
        """Draw one row: moved to the next page where it fits there whole, else continued over pages."""
        self.wrapped_row([self._wrapped(index, text) for index, text in enumerate(cells)])

    def wrapped_row(self, cells: list[list[str]]) -> None:
        """Draw a row whose cells are broken into lines already."""
        rows = max(map(len, cells))
        room = int((self._y - BOTTOM - 2 * PADDING_Y) // LEADING)
        if rows > room:
            page_rows = int((TOP - BOTTOM - 4 * PADDING_Y) // LEADING) - max(map(len, self._head))
            if self._used and (rows <= page_rows or room < 3):
                self._turn()
                self._start()
                room = page_rows
            while rows > room:
                self._draw([lines[:room] for lines in cells], room)
                cells = [lines[room:] for lines in cells]
                cells[0] = cells[0] or [_CONTINUED]
                rows -= room
                self._turn()
                self._start()
                room = page_rows
        self._draw(cells, rows)

    def _draw(self, cells: list[list[str]], rows: int) -> None:
        painter, edges, font = self.painter, self._edges, self._font
        first = self._y - PADDING_Y - LEADING * 0.75
        for index, column in enumerate(self.columns):
            centred = column.align == "centre"
            y = first
            for line in cells[index]:
                if centred:
                    x = (edges[index] + edges[index + 1] - font.width(line) * SIZE) / 2
                else:
                    x = edges[index] + PADDING_X
                painter.text(x, y, line, font, SIZE)
                y -= LEADING
        self._y -= rows * LEADING + 2 * PADDING_Y
        self._rules.append(self._y)
        self._used = True

    def rows(self, rows: Iterable[Sequence[str]]) -> None:
        """Draw many rows."""
        for cells in rows:
            self.row(cells)

    def close(self, text: str) -> None:
        """Set one line below the last row, on the next page where there is no room."""
        if self._y - 40 < BOTTOM:
            self._turn()
            self._start()
        self.painter.text(LEFT, self._y - 28, text, self._font, 10)

    def finish(self) -> list[Page]:
        """Return all pages."""
        self._turn()
        return self.pages
