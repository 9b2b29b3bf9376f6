"""One event, several records: which contact logged by hand and which imported one tell of the same call or message.

No record is ever given up for another: one leads, the others name it (``same_event_id``), and whoever counts events
counts those that lead. See docs/decisions/0015.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import col

from advocate.domain.drafts import ContactDraft
from advocate.domain.moments import epoch_ms
from advocate.domain.vocabulary import Medium, TimePrecision
from advocate.storage.tables import ContactRow
from advocate.storage.uow import UnitOfWork

_MINUTE_MS = 60_000
#: A clock read in passing and a telephone's own log may be this far apart where both give seconds.
_NEAR_MS = 60_000
#: A person reads the length of a call off the screen, the telephone's log counts from another moment.
_DURATION_S = 5
_LIKELY = (TimePrecision.EXACT, TimePrecision.MINUTE)

# Two minutes either way is more than any rule below allows: SQL narrows by index, Python decides. What a person has
# linked or put apart takes no part, on either side. CROSS JOIN keeps SQLite from starting with the imported ones.
_PAIRS = """
SELECT h.id, h.at_utc, h.at_precision, h.duration_s, h.answered, h.text,
       i.id, i.at_utc, i.duration_s, i.answered, i.text, h.medium
FROM contacts AS h CROSS JOIN contacts AS i
WHERE h.case_id = ? AND h.fingerprint IS NULL AND h.deleted_at IS NULL
  AND h.number_id IS NOT NULL AND h.same_event_decided_utc IS NULL
  AND i.number_id = h.number_id AND i.case_id = h.case_id
  AND i.at_utc BETWEEN h.at_utc - 120000 AND h.at_utc + 120000
  AND i.medium = h.medium AND i.direction = h.direction
  AND i.fingerprint IS NOT NULL AND i.deleted_at IS NULL
  AND i.same_event_id IS NULL AND i.same_event_decided_utc IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM contacts AS d WHERE d.same_event_id IN (h.id, i.id) AND d.same_event_decided_utc IS NOT NULL
  )
"""
_LINKS = """
SELECT h.id, h.same_event_id FROM contacts AS h JOIN contacts AS i ON i.id = h.same_event_id
WHERE h.case_id = ? AND h.fingerprint IS NULL AND h.same_event_decided_utc IS NULL
"""
_FREE = """
SELECT i.id, i.at_utc, i.duration_s, i.answered, i.text FROM contacts AS i
WHERE i.case_id = ? AND i.number_id = ? AND i.at_utc BETWEEN ? - 120000 AND ? + 120000
  AND i.medium = ? AND i.direction = ? AND i.fingerprint IS NOT NULL AND i.deleted_at IS NULL
  AND i.same_event_id IS NULL AND i.same_event_decided_utc IS NULL
  AND NOT EXISTS (SELECT 1 FROM contacts AS d WHERE d.same_event_id = i.id)
"""


@dataclass(frozen=True, slots=True)
class Record:
    """What matching looks at in a contact; ``at_ms`` epoch milliseconds UTC."""

    id: int
    at_ms: int
    precision: TimePrecision = TimePrecision.EXACT
    duration_s: int | None = None
    answered: bool | None = None
    text: str = ""

    @property
    def said(self) -> str:
        """Return the text without its spacing: people type line ends and blanks as they like."""
        return "".join(self.text.split())


def distance_ms(told: Record, observed: Record, medium: Medium) -> tuple[int, int, int] | None:
    """Return how far a told contact is from an observed one, smallest first; None where they may be two events.

    Number, medium and direction are taken to be equal. The three parts: milliseconds outside of what the teller's time
    covers, 1 unless both durations are known, milliseconds between the two times.
    """
    apart = abs(told.at_ms - observed.at_ms)
    if told.precision is TimePrecision.MINUTE:
        begin = told.at_ms // _MINUTE_MS
        if abs(observed.at_ms // _MINUTE_MS - begin) > 1:
            return None
        outside = max(0, begin * _MINUTE_MS - observed.at_ms, observed.at_ms - (begin + 1) * _MINUTE_MS + 1)
    elif told.precision is TimePrecision.EXACT and apart <= _NEAR_MS:
        outside = apart
    else:
        return None
    if not _durations_fit(told, observed) or not _words_fit(told, observed, medium):
        return None
    return outside, int(told.duration_s is None or observed.duration_s is None), apart


def _durations_fit(told: Record, observed: Record) -> bool:
    if told.answered is not None and observed.answered is not None and told.answered is not observed.answered:
        return False
    # Nobody has to write down how long a call took; a call that nobody took has no length at all.
    if not told.duration_s:
        return told.duration_s is None or not observed.duration_s
    return observed.duration_s is not None and abs(told.duration_s - observed.duration_s) <= _DURATION_S


def _words_fit(told: Record, observed: Record, medium: Medium) -> bool:
    if medium.is_voice:
        # Nobody says anything in a call that nobody took.
        return not told.said or observed.answered is not False
    return not told.said or not observed.said or told.said == observed.said


def nearest(pairs: Iterable[tuple[Record, Record, Medium]]) -> dict[int, int]:
    """Return for the id of each told contact that of the observed one: nearest pairs first, each record once.

    The answer depends on what the records say, not on the order in which they came, down to records that are alike.
    """
    ranked = []
    for told, observed, medium in pairs:
        far = distance_ms(told, observed, medium)
        if far is not None:
            ranked.append((far, *_rank(observed), *_rank(told), observed.id, told.id))
    taken: set[int] = set()
    links: dict[int, int] = {}
    for *_, observed_id, told_id in sorted(ranked):
        if told_id not in links and observed_id not in taken:
            links[told_id] = observed_id
            taken.add(observed_id)
    return links


def _rank(record: Record) -> tuple[int, str, int, int, str]:
    length = -1 if record.duration_s is None else record.duration_s
    answered = -1 if record.answered is None else int(record.answered)
    return record.at_ms, str(record.precision), length, answered, record.text


def rematch(uow: UnitOfWork, case_id: int, numbers: Collection[int | None] | None = None) -> set[int]:
    """Bring the links that the program made in line with the contacts; return the ids of those that changed.

    ``numbers`` (row ids) narrows it to what may have changed, by default the whole case. What people decided stays.
    """
    uow.session.flush()
    wanted: list[int | None] = [None]
    if numbers is not None:
        wanted = [number for number in dict.fromkeys(numbers) if number is not None]
    changed: set[int] = set()
    for number in wanted:
        of_number, of_lead = ("", "") if number is None else (" AND h.number_id = ?", " AND i.number_id = ?")
        params = (case_id,) if number is None else (case_id, number)
        links = nearest(map(_pair, uow.connection.exec_driver_sql(_PAIRS + of_number, params)))
        before = {row[0]: row[1] for row in uow.connection.exec_driver_sql(_LINKS + of_lead, params)}
        for told in sorted(before.keys() | links.keys()):
            old, new = before.get(told), links.get(told)
            if old != new:
                uow.connection.exec_driver_sql("UPDATE contacts SET same_event_id = ? WHERE id = ?", (new, told))
                detail = {"lead": new} if new is not None else {"was": old}
                uow.audit("matched" if new is not None else "unmatched", "contact", told, case_id, **detail)
                changed |= {contact for contact in (told, old, new) if contact is not None}
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
    rows = uow.connection.exec_driver_sql(
        _FREE, (draft.case_id, number_id, at_ms, at_ms, draft.medium.value, draft.direction.value)
    )
    return nearest((told, _observed(*row), draft.medium) for row in rows).get(0)


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


def _pair(row: tuple[object, ...]) -> tuple[Record, Record, Medium]:
    told_id, at_ms, precision, duration_s, answered, text, *observed, medium = row
    told = Record(told_id, at_ms, TimePrecision(precision), duration_s, _flag(answered), text)  # type: ignore[arg-type]
    return told, _observed(*observed), Medium(medium)  # type: ignore[arg-type]


def _observed(contact_id: int, at_ms: int, duration_s: int | None, answered: int | None, text: str) -> Record:
    return Record(contact_id, at_ms, TimePrecision.EXACT, duration_s, _flag(answered), text)


def _flag(value: object) -> bool | None:
    return None if value is None else bool(value)
