"""Times, lengths and words as files write them: whatever the text, a bounded value or none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.importers.phones import values
from advocate.importers.phones.values import apple_ms, clock_ms, line, seconds, whole, words


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2024-03-05 09:08:07", "2024-03-05T01:08:07"),
        ("2024/3/5 9:08", "2024-03-05T01:08:00"),
        ("2024年3月5日 下午9:08:07", "2024-03-05T13:08:07"),
        ("2024年3月5日 上午12:03", "2024-03-04T16:03:00"),
        ("2024年3月5日 中午12:03", "2024-03-05T04:03:00"),
        ("2024年3月5日9时8分7秒", "2024-03-05T01:08:07"),
        ("2024-03-05 12:08:07 AM", "2024-03-04T16:08:07"),
        ("2024-03-05 12:08:07\u202fPM", "2024-03-05T04:08:07"),
        ("2024-03-05T09:08:07Z", "2024-03-05T09:08:07"),
        ("2024-03-05T09:08:07.500-07:00", "2024-03-05T16:08:07.500000"),
        ("2024-03-05T09:08:07+0530", "2024-03-05T03:38:07"),
    ],
)
def test_wall_clocks(written: str, instant: str) -> None:
    at_ms, assumed, known = clock_ms(written, "Asia/Shanghai")
    assert at_ms is not None
    assert datetime.fromtimestamp(at_ms / 1000, UTC).replace(tzinfo=None).isoformat() == instant
    assert known
    assert assumed == ("" if written.endswith(("Z", ":00", "30")) and "T" in written else "Asia/Shanghai")


@pytest.mark.parametrize("written", ["", "gestern", "2024-02-30 10:00", "2024-13-01", "0000-00-00", "9999-12-31 10:00"])
def test_no_wall_clock(written: str) -> None:
    assert clock_ms(written, "Asia/Shanghai")[0] is None


@pytest.mark.parametrize("stamp", [663360000, 663360000.0, 663360000 * 10**6, 663360000 * 10**9])
def test_apple_counts_seconds_micro_and_nanoseconds(stamp: float) -> None:
    assert apple_ms(stamp) == 1641667200000


@pytest.mark.parametrize("stamp", [0, None, "x", True, float("nan"), float("inf"), -(10**12), 10**30])
def test_no_time_of_apple(stamp: object) -> None:
    assert apple_ms(stamp) is None


@pytest.mark.parametrize(
    ("written", "length_s"),
    [
        ("83", 83),
        ("00:01:23", 83),
        ("1:23", 83),
        ("PT1M23S", 83),
        ("PT12M51S", 771),
        ("1分23秒", 83),
        ("1小时2分3秒", 3723),
        ("1h 2m 3s", 3723),
        ("23秒", 23),
        ("", None),
        ("-1", None),
        ("99999999", None),
        ("viel", None),
    ],
)
def test_lengths(written: str, length_s: int | None) -> None:
    assert seconds(written) == length_s


ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.binary(max_size=9)


@given(ANYTHING, st.text(max_size=40))
def test_nothing_raises_and_everything_is_bounded(given_value: object, text: str) -> None:
    number = whole(given_value)
    assert number is None or abs(number) < 10**19
    found = apple_ms(given_value)
    assert found is None or values.EARLIEST_MS <= found <= values.LATEST_MS
    length = seconds(given_value)
    assert length is None or 0 <= length <= values.LONGEST_CALL_S
    words(given_value).encode()
    assert len(line(text)) <= 500
    at_ms, _zone, _known = clock_ms(text, "Asia/Shanghai")
    assert at_ms is None or values.EARLIEST_MS <= at_ms <= values.LATEST_MS
