"""Telegram Desktop's ``result.json``: one chat, or the whole account (formats.md 6).

``date_unixtime`` is the instant; exports before June 2022 have only ``date``, a wall-clock time without a zone. In a
chat between two the other side has the chat's own number; an account export says who its owner is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from advocate.domain.drafts import Attachment, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, Medium, SourceKind
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.chats.entries import MediaFolder, Said, entry_of, name_key
from advocate.importers.chats.json_stream import Found, JsonBroken, JsonStream, text_of
from advocate.importers.chats.owner import Owner
from advocate.importers.sources import Source
from advocate.importers.text_files import head_text
from advocate.importers.wall_clock import read_epoch, read_iso

_LISTS = ("", "chats.list.item.", "left_chats.list.item.")
_WANTED = frozenset(f"{path}messages.item" for path in _LISTS)
_FOLDERS = {
    *("photos", "files", "voice_messages", "video_files", "round_video_messages", "stickers", "contacts", "chats"),
    *("css", "js", "images", "lists", "profile_pictures", "stories", "other_data"),
}
_PAGE = re.compile(r"(?:messages\d*|export_results)\.html")
_KINDS = {
    "voice_message": "voice",
    "audio_file": "voice",
    "video_message": "video",
    "video_file": "video",
    "animation": "video",
    "sticker": "sticker",
}
_BETWEEN_TWO = ("personal_chat", "bot_chat", "saved_messages", "verification_codes", "replies")
_UNANSWERED = ("missed", "busy")


@dataclass(slots=True)
class _Chat:
    """The chat whose messages stream by."""

    name: str = ""
    kind: str = ""
    id: str = ""
    senders: dict[str, None] = field(default_factory=dict)

    @property
    def is_group(self) -> bool:
        return bool(self.kind) and self.kind not in _BETWEEN_TWO


class TelegramJson:
    """Telegram Desktop exports as JSON."""

    name = "telegram_json"
    kind = SourceKind.CHAT
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by the names of its fields; an export folder or archive by its ``result.json``."""
        if probe.members:
            return 0.9 if _result_of(probe.members) else 0.0
        text = head_text(probe.head).lstrip()
        if not text.startswith("{"):
            return 0.0
        if '"from_id"' in text or '"date_unixtime"' in text or '"actor_id"' in text:
            return 0.95
        if '"chats"' in text and '"list"' in text and '"personal_information"' in text:
            return 0.95
        types = ('"personal_chat"', '"private_group"', '"private_supergroup"', '"bot_chat"', '"public_channel"')
        return 0.9 if '"messages"' in text and any(kind in text for kind in types) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every message and call; a file that breaks off keeps what came before."""
        chat_source = source
        if source.members:
            name = _result_of(tuple(source.members))
            if not name:
                raise UserError("not_telegram", file=ctx.name)
            chat_source = source.members[name]
        yield from _Reading(chat_source, source, ctx).items()


def _result_of(names: tuple[str, ...]) -> str:
    """Return the one ``result.json`` directly in an export that has the folders of Telegram beside it."""
    others = [name for name in names if name != "result.json"]
    return "result.json" if "result.json" in names and others and all(map(belongs_to_export, others)) else ""


def belongs_to_export(name: str) -> bool:
    """Tell whether a file of this name lies where Telegram Desktop puts what belongs to an export."""
    folder, _, _rest = name.partition("/")
    return (folder in _FOLDERS and folder != name) or _PAGE.fullmatch(name) is not None


class _Reading:
    def __init__(self, chat_source: Source, source: Source, ctx: ReadContext) -> None:
        self._ctx = ctx
        self._stream = JsonStream(chat_source, _WANTED)
        self._media = MediaFolder(source, ctx)
        self._owner = Owner(ctx)
        self._chat = _Chat()
        self._own_id = ""
        self._number = 0

    def items(self) -> Iterator[Item]:
        ctx = self._ctx
        try:
            for found in self._stream.found(ctx, ctx.advance):
                if not found.is_object:
                    self._note(found)
                    continue
                self._number += 1
                if found.value is None:
                    yield Rejection(f"message {self._number}", "chat_message_too_big")
                else:
                    yield self._item(found.value)
        except JsonBroken:
            if not self._number:
                raise UserError("not_telegram", file=ctx.name) from None
            yield Rejection(f"message {self._number + 1}", "chat_broken")
        if self._stream.replaced:
            ctx.warn("warn_characters_replaced", count=self._stream.replaced)
        if self._media.missing:
            ctx.warn("warn_chat_media_missing", count=self._media.missing)
        self._owner.warn(ctx)

    def _note(self, found: Found) -> None:
        """Take what stands outside of messages: the chat's name, kind and number, and the owner's."""
        path, value = found.path, text_of(found.value)
        if path in ("chats.list.item", "left_chats.list.item") and value == "start_map":
            self._chat = _Chat()
        for start in _LISTS:
            if path == f"{start}name":
                self._chat.name = value
            elif path == f"{start}type":
                self._chat.kind = value
            elif path == f"{start}id":
                self._chat.id = value
        if path == "personal_information.user_id":
            self._own_id = value

    def _item(self, message: dict[str, Any]) -> Item:
        number = text_of(message.get("id"))
        place = f"message {number or self._number}"
        if self._chat.id and self._own_id:
            place = f"chat {self._chat.id} {place}"
        is_call = text_of(message.get("action")) == "phone_call"
        if text_of(message.get("type")) == "service" and not is_call:
            return Rejection(place, "chat_notice", other=True)
        written, at_ms, zone = self._time(message)
        if at_ms is None:
            return Rejection(place, "entry_without_date" if not written else "chat_bad_date")
        name = text_of(message.get("from")) or text_of(message.get("actor"))
        account = text_of(message.get("from_id")) or text_of(message.get("actor_id"))
        kind, attachments = self._media_of(message)
        duration = text_of(message.get("duration_seconds"))
        duration_s = int(duration) if duration.isdigit() and int(duration) <= 7 * 86_400 else None
        answered = None
        if is_call:
            kind = "call"
            duration_s = duration_s or 0
            reason = text_of(message.get("discard_reason"))
            answered = True if duration_s else False if reason in _UNANSWERED or not reason else None
        notes = [f"{key}={text[:200]}" for key in _NOTED if (text := text_of(message.get(key)))]
        return entry_of(
            Said(
                at_ms,
                written,
                place,
                self._direction(account, name),
                sender=account or name,
                name=name,
                text=_words(message.get("text")) or _caption(message),
                kind=kind,
                chat=self._chat.name,
                is_group=self._chat.is_group,
                answered=answered,
                duration_s=duration_s,
                zone=zone,
                attachments=attachments,
                notes=notes,
                partner=f"user{self._chat.id}" if self._chat.id and not self._chat.is_group else "",
            ),
            Medium.TELEGRAM,
        )

    def _time(self, message: dict[str, Any]) -> tuple[str, int | None, str]:
        written = text_of(message.get("date"))
        unixtime = text_of(message.get("date_unixtime"))
        at_ms = read_epoch(unixtime) if unixtime else None
        if at_ms is not None:
            return written or unixtime, at_ms, ""
        found = read_iso(written, self._ctx.zone)
        if found is not None:
            return written, found[0], self._ctx.zone if found[1] else ""
        return written or unixtime, read_epoch(written) if written else None, ""

    def _direction(self, account: str, name: str) -> Direction:
        if self._owner.was_given:
            return self._owner.direction(account, name)
        if self._own_id and account:
            return Direction.OUT if account == f"user{self._own_id}" else Direction.IN
        if self._chat.kind in _BETWEEN_TWO and self._chat.kind != "saved_messages":
            if account and self._chat.id:
                return Direction.IN if account == f"user{self._chat.id}" else Direction.OUT
            if name and self._chat.name:
                return Direction.IN if name_key(name) == name_key(self._chat.name) else Direction.OUT
        if self._chat.kind == "saved_messages":
            return Direction.OUT
        return self._owner.direction(account, name)

    def _media_of(self, message: dict[str, Any]) -> tuple[str, tuple[Attachment, ...]]:
        path = text_of(message.get("photo")) or text_of(message.get("file"))
        kind = _KINDS.get(text_of(message.get("media_type")), "")
        if not kind:
            if message.get("photo"):
                kind = "image"
            elif message.get("file"):
                kind = "image" if text_of(message.get("mime_type")).startswith("image/") else "file"
            else:
                others = (("location_information", "location"), ("contact_information", "card"), ("poll", "poll"))
                kind = next((other for key, other in others if message.get(key)), "text")
        # ``(File not included. Change data exporting settings to download.)`` stands where there is none.
        if not path or path.startswith("("):
            return kind, ()
        return kind, self._media.keep(path)


_NOTED = ("forwarded_from", "reply_to_message_id", "edited", "via_bot")


def _words(text: Any) -> str:
    """Return the text of a message: a string, or pieces of which some are links, mentions or bold."""
    if isinstance(text, list):
        return "".join(text_of(part.get("text")) if isinstance(part, dict) else text_of(part) for part in text)
    return text_of(text)


def _caption(message: dict[str, Any]) -> str:
    """Return what stands for a message without words: a contact, a place, a question, the face on a sticker."""
    contact = message.get("contact_information")
    if isinstance(contact, dict):
        return "[名片] " + " ".join(
            filter(None, (text_of(contact.get(key)) for key in ("last_name", "first_name", "phone_number")))
        )
    place = message.get("location_information")
    if isinstance(place, dict):
        return f"[位置] {text_of(place.get('latitude'))},{text_of(place.get('longitude'))}"
    poll = message.get("poll")
    if isinstance(poll, dict):
        return f"[投票] {text_of(poll.get('question'))}"
    return text_of(message.get("sticker_emoji"))
