"""One event, several records: which contacts, of the same source or of several, tell of the same call or message.

No record is ever given up for another: one leads, the others name it (``same_event_id``), and whoever counts events
counts those that lead. See docs/decisions/0015.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import update
from sqlmodel import col, select

from advocate.domain.drafts import ContactDraft
from advocate.domain.moments import epoch_ms
from advocate.domain.vocabulary import Medium, TimePrecision
from advocate.services.event_matching import Pair, Record, Tier, distance_ms, matched, nearest, tier_of
from advocate.storage.tables import ContactRow, ImportRow
from advocate.storage.uow import UnitOfWork

__all__ = [
    "Record",
    "apart",
    "distance_ms",
    "group",
    "lead_of_draft",
    "leads",
    "link",
    "nearest",
    "rematch",
]

_LIKELY = (TimePrecision.EXACT, TimePrecision.MINUTE)
#: So many changed links have a line each in the audit log; more have one for all.
_MOST_LINES = 200
_AT_A_TIME = 500

# Three minutes either way is more than any rule allows: SQL narrows by index, Python decides. What a person has linked
# or put apart takes no part, on either side. CROSS JOIN keeps SQLite from starting with the imported ones. A recording
# whose name does not say who called whom goes with either.
_PAIRS = """
SELECT h.id, h.at_utc, h.at_precision, h.duration_s, h.answered, h.text, h.import_id, h.fingerprint IS NULL,
       i.id, i.at_utc, i.at_precision, i.duration_s, i.answered, i.text, i.import_id, i.fingerprint IS NULL,
       h.medium
FROM contacts AS h CROSS JOIN contacts AS i
WHERE h.case_id = ? AND {which} AND h.deleted_at IS NULL
  AND h.number_id IS NOT NULL AND h.same_event_decided_utc IS NULL
  AND i.number_id = h.number_id AND i.case_id = h.case_id
  AND i.at_utc BETWEEN h.at_utc - 180000 AND h.at_utc + 180000
  AND {fits}
  AND i.id <> h.id AND i.fingerprint IS NOT NULL AND i.deleted_at IS NULL AND i.same_event_decided_utc IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM contacts AS d WHERE d.same_event_id IN (h.id, i.id) AND d.same_event_decided_utc IS NOT NULL
  )
"""
_SAME = "i.medium = h.medium AND i.direction = h.direction"
_EITHER_WAY = f"(({_SAME}) OR (i.medium = h.medium AND h.detail LIKE '%direction=unknown%'))"
_KEPT_TWICE = "i.medium IN ('sms', 'mms') AND i.direction = h.direction"
_BY_HAND = "h.fingerprint IS NULL"
_LINKS = """
SELECT h.id, h.same_event_id FROM contacts AS h JOIN contacts AS i ON i.id = h.same_event_id
WHERE h.same_event_id IS NOT NULL AND +h.case_id = ? AND h.same_event_decided_utc IS NULL
"""
_FREE = """
SELECT i.id, i.at_utc, i.at_precision, i.duration_s, i.answered, i.text, i.import_id, 0 FROM contacts AS i
WHERE i.case_id = ? AND i.number_id = ? AND i.at_utc BETWEEN ? - 180000 AND ? + 180000
  AND i.medium = ? AND i.direction = ? AND i.fingerprint IS NOT NULL AND i.deleted_at IS NULL
  AND i.same_event_id IS NULL AND i.same_event_decided_utc IS NULL
  AND NOT EXISTS (SELECT 1 FROM contacts AS d WHERE d.same_event_id = i.id AND d.fingerprint IS NULL)
"""


def rematch(uow: UnitOfWork, case_id: int, numbers: Collection[int | None] | None = None) -> set[int]:
    """Bring the links that the program made in line with the contacts; return the ids of those that changed.

    ``numbers`` (row ids) narrows it to what may have changed, by default the whole case. What people decided stays.
    """
    uow.session.flush()
    wanted: list[int | None] = [None]
    if numbers is not None:
        wanted = [number for number in dict.fromkeys(numbers) if number is not None]
    changed: set[int] = set()
    sources = _Sources.of(uow, case_id)
    for number in wanted:
        of_number, of_lead = ("", "") if number is None else (" AND h.number_id = ?", " AND i.number_id = ?")
        params = (case_id,) if number is None else (case_id, number)
        links = matched(_pairs(uow, case_id, sources, of_number, params))
        before = {row[0]: row[1] for row in uow.connection.exec_driver_sql(_LINKS + of_lead, params)}
        moved = [(told, before.get(told), links.get(told)) for told in sorted(before.keys() | links.keys())]
        changed |= _move(uow, case_id, [move for move in moved if move[1] != move[2]])
    if changed:
        uow.session.expire_all()
        uow.changed("contact", *sorted(changed), case_id=case_id)
    return changed


def leads(uow: UnitOfWork, case_id: int) -> dict[int, int]:
    """Return for each further record of an event in a case the record that leads, the trash included."""
    # The plus keeps SQLite off the index of the case, which may hold a hundred thousand contacts.
    rows = uow.connection.exec_driver_sql(
        "SELECT id, same_event_id FROM contacts WHERE same_event_id IS NOT NULL AND +case_id = ?", (case_id,)
    )
    return {row[0]: row[1] for row in rows}


def lead_of_draft(uow: UnitOfWork, draft: ContactDraft, number_id: int | None) -> int | None:
    """Return the imported contact that a draft would follow if it were saved; None where it would stand alone."""
    if number_id is None or draft.moment.precision not in _LIKELY:
        return None
    at_ms = epoch_ms(draft.moment.at_utc)
    told = Record(0, at_ms, draft.moment.precision, draft.duration_s, draft.answered, draft.text)
    sources = _Sources.of(uow, draft.case_id)
    rows = uow.connection.exec_driver_sql(
        _FREE, (draft.case_id, number_id, at_ms, at_ms, draft.medium.value, draft.direction.value)
    )
    return nearest((told, sources.record(*row), draft.medium) for row in rows).get(0)


def link(uow: UnitOfWork, contact: ContactRow, lead: ContactRow) -> set[int]:
    """Make two contacts and all that is linked to either one event; return the ids of its records.

    An imported record leads over one logged by hand, whichever was named: what a telephone wrote down by itself is the
    better time.
    """
    members = group(uow, contact) | group(uow, lead)
    rows = {row.id: row for row in (uow.session.get(ContactRow, member) for member in members) if row is not None}
    ranked = (lead.id, lead.same_event_id, contact.same_event_id, contact.id)
    imported = (member for member in (*ranked, *sorted(members)) if member in rows and rows[member].fingerprint)
    leading = next(imported, lead.id)
    _decide(uow, [member for member in members if member != leading], leading)
    uow.connection.execute(update(ContactRow).where(col(ContactRow.id) == leading).values(same_event_id=None))
    uow.session.expire_all()
    return members


def apart(uow: UnitOfWork, contact: ContactRow) -> set[int]:
    """Put a contact apart from its event, all records of it if this one leads; return the ids of what was linked."""
    members = group(uow, contact)
    if len(members) > 1:
        freed = [contact.id or 0] if contact.same_event_id is not None else sorted(members - {contact.id})
        _decide(uow, freed, None)
        uow.session.expire_all()
    return members


def group(uow: UnitOfWork, contact: ContactRow) -> set[int]:
    """Return the ids of all records of a contact's event, its own among them, the trash included."""
    uow.session.flush()
    root = contact.same_event_id or contact.id or 0
    rows = uow.connection.exec_driver_sql("SELECT id FROM contacts WHERE same_event_id = ?", (root,))
    return {root, contact.id or root} | {row[0] for row in rows}


def _decide(uow: UnitOfWork, contacts: Collection[int], lead: int | None) -> None:
    values = {"same_event_id": lead, "same_event_decided_utc": uow.now()}
    uow.connection.execute(update(ContactRow).where(col(ContactRow.id).in_(contacts)).values(values))


@dataclass(frozen=True, slots=True)
class _Sources:
    """What the imports of a case were read from, by import id; ``twice`` are those that hold messages over RCS."""

    tiers: dict[int, Tier]
    twice: tuple[int, ...]

    @classmethod
    def of(cls, uow: UnitOfWork, case_id: int) -> _Sources:
        rows = uow.connection.execute(
            select(ImportRow.id, ImportRow.kind, ImportRow.report).where(ImportRow.case_id == case_id)
        ).all()
        tiers = {row_id: tier_of(kind) for row_id, kind, _report in rows if row_id is not None}
        twice = (row_id for row_id, _kind, report in rows if row_id and report.get("media", {}).get(Medium.RCS))
        return cls(tiers, tuple(twice))

    @property
    def followers(self) -> tuple[int, ...]:
        """Return the imports whose contacts may follow those of others."""
        return tuple(row_id for row_id, tier in self.tiers.items() if tier is not Tier.PHONE)

    def record(
        self,
        contact_id: int,
        at_ms: int,
        precision: str,
        duration_s: int | None,
        answered: int | None,
        text: str,
        import_id: int | None,
        by_hand: int,
    ) -> Record:
        """Return a contact as matching looks at it."""
        tier = Tier.HAND if by_hand else self.tiers.get(import_id or 0, Tier.PHONE)
        flag = None if answered is None else bool(answered)
        return Record(contact_id, at_ms, TimePrecision(precision), duration_s, flag, text, tier)


def _pairs(
    uow: UnitOfWork, case_id: int, sources: _Sources, of_number: str, params: tuple[int | None, ...]
) -> Iterator[Pair]:
    """Yield every record that may follow with every one that may lead it."""
    asked: list[tuple[str, str, tuple[int, ...]]] = [(_BY_HAND, _SAME, ())]
    for imports, fits, more in (
        (sources.followers, _EITHER_WAY, ""),
        (sources.twice, _KEPT_TWICE, f" AND h.medium = '{Medium.RCS.value}'"),
    ):
        for start in range(0, len(imports), _AT_A_TIME):
            part = imports[start : start + _AT_A_TIME]
            asked.append((f"h.import_id IN ({','.join('?' * len(part))}){more}", fits, part))
    for which, fits, part in asked:
        sql = _PAIRS.format(which=which, fits=fits) + of_number
        for row in uow.connection.exec_driver_sql(sql, (case_id, *part, *params[1:])):
            told = sources.record(*row[:8])
            if fits is _KEPT_TWICE:
                told = replace(told, tier=Tier.TWICE)
            yield told, sources.record(*row[8:16]), Medium(row[16])


def _move(uow: UnitOfWork, case_id: int, moves: list[tuple[int, int | None, int | None]]) -> set[int]:
    """Write changed links, (record, old lead, new lead); return the ids of all contacts concerned."""
    if moves:
        statement = "UPDATE contacts SET same_event_id = ? WHERE id = ?"
        uow.connection.exec_driver_sql(statement, [(new, told) for told, _old, new in moves])
    if len(moves) > _MOST_LINES:
        gone = sum(new is None for _told, _old, new in moves)
        uow.audit("matched", "contact", None, case_id, links=len(moves) - gone, gone=gone)
    else:
        for told, old, new in moves:
            detail = {"lead": new} if new is not None else {"was": old}
            uow.audit("matched" if new is not None else "unmatched", "contact", told, case_id, **detail)
    return {contact for move in moves for contact in move if contact is not None}
