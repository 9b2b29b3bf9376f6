"""A gzip file: one file inside, whose size nobody knows before it was read."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from advocate.domain.errors import UserError
from advocate.importers.containers import names
from advocate.importers.containers.bundles import Members, Refused
from advocate.importers.containers.limits import Limits
from advocate.importers.containers.streams import Readable, member_stream
from advocate.importers.sources import Source

_BLOCK = 1024 * 1024
_NAME_FLAG = 8


class GzipMember:
    """What is inside; its size is found by unpacking it once."""

    path: Path | None = None
    members: Members = Members({})

    def __init__(self, archive: GzipArchive, inner: str, size: int) -> None:
        self.name = f"{archive.name}/{inner}"
        self.size = size
        self.damaged = False
        self._archive = archive

    def open(self) -> BinaryIO:
        """Return a stream from the beginning; raises `UserError` ``zip_bomb`` while it is read."""
        archive = self._archive
        return member_stream(archive.begin, self.size, self.name, self._note_damage, archive.size, archive.ratio)

    def sibling(self, name: str) -> Source | None:
        """Return None: there is one file in it."""
        return None

    def _note_damage(self) -> None:
        self.damaged = True


class GzipArchive:
    """A gzip file; raises `UserError` ``zip_damaged``, ``zip_bomb`` and ``archive_no_room`` when made."""

    refused: tuple[Refused, ...] = ()

    def __init__(self, source: Source, limits: Limits, check: Callable[[], None]) -> None:
        self.name = source.name
        self.size = source.size
        self.path = source.path
        self.ratio = limits.ratio
        self._source = source
        inner = self._inner_name()
        size = self._measure(limits, check)
        self._members = Members({inner: lambda: GzipMember(self, inner, size)})

    @property
    def members(self) -> Members:
        """Return the one file inside."""
        return self._members

    def open(self) -> BinaryIO:
        """Return a stream over the archive itself."""
        return self._source.open()

    def sibling(self, name: str) -> Source | None:
        """Return the source beside the archive."""
        return self._source.sibling(name)

    def begin(self) -> Readable:
        """Return a reader of the unpacked bytes."""
        return _Unpacking(self._source.open())

    def close(self) -> None:
        """Do nothing: every reader has a stream of its own."""

    def _measure(self, limits: Limits, check: Callable[[], None]) -> int:
        damage: list[int] = []
        size = 0
        with member_stream(self.begin, 0, self.name, lambda: damage.append(1), self.size, self.ratio) as stream:
            while block := stream.read(_BLOCK):
                size += len(block)
                check()
        if damage and not size:
            raise UserError("zip_damaged", file=self.name)
        if reason := limits.refusal(self.size, size):
            raise UserError(reason, file=self.name)
        return size

    def _inner_name(self) -> str:
        """Return the name that the file had: the one in the header where it is sound, else that of the archive."""
        own = self.name.replace("\\", "/").rsplit("/", 1)[-1]
        with self._source.open() as stream:
            head = stream.read(512)
        if len(head) > 10 and head[3] == _NAME_FLAG and b"\0" in head[10:]:
            inner = names.decoded(head[10 : head.index(b"\0", 10)], 0).replace("\\", "/").rsplit("/", 1)[-1]
            if inner and inner not in (".", "..") and names.refusal(inner) is None:
                return inner
        return own[:-3] if own.lower().endswith(".gz") and len(own) > 3 else own


class _Unpacking:
    """Reads through gzip and closes the file below it too."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._unpacked = gzip.GzipFile(fileobj=stream, mode="rb")

    def read(self, size: int, /) -> bytes:
        # Not `read`: where the file breaks off, it would keep back what came before.
        return self._unpacked.read1(size)

    def close(self) -> None:
        self._unpacked.close()
        self._stream.close()
