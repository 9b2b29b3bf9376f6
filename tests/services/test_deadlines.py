"""The list of deadlines over real vaults: limits that hang on findings, and what complaints keep."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft
from advocate.domain.moments import parse_moment
from advocate.domain.vocabulary import Behaviour, Confidence, FindingStatus, Medium
from advocate.services import cases, contacts, deadlines, findings
from advocate.storage.tables import CaseRow, DeadlineRow
from advocate.storage.vault import Vault


def threat(vault: Vault, case_id: int, at: str) -> None:
    """Log a threat and evaluate the case."""
    with vault.write() as uow:
        moment = parse_moment(at, "Asia/Shanghai")
        draft = ContactDraft(
            case_id, moment, Medium.SMS, text="小心你的人身安全", behaviours=frozenset({Behaviour.THREAT})
        )
        contacts.log(uow, draft)
        findings.evaluate(uow, case_id)


def listed(vault: Vault, **options: Any) -> list[Any]:
    with vault.read() as uow:
        return deadlines.listing(uow, **options)


def police(vault: Vault, today: date, **options: Any) -> list[Any]:
    return [view for view in listed(vault, today=today, **options) if view.rule.startswith("cn.psapl")]


def test_an_isolated_threat(vault: Vault, case_id: int) -> None:
    threat(vault, case_id, "2026-01-10 12:00")
    (view,) = police(vault, date(2026, 6, 8))
    assert (view.due, view.start, view.latest) == (date(2026, 7, 10), date(2026, 1, 10), None)
    assert (view.overdue, view.warn, view.complaint) == (False, False, "")
    assert "第二十五条" in view.clause
    assert view.confidence is Confidence.TEXT_SEEN
    assert "THR-01" in view.finding_rules
    assert any("2026-07-10" in line for line in view.counted)
    (warned,) = police(vault, date(2026, 6, 9))
    assert (warned.warn, warned.overdue) == (True, False)
    (late,) = police(vault, date(2026, 7, 20))
    assert (late.overdue, late.warn) == (True, False)


def test_several_threats_show_the_earliest_limit_and_that_of_conduct_that_goes_on(vault: Vault, case_id: int) -> None:
    threat(vault, case_id, "2026-01-10 12:00")
    threat(vault, case_id, "2026-06-30 12:00")
    (view,) = police(vault, date(2026, 6, 30))
    assert (view.due, view.latest) == (date(2026, 7, 10), date(2026, 12, 30))
    assert any("2026-12-30" in line for line in view.review)
    (later,) = police(vault, date(2026, 11, 1))
    assert (later.due, later.overdue) == (date(2026, 12, 30), False)
    assert any("1 次行为" in line for line in later.review)


def test_acts_before_2026_go_by_the_old_article(vault: Vault, case_id: int) -> None:
    threat(vault, case_id, "2025-12-31 12:00")
    threat(vault, case_id, "2026-01-01 12:00")
    found = police(vault, date(2026, 2, 1))
    assert [(view.rule, view.due) for view in found] == [
        ("cn.psapl_22", date(2026, 6, 30)),
        ("cn.psapl_25", date(2026, 7, 1)),
    ]


def test_a_rejected_finding_has_no_clock_and_a_confirmed_one_no_question(vault: Vault, case_id: int) -> None:
    threat(vault, case_id, "2026-01-10 12:00")
    with vault.read() as uow:
        ids = [view.id for view in findings.listing(uow, case_id)]
    (view,) = police(vault, date(2026, 2, 1))
    assert any("还没有人确认" in line for line in view.review)
    with vault.write() as uow:
        for finding_id in ids:
            findings.confirm(uow, finding_id)
    (view,) = police(vault, date(2026, 2, 1))
    assert not any("还没有人确认" in line for line in view.review)
    with vault.write() as uow:
        for finding_id in ids:
            findings.reject(uow, finding_id, "误记")
        assert {view.status for view in findings.listing(uow, case_id)} == {FindingStatus.REJECTED}
    assert listed(vault, today=date(2026, 2, 1)) == []


def test_civil_limitation_runs_beside_it(vault: Vault, case_id: int) -> None:
    threat(vault, case_id, "2026-01-10 12:00")
    (view,) = [view for view in listed(vault, today=date(2026, 2, 1)) if view.rule == "cn.civil_3y"]
    assert view.due == date(2029, 1, 10)


@pytest.mark.parametrize(("until", "count"), [(date(2026, 7, 9), 0), (date(2026, 7, 10), 1), (date(2029, 1, 10), 2)])
def test_until_is_included(vault: Vault, case_id: int, until: date, count: int) -> None:
    threat(vault, case_id, "2026-01-10 12:00")
    assert len(listed(vault, until=until, today=date(2026, 2, 1))) == count


def test_what_complaints_keep_is_listed_until_it_is_done(vault: Vault, case_id: int) -> None:
    with vault.write() as uow:
        kept = DeadlineRow(case_id=case_id, due=date(2026, 3, 1), what="reply", clause="某条")
        uow.session.add(kept)
        uow.session.flush()
        row_id = kept.id
    (view,) = listed(vault, today=date(2026, 3, 2))
    assert (view.due, view.what, view.clause, view.overdue) == (date(2026, 3, 1), "reply", "某条", True)
    with vault.write() as uow:
        row = uow.session.get(DeadlineRow, row_id)
        assert row is not None
        row.done_utc = uow.now()
    assert listed(vault, today=date(2026, 3, 2)) == []


def test_only_open_cases_and_the_case_asked_for(vault: Vault, case_id: int) -> None:
    threat(vault, case_id, "2026-01-10 12:00")
    with vault.write() as uow:
        other = cases.add(uow, CaseDraft(ClientDraft("乙")))
    threat(vault, other, "2026-02-10 12:00")
    today = date(2026, 3, 1)
    assert [view.case_id for view in police(vault, today)] == [case_id, other]
    assert [view.case_id for view in police(vault, today, case_id=other)] == [other]
    with vault.write() as uow:
        row = uow.session.get(CaseRow, case_id)
        assert row is not None
        row.deleted_at = uow.now()
    assert [view.case_id for view in police(vault, today)] == [other]


def test_in_english(vault: Vault, case_id: int) -> None:
    threat(vault, case_id, "2026-01-10 12:00")
    (view,) = police(vault, date(2026, 2, 1), lang="en")
    assert "six months" in view.what
    assert view.clause.endswith("art. 25")
