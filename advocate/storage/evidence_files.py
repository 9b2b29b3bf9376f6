"""Evidence on disk: one standard age file an item, each under a key of its own that stands in the database.

A file is written as ``*.part``, flushed, renamed, its folder flushed, and only then does a row name it; what no row
names is noise nobody can decrypt, and is swept at the next start.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyrage
from pyrage import x25519

from advocate.domain.errors import StorageError, UserError
from advocate.storage.failures import translated
from advocate.storage.files import sync_folder
from advocate.storage.media_types import HEAD_BYTES, media_type

#: Room left on the disk beside the file itself, so that the database can still commit.
_SPARE_BYTES = 16 * 1024 * 1024
_PART = ".part"
_AGE = ".age"

Step = Callable[[int], None]


class Readable(Protocol):
    """The one thing asked of a source of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""


def _no_step(_done_bytes: int) -> None:
    """Report to nobody."""


@dataclass(frozen=True, slots=True)
class StagedFile:
    """An encrypted copy that no row names yet: `EvidenceStore.keep` or `EvidenceStore.discard` it."""

    sha256: str
    size_bytes: int
    media_type: str
    file_name: str
    file_key: str = field(repr=False)


class EvidenceStore:
    """The ``evidence`` folder of one vault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def stage(self, source: Path, step: Step = _no_step) -> StagedFile:
        """Read ``source`` once: hash it and write its encrypted copy, in bounded memory.

        ``step`` gets the bytes read so far and may raise to stop. Raises `UserError` ``evidence_missing``,
        ``evidence_not_a_file`` (a folder, link or device), ``evidence_unreadable``, ``evidence_changed``, and
        `StorageError` ``disk_full``.
        """
        with _open_regular(source) as stream:
            before = os.fstat(stream.fileno())
            staged = self._encrypt(stream, source.name, before.st_size, step)
            after = os.fstat(stream.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or (
            staged.size_bytes != after.st_size
        ):
            self.discard(staged)
            raise UserError("evidence_changed", name=source.name)
        return staged

    def stage_stream(self, stream: Readable, name: str, size_hint: int, step: Step = _no_step) -> StagedFile:
        """Write the encrypted copy of what ``stream`` gives (part of an archive, an attachment), in bounded memory.

        ``size_hint`` is what it is expected to hold. Raises as `stage`, and what the stream raises.
        """
        return self._encrypt(stream, name, size_hint, step)

    def stage_bytes(self, data: bytes) -> StagedFile:
        """Write the encrypted copy of ``data`` (a pasted picture, a generated file)."""
        return self._encrypt(io.BytesIO(data), "", len(data), _no_step)

    def keep(self, staged: StagedFile) -> None:
        """Put the copy in place for good; the row that names it is committed after this."""
        target = self.folder / staged.file_name
        with translated():
            os.replace(_part(target), target)
            sync_folder(target.parent)

    def discard(self, staged: StagedFile) -> None:
        """Remove the copy, kept or not: its hash was there already, or the transaction failed."""
        target = self.folder / staged.file_name
        _part(target).unlink(missing_ok=True)
        target.unlink(missing_ok=True)

    def has(self, file_name: str) -> bool:
        """Tell whether the stored file is there."""
        return (self.folder / file_name).is_file()

    def decrypt(self, file_name: str, file_key: str, target: Any, step: Step = _no_step) -> tuple[str, int]:
        """Write the original to ``target`` and return its SHA-256 and size.

        Raises `StorageError` ``evidence_lost`` (no file) or ``evidence_damaged`` (altered bytes); what was written
        before that is not to be trusted. `OSError` of the target passes.
        """
        writer = _HashingWriter(target, step)
        try:
            with (self.folder / file_name).open("rb") as stream:
                pyrage.decrypt_io(stream, writer, [x25519.Identity.from_str(file_key)])
        except FileNotFoundError as error:
            raise StorageError("evidence_lost") from error
        except (pyrage.DecryptError, pyrage.IdentityError, OSError) as error:
            # Altered bytes after the header come as a bare OSError.
            if writer.failure is not None:
                raise writer.failure from error
            raise StorageError("evidence_damaged") from error
        return writer.digest.hexdigest(), writer.size

    def read(self, file_name: str, file_key: str, sha256: str, limit_bytes: int) -> bytes:
        """Return the original, checked against its hash; raises `UserError` ``evidence_too_big`` beyond the limit."""
        buffer = _BoundedBuffer(limit_bytes)
        digest, _size = self.decrypt(file_name, file_key, buffer)
        if digest != sha256:
            raise StorageError("evidence_damaged")
        return buffer.getvalue()

    def export(self, file_name: str, file_key: str, sha256: str, target: Path, step: Step = _no_step) -> None:
        """Write the original to ``target``, which must not exist, by way of ``*.part``; checked against its hash."""
        part = target.with_name(f".{target.name}.{secrets.token_hex(4)}{_PART}")
        try:
            with part.open("xb") as stream:
                digest, _size = self.decrypt(file_name, file_key, stream, step)
                stream.flush()
                os.fsync(stream.fileno())
            if digest != sha256:
                raise StorageError("evidence_damaged")
            if target.exists():
                raise UserError("file_exists", name=target.name)
            os.replace(part, target)
            sync_folder(target.parent)
        except OSError as error:
            raise UserError("cannot_write", path=str(target.parent)) from error
        finally:
            part.unlink(missing_ok=True)

    def sweep(self, known: Iterable[str]) -> int:
        """Remove half-written copies and files that no row names; return how many. Only with the vault locked."""
        names, removed = set(known), 0
        for file in self.folder.glob("??/*"):
            name = f"{file.parent.name}/{file.name}"
            if file.suffix == _PART or (file.suffix == _AGE and name not in names):
                file.unlink(missing_ok=True)
                removed += 1
        return removed

    def _encrypt(self, stream: Any, name: str, size: int, step: Step) -> StagedFile:
        identity = x25519.Identity.generate()
        token = secrets.token_hex(16)
        file_name = f"{token[:2]}/{token}{_AGE}"
        target = _part(self.folder / file_name)
        reader = _HashingReader(stream, name, step)
        with translated():
            target.parent.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(target.parent).free < size + _SPARE_BYTES:
                raise StorageError("disk_full")
            try:
                with target.open("xb") as out:
                    writer = _Writer(out)
                    try:
                        pyrage.encrypt_io(reader, writer, [identity.to_public()])
                    except (pyrage.EncryptError, OSError):
                        # The library turns any exception of ours into its own: raise the one that happened.
                        failure = reader.failure or writer.failure
                        if failure is None:
                            raise
                        raise failure from None
                    out.flush()
                    os.fsync(out.fileno())
            except BaseException:
                target.unlink(missing_ok=True)
                raise
        kind = media_type(bytes(reader.head))
        return StagedFile(reader.digest.hexdigest(), reader.size, kind, file_name, str(identity))


def _part(target: Path) -> Path:
    return target.with_name(target.name + _PART)


@contextmanager
def _open_regular(source: Path) -> Iterator[BinaryIO]:
    """Open a regular file without following a link; a device or pipe is never waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if not stat.S_ISREG(os.lstat(source).st_mode):
            raise UserError("evidence_not_a_file", name=source.name)
        handle = os.open(source, flags)
    except FileNotFoundError as error:
        raise UserError("evidence_missing", name=source.name) from error
    except (OSError, ValueError) as error:
        raise UserError("evidence_unreadable", name=source.name) from error
    with os.fdopen(handle, "rb") as stream:
        # The name may point elsewhere by now: ask what was opened.
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UserError("evidence_not_a_file", name=source.name)
        yield stream


class _HashingReader:
    """Hashes what passes, keeps its beginning for the media type, and the exception that the library would hide."""

    def __init__(self, stream: Any, name: str, step: Step) -> None:
        self._stream = stream
        self._name = name
        self._step = step
        self.digest = hashlib.sha256()
        self.size = 0
        self.head = bytearray()
        self.failure: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            data: bytes = self._stream.read(size)
            self.digest.update(data)
            self.size += len(data)
            if len(self.head) < HEAD_BYTES:
                self.head += data[: HEAD_BYTES - len(self.head)]
            self._step(self.size)
        except OSError as error:
            self.failure = UserError("evidence_unreadable", name=self._name)
            raise self.failure from error
        except BaseException as error:
            self.failure = error
            raise
        return data


class _Writer:
    """Passes bytes on and keeps the exception that the library would hide."""

    def __init__(self, target: Any) -> None:
        self._target = target
        self.failure: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            self._target.write(data)
        except BaseException as error:
            self.failure = error
            raise
        return len(data)

    def flush(self) -> None:
        with contextlib.suppress(AttributeError):
            self._target.flush()


class _HashingWriter(_Writer):
    """Hashes what comes out of decryption."""

    def __init__(self, target: Any, step: Step) -> None:
        super().__init__(target)
        self._step = step
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += len(data)
        try:
            self._step(self.size)
        except BaseException as error:
            self.failure = error
            raise
        return super().write(data)


class _BoundedBuffer(io.BytesIO):
    """Memory that refuses to grow beyond a limit."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__()
        self._limit = limit_bytes

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self._limit:
            raise UserError("evidence_too_big", limit=self._limit)
        return super().write(data)


class Discard:
    """A target for checking a file without keeping it."""

    def write(self, data: bytes) -> int:
        """Count and forget."""
        return len(data)

    def flush(self) -> None:
        """Do nothing."""
