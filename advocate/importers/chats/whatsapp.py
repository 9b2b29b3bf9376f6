"""WhatsApp "Export chat": the text alone, or a ZIP or folder with the text and its media (formats.md 5).

Two passes: the first decides the order of the dates and who takes part, the second reads. A line without a head goes on
with the message before it. The text has no zone, so the importing person's holds; without seconds a time is known to
the minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from advocate.domain.drafts import MAX_TEXT, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Medium, SourceKind, TimePrecision
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.characters import INVISIBLE, visible
from advocate.importers.chats.date_order import DateStyle, Triple, decide, read_date
from advocate.importers.chats.entries import MediaFolder, Repeats, Said, entry_of
from advocate.importers.chats.owner import Owner
from advocate.importers.chats.whatsapp_heads import Head, observe, read_head
from advocate.importers.chats.whatsapp_words import is_encryption_notice, is_notice, meaning
from advocate.importers.sources import Source
from advocate.importers.text_files import TextFile, head_text
from advocate.importers.wall_clock import instant_ms

_CHAT_FILE = re.compile(r"_chat\.txt|.*whats\s?app.*\.txt", re.IGNORECASE)
_FOREIGN = {
    ".xml",
    ".db",
    ".sqlite",
    ".storedata",
    ".csv",
    ".json",
    ".jsonl",
    ".html",
    ".eml",
    ".mbox",
    ".msg",
    ".pst",
    ".plist",
}
_SENDER = re.compile(r"(?P<name>[^\n]{1,160}?)(?::\s(?P<text>.*)|:\Z)", re.DOTALL)
#: Titles that the app gives to exported files: ``WhatsApp Chat with X.txt``, ``与X的 WhatsApp 聊天.txt``.
_TITLES = (
    re.compile(r"whatsapp[ -](?:chat|unterhaltung|conversation)?\s*(?:with|mit|avec|-)\s+(.+)", re.IGNORECASE),
    re.compile(r"(?:chat|conversa|conversación) de whatsapp (?:con|com)\s+(.+)", re.IGNORECASE),
    re.compile(r"discussion whatsapp avec\s+(.+)", re.IGNORECASE),
    re.compile(r"chat whatsapp con\s+(.+)", re.IGNORECASE),
    re.compile(r"[与與和]\s*(.+?)\s*的\s*whatsapp\s*(?:聊天|對話|对话|聊天记录|聊天記錄|對話紀錄).*", re.IGNORECASE),
    re.compile(r"whatsapp[ -]*(?:聊天|對話|对话|トーク|대화)\s*[-–：:]\s*(.+)", re.IGNORECASE),
    re.compile(r"(.+?)\s*との\s*whatsapp.*", re.IGNORECASE),
)
#: More different senders than any group has: the file is no chat.
_MOST_SENDERS = 5_000


@dataclass(slots=True)
class _Shape:
    """What the first pass found."""

    dates: list[Triple] = field(default_factory=list)
    style: DateStyle = field(default_factory=DateStyle)
    senders: dict[str, int] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    heads: int = 0


@dataclass(slots=True)
class _Open:
    """A message whose further lines may still come."""

    head: Head
    number: int
    lines: list[str]
    characters: int = 0

    def add(self, line: str) -> None:
        if self.characters < MAX_TEXT:
            self.lines.append(line)
            self.characters += len(line) + 1


class WhatsAppText:
    """Chat exports of WhatsApp."""

    name = "whatsapp"
    kind = SourceKind.CHAT
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by the heads of the lines; an archive by the one chat file in it."""
        if probe.members:
            return 0.95 if len(_chat_members(probe.members)) == 1 else 0.0
        lines = [line for line in head_text(probe.head).split("\n") if line.strip()]
        heads = [head for line in lines[:400] if (head := read_head(line)) is not None]
        first = next((number for number, line in enumerate(lines[:12]) if read_head(line) is not None), None)
        if first is None or not any(_SENDER.match(head.rest) for head in heads):
            return 0.0
        if sum(head.form == "legacy" for head in heads) == len(heads) and len(heads) < 2:
            return 0.0
        known = "whatsapp" in probe.name.lower() or any(is_notice(line) for line in lines[:12])
        share = len(heads) / len(lines[:400])
        return min(0.9, 0.6 + 0.1 * known + 0.2 * share)

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every message; lines of the app itself are left out with a reason."""
        chat = source
        if source.members:
            names = _chat_members(tuple(source.members))
            if not names:
                raise UserError("not_whatsapp", file=ctx.name)
            chat = source.members[names[0]]
        shape = _survey(chat, ctx)
        if not shape.heads:
            raise UserError("not_whatsapp", file=ctx.name)
        order, by_style = decide(shape.dates, shape.style, ctx.options)
        if by_style:
            ctx.warn("warn_chat_dates_by_style", order=order)
        title = _title(chat.name) or _title(source.name)
        yield from _Reading(chat, source, ctx, shape, order, title).items()


def _chat_members(names: tuple[str, ...]) -> list[str]:
    """Return the chat files directly in an archive or folder that holds nothing but a chat and what was sent in it.

    Where the files of other programs lie beside it, it is no export: each file is then read for itself.
    """
    if any(PurePosixPath(name).suffix.lower() in _FOREIGN for name in names):
        return []
    return [name for name in names if "/" not in name and _CHAT_FILE.fullmatch(name)]


def _title(name: str) -> str:
    stem = visible(PurePosixPath(name).name)
    stem = re.sub(r"(?:\s*\(\d+\))?\.(?:txt|zip)\Z", "", stem, flags=re.IGNORECASE)
    return next((match[1].strip() for pattern in _TITLES if (match := pattern.fullmatch(stem)) is not None), "")


def _sender(rest: str) -> tuple[str, str] | None:
    """Split what follows a head into sender and text; None for a line of the app itself."""
    match = _SENDER.match(rest)
    if match is None or not visible(match["name"]):
        return None
    # ``Anna changed the subject to "Loans: new"``: the colon stands inside the quotation.
    if re.search('["“「]', match["name"]) and is_notice(match["name"]):
        return None
    return visible(match["name"]), match["text"] or ""


def _survey(chat: Source, ctx: ReadContext) -> _Shape:
    shape = _Shape()
    for line in TextFile(chat).lines(lambda _done: ctx.job.check()):
        head = read_head(line)
        if head is None:
            continue
        shape.heads += 1
        if not shape.dates or shape.dates[-1] != head.dates:
            shape.dates.append(head.dates)
        observe(shape.style, head)
        split = _sender(head.rest)
        if split is None:
            continue
        name, text = split
        if is_encryption_notice(text):
            shape.groups.add(name)
        elif _starts_marked(text) and is_notice(text):
            continue
        elif len(shape.senders) < _MOST_SENDERS:
            shape.senders[name] = shape.senders.get(name, 0) + 1
    return shape


def _starts_marked(text: str) -> bool:
    return INVISIBLE.match(text) is not None


class _Reading:
    """The second pass over one chat."""

    def __init__(self, chat: Source, source: Source, ctx: ReadContext, shape: _Shape, order: str, title: str) -> None:
        self._chat, self._ctx, self._order, self._title = chat, ctx, order, title
        self._shape = shape
        self._text = TextFile(chat)
        self._media = MediaFolder(source, ctx)
        self._owner = Owner(ctx)
        self._owner.decide(shape.senders, title)
        self._repeats = Repeats()
        others = [name for name in shape.senders if not self._owner.is_owner(name)]
        self._is_group = len(others) > 1 or bool(shape.groups - set(shape.senders) and len(shape.senders) > 2)
        self._partner = title or (others[0] if len(others) == 1 else "")

    def items(self) -> Iterator[Item]:
        ctx = self._ctx
        current: _Open | None = None
        for number, line in enumerate(self._text.lines(ctx.advance), 1):
            head = read_head(line)
            if head is not None:
                if current is not None:
                    yield self._item(current)
                current = _Open(head, number, [head.rest])
            elif current is not None:
                current.add(line)
            elif visible(line):
                yield Rejection(f"line {number}", "chat_line_before_first", other=True)
        if current is not None:
            yield self._item(current)
        if self._text.replaced:
            ctx.warn("warn_characters_replaced", count=self._text.replaced)
        if self._media.missing:
            ctx.warn("warn_chat_media_missing", count=self._media.missing)
        self._owner.warn(ctx)

    def _item(self, message: _Open) -> Item:
        head, place = message.head, f"line {message.number}"
        split = _sender("\n".join(message.lines))
        if split is None:
            return Rejection(place, "chat_notice", other=True)
        name, text = split
        if is_encryption_notice(text):
            return Rejection(place, "chat_notice", other=True)
        if (_starts_marked(text) or name in self._shape.groups or name == self._title) and is_notice(text):
            return Rejection(place, "chat_notice", other=True)
        day = read_date(head.dates, self._order)
        if day is None:
            return Rejection(place, "chat_bad_date")
        local = datetime(day.year, day.month, day.day, head.hour, head.minute, head.second or 0)
        at_ms = instant_ms(local, self._ctx.zone)
        meant = meaning(text)
        shown = name.lstrip("~ ").strip() or name
        words = INVISIBLE.sub("", meant.text).strip() if meant.kind == "text" else meant.text
        attachments = self._media.keep(meant.file) if meant.file else ()
        if meant.file and not words:
            words = f"[{meant.file}]"
        kind = self._repeats.kind(meant.kind, at_ms, name, words) if head.second is None else meant.kind
        return entry_of(
            Said(
                at_ms,
                head.written,
                place,
                self._owner.direction(name),
                sender=shown,
                name=shown,
                text=words,
                kind=meant.kind,
                chat=self._title,
                is_group=self._is_group,
                answered=meant.answered,
                duration_s=meant.duration_s,
                zone=self._ctx.zone,
                precision=TimePrecision.MINUTE if head.second is None else TimePrecision.EXACT,
                attachments=attachments,
                source_kind=kind,
                partner=self._partner,
            ),
            Medium.WHATSAPP,
        )
