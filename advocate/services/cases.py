"""Cases: open one, set what documents need, list them, find one by its number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, cast, func, literal_column
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from advocate.domain.drafts import CaseDraft, require
from advocate.domain.errors import UserError
from advocate.domain.ids import canonical_number, case_number
from advocate.domain.moments import zone_info
from advocate.domain.views import CaseField, CaseSummary, CaseView
from advocate.domain.vocabulary import CaseStatus, FindingStatus
from advocate.services import case_fields, debts
from advocate.services.values import one_line
from advocate.storage.tables import (
    CaseRow,
    ClientRow,
    ComplaintRow,
    ContactRow,
    DeadlineRow,
    EvidenceRow,
    FindingRow,
)
from advocate.storage.uow import UnitOfWork

#: Beyond SQLite's INTEGER nothing can be an id.
_MAX_ID = 2**63 - 1


def add(uow: UnitOfWork, draft: CaseDraft) -> int:
    """Open a case for a new client and return its id.

    Raises `InvalidDraft`; `UserError` ``unknown_zone``.
    """
    require(draft.problems())
    given = draft.client
    zone = zone_info(given.zone)
    now = uow.now()
    client = ClientRow(
        name=one_line(given.name),
        phone=one_line(given.phone),
        address=one_line(given.address),
        id_number=one_line(given.id_number),
        gender=one_line(given.gender),
        zone=given.zone,
        created_utc=now,
    )
    uow.session.add(client)
    uow.session.flush()
    row = CaseRow(
        number=_next_number(uow, now.astimezone(zone).year),
        title=one_line(draft.title),
        jurisdiction=draft.jurisdiction,
        zone=given.zone,
        zone_known=given.zone_known,
        client_id=client.id or 0,
        owner_id=uow.user_id,
        created_utc=now,
        updated_utc=now,
    )
    uow.session.add(row)
    uow.session.flush()
    case_id = row.id or 0
    uow.audit("added", "case", case_id, case_id, number=row.number)
    uow.changed("case", case_id, case_id=case_id)
    return case_id


def _next_number(uow: UnitOfWork, year: int) -> str:
    """Return the next free number of ``year``; numbers in the trash stay taken."""
    prefix = case_number(year, 0)[:-4]
    sequence = cast(func.substr(CaseRow.number, len(prefix) + 1), Integer)
    taken = uow.session.exec(select(func.max(sequence)).where(col(CaseRow.number).startswith(prefix))).one()
    return case_number(year, int(taken or 0) + 1)


def fields() -> list[CaseField]:
    """Return the fields that documents need, in the order of a complaint."""
    return list(case_fields.FIELDS)


def set_fields(uow: UnitOfWork, case_id: int, values: Mapping[str, str]) -> None:
    """Set document fields of a case; an empty value clears one. All are checked before any is stored.

    Raises `UserError`: ``unknown_id``, ``unknown_field``, ``field_too_long``, ``field_required``, ``bad_date``,
    ``bad_amount``.
    """
    row = _row(uow, case_id)
    checked = case_fields.checked(values)
    changed = case_fields.save(uow, case_id, _client(uow, row), checked)
    if changed:
        _touched(uow, row, "edited", fields=sorted(changed))


def set_status(uow: UnitOfWork, case_id: int, status: CaseStatus) -> None:
    """Move a case to ``status``; raises `UserError` ``unknown_id``."""
    row = _row(uow, case_id)
    if row.status is status:
        return
    row.status = status
    row.closed_utc = uow.now() if status is CaseStatus.CLOSED else None
    _touched(uow, row, "edited", fields=["status"], status=status.value)


def remove(uow: UnitOfWork, case_id: int) -> None:
    """Put a case with everything in it in the trash; raises `UserError` ``unknown_id``."""
    row = _row(uow, case_id)
    row.deleted_at = uow.now()
    _touched(uow, row, "removed")


def restore(uow: UnitOfWork, case_id: int) -> None:
    """Take a case out of the trash; raises `UserError` ``unknown_id``."""
    row = uow.session.get(CaseRow, case_id)
    if row is None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
    if row.deleted_at is not None:
        row.deleted_at = None
        _touched(uow, row, "restored")


def resolve(uow: UnitOfWork, text: str) -> int:
    """Return the id of the case that ``text`` names: ``C-2026-0007``, ``c-2026-7`` or a row id.

    Raises `UserError` ``unknown_id``.
    """
    text = text.strip()
    query = select(CaseRow.id).where(col(CaseRow.deleted_at).is_(None))
    if text.isdecimal() and text.isascii():
        query = query.where(CaseRow.id == min(int(text[:20]), _MAX_ID))
    else:
        query = query.where(CaseRow.number == canonical_number(text))
    found = uow.session.exec(query).first()
    if found is None:
        raise UserError("unknown_id", id=text[:60], kind="case")
    return found


def listing(uow: UnitOfWork) -> list[CaseSummary]:
    """Return all cases in the order of their opening, with their counts, by one statement."""
    query = _summaries().where(col(CaseRow.deleted_at).is_(None)).order_by(col(CaseRow.created_utc), col(CaseRow.id))
    return [_summary(row) for row in uow.connection.execute(query)]


def get(uow: UnitOfWork, case_id: int) -> CaseView:
    """Return one case whole; raises `UserError` ``unknown_id``."""
    row = _row(uow, case_id)
    summary = _summary(uow.connection.execute(_summaries().where(col(CaseRow.id) == case_id)).one())
    loans = tuple(debts.listing(uow, case_id))
    return CaseView(
        summary=summary,
        jurisdiction=row.jurisdiction,
        zone=row.zone,
        fields=case_fields.load(uow, case_id, _client(uow, row), loans),
        debts=loans,
    )


def _summaries() -> Select[Any]:
    """Count in SQL: contacts over their index less the trash, the rest over what each case has."""
    trashed = col(ContactRow.deleted_at).is_not(None)
    last = (
        select(ContactRow.at_utc)
        .where(col(ContactRow.case_id) == CaseRow.id, col(ContactRow.deleted_at).is_(None))
        .order_by(col(ContactRow.at_utc).desc())
        .limit(1)
        .scalar_subquery()
    )
    next_deadline = (
        select(func.min(DeadlineRow.due))
        .where(col(DeadlineRow.case_id) == CaseRow.id, col(DeadlineRow.done_utc).is_(None))
        .scalar_subquery()
    )
    columns: list[Any] = [
        CaseRow.id,
        CaseRow.number,
        ClientRow.name,
        CaseRow.status,
        CaseRow.created_utc,
        (_count(ContactRow) - _count(ContactRow, trashed)).label("contacts"),
        _waiting().label("waiting"),
        _count(EvidenceRow, col(EvidenceRow.deleted_at).is_(None)).label("evidence"),
        _count(FindingRow, col(FindingRow.status) == FindingStatus.SUGGESTED).label("findings_open"),
        _count(FindingRow, col(FindingRow.status) == FindingStatus.CONFIRMED).label("findings_confirmed"),
        _count(ComplaintRow, col(ComplaintRow.deleted_at).is_(None)).label("complaints"),
        last.label("last_contact_utc"),
        next_deadline.label("next_deadline"),
    ]
    query: Select[Any] = sql_select(*columns).select_from(CaseRow)
    return query.join(ClientRow, col(ClientRow.id) == CaseRow.client_id)


def _count(table: Any, *where: ColumnElement[bool]) -> Any:
    """Return how many rows of ``table`` belong to the case of the outer statement."""
    return sql_select(func.count()).select_from(table).where(table.case_id == CaseRow.id, *where).scalar_subquery()


def _waiting() -> Any:
    """Return how much waits in the inbox of the outer statement's case, over the index that holds nothing else."""
    return (
        sql_select(func.count())
        .select_from(ContactRow)
        .where(
            col(ContactRow.case_id) == CaseRow.id,
            col(ContactRow.nature) == literal_column("'unsorted'"),
            col(ContactRow.import_id).is_not(None),
            col(ContactRow.deleted_at).is_(None),
        )
        .scalar_subquery()
    )


def _summary(row: Row[Any]) -> CaseSummary:
    last: datetime | None = row.last_contact_utc
    due: date | None = row.next_deadline
    return CaseSummary(
        id=row.id,
        number=row.number,
        client=row.name,
        status=row.status,
        contacts=row.contacts,
        evidence=row.evidence,
        findings_open=row.findings_open,
        findings_confirmed=row.findings_confirmed,
        complaints=row.complaints,
        last_contact_utc=last,
        next_deadline=due,
        created_utc=row.created_utc,
        waiting=row.waiting,
    )


def _row(uow: UnitOfWork, case_id: int) -> CaseRow:
    row = uow.session.get(CaseRow, case_id)
    if row is None or row.deleted_at is not None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
    return row


def _client(uow: UnitOfWork, row: CaseRow) -> ClientRow:
    client = uow.session.get(ClientRow, row.client_id)
    if client is None:
        raise UserError("unknown_id", id=row.number, kind="case")
    return client


def _touched(uow: UnitOfWork, row: CaseRow, action: str, **detail: Any) -> None:
    row.updated_utc = uow.now()
    uow.session.flush()
    uow.audit(action, "case", row.id, row.id, **detail)
    uow.changed("case", row.id or 0, case_id=row.id)
