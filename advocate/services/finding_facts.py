"""What the rule engine needs to know of a case, read in a few statements."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, and_, func, select, type_coerce
from sqlmodel import col

from advocate.analysis.clocks.calendars import Calendar
from advocate.analysis.rules.model import minutes
from advocate.domain.drafts import ContactDraft
from advocate.domain.errors import UserError
from advocate.domain.facts import CaseFacts, ContactFact, CreditorFact
from advocate.domain.jobs import JobContext
from advocate.domain.moments import epoch_ms, zone_info
from advocate.domain.vocabulary import (
    Behaviour,
    CallOutcome,
    CreditorType,
    Direction,
    Medium,
    Nature,
    Reached,
    TimePrecision,
)
from advocate.services import batches, debt_facts, notices, number_rows, same_events
from advocate.services.event_merging import merged_facts, one_fact
from advocate.storage.tables import (
    CaseRow,
    ContactRow,
    DebtRow,
    OrganisationRow,
    PhoneNumberRow,
)
from advocate.storage.uow import UnitOfWork

_MEDIA = {m.value: m for m in Medium}
_DIRECTIONS = {d.value: d for d in Direction}
_PRECISIONS = {p.value: p for p in TimePrecision}
_REACHED = {r.value: r for r in Reached}
_NATURES = {n.value: n for n in Nature}
_BEHAVIOURS = {b.value: b for b in Behaviour}
_OUTCOMES = {o.value: o for o in CallOutcome}
#: Years before a case's last contact whose holidays are looked up: a telephone's wrong clock reaches back to 1970.
_HOLIDAY_YEARS = 20
#: Contacts read between two looks whether to stop.
_CHECK_EVERY = 1_000
_NONE: frozenset[Behaviour] = frozenset()
_NO_DEBTS: frozenset[int] = frozenset()


def case_facts(uow: UnitOfWork, case_id: int) -> tuple[CaseFacts, dict[int, int]]:
    """Return a case's lenders, and for each debt's id the lender's; raises `UserError` ``unknown_id``."""
    case = uow.connection.execute(
        select(col(CaseRow.jurisdiction), col(CaseRow.zone)).where(col(CaseRow.id) == case_id)
    ).first()
    if case is None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
    jurisdiction: str = case.jurisdiction
    rows = uow.connection.execute(
        select(
            col(DebtRow.id),
            col(DebtRow.creditor_id),
            col(OrganisationRow.name),
            type_coerce(col(OrganisationRow.creditor_type), String),
            col(DebtRow.agreed_from),
            col(DebtRow.agreed_until),
            col(DebtRow.agreed_frequency),
        )
        .join(OrganisationRow, col(OrganisationRow.id) == col(DebtRow.creditor_id))
        .where(col(DebtRow.case_id) == case_id, col(DebtRow.deleted_at).is_(None))
        .order_by(col(DebtRow.id))
    ).all()
    creditors: dict[int, CreditorFact] = {}
    owners: dict[int, int] = {}
    for debt_id, creditor_id, name, kind, since, until, frequency in rows:
        owners[int(debt_id or 0)] = creditor_id
        known = creditors.get(creditor_id)
        window = (minutes(since), minutes(until)) if since and until else None
        creditors[creditor_id] = CreditorFact(
            creditor_id,
            name,
            CreditorType(kind) if kind in set(CreditorType) else CreditorType.UNKNOWN,
            window or (known.agreed_window if known else None),
            bool(frequency) or bool(known and known.agreed_frequency),
        )
    said = notices.facts(uow, case_id, owners)
    today = uow.now().astimezone(zone_info(case.zone)).date()
    facts = CaseFacts(
        jurisdiction=jurisdiction,
        creditors=tuple(notices.with_agreed_hours(creditor, said) for creditor in creditors.values()),
        notices=said,
        debts=debt_facts.of_case(uow, case_id, jurisdiction, today) if owners else (),
        batches=batches.of_case(uow, case_id),
        holidays=_holidays_of(uow, case_id, jurisdiction),
    )
    return facts, owners


def _holidays_of(uow: UnitOfWork, case_id: int, jurisdiction: str) -> frozenset[date]:
    """Return the public holidays of the years of a case's contacts."""
    mine = col(ContactRow.case_id) == case_id
    last = uow.connection.scalar(select(func.max(col(ContactRow.at_utc))).where(mine))
    if last is None:
        return frozenset()
    first = uow.connection.scalar(select(func.min(col(ContactRow.at_utc))).where(mine))
    until: int = min(last, uow.now()).year + 1
    since = max((first or last).year - 1, until - _HOLIDAY_YEARS)
    return _holidays(jurisdiction.partition("_")[0], since, until)


@lru_cache(maxsize=64)
def _holidays(place: str, since: int, until: int) -> frozenset[date]:
    calendar = Calendar(place)
    days = (date(since, 1, 1) + timedelta(days=n) for n in range((until - since + 1) * 366))
    return frozenset(day for day in days if calendar.holiday(day))


def contact_facts(
    uow: UnitOfWork,
    case_id: int,
    owners: dict[int, int],
    *conditions: ColumnElement[bool],
    ctx: JobContext | None = None,
) -> list[ContactFact]:
    """Return a case's contacts as facts, one for each event however many records tell of it.

    With one lender in the case every contact is counted to it. ``conditions`` narrow it to some contacts, and those
    that tell of the same events. Raises `Cancelled` where ``ctx`` asks for it.
    """
    facts = _records(uow, case_id, owners, *conditions, ctx=ctx)
    leads = same_events.leads(uow, case_id)
    if conditions and leads:
        here = {fact.id for fact in facts}
        events = {leads.get(contact, contact) for contact in here}
        others = {contact for follower, lead in leads.items() if lead in events for contact in (follower, lead)} - here
        if others:
            facts += _records(uow, case_id, owners, col(ContactRow.id).in_(sorted(others)))
    return merged_facts(facts, leads)


def _records(
    uow: UnitOfWork,
    case_id: int,
    owners: dict[int, int],
    *conditions: ColumnElement[bool],
    ctx: JobContext | None = None,
) -> list[ContactFact]:
    case_zone, case_zone_known = uow.connection.execute(
        select(col(CaseRow.zone), col(CaseRow.zone_known)).where(col(CaseRow.id) == case_id)
    ).one()
    only = next(iter(owners.values())) if len(set(owners.values())) == 1 else None
    facts: list[ContactFact] = []
    rows = uow.connection.execute(_contacts(case_id, *conditions)).all()
    behaviours = _behaviours(uow, case_id, [row[0] for row in rows] if conditions else None)
    for row in rows:
        if ctx is not None and len(facts) % _CHECK_EVERY == 0:
            ctx.check()
        (contact_id, at_ms, zone, precision, medium, direction, duration_s, answered, number, raw, on_number) = row[:11]
        (on_raw, text, claims, reached, reached_name, nature, name, robot, debt_id, agency_id) = row[11:21]
        outcome, conversation, zone_known, sent_ms = row[21:]
        facts.append(
            ContactFact(
                contact_id,
                at_ms,
                zone,
                _MEDIA.get(medium, Medium.OTHER),
                _DIRECTIONS[direction],
                _PRECISIONS[precision],
                duration_s,
                answered,
                number if number is not None else raw,
                on_number if on_number is not None else on_raw,
                text,
                claims,
                _REACHED.get(reached, Reached.UNKNOWN),
                reached_name,
                behaviours.get(contact_id, _NONE),
                _NATURES[nature],
                bool(name),
                bool(robot),
                owners.get(debt_id, only) if debt_id is not None else only,
                agency_id,
                case_zone_known or zone != case_zone if zone_known is None else zone_known,
                _OUTCOMES.get(outcome),
                conversation,
                sent_ms,
                _NO_DEBTS if debt_id is None else frozenset((debt_id,)),
            )
        )
    return facts


def _contacts(case_id: int, *conditions: ColumnElement[bool]) -> Select[Any]:
    mine = col(ContactRow.case_id)
    # The zero keeps SQLite off the index of the whole case where conditions name a few contacts of it.
    return _columns().where((mine + 0 if conditions else mine) == case_id, *conditions)


@lru_cache(maxsize=1)
def _columns() -> Select[Any]:
    """Return the part of the statement that is always the same: making it takes longer than a few rows."""
    number = PhoneNumberRow.__table__.alias("number")  # type: ignore[attr-defined]
    on_number = PhoneNumberRow.__table__.alias("on_number")  # type: ignore[attr-defined]
    return (
        select(
            col(ContactRow.id),
            type_coerce(col(ContactRow.at_utc), Integer),
            col(ContactRow.at_zone),
            type_coerce(col(ContactRow.at_precision), String),
            type_coerce(col(ContactRow.medium), String),
            type_coerce(col(ContactRow.direction), String),
            col(ContactRow.duration_s),
            col(ContactRow.answered),
            number.c.number,
            col(ContactRow.number_raw),
            on_number.c.number,
            col(ContactRow.on_number_raw),
            col(ContactRow.text),
            col(ContactRow.claims_to_be),
            type_coerce(col(ContactRow.reached), String),
            col(ContactRow.reached_name),
            type_coerce(col(ContactRow.nature), String),
            col(ContactRow.name),
            col(ContactRow.robot_voice),
            col(ContactRow.debt_id),
            col(ContactRow.agency_id),
            type_coerce(col(ContactRow.outcome), String),
            col(ContactRow.conversation),
            col(ContactRow.zone_known),
            type_coerce(col(ContactRow.sent_utc), Integer),
        )
        .select_from(ContactRow)
        .outerjoin(number, number.c.id == col(ContactRow.number_id))
        .outerjoin(on_number, on_number.c.id == col(ContactRow.on_number_id))
        .where(col(ContactRow.deleted_at).is_(None))
    )


def _behaviours(uow: UnitOfWork, case_id: int, contacts: list[int] | None) -> dict[int, frozenset[Behaviour]]:
    """Return what was coded about some ``contacts`` of a case, or about all."""
    gathered: dict[int, set[Behaviour]] = defaultdict(set)
    sql, params = (_CODED, (case_id,)) if contacts is None else (_CODED_OF, (json.dumps(contacts),))
    for contact_id, code in uow.connection.exec_driver_sql(sql, params).cursor.fetchall():
        if code in _BEHAVIOURS:
            gathered[contact_id].add(_BEHAVIOURS[code])
    return {contact_id: frozenset(codes) for contact_id, codes in gathered.items()}


def draft_fact(draft: ContactDraft, owners: dict[int, int], number: str | None, on_number: str) -> ContactFact:
    """Return a contact that is still being typed, as contact 0."""
    only = next(iter(owners.values())) if len(set(owners.values())) == 1 else None
    return ContactFact(
        id=0,
        at_ms=epoch_ms(draft.moment.at_utc),
        zone=draft.moment.zone,
        medium=draft.medium,
        direction=draft.direction,
        precision=draft.moment.precision,
        duration_s=draft.duration_s,
        answered=draft.answered,
        number=number,
        on_number=on_number,
        text=draft.text,
        claims_to_be=draft.claims_to_be,
        reached=draft.reached,
        reached_name=draft.reached_name,
        behaviours=draft.behaviours,
        nature=draft.nature,
        robot_voice=draft.robot_voice,
        creditor_id=only if draft.debt_id is None else owners.get(draft.debt_id, only),
        zone_known=draft.zone_known is not False,
        outcome=draft.outcome,
        conversation=draft.conversation,
        sent_ms=None if draft.sent_utc is None else epoch_ms(draft.sent_utc),
        debts=_NO_DEBTS if draft.debt_id is None else frozenset((draft.debt_id,)),
    )


def with_draft(
    uow: UnitOfWork, draft: ContactDraft, new: ContactFact, contacts: list[ContactFact], jurisdiction: str
) -> list[ContactFact]:
    """Return ``contacts`` and a draft's fact, which counts once with the imported record that tells of the same."""
    theirs = number_rows.facts_of(draft.number_raw, number_rows.region_of(jurisdiction), draft.medium)
    found = {} if theirs is None else number_rows.find(uow, {theirs.number})
    lead_id = same_events.lead_of_draft(uow, draft, next(iter(found.values()), None))
    lead = next((fact for fact in contacts if fact.id == lead_id), None)
    if lead is None:
        return [*contacts, new]
    event = replace(one_fact([lead, new], lead.id), id=new.id)
    return [*(fact for fact in contacts if fact is not lead), event]


def around(case_id: int, first_utc: datetime, last_utc: datetime) -> ColumnElement[bool]:
    """Return the condition for contacts that may share a day, in any zone, with the aware instants from ``first_utc``.

    ``last_utc`` is the last of them.
    """
    day = timedelta(days=1)
    # With the case in each condition, SQLite can look each up in an index of its own.
    return and_(col(ContactRow.case_id) == case_id, col(ContactRow.at_utc).between(first_utc - day, last_utc + day))


def own_words(case_id: int) -> ColumnElement[bool]:
    """Return the condition for what the debtor's side wrote or said in its own contacts."""
    mine = col(ContactRow.case_id) == case_id
    return mine & (col(ContactRow.direction) != Direction.IN) & (col(ContactRow.text) != "")


def told_before(
    uow: UnitOfWork, case_id: int, rules: Iterable[str], behaviours: Iterable[Behaviour], latest: int | None = None
) -> ColumnElement[bool]:
    """Return the condition for contacts that were coded so, or on which findings of ``rules`` rest.

    With ``latest`` only that many, the last ones by time.
    """
    params = {
        "case": case_id,
        "rules": json.dumps(list(rules)),
        "behaviours": json.dumps([behaviour.value for behaviour in behaviours]),
        "latest": -1 if latest is None else latest,
        "window": LATEST_WINDOW,
    }
    found: list[int] = []
    if latest is not None:
        found = [row[0] for row in uow.connection.exec_driver_sql(_TOLD_LATELY, params)]
    if len(found) != latest:
        found = [row[0] for row in uow.connection.exec_driver_sql(_TOLD, params)]
    return col(ContactRow.id).in_(found)


#: So many of the last contacts are looked through before all that was ever told is put in order.
LATEST_WINDOW = 1_500
_CODED = """
SELECT b.contact_id, b.behaviour FROM contact_behaviours AS b JOIN contacts AS c ON c.id = b.contact_id
WHERE c.case_id = ?
"""
_CODED_OF = """
SELECT b.contact_id, b.behaviour FROM json_each(?) AS wanted
CROSS JOIN contact_behaviours AS b ON b.contact_id = wanted.value
"""
_TOLD = """
SELECT c.id FROM (
  SELECT b.contact_id AS id FROM contact_behaviours AS b
  WHERE b.behaviour IN (SELECT value FROM json_each(:behaviours))
  UNION
  SELECT l.contact_id FROM findings AS f JOIN finding_contacts AS l ON l.finding_id = f.id
  WHERE f.case_id = :case AND f.rule IN (SELECT value FROM json_each(:rules))
) AS told JOIN contacts AS c ON c.id = told.id
WHERE c.case_id = :case AND c.deleted_at IS NULL ORDER BY c.at_utc DESC, c.id DESC LIMIT :latest
"""
_TOLD_LATELY = """
SELECT c.id FROM (
  SELECT id, at_utc FROM contacts WHERE case_id = :case AND deleted_at IS NULL
  ORDER BY at_utc DESC, id DESC LIMIT :window
) AS c
WHERE EXISTS (
    SELECT 1 FROM contact_behaviours AS b
    WHERE b.contact_id = c.id AND b.behaviour IN (SELECT value FROM json_each(:behaviours))
  ) OR EXISTS (
    SELECT 1 FROM finding_contacts AS l CROSS JOIN findings AS f ON f.id = l.finding_id
    WHERE l.contact_id = c.id AND +f.case_id = :case AND +f.rule IN (SELECT value FROM json_each(:rules))
  )
ORDER BY c.at_utc DESC, c.id DESC LIMIT :latest
"""


def contact_count(uow: UnitOfWork, case_id: int) -> int:
    """Return how many contacts a case has, the trash included."""
    found = uow.connection.exec_driver_sql("SELECT count(*) FROM contacts WHERE case_id = ?", (case_id,))
    return int(found.scalar_one())
