"""QQ Chat Exporter JSON, its old layouts (milliseconds, no version) and its fourth (ISO times) alike (formats.md 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advocate.domain.drafts import Attachment, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Medium, SourceKind
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.chats.entries import MediaFolder, Said, entry_of
from advocate.importers.chats.json_stream import Found, JsonBroken, JsonStream, flag_of, text_of
from advocate.importers.chats.owner import Owner
from advocate.importers.chats.wechat_kinds import kind_of
from advocate.importers.sources import Source
from advocate.importers.text_files import head_text
from advocate.importers.wall_clock import read_epoch, read_iso

_ELEMENTS = {
    "image": "image",
    "pic": "image",
    "face": "sticker",
    "marketface": "sticker",
    "market_face": "sticker",
    "video": "video",
    "audio": "voice",
    "ptt": "voice",
    "voice": "voice",
    "file": "file",
    "location": "location",
    "json": "link",
    "ark": "link",
    "forward": "forward",
    "reply": "quote",
    "call": "call",
    "system": "notice",
    "graytip": "notice",
    "gray_tip": "notice",
}
#: Kinds that stay the kind of a message although it holds words too.
_MORE_THAN_TEXT = ("image", "video", "voice", "file")


class QqJson:
    """Exports of QQ Chat Exporter."""

    name = "qq_json"
    kind = SourceKind.CHAT
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by the names of its fields."""
        if probe.members:
            return 0.0
        text = head_text(probe.head).lstrip()
        if not text.startswith("{"):
            return 0.0
        if "QQChatExporter" in text[:3_000] or "qq-chat-exporter" in text[:3_000].lower():
            return 0.97
        return 0.94 if '"messages"' in text and '"sender"' in text and '"uin"' in text else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every message; system messages are left out with a reason."""
        stream = JsonStream(source, frozenset({"messages.item"}))
        owner, media = Owner(ctx), MediaFolder(source, ctx)
        meta: dict[str, str] = {}
        number = 0
        try:
            for found in stream.found(ctx, ctx.advance):
                if not found.is_object:
                    _note(meta, found)
                    continue
                number += 1
                place = f"message {number}"
                if not owner.names:
                    owner.names = [value for key in ("selfUin", "selfUid", "selfName") if (value := meta.get(key, ""))]
                if found.value is None:
                    yield Rejection(place, "chat_message_too_big")
                else:
                    yield _item(found.value, place, ctx, owner, meta, media)
        except JsonBroken:
            if not number:
                raise UserError("not_qq_json", file=ctx.name) from None
            yield Rejection(f"message {number + 1}", "chat_broken")
        if stream.replaced:
            ctx.warn("warn_characters_replaced", count=stream.replaced)
        owner.warn(ctx)


def _note(meta: dict[str, str], found: Found) -> None:
    if found.path.startswith("chatInfo."):
        value = text_of(found.value)
        if value:
            meta[found.path[9:]] = value[:500]


def _item(
    message: dict[str, Any], place: str, ctx: ReadContext, owner: Owner, meta: dict[str, str], media: MediaFolder
) -> Item:
    time = _time(message, ctx)
    if time is None:
        return Rejection(place, "entry_without_date" if "timestamp" not in message else "chat_bad_date")
    at_ms, written, zone = time
    sender = message.get("sender")
    who = sender if isinstance(sender, dict) else {}
    account = text_of(who.get("uin")) or text_of(who.get("uid"))
    if account == "0":
        account = text_of(who.get("uid"))
    name = next((text for key in ("groupCard", "remark", "name", "nickname") if (text := text_of(who.get(key)))), "")
    content = message.get("content")
    body = content if isinstance(content, dict) else {"text": text_of(content)}
    text = text_of(body.get("text"))
    kind, files = _elements(body)
    if flag_of(message.get("isSystemMessage")) or flag_of(message.get("system")) or kind == "notice":
        if "撤回" not in text:
            return Rejection(place, "chat_notice", other=True)
        kind = "recalled"
    if flag_of(message.get("isRecalled")) or flag_of(message.get("recalled")):
        kind = "recalled"
    found = kind_of(text)
    if kind == "text":
        kind = found.kind if found.kind != "notice" else "text"
    if not text and not files and kind == "text":
        return Rejection(place, "entry_empty")
    kept: tuple[Attachment, ...] = ()
    for file in files[:50]:
        if media.has(file):
            kept += media.keep(file)
    group = meta.get("type", "").lower() in ("group", "troop")
    direction = owner.direction(account, text_of(who.get("uid")), name)
    return entry_of(
        Said(
            at_ms,
            written,
            place,
            direction,
            sender=account or name,
            name=name,
            text=text,
            kind=kind,
            chat=meta.get("name", ""),
            is_group=group,
            answered=found.answered if kind == "call" else None,
            duration_s=found.duration_s if kind in ("call", "voice") else None,
            zone=zone,
            attachments=kept,
            partner=meta.get("peerUin", "") or meta.get("name", ""),
        ),
        Medium.QQ,
    )


def _elements(body: dict[str, Any]) -> tuple[str, list[str]]:
    kinds, files = [], []
    for key in ("elements", "resources"):
        parts = body.get(key)
        for part in parts if isinstance(parts, list) else []:
            if not isinstance(part, dict):
                continue
            kind = _ELEMENTS.get(text_of(part.get("type")).lower(), "text")
            kinds.append(kind)
            data = part.get("data")
            for holder in (part, data if isinstance(data, dict) else {}):
                name = text_of(holder.get("filename")) or text_of(holder.get("localPath"))
                if name and kind in _MORE_THAN_TEXT and name not in files:
                    files.append(name)
    if not kinds or all(kind == "text" for kind in kinds):
        return "text", files
    only = {kind for kind in kinds if kind != "text"}
    strong = next((kind for kind in ("notice", "call", *_MORE_THAN_TEXT) if kind in only), None)
    return strong or ("text" if "text" in kinds else next(iter(kind for kind in kinds if kind != "text"))), files


def _time(message: dict[str, Any], ctx: ReadContext) -> tuple[int, str, str] | None:
    for key in ("timestamp", "time", "createTime", "msgTime"):
        written = text_of(message.get(key)).strip()
        if not written:
            continue
        at_ms = read_epoch(written)
        if at_ms is not None:
            return at_ms, written, ""
        found = read_iso(written, ctx.zone)
        if found is not None:
            return found[0], written, ctx.zone if found[1] else ""
    return None
