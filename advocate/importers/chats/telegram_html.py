"""Telegram Desktop's ``messages.html`` (formats.md 6): a page at a time, read as it streams by.

The exact time stands in a title, since 2021 with its offset. A message that follows one of the same sender is
``joined`` and has no name of its own. What was forwarded carries names and times of its own, which are not the
message's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser

from advocate.domain.drafts import MAX_TEXT, Rejection
from advocate.domain.errors import UserError
from advocate.domain.moments import epoch_ms
from advocate.domain.vocabulary import Medium, SourceKind
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.characters import visible
from advocate.importers.chats.entries import MediaFolder, Said, entry_of
from advocate.importers.chats.owner import Owner
from advocate.importers.chats.telegram_json import belongs_to_export
from advocate.importers.sources import Source
from advocate.importers.text_files import Utf8Stream, head_text
from advocate.importers.wall_clock import instant_ms

_PAGE = re.compile(r"messages\d{0,6}\.html")
_TITLE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\s+(\d{1,2}):(\d{2}):(\d{2})(?:\s*UTC([+-]\d{2}):?(\d{2}))?")
#: A tag that goes on for longer than this is none; of a tail without end the parser looks at every tag once more.
_MOST_WAITING = 200_000
_MOST_TAIL = 4_096
_MOST_DEPTH = 400
_KINDS = (
    ("media_call", "call"),
    ("photo_wrap", "image"),
    ("media_photo", "image"),
    ("video_file_wrap", "video"),
    ("media_video", "video"),
    ("animated_wrap", "video"),
    ("media_voice_message", "voice"),
    ("media_audio_file", "voice"),
    ("sticker_wrap", "sticker"),
    ("media_location", "location"),
    ("media_contact", "card"),
    ("media_poll", "poll"),
    ("media_file", "file"),
)
_VOID = {"br", "img", "meta", "link", "hr", "input", "area", "base", "col", "embed", "source", "track", "wbr"}
_SECONDS = re.compile(r"\((\d{1,6})\s*s(?:econds?)?\)|(?:(\d{1,2}):)?(\d{1,2}):(\d{2})")


@dataclass(slots=True)
class _Message:
    line: int
    id: str
    service: bool
    joined: bool
    title: str = ""
    name: str = ""
    forwarded: str = ""
    label: str = ""
    status: str = ""
    kind: str = "text"
    files: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    size: int = 0


class TelegramHtml:
    """Telegram Desktop exports as HTML."""

    name = "telegram_html"
    kind = SourceKind.CHAT
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by the classes of its pages."""
        if probe.members:
            return 0.9 if _pages_of(probe.members) else 0.0
        text = head_text(probe.head)
        if "<html" not in text[:4_000].lower():
            return 0.0
        exported = "Exported Data" in text or "page_body chat_page" in text
        return (
            0.95
            if exported and 'class="message ' in text
            else 0.6
            if exported and "tgme" not in text and "chat_page" in text
            else 0.0
        )

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every message and call; a page that breaks off keeps what came before."""
        pages = [source.members[name] for name in _pages_of(tuple(source.members))] if source.members else [source]
        senders: dict[str, None] = {}
        chat, seen = "", False
        for page in pages:
            survey = _Pages(page, ctx, advance=False)
            for message in survey.messages():
                if message.name and len(senders) < 5_000:
                    senders[message.name] = None
            chat, seen = chat or survey.chat, seen or survey.seen
        if not seen:
            raise UserError("not_telegram", file=ctx.name)
        owner = Owner(ctx)
        owner.decide(senders, chat)
        is_group = sum(not owner.is_owner(name) for name in senders) > 1
        media = MediaFolder(source, ctx)
        last = ""
        for page in pages:
            reading = _Pages(page, ctx, advance=True)
            for message in reading.messages():
                if not message.service:
                    last = message.name = message.name or (last if message.joined else "")
                yield _item(message, ctx, owner, chat, is_group, media)
            if not reading.ended:
                yield Rejection(f"line {reading.line}", "chat_page_truncated")
        if media.missing:
            ctx.warn("warn_chat_media_missing", count=media.missing)
        owner.warn(ctx)


def _pages_of(names: tuple[str, ...]) -> list[str]:
    """Return the pages directly in an export of one chat, in their order; none where other things lie beside them."""
    pages = [name for name in names if _PAGE.fullmatch(name)]
    others = [name for name in names if name not in pages]
    if not pages or not others or "result.json" in names or not all(map(belongs_to_export, others)):
        return []
    return sorted(pages, key=lambda name: int(re.sub(r"\D", "", name) or 1))


class _Pages(HTMLParser):
    """Takes a page in blocks and gives messages as they end."""

    def __init__(self, source: Source, ctx: ReadContext, advance: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._source, self._ctx, self._advance = source, ctx, advance
        self._open: list[tuple[str, str]] = []
        self._ready: list[_Message] = []
        self._message: _Message | None = None
        self._level = 0
        self.chat = ""
        self.ended = False
        self.seen = False
        self.line = 1

    def messages(self) -> Iterator[_Message]:
        stream = Utf8Stream(self._source, self._ctx.advance if self._advance else lambda _done: self._ctx.job.check())
        try:
            while block := stream.read(64 * 1024):
                self.feed(block.decode("utf-8", "replace"))
                if len(self.rawdata) > _MOST_WAITING:
                    break
                yield from self._ready
                self._ready.clear()
            if len(self.rawdata) <= _MOST_TAIL:
                self.close()
        finally:
            stream.close()
        yield from self._ready
        self._ready.clear()
        self.line = self.getpos()[0]
        # Cut in the middle of a message that has its time and words already: it is one.
        if self._message is not None and self._message.title and self._message.text:
            yield self._message

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        classes = values.get("class", "")
        if tag == "br":
            self._say("\n")
        if tag in _VOID or len(self._open) > _MOST_DEPTH:
            return
        self._open.append((tag, classes))
        names = classes.split()
        if tag == "div" and "message" in names and self._message is None:
            self.seen = True
            self._level = len(self._open)
            identity = values.get("id", "").removeprefix("message")
            self._message = _Message(self.getpos()[0], identity, "service" in names, "joined" in names)
        message = self._message
        if message is None:
            return
        if "details" in names and "date" in names and not self._inside("forwarded") and not message.title:
            message.title = values.get("title", "")
        if message.kind == "text":
            message.kind = next((kind for mark, kind in _KINDS if mark in names), "text")
        if tag == "a" and any(mark in names for mark, _kind in _KINDS):
            target = values.get("href", "")
            if target and "://" not in target and not target.startswith("#"):
                message.files.append(target)

    def handle_endtag(self, tag: str) -> None:
        if tag == "html":
            self.ended = True
        for position in range(len(self._open) - 1, -1, -1):
            if self._open[position][0] == tag:
                del self._open[position:]
                break
        if self._message is not None and len(self._open) < self._level:
            self._ready.append(self._message)
            self._message = None

    def handle_data(self, data: str) -> None:
        if not self._open:
            return
        if self._message is None:
            if self._inside("page_header") and self._inside("text") and data.strip():
                self.chat = visible(f"{self.chat} {data}")
            return
        self._say(data)

    def _say(self, data: str) -> None:
        message = self._message
        if message is None or message.size > MAX_TEXT:
            return
        message.size += len(data)
        own = self._open[-1][1].split() if self._open else []
        if "from_name" in own:
            if self._inside("forwarded"):
                message.forwarded = visible(f"{message.forwarded} {data}")
            else:
                message.name = visible(f"{message.name} {data}")
        elif self._inside("text") and not self._inside("reply_to"):
            message.text.append(data)
        elif "title" in own and "bold" in own:
            message.label = visible(f"{message.label} {data}")
        elif "status" in own:
            message.status = visible(f"{message.status} {data}")

    def _inside(self, name: str) -> bool:
        return any(name in classes.split() for _tag, classes in self._open[self._level - 1 if self._message else 0 :])


def _item(message: _Message, ctx: ReadContext, owner: Owner, chat: str, is_group: bool, media: MediaFolder) -> Item:
    place = f"message {message.id}" if message.id else f"line {message.line}"
    if message.service:
        return Rejection(place, "chat_notice", other=True)
    match = _TITLE.fullmatch(message.title.strip())
    if match is None:
        return Rejection(place, "entry_without_date" if not message.title else "chat_bad_date")
    try:
        local = datetime(*(int(match[part]) for part in (3, 2, 1, 4, 5, 6)))  # type: ignore[arg-type]
    except ValueError:
        return Rejection(place, "chat_bad_date")
    zone = ""
    if match[7] is None:
        at_ms, zone = instant_ms(local, ctx.zone), ctx.zone
    else:
        minutes = int(match[7]) * 60 + (-1 if match[7].startswith("-") else 1) * int(match[8])
        at_ms = epoch_ms(local.replace(tzinfo=UTC)) - minutes * 60_000
    duration_s, answered = None, None
    if message.kind in ("call", "voice"):
        duration_s = _seconds(message.status)
    if message.kind == "call":
        unanswered = re.search("missed|cancel|declin|busy", message.status, re.IGNORECASE)
        answered = True if duration_s else False if unanswered else None
    text = "".join(message.text).strip()
    attachments = tuple(kept for name in message.files[:20] for kept in media.keep(name))
    if not text and message.kind != "text":
        text = " ".join(filter(None, (f"[{message.label}]" if message.label else "", message.status)))
    return entry_of(
        Said(
            at_ms,
            message.title.strip(),
            place,
            owner.direction(message.name),
            sender=message.name,
            name=message.name,
            text=text,
            kind=message.kind,
            chat=chat,
            is_group=is_group,
            answered=answered,
            duration_s=duration_s,
            zone=zone,
            attachments=attachments,
            notes=[f"forwarded_from={message.forwarded[:200]}"] if message.forwarded else [],
        ),
        Medium.TELEGRAM,
    )


def _seconds(status: str) -> int | None:
    match = _SECONDS.search(status)
    if match is None:
        return None
    if match[1]:
        return int(match[1])
    return int(match[2] or 0) * 3600 + int(match[3]) * 60 + int(match[4])
