"""Call logs and message lists of Android apps as CSV, read by their header words in Chinese or English (formats.md 2).

No app sets the form: whichever columns are there decide. A table without a number, a time and a kind or length of call
is none of these; it belongs to the dialog that maps columns.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from io import StringIO

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, Medium, SourceKind, TimePrecision
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.android_entries import OUTCOMES
from advocate.importers.phones.call_log_words import columns_of, is_withheld, kind_of
from advocate.importers.phones.values import (
    LONGEST_CLOCK,
    Outcome,
    bad_date,
    clean,
    clock_ms,
    line,
    precision_of,
    sane_ms,
    seconds,
    whole,
    words,
)
from advocate.importers.sources import Source
from advocate.importers.text_files import TextFile
from advocate.importers.xml_bytes import head_text

_ANSWERED = {"3": False, "4": False, "5": False, "6": False, "7": True}
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)(.*)", re.DOTALL)
_MONTH_WORD = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?:(\d{1,2})[ -]([A-Za-z]{3})[a-z]*|([A-Za-z]{3})[a-z]*\s+(\d{1,2}),?)"
    r"[ -,]+(\d{4}),?(.*)",
    re.DOTALL,
)
#: In English, whatever language the machine speaks.
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_DELIMITERS = ",;\t|"
_MOST_COLUMNS = 200
_MOST_FIELD = 1_000_000
_HEADER_WITHIN = 10


class CallLogTable:
    """The importer of call logs and message lists that apps write as CSV."""

    name = "call_log_table"
    kind = SourceKind.PHONE
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Return how sure the words of the header make it: number, time, and the kind or the length of a call."""
        if probe.members or (b"\0" in probe.head[:4] and not probe.head.startswith((b"\xff\xfe", b"\xfe\xff"))):
            return 0.0
        found = _header(head_text(probe.head).lstrip("\ufeff").splitlines()[: _HEADER_WITHIN + 1])
        if found is None:
            return 0.0
        # A carrier's bill has these words too, with more: whoever knows those is surer.
        columns = found[2]
        return 0.75 if "type" in columns and ("duration" in columns or "text" in columns) else 0.6

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every row with its place (``R12``, the line where it begins).

        Raises `UserError`: ``not_call_log_table``, ``day_first_unknown``, ``file_unreadable``.
        """
        ctx.total_bytes = source.size
        text = TextFile(source)
        head = [row for row, _ in zip(text.lines(), range(_HEADER_WITHIN), strict=False)]
        found = _header(head)
        if found is None:
            raise UserError("not_call_log_table", file=ctx.name)
        skip, delimiter, columns = found
        day_first = _day_first(source, skip, delimiter, columns, ctx)
        text = TextFile(source)
        rows = csv.reader(_lines(text, ctx, skip), delimiter=delimiter)
        try:
            for row in rows:
                if any(cell.strip() for cell in row):
                    yield _entry(row, columns, f"R{skip + rows.line_num}", ctx.zone, day_first)
        except csv.Error:
            yield Rejection(f"R{skip + rows.line_num}", "table_damaged")
        if text.replaced:
            ctx.warn("warn_characters_replaced", count=text.replaced)


def _lines(text: TextFile, ctx: ReadContext, skip: int) -> Iterator[str]:
    for number, row in enumerate(text.lines(ctx.advance)):
        if number >= skip:
            yield clean(row[:_MOST_FIELD]) + "\n"


def _header(rows: list[str]) -> tuple[int, str, dict[str, int]] | None:
    """Return how many lines to skip, the delimiter and the columns; None where no line is such a header."""
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        if len(row) > 10_000:
            continue
        for delimiter in _DELIMITERS:
            if delimiter not in row:
                continue
            try:
                cells = next(csv.reader(StringIO(row), delimiter=delimiter), [])
            except csv.Error:
                continue
            columns = columns_of(cells[:_MOST_COLUMNS])
            if "number" in columns and "date" in columns and ("type" in columns or "duration" in columns):
                return number + 1, delimiter, columns
    return None


def _day_first(source: Source, skip: int, delimiter: str, columns: Mapping[str, int], ctx: ReadContext) -> bool | None:
    """Return whether ``3/4/2024`` is the third of April, decided for the whole file; None where it does not matter.

    Raises `UserError` ``day_first_unknown`` where no day is above 12 and nobody has answered.
    """
    answer = ctx.options.get("day_first")
    ambiguous: re.Match[str] | None = None
    rows = csv.reader(_lines(TextFile(source), ReadContext(ctx.name, job=ctx.job), skip), delimiter=delimiter)
    try:
        for row in rows:
            match = _DAY_FIRST.match(_cell(row, columns, "date"))
            if match is None:
                continue
            if match[2] == ".":
                return True
            if int(match[1]) > 12:
                return True
            if int(match[3]) > 12:
                return False
            if ambiguous is None and match[1] != match[3]:
                ambiguous = match
    except csv.Error:
        pass
    if ambiguous is not None and answer is None:
        raise UserError("day_first_unknown", file=ctx.name, **_readings(ambiguous[0]))
    return None if answer is None else bool(answer)


def _readings(written: str) -> dict[str, str]:
    """Return a date that has two readings, and both of them."""
    readings = {"day_reading": _year_first(written, True), "month_reading": _year_first(written, False)}
    return {"sample": written} | readings


def _cell(row: list[str], columns: Mapping[str, int], meaning: str) -> str:
    position = columns.get(meaning, -1)
    return row[position].strip() if 0 <= position < len(row) else ""


def _entry(row: list[str], columns: Mapping[str, int], place: str, zone: str, day_first: bool | None) -> Outcome:
    written = _cell(row, columns, "date")
    if "clock" in columns:
        written = f"{written} {_cell(row, columns, 'clock')}".strip()
    if not written:
        return Rejection(place, "entry_without_date")
    if len(written) > LONGEST_CLOCK:
        return bad_date(place, known=False)
    number = whole(written)
    assumed = ""
    if number is not None and number > 10**8:
        at_ms = sane_ms(number if number > 10**11 else number * 1000)
        was_date = True
    else:
        at_ms, assumed, was_date = clock_ms(_year_first(written, day_first), zone)
    if at_ms is None:
        return bad_date(place, known=was_date)
    given = _cell(row, columns, "type")
    kind = kind_of(given)
    is_message = "text" in columns and "duration" not in columns
    if not kind and (is_message or "type" in columns):
        return Rejection(place, "entry_unknown_type", params=(("type", line(given)[:20]),))
    length_s = seconds(_cell(row, columns, "duration"))
    address = line(_cell(row, columns, "number"))
    sim = line(_cell(row, columns, "sim"))
    return EntryDraft(
        Medium.SMS if is_message else Medium.VOICEMAIL if kind == "4" else Medium.CALL,
        Direction.OUT if kind == "2" else Direction.IN,
        at_ms,
        line(written),
        None if is_withheld(address) else address,
        place,
        words(_cell(row, columns, "text")),
        line(_cell(row, columns, "name")),
        duration_s=None if is_message else length_s,
        answered=None if is_message else _ANSWERED.get(kind, None if length_s is None else length_s > 0 or None),
        zone=assumed,
        detail="; ".join(filter(None, [f"type={line(given)[:40]}" if given else "", f"sim={sim[:40]}" if sim else ""])),
        source_type=kind,
        precision=precision_of(written) if assumed else TimePrecision.EXACT,
        outcome=None if is_message else OUTCOMES.get(kind),
    )


def _year_first(written: str, day_first: bool | None) -> str:
    match = _DAY_FIRST.fullmatch(written)
    if match is not None:
        first, _, second, year, rest = match.groups()
        day, month = (second, first) if day_first is False else (first, second)
        return f"{year if len(year) == 4 else '20' + year}-{month}-{day}{rest}"
    named = _MONTH_WORD.fullmatch(written)
    if named is not None:
        at = _MONTHS.find((named[2] or named[3]).lower())
        return f"{named[5]}-{at // 3 + 1}-{named[1] or named[4]} {named[6].strip()}" if at % 3 == 0 else written
    return written
