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
        return _evaluate(facts, contacts, book)


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


def _evaluate(facts: CaseFacts, contacts: Iterable[ContactFact], book: Book) -> Evaluation:
    setting = Setting(book, facts)
    acts = gather(setting, contacts)
    mark_clues(setting, acts)
    by_id = {act.fact.id: act for act in acts}
    by_id.update((act.fact.id, act) for act in setting.replies)
    candidates: list[FindingCandidate] = []
    for rule in book.pack.rules:
        if not rule.enabled:
            continue
        found = list(_rule(setting, rule, acts))
        found.sort(key=lambda one: (by_id[one.contacts[0]].at if one.contacts else (0, 0), one.window))
        candidates += found
    for note in book.pack.manifest.notes:
        note_messages(setting, note, acts)
    note_local_times(setting, acts)
    note_words(setting, acts)
    return Evaluation(book.name, book.version, tuple(candidates), setting.observations())


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
        return time_window(setting, rule, test, acts)
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
