"""Rules about how often: calls on a day, repeated acts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from advocate.analysis.rules.acts import Act, Setting
from advocate.analysis.rules.clauses import strongest
from advocate.analysis.rules.model import DailyCount, Note, Repeated, Rule
from advocate.domain.facts import ClauseRef, FindingCandidate, PhraseHit, Reason
from advocate.domain.vocabulary import Reached, TimePrecision

#: A finding about thousands of acts names them all, but quotes no more words than anybody reads.
SHOWN_HITS = 300


def lender(act: Act) -> str:
    """Return the lender's part of a window's key: agencies count with the lender they work for."""
    return f"creditor={'unknown' if act.fact.creditor_id is None else act.fact.creditor_id}"


def daily_count(setting: Setting, rule: Rule, test: DailyCount, acts: list[Act]) -> Iterator[FindingCandidate]:
    """Yield a finding for each day on which more calls of the kind were made than the limit allows.

    The finding names all calls of its window. Doubts are told only where the count is not over the limit without the
    doubtful calls.
    """
    groups: dict[tuple[int, str, str], list[Act]] = defaultdict(list)
    for act in acts:
        fact = act.fact
        if fact.medium not in test.media or fact.reached not in test.reached or not _counts(test, act):
            continue
        creditor = setting.creditor(act)
        if creditor is not None and creditor.agreed_frequency:
            continue
        number = fact.on_number if "on_number" in test.per else ""
        groups[(act.day, lender(act), number)].append(act)
    totals: dict[tuple[int, str], list[Act]] = defaultdict(list)
    over: set[tuple[int, str]] = set()
    for (day, owner, number), found in groups.items():
        totals[(day, owner)] += found
        if len(found) <= test.limit:
            continue
        over.add((day, owner))
        law = setting.applicable(rule, found[0])
        if not law.clauses:
            continue
        found.sort(key=lambda act: act.at)
        date_text = setting.day(day).isoformat()
        reasons = [Reason(f"review_{question}") for question in law.questions]
        sure = [act for act in found if not _doubts(test, act)]
        if len(sure) <= test.limit:
            codes = {code for act in found for code in _doubts(test, act)}
            reasons += [Reason(code) for code in sorted(codes)]
        if "on_number" in test.per and not number:
            reasons.append(Reason("review_on_number"))
        yield FindingCandidate(
            rule=rule.id,
            window=f"{date_text}/{owner}" + (f"/on={number}" if "on_number" in test.per else ""),
            contacts=tuple(act.fact.id for act in found),
            force=law.force,
            clauses=law.clauses,
            why=Reason(rule.why, (("day", date_text), ("count", len(found)), ("limit", test.limit))),
            review=tuple(reasons),
        )
    if test.total_note:
        _note_totals(setting, rule, test, totals, over)


def _note_totals(
    setting: Setting,
    rule: Rule,
    test: DailyCount,
    totals: dict[tuple[int, str], list[Act]],
    over: set[tuple[int, str]],
) -> None:
    for key, found in totals.items():
        known = [act for act in found if not act.unsorted]
        if key in over or len(known) <= test.limit or not setting.applicable(rule, known[0]).clauses:
            continue
        params = (("day", setting.day(key[0]).isoformat()), ("count", len(known)))
        for act in known:
            setting.note(test.total_note, act, "note_unanswered_total", *params)


def _counts(test: DailyCount, act: Act) -> bool:
    connected = act.connected()
    if test.count == "unanswered":
        return connected is False
    return connected is not False


def _doubts(test: DailyCount, act: Act) -> tuple[str, ...]:
    doubts = []
    if act.unsorted:
        doubts.append("review_sorting")
    if test.count == "connected" and act.connected() is None:
        doubts.append("review_answered")
    if act.fact.reached is Reached.UNKNOWN:
        doubts.append("review_reached")
    if act.fact.precision is TimePrecision.RANGE:
        doubts.append("review_day")
    return tuple(doubts)


def repeated(setting: Setting, rule: Rule, test: Repeated, acts: list[Act]) -> Iterator[FindingCandidate]:
    """Yield a finding for each lender whose side did such acts at least so many times.

    Acts on both sides of a change of the law cite both texts, and a person looks at it.
    """
    groups: dict[str, list[tuple[Act, list[PhraseHit]]]] = defaultdict(list)
    for act in acts:
        if not act.clue:
            continue
        hits = [hit for hit in act.hits if hit.category in test.categories]
        if hits or not act.fact.behaviours.isdisjoint(test.behaviours):
            groups[lender(act)].append((act, hits))
    for owner, found in groups.items():
        if len(found) < test.at_least:
            continue
        found.sort(key=lambda pair: pair[0].at)
        clauses, questions, changed = _laws(setting, rule, [act for act, _ in found])
        if not clauses:
            continue
        reasons = [Reason(f"review_{question}") for question in questions]
        sure = [act for act, _ in found if not act.unsorted and not act.fact.behaviours.isdisjoint(test.behaviours)]
        suspected = [hit for act, hits in found if act.fact.behaviours.isdisjoint(test.behaviours) for hit in hits]
        if len(sure) < test.at_least:
            if suspected:
                reasons.append(words_reason(setting, suspected))
            if any(act.unsorted for act, _ in found):
                reasons.append(Reason("review_sorting"))
        if changed:
            reasons.append(Reason("review_spans_change"))
        first, last = found[0][0], found[-1][0]
        params = (
            ("count", len(found)),
            ("first", setting.day(first.day).isoformat()),
            ("last", setting.day(last.day).isoformat()),
        )
        yield FindingCandidate(
            rule=rule.id,
            window=owner,
            contacts=tuple(act.fact.id for act, _ in found),
            force=strongest(clause.force for clause in clauses),
            clauses=clauses,
            why=Reason(rule.why, params),
            review=tuple(reasons),
            hits=tuple(hit for _, hits in found for hit in hits)[:SHOWN_HITS],
        )


def _laws(setting: Setting, rule: Rule, acts: list[Act]) -> tuple[tuple[ClauseRef, ...], list[str], bool]:
    """Return the clauses of all acts in the pack's order, their questions, and whether the law changed between."""
    kinds = {law.clauses: law for law in (setting.applicable(rule, act) for act in acts)}
    order = {(c.instrument, c.article or ""): place for place, c in enumerate(rule.clauses)}
    clauses = sorted({c for cs in kinds for c in cs}, key=lambda c: order[(c.instrument, c.article)])
    questions = list(dict.fromkeys(q for law in kinds.values() for q in law.questions))
    return tuple(clauses), questions, len(kinds) > 1


def words_reason(setting: Setting, hits: list[PhraseHit]) -> Reason:
    """Return the review reason that shows the words that hit, with what must be true for them."""
    notes = setting.book.matcher.notes
    words = dict.fromkeys(f"{hit.phrase}（{notes[hit.phrase]}）" if hit.phrase in notes else hit.phrase for hit in hits)
    return Reason("review_words", (("words", "、".join(list(words)[:12])),))


def note_messages(setting: Setting, note: Note, acts: list[Act]) -> None:
    """Note days with many messages from one side: no text seen sets a number, so this is a count and no finding."""
    groups: dict[tuple[int, str], list[Act]] = defaultdict(list)
    for act in acts:
        if act.fact.medium in note.media and not act.unsorted:
            groups[(act.day, lender(act))].append(act)
    for (day, _), found in groups.items():
        if len(found) < note.at_least:
            continue
        for act in found:
            params = (("day", setting.day(day).isoformat()), ("count", len(found)))
            setting.note(note.id, act, "note_messages", *params)
