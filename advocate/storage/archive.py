"""A vault in one file: a tar of its encrypted parts, so that nothing has to be decrypted to make or move it.

Everything inside is encrypted already (database pages, age files, key slots); the manifest at the end names each part
with size and SHA-256. Only names of users and sizes can be seen from outside.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from advocate.domain.errors import StorageError, UserError
from advocate.storage.failures import translated
from advocate.storage.files import sync_folder

FORMAT = 1
_MANIFEST = "manifest.json"
_MAX_MANIFEST = 256 * 1024 * 1024
_CHUNK = 1024 * 1024
#: The only paths that a backup may bring: a foreign one can write nowhere else.
_ALLOWED = re.compile(
    r"vault\.json|vault\.db|vault\.db-wal|keys/vault\.key\.age|keys/users/[a-z0-9][a-z0-9._-]{0,39}\.key\.age"
    r"|evidence/[0-9a-f]{2}/[0-9a-f]{32}\.age"
)

Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """Size and SHA-256 of a whole backup file."""

    size_bytes: int
    sha256: str


class ArchiveWriter:
    """Writes a backup to ``target`` by way of ``*.part``; `finish` puts it in place after reading it again."""

    def __init__(self, target: Path, step: Step) -> None:
        self._target = target
        self._part = target.with_name(f".{target.name}.part")
        self._step = step
        self._parts: dict[str, dict[str, Any]] = {}
        self._done = 0
        self._file = self._part.open("wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - until finish

    def add(self, name: str, source: Path) -> None:
        """Add one part; a file that is not there (evidence lost before) is left out."""
        try:
            stream = source.open("rb")
        except FileNotFoundError:
            return
        with stream:
            size = os.fstat(stream.fileno()).st_size
            reader = _Hashing(stream, size, self._count)
            self._tar.addfile(_member(name, size), reader)  # type: ignore[arg-type]
        self._parts[name] = {"size": size, "sha256": reader.digest.hexdigest()}

    def finish(self) -> Written:
        """Write the manifest, flush, read everything back, rename; raises `StorageError` ``backup_damaged``."""
        data = json.dumps({"format": FORMAT, "parts": self._parts}, sort_keys=True).encode()
        self._tar.addfile(_member(_MANIFEST, len(data)), io.BytesIO(data))
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        check(self._part, self._step)
        written = Written(self._part.stat().st_size, sha256(self._part))
        if self._target.exists():
            raise UserError("file_exists", name=self._target.name)
        os.replace(self._part, self._target)
        sync_folder(self._target.parent)
        return written

    def abandon(self) -> None:
        """Remove what was written."""
        with contextlib.suppress(OSError, ValueError):
            # Else it would try to when it is collected.
            self._tar.close()
        with contextlib.suppress(OSError):
            self._file.close()
        self._part.unlink(missing_ok=True)

    def _count(self, count: int) -> None:
        self._done += count
        self._step(self._done)


def sha256(file: Path) -> str:
    """Return the SHA-256 of a whole file as hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check(file: Path, step: Step) -> None:
    """Read a whole backup against its manifest; raises `StorageError` ``backup_damaged``."""
    _walk(file, None, step)


def unpack(file: Path, folder: Path, step: Step) -> None:
    """Write the parts of a backup into ``folder`` and check them; raises `StorageError` ``backup_damaged``."""
    _walk(file, folder, step)


def _walk(file: Path, folder: Path | None, step: Step) -> None:
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    done = 0
    try:
        with tarfile.open(file, mode="r|") as tar:
            for member in tar:
                stream = tar.extractfile(member) if member.isreg() else None
                if stream is None or member.name in found or manifest is not None:
                    raise StorageError("backup_damaged")
                if member.name == _MANIFEST:
                    if member.size > _MAX_MANIFEST:
                        raise StorageError("backup_damaged")
                    manifest = json.loads(stream.read())
                    continue
                if not _ALLOWED.fullmatch(member.name):
                    raise StorageError("backup_damaged")
                digest = hashlib.sha256()
                with translated():
                    for chunk in _copy(stream, None if folder is None else folder / member.name):
                        digest.update(chunk)
                        done += len(chunk)
                        step(done)
                found[member.name] = {"size": member.size, "sha256": digest.hexdigest()}
    except (tarfile.TarError, ValueError, RecursionError, EOFError) as error:
        raise StorageError("backup_damaged") from error
    if not isinstance(manifest, dict):
        raise StorageError("backup_damaged")
    if manifest.get("format") != FORMAT:
        raise StorageError("vault_newer", schema=str(manifest.get("format"))[:32], known=str(FORMAT))
    if manifest.get("parts") != found or "vault.db" not in found:
        raise StorageError("backup_damaged")


def _copy(stream: Any, target: Path | None) -> Iterable[bytes]:
    if target is None:
        while chunk := stream.read(_CHUNK):
            yield chunk
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as out:
        while chunk := stream.read(_CHUNK):
            out.write(chunk)
            yield chunk
        out.flush()
        os.fsync(out.fileno())


def _member(name: str, size: int) -> tarfile.TarInfo:
    """Return a header without owner and time: they say nothing about the vault."""
    member = tarfile.TarInfo(name)
    member.size = size
    member.mode = 0o600
    return member


class _Hashing:
    """Hashes what the tar writer reads; a file that got shorter meanwhile is an error of tarfile's own."""

    def __init__(self, stream: BinaryIO, size: int, count: Step) -> None:
        self._stream = stream
        self._left = size
        self._count = count
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        data = self._stream.read(min(size, self._left))
        self._left -= len(data)
        self.digest.update(data)
        self._count(len(data))
        return data
