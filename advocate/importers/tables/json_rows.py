"""Rows of JSON and JSONP: what the carriers' sites answer their own pages with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from advocate.domain.errors import UserError
from advocate.importers.base import ReadContext
from advocate.importers.sources import Source, bounded_bytes
from advocate.importers.tables.rows import MOST_CHARACTERS, MOST_COLUMNS, Cell, Sheet, TableRow, words_of
from advocate.importers.text_files import decoded

_MOST_BYTES = 64_000_000
_CALL = re.compile(r"\s*[\w$.]{1,200}\s*\(\s*")
_DEEPEST = 8
_MOST_LISTS = 2_000
_MOST_NOTE = 4_000


def json_sheets(source: Source, ctx: ReadContext) -> list[Sheet]:
    """Return every list of objects, or of lists, as a sheet; its first row names the fields.

    Raises `UserError`: ``json_damaged``, ``file_too_big``.
    """
    found = decoded(bounded_bytes(source, _MOST_BYTES))
    document = parsed(found.text, source.name)
    ctx.job.check()
    notes: list[str] = []
    lists: list[tuple[str, list[Any]]] = []
    _collect(document, "", lists, notes, 0)
    note = "\n".join(notes)[:_MOST_NOTE]
    return [Sheet(path, _rows_of(path, items), note=note) for path, items in lists]


def parsed(text: str, name: str) -> Any:
    """Return what JSON or JSONP says; raises `UserError` ``json_damaged``."""
    text = text.strip("\ufeff \t\r\n")
    match = _CALL.match(text)
    if match is not None and text[:1] not in "[{":
        text = text[match.end() :]
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError) as error:
        raise UserError("json_damaged", file=name) from error


def _collect(value: Any, path: str, lists: list[tuple[str, list[Any]]], notes: list[str], depth: int) -> None:
    if depth > _DEEPEST or len(lists) >= _MOST_LISTS:
        return
    if isinstance(value, list):
        if value and all(isinstance(item, dict | list) for item in value[:50]):
            nested = [item for item in value[:50] if _holds_rows(item)]
            if len(nested) * 2 > min(len(value), 50):
                for index, item in enumerate(value):
                    _collect(item, f"{path}[{index + 1}]", lists, notes, depth + 1)
            else:
                lists.append((path, value))
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, dict | list):
                _collect(item, f"{path}.{key}" if path else str(key), lists, notes, depth + 1)
            elif item is not None and len(notes) < 100:
                notes.append(f"{key}: {str(item)[:200]}")


def _holds_rows(item: Any) -> bool:
    """Tell whether an item is itself a table, or holds one: pages of a bill, each with its rows."""
    if isinstance(item, dict):
        return any(
            isinstance(part, list) and part and isinstance(part[0], dict | list) for part in list(item.values())[:50]
        )
    return isinstance(item, list) and bool(item) and all(isinstance(part, dict | list) for part in item[:20])


def _rows_of(path: str, items: list[Any]) -> Any:
    def rows() -> Iterator[TableRow]:
        keys: dict[str, None] = {}
        for item in items:
            if isinstance(item, dict):
                for key in item:
                    if len(keys) < MOST_COLUMNS:
                        keys.setdefault(str(key))
        names = list(keys)
        if names:
            yield TableRow(0, tuple(names), f"{path}[0]")
        for number, item in enumerate(items, 1):
            place = f"{path}[{number}]"
            if isinstance(item, dict):
                yield TableRow(number, tuple(_cell(item.get(name)) for name in names), place)
            elif isinstance(item, list):
                yield TableRow(number, tuple(_cell(part) for part in item[:MOST_COLUMNS]), place)
            else:
                yield TableRow(number, (_cell(item),), place)

    return rows


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return value[:MOST_CHARACTERS]
    if isinstance(value, bool | int | float):
        return value if not isinstance(value, int) or abs(value) < 10**18 else words_of(str(value))
    return None if value is None else json.dumps(value, ensure_ascii=False)[:MOST_CHARACTERS]
