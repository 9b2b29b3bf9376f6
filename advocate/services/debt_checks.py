"""What keeps a loan and the entries of its ledger from being saved."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from advocate.domain.drafts import MAX_LINE, DebtDraft, FeeDraft
from advocate.domain.errors import FieldProblem, UserError
from advocate.services.values import clock, is_amount

#: Repayments, instalments and fees of one loan: a daily instalment over some fifteen years.
MAX_ENTRIES = 5_000
_EARLIEST = date(1980, 1, 1)
_LONGEST = timedelta(days=36_525)
_CURRENCY = re.compile("[A-Z]{3}")
_MAX_RATE = Decimal(100_000)


def problems(draft: DebtDraft, today: date) -> list[FieldProblem]:
    """Return what keeps a loan from being saved on ``today``, the case's own day."""
    amounts = [("principal", draft.principal), ("received", draft.received), ("demanded", draft.demanded)]
    amounts.extend(("repayments", amount) for _, amount in (*draft.repayments, *draft.planned))
    amounts.append(("contract_rate", draft.contract_rate))
    amounts.extend(("fees", fee.amount) for fee in draft.fees)
    # First, because a comparison with not-a-number fails.
    found = [FieldProblem(name, "not_an_amount") for name, value in amounts if value is not None and value.is_nan()]
    if found:
        return found
    found = draft.problems()
    named = {problem.field for problem in found}
    for name, value in amounts:
        if value is not None and name not in named:
            found.extend(of_amount(name, value, zero=name not in ("repayments", "fees")))
    if draft.contract_rate is not None and draft.contract_rate > _MAX_RATE:
        found.append(FieldProblem("contract_rate", "debt_rate_absurd"))
    if not _CURRENCY.fullmatch(draft.currency.strip()):
        found.append(FieldProblem("currency", "bad_currency"))
    for name in ("agreed_from", "agreed_until"):
        try:
            agreed_clock(getattr(draft, name))
        except UserError:
            found.append(FieldProblem(name, "not_a_clock"))
    found.extend(
        FieldProblem(name, "too_long", (("max", MAX_LINE),))
        for name in ("platform", "sold_to", "contract_number")
        if len(getattr(draft, name)) > MAX_LINE
    )
    return found + _days_problems(draft, today)


def _days_problems(draft: DebtDraft, today: date) -> list[FieldProblem]:
    found = []
    for name in ("contract_date", "sold_on", "demanded_on"):
        day = getattr(draft, name)
        if day is not None:
            found.extend(of_day(name, day, None))
            # A day of grace: whoever types it may be ahead of the case's zone.
            if day > today + timedelta(days=1):
                found.append(FieldProblem(name, "debt_in_future", (("day", day.isoformat()),)))
    for day, _ in (*draft.repayments, *draft.planned):
        found.extend(of_day("repayments", day, draft.contract_date))
    for fee in draft.fees:
        found.extend(of_fee("fees", fee, today, draft.contract_date))
    if len(draft.repayments) + len(draft.planned) + len(draft.fees) > MAX_ENTRIES:
        found.append(FieldProblem("repayments", "debt_too_many", (("max", MAX_ENTRIES),)))
    return found[:10]


def of_amount(name: str, value: Decimal, *, zero: bool) -> list[FieldProblem]:
    """Return what is wrong with an amount; ``zero``: nothing at all is an amount too."""
    if not value.is_nan() and value < 0:
        return [FieldProblem(name, "negative")]
    if not is_amount(value):
        return [FieldProblem(name, "not_an_amount")]
    if value == 0 and not zero:
        return [FieldProblem(name, "debt_zero")]
    return []


def of_day(name: str, day: date, contract: date | None) -> list[FieldProblem]:
    """Return what is wrong with a day beside that of the contract."""
    latest = (contract or date(2100, 1, 1)) + _LONGEST
    if _EARLIEST <= day <= latest:
        return []
    return [FieldProblem(name, "debt_day_absurd", (("day", day.isoformat()),))]


def of_fee(name: str, fee: FeeDraft, today: date, contract: date | None) -> list[FieldProblem]:
    """Return what is wrong with a fee."""
    found = of_amount(name, fee.amount, zero=False)
    if fee.paid_on is not None:
        found.extend(of_day(name, fee.paid_on, contract))
        if fee.paid_on > today + timedelta(days=1):
            found.append(FieldProblem(name, "debt_in_future", (("day", fee.paid_on.isoformat()),)))
    return found


def agreed_clock(text: str) -> str:
    """Return an agreed time of day as ``HH:MM``, empty where none was agreed; raises `UserError` ``bad_clock``."""
    return clock(text) if text.strip() else ""
