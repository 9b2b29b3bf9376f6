"""Rows of Excel workbooks. Each kind has two readers, because each reader fails on files that people really have.

XLS: xlrd first, calamine where xlrd fails (calamine reads the workbooks of China Unicom's writer as mojibake, xlrd
stops at some of Excel 95). XLSX: openpyxl as a stream, told to forget the dimension that files declare wrongly;
calamine for Strict OOXML, in which openpyxl finds no sheets (formats.md 0 and 12).
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zlib import error as ZlibError

import openpyxl
import python_calamine
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

#: What these libraries let through when a file is damaged, as fuzzing found.
_DAMAGED: tuple[type[Exception], ...] = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    python_calamine.CalamineError,
    InvalidFileException,
    zipfile.BadZipFile,
    ZlibError,
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
    try:
        with _quiet():
            book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=False)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise UserError("workbook_encrypted", file=source.name) from error
        return _calamine_sheets(source, ctx, data)
    except _DAMAGED:
        return _calamine_sheets(source, ctx, data)
    ctx.total_bytes = source.size
    return [
        Sheet(sheet.name, _xls_rows_of(sheet, book.datemode, ctx), epoch_1904=book.datemode == 1)
        for sheet in book.sheets()[:_MOST_SHEETS]
    ]


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
    stream = source.open()
    try:
        total = _require_harmless(stream, source.name)
        stream.seek(0)
        with _quiet():
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "reset_dimensions")][:_MOST_SHEETS]
    except UserError:
        stream.close()
        raise
    except _DAMAGED:
        stream.close()
        return _calamine_sheets(source, ctx, bounded_bytes(source, _MOST_XLS_BYTES))
    if not sheets:
        book.close()
        stream.close()
        if total > _MOST_HELD_BYTES:
            raise UserError("workbook_damaged", file=source.name)
        return _calamine_sheets(source, ctx, bounded_bytes(source, _MOST_XLS_BYTES))
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


def _calamine_sheets(source: Source, ctx: ReadContext, data: bytes) -> list[Sheet]:
    """Return the sheets as the second reader sees them; all of it is held in memory."""
    try:
        book = python_calamine.CalamineWorkbook.from_object(io.BytesIO(data))
        names = book.sheet_names[:_MOST_SHEETS]
    except python_calamine.PasswordError as error:
        raise UserError("workbook_encrypted", file=source.name) from error
    except _DAMAGED as error:
        raise UserError("workbook_damaged", file=source.name) from error

    def rows_of(name: str) -> Any:
        def rows() -> Iterator[TableRow]:
            try:
                sheet = book.get_sheet_by_name(name)
                found: Iterable[list[Any]] = sheet.iter_rows()
                for number, values in enumerate(found, 1):
                    if number % 256 == 0:
                        ctx.job.check()
                    cells = tuple(_plain(None if value == "" else value) for value in values[:MOST_COLUMNS])
                    yield TableRow(number, cells, _place(name, number))
            except _DAMAGED as error:
                raise UserError("workbook_damaged", file=source.name) from error

        return rows

    return [Sheet(name, rows_of(name)) for name in names]


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
