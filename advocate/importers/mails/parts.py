"""The parts of a MIME message: the words to show, and what is attached.

Walked with a list of its own and not by calls within calls: a tree a thousand levels deep costs nothing. Boundaries may
be missing, used twice or never closed (formats.md 10, 10).
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from advocate.domain.drafts import MAX_TEXT
from advocate.importers.mails.charsets import mail_text
from advocate.importers.mails.headers import Head, base64_bytes, parameters, split_head
from advocate.importers.mails.markup import html_text

#: Deeper or more parts than any program makes; what is beyond is kept as a file, unread.
MOST_DEPTH = 24
MOST_PARTS = 2_000

_EXTENSIONS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "message/rfc822": ".eml",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
    "text/calendar": ".ics",
    "application/pgp-signature": ".asc",
}


@dataclass(slots=True)
class MailBody:
    """What a message says and brings along."""

    text: str = ""
    replaced: int = 0
    files: list[tuple[str, bytes]] = field(default_factory=list)
    too_deep: bool = False


@dataclass(slots=True)
class _Part:
    head: Head
    body: bytes
    depth: int
    #: Which choice of a ``multipart/alternative`` it belongs to, and whether it is a digest's.
    choice: int = 0
    default: str = "text/plain"


@dataclass(slots=True)
class _Words:
    text: str
    is_html: bool
    choice: int


def mail_body(head: Head, body: bytes) -> MailBody:
    """Return the words and the attachments of a message."""
    found = MailBody()
    words: list[_Words] = []
    inner: list[bytes] = []
    waiting = [_Part(head, body, 0)]
    parts = choices = 0
    while waiting:
        part = waiting.pop()
        parts += 1
        kind, options = parameters(part.head.raw("content-type"))
        if "/" not in kind:
            kind = part.default
        disposition, placing = parameters(part.head.raw("content-disposition"))
        name = placing.get("filename") or options.get("name") or ""
        if parts > MOST_PARTS or part.depth > MOST_DEPTH:
            found.too_deep = True
            if len(found.files) < MOST_PARTS:
                found.files.append((name or f"part-{parts}.eml", part.body))
            if parts > MOST_PARTS:
                break
            continue
        if kind.startswith("multipart/") and disposition != "attachment":
            boundary = options.get("boundary", "")
            pieces = list(split_parts(part.body, boundary.encode("latin-1", "replace"))) if boundary else []
            if pieces:
                choice = part.choice
                if kind == "multipart/alternative":
                    choices += 1
                    choice = choices
                default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
                children = [_Part(*split_head(piece), part.depth + 1, choice, default) for piece in pieces]
                waiting.extend(reversed(children))
                continue
            kind = "text/plain"
        data = decoded_body(part.head, part.body)
        if kind == "message/rfc822":
            inner.append(data)
            if part.depth:
                found.files.append((name or f"message-{len(inner)}.eml", data))
        elif kind in ("text/plain", "text/html") and disposition != "attachment" and not (name and words):
            text = mail_text(data, options.get("charset", ""))
            found.replaced += text.replaced
            words.append(_Words(_unix(text.text), kind == "text/html", part.choice))
        elif data or name:
            found.files.append((name or f"part-{parts}{_EXTENSIONS.get(kind, '.bin')}", data))
    found.text = _shown(words)
    if not found.text and inner:
        # A mail that only carries another one: its words are what was sent.
        below = mail_body(*split_head(inner[0])) if _plain_inside(inner[0]) else MailBody()
        found.text, found.replaced = below.text, found.replaced + below.replaced
    found.text = found.text[:MAX_TEXT]
    return found


def split_parts(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """Yield the parts between boundaries; the last one may have no end."""
    mark = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary.rstrip()) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    start: int | None = None
    position = 0
    while (match := mark.search(body, position)) is not None:
        if start is not None:
            yield body[start : match.start()]
        if match[1]:
            return
        start = match.end()
        # The line end of one boundary may be the one before the next: an empty part.
        position = (
            max(match.end() - 1, match.start() + 1) if body[match.end() - 1 : match.end()] == b"\n" else match.end()
        )
    if start is not None and start < len(body):
        yield body[start:]


def decoded_body(head: Head, body: bytes) -> bytes:
    """Return the bytes of a part as they were before they were packed for the way; unknown ways change nothing."""
    way = head.raw("content-transfer-encoding").decode("latin-1").strip().lower()
    if way.startswith("base64"):
        return base64_bytes(body)
    if way.startswith("quoted-printable"):
        return binascii.a2b_qp(body)
    return body


def _shown(words: list[_Words]) -> str:
    """Join the words of a message: of alternatives the plain one, unless it is empty."""
    texts = []
    for choice in dict.fromkeys(word.choice for word in words):
        group = [word for word in words if word.choice == choice]
        plain = [word.text for word in group if not word.is_html and word.text.strip()]
        rich = [html_text(word.text) for word in group if word.is_html]
        if choice:
            texts.extend(plain or rich)
        else:
            texts.extend(html_text(word.text) if word.is_html else word.text for word in group)
    return "\n".join(text.strip("\n") for text in texts if text.strip()).strip()


def _plain_inside(data: bytes) -> bool:
    """Tell whether a carried message is no carrier itself: nothing is followed into the depth."""
    kind = parameters(split_head(data)[0].raw("content-type"))[0]
    return kind != "message/rfc822"


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
