"""WhatsApp on the iPhone: ``ChatStorage.sqlite`` with messages, ``CallHistory.sqlite`` with calls (formats.md 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from advocate.domain.drafts import Attachment, EntryDraft, Rejection
from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.base import ReadContext
from advocate.importers.phones.database_files import Files
from advocate.importers.phones.sqlite_file import SqliteFile
from advocate.importers.phones.values import LONGEST_CALL_S, Outcome, apple_ms, bad_date, line, whole, words

_MESSAGE = (
    "ZMESSAGEDATE",
    "ZISFROMME",
    "ZTEXT",
    "ZMESSAGETYPE",
    "ZCHATSESSION",
    "ZGROUPMEMBER",
    "ZMEDIAITEM",
    "ZFROMJID",
    "ZTOJID",
    "ZPUSHNAME",
)
_NUMBER = re.compile(r"\+?(\d{5,20})(?:[.:]\d+)*@(?:s\.whatsapp\.net|c\.us)")
#: Notices of the program itself: changes of a group, of encryption.
_NOTICES = {6, 10}
_CALL = 59
_DELETED = 14
_CALL_JOIN = re.compile(r"Z\d+CALLEVENTS")
_PEOPLE_JOIN = re.compile(r"Z\d+PARTICIPANTS")


def is_whatsapp_messages(database: SqliteFile) -> bool:
    """Tell whether these are WhatsApp's messages."""
    return database.has("ZWAMESSAGE", "ZMESSAGEDATE", "ZISFROMME")


def is_whatsapp_calls(database: SqliteFile) -> bool:
    """Tell whether these are WhatsApp's calls."""
    return database.has("ZWACDCALLEVENT", "ZDATE", "ZDURATION")


def whatsapp_messages(database: SqliteFile, ctx: ReadContext, files: Files) -> Iterator[Outcome]:
    """Yield messages by their row (``ZWAMESSAGE[17]``); raises `Damaged`."""
    sessions = {
        row["rowid"]: (_number(row["ZCONTACTJID"]), line(row["ZPARTNERNAME"]))
        for row in database.rows("ZWACHATSESSION", ("ZCONTACTJID", "ZPARTNERNAME"), "LIMIT 200000")
    }
    members = {
        row["rowid"]: (_number(row["ZMEMBERJID"]), line(row["ZCONTACTNAME"]))
        for row in database.rows("ZWAGROUPMEMBER", ("ZMEMBERJID", "ZCONTACTNAME"), "LIMIT 1000000")
    }
    for row in database.rows("ZWAMESSAGE", _MESSAGE, "ORDER BY rowid"):
        yield _message(row, sessions, members, database, ctx, files)


def whatsapp_calls(database: SqliteFile, ctx: ReadContext, files: Files) -> Iterator[Outcome]:
    """Yield calls by their row (``ZWACDCALLEVENT[17]``); raises `Damaged`."""
    del files
    columns = database.columns("ZWACDCALLEVENT")
    parent = next((c for c in columns if _CALL_JOIN.fullmatch(c)), "")
    people = database.columns("ZWACDCALLEVENTPARTICIPANT")
    join = next((c for c in people if _PEOPLE_JOIN.fullmatch(c)), "")
    wanted = ["ZDATE", "ZDURATION", "ZGROUPCALLCREATORUSERJIDSTRING", "ZOUTCOME"]
    for row in database.rows("ZWACDCALLEVENT", [*wanted, parent] if parent else wanted, "ORDER BY rowid"):
        ctx.job.check()
        summary: dict[str, Any] = {}
        if parent and row[parent] is not None:
            flags = ("ZINCOMING", "ZMISSED", "ZVIDEO")
            summary = next(database.rows("ZWAAGGREGATECALLEVENT", flags, "WHERE rowid = ?", (row[parent],)), {})
        numbers = []
        if join:
            limit = f'WHERE "{join}" = ? LIMIT 200'
            found = database.rows("ZWACDCALLEVENTPARTICIPANT", ("ZJIDSTRING",), limit, (row["rowid"],))
            numbers = list(dict.fromkeys(_number(person["ZJIDSTRING"]) for person in found))
        yield _call(row, summary, [n for n in numbers if n])


def _message(
    row: dict[str, Any],
    sessions: dict[int, tuple[str, str]],
    members: dict[int, tuple[str, str]],
    database: SqliteFile,
    ctx: ReadContext,
    files: Files,
) -> Outcome:
    place = f"ZWAMESSAGE[{row['rowid']}]"
    kind = whole(row["ZMESSAGETYPE"]) or 0
    if kind in _NOTICES:
        return Rejection(place, "entry_notice", other=True)
    if row["ZMESSAGEDATE"] in (None, 0, ""):
        return Rejection(place, "entry_without_date")
    at_ms = apple_ms(row["ZMESSAGEDATE"])
    if at_ms is None:
        return bad_date(place, known=isinstance(row["ZMESSAGEDATE"], (int, float)))
    mine = row["ZISFROMME"] in (1, "1")
    number, name = sessions.get(whole(row["ZCHATSESSION"]) or 0, ("", ""))
    notes = []
    if "@g.us" in number:
        notes.append(f"group={name or number}"[:200])
        sender, sender_name = members.get(whole(row["ZGROUPMEMBER"]) or 0, ("", ""))
        name = "" if mine else sender_name or line(row["ZPUSHNAME"])
        number = number if mine else sender
    elif not number:
        number = _number(row["ZTOJID"] if mine else row["ZFROMJID"])
    if kind == _CALL:
        notes.append("call_notice")
    if kind == _DELETED:
        notes.append("deleted")
    kept, title, there = _media(row, database, ctx, files)
    if there:
        notes.append("attachments=1")
    return EntryDraft(
        Medium.WHATSAPP,
        Direction.OUT if mine else Direction.IN,
        at_ms,
        repr(row["ZMESSAGEDATE"]),
        line(number) or None,
        place,
        words(row["ZTEXT"] or title),
        name,
        detail="; ".join(notes),
        source_type=str(kind),
        attachments=tuple(kept),
    )


def _media(
    row: dict[str, Any], database: SqliteFile, ctx: ReadContext, files: Files
) -> tuple[list[Attachment], str, bool]:
    """Return what came with a message, its caption, and whether anything did."""
    item = whole(row["ZMEDIAITEM"])
    if item is None:
        return [], "", False
    for media in database.rows("ZWAMEDIAITEM", ("ZMEDIALOCALPATH", "ZTITLE"), "WHERE rowid = ?", (item,)):
        path = line(media["ZMEDIALOCALPATH"])
        content = files.content(path) if path else None
        kept = [ctx.keep(path.rpartition("/")[2], content())] if content is not None else []
        return kept, words(media["ZTITLE"]), bool(path)
    return [], "", False


def _call(row: dict[str, Any], summary: dict[str, Any], numbers: list[str]) -> Outcome:
    place = f"ZWACDCALLEVENT[{row['rowid']}]"
    if row["ZDATE"] in (None, 0, ""):
        return Rejection(place, "entry_without_date")
    at_ms = apple_ms(row["ZDATE"])
    if at_ms is None:
        return bad_date(place, known=isinstance(row["ZDATE"], (int, float)))
    creator = _number(row["ZGROUPCALLCREATORUSERJIDSTRING"])
    incoming = summary.get("ZINCOMING")
    is_in = incoming in (1, "1") if incoming is not None else creator in numbers
    length = row["ZDURATION"]
    known = isinstance(length, (int, float)) and 0 <= length <= LONGEST_CALL_S
    length_s = round(length) if known else None
    missed = summary.get("ZMISSED") in (1, "1")
    notes = ["video"] if summary.get("ZVIDEO") in (1, "1") else []
    return EntryDraft(
        Medium.WHATSAPP,
        Direction.IN if is_in else Direction.OUT,
        at_ms,
        repr(row["ZDATE"]),
        line("~".join(numbers) or (creator if is_in else "")) or None,
        place,
        duration_s=length_s,
        answered=False if missed else None if length_s is None else length_s > 0,
        own_address="" if is_in or creator in numbers else creator,
        detail="; ".join(["call", *notes]),
        source_type="call",
    )


def _number(given: Any) -> str:
    """Return the number in WhatsApp's address of a person, with its plus; another address as it is."""
    text = line(given.decode("utf-8", "replace") if isinstance(given, bytes) else given)
    match = _NUMBER.fullmatch(text)
    return f"+{match[1]}" if match is not None else text
