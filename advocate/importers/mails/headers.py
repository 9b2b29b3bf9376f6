"""The head of a mail: raw lines to fields, encoded words to text, times that programs wrote their own way."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import getaddresses, parsedate_tz

from advocate.domain.moments import epoch_ms
from advocate.importers.mails.charsets import mail_text
from advocate.importers.wall_clock import instant_ms, read_iso

#: More lines of head than any mail has, and longer ones.
_MOST_FIELDS = 2_000
_MOST_VALUE = 200_000

_FIELD = re.compile(rb"([!-9;-~]{1,120})[ \t]*:[ \t]?(.*)", re.DOTALL)
_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]*)?\?([bBqQ])\?([^?\r\n]*)\?=")
_ZONE_WORDS = re.compile(r"(?:GMT|UTC)\s*([+-])(\d{1,2})(?::?(\d{2}))?\s*\Z")
_ADDRESS = re.compile(r"[^\s<>\"',;:()]+@[^\s<>\"',;()]+")
_PARAMETER = re.compile(r";\s*([A-Za-z0-9!#$&+\-^_.]+)(\*\d+)?(\*)?\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;]*))")


@dataclass(slots=True)
class Head:
    """The fields of one head, in their order; values are bytes without line ends."""

    fields: list[tuple[str, bytes]] = field(default_factory=list)

    def raw(self, name: str) -> bytes:
        """Return the first value of a field, nothing where it is missing."""
        return next((value for key, value in self.fields if key == name), b"")

    def all(self, name: str) -> list[bytes]:
        """Return every value of a field, the top-most first."""
        return [value for key, value in self.fields if key == name]

    def text(self, name: str) -> str:
        """Return a field as text, encoded words read."""
        return header_text(self.raw(name))


def split_head(data: bytes) -> tuple[Head, bytes]:
    """Split a message, or a part of one, into its head and its body."""
    head = Head()
    position, size = 0, len(data)
    current: list[bytes] = []

    def close() -> None:
        if not current or len(head.fields) >= _MOST_FIELDS:
            return
        match = _FIELD.fullmatch(b" ".join(current)[:_MOST_VALUE])
        if match is not None:
            head.fields.append((match[1].decode("ascii", "replace").lower(), match[2].strip()))

    while position < size:
        end = data.find(b"\n", position)
        end = size if end < 0 else end
        line = data[position:end].rstrip(b"\r")
        if not line.strip():
            close()
            return head, data[end + 1 :]
        if line[:1] in (b" ", b"\t") and current:
            current.append(line.strip())
        elif _FIELD.match(line):
            close()
            current = [line]
        elif position == 0 and line.startswith((b"From ", b">From ")):
            pass
        else:
            # No field and no blank line before the body: what follows is the body.
            close()
            return head, data[position:]
        position = end + 1
    close()
    return head, b""


def header_text(raw: bytes) -> str:
    """Return the value of a field as text.

    The bytes of neighbouring encoded words in one charset are joined before they are read, because some programs cut a
    character in two between them (formats.md 10, 2). What is not encoded may be raw UTF-8 or GBK.
    """
    text = raw.decode("latin-1")
    parts: list[str] = []
    position = 0
    pending: tuple[str, bytes] | None = None
    for match in _WORD.finditer(text):
        between = text[position : match.start()]
        charset = match[1].lower()
        data = _word_bytes(match[2], match[3])
        if pending is not None and not between.strip() and pending[0] == charset:
            pending = charset, pending[1] + data
        else:
            if pending is not None:
                parts.append(mail_text(pending[1], pending[0]).text)
            if pending is None or between.strip():
                parts.append(mail_text(between.encode("latin-1")).text)
            pending = charset, data
        position = match.end()
    if pending is not None:
        parts.append(mail_text(pending[1], pending[0]).text)
    parts.append(mail_text(text[position:].encode("latin-1")).text)
    return re.sub(r"[\r\n\t ]+", " ", "".join(parts)).strip().replace("\0", "\ufffd")


def addresses(raw: bytes) -> list[tuple[str, str]]:
    """Return the names and addresses of a field; a value that is none of both is an address as it stands."""
    text = raw.decode("latin-1") if raw.isascii() else header_text(raw)
    # A comma inside an encoded word separates nothing: the words are read after the list is split.
    try:
        pairs = getaddresses([text[:20_000]])
    except RecursionError:
        # Comments within comments, a thousand deep.
        pairs = []
    found = [(header_text(_bytes(name)).strip("\"' "), address.strip()) for name, address in pairs]
    found = [(name, address) for name, address in found if name or address]
    if not any("@" in address for _name, address in found):
        loose = _ADDRESS.search(text)
        if loose is not None:
            return [(header_text(_bytes(text[: loose.start()])).strip("\"' <"), loose[0])]
        return found or ([("", header_text(raw))] if raw.strip() else [])
    return found


def bare_address(raw: bytes) -> str:
    """Return the first address in a field that holds other words too (``a@b.com via 192.0.2.1``)."""
    found = _ADDRESS.search(raw.decode("latin-1"))
    return found[0] if found is not None else ""


def parameters(raw: bytes) -> tuple[str, dict[str, str]]:
    """Return the value of a field with parameters, lower case, and these by their names (RFC 2231 pieces joined)."""
    text = raw.decode("latin-1")[:20_000]
    value = text.partition(";")[0].strip().lower()
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(text):
        name, number, extended = match[1].lower(), match[2], match[3] is not None
        content = re.sub(r"\\(.)", r"\1", match[4]) if match[4] is not None else (match[5] or "").strip()
        pieces.setdefault(name, []).append((int(number[1:6]) if number else 0, extended, content))
    return value, {name: _joined(parts) for name, parts in pieces.items()}


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    if not any(extended for _number, extended, _text in parts):
        whole = (
            "".join(text for _number, _extended, text in sorted(parts, key=lambda part: part[0]))
            if len(parts) > 1 and parts[-1][0]
            else parts[0][2]
        )
        return header_text(_bytes(whole))
    charset, data = "", b""
    for position, (_number, extended, text) in enumerate(sorted(parts, key=lambda part: part[0])):
        content = text
        if position == 0 and extended and content.count("'") >= 2:
            charset, _language, content = content.split("'", 2)
        data += _unquoted(content) if extended else _bytes(content)
    return mail_text(data, charset).text


def _unquoted(text: str) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), _bytes(text))


def _bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _word_bytes(kind: str, text: str) -> bytes:
    raw = _bytes(text)
    if kind in "qQ":
        return binascii.a2b_qp(raw.replace(b"_", b" "), header=False)
    return base64_bytes(raw)


def base64_bytes(raw: bytes) -> bytes:
    """Return what base64 holds, foreign characters and a missing or early end aside."""
    out = []
    for piece in re.split(rb"=+", re.sub(rb"[^A-Za-z0-9+/=]", b"", raw)):
        usable = piece[: len(piece) - 1] if len(piece) % 4 == 1 else piece
        if usable:
            out.append(binascii.a2b_base64(usable + b"=" * (-len(usable) % 4)))
    return b"".join(out)


def mail_time(raw: str, zone: str) -> tuple[int, str] | None:
    """Read the time of a field; returns epoch milliseconds and the zone that had to be assumed, if any.

    RFC 5322 and its relatives, ISO, ``16 May 2016 at 09:30:32  GMT+1``; a time without an offset lies in ``zone``.
    """
    text = re.sub(r"\([^()]*\)", " ", raw).replace(" at ", " ").strip()
    if (match := _ZONE_WORDS.search(text)) is not None:
        text = f"{text[: match.start()]}{match[1]}{int(match[2]):02d}{match[3] or '00'}"
    iso = read_iso(text, zone)
    if iso is not None:
        return iso[0], zone if iso[1] else ""
    try:
        parsed = parsedate_tz(re.sub(r"\s+", " ", text))
        if parsed is None:
            return None
        local = datetime(*parsed[:6])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    offset = parsed[9]
    if offset is None:
        return instant_ms(local, zone), zone
    if abs(offset) > 86_400:
        return None
    try:
        return epoch_ms((local - timedelta(seconds=offset)).replace(tzinfo=UTC)), ""
    except OverflowError:
        return None
