"""Rows that two screenshots share."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from advocate.analysis.screenshots import overlap
from advocate.analysis.screenshots.overlap import Known

ROWS = [
    Known("in", "10690152745", "您好，我是法务部刘经理，请速回电。", datetime(2026, 3, 5, 20, 12)),
    Known("out", "10690152745", "请问你们公司叫什么名字？", datetime(2026, 3, 5, 20, 14)),
    Known("in", "10690152745", "工号8861，今天必须还五千！", datetime(2026, 3, 5, 20, 15)),
    Known("in", "10690152745", "再不还款，我们将上门核实。", datetime(2026, 3, 5, 20, 18)),
    Known("out", "10690152745", "我会投诉。", datetime(2026, 3, 5, 20, 20)),
]


def test_the_tail_of_one_is_the_head_of_the_next() -> None:
    assert overlap.common(ROWS[:4], ROWS[2:]) == {0: 2, 1: 3}


def test_the_order_of_taking_in_does_not_matter() -> None:
    assert overlap.common(ROWS[2:], ROWS[:4]) == {2: 0, 3: 1}


def test_a_time_scrolled_away_does_not_hide_a_double() -> None:
    later = [replace(ROWS[2], at=None), *ROWS[3:]]
    assert overlap.common(ROWS[:4], later) == {0: 2, 1: 3}


def test_a_message_cut_by_the_edge_is_known_again() -> None:
    later = [replace(ROWS[2], text="今天必须还五千！", cut=True), *ROWS[3:]]
    assert overlap.common(ROWS[:4], later) == {0: 2, 1: 3}


def test_the_same_words_at_another_time_are_another_message() -> None:
    assert overlap.common(ROWS, [replace(ROWS[2], at=datetime(2026, 3, 6, 9, 0))]) == {}


def test_another_number_in_the_text_is_another_message() -> None:
    assert overlap.common(ROWS, [replace(ROWS[2], text="工号8862，今天必须还五千！", at=None)]) == {}


def test_the_same_words_from_another_sender_are_another_message() -> None:
    assert overlap.common(ROWS, [replace(row, number="10690000000") for row in ROWS]) == {}


@given(st.integers(0, 4), st.integers(1, 5))
def test_a_picture_overlaps_itself_wholly(start: int, length: int) -> None:
    part = ROWS[start : start + length]
    if len(part) > 1:
        assert overlap.common(part, part) == {place: place for place in range(len(part))}


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=4))
def test_looks_that_differ_in_few_bits_are_alike(look: int, bits: set[int]) -> None:
    other = look
    for bit in bits:
        other ^= 1 << bit
    assert overlap.alike_looks(look, other)
    assert not overlap.alike_looks(look, look ^ 0b11111)
