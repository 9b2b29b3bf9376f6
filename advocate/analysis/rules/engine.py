"""Facts in, findings out. Pure: the same facts in any order give the same answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advocate.analysis.rules.acts import Act, Clock, Setting, gather
from advocate.analysis.rules.conduct import conduct, mark_clues, note_words
from advocate.analysis.rules.counting import daily_count, note_messages, repeated
from advocate.analysis.rules.loading import Book
from advocate.analysis.rules.model import DailyCount, Repeated, Rule, TimeWindow
from advocate.analysis.rules.timing import note_local_times, time_window
from advocate.domain.facts import CaseFacts, ContactFact, Evaluation, FindingCandidate


def evaluate(facts: CaseFacts, contacts: Iterable[ContactFact], book: Book) -> Evaluation:
    """Return what a case's contacts suggest under a pack: candidates in order of rule and time, and observations.

    Nothing here is a decision: a candidate with a review reason is a question, one without is a suggestion.
    """
    setting = Setting(book, facts, Clock(book.pack.manifest.zone), {c.id: c for c in facts.creditors})
    acts = gather(setting, contacts)
    mark_clues(setting, acts)
    times = {act.fact.id: act.at for act in acts}
    candidates = []
    for rule in book.pack.rules:
        found = list(_test(setting, rule, acts))
        found.sort(key=lambda candidate: (times[candidate.contacts[0]], candidate.window))
        candidates += found
    for note in book.pack.manifest.notes:
        note_messages(setting, note, acts)
    note_local_times(setting, acts)
    note_words(setting, acts)
    return Evaluation(book.name, book.version, tuple(candidates), setting.observations())


def _test(setting: Setting, rule: Rule, acts: list[Act]) -> Iterator[FindingCandidate]:
    if isinstance(rule.test, TimeWindow):
        return time_window(setting, rule, rule.test, acts)
    if isinstance(rule.test, DailyCount):
        return daily_count(setting, rule, rule.test, acts)
    if isinstance(rule.test, Repeated):
        return repeated(setting, rule, rule.test, acts)
    return conduct(setting, rule, rule.test, acts)
