"""An iPhone's ``sms.db``: messages since iOS 6, and the older form up to iOS 5 (formats.md 3).

An iMessage counts as a text message: it came to the same app and number. ``detail`` names the service.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advocate.domain.drafts import Attachment, EntryDraft, Rejection
from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.base import ReadContext
from advocate.importers.phones.database_files import Files
from advocate.importers.phones.sqlite_file import SqliteFile
from advocate.importers.phones.typedstream import attributed_text
from advocate.importers.phones.values import Outcome, apple_ms, bad_date, line, sane_ms, whole, words

_COLUMNS = (
    "text",
    "attributedBody",
    "date",
    "is_from_me",
    "handle_id",
    "service",
    "cache_has_attachments",
    "associated_message_type",
    "item_type",
    "error",
    "subject",
    "destination_caller_id",
    "date_retracted",
    "date_edited",
)
_OLD_COLUMNS = (
    "address",
    "date",
    "text",
    "flags",
    "group_id",
    "subject",
    "is_madrid",
    "madrid_handle",
    "madrid_flags",
    "madrid_error",
)
#: Stands in the text for each attachment.
_OBJECT = "\ufffc"
_MOST_PEOPLE = 500
_MOST_ATTACHMENTS = 200
#: Bit of ``madrid_flags`` that marks what the owner wrote.
_FROM_ME = 4


def is_ios_messages(database: SqliteFile) -> bool:
    """Tell whether these are an iPhone's messages, of any age."""
    return database.has("message", "text", "date") and (
        database.has("message", "is_from_me", "handle_id") or database.has("message", "flags", "address")
    )


def ios_messages(database: SqliteFile, ctx: ReadContext, files: Files) -> Iterator[Outcome]:
    """Yield messages by their row (``message[17]``); raises `Damaged`."""
    if database.has("message", "is_from_me", "handle_id"):
        reader = _Messages(database, ctx, files)
        for row in database.rows("message", _COLUMNS, "ORDER BY rowid"):
            yield reader.outcome(row)
        if reader.unreadable:
            ctx.warn("warn_texts_unreadable", count=reader.unreadable)
    else:
        for row in database.rows("message", _OLD_COLUMNS, "ORDER BY rowid"):
            yield _old_outcome(row, database, ctx)


class _Messages:
    """Knows whom a message went to, and what came with it."""

    def __init__(self, database: SqliteFile, ctx: ReadContext, files: Files) -> None:
        self._database = database
        self._ctx = ctx
        self._files = files
        self.unreadable = 0
        self._handles = {
            row["rowid"]: line(_as_text(row["id"])) for row in database.rows("handle", ("id",), "LIMIT 1000000")
        }
        self._chats: dict[int, tuple[str, list[str]]] = {}

    def outcome(self, row: dict[str, Any]) -> Outcome:
        """Read one row."""
        place = f"message[{row['rowid']}]"
        kind = whole(row["associated_message_type"]) or 0
        if 2000 <= kind < 4000:
            return Rejection(place, "entry_tapback", other=True)
        if whole(row["item_type"]) or 0:
            return Rejection(place, "entry_notice", other=True)
        mine = row["is_from_me"] in (1, "1")
        if mine and (whole(row["error"]) or 0):
            return Rejection(place, "entry_failed", other=True)
        if row["date"] in (None, 0, ""):
            return Rejection(place, "entry_without_date")
        at_ms = apple_ms(row["date"])
        if at_ms is None:
            return bad_date(place, known=isinstance(row["date"], (int, float)))
        notes, text = [], self._text(row)
        service = line(row["service"])[:20]
        if service:
            notes.append(f"service={service}")
        if text is None:
            notes.append("text_unreadable")
            self.unreadable += 1
        chat_name, people = self._chat(row["rowid"])
        handle = self._handles.get(whole(row["handle_id"]) or 0, "")
        group = len(people) > 1
        if group:
            notes.append("group=" + "~".join(people)[:400])
        address = ("~".join(people) or handle or chat_name) if mine else (handle or ("" if group else chat_name))
        kept, number = self._attachments(row)
        if number:
            notes.append(f"attachments={number}")
        if row["date_retracted"]:
            notes.append("retracted")
        elif row["date_edited"]:
            notes.append("edited")
        subject = words(row["subject"])
        if subject:
            notes.append(f"subject={line(subject)}")
        return EntryDraft(
            _medium(service, bool(number)),
            Direction.OUT if mine else Direction.IN,
            at_ms,
            str(row["date"]),
            line(address) or None,
            place,
            words((text or subject or "").replace(_OBJECT, "")),
            own_address=line(row["destination_caller_id"]),
            detail="; ".join(notes),
            source_type=service,
            attachments=tuple(kept),
        )

    def _text(self, row: dict[str, Any]) -> str | None:
        """Return the words; None where an archive holds them that cannot be read."""
        if isinstance(row["text"], str) and row["text"]:
            return row["text"]
        body = row["attributedBody"]
        if isinstance(body, bytes) and body:
            return attributed_text(body)
        return ""

    def _chat(self, message: int) -> tuple[str, list[str]]:
        """Return the conversation's own name and everybody in it but the owner."""
        for joined in self._database.rows(
            "chat_message_join", ("chat_id",), "WHERE message_id = ? LIMIT 1", (message,)
        ):
            chat = whole(joined["chat_id"]) or 0
            if chat not in self._chats:
                if len(self._chats) > 20_000:
                    self._chats.clear()
                self._chats[chat] = self._people(chat)
            return self._chats[chat]
        return "", []

    def _people(self, chat: int) -> tuple[str, list[str]]:
        names = [
            line(_as_text(row["chat_identifier"]))
            for row in self._database.rows("chat", ("chat_identifier",), "WHERE rowid = ?", (chat,))
        ]
        limit = f"WHERE chat_id = ? LIMIT {_MOST_PEOPLE}"
        joined = self._database.rows("chat_handle_join", ("handle_id",), limit, (chat,))
        people = [self._handles.get(whole(row["handle_id"]) or 0, "") for row in joined]
        name = names[0] if names else ""
        # The name of a group's conversation is its own: no address of anybody.
        return ("" if name.startswith("chat") else name), list(dict.fromkeys(p for p in people if p))

    def _attachments(self, row: dict[str, Any]) -> tuple[list[Attachment], int]:
        if not row["cache_has_attachments"]:
            return [], 0
        kept, number = [], 0
        limit = f"WHERE message_id = ? LIMIT {_MOST_ATTACHMENTS}"
        for joined in self._database.rows("message_attachment_join", ("attachment_id",), limit, (row["rowid"],)):
            wanted = ("filename", "transfer_name")
            for found in self._database.rows("attachment", wanted, "WHERE rowid = ?", (joined["attachment_id"],)):
                number += 1
                path = line(found["filename"])
                content = self._files.content(path) if path else None
                if content is not None:
                    name = line(found["transfer_name"]) or path
                    kept.append(self._ctx.keep(name.replace("\\", "/").rpartition("/")[2], content()))
        return kept, number


def _medium(service: str, with_files: bool) -> Medium:
    if service == "RCS":
        return Medium.RCS
    return Medium.MMS if service == "SMS" and with_files else Medium.SMS


def _old_outcome(row: dict[str, Any], database: SqliteFile, ctx: ReadContext) -> Outcome:
    """Read a row of iOS 5 and before: Unix seconds; an iMessage (``madrid``) counts from 2001."""
    place = f"message[{row['rowid']}]"
    madrid = row["is_madrid"] in (1, "1")
    flags = whole(row["madrid_flags"] if madrid else row["flags"]) or 0
    if madrid:
        mine = bool(flags & _FROM_ME)
    elif flags & 3 in (2, 3) and not flags & 32:
        mine = bool(flags & 1)
    elif flags & 32:
        return Rejection(place, "entry_failed", other=True)
    else:
        return Rejection(place, "entry_unknown_type", params=(("type", str(flags)[:20]),))
    stamp = whole(row["date"])
    if not stamp:
        return Rejection(place, "entry_without_date")
    # Up to iOS 5 an iMessage counts from 2001; a number above a billion and a half is a Unix time all the same.
    at_ms = apple_ms(stamp) if madrid and stamp < 900_000_000 else sane_ms(stamp * 1000)
    if at_ms is None:
        return bad_date(place, known=True)
    people = [
        line(_as_text(member["address"]))
        for member in database.rows("group_member", ("address",), "WHERE group_id = ? LIMIT 500", (row["group_id"],))
    ]
    address = line(_as_text(row["madrid_handle"] if madrid else row["address"]))
    texts = [words(row["text"])] if row["text"] else []
    files = 0
    pieces = database.rows("msg_pieces", ("data", "content_type"), "WHERE message_id = ? LIMIT 500", (row["rowid"],))
    for piece in pieces:
        if piece["content_type"] == "text/plain" and isinstance(piece["data"], bytes):
            texts.append(piece["data"].decode("utf-8", "replace"))
        elif piece["content_type"] not in ("", None, "application/smil"):
            files += 1
    notes = ["service=iMessage"] if madrid else []
    if files:
        notes.append(f"attachments={files}")
    if len(people) > 1:
        notes.append("group=" + "~".join(people)[:400])
    ctx.job.check()
    return EntryDraft(
        Medium.MMS if files and not madrid else Medium.SMS,
        Direction.OUT if mine else Direction.IN,
        at_ms,
        str(row["date"]),
        ("~".join(people) if mine and len(people) > 1 else address or "~".join(people)) or None,
        place,
        words("\n".join(texts).replace(_OBJECT, "") or _as_text(row["subject"])),
        detail="; ".join(notes),
        source_type="iMessage" if madrid else "SMS",
    )


def _as_text(given: Any) -> str:
    if isinstance(given, bytes):
        return given.decode("utf-8", "replace")
    return "" if given is None else str(given)
