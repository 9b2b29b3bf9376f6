"""Search over contacts: every hit is a true substring, from one Chinese character up.

The FTS5 table is contentless and its rowid is the contact's id. FTS5 cannot split Chinese, so the text is split here:
every character is a token of its own, except that a run of ASCII letters and digits is one token. Characters other than
Chinese ones get a spelling that FTS5 neither folds nor drops, punctuation and emoji too, so that a phrase of tokens
stands for exactly one text. Upper and lower case are one for ASCII letters only, as in SQL ``LIKE``.

What the index cannot answer alone is a query that begins inside an ASCII run (``oan`` in ``loan``): the rest of the
query narrows the rows and SQL compares the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from advocate.domain.errors import UserError

#: Longest query, in characters.
MAX_QUERY = 200

#: A private-use character, a token character to FTS5, that no spelling of ours can be confused with.
_ESCAPE = "\ue000"
_ASCII_RUN = re.compile(r"[0-9a-z]+", re.ASCII)
_BATCH = 500

#: The searched fields of a contact in SQL, as in `contact_text`; the newlines keep a hit within one field.
TEXT_SQL = (
    "contacts.text || char(10) || contacts.summary || char(10) || contacts.claims_to_be || char(10) || "
    "contacts.reached_name || char(10) || contacts.name || char(10) || contacts.harm"
)


class _Spellings(dict[int, str]):
    """Spelling of each character for FTS5, made when first met."""

    def __missing__(self, codepoint: int) -> str:
        char = chr(codepoint)
        if "a" <= char <= "z" or "0" <= char <= "9":
            spelling = char
        elif "A" <= char <= "Z":
            spelling = char.lower()
        elif "\u3400" <= char <= "\u4db5" or "\u4e00" <= char <= "\u9fa5":
            # Chinese characters that every version of the tokenizer knows; rarer ones are spelt as numbers.
            spelling = f" {char} "
        else:
            spelling = f" {_ESCAPE}{codepoint:x} "
        self[codepoint] = spelling
        return spelling


_SPELLINGS = _Spellings()


def index_text(text: str) -> str:
    """Return ``text`` split for the index: tokens between spaces."""
    return text.translate(_SPELLINGS)


def contact_text(
    text: str, summary: str = "", claims_to_be: str = "", reached_name: str = "", name: str = "", harm: str = ""
) -> str:
    """Return everything of a contact that search looks at, a line for each field that holds anything."""
    return "\n".join(filter(None, (text, summary, claims_to_be, reached_name, name, harm)))


def match_query(text: str) -> str | None:
    """Return the FTS5 phrase that every row containing ``text`` matches; None where the index cannot narrow.

    The answer holds quotes only around the phrase, whatever ``text`` is: nothing a user types is FTS5 syntax.
    """
    tokens = index_text(text).split()
    if tokens and _ASCII_RUN.fullmatch(tokens[0]):
        # It may be the tail of a longer run in the row.
        tokens = tokens[1:]
    if not tokens:
        return None
    # The last run may go on in the row: a prefix.
    prefix = "*" if _ASCII_RUN.fullmatch(tokens[-1]) else ""
    return f'"{" ".join(tokens)}"{prefix}'


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on the table ``contacts`` in SQL with named parameters."""

    sql: str
    params: dict[str, Any]


def comparison(text: str) -> Condition:
    """Return the condition that a row of ``contacts`` contains ``text``, without the index."""
    return Condition(f"instr(lower({TEXT_SQL}), lower(:search_text)) > 0", {"search_text": text})


def condition(text: str) -> Condition | None:
    """Return what a row of ``contacts`` must meet to contain ``text``; None where ``text`` is empty.

    Raises `UserError` ``query_too_long``.
    """
    found = _split(text)
    if found is None:
        return None
    match, compared = found
    parts, params = [], {}
    if match is not None:
        parts.append("contacts.id IN (SELECT rowid FROM contacts_fts WHERE contacts_fts MATCH :search_match)")
        params["search_match"] = match
    if compared is not None:
        parts.append(compared.sql)
        params.update(compared.params)
    return Condition(" AND ".join(parts), params)


def latest(connection: Connection, text: str, limit: int, case_id: int | None = None) -> list[int]:
    """Return the ids of the ``limit`` latest entered contacts, not in the trash, that contain ``text``.

    Raises `UserError` ``query_too_long``.
    """
    found = _split(text)
    if found is None or limit <= 0:
        return []
    match, compared = found
    where = [
        "contacts.deleted_at IS NULL",
        "contacts.case_id NOT IN (SELECT id FROM cases WHERE deleted_at IS NOT NULL)",
    ]
    params: dict[str, Any] = {"row_limit": limit}
    source, order = "contacts", "contacts.id"
    if match is not None:
        # The index leads, newest first, and stops at the limit. CROSS JOIN keeps SQLite from turning it round.
        source, order = "contacts_fts CROSS JOIN contacts ON contacts.id = contacts_fts.rowid", "contacts_fts.rowid"
        where.append("contacts_fts MATCH :search_match")
        params["search_match"] = match
    if compared is not None:
        where.append(compared.sql)
        params.update(compared.params)
    if case_id is not None:
        where.append("contacts.case_id = :case_id")
        params["case_id"] = case_id
    # Only constants of this module are put together; what a user typed is a parameter.
    sql = f"SELECT contacts.id FROM {source} WHERE {' AND '.join(where)} ORDER BY {order} DESC LIMIT :row_limit"  # noqa: S608
    return [row[0] for row in connection.exec_driver_sql(sql, params)]


def _split(text: str) -> tuple[str | None, Condition | None] | None:
    """Return the FTS5 phrase and what SQL must compare beside it; None where ``text`` is empty."""
    if not text:
        return None
    if len(text) > MAX_QUERY:
        raise UserError("query_too_long", max=MAX_QUERY)
    match = match_query(text)
    begins_in_run = _ASCII_RUN.match(text.lower()) is not None
    return match, comparison(text) if match is None or begins_in_run else None


def add(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Index contacts that are new to the index: pairs of id and `contact_text`."""
    made = [(row_id, index_text(text)) for row_id, text in rows]
    if made:
        connection.exec_driver_sql("INSERT INTO contacts_fts(rowid, text) VALUES (?, ?)", made)


def remove(connection: Connection, ids: Sequence[int]) -> None:
    """Take contacts out of the index; unknown ids are no error."""
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        marks = ",".join("?" * len(part))
        connection.exec_driver_sql(f"DELETE FROM contacts_fts WHERE rowid IN ({marks})", tuple(part))  # noqa: S608 - marks only


def replace(connection: Connection, row_id: int, text: str) -> None:
    """Index a contact anew after it was edited or came back from the trash."""
    remove(connection, (row_id,))
    add(connection, [(row_id, text)])
