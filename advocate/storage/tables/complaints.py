"""Complaints, their packets, deadlines, tasks and notes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from advocate.domain.vocabulary import ComplaintStatus
from advocate.storage.tables.columns import Row, code, one_of, primary_key, reference, uid, utc, utc_now


class ComplaintRow(Row, table=True):
    """One filing through one channel. ``number`` is the short id that people see (``P-2026-0003``).

    ``fields`` holds what this complaint needs beside the case's own fields, by field name.
    """

    __tablename__ = "complaints"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint(one_of("status", ComplaintStatus), name="status"),
        Index("ix_complaints_case_id", "case_id"),
    )

    id: int | None = primary_key()
    uid: bytes = uid()
    number: str
    case_id: int = reference("cases.id", "CASCADE")
    channel: str
    title: str = ""
    status: ComplaintStatus = code(ComplaintStatus, ComplaintStatus.DRAFT)
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    receipt: str = ""
    filed_on: date | None = None
    created_by: int | None = reference("users.id", "SET NULL", None)
    created_utc: datetime = utc_now()
    updated_utc: datetime = utc_now()
    deleted_at: datetime | None = utc(None)


class ComplaintEventRow(Row, table=True):
    """Something that happened to a complaint: approved, filed, accepted, answered."""

    __tablename__ = "complaint_events"
    __table_args__ = (Index("ix_complaint_events_complaint_id", "complaint_id"),)

    id: int | None = primary_key()
    complaint_id: int = reference("complaints.id", "CASCADE")
    kind: str
    on_date: date | None = None
    at_utc: datetime = utc_now()
    user_id: int | None = reference("users.id", "SET NULL", None)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class PacketRow(Row, table=True):
    """What was built for a complaint: the model it was rendered from, the manifest of its files, the PDF's hash."""

    __tablename__ = "packets"
    __table_args__ = (Index("ix_packets_complaint_id_built_utc", "complaint_id", "built_utc"),)

    id: int | None = primary_key()
    uid: bytes = uid()
    complaint_id: int = reference("complaints.id", "CASCADE")
    built_utc: datetime = utc_now()
    built_by: int | None = reference("users.id", "SET NULL", None)
    draft: bool = False
    pages: int = 0
    sha256: str = ""
    manifest: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    model: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class DeadlineRow(Row, table=True):
    """A date that the law sets, with its clause."""

    __tablename__ = "deadlines"
    __table_args__ = (Index("ix_deadlines_due", "due"), Index("ix_deadlines_case_id", "case_id"))

    id: int | None = primary_key()
    case_id: int = reference("cases.id", "CASCADE")
    complaint_id: int | None = reference("complaints.id", "CASCADE", None)
    due: date
    what: str
    clause: str = ""
    done_utc: datetime | None = utc(None)
    created_utc: datetime = utc_now()


class TaskRow(Row, table=True):
    """Something to do."""

    __tablename__ = "tasks"
    __table_args__ = (Index("ix_tasks_case_id", "case_id"),)

    id: int | None = primary_key()
    case_id: int | None = reference("cases.id", "CASCADE", None)
    title: str
    due: date | None = None
    assigned_to: int | None = reference("users.id", "SET NULL", None)
    done_utc: datetime | None = utc(None)
    created_utc: datetime = utc_now()


class NoteRow(Row, table=True):
    """A free note on a case."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_case_id", "case_id"),)

    id: int | None = primary_key()
    uid: bytes = uid()
    case_id: int = reference("cases.id", "CASCADE")
    text: str
    user_id: int | None = reference("users.id", "SET NULL", None)
    created_utc: datetime = utc_now()
    updated_utc: datetime | None = utc(None)
    deleted_at: datetime | None = utc(None)
