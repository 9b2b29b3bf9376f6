"""The SQLAlchemy engine over the encrypted database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

KEY_BYTES = 32
BUSY_TIMEOUT_MS = 10_000
CACHE_KIB = 65_536
_BEGIN = "advocate_begin"


def connect(path: Path, key: bytes, *, create: bool = False, memory_security: bool = False) -> Any:
    """Open one connection with the raw 256-bit ``key``: 1 ms, where a passphrase would cost 0.2 s.

    The file must exist unless ``create``. ``memory_security`` is process-wide in SQLCipher: it wipes freed memory and
    halves bulk inserts.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("the database key has 32 bytes")
    mode = "rwc" if create else "rw"
    connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        for statement in (
            # First, because SQLCipher writes a failed key check to standard error.
            "PRAGMA cipher_log_level = NONE",
            f"PRAGMA key = \"x'{key.hex()}'\"",
            f"PRAGMA cipher_memory_security = {'ON' if memory_security else 'OFF'}",
            f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
            "PRAGMA foreign_keys = ON",
            "PRAGMA recursive_triggers = ON",
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "PRAGMA fullfsync = ON",
            "PRAGMA checkpoint_fullfsync = ON",
            f"PRAGMA cache_size = -{CACHE_KIB}",
            "PRAGMA temp_store = MEMORY",
            # After a long import the write-ahead log shrinks again.
            "PRAGMA journal_size_limit = 67108864",
        ):
            connection.execute(statement).fetchall()
    except dbapi2.Error:
        connection.close()
        raise
    return connection


def open_engine(path: Path, key: bytes, *, create: bool = False, memory_security: bool = False) -> Engine:
    """Return an engine whose transactions begin explicitly; the key is in no URL, and errors hide parameters."""
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect(path, key, create=create, memory_security=memory_security),
        # The default pool for "sqlite://" crashed the process when several threads used it.
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
        hide_parameters=True,
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    )
    event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """Return the same pool, but transactions take the write lock at once instead of failing half-way."""
    return engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
