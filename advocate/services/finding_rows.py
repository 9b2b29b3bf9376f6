"""Findings as kept: what an evaluation says is laid beside what is there, and no decision is ever lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic_core import to_json
from sqlalchemy import bindparam, delete, func, insert, select, text, update
from sqlmodel import col

from advocate.domain.facts import ClauseRef, Evaluation, FindingCandidate, PhraseHit, Reason
from advocate.domain.moments import epoch_ms, from_epoch_ms
from advocate.domain.vocabulary import Confidence, FindingStatus, Force
from advocate.storage.tables import FindingContactRow, FindingRow, SettingRow, new_uid
from advocate.storage.uow import UnitOfWork

#: A finding's id is never given twice, so that an id which somebody noted keeps its meaning.
_NEXT_ID = "findings.next_id"
#: Key in the payload of a decided finding: what an evaluation says now, where that differs from what was decided.
NOW = "now"

Key = tuple[str, str]


@dataclass(slots=True)
class Kept:
    """A finding as it is in the vault."""

    id: int
    rule: str
    window: str
    status: FindingStatus
    stale: bool
    raw: str
    contacts: tuple[int, ...] = ()

    @property
    def payload(self) -> dict[str, Any]:
        """Return what the finding says, read anew: most findings are only compared, as text."""
        said: dict[str, Any] = json.loads(self.raw)
        return said


@dataclass(slots=True)
class Outcome:
    """What an evaluation changed."""

    added: int = 0
    changed: int = 0
    dropped: int = 0
    stale: int = 0
    ids: set[int] = field(default_factory=set)

    @property
    def any(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.added or self.changed or self.dropped)


def encode(candidate: FindingCandidate, clauses: list[list[Any]] | None = None) -> dict[str, Any]:
    """Return a candidate's words as JSON data; names of contacts stay in their own table.

    ``clauses`` are its clauses as `encoded` returns them, where they are at hand.
    """
    return {
        "clauses": encoded(candidate.clauses) if clauses is None else clauses,
        "why": plain(candidate.why),
        "review": [plain(reason) for reason in candidate.review],
        "hits": [_hit(hit) for hit in candidate.hits],
        "grade": candidate.grade.value,
        "counts": [list(pair) for pair in candidate.counts],
        "debts": list(candidate.debts),
    }


def _hit(hit: PhraseHit) -> list[Any]:
    told: list[Any] = [hit.contact_id, hit.category, hit.phrase, hit.start, hit.end]
    return [*told, True] if hit.own else told


class _Encoder:
    """Payloads of many candidates: most of them share one of few lists of clauses."""

    def __init__(self) -> None:
        # The tuples are kept beside, so that no other one takes over an id.
        self._known: dict[int, tuple[tuple[ClauseRef, ...], list[list[Any]]]] = {}

    def payload(self, candidate: FindingCandidate) -> dict[str, Any]:
        clauses = candidate.clauses
        known = self._known.get(id(clauses))
        if known is None:
            known = self._known[id(clauses)] = (clauses, encoded(clauses))
        return encode(candidate, known[1])


def _as_text(payload: dict[str, Any]) -> str:
    """Return a payload as the vault keeps it, so that most findings are compared as text."""
    return to_json(payload).decode()


def encoded(clauses: Iterable[ClauseRef]) -> list[list[Any]]:
    """Return clauses as JSON data."""
    return [_clause(clause) for clause in clauses]


def _clause(clause: ClauseRef) -> list[Any]:
    told: list[Any] = [clause.instrument, clause.article, clause.force.value, clause.confidence.value]
    return [*told, True] if clause.supporting else told


def plain(reason: Reason) -> list[Any]:
    """Return a reason as JSON gives it back, so that both can be compared: lists for tuples."""
    return [reason.code, [[name, list(v) if isinstance(v, tuple) else v] for name, v in reason.params]]


def clauses_of(payload: Mapping[str, Any]) -> tuple[ClauseRef, ...]:
    """Return the clauses that `encode` wrote."""
    return tuple(ClauseRef(i, a, Force(f), Confidence(c), *more) for i, a, f, c, *more in payload.get("clauses", ()))


def reason_of(data: Any) -> Reason:
    """Return a reason that `encode` wrote."""
    code, params = data
    return Reason(code, tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in params))


def hits_of(payload: Mapping[str, Any]) -> tuple[PhraseHit, ...]:
    """Return the phrase hits that `encode` wrote."""
    return tuple(PhraseHit(*hit) for hit in payload.get("hits", ()))


def kept(uow: UnitOfWork, case_id: int, keys: Iterable[Key] | None = None) -> dict[Key, Kept]:
    """Return the findings of a case by rule and window, all or those of some ``keys``."""
    links: dict[int, list[int]] = {}
    rows = []
    # Read as plain tuples: a case has tens of thousands of findings.
    for source, params in _sources(case_id, keys):
        rows += _fetched(uow, _KEPT.format(source=source), params)
        for finding_id, contact_id in _fetched(uow, _LINKED.format(source=source), params):
            links.setdefault(finding_id, []).append(contact_id)
    return {
        (rule, window): Kept(id_, rule, window, _STATUSES[status], bool(stale), raw, tuple(links.get(id_, ())))
        for id_, rule, window, status, stale, raw in rows
    }


def _sources(case_id: int, keys: Iterable[Key] | None) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield where the findings are read from, with its parameters: the whole case, or some keys at a time."""
    if keys is None:
        yield "findings AS f WHERE f.case_id = ?", (case_id,)
        return
    wanted = sorted(keys)
    for start in range(0, len(wanted), 400):
        part = wanted[start : start + 400]
        marks = ",".join(["(?,?)"] * len(part))
        yield (
            f"(VALUES {marks}) AS k CROSS JOIN findings AS f"
            " ON f.case_id = ? AND f.rule = k.column1 AND f.window = k.column2 WHERE true",
            (*(value for key in part for value in key), case_id),
        )


def _fetched(uow: UnitOfWork, sql: str, params: tuple[Any, ...]) -> list[Any]:
    return list(uow.connection.exec_driver_sql(sql, params).cursor.fetchall())


_KEPT = "SELECT f.id, f.rule, f.window, f.status, f.stale, f.payload FROM {source}"
_LINKED = """
SELECT l.finding_id, l.contact_id FROM finding_contacts AS l
WHERE l.finding_id IN (SELECT f.id FROM {source}) ORDER BY l.finding_id, l.contact_id
"""
_STATUSES = {status.value: status for status in FindingStatus}

# Where a finding names both records already it counted one event twice: that is for a person to look at again.
_FOLLOW = """
UPDATE OR IGNORE finding_contacts SET contact_id = (SELECT same_event_id FROM contacts WHERE id = contact_id)
WHERE finding_id IN (SELECT id FROM findings WHERE case_id = :case)
  AND contact_id IN (
    SELECT c.id FROM contacts AS c JOIN contacts AS lead ON lead.id = c.same_event_id
    WHERE c.same_event_id IS NOT NULL AND +c.case_id = :case AND lead.deleted_at IS NULL
  )
"""


def follow_leads(uow: UnitOfWork, case_id: int) -> None:
    """Let findings name the record of an event that leads, so that a decision stays when a backup tells of the same."""
    uow.connection.execute(text(_FOLLOW), {"case": case_id})


def merge(
    uow: UnitOfWork,
    case_id: int,
    evaluation: Evaluation,
    times_ms: Mapping[int, int],
    *,
    only: Iterable[Key] | None = None,
) -> Outcome:
    """Bring the findings of a case in line with an evaluation; with ``only``, those of its candidates and those keys.

    Suggested findings follow the evaluation. Decided ones stay as they were decided and become stale where the
    evaluation no longer says the same. A decision moves along when only its window's name changed.
    """
    candidates = {(c.rule, c.window): c for c in evaluation.candidates}
    whole = only is None
    before = kept(uow, case_id, None if only is None else {*only, *candidates})
    outcome = Outcome()
    if whole:
        _rekey(uow, before, candidates)
    missing = [entry for key, entry in before.items() if key not in candidates]
    _drop(uow, [entry.id for entry in missing if not decided(entry)], outcome)
    for entry in missing:
        if decided(entry):
            _set_decided(uow, entry, _decided_part(entry.payload), None, outcome, gone=True)
    fresh: list[tuple[FindingCandidate, str]] = []
    now = uow.now()
    encoder = _Encoder()
    for key, candidate in candidates.items():
        known = before.get(key)
        payload = encoder.payload(candidate)
        if known is None:
            fresh.append((candidate, _as_text(payload)))
            continue
        named = candidate.contacts
        same_contacts = named == known.contacts or tuple(sorted(named)) == known.contacts
        if decided(known):
            same = same_contacts and payload["clauses"] == known.payload.get("clauses")
            pending = None if same else {**payload, "contacts": list(candidate.contacts)}
            _set_decided(uow, known, payload if same else _decided_part(known.payload), pending, outcome)
        elif not same_contacts or (_as_text(payload) != known.raw and payload != known.payload):
            pack = (evaluation.pack, evaluation.pack_version)
            write(uow, known.id, payload, candidate.contacts, candidate.force, times_ms, now, known.contacts, pack)
            outcome.changed += 1
            outcome.ids.add(known.id)
    _insert(uow, case_id, evaluation, fresh, times_ms, outcome)
    return outcome


def decided(entry: Kept) -> bool:
    """Tell whether a person decided about the finding."""
    return entry.status is not FindingStatus.SUGGESTED


def _decided_part(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name != NOW}


def _rekey(uow: UnitOfWork, before: dict[Key, Kept], candidates: Mapping[Key, FindingCandidate]) -> None:
    """Let decisions follow a window that is called differently now, as when a debt was entered after its contacts."""
    lost = {(k.rule, k.contacts): key for key, k in before.items() if decided(k) and key not in candidates}
    if not lost:
        return
    for key, candidate in candidates.items():
        old = lost.get((candidate.rule, tuple(sorted(candidate.contacts))))
        if old is None or key in before:
            continue
        entry = before.pop(old)
        entry.window = candidate.window
        before[key] = entry
        uow.connection.execute(update(FindingRow).where(col(FindingRow.id) == entry.id).values(window=candidate.window))


def _drop(uow: UnitOfWork, ids: list[int], outcome: Outcome) -> None:
    for start in range(0, len(ids), 500):
        uow.connection.execute(delete(FindingRow).where(col(FindingRow.id).in_(ids[start : start + 500])))
    outcome.dropped += len(ids)
    outcome.ids.update(ids)


def _set_decided(
    uow: UnitOfWork,
    entry: Kept,
    said: dict[str, Any],
    pending: dict[str, Any] | None,
    outcome: Outcome,
    *,
    gone: bool = False,
) -> None:
    """Keep a decision: stale where it is about other contacts or clauses than an evaluation finds now, or is gone."""
    stale = gone or pending is not None
    payload = said | ({NOW: pending} if pending else {})
    if stale == entry.stale and payload == entry.payload:
        return
    uow.connection.execute(
        update(FindingRow)
        .where(col(FindingRow.id) == entry.id)
        .values(stale=stale, payload=payload, updated_utc=uow.now())
    )
    outcome.changed += 1
    outcome.stale += stale
    outcome.ids.add(entry.id)


def write(
    uow: UnitOfWork,
    finding_id: int,
    payload: dict[str, Any],
    contacts: Iterable[int],
    force: Force,
    times_ms: Mapping[int, int],
    now: datetime,
    linked: Iterable[int] | None = None,
    pack: tuple[str, str] | None = None,
) -> None:
    """Write what a finding says and which contacts it rests on, of which ``linked`` stand there; its status stays."""
    ids = set(contacts)
    values: dict[str, Any] = {"payload": payload, "force": force, "updated_utc": now, "stale": False}
    if pack is not None:
        values |= {"pack": pack[0], "pack_version": pack[1]}
    known = [times_ms[contact_id] for contact_id in ids if contact_id in times_ms]
    if known:
        values |= {"first_utc": from_epoch_ms(min(known)), "last_utc": from_epoch_ms(max(known))}
    uow.connection.execute(update(FindingRow).where(col(FindingRow.id) == finding_id).values(**values))
    links = col(FindingContactRow.finding_id) == finding_id
    if linked is None:
        linked = uow.connection.scalars(select(col(FindingContactRow.contact_id)).where(links)).all()
    there = set(linked)
    gone = sorted(there - ids)
    for start in range(0, len(gone), 500):
        chunk = col(FindingContactRow.contact_id).in_(gone[start : start + 500])
        uow.connection.execute(delete(FindingContactRow).where(links, chunk))
    fresh = [{"finding_id": finding_id, "contact_id": contact_id} for contact_id in sorted(ids - there)]
    if fresh:
        uow.connection.execute(insert(FindingContactRow), fresh)


def _insert(
    uow: UnitOfWork,
    case_id: int,
    evaluation: Evaluation,
    fresh: list[tuple[FindingCandidate, str]],
    times_ms: Mapping[int, int],
    outcome: Outcome,
) -> None:
    if not fresh:
        return
    first_id = _take_ids(uow, len(fresh))
    now_ms = epoch_ms(uow.now())
    pack = (evaluation.pack, evaluation.pack_version)
    rows, links = [], []
    for finding_id, (candidate, payload) in enumerate(fresh, first_id):
        times = [times_ms[contact_id] for contact_id in candidate.contacts]
        span = (min(times), max(times)) if times else (None, None)
        said = (candidate.rule, candidate.window, *pack, FindingStatus.SUGGESTED.value, candidate.force.value, payload)
        rows.append((finding_id, new_uid(), case_id, *said, *span, now_ms, now_ms))
        links += [(finding_id, contact_id) for contact_id in candidate.contacts]
    for start in range(0, len(rows), 1000):
        uow.connection.exec_driver_sql(_INSERT, rows[start : start + 1000])
    for start in range(0, len(links), 5000):
        uow.connection.exec_driver_sql(_INSERT_LINK, links[start : start + 5000])
    outcome.added += len(rows)
    if len(rows) <= 100:
        outcome.ids.update(range(first_id, first_id + len(rows)))


_INSERT = """
INSERT INTO findings (id, uid, case_id, rule, window, pack, pack_version, status, force, payload, first_utc, last_utc,
                      created_utc, updated_utc, stale, decided_reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '')
"""
_INSERT_LINK = "INSERT INTO finding_contacts (finding_id, contact_id) VALUES (?, ?)"


def _take_ids(uow: UnitOfWork, count: int) -> int:
    """Return the first of ``count`` ids that no finding ever had."""
    name = col(SettingRow.name)
    kept_next = uow.connection.scalar(select(col(SettingRow.value)).where(name == _NEXT_ID))
    highest = uow.connection.scalar(select(func.max(col(FindingRow.id)))) or 0
    first = max(int(kept_next or 1), highest + 1)
    if kept_next is None:
        uow.connection.execute(insert(SettingRow), [{"name": _NEXT_ID, "value": first + count}])
    else:
        uow.connection.execute(
            update(SettingRow).where(name == bindparam("setting")).values(value=first + count), {"setting": _NEXT_ID}
        )
    return first
