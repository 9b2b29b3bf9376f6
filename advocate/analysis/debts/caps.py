"""A loan beside the caps that bind its lender: the account at the cap's rate, line by line, and the excess in money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from advocate.analysis.debts.law import Cap, CapFile, Clause, lpr
from advocate.analysis.debts.ledger import CapAnswer, ClauseText, Flow, FlowKind, Ledger, Outside, Row, Segment
from advocate.analysis.debts.rates import by_months, years
from advocate.domain.facts import Reason
from advocate.domain.vocabulary import CreditorType

CENT = Decimal("0.01")
#: So near to a cap, in percentage points, the way of counting days decides: a person has to look.
NEAR_POINTS = Decimal("0.2")


def measure(ledger: Ledger, flows: Sequence[Flow], apr: float | None, file: CapFile) -> list[CapAnswer]:
    """Return every cap that binds the lender of ``ledger`` on the day of its contract."""
    found = [answer for cap in file.caps if (answer := _measured(ledger, flows, apr, cap)) is not None]
    if ledger.contract_rate is not None and ledger.contract_rate > 0:
        found.append(_contract(ledger, flows, apr))
    return found


def outside(ledger: Ledger, file: CapFile, measured: Sequence[CapAnswer]) -> list[Outside]:
    """Return the rules that do not measure this lender, with the reason; never one that was measured."""
    rules = {answer.rule for answer in measured}
    found = [
        Outside(spec.rule, Reason(spec.why), clause_text(spec.clause) if spec.clause else None)
        for spec in file.outside
        if ledger.creditor_type in spec.lenders and spec.rule not in rules
    ]
    named = rules | {one.rule for one in found}
    # A rule that binds this lender, but not for a loan of that day.
    late = dict.fromkeys(cap.rule for cap in file.caps if ledger.creditor_type in cap.lenders and cap.rule not in named)
    day = Reason("debt_outside_date", (("day", _day(ledger.contract_date)),))
    return found + [Outside(rule, day) for rule in late]


def clause_text(clause: Clause) -> ClauseText:
    """Return a clause of the file as the answer shows it."""
    return ClauseText(clause.id, clause.zh, clause.en, clause.quote, clause.mark)


def account(flows: Sequence[Flow], segments: Sequence[Segment]) -> tuple[Row, ...]:
    """Return the account of ``flows`` with simple interest at the rates of ``segments``, time as in `rates.years`.

    Interest accrues on the principal still owed and bears none itself; a payment goes to interest, then to principal;
    what is beyond both is ``over``. A fee paid before the loan came in lowers what came in.
    """
    rows: list[Row] = []
    principal = interest = over = Decimal(0)
    ordered = sorted(flows, key=lambda flow: (flow.on, flow.amount < 0))
    before = ordered[0].on if ordered else date.min
    monthly = len(segments) == 1 and by_months(flows)
    for flow in ordered:
        grown = _interest(principal, before, flow.on, segments, monthly)
        interest += grown
        paid = -min(flow.amount, Decimal(0))
        used = Decimal(0)
        if flow.amount > 0:
            used = min(over, flow.amount)
            principal += flow.amount - used
            over -= used
        to_interest = min(paid, interest)
        to_principal = min(paid - to_interest, principal)
        interest -= to_interest
        principal -= to_principal
        over += paid - to_interest - to_principal
        rows.append(
            Row(
                flow.on,
                (flow.on - before).days,
                _percent_on(flow.on, segments),
                _cents(grown),
                _cents(flow.amount if flow.amount > 0 else paid),
                flow.kind,
                _cents(to_interest),
                _cents(to_principal),
                _cents(principal),
                _cents(over),
            )
        )
        before = flow.on
    return tuple(rows)


def _measured(ledger: Ledger, flows: Sequence[Flow], apr: float | None, cap: Cap) -> CapAnswer | None:
    lender, contract = ledger.creditor_type, ledger.contract_date
    if lender not in cap.lenders:
        return None
    if contract is not None and not (
        (cap.contract_from is None or contract >= cap.contract_from)
        and (cap.contract_until is None or contract <= cap.contract_until)
    ):
        return None
    if contract is None and (cap.contract_from or cap.contract_until):
        # Which of several caps it is depends on the day: one is named, without a figure.
        return _undated(cap, lender) if cap.contract_until is None else None
    clauses = [clause for clause in cap.clauses if clause.binds(lender, contract)]
    if not clauses:
        return None
    review = _questions(cap, lender, contract, clauses)
    working: list[Reason] = []
    segments = _segments(cap, ledger, working, review)
    if cap.paid_only_until is not None:
        flows = [flow for flow in flows if flow.on <= cap.paid_only_until and flow.kind is not FlowKind.DEMANDED]
        if not any(flow.amount < 0 for flow in flows):
            return None
    if not segments:
        return None
    return _answer(
        ledger,
        flows,
        apr,
        CapAnswer(
            cap.id,
            cap.rule,
            cap.title.zh,
            cap.title.en,
            segments[-1].percent,
            segments,
            None,
            None,
            None,
            tuple(clause_text(clause) for clause in clauses),
            tuple(review),
            (*working, *(Reason(code) for code in cap.notes)),
        ),
    )


def _undated(cap: Cap, lender: CreditorType) -> CapAnswer:
    clauses = tuple(clause_text(clause) for clause in cap.clauses if clause.binds(lender, None))
    return CapAnswer(
        cap.id, cap.rule, cap.title.zh, cap.title.en, None, (), None, None, None, clauses, (Reason("debt_ask_date"),)
    )


def _contract(ledger: Ledger, flows: Sequence[Flow], apr: float | None) -> CapAnswer:
    rate = ledger.contract_rate or Decimal(0)
    return _answer(
        ledger,
        flows,
        apr,
        CapAnswer(
            "contract",
            "CONTRACT",
            "合同约定的年利率",
            "The annual rate that the contract names",
            rate,
            (Segment(None, None, rate),),
            None,
            None,
            None,
            (),
            (),
            (Reason("debt_note_contract", (("rate", percent(rate)),)),),
        ),
    )


def _questions(cap: Cap, lender: CreditorType, contract: date | None, clauses: Sequence[Clause]) -> list[Reason]:
    codes = [cap.questions[key] for key in (lender.value, "*") if key in cap.questions]
    found = [Reason(code) for code in codes]
    if contract is None:
        found.append(Reason("debt_ask_date"))
    else:
        found.extend(
            Reason("debt_ask_month", (("month", f"{clause.contract_from:%Y-%m}"),))
            for clause in clauses
            if clause.month_only
            and clause.contract_from is not None
            and (contract.year, contract.month) == (clause.contract_from.year, clause.contract_from.month)
        )
    return found


def _segments(cap: Cap, ledger: Ledger, working: list[Reason], review: list[Reason]) -> tuple[Segment, ...]:
    found = []
    table = lpr()
    for spec in cap.segments:
        if spec.lpr_times is None:
            found.append(Segment(spec.since, spec.until, spec.percent or Decimal(0)))
            continue
        day = ledger.as_of if spec.at == "suit" else (ledger.contract_date or ledger.as_of)
        rate = table.on(day)
        if rate is None:
            review.append(Reason("debt_ask_lpr_before", (("day", _day(table.rates[0].since)),)))
            continue
        times = rate.percent * spec.lpr_times
        working.append(
            Reason(
                "debt_work_lpr_suit" if spec.at == "suit" else "debt_work_lpr",
                (
                    ("day", _day(day)),
                    ("since", _day(rate.since)),
                    ("lpr", percent(rate.percent)),
                    ("times", spec.lpr_times),
                    ("cap", percent(times)),
                ),
            )
        )
        if day > table.verified_until:
            review.append(Reason("debt_ask_lpr_newer", (("day", _day(table.verified_until)),)))
        if rate.mark.value == "M":
            review.append(Reason("debt_ask_lpr_memory", (("since", _day(rate.since)),)))
        found.append(Segment(spec.since, spec.until, times))
    return tuple(found)


def _answer(ledger: Ledger, flows: Sequence[Flow], apr: float | None, bare: CapAnswer) -> CapAnswer:
    """Fill in whether the loan passes the cap, by how much, and the account that shows it."""
    real = [flow for flow in flows if flow.kind is not FlowKind.DEMANDED]
    demanded = ledger.demanded if any(flow.kind is FlowKind.DEMANDED for flow in flows) else None
    rows = account(flows, bare.segments)
    review, working = list(bare.review), list(bare.working)
    paying = any(flow.amount < 0 for flow in flows)
    if not any(flow.amount > 0 for flow in flows) or not paying:
        review.append(Reason("debt_ask_flows"))
        return _with(bare, None, None, None, review, working, rows)
    over = rows[-1].over
    over_paid = account(real, bare.segments)[-1].over if real else Decimal(0)
    over_demanded = over - over_paid if demanded is not None else None
    if over_paid > 0:
        code = "debt_work_over_planned" if any(f.kind is FlowKind.PLANNED for f in real) else "debt_work_over_paid"
        working.append(Reason(code, (("amount", _money(over_paid)), *_currency(ledger))))
    if demanded is not None and over_demanded is not None:
        due = demanded - over_demanded
        working.append(
            Reason(
                "debt_work_demanded",
                (
                    ("day", _day(rows[-1].on)),
                    ("due", _money(due)),
                    ("demanded", _money(demanded)),
                    ("over", _money(over_demanded)),
                    *_currency(ledger),
                ),
            )
        )
    if len(bare.segments) == 1 and apr is not None:
        away = abs(Decimal(str(apr)) * 100 - bare.segments[0].percent)
        if away <= NEAR_POINTS:
            review.append(Reason("debt_ask_near", (("points", f"{away:.2f}"),)))
    return _with(bare, over >= CENT, over, over_demanded, review, working, rows)


def _with(
    bare: CapAnswer,
    exceeded: bool | None,
    excess: Decimal | None,
    demanded: Decimal | None,
    review: list[Reason],
    working: list[Reason],
    rows: tuple[Row, ...],
) -> CapAnswer:
    return CapAnswer(
        bare.id,
        bare.rule,
        bare.title_zh,
        bare.title_en,
        bare.percent,
        bare.segments,
        exceeded,
        excess,
        demanded,
        bare.clauses,
        tuple(review),
        tuple(working),
        rows,
    )


def _interest(principal: Decimal, since: date, until: date, segments: Sequence[Segment], monthly: bool) -> Decimal:
    """Return the interest of the days after ``since`` up to and with ``until``."""
    if monthly:
        return _share(principal, segments[0], years(since, until, monthly))
    total = Decimal(0)
    for segment in segments:
        first = max(since + timedelta(days=1), segment.since) if segment.since else since + timedelta(days=1)
        last = min(until, segment.until) if segment.until else until
        if last >= first:
            total += _share(principal, segment, years(first, last + timedelta(days=1), monthly))
    return total


def _share(principal: Decimal, segment: Segment, time: Fraction) -> Decimal:
    return principal * segment.percent / 100 * time.numerator / time.denominator


def _percent_on(day: date, segments: Sequence[Segment]) -> Decimal:
    for segment in segments:
        if segment.until is None or day <= segment.until:
            return segment.percent
    return segments[-1].percent


def percent(value: Decimal) -> str:
    """Return a rate in per cent with two decimals: ``12.40%``."""
    return f"{value.quantize(CENT, ROUND_HALF_UP)}%"


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def _money(value: Decimal) -> str:
    return f"{_cents(value):,.2f}"


def _currency(ledger: Ledger) -> tuple[tuple[str, str]]:
    return (("currency", ledger.currency),)


def _day(value: date | None) -> str:
    return "" if value is None else value.isoformat()
