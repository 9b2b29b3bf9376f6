"""Outlook's ``.msg``: an OLE container whose streams are the properties of one message ([MS-OXMSG], formats.md 10).

Text of eight bits is in the code page that the message names (0x3FDE, 0x3FFD), or in a Chinese one that the bytes
themselves show where it names none; times are counts of 100 nanoseconds since 1601.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

import olefile

from advocate.domain.errors import UserError
from advocate.domain.moments import from_epoch_ms
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.mails.charsets import mail_text
from advocate.importers.mails.headers import Head, split_head
from advocate.importers.mails.markup import html_text
from advocate.importers.mails.messages import MailReader
from advocate.importers.mails.parts import MailBody
from advocate.importers.mails.rtf import rtf_text, unpacked
from advocate.importers.sources import Source, bounded_bytes

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARK = "__substg1.0_".encode("utf-16-le")
_MOST_BYTES = 200_000_000
_MOST_STREAM = 100_000_000
_MOST_ATTACHED = 500
_FILETIME_OF_1970 = 116_444_736_000_000_000

#: Everything that reading a container made by somebody else may raise.
_DAMAGED = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    # A folder that lies in itself has no end.
    RecursionError,
    TypeError,
    AttributeError,
    struct.error,
    OverflowError,
    RecursionError,
)

_CODE_PAGES = {
    65001: "utf-8",
    936: "gb18030",
    54936: "gb18030",
    950: "cp950",
    932: "cp932",
    949: "cp949",
    20127: "us-ascii",
    28591: "iso-8859-1",
    50220: "iso-2022-jp",
    52936: "hz",
}


class OutlookMessage:
    """One message that Outlook saved."""

    name = "msg"
    kind = SourceKind.MAIL
    editable = False

    def recognise(self, probe: Probe) -> float:
        """Recognise by the container and the names of its streams."""
        if probe.members or not probe.head.startswith(_MAGIC):
            return 0.0
        if _MARK in probe.head or "__properties_version1.0".encode("utf-16-le") in probe.head:
            return 0.95
        return 0.6 if probe.name.lower().endswith(".msg") else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield the message."""
        data = bounded_bytes(source, _MOST_BYTES)
        reader = MailReader(ctx)
        try:
            with olefile.OleFileIO(io.BytesIO(data)) as container:
                message = _Properties(container, "")
                if not message.names:
                    raise UserError("not_msg", file=ctx.name)
                head, body = _head(message), _body(message)
                body.files = list(_files(container, message))
        except _DAMAGED as error:
            raise UserError("msg_damaged", file=ctx.name) from error
        ctx.advance(len(data))
        yield reader.entry(head, body, "mail 1")
        reader.finish()


class _Properties:
    """The properties of a message, a recipient or an attachment: streams of one storage."""

    def __init__(self, container: olefile.OleFileIO, storage: str, code_page: str = "") -> None:
        self._container = container
        self._storage = storage
        prefix = f"{storage}/__substg1.0_" if storage else "__substg1.0_"
        self.names: dict[str, str] = {}
        for path in container.listdir(streams=True, storages=True):
            joined = "/".join(path)
            if joined.startswith(prefix) and "/" not in joined[len(prefix) :]:
                self.names[joined[len(prefix) :][:8].upper()] = joined
        self._fixed = self._values()
        self.code_page = code_page or self._page()

    def text(self, number: int) -> str:
        """Return a property that is text, in either width."""
        wide = self.data(number, 0x001F)
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self.data(number, 0x001E)
        return mail_text(narrow, self.code_page).text.rstrip("\0")

    def data(self, number: int, kind: int = 0x0102) -> bytes:
        """Return the bytes of a property that has a stream of its own."""
        path = self.names.get(f"{number:04X}{kind:04X}")
        if path is None or self._container.get_size(path) > _MOST_STREAM:
            return b""
        with self._container.openstream(path) as stream:
            return bytes(stream.read())

    def number(self, number: int) -> int | None:
        """Return a property that is a number."""
        raw = self._fixed.get(number)
        return struct.unpack_from("<i", raw)[0] if raw is not None else None

    def time(self, number: int) -> datetime | None:
        """Return a property that is a time, aware and in UTC."""
        raw = self._fixed.get(number)
        if raw is None:
            return None
        value = struct.unpack("<Q", raw)[0]
        try:
            return from_epoch_ms((value - _FILETIME_OF_1970) // 10_000) if value else None
        except OverflowError:
            return None

    def _values(self) -> dict[int, bytes]:
        path = f"{self._storage}/__properties_version1.0" if self._storage else "__properties_version1.0"
        if not self._container.exists(path):
            return {}
        with self._container.openstream(path) as stream:
            raw = stream.read()
        # The head before the entries is 32 bytes long in a message, 24 in one inside another, 8 elsewhere.
        start = (
            8 if self._storage and "__substg1.0_3701000D" not in self._storage[-20:] else 24 if self._storage else 32
        )
        found: dict[int, bytes] = {}
        for position in range(start, len(raw) - 15, 16):
            kind, number = struct.unpack_from("<HH", raw, position)
            if kind in (0x0003, 0x0040, 0x000B):
                found[number] = raw[position + 8 : position + 16]
        return found

    def _page(self) -> str:
        # The code page of the text, that of the message, the internet's; formats.md 10, 9.
        for number in (0x3FFD, 0x3FDE):
            value = self.number(number)
            if value:
                return _CODE_PAGES.get(value, f"cp{value}")
        # None is named: all that is written so tells more about the charset than one subject does.
        narrow = b"\n".join(self.data(number, 0x001E) for number in (0x1000, 0x0037, 0x0C1A, 0x0E04))
        codec = mail_text(narrow).codec
        return codec if codec in ("gb18030", "big5hkscs", "utf-8") else ""


def _head(message: _Properties) -> Head:
    """Return the head that came with the message, filled up from its properties."""
    carried = message.text(0x007D)
    head, _rest = split_head(carried.replace("\r\n", "\n").encode("utf-8", "replace")) if carried else (Head(), b"")
    known = {name for name, _value in head.fields}
    sender = (
        message.text(0x5D01) or message.text(0x5D02) or _address(message.text(0x0C1F)) or _address(message.text(0x0065))
    )
    name = message.text(0x0C1A) or message.text(0x0042)
    _add(head, known, "from", _spelled(name, sender))
    _add(head, known, "to", message.text(0x0E04))
    _add(head, known, "subject", re.sub(r"\A\x01.", "", message.text(0x0037)))
    submitted, delivered = message.time(0x0039), message.time(0x0E06)
    if submitted is not None:
        _add(head, known, "date", format_datetime(submitted.astimezone(UTC)))
    if delivered is not None:
        if "date" not in known and submitted is None:
            _add(head, known, "date", format_datetime(delivered.astimezone(UTC)))
        _add(head, known, "received", f"; {format_datetime(delivered.astimezone(UTC))}")
    return head


def _add(head: Head, known: set[str], name: str, value: str) -> None:
    if value and name not in known:
        head.fields.append((name, value.encode("utf-8", "replace")))


def _address(text: str) -> str:
    return text if "@" in text else ""


def _spelled(name: str, address: str) -> str:
    if not address:
        return name
    quoted = name.replace("\\", "").replace('"', "'")
    return f'"{quoted}" <{address}>' if name and name != address else address


def _body(message: _Properties) -> MailBody:
    text = message.text(0x1000).replace("\r\n", "\n").replace("\r", "\n").strip()
    if text:
        return MailBody(text, text.count("\ufffd"))
    page = message.data(0x1013) or message.text(0x1013).encode("utf-8", "replace")
    if page:
        number = message.number(0x3FDE)
        label = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9_\-]{2,30})", page[:4_000])
        charset = _CODE_PAGES.get(number, f"cp{number}") if number else label[1].decode("ascii") if label else ""
        found = mail_text(page, charset)
        return MailBody(html_text(found.text), found.replaced)
    packed = message.data(0x1009)
    return MailBody(rtf_text(unpacked(packed))) if packed else MailBody()


def _files(container: olefile.OleFileIO, message: _Properties) -> Iterator[tuple[str, bytes]]:
    storages = {
        path[0] for path in container.listdir(streams=True, storages=True) if path[0].startswith("__attach_version1.0_")
    }
    for storage in sorted(storages)[:_MOST_ATTACHED]:
        attached = _Properties(container, storage, message.code_page)
        name = attached.text(0x3707) or attached.text(0x3704) or attached.text(0x3001)
        data = attached.data(0x3701)
        if data:
            yield name or "attachment.bin", data
        elif container.exists(f"{storage}/__substg1.0_3701000D"):
            inside = _Properties(container, f"{storage}/__substg1.0_3701000D", message.code_page)
            words = "\n\n".join(filter(None, (inside.text(0x0037), _body(inside).text)))
            yield f"{name or 'message'}.txt", words.encode("utf-8", "replace")
