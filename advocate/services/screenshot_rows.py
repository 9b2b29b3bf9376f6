"""Proposals of screenshots: from readings to rows of the vault, to views, and to drafts of contacts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from advocate.analysis.screenshots import calls, overlap, times
from advocate.domain.drafts import ContactDraft
from advocate.domain.errors import UserError
from advocate.domain.moments import Moment, parse_moment, zone_info
from advocate.domain.screenshots import (
    Box,
    FieldReading,
    ProposalStatus,
    ProposalView,
    ScreenReading,
    ScreenshotView,
)
from advocate.domain.vocabulary import Medium, Nature
from advocate.services import cases
from advocate.storage.tables import DerivativeRow, EvidenceRow, ProposalRow, ScreenshotRow
from advocate.storage.uow import UnitOfWork

#: What can still be decided on.
DECIDABLE = (ProposalStatus.PROPOSED, ProposalStatus.DOUBLE)


def proposals_of(evidence_id: int, reading: ScreenReading) -> list[ProposalRow]:
    """Return the rows of a screenshot as they are kept, in reading order."""
    return [
        ProposalRow(
            evidence_id=evidence_id,
            position=position,
            medium=reading.medium,
            direction=row.direction,
            answered=row.answered,
            cut=row.cut,
            voice=row.voice,
            fields={name: field.as_data() for name, field in row.fields.items()},
            box=list(row.box),
        )
        for position, row in enumerate(reading.rows)
    ]


def decided_already(proposal: ProposalRow, decided: Sequence[ProposalRow]) -> bool:
    """Tell whether somebody decided on this row before it was read again: it stands at the same place."""
    middle = Box(*proposal.box).middle_y
    return any(other.box[1] <= middle <= other.box[3] for other in decided)


def view_of(uow: UnitOfWork, shot: ScreenshotRow, row: EvidenceRow) -> ScreenshotView:
    """Return a screenshot with its rows."""
    zone = cases.get(uow, row.case_id).zone
    rows = _proposals(uow, shot.evidence_id)
    views = tuple(_view(proposal, shot, zone) for proposal in rows)
    text = uow.session.exec(select(DerivativeRow.text).where(DerivativeRow.id == shot.derivative_id)).one()
    return ScreenshotView(
        evidence_id=shot.evidence_id,
        case_id=row.case_id,
        name=row.name,
        kind=shot.kind,
        medium=shot.medium,
        title=FieldReading.from_data(shot.title),
        width=shot.width,
        height=shot.height,
        captured_utc=shot.captured_utc,
        captured_from=shot.captured_from,
        needs_captured=any(view.question == "proposal_captured_missing" and view.status in DECIDABLE for view in views),
        looks_like=shot.looks_like,
        text=text,
        zone=zone,
        proposals=views,
    )


def draft_of(proposal: ProposalRow, shot: ScreenshotRow, case_id: int, zone: str, nature: Nature) -> ContactDraft:
    """Return the contact that a proposal is; raises `UserError` where something has to be answered first."""
    question = _question(proposal, shot, zone)
    fields = _fields(proposal)
    if question:
        raise UserError(question, text=fields["time"].value[:40] if "time" in fields else "")
    moment = _moment(fields["time"].value, shot, zone)
    if moment is None:
        raise UserError("proposal_time_unclear", text=fields["time"].value[:40])
    text = fields["text"].value if "text" in fields else ""
    count = int(fields["count"].value) if "count" in fields and fields["count"].value.isdecimal() else 1
    number = fields["number"].value
    call = proposal.medium is Medium.CALL
    summary = text if call else ""
    if count > 1:
        # The list shows the time of the last of so many calls in a row only.
        summary = f"{summary} ({count})".strip()
    return ContactDraft(
        case_id=case_id,
        moment=moment,
        medium=proposal.medium,
        direction=proposal.direction,
        number_raw=number,
        duration_s=calls.seconds(fields["duration"].value) if "duration" in fields else None,
        answered=proposal.answered,
        text="" if call else text,
        summary=summary,
        nature=nature,
    )


def require_accepted(proposal: ProposalRow) -> None:
    """Raise `UserError` ``proposal_decided`` where somebody decided already."""
    if proposal.status not in DECIDABLE:
        raise UserError("proposal_decided")


def looks_like(uow: UnitOfWork, evidence_id: int, case_id: int, look: int) -> int | None:
    """Return the earlier evidence of the case that shows nearly the same picture."""
    for other, hexed in uow.session.exec(
        select(ScreenshotRow.evidence_id, ScreenshotRow.look)
        .join(EvidenceRow, col(EvidenceRow.id) == ScreenshotRow.evidence_id)
        .where(
            EvidenceRow.case_id == case_id,
            ScreenshotRow.evidence_id < evidence_id,
            col(EvidenceRow.deleted_at).is_(None),
        )
        .order_by(col(ScreenshotRow.evidence_id))
    ):
        if overlap.alike_looks(int(hexed, 16), look):
            return other
    return None


def mark_doubles(uow: UnitOfWork, shot: ScreenshotRow, case_id: int) -> int:
    """Mark the open rows of a screenshot that another one of the case shows too; returns how many were marked.

    Of two open rows the one that is whole stays, else the earlier one.
    """
    zone = cases.get(uow, case_id).zone
    mine = _proposals(uow, shot.evidence_id)
    marked = 0
    others = uow.session.exec(
        select(ScreenshotRow)
        .join(EvidenceRow, col(EvidenceRow.id) == ScreenshotRow.evidence_id)
        .where(
            EvidenceRow.case_id == case_id,
            ScreenshotRow.kind == shot.kind,
            ScreenshotRow.evidence_id != shot.evidence_id,
            col(EvidenceRow.deleted_at).is_(None),
        )
        .order_by(col(ScreenshotRow.evidence_id))
    ).all()
    for other in others:
        theirs = _proposals(uow, other.evidence_id)
        pairs = overlap.common([_known(row, other, zone) for row in theirs], [_known(row, shot, zone) for row in mine])
        for here, there in pairs.items():
            marked += _mark(mine[here], theirs[there])
    uow.session.flush()
    return marked


def _mark(mine: ProposalRow, theirs: ProposalRow) -> int:
    """Mark one of two rows as the double of the other; returns 1 where it is the first."""
    if mine.status is not ProposalStatus.PROPOSED or theirs.status is ProposalStatus.DOUBLE:
        return 0
    more = len(_text(mine)) > len(_text(theirs)) and not mine.cut
    if theirs.status is ProposalStatus.PROPOSED and (theirs.cut or more) and "time" in mine.fields:
        theirs.status, theirs.same_as = ProposalStatus.DOUBLE, mine.id
        return 0
    mine.status, mine.same_as = ProposalStatus.DOUBLE, theirs.id
    return 1


def _text(proposal: ProposalRow) -> str:
    return str(proposal.fields.get("text", {}).get("value", ""))


def _known(proposal: ProposalRow, shot: ScreenshotRow, zone: str) -> overlap.Known:
    fields = _fields(proposal)
    moment = _moment(fields["time"].value, shot, zone) if "time" in fields else None
    return overlap.Known(
        direction=proposal.direction.value,
        number=fields["number"].value if "number" in fields else "",
        text=fields["text"].value if "text" in fields else "",
        at=moment.at_utc if moment is not None else None,
        duration=fields["duration"].value if "duration" in fields else "",
        cut=proposal.cut,
        voice=proposal.voice,
    )


def _proposals(uow: UnitOfWork, evidence_id: int) -> Sequence[ProposalRow]:
    return uow.session.exec(
        select(ProposalRow)
        .where(ProposalRow.evidence_id == evidence_id)
        .order_by(col(ProposalRow.position), col(ProposalRow.id))
    ).all()


def _view(proposal: ProposalRow, shot: ScreenshotRow, zone: str) -> ProposalView:
    fields = _fields(proposal)
    moment = _moment(fields["time"].value, shot, zone) if "time" in fields else None
    return ProposalView(
        id=int(proposal.id or 0),
        evidence_id=proposal.evidence_id,
        position=proposal.position,
        status=proposal.status,
        medium=proposal.medium,
        direction=proposal.direction,
        answered=proposal.answered,
        fields=fields,
        box=Box(*proposal.box),
        at_utc=moment.at_utc if moment is not None else None,
        duration_s=calls.seconds(fields["duration"].value) if "duration" in fields else None,
        question=_question(proposal, shot, zone),
        contact_id=proposal.contact_id,
        same_as=proposal.same_as,
        cut=proposal.cut,
        precision=moment.precision if moment is not None else None,
    )


def _question(proposal: ProposalRow, shot: ScreenshotRow, zone: str) -> str:
    """Return the code of what has to be answered before a proposal can be accepted, empty where nothing has."""
    fields = _fields(proposal)
    if "time" not in fields or not fields["time"].value:
        return "proposal_time_missing"
    if _moment(fields["time"].value, shot, zone) is None:
        seen = times.find(fields["time"].value)
        known = seen is not None and seen.needs_shown and shot.captured_utc is None
        return "proposal_captured_missing" if known else "proposal_time_unclear"
    if "number" not in fields or not fields["number"].value:
        return "proposal_number_missing"
    return ""


def _moment(written: str, shot: ScreenshotRow, zone: str) -> Moment | None:
    """Return the moment of a time as it stands on a screen; None where it has two meanings or its day is not known."""
    try:
        return parse_moment(written, zone)
    except UserError:
        seen = times.parse(written) or times.find(written)
    if seen is None or seen.odd:
        return None
    info = zone_info(zone)
    shown = shot.captured_utc.astimezone(info).replace(tzinfo=None) if shot.captured_utc is not None else None
    resolved = seen.resolve(shown)
    if resolved is None:
        return None
    wall, precision = resolved
    local: datetime = wall.replace(tzinfo=info)
    return Moment(local.astimezone(UTC), zone, written, precision)


def _fields(proposal: ProposalRow) -> dict[str, FieldReading]:
    data: dict[str, dict[str, Any]] = proposal.fields
    return {name: FieldReading.from_data(value) for name, value in data.items()}
