"""Rules about how often: acts on a day, in a window that slides, repeated acts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence

from advocate.analysis.rules.acts import Act, Setting, day_of
from advocate.analysis.rules.answers import candidate, questions
from advocate.analysis.rules.clauses import Applicable
from advocate.analysis.rules.consents import consented
from advocate.analysis.rules.kinds import Count, Repeated
from advocate.analysis.rules.model import Note, Rule
from advocate.analysis.rules.windows import crowded, fullest
from advocate.domain.facts import ClauseRef, FindingCandidate, PhraseHit, Reason
from advocate.domain.vocabulary import Grade, Medium, Reached, TimePrecision

#: A finding about thousands of acts names them all, but quotes no more words than anybody reads.
SHOWN_HITS = 300
_MINUTE_MS = 60_000

Group = tuple[str, ...]


def lender(act: Act) -> str:
    """Return the lender's part of a window's key: agencies count with the lender they work for."""
    return f"creditor={'unknown' if act.fact.creditor_id is None else act.fact.creditor_id}"


def count(setting: Setting, rule: Rule, test: Count, acts: list[Act]) -> Iterator[FindingCandidate]:
    """Yield a finding for each window in which more acts of the kind were done than the limit allows.

    The finding names all acts of its window. Doubts are told only where the count is not over the limit without the
    doubtful acts.
    """
    groups, open_acts = _groups(setting, test, acts)
    totals: dict[tuple[int, str], list[Act]] = defaultdict(list)
    over: set[tuple[int, str]] = set()
    for group, found in groups.items():
        limit = test.limit * (len(open_acts[group]) or 1)
        if test.total_note:
            for act in found:
                totals[(act.day, lender(act))].append(act)
        if len(found) <= limit:
            _within(setting, rule, test, found, limit)
            continue
        runs = list(_windows(test, found, limit))
        if not runs:
            _within(setting, rule, test, found, limit)
        for key, most, held in runs:
            over.add((held[0].day, lender(held[0])))
            law = setting.applicable(rule, held[0])
            if not law.clauses:
                setting.not_covered(rule, law, held[0])
                continue
            reasons = questions(law) + _doubtful(test, held, limit)
            if "on_number" in test.per and not held[0].fact.on_number:
                reasons.append(Reason("review_on_number"))
            window = "/".join((key, *group)) if key else "/".join(group)
            yield _finding(setting, rule, test, window, held, (most, limit), law, reasons)
    if test.also:
        yield from _beside(setting, rule, test, acts)
    if test.total_note:
        _note_totals(setting, rule, test, totals, over)


def _finding(
    setting: Setting,
    rule: Rule,
    test: Count,
    window: str,
    held: list[Act],
    counted: tuple[int, int],
    law: Applicable,
    reasons: list[Reason],
) -> FindingCandidate:
    first, last = held[0], held[-1]
    params = (
        ("day", setting.day(first.day).isoformat()),
        ("last", setting.day(last.day).isoformat()),
        ("count", counted[0]),
        ("limit", counted[1]),
        ("days", test.days),
        ("minutes", test.minutes or 0),
    )
    ids = tuple(act.fact.id for act in held)
    return candidate(rule, window, ids, law, Reason(rule.why, params), reasons, counts=_side_by_side(setting, held))


def _side_by_side(setting: Setting, held: list[Act]) -> tuple[tuple[str, int], ...]:
    """Return how many of the acts came from one lender's side, one number, one batch, each at most."""
    numbers = [number for act in held if (number := act.fact.number)]
    batches = setting.batches
    of_batches = [batch for number in numbers for batch in batches.get(number, ())] if batches else []
    lenders = [act.fact.creditor_id for act in held]
    return (("creditor", _most(lenders)), ("number", _most(numbers)), ("batch", _most(of_batches)))


def _most(found: Sequence[Hashable]) -> int:
    """Return how often the most frequent one is there."""
    distinct = len(set(found))
    if distinct == len(found):
        return min(distinct, 1)
    return len(found) if distinct == 1 else max(Counter(found).values())


def _groups(setting: Setting, test: Count, acts: list[Act]) -> tuple[dict[Group, list[Act]], dict[Group, set[int]]]:
    """Return the counted acts by group, and the debts that share a group's limit where acts name no debt."""
    groups: dict[Group, list[Act]] = defaultdict(list)
    shared: dict[Group, set[int]] = defaultdict(set)
    if test.joined_s:
        acts = _unjoined(test, acts)
    counted = _counted(setting, test, acts)
    if test.per == ("creditor",):
        by_lender: dict[int | None, list[Act]] = defaultdict(list)
        for act in counted:
            by_lender[act.fact.creditor_id].append(act)
        return {(lender(found[0]),): found for found in by_lender.values()}, shared
    for act in counted:
        for group in _keys(setting, test, act):
            groups[group].append(act)
    if "debt" in test.per:
        _share_debts(setting, groups, shared)
    return groups, shared


def _unjoined(test: Count, acts: list[Act]) -> list[Act]:
    """Return the acts without voicemails that a counted call by the same number left: they are one dial."""
    calls: dict[tuple[int | None, str | None], list[int]] = defaultdict(list)
    for act in acts:
        if act.fact.medium is Medium.CALL:
            calls[(act.fact.creditor_id, act.fact.number)].append(act.fact.at_ms)
    reach = test.joined_s * 1000
    return [
        act
        for act in acts
        if act.fact.medium is not Medium.VOICEMAIL
        or not any(abs(at - act.fact.at_ms) <= reach for at in calls[(act.fact.creditor_id, act.fact.number)])
    ]


def _counted(setting: Setting, test: Count, acts: list[Act]) -> list[Act]:
    """Return the acts that the test counts, in their order: one condition after another, over all that are left."""
    media, reached = test.media, test.reached
    left = [act for act in acts if (fact := act.fact).medium in media and fact.reached in reached]
    if test.sorted_only:
        left = [act for act in left if not act.unsorted]
    if test.count == "connected":
        # What the record says plainly is read without a call: most acts of a case are calls.
        left = [
            act
            for act in left
            if ((fact := act.fact).answered is True and fact.outcome is None) or act.connected() is not False
        ]
    elif test.count == "unanswered":
        left = [act for act in left if act.connected() is False]
    elif test.count == "conversations":
        left = [act for act in left if act.spoke() is True]
    elif test.count == "placed":
        left = [act for act in left if act.placed()]
    if test.text:
        found = re.compile(test.text).search
        left = [act for act in left if found(act.fact.text)]
    free = {creditor.id for creditor in setting.facts.creditors if creditor.agreed_frequency} if test.agreed else ()
    if free:
        left = [act for act in left if act.fact.creditor_id not in free]
    if test.consent:
        left = [act for act in left if not consented(setting, act, test.consent)]
    return left


def _keys(setting: Setting, test: Count, act: Act) -> Iterator[Group]:
    fact = act.fact
    parts: list[str] = []
    many: list[str] = [""]
    for grouping in test.per:
        if grouping == "creditor":
            parts.append(lender(act))
        elif grouping == "collector":
            parts.append(f"agency={fact.agency_id}" if fact.agency_id is not None else lender(act))
        elif grouping == "on_number":
            parts.append(f"on={fact.on_number}")
        elif grouping == "person":
            parts.append(f"person={fact.reached}:{fact.reached_name}")
        elif grouping == "number":
            if not fact.number:
                return
            parts.append(f"number={fact.number}")
        elif grouping == "batch":
            many = [f"batch={batch}" for batch in setting.batches.get(fact.number or "", ())]
        else:
            many = [f"debt={debt}" for debt in sorted(fact.debts)] or ["debt="]
    for last in many:
        yield (*parts, last) if last else tuple(parts)


def _share_debts(setting: Setting, groups: dict[Group, list[Act]], shared: dict[Group, set[int]]) -> None:
    """Lay acts that name no debt to the lender's one debt; over several debts they may be spread as the lender likes.

    Reg F, comment 14(b)(4)-2: calls without a particular debt may be attributed to any one debt, so that they pass the
    limit only where no attribution keeps every debt within it.
    """
    for group in [g for g in groups if g[-1] == "debt="]:
        open_acts = groups.pop(group)
        creditor = open_acts[0].fact.creditor_id
        named = {g for g in groups if g[:-1] == group[:-1]}
        debts = {debt.id for debt in setting.facts.debts if debt.creditor_id == creditor}
        debts |= {int(g[-1].partition("=")[2]) for g in named}
        if len(debts) <= 1:
            target = (*group[:-1], f"debt={next(iter(debts))}") if debts else group
            groups[target] = sorted([*groups.get(target, []), *open_acts], key=lambda act: act.at)
            continue
        spread = (*group[:-1], "debts")
        every = {act.fact.id: act for g in named for act in groups[g]} | {act.fact.id: act for act in open_acts}
        groups[spread] = sorted(every.values(), key=lambda act: act.at)
        shared[spread] = debts


def _windows(test: Count, found: list[Act], limit: int) -> Iterator[tuple[str, int, list[Act]]]:
    """Yield key, count and acts of each window with more than ``limit`` of the acts, which are in order of time."""
    if test.minutes is not None or (test.days > 1 and test.calendar is None):
        sliding = test.minutes is not None
        places = [act.fact.at_ms if sliding else act.day for act in found]
        length = test.minutes * _MINUTE_MS if test.minutes is not None else test.days
        for first, last, most in crowded(places, length, limit):
            held = found[first : last + 1]
            # Named by its first act's day, or by the act itself: runs of one group may share a day.
            yield (f"from={held[0].fact.id}" if sliding else f"from={held[0].day}"), most, held
        return
    buckets: dict[str | int, list[Act]] = defaultdict(list)
    if test.calendar is None:
        for act in found:
            buckets[act.day].append(act)
    else:
        for act in found:
            buckets[_bucket(test.calendar, act.day)].append(act)
    for key, held in buckets.items():
        if len(held) > limit:
            yield _bucket_name(key), len(held), held


def _bucket(calendar: str, day: int) -> str:
    on = day_of(day)
    if calendar == "month":
        return f"{on:%Y-%m}"
    week = on.isocalendar()
    return f"{week.year}-W{week.week:02d}"


def _bucket_name(key: str | int) -> str:
    if isinstance(key, str):
        return key
    return day_of(key).isoformat()


def _within(setting: Setting, rule: Rule, test: Count, found: list[Act], limit: int) -> None:
    """Note a count within the limit where a law presumes from it that all is well, or that debts may share it."""
    known = [act for act in found if not act.unsorted]
    if not test.within or not known or not setting.applicable(rule, known[0]).clauses:
        return
    places = [act.day for act in known]
    params = (("count", fullest(places, test.days)), ("limit", limit), ("days", test.days))
    code = "note_within" if limit == test.limit else "note_spread"
    for act in known:
        setting.note(rule.id, act, code, *params, grade=Grade.PRESUMED_COMPLIANCE)


def _beside(setting: Setting, rule: Rule, test: Count, acts: list[Act]) -> Iterator[FindingCandidate]:
    """Yield a question where one number or one batch did more than the limit, spread over several lenders' counts.

    Numbers rotate to defeat counting: a batch is evidence that hands belong together, and never proof.
    """
    for grouping in test.also:
        if grouping == "batch" and not setting.batches:
            continue
        other = test.model_copy(update={"per": (grouping,), "also": (), "total_note": "", "within": False})
        groups, _ = _groups(setting, other, acts)
        for group, found in groups.items():
            for key, most, held in _windows(other, found, test.limit):
                if len({lender(act) for act in held}) < 2:
                    continue
                law = setting.applicable(rule, held[0])
                if not law.clauses:
                    continue
                reasons = [*questions(law), *_doubtful(test, held, test.limit), Reason("review_grouping")]
                window = "/".join((key, *group))
                yield _finding(setting, rule, test, window, held, (most, test.limit), law, reasons)


def _note_totals(
    setting: Setting,
    rule: Rule,
    test: Count,
    totals: dict[tuple[int, str], list[Act]],
    over: set[tuple[int, str]],
) -> None:
    for key, found in totals.items():
        known = [act for act in found if not act.unsorted]
        if key in over or len(known) <= test.limit or not setting.applicable(rule, known[0]).clauses:
            continue
        params = (("day", setting.day(key[0]).isoformat()), ("count", len(known)))
        for act in known:
            setting.note(test.total_note, act, "note_unanswered_total", *params, grade=Grade.STANDARD_REVIEW)


def _doubtful(test: Count, held: list[Act], limit: int) -> list[Reason]:
    sure = 0
    for act in held:
        sure += not _doubts(test, act)
        if sure > limit:
            return []
    return [Reason(code) for code in sorted({code for act in held for code in _doubts(test, act)})]


def _doubts(test: Count, act: Act) -> tuple[str, ...]:
    doubts = []
    if act.unsorted:
        doubts.append("review_sorting")
    if test.count == "connected" and act.connected() is None:
        doubts.append("review_answered")
    if act.fact.reached is Reached.UNKNOWN:
        doubts.append("review_reached")
    if act.fact.precision is TimePrecision.RANGE:
        doubts.append("review_day")
    if not act.fact.zone_known:
        doubts.append("review_day_zone")
    if test.minutes is not None and act.approximate:
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
        law, changed = _laws(setting, rule, [act for act, _ in found])
        if not law.clauses:
            continue
        reasons = questions(law)
        sure = [act for act, _ in found if not act.unsorted and not act.fact.behaviours.isdisjoint(test.behaviours)]
        suspected = [hit for act, hits in found if act.fact.behaviours.isdisjoint(test.behaviours) for hit in hits]
        if len(sure) < test.at_least:
            if suspected:
                reasons.append(words_reason(setting, suspected))
            if any(act.unsorted for act, _ in found):
                reasons.append(Reason("review_sorting"))
        if changed:
            reasons.append(Reason("review_spans_change"))
        held = [act for act, _ in found]
        yield candidate(
            rule,
            owner,
            tuple(act.fact.id for act in held),
            law,
            repeated_reason(
                rule, len(held), setting.day(held[0].day).isoformat(), setting.day(held[-1].day).isoformat()
            ),
            reasons,
            hits=tuple(hit for _, hits in found for hit in hits)[:SHOWN_HITS],
            counts=_side_by_side(setting, held),
        )


def repeated_reason(rule: Rule, count: int, first: str, last: str) -> Reason:
    """Return why ``count`` acts from the day ``first`` to ``last`` make a finding of a rule on repetition."""
    return Reason(rule.why, (("count", count), ("first", first), ("last", last)))


def _laws(setting: Setting, rule: Rule, acts: list[Act]) -> tuple[Applicable, bool]:
    """Return the clauses of all acts in the pack's order with their questions, and whether the law changed between."""
    kinds = {law.clauses: law for law in (setting.applicable(rule, act) for act in acts) if law.clauses}
    order = {(c.instrument, c.article or ""): place for place, c in enumerate(rule.clauses)}

    def place(clause: ClauseRef) -> int:
        return order[(clause.instrument, clause.article)]

    clauses = sorted({clause for found in kinds for clause in found}, key=place)
    asked = dict.fromkeys(question for law in kinds.values() for question in law.questions)
    return Applicable(tuple(clauses), tuple(asked), sure=all(law.sure for law in kinds.values())), len(kinds) > 1


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
            setting.note(note.id, act, "note_messages", *params, grade=Grade.STANDARD_REVIEW)
