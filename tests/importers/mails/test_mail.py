"""Mail of every kind: labels that lie, clocks that lie, trees without end."""
# ruff: noqa: E501 - lines stand here as programs write them

from __future__ import annotations

import base64
import io
import struct
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, TimePrecision
from advocate.importers.base import Item, ReadContext
from advocate.importers.mails.charsets import mail_text
from advocate.importers.mails.headers import addresses, header_text, mail_time, parameters, split_head
from advocate.importers.mails.markup import html_text
from advocate.importers.mails.parts import MOST_DEPTH, mail_body
from advocate.importers.mails.rtf import rtf_text, unpacked
from advocate.importers.registry import claim
from advocate.importers.sources import DiskFile, MemoryFile

HEAD = b"From: a@example.com\nTo: me@example.com\nDate: Tue, 9 Jan 2024 09:00:00 +0800\n"


def read(data: bytes, name: str = "x", **options: object) -> tuple[list[Item], dict[str, dict[str, Any]], str]:
    source = MemoryFile(name, data)
    importer = claim(source)
    ctx = ReadContext(name, options=dict(options))
    items = list(importer.read(source, ctx))
    return items, {reason.code: dict(reason.params) for reason in ctx.warnings}, importer.name


def only(data: bytes, name: str = "x", **options: object) -> EntryDraft:
    (entry,) = read(data, name, **options)[0]
    assert isinstance(entry, EntryDraft)
    return entry


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        ("朱镕基 儘 㐂".encode("gb18030"), "gb2312", "朱镕基 儘 㐂"),
        ("您好，请还款".encode(), "GB2312", "您好，请还款"),
        ("您好，请还款".encode("gbk"), "iso-8859-1", "您好，请还款"),
        ("您好，请还款".encode("gbk"), "", "您好，请还款"),
        ("您好，请还款".encode("gbk"), "no-such-charset", "您好，请还款"),
        ("您好".encode("hz"), "hz-gb-2312", "您好"),
        ("您好".encode("hz"), "gb2312", "您好"),
        ("こんにちは".encode("iso-2022-jp"), "iso-2022-jp", "こんにちは"),
        ("請於今日還款，否則上門".encode("big5"), "big5", "請於今日還款，否則上門"),
        ("한국어".encode("cp949"), "ks_c_5601-1987", "한국어"),
        ("Schmürgen".encode("latin-1"), "", "Schmürgen"),
        ("Schmürgen".encode("latin-1"), "iso-8859-1", "Schmürgen"),
        (b"plain", "base64", "plain"),
    ],
)
def test_labels_are_hints(data: bytes, label: str, text: str) -> None:
    found = mail_text(data, label)
    assert (found.text, found.replaced) == (text, 0)


def test_a_character_cut_in_two_between_encoded_words() -> None:
    raw = "您的账单已逾期".encode("gbk")
    words = b" ".join(b"=?gb2312?B?" + base64.b64encode(part) + b"?=" for part in (raw[:5], raw[5:]))
    assert header_text(words) == "您的账单已逾期"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"=?utf-8?Q?=E4=BD=A0_=E5=A5=BD?= and =?utf-8?Q?more?=", "你 好 and more"),
        ("原始".encode("gbk"), "原始"),
        ("原始 ".encode() + b"=?utf-8?B?5L2g?=", "原始 你"),
        (b"=?utf-8?B?5L2g", "=?utf-8?B?5L2g"),
        (b"=?gb2312?B?1cXI/Q?=", "张三"),
        (b"=?x?Q??=", ""),
    ],
)
def test_headers(raw: bytes, text: str) -> None:
    assert header_text(raw) == text


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("Tue, 9 Jan 2024 09:00:00 +0800 (CST)", "2024-01-09T09:00:00+08:00"),
        ("16 May 2016 at 09:30:32  GMT+1", "2016-05-16T09:30:32+01:00"),
        ("2024-03-05 08:01:02", "2024-03-05T08:01:02+08:00"),
        ("2024-03-05T08:01:02Z", "2024-03-05T08:01:02+00:00"),
        ("Mon, 1 Jan 96 00:00:00 GMT", "1996-01-01T00:00:00+00:00"),
    ],
)
def test_times_that_programs_write(raw: str, at: str) -> None:
    found = mail_time(raw, "Asia/Shanghai")
    assert found is not None
    assert found[0] == ms(at)


def test_names_of_files_in_every_spelling() -> None:
    assert parameters(b"attachment; filename*0*=gbk''%D5; filename*1*=%C5.txt")[1]["filename"] == "张.txt"
    assert parameters(b"attachment; filename==?utf-8?B?5L2g?=")[1]["filename"] == "你"
    assert parameters('attachment; filename="账单.pdf"'.encode("gbk"))[1]["filename"] == "账单.pdf"
    assert addresses(b"=?utf-8?Q?Last=2C_First?= <a@b.com>") == [("Last, First", "a@b.com")]


def test_the_receiving_server_is_the_witness() -> None:
    data = (
        b"Received: by mx.example.com; Wed, 10 Jan 2024 22:05:07 +0800\nReceived: from x; Mon, 1 Jan 2024 00:00:00 +0000\n"
        + HEAD
        + b"Subject: s\n\nbody\n"
    )
    items, warnings, _name = read(data)
    (entry,) = items
    assert isinstance(entry, EntryDraft)
    assert (entry.at_ms, entry.written) == (ms("2024-01-10T22:05:07+08:00"), "Wed, 10 Jan 2024 22:05:07 +0800")
    assert entry.detail == "date=Tue, 9 Jan 2024 09:00:00 +0800; dates_contradict"
    assert warnings == {"warn_mail_dates_contradict": {"count": 1}}
    assert (entry.direction, entry.precision, entry.text) == (Direction.IN, TimePrecision.EXACT, "s\n\nbody")


def test_direction_is_said_or_left_open() -> None:
    assert "warn_mail_owner_unknown" in read(HEAD + b"\nx\n")[1]
    assert only(HEAD + b"\nx\n", owner="a@example.com").direction is Direction.OUT
    sent = only(HEAD + b"\nx\n", "已发送/1.eml")
    assert (sent.direction, sent.address, sent.own_address) == (Direction.OUT, "me@example.com", "a@example.com")


def test_attachments_alternatives_and_pages() -> None:
    data = HEAD + (
        b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\npreamble\n--b\n'
        b'Content-Type: multipart/alternative; boundary="c"\n\n--c\nContent-Type: text/plain; charset=utf-8\n\n'
        + "纯文本".encode()
        + b'\n--c\nContent-Type: text/html\n\n<p>page</p>\n--c--\n--b\nContent-Type: application/pdf; name="../../a.pdf"\n'
        b"Content-Transfer-Encoding: base64\nContent-Disposition: attachment\n\nJVBERg\n--b\nContent-Type: message/rfc822\n\n"
        b"Subject: inner\n\nx\n"
    )
    entry = only(data)
    assert entry.text == "纯文本"
    assert [(file.name, file.size_bytes) for file in entry.attachments] == [("a.pdf", 4), ("message-1.eml", 18)]
    assert html_text("<style>x</style><p>一</p><p>二&nbsp;三<br>四</p><script>bad()</script>") == "一\n\n二 三\n四"


def test_a_tree_a_thousand_levels_deep() -> None:
    deep = b""
    for level in range(1_000):
        deep += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
    head, body = split_head(deep + b"Content-Type: text/plain\n\nbottom\n")
    found = mail_body(head, body)
    assert found.too_deep
    assert len(found.files) <= MOST_DEPTH
    _items, warnings, _name = read(HEAD + deep)
    assert warnings["warn_mail_too_deep"] == {"count": 1}


def test_a_thousand_parts_and_one_boundary_for_all() -> None:
    wide = HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 10_000
    only(wide)
    inside = (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\nx\n--b--\n'
    )
    only(inside)


def mbox(*bodies: bytes, line: bytes = b"From x@y Mon Jun 01 10:00:00 2009\n") -> bytes:
    return b"".join(line + HEAD + b"Subject: s%d\n" % number + body for number, body in enumerate(bodies))


def test_folders_quoted_lines_and_lengths_that_lie() -> None:
    folder = mbox(
        b"\n>From here on\n>>From there\n\n",
        b"Content-Length: 5\n\nlong text\nof two lines\n\n",
        b"Content-Length: 46\n\nFrom me Mon Jun 01 10:00:00 2009\nis a sentence\n",
        b"\nlast\n",
    )
    items, _warnings, name = read(folder)
    assert name == "mbox"
    texts = [item.text for item in items if isinstance(item, EntryDraft)]
    assert texts == [
        "s0\n\nFrom here on\n>From there",
        "s1\n\nlong text\nof two lines",
        "s2\n\nFrom me Mon Jun 01 10:00:00 2009\nis a sentence",
        "s3\n\nlast",
    ]


def test_apples_count_and_list() -> None:
    message = HEAD + b"Subject: s\n\nbody\n"
    entry = only(b"%-10d\n" % len(message) + message + b'<?xml version="1.0"?><plist></plist>')
    assert entry.text == "s\n\nbody"


def test_mail_without_a_time_or_with_an_impossible_one() -> None:
    for date in (b"", b"Date: soon\n", b"Date: Tue, 9 Jan 9999 09:00:00 +0000\n"):
        items, _warnings, _name = read(b"From: a@example.com\nSubject: s\n" + date + b"\nx\n")
        assert [type(item) for item in items] == [Rejection]


@pytest.mark.parametrize("data", [b"just words\n", b"key: value\nother: value\n", b"a,b\n1,2\n", b""])
def test_files_that_are_no_mail(data: bytes) -> None:
    with pytest.raises(UserError):
        read(data)


def test_damaged_containers_are_refused() -> None:
    from advocate.importers.mails.outlook_message import OutlookMessage
    from advocate.importers.mails.outlook_store import OutlookStore

    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for data in (magic, magic + b"\0" * 600, magic + bytes(range(256)) * 8):
        with pytest.raises(UserError) as caught:
            list(OutlookMessage().read(MemoryFile("x.msg", data), ReadContext("x.msg")))
        assert caught.value.code in ("msg_damaged", "not_msg")
    for data in (b"!BDN", b"!BDN" + b"\0" * 600):
        with pytest.raises(UserError) as caught:
            list(OutlookStore().read(MemoryFile("x.pst", data), ReadContext("x.pst")))
        assert caught.value.code == "pst_damaged"


def test_rich_text_and_the_page_inside() -> None:
    rich = rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}}\f0 \'c4\'fa\'ba\'c3\par \u36824?\u27454?{\*\x hidden} end}"
    assert rtf_text(rich) == "您好\n还款 end"
    page = rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 words\htmlrtf \par}\htmlrtf0 {\*\htmltag72 </p>}}"
    assert rtf_text(page) == "words"


def test_packed_rich_text_of_the_specification() -> None:
    # [MS-OXRTFCP] 4.2.1: WXYZ five times, the last ones as a reference that reads what it writes.
    packed = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unpacked(packed) == rb"{\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    stored = struct.pack("<IIII", 16, 4, 0x414C454D, 0) + b"{\\rt"
    assert unpacked(stored) == b"{\\rt"


@given(st.binary(max_size=200))
def test_any_bytes_unpack_or_not(data: bytes) -> None:
    unpacked(struct.pack("<IIII", len(data), 100, 0x75465A4C, 0) + data)
    rtf_text(data)
    html_text(data.decode("latin-1"))
    header_text(data).encode()
    parameters(data)
    addresses(data)
    mail_time(data.decode("latin-1"), "Asia/Shanghai")


@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_damage_to_a_mail(junk: bytes, at: int) -> None:
    good = (
        HEAD
        + b'Subject: s\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\ntext\n--b\nContent-Type: image/png; name=a\n\nx\n--b--\n'
    )
    try:
        for item in read(good[:at] + junk + good[at:])[0]:
            item.place.encode()
    except UserError as error:
        assert "{" not in str(error)  # noqa: PT017


@pytest.mark.samples
def test_a_real_message_cut_anywhere(samples: Path) -> None:
    from advocate.importers.mails.outlook_message import OutlookMessage

    data = (samples / "email" / "testMSG.msg").read_bytes()
    for at in range(0, len(data), 997):
        try:
            list(OutlookMessage().read(MemoryFile("x.msg", data[:at]), ReadContext("x.msg")))
        except UserError as error:
            assert error.code in ("msg_damaged", "not_msg")  # noqa: PT017


@pytest.mark.samples
def test_attachments_have_their_bytes(samples: Path) -> None:
    kept: dict[str, bytes] = {}

    class Keeper:
        def keep(self, name, blocks):  # type: ignore[no-untyped-def]
            from advocate.domain.drafts import Attachment

            kept[name] = b"".join(blocks)
            return Attachment(name, len(kept[name]), name)

    source = DiskFile(samples / "email" / "unicode.msg")
    list(claim(source).read(source, ReadContext("x", keeper=Keeper())))
    from PIL import Image

    assert sorted(kept) == ["import OleFileIO.tif", "raised value error.tif"]
    for data in kept.values():
        with Image.open(io.BytesIO(data)) as picture:
            assert picture.format == "TIFF"


@pytest.mark.parametrize("field", [b"(" * 19_000, b"om: " * 5_000, b"<" * 19_000, b'"' * 9_999, b"=?a?Q?" * 3_000])
def test_addresses_that_go_on_within_each_other(field: bytes) -> None:
    only(b"From: " + field + b"\nTo: me@example.com\nDate: Tue, 9 Jan 2024 09:00:00 +0800\nSubject: s\n\nx\n")


@pytest.mark.parametrize("piece", ["<", "<!--", "<a ", "<script>", "\n \n", "&", "<p>", '<a href="', "</"])
def test_pages_without_end(piece: str) -> None:
    html_text(piece * 200_000)
