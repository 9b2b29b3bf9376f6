"""Facts in, findings out. Pure: the same facts in any order give the same answer."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from advocate.analysis.rules.acts import Act, Setting, gather
from advocate.analysis.rules.conduct import conduct, mark_clues, note_words
from advocate.analysis.rules.counting import count, note_messages, repeated
from advocate.analysis.rules.kinds import (
    After,
    BatchTest,
    Conduct,
    Count,
    DebtTest,
    Repeated,
    RuleTest,
    TimeWindow,
    WhileReachable,
)
from advocate.analysis.rules.loading import Book
from advocate.analysis.rules.model import Rule
from advocate.analysis.rules.sequence import after, while_reachable
from advocate.analysis.rules.standing import batch, debt
from advocate.analysis.rules.timing import note_local_times, time_window
from advocate.domain.facts import CaseFacts, ContactFact, Evaluation, FindingCandidate


def evaluate(facts: CaseFacts, contacts: Iterable[ContactFact], book: Book) -> Evaluation:
    """Return what a case's contacts suggest under a pack: candidates in order of rule and time, and observations.

    Nothing here is a decision: a candidate with a review reason is a question, one without is a suggestion.
    """
    with no_collections():
        setting = Setting(book, facts)
        acts, candidates = _candidates(setting, contacts)
        for note in book.pack.manifest.notes:
            note_messages(setting, note, acts)
        note_local_times(setting, acts)
        note_words(setting, acts)
        return Evaluation(book.name, book.version, candidates, setting.observations())


def around(facts: CaseFacts, contacts: Iterable[ContactFact], book: Book, focus: Iterable[int]) -> Evaluation:
    """Return `evaluate`'s candidates in which the contacts of ``focus`` have a part, and some others; no observations.

    Rules about single acts pass over all other contacts: those are there for what is counted and compared.
    """
    with no_collections():
        _, candidates = _candidates(Setting(book, facts, frozenset(focus)), contacts)
        return Evaluation(book.name, book.version, candidates)


@contextmanager
def no_collections() -> Iterator[None]:
    """Let the garbage collector rest: tens of thousands of small records without cycles only make it look for nothing.

    It doubled the time of an evaluation in a process with a large heap, such as the window's.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _candidates(setting: Setting, contacts: Iterable[ContactFact]) -> tuple[list[Act], tuple[FindingCandidate, ...]]:
    acts = gather(setting, contacts)
    rules = [rule for rule in setting.book.pack.rules if rule.enabled]
    if any(isinstance(test, Conduct | Repeated) for rule in rules for test in rule.tests):
        mark_clues(setting, acts)
    times = {act.fact.id: act.fact.at_ms for act in [*acts, *setting.replies]}

    def order(found: FindingCandidate) -> tuple[int, int, str]:
        if not found.contacts:
            return 0, 0, found.window
        first = found.contacts[0]
        return times[first], first, found.window

    candidates: list[FindingCandidate] = []
    for rule in rules:
        candidates += sorted(_rule(setting, rule, acts), key=order)
    return acts, tuple(candidates)


def _rule(setting: Setting, rule: Rule, acts: list[Act]) -> Iterator[FindingCandidate]:
    """Yield what the tests of a rule find; what an earlier test found of a window, a later one does not repeat."""
    if not rule.more_tests:
        yield from _test(setting, rule, rule.test, acts)
        return
    seen: set[str] = set()
    for test in rule.tests:
        told = rule.model_copy(update={"why": test.why}) if test.why else rule
        for found in _test(setting, told, test, acts):
            if found.window not in seen:
                seen.add(found.window)
                yield found


def _test(setting: Setting, rule: Rule, test: RuleTest, acts: list[Act]) -> Iterator[FindingCandidate]:
    if isinstance(test, TimeWindow):
        focus = setting.focus
        meant = acts if focus is None else [act for act in acts if act.fact.id in focus]
        return time_window(setting, rule, test, meant)
    if isinstance(test, Count):
        return count(setting, rule, test, acts)
    if isinstance(test, Repeated):
        return repeated(setting, rule, test, acts)
    if isinstance(test, Conduct):
        return conduct(setting, rule, test)
    if isinstance(test, After):
        return after(setting, rule, test, acts)
    if isinstance(test, WhileReachable):
        return while_reachable(setting, rule, test, acts)
    if isinstance(test, DebtTest):
        return debt(setting, rule, test)
    assert isinstance(test, BatchTest)
    return batch(setting, rule, test, acts)
