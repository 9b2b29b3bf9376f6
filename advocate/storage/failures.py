"""Failures of disk and database, as the sentence that a user gets."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from advocate.domain.errors import StorageError

_BY_ERRNO = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "vault_read_only",
    errno.EACCES: "vault_read_only",
    errno.EPERM: "vault_read_only",
}

#: SQLite's own words; the driver gives no error number.
_BY_TEXT = (
    ("database or disk is full", "disk_full"),
    ("readonly database", "vault_read_only"),
    ("unable to open database", "vault_read_only"),
    ("database is locked", "vault_busy"),
    ("not a database", "vault_damaged"),
    ("malformed", "vault_damaged"),
    ("disk I/O error", "vault_damaged"),
    ("vtable constructor failed", "vault_damaged"),
)


def storage_error(error: BaseException) -> StorageError | None:
    """Return the `StorageError` that says what ``error`` means for the vault, or None where it is none of its kind."""
    if isinstance(error, StorageError):
        return error
    if isinstance(error, OSError):
        found = _BY_ERRNO.get(error.errno or 0)
        return StorageError(found) if found else None
    if isinstance(error, DBAPIError):
        error = error.orig or error
    if isinstance(error, dbapi2.Error):
        text = str(error)
        for words, found in _BY_TEXT:
            if words in text:
                return StorageError(found)
    return None


@contextmanager
def translated(*, files: bool = True) -> Iterator[None]:
    """Turn failures of the vault's disk and database inside the block into `StorageError`; others pass.

    Without ``files`` only those of the database: where the block runs foreign code, whose files are not the vault's.
    """
    try:
        yield
    except (OSError, DBAPIError, dbapi2.Error) as error:
        if isinstance(error, OSError) and not files:
            raise
        known = storage_error(error)
        if known is None:
            raise
        raise known from error
