"""Screenshots: read, proposed, proof-read. Nothing is a contact before somebody accepts it; what is rejected stays."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, update
from sqlmodel import col, select

from advocate.analysis.screenshots import names, understand
from advocate.domain.errors import Cancelled, UserError
from advocate.domain.ids import short_id
from advocate.domain.jobs import JobContext, QuietContext
from advocate.domain.screenshots import (
    FieldReading,
    PictureText,
    ProposalStatus,
    ProposalView,
    ScreenReading,
    ScreenshotView,
)
from advocate.domain.vocabulary import DerivativeKind, Direction, Medium, Nature, SourceKind
from advocate.services import cases, contacts, evidence, findings, screenshot_rows
from advocate.services.screenshot_rows import DECIDABLE, draft_of, require_accepted, view_of
from advocate.services.values import one_line, storable
from advocate.storage.tables import (
    ContactRow,
    DerivativeRow,
    EvidenceRow,
    ImportEvidenceRow,
    ImportRow,
    ProposalRow,
    ScreenshotRow,
    canonical_json,
)
from advocate.storage.uow import UnitOfWork
from advocate.storage.vault import Vault

#: Largest original that is read as a picture, in bytes.
LIMIT_BYTES = 64 * 1024 * 1024
#: Pictures that the recogniser knows; photos of phones in other formats show no screens.
_READABLE = tuple(f"image/{kind}" for kind in ("png", "jpeg", "webp", "bmp", "gif", "tiff", "x-ms-bmp"))
#: Fields that a person can change.
FIELDS = ("number", "time", "text", "duration", "count")


class TextReader(Protocol):
    """Whatever reads the text of a picture: `jobs.ocr.OcrProcess`."""

    def read(self, data: bytes) -> PictureText:
        """Return a picture's text; raises `UserError` where it cannot be read."""


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """A piece of evidence that could not be read, and why: a message code with its parameters."""

    evidence_id: int
    code: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What came of reading: evidence that is read now, that was read before, and problems."""

    read: tuple[int, ...]
    known: tuple[int, ...]
    problems: tuple[ReadProblem, ...]
    proposed: int
    doubles: int


def read(
    vault: Vault, evidence_ids: Sequence[int], reader: TextReader, ctx: JobContext | None = None, *, again: bool = False
) -> ReadReport:
    """Read pictures one after the other and keep each in a transaction of its own; a cancel keeps those before it.

    What was read before stays as it is unless ``again``; decided rows stay in any case. Raises `Cancelled`, and what
    the vault raises; a picture that cannot be read is a problem in the report.
    """
    ctx = ctx or QuietContext()
    done: list[int] = []
    known: list[int] = []
    problems: list[ReadProblem] = []
    proposed = doubles = 0
    for place, evidence_id in enumerate(evidence_ids):
        ctx.check()
        ctx.progress(place, len(evidence_ids))
        try:
            with vault.read() as uow:
                item = evidence.get(uow, evidence_id)
                stands = uow.session.get(ScreenshotRow, evidence_id) is not None
            if stands and not again:
                known.append(evidence_id)
                continue
            if not item.media_type.startswith("image/"):
                raise UserError("not_a_picture")
            text = reader.read(evidence.read(vault, evidence_id, LIMIT_BYTES))
        except Cancelled:
            raise
        except UserError as error:
            if error.code == "ocr_missing":
                raise
            problems.append(ReadProblem(evidence_id, error.code, error.params))
            continue
        with vault.write() as uow:
            added, double = keep(uow, evidence_id, text)
        done.append(evidence_id)
        proposed += added
        doubles += double
    ctx.progress(len(evidence_ids), len(evidence_ids))
    return ReadReport(tuple(done), tuple(known), tuple(problems), proposed, doubles)


def keep(uow: UnitOfWork, evidence_id: int, text: PictureText) -> tuple[int, int]:
    """Keep what was read of a picture as a derivative, and propose its rows; returns how many, and how many doubles.

    Rows that somebody decided on stay; the others are read anew. Raises `UserError` ``unknown_id``.
    """
    row = uow.session.get(EvidenceRow, evidence_id)
    if row is None:
        raise UserError("unknown_id", id=short_id("evidence", evidence_id), kind="evidence")
    reading = understand.understand(text, row.name)
    decided = _forget_undecided(uow, evidence_id)
    shot = _screenshot(uow, row, text, reading)
    rows = screenshot_rows.proposals_of(evidence_id, reading)
    kept = [proposal for proposal in rows if not screenshot_rows.decided_already(proposal, decided)]
    uow.session.add_all(kept)
    uow.session.flush()
    doubles = screenshot_rows.mark_doubles(uow, shot, row.case_id)
    uow.audit("read", "evidence", evidence_id, row.case_id, rows=len(kept), doubles=doubles, tool=text.tool)
    uow.changed("screenshot", evidence_id, case_id=row.case_id)
    uow.changed("evidence", evidence_id, case_id=row.case_id)
    return len(kept) - doubles, doubles


def view(uow: UnitOfWork, evidence_id: int) -> ScreenshotView:
    """Return a read screenshot with its rows; raises `UserError` ``unknown_id``, ``not_read_yet``."""
    return view_of(uow, *_rows(uow, evidence_id))


def listing(uow: UnitOfWork, case_id: int) -> list[ScreenshotView]:
    """Return the read screenshots of a case, those with open rows first, each in the order of its taking in."""
    found = uow.session.exec(
        select(ScreenshotRow, EvidenceRow)
        .join(EvidenceRow, col(EvidenceRow.id) == ScreenshotRow.evidence_id)
        .where(EvidenceRow.case_id == case_id, col(EvidenceRow.deleted_at).is_(None))
        .order_by(col(ScreenshotRow.evidence_id))
    ).all()
    views = [view_of(uow, shot, row) for shot, row in found]
    return sorted(views, key=lambda item: (item.open == 0, item.evidence_id))


def accept(uow: UnitOfWork, proposal_ids: Iterable[int], nature: Nature = Nature.UNSORTED) -> list[int]:
    """Make contacts of proposals, linked to the picture; returns the ids of the contacts.

    They go into the inbox, as what the import brought that the picture came with, unless ``nature`` says that they are
    part of the collection; what a pasted picture shows was chosen by whoever pasted it, and is on the record. A
    proposal that is decided already is passed over.

    Raises `UserError`: ``unknown_id``, and ``proposal_…_missing`` or ``proposal_time_unclear``
    where something has to be answered first; then nothing is accepted.
    """
    made: list[int] = []
    for proposal_id in proposal_ids:
        proposal, shot, row = _proposal(uow, proposal_id)
        if proposal.status not in DECIDABLE:
            continue
        zone = cases.get(uow, row.case_id).zone
        contact_id = contacts.log(uow, draft_of(proposal, shot, row.case_id, zone, nature))
        box = ",".join(map(str, proposal.box))
        uow.connection.execute(
            update(ContactRow)
            .where(col(ContactRow.id) == contact_id)
            .values(
                source_evidence_id=row.id,
                source_place=f"{proposal.position + 1} ({box})",
                import_id=_import_of(uow, shot.evidence_id),
            )
        )
        evidence.link(uow, shot.evidence_id, contact_id)
        _decide(uow, proposal, ProposalStatus.ACCEPTED)
        proposal.contact_id = contact_id
        uow.session.flush()
        uow.audit("accepted", "proposal", proposal_id, row.case_id, contact_id=contact_id, evidence_id=row.id)
        uow.changed("screenshot", shot.evidence_id, case_id=row.case_id)
        if nature is Nature.COLLECTION:
            findings.evaluate(uow, row.case_id, contact_id)
        made.append(contact_id)
    return made


def accept_certain(uow: UnitOfWork, evidence_id: int, nature: Nature = Nature.UNSORTED) -> list[int]:
    """Accept every open row of a screenshot in which no character is uncertain and nothing is asked."""
    return accept(
        uow,
        [
            item.id
            for item in view(uow, evidence_id).proposals
            if item.status is ProposalStatus.PROPOSED and item.certain
        ],
        nature,
    )


def accept_all_certain(uow: UnitOfWork, case_id: int, nature: Nature = Nature.UNSORTED) -> list[int]:
    """Do `accept_certain` for every screenshot of a case."""
    return accept(
        uow,
        [
            item.id
            for shot in listing(uow, case_id)
            for item in shot.proposals
            if item.status is ProposalStatus.PROPOSED and item.certain
        ],
        nature,
    )


def unread(uow: UnitOfWork, case_id: int, run: bytes = b"") -> list[int]:
    """Return the pictures of a case that were not read yet, in the order of their taking in.

    ``run`` narrows them to the files that an import brought as pictures: what hangs on messages is not among them.
    """
    query = (
        select(EvidenceRow.id)
        .outerjoin(ScreenshotRow, col(ScreenshotRow.evidence_id) == EvidenceRow.id)
        .where(
            EvidenceRow.case_id == case_id,
            col(EvidenceRow.deleted_at).is_(None),
            col(EvidenceRow.media_type).in_(_READABLE),
            col(ScreenshotRow.evidence_id).is_(None),
        )
        .order_by(col(EvidenceRow.id))
    )
    if run:
        brought = (
            select(ImportEvidenceRow.evidence_id)
            .join(ImportRow, col(ImportRow.id) == ImportEvidenceRow.import_id)
            .where(ImportRow.run == run, ImportRow.kind == SourceKind.PICTURE)
        )
        query = query.where(col(EvidenceRow.id).in_(brought))
    return [int(found) for found in uow.session.exec(query) if found is not None]


def open_rows(uow: UnitOfWork, case_id: int) -> int:
    """Return how many rows of a case's screenshots nobody decided on."""
    return uow.session.exec(
        select(func.count())
        .select_from(ProposalRow)
        .join(EvidenceRow, col(EvidenceRow.id) == ProposalRow.evidence_id)
        .where(
            EvidenceRow.case_id == case_id,
            col(EvidenceRow.deleted_at).is_(None),
            ProposalRow.status == ProposalStatus.PROPOSED,
        )
    ).one()


def reject(uow: UnitOfWork, proposal_ids: Iterable[int]) -> None:
    """Say of proposals that they are not to become contacts; they stay recorded. Accepted ones are passed over."""
    for proposal_id in proposal_ids:
        proposal, shot, row = _proposal(uow, proposal_id)
        if proposal.status not in DECIDABLE:
            continue
        _decide(uow, proposal, ProposalStatus.REJECTED)
        uow.session.flush()
        uow.audit("rejected", "proposal", proposal_id, row.case_id, evidence_id=row.id)
        uow.changed("screenshot", shot.evidence_id, case_id=row.case_id)


def reopen(uow: UnitOfWork, proposal_id: int) -> None:
    """Take back that a proposal was rejected or is a double. Accepted ones are contacts: those are removed there."""
    proposal, shot, row = _proposal(uow, proposal_id)
    if proposal.status not in (ProposalStatus.REJECTED, ProposalStatus.DOUBLE):
        return
    proposal.status, proposal.same_as, proposal.decided_by, proposal.decided_utc = (
        ProposalStatus.PROPOSED,
        None,
        None,
        None,
    )
    uow.session.flush()
    uow.audit("reopened", "proposal", proposal_id, row.case_id)
    uow.changed("screenshot", shot.evidence_id, case_id=row.case_id)


def edit(uow: UnitOfWork, proposal_id: int, field: str, value: str) -> None:
    """Correct one field; its boxes stay, its uncertain characters are settled.

    Raises `UserError` ``proposal_decided``, ``proposal_field_unknown``, ``unknown_id``.
    """
    if field not in FIELDS:
        raise UserError("proposal_field_unknown", field=field[:40])
    proposal, shot, row = _proposal(uow, proposal_id)
    if proposal.status not in DECIDABLE:
        raise UserError("proposal_decided")
    before = proposal.fields.get(field)
    old = FieldReading("") if before is None else FieldReading.from_data(before)
    text = storable(value).strip() if field == "text" else one_line(value)
    edited = old.edited or text != old.value
    proposal.fields = proposal.fields | {
        field: replace(old, value=text, uncertain=(), sure=1.0 if edited else old.sure, edited=edited).as_data()
    }
    uow.session.flush()
    uow.audit("edited", "proposal", proposal_id, row.case_id, fields=[field])
    uow.changed("screenshot", shot.evidence_id, case_id=row.case_id)


def set_direction(uow: UnitOfWork, proposal_id: int, direction: Direction) -> None:
    """Correct who wrote or called; raises as `edit`."""
    proposal, shot, row = _proposal(uow, proposal_id)
    if proposal.status not in DECIDABLE:
        raise UserError("proposal_decided")
    proposal.direction = direction
    uow.session.flush()
    uow.audit("edited", "proposal", proposal_id, row.case_id, fields=["direction"])
    uow.changed("screenshot", shot.evidence_id, case_id=row.case_id)


def set_other_side(uow: UnitOfWork, evidence_id: int, value: str) -> None:
    """Correct with whom a conversation is; open rows that had the title's number get the new one."""
    shot, row = _rows(uow, evidence_id)
    old = FieldReading.from_data(shot.title)
    new = replace(old, value=one_line(value), uncertain=(), edited=old.edited or one_line(value) != old.value)
    shot.title = new.as_data()
    for proposal in _open(uow, evidence_id):
        number = proposal.fields.get("number")
        if number is None or number["value"] == old.value:
            proposal.fields = proposal.fields | {"number": new.as_data()}
    uow.session.flush()
    uow.audit("edited", "screenshot", evidence_id, row.case_id, fields=["title"])
    uow.changed("screenshot", evidence_id, case_id=row.case_id)


def set_medium(uow: UnitOfWork, evidence_id: int, medium: Medium) -> None:
    """Correct by which way the open rows of a screenshot came."""
    shot, row = _rows(uow, evidence_id)
    shot.medium = medium
    for proposal in _open(uow, evidence_id):
        proposal.medium = medium
    uow.session.flush()
    uow.audit("edited", "screenshot", evidence_id, row.case_id, fields=["medium"])
    uow.changed("screenshot", evidence_id, case_id=row.case_id)


def set_captured(uow: UnitOfWork, evidence_id: int, captured_utc: datetime) -> None:
    """Say when a screenshot was taken: "yesterday" and days without a year in it are known from then on."""
    shot, row = _rows(uow, evidence_id)
    shot.captured_utc, shot.captured_from = captured_utc, "person"
    uow.session.flush()
    screenshot_rows.mark_doubles(uow, shot, row.case_id)
    uow.audit("edited", "screenshot", evidence_id, row.case_id, fields=["captured"])
    uow.changed("screenshot", evidence_id, case_id=row.case_id)


def provenance(uow: UnitOfWork, contact_id: int) -> ProposalView | None:
    """Return the proposal that a contact came from, with the box of each field; None where it came from elsewhere."""
    proposal = uow.session.exec(select(ProposalRow).where(ProposalRow.contact_id == contact_id)).first()
    if proposal is None:
        return None
    whole = view(uow, proposal.evidence_id)
    return next(item for item in whole.proposals if item.id == proposal.id)


def _import_of(uow: UnitOfWork, evidence_id: int) -> int | None:
    """Return the import that brought a picture."""
    return uow.session.exec(
        select(ImportEvidenceRow.import_id).where(
            ImportEvidenceRow.evidence_id == evidence_id, col(ImportEvidenceRow.brought)
        )
    ).first()


def _screenshot(uow: UnitOfWork, row: EvidenceRow, text: PictureText, reading: ScreenReading) -> ScreenshotRow:
    """Keep the text as a derivative, and what the picture is."""
    evidence_id = int(row.id or 0)
    lines = [
        {"t": line.text, "b": list(line.box), "s": list(line.sure), "d": sorted(line.doubtful)} for line in text.lines
    ]
    params = {"lines": lines, "width": text.width, "height": text.height}
    data = canonical_json(params).encode()
    derivative = DerivativeRow(
        evidence_id=evidence_id,
        kind=DerivativeKind.OCR,
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        media_type="application/json",
        text=storable(reading.plain),
        tool=text.tool,
        params=params,
        created_by=uow.user_id,
        created_utc=uow.now(),
    )
    uow.session.add(derivative)
    uow.session.flush()
    shot = uow.session.get(ScreenshotRow, evidence_id)
    captured, source = _captured(uow, row)
    if shot is not None and shot.captured_from == "person":
        captured, source = shot.captured_utc, "person"
    values: dict[str, Any] = {
        "derivative_id": derivative.id,
        "kind": reading.kind,
        "medium": reading.medium,
        "title": reading.title.as_data(),
        "width": text.width,
        "height": text.height,
        "captured_utc": captured,
        "captured_from": source,
        "look": f"{text.look:016x}",
        "read_utc": uow.now(),
    }
    if shot is None:
        shot = ScreenshotRow(evidence_id=evidence_id, **values)
        uow.session.add(shot)
    else:
        for name, value in values.items():
            setattr(shot, name, value)
    shot.looks_like = screenshot_rows.looks_like(uow, evidence_id, row.case_id, text.look)
    uow.session.flush()
    return shot


def _captured(uow: UnitOfWork, row: EvidenceRow) -> tuple[datetime | None, str]:
    """Return when a picture was taken: as its EXIF says, else its name; a pasted one was named when it was pasted."""
    if row.captured_utc is not None:
        return row.captured_utc, "exif"
    if row.acquired_how == "clipboard":
        return None, ""
    named = names.captured(row.name, cases.get(uow, row.case_id).zone)
    return named, "" if named is None else "name"


def _forget_undecided(uow: UnitOfWork, evidence_id: int) -> list[ProposalRow]:
    """Remove the rows that nobody decided on and return the others."""
    rows = uow.session.exec(select(ProposalRow).where(ProposalRow.evidence_id == evidence_id)).all()
    kept = []
    for row in rows:
        if row.decided_utc is None:
            uow.session.delete(row)
        else:
            kept.append(row)
    uow.session.flush()
    return kept


def _decide(uow: UnitOfWork, proposal: ProposalRow, status: ProposalStatus) -> None:
    if status is ProposalStatus.ACCEPTED:
        require_accepted(proposal)
    proposal.status, proposal.decided_by, proposal.decided_utc = status, uow.user_id, uow.now()


def _open(uow: UnitOfWork, evidence_id: int) -> Sequence[ProposalRow]:
    return uow.session.exec(
        select(ProposalRow).where(
            ProposalRow.evidence_id == evidence_id, col(ProposalRow.status).in_([status.value for status in DECIDABLE])
        )
    ).all()


def _rows(uow: UnitOfWork, evidence_id: int) -> tuple[ScreenshotRow, EvidenceRow]:
    shot = uow.session.get(ScreenshotRow, evidence_id)
    row = uow.session.get(EvidenceRow, evidence_id)
    if row is None:
        raise UserError("unknown_id", id=short_id("evidence", evidence_id), kind="evidence")
    if shot is None:
        raise UserError("not_read_yet", id=short_id("evidence", evidence_id))
    return shot, row


def _proposal(uow: UnitOfWork, proposal_id: int) -> tuple[ProposalRow, ScreenshotRow, EvidenceRow]:
    proposal = uow.session.get(ProposalRow, proposal_id)
    if proposal is None:
        raise UserError("unknown_id", id=str(proposal_id), kind="proposal")
    return proposal, *_rows(uow, proposal.evidence_id)
