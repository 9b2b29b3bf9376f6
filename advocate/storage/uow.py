"""One transaction, with everything that a service needs inside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlmodel import Session

from advocate.domain.changes import Changes
from advocate.storage.audit import AuditWriter
from advocate.storage.tables import now_utc

if TYPE_CHECKING:
    from advocate.storage.evidence_files import EvidenceStore


class UnitOfWork:
    """Handed out by `Vault.read` and `Vault.write`; valid inside the ``with`` block and its thread only.

    ``connection`` is the session's own: Core statements and ORM rows share the transaction (call ``session.flush()``
    before Core reads what the session added).
    """

    def __init__(self, session: Session, user_id: int | None, evidence: EvidenceStore, *, writable: bool) -> None:
        self.session = session
        self.user_id = user_id
        self.evidence = evidence
        self.writable = writable
        self.connection: Connection = session.connection()
        self._audit = AuditWriter(self.connection)
        self._kinds: set[str] = set()
        self._ids: set[tuple[str, int]] = set()
        self._cases: set[int | None] = set()
        self._undo: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Return the present, aware and in UTC, cut to the milliseconds that the database keeps."""
        now = now_utc()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def audit(
        self, action: str, kind: str, row_id: int | None = None, case_id: int | None = None, **detail: Any
    ) -> None:
        """Add a line to the audit log in this transaction.

        ``detail`` holds ids, counts, field names and hashes as JSON values, never message bodies. Raises `RuntimeError`
        when only reading.
        """
        self._require_writable()
        self._audit.append(self.now(), self.user_id, action, kind, row_id, case_id, detail)

    def changed(self, kind: str, *ids: int, case_id: int | None = None) -> None:
        """Remember that rows of ``kind`` changed; no ids means any of the case may have."""
        self._require_writable()
        self._kinds.add(kind)
        self._ids.update((kind, row_id) for row_id in ids)
        self._cases.add(case_id)

    @property
    def changes(self) -> Changes:
        """Return what this unit of work changed; true only once the ``with`` block has ended without an error."""
        case_id = next(iter(self._cases)) if len(self._cases) == 1 else None
        return Changes(frozenset(self._kinds), frozenset(self._ids), case_id)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo the block's rows, and its lines in the audit log, when it fails, without giving up what came before."""
        nested = self.session.begin_nested()
        try:
            yield
        except BaseException:
            nested.rollback()
            self._audit.forget()
            raise
        nested.commit()

    def on_failure(self, undo: Callable[[], None]) -> None:
        """Call ``undo`` when the block fails before its commit: for files that no row will name."""
        self._require_writable()
        self._undo.append(undo)

    def undo(self) -> None:
        """Call what `on_failure` was given, latest first."""
        while self._undo:
            self._undo.pop()()

    def _require_writable(self) -> None:
        if not self.writable:
            raise RuntimeError("this unit of work only reads")
