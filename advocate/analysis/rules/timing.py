"""Rules about hours of the day."""

from __future__ import annotations

from collections.abc import Iterator

from advocate.analysis.rules.acts import DAY_S, Act, Clock, Setting, clock_text, is_call
from advocate.analysis.rules.model import Rule, TimeWindow, minutes
from advocate.domain.facts import FindingCandidate, Reason
from advocate.domain.vocabulary import Reached, TimePrecision


def time_window(setting: Setting, rule: Rule, test: TimeWindow, acts: list[Act]) -> Iterator[FindingCandidate]:
    """Yield a finding for each act that began within the window of hours; note what lies too close to its ends.

    Convention of the law file: the start counts, the end does not; within the tolerance of either a person looks; a
    call that rang before the end and was answered about then is only noted.
    """
    start_s, end_s = minutes(test.start) * 60, minutes(test.end) * 60
    zones: dict[str, Clock] = {}
    for act in acts:
        second = act.second
        inside = start_s <= second < end_s if start_s < end_s else second >= start_s or second < end_s
        if not inside and not _edge(second, start_s, end_s, test) and not act.fact.duration_s:
            continue
        if act.fact.medium not in test.media or act.fact.precision is TimePrecision.DAY:
            continue
        law = setting.applicable(rule, act)
        if not law.clauses or _agreed(setting, rule, test, act, inside):
            continue
        near = not act.approximate and _edge(second, start_s, end_s, test)
        if not inside:
            _note_outside(setting, rule, act, start_s, near)
        elif near and is_call(act) and end_s - test.tolerance_s <= second < end_s and act.fact.answered is not False:
            if not act.unsorted:
                setting.note(rule.id, act, "review_clock")
        else:
            yield FindingCandidate(
                rule=rule.id,
                window=f"contact={act.fact.id}",
                contacts=(act.fact.id,),
                force=law.force,
                clauses=law.clauses,
                why=_why(setting, rule, test, act),
                review=_review(setting, act, law.questions, near, zones),
                hits=(),
            )


def _edge(second: int, start_s: int, end_s: int, test: TimeWindow) -> bool:
    tolerance = test.tolerance_s
    for edge in (start_s, end_s):
        distance = abs(second - edge)
        if distance <= tolerance or DAY_S - distance <= tolerance:
            return True
    return False


def _agreed(setting: Setting, rule: Rule, test: TimeWindow, act: Act, inside: bool) -> bool:
    """Tell whether a window agreed with the debtor takes the act out of the rule; it does not bind third persons."""
    creditor = setting.creditor(act)
    if creditor is None or creditor.agreed_window is None:
        return False
    if act.fact.reached not in (Reached.DEBTOR, Reached.UNKNOWN):
        return False
    since, until = creditor.agreed_window
    minute = act.second // 60
    consented = since <= minute < until if since <= until else minute >= since or minute < until
    if test.agreed == "consents":
        return consented
    if not consented and not act.unsorted and test.agreed_rule:
        setting.note(test.agreed_rule, act, "note_outside_agreed")
    return True


def _note_outside(setting: Setting, rule: Rule, act: Act, start_s: int, near: bool) -> None:
    if act.unsorted or act.approximate:
        return
    runs_on = act.second < start_s < act.second + (act.fact.duration_s or 0)
    if is_call(act) and runs_on and act.fact.answered is not False:
        setting.note(rule.id, act, "review_runs_into")
    elif near:
        setting.note(rule.id, act, "review_clock")


def _why(setting: Setting, rule: Rule, test: TimeWindow, act: Act) -> Reason:
    return Reason(
        rule.why,
        (
            ("day", setting.day(act.day).isoformat()),
            ("clock", clock_text(act.second)),
            ("medium", str(act.fact.medium)),
            ("start", test.start),
            ("end", test.end),
        ),
    )


def _review(
    setting: Setting, act: Act, questions: tuple[str, ...], near: bool, zones: dict[str, Clock]
) -> tuple[Reason, ...]:
    reasons = [Reason(f"review_{question}") for question in questions]
    if act.unsorted:
        reasons.append(Reason("review_sorting"))
    if near:
        reasons.append(Reason("review_clock"))
    if act.approximate:
        reasons.append(Reason("review_approximate", (("precision", str(act.fact.precision)),)))
    local = elsewhere(setting, act, zones)
    if local is not None:
        reasons.append(Reason("review_local_time", (("zone", act.fact.zone), ("clock", clock_text(local)[:5]))))
    return tuple(reasons)


def elsewhere(setting: Setting, act: Act, zones: dict[str, Clock]) -> int | None:
    """Return the second of the day where the contact was observed, None where clocks there show the rules' time."""
    zone = act.fact.zone
    if zone == setting.clock.zone:
        return None
    clock = zones.get(zone)
    if clock is None:
        clock = zones[zone] = Clock(zone)
    if clock.offset_s(act.fact.at_ms) == setting.clock.offset_s(act.fact.at_ms):
        return None
    return clock.local(act.fact.at_ms)[1]


def note_local_times(setting: Setting, acts: list[Act]) -> None:
    """Note contacts that were observed where clocks show another time: rules go by the pack's zone alone."""
    zones: dict[str, Clock] = {}
    for act in acts:
        if act.unsorted or elsewhere(setting, act, zones) is None:
            continue
        setting.note("TIME", act, "note_local_time", ("zone", act.fact.zone), ("rule_zone", setting.clock.zone))
