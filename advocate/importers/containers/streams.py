"""A stream over one file of an archive: seekable by reading again, and a damaged one ends where the damage is."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, Protocol

from advocate.domain.errors import UserError
from advocate.importers.containers.limits import SLACK_BYTES

_BUFFER_BYTES = 256 * 1024

#: What damaged archives raise while they are read. RuntimeError is zipfile's word for a wrong password found late.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, OSError, ValueError)


class Readable(Protocol):
    """What unpacks: bytes in order, once."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""

    def close(self) -> None:
        """Give up."""


class _Rereading(io.RawIOBase):
    """Seeks by beginning anew: nothing of an archive is kept but where one is in it."""

    def __init__(self, begin: Callable[[], Readable], size: int, most: int | None, name: str, broken: Any) -> None:
        super().__init__()
        self._begin = begin
        self._size = size
        self._most = most
        self._name = name
        self._broken = broken
        self._inner: Readable | None = None
        self._at = 0
        self._wanted = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._wanted

    def seek(self, offset: int, whence: int = 0) -> int:
        start = (0, self._wanted, self._size)[whence]
        self._wanted = max(0, start + offset)
        return self._wanted

    def readinto(self, buffer: Any) -> int:
        if self._inner is None or self._wanted < self._at:
            self._restart()
        while self._at < self._wanted:
            if not self._read(min(_BUFFER_BYTES, self._wanted - self._at)):
                return 0
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        self._wanted = self._at
        return len(data)

    def close(self) -> None:
        if self._inner is not None:
            self._inner.close()
            self._inner = None
        super().close()

    def _restart(self) -> None:
        if self._inner is not None:
            self._inner.close()
        self._at = 0
        self._inner = self._begin()

    def _read(self, size: int) -> bytes:
        assert self._inner is not None
        try:
            data = self._inner.read(size)
        except DAMAGED:
            self._broken()
            return b""
        self._at += len(data)
        if self._most is not None and self._at > self._most:
            raise UserError("zip_bomb", file=self._name)
        return data


def member_stream(
    begin: Callable[[], Readable], size: int, name: str, broken: Callable[[], None], packed_bytes: int, ratio: int
) -> BinaryIO:
    """Return a seekable stream; ``begin`` opens the member at its start, ``broken`` is told where it is damaged.

    Raises `UserError` ``zip_bomb`` while reading more than ``ratio`` times ``packed_bytes``.
    """
    most = packed_bytes * ratio + SLACK_BYTES
    return io.BufferedReader(_Rereading(begin, size, most, name, broken), _BUFFER_BYTES)
