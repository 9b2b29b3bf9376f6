"""Line breaking after Chinese rules: pure measuring, no drawing.

Rules followed (W3C "Requirements for Chinese Text Layout", GB/T 15834-2011 5.1): no closing mark at a line start, no
opening mark at a line end, adjacent marks squeezed by half an em, a mark at the line's edge set half-width,
justification by character spacing. Latin words stay whole; web addresses may be cut after ``/ ? & =`` and ``.``.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from advocate.reports.fonts import Face, visible

NO_START = frozenset("、，。．：；？！）〕］｝〉》」』】〗”’…—～·・％‰℃々〻ー,.:;?!)]}%°›»")
NO_END = frozenset("（〔［｛〈《「『【〖“‘([{￥＄￡£¥$#＃‹«")
CLOSING = frozenset("、，。．：；）〕］｝〉》」』】〗”’")
OPENING = frozenset("（〔［｛〈《「『【〖“‘")
_PAIRED = frozenset("—…⋯")
_CUT_AFTER = frozenset("/?&=")
_WORDLESS = frozenset("\u2014\u2018\u2019\u201c\u201d\u2026\u00b7")

#: Above this share of an em, readers of the file put spaces between the characters.
MAX_SPACING = 0.078
_EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one style. ``size`` in points; ``colour`` is a grey from 0 (black) to 1."""

    text: str
    face: Face
    size: float
    colour: float = 0.0


@dataclass(slots=True)
class Segment:
    """Part of a line that is drawn in one go; ``x`` in points from the line's left edge."""

    x: float
    text: str
    face: Face
    size: float
    colour: float


@dataclass(slots=True)
class Line:
    """One set line; ``text`` is all of it, trailing blanks included. ``spacing``, in em, follows each character."""

    text: str
    segments: list[Segment] = field(default_factory=list)
    spacing: float = 0.0
    width: float = 0.0


def _latin(char: str) -> bool:
    return char < "\u2e80" and char not in " \xa0" and char not in _WORDLESS


def may_break(text: str, at: int) -> bool:
    """Tell whether a line may end before ``text[at]``; blanks never start a line."""
    before, after = text[at - 1], text[at]
    if after == " ":
        return False
    if after in NO_START or before in NO_END or (before == after and before in _PAIRED):
        return False
    if after >= "\u0300" and after < "\u2e80" and unicodedata.combining(after):
        return False
    if before == " ":
        return True
    if _latin(before) and _latin(after):
        if before in _CUT_AFTER:
            return after not in _CUT_AFTER
        return before == "." and after.isalpha() and at >= 2 and text[at - 2].isalnum()
    return before != "\xa0" and after != "\xa0"


def squeeze(before: str, after: str) -> float:
    """Return by how many em ``after`` moves towards ``before``: half an em between marks that share empty halves."""
    if before in CLOSING:
        return 0.5 if after in CLOSING or after in OPENING else 0.0
    return 0.5 if before in OPENING and after in OPENING else 0.0


class _Measured:
    """Character positions of a paragraph as if it were one endless line, in points."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.text = "".join(span.text for span in spans)
        self.styles: list[Span] = []
        advances: list[float] = []
        for span in spans:
            size, widths = span.size, span.face.widths
            self.styles.extend([span] * len(span.text))
            advances.extend([widths[char] * size for char in span.text])
        text = self.text
        shifts = [0.0] * len(text)
        for at in range(1, len(text)):
            if text[at - 1] in CLOSING or text[at - 1] in OPENING:
                shifts[at] = squeeze(text[at - 1], text[at]) * min(self.styles[at].size, self.styles[at - 1].size)
        self.ends = list(accumulate(a - s for a, s in zip(advances, shifts, strict=True)))
        self.starts = [end - advance for end, advance in zip(self.ends, advances, strict=True)]

    def start(self, at: int, first: bool) -> float:
        """Return where a line beginning with character ``at`` has its left edge; opening marks hang half an em out."""
        if not first and self.text[at] in OPENING:
            return self.starts[at] + 0.5 * self.styles[at].size
        return self.starts[at]

    def end(self, begin: int, stop: int) -> float:
        """Return the right edge of characters ``begin`` to ``stop``: blanks hang out, a closing mark by half an em."""
        last = stop - 1
        while last > begin and self.text[last] == " ":
            last -= 1
        edge = self.ends[last]
        return edge - 0.5 * self.styles[last].size if self.text[last] in CLOSING and last > begin else edge


def _fitting(measured: _Measured, begin: int, left: float, width: float) -> int:
    """Return the largest stop so that characters ``begin`` to stop fit in ``width``; at least one character."""
    text, count = measured.text, len(measured.text)
    limit = left + width + _EPSILON
    stop = max(begin + 1, bisect_right(measured.ends, limit, begin))
    while stop < count and (text[stop] == " " or (text[stop] in CLOSING and measured.end(begin, stop + 1) <= limit)):
        stop += 1
    return stop


def _cut(measured: _Measured, begin: int, width: float, first: bool) -> int:
    """Return where the line that starts at ``begin`` stops."""
    text, count = measured.text, len(measured.text)
    stop = _fitting(measured, begin, measured.start(begin, first), width)
    if stop >= count:
        return count
    return _break_at(text, begin, stop, measured.ends, width)


def _break_at(text: str, begin: int, stop: int, ends: Sequence[float], width: float) -> int:
    """Return the last place at or before ``stop`` where the line may end.

    What is wider than a whole line by itself (an endless word, a row of marks) is cut where the line is full.
    """
    at = stop
    while at > begin and not may_break(text, at):
        at -= 1
    if at <= begin:
        return stop
    end, before = stop, ends[at - 1]
    while at < stop and end < len(text) and not may_break(text, end):
        if ends[end] - before > width:
            return stop
        end += 1
    return at


def _segments(measured: _Measured, begin: int, stop: int, left: float, spacing: float) -> list[Segment]:
    segments: list[Segment] = []
    text, styles = measured.text, measured.styles
    at, stretched = begin, 0.0
    while at < stop:
        run = at + 1
        style = styles[at]
        while run < stop and styles[run] is style and not squeeze(text[run - 1], text[run]):
            run += 1
        x = measured.starts[at] - left + stretched
        segments.append(Segment(x, text[at:run], style.face, style.size, style.colour))
        stretched += spacing * style.size * (run - at)
        at = run
    return segments


def _set_line(measured: _Measured, begin: int, stop: int, width: float, first: bool, justify: bool) -> Line:
    left = measured.start(begin, first)
    natural = measured.end(begin, stop) - left
    text = measured.text[begin:stop]
    spacing = gaps = 0.0
    shown = len(text.rstrip(" "))
    if justify and shown > 1:
        gaps = sum(style.size for style in measured.styles[begin : begin + shown - 1])
        spacing = max(0.0, min((width - natural) / gaps, MAX_SPACING))
    return Line(text, _segments(measured, begin, stop, left, spacing), spacing, natural + spacing * gaps)


def break_paragraph(spans: Sequence[Span], width: float, *, indent: float = 0.0, justify: bool = True) -> list[Line]:
    """Set spans into lines of ``width`` points; the first line begins ``indent`` points in.

    Texts pass through `visible`; a line end in a text forces a new line. The lines' texts put together are the spans'
    text without its line ends. A single character wider than the line stands alone on one.
    """
    lines: list[Line] = []
    for number, part in enumerate(_forced_lines(spans)):
        inset = indent if number == 0 else 0.0
        if not any(span.text for span in part):
            lines.append(Line(""))
            continue
        measured = _Measured(part)
        begin, first = 0, True
        while begin < len(measured.text):
            room = width - inset if first else width
            stop = _cut(measured, begin, room, first)
            last = stop >= len(measured.text)
            line = _set_line(measured, begin, stop, room, first, justify and not last)
            if first and inset:
                for segment in line.segments:
                    segment.x += inset
                line.width += inset
            lines.append(line)
            begin, first = stop, False
    return lines


def _forced_lines(spans: Sequence[Span]) -> list[list[Span]]:
    parts: list[list[Span]] = [[]]
    for span in spans:
        pieces = visible(span.text).split("\n")
        for number, piece in enumerate(pieces):
            if number:
                parts.append([])
            if piece:
                parts[-1].append(Span(piece, span.face, span.size, span.colour))
    return parts


def wrap(text: str, face: Face, size: float, width: float) -> list[str]:
    """Break ``text`` for a table cell: the same rules, ragged, without squeezing; ``size`` and ``width`` in points."""
    lines: list[str] = []
    em = width / size + _EPSILON
    get = face.widths.__getitem__
    for part in visible(text).split("\n"):
        count = len(part)
        if count <= em or sum(map(get, part)) <= em:
            lines.append(part.rstrip(" "))
            continue
        ends = list(accumulate(map(get, part)))
        begin, used = 0, 0.0
        while begin < count:
            stop = bisect_right(ends, used + em, begin)
            if stop <= begin:
                stop = begin + 1
            if stop < count:
                while stop < count and part[stop] == " ":
                    stop += 1
                if stop < count:
                    stop = _break_at(part, begin, stop, ends, em)
            lines.append(part[begin:stop].rstrip(" "))
            begin, used = stop, ends[stop - 1]
    return lines
