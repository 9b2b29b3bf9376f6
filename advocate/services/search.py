"""Search over everything that was written and said, and over numbers."""

from __future__ import annotations

import re
import string

from sqlalchemy import select as sql_select
from sqlmodel import col

from advocate.domain.views import ContactView, SearchHit
from advocate.services import number_rows
from advocate.services.contact_list import in_live_cases, live, page
from advocate.storage import search
from advocate.storage.tables import ContactRow, PhoneNumberRow
from advocate.storage.uow import UnitOfWork

_BEFORE, _AFTER = 24, 72
_DIGITS = re.compile(r"[+\d\s\-()]+", re.ASCII)
_FEWEST_DIGITS = 3
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def contacts(uow: UnitOfWork, query: str, case_id: int | None = None, limit: int = 50) -> list[SearchHit]:
    """Return the latest contacts that contain ``query``, newest first; a number also finds its contacts.

    A hit is a substring, exactly, with upper and lower case of ASCII letters as one. Raises `UserError`
    ``query_too_long``.
    """
    query = query.strip()
    found = dict.fromkeys(search.latest(uow.connection, query, limit, case_id))
    found |= dict.fromkeys(_by_number(uow, query, case_id, limit))
    views = page(uow, list(found))
    views.sort(key=lambda view: (view.moment.at_utc, view.id), reverse=True)
    return [_hit(view, query) for view in views[:limit]]


def _by_number(uow: UnitOfWork, query: str, case_id: int | None, limit: int) -> list[int]:
    """Return the latest contacts whose number holds the digits of ``query``."""
    if not _DIGITS.fullmatch(query):
        return []
    digits = "".join(char for char in query if char.isdigit())
    if len(digits) < _FEWEST_DIGITS:
        return []
    facts = number_rows.facts_of(query)
    whole = facts.number if facts is not None else digits
    matching = sql_select(col(PhoneNumberRow.id)).where(
        (col(PhoneNumberRow.number) == whole) | col(PhoneNumberRow.number).contains(digits, autoescape=True)
    )
    wanted = sql_select(col(ContactRow.id)).where(col(ContactRow.number_id).in_(matching), live(), in_live_cases())
    if case_id is not None:
        wanted = wanted.where(col(ContactRow.case_id) == case_id)
    wanted = wanted.order_by(col(ContactRow.at_utc).desc(), col(ContactRow.id).desc()).limit(limit)
    return [row.id for row in uow.connection.execute(wanted)]


def _hit(view: ContactView, query: str) -> SearchHit:
    snippet, matches = snippet_of(
        (view.text, view.summary, view.claims_to_be, view.reached_name, view.name, view.harm), query
    )
    return SearchHit("contact", view.id, view.case_id, view.case_number, snippet, matches, view.moment, view.number)


def snippet_of(fields: tuple[str, ...], query: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the part of the first field that holds ``query``, as one plain line, and where the query stands in it.

    Where none does, the beginning of the first field that holds anything.
    """
    needle = query.translate(_LOWER)
    for field in fields:
        at = field.translate(_LOWER).find(needle) if needle else -1
        if at >= 0:
            return _cut(field, at, needle)
    first = next((field for field in fields if field.strip()), "")
    return _cut(first.strip(), 0, "")


def _cut(field: str, at: int, needle: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    start = max(0, at - _BEFORE)
    end = min(len(field), at + len(needle) + _AFTER)
    # Replaced one for one, so that offsets stay true.
    shown = "".join(char if char.isprintable() else " " for char in field[start:end])
    snippet = ("…" if start else "") + shown + ("…" if end < len(field) else "")
    folded = field[start:end].translate(_LOWER)
    shift, matches, found = int(start > 0), [], folded.find(needle) if needle else -1
    while found >= 0:
        matches.append((found + shift, found + shift + len(needle)))
        found = folded.find(needle, found + len(needle))
    return snippet, tuple(matches)
