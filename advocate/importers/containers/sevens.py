"""7z archives: unpacked into memory within a bound, because their blocks cannot be read one file at a time."""

from __future__ import annotations

import io
import lzma
import struct
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

import py7zr
from py7zr.exceptions import ArchiveError
from py7zr.io import Py7zIO, WriterFactory

from advocate.domain.errors import UserError
from advocate.importers.containers import names
from advocate.importers.containers.bundles import Members, Refused
from advocate.importers.containers.limits import Limits
from advocate.importers.sources import MemoryFile, Source

#: What py7zr and the codecs below it raise on damaged archives.
_BROKEN = (
    ArchiveError,
    lzma.LZMAError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
)


class SevenMember(MemoryFile):
    """One file of a 7z archive, in memory."""

    def __init__(self, archive: SevenArchive, inner: str, data: bytes) -> None:
        super().__init__(f"{archive.name}/{inner}", data)
        self._archive = archive
        self._inner = inner

    def sibling(self, name: str) -> Source | None:
        """Return the member of that name in the same folder of the archive, or None."""
        return self._archive.members.beside(self._inner, name)


class SevenArchive:
    """A 7z archive, unpacked into memory when made.

    Raises `UserError`: ``zip_damaged``, ``zip_bomb``, ``archive_too_big_7z``, ``too_many_files``,
    ``source_password_needed``, ``source_password_wrong``.
    """

    def __init__(self, source: Source, limits: Limits, password: str, check: Callable[[], None]) -> None:
        self.name = source.name
        self.size = source.size
        self.path = source.path
        self.refused: tuple[Refused, ...] = ()
        self._source = source
        self._members = Members(self._unpack(limits, password, check))

    @property
    def members(self) -> Members:
        """Return the files inside."""
        return self._members

    def open(self) -> BinaryIO:
        """Return a stream over the archive itself."""
        return self._source.open()

    def sibling(self, name: str) -> Source | None:
        """Return the source beside the archive."""
        return self._source.sibling(name)

    def close(self) -> None:
        """Do nothing: all of it is in memory."""

    def _unpack(self, limits: Limits, password: str, check: Callable[[], None]) -> dict[str, Callable[[], Source]]:
        try:
            with self._source.open() as stream, py7zr.SevenZipFile(stream, password=password or None) as archive:
                if archive.needs_password() and not password:
                    raise UserError("source_password_needed", file=self.name)
                wanted = self._wanted(archive, limits)
                return self._extract(archive, wanted, limits, check)
        except py7zr.PasswordRequired as error:
            raise UserError("source_password_needed", file=self.name) from error
        except _BROKEN as error:
            # With a wrong password the bytes are noise, and the codec or the checksum says so.
            raise UserError("source_password_wrong" if password else "zip_damaged", file=self.name) from error

    def _wanted(self, archive: py7zr.SevenZipFile, limits: Limits) -> set[str]:
        """Return the names to unpack; the others are refused, each with its reason."""
        wanted: set[str] = set()
        refused: list[Refused] = []
        total = 0
        for info in archive.list():
            if info.is_directory:
                continue
            limits.count_member(self.name)
            reason = "file_is_link" if info.is_symlink else names.refusal(info.filename)
            if reason is None and info.filename in wanted:
                reason = "archive_name_twice"
            if reason is not None:
                refused.append(Refused(info.filename, reason))
                continue
            total += info.uncompressed
            wanted.add(info.filename)
        if reason := limits.refusal(self.size, total):
            raise UserError(reason, file=self.name)
        if total > limits.memory_bytes:
            raise UserError("archive_too_big_7z", file=self.name, most_mb=limits.memory_bytes // 1_000_000)
        self.refused = tuple(refused)
        return wanted

    def _extract(
        self, archive: py7zr.SevenZipFile, wanted: set[str], limits: Limits, check: Callable[[], None]
    ) -> dict[str, Callable[[], Source]]:
        shelf = _Shelf(limits.memory_bytes, check)
        if wanted:
            archive.extract(targets=sorted(wanted), factory=shelf)
        return {
            inner.replace("\\", "/"): self._maker(inner.replace("\\", "/"), shelf.take(inner))
            for inner in sorted(wanted)
        }

    def _maker(self, inner: str, data: bytes) -> Callable[[], Source]:
        return lambda: SevenMember(self, inner, data)


class _Shelf(WriterFactory):
    """Takes unpacked files into memory, all together within a bound."""

    def __init__(self, most_bytes: int, check: Callable[[], None]) -> None:
        self._files: dict[str, _Held] = {}
        self._left = most_bytes
        self._check = check

    def create(self, filename: str) -> Py7zIO:
        """Return what one file is written to."""
        held = self._files[filename] = _Held(self)
        return held

    def take(self, filename: str) -> bytes:
        """Return the bytes of a file, none where it is empty."""
        held = self._files.get(filename)
        return b"" if held is None else held.buffer.getvalue()

    def spend(self, size: int) -> None:
        """Count bytes; raises `Cancelled` and `MemoryError`."""
        self._check()
        self._left -= size
        if self._left < 0:
            raise MemoryError


class _Held(Py7zIO):
    def __init__(self, shelf: _Shelf) -> None:
        self.buffer = io.BytesIO()
        self._shelf = shelf

    def write(self, s: Any) -> int:
        self._shelf.spend(len(s))
        return self.buffer.write(s)

    def read(self, size: int | None = None) -> bytes:
        return self.buffer.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.buffer.seek(offset, whence)

    def flush(self) -> None:
        """Do nothing: it is memory."""

    def size(self) -> int:
        return len(self.buffer.getvalue())
