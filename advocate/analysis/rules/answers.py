"""What a test answers: a candidate with its grade, which its questions lower and never raise."""

from __future__ import annotations

from collections.abc import Iterable

from advocate.analysis.rules.clauses import Applicable
from advocate.analysis.rules.model import Rule
from advocate.domain.facts import FindingCandidate, PhraseHit, Reason
from advocate.domain.vocabulary import Grade

#: Questions that a person answers by judging; every other question is about a fact that is not known.
JUDGED = frozenset(
    {
        "review_clock",
        "review_edge",
        "review_runs_into",
        "review_spans_change",
        "review_local_time",
        "review_grouping",
        "review_low_confidence",
        "review_standard",
        "review_verify_case",
        "review_weak",
        "review_batch",
        "review_spread",
    }
)
_KEPT = (Grade.REBUTTAL_FACTOR, Grade.ELEMENT_MISSING)


def grade_of(rule: Rule, reasons: Iterable[Reason]) -> Grade:
    """Return what an answer of ``rule`` with these questions is worth."""
    codes = {reason.code for reason in reasons}
    if not codes or rule.grade in _KEPT:
        return rule.grade
    return Grade.STANDARD_REVIEW if codes <= JUDGED else Grade.ELEMENT_MISSING


def candidate(
    rule: Rule,
    window: str,
    contacts: tuple[int, ...],
    law: Applicable,
    why: Reason,
    reasons: Iterable[Reason],
    *,
    hits: tuple[PhraseHit, ...] = (),
    counts: tuple[tuple[str, int], ...] = (),
    debts: tuple[int, ...] = (),
) -> FindingCandidate:
    """Return a candidate; equal questions are asked once."""
    told = list(reasons)
    if rule.ask:
        told += [Reason(f"review_{question}") for question in rule.ask]
    asked = tuple(dict.fromkeys(told)) if len(told) > 1 else tuple(told)
    grade = rule.grade
    if asked:
        open_law = law.asked if law.sure else ()
        grade = grade_of(rule, [reason for reason in asked if reason not in open_law])
    return FindingCandidate(
        rule=rule.id,
        window=window,
        contacts=contacts,
        force=law.force,
        clauses=law.clauses,
        why=why,
        review=asked,
        hits=hits,
        grade=grade,
        counts=counts,
        debts=debts,
    )


def questions(law: Applicable) -> list[Reason]:
    """Return the questions that the law itself leaves open."""
    return list(law.asked)
