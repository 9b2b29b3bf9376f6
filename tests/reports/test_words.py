"""Amounts, dates and lengths in words, against tables written by hand."""

from __future__ import annotations

import itertools
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.reports import words

CAPITALS = [
    ("0", "零元整"),
    ("0.05", "伍分"),
    ("0.50", "伍角"),
    ("0.99", "玖角玖分"),
    ("1", "壹元整"),
    ("10", "壹拾元整"),
    ("10.05", "壹拾元零伍分"),
    ("11", "壹拾壹元整"),
    ("100.50", "壹佰元伍角"),
    ("101", "壹佰零壹元整"),
    ("1000", "壹仟元整"),
    ("1005.05", "壹仟零伍元零伍分"),
    ("1409.50", "壹仟肆佰零玖元伍角"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("10000", "壹万元整"),
    ("12345.67", "壹万贰仟叁佰肆拾伍元陆角柒分"),
    ("100000", "壹拾万元整"),
    ("107000.53", "壹拾万柒仟元伍角叁分"),
    ("1000001", "壹佰万零壹元整"),
    ("100000000", "壹亿元整"),
    ("20000000000.10", "贰佰亿元壹角"),
    ("99999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
]


@pytest.mark.parametrize(("amount", "expected"), CAPITALS)
def test_capitals(amount: str, expected: str) -> None:
    assert words.money_capitals(Decimal(amount)) == expected


_VALUES = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def _read(text: str) -> Decimal:
    """Read capitals back, by the grammar of the form and not by the library."""
    whole, rest = text.split("元") if "元" in text else ("", text)
    total = section = digit = 0
    for char in whole:
        if char in _VALUES:
            digit = _VALUES[char]
        elif char in _UNITS:
            section, digit = section + digit * _UNITS[char], 0
        elif char == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        else:
            assert char == "亿"
            total, section, digit = (total + section + digit) * 100_000_000, 0, 0
    total += section + digit
    cents = 0
    for char, unit in itertools.pairwise(rest):
        cents += _VALUES.get(char, 0) * {"角": 10, "分": 1}.get(unit, 0)
    return Decimal(total) + Decimal(cents) / 100


@given(st.integers(min_value=0, max_value=10**13 - 1))
def test_capitals_read_back(cents: int) -> None:
    amount = Decimal(cents) / 100
    assert _read(words.money_capitals(amount)) == amount


def test_money_shows_figures_and_capitals() -> None:
    assert words.money(Decimal("12345.67")) == "人民币12,345.67元（大写：壹万贰仟叁佰肆拾伍元陆角柒分）"
    with pytest.raises(ValueError, match="range"):
        words.money(Decimal(-1))
    with pytest.raises(ValueError, match="range"):
        words.money(Decimal(10) ** 12)


def test_dates_and_times_have_no_leading_zero_in_the_date() -> None:
    assert words.day(date(2026, 3, 5)) == "2026年3月5日"
    assert words.moment(datetime(2026, 3, 5, 22, 15, 8)) == "2026年3月5日22:15:08"
    assert words.moment(datetime(2026, 3, 5, 8, 5), with_seconds=False) == "2026年3月5日08:05"


@pytest.mark.parametrize(("seconds", "expected"), [(0, "0秒"), (45, "45秒"), (65, "1分05秒"), (3725, "1小时02分05秒")])
def test_durations(seconds: int, expected: str) -> None:
    assert words.duration(seconds) == expected


@pytest.mark.parametrize(("value", "expected"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_numerals(value: int, expected: str) -> None:
    assert words.numeral(value) == expected


def test_a_clipped_quotation_is_an_exact_part() -> None:
    text = "甲" * 200 + "弄死你" + "乙" * 200
    shown = words.clipped(text, 200, 60)
    assert "弄死你" in shown
    assert shown.startswith("……")
    assert shown.endswith("……")
    assert shown[2:-2] in text
    assert words.clipped("短", 0, 60) == "短"
