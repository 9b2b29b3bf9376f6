"""Import files into a case: originals become evidence, their entries contacts, and each refused one has a reason."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from advocate import messages
from advocate.domain.drafts import EntryDraft
from advocate.domain.errors import UserError
from advocate.domain.jobs import JobContext
from advocate.domain.moments import zone_info
from advocate.domain.views import FileReport, ImportReport
from advocate.importers import registry
from advocate.importers.containers.expanding import Expansion, Origin, expand
from advocate.importers.containers.limits import Limits
from advocate.importers.sources import DiskFile
from advocate.services import table_mappings
from advocate.services.intake.keeping import HashingKeeper, Stage, StagingKeeper, digest_of
from advocate.services.intake.outcomes import Outcomes, Tally
from advocate.services.intake.pieces import Piece, Settings
from advocate.services.intake.progress import Paced, Share
from advocate.services.intake.rows import FingerprintIndex
from advocate.services.intake.settling import TAKES, settle
from advocate.services.intake.writing import PieceWriter, Ready
from advocate.storage.tables import CaseRow, new_uid
from advocate.storage.uow import UnitOfWork
from advocate.storage.vault import Vault

#: Room that an import leaves on the disk of the vault, whatever an archive unpacks to (formats.md 16).
SPARE_BYTES = 2_000_000_000


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
    password: str = "",
    options: dict[str, Any] | None = None,
) -> ImportReport:
    """Read files and say what `run` would add, without writing anything; raises as `run` does."""
    with vault.read() as uow:
        settings = _settings(uow, case_id, paths, zone, password, options)
    outcomes = Outcomes()
    ctx = paced = Paced(ctx)
    with _expanded(vault, paths, format, password, paced) as expansion, vault.read() as uow:
        seen = _Seen(uow, case_id)
        archives = _Archives(ctx)
        for piece in _pieces(expansion, outcomes, settings, ctx, lambda job: HashingKeeper(job)):
            with outcomes.collecting(piece.position, piece.name):
                outcomes.add(piece.position, _previewed(piece, seen, archives))
    return ImportReport(outcomes.reports(), preview=True)


def run(
    vault: Vault,
    paths: Sequence[Path],
    case_id: int,
    ctx: JobContext,
    format: str | None = None,
    zone: str | None = None,
    take: str = TAKES[0],
    password: str = "",
    options: dict[str, Any] | None = None,
) -> ImportReport:
    """Import files, folders and archives into a case in one transaction: each source whole or not at all.

    ``zone`` (IANA; by default the case's) is where the phone's owner lived; ``password`` opens archives and backups;
    ``options`` are answers of a person to what a file cannot say itself. A source that cannot be read is reported with
    its reason and leaves nothing; where there is only one, the reason is raised: `UserError` of the importers and of
    `EvidenceStore.stage`. Raises `UserError` ``no_files``, ``unknown_id``, ``unknown_zone``, ``unknown_importer``,
    `Cancelled` (nothing is kept) and `StorageError`.
    """
    with vault.read() as uow:
        settings = _settings(uow, case_id, paths, zone, password, options)
    outcomes = Outcomes()
    stage = Stage(vault.evidence)
    run_uid = new_uid()
    ctx = paced = Paced(ctx)
    with _expanded(vault, paths, format, password, paced) as expansion:
        try:
            ready = _staged(expansion, outcomes, settings, ctx, stage)
            outcomes.require_some(len(ready))
            with vault.write() as uow:
                imports: dict[int, int] = {}
                for item in ready:
                    with outcomes.collecting(item.piece.position, item.piece.name), uow.savepoint():
                        case = _case(uow, case_id)
                        import_id, report = PieceWriter(uow, case, item, stage, run_uid).write()
                        outcomes.add(item.piece.position, report)
                        imports[import_id] = item.piece.position
                outcomes.require_some(len(outcomes))
                settle(uow, case_id, list(imports), take, ctx)
                if take != "all":
                    outcomes.set_aside(_kept(uow, imports))
        finally:
            stage.discard_unnamed(vault)
    return ImportReport(outcomes.reports(), run=run_uid)


def _kept(uow: UnitOfWork, imports: Mapping[int, int]) -> dict[int, int]:
    """Return for the place of each file how many contacts of its import were kept."""
    marks = ",".join("?" * len(imports))
    rows = uow.connection.exec_driver_sql(
        f"SELECT import_id, count(*) FROM contacts WHERE import_id IN ({marks}) AND left_out_utc IS NULL"  # noqa: S608 - marks
        " GROUP BY import_id",
        tuple(imports),
    )
    kept = {row[0]: row[1] for row in rows}
    return {position: kept.get(import_id, 0) for import_id, position in imports.items()}


def _expanded(vault: Vault, paths: Sequence[Path], format: str | None, password: str, ctx: Paced) -> Expansion:
    room = max(0, shutil.disk_usage(vault.path).free - SPARE_BYTES)
    return expand(paths, format_name=format, limits=Limits(total_bytes=room), password=password, check=ctx.opening)


def _pieces(expansion: Expansion, outcomes: Outcomes, settings: Settings, ctx: JobContext, keeper: Any) -> list[Piece]:
    """Return what is to be read, and put what is not into the outcomes."""
    taken = [(position, found) for position, found in enumerate(expansion.found) if found.reason is None]
    total = sum(found.source.size for _position, found in taken)
    pieces = []
    before = 0
    for position, found in enumerate(expansion.found):
        if found.reason is not None:
            outcomes.refuse(position, Piece.shown(found), found.reason)
            continue
        share = Share(ctx, before, total, found.source.size)
        before += found.source.size
        with outcomes.collecting(position, Piece.shown(found)):
            pieces.append(Piece(position, found, settings, share, keeper(share)))
    return pieces


def _staged(expansion: Expansion, outcomes: Outcomes, settings: Settings, ctx: JobContext, stage: Stage) -> list[Ready]:
    """Copy the originals into the evidence store; the rows come later."""
    ready = []
    archives = _Archives(ctx)
    for piece in _pieces(expansion, outcomes, settings, ctx, lambda job: StagingKeeper(stage, job)):
        with outcomes.collecting(piece.position, piece.name):
            staged = None if piece.whole else stage.source(piece.source, piece.hashing)
            piece.look()
            keeper = piece.ctx.keeper
            assert isinstance(keeper, StagingKeeper)
            ready.append(Ready(piece, keeper, staged, archives.digest(piece.origin)))
    return ready


class _Archives:
    """Hashes of the archives on the disk, each read once."""

    def __init__(self, ctx: JobContext) -> None:
        self._ctx = ctx
        self._digests: dict[Path, str] = {}

    def digest(self, origin: Origin | None) -> str:
        """Return the SHA-256 of an archive, empty where there is none."""
        if origin is None:
            return ""
        if origin.path not in self._digests:
            source = DiskFile(origin.path, origin.name)
            self._digests[origin.path] = digest_of(source, lambda _done: self._ctx.check())
        return self._digests[origin.path]


class _Seen:
    """What a preview has come across: it counts as there already from then on."""

    def __init__(self, uow: UnitOfWork, case_id: int) -> None:
        self._uow = uow
        self._case_id = case_id
        self._prints: set[bytes] = set()
        self._digests: set[str] = set()

    def fresh(self, index: FingerprintIndex, chunk: Sequence[EntryDraft]) -> list[EntryDraft]:
        """Return the entries that neither the case nor an earlier line of this preview holds."""
        found = index.fresh(chunk)
        fresh = {digest: entry for digest, entry in found.items() if digest not in self._prints}
        self._prints |= fresh.keys()
        return list(fresh.values())

    def index(self) -> FingerprintIndex:
        """Return what tells which entries the case holds."""
        return FingerprintIndex(self._uow.connection, self._case_id)

    def new_file(self, digest: str) -> bool:
        """Tell whether the case, and this preview so far, has no such file."""
        if digest in self._digests:
            return False
        self._digests.add(digest)
        row = self._uow.connection.exec_driver_sql(
            "SELECT 1 FROM evidence WHERE case_id = ? AND sha256 = ? AND deleted_at IS NULL", (self._case_id, digest)
        ).first()
        return row is None


def _previewed(piece: Piece, seen: _Seen, archives: _Archives) -> FileReport:
    digest = "" if piece.whole else digest_of(piece.source, piece.hashing)
    archive = archives.digest(piece.origin)
    piece.look()
    tally = Tally()
    tally.evidence += bool(digest) and seen.new_file(digest)
    index = seen.index()
    for chunk in piece.chunks(tally):
        fresh = seen.fresh(index, chunk)
        tally.count(chunk, len(fresh))
        tally.evidence += sum(seen.new_file(a.token) for entry in fresh for a in entry.attachments)
    piece.require_unchanged()
    tally.require_something(piece.name)
    digest = archive if piece.whole else digest
    for source in piece.touched.values():
        touched = digest_of(source, lambda _done: piece.ctx.job.check())
        digest = digest or touched
        tally.evidence += seen.new_file(touched)
    return tally.report(piece.name, piece.format, digest, piece.ctx.warnings)


def _settings(
    uow: UnitOfWork,
    case_id: int,
    paths: Sequence[Path],
    zone: str | None,
    password: str,
    options: dict[str, Any] | None,
) -> Settings:
    if not paths:
        raise UserError("no_files")
    if zone is not None:
        zone_info(zone)
    return Settings(zone or _case(uow, case_id).zone, password, table_mappings.merged(options, uow))


def _case(uow: UnitOfWork, case_id: int) -> CaseRow:
    case = uow.session.get(CaseRow, case_id)
    if case is None or case.deleted_at is not None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
    return case
