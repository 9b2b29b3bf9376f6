"""What every kind of table is read as: sheets of rows of cells, one row at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

#: What a cell may hold. Numbers and times only where the file itself says so (workbooks, JSON).
Cell = str | int | float | bool | datetime | date | time | None

#: Wider rows were made to eat memory; what stands beyond is not looked at.
MOST_COLUMNS = 256
#: Characters of one cell that are kept.
MOST_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row as it stands in the file. ``number`` counts from 1 in its sheet; ``place`` is for people.

    ``reason`` is a message code where the row itself is damaged; it then has no cells.
    """

    number: int
    cells: tuple[Cell, ...]
    place: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table in a file. ``name`` is empty where the format knows no names; ``rows`` can be asked for once.

    ``note`` is what the file says beside the table (a JSON document's other fields), for its period and owner.
    ``epoch_1904`` tells how bare numbers count as dates (Excel for the first Macs). ``close`` lets go of the file.
    """

    name: str
    rows: Callable[[], Iterator[TableRow]]
    note: str = ""
    epoch_1904: bool = False
    close: Callable[[], None] = lambda: None


def words_of(cell: Cell) -> str:
    """Return a cell as people would type it: whole numbers without ``.0``, times in ISO form, no outer space."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return unwrapped(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return str(cell)


def unwrapped(text: str) -> str:
    """Return text without what programs wrap it in for Excel's sake: ``="138…"``, a quote, wide spaces."""
    text = text.replace("\xa0", " ").replace("\u3000", " ").replace("\x00", "").strip(" \t\r\n\ufeff\u200b")
    if text.startswith('="') and text.endswith('"') and len(text) >= 3:
        text = text[2:-1].strip()
    if len(text) > 1 and text[0] in "'\u2018" and text[1:2].isdigit():
        text = text[1:]
    return text


def is_blank(cells: tuple[Cell, ...]) -> bool:
    """Tell whether a row holds nothing at all."""
    return not any(words_of(cell) for cell in cells)
