"""Every "SMS Backup & Restore" sample against what was typed by hand, and against the raw text read another way."""

from __future__ import annotations

import base64
import html
import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from advocate.domain.drafts import EntryDraft
from advocate.domain.errors import UserError
from advocate.domain.jobs import QuietContext
from advocate.domain.vocabulary import Direction
from advocate.importers.fingerprints import fingerprint, fingerprint_address
from advocate.importers.registry import claim
from advocate.importers.sources import DiskFile
from advocate.services import importing
from advocate.storage.tables import CaseRow, ClientRow
from advocate.storage.vault import Vault
from tests.importers.conftest import read_file

GOLDEN: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent.parent / "golden" / "importers" / "sms_backup_restore.yaml").read_text("utf-8")
)
READABLE = [name for name, expected in GOLDEN.items() if "taken" in expected]
WHOLE = [name for name in READABLE if "refused" not in GOLDEN[name]]
_REFERENCE = re.compile(r"&#(\d+);")

pytestmark = pytest.mark.samples


def test_every_sample_has_an_expectation(samples: Path) -> None:
    found = {f"sms_backup_restore/{p.name}" for p in (samples / "sms_backup_restore").glob("*.xml")}
    found |= {f"generated/seed1_3000/{p.name}" for p in (samples / "generated" / "seed1_3000").glob("*.xml")}
    found.add("archives_bad/billion_laughs_sms.xml")
    assert found == set(GOLDEN)


@pytest.mark.parametrize("name", READABLE)
def test_counts_and_rows_are_those_typed_by_hand(samples: Path, name: str) -> None:
    expected, outcome = GOLDEN[name], read_file(samples / name)
    assert Counter(e.medium.value for e in outcome.taken) == expected["taken"]
    if "out" in expected:
        assert sum(e.direction is Direction.OUT for e in outcome.taken) == expected["out"]
    assert [[r.place, r.reason, r.other] for r in outcome.rejected] == expected.get("rejected", [])
    assert sorted(outcome.warnings) == expected.get("warnings", [])
    by_place = {e.place: e for e in outcome.taken}
    for row in expected.get("rows", []):
        entry = by_place[row["place"]]
        assert {key: _shown(entry, key) for key in row} == row


@pytest.mark.parametrize("name", READABLE)
def test_claimed_by_content_alone(samples: Path, tmp_path: Path, name: str) -> None:
    nameless = tmp_path / "x"
    nameless.write_bytes((samples / name).read_bytes())
    assert claim(DiskFile(nameless)).name == "sms_backup_restore"


@pytest.mark.parametrize("name", WHOLE)
def test_agrees_with_the_raw_text_read_by_regular_expressions(samples: Path, name: str) -> None:
    raw = (samples / name).read_text("utf-8")
    outcome = read_file(samples / name)
    elements = re.findall(r"<(sms|mms|call)\b([^>]*)>", raw)
    usable = [(kind, text) for kind, text in elements if "date=" in text]
    assert len(elements) == len(outcome.taken) + len(outcome.rejected)
    assert [_raw(text, "date") for _, text in usable] == [e.written for e in outcome.taken]
    assert [int(_raw(text, "date")) for _, text in usable] == [e.at_ms for e in outcome.taken]
    sent = [(_raw(text, "msg_box") if kind == "mms" else _raw(text, "type")) == "2" for kind, text in usable]
    assert sent == [e.direction is Direction.OUT for e in outcome.taken]
    plain = [(kind, text) for kind, text in usable if kind != "mms"]
    entries = [e for e in outcome.taken if not e.place.startswith("mms")]
    key = {"sms": "address", "call": "number"}
    assert [_raw(text, key[kind]) for kind, text in plain] == [e.address for e in entries]
    bodies = ["" if kind == "call" else _words(_raw(text, "body")) for kind, text in plain]
    assert bodies == [e.text for e in entries]
    durations = [int(_raw(text, "duration")) if kind == "call" else None for kind, text in plain]
    assert durations == [e.duration_s for e in entries]


def test_the_generated_phone_agrees_with_its_ground_truth(samples: Path) -> None:
    folder = samples / "generated" / "seed1_3000"
    truth = json.loads((folder / "ground_truth.json").read_text("utf-8"))
    events = [json.loads(line) for line in (folder / "ground_truth_events.jsonl").read_text("utf-8").splitlines()]
    for kind in ("sms", "calls"):
        outcome, expected = read_file(folder / truth["files"][kind]), truth[kind]
        assert len(outcome.taken) == expected["rows_in_file"]
        unique = {_print(e): e for e in outcome.taken}
        assert len(unique) == expected["unique"]
        assert min(e.at_ms for e in outcome.taken) == expected["first_ms"]
        assert max(e.at_ms for e in outcome.taken) == expected["last_ms"]
        types = Counter(e.source_type.partition(":")[0] for e in unique.values())
        assert types == expected["types"]
        told = {(e["t"], _digits(e["n"])) for e in events if e["k"] == {"sms": "sms", "calls": "call"}[kind]}
        found = {(e.at_ms, _digits(e.address or "")) for e in outcome.taken}
        assert told <= found
    messages = read_file(folder / truth["files"]["sms"]).taken
    beyond = sum(any(ord(char) > 0xFFFF for char in e.text) for e in messages)
    assert beyond == truth["sms"]["rows_with_non_bmp"]
    calls = read_file(folder / truth["files"]["calls"]).taken
    assert {e.source_type: e.answered for e in calls if e.source_type in "356"} == {"3": False, "5": False, "6": False}


@pytest.mark.parametrize("name", list(GOLDEN))
def test_a_vault_takes_each_sample_once(samples: Path, vault: Vault, name: str) -> None:
    case_id, expected = _case(vault), GOLDEN[name]
    if "refused" in expected:
        with pytest.raises(UserError) as caught:
            importing.run(vault, [samples / name], case_id, QuietContext())
        assert caught.value.code == expected["refused"]
        assert _rows(vault, "contacts") == _rows(vault, "evidence") == _rows(vault, "imports") == 0
        return
    expected_twice = sum(expected["taken"].values()) - expected["new"]
    for round_number in range(2):
        (report,) = importing.run(vault, [samples / name], case_id, QuietContext()).files
        taken = (expected["new"], expected_twice) if round_number == 0 else (0, expected["new"] + expected_twice)
        assert (report.added, report.duplicates) == taken
        assert report.rejected_count == len(expected.get("rejected", []))
    assert _rows(vault, "contacts") == _rows(vault, "contacts_fts") == expected["new"]
    assert _rows(vault, "evidence") == 1 + len(_attached((samples / name).read_text("utf-8", "replace")))


def test_overlapping_call_logs_share_two_calls(samples: Path, vault: Vault) -> None:
    files = [samples / "sms_backup_restore" / name for name in ("mcb_calls_00.xml", "mcb_calls_01.xml")]
    report = importing.run(vault, files, _case(vault), QuietContext())
    assert [(f.added, f.duplicates) for f in report.files] == [(12, 0), (10, 2)]


def _attached(raw: str) -> set[bytes]:
    """Return the different files inside picture messages, read by regular expressions."""
    found = set()
    for part in re.findall(r"<part\b[^>]*>", raw):
        data = re.search(r'\bdata="([^"]*)"', part)
        kind = re.search(r'\bct="([^"]*)"', part)
        if data and data[1] not in ("", "null") and kind and kind[1] not in ("text/plain", "application/smil"):
            found.add(base64.b64decode(data[1]))
    return found


def _shown(entry: EntryDraft, key: str) -> object:
    if key == "at":
        return datetime.fromtimestamp(entry.at_ms / 1000, UTC).isoformat()
    value = getattr(entry, key)
    return value.value if key == "direction" else value


def _raw(text: str, key: str) -> str:
    match = re.search(rf"\b{key}=(\"[^\"]*\"|'[^']*')", text)
    assert match is not None
    return match[1][1:-1]


def _words(body: str) -> str:
    """Join UTF-16 halves the way JSON does, which shares nothing with the importer."""
    escaped = body.replace("\\", "\\\\").replace('"', '\\"')
    units = _REFERENCE.sub(lambda match: f"\\u{int(match[1]):04x}", escaped)
    return html.unescape(json.loads(f'"{units}"'))


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)[-11:]


def _print(entry: EntryDraft) -> bytes:
    return fingerprint(entry, fingerprint_address(entry.address))


def _case(vault: Vault) -> int:
    with vault.write() as uow:
        client = ClientRow(name="测试")
        uow.session.add(client)
        uow.session.flush()
        case = CaseRow(number="C-2026-0001", client_id=client.id or 0)
        uow.session.add(case)
        uow.session.flush()
        return case.id or 0


def _rows(vault: Vault, table: str) -> int:
    with vault.read() as uow:
        return int(uow.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())
