"""Findings in real vaults: suggested, decided by people, kept through everything that happens to a case."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlmodel import col

from advocate.domain.changes import Changes
from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft, DebtDraft
from advocate.domain.errors import Cancelled, UserError
from advocate.domain.jobs import QuietContext
from advocate.domain.moments import epoch_ms, parse_moment
from advocate.domain.views import FindingView
from advocate.domain.vocabulary import Behaviour, CreditorType, FindingStatus, Medium, Nature, Reached
from advocate.services import cases, contacts, debts, findings
from advocate.storage.tables import AuditRow, ContactRow
from advocate.storage.vault import Vault

Log = Callable[..., int]


@pytest.fixture
def evaluated(vault: Vault, case_id: int) -> Callable[..., list[FindingView]]:
    """Return a function that evaluates the case and lists its findings."""

    def run(lang: str = "zh") -> list[FindingView]:
        with vault.write() as uow:
            findings.evaluate(uow, case_id)
        with vault.read() as uow:
            return findings.listing(uow, case_id, lang)

    return run


def owe(vault: Vault, case_id: int, name: str, kind: CreditorType, **more: Any) -> int:
    with vault.write() as uow:
        return debts.add(uow, case_id, DebtDraft(name, kind, Decimal(1000), **more))


def test_an_evaluation_that_is_cancelled_leaves_no_finding(
    vault: Vault, case_id: int, log: Log, evaluated: Callable[..., list[FindingView]]
) -> None:
    log("", "2026-03-05 23:15", number_raw="16512345678")
    ctx = QuietContext()
    ctx.cancelled = True
    with pytest.raises(Cancelled), vault.write() as uow:
        findings.evaluate(uow, case_id, ctx=ctx)
    with vault.read() as uow:
        assert findings.listing(uow, case_id) == []
    assert len(evaluated()) == 1


def test_a_night_call_is_suggested_in_both_languages(log: Log, evaluated: Callable[..., list[FindingView]]) -> None:
    contact_id = log("", "2026-03-05 23:15", number_raw="16512345678")
    (zh,) = evaluated("zh")
    assert (zh.rule, zh.status, zh.contacts) == ("TIME-01", FindingStatus.SUGGESTED, (contact_id,))
    assert zh.title == "夜间催收（22:00至次日8:00）"
    assert "GB/T 45251—2025" in zh.clause
    assert "违法" not in zh.clause
    assert "催收作业不应在每日22:00至次日8:00进行" in zh.quote
    assert zh.why == "2026-03-05 23:15:00（北京时间）的电话在22:00至次日08:00之间。"
    assert "债权人类型未知" in zh.review
    assert (zh.confidence, zh.force) == ("T2", "F3")
    assert zh.first_utc == zh.last_utc == datetime(2026, 3, 5, 15, 15, tzinfo=UTC)
    (en,) = evaluated("en")
    assert en.title == "Collection at night (22:00 to 08:00)"
    assert "recommended national standard" in en.clause
    assert "{" not in en.why + en.review + en.clause
    assert en.id == zh.id


def test_the_only_lender_stands_behind_every_contact(
    vault: Vault, case_id: int, log: Log, evaluated: Callable[..., list[FindingView]]
) -> None:
    owe(vault, case_id, "某银行", CreditorType.BANK_ONLINE_LOAN)
    log("", "2026-03-05 23:15")
    assert [(view.rule, view.review) for view in evaluated()] == [("TIME-01", ""), ("TIME-03", "")]


def test_an_agreed_window_of_the_debt_counts(
    vault: Vault, case_id: int, log: Log, evaluated: Callable[..., list[FindingView]]
) -> None:
    owe(vault, case_id, "某银行", CreditorType.BANK_ONLINE_LOAN, agreed_from="20:00", agreed_until="23:00")
    log("", "2026-03-05 22:30")
    assert evaluated() == []


def test_clauses_are_told_one_by_one_statutes_first(
    vault: Vault, case_id: int, log: Log, evaluated: Callable[..., list[FindingView]]
) -> None:
    owe(vault, case_id, "某小贷", CreditorType.MICROLOAN)
    log("", "2026-03-05 10:00", reached=Reached.FAMILY, behaviours=frozenset({Behaviour.THIRD_PARTY_DISCLOSURE}))
    (view,) = evaluated()
    assert [clause.instrument for clause in view.clauses][:3] == ["L1", "L5", "S1"]
    assert view.clause == "；".join(clause.text for clause in view.clauses)
    assert view.clauses[0].text == "涉嫌违反《中华人民共和国民法典》第一千零三十三条第五项"
    assert view.why == "2026-03-05的电话向家人透露欠款信息：向第三人透露欠款。"


def test_a_decision_outlives_everything(
    vault: Vault, case_id: int, log: Log, evaluated: Callable[..., list[FindingView]]
) -> None:
    log("", "2026-03-05 23:15")
    log("", "2026-03-06 23:15")
    first, second = evaluated()
    with vault.write() as uow:
        findings.confirm(uow, first.id)
        findings.reject(uow, second.id, "是家里人打的")
    log("", "2026-03-07 23:15")
    views = evaluated()
    assert [view.status for view in views] == [
        FindingStatus.CONFIRMED,
        FindingStatus.REJECTED,
        FindingStatus.SUGGESTED,
    ]
    assert views[1].decided_reason == "是家里人打的"
    assert views[0].decided_by == "counselor"
    assert not any(view.stale for view in views)
    with vault.read() as uow:
        ((at, user, old, new, reason),) = findings.history(uow, second.id)
    assert (user, old, new, reason) == ("counselor", "suggested", "rejected", "是家里人打的")
    assert at.tzinfo is not None


def test_evaluating_again_changes_and_logs_nothing(
    vault: Vault, case_id: int, log: Log, evaluated: Callable[..., list[FindingView]]
) -> None:
    for minute in range(4):
        log("打断你的腿", f"2026-03-05 10:0{minute}", answered=True)
    before = evaluated()
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
    assert uow.changes == Changes()
    with vault.read() as uow:
        lines = uow.session.execute(select(col(AuditRow.detail)).where(AuditRow.action == "evaluated")).all()
        assert findings.listing(uow, case_id) == before
    assert len(lines) == 1
    detail = json.loads(lines[0][0])
    assert detail["added"] == len(before)
    assert "打断" not in lines[0][0]


def test_a_suggestion_goes_with_its_contact_and_its_id_is_not_given_again(
    vault: Vault, log: Log, evaluated: Callable[..., list[FindingView]]
) -> None:
    contact_id = log("", "2026-03-05 23:15")
    (view,) = evaluated()
    with vault.write() as uow:
        contacts.remove(uow, contact_id)
    assert evaluated() == []
    log("", "2026-03-06 23:15")
    (other,) = evaluated()
    assert other.id > view.id
    with vault.read() as uow, pytest.raises(UserError, match="unknown_id"):
        findings.get(uow, view.id)


def test_a_confirmed_finding_whose_contact_is_trashed_is_stale_and_cannot_be_confirmed(
    vault: Vault, log: Log, evaluated: Callable[..., list[FindingView]]
) -> None:
    contact_id = log("", "2026-03-05 23:15")
    (view,) = evaluated()
    with vault.write() as uow:
        findings.confirm(uow, view.id)
        contacts.remove(uow, contact_id)
    (view,) = evaluated()
    assert (view.status, view.stale) == (FindingStatus.CONFIRMED, True)
    with vault.write() as uow, pytest.raises(UserError, match="finding_gone"):
        findings.confirm(uow, view.id)
    with vault.write() as uow:
        findings.reject(uow, view.id, "联系已删除")
        contacts.restore(uow, contact_id)
    (view,) = evaluated()
    assert (view.status, view.stale) == (FindingStatus.REJECTED, False)


def test_a_fifth_call_makes_a_confirmed_count_stale_until_it_is_confirmed_again(
    vault: Vault, case_id: int, log: Log, evaluated: Callable[..., list[FindingView]]
) -> None:
    owe(vault, case_id, "某小贷", CreditorType.MICROLOAN)
    four = tuple(log("", f"2026-03-05 10:0{n}", answered=True) for n in range(4))
    (view,) = evaluated()
    assert (view.rule, view.contacts) == ("FREQ-01", four)
    with vault.write() as uow:
        findings.confirm(uow, view.id)
    fifth = log("", "2026-03-05 11:00", answered=True)
    (view,) = evaluated()
    assert (view.stale, view.contacts) == (True, four)
    assert "4次" in view.why
    with vault.write() as uow:
        findings.confirm(uow, view.id)
    (view,) = evaluated()
    assert (view.stale, view.contacts, view.status) == (False, (*four, fifth), FindingStatus.CONFIRMED)
    assert "5次" in view.why


def test_a_decision_follows_when_the_debt_is_entered_late(
    vault: Vault, case_id: int, log: Log, evaluated: Callable[..., list[FindingView]]
) -> None:
    for n in range(4):
        log("", f"2026-03-05 10:0{n}", answered=True)
    (view,) = evaluated()
    assert view.review
    with vault.write() as uow:
        findings.confirm(uow, view.id)
    owe(vault, case_id, "某小贷", CreditorType.MICROLOAN)
    (after,) = evaluated()
    assert (after.id, after.status, after.stale, after.review) == (view.id, FindingStatus.CONFIRMED, False, "")


def test_rejecting_needs_a_reason_and_ids_must_be_known(vault: Vault, case_id: int) -> None:
    with vault.write() as uow:
        with pytest.raises(UserError, match="reject_needs_reason"):
            findings.reject(uow, 1, "  ")
        with pytest.raises(UserError, match="unknown_id"):
            findings.confirm(uow, 77)
        with pytest.raises(UserError, match="unknown_id"):
            findings.evaluate(uow, 77)


def test_listing_of_one_contact(vault: Vault, case_id: int, log: Log, evaluated: Callable[..., Any]) -> None:
    log("", "2026-03-05 23:15")
    second = log("", "2026-03-06 23:15")
    evaluated()
    with vault.read() as uow:
        (view,) = findings.listing(uow, case_id, contact_id=second)
    assert view.contacts == (second,)


def test_words_are_shown_with_their_places(log: Log, evaluated: Callable[..., list[FindingView]]) -> None:
    contact_id = log("再拖着，打断你的腿", "2026-03-05 10:00", medium=Medium.SMS)
    (view,) = evaluated()
    assert view.rule == "THR-01"
    assert "打断你的腿" in view.review
    (hit,) = view.hits
    assert (hit.contact_id, hit.phrase, hit.start, hit.end) == (contact_id, "打断你的腿", 4, 9)
    assert "尚未标注" in view.why


def test_a_changed_contact_changes_its_suggestion(
    vault: Vault, case_id: int, log: Log, evaluated: Callable[..., list[FindingView]]
) -> None:
    contact_id = log("", "2026-03-05 10:00", behaviours=frozenset({Behaviour.THREAT}))
    assert [view.rule for view in evaluated()] == ["THR-01"]
    with vault.write() as uow:
        draft = contacts.draft(uow, contact_id)
        contacts.edit(uow, contact_id, replace(draft, behaviours=frozenset({Behaviour.IMPERSONATE_OFFICIAL})))
    assert [view.rule for view in evaluated()] == ["IMP-01"]


def test_preview_counts_with_the_calls_of_the_day_and_writes_nothing(vault: Vault, case_id: int, log: Log) -> None:
    ids = [log("", f"2026-03-05 10:0{n}", answered=True) for n in range(3)]
    draft = ContactDraft(case_id, parse_moment("2026-03-05 23:15", "Asia/Shanghai"), answered=True)
    with vault.read() as uow:
        views = findings.preview(uow, draft, "zh")
        assert findings.listing(uow, case_id) == []
    assert [(view.id, view.rule) for view in views] == [(0, "TIME-01"), (0, "FREQ-01")]
    assert views[1].contacts == (*ids, 0)


def test_preview_counts_insults_of_other_days(vault: Vault, case_id: int, log: Log) -> None:
    for day in (1, 9):
        log("", f"2026-03-0{day} 10:00", medium=Medium.SMS, behaviours=frozenset({Behaviour.INSULT}))
    moment = parse_moment("2026-03-20 10:00", "Asia/Shanghai")
    draft = ContactDraft(case_id, moment, Medium.SMS, behaviours=frozenset({Behaviour.INSULT}))
    with vault.read() as uow:
        assert {view.rule for view in findings.preview(uow, draft)} == {"THR-03", "FREQ-05"}


def fill(vault: Vault, case_id: int, count: int) -> None:
    """Put many imported contacts into the case, two or three a day."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for number in range(count):
        at = start - timedelta(seconds=31_000) * number
        rows.append(
            {
                "case_id": case_id, "at_utc": at, "at_zone": "Asia/Shanghai", "at_written": str(epoch_ms(at)),
                "local_date": at.date().isoformat(), "local_minute": at.hour * 60 + at.minute, "medium": "call",
                "direction": "in", "nature": Nature.UNSORTED, "number_raw": f"165{number % 997:08d}", "answered": True,
                "text": "",
            }
        )  # fmt: skip
    with vault.write() as uow:
        uow.connection.execute(insert(ContactRow), rows)


def test_a_large_case_is_looked_at_around_the_new_contact(
    vault: Vault, case_id: int, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(vault, case_id, 400)
    for day in (2, 3):
        log("", f"2026-02-0{day} 10:00", behaviours=frozenset({Behaviour.INSULT}))
    for n in range(3):
        log("", f"2026-03-05 10:0{n}", answered=True)
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
    with vault.read() as uow:
        whole = findings.listing(uow, case_id)
    contact_id = log("", "2026-03-05 23:15", answered=True, behaviours=frozenset({Behaviour.INSULT}))
    monkeypatch.setattr(findings, "WHOLE_UP_TO", 10)
    with vault.write() as uow:
        findings.evaluate(uow, case_id, contact_id)
    with vault.read() as uow:
        near = findings.listing(uow, case_id)
    assert {view.rule for view in near if contact_id in view.contacts} == {"TIME-01", "FREQ-01", "FREQ-05", "THR-03"}
    assert [view for view in near if contact_id not in view.contacts] == whole
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
    with vault.read() as uow:
        assert findings.listing(uow, case_id) == near


def test_preview_is_fast_in_a_large_case(vault: Vault, case_id: int) -> None:
    fill(vault, case_id, 5_000)
    draft = ContactDraft(case_id, parse_moment("2025-12-20 23:15", "Asia/Shanghai"), text="打断你的腿")
    with vault.read() as uow:
        best_s = 60.0
        for _ in range(4):
            began = time.process_time()
            views = findings.preview(uow, draft)
            best_s = min(best_s, time.process_time() - began)
            assert {view.rule for view in views} >= {"TIME-01", "THR-01"}
    assert best_s < 0.05


def test_no_other_places_law_is_applied(vault: Vault, log: Log) -> None:
    with vault.write() as uow:
        hong_kong = cases.add(uow, CaseDraft(ClientDraft("陈大文"), "hk"))
    log("打断你的腿", "2026-03-05 23:15", case=hong_kong)
    draft = ContactDraft(hong_kong, parse_moment("2026-03-05 23:15", "Asia/Hong_Kong"))
    with vault.write() as uow:
        findings.evaluate(uow, hong_kong)
        views = [*findings.listing(uow, hong_kong), *findings.preview(uow, draft)]
        assert {view.pack for view in views} == {"hk"}
        assert {view.rule for view in views} <= {"HK-VIOL", "HK-HOURS"}


def test_observations_are_told(vault: Vault, case_id: int, log: Log) -> None:
    contact_id = log("", "2026-03-05 08:00")
    with vault.read() as uow:
        (note,) = findings.observations(uow, case_id)
    assert (note.rule, note.contacts, note.reason.code) == ("TIME-01", (contact_id,), "review_clock")
