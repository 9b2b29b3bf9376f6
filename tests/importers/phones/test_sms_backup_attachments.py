"""Pictures and sounds of "SMS Backup & Restore": kept one block at a time, whatever their size."""

from __future__ import annotations

import base64
import io
import tracemalloc
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pytest

from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.base import ReadContext
from advocate.importers.phones import xml_repair
from advocate.importers.phones.sms_backup_restore import SmsBackupRestore
from tests.importers.phones.reading import Taking, read_bytes

MMS = (
    '<mms date="1700000000000" msg_box="{box}" address="13812345678" m_type="132" {more}><parts>'
    '<part seq="-1" ct="application/smil" text="&lt;smil/&gt;"/>'
    '<part seq="0" ct="image/jpeg" name="null" cl="IMG_1.jpg" data="{data}"/>'
    '<part seq="0" ct="text/plain" text="第一段"/><part seq="0" ct="text/plain" text="第二段"/>'
    '</parts><addrs><addr address="{sender}" type="137"/><addr address="13900000000" type="151"/></addrs></mms>'
)


def backup(*elements: str) -> str:
    return f'<?xml version="1.0"?><smses count="{len(elements)}">{"".join(elements)}</smses>'


def mms(data: bytes, box: str = "1", sender: str = "13812345678", more: str = "") -> str:
    return MMS.format(box=box, data=base64.b64encode(data).decode(), sender=sender, more=more)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5000])
def test_a_picture_is_kept_and_text_parts_are_joined(size: int) -> None:
    picture = bytes(range(256)) * (size // 256 + 1)
    outcome = read_bytes(backup(mms(picture[:size])))
    entry = outcome.only
    assert (entry.text, entry.address, entry.own_address) == ("第一段\n第二段", "13812345678", "13900000000")
    assert entry.detail == "attachments=1"
    if size:
        (kept,) = entry.attachments
        assert (kept.name, kept.size_bytes) == ("IMG_1.jpg", size)
        assert outcome.keeper.taken[kept.token] == picture[:size]


@pytest.mark.parametrize("length", [8, 100, 3000])
def test_a_long_picture_is_handed_over_while_it_streams(monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    monkeypatch.setattr(xml_repair, "LONG_BYTES", length)
    monkeypatch.setattr("advocate.importers.xml_bytes.BLOCK_BYTES", 64)
    first, second = b"first picture" * 300, b"second" * 900
    sms = '<sms address="1" date="1700000000001" type="1" body="zwischen"/>'
    outcome = read_bytes(backup(mms(first), sms, mms(second, "2", "insert-address-token")))
    assert [e.medium for e in outcome.taken] == [Medium.MMS, Medium.SMS, Medium.MMS]
    tokens = [e.attachments[0].token for e in outcome.taken if e.attachments]
    assert [outcome.keeper.taken[token] for token in tokens] == [first, second]
    assert [e.text for e in outcome.taken] == ["第一段\n第二段", "zwischen", "第一段\n第二段"]
    assert not outcome.rejected


def test_a_picture_of_a_draft_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_repair, "LONG_BYTES", 100)
    outcome = read_bytes(backup(mms(b"x" * 5000, box="3")))
    assert outcome.reasons == [("mms[1]", "entry_draft")]
    assert not outcome.keeper.sizes


def test_a_picture_cut_off_ends_the_file_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_repair, "LONG_BYTES", 100)
    whole = backup('<sms address="1" date="1700000000001" type="1" body="vorher"/>', mms(b"x" * 9000))
    outcome = read_bytes(whole[: whole.index("data=") + 4000])
    assert [e.text for e in outcome.taken] == ["vorher"]
    assert [r.reason for r in outcome.rejected] == ["xml_truncated"]


class Endless(io.RawIOBase):
    """A backup with one attachment of many megabytes, made while it is read."""

    def __init__(self, megabytes: int) -> None:
        self._parts = self._pieces(megabytes)
        self._rest = b""

    @staticmethod
    def _pieces(megabytes: int) -> Iterator[bytes]:
        head, tail = backup(mms(b"")).split('data=""')
        yield (head + 'data="').encode()
        for _ in range(megabytes):
            yield b"QUJD" * (256 * 1024)
        yield ('"' + tail).encode()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size:
            piece = next(self._parts, b"")
            if not piece:
                break
            self._rest += piece
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def tell(self) -> int:
        return 0


def test_memory_stays_small_whatever_the_attachment() -> None:
    class Source:
        name, size, path = "sms.xml", 0, None
        members: Mapping[str, object] = MappingProxyType({})

        def open(self) -> io.RawIOBase:
            return Rewound(60)

    class Rewound(Endless):
        """The first four bytes are asked twice: for the archive's mark, then from the beginning."""

        def seek(self, offset: int, whence: int = 0) -> int:
            if whence == 0:
                self._parts, self._rest = self._pieces(60), b""
            return 0

    keeper = Taking()
    tracemalloc.start()
    (entry,) = SmsBackupRestore().read(Source(), ReadContext("sms.xml", keeper=keeper))  # type: ignore[arg-type]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert list(keeper.sizes.values()) == [60 * 768 * 1024]
    assert entry.attachments[0].name == "IMG_1.jpg"  # type: ignore[union-attr]
    assert peak < 25_000_000


@pytest.mark.parametrize(
    ("more", "sender"),
    [('tr_id="proto:CjoKImNvbQ=="', "13812345678"), ('rcs_message_type="1"', "13812345678")],
)
def test_rcs_is_told_from_picture_messages(more: str, sender: str) -> None:
    assert read_bytes(backup(mms(b"x", more=more, sender=sender))).only.medium is Medium.RCS


def test_a_business_over_rcs_and_a_sim() -> None:
    sms = '<sms address="bank_abc@rbm.goog" date="1700000000000" type="1" body="x" sub_id="89860012345678901234"/>'
    entry = read_bytes(backup(sms)).only
    assert (entry.medium, entry.detail) == (Medium.RCS, "sim=89860012345678901234")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("13800000001~13800000002~13800000001", "13800000001~13800000002"),
        ("13800000001 13800000002", "13800000001~13800000002"),
        ("+86 138 0000 0001", "+86 138 0000 0001"),
        ("138 0000 0001", "138 0000 0001"),
    ],
)
def test_a_group_is_one_entry_and_a_number_with_blanks_one_number(written: str, address: str) -> None:
    entry = read_bytes(backup(f'<sms address="{written}" date="1700000000000" type="2" body="x"/>')).only
    assert (entry.address, entry.direction) == (address, Direction.OUT)
