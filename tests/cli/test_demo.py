"""The demo: three invented cases through the real services, once for all tests here."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from advocate import resources
from advocate.domain.errors import Cancelled, StorageError, UserError
from advocate.domain.filters import ContactFilter
from advocate.domain.jobs import QuietContext
from advocate.services import cases, complaints, contacts, demo, evidence, findings, numbers, vaults
from advocate.storage.vault import Vault
from tests.cli.conftest import Line

RULES = {
    "TIME-01", "TIME-03", "FREQ-01", "FREQ-03", "FREQ-05", "TP-01", "TP-03", "TP-04", "THR-01", "THR-03", "IMP-01",
    "IMP-02", "DOC-03",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> demo.Demo:
    return demo.build(tmp_path_factory.mktemp("demo"), QuietContext())


@pytest.fixture(scope="module")
def vault(made: demo.Demo) -> Iterator[Vault]:
    opened = vaults.unlock(made.vault, made.password)
    yield opened
    opened.close()


def found(vault: Vault) -> list[Any]:
    with vault.read() as uow:
        return [view for row in cases.listing(uow) for view in findings.listing(uow, row.id)]


def test_it_trips_every_rule(vault: Vault) -> None:
    assert {view.rule for view in found(vault)} >= RULES


def test_some_findings_are_confirmed_some_rejected_with_reasons_some_left(vault: Vault) -> None:
    views = found(vault)
    assert set(Counter(view.status for view in views)) == {"suggested", "confirmed", "rejected"}
    assert all(view.decided_reason for view in views if view.status == "rejected")


def test_every_case_has_contacts_evidence_and_a_debt(vault: Vault) -> None:
    with vault.read() as uow:
        for row in cases.listing(uow):
            assert row.contacts > 10
            assert row.evidence >= 3
            assert cases.get(uow, row.id).debts


def test_the_cases_share_one_batch_of_cards_and_one_script(vault: Vault) -> None:
    with vault.read() as uow:
        crew = [view for view in numbers.listing(uow) if view.number.startswith("+861650000")]
        texts = [
            {view.text for view in contacts.page(uow, contacts.ids(uow, ContactFilter(case_id=row.id)))}
            for row in cases.listing(uow)
        ]
    assert len(crew) >= 7
    assert sum(view.cases == 3 for view in crew) >= 2
    assert all(any("法务部立案组" in text for text in of_case) for of_case in texts)


def test_packets_are_whole_and_the_draft_says_so(made: demo.Demo) -> None:
    manifests = [json.loads(path.read_bytes()) for folder in made.packets for path in folder.rglob("manifest.json")]
    assert len(manifests) == 2
    pdfs = [path.name for folder in made.packets for path in folder.rglob("*.pdf")]
    assert sum("草稿" in name for name in pdfs) == 1


def test_the_final_complaint_misses_nothing(vault: Vault) -> None:
    with vault.read() as uow:
        (view,) = complaints.listing(uow, cases.resolve(uow, "1"))
        assert complaints.missing(uow, view.id) == []


def test_screenshots_are_pictures_of_a_telephone(vault: Vault) -> None:
    import io

    with vault.read() as uow:
        shots = [view for view in evidence.listing(uow, cases.resolve(uow, "1")) if view.media_type == "image/png"]
    assert len(shots) == 2
    assert all(shot.contact_ids for shot in shots)
    with Image.open(io.BytesIO(evidence.read(vault, shots[0].id))) as picture:
        assert picture.size == (720, 1280)
        assert len(picture.convert("L").getcolors(256) or ()) > 20


def test_the_vault_is_sound(vault: Vault) -> None:
    assert vaults.verify(vault).problems == ()


def test_the_people_and_numbers_are_invented() -> None:
    script = yaml.safe_load(resources.path("demo", "cases.yaml").read_bytes())
    assert script["crew_segment"] == "1650000"
    for case in script["cases"]:
        assert case["client"]["phone"].startswith("139000000")
        assert case["client"].get("id_number", "000000").startswith("000000")
        assert all("示例" in debt["creditor"] or "某某" in debt["creditor"] for debt in case["debts"])


def test_it_replaces_an_earlier_demo_but_nothing_else(tmp_path: Path) -> None:
    class Stop(QuietContext):
        def progress(self, done: int, total: int | None = None, note: str = "") -> None:
            self.cancelled = True

    folder = tmp_path / "out"
    (folder / "packets").mkdir(parents=True)
    (folder / "packets" / "mine.txt").write_text("mine")
    with pytest.raises(UserError) as refusal:
        demo.build(folder, QuietContext())
    assert refusal.value.code == "demo_folder_used"
    assert (folder / "packets" / "mine.txt").read_text() == "mine"
    folder = tmp_path / "again"
    for _ in range(2):
        with pytest.raises(Cancelled):
            demo.build(folder, Stop())
    holder = vaults.unlock(
        folder / "vault", yaml.safe_load(resources.path("demo", "cases.yaml").read_bytes())["password"]
    )
    with pytest.raises(StorageError) as refusal_2:
        demo.build(folder, QuietContext())
    assert refusal_2.value.code == "vault_locked"
    holder.close()


@pytest.mark.parametrize("display", ["", ":0"])
def test_the_command_shows_a_window_or_draws_pictures(
    line: Line, tmp_path: Path, display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    if display:
        monkeypatch.setenv("DISPLAY", display)
    answer = line.bare("--json", "--lang", "en", "demo", "--out", tmp_path / "demo")
    assert answer.status == 0, answer.err
    document = answer.document
    vault = tmp_path / "demo" / "vault"
    assert Path(document["vault"]) == vault
    assert (document["cases"], len(document["packets"])) == (3, 2)
    if display:
        assert line.window == [(vault, document["password"], "en")]
        assert line.pictures == []
    else:
        assert line.window == []
        assert line.pictures == [(vault, document["password"], tmp_path / "demo" / "pictures", "en")]
        assert [Path(path).name for path in document["pictures"]] == ["page.png"]
