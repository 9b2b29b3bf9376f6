"""One event, several records, in real vaults: linked where unmistakable, counted once, put apart by people."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocate import resources
from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft, DebtDraft
from advocate.domain.errors import UserError
from advocate.domain.ids import short_id
from advocate.domain.jobs import QuietContext
from advocate.domain.moments import parse_moment
from advocate.domain.views import ContactView, FindingView
from advocate.domain.vocabulary import Behaviour, CreditorType, FindingStatus, Medium, Reached, TimePrecision
from advocate.services import cases, complaints, contacts, debts, evidence, findings, importing, same_events
from advocate.services.same_events import Record
from advocate.storage.audit import verify_chain
from advocate.storage.vault import Vault
from tests.importers.conftest import call, sms, smses

ZONE = ZoneInfo("Asia/Shanghai")
NUMBER = "16500000133"
UNTIMED: dict[str, Any] = {"medium": Medium.SMS, "duration_s": None, "answered": None}
Log = Callable[..., int]
Backup = Callable[..., None]


def ms(at: str) -> str:
    """Return a wall-clock time in Shanghai as a backup writes it."""
    return str(int(datetime.fromisoformat(at).replace(tzinfo=ZONE).timestamp() * 1000))


def ring(at: str, duration: int = 52, number: str = NUMBER) -> str:
    return call(number=number, duration=str(duration), date=ms(at), type="1" if duration else "3")


@pytest.fixture
def backup(vault: Vault, case_id: int, tmp_path: Path) -> Backup:
    """Return a function that imports elements of a backup into the case."""
    count = itertools.count()

    def imported(*rows: str, case: int | None = None) -> None:
        path = tmp_path / f"backup-{next(count)}.xml"
        path.write_text(smses(*rows), "utf-8")
        importing.run(vault, [path], case or case_id, QuietContext())

    return imported


def told(log: Log, at: str = "2026-09-22 14:05", **more: Any) -> int:
    """Log what a counselor hears of a call."""
    given: dict[str, Any] = {
        "number_raw": NUMBER,
        "duration_s": 52,
        "answered": True,
        "behaviours": frozenset({Behaviour.INSULT}),
    }
    return log("你这种老赖还要不要脸。", at, **(given | more))


def listed(vault: Vault) -> dict[int, ContactView]:
    with vault.read() as uow:
        ids = [row[0] for row in uow.connection.exec_driver_sql("SELECT id FROM contacts WHERE deleted_at IS NULL")]
        return {view.id: view for view in contacts.page(uow, ids)}


def links(vault: Vault) -> dict[int, int]:
    with vault.read() as uow:
        return {
            row[0]: row[1]
            for row in uow.connection.exec_driver_sql("SELECT id, same_event_id FROM contacts WHERE same_event_id > 0")
        }


def imported_at(vault: Vault, at: str) -> int:
    """Return the id of the imported contact of a second."""
    wanted = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    found = [v for v in listed(vault).values() if v.source_evidence_id and v.moment.at_utc == wanted]
    (view,) = found
    return view.id


def evaluated(vault: Vault, case_id: int, rule: str) -> list[FindingView]:
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
    with vault.read() as uow:
        return [view for view in findings.listing(uow, case_id) if view.rule == rule]


@pytest.mark.parametrize("hand_first", [True, False])
def test_a_logged_and_an_imported_call_are_one_event_in_either_order(
    vault: Vault, case_id: int, log: Log, backup: Backup, hand_first: bool
) -> None:
    if hand_first:
        hand = told(log)
        backup(ring("2026-09-22 14:05:22"))
    else:
        backup(ring("2026-09-22 14:05:22"))
        hand = told(log)
    lead = imported_at(vault, "2026-09-22 14:05:22")
    assert links(vault) == {hand: lead}
    views = listed(vault)
    assert (views[hand].same_event, views[lead].same_event) == ((lead,), (hand,))
    assert views[lead].text == "", "records are kept as they were observed"
    with vault.read() as uow:
        assert verify_chain(uow.connection)[1] is None
        (entry,) = uow.connection.exec_driver_sql(
            "SELECT row_id, case_id, detail FROM audit_log WHERE action = 'matched'"
        ).all()
    assert (entry[0], entry[1], json.loads(entry[2])) == (hand, case_id, {"lead": lead})


@pytest.mark.parametrize(
    ("hand", "observed"),
    [
        ({"at": "2026-09-22 14:03"}, ring("2026-09-22 14:05:22")),
        ({"at": "2026-09-22 14:07"}, ring("2026-09-22 14:05:22")),
        ({"at": "2026-09-22 14:04:21"}, ring("2026-09-22 14:05:22")),
        ({"number_raw": "16500000134"}, ring("2026-09-22 14:05:22")),
        ({"number_raw": None}, ring("2026-09-22 14:05:22")),
        ({"duration_s": 46}, ring("2026-09-22 14:05:22")),
        ({"answered": False, "duration_s": None}, ring("2026-09-22 14:05:22")),
        ({"duration_s": None, "answered": None}, ring("2026-09-22 14:05:22", 0)),
        (UNTIMED, ring("2026-09-22 14:05:22")),
        (UNTIMED, sms("别的话", address=NUMBER, date=ms("2026-09-22 14:05:22"))),
    ],
)
def test_what_may_be_two_events_stays_two(
    vault: Vault, log: Log, backup: Backup, hand: dict[str, Any], observed: str
) -> None:
    told(log, **hand)
    backup(observed)
    assert len(listed(vault)) == 2
    assert links(vault) == {}


@pytest.mark.parametrize(
    ("hand", "observed"),
    [
        ({"at": "2026-09-22 14:04"}, ring("2026-09-22 14:05:22")),
        ({"at": "2026-09-22 14:06"}, ring("2026-09-22 14:05:22")),
        ({"at": "2026-09-22 14:04:22"}, ring("2026-09-22 14:05:22")),
        ({"number_raw": "+86 165-0000-0133"}, ring("2026-09-22 14:05:22")),
        ({"duration_s": 57}, ring("2026-09-22 14:05:22")),
        ({"duration_s": None, "answered": None}, ring("2026-09-22 14:05:22")),
        (UNTIMED, sms("你这种老赖 还要不要脸。", address=NUMBER, date=ms("2026-09-22 14:05:22"))),
    ],
)
def test_what_can_only_be_one_event_is_one(
    vault: Vault, log: Log, backup: Backup, hand: dict[str, Any], observed: str
) -> None:
    hand_id = told(log, **hand)
    backup(observed)
    assert links(vault) == {hand_id: imported_at(vault, "2026-09-22 14:05:22")}


def test_two_records_of_one_source_are_two_events(vault: Vault, log: Log, backup: Backup) -> None:
    told(log)
    told(log)
    assert links(vault) == {}
    backup(ring("2026-10-01 09:00:00"), ring("2026-10-01 09:00:01"))
    assert links(vault) == {}


def test_of_two_calls_a_minute_apart_the_nearest_one_is_meant(vault: Vault, log: Log, backup: Backup) -> None:
    backup(ring("2026-09-22 14:04:50"), ring("2026-09-22 14:05:50"))
    hand = told(log)
    assert links(vault) == {hand: imported_at(vault, "2026-09-22 14:05:50")}


def test_each_record_is_linked_once(vault: Vault, log: Log, backup: Backup) -> None:
    first, second, third = told(log, "2026-09-22 14:05"), told(log, "2026-09-22 14:06"), told(log, "2026-09-22 14:06")
    backup(ring("2026-09-22 14:05:10"), ring("2026-09-22 14:06:10"))
    found = links(vault)
    assert found[first] == imported_at(vault, "2026-09-22 14:05:10")
    assert imported_at(vault, "2026-09-22 14:06:10") in (found.get(second), found.get(third))
    assert len(found) == 2


def test_another_case_is_another_event(vault: Vault, log: Log, backup: Backup) -> None:
    told(log)
    with vault.write() as uow:
        other = cases.add(uow, CaseDraft(ClientDraft("周远山")))
    backup(ring("2026-09-22 14:05:22"), case=other)
    assert links(vault) == {}


def test_an_edit_and_the_trash_are_followed(vault: Vault, case_id: int, log: Log, backup: Backup) -> None:
    backup(ring("2026-09-22 14:05:22"), ring("2026-09-22 18:00:05"))
    hand = told(log)
    early, late = imported_at(vault, "2026-09-22 14:05:22"), imported_at(vault, "2026-09-22 18:00:05")
    with vault.write() as uow:
        moved = ContactDraft(case_id, parse_moment("2026-09-22 18:00", "Asia/Shanghai"), number_raw=NUMBER)
        contacts.edit(uow, hand, moved)
    assert links(vault) == {hand: late}
    with vault.write() as uow:
        contacts.edit(uow, hand, ContactDraft(case_id, moved.moment, number_raw=None))
    assert links(vault) == {}
    with vault.write() as uow:
        contacts.edit(uow, hand, moved)
        contacts.remove(uow, late)
    assert links(vault) == {}
    with vault.write() as uow:
        contacts.restore(uow, late)
        contacts.remove(uow, hand)
    assert links(vault) == {}
    assert listed(vault)[early].same_event == ()
    with vault.write() as uow:
        contacts.restore(uow, hand)
    assert links(vault) == {hand: late}


def test_what_a_person_puts_apart_stays_apart(vault: Vault, case_id: int, log: Log, backup: Backup) -> None:
    hand = told(log)
    backup(ring("2026-09-22 14:05:22"))
    lead = imported_at(vault, "2026-09-22 14:05:22")
    with vault.write() as uow:
        contacts.separate(uow, lead)
    assert links(vault) == {}
    with vault.write() as uow:
        contacts.edit(
            uow, hand, ContactDraft(case_id, parse_moment("2026-09-22 14:05", "Asia/Shanghai"), number_raw=NUMBER)
        )
        same_events.rematch(uow, case_id)
    backup(ring("2026-09-23 10:00:00"))
    assert links(vault) == {}
    with vault.read() as uow:
        (entry,) = uow.connection.exec_driver_sql(
            "SELECT user_id, detail FROM audit_log WHERE action = 'separated'"
        ).all()
        assert verify_chain(uow.connection)[1] is None
    assert (entry[0], json.loads(entry[1])) == (1, {"records": [hand, lead]})
    with vault.write() as uow, pytest.raises(UserError) as refusal:
        contacts.separate(uow, hand)
    assert refusal.value.code == "no_same_event"


def test_what_a_person_links_stays_linked(vault: Vault, case_id: int, log: Log, backup: Backup) -> None:
    hand = told(log, "2026-09-22 12:00")
    backup(ring("2026-09-22 14:05:22"), ring("2026-09-22 12:00:10"))
    lead, nearer = imported_at(vault, "2026-09-22 14:05:22"), imported_at(vault, "2026-09-22 12:00:10")
    assert links(vault) == {hand: nearer}
    with vault.write() as uow:
        contacts.separate(uow, hand)
        contacts.same_event(uow, lead, hand)
    assert links(vault) == {hand: lead}, "the telephone's own record leads, whichever was named"
    with vault.write() as uow:
        same_events.rematch(uow, case_id)
    again = told(log, "2026-09-22 14:05")
    assert links(vault) == {hand: lead}, "a second record is not matched to an event that a person settled"
    with vault.write() as uow:
        contacts.same_event(uow, again, hand)
    assert links(vault) == {hand: lead, again: lead}
    assert listed(vault)[hand].same_event == (lead, again)
    with vault.write() as uow:
        contacts.remove(uow, lead)
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
    with vault.read() as uow:
        threatened = [v for v in findings.listing(uow, case_id) if v.rule == "THR-03"]
    assert [view.contacts for view in threatened] == [(hand,)], "without the one that leads it is still one event"


def test_links_that_make_no_sense_are_refused(vault: Vault, log: Log) -> None:
    hand = told(log)
    with vault.write() as uow:
        other_case = cases.add(uow, CaseDraft(ClientDraft("周远山")))
    other = told(log, case=other_case)
    for lead, code in ((hand, "same_event_itself"), (other, "same_event_other_case"), (99, "unknown_id")):
        with vault.write() as uow, pytest.raises(UserError) as refusal:
            contacts.same_event(uow, hand, lead)
        assert refusal.value.code == code
    assert links(vault) == {}


def five_calls(log: Log, backup: Backup) -> int:
    """Make a day with four imported calls and a fifth that is imported and logged; return the logged one."""
    with_hand = told(log)
    backup(
        ring("2026-09-22 09:12:05", 46, "16500000118"),
        ring("2026-09-22 10:40:51", 31, "16500000126"),
        ring("2026-09-22 14:05:22", 52),
        ring("2026-09-22 16:58:40", 18, "16500000118"),
        ring("2026-09-22 19:20:02", 75, "16500000141"),
    )
    return with_hand


def test_the_calls_of_a_day_are_counted_right(vault: Vault, case_id: int, log: Log, backup: Backup) -> None:
    hand = five_calls(log, backup)
    (view,) = evaluated(vault, case_id, "FREQ-01")
    assert len(view.contacts) == 5
    assert hand not in view.contacts
    assert "5次" in view.why
    (insult,) = evaluated(vault, case_id, "THR-03")
    assert insult.contacts == (imported_at(vault, "2026-09-22 14:05:22"),), "words and coding come from the counselor"
    with vault.read() as uow:
        assert [v.rule for v in findings.listing(uow, case_id, contact_id=hand)] == ["FREQ-01", "THR-03"]
    assert listed(vault)[hand].findings == 2
    with vault.write() as uow:
        contacts.separate(uow, hand)
    (view,) = evaluated(vault, case_id, "FREQ-01")
    assert len(view.contacts) == 6


def test_a_call_that_is_being_typed_counts_once_with_its_record(
    vault: Vault, case_id: int, log: Log, backup: Backup
) -> None:
    backup(*(ring(f"2026-09-22 {hour}:05:22") for hour in (10, 11, 12, 14)))
    draft = ContactDraft(case_id, parse_moment("2026-09-22 14:05", "Asia/Shanghai"), number_raw=NUMBER, duration_s=52)
    with vault.read() as uow:
        (view,) = [v for v in findings.preview(uow, draft) if v.rule == "FREQ-01"]
    assert len(view.contacts) == 4
    assert 0 in view.contacts


def test_a_decision_on_the_logged_call_stays_when_the_backup_comes(
    vault: Vault, case_id: int, log: Log, backup: Backup
) -> None:
    hand = told(log)
    (insult,) = evaluated(vault, case_id, "THR-03")
    with vault.write() as uow:
        findings.confirm(uow, insult.id)
    backup(ring("2026-09-22 14:05:22"))
    (after,) = evaluated(vault, case_id, "THR-03")
    assert (after.id, after.status, after.stale) == (insult.id, FindingStatus.CONFIRMED, False)
    assert after.contacts == (imported_at(vault, "2026-09-22 14:05:22"),) != (hand,)


def test_a_confirmed_count_that_was_too_high_is_looked_at_again(
    vault: Vault, case_id: int, log: Log, backup: Backup
) -> None:
    hand = five_calls(log, backup)
    with vault.write() as uow:
        contacts.separate(uow, hand)
    (counted,) = evaluated(vault, case_id, "FREQ-01")
    with vault.write() as uow:
        findings.confirm(uow, counted.id)
        contacts.same_event(uow, hand, imported_at(vault, "2026-09-22 14:05:22"))
    (after,) = evaluated(vault, case_id, "FREQ-01")
    assert (after.status, after.stale, len(after.contacts)) == (FindingStatus.CONFIRMED, True, 6)
    with vault.write() as uow:
        findings.confirm(uow, after.id)
    (after,) = evaluated(vault, case_id, "FREQ-01")
    assert (after.stale, len(after.contacts)) == (False, 5)


def test_a_large_case_counts_once_too(
    vault: Vault, case_id: int, log: Log, backup: Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "WHOLE_UP_TO", 2)
    backup(*(ring(f"2026-09-22 {hour}:05:22") for hour in (10, 11, 12, 14)))
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
    hand = told(log)
    with vault.write() as uow:
        findings.evaluate(uow, case_id, hand)
    with vault.read() as uow:
        found = {view.rule: view.contacts for view in findings.listing(uow, case_id)}
    assert len(found["FREQ-01"]) == 4
    assert found["THR-03"] == (imported_at(vault, "2026-09-22 14:05:22"),)


def test_the_complaint_lists_the_event_once_with_both_ids(
    vault: Vault, case_id: int, log: Log, backup: Backup, tmp_path: Path
) -> None:
    hand = five_calls(log, backup)
    shot = evidence.add_bytes(vault, b"what the client wrote down", "note.txt", case_id, contact_id=hand)
    with vault.write() as uow:
        debts.add(uow, case_id, DebtDraft("某某消费金融有限公司", CreditorType.CONSUMER_FINANCE, Decimal(12000)))
        findings.evaluate(uow, case_id)
        for view in findings.listing(uow, case_id):
            if view.rule in ("FREQ-01", "THR-03"):
                findings.confirm(uow, view.id)
        complaint = complaints.draft(uow, case_id, "nfra_tousu")
    packet = complaints.build(vault, complaint, tmp_path / "out", True, QuietContext(), "zh")
    lead, both = short_id("contact", imported_at(vault, "2026-09-22 14:05:22")), short_id("contact", hand)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(packet.pdf).pages)
    joined = "".join(text.split())
    assert "共收到涉嫌违规的催收联系5次" in joined
    assert f"{lead}另有记录{both}" in joined
    assert "共5条" in joined
    (schedule,) = [path for path, _, _ in packet.files if path.endswith(".csv")]
    with Path(schedule).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    assert len(rows) == 5
    (row,) = [row for row in rows if lead in row]
    assert {"2026年9月22日14:05:22", "52秒", "你这种老赖还要不要脸。"} <= set(row)
    assert both in row[-1]
    assert short_id("evidence", shot.id) in joined, "what was attached to the logged record is an exhibit"


def test_the_call_of_the_demo_that_was_logged_and_recorded(vault: Vault, case_id: int, log: Log) -> None:
    importing.run(vault, [resources.path("demo", "lin-calls.xml")], case_id, QuietContext())
    hand = told(log)
    lead = imported_at(vault, "2026-09-22 14:05:22")
    assert links(vault) == {hand: lead}
    found = [view for view in evaluated(vault, case_id, "FREQ-01") if lead in view.contacts]
    assert [len(view.contacts) for view in found] == [5]


RECORDS = st.builds(
    Record,
    id=st.just(0),
    at_ms=st.integers(0, 400).map(lambda n: 1_700_000_040_000 + n * 1_000),
    precision=st.sampled_from([TimePrecision.EXACT, TimePrecision.MINUTE, TimePrecision.HOUR]),
    duration_s=st.sampled_from([None, 0, 10, 14, 20]),
    answered=st.sampled_from([None, True, False]),
    text=st.sampled_from(["", "还钱", "老赖"]),
)


@given(
    st.lists(RECORDS, max_size=6),
    st.lists(RECORDS, max_size=6),
    st.sampled_from([Medium.CALL, Medium.SMS]),
    st.randoms(),
)
def test_links_do_not_depend_on_the_order_of_entry(
    hands: list[Record], seen: list[Record], medium: Medium, chance: Any
) -> None:
    def said(order: list[int]) -> list[tuple[Any, ...]]:
        """Number all records in an order of entry, match them, and return what the linked ones say."""
        records = [*hands, *seen]
        numbered = {
            place: Record(
                number,
                *(getattr(records[place], name) for name in ("at_ms", "precision", "duration_s", "answered", "text")),
            )
            for number, place in enumerate(order, 1)
        }
        hand_part = [numbered[place] for place in range(len(hands))]
        seen_part = [numbered[place] for place in range(len(hands), len(records))]
        pairs = [(hand, other, medium) for hand in hand_part for other in seen_part]
        chance.shuffle(pairs)
        found = same_events.nearest(pairs)
        assert len(set(found.values())) == len(found)
        by_id = {record.id: record for record in numbered.values()}
        what = [(by_id[a], by_id[b]) for a, b in found.items()]
        for hand, other in what:
            assert same_events.distance_ms(hand, other, medium) is not None
        return sorted(repr([(r.at_ms, r.precision, r.duration_s, r.answered, r.text) for r in pair]) for pair in what)

    places = list(range(len(hands) + len(seen)))
    shuffled = places[:]
    chance.shuffle(shuffled)
    assert said(places) == said(shuffled)


# One call at a time: of two with the same instant a backup's later one is a duplicate, whatever it says it lasted.
STEPS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 9), st.sampled_from([None, 10, 30])),
    min_size=1,
    max_size=6,
    unique_by=lambda step: step[:2],
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, chance=st.randoms(use_true_random=False))
def test_a_vault_ends_alike_whatever_came_first(vault: Vault, tmp_path: Path, steps: list[Any], chance: Any) -> None:
    base = datetime(2026, 9, 22, 6, 0, tzinfo=UTC)
    names = itertools.count()

    def run(order: list[Any]) -> list[str]:
        with vault.write() as uow:
            case = cases.add(uow, CaseDraft(ClientDraft("林晓禾")))
        for by_hand, place, duration in order:
            at = base + timedelta(seconds=place * 20)
            if by_hand:
                moment = parse_moment(at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S"), "Asia/Shanghai")
                with vault.write() as uow:
                    contacts.log(uow, ContactDraft(case, moment, number_raw=NUMBER, duration_s=duration))
            else:
                path = tmp_path / f"{id(order)}-{next(names)}-{len(list(tmp_path.iterdir()))}.xml"
                rows = [
                    call(number=NUMBER, duration=str(duration or 0), date=str(int(at.timestamp() * 1000)), type="1")
                ]
                path.write_text(smses(*rows), "utf-8")
                importing.run(vault, [path], case, QuietContext())
        with vault.read() as uow:
            return sorted(
                repr(tuple(row))
                for row in uow.connection.exec_driver_sql(
                    "SELECT h.at_utc, h.duration_s, i.at_utc, i.duration_s FROM contacts h "
                    "JOIN contacts i ON i.id = h.same_event_id WHERE h.case_id = ?",
                    (case,),
                )
            )

    shuffled = steps[:]
    chance.shuffle(shuffled)
    assert run(steps) == run(shuffled)


def test_the_reached_person_comes_from_whoever_was_told(vault: Vault, case_id: int, log: Log, backup: Backup) -> None:
    told(log, reached=Reached.FAMILY, reached_name="父亲", behaviours=frozenset({Behaviour.THIRD_PARTY_DEMAND}))
    backup(ring("2026-09-22 14:05:22"))
    (view,) = evaluated(vault, case_id, "TP-01")
    assert view.contacts == (imported_at(vault, "2026-09-22 14:05:22"),)
