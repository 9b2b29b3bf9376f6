"""Screenshots that were read, and the contacts that are proposed from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Field

from advocate.domain.screenshots import ProposalStatus, ScreenKind
from advocate.domain.vocabulary import Direction, Medium
from advocate.storage.tables.columns import Row, code, one_of, primary_key, reference, uid, utc, utc_now


class ScreenshotRow(Row, table=True):
    """A piece of evidence that was read as a screenshot; all its lines are in the derivative.

    ``title`` is a field's reading as JSON. ``captured_from`` says where ``captured_utc`` comes from: ``exif``,
    ``name``, ``person`` or empty. ``look`` is a perceptual hash of 64 bits in hex; ``looks_like`` the earlier evidence
    of the case that shows nearly the same picture.
    """

    __tablename__ = "screenshots"
    __table_args__ = (CheckConstraint(one_of("kind", ScreenKind), name="kind"),)

    evidence_id: int = Field(foreign_key="evidence.id", ondelete="CASCADE", primary_key=True)
    derivative_id: int = reference("derivatives.id", "CASCADE")
    kind: ScreenKind = code(ScreenKind)
    medium: Medium = code(Medium)
    title: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    width: int
    height: int
    captured_utc: datetime | None = utc(None)
    captured_from: str = ""
    look: str = Field(max_length=16)
    looks_like: int | None = reference("evidence.id", "SET NULL", None)
    read_utc: datetime = utc_now()


class ProposalRow(Row, table=True):
    """A contact as a screenshot shows it, and what a person decided; kept whatever was decided.

    ``fields`` holds what was read of each field with the boxes on the picture that it came from (pixels), ``box`` the
    whole row. ``contact_id`` is the contact that it became; ``same_as`` the proposal of another screenshot that shows
    the same message.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint(one_of("status", ProposalStatus), name="status"),
        CheckConstraint(one_of("direction", Direction), name="direction"),
        Index("ix_proposals_evidence_id_position", "evidence_id", "position"),
        Index("ix_proposals_contact_id", "contact_id"),
        Index("ix_proposals_same_as", "same_as"),
    )

    id: int | None = primary_key()
    uid: bytes = uid()
    evidence_id: int = reference("screenshots.evidence_id", "CASCADE")
    position: int
    status: ProposalStatus = code(ProposalStatus, ProposalStatus.PROPOSED)
    medium: Medium = code(Medium)
    direction: Direction = code(Direction)
    answered: bool | None = None
    cut: bool = False
    voice: bool = False
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    box: list[int] = Field(default_factory=list, sa_type=JSON)
    contact_id: int | None = reference("contacts.id", "SET NULL", None)
    same_as: int | None = reference("proposals.id", "SET NULL", None)
    decided_by: int | None = reference("users.id", "SET NULL", None)
    decided_utc: datetime | None = utc(None)
