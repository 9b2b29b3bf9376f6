"""Checks of a whole database, and its size."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from advocate.storage.failures import storage_error, translated

if TYPE_CHECKING:
    from advocate.storage.vault import Vault


def integrity_problems(vault: Vault) -> list[str]:
    """Return what SQLCipher (each page against its HMAC) and SQLite find wrong; empty is sound.

    Meant for the background: three times a copy of the file. Raises `StorageError` ``disk_full``.
    """
    with translated(), vault.engine.connect() as connection:
        return driver_problems(connection.connection.driver_connection)


def driver_problems(driver: Any) -> list[str]:
    """Return the same for an open connection of the driver, outside a transaction."""
    found: list[str] = []
    try:
        # SQLCipher checks the main file only: bring the log into it first.
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        found += (str(row[0]) for row in driver.execute("PRAGMA cipher_integrity_check"))
        found += (str(row[0]) for row in driver.execute("PRAGMA quick_check") if row[0] != "ok")
    except dbapi2.DatabaseError as error:
        known = storage_error(error)
        if known is not None and known.code != "vault_damaged":
            raise known from error
        found.append(str(error))
    return found


def dangling_references(connection: Connection) -> list[tuple[str, int | None, str]]:
    """Return rows that point at nothing: table, row, the table pointed at."""
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return [(str(table), row, str(parent)) for table, row, parent, _key in found]


def size_on_disk(folder: Path) -> int:
    """Return the bytes of all files in a folder; files that vanish meanwhile count nothing."""
    total = 0
    for where, _folders, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(where, name)).st_size
            except FileNotFoundError:
                continue
    return total
