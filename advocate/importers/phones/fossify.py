"""Android "Fossify Messages" and its ancestor "Simple SMS Messenger": JSON of both layouts (formats.md 2).

The newer is a list of rows in camelCase with ``backupType``; the older a list of threads, each with its lists ``sms``
and ``mms`` in Android's own column names. Exports are known to break off while the app says that it succeeded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.android_entries import sms_entry
from advocate.importers.phones.android_rows import mms_outcome, records_of, text_fields
from advocate.importers.phones.json_records import JsonRecords, Record
from advocate.importers.sources import Source
from advocate.importers.xml_bytes import head_text

_THREADS = re.compile(r'\A\s*\[\s*\{[^{}]*"(?:sms|mms)"\s*:\s*\[')
_ROWS = re.compile(r'"backupType"\s*:\s*"(?:sms|mms)"')
_CAMEL_ROW = re.compile(r'"subscriptionId"\s*:[^{}]{0,4000}?"(?:dateSent|messageBox|serviceCenter)"\s*:')
#: Names of the newer layout, and Android's columns.
_COLUMNS = {
    "subscriptionId": "sub_id",
    "dateSent": "date_sent",
    "serviceCenter": "service_center",
    "messageBox": "msg_box",
    "messageType": "m_type",
    "contentType": "ct_t",
    "transactionId": "tr_id",
    "subject": "sub",
    "addresses": "__addresses",
    "parts": "__parts",
}
_PART_COLUMNS = {
    "contentType": "ct",
    "content_type": "ct",
    "fileName": "fn",
    "filename": "fn",
    "contentLocation": "cl",
    "content_location": "cl",
    "contentId": "cid",
    "content_id": "cid",
    "sequenceOrder": "seq",
    "sequence_order": "seq",
    "charset": "chset",
}
#: Keys that only picture messages have, in either layout.
_MMS_KEYS = frozenset({"parts", "messageBox", "msg_box", "addresses", "contentType", "ct_t"})


class FossifyMessages:
    """The importer of "Fossify Messages" and "Simple SMS Messenger"."""

    name = "fossify_messages"
    kind = SourceKind.PHONE
    editable = False

    def recognise(self, probe: Probe) -> float:
        """Return how sure the kinds of its rows or the lists of its threads make it."""
        text = head_text(probe.head).lstrip("\ufeff")
        if not text.lstrip().startswith("["):
            return 0.0
        if _THREADS.match(text) or _ROWS.search(text):
            return 0.97
        # A row so long that its kind, which stands at its end, lies behind the head.
        return 0.9 if _CAMEL_ROW.search(text) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every message with its place (``[3]``, ``[1].sms[17]``); raises `UserError` ``file_unreadable``."""
        ctx.total_bytes = source.size
        with source.open() as stream:
            for record in records_of(stream, JsonRecords(("sms", "mms")), ctx):
                yield _outcome(record, ctx) if isinstance(record, Record) else record


def _outcome(record: Record, ctx: ReadContext) -> EntryDraft | Rejection:
    fields = record.fields
    # A thread without any message is not worth a word.
    if not fields:
        return Rejection(record.place, "entry_empty")
    is_mms = fields.get("backupType") == "mms" or ".mms[" in record.place or not _MMS_KEYS.isdisjoint(fields)
    row = {_COLUMNS.get(key, key): given for key, given in fields.items()}
    if not is_mms:
        return sms_entry(text_fields(row), record.place)
    row["__parts"] = [_part(part) for part in _list(row.get("__parts")) if isinstance(part, dict)]
    return mms_outcome(text_fields(row), Record(record.place, row), ctx, None)


def _part(part: dict[str, Any]) -> dict[str, Any]:
    return {_PART_COLUMNS.get(key, key): given for key, given in part.items()}


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []
