"""The shape of a table: where its head stands, what makes the next file the same kind, what its columns seem to be."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from advocate.domain.table_mappings import TableMapping
from advocate.domain.vocabulary import Medium
from advocate.importers.base import ReadContext
from advocate.importers.sources import Source
from advocate.importers.tables.columns import normal
from advocate.importers.tables.kinds import Container
from advocate.importers.tables.lexicon import by_word, words
from advocate.importers.tables.opening import opened
from advocate.importers.tables.rows import Cell, Sheet, TableRow, is_blank, words_of
from advocate.importers.tables.values import direction_of, duration_of, number_of, wall_of

#: Rows among which the head is looked for, and from which columns are guessed.
_LOOKED_AT = 60
_HEAD_WITHIN = 30
_MOST_SHEETS = 20
_PHONE = re.compile(r"\+?[\d*][\d* ()\-]{2,24}")


@lru_cache(maxsize=1)
def _fields() -> dict[str, str]:
    return {normal(word): name for word, name in by_word(words("words")["heads"]).items()}


@dataclass(frozen=True, slots=True)
class Shaped:
    """A sheet with its head found. ``heads`` is empty where there is none; ``rows`` are all below it."""

    shape: str
    heads: tuple[str, ...]
    rows: Iterator[TableRow]
    sheet: Sheet
    width: int


def shaped_sheets(
    source: Source, ctx: ReadContext, container: Container | None = None
) -> Generator[Shaped, None, None]:
    """Yield every sheet that holds rows, its head found; raises what `opened` raises."""
    with opened(source, ctx, container) as sheets:
        for sheet in sheets[:_MOST_SHEETS]:
            feed = sheet.rows()
            ahead = list(islice(feed, _LOOKED_AT))
            if all(is_blank(row.cells) for row in ahead):
                continue
            place = head_place(ahead)
            width = max((_filled(row.cells) for row in ahead), default=0)
            if place is None:
                yield Shaped(f"headless-{width}", (), chain(ahead, feed), sheet, width)
                continue
            heads = tuple(words_of(cell) for cell in ahead[place].cells)
            while heads and not heads[-1]:
                heads = heads[:-1]
            yield Shaped(shape_of(heads), heads, chain(ahead[place + 1 :], feed), sheet, max(width, len(heads)))


def _filled(cells: Sequence[Cell]) -> int:
    """Return how many columns a row reaches over."""
    return max((index + 1 for index, cell in enumerate(cells) if words_of(cell)), default=0)


def head_place(rows: Sequence[TableRow]) -> int | None:
    """Return which row names the columns: the first of words alone that is about as wide as the table."""
    counts = [sum(1 for cell in row.cells if words_of(cell)) for row in rows]
    widest = max(counts, default=0)
    for index, row in enumerate(rows[:_HEAD_WITHIN]):
        if counts[index] < 2 or counts[index] * 10 < widest * 6:
            continue
        filled = [cell for cell in row.cells if words_of(cell)]
        if all(isinstance(cell, str) and _is_word(cell) for cell in filled):
            known = sum(1 for cell in filled if normal(words_of(cell)) in _fields())
            below = rows[index + 1 : index + 6]
            valued = any(_is_valued(cell) for row_below in below for cell in row_below.cells)
            return index if known or valued or not below else None
        return None
    return None


def _is_word(cell: str) -> bool:
    text = words_of(cell)
    return len(text) <= 60 and not text[:1].isdigit() and not _PHONE.fullmatch(text) and wall_of(text) is None


def _is_valued(cell: Cell) -> bool:
    return (cell is not None and not isinstance(cell, str)) or words_of(cell)[:1].isdigit()


def shape_of(heads: Sequence[str]) -> str:
    """Return what is the same for two tables with the same columns: order counts, spacing, case and units do not."""
    return hashlib.sha256("\x1f".join(map(normal, heads)).encode()).hexdigest()[:32]


def keys_of(heads: Sequence[str], width: int) -> list[str]:
    """Return what each column is called in a mapping: its head, or ``#3`` where it has none of its own."""
    keys: list[str] = []
    for index in range(width):
        head = heads[index] if index < len(heads) else ""
        keys.append(head if head and heads.count(head) == 1 and not head.startswith("#") else f"#{index + 1}")
    return keys


def suggested(heads: Sequence[str], rows: Sequence[TableRow], width: int) -> TableMapping:
    """Return what the columns seem to mean, by their heads and then by what their cells hold."""
    keys = keys_of(heads, width)
    chosen: dict[int, str] = {}
    for index, head in enumerate(heads[:width]):
        name = _fields().get(normal(head), "")
        if name and name not in chosen.values():
            chosen[index] = name
    for index in range(width):
        name = "" if index in chosen else _by_cells([row.cells[index] for row in rows if index < len(row.cells)])
        taken = set(chosen.values())
        if name == "time" and taken & {"time", "date"}:
            continue
        if name and name not in taken:
            chosen[index] = name
    _settle_times(chosen, rows)
    names = set(chosen.values())
    talked = names & {"duration", "medium", "claims_to_be", "harm"}
    medium = Medium.SMS if "text" in names and not talked else Medium.CALL
    column = chosen_column(rows, next((i for i, name in chosen.items() if name in ("time", "date")), None))
    return TableMapping(
        columns=tuple((keys[index], name) for index, name in sorted(chosen.items())),
        date_order=_order(column),
        medium=medium,
        minutes=any(
            "分钟" in head or "min" in head.lower() for i, head in enumerate(heads) if chosen.get(i) == "duration"
        ),
    )


def _settle_times(chosen: dict[int, str], rows: Sequence[TableRow]) -> None:
    """Leave either one column of day and hour, or one of days with one of hours, whatever they are called."""
    at = {name: index for index, name in chosen.items()}
    walls = {
        name: [wall for cell in chosen_column(rows, at[name]) if (wall := wall_of(cell)) is not None]
        for name in ("time", "date", "clock")
        if name in at
    }
    whole = {name: sum(1 for wall in found if wall.day is not None) * 2 > len(found) for name, found in walls.items()}
    if "clock" in at and "time" not in at and ("date" not in at or whole["clock"]):
        chosen[at["clock"]] = "time"
        at["time"] = at.pop("clock")
        whole["time"] = True
    if "time" in at and "date" in at:
        if "clock" not in at and not whole["time"]:
            chosen[at["time"]] = "clock"
            return
        del chosen[at["date"]]
    if "time" in at and "clock" in at:
        del chosen[at["clock"]]


def chosen_column(rows: Sequence[TableRow], index: int | None) -> list[Cell]:
    """Return the cells of one column."""
    return [] if index is None else [row.cells[index] for row in rows if index < len(row.cells)]


def _by_cells(cells: Sequence[Cell]) -> str:
    filled = [cell for cell in cells if words_of(cell)]
    if len(filled) < 2:
        return ""

    media = by_word(words("words")["media"])

    def mostly(test: object) -> bool:
        return sum(1 for cell in filled if callable(test) and test(cell)) * 10 >= len(filled) * 8

    def is_time(cell: Cell) -> bool:
        wall = None if isinstance(cell, int | float) and cell < 1e9 else wall_of(cell)
        return wall is not None and wall.day is not None and wall.year is not None

    def is_phone(cell: Cell) -> bool:
        number, _ = number_of(cell)
        digits = sum(char.isdigit() or char == "*" for char in number or "")
        return number is not None and 7 <= digits <= 15 and _PHONE.fullmatch(number) is not None

    if mostly(is_time):
        return "time"
    if mostly(lambda cell: direction_of(cell) is not None):
        return "direction"
    if mostly(is_phone):
        return "number"
    if mostly(lambda cell: words_of(cell).lower() in media):
        return "medium"
    if mostly(
        lambda cell: not isinstance(cell, int | float) and duration_of(cell) is not None and ":" in words_of(cell)
    ):
        return "duration"
    if mostly(lambda cell: isinstance(cell, str) and len(cell) > 15):
        return "text"
    return ""


def _order(cells: Sequence[Cell]) -> str:
    """Return the order of day and month that a column of written dates leaves possible."""
    triples = [match.groups() for cell in cells if (match := _TRIPLE.match(words_of(cell)))]
    four = [(int(a), int(b)) for a, b, c in triples if len(c) == 4]
    if not four:
        return "ymd"
    return "mdy" if any(b > 12 for _, b in four) and not any(a > 12 for a, _ in four) else "dmy"


_TRIPLE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
