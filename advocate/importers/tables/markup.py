"""Rows of tables in HTML (also as one part of MHTML) and in Excel's XML of 2003: what carriers' sites call ``.xls``."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.parsers import expat

from advocate.domain.errors import UserError
from advocate.importers.base import ReadContext
from advocate.importers.sources import Source, bounded_bytes
from advocate.importers.tables.rows import MOST_CHARACTERS, MOST_COLUMNS, Sheet, TableRow
from advocate.importers.text_files import TextFile, decoded

_MOST_MHTML_BYTES = 64_000_000
_MOST_PARTS = 1_000
_DEEPEST = 60
_BREAKING = frozenset(("br", "p", "div", "li"))
_SILENT = frozenset(("script", "style", "head", "title"))
_SPACE = re.compile(r"[ \t\r\n\f]+")


def html_sheets(source: Source, ctx: ReadContext) -> list[Sheet]:
    """Return the tables of a page as one sheet: bills put head and rows into tables of their own."""

    def rows() -> Iterator[TableRow]:
        text = TextFile(source)
        yield from _html_rows((line + "\n" for line in text.lines(ctx.advance)), ctx)
        if text.replaced:
            ctx.warn("warn_characters_replaced", count=text.replaced)

    return [Sheet("", rows)]


def mhtml_sheets(source: Source, ctx: ReadContext) -> list[Sheet]:
    """Return the tables of the pages in an MHTML file; raises `UserError` ``workbook_damaged``, ``file_too_big``."""
    data = bounded_bytes(source, _MOST_MHTML_BYTES)
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        pages = []
        for count, part in enumerate(message.walk()):
            if count > _MOST_PARTS:
                break
            if part.get_content_type() == "text/html":
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes):
                    pages.append(decoded(payload).text)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UserError("workbook_damaged", file=source.name) from error
    if not pages:
        raise UserError("workbook_damaged", file=source.name)

    def rows_of(page: str) -> Iterator[TableRow]:
        return _html_rows((page[start : start + 65_536] for start in range(0, len(page), 65_536)), ctx)

    return [Sheet("", lambda page=page: rows_of(page)) for page in pages]  # type: ignore[misc]


def _html_rows(pieces: Iterator[str], ctx: ReadContext) -> Iterator[TableRow]:
    parser = _Tables()
    number = 0
    for count, piece in enumerate(pieces):
        if count % 64 == 0:
            ctx.job.check()
        parser.feed(piece)
        for cells in parser.taken():
            number += 1
            yield TableRow(number, cells, f"tr[{number}]")
    parser.close()
    parser.finish()
    for cells in parser.taken():
        number += 1
        yield TableRow(number, cells, f"tr[{number}]")


class _Tables(HTMLParser):
    """Collects rows as they close, or as the next one begins where nobody closed them; tables in cells are text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._rows: list[tuple[str, ...]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = 1
        self._size = 0
        self._depth = 0
        self._silent = 0
        self._nested: list[tuple[list[str] | None, list[str] | None]] = []

    def taken(self) -> list[tuple[str, ...]]:
        """Return the rows that are complete."""
        rows, self._rows = self._rows, []
        return rows

    def finish(self) -> None:
        """Take what a page that breaks off left open."""
        self._end_row()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "tr":
            self._end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            if self._row is None:
                self._row = []
            self._cell, self._size, self._silent = [], 0, 0
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), MOST_COLUMNS) if span.isascii() and span.isdecimal() and len(span) < 5 else 1
        elif tag in _BREAKING and self._cell is not None:
            self._cell.append("\n" if tag == "br" else " ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent and self._size < MOST_CHARACTERS:
            self._cell.append(_SPACE.sub(" ", data))
            self._size += len(data)

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        text = "".join(self._cell).strip(" \xa0\n")
        self._row += [text, *[""] * (self._span - 1)][: MOST_COLUMNS - len(self._row)]
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row:
            self._rows.append(tuple(self._row))
        self._row = None


def spreadsheetml_sheets(source: Source, ctx: ReadContext) -> list[Sheet]:
    """Return the sheets of an Excel 2003 XML file as one; raises `UserError` ``xml_entities_refused`` while reading."""
    return [Sheet("", lambda: _Spreadsheet(source, ctx).rows())]


class _Spreadsheet:
    """Collects rows while the parser runs: ``Workbook/Worksheet/Table/Row/Cell/Data``, gaps by ``ss:Index``."""

    def __init__(self, source: Source, ctx: ReadContext) -> None:
        self._source = source
        self._ctx = ctx
        self._ready: list[TableRow] = []
        self._sheet = ""
        self._number = 0
        self._cells: list[str | float] = []
        self._kind = ""
        self._text: list[str] | None = None
        self._depth = 0

    def rows(self) -> Iterator[TableRow]:
        """Yield every row up to the end, or to where the file breaks."""
        text = TextFile(self._source)
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        try:
            for count, line in enumerate(text.lines(self._ctx.advance)):
                parser.Parse((line if count else line.lstrip("\ufeff ")).encode("utf-8", "replace") + b"\n", False)
                yield from self._taken()
            parser.Parse(b"", True)
        except expat.ExpatError:
            yield from self._taken()
            if not self._number:
                raise UserError("workbook_damaged", file=self._source.name) from None
            yield TableRow(self._number + 1, (), self._place(self._number + 1), "table_breaks_off")
        yield from self._taken()

    def _taken(self) -> list[TableRow]:
        ready, self._ready = self._ready, []
        return ready

    def _place(self, number: int) -> str:
        return f"{self._sheet[:60]}!{number}"

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UserError("workbook_damaged", file=self._source.name)
        local = name.rpartition(":")[2]
        own = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if local == "Worksheet":
            self._sheet, self._number = own.get("Name", ""), 0
        elif local == "Row":
            index = own.get("Index", "")
            self._number = int(index) if index.isdecimal() and len(index) < 8 else self._number + 1
            self._cells = []
        elif local == "Cell":
            index = own.get("Index", "")
            if index.isdecimal() and len(index) < 5:
                wanted = min(int(index), MOST_COLUMNS) - 1
                self._cells += [""] * (wanted - len(self._cells))
            if len(self._cells) < MOST_COLUMNS:
                self._cells.append("")
        elif local == "Data":
            self._kind, self._text = own.get("Type", "String"), []

    def _end(self, name: str) -> None:
        self._depth -= 1
        local = name.rpartition(":")[2]
        if local == "Data" and self._text is not None:
            text, self._text = "".join(self._text)[:MOST_CHARACTERS], None
            if self._cells:
                self._cells[-1] = _typed(text, self._kind)
        elif local == "Row":
            self._ready.append(TableRow(self._number, tuple(self._cells), self._place(self._number)))
            self._cells = []

    def _characters(self, data: str) -> None:
        if self._text is not None and len(self._text) < 100_000:
            self._text.append(data)

    def _refuse(self, *_declaration: object) -> None:
        raise UserError("xml_entities_refused", file=self._source.name)


def _typed(text: str, kind: str) -> str | float:
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    # 2024-01-31T16:41:18.000
    return text.replace("T", " ").removesuffix(".000") if kind == "DateTime" else text
