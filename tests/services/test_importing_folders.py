"""Folders and archives into a real vault: each file accounted for, each original kept once, nothing left behind."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import pyzipper
from PIL import Image

from advocate import messages
from advocate.domain.drafts import PersonDraft
from advocate.domain.errors import UserError
from advocate.domain.jobs import QuietContext
from advocate.domain.vocabulary import Reached
from advocate.services import contacts, evidence, importing, people
from advocate.storage.audit import verify_chain
from advocate.storage.vault import Vault
from tests.importers.conftest import call, sms, smses
from tests.services.test_importing import at_every_moment

#: 2024-03-05 22:00:00 in Shanghai.
AT_MS = 1_709_647_200_000
#: What lies among the shared samples in folders of which every file must be read, kept or refused.
SAMPLE_FOLDERS = ("archives_bad", "images", "recordings", "pdf")


def run(vault: Vault, case_id: int, *paths: Path, **options: Any) -> Any:
    return importing.run(vault, paths, case_id, options.pop("ctx", QuietContext()), **options)


def rows(vault: Vault, sql: str, *params: object) -> list[Any]:
    with vault.read() as uow:
        return [dict(row._mapping) for row in uow.connection.exec_driver_sql(sql, params)]


def stored_files(vault: Vault) -> list[Path]:
    return [path for path in (vault.path / "evidence").rglob("*") if path.is_file()]


def listing(vault: Vault, case_id: int) -> list[Any]:
    with vault.read() as uow:
        return evidence.listing(uow, case_id)


def jpeg(**tags: str) -> bytes:
    """Return a small photograph with EXIF tags by Pillow's numbers."""
    exif = Image.Exif()
    exif[271], exif[272] = "Xiaomi", "Xiaomi 14"
    inside = exif.get_ifd(0x8769)
    inside[36867] = tags.get("taken", "2024:03:05 22:00:00")
    if "offset" in tags:
        inside[36881] = tags["offset"]
    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    """Return a folder as a debtor brings it."""
    folder = tmp_path / "林女士的手机"
    (folder / "截图").mkdir(parents=True)
    (folder / "sms.xml").write_text(smses(sms("还钱", date=str(AT_MS)), sms("老赖", date=str(AT_MS + 1))), "utf-8")
    (folder / "截图" / "IMG_1.jpg").write_bytes(jpeg(offset="+08:00"))
    (folder / "截图" / "Screenshot_20240305-220000_微信.png").write_bytes(png())
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "notes.xyz").write_bytes(b"\x01\x02")
    with zipfile.ZipFile(folder / "通话.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("calls.xml", smses(call(date=str(AT_MS))).replace("smses", "calls"))
        archive.writestr("同一张.jpg", jpeg(offset="+08:00"))
    return folder


def png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), "blue").save(out, "PNG")
    return out.getvalue()


def test_a_folder_is_imported_file_by_file(vault: Vault, case_id: int, brought: Path) -> None:
    previewed = importing.preview(vault, [brought], case_id, QuietContext())
    assert not rows(vault, "SELECT 1 FROM evidence")
    assert stored_files(vault) == []
    report = run(vault, case_id, brought)
    assert previewed.files == report.files
    told = {
        item.file.removeprefix("林女士的手机/"): (
            item.format,
            item.added,
            item.evidence,
            [r.reason for r in item.rejected],
        )
        for item in report.files
    }
    assert told == {
        "Thumbs.db": ("", 0, 0, ["file_is_junk"]),
        "notes.xyz": ("", 0, 0, ["unknown_format"]),
        "sms.xml": ("sms_backup_restore", 2, 1, []),
        "通话.zip/calls.xml": ("sms_backup_restore", 1, 1, []),
        "通话.zip/同一张.jpg": ("evidence", 0, 1, []),
        "截图/IMG_1.jpg": ("evidence", 0, 0, []),
        "截图/Screenshot_20240305-220000_微信.png": ("evidence", 0, 1, []),
    }
    assert [item.refused for item in report.files if not item.format] == [False, True]
    assert (report.added, report.evidence) == (3, 4)
    assert len(stored_files(vault)) == 4, "the picture that came twice is kept once"


def test_where_an_original_came_from_is_kept_with_the_hash_of_its_archive(
    vault: Vault, case_id: int, brought: Path
) -> None:
    run(vault, case_id, brought)
    digest = hashlib.sha256((brought / "通话.zip").read_bytes()).hexdigest()
    by_name = {item.name: item for item in listing(vault, case_id)}
    assert by_name["calls.xml"].source_label == "林女士的手机/通话.zip/calls.xml"
    assert evidence.read(vault, by_name["calls.xml"].id).startswith(b"<?xml")
    (entry,) = rows(
        vault,
        "SELECT detail FROM custody_entries WHERE evidence_id = ? AND action = 'acquired'",
        by_name["calls.xml"].id,
    )
    detail = json.loads(entry["detail"])
    assert (detail["how"], detail["archive"], detail["archive_sha256"]) == ("import", "林女士的手机/通话.zip", digest)
    (imported,) = rows(vault, "SELECT * FROM imports WHERE file_name LIKE '%calls.xml'")
    assert (imported["archive_sha256"], imported["kind"]) == (digest, "phone")
    assert (imported["first_utc"], imported["last_utc"]) == (AT_MS, AT_MS)
    assert len({row["run"] for row in rows(vault, "SELECT run FROM imports")}) == 1
    brought_rows = rows(vault, "SELECT brought FROM import_evidence")
    assert sorted(row["brought"] for row in brought_rows) == [0, 1, 1, 1, 1]


def test_time_and_device_of_pictures(vault: Vault, case_id: int, brought: Path) -> None:
    (brought / "截图" / "IMG_2.jpg").write_bytes(jpeg(taken="2024:03:05 09:00:00"))
    run(vault, case_id, brought)
    by_name = {item.name: item for item in listing(vault, case_id)}
    photo = by_name["同一张.jpg"]
    assert (photo.captured_utc, photo.device, photo.marks) == (datetime(2024, 3, 5, 14, tzinfo=UTC), "Xiaomi 14", ())
    assumed = by_name["IMG_2.jpg"]
    assert (assumed.captured_utc, assumed.marks) == (datetime(2024, 3, 5, 1, tzinfo=UTC), ("time_zone_assumed",))
    shot = by_name["Screenshot_20240305-220000_微信.png"]
    assert (shot.captured_utc, shot.marks) == (datetime(2024, 3, 5, 14, tzinfo=UTC), ("time_from_name",))
    for item in by_name.values():
        for mark in item.marks:
            assert messages.text(f"mark.{mark}", "zh") != messages.text(f"mark.{mark}", "en")


def test_the_same_folder_and_a_later_one_add_what_is_new(vault: Vault, case_id: int, brought: Path) -> None:
    run(vault, case_id, brought)
    again = run(vault, case_id, brought)
    assert (again.added, again.evidence, again.duplicates) == (0, 0, 3)
    (brought / "sms.xml").write_text(smses(sms("老赖", date=str(AT_MS + 1)), sms("三", date=str(AT_MS + 2))), "utf-8")
    later = run(vault, case_id, brought)
    assert (later.added, later.evidence) == (1, 1)
    assert len(listing(vault, case_id)) == len(stored_files(vault)) == 5


def test_cancelling_a_folder_at_any_moment_leaves_nothing(vault: Vault, case_id: int, brought: Path) -> None:
    def nothing() -> None:
        assert stored_files(vault) == []
        assert not rows(vault, "SELECT 1 FROM evidence UNION SELECT 1 FROM contacts UNION SELECT 1 FROM imports")
        with vault.read() as uow:
            assert verify_chain(uow.connection)[1] is None

    codes = at_every_moment(lambda ctx: run(vault, case_id, brought, ctx=ctx), nothing)
    assert set(codes) == {"cancelled"}
    assert len(codes) > 10
    assert len(listing(vault, case_id)) == 4


def test_an_archive_with_a_password(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with pyzipper.AESZipFile(path, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"1234")
        archive.writestr("sms.xml", smses(sms()))
    for password, code in (("", "source_password_needed"), ("1", "source_password_wrong")):
        with pytest.raises(UserError) as caught:
            run(vault, case_id, path, password=password)
        assert caught.value.code == code
    assert run(vault, case_id, path, password="1234").added == 1


def test_an_archive_that_changes_meanwhile_is_not_taken(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sms.xml", smses(*(sms(date=str(AT_MS + n)) for n in range(3000))))

    def append() -> None:
        with path.open("ab") as stream:
            stream.write(b" ")

    codes = at_every_moment(lambda ctx: run(vault, case_id, path, ctx=ctx), lambda: None, append)
    assert codes
    assert set(codes) <= {"file_changed", "evidence_changed", "zip_damaged"}


def test_a_damaged_member_keeps_what_came_before_and_says_so(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sms.xml", smses(*(sms(f"{n}", date=str(AT_MS + n)) for n in range(9000))))
    data = bytearray(path.read_bytes())
    data[-1_000_000:-999_990] = b"0123456789"
    path.write_bytes(data)
    (report,) = run(vault, case_id, path).files
    assert 1000 < report.added <= 9000
    assert "archive_member_broken" in [r.reason for r in report.rejected]


def test_pictures_in_messages_are_evidence_of_their_contact(vault: Vault, case_id: int, samples: Path) -> None:
    path = samples / "sms_backup_restore" / "sbr2_sample_mms.xml"
    (report,) = run(vault, case_id, path).files
    attached = [item for item in listing(vault, case_id) if item.contact_ids]
    assert len(attached) == report.evidence - 1 > 0
    for item in attached:
        assert item.source_label.startswith("sbr2_sample_mms.xml/")
        assert hashlib.sha256(evidence.read(vault, item.id)).hexdigest() == item.sha256
    assert run(vault, case_id, path).evidence == 0
    assert importing.preview(vault, [path], case_id, QuietContext()).evidence == 0


def test_an_export_that_anybody_can_edit_is_marked(vault: Vault, case_id: int, samples: Path) -> None:
    run(vault, case_id, samples / "wechat_qq" / "memotrace_session.zip")
    marks = {mark for item in listing(vault, case_id) for mark in item.marks}
    assert "editable_export" in marks


def test_an_address_book_names_the_contacts_that_it_knows(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = tmp_path / "sms.xml"
    path.write_text(smses(sms("在吗", address="13812345678"), sms("x", address="13800000000")), "utf-8")
    run(vault, case_id, path)
    book = tmp_path / "contacts.vcf"
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:林父\nTEL:+86 138-1234-5678\nORG:红星厂\nEND:VCARD\n"
    book.write_text(card, "utf-8")
    (report,) = run(vault, case_id, book).files
    assert (report.people, report.added, report.evidence) == (1, 0, 1)
    names = {row["number_raw"]: row["name"] for row in rows(vault, "SELECT number_raw, name FROM contacts")}
    assert names == {"13812345678": "林父", "13800000000": ""}
    with vault.read() as uow:
        (person,) = people.listing(uow, case_id)
        assert (person.name, person.organisation, person.numbers) == ("林父", "红星厂", ("+8613812345678",))
        from advocate.storage import search

        assert len(search.latest(uow.connection, "林父", 9, case_id)) == 1
    run(vault, case_id, book)
    with vault.write() as uow:
        assert len(people.listing(uow, case_id)) == 1
        people.set_relation(uow, person.id, Reached.FAMILY)
        assert people.listing(uow, case_id)[0].relation is Reached.FAMILY
        with pytest.raises(UserError, match="unknown_id"):
            people.set_relation(uow, 99, Reached.FAMILY)


def test_an_address_book_that_came_first_names_later_contacts(vault: Vault, case_id: int, tmp_path: Path) -> None:
    with vault.write() as uow:
        people.take(uow, case_id, [PersonDraft("林母", ("13812345678", "no number"), "1")])
        people.take(uow, case_id, [PersonDraft("林母", ("13812345678", "13900000000"), "2")])
        (person,) = people.listing(uow, case_id)
    assert person.numbers == ("+8613812345678", "+8613900000000")
    path = tmp_path / "sms.xml"
    path.write_text(smses(sms("在吗", contact_name="催收"), sms("好", date="1700000000001")), "utf-8")
    run(vault, case_id, path)
    assert [row["name"] for row in rows(vault, "SELECT name FROM contacts ORDER BY id")] == ["催收", "林母"]


def test_nothing_but_junk_is_no_error(vault: Vault, case_id: int, tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / ".DS_Store").write_bytes(b"x")
    report = run(vault, case_id, tmp_path / "f")
    assert [item.other for item in report.files] == [1]
    assert not any(item.refused for item in report.files)


class Watching(QuietContext):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[int, int | None]] = []

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        assert note in messages.catalogue()
        self.told.append((done, total))


def test_progress_covers_all_files_together(vault: Vault, case_id: int, tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    for part in range(4):
        entries = (sms(date=str(AT_MS + part * 10_000 + n)) for n in range(3000))
        (folder / f"{part}.xml").write_text(smses(*entries), "utf-8")
    total = sum(path.stat().st_size for path in folder.iterdir())
    ctx = Watching()
    run(vault, case_id, folder, ctx=ctx)
    assert {whole for _done, whole in ctx.told if whole is not None} == {total}
    assert all(done <= total for done, _whole in ctx.told)


@pytest.mark.parametrize("folder", SAMPLE_FOLDERS)
def test_every_sample_is_read_or_kept_or_refused_with_its_reason(
    vault: Vault, case_id: int, samples: Path, folder: str
) -> None:
    report = run(vault, case_id, samples / folder)
    told = {item.file.removeprefix(f"{folder}/"): item for item in report.files}
    for item in told.values():
        for rejection in item.rejected:
            assert "{" not in messages.text(rejection.reason, "zh", **dict(rejection.params))
    outcome = {name: item.format or item.rejected[0].reason for name, item in told.items()}
    expected = EXPECTED[folder]
    other = {name: found for name, found in outcome.items() if name not in expected}
    assert {name: outcome.get(name) for name in expected} == expected
    assert set(other.values()) <= {"evidence", "zip_method"}
    again = run(vault, case_id, samples / folder)
    assert (again.added, again.evidence) == (0, 0)


EXPECTED = {
    "archives_bad": {
        "billion_laughs_sms.xml": "xml_entities_refused",
        "bob.gz/alice.txt": "unknown_format",
        "gbk.zip/审计压缩包文件检索测试/集团邮件审计系统2021年自动巡检需求文档_V4.0.doc": "file_empty",
        "moby.zip": "zip_method_everywhere",
        "quine.gz/quine.gz/quine.gz": "archive_too_deep",
        "test-documents-enc.rar": "archive_rar",
        "test7Z_protected_passTika.7z": "source_password_needed",
        "testZipEncrypted.zip/unencrypted.txt": "unknown_format",
        "testZipEncrypted.zip/encrypted.txt": "source_password_needed",
        "testZip_with_DataDescriptor.zip/en0": "unknown_format",
        "testZip_with_DataDescriptor.zip/en1": "unknown_format",
        "testZip_with_DataDescriptor.zip/en2": "unknown_format",
        "testZip_with_DataDescriptor.zip/en3": "unknown_format",
        "testZip_with_DataDescriptor.zip/en4": "unknown_format",
        "testZip_with_DataDescriptor2.zip/mimetype": "file_empty",
        "testZip_with_DataDescriptor2.zip/source.xml": "unknown_format",
        "testZip_with_DataDescriptor2.zip/code.bin": "unknown_format",
        "testZip_with_DataDescriptor2.zip/META-INF/manifest.xml": "unknown_format",
    },
    "images": {"empty.heic": "file_empty", "png_bomb_30000x30000.png": "evidence", "truncated.heic": "evidence"},
    "recordings": {
        "20230518_171143.015+0200_in_sim1_+8617012345678_催收.json": "call_recording",
        "emptyfile.mp3": "file_empty",
        "filenames.json": "unknown_format",
        "testAMR.amr": "evidence",
        "testMP4_drm.m4a": "evidence",
    },
    "pdf": {
        "zh_carrier_bill_stsong_no_embedded_font.pdf": "carrier_bill",
        "testPDF_protected.pdf": "evidence",
        "fuzz_378014596.pdf": "evidence",
    },
}


def test_the_password_opens_a_sample_archive(vault: Vault, case_id: int, samples: Path) -> None:
    path = samples / "archives_bad" / "test7Z_protected_passTika.7z"
    with pytest.raises(UserError) as caught:
        run(vault, case_id, path, password="Tika")
    assert caught.value.code == "unknown_format", "it could be opened, and what is inside is no format"


def test_contacts_of_a_side_car_alone(vault: Vault, case_id: int, samples: Path) -> None:
    (path,) = (samples / "recordings").glob("2023*.json")
    run(vault, case_id, path)
    with vault.read() as uow:
        (view,) = contacts.page(uow, [1])
    assert (view.number, view.name, view.duration_s) == ("+8617012345678", "催收", 10)
    assert view.moment.at_utc == datetime(2023, 5, 18, 15, 11, 43, 15_000, UTC)
