"""Backup into one file, restore into a new folder."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advocate.domain.errors import Cancelled, StorageError, UserError
from advocate.domain.jobs import QuietContext
from advocate.services import backups, evidence, vaults
from advocate.storage.vault import Vault


@pytest.fixture
def backed_up(vault: Vault, case_id: int, tmp_path: Path) -> Path:
    evidence.add_bytes(vault, b"secret letter", "letter.txt", case_id)
    report = backups.backup(vault, tmp_path / "b.advocate")
    data = (tmp_path / "b.advocate").read_bytes()
    assert (report.size_bytes, report.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    return tmp_path / "b.advocate"


def test_a_restored_vault_holds_everything(backed_up: Path, vault: Vault, vault_password: str, tmp_path: Path) -> None:
    assert b"secret letter" not in backed_up.read_bytes()
    report = backups.restore(backed_up, tmp_path / "again", vault_password)
    assert report.problems == ()
    with vaults.unlock(tmp_path / "again", vault_password) as restored:
        assert vaults.info(restored).evidence == 1
        assert evidence.read(restored, 1) == b"secret letter"
    assert vaults.verify(vault).ok


def test_the_recovery_code_restores_too(backed_up: Path, template_vault: Any, tmp_path: Path) -> None:
    assert backups.restore(backed_up, tmp_path / "again", template_vault.recovery_code).problems == ()


def test_restore_goes_only_to_a_new_folder(backed_up: Path, vault: Vault, vault_password: str) -> None:
    with pytest.raises(UserError, match="vault_exists"):
        backups.restore(backed_up, vault.path, vault_password)
    with pytest.raises(UserError, match="file_exists"):
        backups.backup(vault, backed_up)
    for inside in (vault.path / "b", vault.path / "evidence" / "b", backed_up.parent / "absent" / "b"):
        with pytest.raises(UserError, match="cannot_write"):
            backups.backup(vault, inside)


def test_the_wrong_password_leaves_nothing(backed_up: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StorageError, match="wrong_password"):
        backups.restore(backed_up, tmp_path / "again", "no")
    assert sorted(tmp_path.iterdir()) == before


def test_cancel_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    ctx = QuietContext()
    ctx.cancelled = True
    with pytest.raises(Cancelled):
        backups.backup(vault, tmp_path / "b", ctx)
    assert sorted(tmp_path.iterdir()) == before


def test_a_damaged_backup_restores_nothing(backed_up: Path, vault_password: str, tmp_path: Path) -> None:
    sound = backed_up.read_bytes()
    before = sorted(tmp_path.iterdir())
    for offset in (0, 300, 520, len(sound) // 2, len(sound) // 3):
        data = bytearray(sound)
        data[offset] ^= 1
        backed_up.write_bytes(data)
        with pytest.raises(StorageError, match="backup_damaged"):
            backups.restore(backed_up, tmp_path / "again", vault_password)
    for data in (b"", sound[: len(sound) // 2], b"not a tar at all" * 100):
        backed_up.write_bytes(data)
        with pytest.raises(StorageError, match="backup_damaged"):
            backups.restore(backed_up, tmp_path / "again", vault_password)
    assert sorted(tmp_path.iterdir()) == before


def _link(name: str, target: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.SYMTYPE, target
    return member


def _file(name: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = 4
    return member


@pytest.mark.parametrize(
    "member",
    [
        lambda: _file("../evil"),
        lambda: _file("/tmp/evil"),
        lambda: _file("keys/users/../../evil.key.age"),
        lambda: _file("evidence/aa/evil.age"),
        lambda: _link("vault.db-wal", "/etc/passwd"),
        lambda: _link("evidence/aa", "/tmp"),
    ],
)
def test_a_hostile_backup_writes_nowhere_else(
    backed_up: Path, vault_password: str, tmp_path: Path, member: Callable[[], tarfile.TarInfo]
) -> None:
    hostile = tmp_path / "hostile"
    with tarfile.open(backed_up) as old, tarfile.open(hostile, "w") as new:
        parts: dict[str, Any] = {}
        for item in old:
            if item.name == "manifest.json":
                continue
            data = old.extractfile(item).read()  # type: ignore[union-attr]
            parts[item.name] = {"size": item.size, "sha256": hashlib.sha256(data).hexdigest()}
            new.addfile(item, io.BytesIO(data))
        bad = member()
        new.addfile(bad, io.BytesIO(b"evil"))
        parts[bad.name] = {"size": bad.size, "sha256": hashlib.sha256(b"evil").hexdigest()}
        manifest = json.dumps({"format": 1, "parts": parts}).encode()
        last = tarfile.TarInfo("manifest.json")
        last.size = len(manifest)
        new.addfile(last, io.BytesIO(manifest))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StorageError, match="backup_damaged"):
        backups.restore(hostile, tmp_path / "again", vault_password)
    assert sorted(tmp_path.iterdir()) == before
    assert not Path("/tmp/evil").exists()


def test_a_lost_original_does_not_prevent_the_backup(
    vault: Vault, case_id: int, vault_password: str, tmp_path: Path
) -> None:
    item = evidence.add_bytes(vault, b"x", "x", case_id)
    next(vault.evidence.folder.rglob("*.age")).unlink()
    backups.backup(vault, tmp_path / "b")
    report = backups.restore(tmp_path / "b", tmp_path / "again", vault_password)
    assert [(p.id, p.detail) for p in report.problems] == [(f"E-{item.id:06d}", "evidence_lost")]
