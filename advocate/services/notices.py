"""What was made known between the two sides: refusals, consents, letters, warnings; rules go by them from then on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import col, select

from advocate.analysis.numbers.facts import normalise
from advocate.analysis.rules.model import minutes
from advocate.domain.drafts import require
from advocate.domain.errors import FieldProblem, InvalidDraft, UserError
from advocate.domain.facts import CreditorFact, NoticeFact
from advocate.domain.ids import short_id
from advocate.domain.moments import Moment, epoch_ms, zone_info
from advocate.domain.notices import NoticeDraft, NoticeView
from advocate.domain.vocabulary import NoticeKind
from advocate.services.values import clock, one_line, storable
from advocate.storage.tables import CaseRow, DebtRow, EvidenceRow, NoticeRow, OrganisationRow
from advocate.storage.uow import UnitOfWork


def add(uow: UnitOfWork, draft: NoticeDraft) -> int:
    """Save a new notice and return its id.

    Raises `InvalidDraft`; `UserError`: ``unknown_id`` for case, lender, loan or evidence, ``unknown_zone``.
    """
    case = uow.session.get(CaseRow, draft.case_id)
    if case is None or case.deleted_at is not None:
        raise UserError("unknown_id", id=str(draft.case_id), kind="case")
    row = NoticeRow(case_id=draft.case_id, created_by=uow.user_id, created_utc=uow.now(), **_values(uow, draft))
    uow.session.add(row)
    return _touched(uow, row, "added")


def edit(uow: UnitOfWork, notice_id: int, draft: NoticeDraft) -> None:
    """Save a notice anew; the case stays. Raises like `add`."""
    row = _row(uow, notice_id)
    if draft.case_id != row.case_id:
        raise UserError("unknown_id", id=short_id("notice", notice_id), kind="notice")
    for name, value in _values(uow, draft).items():
        setattr(row, name, value)
    row.updated_utc = uow.now()
    _touched(uow, row, "edited")


def remove(uow: UnitOfWork, notice_id: int) -> int:
    """Put a notice in the trash and return its case; raises `UserError` ``unknown_id``."""
    row = _row(uow, notice_id)
    row.deleted_at = uow.now()
    _touched(uow, row, "removed")
    return row.case_id


def restore(uow: UnitOfWork, notice_id: int) -> int:
    """Take a notice out of the trash and return its case; raises `UserError` ``unknown_id``."""
    row = uow.session.get(NoticeRow, notice_id)
    if row is None:
        raise UserError("unknown_id", id=short_id("notice", notice_id), kind="notice")
    row.deleted_at = None
    _touched(uow, row, "restored")
    return row.case_id


def listing(uow: UnitOfWork, case_id: int) -> list[NoticeView]:
    """Return the notices of a case in order of time."""
    rows = uow.session.exec(
        select(NoticeRow, OrganisationRow.name, EvidenceRow.name)
        .outerjoin(OrganisationRow, col(OrganisationRow.id) == NoticeRow.creditor_id)
        .outerjoin(EvidenceRow, col(EvidenceRow.id) == NoticeRow.evidence_id)
        .where(NoticeRow.case_id == case_id, col(NoticeRow.deleted_at).is_(None))
        .order_by(col(NoticeRow.at_utc), col(NoticeRow.id))
    )
    return [_view(row, creditor or "", evidence or "") for row, creditor, evidence in rows]


def facts(uow: UnitOfWork, case_id: int, owners: Mapping[int, int]) -> tuple[NoticeFact, ...]:
    """Return a case's notices as rules go by them; ``owners`` names the lender of each loan."""
    rows = uow.connection.execute(
        select(NoticeRow.__table__)  # type: ignore[attr-defined]
        .where(col(NoticeRow.case_id) == case_id, col(NoticeRow.deleted_at).is_(None))
        .order_by(col(NoticeRow.id))
    )
    return tuple(
        NoticeFact(
            kind=row.kind,
            at_ms=epoch_ms(row.at_utc),
            zone=row.at_zone,
            creditor_id=owners.get(row.debt_id, row.creditor_id),
            medium=row.medium,
            number=(normalise(row.number) or row.number) if row.number else None,
            person=row.person,
            window=(minutes(row.hours_from), minutes(row.hours_until)) if row.hours_from else None,
            until=row.until,
            made_by=row.delivered,
        )
        for row in rows
    )


def with_agreed_hours(creditor: CreditorFact, notices: tuple[NoticeFact, ...]) -> CreditorFact:
    """Return a lender with the hours that were last agreed with it; the loan's own hours hold where none were."""
    agreed = [
        notice
        for notice in notices
        if notice.kind is NoticeKind.AGREED_HOURS and notice.creditor_id in (None, creditor.id) and notice.window
    ]
    if not agreed:
        return creditor
    last = max(agreed, key=lambda notice: notice.at_ms)
    return replace(creditor, agreed_window=last.window, agreed_since_ms=last.at_ms, agreed_until=last.until)


def _values(uow: UnitOfWork, draft: NoticeDraft) -> dict[str, Any]:
    """Return the columns of a draft, checked."""
    found = draft.problems(uow.now())
    hours = {}
    for name in ("hours_from", "hours_until"):
        try:
            hours[name] = clock(getattr(draft, name)) if getattr(draft, name).strip() else ""
        except UserError:
            found.append(FieldProblem(name, "not_a_clock"))
    if found:
        raise InvalidDraft(found)
    require(found)
    zone_info(draft.moment.zone)
    return {
        "kind": draft.kind,
        "sender": one_line(draft.sender),
        "recipient": one_line(draft.recipient),
        "creditor_id": _lender(uow, draft),
        "debt_id": draft.debt_id,
        "at_utc": draft.moment.at_utc,
        "at_zone": draft.moment.zone,
        "at_written": storable(draft.moment.written),
        "at_precision": draft.moment.precision,
        "delivered": draft.delivered,
        "medium": draft.medium,
        "number": one_line(draft.number),
        "person": one_line(draft.person),
        "until": draft.until,
        "text": storable(draft.text),
        "evidence_id": _proof(uow, draft),
        **hours,
    }


def _lender(uow: UnitOfWork, draft: NoticeDraft) -> int | None:
    """Return the lender that a notice is meant for: that of its loan, or the one named."""
    if draft.debt_id is not None:
        debt = uow.session.get(DebtRow, draft.debt_id)
        if debt is None or debt.case_id != draft.case_id or debt.deleted_at is not None:
            raise UserError("unknown_id", id=short_id("debt", draft.debt_id), kind="debt")
        return debt.creditor_id
    if draft.creditor_id is not None and uow.session.get(OrganisationRow, draft.creditor_id) is None:
        raise UserError("unknown_id", id=short_id("organisation", draft.creditor_id), kind="organisation")
    return draft.creditor_id


def _proof(uow: UnitOfWork, draft: NoticeDraft) -> int | None:
    if draft.evidence_id is None:
        return None
    evidence = uow.session.get(EvidenceRow, draft.evidence_id)
    if evidence is None or evidence.case_id != draft.case_id or evidence.deleted_at is not None:
        raise UserError("unknown_id", id=short_id("evidence", draft.evidence_id), kind="evidence")
    return draft.evidence_id


def _row(uow: UnitOfWork, notice_id: int) -> NoticeRow:
    row = uow.session.get(NoticeRow, notice_id)
    if row is None or row.deleted_at is not None:
        raise UserError("unknown_id", id=short_id("notice", notice_id), kind="notice")
    return row


def _touched(uow: UnitOfWork, row: NoticeRow, action: str) -> int:
    uow.session.flush()
    notice_id = row.id or 0
    uow.audit(action, "notice", notice_id, row.case_id, notice=str(row.kind))
    uow.changed("notice", notice_id, case_id=row.case_id)
    uow.changed("case", row.case_id, case_id=row.case_id)
    return notice_id


def _view(row: NoticeRow, creditor: str, evidence: str) -> NoticeView:
    return NoticeView(
        id=row.id or 0,
        case_id=row.case_id,
        kind=row.kind,
        moment=Moment(row.at_utc, row.at_zone, row.at_written, row.at_precision),
        sender=row.sender,
        recipient=row.recipient,
        creditor_id=row.creditor_id,
        creditor=creditor,
        debt_id=row.debt_id,
        delivered=row.delivered,
        medium=row.medium,
        number=row.number,
        person=row.person,
        hours_from=row.hours_from,
        hours_until=row.hours_until,
        until=row.until,
        text=row.text,
        evidence_id=row.evidence_id,
        evidence=evidence,
    )
