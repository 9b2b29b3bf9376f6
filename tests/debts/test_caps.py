"""Loans beside the caps that bind their lenders: section F of the research file, dates, who is bound, and the money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate import messages
from advocate.analysis.debts.assess import assess
from advocate.analysis.debts.caps import account
from advocate.analysis.debts.law import caps, lpr
from advocate.analysis.debts.ledger import Assessment, CapAnswer, Fee, Flow, FlowKind, Ledger, Segment
from advocate.domain.vocabulary import Confidence, CreditorType, FeeKind

TODAY = date(2026, 11, 24)
D = Decimal
LICENSED = (
    CreditorType.BANK_CARD,
    CreditorType.BANK_ONLINE_LOAN,
    CreditorType.CONSUMER_FINANCE,
    CreditorType.MICROLOAN,
    CreditorType.LOAN_PLATFORM,
)


def loan(kind: CreditorType, on: date, back: str, received: str = "10000", **more: Any) -> Assessment:
    """Return a loan that is paid back at once after a year, assessed."""
    payment = ((date(on.year + 1, on.month, on.day), D(back)),)
    ledger = Ledger(
        creditor_type=kind,
        as_of=TODAY,
        principal=more.pop("principal", D("10000")),
        received=D(received),
        contract_date=on,
        **{"repayments": payment, **more},
    )
    return assess(ledger)


def cap(found: Assessment, rule: str) -> CapAnswer:
    (one,) = [answer for answer in found.caps if answer.rule == rule]
    return one


# Rows of section F of the research file on Chinese law.


def test_row_37_a_private_loan_at_18_percent_of_november_2024() -> None:
    answer = cap(loan(CreditorType.PRIVATE_LENDER, date(2024, 11, 5), "11800"), "AMT-06")
    assert (answer.percent, answer.exceeded, answer.excess) == (D("12.40"), True, D("560.00"))
    assert {clause.id for clause in answer.clauses} == {"J1"}
    assert "第二十五条" in answer.clauses[0].zh


def test_row_38_a_consumer_finance_loan_at_23_9_percent() -> None:
    found = loan(CreditorType.CONSUMER_FINANCE, date(2025, 1, 5), "12390")
    assert cap(found, "AMT-07").exceeded is False
    assert "AMT-06" not in {answer.rule for answer in found.caps}
    (why,) = [one for one in found.outside if one.rule == "AMT-06"]
    assert why.why.code == "debt_outside_private"


def test_row_38_in_monthly_instalments_compounding_makes_no_excess() -> None:
    """Paid monthly, 23.9 % a year is 26.7 % by IRR: the cap is on simple interest, so nothing is above it."""
    month = 0.239 / 12
    instalment = D(str(round(10000 * month / (1 - (1 + month) ** -12), 2)))
    days = [date(2025 + (2 + n) // 12, (2 + n) % 12 + 1, 5) for n in range(12)]
    found = loan(
        CreditorType.CONSUMER_FINANCE, date(2025, 2, 5), "1", repayments=tuple((day, instalment) for day in days)
    )
    assert found.annual.value is not None
    assert found.apr is not None
    assert 0.26 < found.annual.value < 0.272
    assert found.apr == pytest.approx(0.239, abs=1e-5)
    assert cap(found, "AMT-07").exceeded is False


def test_row_39_a_microloan_of_february_2026_at_30_percent() -> None:
    found = assess(
        Ledger(
            CreditorType.MICROLOAN,
            TODAY,
            principal=D(10000),
            received=D(10000),
            contract_date=date(2026, 2, 10),
            planned=((date(2027, 2, 10), D(13000)),),
        )
    )
    answer = cap(found, "AMT-07")
    assert (answer.percent, answer.exceeded, answer.excess) == (D(24), True, D("600.00"))
    assert "D8" in {clause.id for clause in answer.clauses}
    assert answer.confidence is Confidence.QUOTED
    assert found.annual.value == pytest.approx(0.3)


def test_row_40_ten_thousand_by_contract_seven_thousand_received() -> None:
    found = loan(CreditorType.PRIVATE_LENDER, date(2024, 11, 5), "10000", received="7000")
    assert found.received == D(7000)
    assert found.annual.value == pytest.approx(3 / 7)
    (trick,) = [one for one in found.tricks if one.rule == "AMT-04"]
    assert trick.amount == D(3000)
    assert {clause.id for clause in trick.clauses} == {"L1", "J1"}
    assert cap(found, "AMT-06").rows[0].principal_left == D("7000.00")


# The LPR and its examples.


@pytest.mark.parametrize(
    ("on", "percent"),
    [
        (date(2025, 6, 10), "12.00"),
        (date(2024, 11, 5), "12.40"),
        (date(2023, 9, 1), "13.80"),
        (date(2020, 8, 20), "15.40"),
        (date(2021, 12, 19), "15.40"),
        (date(2021, 12, 20), "15.20"),
        (date(2024, 10, 20), "13.40"),
        (date(2024, 10, 21), "12.40"),
    ],
)
def test_four_times_the_lpr_of_the_contract_day(on: date, percent: str) -> None:
    found = loan(CreditorType.PRIVATE_LENDER, on, "13000")
    assert [answer.percent for answer in found.caps if answer.rule == "AMT-06"] == [D(percent)]


def test_the_table_of_the_lpr_is_in_order_and_says_how_far_it_was_checked() -> None:
    days = [rate.since for rate in lpr().rates]
    assert days == sorted(set(days))
    assert lpr().verified_until == date(2026, 4, 20)
    assert lpr().on(date(2019, 8, 19)) is None


@pytest.mark.parametrize(("on", "asked"), [(date(2026, 4, 20), False), (date(2026, 4, 21), True)])
def test_a_contract_after_the_last_check_of_the_lpr_is_a_question(on: date, asked: bool) -> None:
    found = loan(CreditorType.PRIVATE_LENDER, on, "13000", repayments=((date(2026, 10, 1), D(13000)),))
    codes = {reason.code for reason in cap(found, "AMT-06").review}
    assert ("debt_ask_lpr_newer" in codes) is asked


def test_a_rate_from_memory_stays_marked() -> None:
    found = loan(CreditorType.PRIVATE_LENDER, date(2023, 9, 1), "13000")
    assert "debt_ask_lpr_memory" in {reason.code for reason in cap(found, "AMT-06").review}


# Around 20 August 2020.


def ids(found: Assessment) -> list[str]:
    return [answer.id for answer in found.caps]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2020, 8, 20), ["private_4lpr"]),
        (date(2020, 8, 19), ["private_old_protected"]),
        (date(2016, 1, 1), ["private_old_protected", "private_old_void"]),
        (date(2015, 12, 31), []),
    ],
)
def test_which_cap_goes_with_the_day_of_the_contract(on: date, expected: list[str]) -> None:
    found = loan(CreditorType.PRIVATE_LENDER, on, "13000")
    assert ids(found) == expected
    if not expected:
        assert [one.why.code for one in found.outside if one.rule == "AMT-06"] == ["debt_outside_date"]


def test_a_loan_of_2019_is_split_at_20_august_2020() -> None:
    """J1 art. 31: 24 % up to 2020-08-19, from the next day four times the LPR at the time of suit."""
    found = loan(
        CreditorType.PRIVATE_LENDER,
        date(2019, 8, 20),
        "1",
        repayments=(),
        demanded=D(30000),
        demanded_on=date(2021, 8, 20),
    )
    answer = cap(found, "AMT-06")
    assert [(s.since, s.until, s.percent) for s in answer.segments] == [
        (None, date(2020, 8, 19), D(24)),
        (date(2020, 8, 20), None, D("12.00")),
    ]
    before, after = (date(2020, 8, 19) - date(2019, 8, 20)).days, (date(2021, 8, 20) - date(2020, 8, 19)).days
    lawful = 10000 + 10000 * (D(24) * before + D(12) * after) / 100 / 365
    assert answer.excess == (30000 - lawful).quantize(D("0.01"))
    assert "debt_ask_suit_date" in {reason.code for reason in answer.review}


def test_what_was_paid_under_the_old_rule_comes_back_only_above_36_percent() -> None:
    found = loan(CreditorType.PRIVATE_LENDER, date(2018, 3, 1), "14000")
    by_id = {answer.id: answer for answer in found.caps}
    assert by_id["private_old_protected"].excess == D("1600.00")
    assert by_id["private_old_void"].excess == D("400.00")


# Who is bound.


@pytest.mark.parametrize("kind", LICENSED)
def test_licensed_lenders_are_never_held_to_the_private_cap(kind: CreditorType) -> None:
    found = loan(kind, date(2025, 11, 5), "13000")
    assert [answer.rule for answer in found.caps] == ["AMT-07"]
    assert ("AMT-06", "debt_outside_private") in {(one.rule, one.why.code) for one in found.outside}


def test_a_private_lender_is_not_held_to_the_licensed_cap() -> None:
    found = loan(CreditorType.PRIVATE_LENDER, date(2025, 11, 5), "13000")
    assert ("AMT-07", "debt_outside_licensed") in {(one.rule, one.why.code) for one in found.outside}


@pytest.mark.parametrize(
    ("kind", "why"),
    [(CreditorType.DEBT_BUYER, "debt_outside_buyer"), (CreditorType.UNKNOWN, "debt_outside_unknown")],
)
def test_lenders_that_nothing_can_be_said_of_are_not_measured(kind: CreditorType, why: str) -> None:
    found = loan(kind, date(2025, 11, 5), "90000")
    assert found.caps == ()
    assert {one.why.code for one in found.outside} == {why}


def test_an_unlicensed_lender_meets_the_private_cap_with_a_question_and_the_36_percent_of_the_offence() -> None:
    found = loan(CreditorType.UNLICENSED, date(2025, 11, 5), "14000")
    assert [answer.rule for answer in found.caps] == ["AMT-06", "AMT-09"]
    assert "debt_ask_void" in {reason.code for reason in cap(found, "AMT-06").review}
    assert cap(found, "AMT-09").confidence is Confidence.FROM_MEMORY


@pytest.mark.parametrize(
    ("on", "instruments"),
    [
        (date(2017, 7, 31), None),
        (date(2017, 8, 1), {"J12"}),
        (date(2025, 9, 30), {"J12"}),
        (date(2025, 10, 1), {"J12", "D6"}),
    ],
)
def test_clauses_apply_from_their_own_days(on: date, instruments: set[str] | None) -> None:
    found = loan(CreditorType.BANK_ONLINE_LOAN, on, "13000")
    if instruments is None:
        assert found.caps == ()
        assert "debt_outside_date" in {one.why.code for one in found.outside}
    else:
        assert {clause.id for clause in cap(found, "AMT-07").clauses} == instruments


def test_a_contract_in_the_month_of_a_document_whose_day_is_unknown_is_a_question() -> None:
    codes = {reason.code for reason in cap(loan(CreditorType.MICROLOAN, date(2025, 12, 28), "13000"), "AMT-07").review}
    assert "debt_ask_month" in codes


def test_no_cap_is_invented_for_another_jurisdiction() -> None:
    found = loan(CreditorType.PRIVATE_LENDER, date(2025, 11, 5), "90000", jurisdiction="gb")
    assert found.caps == ()
    assert [one.why.code for one in found.outside] == ["debt_outside_jurisdiction"]
    assert caps("../cn") is None


def test_without_a_contract_day_the_cap_is_a_question() -> None:
    found = assess(Ledger(CreditorType.PRIVATE_LENDER, TODAY, principal=D(10), received=D(10), demanded=D(20)))
    answer = cap(found, "AMT-06")
    assert (answer.percent, answer.exceeded, answer.excess) == (None, None, None)
    assert "debt_ask_date" in {reason.code for reason in answer.review}


# Money.


def test_what_is_demanded_is_measured_against_what_could_be_owed() -> None:
    found = loan(
        CreditorType.PRIVATE_LENDER,
        date(2024, 11, 5),
        "4000",
        demanded=D(12000),
        demanded_on=date(2026, 11, 5),
    )
    answer = cap(found, "AMT-06")
    owed = D(10000) + D(1240) - 4000
    lawful = owed + owed * D("0.124")
    assert found.basis == "demanded"
    assert answer.excess == answer.excess_demanded == (12000 - lawful).quantize(D("0.01"))
    assert ("AMT-01", answer.excess) in {(trick.rule, trick.amount) for trick in found.tricks}


def test_demanded_beside_a_loan_that_was_paid_back_is_no_part_of_the_rate() -> None:
    found = loan(
        CreditorType.PRIVATE_LENDER, date(2024, 11, 5), "11200", demanded=D(500), demanded_on=date(2025, 11, 5)
    )
    assert found.basis == "paid"
    assert found.annual.value == pytest.approx(0.12)
    assert cap(found, "AMT-06").excess == D("460.00")


def test_an_open_loan_has_no_cost_yet() -> None:
    found = loan(CreditorType.PRIVATE_LENDER, date(2024, 11, 5), "4000")
    assert found.annual.value is None
    assert found.annual.why is not None
    assert found.annual.why.code == "debt_rate_open"


def test_near_the_cap_a_person_looks() -> None:
    answer = cap(loan(CreditorType.PRIVATE_LENDER, date(2024, 11, 5), "11241"), "AMT-06")
    assert (answer.exceeded, answer.excess) == (True, D("1.00"))
    assert "debt_ask_near" in {reason.code for reason in answer.review}
    at_the_cap = cap(loan(CreditorType.PRIVATE_LENDER, date(2024, 11, 5), "11240"), "AMT-06")
    assert (at_the_cap.exceeded, at_the_cap.excess) == (False, D("0.00"))


def test_fees_are_named_and_counted() -> None:
    found = loan(
        CreditorType.CONSUMER_FINANCE,
        date(2025, 1, 5),
        "11000",
        received="9000",
        fees=(
            Fee(FeeKind.INTEREST, D(600), True),
            Fee(FeeKind.SERVICE, D(300), True),
            Fee(FeeKind.MEMBERSHIP, D(99), False, date(2025, 2, 5)),
        ),
    )
    codes = [trick.what.code for trick in found.tricks]
    assert codes == [
        "debt_trick_upfront",
        "debt_trick_unexplained",
        "debt_fee_deducted_service",
        "debt_fee_paid_membership",
    ]
    assert dict(found.tricks[1].what.params)["amount"] == "100.00"
    assert found.paid == D(11099)


def test_received_is_taken_from_the_contract_less_what_was_deducted() -> None:
    found = assess(
        Ledger(
            CreditorType.PRIVATE_LENDER,
            TODAY,
            principal=D(1000),
            contract_date=date(2025, 1, 1),
            fees=(Fee(FeeKind.SERVICE, D(200), True),),
        )
    )
    assert found.received == D(800)


@pytest.mark.parametrize(("told", "code"), [(False, "debt_trick_sold_silent"), (None, "debt_trick_sold_ask")])
def test_a_sale_without_notice(told: bool | None, code: str) -> None:
    found = loan(CreditorType.MICROLOAN, date(2025, 1, 5), "11000", sold_to="乙公司", sale_notified=told)
    assert [(t.rule, t.what.code) for t in found.tricks if t.rule == "AMT-11"] == [("AMT-11", code)]
    quiet = loan(CreditorType.MICROLOAN, date(2025, 1, 5), "11000", sold_to="乙公司", sale_notified=True)
    assert quiet.tricks == ()


def test_the_rate_that_the_contract_names() -> None:
    answer = cap(loan(CreditorType.BANK_CARD, date(2025, 1, 5), "12200", contract_rate=D("18.25")), "CONTRACT")
    assert (answer.percent, answer.excess) == (D("18.25"), D("375.00"))


AMOUNTS = st.decimals("0.01", "100000", places=2)


@given(st.lists(st.tuples(st.integers(1, 900), AMOUNTS), max_size=12), AMOUNTS, st.integers(0, 60))
def test_the_account_loses_no_cent(payments: list[tuple[int, Decimal]], received: Decimal, percent: int) -> None:
    start = date(2024, 1, 1)
    flows = [Flow(start, received, FlowKind.RECEIVED)]
    flows += [Flow(date.fromordinal(start.toordinal() + day), -amount, FlowKind.REPAID) for day, amount in payments]
    rows = account(flows, (Segment(None, None, D(percent)),))
    paid = sum((amount for _, amount in payments), D(0))
    went = sum((row.to_interest + row.to_principal for row in rows), D(0)) + rows[-1].over
    assert abs(paid - went) <= D("0.01") * (len(rows) + 1)
    assert rows[-1].principal_left >= 0
    assert [row.on for row in rows] == sorted(row.on for row in rows)


@given(st.lists(st.tuples(st.integers(1, 900), AMOUNTS), min_size=1, max_size=12), AMOUNTS)
def test_a_loan_is_above_a_cap_exactly_when_its_simple_rate_is(
    payments: list[tuple[int, Decimal]], received: Decimal
) -> None:
    start = date(2024, 11, 5)
    repaid = tuple((date.fromordinal(start.toordinal() + day), amount) for day, amount in payments)
    ledger = Ledger(CreditorType.PRIVATE_LENDER, TODAY, contract_date=start, received=received, repayments=repaid)
    found = assess(ledger)
    answer = cap(found, "AMT-06")
    if found.apr is None:
        assert answer.exceeded in (False, None)
    elif abs(found.apr - 0.124) > 1e-4 and (answer.excess or D(0)) != D("0.01"):
        assert answer.exceeded is (found.apr > 0.124)


def test_every_sentence_of_every_answer_is_there_in_both_languages() -> None:
    catalogue = messages.catalogue()
    for kind in CreditorType:
        for on in (date(2018, 3, 1), date(2020, 8, 20), date(2026, 5, 1)):
            found = loan(kind, on, "20000", demanded=D(5), sold_to="乙", fees=(Fee(FeeKind.OTHER, D(5), False),))
            reasons = [*found.working, *found.notes, *(one.why for one in found.outside)]
            reasons += [trick.what for trick in found.tricks]
            for answer in found.caps:
                reasons += [*answer.working, *answer.review]
            assert {reason.code for reason in reasons} <= set(catalogue)
            assert all("{" not in messages.reason_text(reason, "en") for reason in reasons)


def test_every_fee_has_its_sentence_and_label() -> None:
    catalogue = messages.catalogue()
    for kind in FeeKind:
        assert {f"debt_fee_paid_{kind}", f"debt_fee_deducted_{kind}", f"fee_kind.{kind}"} <= set(catalogue)


DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
PAIRS = st.lists(st.tuples(DAYS, AMOUNTS), max_size=6).map(tuple)
LEDGERS = st.builds(
    Ledger,
    creditor_type=st.sampled_from(CreditorType),
    as_of=st.just(TODAY),
    jurisdiction=st.sampled_from(["cn", "us", "gb"]),
    principal=st.none() | AMOUNTS,
    received=st.none() | st.just(D(0)) | AMOUNTS,
    contract_date=st.none() | DAYS,
    fees=st.lists(st.builds(Fee, st.sampled_from(FeeKind), AMOUNTS, st.booleans(), st.none() | DAYS), max_size=4).map(
        tuple
    ),
    repayments=PAIRS,
    planned=PAIRS,
    demanded=st.none() | st.just(D(0)) | AMOUNTS,
    demanded_on=st.none() | DAYS,
    contract_rate=st.none() | st.just(D(0)) | AMOUNTS,
    sold_to=st.sampled_from(["", "乙"]),
)


@given(LEDGERS)
def test_every_ledger_has_an_answer(ledger: Ledger) -> None:
    found = assess(ledger)
    assert (found.annual.value is None) is (found.annual.why is not None)
    rules = [answer.rule for answer in found.caps]
    assert not set(rules) & {one.rule for one in found.outside}
    for answer in found.caps:
        assert (answer.exceeded is None) is (answer.excess is None)
        assert answer.excess is None or answer.excess >= 0
        assert answer.exceeded is not None or answer.review
        assert answer.exceeded is not True or (answer.excess or 0) > 0
