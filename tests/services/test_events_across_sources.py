"""A call in the telephone's log, on the bill and on a recording, and a message kept twice, are one event each."""

from __future__ import annotations

import shutil
import wave
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.domain.jobs import QuietContext
from advocate.domain.vocabulary import Medium, TimePrecision
from advocate.services import evidence, importing
from advocate.services.event_matching import CLOCKS_MS, Record, Tier, distance_ms, matched
from advocate.storage.vault import Vault
from tests.importers.conftest import call, sms, smses
from tests.services.conftest import Log

#: 2024-03-05 22:00:00 in Shanghai.
AT_MS = 1_709_647_200_000
NUMBER = "13812345678"


def run(vault: Vault, case_id: int, *paths: Path) -> Any:
    return importing.run(vault, paths, case_id, QuietContext())


def rows(vault: Vault, sql: str, *params: object) -> list[Any]:
    with vault.read() as uow:
        return [tuple(row) for row in uow.connection.exec_driver_sql(sql, params)]


def links(vault: Vault) -> dict[str, str | None]:
    """Return for the kind of each record that of the one that leads it."""
    return dict(
        rows(
            vault,
            "SELECT coalesce(i.kind, 'hand'), (SELECT coalesce(li.kind, 'hand') FROM contacts l"
            " LEFT JOIN imports li ON li.id = l.import_id WHERE l.id = c.same_event_id)"
            " FROM contacts c LEFT JOIN imports i ON i.id = c.import_id ORDER BY c.id",
        )
    )


def recording(folder: Path, name: str, seconds: int = 2) -> Path:
    path = folder / name
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 8000 * seconds)
    return path


def phone_log(folder: Path, *calls: dict[str, str]) -> Path:
    path = folder / "calls.xml"
    path.write_text(smses(*(call(number=NUMBER, type="1", **fields) for fields in calls)), "utf-8")
    return path


def bill(folder: Path, *lines: str) -> Path:
    path = folder / "详单.csv"
    head = "起始时间,通信地点,通信方式,对方号码,通信时长,通信类型,套餐优惠,实收通信费(元)"
    path.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    return path


def test_log_bill_and_recording_are_one_call(vault: Vault, case_id: int, tmp_path: Path) -> None:
    files = [
        recording(tmp_path, f"通话录音@王某({NUMBER})_20240305220003.wav", 50),
        bill(tmp_path, f"2024-03-05 22:01:10,深圳,被叫,{NUMBER},1分1秒,国内通话,套餐,0.00"),
        phone_log(tmp_path, {"date": str(AT_MS), "duration": "58"}),
    ]
    for file in files:
        assert run(vault, case_id, file).added == 1
    assert links(vault) == {"recording": "phone", "bill": "phone", "phone": None}


def test_without_the_log_the_bill_leads_and_the_log_takes_over_when_it_comes(
    vault: Vault, case_id: int, tmp_path: Path
) -> None:
    sound = recording(tmp_path, f"{NUMBER}_20240305220003.wav", 50)
    run(vault, case_id, sound, bill(tmp_path, f"2024-03-05 22:01:10,深圳,被叫,{NUMBER},58秒,国内通话,套餐,0"))
    assert links(vault) == {"recording": "bill", "bill": None}
    run(vault, case_id, phone_log(tmp_path, {"date": str(AT_MS), "duration": "58"}))
    assert links(vault) == {"recording": "phone", "bill": "phone", "phone": None}


def test_what_was_logged_by_hand_follows_the_same_event(vault: Vault, case_id: int, tmp_path: Path, log: Log) -> None:
    log("", at="2024-03-05 22:00", number_raw=NUMBER, medium=Medium.CALL)
    run(
        vault,
        case_id,
        phone_log(tmp_path, {"date": str(AT_MS), "duration": "58"}),
        bill(tmp_path, f"2024-03-05 22:00:40,深圳,被叫,{NUMBER},58秒,国内通话,套餐,0"),
    )
    assert links(vault) == {"hand": "phone", "phone": None, "bill": "phone"}


@pytest.mark.parametrize(
    "line",
    [
        f"2024-03-05 22:02:10,深圳,被叫,{NUMBER},58秒,国内通话,套餐,0",
        f"2024-03-05 22:00:10,深圳,主叫,{NUMBER},58秒,国内通话,套餐,0",
        f"2024-03-05 22:00:10,深圳,被叫,{NUMBER},9分,国内通话,套餐,0",
        "2024-03-05 22:00:10,深圳,被叫,13812345679,58秒,国内通话,套餐,0",
    ],
    ids=["too far", "other way", "other length", "other number"],
)
def test_what_is_another_call_stays_one(vault: Vault, case_id: int, tmp_path: Path, line: str) -> None:
    run(vault, case_id, phone_log(tmp_path, {"date": str(AT_MS), "duration": "58"}), bill(tmp_path, line))
    assert links(vault) == {"phone": None, "bill": None}


def test_a_recording_does_not_follow_a_call_that_nobody_took(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = tmp_path / "calls.xml"
    path.write_text(smses(call(number=NUMBER, type="3", date=str(AT_MS))), "utf-8")
    run(vault, case_id, path, recording(tmp_path, f"{NUMBER}_20240305220003.wav", 50))
    assert links(vault) == {"phone": None, "recording": None}


def test_a_recording_that_does_not_say_who_called_follows_an_outgoing_call_too(
    vault: Vault, case_id: int, tmp_path: Path
) -> None:
    path = tmp_path / "calls.xml"
    path.write_text(smses(call(number=NUMBER, type="2", date=str(AT_MS), duration="60")), "utf-8")
    run(vault, case_id, path, recording(tmp_path, f"{NUMBER}_20240305220003.wav", 50))
    assert links(vault) == {"phone": None, "recording": "phone"}


def test_two_calls_and_two_recordings_go_together_in_order(vault: Vault, case_id: int, tmp_path: Path) -> None:
    run(
        vault,
        case_id,
        phone_log(
            tmp_path,
            {"date": str(AT_MS), "duration": "20"},
            {"date": str(AT_MS + 60_000), "duration": "20"},
        ),
        recording(tmp_path, f"{NUMBER}_20240305220002.wav", 19),
        recording(tmp_path, f"{NUMBER}_20240305220102.wav", 18),
    )
    found = rows(
        vault,
        "SELECT c.at_utc, l.at_utc FROM contacts c JOIN contacts l ON l.id = c.same_event_id ORDER BY c.at_utc",
    )
    assert found == [(AT_MS + 2000, AT_MS), (AT_MS + 62_000, AT_MS + 60_000)]


def test_a_recording_is_evidence_of_its_call(vault: Vault, case_id: int, tmp_path: Path) -> None:
    sound = recording(tmp_path, f"通话录音@王某({NUMBER})_20240305220003.wav", 50)
    (report,) = run(vault, case_id, sound).files
    assert (report.format, report.added, report.evidence) == ("call_recording", 1, 1)
    with vault.read() as uow:
        (item,) = evidence.listing(uow, case_id)
    assert item.marks == ("time_from_name",)
    assert item.captured_utc is not None
    assert item.captured_utc.isoformat() == "2024-03-05T14:00:03+00:00"
    ((contact, name, duration, source),) = rows(vault, "SELECT id, name, duration_s, source_evidence_id FROM contacts")
    assert (name, duration, source, item.contact_ids) == ("王某", 50, item.id, (contact,))
    shutil.copy(sound, tmp_path / f"通话录音@王某({NUMBER})_20240305220003(1).wav")
    again = run(vault, case_id, tmp_path / f"通话录音@王某({NUMBER})_20240305220003(1).wav")
    assert (again.added, again.duplicates, again.evidence) == (0, 1, 0)


def test_a_message_that_came_over_rcs_and_is_kept_as_sms_too_is_one(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = tmp_path / "sms.xml"
    rcs = sms("明天上门", date=str(AT_MS + 900), address=NUMBER, rcs_message_type="1")
    path.write_text(smses(sms("明天上门", date=str(AT_MS), address=NUMBER), rcs), "utf-8")
    run(vault, case_id, path)
    assert rows(vault, "SELECT medium, same_event_id FROM contacts ORDER BY id") == [("sms", None), ("rcs", 1)]


TIERS = st.sampled_from([Tier.PHONE, Tier.BILL, Tier.RECORDING, Tier.LISTED, Tier.HAND])
RECORDS = st.builds(
    Record,
    id=st.just(0),
    at_ms=st.integers(0, 300).map(lambda n: AT_MS + n * 1_000),
    precision=st.sampled_from([TimePrecision.EXACT, TimePrecision.MINUTE]),
    duration_s=st.sampled_from([None, 0, 10, 40]),
    answered=st.sampled_from([None, True, False]),
    tier=TIERS,
)


@given(st.lists(RECORDS, max_size=9))
def test_what_follows_leads_nothing_and_has_a_better_lead(records: list[Record]) -> None:
    numbered = [
        Record(number, r.at_ms, r.precision, r.duration_s, r.answered, r.text, r.tier)
        for number, r in enumerate(records, 1)
    ]
    by_id = {record.id: record for record in numbered}
    found = matched((a, b, Medium.CALL) for a in numbered for b in numbered if a is not b)
    assert not set(found) & set(found.values())
    taken = [(lead, by_id[told].tier) for told, lead in found.items()]
    assert len(set(taken)) == len(taken), "of each tier one"
    for told, lead in found.items():
        assert by_id[lead].tier < by_id[told].tier
        assert distance_ms(by_id[told], by_id[lead], Medium.CALL) is not None
        assert abs(by_id[told].at_ms - by_id[lead].at_ms) < CLOCKS_MS + 60_000
