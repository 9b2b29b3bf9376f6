"""Form drafts, settings, mappings of tables and the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Field

from advocate.storage.tables.columns import Row, primary_key, reference, utc, utc_now


class FormDraftRow(Row, table=True):
    """What somebody is typing in a form, so that a crash loses nothing; ``key`` names the form and its case."""

    __tablename__ = "form_drafts"

    key: str = Field(primary_key=True)
    user_id: int | None = reference("users.id", "CASCADE", None)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    saved_utc: datetime = utc_now()


class SettingRow(Row, table=True):
    """A setting of the vault by name."""

    __tablename__ = "settings"

    name: str = Field(primary_key=True)
    value: Any = Field(default=None, sa_type=JSON)


class TableMappingRow(Row, table=True):
    """What a person said of the columns of tables of one shape; ``name`` is the file that it was said of."""

    __tablename__ = "table_mappings"

    shape: str = Field(primary_key=True, max_length=64)
    name: str = ""
    mapping: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    user_id: int | None = reference("users.id", "SET NULL", None)
    saved_utc: datetime = utc_now()


class AuditRow(Row, table=True):
    """One link of the audit chain; triggers refuse to change, remove or skip one.

    ``detail`` is canonical JSON of ids, counts, field names and hashes, never of message bodies.
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        CheckConstraint("length(previous_hash) = 32 AND length(hash) = 32", name="hashes"),
        Index("ix_audit_log_kind_row_id", "kind", "row_id"),
        Index("ix_audit_log_case_id", "case_id"),
    )

    id: int | None = primary_key()
    at_utc: datetime = utc()
    user_id: int | None = None
    action: str
    kind: str
    row_id: int | None = None
    case_id: int | None = None
    detail: str = "{}"
    previous_hash: bytes = Field(max_length=32)
    hash: bytes = Field(max_length=32)
