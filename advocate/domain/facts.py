"""What the rule engine sees, and what it answers. Facts are observations; findings are suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from advocate.domain.vocabulary import (
    Behaviour,
    CallOutcome,
    Confidence,
    CreditorType,
    Direction,
    Force,
    Grade,
    Medium,
    Nature,
    NoticeKind,
    Reached,
    TimePrecision,
)


@dataclass(slots=True)
class ContactFact:
    """One contact. ``at_ms`` is epoch milliseconds UTC, ``zone`` where it was observed (IANA).

    ``creditor_id`` groups the lender with all agencies that collect for it; None is unknown. ``number`` is E.164 or as
    written, None withheld. ``on_number`` is the debtor's number that rang. ``zone_known`` False: the zone is a guess.
    ``outcome`` tells more of a dial than ``answered``. ``conversation`` says whether people really spoke; None is not
    known. ``sent_ms`` is when an electronic message was sent, where that is known beside its receipt. ``debts`` are
    those that were spoken about. ``marks`` are other things seen, as codes that a pack's tests may name.
    ``other_zones`` are zones where the collector's data may place the person besides: that of a number's area.
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
    zone_known: bool = True
    outcome: CallOutcome | None = None
    conversation: bool | None = None
    sent_ms: int | None = None
    debts: frozenset[int] = frozenset()
    marks: frozenset[str] = frozenset()
    other_zones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CreditorFact:
    """A lender in the case. The agreed window is ``(start_minute, end_minute)`` of the day in the rules' zone, or None.

    It holds from ``agreed_since_ms`` (epoch milliseconds UTC) to the end of ``agreed_until``; None does not bound it.

    ``overdue_from`` is the day after which its debt is overdue: rules on collection do not apply before; None does
    not limit them.
    """

    id: int
    name: str
    creditor_type: CreditorType = CreditorType.UNKNOWN
    agreed_window: tuple[int, int] | None = None
    agreed_frequency: bool = False
    overdue_from: date | None = None
    agreed_since_ms: int | None = None
    agreed_until: date | None = None


@dataclass(frozen=True, slots=True)
class NoticeFact:
    """Something made known at ``at_ms`` (epoch milliseconds UTC, in ``zone``): a refusal, a consent, a cease letter.

    For what takes effect on receipt ``at_ms`` is the receipt. ``creditor_id`` None is for every lender. ``medium``,
    ``number`` and ``person`` narrow it to what was named; ``window`` is minutes of the day. ``until`` is its last day.
    ``made_by`` is how it was made known, None where that is not known. ``said_in`` is the contact whose words say it:
    then nobody has confirmed it.
    """

    kind: NoticeKind
    at_ms: int
    zone: str
    creditor_id: int | None = None
    medium: Medium | None = None
    number: str | None = None
    person: str = ""
    window: tuple[int, int] | None = None
    until: date | None = None
    made_by: Medium | None = None
    said_in: int | None = None


@dataclass(frozen=True, slots=True)
class DebtFact:
    """What was found out about one debt: ``measures`` in the units of their names, ``flags`` as codes.

    ``over:RULE`` among the flags says that the debt's cost passes the cap of that rule, ``shows:RULE`` that its ledger
    shows what that rule is about. ``asks`` are the questions that a flag or a measure leaves open.
    """

    id: int
    creditor_id: int
    signed: date | None = None
    measures: Mapping[str, float] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    asks: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BatchFact:
    """Numbers that evidence ties to one crew or batch of cards: a clue with its score, never a fact."""

    id: int
    numbers: frozenset[str]
    score: float = 0.0
    name: str = ""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything about a case that rules may ask, beside its contacts. ``holidays`` are public ones where it is."""

    jurisdiction: str = "cn"
    creditors: tuple[CreditorFact, ...] = ()
    as_of: date | None = None
    notices: tuple[NoticeFact, ...] = ()
    debts: tuple[DebtFact, ...] = ()
    batches: tuple[BatchFact, ...] = ()
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence in data form: a message code and its named parameters."""

    code: str
    params: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """Words in a contact's text that a lexicon knows; ``start`` and ``end`` are character offsets in the text.

    ``own`` marks a word of the organisation's own: no law and no source stands behind it.
    """

    contact_id: int
    category: str
    phrase: str
    start: int
    end: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A provision as it applies on a day: instrument id, article in the pack's notation (``50¶1#5``), its force.

    A ``supporting`` one is cited beside others and never counts for the force of a finding.
    """

    instrument: str
    article: str
    force: Force
    confidence: Confidence
    supporting: bool = False


@dataclass(frozen=True, slots=True)
class FindingCandidate:
    """One rule that contacts, or a debt, seem to break. ``window`` makes it unique in its case with ``rule``.

    ``counts`` are the same acts counted otherwise, side by side: the most by one number, by lender, by batch.
    """

    rule: str
    window: str
    contacts: tuple[int, ...]
    force: Force
    clauses: tuple[ClauseRef, ...]
    why: Reason
    review: tuple[Reason, ...] = ()
    hits: tuple[PhraseHit, ...] = field(default=())
    grade: Grade = Grade.PER_SE
    counts: tuple[tuple[str, int], ...] = ()
    debts: tuple[int, ...] = ()

    @property
    def question(self) -> bool:
        """Tell whether it is a question to a person rather than a suggestion."""
        return bool(self.review)


@dataclass(frozen=True, slots=True)
class Observation:
    """Something that makes no finding but that a person should look at: a boundary case, a count without a rule."""

    rule: str
    contacts: tuple[int, ...]
    reason: Reason
    grade: Grade = Grade.NO_FINDING


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The engine's whole answer for a case."""

    pack: str
    pack_version: str
    candidates: tuple[FindingCandidate, ...]
    observations: tuple[Observation, ...] = ()
