"""A case's calls beside the carrier's bill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from advocate.domain.vocabulary import Direction


class MatchedBy(StrEnum):
    """What made a call of the phone and a call of the bill one: a masked number shows only some of its digits."""

    NUMBER = "number"
    MASK = "mask"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class BilledCall:
    """One record of a call. ``number`` is in normal form (as written where masked), None withheld."""

    contact_id: int
    at_utc: datetime
    day: str
    minute: int
    direction: Direction
    number: str | None
    number_id: int | None
    duration_s: int | None
    source: str


@dataclass(frozen=True, slots=True)
class MatchedCall:
    """The same call on the phone and on the bill; ``apart_s`` is how far the bill's clock is ahead, in seconds."""

    phone: BilledCall
    bill: BilledCall
    by: MatchedBy
    apart_s: int


@dataclass(frozen=True, slots=True)
class NumberDay:
    """Counts for one number on one day."""

    number: str | None
    day: str
    both: int
    only_phone: int
    only_bill: int


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill and the days that it covers."""

    import_id: int
    file: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The three lists in the order of time. ``outside`` are calls of the phone on days that no bill covers."""

    bills: tuple[Bill, ...]
    both: tuple[MatchedCall, ...]
    only_phone: tuple[BilledCall, ...]
    only_bill: tuple[BilledCall, ...]
    days: tuple[NumberDay, ...]
    outside: int = 0

    @property
    def incoming_only_phone(self) -> int:
        """Return how many calls that the bill lacks were incoming: bills may leave those out."""
        return sum(1 for call in self.only_phone if call.direction is Direction.IN)

    @property
    def masked(self) -> int:
        """Return how many were matched by less than their whole number."""
        return sum(1 for match in self.both if match.by is not MatchedBy.NUMBER)
