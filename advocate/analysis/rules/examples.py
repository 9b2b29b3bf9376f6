"""Runs the examples that a pack and its lexicon carry: how a lawyer who changed a file sees that it still holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from advocate.analysis.rules.engine import evaluate
from advocate.analysis.rules.lint import wrong_law
from advocate.analysis.rules.loading import Book
from advocate.analysis.rules.model import Example, ExampleContact, Rule, minutes
from advocate.domain.facts import BatchFact, CaseFacts, ContactFact, CreditorFact, DebtFact, NoticeFact
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
    for place, problem in _citation_problems(book):
        count += 1
        if problem:
            failures.append(Failure("do_not_cite", place, problem))
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
            _window(creditor.agreed_window),
            creditor.agreed_frequency,
            creditor.overdue_from,
        )
        for creditor in example.creditors
    )
    notices = tuple(
        NoticeFact(
            kind=notice.kind,
            at_ms=_ms(notice.at, notice.zone),
            zone=notice.zone,
            creditor_id=notice.creditor_id,
            medium=notice.medium,
            number=notice.number,
            person=notice.person,
            window=_window(notice.window),
            until=notice.until,
            made_by=notice.made_by,
        )
        for notice in example.notices
    )
    debts = tuple(
        DebtFact(number, debt.creditor_id, debt.signed, debt.measures, debt.flags)
        for number, debt in enumerate(example.debts, 1)
    )
    batches = tuple(BatchFact(number, batch.numbers, batch.score) for number, batch in enumerate(example.batches, 1))
    contacts: list[ContactFact] = []
    for written in example.contacts:
        contacts += _contacts(written, len(contacts) + 1)
    facts = CaseFacts(creditors=creditors, notices=notices, debts=debts, batches=batches, holidays=example.holidays)
    return facts, contacts


def _window(written: tuple[str, str] | None) -> tuple[int, int] | None:
    return None if written is None else (minutes(written[0]), minutes(written[1]))


def _ms(written: str, zone: str) -> int:
    return epoch_ms(parse_moment(written, zone).at_utc)


def _contacts(written: ExampleContact, first_id: int) -> Iterator[ContactFact]:
    start = parse_moment(written.at, written.zone).at_utc
    told = written.model_dump(exclude={"at", "times", "every_s", "sent_at"})
    sent_ms = _ms(written.sent_at, written.zone) if written.sent_at else None
    for number in range(written.times):
        at_ms = epoch_ms(start + timedelta(seconds=written.every_s * number))
        yield ContactFact(id=first_id + number, at_ms=at_ms, sent_ms=sent_ms, **told)


def _problems(book: Book, rule: Rule, example: Example) -> Iterator[str]:
    facts, contacts = facts_of(example)
    found = evaluate(facts, contacts, only(book, rule)).candidates
    if bool(found) != example.fires:
        yield "fires" if found else "does not fire"
        return
    cited = {f"{c.instrument}:{c.article}" if c.article else c.instrument for f in found for c in f.clauses}
    asked = {reason.code.removeprefix("review_") for finding in found for reason in finding.review}
    if example.grade is not None and found and found[0].grade is not example.grade:
        yield f"is worth {found[0].grade}, not {example.grade}"
    for clause in example.clauses:
        if clause not in cited:
            yield f"does not cite {clause}"
    for question in example.questions:
        if question not in asked:
            yield f"does not ask {question}"


def only(book: Book, rule: Rule) -> Book:
    """Return the book with one rule, switched on: a disabled rule's examples are to hold too."""
    rules = (rule.model_copy(update={"enabled": True}),)
    return replace(book, pack=book.pack.model_copy(update={"rules": rules}))


def _citation_problems(book: Book) -> Iterator[tuple[str, str]]:
    """Yield every text of the pack that documents may quote with the wrong law that it cites (empty: none)."""
    for rule in book.pack.rules:
        caveat = (rule.caveat.zh, rule.caveat.en) if rule.caveat else ()
        told = [rule.title.zh, rule.title.en, *caveat, *(clause.quote for clause in rule.clauses)]
        wrong = wrong_law("\n".join(told), book)
        yield rule.id, f"cites {wrong[0].words}" if wrong else ""
    for instrument in book.pack.instruments:
        wrong = wrong_law("\n".join((instrument.title, instrument.en, instrument.number)), book)
        yield instrument.id, f"cites {wrong[0].words}" if wrong else ""
    for element in book.pack.elements:
        wrong = wrong_law("\n".join((element.title.zh, element.how.zh, element.title.en, element.how.en)), book)
        yield element.id, f"cites {wrong[0].words}" if wrong else ""


def _lexicon_problems(book: Book) -> Iterator[tuple[str, str]]:
    """Yield every phrase and every clean text with what is wrong with it (empty: nothing)."""
    for category, content in book.pack.lexicon.categories.items():
        heard = book.matcher.find_of_debtor if content.speaker == "debtor" else book.matcher.find
        for phrase in content.wordings:
            for spelling in (phrase.text, *phrase.forms):
                hit = any(h.category == category and h.phrase == phrase.text for h in heard(0, spelling))
                yield f"{category}: {spelling}", "" if hit else "is not found"
        for combination in content.combinations:
            name = f"{category}: {' + '.join(combination.words)}"
            found = {hit.category for hit in book.matcher.find(0, combination.example)}
            yield name, "" if category in found else f"is not found in its example: {combination.example}"
            if combination.clean:
                found = {hit.category for hit in book.matcher.find(0, combination.clean)}
                yield f"{name} (clean)", f"is found in {combination.clean}" if category in found else ""
    for clean in book.pack.lexicon.must_not_fire:
        heard = book.matcher.find_of_debtor if clean.speaker == "debtor" else book.matcher.find
        hits = heard(0, clean.text)
        yield clean.text, f"hits {hits[0].category}: {hits[0].phrase}" if hits else ""
