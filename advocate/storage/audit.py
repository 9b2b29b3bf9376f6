"""The audit log: a chain of SHA-256 hashes that shows a changed, removed or inserted line.

Whoever holds the key can still rewrite the whole chain; only a head hash kept outside (on a packet) shows that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from advocate.domain.moments import epoch_ms
from advocate.storage.tables import canonical_json

START = bytes(32)
_CHUNK = 5_000
_COLUMNS = "id, at_utc, user_id, action, kind, row_id, case_id, detail, previous_hash, hash"
_INSERT = f"INSERT INTO audit_log ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - a constant
_LINES = f"SELECT {_COLUMNS} FROM audit_log WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608 - a constant


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """The first line of the log that does not fit, and what is wrong with it (``gap``, ``link`` or ``content``)."""

    line: int
    what: str


def link_hash(previous: bytes, content: list[Any]) -> bytes:
    """Return SHA-256 over the previous hash and the canonical JSON of a line."""
    return hashlib.sha256(previous + canonical_json(content).encode()).digest()


class AuditWriter:
    """Appends lines within one write transaction; remembers the head, so that a second line costs no query."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._head: tuple[int, bytes] | None = None

    def append(
        self,
        at_utc: datetime,
        user_id: int | None,
        action: str,
        kind: str,
        row_id: int | None,
        case_id: int | None,
        detail: dict[str, Any],
    ) -> None:
        """Add one line. ``detail`` holds ids, counts, field names and hashes, never bodies."""
        last, previous = self._head or head(self._connection)
        line, text = last + 1, canonical_json(detail)
        content = [line, epoch_ms(at_utc), user_id, action, kind, row_id, case_id, text]
        digest = link_hash(previous, content)
        self._connection.exec_driver_sql(_INSERT, (*content, previous, digest))
        self._head = (line, digest)

    def forget(self) -> None:
        """Read the head anew next time: after a savepoint was rolled back."""
        self._head = None


def head(connection: Connection) -> tuple[int, bytes]:
    """Return number and hash of the last line; ``(0, START)`` where there is none."""
    row = connection.exec_driver_sql("SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1").first()
    return (0, START) if row is None else (int(row[0]), bytes(row[1]))


def verify_chain(connection: Connection, step: Callable[[int], None] | None = None) -> tuple[int, ChainProblem | None]:
    """Return how many lines were checked and the first that does not fit; ``step`` is called with the count so far."""
    expected, previous = 1, START
    for row in _lines(connection):
        line, stored_previous, stored = row[0], bytes(row[8]), bytes(row[9])
        if line != expected:
            return expected - 1, ChainProblem(expected, "gap")
        if stored_previous != previous:
            return expected - 1, ChainProblem(line, "link")
        if link_hash(previous, list(row[:8])) != stored:
            return expected - 1, ChainProblem(line, "content")
        expected, previous = line + 1, stored
        if step is not None and line % _CHUNK == 0:
            step(line)
    return expected - 1, None


def _lines(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """Yield the raw columns in order, in chunks: the log may be longer than memory likes."""
    last = -(2**62)
    while rows := connection.exec_driver_sql(_LINES, (last, _CHUNK)).fetchall():
        for row in rows:
            yield tuple(row)
        last = rows[-1][0]
