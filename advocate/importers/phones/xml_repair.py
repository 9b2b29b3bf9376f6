"""Make the bytes of a phone backup acceptable to a strict XML parser without changing what they say.

"SMS Backup & Restore" writes emoji as references to two UTF-16 halves (``&#55357;&#56846;``), which XML forbids and
every parser refuses (formats.md 1); other tools leave control characters, bare ampersands and damaged UTF-8. Each
repair is counted, so that the report can say what was done. Pieces end before a ``<``: that character cannot stand
inside a value, so no value, reference or character is ever cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advocate.importers.phones.xml_long import LongMarkup, Sink

#: A stretch without ``<`` that is longer than this is shortened while it streams by.
LONG_BYTES = 1024 * 1024

REPLACEMENT = "\ufffd".encode()
_CONTROLS = bytes(set(range(32)) - {9, 10, 13})
_CONTROL = re.compile(b"[" + re.escape(_CONTROLS) + b"]")
_NONCHARACTER = re.compile(b"\xef\xbf[\xbe\xbf]")
#: UTF-16 halves written as if they were characters (CESU-8): six bytes for one character.
_CESU = re.compile(b"\xed([\xa0-\xaf])([\x80-\xbf])\xed([\xb0-\xbf])([\x80-\xbf])")

_HIGH = rb"(?:0*+(5529[6-9]|55[3-9]\d\d|56[0-2]\d\d|563[01]\d)|[xX]0*+([dD][89abAB][0-9a-fA-F]{2}))"
_LOW = rb"(?:0*+(563[2-9]\d|56[4-9]\d\d|57[0-2]\d\d|573[0-3]\d|5734[0-3])|[xX]0*+([dD][c-fC-F][0-9a-fA-F]{2}))"
_REFERENCE = re.compile(
    rb"&(?!(?:amp|lt|gt|quot|apos|#10|#13|#9);)"
    rb"(?:#" + _HIGH + rb";&#" + _LOW + rb";"
    rb"|#(?=[0-9])0*+([0-9]{0,7});|#[xX](?=[0-9a-fA-F])0*+([0-9a-fA-F]{0,6});)?"
)
#: ``I <3 you`` in a value: nothing that XML knows begins like that.
_BAD_LESS = re.compile(rb"<(?![A-Za-z_:/?!\x80-\xff])")
#: What stands before the root: the declaration, whose encoding no longer holds, and comments full of bare ampersands.
_PROLOG = re.compile(rb"\A(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_PROLOG_GOES_ON = re.compile(_PROLOG.pattern + rb"(?:<?|<!-?|<!--.*|<\?.*)\Z", re.DOTALL)


@dataclass(slots=True)
class RepairCounts:
    """What had to be mended: joined halves are exact, everything else lost or guessed a character."""

    pairs: int = 0
    lone_halves: int = 0
    forbidden: int = 0
    undecodable: int = 0
    ampersands: int = 0
    shortened: int = 0

    def lose(self, characters: int) -> None:
        """Count characters that another stage could not decode."""
        self.undecodable += characters


class XmlRepair:
    """Repairs a stream of UTF-8 blocks; `counts` says how much of it needed that.

    ``sink`` takes the ``data`` values of elements too long to hold; without one they are dropped.
    """

    def __init__(self, sink: Sink | None = None) -> None:
        self.counts = RepairCounts()
        self._sink = sink

    def pieces(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield repaired pieces that end before a ``<``, holding at most one long element in memory."""
        carry = b""
        long: LongMarkup | None = None
        first = True
        blocks = iter(blocks)
        for block in blocks:
            if long is None:
                data = carry + block
            else:
                rest = long.feed(block)
                if rest is None:
                    continue
                data, long = self._finished(long) + rest, None
            if first:
                if len(data) < LONG_BYTES and _PROLOG_GOES_ON.fullmatch(data):
                    carry = data
                    continue
                data, first = _without_prolog(data), False
            cut = data.rfind(b"<")
            if cut < 0:
                # Text between elements; nothing that an importer reads stands there.
                carry = b""
                continue
            carry = data[cut:]
            if cut:
                yield self.repaired(data[:cut])
            if len(carry) > LONG_BYTES:
                long, carry = LongMarkup(blocks, self._sink), b""
                rest = long.feed(data[cut:])
                if rest is not None:
                    carry, long = self._finished(long) + rest, None
        if long is not None:
            carry = self._finished(long)
        # A disk or a copy that broke off leaves zeros behind the end.
        carry = carry.rstrip(b"\0\x1a \t\r\n")
        if carry:
            yield self.repaired(_without_prolog(carry) if first else carry)

    def repaired(self, piece: bytes) -> bytes:
        """Return one piece with everything mended that a strict parser would stop at."""
        counts = self.counts
        if len(piece.translate(None, _CONTROLS)) != len(piece):
            piece, number = _CONTROL.subn(REPLACEMENT, piece)
            counts.forbidden += number
        if b"\xef\xbf\xbe" in piece or b"\xef\xbf\xbf" in piece:
            piece, number = _NONCHARACTER.subn(REPLACEMENT, piece)
            counts.forbidden += number
        try:
            piece.decode()
        except UnicodeDecodeError:
            piece = self._decodable(piece)
        if b"&" in piece:
            piece = _REFERENCE.sub(self._reference, piece)
        return _BAD_LESS.sub(self._less, piece)

    def _finished(self, long: LongMarkup) -> bytes:
        self.counts.shortened += long.shortened
        return bytes(long.kept)

    def _decodable(self, piece: bytes) -> bytes:
        piece, number = _CESU.subn(_cesu_character, piece)
        self.counts.pairs += number
        before = piece.count(REPLACEMENT)
        piece = piece.decode("utf-8", "replace").encode()
        self.counts.undecodable += piece.count(REPLACEMENT) - before
        return piece

    def _reference(self, match: re.Match[bytes]) -> bytes:
        high_dec, high_hex, low_dec, low_hex, decimal, hexadecimal = match.groups()
        high = high_dec or high_hex
        if high is not None:
            first = int(high_dec) if high_dec else int(high_hex, 16)
            second = int(low_dec) if low_dec else int(low_hex, 16)
            self.counts.pairs += 1
            return chr(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)).encode()
        if decimal is None and hexadecimal is None:
            self.counts.ampersands += 1
            return b"&amp;"
        code = int(decimal or b"0") if decimal is not None else int(hexadecimal or b"0", 16)
        if 0xD800 <= code <= 0xDFFF:
            self.counts.lone_halves += 1
            return REPLACEMENT
        if _allowed(code):
            return match[0]
        self.counts.forbidden += 1
        return REPLACEMENT

    def _less(self, _match: re.Match[bytes]) -> bytes:
        self.counts.ampersands += 1
        return b"&lt;"


def _allowed(code: int) -> bool:
    """Tell whether XML 1.0 (section 2.2, Char) knows the character; halves are asked before."""
    return code in (9, 10, 13) or 32 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def _cesu_character(match: re.Match[bytes]) -> bytes:
    first = 0xD000 | (match[1][0] & 0x3F) << 6 | (match[2][0] & 0x3F)
    second = 0xD000 | (match[3][0] & 0x3F) << 6 | (match[4][0] & 0x3F)
    return chr(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)).encode()


def _without_prolog(data: bytes) -> bytes:
    """Drop what stands before the root or the document type, keeping the count of lines."""
    return _PROLOG.sub(lambda match: b"\n" * match[0].count(b"\n"), data)
