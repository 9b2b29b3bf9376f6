"""The imports of a case: what each brought, and taking one back whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from advocate.domain.errors import UserError
from advocate.domain.ids import short_id
from advocate.domain.inbox import ImportView
from advocate.domain.moments import from_epoch_ms
from advocate.services import erasing, same_events, sorting
from advocate.storage.tables import CaseRow, ImportRow
from advocate.storage.uow import UnitOfWork

_LISTING = """
SELECT i.id, i.case_id, i.run, i.file_name, i.format, coalesce(e.sha256, ''), i.evidence_id, i.archive, i.created_utc,
       coalesce(u.name, ''), i.first_utc, i.last_utc, i.period_from, i.period_until, i.added, i.duplicates, i.other,
       i.rejected, i.evidence, i.people,
       (SELECT count(*) FROM contacts AS c INDEXED BY ix_contacts_import_id WHERE c.import_id = i.id
        AND c.nature = 'unsorted' AND c.deleted_at IS NULL),
       (SELECT count(*) FROM left_out AS l WHERE l.import_id = i.id)
       + (SELECT count(*) FROM contacts AS c WHERE c.import_id = i.id AND c.left_out_utc IS NOT NULL)
FROM imports AS i LEFT JOIN evidence AS e ON e.id = i.evidence_id LEFT JOIN users AS u ON u.id = i.user_id
"""
#: So many names are offered where it is asked who the client is.
_MOST_SENDERS = 8
_DECIDED = """
SELECT count(DISTINCT f.id) FROM contacts AS c INDEXED BY ix_contacts_import_id
JOIN finding_contacts AS fc ON fc.contact_id IN (c.id, c.same_event_id)
JOIN findings AS f ON f.id = fc.finding_id
WHERE c.import_id = ? AND f.status <> 'suggested'
"""
# A packet that was handed in names its exhibits by their hashes.
_FILED = """
SELECT p.number FROM complaints AS p JOIN packets AS k ON k.complaint_id = p.id
WHERE p.case_id = ? AND p.deleted_at IS NULL AND p.status NOT IN ('draft', 'approved') AND NOT k.draft
  AND instr(k.manifest, ?) > 0 LIMIT 1
"""


def listing(uow: UnitOfWork, case_id: int) -> list[ImportView]:
    """Return the imports of a case, the latest first; raises `UserError` ``unknown_id``."""
    _require_case(uow, case_id)
    rows = uow.connection.exec_driver_sql(f"{_LISTING} WHERE i.case_id = ? ORDER BY i.id DESC", (case_id,))
    return [_view(row) for row in rows]


def get(uow: UnitOfWork, import_id: int) -> ImportView:
    """Return one import; raises `UserError` ``unknown_id``."""
    row = uow.connection.exec_driver_sql(f"{_LISTING} WHERE i.id = ?", (import_id,)).first()
    if row is None:
        raise UserError("unknown_id", id=short_id("import", import_id), kind="import")
    return _view(row)


def obstacle(uow: UnitOfWork, import_id: int) -> UserError | None:
    """Return why an import cannot be taken back, None where it can; raises `UserError` ``unknown_id``."""
    view = get(uow, import_id)
    decided = uow.connection.exec_driver_sql(_DECIDED, (import_id,)).scalar_one()
    if decided:
        return UserError("import_has_decisions", file=view.file, count=decided)
    hashes = uow.connection.exec_driver_sql(
        "SELECT e.sha256 FROM import_evidence AS i JOIN evidence AS e ON e.id = i.evidence_id WHERE i.import_id = ?",
        (import_id,),
    ).all()
    for (sha256,) in hashes:
        filed = uow.connection.exec_driver_sql(_FILED, (view.case_id, sha256)).scalar()
        if filed is not None:
            return UserError("import_was_filed", file=view.file, complaint=filed)
    return None


def undo(uow: UnitOfWork, import_id: int) -> ImportView:
    """Take back one import: its contacts, files, people and what was left out of it; return what it was.

    Files that another import read as well, or that a person linked to other contacts, stay. Raises `UserError`
    ``unknown_id``, ``import_has_decisions`` and ``import_was_filed``.
    """
    uow.session.flush()
    view = get(uow, import_id)
    refused = obstacle(uow, import_id)
    if refused is not None:
        raise refused
    contacts = [
        row[0] for row in uow.connection.exec_driver_sql("SELECT id FROM contacts WHERE import_id = ?", (import_id,))
    ]
    files = _own_files(uow, import_id)
    erasing.contacts(uow, contacts)
    files = [each for each in files if not _is_linked(uow, each)]
    erasing.evidence(uow, view.case_id, files)
    people = uow.connection.exec_driver_sql("DELETE FROM people WHERE import_id = ?", (import_id,)).rowcount
    prints = uow.connection.exec_driver_sql("DELETE FROM left_out WHERE import_id = ?", (import_id,)).rowcount
    row = uow.session.get(ImportRow, import_id)
    if row is not None:
        uow.session.delete(row)
        uow.session.flush()
    uow.audit(
        "undone",
        "import",
        import_id,
        view.case_id,
        format=view.format,
        sha256=view.sha256,
        contacts=len(contacts),
        evidence=len(files),
        people=people,
        left_out=prints,
    )
    same_events.rematch(uow, view.case_id)
    sorting.propose(uow, view.case_id)
    for kind in ("import", "contact", "inbox", "number", "evidence", "case"):
        uow.changed(kind, case_id=view.case_id)
    return view


def undo_run(uow: UnitOfWork, case_id: int, run: bytes) -> list[ImportView]:
    """Take back everything that was imported in one go; raises as `undo`, and then nothing is taken back."""
    rows = uow.connection.exec_driver_sql(
        "SELECT id FROM imports WHERE case_id = ? AND run = ? ORDER BY id DESC", (case_id, run)
    ).all()
    if not rows:
        raise UserError("unknown_id", id="", kind="import")
    return [undo(uow, row[0]) for row in rows]


def senders(uow: UnitOfWork, case_id: int, run: bytes, file: str) -> list[str]:
    """Return who wrote in a file of an import, by name or else as the number stands there, the busiest first."""
    rows = uow.connection.exec_driver_sql(
        "SELECT coalesce(nullif(c.name, ''), c.number_raw) AS who, count(*) FROM contacts AS c "
        "JOIN imports AS i ON i.id = c.import_id WHERE i.case_id = ? AND i.run = ? AND i.file_name = ? "
        "AND c.direction = 'in' GROUP BY who HAVING who IS NOT NULL ORDER BY count(*) DESC, who LIMIT ?",
        (case_id, run, file, _MOST_SENDERS),
    )
    return [str(row[0]) for row in rows]


def undo_file(uow: UnitOfWork, case_id: int, run: bytes, file: str) -> list[ImportView]:
    """Take back what one import brought from a file, to read it anew; raises as `undo`."""
    rows = uow.connection.exec_driver_sql(
        "SELECT id FROM imports WHERE case_id = ? AND run = ? AND file_name = ? ORDER BY id DESC", (case_id, run, file)
    ).all()
    return [undo(uow, row[0]) for row in rows]


def _own_files(uow: UnitOfWork, import_id: int) -> list[int]:
    """Return the files that an import brought and no other one read."""
    rows = uow.connection.exec_driver_sql(
        "SELECT evidence_id FROM import_evidence AS i WHERE import_id = ? AND brought AND NOT EXISTS "
        "(SELECT 1 FROM import_evidence AS o WHERE o.evidence_id = i.evidence_id AND o.import_id <> i.import_id)",
        (import_id,),
    )
    return [row[0] for row in rows]


def _is_linked(uow: UnitOfWork, evidence_id: int) -> bool:
    found = uow.connection.exec_driver_sql(
        "SELECT 1 FROM evidence_contacts WHERE evidence_id = ? LIMIT 1", (evidence_id,)
    )
    return found.first() is not None


def _view(row: Row[Any] | Sequence[Any]) -> ImportView:
    (import_id, case_id, run, file, format_name, sha256, evidence_id, archive, created, by, first, last) = row[:12]
    (since, until, added, duplicates, other, rejected, evidence, people, waiting, left_out) = row[12:]
    return ImportView(
        id=import_id,
        case_id=case_id,
        run=bytes(run),
        file=file,
        format=format_name,
        sha256=sha256,
        evidence_id=evidence_id,
        archive=archive,
        created_utc=from_epoch_ms(created),
        by=by,
        first_utc=None if first is None else from_epoch_ms(first),
        last_utc=None if last is None else from_epoch_ms(last),
        period=_period(since, until),
        added=added,
        duplicates=duplicates,
        other=other,
        rejected=rejected,
        evidence=evidence,
        people=people,
        waiting=waiting,
        left_out=left_out,
    )


def _period(since: str | None, until: str | None) -> tuple[date, date] | None:
    if since is None or until is None:
        return None
    return date.fromisoformat(since), date.fromisoformat(until)


def _require_case(uow: UnitOfWork, case_id: int) -> None:
    case = uow.session.get(CaseRow, case_id)
    if case is None or case.deleted_at is not None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
