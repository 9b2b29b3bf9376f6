"""One source into the vault within a transaction: originals, contacts, attachments, people, the import's own row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert

from advocate import __version__
from advocate.domain.drafts import Attachment, EntryDraft
from advocate.domain.file_facts import FileFacts
from advocate.domain.views import FileReport
from advocate.domain.vocabulary import SourceKind
from advocate.importers.sources import Source
from advocate.services import evidence, number_rows, people
from advocate.services.intake.days import runs_of
from advocate.services.intake.keeping import Stage, StagingKeeper, digest_of, label, own_name
from advocate.services.intake.outcomes import Tally
from advocate.services.intake.pieces import Piece
from advocate.services.intake.rows import RowWriter, Target
from advocate.storage.evidence_files import StagedFile
from advocate.storage.tables import CaseRow, EvidenceContactRow, ImportEvidenceRow, ImportRow
from advocate.storage.uow import UnitOfWork

#: So many contacts are shown as depicted by one file; beyond that it is their source, and no picture of them.
_MOST_LINKS = 1_000


@dataclass(slots=True)
class Ready:
    """A piece whose original is staged: ``staged`` is None for a folder or archive read as one thing."""

    piece: Piece
    keeper: StagingKeeper
    staged: StagedFile | None
    archive_sha256: str = ""


class PieceWriter:
    """Writes one piece; make one inside the savepoint that undoes it."""

    def __init__(self, uow: UnitOfWork, case: CaseRow, ready: Ready, stage: Stage, run: bytes) -> None:
        self._uow = uow
        self._case = case
        self._case_id = case.id or 0
        self._ready = ready
        self._piece = ready.piece
        self._stage = stage
        self._run = run
        self._tally = Tally()
        self._originals: dict[int, bool] = {}
        self._digest = ready.archive_sha256 if ready.piece.whole else ""

    def write(self) -> tuple[int, FileReport]:
        """Write everything and return the import's id and its report; raises what the importer raises."""
        piece, uow = self._piece, self._uow
        main = self._keep_main()
        row = self._add_row(main)
        import_id = row.id or 0
        written = self._write_contacts(import_id, main)
        piece.require_unchanged()
        self._tally.require_something(piece.name)
        self._keep_touched()
        if main is None and self._originals:
            main = row.evidence_id = next(iter(self._originals))
            uow.connection.exec_driver_sql(
                "UPDATE contacts SET source_evidence_id = ? WHERE import_id = ?", (main, import_id)
            )
        if main is not None and piece.kind is SourceKind.RECORDING:
            self._link(main, list(written)[:_MOST_LINKS])
        people.take(uow, self._case_id, piece.people, import_id)
        self._fill(row)
        self._log(row)
        return import_id, self._tally.report(piece.name, piece.format, self._digest, piece.ctx.warnings)

    def _keep_main(self) -> int | None:
        staged = self._ready.staged
        if staged is None:
            return None
        self._digest = staged.sha256
        return self._keep(staged, self._piece.name, self._piece.facts)

    def _keep_touched(self) -> None:
        """Keep what the importer looked into beside the source itself: members of a whole, the log of a database."""
        for source in self._piece.touched.values():
            self._keep_source(source)

    def _keep_source(self, source: Source) -> None:
        if self._piece.whole and self._known(digest_of(source, lambda _done: self._piece.ctx.job.check())):
            return
        staged = self._stage.source(source, lambda _done: self._piece.ctx.job.check())
        if not self._digest:
            self._digest = staged.sha256
        self._keep(staged, label(source.name), FileFacts())

    def _known(self, digest: str) -> bool:
        """Tell whether the case has these bytes, and count them as an original of this import."""
        row = self._uow.connection.exec_driver_sql(
            "SELECT id FROM evidence WHERE case_id = ? AND sha256 = ? AND deleted_at IS NULL", (self._case_id, digest)
        ).first()
        if row is None:
            return False
        self._digest = self._digest or digest
        self._originals.setdefault(row[0], False)
        return True

    def _keep(self, staged: StagedFile, shown: str, facts: FileFacts) -> int:
        """Make a staged copy evidence of the case and return its id."""
        known = self._known(staged.sha256)
        origin = {"format": self._piece.format}
        if self._piece.origin is not None:
            origin |= {"archive": label(self._piece.origin.name), "archive_sha256": self._ready.archive_sha256}
        row_id = evidence.record(
            self._uow,
            staged,
            self._case_id,
            own_name(shown),
            how="import",
            source_label=shown if "/" in shown else "",
            facts=replace(facts, marks=tuple(dict.fromkeys(self._piece.marks + facts.marks))),
            origin=origin,
        )
        if not known:
            self._originals[row_id] = True
            self._tally.evidence += 1
        return row_id

    def _add_row(self, main: int | None) -> ImportRow:
        row = ImportRow(
            case_id=self._case_id,
            evidence_id=main,
            format=self._piece.format,
            file_name=self._piece.name,
            zone=self._piece.ctx.zone,
            importer_version=__version__,
            kind=self._piece.kind,
            run=self._run,
            archive=label(self._piece.origin.name) if self._piece.origin else "",
            archive_sha256=self._ready.archive_sha256,
            user_id=self._uow.user_id,
            created_utc=self._uow.now(),
        )
        self._uow.session.add(row)
        self._uow.session.flush()
        return row

    def _write_contacts(self, import_id: int, main: int | None) -> dict[int, EntryDraft]:
        """Write the contacts and return the first of those that a recording shows."""
        target = Target(
            case_id=self._case_id,
            import_id=import_id,
            evidence_id=main,
            zone=self._piece.ctx.zone,
            region=number_rows.region_of(self._case.jurisdiction),
            user_id=self._uow.user_id,
            now_ms=int(self._uow.now().timestamp() * 1000),
        )
        shown: dict[int, EntryDraft] = {}
        writer = RowWriter(self._uow, target)
        for chunk in self._piece.chunks(self._tally):
            written = writer.write(chunk)
            self._tally.count(chunk, len(written))
            for contact_id, entry in written.items():
                if entry.attachments:
                    self._attach(contact_id, entry.attachments)
            if len(shown) < _MOST_LINKS:
                shown |= written
        self._tally.left_out = writer.left_out
        return shown

    def _attach(self, contact_id: int, attachments: Iterable[Attachment]) -> None:
        for attachment in attachments:
            staged = self._ready.keeper.staged.get(attachment.token)
            if staged is None:
                continue
            shown = f"{self._piece.name}/{attachment.name}"
            self._link(self._keep(staged, shown, FileFacts()), [contact_id])

    def _link(self, evidence_id: int, contacts: list[int]) -> None:
        rows = [{"evidence_id": evidence_id, "contact_id": contact} for contact in contacts]
        if rows:
            self._uow.session.flush()
            self._uow.connection.execute(insert(EvidenceContactRow).prefix_with("OR IGNORE"), rows)

    def _fill(self, row: ImportRow) -> None:
        tally, ctx = self._tally, self._piece.ctx
        row.added, row.duplicates, row.other, row.rejected = tally.added, tally.duplicates, tally.other, tally.problems
        row.people, row.evidence = tally.people, tally.evidence
        row.first_utc, row.last_utc = tally.first_utc, tally.last_utc
        if ctx.period is not None:
            row.period_from, row.period_until = ctx.period
        row.report = {**_stored(tally, ctx.warnings), "days": runs_of(tally.hours, row.zone)}
        self._uow.session.add_all(
            ImportEvidenceRow(import_id=row.id or 0, evidence_id=evidence_id, brought=brought)
            for evidence_id, brought in self._originals.items()
        )
        self._uow.session.flush()

    def _log(self, row: ImportRow) -> None:
        uow, tally = self._uow, self._tally
        uow.audit(
            "imported",
            "import",
            row.id,
            self._case_id,
            format=row.format,
            sha256=self._digest,
            evidence=row.evidence_id,
            added=tally.added,
            duplicates=tally.duplicates,
            other=tally.other,
            rejected=tally.problems,
            files=tally.evidence,
            people=tally.people,
        )
        self._case.updated_utc = uow.now()
        for kind in ("import", "contact", "number", "case"):
            uow.changed(kind, case_id=self._case_id)


def _stored(tally: Tally, warnings: Iterable[Any]) -> dict[str, Any]:
    """Return what the import's row keeps: places, codes and counts, nothing that anybody said."""
    return {
        "rejected": [
            {"place": r.place, "reason": r.reason, "other": r.other, "params": dict(r.params)} for r in tally.rejected
        ],
        "media": dict(tally.media),
        "warnings": [{"code": w.code, "params": dict(w.params)} for w in warnings],
    }
