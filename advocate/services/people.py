"""People of a case's address book: who the numbers belong to that collectors reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlmodel import col, select

from advocate.domain.drafts import MAX_LINE, PersonDraft
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Reached
from advocate.services import number_rows
from advocate.services.values import storable
from advocate.storage import search
from advocate.storage.tables import CaseRow, PersonNumberRow, PersonRow, PhoneNumberRow
from advocate.storage.uow import UnitOfWork

_BATCH = 500

# The name that an address book gives to a number: the oldest entry, so that the answer does not change by itself.
_UNNAMED = """
SELECT c.id, p.name, c.text, c.summary, c.claims_to_be, c.reached_name, c.harm
FROM people p JOIN people_numbers n ON n.person_id = p.id
JOIN contacts c ON c.number_id = n.number_id AND c.case_id = p.case_id
WHERE p.case_id = ? AND c.name = '' AND p.name <> '' AND c.deleted_at IS NULL
ORDER BY c.id, p.id
"""


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody from an address book; ``numbers`` as canonical spellings."""

    id: int
    name: str
    organisation: str
    relation: Reached
    note: str
    numbers: tuple[str, ...]


def take(uow: UnitOfWork, case_id: int, drafts: Sequence[PersonDraft], import_id: int | None = None) -> int:
    """Add people to a case's address book and return how many are new.

    Somebody of the same name and organisation with a number that is there already is the same one: only what is missing
    is added.
    """
    if not drafts:
        return 0
    region = _region(uow, case_id)
    facts = {raw: number_rows.facts_of(raw, region) for draft in drafts for raw in draft.numbers}
    ids = number_rows.find_or_create(uow, [found for found in facts.values() if found is not None])
    numbers = {raw: ids[found.number] for raw, found in facts.items() if found is not None}
    known = _known(uow, case_id)
    added = 0
    links: dict[tuple[int, int], str] = {}
    for draft in drafts:
        name, organisation = _line(draft.name), _line(draft.organisation)
        own = {numbers[raw]: raw for raw in draft.numbers if raw in numbers}
        person = known.get((name, organisation))
        if person is None:
            row = PersonRow(
                case_id=case_id,
                name=name,
                organisation=organisation,
                note=_line(draft.note),
                import_id=import_id,
                source_place=draft.place[:MAX_LINE],
            )
            uow.session.add(row)
            uow.session.flush()
            person = known[name, organisation] = row.id or 0
            added += 1
        links |= {(person, number): raw for number, raw in own.items()}
    if links:
        uow.connection.execute(
            insert(PersonNumberRow).prefix_with("OR IGNORE"),
            [
                {"person_id": person, "number_id": number, "number_raw": storable(raw)[:MAX_LINE]}
                for (person, number), raw in links.items()
            ],
        )
    uow.audit("added", "person", None, case_id, people=added, numbers=len(links))
    uow.changed("person", case_id=case_id)
    return added


def name_contacts(uow: UnitOfWork, case_id: int) -> int:
    """Give contacts without a name the one that the address book has for their number; return how many got one."""
    uow.session.flush()
    named: dict[int, tuple[str, str]] = {}
    for contact_id, name, text, summary, claims, reached, harm in uow.connection.exec_driver_sql(_UNNAMED, (case_id,)):
        if contact_id not in named:
            named[contact_id] = (name, search.contact_text(text, summary, claims, reached, name, harm))
    for contact_id, (name, words) in named.items():
        uow.connection.exec_driver_sql("UPDATE contacts SET name = ? WHERE id = ?", (name, contact_id))
        search.replace(uow.connection, contact_id, words)
    if named:
        uow.audit("named", "contact", None, case_id, contacts=len(named))
        uow.session.expire_all()
        uow.changed("contact", case_id=case_id)
    return len(named)


def listing(uow: UnitOfWork, case_id: int) -> list[PersonView]:
    """Return a case's address book by name."""
    rows = uow.session.exec(
        select(PersonRow).where(PersonRow.case_id == case_id).order_by(col(PersonRow.name), col(PersonRow.id))
    ).all()
    pairs = uow.connection.execute(
        select(PersonNumberRow.person_id, PhoneNumberRow.number)
        .join(PhoneNumberRow, col(PhoneNumberRow.id) == PersonNumberRow.number_id)
        .join(PersonRow, col(PersonRow.id) == PersonNumberRow.person_id)
        .where(PersonRow.case_id == case_id)
        .order_by(col(PhoneNumberRow.number))
    )
    numbers: dict[int, list[str]] = {}
    for person_id, number in pairs:
        numbers.setdefault(person_id, []).append(number)
    return [_view(row, numbers.get(row.id or 0, ())) for row in rows]


def set_relation(uow: UnitOfWork, person_id: int, relation: Reached) -> None:
    """Note what somebody is to the debtor; raises `UserError` ``unknown_id``."""
    row = uow.session.get(PersonRow, person_id)
    if row is None:
        raise UserError("unknown_id", id=str(person_id), kind="person")
    row.relation = relation
    uow.session.add(row)
    uow.session.flush()
    uow.audit("edited", "person", person_id, row.case_id, fields=["relation"])
    uow.changed("person", person_id, case_id=row.case_id)


def _known(uow: UnitOfWork, case_id: int) -> dict[tuple[str, str], int]:
    rows = uow.connection.execute(
        select(PersonRow.name, PersonRow.organisation, PersonRow.id).where(PersonRow.case_id == case_id)
    )
    return {(name, organisation): person_id for name, organisation, person_id in rows if person_id is not None}


def _region(uow: UnitOfWork, case_id: int) -> str:
    case = uow.session.get(CaseRow, case_id)
    if case is None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
    return number_rows.region_of(case.jurisdiction)


def _view(row: PersonRow, numbers: Iterable[str]) -> PersonView:
    return PersonView(row.id or 0, row.name, row.organisation, row.relation, row.note, tuple(numbers))


def _line(text: str) -> str:
    return storable(text).strip()[:MAX_LINE]
