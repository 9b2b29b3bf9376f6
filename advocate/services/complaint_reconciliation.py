"""What a packet takes from the comparison with the bill, and from the coverage of its sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import col, select

from advocate import messages
from advocate.domain.errors import UserError
from advocate.domain.ids import short_id
from advocate.domain.reconciliation import BilledCall, MatchedCall, Reconciliation
from advocate.domain.views import ContactView
from advocate.reports import narrative
from advocate.reports.model import ComparedRow
from advocate.services import coverage, reconciliation
from advocate.storage.tables import ContactRow
from advocate.storage.uow import UnitOfWork

_BATCH = 5_000


def covered(uow: UnitOfWork, case_id: int, evidence_ids: Iterable[int]) -> dict[int, str]:
    """Return for each piece of evidence that was imported what its source covers, as the list of exhibits says it."""
    return {
        evidence: coverage.short(item) for evidence, item in coverage.by_evidence(uow, case_id, evidence_ids).items()
    }


def wanted(
    uow: UnitOfWork, case_id: int, contacts: Mapping[int, ContactView], fields: Mapping[str, str]
) -> Reconciliation | None:
    """Return the comparison for the numbers of a complaint; None where it was not asked for or there is no bill.

    Calls with family and friends, which a bill lists too, are nobody's business: other numbers stay out.
    """
    if not fields.get("compare_bill"):
        return None
    numbers: set[int] = set()
    ids = sorted(contacts)
    for start in range(0, len(ids), _BATCH):
        query = select(ContactRow.number_id).where(col(ContactRow.id).in_(ids[start : start + _BATCH]))
        numbers.update(number for number in uow.session.exec(query) if number is not None)
    try:
        return reconciliation.of_case(uow, case_id, numbers)
    except UserError as error:
        if error.code == "no_bill":
            return None
        raise


def rows(found: Reconciliation) -> tuple[ComparedRow, ...]:
    """Return the three lists as the rows of the annex, in the order of time."""
    made: list[tuple[datetime, int, ComparedRow]] = [
        (match.phone.at_utc, match.phone.contact_id, _matched(match)) for match in found.both
    ]
    for result, calls in (("only_phone", found.only_phone), ("only_bill", found.only_bill)):
        made += [(call.at_utc, call.contact_id, _single(result, call)) for call in calls]
    return tuple(row for _, _, row in sorted(made, key=lambda item: item[:2]))


def _matched(match: MatchedCall) -> ComparedRow:
    row = _single("both", match.phone)
    return ComparedRow(
        row.result,
        row.day,
        row.phone_clock,
        _clock(match.bill),
        str(match.apart_s),
        row.direction,
        row.number,
        row.duration,
        messages.text(f"matched_by.{match.by}"),
        f"{row.record}、{short_id('contact', match.bill.contact_id)}",
        "、".join(filter(None, (row.source, match.bill.source))),
    )


def _single(result: str, call: BilledCall) -> ComparedRow:
    on_bill = result == "only_bill"
    return ComparedRow(
        messages.text(f"reconciliation.{result}"),
        call.day,
        "" if on_bill else _clock(call),
        _clock(call) if on_bill else "",
        "",
        messages.label("direction", call.direction),
        narrative.printed_number(call.number) if call.number else messages.text("reconciliation.withheld"),
        "" if call.duration_s is None else str(call.duration_s),
        "",
        short_id("contact", call.contact_id),
        call.source,
    )


def _clock(call: BilledCall) -> str:
    return f"{call.minute // 60:02}:{call.minute % 60:02}"
