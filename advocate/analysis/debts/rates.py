"""Annual rates of dated cash flows: the effective one by IRR, and the simple one on what is still owed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import exp, expm1, fsum, log1p

import pyxirr

from advocate.analysis.debts.ledger import Answer, Flow, FlowKind
from advocate.domain.facts import Reason

#: Days of a year in all rates here: actual days over 365, as XIRR counts.
YEAR = 365
#: A rate beyond a trillion times the loan a year is no information; less than minus 99.9999 % neither.
HIGHEST = 1e12
LOWEST = -0.999999
_HALVINGS = 200
_TINY = 1e-13

Terms = tuple[tuple[float, float], ...]


def annual(flows: Sequence[Flow]) -> Answer:
    """Return the effective annual rate (a fraction) at which ``flows`` come to nothing together, or why there is none.

    The sum of amount / (1 + rate) ** (days / 365) is zero. Where the balance of the flows changes its sign once there
    is one solution and pyxirr finds it; where it changes more often all solutions are isolated, and several are named.
    """
    if not any(flow.amount > 0 for flow in flows):
        return Answer(None, Reason("debt_rate_nothing_received"))
    if not any(flow.amount < 0 for flow in flows):
        return Answer(None, Reason("debt_rate_nothing_paid"))
    days = _by_day(flows)
    if len({amount > 0 for _, amount in days}) < 2:
        return Answer(None, Reason("debt_rate_one_day"))
    terms = tuple((float(amount), (day - days[0][0]).days / YEAR) for day, amount in days)
    found = _distinct(expm1(u) for u in _roots(terms))
    if not found:
        # Far out the first flow alone decides the sign of the sum, at the other end the last one.
        outside = (_sign(terms, log1p(HIGHEST)) > 0) != (terms[0][0] > 0) or (
            (_sign(terms, log1p(LOWEST)) > 0) != (terms[-1][0] > 0)
        )
        return Answer(None, Reason("debt_rate_beyond" if outside else "debt_rate_no_solution"))
    if len(found) > 1:
        return Answer(None, Reason("debt_rate_several", (("count", len(found)),)), found)
    return Answer(_polished(days, terms, found[0]))


def simple(flows: Sequence[Flow]) -> float | None:
    """Return the simple annual rate (a fraction) at which the last payment settles the loan; None where there is none.

    Interest accrues on the principal that is still owed and bears no interest itself; a payment goes to interest first.
    A month is a twelfth of a year where the loan is paid by the month.
    """
    days = _by_day(flows)
    received = fsum(float(amount) for _, amount in days if amount > 0)
    paid = -fsum(float(amount) for _, amount in days if amount < 0)
    if received <= 0 or paid < received or len(days) < 2:
        return None
    monthly = by_months(flows)
    before = (days[0][0], *(day for day, _ in days))
    steps = [
        (float(years(since, day, monthly)), float(amount)) for since, (day, amount) in zip(before, days, strict=False)
    ]
    low, high = 0.0, 1.0
    while _left(steps, high) < 0:
        high *= 4
        if high > HIGHEST:
            return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _left(steps, middle) < 0 else (low, middle)
    return high


def by_months(flows: Sequence[Flow]) -> bool:
    """Tell whether a loan is paid by the month: every flow but a demand on the same day of the month as the first.

    Where a month has no such day, its last one. Without it, 23.9 % a year by twelfths would pass 24 % in February.
    """
    ordered = sorted((flow for flow in flows if flow.kind is not FlowKind.DEMANDED), key=lambda flow: flow.on)
    if not ordered:
        return False
    wanted = ordered[0].on.day
    return all(flow.on.day == min(wanted, monthrange(flow.on.year, flow.on.month)[1]) for flow in ordered)


def years(since: date, until: date, monthly: bool) -> Fraction:
    """Return the time between two days in years: days over 365, or whole months over 12 first."""
    if not monthly:
        return Fraction((until - since).days, YEAR)
    months = (until.year - since.year) * 12 + until.month - since.month
    full = until.day >= since.day or until.day == monthrange(until.year, until.month)[1]
    months -= 0 if full else 1
    year, month = divmod(since.month - 1 + months, 12)
    year, month = since.year + year, month + 1
    reached = date(year, month, min(since.day, monthrange(year, month)[1]))
    return Fraction(months, 12) + Fraction(max((until - reached).days, 0), YEAR)


def _distinct(rates: Iterable[float]) -> tuple[float, ...]:
    """Return ``rates`` in order, a double root once."""
    found: list[float] = []
    for rate in sorted(rates):
        if not found or rate - found[-1] > 1e-6 * max(1.0, abs(rate)):
            found.append(rate)
    return tuple(found)


def _by_day(flows: Sequence[Flow]) -> list[tuple[date, Decimal]]:
    sums: dict[date, Decimal] = {}
    for flow in flows:
        sums[flow.on] = sums.get(flow.on, Decimal(0)) + flow.amount
    return [(day, amount) for day, amount in sorted(sums.items()) if amount]


def _polished(days: Sequence[tuple[date, Decimal]], terms: Terms, near: float) -> float:
    """Return what pyxirr makes of the flows where that is the isolated root, else the root as it was isolated."""
    value = pyxirr.xirr([day for day, _ in days], [float(amount) for _, amount in days], guess=near, silent=True)
    if value is None or not value > -1:
        return near
    return float(value) if abs(value - near) <= 1e-9 * max(1.0, abs(near)) else near


def _roots(terms: Terms) -> list[float]:
    """Return every u at which the sum of a * exp(-u * t) is zero or touches it, in order.

    After Laguerre: with the exponents shifted to a change of sign, the derivative has one change of sign less, and
    between two of its zeros there is at most one zero of the sum.
    """
    changes = [
        place for place, (before, after) in enumerate(pairwise(terms), start=1) if (before[0] > 0) != (after[0] > 0)
    ]
    if not changes:
        return []
    pivot = (terms[changes[0] - 1][1] + terms[changes[0]][1]) / 2
    derived = tuple((amount * (pivot - time), time) for amount, time in terms if amount * (pivot - time))
    ends = [log1p(LOWEST), *_roots(derived), log1p(HIGHEST)]
    found: list[float] = []
    for low, high in pairwise(ends):
        if low < high and (root := _between(terms, low, high)) is not None:
            found.append(root)
    for place in ends[1:-1]:
        # A zero that touches without crossing lies where the derivative's does.
        if abs(_value(terms, place)) <= _TINY and all(abs(place - root) > 1e-7 for root in found):
            found.append(place)
    return sorted(found)


def _between(terms: Terms, low: float, high: float) -> float | None:
    at_low, at_high = _sign(terms, low), _sign(terms, high)
    if at_low == 0 or at_high == 0:
        return low if at_low == 0 else high
    if at_low == at_high:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        sign = _sign(terms, middle)
        if sign == 0:
            return middle
        low, high = (middle, high) if sign == at_low else (low, middle)
    return (low + high) / 2


def _value(terms: Terms, u: float) -> float:
    """Return the sum relative to its largest part, so that nothing overflows."""
    highest = max(-u * time for _, time in terms)
    parts = [amount * exp(-u * time - highest) for amount, time in terms]
    return fsum(parts) / max(fsum(abs(part) for part in parts), 1e-300)


def _sign(terms: Terms, u: float) -> int:
    value = _value(terms, u)
    return 0 if value == 0 else (1 if value > 0 else -1)


def _left(steps: Sequence[tuple[float, float]], rate: float) -> float:
    """Return what is still owed at a simple ``rate``, negative what was overpaid, in the ledger's currency.

    ``steps`` are flows with the years since the one before.
    """
    principal = interest = over = 0.0
    for passed, amount in steps:
        interest += principal * rate * passed
        if amount > 0:
            principal += amount
            used = min(over, principal)
            principal, over = principal - used, over - used
            continue
        rest = -amount
        to_interest = min(rest, interest)
        to_principal = min(rest - to_interest, principal)
        interest, principal = interest - to_interest, principal - to_principal
        over += rest - to_interest - to_principal
    return principal + interest - over
