"""Google Takeout, Chat: ``messages.json`` of each conversation, alone or with its folder.

Times are written in English words with UTC at their end (formats.md 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.vocabulary import Direction, Medium, SourceKind
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.android_rows import records_of
from advocate.importers.phones.json_records import JsonRecords, Record
from advocate.importers.phones.values import Outcome, bad_date, in_24, instant_of, line, words
from advocate.importers.sources import Source, chunks
from advocate.importers.xml_bytes import head_text

_CREATED = re.compile(r'"created_date"\s*:\s*"[A-Z][a-z]+day, ')
_STAMP = re.compile(r"[A-Z][a-z]+day, ([A-Z][a-z]+) (\d{1,2}), (\d{4}) at (\d{1,2}):(\d{2}):(\d{2})\s?([AP]M) UTC")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SPACES = re.compile(r"[\u202f\u00a0]")
_MOST_FILES = 100


class TakeoutChat:
    """The importer of Google Chat conversations from Takeout."""

    name = "takeout_chat"
    kind = SourceKind.CHAT
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Return how sure the times in words make it, or the names inside a folder or archive."""
        if probe.members:
            return 0.9 if {"messages.json", "group_info.json"} <= set(probe.members) else 0.0
        text = head_text(probe.head).lstrip("\ufeff \r\n\t")
        return 0.95 if text.startswith("{") and _CREATED.search(text) and '"creator"' in text else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every message with its place (``messages[3]``).

        ``ctx.options["own_address"]`` is the owner's address of mail, where known: without it a message's direction
        is taken as incoming, which a person corrects. Raises `UserError` ``file_unreadable``.
        """
        members = source.members
        if not members:
            ctx.total_bytes = source.size
            yield from _conversation(source, {}, ctx)
            return
        yield from _conversation(members["messages.json"], members, ctx)


def _conversation(source: Source, files: Mapping[str, Source], ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
    own = str(ctx.options.get("own_address", "")).lower()
    with source.open() as stream:
        for record in records_of(stream, JsonRecords(), ctx):
            if isinstance(record, Record):
                yield _outcome(record, own, files, source, ctx)
            else:
                yield record


def _outcome(record: Record, own: str, files: Mapping[str, Source], source: Source, ctx: ReadContext) -> Outcome:
    place = record.place
    fields = record.fields
    written = line(fields.get("created_date"))
    if not written:
        return Rejection(place, "entry_without_date")
    match = _STAMP.fullmatch(_SPACES.sub(" ", written))
    at_ms = _instant(match) if match is not None else None
    if at_ms is None:
        return bad_date(place, known=match is not None)
    creator = fields.get("creator")
    creator = creator if isinstance(creator, dict) else {}
    address = line(creator.get("email"))
    mine = bool(own) and address.lower() == own
    attached = fields.get("attached_files")
    kept, notes = [], ["service=Google Chat"]
    for described in attached[:_MOST_FILES] if isinstance(attached, list) else ():
        name = line(described.get("export_name")) if isinstance(described, dict) else ""
        found = files.get(name) or (source.sibling(name) if name else None)
        if found is None:
            notes.append("attachment_missing")
        else:
            kept.append(ctx.keep(name, chunks(found)))
    if isinstance(attached, list) and attached:
        notes.append(f"attachments={len(attached)}")
    return EntryDraft(
        Medium.OTHER,
        Direction.OUT if mine else Direction.IN,
        at_ms,
        written,
        address or None,
        place,
        words(fields.get("text")),
        line(creator.get("name")),
        detail="; ".join(dict.fromkeys(notes)),
        source_type=line(fields.get("message_id"))[:100],
        attachments=tuple(kept),
    )


def _instant(match: re.Match[str]) -> int | None:
    parts: tuple[Any, ...] = match.groups()
    if parts[0] not in _MONTHS:
        return None
    try:
        hour = in_24(int(parts[3]), parts[6].lower())
        month = _MONTHS.index(parts[0]) + 1
        local = datetime(int(parts[2]), month, int(parts[1]), hour, int(parts[4]), int(parts[5]))
    except ValueError:
        return None
    return instant_of(local, "Z", "")[0]
