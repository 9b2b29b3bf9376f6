"""What is where in an iPhone's backup: file names are the SHA-1 of domain and path, lists differ by version.

Since iOS 10 ``Manifest.db`` lists the files, before it ``Manifest.mbdb``. The lists are needed for the keys only: an
open backup is read even if its list is damaged.
"""

from __future__ import annotations

import hashlib
import plistlib
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from advocate.domain.errors import UserError
from advocate.importers.base import ReadContext
from advocate.importers.phones.ios_keys import PLIST_ERRORS, BackupKeys, decrypted
from advocate.importers.phones.sqlite_file import Damaged, SqliteFile
from advocate.importers.sources import MemoryFile, Source, bounded_bytes, chunks

_MOST_PLIST = 16_000_000
_MOST_LIST = 500_000_000
#: A database is decrypted into memory.
_MOST_DATABASE = 1_000_000_000
_MBDB = b"mbdb\x05\x00"


def file_id(domain: str, path: str) -> str:
    """Return the name of a file in a backup."""
    return hashlib.sha1(f"{domain}-{path}".encode(), usedforsecurity=False).hexdigest()


def plist_of(source: Source | None) -> dict[str, Any]:
    """Return a property list, empty where it is missing or damaged."""
    if source is None:
        return {}
    try:
        found = plistlib.loads(bounded_bytes(source, _MOST_PLIST))
    except (UserError, *PLIST_ERRORS):
        return {}
    return found if isinstance(found, dict) else {}


class BackupFiles:
    """The files of one backup, decrypted in memory where they are locked.

    Raises `UserError`: ``source_password_needed``, ``source_password_wrong``, ``ios_backup_damaged``.
    """

    def __init__(self, members: Mapping[str, Source], ctx: ReadContext) -> None:
        self._members = members
        self._ctx = ctx
        self._keys: BackupKeys | None = None
        self._list: SqliteFile | None = None
        self._old_keys: dict[str, tuple[int, bytes, int]] = {}
        manifest = plist_of(self.member("Manifest.plist"))
        if manifest.get("IsEncrypted"):
            self._keys = BackupKeys(manifest, ctx.password, ctx.name)
            self._open_list()

    def member(self, name: str) -> Source | None:
        """Return a file of the backup's folder by its own name."""
        return self._members.get(name)

    def find(self, domain: str, path: str) -> tuple[str, Source] | None:
        """Return the id and the stored form of a file of the phone, None where the backup has none."""
        name = file_id(domain, path)
        found = self.member(f"{name[:2]}/{name}") or self.member(name)
        return None if found is None else (name, found)

    def database(self, domain: str, path: str) -> Source | None:
        """Return a database of the phone with its log, open to be read; None where the backup has none."""
        found = self.find(domain, path)
        if found is None:
            return None
        name, stored = found
        if stored.size > _MOST_DATABASE:
            raise UserError("file_too_big", file=stored.name, most_mb=_MOST_DATABASE // 1_000_000)
        log = self.find(domain, path + "-wal")
        if self._keys is None and log is None:
            return stored
        short = path.rpartition("/")[2]
        logs = {f"{short}-wal": b"".join(self._plain(*log))} if log is not None else {}
        return MemoryFile(short, b"".join(self._plain(name, stored)), logs)

    def blocks(self, domain: str, path: str) -> Callable[[], Iterable[bytes]] | None:
        """Return how to read a file of the phone, None where the backup has none."""
        found = self.find(domain, path)
        return None if found is None else lambda: self._plain(*found)

    def close(self) -> None:
        """Forget the list of files."""
        if self._list is not None:
            self._list.__exit__()

    def _plain(self, name: str, stored: Source) -> Iterable[bytes]:
        if self._keys is None:
            return chunks(stored)
        key, size = self._key_of(name)
        return chunks(stored) if key is None else decrypted(chunks(stored), key, size)

    def _key_of(self, name: str) -> tuple[bytes | None, int | None]:
        assert self._keys is not None
        if name in self._old_keys:
            protection_class, wrapped, size = self._old_keys[name]
            return self._keys.wrapped_key(protection_class, wrapped), size
        if self._list is None:
            return None, None
        try:
            for row in self._list.rows("Files", ("file",), "WHERE fileID = ? LIMIT 1", (name,)):
                if isinstance(row["file"], bytes):
                    return self._keys.file_key(row["file"])
        except Damaged as error:
            raise UserError("ios_backup_damaged", file=self._ctx.name) from error
        return None, None

    def _open_list(self) -> None:
        assert self._keys is not None
        listed = self.member("Manifest.db")
        if listed is not None:
            key = self._keys.list_key()
            data = bounded_bytes(listed, _MOST_LIST)
            if key is not None:
                data = b"".join(decrypted([data], key, None))
            try:
                self._list = SqliteFile(MemoryFile("Manifest.db", data), self._ctx.job)
            except UserError as error:
                raise UserError("ios_backup_damaged", file=self._ctx.name) from error
            return
        old = self.member("Manifest.mbdb")
        if old is None:
            raise UserError("ios_backup_damaged", file=self._ctx.name)
        self._old_keys = mbdb_keys(bounded_bytes(old, _MOST_LIST))


def mbdb_keys(data: bytes) -> dict[str, tuple[int, bytes, int]]:
    """Return protection class, wrapped key and size by file id, up to where the list breaks off.

    The form was never published; it is that of <https://www.theiphonewiki.com/wiki/ITunes_Backup#Manifest.mbdb>.
    """
    keys: dict[str, tuple[int, bytes, int]] = {}
    if not data.startswith(_MBDB):
        return keys
    at = len(_MBDB)
    try:
        while at < len(data):
            texts = []
            for _ in range(5):
                (length,) = struct.unpack_from(">H", data, at)
                at += 2
                texts.append(b"" if length == 0xFFFF else data[at : at + length])
                at += 0 if length == 0xFFFF else length
            domain, path, _target, _digest, wrapped = texts
            size, protection_class, properties = struct.unpack_from(">26xQBB", data, at + 4)
            at += 40
            for _ in range(properties * 2):
                (length,) = struct.unpack_from(">H", data, at)
                at += 2 + (0 if length == 0xFFFF else length)
            if wrapped:
                name = file_id(domain.decode("utf-8", "replace"), path.decode("utf-8", "replace"))
                keys[name] = (protection_class, wrapped, size)
    except struct.error:
        pass
    return keys
