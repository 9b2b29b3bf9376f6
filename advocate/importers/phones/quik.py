"""Android "QUIK" and "QKSMS": one JSON object with a count and the messages (formats.md 2). Text messages only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.android_entries import sms_entry
from advocate.importers.phones.android_rows import records_of, text_fields
from advocate.importers.phones.json_records import JsonRecords, Record
from advocate.importers.phones.values import whole
from advocate.importers.sources import Source
from advocate.importers.xml_bytes import head_text

_COUNTED = re.compile(r'\A\s*\{\s*"messageCount"\s*:')
_MESSAGES = re.compile(r'"messages"\s*:\s*\[\s*(?:\]|\{[^{}]*"(?:subId|dateSent|protocol|seen)"\s*:)')
_COLUMNS = {"dateSent": "date_sent", "subId": "sub_id", "deliveryStatus": "status", "contactName": "contact_name"}


class Quik:
    """The importer of "QUIK" and "QKSMS"."""

    name = "quik"
    kind = SourceKind.PHONE
    editable = False

    def recognise(self, probe: Probe) -> float:
        """Return how sure the count before the messages makes it."""
        text = head_text(probe.head).lstrip("\ufeff")
        if _COUNTED.match(text):
            return 0.97
        return 0.8 if text.lstrip().startswith("{") and _MESSAGES.search(text) and '"address"' in text else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every message with its place (``messages[3]``); raises `UserError` ``file_unreadable``."""
        ctx.total_bytes = source.size
        records = JsonRecords()
        found = 0
        complete = True
        with source.open() as stream:
            for record in records_of(stream, records, ctx):
                if isinstance(record, Record):
                    found += 1
                    yield _outcome(record)
                else:
                    complete = False
                    yield record
        declared = whole(records.head.get("messageCount"))
        if complete and declared is not None and declared != found:
            ctx.warn("warn_count_differs", declared=str(declared)[:20], found=found)


def _outcome(record: Record) -> EntryDraft | Rejection:
    row = text_fields({_COLUMNS.get(key, key): given for key, given in record.fields.items()})
    if not row.get("address", "").strip() and not row.get("body", "").strip():
        # Left behind by a crash of the app: neither sender nor words (formats.md 2, item 9).
        return Rejection(record.place, "entry_empty")
    return sms_entry(row, record.place)
