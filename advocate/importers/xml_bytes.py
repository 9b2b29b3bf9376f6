"""Bytes of an XML file as UTF-8, whatever the file says that it is.

Converters and shell pipes leave UTF-16, stray byte-order marks and GBK behind under a declaration that says UTF-8
(formats.md 1 and 17), so the bytes are asked first and the declaration last.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

BLOCK_BYTES = 256 * 1024

#: Longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"\A\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
#: Encodings that a declaration may choose. GB 18030 contains GB 2312 and GBK, and knows the rare name characters.
_CHOICES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}


class Readable(Protocol):
    """The one thing asked of a source of bytes."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """A Python codec and the length of the byte-order mark before the text."""

    codec: str
    mark_bytes: int = 0


def encoding_of(head: bytes) -> Encoding:
    """Return how the file beginning with ``head`` is encoded: by mark, NUL pattern, validity, then declaration."""
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(codec, len(mark))
    start = head[:64]
    if start[:1] != b"\0" and start[1:2] == b"\0":
        return Encoding("utf-16-le")
    if start[:1] == b"\0" and start[1:2] not in (b"\0", b""):
        return Encoding("utf-16-be")
    if _decodes(head, "utf-8"):
        return Encoding("utf-8")
    match = _DECLARED.match(head)
    if match is not None and (chosen := _CHOICES.get(match[1].decode("ascii").lower())):
        return Encoding(chosen)
    # Broken UTF-8 with a few bad bytes stays UTF-8; only text that looks like GBK throughout is taken for it.
    return Encoding("gb18030" if _looks_like_gbk(head) and _decodes(head, "gb18030") else "utf-8")


def head_text(head: bytes) -> str:
    """Return the beginning of a file as text, bad bytes replaced: for recognising, not for keeping."""
    encoding = encoding_of(head)
    return head[encoding.mark_bytes :].decode(encoding.codec, "replace")


def utf8_blocks(stream: Readable, on_replaced: Callable[[int], None]) -> Iterator[bytes]:
    """Yield the text of ``stream`` as UTF-8 in blocks; ``on_replaced`` gets the number of characters lost in between.

    UTF-8 is passed on unchecked: `advocate.importers.phones.xml_repair` looks at it piece by piece.
    """
    block = stream.read(BLOCK_BYTES)
    encoding = encoding_of(block)
    block = block[encoding.mark_bytes :]
    if encoding.codec == "utf-8":
        while block:
            yield block
            block = stream.read(BLOCK_BYTES)
        return
    decoder = codecs.getincrementaldecoder(encoding.codec)("replace")
    while block:
        yield _encoded(decoder.decode(block), on_replaced)
        block = stream.read(BLOCK_BYTES)
    if rest := decoder.decode(b"", True):
        yield _encoded(rest, on_replaced)


def _encoded(text: str, on_replaced: Callable[[int], None]) -> bytes:
    if lost := text.count("\ufffd"):
        on_replaced(lost)
    return text.encode("utf-8", "replace")


def _decodes(head: bytes, codec: str) -> bool:
    """Tell whether ``head`` is valid, allowing for a character cut at its end."""
    try:
        codecs.getincrementaldecoder(codec)("strict").decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _looks_like_gbk(head: bytes) -> bool:
    """Tell whether most two-byte characters are punctuation or common ones of GB 2312, as in any Chinese sentence.

    Bytes of UTF-8 read as pairs fall mostly outside: their second byte is below 0xA1 or their first above 0xD7.
    """
    pairs: list[bytes] = _PAIR.findall(head)
    common = sum(1 for pair in pairs if 0xA1 <= pair[0] <= 0xD7 and pair[1] >= 0xA1)
    return common * 3 > len(pairs) * 2
