"""A phone's SQLite database, opened so that it can do nothing: in memory, tables only, no views, triggers or functions.

The file itself is never opened for writing: that would merge its log and destroy evidence (formats.md 3). A database
without a log that lies on the disk is read there as immutable; any other is read from memory.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from advocate.domain.errors import Cancelled, UserError
from advocate.domain.jobs import JobContext
from advocate.importers.phones.sqlite_wal import applied
from advocate.importers.sources import Source, bounded_bytes

MAGIC = b"SQLite format 3\0"
#: Above this a database is read from the disk, or refused where there is no disk: memory would hold it three times.
MOST_IN_MEMORY = 1_000_000_000
_FROM_DISK = 64_000_000
#: Longest value of a row: an attributed text or a picture in a column.
_MOST_VALUE = 64_000_000
#: Steps of SQLite's machine between two looks at whether somebody cancelled, and the most that one query may take.
_STEPS = 100_000
_MOST_STEPS = 20_000_000_000
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,100}")
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})


class Damaged(Exception):
    """The database cannot be read from here on; what came before is kept."""


class SqliteFile:
    """One database, as a context manager.

    Raises `UserError`: ``database_damaged``, ``file_too_big``, ``file_unreadable``.
    """

    def __init__(self, source: Source, job: JobContext, *, log: bytes | None = None) -> None:
        self._source = source
        self._job = job
        self._steps = 0
        self._cancelled: Cancelled | None = None
        self.log_frames = 0
        self._connection = self._opened(log)
        self._tables = self._schema()

    def __enter__(self) -> SqliteFile:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    @property
    def tables(self) -> dict[str, tuple[str, ...]]:
        """Return the columns of every ordinary table; names as they are written there."""
        return self._tables

    def columns(self, table: str) -> tuple[str, ...]:
        """Return the columns of a table, none where there is no such ordinary table."""
        return self._tables.get(table, ())

    def has(self, table: str, *columns: str) -> bool:
        """Tell whether there is such a table with all these columns."""
        return table in self._tables and set(columns) <= set(self._tables[table])

    def rows(
        self, table: str, wanted: Sequence[str], where: str = "", values: Sequence[Any] = ()
    ) -> Iterator[dict[str, Any]]:
        """Yield rows of one table by their number; a column that the table lacks is None.

        ``where`` is a fixed condition with ``?`` for ``values``. Raises `Damaged`, `Cancelled`.
        """
        there = [column for column in wanted if column in self._tables.get(table, ())]
        if not there:
            return
        listed = ", ".join(f'"{column}"' for column in there)
        # Only names that the schema holds and that are plain identifiers get into the statement.
        query = f'SELECT rowid, {listed} FROM "{table}" {where}'  # noqa: S608
        blank = dict.fromkeys(wanted)
        self._steps = 0
        try:
            for row in self._connection.execute(query, values):
                yield blank | {"rowid": row[0]} | dict(zip(there, row[1:], strict=True))
        except (sqlite3.Error, OverflowError, MemoryError, ValueError) as error:
            if self._cancelled is not None:
                raise self._cancelled from None
            raise Damaged from error

    def _opened(self, log: bytes | None) -> sqlite3.Connection:
        source = self._source
        if log is None:
            beside = source.sibling(source.name.replace("\\", "/").rpartition("/")[2] + "-wal")
            log = bounded_bytes(beside, MOST_IN_MEMORY) if beside is not None else b""
        if len(log) < 32 and source.path is not None and source.size > _FROM_DISK:
            address = f"{source.path.resolve().as_uri()}?mode=ro&immutable=1"
            try:
                return self._safe(sqlite3.connect(address, uri=True, check_same_thread=False))
            except (sqlite3.Error, ValueError) as error:
                raise UserError("database_damaged", file=source.name) from error
        data = bounded_bytes(source, MOST_IN_MEMORY)
        data, self.log_frames = applied(data, log)
        if not data.startswith(MAGIC) or len(data) < 512:
            raise UserError("database_damaged", file=source.name)
        # "Write-ahead" in the header would make SQLite look for a log that memory has none of.
        data = data[:18] + b"\x01\x01" + data[20:]
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        try:
            connection.deserialize(data)
            return self._safe(connection)
        except (sqlite3.Error, OverflowError, ValueError) as error:
            connection.close()
            raise UserError("database_damaged", file=source.name) from error

    def _safe(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA cell_size_check=ON")
        connection.execute("PRAGMA mmap_size=0")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 50)
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.set_progress_handler(self._on_steps, _STEPS)
        return connection

    def _on_steps(self) -> int:
        self._steps += _STEPS
        try:
            self._job.check()
        except Cancelled as stopped:
            # Carried over SQLite and raised by whoever asked for rows.
            self._cancelled = stopped
            return 1
        return int(self._steps > _MOST_STEPS)

    def _schema(self) -> dict[str, tuple[str, ...]]:
        """Return ordinary tables and their columns, then let nothing but reading of tables through."""
        found: dict[str, tuple[str, ...]] = {}
        try:
            listed = self._connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchmany(
                2000
            )
            for name, sql in listed:
                if not isinstance(name, str) or not isinstance(sql, str) or not _IDENTIFIER.fullmatch(name):
                    continue
                if re.match(r"\s*CREATE\s+VIRTUAL", sql, re.IGNORECASE):
                    continue
                columns = self._connection.execute(f'PRAGMA table_xinfo("{name}")').fetchmany(2000)
                # Generated columns are formulas of the file's author: left out.
                found[name] = tuple(c[1] for c in columns if c[6] == 0 and _IDENTIFIER.fullmatch(str(c[1])))
        except (sqlite3.Error, OverflowError, MemoryError, ValueError) as error:
            self._connection.close()
            if self._cancelled is not None:
                raise self._cancelled from None
            raise UserError("database_damaged", file=self._source.name) from error
        self._connection.set_authorizer(_permitted)
        return found


def _permitted(action: int, _first: str | None, _second: str | None, _base: str | None, inner: str | None) -> int:
    """Allow reading; refuse what comes from inside a view or trigger, functions, and everything that changes."""
    if inner is not None or action not in _ALLOWED:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
