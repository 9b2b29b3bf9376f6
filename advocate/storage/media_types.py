"""What a file is, by its content: names and extensions are only claims."""

from __future__ import annotations

import puremagic

UNKNOWN = "application/octet-stream"
HEAD_BYTES = 16_384
#: Signatures of two bytes fit every hundredth text: they do not count.
_MIN_SIGNATURE = 3


def media_type(head: bytes) -> str:
    """Return the media type of content that begins with ``head``; ``application/octet-stream`` when unsure."""
    if not head:
        return UNKNOWN
    text = _text_type(head)
    if text is not None:
        return text
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError, LookupError, ArithmeticError, TypeError, AttributeError, OSError):
        # The library parses foreign bytes with code for dozens of formats.
        return UNKNOWN
    for match in found:
        if match.mime_type and len(match.byte_match) >= _MIN_SIGNATURE:
            return str(match.mime_type)
    return UNKNOWN


def _text_type(head: bytes) -> str | None:
    """Return the type of plain text, JSON, XML or HTML in UTF-8 (the end may cut a character), else None."""
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3 or len(head) < HEAD_BYTES:
            return None
        text = head[: error.start].decode("utf-8-sig")
    if any(ord(char) < 32 and char not in "\t\n\r\f" for char in text) or text.startswith("%PDF-"):
        return None
    start = text.lstrip()[:200].lower()
    if start.startswith("<?xml"):
        return "text/xml"
    if start.startswith(("<!doctype html", "<html")):
        return "text/html"
    if start.startswith(("{", "[")):
        return "application/json"
    return "text/plain"
