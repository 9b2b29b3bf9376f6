"""Rows of Android's tables that come as JSON objects, whatever kind they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from advocate.domain.drafts import Rejection
from advocate.importers.base import ReadContext
from advocate.importers.phones.android_entries import Attributes, call_entry, sms_entry, value
from advocate.importers.phones.android_mms import MmsParts, base64_blocks
from advocate.importers.phones.json_records import Break, JsonRecords, Record
from advocate.importers.phones.values import Outcome, clean
from advocate.importers.xml_bytes import Readable

#: Returns the bytes of a part's file by the path that the phone had for it; None where it is missing.
Content = Callable[[str], Iterable[bytes] | None]

_MMS_KEYS = frozenset({"msg_box", "m_type", "ct_t", "__parts", "__sender_address", "__recipient_addresses"})
_CALL_KEYS = frozenset({"duration", "presentation", "subscription_id"})
_MOST_PARTS = 5000


def text_fields(fields: dict[str, Any]) -> Attributes:
    """Return the plain values of a row as text; what is null is left out."""
    found: Attributes = {}
    for key, given in fields.items():
        if isinstance(given, str):
            found[key] = clean(given)
        elif isinstance(given, bool):
            found[key] = "1" if given else "0"
        elif isinstance(given, float) and given.is_integer() and abs(given) < 1e18:
            found[key] = str(int(given))
        elif isinstance(given, (int, float)):
            # More digits than any number of a phone has: not worth the time that writing them out takes.
            found[key] = str(given) if isinstance(given, float) or given.bit_length() < 128 else "9" * 40
    return found


def row_outcome(record: Record, ctx: ReadContext, content: Content | None = None) -> Outcome:
    """Read a message, a picture message or a call, told apart by the columns that only one of the tables has.

    Times of messages and calls are milliseconds, those of picture messages seconds (formats.md 2).
    """
    fields = record.fields
    row = text_fields(fields)
    if (name := fields.get("__display_name")) and isinstance(name, str):
        row.setdefault("contact_name", clean(name))
    if not row:
        return Rejection(record.place, "entry_empty")
    if not _MMS_KEYS.isdisjoint(fields):
        return mms_outcome(row, record, ctx, content)
    if "number" in fields and not _CALL_KEYS.isdisjoint(fields):
        if "name" in row:
            row.setdefault("contact_name", row["name"])
        return call_entry(row, record.place)
    return sms_entry(row, record.place)


def mms_outcome(row: Attributes, record: Record, ctx: ReadContext, content: Content | None) -> Outcome:
    """Read a picture message with its ``__parts`` and addresses."""
    fields = record.fields
    mms = MmsParts(row, record.place, seconds=True)
    sender = fields.get("__sender_address")
    addresses = [sender] if isinstance(sender, dict) else []
    for key in ("__recipient_addresses", "__addresses"):
        listed = fields.get(key)
        addresses += [a for a in listed if isinstance(a, dict)][:_MOST_PARTS] if isinstance(listed, list) else []
    for address in addresses:
        mms.add_address(text_fields(address))
    names = [a.get("__display_name") for a in addresses if a.get("address") in (mms.senders or mms.recipients)]
    if "contact_name" not in row and names and isinstance(names[0], str):
        row["contact_name"] = clean(names[0])
    parts = fields.get("__parts")
    for part in parts[:_MOST_PARTS] if isinstance(parts, list) else ():
        if isinstance(part, dict):
            _add_part(mms, text_fields(part), ctx, content)
    return mms.entry()


def records_of(stream: Readable, records: JsonRecords, ctx: ReadContext) -> Iterable[Record | Rejection]:
    """Yield the records of a JSON document, and where it breaks off as a `Rejection`; warn of what was lost."""
    for found in records.read(stream, ctx.advance):
        yield Rejection(found.place, found.reason) if isinstance(found, Break) else found
    if records.replaced:
        ctx.warn("warn_characters_replaced", count=records.replaced)
    if records.shortened:
        ctx.warn("warn_values_shortened", count=records.shortened)


def _add_part(mms: MmsParts, part: Attributes, ctx: ReadContext, content: Content | None) -> None:
    encoded = value(part, "binary_data") or value(part, "data")
    if encoded:
        mms.add_part(part, lambda: base64_blocks([encoded.encode("ascii", "ignore")]), ctx.keep)
        return
    path = value(part, "_data")
    blocks = content(path) if content is not None and path else None
    if not any(part.get(key) for key in ("fn", "name", "cl")) and path:
        part["name"] = path
    mms.add_part(part, None if blocks is None else lambda: blocks, ctx.keep)
