"""Contacts, what was done in them, and the imports that brought them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field

from advocate.domain.vocabulary import (
    Behaviour,
    CallOutcome,
    Direction,
    Medium,
    Nature,
    Proposal,
    Reached,
    SourceKind,
    TimePrecision,
)
from advocate.storage.tables.columns import Row, code, new_uid, one_of, primary_key, reference, utc, utc_now


class ImportRow(Row, table=True):
    """One source read into a case; ``report`` holds counts and rejections as data (places and codes, no bodies).

    What was imported in one go shares ``run``. ``kind`` is what sort of source it was. ``first_utc`` and ``last_utc``
    are those of its entries, taken or there already; ``period_from`` and ``period_until`` the days that the source
    itself says it covers. ``evidence`` counts files, ``people`` those of an address book. ``archive_sha256`` is that of
    the archive on the disk that the source lay in, whose name is ``archive``.
    """

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_case_id", "case_id"), Index("ix_imports_run", "run"))

    id: int | None = primary_key()
    case_id: int = reference("cases.id", "CASCADE")
    evidence_id: int | None = reference("evidence.id", "SET NULL", None)
    format: str
    file_name: str = ""
    zone: str = ""
    importer_version: str = ""
    added: int = 0
    duplicates: int = 0
    other: int = 0
    rejected: int = 0
    kind: SourceKind | None = code(SourceKind, None, nullable=True)
    run: bytes = Field(default_factory=new_uid, max_length=16)
    first_utc: datetime | None = utc(None)
    last_utc: datetime | None = utc(None)
    period_from: date | None = None
    period_until: date | None = None
    evidence: int = 0
    people: int = 0
    archive: str = ""
    archive_sha256: str = ""
    report: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    user_id: int | None = reference("users.id", "SET NULL", None)
    created_utc: datetime = utc_now()


class ImportEvidenceRow(Row, table=True):
    """An original that an import read, or took out of what it read; ``brought`` unless the case had it before."""

    __tablename__ = "import_evidence"
    __table_args__ = (Index("ix_import_evidence_evidence_id", "evidence_id"),)

    import_id: int = Field(foreign_key="imports.id", ondelete="CASCADE", primary_key=True)
    evidence_id: int = Field(foreign_key="evidence.id", ondelete="CASCADE", primary_key=True)
    brought: bool = True


class ContactRow(Row, table=True):
    """One contact.

    ``at_utc`` is the instant, ``at_zone`` (IANA) where it was observed, ``at_written`` the source's own spelling.
    ``local_date`` (ISO) and ``local_minute`` (0 to 1439) repeat the wall clock in ``at_zone`` for SQL aggregates.
    ``number_raw`` NULL means withheld. ``fingerprint`` makes re-import idempotent; NULL for hand-logged contacts.
    ``same_event_id`` names the record that leads where this is another one of the same event; the one that leads names
    none. ``same_event_decided_utc`` says when a person linked it or put it apart; NULL leaves that to the program.
    ``proposed`` is what the sorting proposes while the nature is ``unsorted``, ``proposed_why`` the codes of its
    reasons with their weights (`services.sorting`); NULL where nothing was proposed yet. ``sorted_utc`` says when
    people decided in the inbox; ``left_out_utc`` marks what they left out, until the inbox erases it for good.
    ``outcome``, ``conversation`` (whether people spoke), ``sent_utc`` (where it differs from ``at_utc``) are NULL where
    nobody said so. ``zone_known`` NULL is as the case has it. ``deleted_at`` set means in the trash.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("case_id", "fingerprint"),
        CheckConstraint(one_of("direction", Direction), name="direction"),
        CheckConstraint(one_of("nature", Nature), name="nature"),
        CheckConstraint(f"proposed IS NULL OR {one_of('proposed', Proposal)}", name="proposed"),
        CheckConstraint(one_of("at_precision", TimePrecision), name="at_precision"),
        CheckConstraint("local_minute BETWEEN 0 AND 1439", name="local_minute"),
        CheckConstraint("fingerprint IS NULL OR length(fingerprint) = 16", name="fingerprint"),
        Index("ix_contacts_case_id_at_utc_id", "case_id", "at_utc", "id"),
        Index("ix_contacts_number_id_case_id_at_utc", "number_id", "case_id", "at_utc"),
        Index("ix_contacts_case_id_local_date", "case_id", "local_date"),
        Index("ix_contacts_import_id", "import_id"),
        Index("ix_contacts_source_evidence_id", "source_evidence_id"),
        # Few contacts are further records of one event: the index costs an import nothing.
        Index("ix_contacts_same_event_id", "same_event_id", sqlite_where=sql("same_event_id IS NOT NULL")),
        # What stands in the inbox, and what was left out of it but can still be taken back.
        Index("ix_contacts_inbox", "case_id", sqlite_where=sql("nature = 'unsorted' AND import_id IS NOT NULL")),
        Index("ix_contacts_left_out", "case_id", sqlite_where=sql("left_out_utc IS NOT NULL")),
        # The trash is small: lists and counts run over covering indexes and leave out what this one holds.
        Index("ix_contacts_trash", "id", "case_id", "number_id", sqlite_where=sql("deleted_at IS NOT NULL")),
    )

    id: int | None = primary_key()
    # No unique index on purpose: a million random keys would double the price of an import.
    uid: bytes = Field(default_factory=new_uid, max_length=16)
    case_id: int = reference("cases.id", "CASCADE")
    at_utc: datetime = utc()
    at_zone: str
    at_written: str
    at_precision: TimePrecision = code(TimePrecision, TimePrecision.EXACT)
    at_end_utc: datetime | None = utc(None)
    local_date: str = Field(max_length=10)
    local_minute: int
    medium: Medium = code(Medium)
    direction: Direction = code(Direction, Direction.IN)
    number_id: int | None = reference("phone_numbers.id", "RESTRICT", None)
    number_raw: str | None = None
    on_number_id: int | None = reference("phone_numbers.id", "RESTRICT", None)
    on_number_raw: str = ""
    name: str = ""
    duration_s: int | None = None
    answered: bool | None = None
    text: str = ""
    summary: str = ""
    claims_to_be: str = ""
    reached: Reached = code(Reached, Reached.DEBTOR)
    reached_name: str = ""
    debt_id: int | None = reference("debts.id", "SET NULL", None)
    agency_id: int | None = reference("organisations.id", "SET NULL", None)
    harm: str = ""
    nature: Nature = code(Nature, Nature.COLLECTION)
    robot_voice: bool = False
    outcome: CallOutcome | None = code(CallOutcome, None, nullable=True)
    conversation: bool | None = None
    zone_known: bool | None = None
    sent_utc: datetime | None = utc(None)
    detail: str = ""
    fingerprint: bytes | None = Field(default=None, max_length=16)
    import_id: int | None = reference("imports.id", "SET NULL", None)
    source_evidence_id: int | None = reference("evidence.id", "SET NULL", None)
    source_place: str = ""
    same_event_id: int | None = reference("contacts.id", "SET NULL", None)
    same_event_decided_utc: datetime | None = utc(None)
    proposed: Proposal | None = code(Proposal, None, nullable=True)
    proposed_why: str | None = None
    sorted_utc: datetime | None = utc(None)
    left_out_utc: datetime | None = utc(None)
    entered_by: int | None = reference("users.id", "SET NULL", None)
    entered_utc: datetime = utc_now()
    updated_utc: datetime | None = utc(None)
    deleted_at: datetime | None = utc(None)


class ContactBehaviourRow(Row, table=True):
    """What a collector did in a contact, as a person coded it."""

    __tablename__ = "contact_behaviours"
    __table_args__ = (Index("ix_contact_behaviours_behaviour", "behaviour"),)

    contact_id: int = Field(foreign_key="contacts.id", ondelete="CASCADE", primary_key=True)
    behaviour: Behaviour = code(Behaviour, primary_key=True)


class LeftOutRow(Row, table=True):
    """An imported entry that people left out: its fingerprint alone, so that no later backup brings it back."""

    __tablename__ = "left_out"
    __table_args__ = (
        CheckConstraint("length(fingerprint) = 16", name="fingerprint"),
        Index("ix_left_out_import_id", "import_id"),
    )

    case_id: int = Field(foreign_key="cases.id", ondelete="CASCADE", primary_key=True)
    fingerprint: bytes = Field(max_length=16, primary_key=True)
    import_id: int | None = reference("imports.id", "SET NULL", None)
