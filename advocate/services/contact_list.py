"""Lists of contacts: ids first, all of them in order, then the rows of the page that is looked at."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, literal_column, text
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from advocate.domain.drafts import ContactDraft
from advocate.domain.errors import UserError
from advocate.domain.filters import ContactFilter, ContactOrder
from advocate.domain.ids import short_id
from advocate.domain.moments import Moment
from advocate.domain.views import ContactView
from advocate.domain.vocabulary import Behaviour, FindingStatus, Nature
from advocate.services import number_rows
from advocate.services.event_merging import merged_view
from advocate.services.values import storable
from advocate.storage import search
from advocate.storage.tables import (
    CaseRow,
    ContactBehaviourRow,
    ContactRow,
    FindingContactRow,
    FindingRow,
    OrganisationRow,
    PhoneNumberRow,
)
from advocate.storage.uow import UnitOfWork

_BATCH = 1_000


def ids(uow: UnitOfWork, wanted: ContactFilter) -> array[int]:
    """Return the ids of all contacts that meet ``wanted``, in its order, as 64-bit integers.

    Contacts of cases in the trash are left out. Raises `UserError` ``query_too_long``.
    """
    conditions, params = _conditions(uow, wanted)
    if conditions is None:
        return array("q")
    order: tuple[Any, ...] = (col(ContactRow.at_utc), col(ContactRow.id))
    if wanted.order is ContactOrder.NEWEST_FIRST:
        order = (col(ContactRow.at_utc).desc(), col(ContactRow.id).desc())
    query = sql_select(col(ContactRow.id)).where(*conditions).order_by(*order)
    result = uow.connection.execute(query, params)
    # Straight from the driver: wrapping 100,000 rows costs four times the query.
    return array("q", (row[0] for row in result.cursor.fetchall()))


def page(uow: UnitOfWork, ids: Sequence[int]) -> list[ContactView]:
    """Return the contacts with these ids in the order of ``ids``, by one statement; unknown ones are left out.

    Contacts in the trash are returned too: whoever has the id asked for them.
    """
    found: dict[int, ContactView] = {}
    for start in range(0, len(ids), _BATCH):
        part = list(ids[start : start + _BATCH])
        for row in uow.connection.execute(_page_query(), {"page_ids": part}):
            found[row.id] = _view(row)
    return [found[contact_id] for contact_id in ids if contact_id in found]


def events(uow: UnitOfWork, ids: Sequence[int]) -> list[ContactView]:
    """Return the events that the contacts ``ids`` lead, as findings name them: merged from all records of each."""
    found = page(uow, ids)
    further = page(uow, sorted({other for view in found for other in view.same_event}))
    others = {view.id: view for view in further}
    return [merged_view(view, [others[other] for other in view.same_event if other in others]) for view in found]


def draft(uow: UnitOfWork, contact_id: int) -> ContactDraft:
    """Return a contact as the form edits it; raises `UserError` ``unknown_id``."""
    row = uow.session.get(ContactRow, contact_id)
    found = page(uow, [contact_id])
    if row is None or row.deleted_at is not None or not found:
        raise UserError("unknown_id", id=short_id("contact", contact_id), kind="contact")
    view = found[0]
    return ContactDraft(
        case_id=view.case_id,
        moment=view.moment,
        medium=view.medium,
        direction=view.direction,
        number_raw=view.number_raw,
        on_number_raw=row.on_number_raw,
        duration_s=view.duration_s,
        answered=view.answered,
        text=view.text,
        summary=view.summary,
        claims_to_be=view.claims_to_be,
        reached=view.reached,
        reached_name=view.reached_name,
        behaviours=frozenset(view.behaviours),
        debt_id=view.debt_id,
        agency=view.agency,
        harm=view.harm,
        nature=view.nature,
        robot_voice=row.robot_voice,
        outcome=row.outcome,
        conversation=row.conversation,
        zone_known=row.zone_known,
        sent_utc=row.sent_utc,
    )


def live() -> ColumnElement[bool]:
    """Return the condition that a contact is not in the trash, as a look into the small index of the trash."""
    trash = aliased(ContactRow)
    return col(ContactRow.id).not_in(select(trash.id).where(col(trash.deleted_at).is_not(None)))


def _waiting(case_id: int | None) -> Any:
    """Return what stands in the inbox, over its own small index: the log over another one needs no row for it."""
    waiting = aliased(ContactRow)
    query = select(waiting.id).where(
        col(waiting.nature) == literal_column(f"'{Nature.UNSORTED.value}'"), col(waiting.import_id).is_not(None)
    )
    return query if case_id is None else query.where(col(waiting.case_id) == case_id)


def in_live_cases() -> ColumnElement[bool]:
    """Return the condition that a contact's case is not in the trash."""
    return col(ContactRow.case_id).not_in(select(CaseRow.id).where(col(CaseRow.deleted_at).is_not(None)))


def _conditions(uow: UnitOfWork, wanted: ContactFilter) -> tuple[list[Any] | None, dict[str, Any]]:
    """Return the conditions in SQL with their parameters; None where nothing can meet them."""
    trashed = col(ContactRow.deleted_at).is_not(None)
    conditions: list[Any] = [trashed if wanted.trashed else live()]
    params: dict[str, Any] = {}
    case = None
    if wanted.case_id is None:
        conditions.append(in_live_cases())
    else:
        # One look instead of one for every row.
        case = uow.session.get(CaseRow, wanted.case_id)
        if case is None or case.deleted_at is not None:
            return None, params
        conditions.append(col(ContactRow.case_id) == wanted.case_id)
    if wanted.number is not None:
        number = _number_condition(uow, wanted.number, case.jurisdiction if case else "cn")
        if number is None:
            return None, params
        conditions.append(number)
    if wanted.trashed:
        # What was left out of the inbox lies there only until that decision is final.
        conditions.append(col(ContactRow.left_out_utc).is_(None))
    if wanted.on_record:
        conditions.append(col(ContactRow.id).not_in(_waiting(wanted.case_id)))
    if wanted.since is not None:
        conditions.append(col(ContactRow.at_utc) >= wanted.since)
    if wanted.until is not None:
        conditions.append(col(ContactRow.at_utc) < wanted.until)
    for column, value in (
        (ContactRow.medium, wanted.medium),
        (ContactRow.direction, wanted.direction),
        (ContactRow.nature, wanted.nature),
    ):
        if value is not None:
            conditions.append(col(column) == value)
    found = search.condition(wanted.text)
    if found is not None:
        # The trash is not indexed: there SQL compares the text itself.
        found = search.comparison(wanted.text) if wanted.trashed else found
        conditions.append(text(found.sql))
        params |= found.params
    return conditions, params


def _number_condition(uow: UnitOfWork, number: str, jurisdiction: str) -> ColumnElement[bool] | None:
    """Return the condition for a number as written: canonical, or an account's spelling; None where it is unknown."""
    facts = number_rows.facts_of(number, number_rows.region_of(jurisdiction))
    if facts is None:
        return col(ContactRow.number_id).is_(None)
    found = number_rows.find(uow, {facts.number, storable(number).strip()})
    return col(ContactRow.number_id).in_(sorted(found.values())) if found else None


@lru_cache(maxsize=1)
def _page_query() -> Select[Any]:
    """Return the statement of a page, built once: building it costs more than running it."""
    on_number = aliased(PhoneNumberRow)
    behaviours = (
        sql_select(func.aggregate_strings(col(ContactBehaviourRow.behaviour), ","))
        .where(col(ContactBehaviourRow.contact_id) == ContactRow.id)
        .scalar_subquery()
    )
    # Findings name the record of an event that leads.
    findings = (
        sql_select(func.count(func.distinct(col(FindingRow.id))))
        .select_from(FindingContactRow)
        .join(FindingRow, col(FindingRow.id) == FindingContactRow.finding_id)
        .where(
            col(FindingContactRow.contact_id).in_((ContactRow.id, ContactRow.same_event_id)),
            col(FindingRow.status) != FindingStatus.REJECTED,
        )
        .scalar_subquery()
    )
    lead, other = aliased(ContactRow), aliased(ContactRow)
    others = (
        sql_select(func.group_concat(col(other.id)))
        .where(
            col(other.same_event_id) == func.coalesce(ContactRow.same_event_id, ContactRow.id),
            col(other.id) != ContactRow.id,
            col(other.deleted_at).is_(None),
        )
        .scalar_subquery()
    )
    return (
        sql_select(
            *ContactRow.__table__.columns,  # type: ignore[attr-defined]
            col(CaseRow.number).label("case_number"),
            col(PhoneNumberRow.number).label("number"),
            col(on_number.number).label("on_number"),
            col(OrganisationRow.name).label("agency"),
            behaviours.label("behaviours"),
            findings.label("findings"),
            others.label("others"),
            col(lead.id).label("lead"),
        )
        .select_from(ContactRow)
        .join(CaseRow, col(CaseRow.id) == ContactRow.case_id)
        .outerjoin(PhoneNumberRow, col(PhoneNumberRow.id) == ContactRow.number_id)
        .outerjoin(on_number, col(on_number.id) == ContactRow.on_number_id)
        .outerjoin(OrganisationRow, col(OrganisationRow.id) == ContactRow.agency_id)
        .outerjoin(lead, (col(lead.id) == ContactRow.same_event_id) & col(lead.deleted_at).is_(None))
        .where(col(ContactRow.id).in_(bindparam("page_ids", expanding=True)))
    )


def _view(row: Row[Any]) -> ContactView:
    others = sorted(int(text) for text in (row.others or "").split(",") if text)
    return ContactView(
        id=row.id,
        case_id=row.case_id,
        case_number=row.case_number,
        moment=Moment(row.at_utc, row.at_zone, row.at_written, row.at_precision, row.at_end_utc),
        medium=row.medium,
        direction=row.direction,
        number=row.number,
        number_raw=row.number_raw,
        name=row.name,
        on_number=row.on_number or row.on_number_raw,
        text=row.text,
        summary=row.summary,
        duration_s=row.duration_s,
        answered=row.answered,
        claims_to_be=row.claims_to_be,
        reached=row.reached,
        reached_name=row.reached_name,
        behaviours=tuple(Behaviour(code) for code in sorted((row.behaviours or "").split(",")) if code),
        nature=row.nature,
        debt_id=row.debt_id,
        agency=row.agency or "",
        harm=row.harm,
        source_evidence_id=row.source_evidence_id,
        source_place=row.source_place,
        findings=row.findings,
        same_event=tuple(others if row.lead is None else (row.lead, *others)),
        outcome=row.outcome,
        conversation=row.conversation,
        zone_known=row.zone_known,
        sent_utc=row.sent_utc,
    )
