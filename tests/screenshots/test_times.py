"""Times as phones write them, and the days that they mean."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.analysis.screenshots import names, times
from advocate.domain.vocabulary import TimePrecision

#: A Tuesday.
SHOWN = datetime(2026, 11, 24, 18, 0)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("今天 17:05", "2026-11-24 17:05"),
        ("昨天 20:12", "2026-11-23 20:12"),
        ("前天 晚上8:12", "2026-11-22 20:12"),
        ("星期三 08:15", "2026-11-18 08:15"),
        ("周二 8:15", "2026-11-17 08:15"),
        ("3月5日 晚上8:12", "2026-03-05 20:12"),
        ("3月5日20:12", "2026-03-05 20:12"),
        ("12月5日 20:12", "2025-12-05 20:12"),
        ("2月29日 12:00", "2024-02-29 12:00"),
        ("2026年3月5日 星期四 20:12", "2026-03-05 20:12"),
        ("2026-03-05 20:12:33", "2026-03-05 20:12:33"),
        ("2026/3/5 上午 9:05", "2026-03-05 09:05"),
        ("凌晨12:10", "2026-11-24 00:10"),
        ("中午12:30", "2026-11-24 12:30"),
        ("中午1:30", "2026-11-24 13:30"),
        ("20:12", "2026-11-24 20:12"),
        ("8:12 PM", "2026-11-24 20:12"),
        ("12:05 AM", "2026-11-24 00:05"),
        ("Yesterday at 8:12 PM", "2026-11-23 20:12"),
        ("Thu, Mar 5 • 8:12 PM", "2026-03-05 20:12"),
        ("March 5, 2026 09:05", "2026-03-05 09:05"),
        ("5 March 2026 09:05", "2026-03-05 09:05"),
        ("Wednesday 8:12 PM", "2026-11-18 20:12"),
        ("3/15/26", "2026-03-15 00:00"),
    ],
)
def test_what_a_time_means_on_the_day_of_the_screenshot(written: str, meant: str) -> None:
    seen = times.parse(written)
    assert seen is not None
    resolved = seen.resolve(SHOWN)
    assert resolved is not None
    assert resolved[0] == datetime.fromisoformat(meant)


@pytest.mark.parametrize("written", ["昨天 20:12", "20:12", "星期三 08:15", "3月5日 20:12", "Mar 5, 8:12 PM", "Today"])
def test_a_day_is_never_guessed_without_the_screenshots_own(written: str) -> None:
    seen = times.parse(written)
    assert seen is not None
    assert seen.needs_shown
    assert seen.resolve(None) is None


def test_a_full_date_needs_no_screenshot() -> None:
    seen = times.parse("2026年3月5日 20:12")
    assert seen is not None
    assert seen.resolve(None) == (datetime(2026, 3, 5, 20, 12), TimePrecision.MINUTE)


@pytest.mark.parametrize(
    "text", ["您好", "12,580.36元", "5分12秒", "99:99", "3月40日", "13:7", "", "工号8861", "021-31234567"]
)
def test_other_texts_are_no_times(text: str) -> None:
    assert times.parse(text) is None


def test_a_spelling_with_two_meanings_is_marked() -> None:
    two = times.parse("3/5/26")
    one = times.parse("3/15/26")
    assert two is not None
    assert two.odd
    assert one is not None
    assert not one.odd


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(text: str) -> None:
    for seen in (times.parse(text), times.find(text)):
        if seen is not None:
            seen.resolve(SHOWN)


@given(st.dates(min_value=date(2016, 1, 1), max_value=date(2026, 11, 24)), st.times())
def test_a_written_moment_is_read_back(day: date, clock: datetime) -> None:
    written = f"{day.year}年{day.month}月{day.day}日 {clock.hour:02}:{clock.minute:02}"
    seen = times.parse(written)
    assert seen is not None
    assert seen.resolve(None) == (
        datetime(day.year, day.month, day.day, clock.hour, clock.minute),
        TimePrecision.MINUTE,
    )


@given(st.datetimes(min_value=datetime(2016, 3, 1), max_value=datetime(2030, 1, 1)), st.integers(0, 360))
def test_a_date_without_a_year_is_the_latest_that_was(shown: datetime, ago: int) -> None:
    day = (shown - timedelta(days=ago)).date()
    seen = times.parse(f"{day.month}月{day.day}日 08:00")
    assert seen is not None
    resolved = seen.resolve(shown)
    assert resolved is not None
    assert resolved[0].date() == day


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("Screenshot_20240101-120000_App.jpg", "2024-01-01 12:00:00"),
        ("Screenshot_2024-01-01-12-00-00-123_com.tencent.mm.jpg", "2024-01-01 12:00:00"),
        ("IMG_20240101_120000.jpg", "2024-01-01 12:00:00"),
        ("微信图片_20240101120000.png", "2024-01-01 12:00:00"),
        ("mmexport1704081600123.jpg", "2024-01-01 12:00:00"),
    ],
)
def test_names_say_when_a_screenshot_was_taken(name: str, local: str) -> None:
    captured = names.captured(name, "Asia/Shanghai")
    assert captured is not None
    assert captured.replace(microsecond=0) == datetime.fromisoformat(local + "+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    "name", ["IMG_1234.PNG", "截屏.png", "13912345678901234.jpg", "2024-13-45.png", "20240101.png"]
)
def test_other_names_say_nothing(name: str) -> None:
    assert names.captured(name, "Asia/Shanghai") is None
