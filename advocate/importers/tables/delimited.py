"""Rows of text files: comma, tab, semicolon or bar between the cells, quotes as programs write them or forget them."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator

from advocate.importers.base import ReadContext
from advocate.importers.sources import Source
from advocate.importers.tables.rows import MOST_COLUMNS, Sheet, TableRow
from advocate.importers.text_files import TextFile

DELIMITERS = ",\t;|，"
#: A quoted cell goes over so many lines at most: a quote that is never closed must not swallow the file.
_MOST_LINES = 60
_SAMPLE_LINES = 40


def sheet_of(source: Source, ctx: ReadContext) -> Sheet:
    """Return the one table of a text file."""
    return Sheet("", lambda: _rows(source, ctx))


def delimiter_of(sample: list[str]) -> str:
    """Return the character that cuts the most lines of a sample into equally many cells; empty where none does."""
    best, best_score = "", 0.0
    for delimiter in DELIMITERS:
        widths = Counter(len(cells) for line in sample if line.strip() and (cells := _cells(line, delimiter)))
        widths.pop(1, None)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * min(item[0], 6), item[0]))
        score = count * min(width, 12)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _cells(line: str, delimiter: str, *, quoted: bool = True) -> list[str]:
    try:
        if quoted:
            return next(csv.reader([line], delimiter=delimiter), [])
        return next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
    except csv.Error:
        return []


def _rows(source: Source, ctx: ReadContext) -> Iterator[TableRow]:
    text = TextFile(source)
    feed = enumerate(text.lines(ctx.advance), 1)
    ahead: deque[tuple[int, str]] = deque()
    for line in feed:
        ahead.append(line)
        if len(ahead) == _SAMPLE_LINES:
            break
    sample = [text for _, text in ahead]
    if sample and (declared := _declared(sample[0])):
        ahead.popleft()
        delimiter = declared
    else:
        delimiter = delimiter_of(sample) or ","
    number = 0
    while ahead or (line_ahead := next(feed, None)) is not None:
        if not ahead and line_ahead is not None:
            ahead.append(line_ahead)
        number += 1
        yield _record(ahead, feed, delimiter, number)
    if text.replaced:
        ctx.warn("warn_characters_replaced", count=text.replaced)


def _declared(line: str) -> str:
    """Return the delimiter that the first line declares for Excel (``sep=;``)."""
    text = line.strip().strip('"')
    return text[4] if len(text) == 5 and text.lower().startswith("sep=") else ""


def _record(ahead: deque[tuple[int, str]], feed: Iterator[tuple[int, str]], delimiter: str, number: int) -> TableRow:
    """Take one row off ``ahead``, with as many lines as its quotes ask for and no more than `_MOST_LINES`."""
    start, first = ahead[0]
    place = f"L{start}"
    used = 0
    closed = True

    def physical() -> Iterator[str]:
        nonlocal used, closed
        while used < _MOST_LINES:
            if used == len(ahead):
                line = next(feed, None)
                if line is None:
                    closed = used == 0
                    return
                ahead.append(line)
            used += 1
            yield ahead[used - 1][1] + "\n"
        closed = False

    try:
        cells = next(csv.reader(physical(), delimiter=delimiter))
    except csv.Error:
        ahead.popleft()
        return TableRow(number, (), place, "row_unreadable")
    except StopIteration:
        ahead.popleft()
        return TableRow(number, (), place)
    if not closed:
        used = 1
        cells = _cells(first, delimiter, quoted=False)
        if not cells:
            ahead.popleft()
            return TableRow(number, (), place, "row_unreadable" if first else "")
    for _ in range(used):
        ahead.popleft()
    return TableRow(number, tuple(cells[:MOST_COLUMNS]), place)
