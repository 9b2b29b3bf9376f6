"""Folders and archives become sources: each with its importer, or the reason why it has none, whatever was put in."""

from __future__ import annotations

import gzip
import io
import os
import stat
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import py7zr
import pytest
import pyzipper
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocate import messages
from advocate.domain.errors import Cancelled, UserError
from advocate.importers.containers.expanding import Found, expand
from advocate.importers.containers.kinds import FileKind, kind_of
from advocate.importers.containers.limits import Limits
from advocate.importers.containers.names import decoded, is_junk, refusal
from tests.importers.conftest import call, sms, smses

MESSAGES = smses(sms("还钱"), sms("老赖", date="1700000000001")).encode()
CALLS = smses(call()).replace("smses", "calls").encode()
DATA = os.urandom(500) + MESSAGES * 3 + os.urandom(500)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def found_in(*paths: Path, limits: Limits | None = None, password: str = "") -> dict[str, Found]:
    """Return what was found by its name below the first path."""
    with expand(list(paths), limits=limits, password=password) as expansion:
        for item in expansion.found:
            if item.reason is None:
                with item.source.open() as stream:
                    assert len(stream.read()) == item.source.size
            else:
                sentence = messages.text(item.reason.reason, "en", **dict(item.reason.params))
                assert "{" not in sentence
        return {item.source.name.partition("/")[2] or item.source.name: item for item in expansion.found}


def outcome(item: Found) -> str:
    """Return the importer's name, the kind of evidence, or the code of the reason."""
    if item.reason is not None:
        return item.reason.reason
    return item.importer.name if item.importer is not None else item.kind.value


def outcomes(*paths: Path, limits: Limits | None = None, password: str = "") -> dict[str, str]:
    return {name: outcome(item) for name, item in found_in(*paths, limits=limits, password=password).items()}


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "手机"
    (folder / "照片").mkdir(parents=True)
    (folder / "sms.xml").write_bytes(MESSAGES)
    (folder / "照片" / "a.png").write_bytes(PNG)
    (folder / "照片" / ".DS_Store").write_bytes(b"x")
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "empty.xml").write_bytes(b"")
    (folder / "unknown.bin").write_bytes(b"\x01\x02")
    zipped(folder / "通话.zip", {"calls.xml": CALLS, "sms.xsl": b"<xsl/>"})
    assert outcomes(folder) == {
        "Thumbs.db": "file_is_junk",
        "empty.xml": "file_empty",
        "sms.xml": "sms_backup_restore",
        "unknown.bin": "unknown_format",
        "通话.zip/calls.xml": "sms_backup_restore",
        "通话.zip/sms.xsl": "file_is_junk",
        "照片/.DS_Store": "file_is_junk",
        "照片/a.png": "picture",
    }
    with expand([folder]) as expansion:
        archived = [item for item in expansion.found if item.origin is not None]
        assert {item.origin.name for item in archived if item.origin} == {"手机/通话.zip"}
        assert {item.reason.other for item in expansion.found if item.reason is not None} == {True, False}


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes and no free links")
@pytest.mark.timeout(30)
def test_links_pipes_and_folders_that_may_not_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to(folder)
    (folder / "sms.xml").write_bytes(MESSAGES)
    assert outcomes(folder) == {
        "link": "file_is_link",
        "loop": "file_is_link",
        "pipe": "file_not_regular",
        "sms.xml": "sms_backup_restore",
    }
    assert outcomes(folder / "pipe") == {"pipe": "file_unreadable"}
    assert outcomes(tmp_path / "absent") == {"absent": "file_unreadable"}


def test_too_many_files_stop_a_folder_and_not_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number}.xml").write_bytes(MESSAGES)
    (tmp_path / "sms.xml").write_bytes(MESSAGES)
    assert outcomes(folder, tmp_path / "sms.xml", limits=Limits(members=10)) == {
        "many": "too_many_files",
        "sms.xml": "sms_backup_restore",
    }


def test_somebody_may_stop_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        expand([tmp_path], check=stop)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../../etc/passwd", "archive_unsafe_name"),
        ("a/../../b.xml", "archive_unsafe_name"),
        ("/etc/passwd", "archive_unsafe_name"),
        ("C:\\Windows\\x.xml", "archive_unsafe_name"),
        ("..\\..\\x.xml", "archive_unsafe_name"),
        ("CON.xml", "sms_backup_restore"),
        ("长" * 80 + ".xml", "sms_backup_restore"),
    ],
)
def test_names_that_point_elsewhere_are_not_read(tmp_path: Path, name: str, code: str) -> None:
    zipped(tmp_path / "a.zip", {name: MESSAGES, "good.xml": MESSAGES})
    found = outcomes(tmp_path / "a.zip")
    assert found.pop("good.xml") == "sms_backup_restore"
    assert list(found.values()) == [code]


def test_links_and_names_twice_inside_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    link = zipfile.ZipInfo("link.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, b"/etc/passwd")
        archive.writestr("sms.xml", MESSAGES)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("sms.xml", CALLS)
    with expand([path]) as expansion:
        codes = sorted(outcome(item) for item in expansion.found)
    assert codes == ["archive_name_twice", "file_is_link", "sms_backup_restore"]


def test_chinese_names_without_the_flag_are_read_as_gbk(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"XXXXXXXX.xml": MESSAGES})
    data = path.read_bytes()
    path.write_bytes(data.replace(b"XXXXXXXX", "通话记录".encode("gbk")))
    assert outcomes(path) == {"通话记录.xml": "sms_backup_restore"}


def test_how_names_are_decoded() -> None:
    assert decoded("催收短信.xml".encode(), 0) == "催收短信.xml"
    assert decoded("催收短信.xml".encode("gbk"), 0) == "催收短信.xml"
    assert decoded("镕堃.xml".encode("gb18030"), 0) == "镕堃.xml"
    # 0x5C is half of a character in GBK and no separator.
    assert "/" not in decoded("誠\\".encode("gbk")[:2] + b".xml", 0)
    assert decoded(b"na\x81.xml", 0) == "naü.xml"
    assert decoded(b"\xff\xff", 0x800) == "\ufffd\ufffd"


@given(st.binary(max_size=40), st.sampled_from([0, 0x800]))
def test_any_name_is_decoded_and_judged(raw: bytes, flags: int) -> None:
    name = decoded(raw, flags)
    name.encode()
    is_junk(name)
    if refusal(name) is None:
        assert ".." not in name.replace("\\", "/").split("/")
        assert not name.startswith(("/", "\\"))


def test_archives_in_archives_are_opened_twice_and_no_deeper(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "1.zip", {"sms.xml": MESSAGES})
    middle = zipped(tmp_path / "2.zip", {"1.zip": inner.read_bytes(), "calls.xml": CALLS})
    outer = zipped(tmp_path / "3.zip", {"2.zip": middle.read_bytes()})
    assert outcomes(middle) == {"1.zip/sms.xml": "sms_backup_restore", "calls.xml": "sms_backup_restore"}
    assert outcomes(outer) == {"2.zip/1.zip": "archive_too_deep", "2.zip/calls.xml": "sms_backup_restore"}
    assert outcomes(middle, limits=Limits(memory_bytes=10)) == {
        "1.zip": "archive_nested_too_big",
        "calls.xml": "sms_backup_restore",
    }


def test_what_unpacks_to_too_much_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    bomb = bytes(300_000_000)
    path = zipped(tmp_path / "a.zip", {"bomb.xml": bomb, "sms.xml": MESSAGES})
    assert outcomes(path) == {"bomb.xml": "zip_bomb", "sms.xml": "sms_backup_restore"}
    assert outcomes(path, limits=Limits(ratio=2000, total_bytes=1_000_000)) == {
        "bomb.xml": "archive_no_room",
        "sms.xml": "sms_backup_restore",
    }
    (tmp_path / "b.xml.gz").write_bytes(gzip.compress(bomb))
    assert outcomes(tmp_path / "b.xml.gz") == {"b.xml.gz": "zip_bomb"}


def test_a_header_that_lies_about_the_size_gives_no_more_than_it_claims(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"sms.xml": MESSAGES})
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, central + 24, 50)
    path.write_bytes(data)
    with expand([path]) as expansion:
        (item,) = expansion.found
        with item.source.open() as stream:
            assert len(stream.read()) <= 50
        assert getattr(item.source, "damaged", False)


class Unseekable(io.RawIOBase):
    """What a phone writes an archive to: sizes come after the data then."""

    def __init__(self) -> None:
        super().__init__()
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.data += data
        return len(data)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("finished_members", [2, 1])
def test_an_archive_that_was_never_finished(tmp_path: Path, method: int, finished_members: int) -> None:
    sink = Unseekable()
    with zipfile.ZipFile(sink, "w", method) as archive:
        archive.writestr("sms.xml", MESSAGES)
        archive.writestr("calls.xml", CALLS)
    data = bytes(sink.data)
    cut = data.index(b"PK\x01\x02") if finished_members == 2 else data.index(b"calls.xml") + 40
    (tmp_path / "a.zip").write_bytes(data[:cut])
    with expand([tmp_path / "a.zip"]) as expansion:
        names = [item.source.name for item in expansion.found]
        assert names == ["a.zip/sms.xml", "a.zip/calls.xml"]
        with expansion.found[0].source.open() as stream:
            assert stream.read() == MESSAGES
        assert expansion.found[0].importer is not None
        if finished_members == 2:
            with expansion.found[1].source.open() as stream:
                assert stream.read() == CALLS


def test_every_cut_of_an_archive_has_entries_or_a_reason(tmp_path: Path) -> None:
    data = zipped(tmp_path / "a.zip", {"sms.xml": MESSAGES, "calls.xml": CALLS}).read_bytes()
    path = tmp_path / "cut.zip"
    for length in range(4, len(data), 13):
        path.write_bytes(data[:length])
        with expand([path]) as expansion:
            assert expansion.found
            for item in expansion.found:
                if item.reason is None:
                    with item.source.open() as stream:
                        stream.read()


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_an_archive_damaged_anywhere(tmp_path: Path, at: int, put: bytes) -> None:
    path = zipped(tmp_path / "a.zip", {"sms.xml": MESSAGES, "calls.xml": CALLS})
    data = bytearray(path.read_bytes())
    data[at : at + len(put)] = put
    path.write_bytes(data)
    with expand([path]) as expansion:
        for item in expansion.found:
            if item.reason is not None:
                messages.text(item.reason.reason, "zh", **dict(item.reason.params))
                continue
            try:
                with item.source.open() as stream:
                    stream.read()
            except UserError as error:
                messages.error_text(error)


def test_passwords(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with pyzipper.AESZipFile(path, "w", compression=zipfile.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword("密码1".encode())
        archive.writestr("sms.xml", MESSAGES)
    assert outcomes(path) == {"sms.xml": "source_password_needed"}
    assert outcomes(path, password="no") == {"sms.xml": "source_password_wrong"}
    assert outcomes(path, password="密码1") == {"sms.xml": "sms_backup_restore"}


def seven(path: Path, files: dict[str, bytes], password: str | None = None) -> Path:
    with py7zr.SevenZipFile(path, "w", password=password) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return path


def test_7z_is_read_in_memory_within_a_bound(tmp_path: Path) -> None:
    path = seven(tmp_path / "a.7z", {"备份/sms.xml": MESSAGES, "calls.xml": CALLS, "empty.xml": b""})
    expected = {
        "备份/sms.xml": "sms_backup_restore",
        "calls.xml": "sms_backup_restore",
        "empty.xml": "file_empty",
    }
    assert outcomes(path) == expected
    assert outcomes(path, limits=Limits(memory_bytes=100)) == {"a.7z": "archive_too_big_7z"}
    bomb = seven(tmp_path / "b.7z", {"x": bytes(100_000_000)})
    assert outcomes(bomb) == {"b.7z": "zip_bomb"}
    locked = seven(tmp_path / "c.7z", {"sms.xml": MESSAGES}, "geheim")
    assert outcomes(locked) == {"c.7z": "source_password_needed"}
    assert outcomes(locked, password="falsch") == {"c.7z": "source_password_wrong"}
    assert outcomes(locked, password="geheim") == {"sms.xml": "sms_backup_restore"}
    data = path.read_bytes()
    (tmp_path / "cut.7z").write_bytes(data[:-20])
    assert outcomes(tmp_path / "cut.7z") == {"cut.7z": "zip_damaged"}


def test_gzip(tmp_path: Path) -> None:
    path = tmp_path / "sms-2024.xml.gz"
    path.write_bytes(gzip.compress(MESSAGES))
    assert outcomes(path) == {"sms-2024.xml": "sms_backup_restore"}
    path.write_bytes(gzip.compress(MESSAGES)[:-20])
    with expand([path]) as expansion:
        (item,) = expansion.found
        with item.source.open() as stream:
            assert MESSAGES.startswith(stream.read())
        assert getattr(item.source, "damaged", False)
    path.write_bytes(b"\x1f\x8b\x08")
    assert outcomes(path) == {"sms-2024.xml.gz": "zip_damaged"}


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"Rar!\x1a\x07\x01\0", "a.rar", "archive_rar"),
        (b"\0" * 257 + b"ustar\x0000" + bytes(300), "a.tar", "archive_tar"),
        (b"BZh91AY&SY", "a.bz2", "archive_unknown"),
        (b"\x01\x02\x03", "a.zip.001", "archive_split"),
        (b"PK\x05\x06" + bytes(18), "a.zip", "archive_empty"),
        (b"PK\x03\x04" + bytes(50), "a.zip", "zip_damaged"),
    ],
)
def test_what_is_not_opened(tmp_path: Path, data: bytes, name: str, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert outcomes(tmp_path / name) == {name: code}


def test_a_format_can_be_asked_for_inside_an_archive(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"sms.xml": MESSAGES, "note.txt": b"hello"})
    with expand([path], format_name="sms_backup_restore") as expansion:
        assert [item.importer and item.importer.name for item in expansion.found] == ["sms_backup_restore"] * 2
    with pytest.raises(UserError, match="unknown_importer"):
        expand([path], format_name="pdf")


def test_the_log_of_a_database_is_read_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "x.db").write_bytes(b"SQLite format 3\0" + bytes(100))
    (folder / "x.db-wal").write_bytes(b"7\x7f\x06\x82" + bytes(40))
    (folder / "y.db-wal").write_bytes(b"7\x7f\x06\x82" + bytes(40))
    found = outcomes(folder)
    assert found["x.db-wal"] == "file_read_with_other"
    assert found["y.db-wal"] == "unknown_format"


@pytest.mark.parametrize("make", [lambda p: zipped(p, {"a": DATA}), lambda p: seven(p, {"a": DATA}), lambda p: gz(p)])
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 3000)), max_size=8))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_order_of_reading_gives_the_same_bytes(
    tmp_path: Path, make: Callable[[Path], Path], steps: list[tuple[int, int]]
) -> None:
    with expand([make(tmp_path / "a")]) as expansion:
        (item,) = expansion.found
        with item.source.open() as stream:
            for at, size in steps:
                assert stream.seek(at) == at
                assert stream.read(size) == DATA[at : at + size]
            assert stream.seek(-5, 2) == len(DATA) - 5
            assert stream.read() == DATA[-5:]


def gz(path: Path) -> Path:
    path.write_bytes(gzip.compress(DATA))
    return path


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", FileKind.PICTURE),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", FileKind.PICTURE),
        (b"\0\0\0\x18ftypM4A \0\0\0\0", FileKind.AUDIO),
        (b"\0\0\0\x18ftypisom\0\0\0\0", FileKind.VIDEO),
        (b"#!AMR\n", FileKind.AUDIO),
        (b"junk %PDF-1.4", FileKind.PDF),
        (b"\xff\xfe<\0s\0m\0s\0", FileKind.UNKNOWN),
        (b"RIFF\0\0\0\0WAVEfmt ", FileKind.AUDIO),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", FileKind.OFFICE),
        (b"", FileKind.UNKNOWN),
    ],
)
def test_kinds(head: bytes, kind: FileKind) -> None:
    assert kind_of(head) is kind


@given(st.binary(max_size=300))
def test_any_bytes_are_of_some_kind(head: bytes) -> None:
    assert isinstance(kind_of(head), FileKind)
