"""Which column of a bill means what, by the words above it: the layouts of three carriers and their provinces.

The words are those of formats.md 12 and its list of layouts, of web halls, shops and the JSON behind them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from advocate.importers.tables.lexicon import by_word, words
from advocate.importers.tables.rows import Cell, words_of

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_NOISE = re.compile(r"[\s\"'“”‘’:：*、\u200b\ufeff]+")
_MINUTES = re.compile(r"[(（\[【/]\s*(?:分钟|分|min)", re.IGNORECASE)


def normal(word: str) -> str:
    """Return a header word as it is looked up: no units in brackets, no space, no quotes, lower case."""
    return _NOISE.sub("", _BRACKETS.sub("", word)).lower()


@dataclass(frozen=True, slots=True)
class _Words:
    """``plain`` words do not tell a bill from somebody's own list; a list with names in it (``not_bills``) is none."""

    fields: dict[str, str]
    types: frozenset[str]
    plain: frozenset[str]
    not_bills: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = words("bills")
    types = frozenset(data["fields"]["type"])
    return _Words(by_word(data["fields"]), types, frozenset(data["plain"]), frozenset(data["not_bills"]))


@dataclass(slots=True)
class Columns:
    """Where in a row each field stands; what may name a direction or a kind of message are several columns."""

    at: dict[str, int]
    width: int
    directions: tuple[int, ...] = ()
    kinds: tuple[int, ...] = ()
    unit_s: int = 1
    known: int = 0
    strong: int = 0
    names: frozenset[str] = field(default=frozenset())

    @property
    def is_table(self) -> bool:
        """Tell whether rows below such a head can be calls or messages."""
        has = self.at.keys()
        timed = "time" in has or "date" in has
        numbered = bool(has & {"number", "caller", "callee"})
        return (
            timed
            and self.known >= 3
            and (numbered or "duration" in has)
            and ("duration" in has or bool(self.directions))
        )

    @property
    def is_bill(self) -> bool:
        """Tell whether only a carrier writes such a head."""
        return self.is_table and self.strong >= 2 and not self.names & _words().not_bills


def columns_of(cells: Sequence[Cell]) -> Columns:
    """Return what a row says as a head; `Columns.is_table` tells whether it is one."""
    known_words = _words()
    heads = [normal(words_of(cell)) if isinstance(cell, str) and len(cell) <= 60 else "" for cell in cells]
    at: dict[str, int] = {}
    directions, kinds = [], []
    known = strong = 0
    for index, word in enumerate(heads):
        name = known_words.fields.get(word, "")
        if not name:
            continue
        known += 1
        strong += word not in known_words.plain
        if name == "direction":
            directions.append(index)
        if word in known_words.types:
            kinds.append(index)
        at.setdefault(name, index)
    if "time" in at and "date" in at and "clock" not in at:
        # 日期 and 时间 side by side: the second is the time of day.
        at["clock"] = at.pop("time")
    if "number" not in at and "own" in at and not at.keys() & {"caller", "callee"}:
        at["number"] = at.pop("own")
    unit_s = 1
    if "duration" in at and _MINUTES.search(words_of(cells[at["duration"]])):
        unit_s = 60
    return Columns(at, len(cells), tuple(directions), tuple(kinds), unit_s, known, strong, frozenset(heads))
