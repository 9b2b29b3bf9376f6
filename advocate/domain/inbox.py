"""What stands before the record: groups of unsorted contacts, decisions about them, and the imports they came by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from advocate.domain.facts import Reason
from advocate.domain.vocabulary import NumberKind, Proposal


class InboxAct(StrEnum):
    """What a person decided about entries of the inbox."""

    COLLECTION = "collection"
    ORDINARY = "ordinary"
    LEFT_OUT = "left_out"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class InboxGroup:
    """The unsorted contacts of one sender.

    ``sender`` is the row id of the number, None where it was withheld; ``number`` its canonical spelling. The counts of
    proposals add up to ``entries``; ``proposal`` is that of most entries, collection first; ``why`` and ``sample`` are
    those of the entry that says most.
    """

    sender: int | None
    number: str | None
    kind: NumberKind | None
    name: str
    entries: int
    calls: int
    collection: int
    ordinary: int
    first_utc: datetime
    last_utc: datetime
    proposal: Proposal
    why: tuple[Reason, ...]
    sample: str

    @property
    def unsure(self) -> int:
        """Return how many entries nothing is proposed for."""
        return self.entries - self.collection - self.ordinary


@dataclass(frozen=True, slots=True)
class InboxDecision:
    """A decision in bulk: what it took or left out, and what it could not leave out because something rests on it."""

    act: InboxAct
    taken: int
    left_out: int
    kept: int = 0


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """How much a case's inbox holds, by proposal."""

    collection: int = 0
    ordinary: int = 0
    unsure: int = 0

    @property
    def entries(self) -> int:
        """Return the number of unsorted contacts."""
        return self.collection + self.ordinary + self.unsure


@dataclass(frozen=True, slots=True)
class ImportView:
    """One source that was read into a case. ``run`` names what was imported in one go.

    ``waiting`` counts its contacts that are still in the inbox, ``left_out`` those that people left out. ``period`` are
    the days that the source itself says it covers.
    """

    id: int
    case_id: int
    run: bytes
    file: str
    format: str
    sha256: str
    evidence_id: int | None
    archive: str
    created_utc: datetime
    by: str
    first_utc: datetime | None
    last_utc: datetime | None
    period: tuple[date, date] | None
    added: int
    duplicates: int
    other: int
    rejected: int
    evidence: int
    people: int
    waiting: int
    left_out: int
