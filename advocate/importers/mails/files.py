"""Mail in text files: one message (EML), Apple's EMLX, mail folders (MBOX) and Foxmail's BOX (formats.md 10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from advocate.domain.drafts import Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.mails.messages import MailReader
from advocate.importers.sources import Source, bounded_bytes

#: A single message, attachments and all, is read whole.
_MOST_BYTES = 200_000_000
_MOST_LINE = 1_000_000

_FOXMAIL = b"\x10" * 7 + b"\x11" * 6 + b"S"
_HEADER = re.compile(rb"[!-9;-~]{1,76}[ \t]*:")
_KNOWN = re.compile(
    rb"^(From|To|Cc|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Delivered-To|Reply-To|Sender|Content-Type"
    rb"|Content-Transfer-Encoding|X-Mailer|X-Originating-IP|Delivery-Date|X-Apparently-To"
    rb"|X-Priority|X-QQ-[A-Za-z]+)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_FROM_LINE = re.compile(rb"From (?:- ?|\S+ +)(?:.*\d{4}.*|)\r?\n?\Z")
#: With a whole time in it, or as Mozilla writes it, the line needs no empty one before it.
_STAMPED = re.compile(rb"From \S+ +[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}(?::\d{2})? .*\d{4}|From - ?\r?\n")
_EMLX = re.compile(rb"\A\d{1,10}[ \t]*\r?\n")


class MailFile:
    """One mail in a file, as mail programs save it; with Apple's count before it or without."""

    name = "eml"
    kind = SourceKind.MAIL
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by the fields of its head."""
        if probe.members:
            return 0.0
        head = _without_mark(probe.head)
        apple = _EMLX.match(head)
        return _likeness(head[apple.end() :] if apple else head, 0.9 if apple else 0.8)

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield the message."""
        data = _without_mark(bounded_bytes(source, _MOST_BYTES))
        apple = _EMLX.match(data)
        if apple is not None:
            data = data[apple.end() : apple.end() + int(apple[0])]
        if not _likeness(data[:65_536], 0.8):
            raise UserError("not_mail", file=ctx.name)
        ctx.advance(len(data))
        reader = MailReader(ctx)
        yield reader.read(data, "mail 1")
        reader.finish()


class MailFolder:
    """A mail folder: messages one after another, each behind a line that begins with ``From``."""

    name = "mbox"
    kind = SourceKind.MAIL
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by the line before the first message."""
        if probe.members or not probe.head.startswith(b"From "):
            return 0.0
        line, _, rest = probe.head.partition(b"\n")
        if _FROM_LINE.match(line) is None:
            return 0.0
        return 0.9 if _likeness(rest, 0.8) else 0.75

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every message."""
        yield from _messages(source, ctx, _mbox_messages)


class FoxmailBox:
    """Foxmail's BOX: messages behind a line of control characters."""

    name = "foxmail"
    kind = SourceKind.MAIL
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by its separator."""
        return 0.98 if not probe.members and probe.head.startswith(_FOXMAIL) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every message."""
        yield from _messages(source, ctx, _foxmail_messages)


def _without_mark(data: bytes) -> bytes:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")


def _likeness(head: bytes, most: float) -> float:
    """Return how much the beginning of a file is the head of a mail: known fields, from the first line on."""
    top = re.split(rb"\r?\n[ \t]*\r?\n", head, maxsplit=1)[0]
    lines = top.split(b"\n")
    if lines and lines[0].startswith((b"From ", b">From ")):
        lines = lines[1:]
    if not lines or _HEADER.match(lines[0]) is None:
        return 0.0
    fields = sum(_HEADER.match(line) is not None or line[:1] in (b" ", b"\t") for line in lines)
    known = {match.lower() for match in _KNOWN.findall(top)}
    if len(known) < 2 or fields * 3 < len(lines) * 2:
        return 0.0
    return most


def _messages(source: Source, ctx: ReadContext, split: object) -> Iterator[Item]:
    reader = MailReader(ctx)
    number = 0
    with source.open() as stream:
        for envelope, data in split(stream, ctx):  # type: ignore[operator]
            number += 1
            place = f"mail {number}"
            if data is None:
                yield Rejection(place, "mail_too_big")
            elif not data.strip() and not envelope:
                number -= 1
            else:
                yield reader.read(data, place, envelope)
    if not number:
        raise UserError("not_mail", file=ctx.name)
    reader.finish()


def _mbox_messages(stream: BinaryIO, ctx: ReadContext) -> Iterator[tuple[str, bytes | None]]:
    """Yield envelopes and messages; a ``Content-Length`` counts only where a message or the end follows it."""
    lines: list[bytes] = []
    envelope = ""
    size = 0
    in_head = blank = True
    length = 0
    done = 0
    started = False
    while line := stream.readline(_MOST_LINE):
        done += len(line)
        ctx.advance(done)
        if line.startswith(b"From ") and (_STAMPED.match(line) or (blank and _FROM_LINE.match(line))):
            if started:
                yield envelope, _whole(lines, size)
            envelope = line.decode("utf-8", "replace").strip()
            lines, size, in_head, length, started, blank = [], 0, True, 0, True, False
            continue
        if in_head and not line.strip():
            in_head = False
            jumped = _trusted(stream, length) if length else b""
            if jumped:
                lines += [line, jumped]
                size += len(line) + len(jumped)
                done += len(jumped)
                blank = True
                continue
        elif in_head and line[:15].lower() == b"content-length:":
            digits = line[15:].strip()
            length = int(digits) if digits.isdigit() and len(digits) < 12 else 0
        blank = not line.strip()
        size += len(line)
        if size <= _MOST_BYTES:
            # ``>From`` was written for a line of the text that began with From.
            lines.append(line[1:] if not in_head and re.match(rb">+From ", line) else line)
    if started:
        yield envelope, _whole(lines, size)


def _trusted(stream: BinaryIO, length: int) -> bytes:
    """Return the body that ``Content-Length`` measures if a message or the end stands behind it; else nothing."""
    here = stream.tell()
    if length <= _MOST_BYTES:
        stream.seek(here + length)
        behind = stream.read(64)
        rest = behind.lstrip(b"\r\n")
        size = stream.seek(0, 2)
        stream.seek(here)
        if size >= here + length and (not rest or (rest.startswith(b"From ") and len(behind) > 5)):
            return stream.read(length)
    stream.seek(here)
    return b""


def _foxmail_messages(stream: BinaryIO, ctx: ReadContext) -> Iterator[tuple[str, bytes | None]]:
    lines: list[bytes] = []
    size = done = 0
    while line := stream.readline(_MOST_LINE):
        done += len(line)
        ctx.advance(done)
        if line.startswith(_FOXMAIL):
            if lines:
                yield "", _whole(lines, size)
            lines, size = [], 0
            continue
        size += len(line)
        if size <= _MOST_BYTES:
            lines.append(line)
    if lines:
        yield "", _whole(lines, size)


def _whole(lines: list[bytes], size: int) -> bytes | None:
    return b"".join(lines) if size <= _MOST_BYTES else None
