"""Rules about what was done or said in one contact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from advocate.analysis.lexicons.matching import merge
from advocate.analysis.rules.acts import Act, Setting
from advocate.analysis.rules.answers import candidate, questions
from advocate.analysis.rules.counting import words_reason
from advocate.analysis.rules.kinds import Conduct
from advocate.analysis.rules.loading import Book
from advocate.analysis.rules.model import Rule
from advocate.domain.facts import FindingCandidate, PhraseHit, Reason
from advocate.domain.vocabulary import CreditorType, Grade, Reached


def mark_clues(setting: Setting, acts: list[Act]) -> None:
    """Mark the acts that say anything about conduct, so that tests pass over the many that do not."""
    numbers = _numbers(setting.book)
    aided = any(category.aid for category in setting.book.pack.lexicon.categories.values())
    verdicts: dict[str | None, bool] = {None: False}
    focus = setting.focus
    for act in acts:
        fact = act.fact
        spoofed = verdicts.get(fact.number)
        if spoofed is None:
            spoofed = verdicts[fact.number] = any(p.search(fact.number or "") for p in numbers)
        told = bool(fact.text) and (aided or fact.reached.is_third_party)
        act.clue = (
            spoofed or told or bool(fact.behaviours or act.hits or fact.claims_to_be or fact.marks or fact.robot_voice)
        )
        if act.clue and (focus is None or fact.id in focus):
            _index(setting.clues, act, spoofed)


@lru_cache(maxsize=16)
def _numbers(book: Book) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of all numbers that any rule of the pack suspects."""
    patterns = {
        test.numbers: None
        for rule in book.pack.rules
        for test in rule.tests
        if rule.enabled and isinstance(test, Conduct) and test.numbers
    }
    return tuple(map(re.compile, patterns))


def _index(clues: dict[object, list[Act]], act: Act, spoofed: bool) -> None:
    """Put an act where tests look for it: below what was done, said or claimed in it."""
    fact = act.fact
    keys: set[object] = {*fact.behaviours, *(("mark", mark) for mark in fact.marks)}
    for hit in act.hits:
        keys.add(("category", hit.category))
        keys.add(("phrase", hit.phrase))
    if fact.claims_to_be:
        keys.add("claims")
    if spoofed:
        keys.add("spoofed")
    if fact.text:
        keys.add("text")
    if fact.robot_voice:
        keys.add("robot")
    for key in keys:
        clues.setdefault(key, []).append(act)


def _candidates(setting: Setting, test: Conduct) -> list[Act]:
    """Return the acts that can be meant, in order of time."""
    keys: list[object] = [*test.behaviours, *(("mark", mark) for mark in test.marks)]
    keys += [("category", name) for name in test.categories]
    keys += [("phrase", phrase) for phrase in test.phrases]
    if test.claims:
        keys.append("claims")
    if test.numbers:
        keys.append("spoofed")
    if _patterned(setting, test):
        keys.append("text")
    if test.robot_voice:
        keys.append("robot")
    lists = [setting.clues[key] for key in keys if key in setting.clues]
    if len(lists) < 2:
        return lists[0] if lists else []
    found = {act.fact.id: act for acts in lists for act in acts}
    return sorted(found.values(), key=lambda act: act.at)


def _patterned(setting: Setting, test: Conduct) -> list[str]:
    categories = setting.book.pack.lexicon.categories
    return sorted(name for name in test.categories if categories[name].patterns or categories[name].aid)


def conduct(setting: Setting, rule: Rule, test: Conduct) -> Iterator[FindingCandidate]:
    """Yield a finding for each act that was coded so, or that words, claims or the number make suspect.

    What only words, claims or the number say is a candidate: its review reason shows them.
    """
    claims = re.compile(test.claims) if test.claims else None
    numbers = re.compile(test.numbers) if test.numbers else None
    patterned = _patterned(setting, test)
    for act in _candidates(setting, test):
        fact = act.fact
        if fact.medium not in test.media or not test.together <= fact.behaviours:
            continue
        if test.lenders and _kind(setting, act) not in test.lenders:
            continue
        coded = sorted(fact.behaviours & test.behaviours)
        known = bool(coded) or not fact.marks.isdisjoint(test.marks) or (test.robot_voice and fact.robot_voice)
        doubts = _target(test, act, known)
        if doubts is None:
            continue
        hits = _hits(setting, test, act, patterned)
        claimed = bool(claims and fact.claims_to_be and claims.search(fact.claims_to_be))
        spoofed = bool(numbers and fact.number and numbers.search(fact.number))
        if not (known or hits or claimed or spoofed):
            continue
        law = setting.applicable(rule, act)
        if not law.clauses:
            if known and not act.unsorted and law.covered:
                setting.note(rule.id, act, "note_no_clause")
            setting.not_covered(rule, law, act)
            continue
        if _excepted(setting, test, act):
            if not act.unsorted:
                setting.note(rule.id, act, test.except_note)
            continue
        if test.note_only:
            if not act.unsorted:
                setting.note(rule.id, act, "note_clue", ("rule", rule.id), grade=Grade.STANDARD_REVIEW)
            continue
        reasons = [*questions(law), *(Reason(doubt) for doubt in doubts)]
        if not known:
            reasons += _suspicions(setting, act, hits, claimed, spoofed)
        why = _why(setting, rule, act, coded)
        yield candidate(rule, f"contact={fact.id}", (fact.id,), law, why, reasons, hits=tuple(hits))


def _excepted(setting: Setting, test: Conduct, act: Act) -> bool:
    fact = act.fact
    if not fact.marks.isdisjoint(test.unless):
        return True
    return bool(test.except_category and setting.matched(fact, test.except_category))


def _kind(setting: Setting, act: Act) -> CreditorType:
    creditor = setting.creditor(act)
    return creditor.creditor_type if creditor else CreditorType.UNKNOWN


def _target(test: Conduct, act: Act, coded: bool) -> list[str] | None:
    """Return the doubts about whom the act reached; None where the rule does not protect them."""
    reached = act.fact.reached
    if test.reached == "any":
        return []
    if test.reached == "spouse":
        return ["review_spouse"] if reached is Reached.SPOUSE else None
    if test.reached == "debtor":
        return None if reached.is_third_party else []
    if reached is Reached.SPOUSE:
        return None if test.reached == "not_spouse" else ["review_spouse"]
    if reached.is_third_party:
        return []
    if reached is Reached.GUARANTOR or not coded:
        return None
    if reached is Reached.DEBTOR and test.reached == "third_party_only":
        return None
    return ["review_reached"]


def _hits(setting: Setting, test: Conduct, act: Act, patterned: Sequence[str]) -> list[PhraseHit]:
    hits = [hit for hit in act.hits if hit.category in test.categories or hit.phrase in test.phrases]
    if act.fact.text:
        for category in patterned:
            hits = merge(hits, setting.matched(act.fact, category))
    return hits


def _suspicions(setting: Setting, act: Act, hits: list[PhraseHit], claimed: bool, spoofed: bool) -> Iterator[Reason]:
    if act.unsorted:
        yield Reason("review_sorting")
    if hits:
        yield words_reason(setting, hits)
    if claimed:
        yield Reason("review_claimed", (("claim", act.fact.claims_to_be[:60]),))
    if spoofed:
        yield Reason("review_spoofed", (("number", (act.fact.number or "")[:40]),))


def _why(setting: Setting, rule: Rule, act: Act, coded: Sequence[str]) -> Reason:
    return Reason(
        rule.why,
        (
            ("day", setting.day(act.day).isoformat()),
            ("medium", str(act.fact.medium)),
            ("reached", str(act.fact.reached)),
            ("behaviours", tuple(str(behaviour) for behaviour in coded)),
        ),
    )


def note_words(setting: Setting, acts: list[Act]) -> None:
    """Note phrases of categories that no rule of the pack uses, and those that call for care of the client first."""
    categories = setting.book.pack.lexicon.categories
    used = {c for rule in setting.book.pack.rules for test in rule.tests for c in getattr(test, "categories", ())}
    for act in acts:
        for hit in act.hits:
            if categories[hit.category].safety is not None:
                setting.note("SAFETY", act, "note_safety", ("category", hit.category))
            elif hit.category not in used and not act.unsorted:
                setting.note("WORDS", act, "note_words", ("category", hit.category), ("words", hit.phrase))
