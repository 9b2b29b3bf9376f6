"""The contact log in real vaults: log, edit, trash, list, seen before."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft, DebtDraft
from advocate.domain.errors import InvalidDraft, UserError
from advocate.domain.filters import ContactFilter, ContactOrder
from advocate.domain.moments import Moment, parse_moment
from advocate.domain.vocabulary import Behaviour, Direction, Medium, Nature, Reached, TimePrecision
from advocate.services import cases, contacts, debts, search
from advocate.storage.tables import ImportRow
from advocate.storage.vault import Vault
from tests.services.conftest import Log

NUMBER = "16500000118"


def _listed(vault: Vault, **wanted: object) -> list[int]:
    with vault.read() as uow:
        return list(contacts.ids(uow, ContactFilter(**wanted)))  # type: ignore[arg-type]


def test_a_contact_comes_back_as_it_was_told(vault: Vault, case_id: int) -> None:
    with vault.write() as uow:
        debt_id = debts.add(uow, case_id, DebtDraft("示例银行"))
        draft = ContactDraft(
            case_id,
            parse_moment("2026-09-23 22:41:07", "Asia/Shanghai"),
            number_raw="165 0000 0118",
            on_number_raw="139-0000-0011",
            duration_s=58,
            answered=True,
            text="今晚就到你家楼下👎，𠮷先生。\n第二行",
            summary="威胁",
            claims_to_be=" 法务部 ",
            reached=Reached.FAMILY,
            reached_name="父亲",
            behaviours=frozenset({Behaviour.THREAT, Behaviour.AFTER_REFUSAL}),
            debt_id=debt_id,
            agency="某某信用管理有限公司",
            harm="失眠",
            robot_voice=True,
        )
        contact_id = contacts.log(uow, draft)
    with vault.read() as uow:
        (view,) = contacts.page(uow, [contact_id])
        again = contacts.draft(uow, contact_id)

    assert (view.id, view.case_id, view.case_number) == (contact_id, case_id, view.case_number)
    assert (view.number, view.number_raw) == (f"+86{NUMBER}", "165 0000 0118")
    assert (view.on_number, view.agency, view.claims_to_be) == ("+8613900000011", "某某信用管理有限公司", "法务部")
    assert view.text == draft.text
    assert view.moment.iso() == "2026-09-23T22:41:07+08:00"
    assert (view.moment.written, view.moment.precision) == ("2026-09-23 22:41:07", TimePrecision.EXACT)
    assert view.behaviours == (Behaviour.AFTER_REFUSAL, Behaviour.THREAT)
    assert (view.nature, view.source_evidence_id, view.findings) == (Nature.COLLECTION, None, 0)
    assert again == replace(draft, claims_to_be="法务部")


@pytest.mark.parametrize(
    ("medium", "raw", "number"),
    [
        (Medium.CALL, None, None),
        (Medium.CALL, "", None),
        (Medium.CALL, "未知号码", None),
        (Medium.CALL, "95588", "95588"),
        (Medium.SMS, "1069 0329 0135 89", "10690329013589"),
        (Medium.SMS, "示例银行", "示例银行"),
        (Medium.WECHAT, "demo-crew-01", "demo-crew-01"),
        (Medium.WECHAT, "13800138000", "+8613800138000"),
        (Medium.QQ, "66554433", "66554433"),
        (Medium.QQ, "0106655443", "0106655443"),
        (Medium.CALL, "\ud83d", "\ufffd"),
    ],
)
def test_the_number_is_canonical_or_as_written(
    vault: Vault, log: Log, medium: Medium, raw: str | None, number: str | None
) -> None:
    contact_id = log("x", medium=medium, number_raw=raw)

    with vault.read() as uow:
        assert contacts.page(uow, [contact_id])[0].number == number


def test_the_wall_clock_is_kept_for_counting(vault: Vault, log: Log) -> None:
    log("夜里", at="2026-09-23T17:30:00+00:00")

    with vault.read() as uow:
        row = uow.connection.exec_driver_sql("SELECT local_date, local_minute FROM contacts").one()
    assert tuple(row) == ("2026-09-24", 90)


@pytest.mark.parametrize("field", ["case", "debt", "debt of another case"])
def test_what_is_not_there_is_said_so(vault: Vault, case_id: int, log: Log, field: str) -> None:
    with vault.write() as uow:
        other = cases.add(uow, CaseDraft(ClientDraft("周远山")))
        debt_id = debts.add(uow, other, DebtDraft("示例银行"))
    wrong = {"case": {"case": 99}, "debt": {"debt_id": 99}, "debt of another case": {"debt_id": debt_id}}[field]

    with pytest.raises(UserError, match="unknown_id"):
        log("x", **wrong)
    assert _listed(vault) == []


def test_a_draft_with_problems_is_refused_whole(vault: Vault, case_id: int) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=3)
    draft = ContactDraft(case_id, Moment(tomorrow, "Asia/Shanghai", "x"), duration_s=-1)

    with vault.write() as uow, pytest.raises(InvalidDraft) as caught:
        contacts.log(uow, draft)
    assert {problem.field for problem in caught.value.problems} == {"at", "duration_s"}

    far = replace(draft, moment=Moment(datetime.now(UTC), "Mars/Olympus", "x"), duration_s=None)
    with vault.write() as uow, pytest.raises(UserError, match="unknown_zone"):
        contacts.log(uow, far)


def test_the_same_told_twice_is_kept_twice(vault: Vault, log: Log) -> None:
    assert len({log("还钱", number_raw=NUMBER), log("还钱", number_raw=NUMBER)}) == 2


def test_an_edit_reaches_the_row_the_behaviours_and_the_search(vault: Vault, log: Log) -> None:
    contact_id = log("打断你的腿", number_raw=NUMBER, behaviours=frozenset({Behaviour.THREAT}))
    with vault.write() as uow:
        draft = contacts.draft(uow, contact_id)
        edited = replace(draft, text="请回电", number_raw="95588", behaviours=frozenset({Behaviour.POLITE}))
        contacts.edit(uow, contact_id, edited)
        kinds = uow.changes.kinds
    with vault.read() as uow:
        (view,) = contacts.page(uow, [contact_id])
        hits = [len(search.contacts(uow, query)) for query in ("打断", "回电")]

    assert (view.text, view.number, view.behaviours) == ("请回电", "95588", (Behaviour.POLITE,))
    assert hits == [0, 1]
    assert "contact" in kinds


def test_an_edit_that_changes_nothing_leaves_no_trace(vault: Vault, log: Log) -> None:
    contact_id = log("x", number_raw=NUMBER, behaviours=frozenset({Behaviour.THREAT}))
    with vault.read() as uow:
        before = uow.connection.exec_driver_sql("SELECT count(*) FROM audit_log").scalar_one()
    with vault.write() as uow:
        contacts.edit(uow, contact_id, contacts.draft(uow, contact_id))
    with vault.read() as uow:
        assert uow.connection.exec_driver_sql("SELECT count(*) FROM audit_log").scalar_one() == before


def test_what_an_import_observed_stays(vault: Vault, case_id: int, log: Log) -> None:
    contact_id = log("原文", medium=Medium.SMS, number_raw=NUMBER)
    with vault.write() as uow:
        uow.session.add(ImportRow(id=1, case_id=case_id, format="x", added=1))
        uow.session.flush()
        uow.connection.exec_driver_sql("UPDATE contacts SET import_id = 1, at_written = '1790000000000'")
    with vault.write() as uow:
        draft = contacts.draft(uow, contact_id)
        for wrong in ({"text": "改过"}, {"number_raw": "95588"}, {"direction": Direction.OUT}):
            with pytest.raises(UserError, match="imported_is_fixed"):
                contacts.edit(uow, contact_id, replace(draft, **wrong))
        moment = replace(draft.moment, written="2026-09-21 15:10")
        contacts.edit(uow, contact_id, replace(draft, moment=moment, summary="补充", behaviours={Behaviour.THREAT}))
    with vault.read() as uow:
        (view,) = contacts.page(uow, [contact_id])
    assert (view.text, view.summary, view.behaviours) == ("原文", "补充", (Behaviour.THREAT,))
    assert view.moment.written == "1790000000000"


def test_the_trash_hides_a_contact_everywhere_until_it_comes_back(vault: Vault, case_id: int, log: Log) -> None:
    contact_id = log("还钱", number_raw=NUMBER)
    with vault.write() as uow:
        contacts.remove(uow, contact_id)
    with vault.read() as uow:
        assert search.contacts(uow, "还钱") == []
        assert contacts.seen_before(uow, NUMBER, case_id).contacts == 0
    assert _listed(vault) == []
    assert _listed(vault, trashed=True) == [contact_id]
    assert _listed(vault, trashed=True, text="还钱") == [contact_id]
    assert _listed(vault, trashed=True, text="没有") == []

    with vault.write() as uow:
        for call in (contacts.remove, contacts.draft):
            with pytest.raises(UserError, match="unknown_id"):
                call(uow, contact_id)
        contacts.restore(uow, contact_id)
        contacts.restore(uow, contact_id)
    with vault.read() as uow:
        assert [hit.id for hit in search.contacts(uow, "还钱")] == [contact_id]
    assert _listed(vault) == [contact_id]


def test_a_case_in_the_trash_takes_its_contacts_along(vault: Vault, case_id: int, log: Log) -> None:
    log("还钱", number_raw=NUMBER)
    with vault.write() as uow:
        other = cases.add(uow, CaseDraft(ClientDraft("周远山")))
        cases.remove(uow, case_id)
    with vault.read() as uow:
        assert search.contacts(uow, "还钱") == []
        assert contacts.seen_before(uow, NUMBER, other).contacts == 0
    assert _listed(vault) == []


@pytest.mark.parametrize("call", [contacts.remove, contacts.restore, contacts.draft])
def test_an_unknown_contact_is_said_so(vault: Vault, call: object) -> None:
    with vault.write() as uow, pytest.raises(UserError, match="unknown_id"):
        call(uow, 4711)  # type: ignore[operator]


def test_lists_run_by_time_then_id_and_stop_where_asked(vault: Vault, case_id: int, log: Log) -> None:
    late = log("晚", at="2026-09-25 10:00", medium=Medium.SMS)
    first = log("早", at="2026-09-20 10:00")
    twin = log("早", at="2026-09-20 10:00", direction=Direction.OUT)
    with vault.write() as uow:
        other = cases.add(uow, CaseDraft(ClientDraft("周远山")))
    elsewhere = log("别处", at="2026-09-22 10:00", case=other, nature=Nature.ORDINARY)
    day = datetime(2026, 9, 22, 2, 0, tzinfo=UTC)

    assert _listed(vault) == [first, twin, elsewhere, late]
    assert _listed(vault, case_id=case_id, order=ContactOrder.NEWEST_FIRST) == [late, twin, first]
    assert _listed(vault, since=day) == [elsewhere, late]
    assert _listed(vault, until=day) == [first, twin]
    assert _listed(vault, medium=Medium.SMS) == [late]
    assert _listed(vault, direction=Direction.OUT) == [twin]
    assert _listed(vault, nature=Nature.ORDINARY) == [elsewhere]
    assert _listed(vault, case_id=case_id, text="早") == [first, twin]
    assert _listed(vault, text="别") == [elsewhere]
    assert _listed(vault, case_id=99) == []


@pytest.mark.parametrize("spelling", [NUMBER, f"+86{NUMBER}", f"0086{NUMBER}", "165-0000-0118"])
def test_a_list_by_number_takes_any_spelling(vault: Vault, log: Log, spelling: str) -> None:
    contact_id = log("x", number_raw=NUMBER)
    log("y", number_raw="95588")
    hidden = log("z", number_raw=None)
    account = log("w", number_raw="0106655443", medium=Medium.QQ)

    assert _listed(vault, number=spelling) == [contact_id]
    assert _listed(vault, number="13800138000") == []
    assert _listed(vault, number="未知") == [hidden]
    assert _listed(vault, number="0106655443") == [account]


def test_a_page_keeps_the_order_of_its_ids(vault: Vault, log: Log) -> None:
    made = [log(str(number)) for number in range(5)]
    wanted = [made[3], made[0], 4711, made[4]]

    with vault.read() as uow:
        assert [view.id for view in contacts.page(uow, wanted)] == [made[3], made[0], made[4]]
        assert contacts.page(uow, []) == []


def test_seen_before_counts_across_cases(vault: Vault, case_id: int, log: Log) -> None:
    with vault.write() as uow:
        other = cases.add(uow, CaseDraft(ClientDraft("周远山")))
        third = cases.add(uow, CaseDraft(ClientDraft("吴")))
    log("a", at="2026-09-20 10:00", number_raw=NUMBER, claims_to_be="法务部")
    log("b", at="2026-09-21 10:00", number_raw=f"+86{NUMBER}", case=other, claims_to_be="市公安局")
    log("c", at="2026-09-22 10:00", number_raw=NUMBER, case=other, claims_to_be="法务部")
    log("d", number_raw="95588", case=third)

    with vault.read() as uow:
        here = contacts.seen_before(uow, "165 0000 0118", case_id)
        there = contacts.seen_before(uow, NUMBER, third)
    assert (here.number, here.contacts, here.cases, here.other_cases) == (f"+86{NUMBER}", 3, 2, 1)
    assert here.claimed == ("法务部", "市公安局")
    assert here.last_utc == datetime(2026, 9, 22, 2, 0, tzinfo=UTC)
    assert (there.contacts, there.cases, there.other_cases) == (3, 2, 2)


@pytest.mark.parametrize("raw", [None, "", "未知", "1", "13800138000", "\ud83d", "a" * 10_000])
def test_a_number_never_met_counts_nothing(vault: Vault, case_id: int, log: Log, raw: str | None) -> None:
    log("x", number_raw=None)

    with vault.read() as uow:
        seen = contacts.seen_before(uow, raw, case_id)
    assert (seen.contacts, seen.cases, seen.other_cases, seen.claimed, seen.last_utc) == (0, 0, 0, (), None)


def test_a_number_elsewhere_is_read_as_people_write_it_there(vault: Vault, log: Log) -> None:
    with vault.write() as uow:
        client = ClientDraft("陈", zone="Asia/Hong_Kong")
        hong_kong = cases.add(uow, CaseDraft(client, jurisdiction="hk"))
    contact_id = log("x", number_raw="6123 4567", case=hong_kong)

    with vault.read() as uow:
        assert contacts.page(uow, [contact_id])[0].number == "+85261234567"
        assert contacts.seen_before(uow, "61234567", hong_kong).contacts == 1


def test_the_audit_names_fields_but_holds_no_words(vault: Vault, log: Log) -> None:
    contact_id = log("打断你的腿", number_raw=NUMBER, claims_to_be="法务部")
    with vault.write() as uow:
        contacts.edit(uow, contact_id, replace(contacts.draft(uow, contact_id), summary="摘要内容"))
        contacts.remove(uow, contact_id)
    with vault.read() as uow:
        rows = uow.connection.exec_driver_sql(
            "SELECT action, detail FROM audit_log WHERE kind = 'contact' ORDER BY id"
        ).all()

    assert [row[0] for row in rows] == ["added", "edited", "removed"]
    assert json.loads(rows[0][1])["fields"] == ["claims_to_be", "number_raw", "text"]
    assert json.loads(rows[1][1])["fields"] == ["summary"]
    assert not any(word in row[1] for row in rows for word in ("打断", NUMBER, "法务", "摘要"))


def test_what_somebody_types_survives_and_is_forgotten_when_saved(vault: Vault) -> None:
    with vault.write() as uow:
        contacts.save_form_draft(uow, "contact:1", {"text": "半句", "number": None})
        contacts.save_form_draft(uow, "contact:1", {"text": "半句话👎"})
    with vault.read() as uow:
        assert contacts.load_form_draft(uow, "contact:1") == {"text": "半句话👎"}
        assert contacts.load_form_draft(uow, "contact:2") is None
    with vault.write() as uow:
        contacts.drop_form_draft(uow, "contact:1")
        contacts.drop_form_draft(uow, "contact:1")
    with vault.read() as uow:
        assert contacts.load_form_draft(uow, "contact:1") is None


def test_a_failed_write_leaves_no_contact_and_no_hit(vault: Vault, case_id: int) -> None:
    draft = ContactDraft(case_id, parse_moment("2026-09-21 10:00", "Asia/Shanghai"), text="还钱", number_raw=NUMBER)
    with pytest.raises(UserError, match="unknown_id"), vault.write() as uow:
        contacts.remove(uow, contacts.log(uow, draft) + 1)
    with vault.read() as uow:
        assert search.contacts(uow, "还钱") == []
        assert contacts.seen_before(uow, NUMBER, case_id).contacts == 0
