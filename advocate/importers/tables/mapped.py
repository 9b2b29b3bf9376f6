"""Rows of any table to entries, as a mapping says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from advocate.domain.drafts import MAX_LINE, MAX_TEXT, EntryDraft, Rejection
from advocate.domain.table_mappings import TableMapping
from advocate.domain.vocabulary import Direction, Medium, Reached, TimePrecision
from advocate.importers.tables.columns import normal
from advocate.importers.tables.lexicon import by_word, words
from advocate.importers.tables.rows import Cell, TableRow, is_blank, words_of
from advocate.importers.tables.shapes import Shaped, keys_of
from advocate.importers.tables.values import Wall, direction_of, duration_of, medium_of, number_of, wall_of

_PARTS = (
    (("凌晨", "深夜", "半夜", "night"), 0),
    (("清晨", "早晨", "早上", "earlymorning"), 6),
    (("上午", "morning"), 8),
    (("中午", "noon", "midday"), 12),
    (("下午", "afternoon"), 14),
    (("傍晚", "evening"), 18),
    (("晚上", "夜里", "晚间"), 20),
)
_ABOUT = re.compile(r"^(?:约|大约|大概|左右|about|around|ca\.?|~)\s*|\s*(?:左右|前后|多)$", re.IGNORECASE)
_HOUR = re.compile(r"(凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?\s*(\d{1,2})\s*[点时](半)?\s*(?:钟)?")
_MEDIUM_NOISE = re.compile(r"[\s()（）【】/、,，]+")
_SIMPLE = ("claims_to_be", "reached_name", "name")


@lru_cache(maxsize=1)
def _media() -> dict[str, Medium]:
    return {word: Medium(code) for word, code in by_word(words("words")["media"]).items()}


@lru_cache(maxsize=1)
def _reached() -> dict[str, Reached]:
    return {word: Reached(code) for word, code in by_word(words("words")["reached"]).items()}


def _within(known: Mapping[str, Any], text: str) -> Any:
    """Return what the longest known word inside a text means."""
    return next((known[word] for word in sorted(known, key=len, reverse=True) if len(word) > 1 and word in text), None)


class MappedRows:
    """Reads the rows of one sheet by a mapping. ``source_type`` goes into fingerprints: a table is no phone."""

    def __init__(self, sheet: Shaped, mapping: TableMapping, zone: str, source_type: str = "table") -> None:
        self._mapping = mapping
        self._zone = mapping.zone or zone
        self._source_type = source_type
        self._epoch_1904 = sheet.sheet.epoch_1904
        self._words = {word.strip().lower(): code for word, code in mapping.words}
        self._sheet = sheet
        self.at = columns_at(sheet, mapping)
        self._day: Wall | None = None
        self.taken = self.cut = 0

    @property
    def fits(self) -> bool:
        """Tell whether the columns that say when are in this sheet."""
        return "time" in self.at or "date" in self.at

    def items(self) -> Iterator[EntryDraft | Rejection]:
        """Yield every row below the head."""
        for row in self._sheet.rows:
            if row.reason:
                yield Rejection(row.place, row.reason)
            elif not is_blank(row.cells) and (item := self.item(row)) is not None:
                yield item

    def item(self, row: TableRow) -> EntryDraft | Rejection | None:
        """Return what a row says; None for a form's row that nobody filled in."""
        cells, at = row.cells, self.at
        if not any(words_of(_cell(cells, index)) for index in at.values()):
            return Rejection(row.place, "table_row_unmapped", other=True)
        when = self._when(cells)
        if isinstance(when, str):
            return Rejection(row.place, when)
        at_ms, precision = when
        number, reason = number_of(self._get(cells, "number"))
        if reason:
            self.cut += 1
            return Rejection(row.place, reason)
        medium, medium_words = self._medium(cells)
        direction = self._direction(cells)
        if direction is None:
            word = words_of(self._get(cells, "direction"))
            return Rejection(row.place, "table_direction_unknown", params=(("word", word[:20]),))
        reached, reached_name = self._reached(cells)
        text = words_of(self._get(cells, "text"))
        duration_s = duration_of(self._get(cells, "duration"), 60 if self._mapping.minutes else 1)
        simple = {name: words_of(self._get(cells, name))[:MAX_LINE] for name in _SIMPLE}
        self.taken += 1
        return EntryDraft(
            medium=medium,
            direction=direction,
            at_ms=at_ms,
            written=self._written(cells)[:MAX_LINE],
            address=number,
            place=row.place,
            text=text[:MAX_TEXT],
            name=simple["name"],
            duration_s=duration_s,
            answered=True if duration_s else None,
            own_address=(number_of(self._get(cells, "own_number"))[0] or "")[:MAX_LINE],
            zone=self._zone,
            detail=medium_words[:MAX_LINE],
            source_type=self._source_type,
            precision=precision,
            claims_to_be=simple["claims_to_be"],
            reached=reached,
            reached_name=(simple["reached_name"] or reached_name)[:MAX_LINE],
            summary=words_of(self._get(cells, "summary")),
            harm=words_of(self._get(cells, "harm")),
        )

    def _get(self, cells: Sequence[Cell], name: str) -> Cell:
        return _cell(cells, self.at.get(name, -1))

    def _when(self, cells: Sequence[Cell]) -> tuple[int, TimePrecision] | str:
        """Return instant and precision, or the reason why the row has none."""
        order = self._mapping.date_order
        name = "time" if "time" in self.at else "date"
        first = self._get(cells, name)
        told = words_of(first)
        if not told:
            return "entry_without_date"
        wall = wall_of(
            first if not isinstance(first, str) else _ABOUT.sub("", told), order, epoch_1904=self._epoch_1904
        )
        if wall is None or wall.day is None:
            return "entry_bad_date"
        if wall.year is None:
            if self._day is None:
                return "entry_without_year"
            wall = _after(wall, self._day)
        self._day = wall
        precision = None
        if wall.hour is None and name == "date" and "clock" in self.at:
            cell = self._get(cells, "clock")
            if words_of(cell):
                found = _clock(cell)
                if found is None:
                    return "entry_bad_time"
                clock, precision = found
                wall = clock.on(wall)
        elif wall.hour is None and name == "time" and not isinstance(first, str):
            wall = Wall(wall.year, wall.month, wall.day, 0, 0, 0)
        try:
            at_ms, exact = wall.instant(self._zone)
        except (ValueError, OverflowError):
            return "entry_bad_date"
        return at_ms, precision or exact

    def _written(self, cells: Sequence[Cell]) -> str:
        names = ("time",) if "time" in self.at else ("date", "clock")
        return " ".join(filter(None, (words_of(self._get(cells, name)) for name in names)))

    def _meant(self, text: str) -> str:
        return self._words.get(text.lower(), "")

    def _direction(self, cells: Sequence[Cell]) -> Direction | None:
        """Return the direction; None for a word that nobody explained: guessing would turn calls round."""
        text = words_of(self._get(cells, "direction"))
        if not text:
            return self._mapping.direction
        meant = self._meant(text)
        if meant in (Direction.IN, Direction.OUT):
            return Direction(meant)
        found = direction_of(text)
        return None if found is None else found[0]

    def _medium(self, cells: Sequence[Cell]) -> tuple[Medium, str]:
        """Return the medium, and the words of the cell where it says more than that."""
        text = words_of(self._get(cells, "medium"))
        if not text:
            said = direction_of(words_of(self._get(cells, "direction")))
            kind = medium_of(words_of(self._get(cells, "direction"))) or (said[1] if said else None)
            return kind or self._mapping.medium, ""
        meant = self._meant(text)
        if meant in Medium.__members__.values():
            return Medium(meant), ""
        plain = _MEDIUM_NOISE.sub("", text.lower())
        media = _media()
        if plain in media:
            return media[plain], ""
        inside: Medium | None = _within(media, plain)
        return inside or medium_of(text) or self._mapping.medium, text

    def _reached(self, cells: Sequence[Cell]) -> tuple[Reached, str]:
        """Return who was reached, and the words where they name somebody."""
        text = words_of(self._get(cells, "reached"))
        if not text:
            return Reached.DEBTOR, ""
        meant = self._meant(text)
        if meant in Reached.__members__.values():
            return Reached(meant), ""
        plain = text.lower().replace(" ", "")
        known = _reached()
        if plain in known:
            return known[plain], "" if known[plain] in (Reached.DEBTOR, Reached.UNKNOWN) else text
        inside: Reached | None = _within(known, plain)
        return inside or Reached.OTHER, text


def columns_at(sheet: Shaped, mapping: TableMapping) -> dict[str, int]:
    """Return where each field of a mapping stands in a sheet; columns are found by head in any order."""
    keys = keys_of(sheet.heads, sheet.width)
    exact = {key: index for index, key in enumerate(keys)}
    loose = {normal(head): index for index, head in reversed(list(enumerate(sheet.heads)))}
    found: dict[str, int] = {}
    for head, name in mapping.columns:
        index = exact.get(head)
        if index is None and head.startswith("#") and head[1:].isdecimal():
            index = int(head[1:]) - 1
        if index is None:
            index = loose.get(normal(head))
        if index is not None and name not in found:
            found[name] = index
    return found


def _cell(cells: Sequence[Cell], index: int) -> Cell:
    return cells[index] if 0 <= index < len(cells) else None


def _after(wall: Wall, before: Wall) -> Wall:
    """Return a day without a year in the year of the row before, or the next one after a December."""
    year = before.year or 0
    return wall.in_year(year + 1 if (before.month, wall.month) == (12, 1) else year)


def _clock(cell: Cell) -> tuple[Wall, TimePrecision | None] | None:
    """Read a time of day as people write it: ``22:05``, ``晚上10点半``, ``下午``; None where it says none."""
    wall = wall_of(cell)
    if wall is not None and wall.hour is not None:
        return Wall(hour=wall.hour, minute=wall.minute, second=wall.second), None
    text = words_of(cell)
    plain = _ABOUT.sub("", text).strip()
    about = plain != text
    wall = wall_of(plain)
    if wall is not None and wall.is_clock:
        return wall, TimePrecision.HOUR if about else None
    match = _HOUR.fullmatch(plain)
    if match is not None:
        read = wall_of(f"{match[1] or ''}{match[2]}:{'30' if match[3] else '00'}")
        if read is not None and read.is_clock:
            return read, TimePrecision.MINUTE if match[3] and not about else TimePrecision.HOUR
    lower = plain.lower().replace(" ", "")
    for parts, hour in _PARTS:
        if lower in parts:
            return Wall(hour=hour), TimePrecision.PART_OF_DAY
    return None


def mapping_in(options: Mapping[str, Any], shape: str) -> TableMapping | None:
    """Return the mapping for a file: the one given for this import, or the one kept for its shape."""
    given = options.get("mapping")
    if given is not None:
        return TableMapping.from_data(given)
    kept = options.get("mappings")
    found = kept.get(shape) if isinstance(kept, Mapping) else None
    return None if found is None else TableMapping.from_data(found)
