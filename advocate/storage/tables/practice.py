"""What an organisation adds of its own, and what people did for somebody's safety."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from advocate.storage.tables.columns import CODE_LENGTH, Row, primary_key, reference, uid, utc_now


class OwnWordRow(Row, table=True):
    """A phrase that an organisation adds to a category of a jurisdiction's lexicon, or to a category of its own.

    No source in the law stands behind it, and the program says so wherever it shows. ``own_category`` marks a category
    that the lexicon does not have: its name is ``category`` as people typed it.
    """

    __tablename__ = "own_words"
    __table_args__ = (UniqueConstraint("jurisdiction", "category", "phrase"),)

    id: int | None = primary_key()
    uid: bytes = uid()
    jurisdiction: str = Field(max_length=CODE_LENGTH)
    category: str
    own_category: bool = False
    phrase: str
    note: str = ""
    created_utc: datetime = utc_now()
    created_by: int | None = reference("users.id", "SET NULL", None)


class SafetyNoteRow(Row, table=True):
    """What a person did about one sign of danger in one contact; the prompt stays away for this contact alone."""

    __tablename__ = "safety_notes"
    __table_args__ = (UniqueConstraint("contact_id", "danger"), Index("ix_safety_notes_case_id", "case_id"))

    id: int | None = primary_key()
    uid: bytes = uid()
    case_id: int = reference("cases.id", "CASCADE")
    contact_id: int = reference("contacts.id", "CASCADE")
    danger: str = Field(max_length=CODE_LENGTH)
    done: str
    at_utc: datetime = utc_now()
    user_id: int | None = reference("users.id", "SET NULL", None)
