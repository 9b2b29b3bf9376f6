"""One loan assessed: its cash flows, its annual cost, the caps, the tricks, and how each figure came about."""

from __future__ import annotations

from decimal import Decimal

from advocate.analysis.debts import caps, rates
from advocate.analysis.debts.law import CapFile, TrickSpec
from advocate.analysis.debts.law import caps as caps_of
from advocate.analysis.debts.ledger import (
    Answer,
    Assessment,
    CapAnswer,
    ClauseText,
    Flow,
    FlowKind,
    Ledger,
    Outside,
    Trick,
)
from advocate.domain.facts import Reason
from advocate.domain.vocabulary import FeeKind

#: Lines of a sum shown one by one; a longer one is cut in words, never in the figures.
MAX_LINES = 400


def assess(ledger: Ledger) -> Assessment:
    """Return what the loan of ``ledger`` costs and which caps it passes.

    The flows are what was received and paid, and the plan of instalments where there is one; where less was paid back
    than received and a sum is demanded, they end with that sum, as if it were paid. What is demanded beside a loan that
    was paid back is measured against the caps, but is no part of the rate.
    """
    received, notes = _received(ledger)
    real = _real(ledger, received)
    flows, basis = _with_demand(ledger, real)
    annual = _annual(flows, basis)
    apr = rates.simple(flows)
    file = caps_of(ledger.jurisdiction)
    measured_flows = flows
    if basis == "paid" and ledger.demanded:
        measured_flows = (*real, _demand(ledger))
    answers = caps.measure(ledger, measured_flows, apr, file) if file and ledger.creditor_type else []
    beside = caps.outside(ledger, file, answers) if file else [_no_caps(ledger)]
    return Assessment(
        annual=annual,
        apr=apr,
        basis=basis,
        flows=flows,
        received=received,
        paid=-sum((flow.amount for flow in real if flow.kind in (FlowKind.REPAID, FlowKind.FEE)), Decimal(0)),
        working=_working(ledger, flows, annual, apr),
        caps=tuple(answers),
        outside=tuple(beside),
        tricks=tuple(_tricks(ledger, received, file, answers)),
        notes=(*notes, *_notes(ledger, basis)),
    )


def _received(ledger: Ledger) -> tuple[Decimal | None, list[Reason]]:
    """Return what really came in: as entered, else the contract's amount less what was taken out of it."""
    if ledger.received is not None:
        return ledger.received, []
    deducted = sum((fee.amount for fee in ledger.fees if fee.deducted), Decimal(0))
    if not ledger.principal:
        return None, [Reason("debt_note_received_unknown")]
    return max(ledger.principal - deducted, Decimal(0)), [Reason("debt_note_received_from_contract")]


def _real(ledger: Ledger, received: Decimal | None) -> tuple[Flow, ...]:
    found = []
    if received and ledger.contract_date is not None:
        found.append(Flow(ledger.contract_date, received, FlowKind.RECEIVED))
    found.extend(Flow(day, -amount, FlowKind.REPAID) for day, amount in ledger.repayments if amount)
    found.extend(
        Flow(day, -fee.amount, FlowKind.FEE)
        for fee in ledger.fees
        if not fee.deducted and fee.amount and (day := fee.paid_on or ledger.contract_date) is not None
    )
    found.extend(Flow(day, -amount, FlowKind.PLANNED) for day, amount in ledger.planned if amount)
    return tuple(sorted(found, key=lambda flow: (flow.on, flow.amount < 0)))


def _with_demand(ledger: Ledger, real: tuple[Flow, ...]) -> tuple[tuple[Flow, ...], str]:
    if any(flow.kind is FlowKind.PLANNED for flow in real):
        return real, "planned"
    short = sum((flow.amount for flow in real), Decimal(0)) > 0
    if short and ledger.demanded:
        return (*real, _demand(ledger)), "demanded"
    return real, "paid"


def _demand(ledger: Ledger) -> Flow:
    day = ledger.demanded_on or ledger.as_of
    latest = max((day, *(paid for paid, _ in ledger.repayments)))
    return Flow(latest, -(ledger.demanded or Decimal(0)), FlowKind.DEMANDED)


def _annual(flows: tuple[Flow, ...], basis: str) -> Answer:
    answer = rates.annual(flows)
    if answer.value is not None and answer.value < 0 and basis != "planned":
        # Less came back than went out: the loan is open, and a negative rate would say nothing about its cost.
        return Answer(None, Reason("debt_rate_open"))
    return answer


def _working(ledger: Ledger, flows: tuple[Flow, ...], annual: Answer, apr: float | None) -> tuple[Reason, ...]:
    if not flows:
        return ()
    first = flows[0].on
    lines = [
        Reason(
            f"debt_flow_{flow.kind.value}",
            (
                ("day", flow.on.isoformat()),
                ("days", (flow.on - first).days),
                ("amount", f"{abs(flow.amount):,.2f}"),
                ("currency", ledger.currency),
            ),
        )
        for flow in flows[:MAX_LINES]
    ]
    if len(flows) > MAX_LINES:
        lines.append(Reason("debt_flow_more", (("count", len(flows) - MAX_LINES),)))
    if annual.value is not None:
        lines.append(Reason("debt_work_annual", (("rate", f"{annual.value * 100:,.4f}%"),)))
    elif annual.why is not None:
        lines.append(annual.why)
    if annual.roots:
        lines.append(Reason("debt_work_roots", (("rates", ", ".join(f"{root:,.4%}" for root in annual.roots)),)))
    if apr is not None:
        lines.append(Reason("debt_work_months" if rates.by_months(flows) else "debt_work_days"))
        lines.append(Reason("debt_work_apr", (("rate", f"{apr * 100:,.4f}%"),)))
    return tuple(lines)


def _tricks(ledger: Ledger, received: Decimal | None, file: CapFile | None, answers: list[CapAnswer]) -> list[Trick]:
    found = []
    specs = file.tricks if file else {}
    money = _Money(ledger.currency)
    missing = (ledger.principal or Decimal(0)) - (received or Decimal(0))
    deducted = [fee for fee in ledger.fees if fee.deducted and fee.amount]
    if received is not None and ledger.principal and missing > 0:
        what = money.reason("debt_trick_upfront", principal=ledger.principal, received=received, amount=missing)
        found.append(_trick(specs, "upfront", what, missing, ledger))
    unexplained = missing - sum((fee.amount for fee in deducted), Decimal(0))
    if deducted and unexplained:
        found.append(Trick("", money.reason("debt_trick_unexplained", amount=abs(unexplained)), abs(unexplained)))
    for fee in ledger.fees:
        if not fee.amount or (fee.kind is FeeKind.INTEREST and fee.deducted):
            continue
        code = f"debt_fee_{'deducted' if fee.deducted else 'paid'}_{fee.kind.value}"
        found.append(_trick(specs, "fee", money.reason(code, amount=fee.amount), fee.amount, ledger))
    if ledger.sold_to and ledger.sale_notified is not True:
        code = "debt_trick_sold_silent" if ledger.sale_notified is False else "debt_trick_sold_ask"
        found.append(_trick(specs, "sold", Reason(code, (("buyer", ledger.sold_to),)), None, ledger))
    over = max((a.excess_demanded for a in answers if a.excess_demanded and a.rule != "AMT-09"), default=Decimal(0))
    if over > 0:
        found.append(_trick(specs, "above_cap", money.reason("debt_trick_above_cap", amount=over), over, ledger))
    return found


class _Money:
    """Words amounts in one currency."""

    def __init__(self, currency: str) -> None:
        self._currency = currency

    def reason(self, code: str, **amounts: Decimal) -> Reason:
        named = tuple((name, f"{amount:,.2f}") for name, amount in amounts.items())
        return Reason(code, (*named, ("currency", self._currency)))


def _trick(specs: dict[str, TrickSpec], name: str, what: Reason, amount: Decimal | None, ledger: Ledger) -> Trick:
    spec = specs.get(name)
    if spec is None:
        return Trick("", what, amount)
    clauses: tuple[ClauseText, ...] = tuple(
        caps.clause_text(clause) for clause in spec.clauses if clause.binds(ledger.creditor_type, ledger.contract_date)
    )
    return Trick(spec.rule, what, amount, clauses)


def _notes(ledger: Ledger, basis: str) -> list[Reason]:
    found = []
    if ledger.contract_date is None:
        found.append(Reason("debt_note_no_date"))
    elif any(day < ledger.contract_date for day, _ in ledger.repayments):
        found.append(Reason("debt_note_paid_before", (("day", ledger.contract_date.isoformat()),)))
    if ledger.principal and ledger.received and ledger.received > ledger.principal:
        found.append(Reason("debt_note_received_more"))
    if basis == "planned":
        found.append(Reason("debt_note_planned"))
    if basis == "demanded" or ledger.demanded:
        day = ledger.demanded_on or ledger.as_of
        code = "debt_note_demanded_on" if ledger.demanded_on else "debt_note_demanded_today"
        if basis != "planned":
            found.append(Reason(code, (("day", day.isoformat()),)))
    return found


def _no_caps(ledger: Ledger) -> Outside:
    return Outside("", Reason("debt_outside_jurisdiction", (("jurisdiction", ledger.jurisdiction),)))
