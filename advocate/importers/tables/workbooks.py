"""Rows of Excel workbooks, as people really have them: every reader fails on some.

XLS: xlrd, which looks away from damage in the container at the second try. XLSX: openpyxl as a stream, told to forget
the dimension that files declare wrongly; Strict OOXML, in which it finds no sheets, is first put into the names that it
knows. calamine, which reads such files itself, was tried and is left out: on damaged workbooks it panics or never comes
back, and it reads those of China Unicom's writer as mojibake (formats.md 0 and 12).
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, BinaryIO
from zlib import error as ZlibError

import openpyxl
import xlrd
from openpyxl.utils.exceptions import InvalidFileException

from advocate.domain.errors import UserError
from advocate.importers.base import ReadContext
from advocate.importers.sources import Source, bounded_bytes
from advocate.importers.tables.rows import MOST_CHARACTERS, MOST_COLUMNS, Cell, Sheet, TableRow
from advocate.importers.tables.values import serial_time

#: An XLS file cannot be streamed; Excel 97 to 2003 stop at 65,536 rows.
_MOST_XLS_BYTES = 128_000_000
_MOST_XLSX_BYTES = 512_000_000
#: What the parts of a workbook may unpack to: a sheet is streamed, its texts and styles are held in memory.
_MOST_SHEET_BYTES = 4_000_000_000
_MOST_HELD_BYTES = 256_000_000
#: XML of spreadsheets packs up to some 60 times smaller; a bomb more than 500 times.
_MOST_RATIO = 400
_RATIO_FROM_BYTES = 20_000_000
_MOST_PARTS = 10_000
_MOST_SHEETS = 200
#: Empty rows in a row after which the rest of a sheet is taken for empty: styles reach down to row 1,048,576.
_MOST_EMPTY_ROWS = 5_000
_BATCH = 256
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OOXML = b"http://schemas.openxmlformats.org/"
_STRICT_NAMES = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", _OOXML + b"spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _OOXML + b"officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", _OOXML + b"drawingml/2006/main"),
)

#: What these libraries let through when a file is damaged, as fuzzing found.
_DAMAGED: tuple[type[Exception], ...] = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    InvalidFileException,
    zipfile.BadZipFile,
    ZlibError,
    struct.error,
    SyntaxError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


def xls_sheets(source: Source, ctx: ReadContext) -> list[Sheet]:
    """Return the sheets of an XLS workbook.

    Raises `UserError`: ``workbook_damaged``, ``workbook_encrypted``, ``file_too_big``.
    """
    data = bounded_bytes(source, _MOST_XLS_BYTES)
    book = _xls_book(data, source.name)
    ctx.total_bytes = source.size
    return [
        Sheet(sheet.name, _xls_rows_of(sheet, book.datemode, ctx), epoch_1904=book.datemode == 1)
        for sheet in book.sheets()[:_MOST_SHEETS]
    ]


def _xls_book(data: bytes, name: str) -> Any:
    for forgiving in (False, True):
        try:
            with _quiet():
                return xlrd.open_workbook(
                    file_contents=data, logfile=io.StringIO(), ignore_workbook_corruption=forgiving
                )
        except xlrd.XLRDError as error:
            if "encrypted" in str(error).lower():
                raise UserError("workbook_encrypted", file=name) from error
        except _DAMAGED:
            continue
    # A new workbook with a password comes in an old container.
    raise UserError("workbook_encrypted" if _ENCRYPTED in data else "workbook_damaged", file=name)


def _xls_rows_of(sheet: Any, datemode: int, ctx: ReadContext) -> Any:
    def rows() -> Iterator[TableRow]:
        for index in range(sheet.nrows):
            if index % 256 == 0:
                ctx.job.check()
            cells = tuple(_xls_cell(cell, datemode) for cell in sheet.row(index)[:MOST_COLUMNS])
            yield TableRow(index + 1, cells, _place(sheet.name, index + 1))

    return rows


def _xls_cell(cell: Any, datemode: int) -> Cell:
    value = cell.value
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(value)[:MOST_CHARACTERS]
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return float(value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return serial_time(float(value), epoch_1904=datemode == 1) or float(value)
    return None


def xlsx_sheets(source: Source, ctx: ReadContext) -> list[Sheet]:
    """Return the sheets of an XLSX workbook.

    Raises `UserError`: ``workbook_damaged``, ``workbook_bomb``, ``xml_entities_refused``, ``file_too_big``.
    """
    if source.size > _MOST_XLSX_BYTES:
        raise UserError("file_too_big", file=source.name, most_mb=_MOST_XLSX_BYTES // 1_000_000)
    stream: BinaryIO = source.open()
    try:
        total = _require_harmless(stream, source.name)
        book = _xlsx_book(stream)
        if not book.sheetnames and total <= _MOST_HELD_BYTES:
            book.close()
            stream, strict = _transitional(stream), stream
            strict.close()
            book = _xlsx_book(stream)
    except UserError:
        stream.close()
        raise
    except _DAMAGED as error:
        stream.close()
        raise UserError("workbook_damaged", file=source.name) from error
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "reset_dimensions")][:_MOST_SHEETS]
    early = book.epoch.year == 1904

    def close() -> None:
        book.close()
        stream.close()

    return [Sheet(s.title, _xlsx_rows_of(s, source, ctx), epoch_1904=early, close=close) for s in sheets]


def _xlsx_rows_of(sheet: Any, source: Source, ctx: ReadContext) -> Any:
    def rows() -> Iterator[TableRow]:
        # What a file says of its size is wrong often enough; without it every row is read.
        sheet.reset_dimensions()
        found = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
        number = empty = 0
        while True:
            ctx.job.check()
            batch, error = _batch(found)
            for values in batch:
                number += 1
                cells = tuple(map(_plain, values))
                empty = 0 if any(cell is not None for cell in cells) else empty + 1
                yield TableRow(number, cells, _place(sheet.title, number))
            if error is not None:
                if number == 0:
                    raise UserError("workbook_damaged", file=source.name) from error
                yield TableRow(number + 1, (), _place(sheet.title, number + 1), "table_breaks_off")
            if len(batch) < _BATCH or empty > _MOST_EMPTY_ROWS:
                return

    return rows


def _batch(found: Iterator[Any]) -> tuple[list[Any], Exception | None]:
    """Return the next rows, and what broke the file; the remarks of the library stay out of the program's warnings."""
    batch: list[Any] = []
    with _quiet():
        try:
            batch.extend(islice(found, _BATCH))
        except _DAMAGED as error:
            return batch, error
    return batch, None


def _require_harmless(stream: Any, name: str) -> int:
    """Return the bytes that a workbook unpacks to; raises `UserError` for a bomb and for XML with a DTD."""
    with zipfile.ZipFile(stream) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS:
            raise UserError("workbook_bomb", file=name)
        total = held = 0
        for part in parts:
            total += part.file_size
            is_sheet = "worksheets/" in part.filename
            held += 0 if is_sheet or not part.filename.endswith((".xml", ".rels")) else part.file_size
            packed = max(part.compress_size, 1)
            if part.file_size > _RATIO_FROM_BYTES and part.file_size > packed * _MOST_RATIO:
                raise UserError("workbook_bomb", file=name)
        if total > _MOST_SHEET_BYTES or held > _MOST_HELD_BYTES:
            raise UserError("workbook_bomb", file=name)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and part.flag_bits & 1 == 0:
                with archive.open(part) as member:
                    if b"<!doctype" in member.read(4096).replace(b"\0", b"").lower():
                        raise UserError("xml_entities_refused", file=name)
    return total


def _xlsx_book(stream: BinaryIO) -> Any:
    stream.seek(0)
    with _quiet():
        return openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)


def _transitional(stream: BinaryIO) -> BinaryIO:
    """Return a Strict OOXML workbook with the names of the usual kind, as ISO/IEC 29500-1 and -4 pair them."""
    made = io.BytesIO()
    stream.seek(0)
    with zipfile.ZipFile(stream) as strict, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as usual:
        for part in strict.infolist():
            if part.filename.endswith((".xml", ".rels")):
                data = strict.read(part)
                for old, new in _STRICT_NAMES:
                    data = data.replace(old, new)
                usual.writestr(part.filename, data)
    return made


def _plain(value: Any) -> Cell:
    """Return a cell without what only one library knows; times to the nearest second (they are fractions of a day)."""
    if isinstance(value, str):
        return value[:MOST_CHARACTERS]
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        try:
            return (value.replace(tzinfo=None) + timedelta(milliseconds=500)).replace(microsecond=0)
        except OverflowError:
            return value.replace(tzinfo=None, microsecond=0)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, date | time):
        return value
    return str(value)[:MOST_CHARACTERS]


def _place(sheet: str, number: int) -> str:
    return f"{sheet[:60]}!{number}"


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' remarks about styles out of the program's warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
