"""Rules about what stands beside the contacts: debts, and batches of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from advocate.analysis.rules.acts import Act, Setting
from advocate.analysis.rules.answers import candidate, questions
from advocate.analysis.rules.clauses import applicable
from advocate.analysis.rules.kinds import BatchTest, DebtTest
from advocate.analysis.rules.model import Rule
from advocate.domain.facts import DebtFact, FindingCandidate, Reason
from advocate.domain.vocabulary import CreditorType


def debt(setting: Setting, rule: Rule, test: DebtTest) -> Iterator[FindingCandidate]:
    """Yield a finding for each debt that the test names; the law is that of the day on which it was signed."""
    for found in setting.facts.debts:
        creditor = setting.creditors.get(found.creditor_id)
        kind = creditor.creditor_type if creditor else CreditorType.UNKNOWN
        if test.lenders and kind not in test.lenders and kind is not CreditorType.UNKNOWN:
            continue
        said = _says(test, found)
        if said is None:
            continue
        day = found.signed or setting.facts.as_of or date.max
        law = applicable(setting.book, rule, day, kind)
        if not law.clauses:
            continue
        reasons = questions(law)
        if kind is CreditorType.UNKNOWN:
            reasons.append(Reason("review_creditor_unknown"))
        for shown in (*sorted(test.flags & found.flags), test.measure):
            reasons += found.asks.get(shown, ())
        if found.signed is None:
            reasons.append(Reason("review_contract_date"))
        params = (("day", day.isoformat() if found.signed else ""), ("what", said), ("limit", f"{test.more_than:g}"))
        why = Reason(rule.why, params)
        yield candidate(rule, f"debt={found.id}", (), law, why, reasons, debts=(found.id,))


def _says(test: DebtTest, found: DebtFact) -> str | None:
    """Return what the debt shows, as text; None where the test does not fit it."""
    if test.signed_from is not None and (found.signed is None or found.signed < test.signed_from):
        return None
    if test.signed_until is not None and (found.signed is None or found.signed > test.signed_until):
        return None
    if test.flags:
        return "" if test.flags & found.flags else None
    value = found.measures.get(test.measure)
    return f"{value:g}" if value is not None and value > test.more_than else None


def batch(setting: Setting, rule: Rule, test: BatchTest, acts: list[Act]) -> Iterator[FindingCandidate]:
    """Yield a question for each batch of numbers in the case that is large and likely enough: a clue for a person."""
    by_id = {found.id: found for found in setting.facts.batches if found.score >= test.score}
    held: dict[int, list[Act]] = {}
    for act in acts:
        for number in setting.batches.get(act.fact.number or "", ()) if by_id else ():
            if number in by_id:
                held.setdefault(number, []).append(act)
    for batch_id, found in held.items():
        numbers = {act.fact.number for act in found}
        if len(numbers) < test.numbers:
            continue
        law = setting.applicable(rule, found[-1])
        if not law.clauses:
            continue
        reasons = [*questions(law), Reason("review_batch", (("score", f"{by_id[batch_id].score:g}"),))]
        if all(act.unsorted for act in found):
            reasons.append(Reason("review_sorting"))
        params = (
            ("count", len(numbers)),
            ("first", setting.day(found[0].day).isoformat()),
            ("last", setting.day(found[-1].day).isoformat()),
        )
        ids = tuple(act.fact.id for act in found)
        yield candidate(rule, f"batch={batch_id}", ids, law, Reason(rule.why, params), reasons)
