"""ChatLab's exchange format, as JSON and as one object a line (formats.md 8; specification 0.0.2 of ChatLab).

It carries chats of any app, so the medium is read from its ``platform``. It does not say which member is the owner of
the phone unless ``ownerId`` stands in its head.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from advocate.domain.drafts import Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Medium, SourceKind
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.chats.entries import Said, entry_of
from advocate.importers.chats.json_stream import JsonBroken, JsonStream, plain, text_of
from advocate.importers.chats.owner import Owner
from advocate.importers.sources import Source
from advocate.importers.text_files import TextFile, head_text
from advocate.importers.wall_clock import read_epoch, read_iso

#: Types of the specification: basic ones to 19, those between people to 39, the system's from 80.
_KINDS = {
    0: "text",
    1: "image",
    2: "voice",
    3: "video",
    4: "file",
    5: "sticker",
    7: "link",
    8: "location",
    20: "red_packet",
    21: "transfer",
    22: "poke",
    23: "call",
    24: "link",
    25: "quote",
    26: "forward",
    27: "card",
    80: "notice",
    81: "recalled",
}
_MEDIA = {
    "qq": Medium.QQ,
    "wechat": Medium.WECHAT,
    "weixin": Medium.WECHAT,
    "telegram": Medium.TELEGRAM,
    "whatsapp": Medium.WHATSAPP,
    "line": Medium.LINE,
    "signal": Medium.SIGNAL,
}
_MISSED = re.compile(r"未接|取消|拒绝|无应答|忙|missed|cancel|declin|busy", re.IGNORECASE)
_LENGTH = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?!\d)")
_MOST_MEMBERS = 20_000


class ChatLab:
    """ChatLab JSON and JSONL."""

    name = "chatlab"
    kind = SourceKind.CHAT
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by the head that the specification demands."""
        if probe.members:
            return 0.0
        text = head_text(probe.head)[:4_000].lstrip()
        return 0.97 if text.startswith("{") and '"chatlab"' in text and ('"meta"' in text or '"_type"' in text) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every message; a line that cannot be read is refused alone, a file that breaks off keeps the rest."""
        with source.open() as stream:
            head = head_text(stream.read(4_000)).lstrip()
        lines = re.match(r"\{\s*\"_type\"", head) is not None or '"_type"' in head.partition("\n")[0]
        chat = _Chat(ctx)
        yield from _lines(source, ctx, chat) if lines else _object(source, ctx, chat)
        chat.owner.warn(ctx)


class _Chat:
    """What the head and the members say."""

    def __init__(self, ctx: ReadContext) -> None:
        self._ctx = ctx
        self.meta: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.owner = Owner(ctx)

    def learn(self, member: dict[str, Any]) -> None:
        account = text_of(member.get("platformId"))
        if account and len(self.names) < _MOST_MEMBERS:
            self.names[account] = text_of(member.get("groupNickname")) or text_of(member.get("accountName"))

    def item(self, message: dict[str, Any], place: str) -> Item:
        """Return one message as an entry."""
        if not self.owner.names and self.meta.get("ownerId"):
            self.owner.names = [self.meta["ownerId"]]
        written = text_of(message.get("timestamp"))
        at_ms = read_epoch(written)
        zone = ""
        if at_ms is None:
            found = read_iso(written, self._ctx.zone)
            if found is None:
                return Rejection(place, "entry_without_date" if not written else "chat_bad_date")
            at_ms, zone = found[0], self._ctx.zone if found[1] else ""
        code = text_of(message.get("type"))
        kind = _KINDS.get(int(code), "text") if code.isdigit() and len(code) < 4 else "text"
        if kind == "notice":
            return Rejection(place, "chat_notice", other=True)
        content = text_of(message.get("content"))
        sender = text_of(message.get("sender"))
        name = (
            text_of(message.get("groupNickname")) or text_of(message.get("accountName")) or self.names.get(sender, "")
        )
        group = self.meta.get("type", "") == "group"
        length = _LENGTH.search(content) if kind == "call" else None
        duration_s = None
        if length is not None:
            duration_s = sum(int(part or 0) * unit for part, unit in zip(length.groups(), (3600, 60, 1), strict=True))
        platform = self.meta.get("platform", "").lower()
        return entry_of(
            Said(
                at_ms,
                written,
                place,
                self.owner.direction(sender, name),
                sender=sender,
                name=name,
                text=content,
                kind=kind,
                chat=self.meta.get("name", ""),
                is_group=group,
                answered=True if duration_s else False if kind == "call" and _MISSED.search(content) else None,
                duration_s=duration_s,
                zone=zone,
                notes=[] if platform in _MEDIA else [f"platform={platform[:40]}"],
                partner=self.meta.get("groupId", "") if group else "",
            ),
            _MEDIA.get(platform, Medium.OTHER),
        )


def _lines(source: Source, ctx: ReadContext, chat: _Chat) -> Iterator[Item]:
    text = TextFile(source)
    for number, line in enumerate(text.lines(ctx.advance), 1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            value = _stored(json.loads(line))
        except (ValueError, RecursionError):
            yield Rejection(place, "chat_line_damaged")
            continue
        kind = value.get("_type") if isinstance(value, dict) else None
        if kind == "header":
            chat.meta = {key: text_of(item) for key, item in (value.get("meta") or {}).items()}
        elif kind == "member":
            chat.learn(value)
        elif kind == "message":
            yield chat.item(value, place)
        else:
            yield Rejection(place, "chat_line_damaged")
    if text.replaced:
        ctx.warn("warn_characters_replaced", count=text.replaced)


def _object(source: Source, ctx: ReadContext, chat: _Chat) -> Iterator[Item]:
    stream = JsonStream(source, frozenset({"messages.item", "members.item"}))
    number = 0
    try:
        for found in stream.found(ctx, ctx.advance):
            if not found.is_object:
                if found.path.startswith("meta."):
                    chat.meta[found.path[5:]] = text_of(found.value)
                continue
            if found.path == "members.item":
                chat.learn(found.value or {})
                continue
            number += 1
            place = f"message {number}"
            yield Rejection(place, "chat_message_too_big") if found.value is None else chat.item(found.value, place)
    except JsonBroken:
        if not number:
            raise UserError("not_chatlab", file=ctx.name) from None
        yield Rejection(f"message {number + 1}", "chat_broken")
    if stream.replaced:
        ctx.warn("warn_characters_replaced", count=stream.replaced)


def _stored(value: Any) -> Any:
    if isinstance(value, dict):
        meta = value.get("meta")
        clean = {key: plain(item) for key, item in value.items()}
        clean["meta"] = {key: plain(item) for key, item in meta.items()} if isinstance(meta, dict) else {}
        return clean
    return value
