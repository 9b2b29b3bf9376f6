"""Evidence: what goes in comes out, once, and every alteration is noticed."""

from __future__ import annotations

import hashlib
import os
import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocate.domain.errors import Cancelled, StorageError, UserError
from advocate.domain.jobs import QuietContext
from advocate.services import evidence, vaults
from advocate.storage.media_types import media_type
from advocate.storage.vault import Vault

TEXT = "【某贷】再不还款就通知你单位！".encode()


def stored(vault: Vault) -> list[Path]:
    return sorted(p for p in vault.evidence.folder.rglob("*") if p.is_file())


def custody(vault: Vault) -> list[str]:
    with vault.read() as uow:
        return list(uow.connection.exec_driver_sql("SELECT action FROM custody_entries ORDER BY id").scalars())


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "催收 letter.txt"
    file.write_bytes(TEXT)
    return file


def test_a_file_comes_out_as_it_went_in(vault: Vault, case_id: int, letter: Path, tmp_path: Path) -> None:
    (item,) = evidence.add(vault, [letter], case_id, note="客户带来")
    assert item.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert (item.size_bytes, item.media_type, item.name, item.note) == (
        len(TEXT),
        "text/plain",
        letter.name,
        "客户带来",
    )
    assert letter.read_bytes() == TEXT
    assert evidence.read(vault, item.id) == TEXT
    first = evidence.export(vault, item.id, tmp_path / "out" / "deep")
    second = evidence.export(vault, item.id, tmp_path / "out" / "deep")
    assert first.read_bytes() == second.read_bytes() == TEXT
    assert first.name == f"E-{item.id:06d}_催收 letter.txt"
    assert evidence.verify(vault).ok
    assert custody(vault) == ["acquired", "exported", "exported", "verified"]
    (file,) = stored(vault)
    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    assert TEXT not in file.read_bytes()


def test_a_note_is_kept_beside_the_original_and_audited(vault: Vault, case_id: int, letter: Path) -> None:
    (item,) = evidence.add(vault, [letter], case_id)
    with vault.write() as uow:
        evidence.set_note(uow, item.id, "  求助人手机截图  ")
        assert uow.changes.touches("evidence")
    with vault.write() as uow:
        evidence.set_note(uow, item.id, "求助人手机截图")
    with vault.read() as uow:
        (kept,) = evidence.listing(uow, case_id)
        lines = uow.connection.exec_driver_sql(
            "SELECT detail FROM audit_log WHERE kind = 'evidence' AND action = 'edited'"
        ).scalars()
        assert kept.note == "求助人手机截图"
        assert list(lines) == ['{"fields":["note"]}'], "one line for one change, without the words"
    assert evidence.read(vault, item.id) == TEXT
    with pytest.raises(UserError, match="field_too_long"), vault.write() as uow:
        evidence.set_note(uow, item.id, "长" * 2_001)
    with pytest.raises(UserError, match="unknown_id"), vault.write() as uow:
        evidence.set_note(uow, 99, "x")


def test_the_same_bytes_are_stored_once(
    vault: Vault, case_id: int, add_case: Any, letter: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_bytes(TEXT)
    one, two = evidence.add(vault, [letter, copy], case_id)
    assert one.id == two.id
    assert evidence.add_bytes(vault, TEXT, "pasted", case_id).id == one.id
    other_case = add_case("C-2026-0002")
    (three,) = evidence.add(vault, [letter], other_case)
    assert three.id != one.id
    assert evidence.read(vault, three.id) == TEXT
    assert len(stored(vault)) == 1
    with vault.read() as uow:
        assert [item.id for item in evidence.listing(uow, case_id)] == [one.id]
        assert [item.id for item in evidence.listing(uow, other_case)] == [three.id]
    assert vaults.verify(vault).ok


def test_what_is_no_plain_file_is_refused_and_nothing_kept(vault: Vault, case_id: int, letter: Path) -> None:
    folder = letter.parent
    (folder / "link").symlink_to(letter)
    (folder / "broken").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe")
    cases = {
        folder: "evidence_not_a_file",
        folder / "link": "evidence_not_a_file",
        folder / "broken": "evidence_not_a_file",
        folder / "pipe": "evidence_not_a_file",
        Path("/dev/zero"): "evidence_not_a_file",
        folder / "absent": "evidence_missing",
        letter / "below": "evidence_unreadable",
    }
    for path, code in cases.items():
        with pytest.raises(UserError) as error:
            evidence.add(vault, [letter, path], case_id)
        assert error.value.code == code, path
    assert stored(vault) == []
    with vault.read() as uow:
        assert evidence.listing(uow, case_id) == []


def test_unknown_case_contact_and_item_are_said(vault: Vault, case_id: int, letter: Path, tmp_path: Path) -> None:
    for call in (
        lambda: evidence.add(vault, [letter], 99),
        lambda: evidence.add(vault, [letter], case_id, contact_id=99),
        lambda: evidence.read(vault, 99),
        lambda: evidence.export(vault, 99, tmp_path),
    ):
        with pytest.raises(UserError) as error:
            call()
        assert error.value.code == "unknown_id"
    assert stored(vault) == []


def test_every_altered_byte_is_found(vault: Vault, case_id: int, letter: Path, tmp_path: Path) -> None:
    (item,) = evidence.add(vault, [letter], case_id)
    (file,) = stored(vault)
    sound = file.read_bytes()
    for offset in range(0, len(sound), 7):
        data = bytearray(sound)
        data[offset] ^= 1
        file.write_bytes(data)
        report = vaults.verify(vault)
        assert [(p.kind, p.id, p.detail) for p in report.problems] == [
            ("evidence", f"E-{item.id:06d}", "evidence_damaged")
        ], offset
    for data in (b"", sound[:-1], sound + b"x"):
        file.write_bytes(data)
        assert not evidence.verify(vault).ok
    with pytest.raises(StorageError, match="evidence_damaged"):
        evidence.read(vault, item.id)
    with pytest.raises(StorageError, match="evidence_damaged"):
        evidence.export(vault, item.id, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    file.unlink()
    assert [p.detail for p in evidence.verify(vault, case_id).problems] == ["evidence_lost"]
    (again,) = evidence.add(vault, [letter], case_id)
    assert again.id == item.id
    assert evidence.verify(vault).ok


def test_a_changed_hash_in_the_database_is_found(vault: Vault, case_id: int, letter: Path) -> None:
    (item,) = evidence.add(vault, [letter], case_id)
    with vault.write() as uow:
        uow.connection.exec_driver_sql("UPDATE evidence SET sha256 = ?", ("0" * 64,))
    assert [p.id for p in vaults.verify(vault).problems] == [f"E-{item.id:06d}"]


def test_orphans_are_swept_at_the_next_start_and_only_they(
    vault: Vault, vault_folder: Path, template_vault: Any, case_id: int, letter: Path
) -> None:
    evidence.add(vault, [letter], case_id)
    kept = stored(vault)
    vault.evidence.keep(vault.evidence.stage_bytes(b"no row names it"))
    vault.evidence.stage_bytes(b"half-written")
    assert len(stored(vault)) == 3
    vault.close()
    with Vault.open_with_key(vault_folder, template_vault.key) as again:
        assert stored(again) == kept
        assert vaults.verify(again).ok


def test_cancel_keeps_nothing(vault: Vault, case_id: int, tmp_path: Path) -> None:
    file = tmp_path / "big"
    file.write_bytes(os.urandom(3_000_000))

    class Stopping(QuietContext):
        def progress(self, done: int, total: int | None = None, note: str = "") -> None:
            assert total == 3_000_000
            self.cancelled = done > 1_000_000

    with pytest.raises(Cancelled):
        evidence.add(vault, [file], case_id, ctx=Stopping())
    assert stored(vault) == []


def test_a_failing_transaction_keeps_nothing(vault: Vault, case_id: int) -> None:
    def fail() -> None:
        with vault.write() as uow:
            evidence.record(uow, uow.evidence.stage_bytes(TEXT), case_id, "x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert stored(vault) == []


def test_memory_stays_bounded(vault: Vault, case_id: int, tmp_path: Path) -> None:
    file = tmp_path / "big"
    with file.open("wb") as stream:
        for _ in range(64):
            stream.write(os.urandom(1_000_000))
    tracemalloc.start()
    (item,) = evidence.add(vault, [file], case_id)
    evidence.export(vault, item.id, tmp_path)
    assert evidence.verify(vault).ok
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
    with pytest.raises(UserError, match="evidence_too_big"):
        evidence.read(vault, item.id, limit_bytes=1_000_000)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_name_becomes_one_that_every_system_takes(name: str) -> None:
    clean = evidence.clean_name(Path(name.replace("/", "_").replace("\0", "_") or "x"))
    assert 0 < len(clean) <= 141
    assert not set(clean) & set('<>:"/\\|?*\0\u202e')
    assert clean not in {".", ".."}
    clean.encode()


def test_a_name_that_is_no_unicode_can_be_added(vault: Vault, case_id: int, tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/\xff\xfe.txt"
    with open(file, "wb") as stream:
        stream.write(b"x")
    (item,) = evidence.add(vault, [os.fsdecode(file)], case_id)
    assert item.name == "\ufffd\ufffd.txt"


def zipped(*names: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/octet-stream"),
        ("你好".encode(), "text/plain"),
        (("好" * 9000).encode()[:16_384], "text/plain"),
        ("你好".encode("gbk"), "application/octet-stream"),
        (b'<?xml version="1.0"?><smses/>', "text/xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><smses/>", "text/xml"),
        (b"<!DOCTYPE html><p>", "text/html"),
        (b'{"a": 1}', "application/json"),
        (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image/jpeg"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wave"),
        (b"#!AMR\n" + bytes(30), "audio/amr"),
        (zipped("a.txt"), "application/zip"),
        (
            zipped("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (bytes(range(128, 256)), "application/octet-stream"),
    ],
)
def test_types_are_by_content(content: bytes, kind: str) -> None:
    assert media_type(content) == kind


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"RIFF", b"\0\0\0\x20ftyp", b"\xd0\xcf\x11\xe0"]))
def test_any_content_has_a_type(content: bytes, start: bytes) -> None:
    assert "/" in media_type(start + content)
