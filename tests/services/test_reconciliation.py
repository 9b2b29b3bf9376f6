"""Phone and bill of one case side by side: real files through the real import, expectations typed by hand."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.domain.errors import UserError
from advocate.domain.jobs import QuietContext
from advocate.domain.reconciliation import MatchedBy, Reconciliation
from advocate.domain.vocabulary import SourceKind
from advocate.services import complaint_reconciliation, contact_list, coverage, importing, reconciliation
from advocate.services.intake.days import days_in, runs_of
from advocate.storage.vault import Vault
from tests.services.conftest import Log

BILL = """查询起止日期：2024-03-01 至 2024-03-31,,,,
起始时间,通信方式,对方号码,通信时长,通信类型,通信地点
2024-03-05 21:15:00,被叫,13900000001,61,国内,
2024-03-05 21:16:30,被叫,13900000001,5,国内,
2024-03-06 09:00:00,主叫,95588,30,国内,
2024-03-07 10:00:00,被叫,138****5678,20,国内,
2024-03-08 10:00:00,被叫,***,33,国内,
2024-03-09 10:00:00,主叫,02161234567,10,国内,
"""


def _phone(*calls: tuple[str, str, int, int]) -> str:
    """Return a backup of calls: Beijing time, number, length, type (1 in, 2 out)."""
    rows = []
    for at, number, seconds, kind in calls:
        ms = int(datetime.fromisoformat(f"{at}+08:00").timestamp() * 1000)
        rows.append(f'<call number="{number}" duration="{seconds}" date="{ms}" type="{kind}" presentation="1" />')
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<calls count=\"{len(rows)}\">{''.join(rows)}</calls>"


PHONE = _phone(
    ("2024-03-05 21:14:50", "+8613900000001", 61, 1),
    ("2024-03-05 21:16:40", "13900000001", 5, 1),
    ("2024-03-06 09:01:59", "95588", 30, 2),
    ("2024-03-07 10:00:20", "13812345678", 20, 1),
    ("2024-03-08 10:00:05", "13700000009", 30, 1),
    ("2024-03-20 08:00:00", "13700000009", 0, 1),
    ("2024-04-02 08:00:00", "13700000009", 0, 1),
)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    bill, phone = tmp_path / "bill.csv", tmp_path / "calls.xml"
    bill.write_text(BILL, "utf-8")
    phone.write_text(PHONE, "utf-8")
    return [phone, bill]


@pytest.fixture
def compared(vault: Vault, case_id: int, files: list[Path]) -> Reconciliation:
    importing.run(vault, files, case_id, QuietContext())
    with vault.read() as uow:
        return reconciliation.of_case(uow, case_id)


def test_the_three_lists(compared: Reconciliation) -> None:
    assert [(m.phone.number, m.bill.number, m.apart_s, m.by) for m in compared.both] == [
        ("+8613900000001", "+8613900000001", 10, MatchedBy.NUMBER),
        ("+8613900000001", "+8613900000001", -10, MatchedBy.NUMBER),
        ("95588", "95588", -119, MatchedBy.NUMBER),
        ("+8613812345678", "138****5678", -20, MatchedBy.MASK),
        ("+8613700000009", "***", -5, MatchedBy.TIME),
    ]
    assert [(call.day, call.number) for call in compared.only_phone] == [("2024-03-20", "+8613700000009")]
    assert [(call.day, call.number) for call in compared.only_bill] == [("2024-03-09", "+862161234567")]
    # 2 April lies outside of what the bill says it covers.
    assert (compared.outside, compared.masked, compared.incoming_only_phone) == (1, 2, 1)
    assert [(bill.first, bill.last) for bill in compared.bills] == [(date(2024, 3, 1), date(2024, 3, 31))]
    first = compared.days[0]
    assert (first.day, first.number, first.both, first.only_phone, first.only_bill) == (
        "2024-03-05",
        "+8613900000001",
        2,
        0,
        0,
    )


def test_the_statement_says_what_a_bill_leaves_out(compared: Reconciliation) -> None:
    zh, en = (reconciliation.statement(compared, lang) for lang in ("zh", "en"))
    assert "可能不列示来电" in zh
    assert "有2次通话的号码在详单上被部分或全部隐去" in zh
    assert "may leave out incoming calls" in en
    assert "1 further calls" in en


def test_the_csv_holds_all_three_lists_in_order(compared: Reconciliation) -> None:
    rows = list(csv.reader(io.StringIO(reconciliation.to_csv(compared).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["两者都有"] * 5 + ["仅详单有", "仅手机有"]
    assert rows[1][:8] == ["两者都有", "2024-03-05", "21:14", "来", "13900000001", "61", "21:15", "10"]


def test_a_recording_or_diary_of_the_same_call_does_not_count_twice(
    vault: Vault, case_id: int, log: Log, files: list[Path]
) -> None:
    log(at="2024-03-05 21:15", number_raw="13900000001", text="骂人")
    importing.run(vault, files, case_id, QuietContext())
    with vault.read() as uow:
        found = reconciliation.of_case(uow, case_id)
    assert (len(found.both), len(found.only_phone), len(found.only_bill)) == (5, 1, 1)


def test_without_a_bill_there_is_nothing_to_compare(vault: Vault, case_id: int) -> None:
    with vault.read() as uow, pytest.raises(UserError) as caught:
        reconciliation.of_case(uow, case_id)
    assert caught.value.code == "no_bill"


def test_only_the_numbers_asked_for(vault: Vault, case_id: int, files: list[Path], compared: Reconciliation) -> None:
    wanted = compared.both[0].phone.number_id
    assert wanted is not None
    with vault.read() as uow:
        found = reconciliation.of_case(uow, case_id, numbers={wanted})
    assert (len(found.both), found.only_phone, found.only_bill) == (2, (), ())


@pytest.mark.parametrize(
    ("masked", "whole", "agree"),
    [
        ("138****5678", "+8613812345678", True),
        ("138****5678", "13912345678", False),
        ("+86138****5678", "13812345678", True),
        ("1381234567*", "13812345678", True),
        ("138****567", "13812345678", False),
        ("95588", "95588", True),
    ],
)
def test_masks_are_patterns(masked: str, whole: str, agree: bool) -> None:
    assert reconciliation.numbers_agree(masked, whole) is agree


def test_what_a_bill_says_it_covers_and_the_days_without_entries(vault: Vault, case_id: int, files: list[Path]) -> None:
    importing.run(vault, files, case_id, QuietContext())
    with vault.read() as uow:
        bill, phone = coverage.of_case(uow, case_id)
    assert (bill.kind, bill.first, bill.last, bill.declared) == (
        SourceKind.BILL,
        date(2024, 3, 1),
        date(2024, 3, 31),
        True,
    )
    assert [(gap.first.day, gap.last.day) for gap in bill.gaps] == [(1, 4), (10, 31)]
    assert (bill.days, bill.empty_days) == (31, 26)
    assert (phone.first, phone.last, phone.declared) == (date(2024, 3, 5), date(2024, 4, 2), False)
    assert [(run.first.day, run.last.day) for run in phone.filled] == [(5, 8), (20, 20), (2, 2)]
    assert coverage.sentence(bill) == (
        "“bill.csv”（移动、联通、电信的通话与短信详单）涵盖2024年3月1日至2024年3月31日，共31天，其中26天没有记录："
        "2024年3月1日至2024年3月4日、2024年3月10日至2024年3月31日。"
    )
    assert "26 of them without entries: 2024-03-01 to 2024-03-04" in coverage.sentence(bill, "en")


@given(st.sets(st.integers(0, 24 * 900)), st.sampled_from(["Asia/Shanghai", "Europe/London", "UTC"]))
def test_days_survive_as_runs(hours: set[int], zone: str) -> None:
    from zoneinfo import ZoneInfo

    expected = {datetime.fromtimestamp(hour * 3600, UTC).astimezone(ZoneInfo(zone)).date() for hour in hours}
    assert days_in(runs_of(hours, zone)) == expected
    found = coverage.runs(expected)
    assert all(left.last < right.first for left, right in pairwise(found))
    if expected:
        gaps = coverage.gaps_between(found, min(expected), max(expected))
        assert sum(gap.days for gap in (*found, *gaps)) == (max(expected) - min(expected)).days + 1


def test_a_complaint_takes_the_comparison_as_an_annex(vault: Vault, case_id: int, files: list[Path]) -> None:
    importing.run(vault, files, case_id, QuietContext())
    with vault.read() as uow:
        contact = reconciliation.of_case(uow, case_id).both[0].phone
        listed = contact_list.page(uow, [contact.contact_id])
        values = {"compare_bill": "yes"}
        found = complaint_reconciliation.wanted(uow, case_id, {view.id: view for view in listed}, values)
        assert complaint_reconciliation.wanted(uow, case_id, {}, {}) is None
        evidence = [row[0] for row in uow.connection.exec_driver_sql("SELECT id FROM evidence ORDER BY id")]
        covered = complaint_reconciliation.covered(uow, case_id, evidence)
    assert found is not None
    rows = complaint_reconciliation.rows(found)
    # 95588 and the others were not complained of: their calls are nobody's business.
    assert [(row.result, row.number, row.phone_clock, row.bill_clock, row.apart) for row in rows] == [
        ("两者都有", "13900000001", "21:14", "21:15", "10"),
        ("两者都有", "13900000001", "21:16", "21:16", "-10"),
    ]
    assert set(covered.values()) == {
        "涵盖2024年3月1日至2024年3月31日，其中26天没有记录",
        "涵盖2024年3月5日至2024年4月2日，其中23天没有记录",
    }
