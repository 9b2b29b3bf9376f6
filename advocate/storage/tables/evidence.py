"""Originals, what was made from them, and who touched them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from advocate.domain.vocabulary import CustodyAction, DerivativeKind
from advocate.storage.tables.columns import Row, code, primary_key, reference, uid, utc, utc_now


class EvidenceRow(Row, table=True):
    """An immutable original in one case. The same bytes in several cases share one stored file and its key.

    ``sha256`` is lower-case hex of the original; ``media_type`` is by content; ``file_name`` is the path below the
    vault's ``evidence`` folder; ``file_key`` is the age identity of that file alone: without it the file is noise, so
    deleting the last row that holds it shreds the item. ``source_label`` is where it lay in the archive or folder that
    it came in; ``marks`` are codes of what a reader of it must know (``mark.<code>``): that such an export can be
    edited, that the time was taken from the name.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("case_id", "sha256"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("size_bytes >= 0", name="size_bytes"),
        Index("ix_evidence_sha256", "sha256"),
        Index("ix_evidence_file_name", "file_name"),
    )

    id: int | None = primary_key()
    uid: bytes = uid()
    case_id: int = reference("cases.id", "CASCADE")
    sha256: str = Field(max_length=64)
    size_bytes: int
    media_type: str
    name: str
    source_label: str = ""
    device: str = ""
    acquired_how: str = ""
    captured_utc: datetime | None = utc(None)
    marks: list[str] = Field(default_factory=list, sa_type=JSON)
    note: str = ""
    file_name: str
    file_key: str = Field(repr=False)
    added_by: int | None = reference("users.id", "SET NULL", None)
    added_utc: datetime = utc_now()
    deleted_at: datetime | None = utc(None)


class EvidenceContactRow(Row, table=True):
    """A contact that a piece of evidence shows."""

    __tablename__ = "evidence_contacts"
    __table_args__ = (Index("ix_evidence_contacts_contact_id", "contact_id"),)

    evidence_id: int = Field(foreign_key="evidence.id", ondelete="CASCADE", primary_key=True)
    contact_id: int = Field(foreign_key="contacts.id", ondelete="CASCADE", primary_key=True)


class DerivativeRow(Row, table=True):
    """Something made from an original: redacted copy, transcript, OCR text; a file of its own or ``text``."""

    __tablename__ = "derivatives"
    __table_args__ = (Index("ix_derivatives_evidence_id", "evidence_id"),)

    id: int | None = primary_key()
    uid: bytes = uid()
    evidence_id: int = reference("evidence.id", "CASCADE")
    kind: DerivativeKind = code(DerivativeKind)
    sha256: str = Field(max_length=64)
    size_bytes: int
    media_type: str
    file_name: str = ""
    file_key: str = Field(default="", repr=False)
    text: str = ""
    tool: str = ""
    params: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    created_by: int | None = reference("users.id", "SET NULL", None)
    created_utc: datetime = utc_now()


class CustodyEntryRow(Row, table=True):
    """Who did what with an item of evidence; only ever added. ``detail`` holds codes and hashes as data."""

    __tablename__ = "custody_entries"
    __table_args__ = (Index("ix_custody_entries_evidence_id_at_utc", "evidence_id", "at_utc"),)

    id: int | None = primary_key()
    evidence_id: int = reference("evidence.id", "CASCADE")
    action: CustodyAction = code(CustodyAction)
    at_utc: datetime = utc_now()
    user_id: int | None = reference("users.id", "SET NULL", None)
    sha256: str = ""
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
