"""Telephone numbers and the batches that tie them together."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from advocate.domain.vocabulary import BatchDecision, BatchStatus, NumberKind
from advocate.storage.tables.columns import Row, code, one_of, primary_key, reference, uid, utc_now


class PhoneNumberRow(Row, table=True):
    """A number across all cases. ``number`` is E.164 where it parses, else as written (trimmed)."""

    __tablename__ = "phone_numbers"
    __table_args__ = (UniqueConstraint("number"),)

    id: int | None = primary_key()
    number: str
    kind: NumberKind = code(NumberKind, NumberKind.MALFORMED)
    region: str = ""
    carrier: str = ""
    country: str = ""
    note: str = ""
    created_utc: datetime = utc_now()


class BatchRow(Row, table=True):
    """Numbers that the evidence ties to one SIM batch or crew; ``reasons`` names why, as data."""

    __tablename__ = "batches"

    id: int | None = primary_key()
    uid: bytes = uid()
    name: str = ""
    score: float = 0.0
    status: BatchStatus = code(BatchStatus, BatchStatus.SUGGESTED)
    reasons: list[Any] = Field(default_factory=list, sa_type=JSON)
    created_utc: datetime = utc_now()


class BatchNumberRow(Row, table=True):
    """A number in a batch."""

    __tablename__ = "batch_numbers"
    __table_args__ = (Index("ix_batch_numbers_number_id", "number_id"),)

    batch_id: int = Field(foreign_key="batches.id", ondelete="CASCADE", primary_key=True)
    number_id: int = Field(foreign_key="phone_numbers.id", ondelete="CASCADE", primary_key=True)


class BatchDecisionRow(Row, table=True):
    """What a person decided about numbers of batches; the last word over every recomputation.

    ``numbers`` are canonical spellings, so that the decision holds whatever batch they come to stand in.
    """

    __tablename__ = "batch_decisions"
    __table_args__ = (CheckConstraint(one_of("kind", BatchDecision), name="kind"),)

    id: int | None = primary_key()
    kind: BatchDecision = code(BatchDecision)
    numbers: list[Any] = Field(default_factory=list, sa_type=JSON)
    reason: str = ""
    user_id: int | None = reference("users.id", "SET NULL", None)
    created_utc: datetime = utc_now()


class NumberLeaseRow(Row, table=True):
    """What the analysis of batches keeps of a number, so that a day's new contacts need no reading of all others."""

    __tablename__ = "number_leases"

    number_id: int = Field(foreign_key="phone_numbers.id", ondelete="CASCADE", primary_key=True)
    leases: str
