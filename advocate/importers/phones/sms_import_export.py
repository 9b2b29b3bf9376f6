"""Android "SMS Import / Export": JSON of version 1, JSON lines or a ZIP with attachments of version 2 (formats.md 2).

Keys are Android's column names and all values are text. A ZIP that the app did not finish is read from its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import SourceKind
from advocate.importers.backup_file import DAMAGED
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.android_entries import is_vendor_call
from advocate.importers.phones.android_rows import Content, records_of, row_outcome
from advocate.importers.phones.json_records import Break, JsonRecords, Record, json_lines, lines_of
from advocate.importers.sources import Source, chunks
from advocate.importers.xml_bytes import Readable, head_text

#: Directly in the archive or folder: one that merely holds such an export among other things is opened first.
_LINES = re.compile(r"(?:sms-|mms-)?(?:messages|calls|call_?logs?)[^/]*\.ndjson", re.IGNORECASE)
#: Times in quotes tell it from every other JSON of messages.
_QUOTED_TIME = re.compile(r'"date"\s*:\s*"-?\d{1,15}"')
_ROW_KEY = re.compile(r'"(?:address|msg_box|m_type|number|__parts|__sender_address)"\s*:')
_KIND_KEY = re.compile(r'"(?:type|msg_box|m_type|duration)"\s*:')


class SmsImportExport:
    """The importer of "SMS Import / Export"."""

    name = "sms_import_export"
    kind = SourceKind.PHONE
    editable = False

    def recognise(self, probe: Probe) -> float:
        """Return how sure Android's column names with quoted times make it, or the names inside a ZIP or folder."""
        if probe.members:
            return 0.95 if any(_LINES.fullmatch(member) for member in probe.members) else 0.0
        text = head_text(probe.head).lstrip("\ufeff \t\r\n\0")
        if not text.startswith(("{", "[")):
            return 0.0
        return 0.95 if _QUOTED_TIME.search(text) and _ROW_KEY.search(text) and _KIND_KEY.search(text) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every message and call with its place (``[3]``, ``L12``, ``messages.ndjson L12``).

        Raises `UserError`: ``not_sms_import_export``, ``zip_bomb``, ``file_unreadable``.
        """
        vendor_calls = 0
        for item in self._items(source, ctx):
            vendor_calls += isinstance(item, EntryDraft) and item.duration_s is not None and is_vendor_call(item)
            yield item
        if vendor_calls:
            ctx.warn("warn_vendor_calls", count=vendor_calls)

    def _items(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        members = source.members
        if members:
            yield from _archived(members, ctx)
            return
        ctx.total_bytes = source.size
        with source.open() as stream:
            first, second = _two_lines(source)
            if first.startswith(b"{") and first.rstrip().endswith(b"}") and (not second or second.startswith(b"{")):
                yield from _lined(stream, ctx, None, "L{}")
            else:
                yield from _document(stream, ctx)


def _document(stream: Readable, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
    records = JsonRecords()
    found = 0
    for record in records_of(stream, records, ctx):
        found += 1
        yield row_outcome(record, ctx) if isinstance(record, Record) else record
    if not found and records.head:
        # One row alone, without an array around it.
        yield row_outcome(Record("[1]", records.head), ctx)
        found = 1
    if not found:
        ctx.warn("warn_nothing_inside")


def _lined(stream: Readable, ctx: ReadContext, content: Content | None, place: str) -> Iterator[EntryDraft | Rejection]:
    replaced = 0
    done = 0

    def lose(characters: int) -> None:
        nonlocal replaced
        replaced += characters

    def told(lines: Iterable[bytes]) -> Iterator[bytes]:
        nonlocal done
        for line in lines:
            done += len(line) + 1
            ctx.advance(done)
            yield line

    for record in json_lines(told(lines_of(stream, lose)), place.format):
        if isinstance(record, Break):
            yield Rejection(record.place, record.reason)
        elif record is not None:
            yield row_outcome(record, ctx, content)
    if replaced:
        ctx.warn("warn_characters_replaced", count=replaced)


def _archived(members: Mapping[str, Source], ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
    lists = [name for name in members if _LINES.fullmatch(name)]
    if not lists:
        raise UserError("not_sms_import_export", file=ctx.name)
    by_name = {name.rpartition("/")[2]: name for name in members}

    def content(path: str) -> Iterable[bytes] | None:
        found = by_name.get(path.replace("\\", "/").rpartition("/")[2])
        return None if found is None or found in lists else chunks(members[found])

    for name in lists:
        listed = members[name]
        ctx.total_bytes = listed.size
        try:
            with listed.open() as stream:
                yield from _lined(stream, ctx, content, name + " L{}")
        except DAMAGED:
            yield Rejection(name, "archive_cut")
        except UserError as error:
            if error.code not in ("zip_damaged", "file_unreadable"):
                raise
            yield Rejection(name, "archive_cut")


def _two_lines(source: Source) -> tuple[bytes, bytes]:
    """Return the first two lines that hold anything, however long."""
    found: list[bytes] = []
    with source.open() as stream:
        for line in lines_of(stream, lambda _count: None):
            if stripped := line.strip(b" \t\r\n\0\xef\xbb\xbf"):
                found.append(stripped)
                if len(found) == 2:
                    break
    first, second, *_ = (*found, b"", b"")
    return first, second
