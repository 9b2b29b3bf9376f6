"""Short stable ids as people see them (``C-2026-0007``, ``K-000123``) and the row ids behind them."""

from __future__ import annotations

import re

from advocate.domain.errors import UserError

#: Letter of each kind whose short id is made from the row id alone.
PREFIXES = {
    "contact": "K",
    "evidence": "E",
    "finding": "F",
    "debt": "D",
    "organisation": "O",
    "number": "N",
    "import": "I",
    "deadline": "T",
    "packet": "M",
    "batch": "B",
    "notice": "A",
}

#: What a row id of SQLite can hold, with room: longer digits are no id.
_MOST_DIGITS = 15
_ROW = re.compile(r"([A-Z])-?0*(\d{1,15})", re.IGNORECASE)
_YEARLY = re.compile(r"([CP])-(\d{4})-0*(\d{1,9})", re.IGNORECASE)


def short_id(kind: str, row_id: int) -> str:
    """Return the short id of a row, for example ``K-000123`` for contact 123."""
    return f"{PREFIXES[kind]}-{row_id:06d}"


def row_id(kind: str, text: str) -> int:
    """Return the row id behind ``text``: ``K-000123``, ``k123`` or the bare number.

    Raises `UserError` ``unknown_id`` where it is none of these.
    """
    text = text.strip()
    if text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS:
        return int(text)
    match = _ROW.fullmatch(text)
    if match is None or match[1].upper() != PREFIXES[kind]:
        raise UserError("unknown_id", id=text[:60], kind=kind)
    return int(match[2])


def case_number(year: int, sequence: int) -> str:
    """Return the number of the ``sequence``-th case of ``year``: ``C-2026-0007``."""
    return f"C-{year}-{sequence:04d}"


def complaint_number(year: int, sequence: int) -> str:
    """Return the number of the ``sequence``-th complaint of ``year``: ``P-2026-0003``."""
    return f"P-{year}-{sequence:04d}"


def canonical_number(text: str) -> str:
    """Return a case or complaint number in its canonical spelling (``c-2026-7`` becomes ``C-2026-0007``)."""
    match = _YEARLY.fullmatch(text.strip())
    if match is None:
        return text.strip()
    return f"{match[1].upper()}-{match[2]}-{int(match[3]):04d}"
