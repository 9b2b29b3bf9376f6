"""WeChat exports as tables: MemoTrace/留痕 (all chats, one chat), PyWxDump and chatlog (formats.md 8).

Recognised by the words of the header, in any order, with or without byte-order mark, also as Excel saved them again
(GBK, semicolons, tabs). Rows may be ragged or shifted against the header: what cannot be placed is refused with a
reason and never read into the wrong field.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from advocate.domain.drafts import Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.chats.owner import Owner
from advocate.importers.chats.wechat_messages import Conversion, WeChatRow, chat_of_path
from advocate.importers.sources import Source
from advocate.importers.text_files import TextFile, head_text
from advocate.importers.wall_clock import read_epoch, read_iso

_CELL_CHARACTERS = 1_000_000
_MOST_SENDERS = 5_000

#: The fields of `WeChatRow` by the header words of each layout, spaces, underscores, hyphens and case aside.
_LAYOUTS: dict[str, dict[str, str]] = {
    "memotrace_full": {
        "localid": "number",
        "talkerid": "",
        "type": "type_code",
        "subtype": "sub_code",
        "issender": "is_self",
        "createtime": "epoch",
        "status": "",
        "strcontent": "content",
        "strtime": "written",
        "remark": "chat_name",
        "nickname": "sender_name",
        "sender": "sender",
    },
    "memotrace_chat": {
        "消息id": "number",
        "类型": "type_words",
        "发送人": "sender_name",
        "时间": "written",
        "内容": "content",
        "备注": "",
        "昵称": "",
        "更多信息": "",
    },
    "pywxdump": {
        "id": "number",
        "msgsvrid": "",
        "typename": "type_words",
        "issender": "is_self",
        "talker": "sender",
        "roomname": "chat",
        "content": "content",
        "msg": "content",
        "createtime": "written",
    },
    "chatlog": {
        "time": "written",
        "sendername": "sender_name",
        "sender": "sender",
        "talkername": "chat_name",
        "talker": "chat",
        "content": "content",
    },
}
#: Without these a header is none of that layout.
_NEEDED = {
    "memotrace_full": {"type", "issender", "createtime", "strcontent"},
    "memotrace_chat": {"类型", "发送人", "时间", "内容"},
    "pywxdump": {"typename", "issender", "talker", "createtime"},
    "chatlog": {"time", "sendername", "sender", "talkername", "talker", "content"},
}
_ID = re.compile(r"(?:wxid_|gh_)[A-Za-z0-9_]+|[A-Za-z][A-Za-z0-9_\-]{5,40}|\d+@chatroom")


@dataclass(frozen=True, slots=True)
class _Header:
    layout: str
    delimiter: str
    columns: tuple[str, ...]


class WeChatCsv:
    """WeChat exports as CSV."""

    name = "wechat_csv"
    kind = SourceKind.CHAT
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by the header."""
        if probe.members:
            return 0.0
        return 0.95 if _header_of(head_text(probe.head)[:4_000].lstrip().partition("\n")[0]) is not None else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every row as a message or with the reason why it is none."""
        text = TextFile(source)
        header, rows = _opened(text, ctx, advance=True)
        chat_name, chat_id = chat_of_path(source.name)
        if header.layout == "memotrace_chat" and not chat_name:
            chat_name = re.sub(r"_utf8\Z", "", PurePosixPath(source.name.replace("\\", "/")).stem)
        owner = Owner(ctx)
        if header.layout in ("memotrace_chat", "chatlog"):
            chat_name, chat_id = _decide_owner(source, ctx, header, owner, chat_name, chat_id)
        conversion = Conversion(ctx, owner, chat_name, chat_id)
        shifted = 0
        number = 1
        for number, cells in rows:
            place = f"row {number}"
            row = _row(header, cells, place)
            if isinstance(row, Rejection):
                shifted += row.reason == "chat_row_shifted"
                yield row
                continue
            yield conversion.item(row)
        if text.replaced:
            ctx.warn("warn_characters_replaced", count=text.replaced)
        if shifted:
            ctx.warn("warn_chat_rows_shifted", count=shifted)
        conversion.finish()


def _key(word: str) -> str:
    return re.sub(r"[\s_\-\ufeff]", "", word).strip("\"'").lower()


def _header_of(line: str) -> _Header | None:
    for delimiter in (",", ";", "\t"):
        try:
            cells = next(csv.reader([line.strip("\r\n")], delimiter=delimiter), [])
        except csv.Error:
            continue
        keys = tuple(_key(cell) for cell in cells)
        for layout, needed in _NEEDED.items():
            if needed <= set(keys):
                return _Header(layout, delimiter, keys)
    return None


def _opened(text: TextFile, ctx: ReadContext, advance: bool) -> tuple[_Header, Iterator[tuple[int, list[str]]]]:
    lines = text.lines(ctx.advance if advance else (lambda _done: ctx.job.check()))
    lines = itertools.dropwhile(lambda line: not line.strip(), lines)
    first = next(lines, "")
    header = _header_of(first)
    if header is None:
        raise UserError("not_wechat_csv", file=ctx.name)
    return header, _rows(lines, header.delimiter)


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield rows with their number; a quotation that never ends is broken off at a bound instead of eating the file."""
    csv.field_size_limit(_CELL_CHARACTERS)
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=False)
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, []
            reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=False)
            continue
        if any(cell.strip() for cell in cells):
            yield number, cells


def _row(header: _Header, cells: list[str], place: str) -> WeChatRow | Rejection:
    columns = list(header.columns)
    if not cells:
        return Rejection(place, "chat_row_damaged")
    if len(cells) > len(columns):
        extra = len(cells) - len(columns)
        if any(cell.strip() for cell in cells[len(columns) :]):
            # Commas of a text that nobody quoted: the text is what is too long, and the cells behind it still fit.
            at = next(
                (place for place, key in enumerate(columns) if _LAYOUTS[header.layout].get(key) == "content"), None
            )
            if at is None:
                return Rejection(place, "chat_row_shifted")
            cells = [*cells[:at], header.delimiter.join(cells[at : at + extra + 1]), *cells[at + extra + 1 :]]
        cells = cells[: len(columns)]
    row = WeChatRow(place)
    for key, cell in zip(columns, cells, strict=False):
        field = _LAYOUTS[header.layout].get(key, "")
        value = cell.rstrip("\r\n")
        if field == "is_self":
            row.is_self = {"1": True, "1.0": True, "true": True, "0": False, "0.0": False, "false": False}.get(
                value.strip().lower()
            )
        elif field and field != "number":
            setattr(row, field, value if field == "content" else value.strip())
    return _checked(header, row, cells)


def _checked(header: _Header, row: WeChatRow, cells: list[str]) -> WeChatRow | Rejection:
    """Refuse a row whose cells do not stand under their words: a time that is none, a direction that is none."""
    if header.layout == "memotrace_full":
        if len(cells) < 8 and not row.epoch:
            return Rejection(row.place, "chat_row_damaged")
        if read_epoch(row.epoch) is None and read_iso(row.written, "UTC") is None:
            return Rejection(row.place, "chat_row_shifted")
        row.epoch = "" if read_epoch(row.epoch) is None or "E+" in row.epoch.upper() else row.epoch
        row.is_group = row.sender.endswith("@chatroom") or None
        if row.is_self and not row.sender_name:
            row.sender_name = ""
    elif header.layout == "pywxdump":
        row.content = _unwrapped(row.content)
        row.is_group = row.chat.endswith("@chatroom")
        if not row.is_group:
            row.chat = row.chat or row.sender
            row.sender = row.sender if not row.is_self else ""
    elif header.layout == "chatlog":
        row.is_group = row.chat.endswith("@chatroom")
        if not row.is_group and row.chat and row.sender:
            row.is_self = row.sender != row.chat
    if (
        header.layout != "memotrace_full"
        and row.written
        and read_iso(row.written, "UTC") is None
        and read_epoch(row.written) is None
    ):
        return Rejection(row.place, "chat_row_shifted")
    return row


def _unwrapped(content: str) -> str:
    """Return the words of PyWxDump's content, which is JSON with ``msg`` and ``src``, or a JSON string."""
    stripped = content.strip()
    if not stripped.startswith(("{", '"')):
        return content
    try:
        value = json.loads(stripped)
    except (ValueError, RecursionError):
        return content
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        for key in ("msg", "content", "text"):
            if isinstance(value.get(key), str):
                return str(value[key])
        return ""
    return content


def _decide_owner(
    source: Source, ctx: ReadContext, header: _Header, owner: Owner, chat_name: str, chat_id: str
) -> tuple[str, str]:
    senders: dict[str, None] = {}
    for _number, cells in _opened(TextFile(source), ctx, advance=False)[1]:
        row = _row(header, cells, "")
        if (
            isinstance(row, WeChatRow)
            and row.sender_name
            and len(senders) < _MOST_SENDERS
            and "系统" not in row.type_words
        ):
            senders[row.sender_name] = None
    if header.layout == "memotrace_chat":
        owner.decide(senders, chat_name)
        others = [name for name in senders if not owner.is_owner(name)]
        if len(others) == 1 and not chat_name:
            chat_name = others[0]
    return chat_name, chat_id
