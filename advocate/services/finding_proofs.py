"""What of a finding can be shown: its elements beside the contacts, the evidence and the debts behind it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlmodel import col

from advocate.analysis.rules.acts import Clock, day_of
from advocate.analysis.rules.elements import State, states
from advocate.domain.moments import epoch_ms
from advocate.domain.views import ElementView, FindingView
from advocate.domain.vocabulary import CreditorType, Medium, Reached, TimePrecision
from advocate.services import rule_packs as packs
from advocate.storage.tables import (
    ContactBehaviourRow,
    ContactRow,
    DebtRow,
    EvidenceContactRow,
    EvidenceRow,
    OrganisationRow,
)
from advocate.storage.uow import UnitOfWork

#: A finding about thousands of contacts is judged by its first ones; a person reads no more.
_MOST = 500
_EXACT = (TimePrecision.EXACT, TimePrecision.MINUTE)


def elements(uow: UnitOfWork, finding: FindingView, lang: str = "zh") -> tuple[ElementView, ...]:
    """Return the elements of a finding's rule: have or missing, how to get them, by when they disappear."""
    pack = packs.book_of(uow, finding.pack, finding.pack_version)
    rule = pack.rules.get(finding.rule)
    if rule is None:
        return ()
    zone = pack.pack.manifest.zone
    first: date | None = None
    if finding.first_utc is not None and zone != "reached":
        first = day_of(Clock(zone).local(epoch_ms(finding.first_utc))[0])
    elif finding.first_utc is not None:
        first = finding.first_utc.date()
    return tuple(_view(state, lang) for state in states(pack, rule, _shown(uow, finding), first, uow.now().date()))


def _view(state: State, lang: str) -> ElementView:
    last = [until.last for until in state.until if until.last is not None]
    words = []
    for until in state.until:
        text = until.entry.what.get(lang)
        day = f"（至{until.last}）" if lang == "zh" else f" (until {until.last})"
        basis = f"［{until.entry.basis.get(lang)}］" if lang == "zh" else f" [{until.entry.basis.get(lang)}]"
        words.append(text + (day if until.last else "") + basis)
    element = state.element
    return ElementView(
        id=element.id,
        title=element.title.get(lang),
        have=state.have,
        how=element.how.get(lang),
        until=tuple(words),
        last_day=min(last, default=None),
        over=any(until.over for until in state.until),
    )


def _shown(uow: UnitOfWork, finding: FindingView) -> set[str]:
    """Return what the contacts of a finding, what is linked to them and the case's debts show of themselves."""
    ids = finding.contacts[:_MOST]
    shown = _of_contacts(uow, ids) | _of_evidence(uow, ids) | _of_debts(uow, finding.case_id)
    coded = select(col(ContactBehaviourRow.contact_id)).where(col(ContactBehaviourRow.contact_id).in_(ids)).limit(1)
    if uow.connection.scalar(coded) is not None:
        shown.add("coded")
    return shown


def _of_contacts(uow: UnitOfWork, ids: tuple[int, ...]) -> set[str]:
    """Return what every one of the contacts shows; words and claims are kept where any one of them has them."""
    found = uow.connection.execute(
        select(
            col(ContactRow.at_precision),
            col(ContactRow.import_id),
            col(ContactRow.source_evidence_id),
            col(ContactRow.text),
            col(ContactRow.claims_to_be),
            col(ContactRow.number_id),
            col(ContactRow.on_number_id),
            col(ContactRow.answered),
            col(ContactRow.duration_s),
            col(ContactRow.reached),
            col(ContactRow.medium),
        ).where(col(ContactRow.id).in_(ids))
    ).all()
    if not found:
        return set()
    every = {
        "exact_time": all(row.at_precision in _EXACT for row in found),
        "call_record": all(row.import_id or row.source_evidence_id for row in found),
        "caller_number": all(row.number_id for row in found),
        "called_number": all(row.on_number_id for row in found),
        "answered_known": all(
            row.answered is not None or row.duration_s is not None or row.medium is not Medium.CALL for row in found
        ),
        "reached_known": all(row.reached is not Reached.UNKNOWN for row in found),
        "words_kept": any(row.text.strip() for row in found),
        "claim_kept": any(row.claims_to_be.strip() for row in found),
    }
    return {name for name, there in every.items() if there}


def _of_evidence(uow: UnitOfWork, ids: tuple[int, ...]) -> set[str]:
    kinds = {
        str(kind).partition("/")[0]
        for kind in uow.connection.scalars(
            select(col(EvidenceRow.media_type))
            .join(EvidenceContactRow, col(EvidenceContactRow.evidence_id) == col(EvidenceRow.id))
            .where(col(EvidenceContactRow.contact_id).in_(ids))
        )
    }
    shown = {"any_evidence"} if kinds else set()
    if kinds & {"audio", "video"}:
        shown.add("recording")
    if kinds & {"image", "video"}:
        shown.add("picture")
    if kinds & {"application", "text"}:
        shown.add("document")
    return shown


def _of_debts(uow: UnitOfWork, case_id: int) -> set[str]:
    debts = uow.connection.execute(
        select(col(OrganisationRow.creditor_type), col(DebtRow.contract_date), col(DebtRow.contract_number))
        .join(OrganisationRow, col(OrganisationRow.id) == col(DebtRow.creditor_id))
        .where(col(DebtRow.case_id) == case_id, col(DebtRow.deleted_at).is_(None))
    ).all()
    shown = set()
    if debts and all(kind is not CreditorType.UNKNOWN for kind, _, _ in debts):
        shown.add("lender_known")
    if any(day is not None for _, day, _ in debts):
        shown.add("contract")
    return shown
