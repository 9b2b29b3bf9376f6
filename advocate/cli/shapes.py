"""The JSON of everything that commands answer: the field names of the command line's documentation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from advocate.analysis.debts.ledger import Assessment, Row
from advocate.domain.batches import BatchView
from advocate.domain.coverage import SourceCoverage
from advocate.domain.deadlines import DeadlineView
from advocate.domain.ids import short_id
from advocate.domain.moments import zone_info
from advocate.domain.notices import NoticeView
from advocate.domain.reconciliation import BilledCall, Reconciliation
from advocate.domain.screenshots import ProposalView, ScreenshotView
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
    """Return what was entered of a loan; the annual cost and the caps are filled in by `assessed`."""
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
        "planned": [{"date": day(when), "amount": amount} for when, amount in view.planned],
        "fees": [
            {"kind": entry.fee.value, "amount": entry.amount, "deducted": entry.deducted, "date": day(entry.on)}
            for entry in view.entries
            if entry.fee is not None
        ],
        "platform": view.platform or None,
        "sold_to": view.sold_to or None,
        "sold_on": day(view.sold_on),
        "sale_notified": view.sale_notified,
        "demanded_on": day(view.demanded_on),
        "contract_rate": view.contract_rate or None,
    }


def assessed(view: DebtView, found: Assessment, lang: str, label: Any) -> dict[str, Any]:
    """Return a row of ``debt show``: rates are fractions a year, ``excess_amount`` is in the debt's currency.

    ``label(code, **params)`` gives a sentence. Where a figure is null, ``review`` or ``why`` says in words why.
    """

    def words(reasons: Any) -> list[str]:
        return [label(reason.code, **dict(reason.params)) for reason in reasons]

    def clauses(texts: Any) -> list[dict[str, Any]]:
        return [
            {"clause": text.en if lang == "en" else text.zh, "quote": text.quote or None, "confidence": text.mark.value}
            for text in texts
        ]

    def fraction(percent: Any) -> float | None:
        return None if percent is None else float(percent / 100)

    return debt(view) | {
        "annual_rate": found.annual.value,
        "apr": found.apr,
        "basis": found.basis,
        "why": words([found.annual.why])[0] if found.annual.why else None,
        "solutions": list(found.annual.roots),
        "caps": [
            {
                "rule": cap.rule,
                "rate": fraction(cap.percent),
                "exceeded": cap.exceeded,
                "excess_amount": None if cap.excess is None else float(cap.excess),
                "excess_demanded": None if cap.excess_demanded is None else float(cap.excess_demanded),
                "title": cap.title_en if lang == "en" else cap.title_zh,
                "clauses": clauses(cap.clauses),
                "confidence": cap.confidence.value,
                "review": words(cap.review),
                "working": words(cap.working),
                "periods": [
                    {"since": day(s.since), "until": day(s.until), "rate": fraction(s.percent)} for s in cap.segments
                ],
                "account": [_account_row(row) for row in cap.rows],
            }
            for cap in found.caps
        ],
        "not_measured": [{"rule": one.rule or None, "why": words([one.why])[0]} for one in found.outside],
        "tricks": [
            {"rule": one.rule or None, "what": words([one.what])[0], "clauses": clauses(one.clauses)}
            for one in found.tricks
        ],
        "working": words(found.working),
        "notes": words(found.notes),
    }


def _account_row(row: Row) -> dict[str, Any]:
    return {
        "date": day(row.on),
        "kind": row.kind.value,
        "amount": str(row.paid),
        "days": row.days,
        "rate": float(row.percent / 100),
        "interest": str(row.interest),
        "to_interest": str(row.to_interest),
        "to_principal": str(row.to_principal),
        "principal_left": str(row.principal_left),
        "over": str(row.over),
    }


def deadline(view: DeadlineView) -> dict[str, Any]:
    """Return a row of ``deadlines``."""
    return {
        "due": day(view.due),
        "what": view.what,
        "clause": view.clause,
        "case": view.case,
        "complaint": view.complaint or None,
        "overdue": view.overdue,
        "warn": view.warn,
        "rule": view.rule or None,
        "confidence": view.confidence.value if view.confidence else None,
        "start": day(view.start),
        "latest": day(view.latest),
        "counted": list(view.counted),
        "review": list(view.review),
        "finding_rules": list(view.finding_rules),
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
        "outcome": view.outcome.value if view.outcome else None,
        "conversation": view.conversation,
        "zone_known": view.zone_known,
        "sent_at": stamp(view.sent_utc, view.moment.zone),
    }


def notice(view: NoticeView) -> dict[str, Any]:
    """Return a row of ``notice list``; ``creditor`` null is every lender."""
    return {
        "id": short_id("notice", view.id),
        "kind": view.kind.value,
        "at": view.moment.iso(),
        "at_written": view.moment.written,
        "sender": view.sender,
        "recipient": view.recipient,
        "creditor": view.creditor or None,
        "debt": short_id("debt", view.debt_id) if view.debt_id else None,
        "delivered": view.delivered.value if view.delivered else None,
        "medium": view.medium.value if view.medium else None,
        "number": view.number or None,
        "person": view.person or None,
        "hours": [view.hours_from, view.hours_until] if view.hours_from else None,
        "until": day(view.until),
        "text": view.text,
        "evidence": short_id("evidence", view.evidence_id) if view.evidence_id else None,
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


def screenshot(view: ScreenshotView, sentence: Any) -> dict[str, Any]:
    """Return what ``evidence read`` answers for one picture; ``sentence(code, **params)`` words what is asked.

    Boxes are left, top, right, bottom in pixels; ``uncertain`` are places of characters in ``value``, from 0.
    """
    return {
        "id": short_id("evidence", view.evidence_id),
        "name": view.name,
        "kind": view.kind.value,
        "medium": view.medium.value,
        "title": view.title.value,
        "size": [view.width, view.height],
        "captured_at": stamp(view.captured_utc, view.zone),
        "captured_from": view.captured_from or None,
        "needs_captured": view.needs_captured,
        "looks_like": short_id("evidence", view.looks_like) if view.looks_like else None,
        "rows": [_proposal(item, view.zone, sentence) for item in view.proposals],
        "text": view.text,
        "problem": None,
    }


def unread(evidence_id: int, code: str, message: str) -> dict[str, Any]:
    """Return what ``evidence read`` answers for a picture that could not be read."""
    return {
        "id": short_id("evidence", evidence_id),
        "name": "",
        "kind": "unknown",
        "title": "",
        "rows": [],
        "problem": {"code": code, "message": message},
    }


def _proposal(view: ProposalView, zone: str, sentence: Any) -> dict[str, Any]:
    def value(name: str) -> str:
        return view.fields[name].value if name in view.fields else ""

    question = None
    if view.question:
        question = {"code": view.question, "message": sentence(view.question, text=value("time"))}
    return {
        "id": view.id,
        "status": view.status.value,
        "medium": view.medium.value,
        "direction": view.direction.value,
        "answered": view.answered,
        "number": value("number"),
        "at": stamp(view.at_utc, zone),
        "time_written": value("time"),
        "text": value("text"),
        "duration_s": view.duration_s,
        "certain": view.certain,
        "question": question,
        "box": list(view.box),
        "fields": {
            name: {
                "value": field.value,
                "boxes": [list(box) for box in field.boxes],
                "confidence": round(field.sure, 4),
                "uncertain": list(field.uncertain),
                "edited": field.edited,
            }
            for name, field in view.fields.items()
        },
        "contact": short_id("contact", view.contact_id) if view.contact_id else None,
        "same_as": view.same_as,
    }


def finding_in_full(view: FindingView, history: list[tuple[Any, ...]], zone: str = "Asia/Shanghai") -> dict[str, Any]:
    """Return a finding with its elements and its decisions, as ``finding show`` prints it."""
    return finding(view, zone) | {
        "elements": [
            {
                "id": element.id,
                "title": element.title,
                "have": element.have,
                "how": None if element.have else element.how,
                "until": list(element.until),
                "last_day": day(element.last_day),
                "over": element.over,
            }
            for element in view.elements
        ],
        "history": [
            {"at": stamp(at, zone), "by": by or None, "from": old.value, "to": new.value, "why": why or None}
            for at, by, old, new, why in history
        ],
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
            {
                "contact": short_id("contact", hit.contact_id),
                "category": hit.category,
                "phrase": hit.phrase,
                "own": hit.own,
            }
            for hit in view.hits
        ],
        "first": stamp(view.first_utc, zone),
        "last": stamp(view.last_utc, zone),
        "grade": view.grade or None,
        "counts": dict(view.counts),
        "pack": view.pack or None,
        "pack_version": view.pack_version or None,
        "reviewed": view.reviewed,
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


def batch(view: BatchView, lang: str) -> dict[str, Any]:
    """Return a row of ``numbers batches``."""
    from advocate.services import batches

    return {
        "id": short_id("batch", view.id),
        "score": view.score,
        "status": view.status.value,
        "numbers": list(view.numbers),
        "cases": list(view.cases),
        "contacts": view.contacts,
        "reasons": [
            {
                "kind": reason.kind,
                "detail": batches.sentence(reason, lang),
                "points": reason.points,
                "numbers": list(reason.numbers),
            }
            for reason in view.reasons
        ],
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
        "evidence": report.evidence,
        "people": report.people,
        "left_out": report.set_aside,
        "problems": [
            {"where": r.place, "reason": reason(r.reason, **dict(r.params)), "code": r.reason}
            for r in report.rejected
            if not r.other
        ],
        "first": stamp(report.first_utc, zone),
        "last": stamp(report.last_utc, zone),
        "warnings": [reason(w.code, **dict(w.params)) for w in report.warnings],
    }


def reconciliation(found: Reconciliation) -> dict[str, Any]:
    """Return the comparison of a case's calls with its bills."""
    return {
        "bills": [{"file": b.file, "first": b.first.isoformat(), "last": b.last.isoformat()} for b in found.bills],
        "both": [
            {
                "phone": billed_call(match.phone),
                "bill": billed_call(match.bill),
                "matched_by": match.by.value,
                "apart_s": match.apart_s,
            }
            for match in found.both
        ],
        "only_phone": [billed_call(call) for call in found.only_phone],
        "only_bill": [billed_call(call) for call in found.only_bill],
        "days": [
            {
                "number": row.number,
                "day": row.day,
                "both": row.both,
                "only_phone": row.only_phone,
                "only_bill": row.only_bill,
            }
            for row in found.days
        ],
        "outside": found.outside,
    }


def billed_call(call: BilledCall) -> dict[str, Any]:
    """Return one call of a comparison."""
    return {
        "id": short_id("contact", call.contact_id),
        "day": call.day,
        "time": f"{call.minute // 60:02}:{call.minute % 60:02}",
        "direction": call.direction.value,
        "number": call.number,
        "duration_s": call.duration_s,
        "source": call.source,
    }


def coverage(item: SourceCoverage) -> dict[str, Any]:
    """Return which days a source covers."""
    return {
        "file": item.name,
        "format": item.format,
        "first": item.first.isoformat(),
        "last": item.last.isoformat(),
        "declared": item.declared,
        "days": item.days,
        "empty_days": item.empty_days,
        "gaps": [{"first": gap.first.isoformat(), "last": gap.last.isoformat()} for gap in item.gaps],
    }
