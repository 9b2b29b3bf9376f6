"""A WeChat message however a tool names its fields: who, where, when and what, as one entry."""

from __future__ import annotations

import re
from dataclasses import dataclass

from advocate.domain.drafts import Rejection
from advocate.domain.vocabulary import Direction, Medium, TimePrecision
from advocate.importers.base import Item, ReadContext
from advocate.importers.characters import visible
from advocate.importers.chats.entries import Said, entry_of, is_among
from advocate.importers.chats.owner import Owner
from advocate.importers.chats.wechat_kinds import kind_of
from advocate.importers.wall_clock import read_epoch, read_iso

#: Two times of one message that are further apart than this contradict each other.
_MOST_APART_MS = 60_000
#: A time that ends with its minutes, an offset aside.
_NO_SECONDS = re.compile(r"[T\s]\d{1,2}:\d{2}\s*(?:Z|[+-]\d{2}:?\d{2})?\Z", re.IGNORECASE)
_SELF_RECALL = re.compile(r"\A[\"“]?(?:你|您|我|You)\b|\A[\"“]?(?:你|您|我)", re.IGNORECASE)
_GROUP = "@chatroom"
_FOLDER = re.compile(r"(?P<name>[^/\\]*?)\((?P<id>(?:wxid_|gh_)?[A-Za-z0-9_\-]{4,60}(?:@chatroom)?)\)")


@dataclass(slots=True)
class WeChatRow:
    """One row or object of an export, its fields brought to common names. ``is_self`` None: the tool does not say."""

    place: str
    content: str = ""
    type_code: str = ""
    sub_code: str = ""
    type_words: str = ""
    is_self: bool | None = None
    sender: str = ""
    sender_name: str = ""
    chat: str = ""
    chat_name: str = ""
    is_group: bool | None = None
    epoch: str = ""
    written: str = ""
    account: str = ""


@dataclass(slots=True)
class Conversion:
    """Turns rows into entries and counts what a person should know about the file."""

    ctx: ReadContext
    owner: Owner
    chat_name: str = ""
    chat_id: str = ""
    medium: Medium = Medium.WECHAT
    contradictions: int = 0

    def item(self, row: WeChatRow) -> Item:
        """Return the entry of a row, or why it is none."""
        chat_id, chat_name = row.chat or self.chat_id, row.chat_name or self.chat_name
        time = self._time(row)
        if time is None:
            return Rejection(row.place, "entry_without_date" if not (row.epoch or row.written) else "chat_bad_date")
        at_ms, written, zone, precision = time
        found = kind_of(row.content, row.type_code, row.sub_code, row.type_words)
        if found.kind == "notice":
            return Rejection(row.place, "chat_notice", other=True)
        is_group = row.is_group if row.is_group is not None else chat_id.endswith(_GROUP)
        sender, name = row.sender, row.sender_name
        if found.kind == "recalled":
            # A notice carries no sender; its words say whose message was taken back.
            direction = self._recalled(row, found.recalled_by)
            name = name or (found.recalled_by if direction is Direction.IN else "")
        elif row.is_self is not None:
            direction = Direction.OUT if row.is_self else Direction.IN
        else:
            direction = self.owner.direction(sender, name)
        if not is_group and direction is Direction.IN:
            sender = sender or chat_id
        notes = [f"account={row.account}"] if row.account else []
        return entry_of(
            Said(
                at_ms,
                written,
                row.place,
                direction,
                sender=sender,
                name=name or (sender if is_group else ""),
                text=found.text,
                kind=found.kind,
                chat=chat_name or chat_id,
                is_group=is_group,
                answered=found.answered,
                duration_s=found.duration_s,
                zone=zone,
                precision=precision,
                notes=notes,
                partner=chat_id or chat_name,
            ),
            self.medium,
        )

    def finish(self) -> None:
        """Leave the warnings of the whole file."""
        self.owner.warn(self.ctx)
        if self.contradictions:
            self.ctx.warn("warn_chat_times_contradict", count=self.contradictions)

    def _time(self, row: WeChatRow) -> tuple[int, str, str, TimePrecision] | None:
        zone = self.ctx.zone
        by_epoch = read_epoch(row.epoch) if row.epoch else None
        by_words = read_iso(row.written, zone) if row.written else None
        if by_words is None and row.written and by_epoch is None:
            by_epoch = read_epoch(row.written)
        written = row.written or row.epoch
        precision = TimePrecision.EXACT
        if by_words is not None and by_epoch is None and _NO_SECONDS.search(row.written):
            precision = TimePrecision.MINUTE
        if (
            by_epoch is not None
            and by_words is not None
            and by_words[1]
            and abs(by_epoch - by_words[0]) > _MOST_APART_MS
        ):
            self.contradictions += 1
            written = f"{row.epoch} / {row.written}"
        if by_epoch is not None:
            return by_epoch, written, "", precision
        if by_words is not None:
            return by_words[0], written, zone if by_words[1] else "", precision
        return None

    def _recalled(self, row: WeChatRow, who: str) -> Direction:
        if _SELF_RECALL.match(who) or (who and self.owner.names and is_among(who, self.owner.names)):
            return Direction.OUT
        return Direction.OUT if row.is_self and not who else Direction.IN


def chat_of_path(path: str) -> tuple[str, str]:
    """Return the name and the account that a folder such as ``小红(wxid_red)`` names; empty where none does."""
    for part in reversed(path.replace("\\", "/").split("/")):
        match = _FOLDER.search(part)
        if match is not None:
            return visible(match["name"]), match["id"]
    return "", ""
