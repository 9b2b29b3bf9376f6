"""Signal, as "signal-export" writes it from the desktop app: text or Markdown, JSON, and HTML (formats.md 7).

``[2019-12-24, 12:23] Name: text``; newer ones ``[2019-12-24 12:23:08] Name: text`` with attachments as Markdown links;
``data.json`` has one object a line. The owner is called "Me". Times are local and have no zone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from advocate.domain.drafts import MAX_TEXT, Attachment, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Medium, SourceKind, TimePrecision
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.characters import visible
from advocate.importers.chats.entries import MediaFolder, Repeats, Said, entry_of
from advocate.importers.chats.json_stream import plain, text_of
from advocate.importers.chats.owner import Owner
from advocate.importers.sources import Source
from advocate.importers.text_files import TextFile, Utf8Stream, head_text
from advocate.importers.wall_clock import read_epoch, read_iso

_HEAD = re.compile(
    r"\[(?P<date>\d{4}-\d{2}-\d{2})(?P<comma>,?)\s(?P<clock>\d{2}:\d{2}(?::\d{2})?)\]\s(?P<name>[^\n:]{1,120}):\s?(?P<text>.*)",
    re.DOTALL,
)
_LINK = re.compile(r"!?\[(?P<label>[^\]\n]*)\]\((?P<path>[^)\s]*(?:media|attachments)/[^)]*)\)")
#: A tag that goes on for longer than this is none; of a tail without end the parser looks at every tag once more.
_MOST_WAITING = 200_000
_MOST_TAIL = 4_096


class SignalExport:
    """Chats that "signal-export" wrote."""

    name = "signal"
    kind = SourceKind.CHAT
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by the heads of the lines, by the fields of ``data.json``, by the classes of the page."""
        if probe.members:
            return 0.0
        text = head_text(probe.head)
        stripped = text.lstrip()
        if stripped.startswith("{"):
            first = stripped.partition("\n")[0]
            return 0.9 if all(f'"{key}"' in first for key in ("date", "sender", "body")) else 0.0
        if stripped.startswith("<"):
            return (
                0.9
                if 'class="msg' in text and 'class="sender"' in text.replace("class=sender", 'class="sender"')
                else 0.0
            )
        heads = [match for line in text.split("\n")[:400] if (match := _HEAD.match(line)) is not None]
        if not heads:
            return 0.0
        if all(match["comma"] and match["clock"].count(":") == 1 for match in heads):
            return 0.93
        return 0.91 if any(match["name"] == "Me" for match in heads) or _LINK.search(text) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every message."""
        with source.open() as stream:
            start = head_text(stream.read(4_000)).lstrip()[:1]
        read = {"{": _objects, "<": _pages}.get(start, _lines)
        senders: dict[str, None] = {}
        for _place, _written, name, _text, _files in read(source, ctx, False):
            if name and len(senders) < 5_000:
                senders[name] = None
        if not senders:
            raise UserError("not_signal", file=ctx.name)
        owner = Owner(ctx)
        owner.decide(senders, "")
        others = [name for name in senders if not owner.is_owner(name)]
        partner = others[0] if len(others) == 1 else ""
        media, repeats = MediaFolder(source, ctx), Repeats()
        for place, written, name, text, files in read(source, ctx, True):
            if not name:
                yield Rejection(place, written or "chat_line_before_first", other=not written)
                continue
            yield _item(place, written, name, text, files, ctx, owner, partner, media, repeats, len(others) > 1)
        if media.missing:
            ctx.warn("warn_chat_media_missing", count=media.missing)
        owner.warn(ctx)


#: Place, time as written, sender, words, files. Without a sender the second is the code of a reason, or nothing.
_Parts = tuple[str, str, str, str, list[str]]


def _lines(source: Source, ctx: ReadContext, last: bool) -> Iterator[_Parts]:
    text = TextFile(source)
    current: list[str] = []
    head: tuple[str, str, str] | None = None
    size = 0
    for number, line in enumerate(text.lines(ctx.advance if last else (lambda _done: ctx.job.check())), 1):
        match = _HEAD.match(line)
        if match is not None:
            if head is not None:
                yield _with_links(head, "\n".join(current))
            head = (f"line {number}", f"{match['date']}{match['comma']} {match['clock']}", visible(match["name"]))
            current, size = [match["text"]], 0
        elif head is not None:
            if size < MAX_TEXT:
                current.append(line)
                size += len(line) + 1
        elif line.strip():
            yield f"line {number}", "", "", "", []
    if head is not None:
        yield _with_links(head, "\n".join(current))
    if last and text.replaced:
        ctx.warn("warn_characters_replaced", count=text.replaced)


def _with_links(head: tuple[str, str, str], text: str) -> _Parts:
    files = [match["path"] for match in _LINK.finditer(text)][:50]
    words = _LINK.sub(lambda match: f"[{match['label']}]", text).strip()
    return (*head, words, files)


def _objects(source: Source, ctx: ReadContext, last: bool) -> Iterator[_Parts]:
    for number, line in enumerate(TextFile(source).lines(ctx.advance if last else (lambda _done: ctx.job.check())), 1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield place, "chat_line_damaged", "", "", []
            continue
        if not isinstance(value, dict) or not text_of(value.get("sender")):
            yield place, "chat_line_damaged", "", "", []
            continue
        yield (
            place,
            text_of(value.get("date")),
            plain(text_of(value.get("sender"))),
            plain(text_of(value.get("body"))),
            _files(value),
        )


def _files(value: dict[str, Any]) -> list[str]:
    listed = value.get("attachments")
    parts = [part for part in listed if isinstance(part, dict)] if isinstance(listed, list) else []
    return [path for part in parts[:50] if (path := text_of(part.get("path")) or text_of(part.get("name")))]


def _pages(source: Source, ctx: ReadContext, last: bool) -> Iterator[_Parts]:
    page = _Page()
    stream = Utf8Stream(source, ctx.advance if last else (lambda _done: ctx.job.check()))
    try:
        while (block := stream.read(64 * 1024)) and len(page.rawdata) <= _MOST_WAITING:
            page.feed(block.decode("utf-8", "replace"))
            yield from page.taken()
        if len(page.rawdata) <= _MOST_TAIL:
            page.close()
    finally:
        stream.close()
    page.finish()
    yield from page.taken()


class _Page(HTMLParser):
    """The page of a chat: ``div.msg`` with ``span.date``, ``span.time``, ``span.sender`` and ``span.body``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._ready: list[_Parts] = []
        self._fields: dict[str, str] | None = None
        self._files: list[str] = []
        self._line = 0
        self._field = ""

    def taken(self) -> list[_Parts]:
        ready, self._ready = self._ready, []
        return ready

    def finish(self) -> None:
        fields = self._fields
        if fields is not None and fields.get("sender", "").strip():
            written = f"{fields.get('date', '').strip()} {fields.get('time', '').strip()}".strip()
            self._ready.append(
                (f"line {self._line}", written, visible(fields["sender"]), fields.get("body", "").strip(), self._files)
            )
        self._fields, self._files = None, []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        names = values.get("class", "").split()
        if tag == "div" and "msg" in names:
            self.finish()
            self._fields, self._line, self._field = {}, self.getpos()[0], ""
        elif tag == "span" and names:
            self._field = names[0]
        elif tag == "br" and self._field == "body":
            self.handle_data("\n")
        path = values.get("src") or values.get("href") or ""
        if self._fields is not None and path and "://" not in path and not path.startswith(("#", "data:")):
            self._files.append(path)

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._field = ""

    def handle_data(self, data: str) -> None:
        if self._fields is not None and self._field in ("date", "time", "sender", "body"):
            held = self._fields.get(self._field, "")
            if len(held) < MAX_TEXT:
                self._fields[self._field] = held + data


def _item(
    place: str,
    written: str,
    name: str,
    text: str,
    files: list[str],
    ctx: ReadContext,
    owner: Owner,
    partner: str,
    media: MediaFolder,
    repeats: Repeats,
    is_group: bool,
) -> Item:
    found = read_iso(written.replace(",", ""), ctx.zone)
    if found is None:
        epoch = read_epoch(written)
        if epoch is None:
            return Rejection(place, "chat_bad_date" if written else "entry_without_date")
        found = epoch, False
    attachments: tuple[Attachment, ...] = tuple(kept for path in files for kept in media.keep(path))
    to_the_minute = found[1] and written.count(":") == 1
    kind = "file" if files and not text else "text"
    return entry_of(
        Said(
            found[0],
            written,
            place,
            owner.direction(name),
            sender=name,
            name=name,
            text=text,
            kind=kind,
            is_group=is_group,
            zone=ctx.zone if found[1] else "",
            precision=TimePrecision.MINUTE if to_the_minute else TimePrecision.EXACT,
            attachments=attachments,
            source_kind=repeats.kind(kind, found[0], name, text) if to_the_minute else kind,
            partner=partner,
        ),
        Medium.SIGNAL,
    )
