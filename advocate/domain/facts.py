"""What the rule engine sees, and what it answers. Facts are observations; findings are suggestions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from advocate.domain.vocabulary import (
    Behaviour,
    Confidence,
    CreditorType,
    Direction,
    Force,
    Medium,
    Nature,
    Reached,
    TimePrecision,
)


@dataclass(slots=True)
class ContactFact:
    """One contact. ``at_ms`` is epoch milliseconds UTC, ``zone`` where it was observed (IANA).

    ``creditor_id`` groups the lender with all agencies that collect for it; None is unknown. ``number`` is E.164 or as
    written, None withheld. ``on_number`` is the debtor's number that rang.
    """

    id: int
    at_ms: int
    zone: str
    medium: Medium
    direction: Direction = Direction.IN
    precision: TimePrecision = TimePrecision.EXACT
    duration_s: int | None = None
    answered: bool | None = None
    number: str | None = None
    on_number: str = ""
    text: str = ""
    claims_to_be: str = ""
    reached: Reached = Reached.DEBTOR
    reached_name: str = ""
    behaviours: frozenset[Behaviour] = frozenset()
    nature: Nature = Nature.COLLECTION
    named: bool = False
    robot_voice: bool = False
    creditor_id: int | None = None
    agency_id: int | None = None


@dataclass(frozen=True, slots=True)
class CreditorFact:
    """A lender in the case. The agreed window is ``(start_minute, end_minute)`` of the day in Beijing time, or None."""

    id: int
    name: str
    creditor_type: CreditorType = CreditorType.UNKNOWN
    agreed_window: tuple[int, int] | None = None
    agreed_frequency: bool = False


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything about a case that rules may ask, beside its contacts."""

    jurisdiction: str = "cn"
    creditors: tuple[CreditorFact, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence in data form: a message code and its named parameters."""

    code: str
    params: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """Words in a contact's text that a lexicon knows; ``start`` and ``end`` are character offsets in the text."""

    contact_id: int
    category: str
    phrase: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A provision as it applies on a day: instrument id, article in the pack's notation (``50¶1#5``), its force."""

    instrument: str
    article: str
    force: Force
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class FindingCandidate:
    """One rule that contacts seem to break. ``window`` makes it unique in its case together with ``rule``."""

    rule: str
    window: str
    contacts: tuple[int, ...]
    force: Force
    clauses: tuple[ClauseRef, ...]
    why: Reason
    review: tuple[Reason, ...] = ()
    hits: tuple[PhraseHit, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Observation:
    """Something that makes no finding but that a person should look at: a boundary case, a count without a rule."""

    rule: str
    contacts: tuple[int, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The engine's whole answer for a case."""

    pack: str
    pack_version: str
    candidates: tuple[FindingCandidate, ...]
    observations: tuple[Observation, ...] = ()
