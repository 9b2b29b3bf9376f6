"""ZIP streams that were never finished: no directory at the end, sizes zero in the headers (formats.md 2, item 10)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from advocate.importers.containers import names
from advocate.importers.containers.limits import SLACK_BYTES, Limits
from advocate.importers.containers.streams import Readable

_HEADER = b"PK\x03\x04"
_DESCRIPTOR = b"PK\x07\x08"
_HEADER_BYTES = 30
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_LATER = 1, 8
_BLOCK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A member found by its own header: ``at`` is where its data begins; ``reason`` is why it is not read."""

    name: str
    at: int
    packed: int
    size: int
    deflated: bool
    reason: str | None = None

    def begin(self, stream: BinaryIO) -> Readable:
        """Return a reader of the unpacked bytes."""
        return _Inflating(stream, self) if self.deflated else _Stored(stream, self)


def parts_without_directory(stream: BinaryIO, limits: Limits, archive: str) -> list[Part]:
    """Return the members of an unfinished archive in their order, up to where it breaks off.

    The last one may be cut: its bytes up to there count. Raises `UserError` ``too_many_files``.
    """
    return list(_parts(stream, limits, archive))


def _parts(stream: BinaryIO, limits: Limits, archive: str) -> Iterator[Part]:
    at = 0
    while True:
        stream.seek(at)
        header = stream.read(_HEADER_BYTES)
        if len(header) < _HEADER_BYTES or not header.startswith(_HEADER):
            return
        flags, method = struct.unpack_from("<HH", header, 6)
        packed, size = struct.unpack_from("<II", header, 18)
        name_length, extra_length = struct.unpack_from("<HH", header, 26)
        name = names.decoded(stream.read(name_length), flags).replace("\\", "/")
        at += _HEADER_BYTES + name_length + extra_length
        limits.count_member(archive)
        if flags & _ENCRYPTED or method not in (_STORED, _DEFLATED):
            yield Part(name, at, packed, size, False, "zip_method")
            if not packed:
                return
            at += packed
        elif flags & _SIZES_LATER and not packed:
            part = _measured(stream, name, at, method == _DEFLATED, limits)
            yield part
            if part.reason is not None:
                return
            at = _after_descriptor(stream, at + part.packed)
        else:
            yield Part(name, at, packed, size, method == _DEFLATED, limits.refusal(packed, size))
            at += packed
            if flags & _SIZES_LATER:
                at = _after_descriptor(stream, at)


def _measured(stream: BinaryIO, name: str, at: int, deflated: bool, limits: Limits) -> Part:
    """Return a member whose size is not told: deflated data says itself where it ends, stored data has a mark there."""
    stream.seek(at)
    if not deflated:
        packed = _until_descriptor(stream, at)
        return Part(name, at, packed, packed, False, limits.refusal(packed, packed))
    inflating = zlib.decompressobj(-15)
    packed = size = 0
    while not inflating.eof:
        block = stream.read(_BLOCK)
        if not block:
            break
        while block and not inflating.eof:
            try:
                size += len(inflating.decompress(block, _BLOCK))
            except zlib.error:
                return Part(name, at, packed, size, True, None if size else "zip_damaged")
            rest = inflating.unconsumed_tail
            packed += len(block) - len(rest) - len(inflating.unused_data)
            block = rest
            if size > packed * limits.ratio + SLACK_BYTES:
                return Part(name, at, packed, size, True, "zip_bomb")
    return Part(name, at, packed, size, True, limits.refusal(packed, size))


def _until_descriptor(stream: BinaryIO, at: int) -> int:
    """Return how many stored bytes come before a descriptor that names just that many, or the end of the file."""
    held = b""
    start = at
    while True:
        block = stream.read(_BLOCK)
        held += block
        found = held.find(_DESCRIPTOR)
        while found >= 0 and found + 12 <= len(held):
            length = start + found - at
            if struct.unpack_from("<I", held, found + 8)[0] == length & 0xFFFFFFFF:
                return length
            found = held.find(_DESCRIPTOR, found + 1)
        if not block:
            return start + len(held) - at
        keep = min(len(held), 16)
        start += len(held) - keep
        held = held[-keep:]


def _after_descriptor(stream: BinaryIO, at: int) -> int:
    """Return where the next header begins: a descriptor has a mark or none, and sizes of four or eight bytes."""
    stream.seek(at)
    tail = stream.read(32)
    for length in (16, 24, 12, 20, 0):
        if tail[length : length + 4] == _HEADER:
            return at + length
    return at + 16


class _Stored:
    def __init__(self, stream: BinaryIO, part: Part) -> None:
        self._stream = stream
        self._at = part.at
        self._left = part.packed

    def read(self, size: int, /) -> bytes:
        self._stream.seek(self._at)
        data = self._stream.read(min(size, self._left))
        self._at += len(data)
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._left = 0


class _Inflating:
    def __init__(self, stream: BinaryIO, part: Part) -> None:
        self._stored = _Stored(stream, part)
        self._inflating = zlib.decompressobj(-15)

    def read(self, size: int, /) -> bytes:
        while not self._inflating.eof:
            block = self._inflating.unconsumed_tail or self._stored.read(_BLOCK)
            data = self._inflating.decompress(block, size)
            if data:
                return data
            if not block:
                break
        return b""

    def close(self) -> None:
        self._stored.close()
