"""What was made known, and what calls came to, from the command line."""

from __future__ import annotations

from typing import Any

import pytest

CALL = ("--medium", "call", "--from", "16512345678")


@pytest.fixture
def case(line: Any) -> str:
    number = str(line.ok("case", "add", "--client", "张三")["id"])
    line.ok(
        "debt", "add", number, "--creditor", "甲", "--lender-type", "microloan", "--principal", "10000",
        "--received", "10000", "--date", "2026-01-05",
    )  # fmt: skip
    return number


def rules(line: Any, case: str) -> set[str]:
    return {row["rule"] for row in line.ok("findings", case)}


def test_a_warning_is_recorded_listed_and_taken_back(line: Any, case: str) -> None:
    line.ok("contact", "add", case, "--at", "2026-03-05 10:00", *CALL, "--text", "打断你的腿", "--behaviour", "threat")
    assert "THR-05" not in rules(line, case)
    added = line.ok(
        "notice", "add", case, "--kind", "warning", "--at", "2026-03-02 10:00", "--sender", "派出所",
        "--recipient", "甲", "--debt", "D-000001", "--delivered", "letter", "--text", "责令停止",
        "--until", "2026-12-31",
    )  # fmt: skip
    assert added == {"id": "A-000001"}
    (row,) = line.ok("notice", "list", case)
    assert row == {
        "id": "A-000001",
        "kind": "warning",
        "at": "2026-03-02T10:00:00+08:00",
        "at_written": "2026-03-02 10:00",
        "sender": "派出所",
        "recipient": "甲",
        "creditor": "甲",
        "debt": "D-000001",
        "delivered": "letter",
        "medium": None,
        "number": None,
        "person": None,
        "hours": None,
        "until": "2026-12-31",
        "text": "责令停止",
        "evidence": None,
    }
    assert "THR-05" in rules(line, case)
    for lang, word in (("zh", "有关部门警告"), ("en", "Official warning")):
        assert word in line("notice", "list", case, lang=lang, as_json=False).out
    line.ok("notice", "remove", "A-000001")
    assert line.ok("notice", "list", case) == []
    assert "THR-05" not in rules(line, case)


def test_hours_agreed_are_read_and_what_is_incomplete_is_refused(line: Any, case: str) -> None:
    add = ("notice", "add", case, "--at", "2026-03-02 10:00", "--kind")
    line.ok(*add, "agreed_hours", "--hours", "20:00-23:00")
    line.ok("contact", "add", case, "--at", "2026-03-05 15:00", *CALL)
    assert "TIME-02" in rules(line, case)
    assert line(*add, "agreed_hours", "--hours", "20:00").error["code"] == "bad_clock"
    for kind in ("agreed_hours", "refusal", "stop_medium"):
        assert line(*add, kind).error["code"] == "invalid_draft"
    assert line("notice", "remove", "A-000099").error["code"] == "unknown_id"
    assert [row["hours"] for row in line.ok("notice", "list", case)] == [["20:00", "23:00"]]


def test_conversations_and_outcomes_are_logged_and_counted(line: Any, case: str) -> None:
    for hour in (9, 10, 11, 13):
        line.ok(
            "contact", "add", case, "--at", f"2026-03-05 {hour:02}:00", *CALL, "--outcome", "answered", "--conversation"
        )
    assert "FREQ-02" in rules(line, case)
    line.ok("contact", "add", case, "--at", "2026-03-06 09:00", *CALL, "--outcome", "rejected", "--no-conversation")
    line.ok(
        "contact", "add", case, "--at", "2026-03-06 09:10", "--medium", "sms", "--sent", "2026-03-06 09:05",
        "--timezone", "Asia/Urumqi",
    )  # fmt: skip
    *_, call, message = line.ok("contact", "list", "--case", case)
    assert (call["outcome"], call["conversation"], call["answered"], call["zone_known"]) == (
        "rejected",
        False,
        False,
        None,
    )
    if message["medium"] != "sms":
        call, message = message, call
    assert message["sent_at"] == "2026-03-06T09:05:00+06:00"
    assert message["zone_known"] is True


def test_the_ledger_alone_makes_findings(line: Any, case: str) -> None:
    assert rules(line, case) == set()
    line.ok("debt", "repay", "D-000001", "2026-02-05:13000")
    assert "AMT-07" in rules(line, case)
