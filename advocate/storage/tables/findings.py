"""Findings: what contacts seem to break, and what a person decided about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from advocate.domain.vocabulary import FindingStatus, Force
from advocate.storage.tables.columns import Row, code, one_of, primary_key, reference, uid, utc, utc_now


class FindingRow(Row, table=True):
    """One rule in one window of one case.

    ``payload`` keeps clauses, why, review reasons and phrase hits as data, rendered per language from the rule pack.
    ``stale`` marks a decided finding that a later evaluation no longer makes, or makes of other contacts.
    """

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("case_id", "rule", "window"),
        CheckConstraint(one_of("status", FindingStatus), name="status"),
        CheckConstraint(one_of("force", Force), name="force"),
        Index("ix_findings_case_id_status", "case_id", "status"),
    )

    id: int | None = primary_key()
    uid: bytes = uid()
    case_id: int = reference("cases.id", "CASCADE")
    rule: str
    window: str
    pack: str
    pack_version: str
    status: FindingStatus = code(FindingStatus, FindingStatus.SUGGESTED)
    force: Force = code(Force)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    stale: bool = False
    first_utc: datetime | None = utc(None)
    last_utc: datetime | None = utc(None)
    decided_by: int | None = reference("users.id", "SET NULL", None)
    decided_utc: datetime | None = utc(None)
    decided_reason: str = ""
    created_utc: datetime = utc_now()
    updated_utc: datetime = utc_now()


class FindingContactRow(Row, table=True):
    """A contact that a finding rests on."""

    __tablename__ = "finding_contacts"
    __table_args__ = (Index("ix_finding_contacts_contact_id", "contact_id"),)

    finding_id: int = Field(foreign_key="findings.id", ondelete="CASCADE", primary_key=True)
    contact_id: int = Field(foreign_key="contacts.id", ondelete="CASCADE", primary_key=True)


class FindingEventRow(Row, table=True):
    """A decision about a finding, kept for good: from which status to which, by whom, why."""

    __tablename__ = "finding_events"
    __table_args__ = (Index("ix_finding_events_finding_id", "finding_id"),)

    id: int | None = primary_key()
    finding_id: int = reference("findings.id", "CASCADE")
    at_utc: datetime = utc_now()
    user_id: int | None = reference("users.id", "SET NULL", None)
    old_status: FindingStatus = code(FindingStatus)
    new_status: FindingStatus = code(FindingStatus)
    reason: str = ""


class RulePackRow(Row, table=True):
    """The text of a rule pack that this vault went by; ``files`` maps names to base64, so that it can be read for ever.

    ``digest`` is the SHA-256 of the files. One row of each name is ``in_use``.
    """

    __tablename__ = "rule_packs"
    __table_args__ = (UniqueConstraint("name", "digest"),)

    id: int | None = primary_key()
    name: str
    version: str
    digest: str = Field(max_length=64)
    files: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    in_use: bool = False
    adopted_utc: datetime = utc_now()
    adopted_by: int | None = reference("users.id", "SET NULL", None)
