"""The list of imports, and taking one back: exactly what it brought, and never under what was decided or filed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advocate.domain.drafts import DebtDraft
from advocate.domain.errors import UserError
from advocate.domain.filters import ContactFilter
from advocate.domain.jobs import QuietContext
from advocate.domain.vocabulary import CreditorType, Nature
from advocate.services import contacts, debts, evidence, findings, importing, imports, inbox
from advocate.storage.audit import verify_chain
from advocate.storage.vault import Vault
from tests.importers.conftest import sms, smses

START_MS = 1_789_830_605_000
THREAT = "再不还钱就上门打断你的腿"


def backup(folder: Path, name: str, *places: int, body: str = THREAT) -> Path:
    path = folder / name
    rows = (sms(body, date=str(START_MS + place * 3_600_000), address="17012345678") for place in places)
    path.write_text(smses(*rows), "utf-8")
    return path


def read_in(vault: Vault, case_id: int, *paths: Path) -> None:
    importing.run(vault, paths, case_id, QuietContext())


def rows(vault: Vault, sql: str) -> list[Any]:
    with vault.read() as uow:
        return list(uow.connection.exec_driver_sql(sql).all())


def state(vault: Vault) -> dict[str, int]:
    tables = ("contacts", "contacts_fts", "evidence", "import_evidence", "imports", "people", "left_out")
    return {table: rows(vault, f"SELECT count(*) FROM {table}")[0][0] for table in tables}


def the(vault: Vault, case_id: int, file: str) -> Any:
    with vault.read() as uow:
        return next(view for view in imports.listing(uow, case_id) if view.file == file)


def test_the_list_says_what_each_brought(vault: Vault, case_id: int, tmp_path: Path) -> None:
    read_in(vault, case_id, backup(tmp_path, "a.xml", 0, 1, 2))
    read_in(vault, case_id, backup(tmp_path, "b.xml", 2, 3))
    with vault.read() as uow:
        later, first = imports.listing(uow, case_id)
    assert (first.file, first.added, first.duplicates, first.waiting) == ("a.xml", 3, 0, 3)
    assert (later.file, later.added, later.duplicates, later.waiting) == ("b.xml", 1, 1, 1)
    assert first.run != later.run
    assert len(first.sha256) == 64
    assert first.first_utc is not None
    with vault.write() as uow:
        inbox.leave_out(uow, case_id)
    assert (the(vault, case_id, "a.xml").waiting, the(vault, case_id, "a.xml").left_out) == (0, 3)


def test_one_import_is_taken_back_and_nothing_else(vault: Vault, case_id: int, tmp_path: Path) -> None:
    read_in(vault, case_id, backup(tmp_path, "a.xml", 0, 1))
    before = state(vault)
    second = backup(tmp_path, "b.xml", 5, 6, 7)
    read_in(vault, case_id, second)
    with vault.write() as uow:
        inbox.leave_out(uow, case_id, ids=list(inbox.entries(uow, case_id))[-1:])
        inbox.finish(uow, case_id)
    view = the(vault, case_id, "b.xml")
    with vault.write() as uow:
        imports.undo(uow, view.id)
    assert state(vault) == before
    with vault.read() as uow:
        assert [item.name for item in evidence.listing(uow, case_id)] == ["a.xml"]
        assert verify_chain(uow.connection)[1] is None
    logged = rows(vault, "SELECT count(*) FROM audit_log WHERE action = 'undone' AND kind = 'import'")
    assert logged[0][0] == 1
    read_in(vault, case_id, second)
    assert the(vault, case_id, "b.xml").added == 3


def test_a_file_that_two_imports_read_stays_for_the_other(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = backup(tmp_path, "a.xml", 0)
    read_in(vault, case_id, path)
    read_in(vault, case_id, path)
    with vault.read() as uow:
        later, first = imports.listing(uow, case_id)
    with vault.write() as uow:
        imports.undo(uow, first.id)
    with vault.read() as uow:
        assert len(evidence.listing(uow, case_id)) == 1
    with vault.write() as uow:
        imports.undo(uow, later.id)
    assert state(vault)["imports"] == 0


def test_a_decision_holds_an_import(vault: Vault, case_id: int, tmp_path: Path) -> None:
    with vault.write() as uow:
        debts.add(uow, case_id, DebtDraft("示例消费金融有限公司", CreditorType.CONSUMER_FINANCE))
    read_in(vault, case_id, backup(tmp_path, "a.xml", 0, 1))
    with vault.write() as uow:
        inbox.take(uow, case_id, Nature.COLLECTION)
        findings.evaluate(uow, case_id)
        findings.confirm(uow, findings.listing(uow, case_id)[0].id)
    view = the(vault, case_id, "a.xml")
    before = state(vault)
    with vault.write() as uow, pytest.raises(UserError) as refused:
        imports.undo(uow, view.id)
    assert refused.value.code == "import_has_decisions"
    assert state(vault) == before


def test_what_was_filed_holds_an_import(vault: Vault, case_id: int, tmp_path: Path) -> None:
    read_in(vault, case_id, backup(tmp_path, "a.xml", 0))
    view = the(vault, case_id, "a.xml")
    with vault.write() as uow:
        # A packet that was handed in, as `complaints.build` and the filing leave it.
        uow.connection.exec_driver_sql(
            "INSERT INTO complaints (uid, number, case_id, channel, title, status, fields, receipt, created_utc, "
            "updated_utc) VALUES (randomblob(16), 'P-2026-0001', ?, 'x', '', 'filed', '{}', '', 0, 0)",
            (case_id,),
        )
        uow.connection.exec_driver_sql(
            "INSERT INTO packets (uid, complaint_id, built_utc, draft, pages, sha256, manifest, model) "
            "VALUES (randomblob(16), 1, 0, 0, 1, '', ?, '{}')",
            (f'{{"files": [{{"sha256": "{view.sha256}"}}]}}',),
        )
    with vault.write() as uow, pytest.raises(UserError) as refused:
        imports.undo(uow, view.id)
    assert (refused.value.code, refused.value.params["complaint"]) == ("import_was_filed", "P-2026-0001")


def test_everything_of_one_go_is_taken_back_together(vault: Vault, case_id: int, tmp_path: Path) -> None:
    read_in(vault, case_id, backup(tmp_path, "a.xml", 0), backup(tmp_path, "b.xml", 1))
    run = the(vault, case_id, "a.xml").run
    with vault.write() as uow:
        assert len(imports.undo_run(uow, case_id, run)) == 2
        assert not contacts.ids(uow, ContactFilter(case_id=case_id))


def test_an_unknown_import(vault: Vault, case_id: int) -> None:
    with vault.write() as uow, pytest.raises(UserError) as refused:
        imports.undo(uow, 99)
    assert refused.value.code == "unknown_id"
