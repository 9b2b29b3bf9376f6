"""What importers read from: a file, one inside an archive, a folder. Nothing is unpacked onto the disk.

A source can be opened as often as needed, always from its beginning. What belongs together (a chat and its media, a
database and its log, a phone's backup) is a source with ``members``.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Protocol

from advocate.domain.errors import UserError

BLOCK_BYTES = 1024 * 1024


class Source(Protocol):
    """Where an importer reads from.

    ``name`` is what a person calls it (for messages; inside an archive with its path there), ``size`` its bytes,
    ``path`` where it lies on the disk as it is, None inside an archive. ``members`` are the sources inside a folder or
    an archive by their names there, with ``/`` between folders; empty for a plain file.
    """

    @property
    def name(self) -> str:
        """Return what a person calls it."""

    @property
    def size(self) -> int:
        """Return its bytes."""

    @property
    def path(self) -> Path | None:
        """Return where it lies on the disk as it is, None inside an archive."""

    @property
    def members(self) -> Mapping[str, Source]:
        """Return what is inside; raises `UserError` where an archive may not or cannot be opened."""

    def open(self) -> BinaryIO:
        """Return a stream over the bytes from the beginning, seekable; raises `UserError` ``file_unreadable``."""

    def sibling(self, name: str) -> Source | None:
        """Return the source of that name beside this one (``sms.db-wal``), or None."""


def chunks(source: Source) -> Iterator[bytes]:
    """Yield all bytes of a source, a block at a time; raises `UserError` ``file_unreadable``."""
    with source.open() as stream:
        try:
            while block := stream.read(BLOCK_BYTES):
                yield block
        except OSError as error:
            raise UserError("file_unreadable", file=source.name) from error


def bounded_bytes(source: Source, most: int) -> bytes:
    """Return all bytes of a source of at most ``most`` bytes; raises `UserError` ``file_too_big``."""
    if source.size > most:
        raise UserError("file_too_big", file=source.name, most_mb=most // 1_000_000)
    with source.open() as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise UserError("file_too_big", file=source.name, most_mb=most // 1_000_000)
    return data


def shown_name(path: Path) -> str:
    """Return the name of a file for messages: bytes that are no text must not stop a message from being printed."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def looks_of(path: Path) -> tuple[int, ...]:
    """Return what changes when a file does: size, time, identity; raises `UserError` ``file_unreadable``."""
    try:
        found = path.stat()
    except OSError as error:
        raise UserError("file_unreadable", file=shown_name(path)) from error
    return found.st_size, found.st_mtime_ns, found.st_ino


class DiskFile:
    """A file on the disk; raises `UserError` ``file_unreadable`` where there is none (a pipe would be waited for)."""

    members: Mapping[str, Source] = {}

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.path: Path | None = path
        self.name = name or shown_name(path)
        try:
            if not path.is_file():
                raise UserError("file_unreadable", file=self.name)
            self.size = path.stat().st_size
        except (OSError, ValueError) as error:
            raise UserError("file_unreadable", file=self.name) from error
        self._path = path

    def open(self) -> BinaryIO:
        """Return a stream over the file."""
        try:
            return self._path.open("rb")
        except OSError as error:
            raise UserError("file_unreadable", file=self.name) from error

    def sibling(self, name: str) -> Source | None:
        """Return the file of that name in the same folder, or None."""
        if "/" in name or os.sep in name or name in ("", ".", ".."):
            return None
        beside = self._path.parent / name
        try:
            return DiskFile(beside) if beside.is_file() else None
        except OSError:
            return None


class MemoryFile:
    """Bytes that never were a file of their own: a decrypted database, a part of a message."""

    path: Path | None = None
    members: Mapping[str, Source] = {}

    def __init__(self, name: str, data: bytes, siblings: Mapping[str, bytes] | None = None) -> None:
        self.name = name
        self.size = len(data)
        self._data = data
        self._siblings = siblings or {}

    def open(self) -> BinaryIO:
        """Return a stream over the bytes."""
        return io.BytesIO(self._data)

    def sibling(self, name: str) -> Source | None:
        """Return what lies beside it, or None."""
        data = self._siblings.get(name)
        return None if data is None else MemoryFile(name, data)
