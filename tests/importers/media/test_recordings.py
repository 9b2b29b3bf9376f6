"""Call recordings: every name of the samples, names that tell of no call, lengths by the bytes and not the header."""

from __future__ import annotations

import json
import struct
import wave
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, Medium, TimePrecision
from advocate.importers import registry
from advocate.importers.base import Probe, ReadContext
from advocate.importers.media.lengths import duration_s
from advocate.importers.media.name_times import time_in_name
from advocate.importers.media.recording_names import parse_name
from advocate.importers.media.recordings import CallRecordings
from advocate.importers.sources import DiskFile, MemoryFile

ZONE = "Asia/Shanghai"
NOON = datetime(2024, 1, 1, 4, tzinfo=UTC)


def wav(seconds: float, claimed: float | None = None) -> bytes:
    """Return a recording of ``seconds``; its header may claim another length."""
    out = BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * int(8000 * seconds))
    data = bytearray(out.getvalue())
    if claimed is not None:
        struct.pack_into("<I", data, 40, int(8000 * claimed))
    return bytes(data)


def test_all_names_of_the_samples(samples: Path) -> None:
    for case in json.loads((samples / "recordings" / "filenames.json").read_text("utf-8")):
        calls = parse_name(case["file"], "UTC")
        start = datetime.fromisoformat(case["start"])
        start = start if start.tzinfo else start.replace(tzinfo=UTC)
        if not case["number"] and not case["contact"] and not case["direction"]:
            assert calls == (), case["file"]
            assert time_in_name(case["file"], "UTC") == start
            continue
        found = {
            "number": ";".join(call.number or "" for call in calls) or None,
            "contact": ";".join(call.contact for call in calls) or None,
            "direction": calls[0].direction.value if calls[0].direction else None,
            "sim": calls[0].sim,
        }
        assert found == {key: case[key] for key in found}, case["file"]
        assert {call.start_utc for call in calls} == {start}


@pytest.mark.parametrize(
    ("name", "number", "contact"),
    [
        ("通话录音@张三(13800138000)_20240101120000.mp3", "13800138000", "张三"),
        ("13800138000@13800138000_20240101120000.amr", "13800138000", ""),
        ("王五@95588_20240101120000.amr", "95588", "王五"),
        ("李-四-2401011200.mp3", None, "李-四"),
        ("未知号码-2401011200.mp3", None, ""),
        ("13800138000_240101_120000123.amr", "13800138000", ""),
        ("Call recording +8613800138000_240101_120000.m4a", "+8613800138000", ""),
        ("通话录音 张三_240101_120000.m4a", None, "张三"),
        ("CallRecord_20240101-120000_+8613800138000.ogg", "+8613800138000", ""),
        ("CallRecord_20240101-120000_张三.ogg", None, "张三"),
        ("张三 (13800138000 mobile) 2024-01-01_120000_in.m4a", "13800138000", "张三"),
        ("2024-01-01 12-00-00 (phone) 张三 (13800138000) ↗.m4a", "13800138000", "张三"),
        ("2024-01-01 12-00-00 (phone) 13800138000 ↙.m4a", "13800138000", ""),
        ("20240101_120000.015+0800_out_sim2_95588_某银行.oga", "95588", "某银行"),
        ("%2B8613800138000_20240101120000(2).mp3", "+8613800138000", ""),
        ("手机/MIUI/call_rec/134 1096 1780_20240101120000.mp3", "13410961780", ""),
    ],
)
def test_names_of_calls(name: str, number: str | None, contact: str) -> None:
    (call,) = parse_name(name, ZONE)
    assert (call.number, call.contact) == (number, contact)
    assert call.start_utc.replace(microsecond=0) == NOON
    minute = "-2401011200" in name
    assert call.precision is (TimePrecision.MINUTE if minute else TimePrecision.EXACT)


@pytest.mark.parametrize(
    "name",
    [
        "录音_20240101_120000.m4a",
        "Recording-2401011200.m4a",
        "新录音 12.mp3",
        "WeChat_voice_msg_1704081600123.amr",
        "20240101_120000.m4a",
        "20240101120000.mp3",
        "VID_20240101_120000.mp4",
        "song-1234567890.mp3",
        "催收-2413011200.mp3",
        "13800138000_20241301120000.mp3",
        "20240101120000_20240101120000.mp3",
        ".mp3",
        "",
    ],
)
def test_names_of_no_call(name: str) -> None:
    assert parse_name(name, ZONE) == ()


@given(st.text(max_size=60))
def test_any_name_is_a_call_or_none(name: str) -> None:
    for call in parse_name(name, ZONE):
        assert call.start_utc.tzinfo is UTC
        assert call.number is None or len(call.number) <= 20


@given(
    st.sampled_from(["13800138000", "+8613800138000", "95588", "张三"]),
    st.datetimes(datetime(2001, 1, 1), datetime(2026, 1, 1)),
    st.sampled_from(
        ["{who}@{who}_{t:%Y%m%d%H%M%S}", "通话录音 {who}_{t:%y%m%d_%H%M%S}", "CallRecord_{t:%Y%m%d-%H%M%S}_{who}"]
    ),
)
def test_every_time_is_read_as_it_was_written(who: str, moment: datetime, pattern: str) -> None:
    (call,) = parse_name(pattern.format(who=who, t=moment) + ".m4a", "UTC")
    assert call.start_utc == moment.replace(microsecond=0, tzinfo=UTC)
    assert who in (call.number, call.contact)


def test_lengths_of_the_samples(samples: Path) -> None:
    folder = samples / "recordings"
    expected = {
        "testAMR.amr": 5.56,
        "silence-2s-PCM-16000-08-notags.wav": 2.0,
        "silence-44-s-mpeg25.mp3": 3.84,
        "no-tags.m4a": 3.7,
        "bcr_gui_demo.m4a": 2.06,
        "64bit.mp4": None,
        "adif.aac": None,
        "emptyfile.mp3": None,
    }
    for name, seconds in expected.items():
        found = duration_s(DiskFile(folder / name))
        assert found == (None if seconds is None else pytest.approx(seconds, abs=0.1)), name


def test_a_header_that_claims_more_than_there_is_is_not_believed(samples: Path) -> None:
    assert duration_s(MemoryFile("a.wav", wav(3))) == pytest.approx(3)
    assert duration_s(MemoryFile("a.wav", wav(3, claimed=5000))) in (None, pytest.approx(3))
    m4a = (samples / "recordings" / "bcr_gui_demo.m4a").read_bytes()
    assert duration_s(MemoryFile("a.m4a", m4a)) == pytest.approx(2.06, abs=0.1)
    assert duration_s(MemoryFile("a.m4a", m4a[:74])) is None


@pytest.mark.parametrize(
    ("data", "seconds"),
    [
        (b"#!AMR\n" + (b"\x3c" + bytes(31)) * 100, 2.0),
        (b"#!AMR-WB\n" + (b"\x44" + bytes(60)) * 50, 1.0),
        (b"#!AMR\n" + (b"\x3c" + bytes(31)) * 100 + b"\x3c" + bytes(5), 2.0),
        (b"#!AMR\n" + (b"\x3c" + bytes(31)) * 10 + b"\xff" * 500, 0.2),
        (b"#!AMR\n", None),
        (b"#!AMR\n\xff\xff", None),
    ],
)
def test_frames_of_amr_are_counted(data: bytes, seconds: float | None) -> None:
    found = duration_s(MemoryFile("a.amr", data))
    assert found == (None if seconds is None else pytest.approx(seconds))


@given(st.binary(max_size=400), st.sampled_from([b"", b"#!AMR\n", b"ID3\x04", b"OggS", b"RIFF", b"\0\0\0\x18ftypM4A "]))
def test_any_bytes_have_a_length_or_none(data: bytes, start: bytes) -> None:
    found = duration_s(MemoryFile("a.m4a", start + data))
    assert found is None or 0 < found <= 86_400


def entries(source: MemoryFile) -> tuple[list[EntryDraft], ReadContext]:
    ctx = ReadContext(source.name)
    items = list(CallRecordings().read(source, ctx))
    assert not [item for item in items if isinstance(item, Rejection) and not item.other]
    return [item for item in items if isinstance(item, EntryDraft)], ctx


def test_a_recording_is_one_call() -> None:
    (call,), ctx = entries(MemoryFile("通话录音@张三(13800138000)_20240101120000.wav", wav(61)))
    assert (call.medium, call.direction, call.address, call.name) == (Medium.CALL, Direction.IN, "13800138000", "张三")
    assert (call.duration_s, call.answered, call.at_ms) == (61, True, 1_704_081_600_000)
    assert [reason.code for reason in ctx.warnings] == ["warn_direction_unknown"]


def test_a_side_car_says_more_than_the_name() -> None:
    sidecar = {
        "timestamp_unix_ms": 1_704_081_600_123,
        "timestamp": "2024-01-01T12:00:00.123+08:00",
        "direction": "out",
        "sim_slot": 2,
        "calls": [{"phone_number": "+8613800138000", "contact_name": "张三"}, {"phone_number": "95588"}],
    }
    name = "20240101_120000.123+0800_in_sim1_10086"
    source = MemoryFile(f"{name}.wav", wav(5), {f"{name}.json": json.dumps(sidecar).encode()})
    first, second = entries(source)[0]
    assert (first.direction, first.address, first.name, first.at_ms) == (
        Direction.OUT,
        "+8613800138000",
        "张三",
        1_704_081_600_123,
    )
    assert (second.address, second.duration_s) == ("95588", 5)
    broken = MemoryFile(f"{name}.wav", wav(5), {f"{name}.json": b"{"})
    (from_name,), _ctx = entries(broken)
    assert (from_name.direction, from_name.address) == (Direction.IN, "10086")
    beside = MemoryFile(f"{name}.json", json.dumps(sidecar).encode(), {f"{name}.wav": wav(1)})
    assert entries(beside)[0] == []


def test_which_files_are_recordings_of_calls() -> None:
    claims = CallRecordings().recognise
    assert claims(Probe(wav(1)[:100], "13800138000_20240101120000.wav")) > 0.5
    assert claims(Probe(b"#!AMR\n", "a/b/13800138000_20240101120000.amr")) > 0.5
    assert claims(Probe(wav(1)[:100], "录音_20240101_120000.wav")) == 0
    assert claims(Probe(b"\xff\xd8\xff\xe0", "13800138000_20240101120000.jpg")) == 0
    assert registry.claim(MemoryFile("13800138000_20240101120000.wav", wav(1))).name == "call_recording"
    with pytest.raises(UserError, match="no_call_in_name"):
        entries(MemoryFile("x.wav", wav(1)))
