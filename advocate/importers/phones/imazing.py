"""Messages that iMazing exported as CSV: from the phone's own app, or from WhatsApp (formats.md 3).

Fourteen columns or more, in any order, after ``,`` ``;`` or a tab. Times are wall clocks of the computer that exported,
unless they end in Z.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, Medium, SourceKind
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.values import Outcome, bad_date, clean, clock_ms, line, precision_of, words
from advocate.importers.sources import Source
from advocate.importers.text_files import TextFile
from advocate.importers.xml_bytes import head_text

_NEEDED = {"chat session", "message date", "type"}
_TYPES = {"incoming": Direction.IN, "outgoing": Direction.OUT}
_NOTICES = {"notification", "system", "announcement"}
_DELIMITERS = ",;\t"
_MOST_FIELD = 1_000_000


class IMazing:
    """The importer of message lists from iMazing."""

    name = "imazing"
    kind = SourceKind.PHONE
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Return how sure the header's words make it."""
        first = head_text(probe.head).lstrip("\ufeff\r\n").partition("\n")[0]
        return 0.97 if _header(first) is not None else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every message with its place (``R12``, the line where it ends).

        Raises `UserError`: ``not_imazing``, ``table_header_twice``, ``file_unreadable``.
        """
        ctx.total_bytes = source.size
        text = TextFile(source)
        lines = (clean(row[:_MOST_FIELD]) + "\n" for row in text.lines(ctx.advance))
        first = next((row for row in lines if row.strip()), "").lstrip("\ufeff")
        found = _header(first)
        if found is None:
            raise UserError("not_imazing", file=ctx.name)
        delimiter, names = found
        if any(count > 1 for name, count in Counter(names).items() if name):
            raise UserError("table_header_twice", file=ctx.name)
        rows = csv.reader(lines, delimiter=delimiter)
        try:
            for row in rows:
                if any(cell.strip() for cell in row):
                    fields = dict(zip(names, row, strict=False))
                    yield _outcome(fields, f"R{rows.line_num + 1}", ctx.zone)
        except csv.Error:
            yield Rejection(f"R{rows.line_num + 1}", "table_damaged")
        if text.replaced:
            ctx.warn("warn_characters_replaced", count=text.replaced)


def _header(first: str) -> tuple[str, list[str]] | None:
    if len(first) > 10_000:
        return None
    for delimiter in _DELIMITERS:
        try:
            cells = next(csv.reader(StringIO(first), delimiter=delimiter), [])
        except csv.Error:
            continue
        names = [cell.strip().lower() for cell in cells]
        if set(names) >= _NEEDED:
            return delimiter, names
    return None


def _outcome(fields: dict[str, str], place: str, zone: str) -> Outcome:
    kind = fields.get("type", "").strip().lower()
    direction = _TYPES.get(kind)
    if direction is None:
        if kind in _NOTICES:
            return Rejection(place, "entry_notice", other=True)
        return Rejection(place, "entry_unknown_type", params=(("type", kind[:20]),))
    written = line(fields.get("message date"))
    if not written:
        return Rejection(place, "entry_without_date")
    at_ms, assumed, was_date = clock_ms(written, zone)
    if at_ms is None:
        return bad_date(place, known=was_date)
    session = line(fields.get("chat session"))
    sender, name = line(fields.get("sender id")), line(fields.get("sender name"))
    # WhatsApp's table has other columns and names no service.
    is_whatsapp = "service" not in fields
    service = line(fields.get("service"))
    attachment = line(fields.get("attachment"))
    if direction is Direction.OUT and fields.get("status", "").strip().lower() in ("failed", "not delivered"):
        return Rejection(place, "entry_failed", other=True)
    notes = [f"service={service}"] if service else []
    if attachment:
        notes.append(f"attachment={attachment[:200]}")
    if fields.get("subject", "").strip():
        notes.append(f"subject={line(fields['subject'])[:200]}")
    return EntryDraft(
        Medium.WHATSAPP if is_whatsapp else _medium(service, attachment),
        direction,
        at_ms,
        written,
        (sender if direction is Direction.IN and sender else session) or None,
        place,
        words(fields.get("text")),
        name if direction is Direction.IN else session,
        zone=assumed,
        detail="; ".join(notes),
        source_type=kind,
        precision=precision_of(written),
    )


def _medium(service: str, attachment: str) -> Medium:
    if service.upper() == "RCS":
        return Medium.RCS
    return Medium.MMS if service.upper() in ("SMS", "MMS") and attachment else Medium.SMS
