"""Users, organisations, clients."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from advocate.domain.vocabulary import CreditorType, OrganisationKind, Reached, Role
from advocate.storage.tables.columns import Row, code, one_of, primary_key, reference, uid, utc, utc_now


class UserRow(Row, table=True):
    """Somebody who works in the vault; ``name`` names the key slot, ``recipient`` is the age public key."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint(one_of("role", Role), name="role"), Index("uq_users_name", "name", unique=True))

    id: int | None = primary_key()
    uid: bytes = uid()
    name: str
    display_name: str = ""
    role: Role = code(Role, Role.COUNSELOR)
    recipient: str = ""
    active: bool = True
    created_utc: datetime = utc_now()


class OrganisationRow(Row, table=True):
    """A creditor, platform, agency, carrier or regulator."""

    __tablename__ = "organisations"
    __table_args__ = (Index("ix_organisations_name", "name"),)

    id: int | None = primary_key()
    uid: bytes = uid()
    name: str
    kind: OrganisationKind = code(OrganisationKind, OrganisationKind.CREDITOR)
    creditor_type: CreditorType = code(CreditorType, CreditorType.UNKNOWN)
    credit_code: str = ""
    address: str = ""
    phone: str = ""
    note: str = ""
    created_utc: datetime = utc_now()
    deleted_at: datetime | None = utc(None)


class ClientRow(Row, table=True):
    """The person the group acts for."""

    __tablename__ = "clients"

    id: int | None = primary_key()
    uid: bytes = uid()
    name: str
    phone: str = ""
    address: str = ""
    id_number: str = ""
    gender: str = ""
    zone: str = "Asia/Shanghai"
    note: str = ""
    created_utc: datetime = utc_now()
    deleted_at: datetime | None = utc(None)


class PersonRow(Row, table=True):
    """Somebody from an address book of a case; ``relation`` is what they are to the debtor, once a person says so."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_case_id_name", "case_id", "name"), Index("ix_people_import_id", "import_id"))

    id: int | None = primary_key()
    uid: bytes = uid()
    case_id: int = reference("cases.id", "CASCADE")
    name: str
    organisation: str = ""
    relation: Reached = code(Reached, Reached.UNKNOWN)
    note: str = ""
    import_id: int | None = reference("imports.id", "SET NULL", None)
    source_place: str = ""
    created_utc: datetime = utc_now()


class PersonNumberRow(Row, table=True):
    """A number of somebody from an address book, also as it was written there."""

    __tablename__ = "people_numbers"
    __table_args__ = (Index("ix_people_numbers_number_id", "number_id"),)

    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE", primary_key=True)
    number_id: int = Field(foreign_key="phone_numbers.id", ondelete="CASCADE", primary_key=True)
    number_raw: str = ""
