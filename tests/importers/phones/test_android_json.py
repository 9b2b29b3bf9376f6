"""JSON of Android apps: SMS Import / Export, Fossify Messages, QUIK, with what goes wrong in the wild."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.containers.limits import Limits
from advocate.importers.containers.zips import ZipArchive
from advocate.importers.phones import json_records
from advocate.importers.phones.json_records import Break, JsonRecords, Record
from advocate.importers.sources import MemoryFile
from tests.importers.phones.reading import Outcome, folder_of, read_bytes, read_source

SMS = {"_id": "1", "address": "13812345678", "date": "1700000000000", "type": "1", "body": "还钱", "sub_id": "2"}
MMS = {
    "_id": "7",
    "date": "1700000001",
    "msg_box": "1",
    "m_type": "132",
    "sub": None,
    "__sender_address": {"address": "13800000001", "type": "137", "__display_name": "催收"},
    "__recipient_addresses": [{"address": "13900000000", "type": "151"}],
    "__parts": [
        {"seq": "-1", "ct": "application/smil", "text": "<smil/>"},
        {"seq": "0", "ct": "text/plain", "text": "看图"},
        {"seq": "0", "ct": "image/jpeg", "name": None, "_data": "/data/user_de/0/app_parts/PART_1.jpg"},
    ],
}
CALL = {
    "_id": "3",
    "number": "10010",
    "date": "1700000002000",
    "duration": "12",
    "type": "1",
    "presentation": "1",
    "name": "联通",
}


def lines(*rows: object) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def read_zip(files: dict[str, bytes | str]) -> Outcome:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    with closing(ZipArchive(MemoryFile("export.zip", packed.getvalue()), Limits())) as source:
        return read_source(source)


def test_an_archive_of_version_2_with_its_attachments() -> None:
    outcome = read_zip({"messages.ndjson": lines(SMS, MMS), "data/PART_1.jpg": b"JPEG" * 1000})
    sms, mms = outcome.taken
    assert (sms.text, sms.detail, sms.medium) == ("还钱", "sim=2", Medium.SMS)
    assert (mms.at_ms, mms.written, mms.text, mms.name) == (1700000001000, "1700000001", "看图", "催收")
    assert (mms.address, mms.own_address) == ("13800000001", "13900000000")
    (kept,) = mms.attachments
    assert (kept.name, outcome.keeper.taken[kept.token]) == ("PART_1.jpg", b"JPEG" * 1000)


def test_the_unpacked_folder_is_read_too() -> None:
    outcome = read_source(folder_of({"messages.ndjson": lines(MMS).encode(), "data/PART_1.jpg": b"J"}))
    assert [a.name for a in outcome.only.attachments] == ["PART_1.jpg"]


def test_calls_in_lines_of_their_own() -> None:
    entry = read_zip({"calls.ndjson": lines(CALL)}).only
    assert (entry.medium, entry.address, entry.duration_s, entry.answered) == (Medium.CALL, "10010", 12, True)
    assert entry.name == "联通"


def test_a_bad_line_costs_only_itself() -> None:
    text = lines(SMS) + '{"address": "1", "date"\n[1]\n\n' + "[" * 5000 + "\n" + lines(SMS | {"date": "1700000009000"})
    outcome = read_bytes(text)
    assert [e.place for e in outcome.taken] == ["L1", "L6"]
    assert outcome.reasons == [(f"L{n}", "json_line_damaged") for n in (2, 3, 5)]


def test_an_array_of_version_1_with_attachments_inside() -> None:
    part = {"seq": "0", "ct": "image/png", "fn": "../../a.png", "binary_data": base64.b64encode(b"PNG").decode()}
    outcome = read_bytes(json.dumps([SMS, MMS | {"__parts": [part]}, CALL], indent=1))
    assert [e.place for e in outcome.taken] == ["[1]", "[2]", "[3]"]
    (kept,) = outcome.taken[1].attachments
    assert (kept.name, outcome.keeper.taken[kept.token]) == ("a.png", b"PNG")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date": "0"}, "entry_date_out_of_range"),
        ({"date": "-5"}, "entry_date_out_of_range"),
        ({"date": "9" * 30}, "entry_date_out_of_range"),
        ({"date": "gestern"}, "entry_bad_date"),
        ({"date": None}, "entry_without_date"),
        ({"type": "3"}, "entry_draft"),
        ({"type": "5"}, "entry_failed"),
        ({"type": "99"}, "entry_unknown_type"),
    ],
)
def test_why_a_row_is_not_taken(change: dict[str, object], reason: str) -> None:
    outcome = read_bytes(lines(SMS, SMS | change))
    assert len(outcome.taken) == 1
    assert outcome.reasons == [("L2", reason)]


def test_own_number_is_not_among_those_a_group_message_went_to() -> None:
    sent = MMS | {
        "msg_box": "2",
        "__sender_address": {"address": "13900000000", "type": "137"},
        "__recipient_addresses": [{"address": n, "type": "151"} for n in ("13800000001", "13900000000", "13800000002")],
    }
    entry = read_bytes(lines(sent)).only
    assert (entry.address, entry.own_address) == ("13800000001~13800000002", "13900000000")


def test_half_characters_and_nul_do_not_get_through() -> None:
    entry = read_bytes('[{"address":"1","date":"1700000000000","type":"1","body":"a\\u0000b\\ud83dc"}]').only
    assert "\0" not in entry.text
    assert entry.text.encode().decode() == entry.text


FOSSIFY = {
    "subscriptionId": 1,
    "address": "1|2",
    "body": "x",
    "date": 1700000000000,
    "dateSent": 0,
    "type": 2,
    "backupType": "sms",
}


def test_fossify_part_with_data_and_trailing_comma() -> None:
    mms = {
        "date": 1700000001,
        "messageBox": 2,
        "addresses": [{"address": "13812345678", "type": 151}],
        "parts": [{"contentType": "image/gif", "name": "a.gif", "data": base64.b64encode(b"GIF").decode()}],
        "backupType": "mms",
    }
    outcome = read_bytes(json.dumps([FOSSIFY, mms])[:-1] + ",]")
    assert [e.address for e in outcome.taken] == ["1~2", "13812345678"]
    assert [a.name for a in outcome.taken[1].attachments] == ["a.gif"]
    assert outcome.reasons == [("[2]", "json_broken")]


def test_the_older_layout_with_both_lists() -> None:
    thread = {
        "sms": [{"address": "1", "date": 1700000000000, "type": 1, "body": "a", "sub_id": 1}],
        "mms": [{"date": 1700000001, "msg_box": 1, "addresses": [{"address": "2", "type": 137}], "parts": []}],
    }
    outcome = read_bytes(json.dumps([{"sms": [], "mms": []}, thread]))
    assert [(e.place, e.address, e.medium) for e in outcome.taken] == [
        ("[2].sms[1]", "1", Medium.SMS),
        ("[2].mms[1]", "2", Medium.MMS),
    ]


def test_quik_with_empty_rows_and_a_wrong_count() -> None:
    rows = [
        {"type": 2, "address": "1", "date": 1700000000000, "dateSent": 0, "read": True, "body": "ok", "subId": -1},
        {"type": 1, "address": "", "date": 1700000000000, "body": ""},
    ]
    outcome = read_bytes(json.dumps({"messageCount": 5, "messages": rows}))
    assert outcome.importer == "quik"
    assert (outcome.only.place, outcome.only.direction) == ("messages[1]", Direction.OUT)
    assert outcome.reasons == [("messages[2]", "entry_empty")]
    assert outcome.warnings["warn_count_differs"] == {"declared": "5", "found": 2}


def test_every_prefix_keeps_its_whole_rows() -> None:
    whole = json.dumps([FOSSIFY] * 3)
    ends = [i + 1 for i, char in enumerate(whole) if char == "}"]
    for at in range(80, len(whole)):
        outcome = read_source(MemoryFile("x", whole[:at].encode())) if '"backupType": "sms"' in whole[:at] else None
        if outcome is not None:
            assert len(outcome.taken) == sum(end <= at for end in ends)
            assert [r.reason for r in outcome.rejected] == ["json_truncated"]


def test_depth_is_bounded() -> None:
    deep = '[{"address":"1","backupType":"sms","x":' + "[" * 200_000
    outcome = read_bytes(deep)
    assert [r.reason for r in outcome.rejected] == ["json_broken"]
    # Deep and broken in one block: both ends of the reading meet.
    assert [r.reason for r in read_bytes(deep[:80] + "}").rejected] == ["json_broken"]


def test_an_empty_file_has_its_reason() -> None:
    with pytest.raises(UserError) as caught:
        read_bytes(b"")
    assert caught.value.code == "file_empty"


@given(st.integers(0, 15), st.sampled_from(['\\"', "\\\\", "\\u4e2d", "x", "中", "\\n"]), st.integers(12, 60))
@settings(max_examples=150, deadline=None)
def test_a_value_too_long_is_cut_and_the_rest_is_read(pad: int, unit: str, block: int) -> None:
    document = ('[{"a":"' + "y" * pad + unit * 400 + '","b":2},{"c":3}]').encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_records, "LONG_BYTES", 120)
        patch.setattr("advocate.importers.xml_bytes.BLOCK_BYTES", block)
        records = JsonRecords()
        found = list(records.read(io.BytesIO(document), lambda _done: None))
    assert all(isinstance(record, Record) for record in found)
    assert [record.fields.get("b", record.fields.get("c")) for record in found if isinstance(record, Record)] == [2, 3]
    assert records.shortened <= 1


SCALARS = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(st.characters(codec="utf-8"), max_size=8)
RECORDS = st.lists(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), SCALARS | st.lists(SCALARS, max_size=3)))


@given(RECORDS, st.integers(1, 50))
@settings(max_examples=80, deadline=None)
def test_records_are_those_that_the_standard_library_reads(rows: list[dict[str, object]], block: int) -> None:
    document = json.dumps(rows, ensure_ascii=False).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("advocate.importers.xml_bytes.BLOCK_BYTES", block)
        found = list(JsonRecords().read(io.BytesIO(document), lambda _done: None))
    assert not any(isinstance(record, Break) for record in found)
    assert [record.fields for record in found if isinstance(record, Record)] == json.loads(document)
