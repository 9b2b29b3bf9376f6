"""The sorting's words and weights, from ``resources/sorting``: data that people can read and change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict

from advocate import resources

DEFAULT = "cn"


class Category(BaseModel):
    """Words of one kind: the first one found counts ``first``, each further one ``more``, all together ``most``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: float
    more: float
    most: float
    phrases: tuple[str, ...]


class Limits(BaseModel):
    """From where on behaviour counts: numbers of calls and senders, seconds, minutes, days, digits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unanswered_calls: int
    unanswered_share: float
    short_s: int
    burst_calls: int
    burst_minutes: int
    gap_days: int
    neighbour_digits: int
    neighbour_senders: int
    talked_back: int


class Sheet(BaseModel):
    """One jurisdiction's file. A sum of at least ``collection``, or at most ``ordinary``, is proposed as such."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: str
    collection: float
    ordinary: float
    weights: dict[str, float]
    limits: Limits
    categories: dict[str, Category]
    nuisance_names: tuple[str, ...]
    spellings: dict[str, str]
    sequences: dict[str, str]


class Entry(NamedTuple):
    """One unsorted contact as the sorting sees it; ``sender`` is the row id of its number, None withheld.

    A tuple, because a case may hold a hundred thousand of them. Flags may be 0 and 1. ``proposed`` and ``why`` are what
    was proposed before.
    """

    id: int
    sender: int | None
    at_ms: int
    is_call: bool
    outgoing: bool
    duration_s: int | None
    answered: bool | None
    name: str
    text: str
    proposed: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """What is known of a number: its spelling, its `NumberKind` code, and what people decided about it before."""

    number: str
    kind: str
    cases_elsewhere: int = 0
    collection_here: int = 0
    ordinary_here: int = 0


@lru_cache(maxsize=4)
def sheet(name: str = DEFAULT) -> Sheet:
    """Return the sheet of a jurisdiction, China's where it has none; raises `ValueError` where the file is broken."""
    path = resources.path("sorting", f"{name}.yaml")
    if not path.is_file():
        path = resources.path("sorting", f"{DEFAULT}.yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: Any = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - a safe loader
    return Sheet.model_validate(content)
