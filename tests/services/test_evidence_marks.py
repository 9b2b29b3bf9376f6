"""What an import brought into the evidence, in the packet: whole backups stay out, and what is doubtful is said."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from advocate.domain.jobs import QuietContext
from advocate.services import complaint_exhibits, contacts, evidence, importing
from advocate.storage.vault import Vault
from tests.importers.conftest import sms, smses


def test_of_a_folder_of_pictures_only_what_somebody_spoke_of_goes_into_a_packet(
    vault: Vault, case_id: int, tmp_path: Path
) -> None:
    folder = tmp_path / "手机"
    folder.mkdir()
    (folder / "sms.xml").write_text(smses(sms("还钱"), sms("晚饭", date="1700000000001")), "utf-8")
    for name in ("Screenshot_20240305-220000.png", "IMG_2.png", "mmexport1709604000000.png"):
        Image.new("RGB", (8, 8), (len(name), 0, 0)).save(folder / name)
    (folder / "借款合同.pdf").write_bytes(b"%PDF-1.4\n")
    (folder / "x.pdf").write_bytes(b"%PDF-1.5\n")
    importing.run(vault, [folder], case_id, QuietContext())
    with vault.write() as uow:
        by_name = {item.name: item.id for item in evidence.listing(uow, case_id)}
        evidence.link(uow, by_name["Screenshot_20240305-220000.png"], 1)
        evidence.set_note(uow, by_name["IMG_2.png"], "门口的纸条")
        confirmed = {view.id: view for view in contacts.page(uow, [1])}
        chosen = complaint_exhibits.choose(uow, case_id, confirmed)
        assert {item.view.name for item in chosen} == {
            "sms.xml",
            "Screenshot_20240305-220000.png",
            "IMG_2.png",
            "借款合同.pdf",
        }
        assert [item.view.name for item in chosen if item.backup] == ["sms.xml"]
        named = complaint_exhibits.choose(uow, case_id, confirmed, named=f"E-{by_name['x.pdf']:06d}")
        assert [item.view.name for item in named] == ["x.pdf"]
    exhibits = complaint_exhibits.numbered(vault, chosen, "Asia/Shanghai", "林", set())
    sources = {exhibit.name: exhibit.source for exhibit in exhibits}
    assert "时间取自文件名" in sources["Screenshot_20240305-220000.png"]
    assert "时间取自文件名" not in sources["借款合同.pdf"]
