"""What was made known, what a ledger shows and what a call came to, and which rules go by it, in real vaults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft, DebtDraft, FeeDraft
from advocate.domain.errors import InvalidDraft, UserError
from advocate.domain.filters import ContactFilter
from advocate.domain.jobs import QuietContext
from advocate.domain.moments import parse_moment
from advocate.domain.notices import NoticeDraft
from advocate.domain.views import FindingView
from advocate.domain.vocabulary import (
    Behaviour,
    CallOutcome,
    CreditorType,
    FeeKind,
    Medium,
    NoticeKind,
    Reached,
)
from advocate.services import cases, complaints, contacts, debts, evidence, findings, importing, notices
from advocate.storage.vault import Vault

Log = Callable[..., int]
Evaluated = Callable[..., dict[str, FindingView]]
ZONE = "Asia/Shanghai"


@pytest.fixture
def evaluated(vault: Vault, case_id: int) -> Evaluated:
    """Return a function that evaluates the case and returns its findings by rule."""

    def run(case: int | None = None, lang: str = "zh") -> dict[str, FindingView]:
        with vault.write() as uow:
            findings.evaluate(uow, case or case_id)
        with vault.read() as uow:
            return {view.rule: view for view in findings.listing(uow, case or case_id, lang)}

    return run


def owe(vault: Vault, case_id: int, kind: CreditorType, **more: Any) -> int:
    """Enter a loan of 10,000 and return its id."""
    more = {"principal": Decimal(10_000), "contract_date": date(2026, 1, 10)} | more
    with vault.write() as uow:
        return debts.add(uow, case_id, DebtDraft("甲公司", kind, **more))


def tell(vault: Vault, case_id: int, kind: NoticeKind, at: str, **more: Any) -> int:
    """Enter a notice and return its id."""
    with vault.write() as uow:
        return notices.add(uow, NoticeDraft(case_id, kind, parse_moment(at, ZONE), **more))


def test_a_third_persons_refusal_binds_from_when_it_was_made(
    vault: Vault, case_id: int, log: Log, evaluated: Evaluated
) -> None:
    owe(vault, case_id, CreditorType.MICROLOAN)
    log("", "2026-03-01 10:00", number_raw="16512345678", reached=Reached.FAMILY, reached_name="王芳")
    after = log("", "2026-03-03 10:00", number_raw="16512345678", reached=Reached.FAMILY, reached_name="王芳")
    log("", "2026-03-04 10:00", number_raw="16512345678", reached=Reached.FRIEND, reached_name="李强")
    assert "TP-04" not in evaluated()
    notice = tell(vault, case_id, NoticeKind.REFUSAL, "2026-03-02 09:00", person="王芳", delivered=Medium.CALL)
    found = evaluated()["TP-04"]
    assert found.contacts == (after,)
    assert "2026-03-02" in found.why
    with vault.write() as uow:
        assert notices.remove(uow, notice) == case_id
    assert "TP-04" not in evaluated()
    with vault.write() as uow:
        notices.restore(uow, notice)
    assert "TP-04" in evaluated()


def test_abuse_after_an_official_warning_is_thr_05_and_for_that_lender_only(
    vault: Vault, case_id: int, log: Log, evaluated: Evaluated
) -> None:
    debt = owe(vault, case_id, CreditorType.MICROLOAN)
    log("再不还打断你的腿", "2026-03-05 10:00", behaviours=frozenset({Behaviour.THREAT}), debt_id=debt)
    with vault.write() as uow:
        other = debts.add(uow, case_id, DebtDraft("乙公司", CreditorType.CONSUMER_FINANCE, Decimal(1)))
    tell(vault, case_id, NoticeKind.WARNING, "2026-03-01 10:00", sender="派出所", debt_id=other)
    assert "THR-05" not in evaluated()
    tell(vault, case_id, NoticeKind.WARNING, "2026-03-02 10:00", sender="派出所", recipient="甲公司", debt_id=debt)
    assert "THR-05" in evaluated()


def test_hours_that_were_agreed_hold_from_then_on_and_until_they_end(
    vault: Vault, case_id: int, log: Log, evaluated: Evaluated
) -> None:
    owe(vault, case_id, CreditorType.MICROLOAN)
    before = log("", "2026-03-01 22:30", number_raw="16512345678")
    log("", "2026-03-05 22:30", number_raw="16512345678")
    outside = log("", "2026-03-06 15:00", number_raw="16512345678")
    later = log("", "2026-04-02 22:30", number_raw="16512345678")
    tell(
        vault,
        case_id,
        NoticeKind.AGREED_HOURS,
        "2026-03-02 09:00",
        hours_from="20:00",
        hours_until="23:00",
        until=date(2026, 3, 31),
    )
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
    with vault.read() as uow:
        night = {c for view in findings.listing(uow, case_id) if view.rule == "TIME-01" for c in view.contacts}
        agreed = {c for view in findings.listing(uow, case_id) if view.rule == "TIME-02" for c in view.contacts}
    assert night == {before, later}
    assert agreed == {outside}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": NoticeKind.REFUSAL}, "person"),
        ({"kind": NoticeKind.STOP_MEDIUM}, "medium"),
        ({"kind": NoticeKind.AGREED_HOURS}, "hours_from"),
        ({"hours_from": "20:00"}, "hours_until"),
        ({"hours_from": "20:00", "hours_until": "25:99"}, "hours_until"),
        ({"until": date(2020, 1, 1)}, "until"),
        ({"moment": parse_moment("2999-01-01 10:00", ZONE)}, "at"),
        ({"text": "一" * 20_001}, "text"),
    ],
)
def test_what_says_nothing_is_not_taken(vault: Vault, case_id: int, changes: dict[str, Any], field: str) -> None:
    good = NoticeDraft(case_id, NoticeKind.CEASE, parse_moment("2026-03-02 09:00", ZONE))
    with vault.write() as uow:
        notices.add(uow, good)
    with pytest.raises(InvalidDraft) as refused, vault.write() as uow:
        notices.add(uow, replace(good, **changes))
    assert [problem.field for problem in refused.value.problems] == [field]
    with vault.read() as uow:
        assert len(notices.listing(uow, case_id)) == 1


def test_a_notice_is_kept_whole_and_edited_but_not_moved_to_another_case(vault: Vault, case_id: int) -> None:
    debt = owe(vault, case_id, CreditorType.MICROLOAN)
    proof = evidence.add_bytes(vault, b"receipt", "挂号信回执.txt", case_id).id
    with vault.write() as uow:
        other = cases.add(uow, CaseDraft(ClientDraft("别人")))
    notice = tell(
        vault,
        case_id,
        NoticeKind.CEASE,
        "2026-03-02 09:00",
        sender="林晓禾",
        recipient="甲公司",
        debt_id=debt,
        delivered=Medium.LETTER,
        text="请停止电话催收",
        evidence_id=proof,
    )
    with vault.read() as uow:
        (view,) = notices.listing(uow, case_id)
    assert (view.creditor, view.evidence, view.text) == ("甲公司", "挂号信回执.txt", "请停止电话催收")
    assert (view.delivered, view.moment.written) == (Medium.LETTER, "2026-03-02 09:00")
    draft = NoticeDraft(case_id, NoticeKind.DISPUTE, view.moment, text="不认可金额")
    with vault.write() as uow:
        notices.edit(uow, notice, draft)
    with vault.read() as uow:
        (edited,) = notices.listing(uow, case_id)
    assert (edited.kind, edited.text, edited.creditor) == (NoticeKind.DISPUTE, "不认可金额", "")
    with pytest.raises(UserError, match="unknown_id"), vault.write() as uow:
        notices.edit(uow, notice, replace(draft, case_id=other))
    with pytest.raises(UserError, match="unknown_id"), vault.write() as uow:
        notices.add(uow, replace(draft, case_id=other, evidence_id=proof))


def test_a_ledger_makes_findings_without_a_single_contact(vault: Vault, case_id: int, evaluated: Evaluated) -> None:
    debt = owe(
        vault,
        case_id,
        CreditorType.PRIVATE_LENDER,
        received=Decimal(8_000),
        repayments=((date(2026, 2, 10), Decimal(5_000)), (date(2026, 3, 10), Decimal(6_000))),
        sold_to="乙资产公司",
        sale_notified=False,
    )
    found = evaluated()
    assert {"AMT-04", "AMT-05", "AMT-06", "AMT-11"} <= set(found)
    assert all(view.contacts == () and view.debts == (debt,) for view in found.values())
    assert "2000" in found["AMT-04"].why
    assert not {"AMT-07", "AMT-09"} & set(found)
    with vault.write() as uow:
        debts.remove(uow, debt)
    assert evaluated() == {}


def test_a_licensed_lender_is_measured_by_its_own_cap_and_a_lawful_loan_by_none(
    vault: Vault, case_id: int, evaluated: Evaluated
) -> None:
    owe(vault, case_id, CreditorType.MICROLOAN, repayments=((date(2026, 2, 10), Decimal(10_100)),))
    assert evaluated() == {}
    owe(
        vault,
        case_id,
        CreditorType.MICROLOAN,
        fees=(FeeDraft(FeeKind.MEMBERSHIP, Decimal(800), deducted=False, paid_on=date(2026, 1, 10)),),
        repayments=((date(2026, 2, 10), Decimal(11_000)),),
    )
    found = evaluated()
    assert {"AMT-07", "AMT-08"} <= set(found)
    assert "AMT-06" not in found
    assert "明示" in found["AMT-08"].review


def test_of_an_unknown_lender_and_an_untold_sale_only_questions_are_asked(
    vault: Vault, case_id: int, evaluated: Evaluated
) -> None:
    owe(
        vault,
        case_id,
        CreditorType.UNKNOWN,
        repayments=((date(2026, 2, 10), Decimal(13_000)),),
        sold_to="乙资产公司",
    )
    found = evaluated()
    assert {"AMT-06", "AMT-07", "AMT-11"} <= set(found)
    assert all("债权人类型未知" in view.review for view in found.values())
    assert all(view.grade != "per_se" for view in found.values())
    assert "AMT-09" not in found
    assert "须核" in found["AMT-11"].review


def test_four_conversations_in_a_day_are_counted_only_where_people_spoke(
    vault: Vault, case_id: int, log: Log, evaluated: Evaluated
) -> None:
    owe(vault, case_id, CreditorType.MICROLOAN)
    ids = [
        log("", f"2026-03-05 {hour:02}:00", number_raw="16512345678", answered=True, conversation=hour < 12)
        for hour in (9, 10, 11, 13)
    ]
    assert "FREQ-02" not in evaluated()
    with vault.read() as uow:
        last = contacts.draft(uow, ids[-1])
    assert last.conversation is False
    with vault.write() as uow:
        contacts.edit(uow, ids[-1], replace(last, conversation=True))
    assert evaluated()["FREQ-02"].contacts == tuple(ids)


def test_what_a_call_came_to_decides_whether_it_connected(
    vault: Vault, case_id: int, log: Log, evaluated: Evaluated
) -> None:
    owe(vault, case_id, CreditorType.MICROLOAN)
    for hour in (9, 10, 11, 13):
        log("", f"2026-03-05 {hour:02}:00", number_raw="16512345678", outcome=CallOutcome.REJECTED)
    assert "FREQ-01" not in evaluated()
    for hour in (9, 10, 11, 13):
        log("", f"2026-03-06 {hour:02}:00", number_raw="16512345678", outcome=CallOutcome.ANSWERED)
    assert "FREQ-01" in evaluated()


def test_an_unknown_zone_asks_and_one_that_is_given_does_not(vault: Vault, evaluated: Evaluated) -> None:
    with vault.write() as uow:
        case = cases.add(uow, CaseDraft(ClientDraft("Ann", zone_known=False)))
        moment = parse_moment("2026-03-05 23:15", ZONE)
        contact = contacts.log(uow, ContactDraft(case, moment, number_raw="16512345678"))
    assert "时区不确定" in evaluated(case)["TIME-01"].review
    with vault.write() as uow:
        contacts.edit(uow, contact, replace(contacts.draft(uow, contact), zone_known=True))
    assert "时区不确定" not in evaluated(case)["TIME-01"].review


def test_what_cannot_be_of_a_call_is_not_taken(vault: Vault, case_id: int) -> None:
    draft = ContactDraft(case_id, parse_moment("2026-03-05 10:00", ZONE))
    spoke = replace(draft, answered=False, conversation=True)
    late = replace(draft, sent_utc=parse_moment("2026-03-05 10:30", ZONE).at_utc)
    for wrong, field in ((spoke, "conversation"), (late, "sent")):
        with pytest.raises(InvalidDraft) as refused, vault.write() as uow:
            contacts.log(uow, wrong)
        assert [problem.field for problem in refused.value.problems] == [field]


def test_a_complaint_may_rest_on_a_ledger_alone_and_prints_its_working(
    vault: Vault, case_id: int, evaluated: Evaluated
) -> None:
    owe(
        vault,
        case_id,
        CreditorType.PRIVATE_LENDER,
        received=Decimal(8_000),
        repayments=((date(2026, 2, 10), Decimal(11_000)),),
        sold_to="乙资产公司",
        sale_notified=False,
    )
    found = evaluated()
    with vault.write() as uow:
        for rule in ("AMT-04", "AMT-06", "AMT-11"):
            findings.confirm(uow, found[rule].id)
        complaint = complaints.draft(uow, case_id, "nfra_tousu")
    made = complaints.model(vault, complaint, draft=True)
    told = {section.heading: [sentence.text for sentence in section.sentences] for section in made.facts}
    assert "3项问题" in told["借款成本与债权方面的问题"][0]
    cost = told[found["AMT-06"].title]
    assert "甲公司借款：2026-01-10签约，合同金额10,000.00 CNY，实际到账8,000.00 CNY。" in cost
    assert any("%" in line for line in cost)
    assert any("2,000.00" in line for line in told[found["AMT-04"].title])
    assert any("乙资产公司" in line for line in told[found["AMT-11"].title])
    assert {rule for item in made.legal for rule in item.rules} == {"AMT-04", "AMT-06", "AMT-11"}
    assert made.contacts == ()
    assert complaints.preview(vault, complaint).startswith(b"%PDF")


def test_what_a_phone_says_of_a_call_comes_with_its_import(vault: Vault, case_id: int, tmp_path: Path) -> None:
    calls = "".join(
        f'<call number="1701234567{kind}" duration="0" date="{1_789_974_600_000 + kind}" type="{kind}" />'
        for kind in (3, 4, 5, 6)
    )
    backup = tmp_path / "calls.xml"
    backup.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<calls count="4">{calls}</calls>', encoding="utf-8")
    importing.run(vault, [backup], case_id, QuietContext())
    with vault.read() as uow:
        views = contacts.page(uow, contacts.ids(uow, ContactFilter(case_id=case_id)))
    assert {view.number_raw: view.outcome for view in views} == {
        "17012345673": None,
        "17012345674": CallOutcome.VOICEMAIL,
        "17012345675": CallOutcome.REJECTED,
        "17012345676": CallOutcome.BLOCKED,
    }
    assert {(view.conversation, view.zone_known, view.sent_utc) for view in views} == {(None, None, None)}
