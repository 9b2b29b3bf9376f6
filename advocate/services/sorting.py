"""Propose what in a case's inbox is collection and what is everyday life; a person decides."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from advocate.analysis.rules.loading import book, names
from advocate.analysis.sorting import sorter
from advocate.analysis.sorting.model import Entry, Sender, sheet
from advocate.analysis.sorting.words import WordReader
from advocate.domain.errors import UserError
from advocate.domain.facts import Reason
from advocate.domain.jobs import JobContext, QuietContext
from advocate.domain.vocabulary import Medium, Nature, NumberKind
from advocate.storage.tables import CaseRow
from advocate.storage.uow import UnitOfWork

_BATCH = 500

_VOICE = tuple(medium.value for medium in Medium if medium.is_voice)
_ENTRIES = f"""
SELECT id, number_id, at_utc, medium IN {_VOICE}, direction = 'out', duration_s, answered, name, text,
       proposed, proposed_why
FROM contacts INDEXED BY ix_contacts_inbox
WHERE case_id = ? AND nature = 'unsorted' AND import_id IS NOT NULL AND deleted_at IS NULL
"""  # noqa: S608 - codes of the vocabulary only
# What was decided of the same numbers: in this case, and in how many others.
_DECIDED = """
SELECT number_id,
       count(DISTINCT CASE WHEN nature = 'collection' AND case_id <> ? THEN case_id END),
       sum(nature = 'collection' AND case_id = ?), sum(nature = 'ordinary' AND case_id = ?)
FROM contacts
WHERE number_id IN ({marks}) AND nature <> 'unsorted' AND deleted_at IS NULL
  AND case_id NOT IN (SELECT id FROM cases WHERE deleted_at IS NOT NULL)
GROUP BY number_id
"""


def propose(uow: UnitOfWork, case_id: int, ctx: JobContext | None = None) -> int:
    """Bring the proposals of a case's inbox up to date and return how many changed; decides nothing.

    Raises `UserError` ``unknown_id`` for the case, and `Cancelled` where ``ctx`` asks for it.
    """
    ctx = ctx or QuietContext()
    uow.session.flush()
    case = uow.session.get(CaseRow, case_id)
    if case is None or case.deleted_at is not None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
    with _no_collection():
        entries = _entries(uow, case_id)
        if not entries:
            return 0
        ctx.check()
        senders = _senders(uow, case_id, {entry.sender for entry in entries if entry.sender is not None})
        ctx.check()
        proposed = sorter.propose(entries, senders, sheet(case.jurisdiction), _reader(case.jurisdiction))
        ctx.check()
        changed = [
            (*new, entry.id)
            for entry, new in zip(entries, proposed, strict=True)
            if new[0] != entry.proposed or new[1] != entry.why
        ]
    if changed:
        uow.connection.exec_driver_sql("UPDATE contacts SET proposed = ?, proposed_why = ? WHERE id = ?", changed)
        uow.session.expire_all()
        uow.changed("inbox", case_id=case_id)
    return len(changed)


def reasons(stored: str | None) -> tuple[Reason, ...]:
    """Return the reasons of a proposal, the weightiest first: message codes with ``count``, ``words``, ``weight``."""
    found: list[tuple[float, Reason]] = []
    for part in (stored or "").split("|"):
        code, _, rest = part.partition(":")
        weight_text, _, detail = rest.partition(":")
        try:
            weight = float(weight_text)
        except ValueError:
            continue
        params = (("count", detail), ("words", detail), ("weight", f"{weight:+g}"))
        found.append((weight, Reason(f"sorting.{code}", params)))
    found.sort(key=lambda each: -abs(each[0]))
    return tuple(reason for _, reason in found) or (Reason("sorting.nothing"),)


@lru_cache(maxsize=4)
def _reader(jurisdiction: str) -> WordReader:
    matcher = book(jurisdiction).matcher if jurisdiction in names() else None
    return WordReader(sheet(jurisdiction), lambda text: matcher is not None and bool(matcher.find(0, text)))


def _entries(uow: UnitOfWork, case_id: int) -> list[Entry]:
    # Straight from the driver: wrapping 100,000 rows costs more than the query.
    return [*map(Entry._make, uow.connection.exec_driver_sql(_ENTRIES, (case_id,)).cursor.fetchall())]


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


def _senders(uow: UnitOfWork, case_id: int, wanted: Iterable[int]) -> dict[int, Sender]:
    ids = sorted(wanted)
    decided: dict[int, tuple[int, int, int]] = {}
    spelled: dict[int, tuple[str, str]] = {}
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        marks = ",".join("?" * len(part))
        numbers = f"SELECT id, number, kind FROM phone_numbers WHERE id IN ({marks})"  # noqa: S608 - marks only
        spelled.update((row[0], (row[1], row[2])) for row in uow.connection.exec_driver_sql(numbers, tuple(part)))
        rows = uow.connection.exec_driver_sql(_DECIDED.format(marks=marks), (case_id, case_id, case_id, *part))
        decided.update((row[0], (row[1], row[2], row[3])) for row in rows)
    none = (0, 0, 0)
    unknown = ("", NumberKind.MALFORMED.value)
    return {each: Sender(*spelled.get(each, unknown), *decided.get(each, none)) for each in ids}


#: What a contact's nature becomes where its proposal is accepted.
NATURE_OF = {"collection": Nature.COLLECTION, "ordinary": Nature.ORDINARY}
