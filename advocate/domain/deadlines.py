"""Dates that the law sets: as counted from a rule, and as listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from advocate.domain.facts import Reason
from advocate.domain.vocabulary import Confidence


@dataclass(frozen=True, slots=True)
class Deadline:
    """A period counted out. ``due`` is its last day, ``next_day`` the first after it.

    ``warn_on`` are days on which to warn, in order. ``counted`` says in data form how it was counted, ``review`` what a
    person has to look at. ``whose`` says who has to act: ``client`` or ``other``.
    """

    rule: str
    title_zh: str
    title_en: str
    clause_zh: str
    clause_en: str
    quote: str
    confidence: Confidence
    start: date
    due: date
    next_day: date
    whose: str
    warn_on: tuple[date, ...] = ()
    counted: tuple[Reason, ...] = ()
    review: tuple[Reason, ...] = ()

    def title(self, lang: str) -> str:
        """Return what is due, in ``lang``."""
        return self.title_en if lang == "en" else self.title_zh

    def clause(self, lang: str) -> str:
        """Return the provision, in ``lang``."""
        return self.clause_en if lang == "en" else self.clause_zh

    def overdue(self, today: date) -> bool:
        """Tell whether the last day is over."""
        return today > self.due

    def warns(self, today: date) -> bool:
        """Tell whether somebody has to be warned on ``today``: from the first day of warning on."""
        return bool(self.warn_on) and today >= self.warn_on[0]


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """A row of the list of deadlines, in the reader's language.

    ``case`` and ``complaint`` are short ids; ``latest`` is the last day if the conduct counts as continuous;
    ``finding_rules`` are the rules of the findings that the clock hangs on.
    """

    due: date
    what: str
    clause: str
    case: str
    case_id: int
    complaint: str
    overdue: bool
    warn: bool
    rule: str = ""
    confidence: Confidence | None = None
    start: date | None = None
    latest: date | None = None
    counted: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    finding_rules: tuple[str, ...] = ()
