"""Periods counted out: the holidays, the rows of section F, the dates that the research files computed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate import messages
from advocate.analysis.clocks.calendars import Calendar
from advocate.analysis.clocks.counting import all_ids, answers, covers, due, limitations, validation_period, without
from advocate.analysis.clocks.law import files, get
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Confidence


def days(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def test_the_chinese_holidays_of_2026_are_those_of_the_research_file() -> None:
    off = [
        *days("2026-01-01", "2026-01-03"), *days("2026-02-15", "2026-02-23"), *days("2026-04-04", "2026-04-06"),
        *days("2026-05-01", "2026-05-05"), *days("2026-06-19", "2026-06-21"), *days("2026-09-25", "2026-09-27"),
        *days("2026-10-01", "2026-10-07"),
    ]  # fmt: skip
    made_up = {date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}
    calendar = Calendar("cn")
    for day in days("2026-01-01", "2026-12-31"):
        expected = day in made_up or (day.weekday() < 5 and day not in off)
        assert calendar.workday(day) is expected, day
    assert calendar.known(date(2026, 12, 31))
    assert not calendar.known(date(2027, 1, 1))


def test_the_federal_holidays_are_the_dates_that_the_statute_names() -> None:
    calendar = Calendar("us")
    off = {day for day in days("2026-01-01", "2026-12-31") if calendar.holiday(day)}
    assert off == {
        date(2026, *day)
        for day in (
            (1, 1), (1, 19), (2, 16), (5, 25), (6, 19), (7, 4), (9, 7), (10, 12), (11, 11), (11, 26), (12, 25)
        )
    }  # fmt: skip
    assert calendar.workday(date(2026, 7, 3))


@pytest.mark.parametrize("place", ["gb", "hk", "tw", "in", "sg", "au", "ie"])
def test_other_places_have_holidays(place: str) -> None:
    calendar = Calendar(place)
    assert not calendar.workday(date(2026, 12, 25)) or place == "tw"
    assert sum(calendar.holiday(day) for day in days("2026-01-01", "2026-12-31")) >= 5


# Rows of section F of the research file on Chinese law.


def test_row_34_an_isolated_threat_reported_after_six_months() -> None:
    deadline = due("cn.psapl_25", date(2026, 1, 10))
    assert deadline.due == date(2026, 7, 10)
    assert deadline.overdue(date(2026, 7, 20))
    assert not deadline.overdue(date(2026, 7, 10))
    assert "第二十五条" in deadline.clause_zh


def test_row_34_warned_at_150_days() -> None:
    deadline = due("cn.psapl_25", date(2026, 1, 10))
    assert deadline.warn_on == (date(2026, 1, 10) + timedelta(days=150),)
    assert not deadline.warns(date(2026, 6, 8))
    assert deadline.warns(date(2026, 6, 9))


def test_row_35_conduct_that_goes_on_is_counted_from_its_end() -> None:
    deadline = due("cn.psapl_25", date(2026, 6, 30), continuous=True)
    assert deadline.due == date(2026, 12, 30)
    assert not deadline.overdue(date(2026, 11, 1))
    assert deadline.counted[0].code == "clock_start_next_end"


def test_an_act_of_2025_is_under_the_old_article() -> None:
    assert due("cn.psapl_22", date(2025, 12, 31)).due == date(2026, 6, 30)
    for rule, day in (("cn.psapl_25", date(2025, 12, 31)), ("cn.psapl_22", date(2026, 1, 1))):
        with pytest.raises(UserError, match="clock_other_law"):
            due(rule, day)
    assert [clock.id for clock in limitations("cn") if covers(clock, date(2025, 12, 31))] == [
        "cn.psapl_22",
        "cn.civil_3y",
    ]


def test_row_46_the_ministry_takes_it_after_the_carriers_fifteen_days() -> None:
    deadline = due("cn.carrier_15", date(2026, 11, 2))
    assert (deadline.due, deadline.next_day) == (date(2026, 11, 17), date(2026, 11, 18))
    assert {clock.id for clock in answers("miit_12381")} >= {"cn.carrier_15", "cn.miit_accept", "cn.miit_bar_other"}


def test_row_47_a_dispute_of_26_months_is_barred() -> None:
    assert due("cn.miit_bar_other", date(2024, 9, 24)).overdue(date(2026, 11, 24))
    assert not due("cn.miit_bar_other", date(2024, 11, 24)).overdue(date(2026, 11, 24))
    assert due("cn.miit_bar_fee", date(2026, 6, 23)).overdue(date(2026, 11, 24))


def test_row_48_an_anonymous_report_has_no_clocks() -> None:
    assert [clock.id for clock in answers("nfra_jubao")] == ["cn.nfra_report_accept", "cn.nfra_report_opinion"]
    assert answers("nfra_jubao", anonymous=True) == ()


# Chinese days.


@pytest.mark.parametrize(
    ("rule", "start", "last"),
    [
        # 2026-10-04 is in the holiday: to the 8th, the first working day after it.
        ("cn.company_15", date(2026, 9, 19), date(2026, 10, 8)),
        ("cn.company_15", date(2026, 11, 2), date(2026, 11, 17)),
        # Saturday to Monday; but Sunday 2026-09-20 is worked.
        ("cn.company_15", date(2026, 11, 6), date(2026, 11, 23)),
        ("cn.company_15", date(2026, 9, 5), date(2026, 9, 20)),
        # Working days over the Mid-Autumn and National holidays, with no make-up day in between.
        ("cn.miit_accept", date(2026, 9, 24), date(2026, 10, 9)),
        # Saturday 2026-10-10 is worked and counts.
        ("cn.nfra_transfer", date(2026, 9, 30), date(2026, 10, 15)),
        ("cn.credit_objection", date(2026, 3, 2), date(2026, 3, 23)),
        ("cn.aid_decide", date(2026, 3, 2), date(2026, 3, 9)),
        ("cn.petition_opinion", date(2026, 3, 2), date(2026, 5, 6)),
        ("cn.sim_check", date(2026, 3, 2), date(2026, 3, 4)),
        ("cn.police_transfer", date(2026, 3, 2), date(2026, 3, 3)),
        ("cn.civil_3y", date(2024, 2, 29), date(2027, 2, 28)),
        ("cn.recording_2y", date(2026, 3, 2), date(2028, 3, 2)),
        ("cn.psapl_25", date(2026, 8, 31), date(2027, 2, 28)),
        # Counted strictly: 2026-10-01 is a holiday, the limit stays.
        ("cn.psapl_25", date(2026, 4, 1), date(2026, 10, 1)),
    ],
)
def test_chinese_periods(rule: str, start: date, last: date) -> None:
    assert due(rule, start).due == last


def test_a_year_whose_holidays_are_not_known_is_a_question() -> None:
    deadline = due("cn.samr_mediate", date(2026, 12, 1))
    asked = [reason for reason in deadline.review if reason.code == "clock_ask_calendar"]
    assert [dict(reason.params)["year"] for reason in asked] == [2027]
    assert "2027" in messages.reason_text(asked[0], "zh")


def test_a_day_off_that_moves_the_end_is_said_in_words() -> None:
    words = [messages.reason_text(reason, "zh") for reason in due("cn.company_15", date(2026, 9, 19)).counted]
    assert any("2026-10-04" in line and "2026-10-08" in line and "第二百零三条" in line for line in words)
    words = [messages.reason_text(reason, "en") for reason in due("cn.miit_accept", date(2026, 9, 24)).counted]
    assert any("4 weekend days and 6 holidays" in line for line in words)


# The dates of the research file on law abroad.


@pytest.mark.parametrize(
    ("sent", "end"),
    [
        (date(2026, 6, 1), date(2026, 7, 8)),
        (date(2026, 6, 15), date(2026, 7, 23)),
        (date(2026, 12, 21), date(2027, 1, 28)),
        (date(2026, 7, 1), date(2026, 8, 7)),
    ],
)
def test_validation_periods(sent: date, end: date) -> None:
    """12 CFR 1006.34(b)(5); scenario 26: a notice of 1 July that prints 6 August is a day too early."""
    assert validation_period(sent).due == end


@pytest.mark.parametrize(
    ("rule", "start", "last"),
    [
        ("us.fdcpa_suit", date(2026, 3, 5), date(2027, 3, 5)),
        # The day of the conversation is day 1: a call on the 20th is free (scenario 5).
        ("us.freq_b", date(2026, 8, 13), date(2026, 8, 19)),
        ("us.consent", date(2026, 6, 4), date(2026, 6, 10)),
        ("us.validation_notice", date(2026, 7, 1), date(2026, 7, 6)),
        # May 1 mailing: monitored from May 1 to May 14.
        ("us.credit_14", date(2026, 5, 1), date(2026, 5, 14)),
        # Scenario 21: ten business days from 11 June ended on 26 June, with Juneteenth.
        ("us.tcpa_revoke", date(2026, 6, 11), date(2026, 6, 26)),
        # Scenario 30 and table 2.B.
        ("gb.firm_8w", date(2026, 1, 7), date(2026, 3, 4)),
        ("gb.fos_6m", date(2026, 8, 31), date(2027, 2, 28)),
        ("gb.fos_6m", date(2027, 8, 31), date(2028, 2, 29)),
        ("gb.fos_6y", date(2020, 5, 6), date(2026, 5, 6)),
    ],
)
def test_periods_abroad(rule: str, start: date, last: date) -> None:
    assert due(rule, start).due == last


def test_scenario_30_the_ombudsman_is_open_on_the_day_after_eight_weeks() -> None:
    deadline = due("gb.firm_8w", date(2026, 1, 7))
    assert not deadline.overdue(date(2026, 3, 4))
    assert (deadline.next_day, deadline.overdue(date(2026, 3, 5))) == (date(2026, 3, 5), True)


def test_the_suit_is_warned_of_60_30_and_7_days_before() -> None:
    deadline = due("us.fdcpa_suit", date(2026, 3, 5))
    assert [(deadline.due - day).days for day in deadline.warn_on] == [60, 30, 7]


# Every clock.


@pytest.mark.parametrize("rule", all_ids())
def test_every_clock_is_worded_and_marked(rule: str) -> None:
    clock, _file = get(rule)
    deadline = due(rule, clock.act_until or date(2026, 3, 2))
    catalogue = messages.catalogue()
    for reason in (*deadline.counted, *deadline.review):
        assert reason.code in catalogue
        for lang in messages.LANGUAGES:
            assert "{" not in messages.reason_text(reason, lang)
    assert deadline.counted
    assert deadline.title("zh")
    assert deadline.clause("en")
    if deadline.confidence is not Confidence.TEXT_SEEN:
        assert {"clock_ask_memory", "clock_ask_quoted"} & {reason.code for reason in deadline.review}


def test_channels_without_a_clock_say_why() -> None:
    for jurisdiction, file in files().items():
        with_clocks = {channel for clock in file.clocks for channel in clock.channels}
        for channel in file.without:
            reason = without(channel, jurisdiction)
            assert reason is not None
            assert reason.code in messages.catalogue()
            assert channel not in with_clocks
    assert without("company") is None
    assert answers("company", "atlantis") == ()


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_day_that_makes_no_sense(day: date) -> None:
    with pytest.raises(UserError, match="clock_day_absurd"):
        due("cn.company_15", day)


def test_an_unknown_clock() -> None:
    with pytest.raises(UserError, match="unknown_clock"):
        due("cn.no_such", date(2026, 1, 1))


START = st.dates(date(2005, 1, 1), date(2040, 1, 1))


@given(st.sampled_from([rule for rule in all_ids() if not rule.startswith("cn.psapl")]), START, st.integers(1, 400))
def test_a_later_start_never_ends_earlier(rule: str, start: date, more: int) -> None:
    first, second = due(rule, start), due(rule, start + timedelta(days=more))
    assert start <= first.due <= second.due


@given(st.sampled_from(["cn.miit_accept", "cn.samr_mediate", "us.tcpa_revoke", "gb.payment_35"]), START)
def test_working_days_are_what_counting_each_day_gives(rule: str, start: date) -> None:
    clock, file = get(rule)
    calendar = Calendar(file.calendar)
    last = due(rule, start).due
    inside = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert sum(calendar.workday(day) for day in inside) == clock.length
    assert calendar.workday(last)


@given(st.sampled_from([rule for rule in all_ids() if get(rule)[0].roll == "next_workday"]), START)
def test_what_rolls_ends_on_a_working_day(rule: str, start: date) -> None:
    assert Calendar(get(rule)[1].calendar).workday(due(rule, start).due)
