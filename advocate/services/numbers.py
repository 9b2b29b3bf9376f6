"""What is known of numbers across all cases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, func
from sqlalchemy import select as sql_select
from sqlmodel import col

from advocate.analysis.numbers.description import describe
from advocate.domain.errors import UserError
from advocate.domain.ids import row_id, short_id
from advocate.domain.views import NumberView
from advocate.domain.vocabulary import BatchStatus
from advocate.services import number_rows
from advocate.services.contact_list import in_live_cases, live
from advocate.storage.tables import BatchNumberRow, BatchRow, ContactRow, PhoneNumberRow
from advocate.storage.uow import UnitOfWork


def listing(uow: UnitOfWork, lang: str = "zh") -> list[NumberView]:
    """Return every number that contacts came from or went to, in the order of its first contact.

    ``region`` and ``carrier`` are words in ``lang``, inferred from the range (号段推定).
    """
    uses = (
        sql_select(
            col(ContactRow.number_id).label("number_id"),
            func.count().label("contacts"),
            func.count(func.distinct(ContactRow.case_id)).label("cases"),
            func.min(ContactRow.at_utc).label("first_utc"),
            func.max(ContactRow.at_utc).label("last_utc"),
        )
        .where(col(ContactRow.number_id).is_not(None), live(), in_live_cases())
        .group_by(col(ContactRow.number_id))
        .subquery()
    )
    query = (
        sql_select(*_columns(), uses.c.contacts, uses.c.cases, uses.c.first_utc, uses.c.last_utc)
        .select_from(uses)
        .join(PhoneNumberRow, col(PhoneNumberRow.id) == uses.c.number_id)
        .order_by(uses.c.first_utc, col(PhoneNumberRow.id))
    )
    return [_view(row, lang) for row in uow.connection.execute(query)]


def show(uow: UnitOfWork, number: str, lang: str = "zh") -> NumberView:
    """Return one number: as written, in E.164, or by its id (``N-000012``).

    Raises `UserError` ``unknown_number``.
    """
    wanted = _find(uow, number)
    mine = (col(ContactRow.number_id) == wanted, live(), in_live_cases())
    query: Select[Any] = sql_select(
        *_columns(),
        _scalar(func.count(), mine).label("contacts"),
        _scalar(func.count(func.distinct(ContactRow.case_id)), mine).label("cases"),
        _scalar(func.min(ContactRow.at_utc), mine).label("first_utc"),
        _scalar(func.max(ContactRow.at_utc), mine).label("last_utc"),
    ).where(col(PhoneNumberRow.id) == wanted)
    row = uow.connection.execute(query).first()
    if row is None:
        raise UserError("unknown_number", number=number[:60])
    return _view(row, lang)


def _columns() -> list[Any]:
    batch = (
        sql_select(func.min(BatchNumberRow.batch_id))
        .join(BatchRow, col(BatchRow.id) == col(BatchNumberRow.batch_id))
        .where(col(BatchNumberRow.number_id) == PhoneNumberRow.id, col(BatchRow.status) != BatchStatus.REJECTED)
        .scalar_subquery()
    )
    return [PhoneNumberRow.id, PhoneNumberRow.number, PhoneNumberRow.kind, batch.label("batch_id")]


def _scalar(what: Any, where: tuple[Any, ...]) -> Any:
    return sql_select(what).select_from(ContactRow).where(*where).scalar_subquery()


def _find(uow: UnitOfWork, text: str) -> int:
    text = text.strip()
    candidates = {text}
    facts = number_rows.facts_of(text)
    if facts is not None:
        candidates.add(facts.number)
    found = number_rows.find(uow, candidates)
    if facts is not None and facts.number in found:
        return found[facts.number]
    if found:
        return next(iter(found.values()))
    if text[:2].upper() == "N-":
        return row_id("number", text)
    raise UserError("unknown_number", number=text[:60])


def _view(row: Row[*tuple[Any, ...]], lang: str) -> NumberView:
    words = describe(row.number, lang)
    return NumberView(
        id=row.id,
        number=row.number,
        kind=row.kind,
        region=words.place,
        carrier=words.carrier,
        cases=row.cases,
        contacts=row.contacts,
        first_utc=row.first_utc,
        last_utc=row.last_utc,
        batch="" if row.batch_id is None else short_id("batch", row.batch_id),
    )
