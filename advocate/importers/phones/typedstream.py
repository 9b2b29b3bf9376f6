"""The words inside Apple's attributed texts, where the column for plain text is empty (formats.md 3, item 1).

Two archives are met: ``streamtyped`` (of ``NSArchiver``) and, rarely, a keyed archive as a binary property list.
"""

from __future__ import annotations

import plistlib
from typing import Any
from xml.parsers.expat import ExpatError

_MARK = b"\x84\x01+"
_MOST_BYTES = 64_000_000


def attributed_text(data: bytes) -> str | None:
    """Return the text of an attributed string, or None if the archive cannot be read."""
    if data.startswith(b"bplist00"):
        return _keyed_text(data)
    # The first string of the archive is the text; its class is NSString or NSMutableString.
    start = data.find(b"NSString")
    at = data.find(_MARK, start + 8) if start >= 0 else -1
    if at < 0:
        return None
    length, at = _length(data, at + len(_MARK))
    if length is None or at + length > len(data):
        return None
    return data[at : at + length].decode("utf-8", "replace")


def _length(data: bytes, at: int) -> tuple[int | None, int]:
    """Return a length and where what it counts begins: one byte, or 0x81 and two, or 0x82 and four, low byte first."""
    if at >= len(data):
        return None, at
    first = data[at]
    if first < 0x80:
        return first, at + 1
    size = {0x81: 2, 0x82: 4}.get(first)
    if size is None or at + 1 + size > len(data):
        return None, at
    return int.from_bytes(data[at + 1 : at + 1 + size], "little"), at + 1 + size


def _keyed_text(data: bytes) -> str | None:
    try:
        archive = plistlib.loads(data) if len(data) <= _MOST_BYTES else None
    except (plistlib.InvalidFileException, ValueError, IndexError, OverflowError, RecursionError, ExpatError, KeyError):
        return None
    except (TypeError, AttributeError, MemoryError):
        return None
    objects = archive.get("$objects") if isinstance(archive, dict) else None
    if not isinstance(objects, list):
        return None
    for found in objects:
        if isinstance(found, dict) and "NSString" in found:
            return _string(objects, found["NSString"])
    return None


def _string(objects: list[Any], pointer: Any) -> str | None:
    index = pointer.data if isinstance(pointer, plistlib.UID) else -1
    found = objects[index] if 0 <= index < len(objects) else None
    if isinstance(found, dict):
        found = found.get("NS.string")
    return found if isinstance(found, str) else None
