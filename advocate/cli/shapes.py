"""The JSON of everything that commands answer: the field names of the command line's documentation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from advocate.domain.ids import short_id
from advocate.domain.moments import zone_info
from advocate.domain.views import (
    CaseSummary,
    CaseView,
    ContactView,
    DebtView,
    EvidenceView,
    FileReport,
    FindingView,
    NumberView,
    VerifyReport,
)


def stamp(moment: datetime | None, zone: str) -> str | None:
    """Return ISO 8601 with the offset of ``zone``, to the second."""
    return None if moment is None else moment.astimezone(zone_info(zone)).isoformat(timespec="seconds")


def day(value: date | None) -> str | None:
    """Return ``YYYY-MM-DD``."""
    return None if value is None else value.isoformat()


def case_row(case: CaseSummary, zone: str = "Asia/Shanghai") -> dict[str, Any]:
    """Return a row of ``case list``."""
    return {
        "id": case.number,
        "client": case.client,
        "status": case.status.value,
        "contacts": case.contacts,
        "evidence": case.evidence,
        "next_deadline": day(case.next_deadline),
        "findings_open": case.findings_open,
        "findings_confirmed": case.findings_confirmed,
        "complaints": case.complaints,
        "last_contact": stamp(case.last_contact_utc, zone),
        "created_at": stamp(case.created_utc, zone),
    }


def case(view: CaseView) -> dict[str, Any]:
    """Return ``case show``."""
    return case_row(view.summary, view.zone) | {
        "jurisdiction": view.jurisdiction,
        "zone": view.zone,
        "fields": view.fields,
        "debts": [debt(item) for item in view.debts],
    }


def debt(view: DebtView) -> dict[str, Any]:
    """Return a row of ``debt show``; the annual cost is null and the caps are empty until they are computed."""
    return {
        "id": short_id("debt", view.id),
        "annual_rate": None,
        "caps": [],
        "creditor": view.creditor,
        "lender_type": view.creditor_type.value,
        "principal": view.principal,
        "received": view.received or None,
        "demanded": view.demanded or None,
        "date": day(view.contract_date),
        "contract_number": view.contract_number,
        "currency": view.currency,
        "repaid": [{"date": day(when), "amount": amount} for when, amount in view.repayments],
    }


def contact(view: ContactView) -> dict[str, Any]:
    """Return a row of ``contact list``; ``source`` is the evidence it was read from, or ``hand``."""
    return {
        "id": short_id("contact", view.id),
        "case": view.case_number,
        "at": view.moment.iso(),
        "medium": view.medium.value,
        "direction": view.direction.value,
        "number": view.number,
        "number_raw": view.number_raw,
        "text": view.text,
        "duration_s": view.duration_s,
        "answered": view.answered,
        "behaviours": [behaviour.value for behaviour in view.behaviours],
        "source": short_id("evidence", view.source_evidence_id) if view.source_evidence_id else "hand",
        "source_place": view.source_place or None,
        "at_written": view.moment.written,
        "zone": view.moment.zone,
        "precision": view.moment.precision.value,
        "name": view.name,
        "on": view.on_number or None,
        "claims_to_be": view.claims_to_be,
        "reached": view.reached.value,
        "nature": view.nature.value,
        "debt": short_id("debt", view.debt_id) if view.debt_id else None,
        "agency": view.agency,
        "findings": view.findings,
        "same_event": [short_id("contact", item) for item in view.same_event],
    }


def evidence(view: EvidenceView, zone: str) -> dict[str, Any]:
    """Return a row of ``evidence list``."""
    return {
        "id": short_id("evidence", view.id),
        "name": view.name,
        "sha256": view.sha256,
        "bytes": view.size_bytes,
        "type": view.media_type,
        "captured_at": stamp(view.captured_utc, zone),
        "added_at": stamp(view.added_utc, zone),
        "contacts": [short_id("contact", item) for item in view.contact_ids],
        "note": view.note,
    }


def finding(view: FindingView, zone: str = "Asia/Shanghai") -> dict[str, Any]:
    """Return a row of ``findings``; ``review`` is null where nothing is unclear."""
    return {
        "id": short_id("finding", view.id),
        "rule": view.rule,
        "title": view.title,
        "clause": view.clause,
        "status": view.status.value,
        "force": view.force.value,
        "review": view.review or None,
        "contacts": [short_id("contact", item) for item in view.contacts],
        "why": view.why,
        "quote": view.quote,
        "confidence": view.confidence,
        "hits": [
            {"contact": short_id("contact", hit.contact_id), "category": hit.category, "phrase": hit.phrase}
            for hit in view.hits
        ],
        "first": stamp(view.first_utc, zone),
        "last": stamp(view.last_utc, zone),
        "decided_by": view.decided_by or None,
        "decided_reason": view.decided_reason or None,
        "stale": view.stale,
    }


def number(view: NumberView, zone: str = "Asia/Shanghai") -> dict[str, Any]:
    """Return a row of ``numbers list``."""
    return {
        "id": short_id("number", view.id),
        "number": view.number,
        "region": view.region or None,
        "carrier": view.carrier or None,
        "kind": view.kind.value,
        "cases": view.cases,
        "contacts": view.contacts,
        "first": stamp(view.first_utc, zone),
        "last": stamp(view.last_utc, zone),
        "batch": view.batch or None,
    }


def verify(report: VerifyReport) -> dict[str, Any]:
    """Return ``vault verify``."""
    return {
        "ok": report.ok,
        "problems": [{"kind": p.kind, "id": p.id, "detail": p.detail} for p in report.problems],
        "checked": report.checked,
    }


def file_report(report: FileReport, reason: Any, zone: str) -> dict[str, Any]:
    """Return what became of one file; ``reason(code, **params)`` gives the sentence for a rejected entry."""
    return {
        "file": report.file,
        "format": report.format or None,
        "sha256": report.sha256 or None,
        "contacts": report.added,
        "duplicates": report.duplicates,
        "other": report.other,
        "problems": [
            {"where": r.place, "reason": reason(r.reason, **dict(r.params)), "code": r.reason}
            for r in report.rejected
            if not r.other
        ],
        "first": stamp(report.first_utc, zone),
        "last": stamp(report.last_utc, zone),
        "warnings": [reason(w.code, **dict(w.params)) for w in report.warnings],
    }
