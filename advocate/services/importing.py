"""Import files into a case: the file becomes evidence, its entries become contacts, each refused one has a reason."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from advocate import __version__, messages
from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import StorageError, UserError
from advocate.domain.jobs import JobContext
from advocate.domain.moments import zone_info
from advocate.domain.views import FileReport, ImportReport
from advocate.importers import registry
from advocate.importers.base import Importer, ReadContext
from advocate.importers.sources import DiskFile, shown_name
from advocate.services import evidence, number_rows, same_events
from advocate.services.import_outcomes import Outcomes, Tally
from advocate.services.import_rows import FingerprintIndex, RowWriter, Target
from advocate.storage.evidence_files import StagedFile
from advocate.storage.tables import CaseRow, ImportRow
from advocate.storage.uow import UnitOfWork
from advocate.storage.vault import Vault

CHUNK = 1_000
_HASH_BYTES = 1024 * 1024


def formats(lang: str = "zh") -> list[dict[str, str]]:
    """Return the formats that can be read: ``name`` (for ``--format``), ``title``, and how each is ``recognised``."""
    return [
        {
            "name": importer.name,
            "title": messages.text(f"format.{importer.name}", lang),
            "recognised": messages.text(f"format.{importer.name}.recognised", lang),
        }
        for importer in registry.importers()
    ]


def preview(
    vault: Vault,
    paths: Sequence[Path],
    case_id: int,
    ctx: JobContext,
    format: str | None = None,
    zone: str | None = None,
) -> ImportReport:
    """Read files and say what `run` would add, without writing anything; raises as `run` does."""
    _require(paths, zone)
    with vault.read() as uow:
        _case(uow, case_id)
        seen: set[bytes] = set()
        outcomes = Outcomes()
        for position, path in enumerate(paths):
            with outcomes.collecting(position, path):
                source = _Source.of(path, format, ctx)
                digest = _digest(source)
                tally = Tally()
                index = FingerprintIndex(uow.connection, case_id)
                for chunk in _chunks(_taken(source, tally)):
                    tally.count(chunk, _count_new(index, chunk, seen))
                source.require_unchanged()
                tally.require_something(source.name)
                outcomes.add(position, tally.report(source.name, source.importer.name, digest, source.ctx.warnings))
    return ImportReport(outcomes.reports(), preview=True)


def run(
    vault: Vault,
    paths: Sequence[Path],
    case_id: int,
    ctx: JobContext,
    format: str | None = None,
    zone: str | None = None,
    take: str = "all",
) -> ImportReport:
    """Import files into a case in one transaction: each file whole or not at all, and nothing if it is cancelled.

    ``zone`` (IANA; by default the case's) is where the phone's owner lived. A file that cannot be read is reported with
    its reason and leaves nothing; where none can be read, the reason is raised: `UserError` of the importers and of
    `EvidenceStore.stage`. Raises `UserError` ``unknown_id``, ``unknown_zone``, ``unknown_importer`` and
    ``take_unsupported``, `Cancelled` and `StorageError`.
    """
    _require(paths, zone)
    if take != "all":
        raise UserError("take_unsupported", take=take[:20])
    with vault.read() as uow:
        _case(uow, case_id)
    outcomes = Outcomes()
    staged: list[tuple[int, _Source, StagedFile]] = []
    try:
        for position, path in enumerate(paths):
            with outcomes.collecting(position, path):
                source = _Source.of(path, format, ctx)
                staged.append((position, source, vault.evidence.stage(source.path, source.hashing)))
        outcomes.require_some(len(staged))
        with vault.write() as uow:
            for position, source, item in staged:
                with outcomes.collecting(position, source.given), uow.savepoint():
                    outcomes.add(position, _import(uow, source, item, case_id, zone))
            outcomes.require_some(len(outcomes))
            same_events.rematch(uow, case_id)
    finally:
        _discard_unnamed(vault, [item for _position, _source, item in staged])
    return ImportReport(outcomes.reports())


@dataclass(slots=True)
class _Source:
    """One file to read: where it is, what reads it, and what it looked like at first."""

    given: Path
    path: Path
    source: DiskFile
    importer: Importer
    ctx: ReadContext
    looks: tuple[int, ...]

    @classmethod
    def of(cls, given: Path, format_name: str | None, job: JobContext) -> _Source:
        path = Path(os.path.realpath(given))
        source = DiskFile(path, evidence.clean_name(given))
        importer = registry.named(format_name) if format_name else registry.claim(source)
        looks = _looks(path)
        return cls(given, path, source, importer, ReadContext(source.name, looks[0], job), looks)

    @property
    def name(self) -> str:
        return self.ctx.name

    def hashing(self, done_bytes: int) -> None:
        """Report progress while the original is copied; raises `Cancelled`."""
        self.ctx.advance(done_bytes, "progress_hashing")

    def require_unchanged(self) -> None:
        """Raise `UserError` ``file_changed`` where what was read may not be what was kept as evidence."""
        if _looks(self.path) != self.looks:
            raise UserError("file_changed", file=self.name)


def _import(uow: UnitOfWork, source: _Source, staged: StagedFile, case_id: int, zone: str | None) -> FileReport:
    """Write one file: evidence, contacts, numbers, index, the import's own row, and the line in the audit log."""
    case = _case(uow, case_id)
    evidence_id = evidence.record(uow, staged, case_id, source.name, how="import")
    row = ImportRow(
        case_id=case_id,
        evidence_id=evidence_id,
        format=source.importer.name,
        file_name=source.name,
        zone=zone or case.zone,
        importer_version=__version__,
        user_id=uow.user_id,
        created_utc=uow.now(),
    )
    uow.session.add(row)
    uow.session.flush()
    if row.id is None:
        raise ValueError("the row was not flushed")
    target = Target(
        case_id=case_id,
        import_id=row.id,
        evidence_id=evidence_id,
        zone=row.zone,
        region=number_rows.region_of(case.jurisdiction),
        user_id=uow.user_id,
        now_ms=int(uow.now().timestamp() * 1000),
    )
    tally = _write(uow, source, target)
    source.require_unchanged()
    tally.require_something(source.name)
    row.added, row.duplicates, row.other, row.rejected = tally.added, tally.duplicates, tally.other, tally.problems
    row.report = _stored(tally, source)
    uow.session.flush()
    uow.audit(
        "imported",
        "import",
        row.id,
        case_id,
        format=row.format,
        sha256=staged.sha256,
        evidence=evidence_id,
        added=tally.added,
        duplicates=tally.duplicates,
        other=tally.other,
        rejected=tally.problems,
    )
    case.updated_utc = uow.now()
    for kind in ("import", "contact", "number", "case"):
        uow.changed(kind, case_id=case_id)
    return tally.report(source.name, source.importer.name, staged.sha256, source.ctx.warnings)


def _write(uow: UnitOfWork, source: _Source, target: Target) -> Tally:
    tally = Tally()
    writer = RowWriter(uow, target)
    for chunk in _chunks(_taken(source, tally)):
        tally.count(chunk, writer.write(chunk))
    return tally


def _stored(tally: Tally, source: _Source) -> dict[str, Any]:
    """Return what the import's row keeps: places, codes and counts, nothing that anybody said."""
    return {
        "rejected": [
            {"place": r.place, "reason": r.reason, "other": r.other, "params": dict(r.params)} for r in tally.rejected
        ],
        "warnings": [{"code": w.code, "params": dict(w.params)} for w in source.ctx.warnings],
    }


def _taken(source: _Source, tally: Tally) -> Iterator[EntryDraft]:
    """Yield the entries that are taken; the others go to the tally with their reasons."""
    for item in source.importer.read(source.source, source.ctx):
        if isinstance(item, EntryDraft):
            yield item
        elif isinstance(item, Rejection):
            tally.reject(item)


def _chunks(entries: Iterable[EntryDraft]) -> Iterator[list[EntryDraft]]:
    chunk: list[EntryDraft] = []
    for entry in entries:
        chunk.append(entry)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _count_new(index: FingerprintIndex, chunk: Sequence[EntryDraft], seen: set[bytes]) -> int:
    """Return how many entries neither the case nor an earlier line of this preview holds."""
    prints = {index.of(entry) for entry in chunk} - seen
    prints -= index.known(list(prints))
    seen |= prints
    return len(prints)


def _discard_unnamed(vault: Vault, staged: Sequence[StagedFile]) -> None:
    """Remove copies that no row names: their file could not be read, or the import was cancelled."""
    statement = "SELECT 1 FROM evidence WHERE file_name = ? LIMIT 1"
    # Where even reading fails, the error that brought us here counts, and the next start sweeps.
    with suppress(StorageError), vault.read() as uow:
        for item in staged:
            if uow.connection.exec_driver_sql(statement, (item.file_name,)).first() is None:
                vault.evidence.discard(item)


def _require(paths: Sequence[Path], zone: str | None) -> None:
    if not paths:
        raise UserError("no_files")
    if zone is not None:
        zone_info(zone)


def _case(uow: UnitOfWork, case_id: int) -> CaseRow:
    case = uow.session.get(CaseRow, case_id)
    if case is None or case.deleted_at is not None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
    return case


def _looks(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError as error:
        raise UserError("file_unreadable", file=shown_name(path)) from error
    return found.st_size, found.st_mtime_ns, found.st_ino


def _digest(source: _Source) -> str:
    """Return the SHA-256 of the file; raises `Cancelled` and `UserError` ``file_unreadable``."""
    digest = sha256()
    try:
        with source.path.open("rb") as stream:
            while block := stream.read(_HASH_BYTES):
                digest.update(block)
                source.hashing(stream.tell())
    except OSError as error:
        raise UserError("file_unreadable", file=source.name) from error
    return digest.hexdigest()
