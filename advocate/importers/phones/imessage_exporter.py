"""Conversations that ``imessage-exporter`` wrote as text or HTML (formats.md 3).

One file is one conversation; its name is the other side's number or name. Times are wall clocks of the computer that
exported, in English. HTML is parsed inertly; nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from selectolax.lexbor import LexborNode

from advocate.domain.drafts import Attachment, EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, Medium, SourceKind
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.html_page import page_of
from advocate.importers.phones.values import Outcome, bad_date, clean, in_24, instant_of, line, words
from advocate.importers.sources import Source, chunks
from advocate.importers.text_files import TextFile
from advocate.importers.xml_bytes import head_text

_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_STAMP = re.compile(
    r"([A-Z][a-z]{2}) {1,2}(\d{1,2}), (\d{4}) {1,2}(\d{1,2}):(\d{2}):(\d{2}) ([AP]M)(?: \((?:Read|Delivered)[^)]*\))?"
)
_NOTICE = re.compile(_STAMP.pattern + r" \S.*")
_HEAD = re.compile(r"\A\s*" + _STAMP.pattern + r"[^\n]*\n", re.MULTILINE)
_MOST_BYTES = 256 * 1024 * 1024
_MOST_LINES = 20_000
_FILE_NUMBER = re.compile(r"\+?\d{5,15}|[^@\s/]+@[^@\s/]+\.[^@\s/]+")
_ATTACHMENT = re.compile(r"(?:~|/|attachments/|[A-Za-z]:\\).*\.[A-Za-z0-9]{1,5}")
_META = ("Tapbacks:", "Stickers:", "Reactions:", "Sent with ", "Expressive:", "This message responded to an earlier")


class IMessageExporter:
    """The importer of conversations from imessage-exporter."""

    name = "imessage_exporter"
    kind = SourceKind.PHONE
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Return how sure the classes of the page, or a first line with its time, make it."""
        text = head_text(probe.head).lstrip("\ufeff")
        if "<html" in text[:2000].lower():
            marks = ('class="message"', 'class="timestamp"', 'class="sender"')
            bubbles = 'class="sent ' in text or 'class="received"' in text
            return 0.95 if all(mark in text for mark in marks) and bubbles else 0.0
        return 0.9 if _HEAD.match(text) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every message with its place (``message[3]``, or ``L17``).

        Raises `UserError`: ``not_imessage_export``, ``file_too_big``, ``page_too_deep``, ``file_unreadable``.
        """
        ctx.total_bytes = source.size
        party = _party(source.name)
        with source.open() as stream:
            head = head_text(stream.read(4096)).lower()
        if "<html" in head:
            yield from _page(source, party, ctx)
        else:
            yield from _text_file(source, party, ctx)


def _party(name: str) -> tuple[str, str]:
    """Return the other side's number and name by the name of the file: ``+15551234567.html``, ``Family - 12.txt``."""
    stem = re.sub(r"\.(?:html?|txt)$", "", name.replace("\\", "/").rpartition("/")[2], flags=re.IGNORECASE)
    people = [part.strip() for part in stem.split(",") if part.strip()]
    numbers = [part for part in people if _FILE_NUMBER.fullmatch(part)]
    return ("~".join(numbers), "") if numbers and len(numbers) == len(people) else ("", line(stem))


def _page(source: Source, party: tuple[str, str], ctx: ReadContext) -> Iterator[Outcome]:
    tree = page_of(source, _MOST_BYTES)
    nodes = tree.css("div.message, div.announcement")
    if not nodes:
        raise UserError("not_imessage_export", file=ctx.name)
    number = 0
    for node in nodes:
        ctx.job.check()
        number += 1
        place = f"message[{number}]"
        if "announcement" in (node.attributes.get("class") or ""):
            yield Rejection(place, "entry_notice", other=True)
            continue
        bubble = node.css_first("div.sent, div.received")
        if bubble is not None:
            yield _bubble(bubble, place, party, source, ctx)


def _bubble(bubble: LexborNode, place: str, party: tuple[str, str], source: Source, ctx: ReadContext) -> Outcome:
    classes = (bubble.attributes.get("class") or "").split()
    stamp = bubble.css_first("span.timestamp")
    sender = bubble.css_first("span.sender")
    texts: list[str] = []
    kept: list[Attachment] = []
    files = 0
    # Replies stand inside the message that they answer: they are messages of their own.
    for part in bubble.css("div.message_part"):
        if not _belongs(part, bubble):
            continue
        texts += [text for text in (_words_of(node) for node in part.css("span.bubble")) if text]
        edited = part.css("tfoot td")
        if edited:
            texts.append(words(edited[-1].text(deep=True).strip()))
        for node in part.css("div.attachment, img[src], video source[src], audio source[src], a[href]"):
            link = node.attributes.get("src") or node.attributes.get("href") or ""
            if not link or re.match(r"(?:https?|data|tel|mailto):", link):
                continue
            files += 1
            beside = source.members.get(link) or source.sibling(link)
            if beside is not None:
                kept.append(ctx.keep(link.rpartition("/")[2], chunks(beside)))
    subject = bubble.css_first("span.subject")
    service = next((name for name in classes if name not in ("sent", "received")), "")
    return _entry(
        stamp.text(deep=True).strip() if stamp is not None else "",
        line(sender.text(deep=True)) if sender is not None else "",
        "\n".join(texts),
        place,
        party,
        ctx,
        mine="sent" in classes,
        service=service,
        subject=line(subject.text(deep=True)) if subject is not None and _belongs(subject, bubble) else "",
        files=files,
        kept=tuple(kept),
    )


def _belongs(node: LexborNode, bubble: LexborNode) -> bool:
    """Tell whether a part is of this message, not of a reply to it."""
    above = node.parent
    for _ in range(60):
        if above is None or above == bubble:
            return above is not None
        if "replies" in (above.attributes.get("class") or "").split():
            return False
        above = above.parent
    return False


def _words_of(node: LexborNode) -> str:
    pieces = []
    for child in node.traverse(include_text=True):
        if child.tag == "-text":
            pieces.append(child.text(deep=False) or "")
        elif child.tag == "br":
            pieces.append("\n")
    return words("".join(pieces).strip())


def _text_file(source: Source, party: tuple[str, str], ctx: ReadContext) -> Iterator[Outcome]:
    """Read blocks: a line with the time, one with the sender, the words, an empty line."""
    text = TextFile(source)
    block: list[str] = []
    started = 0
    found = 0
    for number, row in enumerate(text.lines(ctx.advance), 1):
        row = clean(row)
        # Replies are indented below the message that they answer, and come again on their own.
        if _STAMP.fullmatch(row.strip()) and not row.startswith(" "):
            if block:
                found += 1
                yield _block(block, f"L{started}", party, ctx)
            block, started = [row], number
        elif _NOTICE.fullmatch(row) and not row.startswith(" "):
            if block:
                found += 1
                yield _block(block, f"L{started}", party, ctx)
            block = []
            found += 1
            yield Rejection(f"L{number}", "entry_notice", other=True)
        elif block and len(block) < _MOST_LINES:
            block.append(row)
    if block:
        found += 1
        yield _block(block, f"L{started}", party, ctx)
    if not found:
        raise UserError("not_imessage_export", file=ctx.name)
    if text.replaced:
        ctx.warn("warn_characters_replaced", count=text.replaced)


def _block(block: list[str], place: str, party: tuple[str, str], ctx: ReadContext) -> Outcome:
    sender = line(block[1]) if len(block) > 1 else ""
    lines, files, skipping = [], 0, False
    for row in block[2:]:
        if row.startswith("    ") or (skipping and row.strip() and row.startswith(" ")):
            continue
        skipping = row.startswith(("Tapbacks:", "Reactions:"))
        if row.startswith(_META):
            continue
        if _ATTACHMENT.fullmatch(row.strip()):
            files += 1
        else:
            lines.append(row)
    return _entry(
        block[0].strip(), sender, "\n".join(lines).strip(), place, party, ctx, mine=sender == "Me", files=files
    )


def _entry(
    stamp: str,
    sender: str,
    text: str,
    place: str,
    party: tuple[str, str],
    ctx: ReadContext,
    *,
    mine: bool,
    service: str = "",
    subject: str = "",
    files: int = 0,
    kept: tuple[Attachment, ...] = (),
) -> Outcome:
    match = _STAMP.fullmatch(stamp)
    if match is None:
        return Rejection(place, "entry_bad_date" if stamp else "entry_without_date")
    written = stamp.partition(" (")[0]
    at_ms, assumed = _instant(match, ctx.zone)
    if at_ms is None:
        return bad_date(place, known=True)
    number, name = party
    notes = [f"service={service}"] if service else []
    if files:
        notes.append(f"attachments={files}")
    if subject:
        notes.append(f"subject={subject[:200]}")
    is_number = _FILE_NUMBER.fullmatch(sender) is not None
    return EntryDraft(
        Medium.MMS if service == "SMS" and files else Medium.RCS if service == "RCS" else Medium.SMS,
        Direction.OUT if mine else Direction.IN,
        at_ms,
        written,
        line((number or name) if mine else sender if is_number else number or sender) or None,
        place,
        words(text or subject),
        name if mine else "" if is_number else sender,
        zone=assumed,
        detail="; ".join(notes),
        source_type="out" if mine else "in",
        attachments=kept,
    )


def _instant(match: re.Match[str], zone: str) -> tuple[int | None, str]:
    month_at = _MONTHS.find(match[1].lower())
    if month_at % 3:
        return None, ""
    try:
        hour = in_24(int(match[4]), match[7].lower())
        local = datetime(int(match[3]), month_at // 3 + 1, int(match[2]), hour, int(match[5]), int(match[6]))
    except ValueError:
        return None, ""
    return instant_of(local, "", zone)
