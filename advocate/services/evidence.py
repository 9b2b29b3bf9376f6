"""Evidence: take originals in, list, check and hand them out; each touch stands in custody log and audit chain."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import func
from sqlmodel import col, select

from advocate.domain.errors import StorageError, UserError
from advocate.domain.file_facts import FileFacts
from advocate.domain.ids import short_id
from advocate.domain.jobs import JobContext, QuietContext
from advocate.domain.views import EvidenceView, VerifyProblem, VerifyReport
from advocate.domain.vocabulary import CustodyAction
from advocate.services.values import storable
from advocate.storage.evidence_files import Discard, StagedFile, Step
from advocate.storage.tables import (
    CaseRow,
    ContactRow,
    CustodyEntryRow,
    DerivativeRow,
    EvidenceContactRow,
    EvidenceRow,
)
from advocate.storage.uow import UnitOfWork
from advocate.storage.vault import Vault

#: Largest original that `read` gives into memory.
READ_LIMIT_BYTES = 256 * 1024 * 1024
_MAX_NAME = 255
_MAX_NOTE = 2_000
#: What Windows, or a shell, would not take in a file name.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def add(
    vault: Vault,
    paths: Sequence[Path | str],
    case_id: int,
    contact_id: int | None = None,
    ctx: JobContext | None = None,
    note: str = "",
) -> list[EvidenceView]:
    """Take files in as evidence of a case, all or none; a file that the case has already is not stored twice.

    Raises as `EvidenceStore.stage` does, and `UserError` ``unknown_id`` for a case or contact that is not there.
    """
    ctx = ctx or QuietContext()
    files = [Path(path) for path in paths]
    with vault.read() as uow:
        _require_owner(uow, case_id, contact_id)
    total = sum(_size(file) for file in files)
    staged: list[StagedFile] = []
    try:
        for file in files:
            before = sum(item.size_bytes for item in staged)
            staged.append(vault.evidence.stage(file, _stepper(ctx, before, total)))
        with vault.write() as uow:
            ids = []
            for file, item in zip(files, staged, strict=True):
                ids.append(record(uow, item, case_id, clean_name(file), contact_id, note=note, how="file"))
            return [get(uow, row_id) for row_id in ids]
    except BaseException:
        _forget(vault, staged)
        raise


def add_bytes(
    vault: Vault, data: bytes, name: str, case_id: int, contact_id: int | None = None, note: str = ""
) -> EvidenceView:
    """Take in a pasted picture or another thing that was never a file; raises as `add`."""
    with vault.read() as uow:
        _require_owner(uow, case_id, contact_id)
    staged = vault.evidence.stage_bytes(data)
    try:
        with vault.write() as uow:
            row_id = record(uow, staged, case_id, clean_name(Path(name)), contact_id, note=note, how="clipboard")
            return get(uow, row_id)
    except BaseException:
        _forget(vault, [staged])
        raise


def record(
    uow: UnitOfWork,
    staged: StagedFile,
    case_id: int,
    name: str,
    contact_id: int | None = None,
    *,
    note: str = "",
    how: str = "",
    source_label: str = "",
    facts: FileFacts | None = None,
    origin: dict[str, str] | None = None,
) -> int:
    """Make ``staged`` evidence of a case within a transaction and return its id.

    The same bytes in the case: the id that they have; in another case: the stored file is shared. Whoever staged the
    file discards it when this is never called. ``facts`` are what the file says of itself; ``origin`` goes into the
    custody log as data: the archive that it came in, and its hash.
    """
    _require_owner(uow, case_id, contact_id)
    facts = facts or FileFacts()
    twins = uow.session.exec(
        select(EvidenceRow).where(EvidenceRow.sha256 == staged.sha256).order_by(col(EvidenceRow.id))
    ).all()
    row = next((twin for twin in twins if twin.case_id == case_id), None)
    stored: StagedFile | EvidenceRow = staged
    if twins and uow.evidence.has(twins[0].file_name):
        stored = twins[0]
        uow.evidence.discard(staged)
    else:
        uow.on_failure(lambda: uow.evidence.discard(staged))
        uow.evidence.keep(staged)
        for twin in twins:
            # The stored file was lost, and here are its bytes again.
            twin.file_name, twin.file_key = staged.file_name, staged.file_key
    if row is None:
        row = EvidenceRow(
            case_id=case_id,
            sha256=staged.sha256,
            size_bytes=staged.size_bytes,
            media_type=staged.media_type,
            name=name,
            source_label=source_label,
            acquired_how=how,
            note=note,
            device=facts.device,
            captured_utc=facts.captured_utc,
            marks=list(facts.marks),
            file_name=stored.file_name,
            file_key=stored.file_key,
            added_by=uow.user_id,
            added_utc=uow.now(),
        )
        uow.session.add(row)
        uow.session.flush()
        row_id = _id(row)
        acquired = {"how": how, "size_bytes": staged.size_bytes, **(origin or {})}
        _log(uow, row, CustodyAction.ACQUIRED, acquired)
        uow.audit("added", "evidence", row_id, case_id, sha256=staged.sha256, size_bytes=staged.size_bytes)
    elif row.deleted_at is not None:
        row.deleted_at = None
        uow.audit("restored", "evidence", row.id, case_id)
    row_id = _id(row)
    if contact_id is not None:
        link(uow, row_id, contact_id)
    uow.changed("evidence", row_id, case_id=case_id)
    return row_id


def link(uow: UnitOfWork, evidence_id: int, contact_id: int) -> None:
    """Note that a piece of evidence shows a contact of the same case; a second time does nothing."""
    row = _row(uow, evidence_id)
    _require_owner(uow, row.case_id, contact_id)
    if uow.session.get(EvidenceContactRow, (evidence_id, contact_id)) is None:
        uow.session.add(EvidenceContactRow(evidence_id=evidence_id, contact_id=contact_id))
        uow.session.flush()
        uow.audit("linked", "evidence", evidence_id, row.case_id, contact_id=contact_id)
        uow.changed("evidence", evidence_id, case_id=row.case_id)


def set_note(uow: UnitOfWork, evidence_id: int, note: str) -> None:
    """Keep what a person notes about an original, which itself stays as it is.

    Raises `UserError` ``unknown_id``, ``field_too_long``.
    """
    row = _row(uow, evidence_id)
    text = storable(note).strip()
    if len(text) > _MAX_NOTE:
        raise UserError("field_too_long", field="note", max=_MAX_NOTE)
    if text == row.note:
        return
    row.note = text
    uow.session.add(row)
    uow.session.flush()
    uow.audit("edited", "evidence", evidence_id, row.case_id, fields=["note"])
    uow.changed("evidence", evidence_id, case_id=row.case_id)


def listing(uow: UnitOfWork, case_id: int) -> list[EvidenceView]:
    """Return the evidence of a case in the order of its taking in."""
    rows = uow.session.exec(
        select(EvidenceRow)
        .where(EvidenceRow.case_id == case_id, col(EvidenceRow.deleted_at).is_(None))
        .order_by(col(EvidenceRow.id))
    ).all()
    links: dict[int, list[int]] = {}
    for pair in uow.session.exec(
        select(EvidenceContactRow)
        .join(EvidenceRow, col(EvidenceRow.id) == EvidenceContactRow.evidence_id)
        .where(EvidenceRow.case_id == case_id)
        .order_by(col(EvidenceContactRow.contact_id))
    ):
        links.setdefault(pair.evidence_id, []).append(pair.contact_id)
    return [_view(row, links.get(_id(row), ())) for row in rows]


def get(uow: UnitOfWork, evidence_id: int) -> EvidenceView:
    """Return one piece of evidence; raises `UserError` ``unknown_id``."""
    row = _row(uow, evidence_id)
    contacts = uow.session.exec(
        select(EvidenceContactRow.contact_id)
        .where(EvidenceContactRow.evidence_id == evidence_id)
        .order_by(col(EvidenceContactRow.contact_id))
    )
    return _view(row, contacts)


def read(vault: Vault, evidence_id: int, limit_bytes: int = READ_LIMIT_BYTES) -> bytes:
    """Return an original, checked against its hash; raises ``evidence_too_big``, ``evidence_lost`` or ``…_damaged``."""
    with vault.read() as uow:
        row = _row(uow, evidence_id)
    return vault.evidence.read(row.file_name, row.file_key, row.sha256, limit_bytes)


def export(vault: Vault, evidence_id: int, folder: Path, ctx: JobContext | None = None) -> Path:
    """Write an original, checked against its hash, into ``folder`` under its id and name; never over a file.

    Raises `UserError` ``cannot_write`` or ``unknown_id``, `StorageError` ``evidence_lost`` or ``evidence_damaged``.
    """
    ctx = ctx or QuietContext()
    with vault.read() as uow:
        row = _row(uow, evidence_id)
    target = _free_name(folder, f"{short_id('evidence', evidence_id)}_{row.name}")
    vault.evidence.export(row.file_name, row.file_key, row.sha256, target, _stepper(ctx, 0, row.size_bytes))
    with vault.write() as uow:
        _log(uow, row, CustodyAction.EXPORTED, {"size_bytes": row.size_bytes})
        uow.audit("exported", "evidence", evidence_id, row.case_id, sha256=row.sha256)
    return target


def verify(
    vault: Vault, case_id: int | None = None, ctx: JobContext | None = None, *, log: bool = True
) -> VerifyReport:
    """Decrypt every original (of one case, or all) and compare it with the hash taken on the way in.

    With ``log`` each check stands in the custody log. ``checked`` holds ``evidence``, ``derivatives`` and ``bytes``.
    """
    ctx = ctx or QuietContext()
    of_case = select(EvidenceRow.id).where(EvidenceRow.case_id == case_id)
    with vault.read() as uow:
        originals = uow.session.exec(
            select(EvidenceRow).where(*([EvidenceRow.case_id == case_id] if case_id is not None else []))
        ).all()
        made = uow.session.exec(
            select(DerivativeRow).where(
                DerivativeRow.file_name != "",
                *([col(DerivativeRow.evidence_id).in_(of_case)] if case_id is not None else []),
            )
        ).all()
    rows: list[EvidenceRow | DerivativeRow] = [*originals, *made]
    total = sum(row.size_bytes for row in rows)
    seen: dict[str, str] = {}
    problems, done = [], 0
    for row in rows:
        ctx.check()
        if row.file_name not in seen:
            seen[row.file_name] = _check(vault, row, _stepper(ctx, done, total))
        done += row.size_bytes
        kind = "evidence" if isinstance(row, EvidenceRow) else "derivative"
        if seen[row.file_name]:
            label = short_id("evidence", _id(row)) if kind == "evidence" else str(row.id)
            problems.append(VerifyProblem(kind, label, seen[row.file_name]))
    if log and originals:
        with vault.write() as uow:
            for original in originals:
                _log(uow, original, CustodyAction.VERIFIED, {"result": seen[original.file_name] or "ok"})
            uow.audit("verified", "evidence", None, case_id, items=len(originals), problems=len(problems))
    return VerifyReport(tuple(problems), {"evidence": len(originals), "derivatives": len(made), "bytes": done})


def count(uow: UnitOfWork) -> int:
    """Return the number of pieces of evidence in the vault."""
    return uow.session.exec(select(func.count()).where(col(EvidenceRow.deleted_at).is_(None))).one()


def clean_name(path: Path) -> str:
    """Return the file's own name fit for storing and for writing out anywhere: no controls, no bidi overrides."""
    name = os.fsencode(path.name).decode("utf-8", "replace")
    name = _UNSAFE.sub("_", name).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    if len(name) > _MAX_NAME - 60 and dot and len(suffix) < 20:
        return f"{stem[:120]}.{suffix}"
    return name[:120] or "unnamed"


def _check(vault: Vault, row: EvidenceRow | DerivativeRow, step: Step) -> str:
    """Return the code of what is wrong with a stored file, empty where it is sound."""
    try:
        digest, size = vault.evidence.decrypt(row.file_name, row.file_key, Discard(), step)
    except StorageError as error:
        return error.code
    return "" if (digest, size) == (row.sha256, row.size_bytes) else "evidence_damaged"


def _stepper(ctx: JobContext, before: int, total: int) -> Step:
    """Return a callback that reports bytes and stops when asked to."""

    def step(done_bytes: int) -> None:
        ctx.check()
        ctx.progress(before + done_bytes, total)

    return step


def _log(uow: UnitOfWork, row: EvidenceRow, action: CustodyAction, detail: dict[str, object]) -> None:
    uow.session.add(
        CustodyEntryRow(
            evidence_id=_id(row),
            action=action,
            at_utc=uow.now(),
            user_id=uow.user_id,
            sha256=row.sha256,
            detail=detail,
        )
    )


def _require_owner(uow: UnitOfWork, case_id: int, contact_id: int | None) -> None:
    """Raise `UserError` ``unknown_id`` unless the case is there and the contact is its own."""
    case = uow.session.get(CaseRow, case_id)
    if case is None or case.deleted_at is not None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
    if contact_id is not None:
        found = uow.session.exec(select(ContactRow.case_id).where(ContactRow.id == contact_id)).first()
        if found != case_id:
            raise UserError("unknown_id", id=short_id("contact", contact_id), kind="contact")


def _row(uow: UnitOfWork, evidence_id: int) -> EvidenceRow:
    row = uow.session.get(EvidenceRow, evidence_id)
    if row is None:
        raise UserError("unknown_id", id=short_id("evidence", evidence_id), kind="evidence")
    return row


def _view(row: EvidenceRow, contacts: Iterable[int]) -> EvidenceView:
    return EvidenceView(
        id=_id(row),
        case_id=row.case_id,
        name=row.name,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        media_type=row.media_type,
        captured_utc=row.captured_utc,
        added_utc=row.added_utc,
        contact_ids=tuple(contacts),
        note=row.note,
        source_label=row.source_label,
        device=row.device,
        marks=tuple(row.marks),
    )


def _id(row: EvidenceRow | DerivativeRow) -> int:
    if row.id is None:
        raise ValueError("the row was not flushed")
    return row.id


def _size(file: Path) -> int:
    try:
        return os.lstat(file).st_size
    except (OSError, ValueError):
        # `stage` says what is wrong with it.
        return 0


def _forget(vault: Vault, staged: Iterable[StagedFile]) -> None:
    """Remove copies that no row names."""
    items = {item.file_name: item for item in staged}
    try:
        with vault.read() as uow:
            named = set(
                uow.session.exec(select(EvidenceRow.file_name).where(col(EvidenceRow.file_name).in_(list(items))))
            )
    except StorageError:
        # The error that brought us here counts; the next start sweeps.
        return
    for name, item in items.items():
        if name not in named:
            vault.evidence.discard(item)


def _free_name(folder: Path, name: str) -> Path:
    if not folder.is_dir():
        try:
            folder.mkdir(parents=True)
        except OSError as error:
            raise UserError("cannot_write", path=str(folder)) from error
    target, number = folder / name, 2
    while target.exists():
        target = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    return target
