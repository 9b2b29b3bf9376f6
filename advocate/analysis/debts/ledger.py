"""A loan's ledger as the analysis sees it, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from advocate.domain.facts import Reason
from advocate.domain.vocabulary import Confidence, CreditorType, FeeKind


class FlowKind(StrEnum):
    """What moved: money to the borrower, or from the borrower."""

    RECEIVED = "received"
    REPAID = "repaid"
    FEE = "fee"
    PLANNED = "planned"
    DEMANDED = "demanded"


@dataclass(frozen=True, slots=True)
class Flow:
    """Money on a day; positive towards the borrower, in the ledger's currency."""

    on: date
    amount: Decimal
    kind: FlowKind


@dataclass(frozen=True, slots=True)
class Fee:
    """A charge beside interest: taken out of the money paid out, or paid on a day (None: the day is unknown)."""

    kind: FeeKind
    amount: Decimal
    deducted: bool
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """One loan. None is unknown; ``contract_rate`` is in per cent a year; ``as_of`` is the day of looking."""

    creditor_type: CreditorType
    as_of: date
    jurisdiction: str = "cn"
    currency: str = "CNY"
    principal: Decimal | None = None
    received: Decimal | None = None
    contract_date: date | None = None
    fees: tuple[Fee, ...] = ()
    repayments: tuple[tuple[date, Decimal], ...] = ()
    planned: tuple[tuple[date, Decimal], ...] = ()
    demanded: Decimal | None = None
    demanded_on: date | None = None
    contract_rate: Decimal | None = None
    sold_to: str = ""
    sold_on: date | None = None
    sale_notified: bool | None = None


@dataclass(frozen=True, slots=True)
class ClauseText:
    """The provision behind an answer, in both languages, with its decisive words and how its text was seen."""

    id: str
    zh: str
    en: str
    quote: str
    mark: Confidence


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the account at a cap's rate: what the payment of a day could lawfully go to, and what is left."""

    on: date
    days: int
    percent: Decimal
    interest: Decimal
    paid: Decimal
    kind: FlowKind
    to_interest: Decimal
    to_principal: Decimal
    principal_left: Decimal
    over: Decimal


@dataclass(frozen=True, slots=True)
class Segment:
    """A cap's rate for a stretch of time, in per cent a year; both ends included, None open."""

    since: date | None
    until: date | None
    percent: Decimal


@dataclass(frozen=True, slots=True)
class CapAnswer:
    """One cap that binds this lender, and whether the loan passes it; None: not known, ``review`` says why.

    ``percent`` is the cap in per cent a year, in the last of its ``segments``; ``excess`` is in the ledger's currency:
    what was paid and is demanded beyond principal and interest at the cap.
    """

    id: str
    rule: str
    title_zh: str
    title_en: str
    percent: Decimal | None
    segments: tuple[Segment, ...]
    exceeded: bool | None
    excess: Decimal | None
    excess_demanded: Decimal | None
    clauses: tuple[ClauseText, ...]
    review: tuple[Reason, ...] = ()
    working: tuple[Reason, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def confidence(self) -> Confidence:
        """Return how the best seen of its clauses was seen."""
        order = list(Confidence)
        return min((clause.mark for clause in self.clauses), key=order.index, default=Confidence.TEXT_SEEN)


@dataclass(frozen=True, slots=True)
class Outside:
    """A cap that does not measure this lender, and why."""

    rule: str
    why: Reason
    clause: ClauseText | None = None


@dataclass(frozen=True, slots=True)
class Trick:
    """A nominal trick by its name: interest taken in advance, a fee beside interest, a sale without notice."""

    rule: str
    what: Reason
    amount: Decimal | None
    clauses: tuple[ClauseText, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A rate as a fraction a year, or why there is none; ``roots`` are all solutions where there are several.

    ``why`` is None where there is a value.
    """

    value: float | None
    why: Reason | None = None
    roots: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a loan costs, which caps it passes, and how that was worked out.

    ``annual`` is the effective annual rate by IRR of dated flows, ``apr`` the simple annual rate on what is still owed.
    ``basis`` says of which flows: ``paid``, ``planned`` or ``demanded`` (as if what is demanded were paid).
    """

    annual: Answer
    apr: float | None
    basis: str
    flows: tuple[Flow, ...]
    received: Decimal | None
    paid: Decimal
    working: tuple[Reason, ...]
    caps: tuple[CapAnswer, ...]
    outside: tuple[Outside, ...] = ()
    tricks: tuple[Trick, ...] = ()
    notes: tuple[Reason, ...] = field(default=())
