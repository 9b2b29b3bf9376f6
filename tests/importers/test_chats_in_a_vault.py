"""Chats, mails and address books through the containers and into a real vault: once, and not a second time."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from advocate.domain.jobs import QuietContext
from advocate.importers.containers.expanding import expand
from advocate.services import importing
from advocate.storage.tables import CaseRow, ClientRow
from advocate.storage.vault import Vault


def case_of(vault: Vault) -> int:
    with vault.write() as uow:
        client = ClientRow(name="测试")
        uow.session.add(client)
        uow.session.flush()
        case = CaseRow(number="C-2026-0001", client_id=client.id or 0)
        uow.session.add(case)
        uow.session.flush()
        return case.id or 0


def test_a_whatsapp_archive_is_one_source_with_its_media(tmp_path: Path, vault: Vault) -> None:
    chat = "[13.06.2023, 18:08:08] A: 还钱\n[13.06.2023, 18:08:09] 我: \u200e<attached: 1-PHOTO.jpg>\n"
    path = tmp_path / "WhatsApp Chat - A.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_chat.txt", chat)
        archive.writestr("1-PHOTO.jpg", b"\xff\xd8\xff\xe0picture")
    with expand([path]) as expansion:
        (found,) = expansion.found
        assert found.importer is not None
        assert (found.importer.name, found.whole) == ("whatsapp", True)
    case_id = case_of(vault)
    for added in (2, 0):
        (report,) = importing.run(vault, [path], case_id, QuietContext()).files
        assert (report.added, report.added + report.duplicates) == (added, 2)
    with vault.read() as uow:
        rows = uow.connection.exec_driver_sql("SELECT medium, direction, text FROM contacts ORDER BY at_utc").all()
    assert [tuple(row) for row in rows] == [("whatsapp", "in", "还钱"), ("whatsapp", "out", "[1-PHOTO.jpg]")]


@pytest.mark.samples
def test_the_name_of_a_folder_inside_an_archive_reaches_the_importer(samples: Path) -> None:
    with expand([samples / "wechat_qq" / "memotrace_session.zip"]) as expansion:
        (found,) = expansion.found
        assert found.importer is not None
        assert found.importer.name == "wechat_csv"
        assert "小红(wxid_red)" in found.source.name


@pytest.mark.samples
@pytest.mark.parametrize(
    "name",
    [
        "wechat_qq/memotrace_full_utf8nobom.csv",
        "wechat_qq/qq_export_12h.txt",
        "telegram/ca_DM_2A_7M.json",
        "line/line_ja.txt",
        "email/complex.mbox",
        "email/unicode.msg",
        "vcard/zh_utf8_qp_in_v30.vcf",
    ],
)
def test_a_vault_takes_each_once(samples: Path, vault: Vault, name: str) -> None:
    case_id = case_of(vault)
    first = importing.run(vault, [samples / name], case_id, QuietContext()).files[0]
    second = importing.run(vault, [samples / name], case_id, QuietContext()).files[0]
    assert second.added == 0
    assert second.duplicates == first.added + first.duplicates
