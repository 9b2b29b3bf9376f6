"""Rows of the table in a PDF bill, as far as its text can be read safely; what cannot says so, row by row."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium

from advocate.domain.errors import UserError
from advocate.importers.base import ReadContext
from advocate.importers.sources import Source, bounded_bytes
from advocate.importers.tables.columns import columns_of
from advocate.importers.tables.rows import Sheet, TableRow

_MOST_BYTES = 64_000_000
_MOST_PAGES = 2_000
_MOST_PAGE_CHARACTERS = 60_000
#: More than this share of characters without a meaning, and the page is a picture with a bad text layer.
_MOST_LOST = 0.02
#: PDFium is not safe with two threads in it.
_LOCK = threading.Lock()

_DATE = re.compile(r"(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?")
_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?")

#: A word and where it stands: left and right edge, in points.
Word = tuple[float, float, str]


def pdf_sheets(source: Source, ctx: ReadContext) -> list[Sheet]:
    """Return the text of a PDF as one sheet.

    Raises `UserError`: ``pdf_password_needed``, ``pdf_password_wrong``, ``pdf_damaged``, ``pdf_no_text``,
    ``file_too_big``.
    """
    data = bounded_bytes(source, _MOST_BYTES)
    with _LOCK:
        document = _opened(data, source.name, ctx.password)
        pages = min(len(document), _MOST_PAGES)
        try:
            readable = any(_lines(document, index) for index in range(min(pages, 3)))
        except pypdfium2.PdfiumError as error:
            document.close()
            raise UserError("pdf_damaged", file=source.name) from error
        if not readable:
            document.close()
            raise UserError("pdf_no_text", file=source.name)

    def close() -> None:
        with _LOCK:
            document.close()

    return [Sheet("", lambda: _rows(document, pages, ctx, source.name), close=close)]


def _opened(data: bytes, name: str, password: str) -> Any:
    try:
        return pypdfium2.PdfDocument(data, password=password or None)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise UserError("pdf_password_wrong" if password else "pdf_password_needed", file=name) from error
        raise UserError("pdf_damaged", file=name) from error


def _rows(document: Any, pages: int, ctx: ReadContext, name: str) -> Iterator[TableRow]:
    head: list[Word] = []
    for index in range(pages):
        ctx.job.check()
        try:
            with _LOCK:
                lines = _lines(document, index)
        except pypdfium2.PdfiumError as error:
            raise UserError("pdf_damaged", file=name) from error
        for number, words in enumerate(lines, 1):
            place = f"p{index + 1}!{number}"
            if columns_of([text for _, _, text in words]).is_table:
                head = words
            yield _row(words, head, number, place)


def _row(words: list[Word], head: list[Word], number: int, place: str) -> TableRow:
    """Put the words of a line into the columns of the head: by count where it fits, else by where they stand."""
    texts = [text for _, _, text in words]
    if not head or words is head or len(words) == 1:
        return TableRow(number, tuple(texts), place)
    joined = _joined(words)
    if len(joined) == len(head):
        return TableRow(number, tuple(text for _, _, text in joined), place)
    if not _DATE.match(texts[0]) and not any(_CLOCK.fullmatch(text) for text in texts):
        return TableRow(number, tuple(texts[:2]) if len(texts) > 2 else tuple(texts), place)
    cells = [""] * len(head)
    for left, right, text in joined:
        middle = (left + right) / 2
        column = min(range(len(head)), key=lambda i: abs((head[i][0] + head[i][1]) / 2 - middle))
        if cells[column] or not _overlaps(head, column, left, right):
            return TableRow(number, (), place, "pdf_row_unclear")
        cells[column] = text
    return TableRow(number, tuple(cells), place)


def _overlaps(head: list[Word], column: int, left: float, right: float) -> bool:
    """Tell whether a word touches its column, and no other one more."""
    begin, end = head[column][0], head[column][1]
    return left < end + 6 and right > begin - 6


def _joined(words: list[Word]) -> list[Word]:
    """Put day and time of day into one word."""
    joined: list[Word] = []
    for word in words:
        if joined and _CLOCK.fullmatch(word[2]) and _DATE.fullmatch(joined[-1][2]):
            joined[-1] = (joined[-1][0], word[1], f"{joined[-1][2]} {word[2]}")
        else:
            joined.append(word)
    return joined


def _lines(document: Any, index: int) -> list[list[Word]]:
    """Return the words of a page, line by line from the top."""
    page = document[index]
    text_page = page.get_textpage()
    try:
        characters = _characters(text_page)
    finally:
        text_page.close()
        page.close()
    lost = sum(1 for *_, char in characters if char in "\ufffd\ufffe\uffff\0")
    if not characters or lost > len(characters) * _MOST_LOST:
        return []
    lines: list[tuple[float, list[tuple[float, float, str]]]] = []
    for left, right, middle, height, char in sorted(characters, key=lambda c: -c[2]):
        if not lines or lines[-1][0] - middle > max(height, 4) * 0.6:
            lines.append((middle, []))
        lines[-1][1].append((left, right, char))
    return [words for _, line in lines if (words := _words(sorted(line)))]


def _characters(text_page: Any) -> list[tuple[float, float, float, float, str]]:
    """Return left, right, middle, height and character of everything visible on a page."""
    found = []
    raw = text_page.raw
    for position in range(min(text_page.count_chars(), _MOST_PAGE_CHARACTERS)):
        char = chr(pdfium.FPDFText_GetUnicode(raw, position) or 0xFFFD)
        if char in "\r\n":
            continue
        left, bottom, right, top = text_page.get_charbox(position, loose=True)
        if char.isspace() and right <= left:
            continue
        found.append((left, right, (bottom + top) / 2, top - bottom, char))
    return found


def _words(line: list[tuple[float, float, str]]) -> list[Word]:
    words: list[Word] = []
    open_word = False
    for left, right, char in line:
        if char.isspace():
            open_word = False
            continue
        gap = left - words[-1][1] if words else 0.0
        if open_word and gap < max(right - left, 3.0) * 0.6:
            words[-1] = (words[-1][0], right, words[-1][2] + char)
        else:
            words.append((left, right, char))
            open_word = True
    return words
