"""A case's calls against its bills: in both, only on the phone, only on the bill (formats.md 18: ±120 s, one number).

A bill may leave out incoming calls, which cost nothing: that a call is not on it proves nothing against the phone.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from advocate import messages
from advocate.domain.errors import UserError
from advocate.domain.ids import short_id
from advocate.domain.moments import from_epoch_ms
from advocate.domain.reconciliation import Bill, BilledCall, MatchedBy, MatchedCall, NumberDay, Reconciliation
from advocate.domain.vocabulary import Direction, SourceKind
from advocate.importers.fingerprints import fingerprint_address
from advocate.reports import narrative
from advocate.services import coverage
from advocate.storage.uow import UnitOfWork

#: Clocks of carrier and phone, start of ringing and start of talking, lie this far apart at most.
NEAR_MS = 120_000
#: By time alone only calls of the same length are one.
_LENGTH_S = 5

# Records that a person or the program linked into one event count as one call of the phone; what leads speaks for it.
_CALLS = """
SELECT c.id, c.at_utc, c.local_date, c.local_minute, c.direction, coalesce(n.number, c.number_raw), c.number_raw,
       c.number_id, c.duration_s, coalesce(i.file_name, ''), i.kind, coalesce(c.same_event_id, c.id), i.kind = 'bill'
FROM contacts AS c LEFT JOIN imports AS i ON i.id = c.import_id LEFT JOIN phone_numbers AS n ON n.id = c.number_id
WHERE c.case_id = ? AND c.medium = 'call' AND c.deleted_at IS NULL AND c.left_out_utc IS NULL
ORDER BY c.at_utc, c.id
"""
# The whole volume is joined by index; Python decides among near ones only.
_PAIRS = """
SELECT b.id, p.id, p.at_utc - b.at_utc, b.duration_s, p.duration_s, coalesce(b.same_event_id, b.id),
       coalesce(p.same_event_id, p.id)
FROM contacts AS b JOIN imports AS bi ON bi.id = b.import_id AND bi.kind = 'bill'
JOIN contacts AS p ON p.number_id = b.number_id AND p.case_id = b.case_id
  AND p.at_utc BETWEEN b.at_utc - 120000 AND b.at_utc + 120000 AND p.direction = b.direction
LEFT JOIN imports AS pi ON pi.id = p.import_id
WHERE b.case_id = ? AND b.medium = 'call' AND p.medium = 'call' AND b.deleted_at IS NULL AND p.deleted_at IS NULL
  AND b.left_out_utc IS NULL AND p.left_out_utc IS NULL AND coalesce(pi.kind, '') <> 'bill'
"""


def of_case(uow: UnitOfWork, case_id: int, numbers: Collection[int] | None = None) -> Reconciliation:
    """Return the comparison for a case, or for some of its numbers (row ids) only.

    Raises `UserError` ``no_bill`` where no bill was imported, and ``no_bill_period`` where none covers a day.
    """
    bills = tuple(
        Bill(item.import_id, item.name, item.first, item.last)
        for item in coverage.of_case(uow, case_id)
        if item.kind is SourceKind.BILL
    )
    if not bills:
        raise UserError("no_bill")
    billed, phoned = _sides(uow, case_id)
    pairs = _by_number(uow, case_id, billed, phoned)
    taken = {phone for phone, _ in pairs.values()}
    pairs |= _by_rest(
        [call for call in billed.values() if call.contact_id not in pairs],
        [call for call in phoned.values() if call.contact_id not in taken],
    )
    return _result(bills, billed, phoned, pairs, numbers)


def _sides(uow: UnitOfWork, case_id: int) -> tuple[dict[int, BilledCall], dict[int, BilledCall]]:
    """Return the calls of the bill and those of the phone by contact; one event of the phone counts once."""
    billed: dict[int, BilledCall] = {}
    events: dict[int, tuple[bool, BilledCall]] = {}
    for row in uow.connection.exec_driver_sql(_CALLS, (case_id,)):
        call, event, is_phone = _call(row), row[11], row[10] == SourceKind.PHONE
        if row[12]:
            billed[call.contact_id] = call
        elif event not in events or (is_phone and not events[event][0]):
            # The telephone's own log speaks before a diary or a recording of the same call.
            events[event] = (is_phone, call)
    return billed, {call.contact_id: call for _, call in events.values()}


def _call(row: Sequence[Any]) -> BilledCall:
    masked = isinstance(row[6], str) and "*" in row[6]
    return BilledCall(
        contact_id=row[0],
        at_utc=from_epoch_ms(row[1]),
        day=row[2],
        minute=row[3],
        direction=Direction(row[4]),
        number=row[6] if masked else row[5],
        number_id=row[7],
        duration_s=row[8],
        source=row[9],
    )


def _by_number(
    uow: UnitOfWork, case_id: int, billed: dict[int, BilledCall], phoned: dict[int, BilledCall]
) -> dict[int, tuple[int, MatchedBy]]:
    """Return for each call of the bill the one of the phone: linked ones first, then the nearest, each once."""
    ranked = []
    for bill, phone, apart, bill_s, phone_s, bill_event, phone_event in uow.connection.exec_driver_sql(
        _PAIRS, (case_id,)
    ):
        number = billed[bill].number if bill in billed else None
        if phone not in phoned or bill not in billed or number is None or "*" in number:
            continue
        ranked.append((bill_event != phone_event, abs(apart), _difference(bill_s, phone_s), bill, phone))
    return _nearest(((rank, bill, phone, MatchedBy.NUMBER) for *rank, bill, phone in ranked))


def _by_rest(billed: Sequence[BilledCall], phoned: Sequence[BilledCall]) -> dict[int, tuple[int, MatchedBy]]:
    """Match what is left: other spellings of a number, masked ones by their digits, hidden ones by time and length."""
    ranked = []
    start = 0
    phones = sorted(phoned, key=lambda call: call.at_utc)
    stamps = [_ms(call.at_utc) for call in phones]
    for bill in sorted(billed, key=lambda call: call.at_utc):
        at_ms = _ms(bill.at_utc)
        while start < len(phones) and stamps[start] < at_ms - NEAR_MS:
            start += 1
        index = start
        while index < len(phones) and stamps[index] <= at_ms + NEAR_MS:
            phone = phones[index]
            by = _same(bill, phone)
            if by is not None:
                rank = [
                    list(MatchedBy).index(by),
                    abs(stamps[index] - at_ms),
                    _difference(bill.duration_s, phone.duration_s),
                ]
                ranked.append((rank, bill.contact_id, phone.contact_id, by))
            index += 1
    return _nearest(ranked)


def _same(bill: BilledCall, phone: BilledCall) -> MatchedBy | None:
    """Return by what two near calls are the same one; None where they are two."""
    if bill.direction is not phone.direction:
        return None
    if bill.number is not None and phone.number is not None:
        shown = sum(char.isdigit() for char in bill.number)
        if shown >= 4 or "*" not in bill.number:
            if not numbers_agree(bill.number, phone.number):
                return None
            return MatchedBy.MASK if "*" in bill.number else MatchedBy.NUMBER
    if bill.duration_s is None or phone.duration_s is None:
        return None
    return MatchedBy.TIME if abs(bill.duration_s - phone.duration_s) <= _LENGTH_S else None


def numbers_agree(masked: str, whole: str) -> bool:
    """Tell whether a number can be the one that a bill shows with some of its digits as ``*``."""
    shown, other = fingerprint_address(masked), fingerprint_address(whole)
    if "*" not in shown:
        return shown == other
    if shown.startswith(("+86", "0086")) and len(shown) > 11:
        shown = shown[-11:]
    return len(shown) == len(other) and all(a in ("*", b) for a, b in zip(shown, other, strict=True))


def _difference(left: int | None, right: int | None) -> int:
    return 3_600 if left is None or right is None else abs(left - right)


def _nearest(ranked: Iterable[tuple[Sequence[int], int, int, MatchedBy]]) -> dict[int, tuple[int, MatchedBy]]:
    """Return pairs, the best first, each call once; equal ranks are settled by the ids, so the answer is always one."""
    pairs: dict[int, tuple[int, MatchedBy]] = {}
    taken: set[int] = set()
    for _, bill, phone, by in sorted(ranked, key=lambda item: (list(item[0]), item[1], item[2])):
        if bill not in pairs and phone not in taken:
            pairs[bill] = (phone, by)
            taken.add(phone)
    return pairs


def _result(
    bills: tuple[Bill, ...],
    billed: dict[int, BilledCall],
    phoned: dict[int, BilledCall],
    pairs: dict[int, tuple[int, MatchedBy]],
    numbers: Collection[int] | None,
) -> Reconciliation:
    def wanted(*calls: BilledCall) -> bool:
        return numbers is None or any(call.number_id in numbers for call in calls)

    both = [
        MatchedCall(
            phoned[phone], billed[bill], by, round((_ms(billed[bill].at_utc) - _ms(phoned[phone].at_utc)) / 1000)
        )
        for bill, (phone, by) in pairs.items()
        if wanted(phoned[phone], billed[bill])
    ]
    taken = {phone for phone, _ in pairs.values()}
    spans = [(bill.first.isoformat(), bill.last.isoformat()) for bill in bills]
    left = [call for call in phoned.values() if call.contact_id not in taken and wanted(call)]
    inside = [call for call in left if any(first <= call.day <= last for first, last in spans)]
    only_bill = [call for call in billed.values() if call.contact_id not in pairs and wanted(call)]
    both.sort(key=lambda match: (match.phone.at_utc, match.phone.contact_id))
    return Reconciliation(
        bills=bills,
        both=tuple(both),
        only_phone=tuple(inside),
        only_bill=tuple(only_bill),
        days=_days(both, inside, only_bill),
        outside=len(left) - len(inside),
    )


def _days(
    both: Sequence[MatchedCall], only_phone: Sequence[BilledCall], only_bill: Sequence[BilledCall]
) -> tuple[NumberDay, ...]:
    counts: Counter[tuple[str, str, str]] = Counter()
    counts.update((match.phone.number or "", match.phone.day, "both") for match in both)
    counts.update((call.number or "", call.day, "phone") for call in only_phone)
    counts.update((call.number or "", call.day, "bill") for call in only_bill)
    keys = sorted({(number, day) for number, day, _ in counts}, key=lambda key: (key[1], key[0]))
    return tuple(
        NumberDay(n or None, day, counts[n, day, "both"], counts[n, day, "phone"], counts[n, day, "bill"])
        for n, day in keys
    )


def statement(found: Reconciliation, lang: str = "zh") -> str:
    """Return what has to stand beside the lists: what a bill may leave out, and how masked numbers were matched."""
    parts = [messages.text("reconciliation_statement", lang, incoming=found.incoming_only_phone)]
    if found.masked:
        parts.append(messages.text("reconciliation_masked", lang, count=found.masked))
    if found.outside:
        parts.append(messages.text("reconciliation_outside", lang, count=found.outside))
    return ("" if lang == "zh" else " ").join(parts)


def to_csv(found: Reconciliation, lang: str = "zh") -> bytes:
    """Return the three lists as one CSV that Excel opens (UTF-8 with its mark); cells never begin a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    heads = (
        "where",
        "day",
        "clock",
        "direction",
        "number",
        "length",
        "bill_clock",
        "apart",
        "matched",
        "record",
        "source",
    )
    writer.writerow([messages.text(f"reconciliation.{head}", lang) for head in heads])
    lines: list[tuple[datetime, list[str]]] = []
    for match in found.both:
        rest = [_clock(match.bill), str(match.apart_s), messages.text(f"matched_by.{match.by}", lang)]
        lines.append((match.phone.at_utc, _line("both", match.phone, rest, lang)))
    for where, calls in (("only_phone", found.only_phone), ("only_bill", found.only_bill)):
        lines += [(call.at_utc, _line(where, call, ["", "", ""], lang)) for call in calls]
    writer.writerows(cells for _, cells in sorted(lines, key=lambda item: item[0]))
    return out.getvalue().encode("utf-8-sig")


def _line(where: str, call: BilledCall, rest: list[str], lang: str) -> list[str]:
    cells = [
        messages.text(f"reconciliation.{where}", lang),
        call.day,
        _clock(call),
        messages.label("direction", call.direction, lang),
        narrative.printed_number(call.number) if call.number else messages.text("reconciliation.withheld", lang),
        "" if call.duration_s is None else str(call.duration_s),
        *rest,
        short_id("contact", call.contact_id),
        call.source,
    ]
    return [
        f"'{cell}" if cell and cell[0] in "=+-@\t\r" and not cell.lstrip("+-").isdigit() else cell for cell in cells
    ]


def _clock(call: BilledCall) -> str:
    return f"{call.minute // 60:02}:{call.minute % 60:02}"


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
