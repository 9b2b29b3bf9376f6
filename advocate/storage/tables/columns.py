"""Column types and the base class that all tables share."""

import json
import os
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Dialect, Enum, Integer, MetaData
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from advocate.domain.moments import epoch_ms, from_epoch_ms

#: Every constraint has a name, so that a migration can drop it.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

CODE_LENGTH = 32

metadata = MetaData(naming_convention=NAMING)


class Row(SQLModel, registry=registry(metadata=metadata)):
    """The base of all table classes. Rows are not validated: drafts are, before they become rows."""


class UtcMs(TypeDecorator[datetime]):
    """An aware UTC datetime in Python, epoch milliseconds (INTEGER) in the database."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | int | None, dialect: Dialect) -> int | None:
        """Return the milliseconds to store; a bare int is taken as milliseconds; raises `ValueError` on a naive one."""
        if value is None or isinstance(value, int):
            return value
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        return epoch_ms(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return the aware UTC datetime."""
        return None if value is None else from_epoch_ms(value)


def now_utc() -> datetime:
    """Return the present, aware and in UTC."""
    return datetime.now(UTC)


def new_uid() -> bytes:
    """Return 16 random bytes that name a row in every vault it travels to."""
    return os.urandom(16)


def canonical_json(value: Any) -> str:
    """Return JSON with one spelling only: sorted keys, no spaces, no escapes of Chinese."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def utc(default: Any = ..., **options: Any) -> Any:
    """Return a column of `UtcMs`."""
    return Field(default=default, sa_type=UtcMs, **options)


def utc_now(**options: Any) -> Any:
    """Return a column of `UtcMs` that is the time of insertion unless given."""
    return Field(default_factory=now_utc, sa_type=UtcMs, **options)


def code(kind: type[StrEnum], default: Any = ..., **options: Any) -> Any:
    """Return a text column of a vocabulary code, read back as the enum's member.

    The database takes any text: a newer version may add codes without rebuilding the table. Closed lists get a CHECK
    in their table.
    """
    column_type = Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=CODE_LENGTH,
        values_callable=lambda members: [member.value for member in members],
    )
    return Field(default=default, sa_type=column_type, **options)


def primary_key() -> Any:
    """Return the row id; optional in Python until the row is flushed."""
    return Field(default=None, primary_key=True)


def uid() -> Any:
    """Return the column of the name that a row keeps in every vault."""
    return Field(default_factory=new_uid, unique=True, max_length=16)


def reference(target: str, ondelete: str, default: Any = ...) -> Any:
    """Return a foreign key to ``target`` (``"cases.id"``) with its rule for deletion."""
    return Field(default=default, foreign_key=target, ondelete=ondelete)  # type: ignore[call-overload]


def one_of(column: str, kind: type[StrEnum]) -> str:
    """Return the CHECK expression of a closed list of codes."""
    return f"{column} IN ({', '.join(repr(member.value) for member in kind)})"
