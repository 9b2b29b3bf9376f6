"""Copies of the database that were checked after writing."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from advocate.domain.errors import StorageError
from advocate.storage.engine import connect
from advocate.storage.failures import translated
from advocate.storage.files import sync_folder
from advocate.storage.maintenance import driver_problems

FOLDER = "backups"


def before_upgrade(vault: Path, database: str, key: bytes, revision: str) -> Path:
    """Copy the database aside before its schema changes, and check the copy.

    The caller holds the vault's lock and has no connection in use. Raises `StorageError` ``vault_damaged`` where the
    copy (so the original) does not pass, ``disk_full``.
    """
    folder = vault / FOLDER
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = folder / f"{stamp}-schema-{revision}.db"
    part = target.with_name(target.name + ".part")
    with translated():
        source = connect(vault / database, key)
        try:
            # All of the write-ahead log must be in the file that is copied.
            busy = source.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            source.close()
        if busy:
            raise StorageError("vault_busy")
        folder.mkdir(exist_ok=True)
        try:
            with (vault / database).open("rb") as original, part.open("xb") as copy:
                shutil.copyfileobj(original, copy, 1024 * 1024)
                copy.flush()
                os.fsync(copy.fileno())
            os.replace(part, target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        sync_folder(folder)
        if database_problems(target, key):
            raise StorageError("vault_damaged")
    return target


def database_problems(file: Path, key: bytes) -> list[str]:
    """Return what SQLCipher and SQLite find wrong with a database file; empty is sound."""
    connection = connect(file, key)
    try:
        return driver_problems(connection)
    finally:
        connection.close()
