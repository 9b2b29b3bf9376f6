"""Rules about what came before: a conversation, a refusal, a letter, an answer of the debtor's."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from advocate.analysis.clocks.calendars import Calendar
from advocate.analysis.rules.acts import Act, Setting, answered_by_debtor
from advocate.analysis.rules.answers import candidate, questions
from advocate.analysis.rules.clauses import Applicable
from advocate.analysis.rules.consents import consented
from advocate.analysis.rules.kinds import After, WhileReachable
from advocate.analysis.rules.model import Rule
from advocate.analysis.rules.timing import within_hours
from advocate.domain.facts import FindingCandidate, NoticeFact, Reason
from advocate.domain.vocabulary import CallOutcome, Medium, Reached, TimePrecision

_MINUTE_MS = 60_000
#: What is only said leaves nothing in writing.
_SPOKEN = (Medium.CALL, Medium.VOICEMAIL, Medium.VISIT)


@dataclass(slots=True, eq=False)
class _Event:
    """What an act came after: a contact, or a notice."""

    at_ms: int
    day: int
    act: Act | None = None
    notice: NoticeFact | None = None
    used: int = 0


def after(setting: Setting, rule: Rule, test: After, acts: list[Act]) -> Iterator[FindingCandidate]:
    """Yield a finding for each act that came after the event, within the days that the test names."""
    events = _events(setting, test)
    if not events:
        return
    times = {key: [event.at_ms for event in found] for key, found in events.items()}
    for act in acts:
        fact = act.fact
        if fact.medium not in test.media or fact.reached not in test.reached:
            continue
        if test.placed_only and not act.placed():
            continue
        if test.behaviours and fact.behaviours.isdisjoint(test.behaviours):
            continue
        if test.consent and consented(setting, act, test.consent):
            continue
        if not fact.marks.isdisjoint(test.unless):
            continue
        event = _latest(setting, test, act, events, times)
        if event is None:
            continue
        event.used += 1
        if event.used <= test.allowed and _soon(test, act, event):
            continue
        law = setting.applicable(rule, act)
        if not law.clauses:
            setting.not_covered(rule, law, act)
            continue
        yield _finding(setting, rule, test, act, event, law)


def _soon(test: After, act: Act, event: _Event) -> bool:
    minutes = test.allowed_minutes
    return minutes is None or act.fact.at_ms - event.at_ms <= minutes * _MINUTE_MS


def _events(setting: Setting, test: After) -> dict[object, list[_Event]]:
    """Return the events in order of time: conversations by lender and person, notices by lender."""
    found: dict[object, list[_Event]] = defaultdict(list)
    if test.event == "conversation":
        for act in setting.conversations:
            if test.dropped and act.fact.outcome is not CallOutcome.DROPPED:
                continue
            found[_key(test, act)].append(_Event(act.fact.at_ms, act.day, act=act))
        return found
    for notice in setting.notices:
        if notice.kind is test.event and not (test.written and notice.made_by in _SPOKEN):
            day, _ = setting.clock(notice.zone).local(notice.at_ms)
            found[notice.creditor_id].append(_Event(notice.at_ms, day, notice=notice))
    for group in found.values():
        group.sort(key=lambda event: event.at_ms)
    return found


def _key(test: After, act: Act) -> object:
    person = (act.fact.reached, act.fact.reached_name) if "person" in test.same else None
    agency = act.fact.agency_id if "collector" in test.same else None
    return (act.fact.creditor_id, agency, person)


def _latest(
    setting: Setting, test: After, act: Act, events: dict[object, list[_Event]], times: dict[object, list[int]]
) -> _Event | None:
    keys: tuple[object, ...] = (_key(test, act),) if test.event == "conversation" else (act.fact.creditor_id, None)
    best: _Event | None = None
    for key in dict.fromkeys(keys):
        group = events.get(key)
        if not group:
            continue
        for event in reversed(group[: bisect_left(times[key], act.fact.at_ms)]):
            if test.within_days is not None and act.day - event.day >= test.within_days:
                break
            if test.within_minutes is not None and act.fact.at_ms - event.at_ms > test.within_minutes * _MINUTE_MS:
                break
            if _ended(setting, test, act, event) or _still_free(setting, test, act, event):
                continue
            if _same_debt(act, event) and (event.notice is None or _touches(test, act, event.notice)):
                if best is None or event.at_ms > best.at_ms:
                    best = event
                break
    return best


def _ended(setting: Setting, test: After, act: Act, event: _Event) -> bool:
    """Tell whether a later notice, before the act, freed the lender again: verification of a disputed debt."""
    if test.ended_by is None or event.notice is None:
        return False
    owner = event.notice.creditor_id
    return any(
        notice.kind is test.ended_by
        and event.at_ms <= notice.at_ms < act.fact.at_ms
        and (owner is None or notice.creditor_id in (None, owner))
        for notice in setting.notices
    )


def _still_free(setting: Setting, test: After, act: Act, event: _Event) -> bool:
    """Tell whether the act lies within the working days that the law gives for taking note."""
    if not test.working_days:
        return False
    calendar = Calendar(setting.book.pack.manifest.calendar)
    day, left = setting.day(event.day), test.working_days
    while left:
        day += timedelta(days=1)
        left -= calendar.workday(day)
    return setting.day(act.day) <= day


def _same_debt(act: Act, event: _Event) -> bool:
    """Tell whether a call may be about the debt that was spoken of: not where both name others."""
    if event.act is None or not act.fact.debts or not event.act.fact.debts:
        return True
    return not act.fact.debts.isdisjoint(event.act.fact.debts)


def _several_debts(setting: Setting, act: Act, event: _Event) -> bool:
    """Tell whether a call and a conversation that do not both name a debt may be about different ones."""
    if event.act is None or (act.fact.debts and event.act.fact.debts):
        return False
    return sum(debt.creditor_id == act.fact.creditor_id for debt in setting.facts.debts) > 1


def _touches(test: After, act: Act, notice: NoticeFact) -> bool:
    """Tell whether a notice speaks of such an act: what it does not name, it does not narrow."""
    fact = act.fact
    if "medium" in test.same and notice.medium is not None and notice.medium is not fact.medium:
        return False
    if "number" in test.same and notice.number and notice.number not in (fact.on_number, fact.number):
        return False
    if "person" in test.same and notice.person and notice.person != fact.reached_name:
        return False
    return "window" not in test.same or notice.window is None or within_hours(act.second // 60, notice.window)


def _finding(setting: Setting, rule: Rule, test: After, act: Act, event: _Event, law: Applicable) -> FindingCandidate:
    reasons = questions(law)
    if act.unsorted:
        reasons.append(Reason("review_sorting"))
    if act.approximate and act.day == event.day:
        reasons.append(Reason("review_approximate", (("precision", str(act.fact.precision)),)))
    if not act.fact.zone_known:
        reasons.append(Reason("review_zone", (("zone", act.fact.zone),)))
    if _several_debts(setting, act, event):
        reasons.append(Reason("review_spread"))
    contacts: tuple[int, ...] = (act.fact.id,)
    if event.notice is not None:
        if event.notice.said_in is not None:
            reasons.append(Reason("review_made_known"))
            contacts = (event.notice.said_in, act.fact.id)
        elif test.written and event.notice.made_by is None:
            reasons.append(Reason("review_in_writing"))
    if event.act is not None and event.act.fact.id != act.fact.id:
        contacts = (event.act.fact.id, act.fact.id)
    params = (
        ("day", setting.day(act.day).isoformat()),
        ("medium", str(act.fact.medium)),
        ("reached", str(act.fact.reached)),
        ("event_day", setting.day(event.day).isoformat()),
        ("behaviours", ()),
    )
    return candidate(rule, f"contact={act.fact.id}", contacts, law, Reason(rule.why, params), reasons)


def while_reachable(setting: Setting, rule: Rule, test: WhileReachable, acts: list[Act]) -> Iterator[FindingCandidate]:
    """Yield a finding for each third person approached although the debtor had answered or replied shortly before."""
    replies: dict[int | None, list[Act]] = defaultdict(list)
    for act in sorted([*setting.replies, *filter(answered_by_debtor, acts)], key=lambda act: act.at):
        replies[act.fact.creditor_id].append(act)
    if not replies:
        return
    times = {owner: [act.fact.at_ms for act in found] for owner, found in replies.items()}
    for act in acts:
        fact = act.fact
        if not fact.reached.is_third_party or fact.medium not in test.media:
            continue
        place = bisect_left(times.get(fact.creditor_id, []), fact.at_ms)
        # All of them: another reply adds to a finding, and takes nothing from it.
        of_creditor = replies.get(fact.creditor_id, [])
        since = place
        while since and act.day - of_creditor[since - 1].day <= test.days:
            since -= 1
        near = of_creditor[since:place]
        if not near:
            continue
        reply = near[-1]
        law = setting.applicable(rule, act)
        if not law.clauses:
            continue
        reasons = questions(law)
        if act.unsorted:
            reasons.append(Reason("review_sorting"))
        if fact.precision is TimePrecision.DAY and act.day == reply.day:
            reasons.append(Reason("review_approximate", (("precision", str(fact.precision)),)))
        if fact.reached is Reached.SPOUSE:
            reasons.append(Reason("review_spouse"))
        params = (
            ("day", setting.day(act.day).isoformat()),
            ("medium", str(fact.medium)),
            ("reached", str(fact.reached)),
            ("reply_day", setting.day(reply.day).isoformat()),
        )
        contacts = (*(reply.fact.id for reply in near), fact.id)
        yield candidate(rule, f"contact={fact.id}", contacts, law, Reason(rule.why, params), reasons)
