"""Rules about hours of the day."""

from __future__ import annotations

from collections.abc import Iterator

from advocate.analysis.rules.acts import DAY_S, REACHED, Act, Clock, Setting, clock_text, is_call
from advocate.analysis.rules.answers import candidate, questions
from advocate.analysis.rules.clauses import Applicable
from advocate.analysis.rules.kinds import TimeWindow
from advocate.analysis.rules.model import Rule, minutes
from advocate.analysis.rules.places import answers, note_other_zones
from advocate.domain.facts import CreditorFact, FindingCandidate, Reason
from advocate.domain.vocabulary import Medium, Reached, TimePrecision

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Media whose time of sending and of receipt may differ.
_ELECTRONIC = frozenset(
    {
        Medium.SMS,
        Medium.MMS,
        Medium.RCS,
        Medium.WECHAT,
        Medium.QQ,
        Medium.WHATSAPP,
        Medium.TELEGRAM,
        Medium.SIGNAL,
        Medium.LINE,
        Medium.EMAIL,
        Medium.APP_PUSH,
    }
)


def time_window(setting: Setting, rule: Rule, test: TimeWindow, acts: list[Act]) -> Iterator[FindingCandidate]:
    """Yield a finding for each act that began within the window of hours; note what lies too close to its ends.

    Convention of the Chinese law file: the start counts, the end does not; within the tolerance of either a person
    looks; a call that rang before the end and was answered about then is only noted.
    """
    if test.agreed == "outside":
        yield from _outside_agreed(setting, rule, test, acts)
        return
    start_s, end_s = minutes(test.start) * 60, minutes(test.end) * 60
    earliest_s = start_s - test.tolerance_s
    span_s = ((end_s - start_s) % DAY_S or DAY_S) + 2 * test.tolerance_s
    zones: dict[str, Clock] = {}
    answered = answers(setting, acts, lambda second: _inside(second, start_s, end_s, test)) if test.answers else ()
    for act in acts:
        second, day = act.second, act.day
        if test.clock == "sent" and act.fact.sent_ms is not None:
            day, second = setting.clock(act.fact.zone).local(act.fact.sent_ms)
        if (second - earliest_s) % DAY_S > span_s and not second < start_s < second + (act.fact.duration_s or 0):
            continue
        inside = _inside(second, start_s, end_s, test)
        at_edge = test.edges and not inside and second in (start_s % DAY_S, end_s % DAY_S)
        if act.fact.medium not in test.media or act.fact.precision is TimePrecision.DAY:
            continue
        if act.fact.reached not in test.reached or (test.days and not _on(setting, test, day)):
            continue
        law = setting.applicable(rule, act)
        if not law.clauses:
            if inside:
                setting.not_covered(rule, law, act)
            continue
        if _agreed(setting, test, act, inside):
            continue
        if act.fact.id in answered:
            setting.note(rule.id, act, "note_one_answer")
            continue
        near = not act.approximate and _edge(second, start_s, end_s, test)
        if not inside and not at_edge:
            _note_outside(setting, rule, act, start_s, near)
        elif near and is_call(act) and end_s - test.tolerance_s <= second < end_s and act.fact.answered is not False:
            if not act.unsorted:
                setting.note(rule.id, act, "review_clock")
        else:
            reasons = _review(setting, act, law, near, zones)
            if at_edge:
                reasons.append(Reason("review_edge"))
            if test.clock == "sent" and act.fact.sent_ms is None and act.fact.medium in _ELECTRONIC:
                late = (second - start_s) % DAY_S
                if late <= test.sent_margin_s:
                    reasons.append(Reason("review_sent_time"))
            why = _why(setting, rule, test.start, test.end, act, day, second)
            yield candidate(rule, f"contact={act.fact.id}", (act.fact.id,), law, why, reasons)
    note_other_zones(setting, rule, acts, lambda second: _inside(second, start_s, end_s, test))


def _outside_agreed(setting: Setting, rule: Rule, test: TimeWindow, acts: list[Act]) -> Iterator[FindingCandidate]:
    """Yield a finding for each act outside the hours that were agreed with the debtor."""
    creditors = {c.id: c for c in setting.facts.creditors if c.agreed_window is not None}
    if not creditors:
        return
    zones: dict[str, Clock] = {}
    for act in acts:
        creditor = creditors.get(act.fact.creditor_id) if act.fact.creditor_id is not None else None
        window = creditor.agreed_window if creditor is not None and _holds(setting, creditor, act) else None
        if window is None or act.fact.medium not in test.media or act.fact.precision is TimePrecision.DAY:
            continue
        if act.fact.reached not in (Reached.DEBTOR, Reached.UNKNOWN) or within_hours(act.second // 60, window):
            continue
        law = setting.applicable(rule, act)
        if not law.clauses:
            continue
        edges = (window[0] * 60, window[1] * 60)
        near = not act.approximate and any(_near(act.second, edge, test.tolerance_s) for edge in edges)
        reasons = _review(setting, act, law, near, zones)
        since, until = (f"{minute // 60:02d}:{minute % 60:02d}" for minute in window)
        why = _why(setting, rule, since, until, act, act.day, act.second)
        yield candidate(rule, f"contact={act.fact.id}", (act.fact.id,), law, why, reasons)


def _inside(second: int, start_s: int, end_s: int, test: TimeWindow) -> bool:
    if second == start_s % DAY_S:
        return test.start_counts
    if second == end_s % DAY_S:
        return test.end_counts
    return start_s < second < end_s if start_s < end_s else second > start_s or second < end_s


def _edge(second: int, start_s: int, end_s: int, test: TimeWindow) -> bool:
    return _near(second, start_s, test.tolerance_s) or _near(second, end_s, test.tolerance_s)


def _near(second: int, edge: int, tolerance: int) -> bool:
    distance = abs(second - edge)
    return tolerance > 0 and (distance <= tolerance or DAY_S - distance <= tolerance)


def _on(setting: Setting, test: TimeWindow, day: int) -> bool:
    on = setting.day(day)
    if setting.holiday(on):
        return "holiday" in test.days
    return _DAYS[on.weekday()] in test.days


def within_hours(minute: int, window: tuple[int, int]) -> bool:
    """Tell whether a minute of the day lies in ``(from, until)``, which may pass midnight."""
    since, until = window
    return since <= minute < until if since <= until else minute >= since or minute < until


def _agreed(setting: Setting, test: TimeWindow, act: Act, inside: bool) -> bool:
    """Tell whether a window agreed with the debtor takes the act out of the rule; it does not bind third persons."""
    creditor = setting.creditor(act)
    if test.agreed == "none" or creditor is None or creditor.agreed_window is None:
        return False
    if not _holds(setting, creditor, act):
        return False
    if act.fact.reached not in (Reached.DEBTOR, Reached.UNKNOWN):
        return False
    return test.agreed == "replaces" or within_hours(act.second // 60, creditor.agreed_window)


def _holds(setting: Setting, creditor: CreditorFact, act: Act) -> bool:
    """Tell whether the hours agreed with a lender held when the act began."""
    if creditor.agreed_since_ms is not None and act.fact.at_ms < creditor.agreed_since_ms:
        return False
    return creditor.agreed_until is None or setting.day(act.day) <= creditor.agreed_until


def _note_outside(setting: Setting, rule: Rule, act: Act, start_s: int, near: bool) -> None:
    if act.unsorted or act.approximate:
        return
    runs_on = act.second < start_s < act.second + (act.fact.duration_s or 0)
    if is_call(act) and runs_on and act.fact.answered is not False:
        setting.note(rule.id, act, "review_runs_into")
    elif near:
        setting.note(rule.id, act, "review_clock")


def _why(setting: Setting, rule: Rule, start: str, end: str, act: Act, day: int, second: int) -> Reason:
    return Reason(
        rule.why,
        (
            ("day", setting.day(day).isoformat()),
            ("clock", clock_text(second)),
            ("medium", str(act.fact.medium)),
            ("start", start),
            ("end", end),
        ),
    )


def _review(setting: Setting, act: Act, law: Applicable, near: bool, zones: dict[str, Clock]) -> list[Reason]:
    reasons = questions(law)
    if act.unsorted:
        reasons.append(Reason("review_sorting"))
    if near:
        reasons.append(Reason("review_clock"))
    if act.approximate:
        reasons.append(Reason("review_approximate", (("precision", str(act.fact.precision)),)))
    if not act.fact.zone_known:
        reasons.append(Reason("review_zone", (("zone", act.fact.zone),)))
    local = elsewhere(setting, act, zones)
    if local is not None:
        reasons.append(Reason("review_local_time", (("zone", act.fact.zone), ("clock", clock_text(local)[:5]))))
    return reasons


def elsewhere(setting: Setting, act: Act, zones: dict[str, Clock]) -> int | None:
    """Return the second of the day where the contact was observed, None where clocks there show the rules' time."""
    zone = act.fact.zone
    if zone == setting.zone or setting.zone == REACHED:
        return None
    clock = zones.get(zone)
    if clock is None:
        clock = zones[zone] = Clock(zone)
    if clock.offset_s(act.fact.at_ms) == setting.clock(zone).offset_s(act.fact.at_ms):
        return None
    return clock.local(act.fact.at_ms)[1]


def note_local_times(setting: Setting, acts: list[Act]) -> None:
    """Note contacts that were observed where clocks show another time than the one that the rules go by."""
    zones: dict[str, Clock] = {}
    if setting.zone == REACHED:
        return
    for act in acts:
        if act.fact.zone == setting.zone or act.unsorted or elsewhere(setting, act, zones) is None:
            continue
        setting.note("TIME", act, "note_local_time", ("zone", act.fact.zone), ("rule_zone", setting.zone))
