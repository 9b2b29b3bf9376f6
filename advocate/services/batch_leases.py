"""What the analysis of batches reads of the vault: the leases of numbers, kept so that only what changed is read."""

from __future__ import annotations

import gc
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from advocate.analysis.batches import leases as lease_reading
from advocate.analysis.batches.model import Lease, Sheet, Use
from advocate.domain.jobs import JobContext
from advocate.domain.vocabulary import Medium
from advocate.storage.uow import UnitOfWork

_STATE = "batches"
#: Raised when leases are read otherwise than before.
_VERSION = 1
_BATCH = 500
_FIELDS = tuple(Lease.__dataclass_fields__)
_VOICE = tuple(medium.value for medium in Medium if medium.is_voice)
# Texts of people from the address book, and the debtor's own, say nothing about collectors: they stay where they are.
_USES = f"""
SELECT number_id, at_utc, id, case_id, medium IN {_VOICE}, direction = 'out',
  CASE nature WHEN 'collection' THEN 1 WHEN 'ordinary' THEN -1
    ELSE CASE proposed WHEN 'collection' THEN 1 WHEN 'ordinary' THEN -1 ELSE 0 END END,
  duration_s, name <> '', CASE WHEN direction = 'out' THEN '' ELSE substr(text, 1, 4000) END, claims_to_be
FROM contacts
WHERE number_id IS NOT NULL AND deleted_at IS NULL
  AND case_id NOT IN (SELECT id FROM cases WHERE deleted_at IS NOT NULL)
"""  # noqa: S608 - codes of the vocabulary only
#: Lines of the audit log that change nothing that is read here.
_ELSEWHERE = frozenset(
    {
        "finding",
        "complaint",
        "evidence",
        "notice",
        "debt",
        "organisation",
        "deadline",
        "packet",
        "task",
        "note",
        "rule_pack",
        "vault",
        "table_mapping",
        "own_word",
        "batch",
        "user",
        "setting",
    }
)
_HARMLESS = frozenset({("case", "evaluated"), ("case", "safety_looked_after"), ("case", "added"), ("contact", "added")})


@dataclass(frozen=True, slots=True)
class Read:
    """All leases, and whether anything changed since the last time."""

    leases: list[Lease]
    changed: bool


def read(uow: UnitOfWork, sheet: Sheet, ctx: JobContext) -> Read:
    """Bring the kept leases up to date and return them all; raises `Cancelled`."""
    uow.session.flush()
    before = _state(uow)
    now = _marks(uow, sheet)
    with _no_collection():
        if before is None or before["version"] != now["version"] or before["contact"] > now["contact"]:
            uow.connection.exec_driver_sql("DELETE FROM number_leases")
            _reread(uow, None, sheet, ctx)
            _save_state(uow, now)
            return Read(_kept(uow), changed=True)
        kept = _kept(uow)
        stale = _stale(uow, before, kept)
        if stale:
            _reread(uow, stale, sheet, ctx)
            kept = [*(lease for lease in kept if lease.number_id not in stale), *_kept(uow, stale)]
    _save_state(uow, now)
    return Read(kept, changed=bool(stale))


def kept(uow: UnitOfWork, numbers: Iterable[int]) -> list[Lease]:
    """Return the kept leases of some numbers (row ids)."""
    return _kept(uow, set(numbers))


def _state(uow: UnitOfWork) -> dict[str, Any] | None:
    row = uow.connection.exec_driver_sql("SELECT value FROM settings WHERE name = ?", (_STATE,)).first()
    return None if row is None else json.loads(row[0])


def _marks(uow: UnitOfWork, sheet: Sheet) -> dict[str, Any]:
    contact = uow.connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM contacts").scalar()
    line = uow.connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM audit_log").scalar()
    return {"contact": contact, "line": line, "version": f"{_VERSION}/{sheet.name}/{sheet.version}"}


def _save_state(uow: UnitOfWork, state: dict[str, Any]) -> None:
    uow.connection.exec_driver_sql(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_STATE, json.dumps(state)),
    )


def _stale(uow: UnitOfWork, before: dict[str, Any], kept: Iterable[Lease]) -> set[int]:
    """Return the numbers of new contacts, and all of cases in which anything else was changed since."""
    new = uow.connection.exec_driver_sql(
        "SELECT DISTINCT number_id FROM contacts WHERE id > ? AND number_id IS NOT NULL", (before["contact"],)
    )
    stale = {row[0] for row in new}
    lines = uow.connection.exec_driver_sql(
        "SELECT DISTINCT kind, action, case_id FROM audit_log WHERE id > ?", (before["line"],)
    )
    cases = {
        case_id
        for kind, action, case_id in lines
        if case_id is not None and kind not in _ELSEWHERE and (kind, action) not in _HARMLESS
    }
    for case_id in sorted(cases):
        rows = uow.connection.exec_driver_sql(
            "SELECT DISTINCT number_id FROM contacts WHERE case_id = ? AND number_id IS NOT NULL", (case_id,)
        )
        stale.update(row[0] for row in rows)
    if cases:
        stale.update(lease.number_id for lease in kept if cases & set(lease.debtors))
    return stale


def _reread(uow: UnitOfWork, numbers: set[int] | None, sheet: Sheet, ctx: JobContext) -> None:
    """Read numbers (all for None) from their contacts and keep their leases."""
    by_number: dict[int, list[Use]] = defaultdict(list)
    for row in _rows(uow, numbers):
        by_number[row[0]].append(Use._make(row[1:]))
    ctx.check()
    spelled = {row[0]: (row[1], row[2]) for row in _spelled(uow, numbers)}
    if numbers is not None:
        gone = [(number,) for number in numbers - set(by_number)]
        if gone:
            uow.connection.exec_driver_sql("DELETE FROM number_leases WHERE number_id = ?", gone)
    written: list[tuple[int, str]] = []
    total = len(by_number)
    for done, number_id in enumerate(sorted(by_number)):
        if done % _BATCH == 0:
            ctx.check()
            ctx.progress(done, total, "batches_reading")
        number, kind = spelled[number_id]
        made = lease_reading.of_number(number_id, number, kind, by_number.pop(number_id), sheet.limits)
        written.append((number_id, json.dumps([_packed(lease) for lease in made], ensure_ascii=False)))
    if written:
        uow.connection.exec_driver_sql(
            "INSERT INTO number_leases (number_id, leases) VALUES (?, ?) "
            "ON CONFLICT (number_id) DO UPDATE SET leases = excluded.leases",
            written,
        )


def _rows(uow: UnitOfWork, numbers: set[int] | None) -> Iterator[Any]:
    if numbers is None:
        # Straight from the driver: wrapping a million rows costs more than the query.
        cursor: Any = uow.connection.exec_driver_sql(_USES).cursor
        yield from cursor
        return
    for part in _parts(numbers):
        marks = ",".join("?" * len(part))
        yield from uow.connection.exec_driver_sql(f"{_USES} AND number_id IN ({marks})", part).cursor.fetchall()


def _spelled(uow: UnitOfWork, numbers: set[int] | None) -> Iterator[Any]:
    if numbers is None:
        yield from uow.connection.exec_driver_sql("SELECT id, number, kind FROM phone_numbers").cursor.fetchall()
        return
    for part in _parts(numbers):
        query = f"SELECT id, number, kind FROM phone_numbers WHERE id IN ({','.join('?' * len(part))})"  # noqa: S608
        yield from uow.connection.exec_driver_sql(query, part).cursor.fetchall()


def _parts(numbers: set[int]) -> Iterator[tuple[int, ...]]:
    ordered = sorted(numbers)
    for start in range(0, len(ordered), _BATCH):
        yield tuple(ordered[start : start + _BATCH])


def _kept(uow: UnitOfWork, numbers: set[int] | None = None) -> list[Lease]:
    if numbers is None:
        rows = list(uow.connection.exec_driver_sql("SELECT leases FROM number_leases").cursor.fetchall())
    else:
        rows = []
        for part in _parts(numbers):
            query = f"SELECT leases FROM number_leases WHERE number_id IN ({','.join('?' * len(part))})"  # noqa: S608
            rows += uow.connection.exec_driver_sql(query, part).cursor.fetchall()
    return [_unpacked(values) for row in rows for values in json.loads(row[0])]


def _packed(lease: Lease) -> list[Any]:
    return [getattr(lease, name) for name in _FIELDS]


def _unpacked(values: list[Any]) -> Lease:
    plain: list[Any] = [tuple(value) if type(value) is list else value for value in values]
    lease = Lease(*plain)
    lease.identifiers = tuple([(kind, value, count) for kind, value, count in lease.identifiers])
    return lease


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from walking over and over through rows that all are still needed."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
