"""Vaults: make, open, describe, check."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from advocate.domain.errors import StorageError
from advocate.domain.jobs import JobContext, QuietContext
from advocate.domain.views import VaultInfo, VerifyProblem, VerifyReport
from advocate.services import erasing, evidence
from advocate.storage import schema
from advocate.storage.audit import verify_chain
from advocate.storage.failures import storage_error
from advocate.storage.maintenance import dangling_references, integrity_problems, size_on_disk
from advocate.storage.tables import CaseRow, ComplaintRow, ContactRow, EvidenceRow, PhoneNumberRow
from advocate.storage.vault import Vault

#: Longest list of findings of one check of the database; the first page of a damaged file says enough.
_MAX_PROBLEMS = 50
#: How every recovery code begins: it is an age identity.
RECOVERY_PREFIX = "AGE-SECRET-KEY-"


@dataclass(frozen=True, slots=True)
class CreatedVault:
    """A new vault, open, and the recovery code that people must write down: it is stored nowhere."""

    vault: Vault
    recovery_code: str = field(repr=False)


def create(
    path: Path | str, password: str, user_name: str = "counselor", *, memory_security: bool = False
) -> CreatedVault:
    """Make a new vault in a folder that does not exist or is empty; raises as `Vault.create`."""
    return CreatedVault(*Vault.create(Path(path), password, user_name, memory_security=memory_security))


def unlock(path: Path | str, password: str, *, memory_security: bool = False) -> Vault:
    """Open a vault with a password; raises as `Vault.open`."""
    return _finished(Vault.open(Path(path), password, memory_security=memory_security))


def unlock_with_recovery(path: Path | str, code: str, *, memory_security: bool = False) -> Vault:
    """Open a vault with its recovery code; raises as `Vault.open_with_recovery`."""
    return _finished(Vault.open_with_recovery(Path(path), code, memory_security=memory_security))


def _finished(vault: Vault) -> Vault:
    """Erase what people left out of an inbox before the program ended: nobody can take that back any more."""
    # A damaged database is for `verify` to tell about, not for the door.
    with suppress(StorageError):
        with vault.read() as uow:
            unfinished = erasing.is_unfinished(uow)
        if unfinished:
            # Rarely needed, and it brings the rules with it: the door opens without.
            from advocate.services import inbox

            with vault.write() as uow:
                inbox.finish_all(uow)
    return vault


def unlock_with(path: Path | str, secret: str, *, memory_security: bool = False) -> Vault:
    """Open a vault with whatever somebody has of it: a recovery code is told from a password by its beginning."""
    opener = unlock_with_recovery if secret.strip().upper().startswith(RECOVERY_PREFIX) else unlock
    return opener(path, secret, memory_security=memory_security)


def info(vault: Vault) -> VaultInfo:
    """Return what the vault holds, without what is in the trash."""
    with vault.read() as uow:
        counts = {
            name: uow.session.exec(select(func.count()).select_from(table).where(*conditions)).one()
            for name, table, conditions in (
                ("cases", CaseRow, [col(CaseRow.deleted_at).is_(None)]),
                ("contacts", ContactRow, [col(ContactRow.deleted_at).is_(None)]),
                ("evidence", EvidenceRow, [col(EvidenceRow.deleted_at).is_(None)]),
                ("numbers", PhoneNumberRow, []),
                ("complaints", ComplaintRow, [col(ComplaintRow.deleted_at).is_(None)]),
            )
        }
    return VaultInfo(path=str(vault.path), schema=schema.HEAD, size_bytes=size_on_disk(vault.path), **counts)


def verify(vault: Vault, ctx: JobContext | None = None) -> VerifyReport:
    """Check the database, the audit chain and every evidence file against its hash.

    Damage is reported, not raised: kinds ``database``, ``reference``, ``audit``, ``evidence``, ``derivative``. The
    check of the evidence is written to the custody log only where the database itself is sound.
    """
    ctx = ctx or QuietContext()
    problems = [VerifyProblem("database", "vault.db", text) for text in integrity_problems(vault)[:_MAX_PROBLEMS]]
    ctx.check()
    sound = not problems
    checked: dict[str, int] = {"database": 1}
    try:
        with vault.read() as uow:
            problems += [
                VerifyProblem("reference", f"{table}:{row}", f"-> {parent}")
                for table, row, parent in dangling_references(uow.connection)[:_MAX_PROBLEMS]
            ]
            checked["audit"], broken = verify_chain(uow.connection, lambda _line: ctx.check())
            if broken is not None:
                problems.append(VerifyProblem("audit", str(broken.line), broken.what))
        files = evidence.verify(vault, None, ctx, log=sound)
    except (StorageError, DBAPIError) as error:
        known = storage_error(error)
        if known is None or known.code != "vault_damaged":
            raise
        if sound:
            problems.append(VerifyProblem("database", "vault.db", known.code))
    else:
        problems += files.problems
        checked |= files.checked
    return VerifyReport(tuple(problems), dict(checked))
