"""Debts and deadlines from the command line: shapes of the documentation, words, bad input."""

from __future__ import annotations

from typing import Any

import pytest

ADD = ("debt", "add")


@pytest.fixture
def case(line: Any) -> str:
    return str(line.ok("case", "add", "--client", "张三")["id"])


def add(line: Any, case: str, *options: str) -> Any:
    base = ("--creditor", "甲", "--principal", "10000", "--received", "10000", "--date", "2024-11-05")
    return line(*ADD, case, *base, *options)


def test_the_annual_rate_stands_beside_the_caps(line: Any, case: str) -> None:
    added = line.ok(
        *ADD, case, "--creditor", "甲", "--lender-type", "private_lender", "--principal", "10000", "--received", "7000",
        "--date", "2024-11-05", "--repaid", "2025-11-05:10000", "--demanded", "1000", "--demanded-on", "2025-11-05",
    )  # fmt: skip
    (row,) = line.ok("debt", "show", case)
    assert row["id"] == added["id"]
    assert row["annual_rate"] == pytest.approx(3 / 7)
    (cap,) = row["caps"]
    assert set(cap) >= {"rule", "rate", "exceeded", "excess_amount"}
    assert (cap["rule"], cap["rate"], cap["exceeded"]) == ("AMT-06", 0.124, True)
    assert cap["excess_amount"] == pytest.approx(10000 - 7000 * 1.124 + 1000)
    assert [one["rule"] for one in row["not_measured"]] == ["AMT-07"]
    assert {trick["rule"] for trick in row["tricks"]} == {"AMT-04", "AMT-01"}
    assert len(row["working"]) >= 4


def test_the_ledger_grows_by_commands(line: Any, case: str) -> None:
    debt = add(line, case, "--lender-type", "microloan").document["id"]
    line.ok("debt", "repay", debt, "2025-02-05:1,000", "2025-03-05:1000")
    line.ok("debt", "repay", debt, "2099-03-05:1000")
    line.ok("debt", "repay", debt, "2025-04-05:1000", "--as-plan")
    line.ok("debt", "fee", debt, "membership:99:2025-02-05", "service:300")
    (row,) = line.ok("debt", "show", case)
    assert [one["date"] for one in row["repaid"]] == ["2025-02-05", "2025-03-05"]
    assert [one["date"] for one in row["planned"]] == ["2025-04-05", "2099-03-05"]
    assert [(one["kind"], one["deducted"], one["date"]) for one in row["fees"]] == [
        ("membership", False, "2025-02-05"),
        ("service", True, None),
    ]


def test_everything_that_the_contract_says(line: Any, case: str) -> None:
    add(
        line, case, "--platform", "某平台", "--sold-to", "乙", "--sold-on", "2025-05-05", "--sale-notified", "no",
        "--contract-rate", "18%", "--fee", "service:500", "--planned", "2025-12-05:100", "--currency", "HKD",
    )  # fmt: skip
    (row,) = line.ok("debt", "show", case)
    assert (row["platform"], row["sold_to"], row["sold_on"], row["sale_notified"]) == (
        "某平台",
        "乙",
        "2025-05-05",
        False,
    )
    assert (row["contract_rate"], row["currency"]) == ("18", "HKD")
    assert "AMT-11" in {trick["rule"] for trick in row["tricks"]}


@pytest.mark.parametrize(
    ("options", "rate"),
    [
        ((), None),
        (("--repaid", "2024-11-05:10000"), None),
        (("--repaid", "2024-12-05:100"), None),
        # Money changed its direction twice: 10 % and 20 %, and neither alone is the cost.
        (("--repaid", "2023-11-06:4347.83", "--repaid", "2025-11-05:5739.13"), None),
        (("--repaid", "2025-11-05:10000"), 0.0),
    ],
)
def test_where_there_is_no_rate_words_say_why(
    line: Any, case: str, options: tuple[str, ...], rate: float | None
) -> None:
    add(line, case, *options)
    for lang in ("zh", "en"):
        (row,) = line.ok("debt", "show", case, lang=lang)
        assert row["annual_rate"] == rate
        assert bool(row["why"]) is (rate is None)
    assert line("debt", "show", case, as_json=False).status == 0


def test_several_rates_are_all_named(line: Any, case: str) -> None:
    add(line, case, "--repaid", "2023-11-06:4347.83", "--repaid", "2025-11-05:5739.13")
    (row,) = line.ok("debt", "show", case)
    assert [round(rate, 3) for rate in row["solutions"]] == [0.1, 0.2]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--repaid", "2025-01-01:0"), "invalid_draft"),
        (("--repaid", "2025-01-01:-5"), "bad_amount"),
        (("--repaid", "gestern:5"), "bad_date"),
        (("--repaid", "9999-12-31:5"), "invalid_draft"),
        (("--demanded", "1e30"), "bad_amount"),
        (("--contract-rate", "999999999"), "invalid_draft"),
        (("--fee", "bribe:5"), "bad_fee"),
        (("--fee", "service"), "bad_fee"),
        (("--currency", "¥"), "invalid_draft"),
        (("--sold-on", "2999-01-01"), "invalid_draft"),
    ],
)
def test_bad_input_is_one_clear_sentence(line: Any, case: str, options: tuple[str, ...], code: str) -> None:
    answer = add(line, case, *options)
    assert answer.error["code"] == code
    assert line.ok("debt", "show", case) == []


def test_a_loan_for_people(line: Any, case: str) -> None:
    add(line, case, "--lender-type", "private_lender", "--repaid", "2025-11-05:11800")
    answer = line("debt", "show", case, as_json=False)
    assert answer.status == 0
    for words in ("12.40%", "560.00", "18.0000%", "AMT-06"):
        assert words in answer.out


def test_an_unknown_loan(line: Any, case: str) -> None:
    assert line("debt", "repay", "D-000099", "2025-01-01:5").error["code"] == "unknown_id"
    assert line("debt", "fee", "D-000099", "service:5").error["code"] == "unknown_id"


def test_deadlines(line: Any, case: str) -> None:
    assert line.ok("deadlines") == []
    line.ok(
        "contact", "add", case, "--at", "2026-01-10 12:00", "--medium", "sms", "--text", "小心你的人身安全",
        "--behaviour", "threat",
    )  # fmt: skip
    rows = line.ok("deadlines")
    assert all(set(row) >= {"due", "what", "clause", "case", "complaint", "overdue"} for row in rows)
    (row,) = [row for row in rows if row["rule"] == "cn.psapl_25"]
    assert (row["due"], row["case"], row["complaint"], row["overdue"]) == ("2026-07-10", case, None, True)
    assert row["confidence"] == "T"
    assert len(row["counted"]) >= 3
    assert line.ok("deadlines", "--until", "2026-07-09") == []
    assert [row["due"] for row in line.ok("deadlines", "--until", "2026-07-10")] == ["2026-07-10"]
    assert line("deadlines", "--until", "morgen").error["code"] == "bad_date"
    for lang, words in (("zh", "已过期"), ("en", "Overdue")):
        assert words in line("deadlines", as_json=False, lang=lang).out
