"""What the ledger of a loan shows, as rules ask for it, and as a document says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from advocate import messages
from advocate.analysis.debts.assess import assess
from advocate.analysis.debts.ledger import Assessment, Ledger
from advocate.domain.facts import DebtFact, Reason
from advocate.domain.views import DebtView, FindingView
from advocate.domain.vocabulary import CreditorType
from advocate.services import debts
from advocate.storage.uow import UnitOfWork

#: As whose loan one by an unknown lender is measured: whether it may pass a cap is then a question.
_PERHAPS = (CreditorType.PRIVATE_LENDER, CreditorType.LOAN_PLATFORM)
#: The trick that is told by its amount instead of a flag.
_DEDUCTED = "AMT-04"
#: Tricks of which the ledger cannot say whether the law minds them, and what a person has to look up.
_ASKED = {"AMT-08": Reason("review_fee_listed")}
_SOLD_ASK = "debt_trick_sold_ask"


def of_case(uow: UnitOfWork, case_id: int, jurisdiction: str, today: date) -> tuple[DebtFact, ...]:
    """Return what the loans of a case show on ``today``."""
    return tuple(_fact(view, debts.ledger(view, jurisdiction, today)) for view in debts.listing(uow, case_id))


def told(
    findings: Iterable[FindingView], assessed: Mapping[int, tuple[DebtView, Assessment]]
) -> dict[int, list[Reason]]:
    """Return for findings about loans, by id, what their ledgers show, as reasons to be worded."""
    return {
        finding.id: [
            line for debt in finding.debts if debt in assessed for line in _lines(finding.rule, *assessed[debt])
        ]
        for finding in findings
        if finding.debts
    }


def lines(uow: UnitOfWork, case_id: int, views: Iterable[FindingView], lang: str = "zh") -> dict[int, tuple[str, ...]]:
    """Return for findings about loans, by id, the sentences that show how each was worked out."""
    about = [view for view in views if view.debts]
    if not about:
        return {}
    assessed = {view.id: (view, found) for view, found in debts.assessed(uow, case_id)}
    return {
        finding: tuple(messages.text(reason.code, lang, **dict(reason.params)) for reason in reasons)
        for finding, reasons in told(about, assessed).items()
    }


def _lines(rule: str, view: DebtView, found: Assessment) -> list[Reason]:
    """Return the working behind one rule: the loan, its cost, the cap and what is beyond it, or the trick itself."""
    params = (
        ("creditor", view.creditor),
        ("day", view.contract_date.isoformat() if view.contract_date else ""),
        ("principal", _money(view.principal)),
        ("received", _money(view.received)),
        ("currency", view.currency),
    )
    lines = [Reason("debt_told_loan" if view.contract_date else "debt_told_loan_undated", params)]
    caps = [cap for cap in found.caps if cap.exceeded and (cap.rule == rule or rule == "AMT-05")]
    if caps and found.apr is not None:
        lines.append(Reason("debt_work_apr", (("rate", f"{found.apr:.4%}"),)))
    for cap in caps:
        lines += [line for line in cap.working if line not in lines]
    lines += [trick.what for trick in found.tricks if trick.rule == rule]
    return lines


def _money(amount: str) -> str:
    return f"{Decimal(amount):,.2f}" if amount else "—"


@lru_cache(maxsize=512)
def _assessed(ledger: Ledger) -> Assessment:
    # A contact that is logged asks about all loans of its case again, and hardly ever about another ledger.
    return assess(ledger)


def _fact(view: DebtView, ledger: Ledger) -> DebtFact:
    found = _assessed(ledger)
    flags: set[str] = set()
    asks: dict[str, tuple[Reason, ...]] = {}
    measures: dict[str, float] = {}
    if found.annual.value is not None:
        measures["annual_percent"] = found.annual.value * 100
    if found.apr is not None:
        measures["apr_percent"] = found.apr * 100
    if ledger.creditor_type is CreditorType.UNLICENSED:
        flags.add("unlicensed")
    for cap in found.caps:
        if cap.exceeded:
            flags.add(f"over:{cap.rule}")
            asks[f"over:{cap.rule}"] = cap.review
    if ledger.creditor_type is CreditorType.UNKNOWN:
        for rule in _perhaps_over(ledger):
            flags.add(f"over:{rule}")
            asks[f"over:{rule}"] = (Reason("review_creditor_unknown"),)
    for trick in found.tricks:
        if trick.rule == _DEDUCTED and trick.amount is not None:
            measures["deducted"] = float(trick.amount)
        elif trick.rule:
            flag = f"shows:{trick.rule}"
            flags.add(flag)
            if trick.what.code == _SOLD_ASK:
                asks[flag] = (trick.what,)
            elif trick.rule in _ASKED:
                asks[flag] = (_ASKED[trick.rule],)
    return DebtFact(view.id, view.creditor_id, view.contract_date, measures, frozenset(flags), asks)


def _perhaps_over(ledger: Ledger) -> set[str]:
    """Return the rules whose caps a loan would pass if its lender were of a kind that they bind."""
    return {
        cap.rule
        for kind in _PERHAPS
        for cap in _assessed(replace(ledger, creditor_type=kind)).caps
        if cap.exceeded and cap.rule.startswith("AMT")
    }
