"""What a finding has to prove: what is there, what is missing, how to get it, and until when it can be had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from advocate.analysis.rules.loading import Book
from advocate.analysis.rules.model import Disappears, Element, Rule


@dataclass(frozen=True, slots=True)
class Until:
    """Until when something can be had: ``last`` is its last day, None where no number is known; ``over``: it passed."""

    entry: Disappears
    last: date | None
    over: bool


@dataclass(frozen=True, slots=True)
class State:
    """An element of a finding: ``shown_by`` are the ways in which it is shown, none where it is missing."""

    element: Element
    shown_by: tuple[str, ...]
    until: tuple[Until, ...] = ()

    @property
    def have(self) -> bool:
        """Tell whether the element is there."""
        return bool(self.shown_by)


def states(book: Book, rule: Rule, shown: Iterable[str], first_act: date | None, as_of: date) -> tuple[State, ...]:
    """Return the elements of ``rule`` for a finding that shows ``shown`` and whose first act was on ``first_act``.

    What is there does not disappear any more; for what is missing the first act's day is day 0.
    """
    seen = set(shown)
    found = []
    for name in rule.elements:
        element = book.elements[name]
        ways = tuple(way for way in element.shown_by if way in seen)
        until = () if ways else tuple(_until(entry, first_act, as_of) for entry in element.disappears)
        found.append(State(element, ways, until))
    return tuple(found)


def _until(entry: Disappears, first_act: date | None, as_of: date) -> Until:
    last = first_act + timedelta(days=entry.days) if entry.days is not None and first_act is not None else None
    return Until(entry, last, last is not None and last < as_of)
