"""What real and hostile backups hold beside well-formed messages; every case is made here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from advocate.domain.drafts import MAX_TEXT, Rejection
from advocate.domain.errors import Cancelled, UserError
from advocate.domain.jobs import QuietContext
from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.sms_backup_restore import SmsBackupRestore
from advocate.importers.sources import DiskFile
from tests.importers.conftest import Outcome, call, read_file, sms, smses

Read = Callable[[bytes | str], Outcome]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("&#55357;&#56838;", "\U0001f606"),
        ("&#xD83D;&#xDE06;", "\U0001f606"),
        ("&#xd83d;&#56838;", "\U0001f606"),
        ("&#0055357;&#x00DE06;", "\U0001f606"),
        ("a&#128514;b", "a\U0001f602b"),
        ("&#55357;&#55357;&#56838;", "\ufffd\U0001f606"),
        ("&#56838;&#55357;", "\ufffd\ufffd"),
        ("&#55357; &#56838;", "\ufffd \ufffd"),
        ("&#0;&#11;&#xFFFF;&#1114112;", "\ufffd\ufffd\ufffd\ufffd"),
        ("第一行&#10;第二行", "第一行\n第二行"),
        ("AT&amp;T &lt;3 &quot;x&quot; &apos;", 'AT&T <3 "x" \''),
        ("AT&T & &nbsp; &#; &#x; &#99999999999;", "AT&T & &nbsp; &#; &#x; &#99999999999;"),
        ("I <3 you, 1 < 2", "I <3 you, 1 < 2"),
        ("堃喆㐂𠮷", "堃喆㐂𠮷"),
        ("&#20320;&#22909;", "你好"),
    ],
)
def test_bodies_survive_what_the_app_writes(read: Read, body: str, text: str) -> None:
    assert read(smses(sms(body))).only.text == text


def test_lone_halves_and_forbidden_characters_are_counted(read: Read) -> None:
    outcome = read(smses(sms("&#55357;&#0;&#55357;&#56838;")).encode().replace(b"null", b"nu\x01l"))
    assert outcome.warnings["warn_characters_replaced"] == {"count": 3}


def test_raw_control_bytes_and_broken_utf8_cost_one_character(read: Read) -> None:
    data = smses(sms("A\x00B\x0bC"), sms("甲乙", date="1700000000001")).encode()
    damaged = data.replace("甲".encode(), b"\xe7\x94")
    outcome = read(damaged)
    assert [e.text for e in outcome.taken] == ["A\ufffdB\ufffdC", "\ufffd乙"]
    assert outcome.warnings["warn_characters_replaced"] == {"count": 3}


def test_halves_written_as_bytes_are_joined(read: Read) -> None:
    data = smses(sms("emoji HERE")).encode().replace(b"HERE", b"\xed\xa0\xbd\xed\xb8\x86")
    outcome = read(data)
    assert outcome.only.text == "emoji \U0001f606"
    assert outcome.warnings == {}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
def test_other_encodings_under_a_declaration_of_utf8(read: Read, encoding: str) -> None:
    text = smses(sms("催收：今天还钱 &#55357;&#56838;", contact_name="刘镕"))
    entry = read(text.encode(encoding)).only
    assert (entry.text, entry.name) == ("催收：今天还钱 \U0001f606", "刘镕")


@pytest.mark.parametrize(
    ("label", "codec"), [("GBK", "gbk"), ("gb2312", "gb18030"), ("Big5", "big5"), ("UTF-16", "utf-8")]
)
def test_declared_encodings(read: Read, label: str, codec: str) -> None:
    text = smses(sms("今天")).replace("UTF-8", label)
    assert read(text.encode(codec)).only.text == "今天"


def test_liberal_in_spelling(read: Read) -> None:
    text = (
        "\r\n\r\n<?xml version=\"1.0\"?>\r\n<!-- a & b -- < c -->\r\n<SMSES Count='2' extra='1'>\r\n\r\n"
        "<SMS Address='10010' Date=' 1700000000000 ' Type='1' Body='说\"好\"'   new='x'/>\t"
        "<sms address='10010' date='1700000000001' type='2' body='b'>\r\n</sms>\r\n</SMSES>\r\n\0\0\x1a"
    ).replace("-- <", "- <")
    outcome = read(text)
    assert [(e.address, e.text, e.direction.value) for e in outcome.taken] == [
        ("10010", '说"好"', "in"),
        ("10010", "b", "out"),
    ]
    assert outcome.rejected == []


@pytest.mark.parametrize(
    ("attributes", "reason", "other"),
    [
        ({"type": "3"}, "entry_draft", True),
        ({"type": "4"}, "entry_outbox", True),
        ({"type": "5"}, "entry_failed", True),
        ({"type": "6"}, "entry_queued", True),
        ({"type": "0"}, "entry_unknown_type", False),
        ({"type": "null"}, "entry_unknown_type", False),
        ({"date": "null"}, "entry_without_date", False),
        ({"date": ""}, "entry_without_date", False),
        ({"date": "xxxx"}, "entry_bad_date", False),
        ({"date": "1.4E12"}, "entry_bad_date", False),
        ({"date": "１７０００"}, "entry_bad_date", False),
        ({"date": "1_700_000_000_000"}, "entry_bad_date", False),
        ({"date": "-1"}, "entry_date_out_of_range", False),
        ({"date": "0"}, "entry_date_out_of_range", False),
        ({"date": "1700000000"}, "entry_date_out_of_range", False),
        ({"date": "631151999999"}, "entry_date_out_of_range", False),
        ({"date": "4133980800000"}, "entry_date_out_of_range", False),
        ({"date": "9" * 400}, "entry_date_out_of_range", False),
    ],
)
def test_messages_that_are_not_taken_have_a_reason(
    read: Read, attributes: dict[str, str], reason: str, other: bool
) -> None:
    outcome = read(smses(sms(date="1700000000001"), sms(**attributes)))
    assert [e.place for e in outcome.taken] == ["sms[1]"]
    (rejection,) = outcome.rejected
    assert (rejection.place, rejection.reason, rejection.other) == ("sms[2]", reason, other)


def test_empty_elements(read: Read) -> None:
    outcome = read(smses("<sms/>", "<mms></mms>", "<call />", sms()))
    assert outcome.reasons == [("sms[1]", "entry_empty"), ("mms[1]", "entry_empty"), ("call[1]", "entry_empty")]
    assert len(outcome.taken) == 1


@pytest.mark.parametrize("date", ["631152000000", "4133980799999"])
def test_dates_at_the_limits_are_taken(read: Read, date: str) -> None:
    assert read(smses(sms(date=date))).only.at_ms == int(date)


def test_null_is_nothing(read: Read) -> None:
    entry = read(smses(sms("null", address="null", contact_name="null"))).only
    assert (entry.text, entry.address, entry.name, entry.detail) == ("", None, "", "")


def test_a_group_address_stays_as_written(read: Read) -> None:
    assert read(smses(sms(address="13812345678~13912345678"))).only.address == "13812345678~13912345678"


@pytest.mark.parametrize(
    ("kind", "duration", "medium", "direction", "answered"),
    [
        ("1", "12", Medium.CALL, Direction.IN, True),
        ("1", "0", Medium.CALL, Direction.IN, None),
        ("2", "12", Medium.CALL, Direction.OUT, True),
        ("2", "0", Medium.CALL, Direction.OUT, False),
        ("3", "0", Medium.CALL, Direction.IN, False),
        ("3", "30", Medium.CALL, Direction.IN, False),
        ("4", "5", Medium.VOICEMAIL, Direction.IN, False),
        ("5", "0", Medium.CALL, Direction.IN, False),
        ("6", "0", Medium.CALL, Direction.IN, False),
        ("7", "0", Medium.CALL, Direction.IN, True),
        ("-1", "0", Medium.CALL, Direction.IN, None),
        ("1000", "9", Medium.CALL, Direction.IN, None),
        ("null", "9", Medium.CALL, Direction.IN, None),
    ],
)
def test_kinds_of_calls(
    read: Read, kind: str, duration: str, medium: Medium, direction: Direction, answered: bool | None
) -> None:
    outcome = read(smses(call(type=kind, duration=duration)).replace("smses", "calls"))
    entry = outcome.only
    assert (entry.medium, entry.direction, entry.answered, entry.duration_s) == (
        medium,
        direction,
        answered,
        int(duration),
    )
    assert ("warn_vendor_calls" in outcome.warnings) == (kind in ("-1", "1000", "null"))
    assert ("missed_with_duration" in entry.detail) == (kind == "3" and duration == "30")


@pytest.mark.parametrize(
    ("attributes", "address"),
    [
        ({"presentation": "2"}, None),
        ({"presentation": "3", "number": "-1"}, None),
        ({"presentation": "4", "number": ""}, None),
        ({"presentation": "1", "number": "-2"}, None),
        ({"presentation": "null", "number": ""}, None),
        ({"presentation": "1", "number": "95588"}, "95588"),
    ],
)
def test_withheld_numbers(read: Read, attributes: dict[str, str], address: str | None) -> None:
    assert read(smses(call(**attributes))).only.address == address


@pytest.mark.parametrize("duration", ["-5", "abc", "99999999999", "604801"])
def test_impossible_durations_are_dropped_and_the_call_kept(read: Read, duration: str) -> None:
    entry = read(smses(call(duration=duration))).only
    assert entry.duration_s is None
    assert "duration_out_of_range" in entry.detail


def mms(parts: str = "", addrs: str = "", **attributes: str) -> str:
    fields = {
        "date": "1700000000000",
        "msg_box": "1",
        "address": "13812345678",
        "m_type": "132",
        "sub": "null",
    } | attributes
    inside = " ".join(f'{key}="{text}"' for key, text in fields.items())
    return f"<mms {inside}><parts>{parts}</parts><addrs>{addrs}</addrs></mms>"


SMIL = '<part seq="-1" ct="application/smil" text="&lt;smil>layout" />'


def test_mms_text_parts_and_attachments(read: Read) -> None:
    parts = (
        SMIL
        + '<part seq="0" ct="text/plain;charset=utf-8" text="第一" />'
        + '<part seq="0" ct="image/jpeg" text="null" data="AAAA" />'
        + '<part seq="1" ct="TEXT/PLAIN" chset="106" text="null" data="56ys5LqM" /><part ct="text/x-vCard" data="" />'
    )
    entry = read(smses(mms(parts))).only
    assert (entry.medium, entry.text, entry.detail) == (Medium.MMS, "第一\n第二", "attachments=2")


@pytest.mark.parametrize(
    ("addrs", "attributes", "address", "detail"),
    [
        ('<addr address="10086" type="137"/><addr address="insert-address-token" type="151"/>', {}, "10086", ""),
        ('<addr address="insert-address-token" type="137"/>', {}, "13812345678", ""),
        ("", {}, "13812345678", ""),
        ("", {"address": "10086~10010"}, "10086~10010", "group=10086~10010"),
        ('<addr address="10010" type="137"/>', {"address": "10086~10010"}, "10010", "group=10086~10010"),
        (
            '<addr address="1" type="151"/><addr address="2" type="130"/>',
            {"msg_box": "2", "address": "null"},
            "1~2",
            "group=1~2",
        ),
        ('<addr address="insert-address-token" type="137"/>', {"msg_box": "2"}, "13812345678", ""),
        ("", {"address": "insert-address-token"}, None, ""),
    ],
)
def test_the_sender_of_a_received_mms_is_address_137(
    read: Read, addrs: str, attributes: dict[str, str], address: str | None, detail: str
) -> None:
    entry = read(smses(mms("", addrs, **attributes))).only
    assert (entry.address, entry.detail) == (address, detail)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"msg_box": "1"}, Direction.IN),
        ({"msg_box": "2"}, Direction.OUT),
        ({"msg_box": "null", "m_type": "128"}, Direction.OUT),
        ({"msg_box": "null", "m_type": "130"}, Direction.IN),
        ({"msg_box": "3"}, "entry_draft"),
        ({"msg_box": "4"}, "entry_outbox"),
        ({"msg_box": "null", "m_type": "0"}, "entry_unknown_type"),
    ],
)
def test_mms_boxes(read: Read, attributes: dict[str, str], expected: object) -> None:
    outcome = read(smses(mms(**attributes)))
    assert [e.direction for e in outcome.taken] + [r.reason for r in outcome.rejected] == [expected]


def test_pictures_without_words_in_one_second_are_told_apart(read: Read) -> None:
    entries = read(smses(mms(m_id="a"), mms(m_id="b"), mms(m_id="a"))).taken
    assert len({e.source_type for e in entries}) == 2


def test_many_mms_in_one_minute_are_pointed_out(read: Read) -> None:
    outcome = read(smses(*(mms(m_id=str(number)) for number in range(100))))
    assert outcome.warnings == {"warn_mms_same_minute": {"count": 100}}


@pytest.mark.parametrize("keep", [0.5, 0.9, 0.999])
def test_a_file_that_breaks_off_keeps_what_came_before(read: Read, keep: float) -> None:
    whole = smses(*(sms(f"第{number}条", date=str(1_700_000_000_000 + number)) for number in range(500))).encode()
    cut = whole[: int(len(whole) * keep)]
    complete = cut.count(b"/>")
    outcome = read(cut)
    assert [e.text for e in outcome.taken] == [f"第{number}条" for number in range(complete)]
    (rejection,) = outcome.rejected
    assert (rejection.reason, rejection.other) == ("xml_truncated", False)
    assert dict(rejection.params)["line"] == str(cut.count(b"\n") + 1) == rejection.place[1:].split(":")[0]


def test_an_mms_cut_in_the_middle_is_not_half_taken(read: Read) -> None:
    text = smses(sms(), mms('<part ct="text/plain" text="a"/>'))
    outcome = read(text[: text.index("</parts>")])
    assert [e.place for e in outcome.taken] == ["sms[1]"]
    assert [reason for _, reason in outcome.reasons] == ["xml_truncated"]


def test_damage_in_the_middle_keeps_what_came_before(read: Read) -> None:
    outcome = read(
        smses(sms(), '<sms address="1" body="x" body="y" date="1700000000001" type="1"/>', sms(date="1700000000002"))
    )
    assert [e.place for e in outcome.taken] == ["sms[1]"]
    assert outcome.reasons[0][1] == "xml_damaged"
    assert outcome.rejected[0].place.startswith("L4:")


def test_a_second_document_behind_the_first_is_reported(read: Read) -> None:
    outcome = read(smses(sms()) + smses(sms(date="1700000000001")))
    assert len(outcome.taken) == 1
    assert [reason for _, reason in outcome.reasons] == ["xml_damaged"]


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE smses>",
        '<!DOCTYPE smses SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE smses [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE smses [<!ENTITY % p "x"> %p;]>',
        "<!DOCTYPE smses [<!ATTLIST sms type CDATA '1'>]>",
    ],
)
def test_document_types_are_refused(read: Read, doctype: str) -> None:
    text = smses(sms("&x;")).replace("<smses", doctype + "<smses", 1)
    for data in (text.encode(), text.encode("utf-16")):
        with pytest.raises(UserError) as caught:
            read(data)
        assert caught.value.code == "xml_entities_refused"


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 5000, b"hello", b"{}", b"<html><body/></html>", b"<a>" * 100, b"\xff\xfe", b"<", b"<smses"]
)
def test_what_is_no_backup_is_said_to_be_none(read: Read, data: bytes) -> None:
    with pytest.raises(UserError) as caught:
        read(data)
    assert caught.value.code == "not_sms_backup"


@pytest.mark.parametrize(
    "row", ["<a>" * 40, "<mms date='1700000000000'><mms date='1'>", "".join(f"<x{n}/>" for n in range(3000))]
)
def test_content_made_to_eat_memory_stops_the_reading(read: Read, row: str) -> None:
    outcome = read(smses(sms(), row))
    assert len(outcome.taken) == 1
    assert [reason for _, reason in outcome.reasons] == ["xml_damaged"]


@pytest.mark.parametrize("declared", ["7", "65536"])
def test_a_wrong_count_is_pointed_out_and_nothing_else(read: Read, declared: str) -> None:
    outcome = read(smses(sms(), attributes=f'count="{declared}"'))
    assert outcome.warnings == {"warn_count_differs": {"declared": declared, "found": 1}}
    assert len(outcome.taken) == 1


def test_a_text_longer_than_a_contact_may_hold_is_shortened(read: Read) -> None:
    outcome = read(smses(sms("长" * (MAX_TEXT + 5)), sms("短", date="1700000000001")))
    assert [len(e.text) for e in outcome.taken] == [MAX_TEXT, 1]


def test_cancel_stops_in_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "sms.xml"
    path.write_text(smses(*(sms(date=str(1_700_000_000_000 + n)) for n in range(5000))), "utf-8")
    job = QuietContext()
    items = SmsBackupRestore().read(DiskFile(path), ReadContext("sms.xml", job=job))
    next(items)
    job.cancelled = True
    with pytest.raises(Cancelled):
        list(items)


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_with_one_backup_is_read(read: Read, method: int) -> None:
    data = zipped(("folder/", b""), ("folder/sms.xml", smses(sms()).encode()), method=method)
    assert read(data).only.text == "还钱"
    single = zipped(("sms.xml", smses(sms()).encode()), method=method)
    assert SmsBackupRestore().recognise(Probe(single, "x.zip")) == 1.0


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped(("a.xml", b"<smses/>"), ("b.xml", b"<smses/>")), "zip_not_one_file"),
        (zipped(), "zip_not_one_file"),
        (zipped(("a.xml", b"<smses>" + b" " * 30_000_000)), "zip_bomb"),
        (zipped(("a.xml", b"<smses/>"), method=zipfile.ZIP_LZMA), "zip_damaged"),
        (zipped(("a.xml", smses(sms()).encode()))[:-30], "zip_damaged"),
        (zipped(("a.xml", b"hello")), "not_sms_backup"),
    ],
)
def test_other_zips_are_refused(read: Read, data: bytes, code: str) -> None:
    if data[:4] != b"PK\x03\x04":
        data = b"PK\x03\x04" + data
    with pytest.raises(UserError) as caught:
        read(data)
    assert caught.value.code == code


def test_an_encrypted_zip_is_refused(samples: Path) -> None:
    with pytest.raises(UserError) as caught:
        read_file(samples / "archives_bad" / "testZipEncrypted.zip")
    assert caught.value.code in ("zip_encrypted", "zip_not_one_file")


def test_a_zip_with_damaged_data_keeps_what_came_before(read: Read) -> None:
    whole = smses(*(sms(f"{n * n}", date=str(1_700_000_000_000 + n)) for n in range(20_000))).encode()
    data = bytearray(zipped(("a.xml", whole)))
    data[len(data) // 2] ^= 0xFF
    outcome = read(bytes(data))
    assert 0 < len(outcome.taken) <= 20_000
    assert isinstance(outcome.rejected[-1], Rejection)
    assert outcome.rejected[-1].reason in ("zip_broken", "xml_damaged", "xml_truncated")
