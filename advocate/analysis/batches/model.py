"""What batches are made of: weights from ``resources/batches``, leases of numbers, batches with their reasons."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict

from advocate import resources
from advocate.domain.vocabulary import IdentifierKind, NumberKind

DAY_MS = 86_400_000


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Points(_Strict):
    """What a sign is worth, and why, for whoever edits the sheet."""

    points: float
    reason: str


class Limits(_Strict):
    """How far numbers are followed; see the sheet."""

    lease_gap_days: int
    near_days: int
    identifier_days: int
    neighbours: int
    close_serials: int
    short_life_hours: int
    short_life_uses: int
    texts_per_lease: int
    grams_per_lease: int
    users_of_identifier: int
    talked_back: int
    ring_s: int
    min_numbers: int


class Wording(_Strict):
    """How wording is weighed; see the sheet."""

    temper: float
    least: float
    most: float
    attach: float
    attach_unseen: float
    ordinary_more: float
    silent_neighbours: int
    margin: float
    unite_mean: float
    unite_margin: float
    unite_least: float


class Segment(_Strict):
    """How neighbours are weighed; see the sheet."""

    base: float
    each: float
    most: float
    active: float


class Innocent(_Strict):
    """Kinds of numbers that never belong to a batch."""

    kinds: tuple[NumberKind, ...]
    reason: str


class Sheet(_Strict):
    """One jurisdiction's weights."""

    name: str
    version: str
    show: float
    join: float
    most_named: float
    limits: Limits
    identifiers: dict[IdentifierKind, Points]
    wording: Wording
    segment: Segment
    clues: dict[str, Points]
    innocent: Innocent


@lru_cache(maxsize=4)
def sheet(name: str = "cn") -> Sheet:
    """Return the weights of a jurisdiction, China's where it has none; raises `ValueError` where the file is broken."""
    path = resources.path("batches", f"{name}.yaml")
    if not path.is_file():
        path = resources.path("batches", "cn.yaml")
    content: Any = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return Sheet.model_validate(content)


class Use(NamedTuple):
    """One contact as the analysis sees it; ``collecting`` is +1 where it looks like collection, -1 ordinary, else 0.

    ``debtor`` is whoever was reached: the case. ``duration_s`` is None for what is no call. ``text`` is what the other
    side wrote, ``claims`` whom it claimed to be.
    """

    at_ms: int
    id: int
    debtor: int
    is_call: bool
    outgoing: bool
    collecting: int
    duration_s: int | None
    named: bool
    text: str
    claims: str


#: One identifier in a lease: kind, value, how many texts name it.
Named = tuple[str, str, int]


@dataclass(slots=True)
class Lease:
    """One number while one holder may be assumed: numbers are recycled, so a long silence ends it.

    ``grams`` are pieces of wording as numbers, ``scripts`` short hashes of whole texts without what varies in them.
    ``days`` are days since the epoch with at least one contact. Everything about it is sums and sets, so that the order
    in which contacts arrive makes no difference.
    """

    number_id: int
    number: str
    kind: str
    first_ms: int
    last_ms: int
    uses: int = 0
    calls: int = 0
    short_calls: int = 0
    even_gaps: int = 0
    collecting: int = 0
    ordinary: int = 0
    outgoing: int = 0
    named: bool = False
    texts: int = 0
    debtors: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    identifiers: tuple[Named, ...] = ()
    grams: tuple[int, ...] = ()
    scripts: tuple[int, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        """Return what orders leases, whatever ids their rows have."""
        return self.number, self.first_ms

    @property
    def hushed(self) -> bool:
        """Tell whether everything it said looks ordinary."""
        return self.ordinary > 0 and not self.collecting

    @property
    def seed(self) -> bool:
        """Tell whether it collects, by what was found of its contacts."""
        return self.collecting > 0 and self.collecting >= self.ordinary

    @property
    def segment(self) -> str:
        """Return all but the last four digits; empty where the number is none with a serial."""
        return self.number[:-4] if self.number[-8:].isdigit() and len(self.number) >= 9 else ""

    @property
    def serial(self) -> int:
        """Return the last four digits; only where there is a `segment`."""
        return int(self.number[-4:])


@dataclass(frozen=True, slots=True)
class Clue:
    """Why numbers belong together: a kind of the sheet, its points, what it rests on, and the numbers it ties.

    ``detail`` holds the parameters of its sentence (``batch_clue.KIND`` in the messages).
    """

    kind: str
    points: float
    detail: tuple[tuple[str, str], ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """One link between two numbers with its points and its clues: what a graph draws and a sentence explains."""

    first: str
    second: str
    points: float
    clues: tuple[Clue, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Numbers that one crew seems to use: a clue (线索), never proof. ``score`` is the sum of its clues' points."""

    numbers: tuple[str, ...]
    score: float
    clues: tuple[Clue, ...]
    leases: tuple[Lease, ...] = field(repr=False, default=())
    status: str = "suggested"
