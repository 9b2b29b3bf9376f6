"""The inbox: grouped by sender, decided in bulk, undone once, and what is left out is gone but for its fingerprint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from advocate import messages
from advocate.domain.errors import UserError
from advocate.domain.filters import ContactFilter
from advocate.domain.inbox import InboxAct
from advocate.domain.jobs import QuietContext
from advocate.domain.vocabulary import Behaviour, Nature, Proposal
from advocate.services import contacts, findings, importing, inbox, sorting
from advocate.storage.audit import verify_chain
from advocate.storage.vault import Vault
from tests.importers.conftest import call, sms, smses

START_MS = 1_700_000_000_000
HOUR_MS = 3_600_000

COLLECTOR, MOTHER, CODES, STRANGER = "17012345678", "13812340001", "106912345678", "13899990000"


def backup(folder: Path, *rows: str, name: str = "sms.xml") -> Path:
    path = folder / name
    path.write_text(smses(*rows), "utf-8")
    return path


def at(hours: int) -> str:
    return str(START_MS + hours * HOUR_MS)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A collector with three messages, a mother with three, two one-time codes, and a call nobody can judge."""
    return backup(
        tmp_path,
        sms("您的借款已逾期30天，今天不处理就联系你通讯录里的人", address=COLLECTOR, date=at(1)),
        sms("再不还钱就上门打断你的腿", address=COLLECTOR, date=at(2)),
        sms("看到速回", address=COLLECTOR, date=at(3)),
        sms("晚上回来吃饭吗", address=MOTHER, date=at(4), contact_name="妈妈"),
        sms("回", address=MOTHER, date=at(5), contact_name="妈妈", type="2"),
        sms("有人打我电话说你欠了钱，怎么回事", address=MOTHER, date=at(6), contact_name="妈妈"),
        sms("【示例】验证码123456，请勿泄露", address=CODES, date=at(7)),
        sms("【示例】验证码654321，请勿泄露", address=CODES, date=at(8)),
        call(number=STRANGER, type="1", duration="20", date=at(9)),
    )


@pytest.fixture
def read_in(vault: Vault, case_id: int, mixed: Path) -> Vault:
    importing.run(vault, [mixed], case_id, QuietContext())
    return vault


def listed(vault: Vault, case_id: int, **wanted: Any) -> list[Any]:
    with vault.read() as uow:
        return contacts.page(uow, contacts.ids(uow, ContactFilter(case_id=case_id, **wanted)))


def decide(vault: Vault, act: Callable[..., Any], *args: Any, **options: Any) -> Any:
    with vault.write() as uow:
        return act(uow, *args, **options)


def sender_of(vault: Vault, case_id: int, number: str) -> int | None:
    with vault.read() as uow:
        return next(group.sender for group in inbox.groups(uow, case_id) if number in (group.number or ""))


def test_groups_come_by_sender_with_a_proposal_and_its_reasons(read_in: Vault, case_id: int) -> None:
    with read_in.read() as uow:
        groups = inbox.groups(uow, case_id)
        counts = inbox.counts(uow, case_id)
    found = {group.number: (group.proposal, group.entries, group.collection, group.ordinary) for group in groups}
    assert found == {
        f"+86{COLLECTOR}": (Proposal.COLLECTION, 3, 3, 0),
        f"+86{MOTHER}": (Proposal.ORDINARY, 3, 1, 2),
        CODES: (Proposal.ORDINARY, 2, 0, 2),
        f"+86{STRANGER}": (Proposal.UNSURE, 1, 0, 0),
    }
    assert groups[0].number == f"+86{COLLECTOR}"
    assert groups[-1].proposal is Proposal.ORDINARY
    assert (counts.collection, counts.ordinary, counts.unsure, counts.entries) == (4, 4, 1, 9)
    for lang, words in (("zh", "逾期"), ("en", "debt")):
        sentence = messages.reasons_text(groups[0].why, lang)
        assert words in sentence
        assert "{" not in sentence


def test_what_waits_is_not_on_the_record_until_somebody_decides(read_in: Vault, case_id: int) -> None:
    assert listed(read_in, case_id, on_record=True) == []
    assert len(listed(read_in, case_id)) == 9
    sender = sender_of(read_in, case_id, COLLECTOR)
    decision = decide(read_in, inbox.take, case_id, Nature.COLLECTION, senders=[sender])
    assert (decision.act, decision.taken, decision.left_out) == (InboxAct.COLLECTION, 3, 0)
    assert {view.nature for view in listed(read_in, case_id, on_record=True)} == {Nature.COLLECTION}
    assert len(listed(read_in, case_id, on_record=True)) == 3


def test_accepting_takes_leaves_out_and_lets_wait(read_in: Vault, case_id: int) -> None:
    decision = decide(read_in, inbox.accept_proposals, case_id)
    assert (decision.taken, decision.left_out, decision.kept) == (4, 4, 0)
    assert {view.number for view in listed(read_in, case_id, on_record=True)} == {f"+86{COLLECTOR}", f"+86{MOTHER}"}
    with read_in.read() as uow:
        assert [group.number for group in inbox.groups(uow, case_id)] == [f"+86{STRANGER}"]


def test_the_last_decision_is_undone_once(read_in: Vault, case_id: int) -> None:
    decide(read_in, inbox.accept_proposals, case_id)
    assert decide(read_in, inbox.undo, case_id) == 8
    with read_in.read() as uow:
        assert inbox.counts(uow, case_id).entries == 9
        assert verify_chain(uow.connection)[1] is None
    with pytest.raises(UserError) as refused:
        decide(read_in, inbox.undo, case_id)
    assert refused.value.code == "inbox_nothing_to_undo"


def test_an_earlier_decision_cannot_be_undone(read_in: Vault, case_id: int) -> None:
    decide(read_in, inbox.leave_out, case_id, senders=[sender_of(read_in, case_id, CODES)])
    decide(read_in, inbox.take, case_id, Nature.COLLECTION, senders=[sender_of(read_in, case_id, COLLECTOR)])
    assert decide(read_in, inbox.undo, case_id) == 3
    with read_in.read() as uow:
        assert CODES not in {group.number for group in inbox.groups(uow, case_id)}


def test_what_is_left_out_is_erased_and_never_comes_back(
    read_in: Vault, case_id: int, mixed: Path, tmp_path: Path
) -> None:
    decide(read_in, inbox.leave_out, case_id, senders=[sender_of(read_in, case_id, MOTHER)])
    assert len(listed(read_in, case_id)) == 6
    assert listed(read_in, case_id, trashed=True) == []
    assert decide(read_in, inbox.finish, case_id) == 3
    with read_in.read() as uow:
        left = uow.connection.exec_driver_sql("SELECT count(*) FROM contacts WHERE name = '妈妈'").scalar_one()
        words = uow.connection.exec_driver_sql(
            "SELECT count(*) FROM contacts_fts WHERE contacts_fts MATCH '\"吃\"'"
        ).scalar_one()
        prints = uow.connection.exec_driver_sql("SELECT length(fingerprint) FROM left_out").all()
    assert (left, words) == (0, 0)
    assert prints == [(16,), (16,), (16,)]
    later = backup(tmp_path, sms("晚上回来吃饭吗", address=MOTHER, date=at(4)), sms("新的", date=at(99)), name="b.xml")
    (report,) = importing.run(read_in, [later], case_id, QuietContext()).files
    assert (report.added, report.duplicates) == (1, 1)


def test_what_was_left_out_goes_when_the_program_was_killed(read_in: Vault, case_id: int) -> None:
    decide(read_in, inbox.leave_out, case_id, senders=[sender_of(read_in, case_id, CODES)])
    assert decide(read_in, inbox.finish_all) == 2
    with pytest.raises(UserError):
        decide(read_in, inbox.undo, case_id)


def test_entries_are_decided_one_by_one_too(read_in: Vault, case_id: int) -> None:
    with read_in.read() as uow:
        ids = inbox.entries(uow, case_id, [sender_of(read_in, case_id, MOTHER)])
        proposals = inbox.proposals(uow, ids)
    assert [proposals[each][0] for each in ids] == [Proposal.ORDINARY, Proposal.ORDINARY, Proposal.COLLECTION]
    decide(read_in, inbox.take, case_id, Nature.COLLECTION, ids=[ids[2]])
    decide(read_in, inbox.take, case_id, Nature.ORDINARY, ids=[ids[0]])
    assert [view.nature for view in listed(read_in, case_id, on_record=True)] == [Nature.ORDINARY, Nature.COLLECTION]


def test_what_something_rests_on_is_not_left_out(read_in: Vault, case_id: int) -> None:
    sender = sender_of(read_in, case_id, COLLECTOR)
    with read_in.write() as uow:
        first = inbox.entries(uow, case_id, [sender])[0]
        contacts.edit(uow, first, replace(contacts.draft(uow, first), behaviours=frozenset({Behaviour.THREAT})))
    decision = decide(read_in, inbox.leave_out, case_id, senders=[sender])
    assert (decision.left_out, decision.kept) == (2, 1)
    with pytest.raises(UserError) as refused:
        decide(read_in, inbox.leave_out, case_id, ids=[first])
    assert refused.value.code == "inbox_bound"


def test_a_number_decided_before_is_known(read_in: Vault, case_id: int, tmp_path: Path) -> None:
    decide(read_in, inbox.take, case_id, Nature.COLLECTION, senders=[sender_of(read_in, case_id, STRANGER)])
    later = backup(tmp_path, call(number=STRANGER, type="3", duration="0", date=at(50)), name="later.xml")
    importing.run(read_in, [later], case_id, QuietContext())
    with read_in.read() as uow:
        group = next(each for each in inbox.groups(uow, case_id) if STRANGER in (each.number or ""))
    assert group.proposal is Proposal.COLLECTION
    assert any(reason.code == "sorting.known_here" for reason in group.why)


def test_only_what_is_proposed(vault: Vault, case_id: int, mixed: Path) -> None:
    importing.run(vault, [mixed], case_id, QuietContext(), take="proposed")
    natures = sorted(view.nature for view in listed(vault, case_id))
    assert natures == [Nature.COLLECTION] * 4 + [Nature.UNSORTED]
    with vault.read() as uow:
        assert uow.connection.exec_driver_sql("SELECT count(*) FROM left_out").scalar_one() == 4


def test_findings_go_with_what_was_left_out(read_in: Vault, case_id: int) -> None:
    decide(read_in, findings.evaluate, case_id)
    with read_in.read() as uow:
        before = {contact for view in findings.listing(uow, case_id) for contact in view.contacts}
    sender = sender_of(read_in, case_id, COLLECTOR)
    with read_in.read() as uow:
        theirs = set(inbox.entries(uow, case_id, [sender]))
    assert before & theirs
    decide(read_in, inbox.leave_out, case_id, senders=[sender])
    decide(read_in, inbox.finish, case_id)
    decide(read_in, findings.evaluate, case_id)
    with read_in.read() as uow:
        after = {contact for view in findings.listing(uow, case_id) for contact in view.contacts}
    assert not after & theirs


def test_reasons_survive_being_stored() -> None:
    found = sorting.reasons("virtual:0.75:|debt:4:逾期、欠款|broken")
    assert [reason.code for reason in found] == ["sorting.debt", "sorting.virtual"]
    assert messages.reasons_text(found, "zh") == "提到欠款、还款：逾期、欠款；虚拟运营商号段"
    assert [reason.code for reason in sorting.reasons(None)] == ["sorting.nothing"]
