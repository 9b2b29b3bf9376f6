"""Android's own databases: ``mmssms.db`` with messages, ``calllog.db`` (or ``contacts2.db`` before 7.0) with calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advocate.importers.base import ReadContext
from advocate.importers.phones.android_entries import Attributes, call_entry, sms_entry
from advocate.importers.phones.android_mms import MmsParts
from advocate.importers.phones.database_files import Files
from advocate.importers.phones.sqlite_file import SqliteFile
from advocate.importers.phones.values import Outcome, clean

_SMS = ("address", "date", "type", "body", "subject", "status", "sub_id", "sim_id", "service_center", "creator")
_PDU = ("date", "msg_box", "m_type", "m_id", "tr_id", "sub", "sub_id", "ct_t", "creator")
_PART = ("seq", "ct", "name", "fn", "cl", "cid", "text", "_data")
#: Vendors call the SIM what they like.
_SIM = ("subscription_id", "sim_id", "simid", "subscription")
_CALLS = ("number", "date", "duration", "type", "presentation", "name", *_SIM)
_MOST_PARTS = 1000


def is_android_messages(database: SqliteFile) -> bool:
    """Tell whether these are Android's messages."""
    return database.has("sms", "address", "date", "type", "body")


def is_android_calls(database: SqliteFile) -> bool:
    """Tell whether there is Android's call log inside."""
    return database.has("calls", "number", "date", "duration", "type")


def android_messages(database: SqliteFile, ctx: ReadContext, files: Files) -> Iterator[Outcome]:
    """Yield text messages, then picture messages, by their row (``sms[17]``); raises `Damaged`."""
    for row in database.rows("sms", _SMS, "ORDER BY rowid"):
        fields = _text(row)
        fields.setdefault("sub_id", fields.get("sim_id", "-1"))
        yield sms_entry(fields, f"sms[{row['rowid']}]")
    for row in database.rows("pdu", _PDU, "ORDER BY rowid"):
        fields = _text(row)
        if "sub" in fields:
            fields["sub"] = _network_text(fields["sub"])
        mms = MmsParts(fields, f"pdu[{row['rowid']}]", seconds=True)
        for address in database.rows("addr", ("address", "type"), "WHERE msg_id = ? LIMIT 1000", (row["rowid"],)):
            mms.add_address(_text(address))
        for part in database.rows("part", _PART, f"WHERE mid = ? LIMIT {_MOST_PARTS}", (row["rowid"],)):
            described = _text(part)
            content = files.content(described.get("_data", ""))
            mms.add_part(described, content, ctx.keep)
        yield mms.entry()


def android_calls(database: SqliteFile, ctx: ReadContext, files: Files) -> Iterator[Outcome]:
    """Yield calls by their row (``calls[17]``); raises `Damaged`."""
    del ctx, files
    for row in database.rows("calls", _CALLS, "ORDER BY rowid"):
        fields = _text(row)
        sim = next((fields[key] for key in _SIM if key in fields), "")
        if sim:
            fields["subscription_id"] = sim
        if "name" in fields:
            fields["contact_name"] = fields["name"]
        yield call_entry(fields, f"calls[{row['rowid']}]")


def _text(row: dict[str, Any]) -> Attributes:
    found: Attributes = {}
    for key, given in row.items():
        if given is None or key == "rowid":
            continue
        if isinstance(given, bytes):
            given = given.decode("utf-8", "replace")
        found[key] = clean(str(int(given) if isinstance(given, float) and given.is_integer() else given))
    return found


def _network_text(written: str) -> str:
    """Return a subject: Android keeps the network's UTF-8 bytes as if each were a character."""
    try:
        return written.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return written
