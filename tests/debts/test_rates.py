"""Annual rates against a second implementation, and answers in words where there is none."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate import messages
from advocate.analysis.debts.ledger import Answer, Flow, FlowKind
from advocate.analysis.debts.rates import annual, simple

START = date(2024, 1, 1)


def flows(*pairs: tuple[int, float | str | Decimal]) -> list[Flow]:
    """Return flows of (day, amount); the first day is 2024-01-01."""
    return [Flow(START + timedelta(days=day), Decimal(str(amount)), FlowKind.REPAID) for day, amount in pairs]


def worth(pairs: list[tuple[int, Decimal]], growth: float) -> float:
    """Return what the flows come to at a daily growth, by Horner's scheme from the last day to the first."""
    total = 0.0
    for place in range(len(pairs) - 1, -1, -1):
        total += float(pairs[place][1])
        if place:
            total /= growth ** (pairs[place][0] - pairs[place - 1][0])
    return total


def second_opinion(pairs: list[tuple[int, Decimal]]) -> float:
    """Return the annual rate by bisection of the daily growth: an own way, in other variables than the program's."""
    low, high = 0.9, 1.02
    while worth(pairs, high) < 0:
        high = 1 + 2 * (high - 1)
    for _ in range(300):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if worth(pairs, middle) < 0:
            low = middle
        else:
            high = middle
    return float(((low + high) / 2) ** 365 - 1)


def test_ten_thousand_random_loans_agree_with_a_second_implementation() -> None:
    chance = random.Random(20_261_124)
    worst = 0.0
    for _ in range(10_000):
        count = chance.randint(1, 24)
        received = Decimal(chance.randint(500, 200_000))
        days = sorted(chance.sample(range(5, 1500), count))
        factor = chance.uniform(0.6, 2.5)
        share = [chance.uniform(0.2, 1) for _ in range(count)]
        paid = [Decimal(str(round(float(received) * factor * part / sum(share), 2))) for part in share]
        pairs = [(0, received), *((day, -amount) for day, amount in zip(days, paid, strict=True) if amount)]
        answer = annual(flows(*pairs))
        expected = second_opinion(pairs)
        assert answer.value is not None, pairs
        worst = max(worst, abs(answer.value - expected) / max(1.0, abs(expected)))
    assert worst < 1e-9


@pytest.mark.parametrize(
    ("pairs", "rate"),
    [
        (((0, 1000), (365, -1120)), 0.12),
        (((0, 1000), (365, -1000)), 0.0),
        (((0, 700), (7, -1000)), (10 / 7) ** (365 / 7) - 1),
        (((0, 1000), (730, -1440)), 0.2),
        (((0, 1000), (365, -500)), -0.5),
        (((0, 500), (0, 500), (365, -600), (365, -600)), 0.2),
    ],
)
def test_rates_known_in_closed_form(pairs: tuple[tuple[int, float], ...], rate: float) -> None:
    value = annual(flows(*pairs)).value
    assert value is not None
    assert isclose(value, rate, rel_tol=1e-12, abs_tol=1e-12)


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ((), "debt_rate_nothing_received"),
        (((0, -5), (9, -5)), "debt_rate_nothing_received"),
        (((0, 1000),), "debt_rate_nothing_paid"),
        (((0, 1000), (0, -1000)), "debt_rate_one_day"),
        (((0, 1000), (0, -900)), "debt_rate_one_day"),
        (((0, -100), (365, 200), (730, -132)), "debt_rate_no_solution"),
        (((0, -100), (365, 230), (730, -132)), "debt_rate_several"),
        (((0, 700), (1, -1000)), "debt_rate_beyond"),
        (((0, "10000000000000"), (1, "-0.01")), "debt_rate_beyond"),
    ],
)
def test_no_single_rate_is_answered_in_words(pairs: tuple[tuple[int, float], ...], code: str) -> None:
    answer = annual(flows(*pairs))
    assert answer.value is None
    assert answer.why is not None
    assert answer.why.code == code
    for lang in messages.LANGUAGES:
        assert messages.reason_text(answer.why, lang) != code


def test_every_one_of_several_solutions_is_named() -> None:
    """(x-1.1)(x-1.2)(x-1.5) and (x-1.1)(x-1.2), x the yearly growth."""
    assert_roots(annual(flows((0, -100), (365, 230), (730, -132))), (0.1, 0.2))
    cubic = annual(flows((0, 1000), (365, -3800), (730, 4770), (1095, -1980)))
    assert_roots(cubic, (0.1, 0.2, 0.5))


def assert_roots(answer: Answer, expected: tuple[float, ...]) -> None:
    assert answer.value is None
    assert [round(root, 9) for root in answer.roots] == list(expected)


def test_a_double_root_is_one_solution() -> None:
    value = annual(flows((0, -100), (365, 220), (730, -121))).value
    assert value is not None
    assert isclose(value, 0.1, abs_tol=1e-6)


PAYMENTS = st.lists(
    st.tuples(st.integers(1, 2000), st.decimals("1", "100000", places=2, allow_nan=False)), min_size=1, max_size=15
)


@given(PAYMENTS, st.decimals("100", "1000000", places=2), st.integers(2, 1000), st.randoms())
def test_scale_and_order_of_flows_change_nothing(
    payments: list[tuple[int, Decimal]], received: Decimal, scale: int, chance: random.Random
) -> None:
    made = flows((0, received), *((day, -amount) for day, amount in payments))
    mixed = [Flow(flow.on, flow.amount * scale, flow.kind) for flow in made]
    chance.shuffle(mixed)
    first, second = annual(made), annual(mixed)
    assert (first.value is None) == (second.value is None)
    if first.value is not None and second.value is not None:
        assert isclose(first.value, second.value, rel_tol=1e-8, abs_tol=1e-9)
    one, other = simple(made), simple(mixed)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert isclose(one, other, rel_tol=1e-8, abs_tol=1e-9)


@given(PAYMENTS, st.decimals("100", "100000", places=2), st.decimals("1", "10000", places=2))
def test_paying_more_never_costs_less(payments: list[tuple[int, Decimal]], received: Decimal, more: Decimal) -> None:
    before = annual(flows((0, received), *((day, -amount) for day, amount in payments))).value
    after = annual(flows((0, received), *((day, -amount) for day, amount in payments), (900, -more))).value
    if before is not None and after is not None:
        assert after >= before - 1e-9


@given(PAYMENTS, st.decimals("100", "1000000", places=2))
def test_at_the_rate_found_the_flows_come_to_nothing(payments: list[tuple[int, Decimal]], received: Decimal) -> None:
    value = annual(flows((0, received), *((day, -amount) for day, amount in payments))).value
    if value is None or value > 1e6:
        return
    parts = [float(received), *(-float(amount) / (1 + value) ** (day / 365) for day, amount in payments)]
    assert abs(sum(parts)) <= 1e-6 * sum(abs(part) for part in parts)


@pytest.mark.parametrize(
    ("pairs", "rate"),
    [
        # One payment after two years: 48 % of interest in two years are 24 % a year, simple; compounded it is less.
        (((0, 1000), (730, -1480)), 0.24),
        (((0, 1000), (365, -1124)), 0.124),
        (((0, 700), (7, -1000)), float(Fraction(300, 700) * Fraction(365, 7))),
        # Interest is paid as it falls due: 1 % of the days' share, then the principal.
        (((0, 1000), (73, -20), (146, -20), (219, -1020)), 0.1),
    ],
)
def test_the_simple_rate(pairs: tuple[tuple[int, float], ...], rate: float) -> None:
    value = simple(flows(*pairs))
    assert value is not None
    assert isclose(value, rate, rel_tol=1e-10)


def test_there_is_no_simple_rate_of_an_open_loan() -> None:
    assert simple(flows((0, 1000), (365, -999))) is None
    assert simple(flows((0, 1000))) is None
    assert simple(()) is None
