"""Backup of a whole vault into one encrypted file, and restore into a new folder."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from sqlmodel import select

from advocate.domain.errors import StorageError, UserError
from advocate.domain.jobs import JobContext, QuietContext
from advocate.domain.views import BackupReport
from advocate.services import vaults
from advocate.storage import archive
from advocate.storage.failures import translated
from advocate.storage.maintenance import size_on_disk
from advocate.storage.tables import DerivativeRow, EvidenceRow
from advocate.storage.vault import DATABASE, EVIDENCE, Vault

_SPARE_BYTES = 16 * 1024 * 1024


def backup(vault: Vault, file: Path | str, ctx: JobContext | None = None) -> BackupReport:
    """Write the whole vault into ``file`` and read it back; others go on reading, writers wait for the database only.

    Raises `UserError` ``file_exists`` or ``cannot_write``, `StorageError` ``disk_full`` or ``backup_damaged``.
    """
    ctx = ctx or QuietContext()
    target = Path(file).absolute()
    if target.exists():
        raise UserError("file_exists", name=target.name)
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK) or vault.path in target.parents:
        raise UserError("cannot_write", path=str(target.parent))
    total = size_on_disk(vault.path)
    if shutil.disk_usage(target.parent).free < total + _SPARE_BYTES:
        raise StorageError("disk_full")
    with translated():
        writer = archive.ArchiveWriter(target, _stepper(ctx, 2 * total))
        try:
            evidence = _add_database(vault, writer)
            for name in sorted(evidence):
                writer.add(f"{EVIDENCE}/{name}", vault.path / EVIDENCE / name)
            written = writer.finish()
        except BaseException:
            writer.abandon()
            raise
    with vault.write() as uow:
        uow.audit("backed_up", "vault", sha256=written.sha256, size_bytes=written.size_bytes)
    return BackupReport(str(target), written.size_bytes, written.sha256)


def restore(file: Path | str, folder: Path | str, password: str, ctx: JobContext | None = None) -> BackupReport:
    """Unpack a backup into a new folder, open it with ``password`` (or the recovery code) and check all of it.

    Nothing is left in ``folder`` on failure. What was wrong with the vault when it was backed up comes back in
    ``problems``. Raises `UserError` ``vault_exists`` or ``evidence_missing``, `StorageError` ``backup_damaged``,
    ``wrong_password``, ``disk_full``.
    """
    ctx = ctx or QuietContext()
    source, target = Path(file).absolute(), Path(folder).absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError("vault_exists", path=str(target))
    if not source.is_file():
        raise UserError("evidence_missing", name=source.name)
    size = source.stat().st_size
    building = target.with_name(f".{target.name}.{secrets.token_hex(4)}.new")
    with translated():
        try:
            building.mkdir(parents=True)
            if shutil.disk_usage(building).free < size + _SPARE_BYTES:
                raise StorageError("disk_full")
            (building / EVIDENCE).mkdir()
            archive.unpack(source, building, _stepper(ctx, size))
            with vaults.unlock_with(building, password) as vault:
                report = vaults.verify(vault, ctx)
            if target.exists():
                target.rmdir()
            os.rename(building, target)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
    return BackupReport(str(target), size, archive.sha256(source), report.problems)


def _add_database(vault: Vault, writer: archive.ArchiveWriter) -> set[str]:
    """Add keys and database as of one moment; return the evidence files that this database names."""
    with vault.write() as uow:
        # With the write lock held nobody appends to the log or folds it into the file: the two fit together.
        for part in ("vault.json", DATABASE, f"{DATABASE}-wal", "keys/vault.key.age"):
            writer.add(part, vault.path / part)
        for slot in sorted((vault.path / "keys" / "users").glob("*.key.age")):
            writer.add(f"keys/users/{slot.name}", slot)
        names = set(uow.session.exec(select(EvidenceRow.file_name)))
        names.update(uow.session.exec(select(DerivativeRow.file_name)))
    return names - {""}


def _stepper(ctx: JobContext, total: int) -> Callable[[int], None]:
    def step(done_bytes: int) -> None:
        ctx.check()
        ctx.progress(done_bytes, total)

    return step
