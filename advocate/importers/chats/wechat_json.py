"""WeChat exports as JSON: chatlog, chatlog-keeper, WeFlow and EchoTrace, Wetrace-Plus (formats.md 8).

All are streamed. Who sent a message stands in each of them; times are once ISO with an offset, once seconds, once
seconds with a fraction, once local without a zone, and each is read as what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advocate.domain.drafts import Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.chats.json_stream import Found, JsonBroken, JsonStream, flag_of, text_of
from advocate.importers.chats.owner import Owner
from advocate.importers.chats.wechat_messages import Conversion, WeChatRow
from advocate.importers.sources import Source
from advocate.importers.text_files import head_text

_WANTED = frozenset({"item", "messages.item", "conversations.item.messages.item"})
#: The fields of a row by the names that tools give them; the first that is there counts.
_CONTENT = ("content", "parsedContent", "msg", "text", "StrContent", "rawContent")
_EPOCH = ("createTime", "CreateTime", "create_time", "timestamp", "ts")
_WRITTEN = ("formattedTime", "time", "StrTime", "strTime", "datetime", "date")
_SENDER = ("senderUsername", "sender_wxid", "sender_id", "senderId", "sender", "talker_id")
_NAME = ("senderDisplayName", "senderName", "sender_name", "sender", "accountName", "nickname")
_SELF = ("isSend", "isSelf", "is_self", "is_sender", "IsSender", "isSender")
_TYPE = ("msg_type", "type", "localType", "Type", "type_name")
_SUBTYPE = ("subType", "subtype", "sub_type", "SubType")


class WeChatJson:
    """WeChat exports as JSON."""

    name = "wechat_json"
    kind = SourceKind.CHAT
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by the names of the fields of one of the tools."""
        if probe.members:
            return 0.0
        text = head_text(probe.head).lstrip()
        if not text.startswith(("{", "[")):
            return 0.0
        if '"wetrace-plus"' in text or '"weflow"' in text[:2_000]:
            return 0.96
        if '"sender_wxid"' in text and '"conversation_id"' in text:
            return 0.95
        if '"talker"' in text and '"isSelf"' in text and '"content"' in text:
            return 0.95
        session = '"session"' in text and ('"wxid"' in text or '"isSend"' in text)
        return 0.94 if session and ('"messages"' in text or '"senderUsername"' in text) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every message; a file that breaks off keeps what came before."""
        stream = JsonStream(source, _WANTED)
        conversion = Conversion(ctx, Owner(ctx))
        meta: dict[str, str] = {}
        number = 0
        try:
            for found in stream.found(ctx, ctx.advance):
                if not found.is_object:
                    _note(meta, found)
                    continue
                number += 1
                place = f"message {number}"
                if found.value is None:
                    yield Rejection(place, "chat_message_too_big")
                    continue
                yield conversion.item(_row(found.value, meta, place))
        except JsonBroken:
            if not number:
                raise UserError("not_wechat_json", file=ctx.name) from None
            yield Rejection(f"message {number + 1}", "chat_broken")
        if stream.replaced:
            ctx.warn("warn_characters_replaced", count=stream.replaced)
        conversion.finish()


def _note(meta: dict[str, str], found: Found) -> None:
    """Remember what stands beside the messages: whose chat it is."""
    path, value = found.path, text_of(found.value)
    if path == "conversations.item" and value == "start_map":
        for key in [key for key in meta if key.startswith("conversations.")]:
            del meta[key]
    elif path.startswith(("session.", "account.", "conversations.item.", "meta.")) and path.count(".") <= 2 and value:
        meta[path] = value[:500]


def _first(item: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := text_of(item.get(name)))), "")


def _row(item: dict[str, Any], meta: dict[str, str], place: str) -> WeChatRow:
    flag = next((found for name in _SELF if (found := flag_of(item.get(name))) is not None), None)
    if flag is None:
        direction = text_of(item.get("direction")).lower()
        flag = {"outgoing": True, "sent": True, "out": True, "incoming": False, "received": False, "in": False}.get(
            direction
        )
    chat = (
        _first(item, ("conversation_id", "talker")) or meta.get("session.wxid") or meta.get("conversations.item.id", "")
    )
    chat_name = (
        _first(item, ("talkerName", "chat_room"))
        or meta.get("session.remark")
        or meta.get("session.displayName")
        or meta.get("session.nickname")
        or meta.get("conversations.item.name", "")
    )
    groups = (flag_of(item.get("isChatRoom")), flag_of(item.get("is_group_chat")))
    said = next((group for group in groups if group is not None), None)
    if said is None and "session.type" in meta:
        said = "群" in meta["session.type"]
    if said is None and "conversations.item.type" in meta:
        said = meta["conversations.item.type"].lower() == "group"
    kind = _first(item, _TYPE)
    words = "" if kind.isdigit() else kind
    # EchoTrace fills ``localType`` wrongly: its words are asked first.
    return WeChatRow(
        place,
        _first(item, _CONTENT),
        kind if kind.isdigit() else text_of(item.get("localType")),
        _first(item, _SUBTYPE),
        words,
        flag,
        _first(item, _SENDER),
        _first(item, _NAME),
        chat,
        chat_name,
        said or chat.endswith("@chatroom") if chat or said is not None else None,
        _first(item, _EPOCH),
        _first(item, _WRITTEN),
        text_of(item.get("account_id")) or meta.get("account.id", ""),
    )
