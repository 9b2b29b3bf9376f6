"""What pictures tell of time and device, and what becomes of those that are damaged or far too large."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from advocate.importers.containers.kinds import FileKind
from advocate.importers.media.facts import file_facts
from advocate.importers.media.name_times import time_in_name
from advocate.importers.media.pictures import picture_facts
from advocate.importers.sources import DiskFile, MemoryFile

ZONE = "Asia/Shanghai"
TEN = datetime(2024, 3, 5, 2, tzinfo=UTC)


def photo(exif_tags: dict[int, Any] | None = None, gps: dict[int, Any] | None = None, **base: Any) -> bytes:
    exif = Image.Exif()
    exif[271], exif[272] = base.get("make", "HUAWEI"), base.get("model", "HUAWEI P50")
    if "changed" in base:
        exif[306] = base["changed"]
    exif.get_ifd(0x8769).update(exif_tags or {})
    exif.get_ifd(0x8825).update(gps or {})
    out = BytesIO()
    Image.new("RGB", (4, 4)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def facts(data: bytes, zone: str = ZONE) -> Any:
    return picture_facts(MemoryFile("a.jpg", data), zone)


def test_the_offset_of_the_taking_counts_and_not_that_of_the_change() -> None:
    found = facts(photo({36867: "2024:03:05 10:00:00", 36881: "+08:00", 36880: "+01:00"}), "Europe/London")
    assert (found.captured_utc, found.device, found.marks) == (TEN, "HUAWEI P50", ())
    changed_only = facts(photo({36867: "2024:03:05 10:00:00", 36880: "+01:00"}))
    assert (changed_only.captured_utc, changed_only.marks) == (TEN, ("time_zone_assumed",))


def test_the_time_of_the_satellites_gives_the_zone() -> None:
    gps = {29: "2024:03:05", 7: (2.0, 0.0, 12.0)}
    found = facts(photo({36867: "2024:03:05 10:00:10"}, gps), "Europe/London")
    assert (found.captured_utc, found.marks) == (TEN + timedelta(seconds=10), ())
    stale = facts(photo({36867: "2024:03:05 10:00:10"}, {29: "2024:03:05", 7: (1.0, 37.0, 0.0)}))
    assert stale.marks == ("time_zone_assumed",)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {36867: ""},
        {36867: "0000:00:00 00:00:00"},
        {36867: "2024:13:40 25:00:00"},
        {36867: "9999:12:31 23:59:59", 36881: "-12:00"},
        {36867: "    :  :     :  :  "},
        {36867: "1024:03:05 10:00:00"},
    ],
)
def test_no_time_is_made_up(tags: dict[int, Any]) -> None:
    found = facts(photo(tags, changed="2024:03:05 10:00:00"))
    assert (found.captured_utc, found.marks) == (None, ())


@given(st.text(max_size=20), st.text(max_size=10))
def test_any_words_in_the_tags(taken: str, offset: str) -> None:
    tags = {36867: taken.encode("ascii", "replace").decode(), 36881: offset.encode("ascii", "replace").decode()}
    facts(photo(tags))


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [11_000, 30_000, 2_000_000_000])
def test_a_picture_too_large_to_show_is_kept_and_never_decoded(side: int) -> None:
    found = facts(png(side, side))
    assert [reason.code for reason in found.warnings] == ["warn_picture_too_large"]


def test_a_damaged_picture_is_kept() -> None:
    good = photo({36867: "2024:03:05 10:00:00"})
    assert facts(good[:10]).warnings[0].code == "warn_picture_damaged"
    assert facts(b"\xff\xd8\xff\xe0").warnings[0].code == "warn_picture_damaged"


@given(st.integers(0, 600), st.binary(min_size=1, max_size=8))
def test_a_photograph_damaged_anywhere(at: int, put: bytes) -> None:
    data = bytearray(photo({36867: "2024:03:05 10:00:00", 36881: "+08:00"}, {29: "2024:03:05", 7: (2.0, 0.0, 0.0)}))
    data[at : at + len(put)] = put
    facts(bytes(data))


def test_the_samples(samples: Path) -> None:
    # Times and devices as exiftool gives them (SOURCES.md): with the offset, or as a wall clock in Shanghai.
    expected = {
        "IMG_1034.heic": ("Apple iPhone 8", ()),
        "xiaomi.heic": ("Xiaomi M2012K11AG", ()),
        "testJPEG_EXIF.jpg": ("Canon EOS 40D", ("time_zone_assumed",)),
        "jpg_tests_67-0_length_string.jpg": ("samsung SM-G930F", ()),
    }
    for path in sorted((samples / "images").iterdir()):
        if path.stat().st_size == 0:
            continue
        found = file_facts(DiskFile(path), FileKind.PICTURE, ZONE)
        if path.name in expected:
            assert (found.device, found.marks) == expected[path.name], path.name
        codes = [reason.code for reason in found.warnings]
        assert codes == (["warn_picture_too_large"] if "bomb" in path.name else codes)
    assert file_facts(DiskFile(samples / "images" / "jpg_tests_67-0_length_string.jpg"), FileKind.PICTURE, ZONE)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Screenshot_20240305-100000_WeChat.jpg", TEN),
        ("Screenshot_2024-03-05-10-00-00-123_com.tencent.mm.jpg", TEN + timedelta(milliseconds=123)),
        ("IMG_20240305_100000.jpg", TEN),
        ("微信图片_20240305100000.png", TEN),
        ("mmexport1709604000000.jpg", TEN),
        ("截屏2024-03-05 10.00.00.png", TEN),
        ("IMG_1234.PNG", None),
        ("20241399_999999.jpg", None),
        ("13800138000.jpg", None),
        ("mmexport9999999999999.jpg", None),
    ],
)
def test_times_in_names(name: str, expected: datetime | None) -> None:
    assert time_in_name(f"folder/{name}", ZONE) == expected


@given(st.text(max_size=60))
def test_any_name_has_a_time_or_none(name: str) -> None:
    found = time_in_name(name, ZONE)
    assert found is None or found.year >= 2000
