"""Phones through the whole import: folders and archives on the disk, attachments as evidence, the same thing twice."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from advocate.domain.jobs import QuietContext
from advocate.services import importing
from advocate.storage.tables import CaseRow, ClientRow
from advocate.storage.vault import Vault
from tests.importers.phones.test_android_json import MMS, SMS, lines
from tests.importers.phones.test_ios_backups import PASSWORD, locked_backup, phone
from tests.importers.phones.test_other_phone_files import voice
from tests.importers.phones.test_phone_databases import SMS_DB, logged


@pytest.fixture
def case_id(vault: Vault) -> int:
    with vault.write() as uow:
        client = ClientRow(name="测试")
        uow.session.add(client)
        uow.session.flush()
        case = CaseRow(number="C-2026-0001", client_id=client.id or 0)
        uow.session.add(case)
        uow.session.flush()
        return case.id or 0


def count(vault: Vault, table: str) -> int:
    with vault.read() as uow:
        return int(uow.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def laid_out(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def twice(vault: Vault, case_id: int, paths: list[Path], password: str = "") -> list[tuple[str, int, int]]:
    """Import twice; return format, new and known of each file the first time, and prove that nothing is added again."""
    first = importing.run(vault, paths, case_id, QuietContext(), password=password)
    rows = count(vault, "contacts")
    again = importing.run(vault, paths, case_id, QuietContext(), password=password)
    assert sum(file.added for file in again.files) == 0
    assert count(vault, "contacts") == rows
    return [(file.format, file.added, file.duplicates) for file in first.files if file.format]


def test_an_encrypted_iphone_in_a_folder_of_other_things(vault: Vault, case_id: int, tmp_path: Path) -> None:
    backup = locked_backup(tmp_path, phone(tmp_path))
    folder = laid_out(tmp_path / "everything", {f"MobileSync/0000/{name}": data for name, data in backup.items()})
    laid_out(folder, {"sms.ndjson": lines(SMS).encode(), "notes/readme.bin": b"\x01\x02"})
    found = twice(vault, case_id, [folder], PASSWORD)
    assert sorted(found) == [("ios_backup", 2, 0), ("sms_import_export", 1, 0)]
    assert count(vault, "contacts") == 3


def test_an_archive_with_its_attachments(vault: Vault, case_id: int, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("messages.ndjson", lines(SMS, MMS))
        archive.writestr("data/PART_1.jpg", b"\xff\xd8\xff" + b"JPEG" * 100)
    path = tmp_path / "sms.zip"
    path.write_bytes(packed.getvalue())
    assert twice(vault, case_id, [path]) == [("sms_import_export", 2, 0)]
    assert count(vault, "evidence") == 2


def test_a_takeout_folder_with_a_picture(vault: Vault, case_id: int, tmp_path: Path) -> None:
    folder = laid_out(
        tmp_path / "Takeout",
        {
            "Voice/Calls/张三 - Text - 2023-10-01T15_30_41Z.html": voice(more='<div><img src="pic"/></div>'),
            "Voice/Calls/pic.jpg": b"\xff\xd8\xffJPEG",
        },
    )
    assert twice(vault, case_id, [folder]) == [("takeout_voice", 1, 0)]


def test_a_database_with_its_log(vault: Vault, case_id: int, tmp_path: Path) -> None:
    base, log = logged(tmp_path, SMS_DB, "INSERT INTO sms VALUES (1, '10086', 1700000000000, 1, '新', 1);")
    folder = laid_out(tmp_path / "db", {"mmssms.db": base, "mmssms.db-wal": log, "mmssms.db-shm": b"x" * 40})
    found = twice(vault, case_id, [folder])
    assert found == [("phone_database", 1, 0)]
    assert (folder / "mmssms.db").read_bytes() == base


@pytest.mark.samples
def test_every_folder_of_phones_at_once(vault: Vault, case_id: int, samples: Path) -> None:
    for name in ("sms_other", "ios", "google_takeout"):
        report = importing.run(vault, [samples / name], case_id, QuietContext())
        assert sum(file.added for file in report.files) > 0
    contacts = count(vault, "contacts")
    for name in ("sms_other", "ios", "google_takeout"):
        importing.run(vault, [samples / name], case_id, QuietContext())
    assert count(vault, "contacts") == contacts
