"""Runs the examples that a pack and its lexicon carry: how a lawyer who changed a file sees that it still holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from advocate.analysis.rules.engine import evaluate
from advocate.analysis.rules.loading import Book
from advocate.analysis.rules.model import Example, ExampleContact, Phrase, Rule, minutes
from advocate.domain.facts import CaseFacts, ContactFact, CreditorFact
from advocate.domain.moments import epoch_ms, parse_moment


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not hold: where it stands, and what was found instead."""

    rule: str
    example: str
    problem: str


def run(book: Book) -> tuple[int, list[Failure]]:
    """Return the number of examples run and those that failed; raises `UserError` ``bad_time`` for a wrong date."""
    count = 0
    failures = []
    for rule in book.pack.rules:
        for example in rule.examples:
            count += 1
            failures += [Failure(rule.id, example.note, problem) for problem in _problems(book, rule, example)]
    for place, problem in _lexicon_problems(book):
        count += 1
        if problem:
            failures.append(Failure("lexicon", place, problem))
    return count, failures


def facts_of(example: Example) -> tuple[CaseFacts, list[ContactFact]]:
    """Return an example's facts as the engine takes them; contacts are numbered from 1 in the order written."""
    creditors = tuple(
        CreditorFact(
            creditor.id,
            f"creditor {creditor.id}",
            creditor.creditor_type,
            None if creditor.agreed_window is None else _window(creditor.agreed_window),
            creditor.agreed_frequency,
        )
        for creditor in example.creditors
    )
    contacts: list[ContactFact] = []
    for written in example.contacts:
        contacts += _contacts(written, len(contacts) + 1)
    return CaseFacts(creditors=creditors), contacts


def _window(written: tuple[str, str]) -> tuple[int, int]:
    return minutes(written[0]), minutes(written[1])


def _contacts(written: ExampleContact, first_id: int) -> Iterator[ContactFact]:
    start = parse_moment(written.at, written.zone).at_utc
    for number in range(written.times):
        yield ContactFact(
            id=first_id + number,
            at_ms=epoch_ms(start + timedelta(seconds=written.every_s * number)),
            zone=written.zone,
            medium=written.medium,
            direction=written.direction,
            duration_s=written.duration_s,
            answered=written.answered,
            number=written.number,
            on_number=written.on_number,
            text=written.text,
            claims_to_be=written.claims_to_be,
            reached=written.reached,
            behaviours=written.behaviours,
            robot_voice=written.robot_voice,
            creditor_id=written.creditor_id,
        )


def _problems(book: Book, rule: Rule, example: Example) -> Iterator[str]:
    facts, contacts = facts_of(example)
    found = [candidate for candidate in evaluate(facts, contacts, book).candidates if candidate.rule == rule.id]
    if bool(found) != example.fires:
        yield "fires" if found else "does not fire"
        return
    cited = {f"{c.instrument}:{c.article}" if c.article else c.instrument for f in found for c in f.clauses}
    asked = {reason.code.removeprefix("review_") for finding in found for reason in finding.review}
    for clause in example.clauses:
        if clause not in cited:
            yield f"does not cite {clause}"
    for question in example.questions:
        if question not in asked:
            yield f"does not ask {question}"


def _lexicon_problems(book: Book) -> Iterator[tuple[str, str]]:
    """Yield every phrase and every clean text with what is wrong with it (empty: nothing)."""
    for category, content in book.pack.lexicon.categories.items():
        for entry in content.phrases:
            phrase = Phrase(text=entry) if isinstance(entry, str) else entry
            for spelling in (phrase.text, *phrase.forms):
                hit = any(h.category == category and h.phrase == phrase.text for h in book.matcher.find(0, spelling))
                yield f"{category}: {spelling}", "" if hit else "is not found"
    for clean in book.pack.lexicon.must_not_fire:
        hits = [] if clean.speaker == "debtor" else book.matcher.find(0, clean.text)
        yield clean.text, f"hits {hits[0].category}: {hits[0].phrase}" if hits else ""
