"""Exactly one importer reads a file, told by its content."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from advocate import messages
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import SourceKind
from advocate.importers import registry
from advocate.importers.base import Importer, Item, Probe, ReadContext
from advocate.importers.phones.sms_backup_restore import SmsBackupRestore
from advocate.importers.sources import DiskFile, Source
from tests.importers.conftest import call, sms, smses


class Eager:
    """An importer that recognises everything."""

    name = "eager"
    kind = SourceKind.PHONE
    editable = False

    def __init__(self, confidence: float) -> None:
        self.confidence = confidence

    def recognise(self, probe: Probe) -> float:
        return self.confidence

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        return iter(())


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    path = tmp_path / "holiday.jpg"
    path.write_text(smses(sms()), "utf-8")
    return path


def code_of(path: Path, candidates: list[Importer] | None = None) -> str:
    with pytest.raises(UserError) as caught:
        registry.claim(DiskFile(path), candidates)
    assert "{" not in messages.error_text(caught.value, "zh") + messages.error_text(caught.value, "en")
    return caught.value.code


def test_a_name_that_lies_changes_nothing(backup: Path) -> None:
    assert registry.claim(DiskFile(backup)).name == "sms_backup_restore"


@pytest.mark.parametrize(
    "text",
    [
        "<calls></calls>",
        "<!-- File Created By Something Else --><smses/>",
        "<?xml version='1.0'?>\n<?xml-stylesheet href='x'?>\n<!--\n<html>-->\n\n <SMSES count='1'>",
        "\ufeff<smses><sms/></smses>",
        "<!DOCTYPE smses [<!ENTITY a 'b'><!ENTITY c \"<html>\">]><smses>",
        "<!DOCTYPE smses [" + "<!ENTITY a 'b'>" * 10_000 + "]><smses>",
    ],
)
def test_roots_that_are_recognised(text: str) -> None:
    assert SmsBackupRestore().recognise(Probe(text.encode()[: registry.HEAD_BYTES], "x")) > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "<html><smses/></html>",
        "smses",
        "<alllogs><log number='1'/></alllogs>",
        '{"smses": 1}',
        "<smsesx/>",
        "<!-- <smses> -->",
    ],
)
def test_others_are_not(text: str) -> None:
    assert SmsBackupRestore().recognise(Probe(text.encode(), "sms-2024.xml")) == 0


def test_nobody_claims(tmp_path: Path) -> None:
    path = tmp_path / "sms-20240101.xml"
    path.write_text("hello", "utf-8")
    assert code_of(path) == "unknown_format"


def test_two_equally_sure_ones_are_ambiguous(backup: Path) -> None:
    assert code_of(backup, [Eager(1.0), SmsBackupRestore()]) == "ambiguous_format"
    assert registry.claim(DiskFile(backup), [Eager(0.9), SmsBackupRestore()]).name == "sms_backup_restore"
    assert code_of(backup, [Eager(0.2)]) == "unknown_format"


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "empty.xml").touch()
    assert code_of(tmp_path / "empty.xml") == "file_empty"
    assert code_of(tmp_path / "absent.xml") == "file_unreadable"
    assert code_of(tmp_path) == "file_unreadable"


def test_a_name_that_is_no_text_can_still_be_printed(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff\xfe.xml")
    try:
        path.write_bytes(b"hello")
    except OSError:
        pytest.skip("this file system takes only text as names")
    with pytest.raises(UserError) as caught:
        registry.claim(DiskFile(path))
    assert caught.value.params["file"].encode()


def test_formats_by_name() -> None:
    assert registry.named(" SMS_Backup_Restore ").name == "sms_backup_restore"
    with pytest.raises(UserError) as caught:
        registry.named("pdf")
    assert caught.value.code == "unknown_importer"
    assert "sms_backup_restore" in messages.error_text(caught.value)


def test_a_zip_is_recognised_by_what_is_in_it(tmp_path: Path) -> None:
    import zipfile

    for name, content, known in (("a", smses(call()), True), ("b", "hello" * 100, False)):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x", content * 200)
        assert (SmsBackupRestore().recognise(registry.probe_of(DiskFile(path))) > 0.5) is known
