"""Batches found in real vaults: two cases, one crew, one bank; decisions that stay; what is read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft
from advocate.domain.errors import UserError
from advocate.domain.moments import Moment, parse_moment
from advocate.domain.vocabulary import BatchDecision, BatchStatus, Medium
from advocate.services import batches, cases, contacts, finding_facts, numbers
from advocate.storage.uow import UnitOfWork
from advocate.storage.vault import Vault

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TEXT = "{name}，你欠的{amount}元已逾期，今天不还就通知你单位领导和家人，回电{back}"
CREW = [f"1705551{serial:04d}" for serial in range(2300, 2309)]
BANK = "95588"


def moment(hours: float) -> Moment:
    """Return an instant some hours after the start."""
    return parse_moment((START + timedelta(hours=hours)).isoformat(), "Asia/Shanghai")


def say(uow: UnitOfWork, case_id: int, number: str, hours: float, text: str) -> int:
    """Log a message."""
    return contacts.log(
        uow,
        ContactDraft(case_id=case_id, moment=moment(hours), medium=Medium.SMS, number_raw=number, text=text),
    )


def two_cases(uow: UnitOfWork) -> tuple[int, int]:
    """Log a crew whose cards reach two clients, and the bank of both."""
    first = cases.add(uow, CaseDraft(ClientDraft("黄一")))
    second = cases.add(uow, CaseDraft(ClientDraft("周二")))
    for place, number in enumerate(CREW):
        case_id, name = ((first, "黄一"), (second, "周二"))[place % 2]
        text = TEXT.format(name=name, amount=1000 + 37 * place, back=CREW[(place + 1) % len(CREW)])
        say(uow, case_id, number, place * 5, text)
        say(uow, case_id, number, place * 5 + 1, text)
    for hours in range(0, 200, 20):
        for case_id in (first, second):
            say(uow, case_id, BANK, hours, f"【工商银行】您尾号1234卡{hours}日支出人民币{hours}.50元，余额100.00元")
    return first, second


def test_one_crew_in_two_cases_is_found_and_the_bank_links_nobody(vault: Vault) -> None:
    with vault.write() as uow:
        first, _ = two_cases(uow)
        assert batches.recompute(uow) == 1
    with vault.read() as uow:
        (found,) = batches.listing(uow)
        assert set(found.numbers) == {f"+86{number}" for number in CREW}
        assert len(found.cases) == 2
        assert found.score >= 6
        assert {"callback", "script", "segment", "neighbours"} <= {reason.kind for reason in found.reasons}
        for reason in found.reasons:
            for lang in ("zh", "en"):
                said = batches.sentence(reason, lang)
                assert said
                assert "{" not in said
                assert "batch_clue" not in said
        assert {view.batch for view in numbers.listing(uow) if view.number == BANK} == {""}
        assert numbers.show(uow, CREW[0]).batch
        facts, _ = finding_facts.case_facts(uow, first)
        assert [len(batch.numbers) for batch in facts.batches] == [5]
        links = batches.links(uow, numbers.show(uow, CREW[0]).batch)
        assert links
        assert all(link.reasons for link in links)


def test_decisions_survive_recomputation(vault: Vault) -> None:
    with vault.write() as uow:
        first, _ = two_cases(uow)
        batches.recompute(uow)
        batch = numbers.show(uow, CREW[0]).batch
        apart = CREW[6:]
        views = batches.decide(uow, BatchDecision.SPLIT, batch, apart, "其他公司")
        assert sorted(len(view.numbers) for view in views) == [3, 6]
        say(uow, first, CREW[7], 60, TEXT.format(name="黄一", amount=9, back=CREW[0]))
        batches.recompute(uow)
        assert sorted(len(view.numbers) for view in batches.listing(uow)) == [3, 6]
        assert numbers.show(uow, CREW[0]).batch == batch
        batches.decide(uow, BatchDecision.MERGE, batch, [numbers.show(uow, CREW[7]).batch])
        assert [len(view.numbers) for view in batches.listing(uow)] == [9]
        (kept,) = batches.decide(uow, BatchDecision.CONFIRM, numbers.show(uow, CREW[0]).batch)
        assert kept.status is BatchStatus.CONFIRMED
        (gone,) = batches.decide(uow, BatchDecision.REJECT, numbers.show(uow, CREW[0]).batch)
        assert gone.status is BatchStatus.REJECTED
        batches.recompute(uow, always=True)
        assert batches.listing(uow) == []
        assert len(batches.listing(uow, rejected=True)) == 1
        assert numbers.show(uow, CREW[0]).batch == ""
        assert finding_facts.case_facts(uow, first)[0].batches == ()


def test_a_decision_needs_numbers(vault: Vault) -> None:
    with vault.write() as uow:
        two_cases(uow)
        batches.recompute(uow)
        batch = numbers.show(uow, CREW[0]).batch
        with pytest.raises(UserError) as refused:
            batches.decide(uow, BatchDecision.SPLIT, batch, CREW)
        assert refused.value.code == "batch_split_nothing"
        with pytest.raises(UserError) as refused:
            batches.decide(uow, BatchDecision.MERGE, batch, CREW[:2])
        assert refused.value.code == "batch_merge_nothing"
        with pytest.raises(UserError):
            batches.show(uow, "B-000999")


def test_new_contacts_give_the_picture_of_a_cold_start(vault: Vault) -> None:
    with vault.write() as uow:
        first, second = two_cases(uow)
        batches.recompute(uow)
        fresh = [f"1705551{serial:04d}" for serial in range(2310, 2314)]
        for place, number in enumerate(fresh):
            say(uow, second, number, 50 + place, TEXT.format(name="周二", amount=77 + place, back=CREW[0]))
        say(uow, first, "13900001111", 50, "晚上回来吃饭吗")
        batches.recompute(uow)
        (grown,) = batches.listing(uow)
        assert {f"+86{number}" for number in fresh} <= set(grown.numbers)
        uow.connection.exec_driver_sql("DELETE FROM settings WHERE name = 'batches'")
        batches.recompute(uow)
        (cold,) = batches.listing(uow)
        assert (cold.id, cold.numbers, cold.reasons) == (grown.id, grown.numbers, grown.reasons)


def test_removed_contacts_leave_the_picture(vault: Vault) -> None:
    with vault.write() as uow:
        case_id = cases.add(uow, CaseDraft(ClientDraft("黄一")))
        ids = []
        for place, number in enumerate(CREW):
            text = TEXT.format(name="黄一", amount=1000 + place, back=CREW[0])
            ids.append(say(uow, case_id, number, place, text))
        assert batches.recompute(uow) == 1
        for each in ids[1:]:
            contacts.remove(uow, each)
        assert batches.recompute(uow) == 0
        for each in ids[1:]:
            contacts.restore(uow, each)
        assert batches.recompute(uow) == 1
