"""Which text of a rule pack a vault goes by: the one it adopted, kept with the vault, until it adopts another."""

from __future__ import annotations

import base64
from functools import lru_cache

from sqlalchemy import insert, select, update
from sqlmodel import col

from advocate import resources
from advocate.analysis.rules import loading
from advocate.analysis.rules.loading import Book
from advocate.storage.tables import RulePackRow
from advocate.storage.uow import UnitOfWork

_OPENED: dict[str, Book] = {}


@lru_cache(maxsize=16)
def _shipped_files(name: str) -> dict[str, bytes]:
    return loading.files(resources.path("law", name))


def in_use(uow: UnitOfWork, name: str) -> Book | None:
    """Return the pack that the vault adopted for a jurisdiction, else the shipped one; None where there is neither."""
    digest = uow.connection.scalar(
        select(col(RulePackRow.digest)).where(col(RulePackRow.name) == name, col(RulePackRow.in_use).is_(True))
    )
    if digest is not None:
        return _opened(uow, digest)
    return loading.book(name) if name in loading.names() else None


def keep(uow: UnitOfWork, name: str) -> None:
    """Note that the vault goes by the shipped pack, where it never adopted one: a later program may ship another."""
    there = uow.connection.scalar(select(col(RulePackRow.id)).where(col(RulePackRow.name) == name).limit(1))
    if there is None and name in loading.names():
        store(uow, loading.book(name), _shipped_files(name))


def store(uow: UnitOfWork, book: Book, files: dict[str, bytes]) -> None:
    """Put a pack's files into the vault and let the vault go by them from now on."""
    by_name = col(RulePackRow.name) == book.name
    uow.connection.execute(update(RulePackRow).where(by_name).values(in_use=False))
    values = {
        "version": book.version,
        "adopted_utc": uow.now(),
        "adopted_by": uow.user_id,
        "in_use": True,
    }
    known = uow.connection.execute(
        update(RulePackRow).where(by_name, col(RulePackRow.digest) == book.digest).values(**values)
    )
    if not known.rowcount:
        text = {name: base64.b64encode(data).decode() for name, data in files.items()}
        row = values | {"name": book.name, "digest": book.digest, "files": text}
        uow.connection.execute(insert(RulePackRow), [row])
    uow.audit("adopted", "rule_pack", None, None, pack=book.name, version=book.version, digest=book.digest)


def book_of(uow: UnitOfWork, name: str, version: str) -> Book:
    """Return the text of a pack under which a finding was made; where it is not kept, the one in use, else the default.

    Of several texts of one version the last adopted is taken.
    """
    shipped = loading.book(name) if name in loading.names() else None
    if shipped is not None and shipped.version == version:
        return shipped
    digest = uow.connection.scalar(
        select(col(RulePackRow.digest))
        .where(col(RulePackRow.name) == name, col(RulePackRow.version) == version)
        .order_by(col(RulePackRow.adopted_utc).desc())
        .limit(1)
    )
    if digest is not None:
        return _opened(uow, digest)
    return in_use(uow, name) or loading.book()


def _opened(uow: UnitOfWork, digest: str) -> Book:
    found = _OPENED.get(digest)
    if found is None:
        for name in loading.names():
            if loading.book(name).digest == digest:
                found = loading.book(name)
        if found is None:
            files = uow.connection.scalar(select(col(RulePackRow.files)).where(col(RulePackRow.digest) == digest))
            found = loading.open_files({name: base64.b64decode(data) for name, data in (files or {}).items()})
        if len(_OPENED) > 16:
            _OPENED.clear()
        _OPENED[digest] = found
    return found
