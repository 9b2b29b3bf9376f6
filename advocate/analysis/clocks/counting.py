"""Periods counted out, each with its clause and with how it was counted, in words."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from advocate.analysis.clocks.calendars import Calendar
from advocate.analysis.clocks.law import Clock, clocks, files, get
from advocate.domain.deadlines import Deadline
from advocate.domain.errors import UserError
from advocate.domain.facts import Reason
from advocate.domain.moments import place_of

#: Later than this nothing is counted: a year typed wrong.
_LATEST_YEAR = 9000


def due(rule_id: str, start: date | datetime, *, continuous: bool = False) -> Deadline:
    """Return the deadline of clock ``rule_id`` whose event was on ``start``, the local day.

    With ``continuous``, ``start`` is the end of conduct that went on (治安管理处罚法 art. 25(2)). Raises `UserError`
    ``unknown_clock``, ``clock_day_absurd``, ``clock_other_law`` where the act's day is under another version.
    """
    clock, file = get(rule_id)
    first = start.date() if isinstance(start, datetime) else start
    if not 1900 <= first.year <= _LATEST_YEAR:
        raise UserError("clock_day_absurd", day=first.isoformat())
    if (clock.act_from and first < clock.act_from) or (clock.act_until and first > clock.act_until):
        raise UserError("clock_other_law", day=first.isoformat(), clause=clock.clause.zh)
    calendar = Calendar(file.calendar)
    counted = [_start_words(clock, first, continuous)]
    if file.start_note and clock.first_day == "next":
        counted.append(Reason(file.start_note))
    review: list[Reason] = [Reason(code) for code in clock.questions]
    last = _counted(clock, first, calendar, counted, review)
    last = _rolled(clock, last, calendar, counted, review)
    counted.extend(Reason(code) for code in (*clock.extendable, *clock.notes))
    if clock.clause.mark.value == "M":
        review.append(Reason("clock_ask_memory"))
    elif clock.clause.mark.value == "T2":
        review.append(Reason("clock_ask_quoted"))
    return Deadline(
        rule=clock.id,
        title_zh=clock.title.zh,
        title_en=clock.title.en,
        clause_zh=clock.clause.zh,
        clause_en=clock.clause.en,
        quote=clock.clause.quote,
        confidence=clock.clause.mark,
        start=first,
        due=last,
        next_day=last + timedelta(days=1),
        whose=clock.whose,
        warn_on=_warnings(clock, first, last),
        counted=tuple(counted),
        review=tuple(review),
    )


def validation_period(sent: date) -> Deadline:
    """Return the earliest lawful end of a US validation period for a notice sent on ``sent``.

    12 CFR 1006.34(b)(5): five days without Saturdays, Sundays and 6103(a) holidays to assumed receipt, then 30 days.
    """
    receipt = due("us.validation_receipt", sent)
    end = due("us.validation_period", receipt.due)
    return replace(end, start=sent, counted=(*receipt.counted, *end.counted))


def answers(channel: str, jurisdiction: str = "cn", *, anonymous: bool = False) -> tuple[Clock, ...]:
    """Return the clocks of a channel; an anonymous report has none of those that only named reporters have."""
    file = files().get(jurisdiction)
    if file is None:
        return ()
    return tuple(clock for clock in file.clocks if channel in clock.channels and not (anonymous and clock.named_only))


def without(channel: str, jurisdiction: str = "cn") -> Reason | None:
    """Return why a channel has no clock; None where it has one or nothing is known of it."""
    file = files().get(jurisdiction)
    code = file.without.get(channel) if file else None
    return Reason(code) if code else None


def limitations(jurisdiction: str) -> tuple[Clock, ...]:
    """Return the limitation and discovery limits of a place that hang on acts."""
    file = files().get(jurisdiction) or files().get(place_of(jurisdiction))
    found = file.clocks if file else ()
    return tuple(clock for clock in found if clock.kind == "limitation" and clock.start in ("act", "act_or_end"))


def covers(clock: Clock, act: date) -> bool:
    """Tell whether the version of the law behind ``clock`` governs an act of that day."""
    return (clock.act_from is None or act >= clock.act_from) and (clock.act_until is None or act <= clock.act_until)


def all_ids() -> tuple[str, ...]:
    """Return the ids of every clock."""
    return tuple(clocks())


def _start_words(clock: Clock, first: date, continuous: bool) -> Reason:
    code = "clock_start_same" if clock.first_day == "same" else "clock_start_next"
    event = "end" if clock.start == "act_or_end" and continuous else clock.start.removesuffix("_or_end")
    return Reason(f"{code}_{event}", (("day", first.isoformat()),))


def _counted(clock: Clock, first: date, calendar: Calendar, counted: list[Reason], review: list[Reason]) -> date:
    before = first - timedelta(days=1) if clock.first_day == "same" else first
    if clock.unit == "working_day":
        return _working_days(clock, before, calendar, counted, review)
    if clock.unit == "month":
        last = _months_on(before, clock.length)
    elif clock.unit == "year":
        last = _months_on(before, 12 * clock.length)
    elif clock.unit == "hour":
        last = before + timedelta(days=-(-clock.length // 24))
    else:
        last = before + timedelta(days=clock.length * (7 if clock.unit == "week" else 1))
    counted.append(Reason(f"clock_add_{clock.unit}", (("length", clock.length), ("day", last.isoformat()))))
    return last


def _working_days(clock: Clock, before: date, calendar: Calendar, counted: list[Reason], review: list[Reason]) -> date:
    last = before
    left = clock.length
    while left:
        last += timedelta(days=1)
        left -= calendar.workday(last)
    span = calendar.span(before, last)
    params = (("weekend", span.weekend), ("holidays", span.holidays), ("made_up", span.made_up))
    counted.append(Reason("clock_add_working_day", (("length", clock.length), ("day", last.isoformat()), *params)))
    if not span.known:
        review.append(Reason("clock_ask_calendar", (("year", last.year),)))
    return last


def _rolled(clock: Clock, last: date, calendar: Calendar, counted: list[Reason], review: list[Reason]) -> date:
    if clock.roll == "none":
        if clock.kind == "limitation" and not calendar.workday(last):
            counted.append(Reason("clock_not_rolled", (("day", last.isoformat()),)))
        return last
    rolled = calendar.next_workday(last)
    if not calendar.span(last - timedelta(days=1), rolled).known:
        review.append(Reason("clock_ask_calendar", (("year", rolled.year),)))
    if rolled != last:
        counted.append(Reason("clock_rolled", (("day", last.isoformat()), ("to", rolled.isoformat()))))
    return rolled


def _months_on(day: date, months: int) -> date:
    """Return the corresponding day ``months`` later, or the last of its month where there is none."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _warnings(clock: Clock, first: date, last: date) -> tuple[date, ...]:
    found: Iterable[date] = (
        *(first + timedelta(days=days) for days in clock.warn_after),
        *(last - timedelta(days=days) for days in clock.warn_before),
    )
    return tuple(sorted(found))
