"""The files of a ZIP without its table of contents: an app that was stopped while it wrote leaves none (formats.md 2).

Walks the local headers one after the other, as they were written (APPNOTE.TXT 4.3.7, 4.3.9). Nothing is unpacked onto
the disk, and what would unpack to an unreasonable size is refused.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from advocate.domain.errors import UserError
from advocate.importers.backup_file import MOST_RATIO, ZIP_MAGIC
from advocate.importers.sources import BLOCK_BYTES, Source

_DESCRIPTOR = b"PK\x07\x08"
_SLACK_BYTES = 1024 * 1024
_MOST_MEMBERS = 200_000
_STORED, _DEFLATED = 0, 8


@dataclass(frozen=True, slots=True)
class Salvaged:
    """One file inside: where its bytes begin, and how many there are if its header says so."""

    name: str
    offset: int
    method: int
    packed_bytes: int | None


class SalvagedZip:
    """What can be read of a ZIP from its beginning; ``is_cut`` tells whether the last file breaks off."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.is_cut = False
        self.members: dict[str, Salvaged] = {}
        with source.open() as stream:
            self._index(stream)

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file, up to where it breaks off.

        Raises `UserError`: ``zip_bomb``, ``file_unreadable``.
        """
        with self._source.open() as stream:
            yield from self._unpacked(stream, self.members[name])

    def _index(self, stream: BinaryIO) -> None:
        position = 0
        while len(self.members) < _MOST_MEMBERS:
            stream.seek(position)
            header = stream.read(30)
            if len(header) < 30 or not header.startswith(ZIP_MAGIC):
                return
            flags, method = struct.unpack_from("<HH", header, 6)
            packed, _plain, name_bytes, extra_bytes = struct.unpack_from("<IIHH", header, 18)
            raw = stream.read(name_bytes)
            known = packed if packed and not flags & 8 else None
            member = Salvaged(_name(raw, flags), position + 30 + name_bytes + extra_bytes, method, known)
            if flags & 1 or method not in (_STORED, _DEFLATED):
                return
            self.members.setdefault(member.name, member)
            if known is not None:
                position = member.offset + known
            else:
                end = self._end(stream, member)
                if end is None:
                    return
                position = end

    def _end(self, stream: BinaryIO, member: Salvaged) -> int | None:
        """Return where the next header may begin, behind the descriptor; None if the file breaks off."""
        if member.method == _STORED:
            end = _find(stream, member.offset, _DESCRIPTOR)
            return None if end is None else end + 16
        unpacker = zlib.decompressobj(-15)
        position, plain = member.offset, 0
        stream.seek(position)
        while block := stream.read(BLOCK_BYTES):
            position += len(block)
            try:
                while block:
                    plain += len(unpacker.decompress(block, BLOCK_BYTES))
                    block = unpacker.unconsumed_tail
                    self._bounded(plain, position - member.offset)
            except zlib.error:
                break
            if unpacker.eof:
                position -= len(unpacker.unused_data)
                stream.seek(position)
                return position + 16 if stream.read(4) == _DESCRIPTOR else position + 12
        self.is_cut = True
        return None

    def _unpacked(self, stream: BinaryIO, member: Salvaged) -> Iterator[bytes]:
        stream.seek(member.offset)
        if member.method == _STORED:
            yield from _stored(stream, member)
            return
        unpacker = zlib.decompressobj(-15)
        plain = packed = 0
        while (block := stream.read(BLOCK_BYTES)) and not unpacker.eof:
            packed += len(block)
            while block and not unpacker.eof:
                try:
                    data = unpacker.decompress(block, BLOCK_BYTES)
                except zlib.error:
                    self.is_cut = True
                    return
                block = unpacker.unconsumed_tail
                plain += len(data)
                self._bounded(plain, packed)
                if data:
                    yield data
        self.is_cut = self.is_cut or not unpacker.eof

    def _bounded(self, plain: int, packed: int) -> None:
        if plain > packed * MOST_RATIO + _SLACK_BYTES:
            raise UserError("zip_bomb", file=self._source.name)


def _stored(stream: BinaryIO, member: Salvaged) -> Iterator[bytes]:
    end = _find(stream, member.offset, _DESCRIPTOR) if member.packed_bytes is None else None
    left = member.packed_bytes if end is None else end - member.offset
    stream.seek(member.offset)
    while left is None or left > 0:
        block = stream.read(BLOCK_BYTES if left is None else min(BLOCK_BYTES, left))
        if not block:
            return
        left = None if left is None else left - len(block)
        yield block


def _find(stream: BinaryIO, offset: int, mark: bytes) -> int | None:
    stream.seek(offset)
    carry = b""
    while block := stream.read(BLOCK_BYTES):
        data = carry + block
        if (at := data.find(mark)) >= 0:
            return offset - len(carry) + at
        offset += len(block)
        carry = data[-len(mark) + 1 :]
    return None


def _name(raw: bytes, flags: int) -> str:
    """Return a name: UTF-8 by flag 0x800, else code page 437, which Chinese tools fill with GBK (formats.md 16)."""
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8" if flags & 0x800 else "cp437", "replace")
