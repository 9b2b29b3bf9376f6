"""Cases abroad in real vaults: their own law, their own clock, and nobody else's rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from advocate.analysis.rules.loading import names
from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft, DebtDraft
from advocate.domain.moments import DEFAULT_ZONES, SEVERAL_ZONES, parse_moment
from advocate.domain.notices import NoticeDraft
from advocate.domain.views import FindingView
from advocate.domain.vocabulary import CreditorType, Direction, Medium, NoticeKind
from advocate.services import cases, contacts, debts, findings, notices
from advocate.storage.vault import Vault

NY = "America/New_York"


def case(vault: Vault, jurisdiction: str, zone: str = NY, known: bool = True, *kinds: CreditorType) -> int:
    with vault.write() as uow:
        client = ClientDraft("Jane Doe", zone=zone, zone_known=known)
        case_id = cases.add(uow, CaseDraft(client, jurisdiction=jurisdiction))
        for kind in kinds:
            debts.add(uow, case_id, DebtDraft("First", kind, Decimal(2000), currency="USD"))
    return case_id


def log(vault: Vault, case_id: int, *times: str, zone: str = NY, **more: Any) -> None:
    values: dict[str, Any] = {"medium": Medium.CALL, "number_raw": "+12025550123", "answered": False} | more
    for at in times:
        with vault.write() as uow:
            contact_id = contacts.log(uow, ContactDraft(case_id=case_id, moment=parse_moment(at, zone), **values))
            findings.evaluate(uow, case_id, contact_id)


def found(vault: Vault, case_id: int) -> dict[str, FindingView]:
    with vault.read() as uow:
        return {view.rule: view for view in findings.listing(uow, case_id, "en")}


WEEK = [f"2026-04-0{day} 10:00" for day in range(1, 8)]


def test_every_pack_has_a_zone_and_a_case_can_be_of_it(vault: Vault) -> None:
    assert set(names()) <= set(DEFAULT_ZONES)
    for name in names():
        assert case(vault, name, DEFAULT_ZONES[name], name not in SEVERAL_ZONES)


def test_eight_calls_in_seven_days(vault: Vault) -> None:
    case_id = case(vault, "us", NY, True, CreditorType.AGENCY)
    log(vault, case_id, *WEEK)
    assert found(vault, case_id) == {}
    log(vault, case_id, "2026-04-07 18:00")
    (view,) = found(vault, case_id).values()
    assert (view.rule, view.grade, view.pack) == ("US-FREQ-A", "presumed_violation", "us")
    assert "apparent violation of Regulation F" in view.clause
    assert not view.reviewed


def test_debts_share_what_names_none_of_them(vault: Vault) -> None:
    case_id = case(vault, "us", NY, True, CreditorType.AGENCY, CreditorType.AGENCY)
    log(vault, case_id, *WEEK, "2026-04-07 18:00")
    assert found(vault, case_id) == {}


def test_a_zone_that_nobody_knows_makes_a_question(vault: Vault) -> None:
    case_id = case(vault, "us", NY, False, CreditorType.AGENCY)
    log(vault, case_id, "2026-04-01 21:30")
    view = found(vault, case_id)["US-TIME"]
    assert (view.grade, bool(view.review)) == ("element_missing", True)


def test_a_bank_is_outside_the_fdcpa_and_inside_massachusetts(vault: Vault) -> None:
    federal = case(vault, "us", NY, True, CreditorType.BANK_CARD)
    log(vault, federal, *WEEK, "2026-04-07 18:00")
    assert found(vault, federal) == {}
    with vault.read() as uow:
        told = {(note.rule, str(note.grade)) for note in findings.observations(uow, federal)}
    assert ("US-FREQ-A", "not_covered") in told
    state = case(vault, "us_ma", NY, True, CreditorType.BANK_CARD)
    log(vault, state, *WEEK[:3])
    assert set(found(vault, state)) == {"MA-2IN7"}


def test_a_written_stop_is_asked_about_and_a_recorded_one_is_not(vault: Vault) -> None:
    case_id = case(vault, "us", NY, True, CreditorType.AGENCY)
    log(vault, case_id, "2026-04-01 10:00", medium=Medium.SMS, direction=Direction.OUT, text="STOP", answered=None)
    log(vault, case_id, "2026-04-02 10:00", medium=Medium.SMS, text="hello", answered=None)
    view = found(vault, case_id)["US-MEDIUM"]
    assert (view.grade, len(view.contacts)) == ("element_missing", 2)
    other = case(vault, "us", NY, True, CreditorType.AGENCY)
    with vault.write() as uow:
        at = parse_moment("2026-04-01 10:00", NY)
        notices.add(uow, NoticeDraft(other, NoticeKind.STOP_MEDIUM, at, medium=Medium.SMS, delivered=Medium.SMS))
    log(vault, other, "2026-04-02 10:00", medium=Medium.SMS, text="hello", answered=None)
    assert found(vault, other)["US-MEDIUM"].grade == "per_se"


@pytest.mark.parametrize("order", ["stop first", "stop last"])
def test_what_the_debtor_wrote_long_ago_counts_in_a_large_case(vault: Vault, order: str) -> None:
    case_id = case(vault, "us", NY, True, CreditorType.AGENCY)
    start = parse_moment("2025-01-01 12:00", NY)
    with vault.write() as uow:
        for day in range(findings.WHOLE_UP_TO + 10):
            moment = replace(start, at_utc=start.at_utc + timedelta(days=day))
            contacts.log(uow, ContactDraft(case_id=case_id, moment=moment, medium=Medium.LETTER))
    said = {"medium": Medium.SMS, "direction": Direction.OUT, "text": "STOP", "answered": None}
    text = {"medium": Medium.SMS, "text": "hello", "answered": None}
    if order == "stop first":
        log(vault, case_id, "2025-01-02 10:00", **said)
        log(vault, case_id, "2026-04-02 10:00", **text)
    else:
        log(vault, case_id, "2026-04-02 10:00", **text)
        log(vault, case_id, "2025-01-02 10:00", **said)
    assert "US-MEDIUM" in found(vault, case_id)


@pytest.mark.parametrize(("name", "zone"), [("gb", "Europe/London"), ("in", "Asia/Kolkata"), ("hk", "Asia/Hong_Kong")])
def test_no_other_places_law_is_applied(vault: Vault, name: str, zone: str) -> None:
    case_id = case(vault, name, zone, True, CreditorType.BANK_CARD)
    log(vault, case_id, *(f"2026-03-05 {hour}:00" for hour in range(10, 15)), zone=zone, answered=True)
    log(vault, case_id, "2026-03-05 23:00", zone=zone)
    assert {view.pack for view in found(vault, case_id).values()} <= {name}
    assert found(vault, case_id)
