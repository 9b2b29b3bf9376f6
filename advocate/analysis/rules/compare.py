"""What another text of a pack would make of the same facts: what appears, what vanishes, what changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advocate.analysis.rules.engine import evaluate
from advocate.analysis.rules.loading import Book
from advocate.domain.facts import CaseFacts, ContactFact, FindingCandidate


@dataclass(frozen=True, slots=True)
class Difference:
    """Candidates that only the new text makes, that only the old one makes, and that both make but say differently.

    ``changes`` are pairs of old and new: other contacts, clauses, force, grade or questions.
    """

    appears: tuple[FindingCandidate, ...] = ()
    vanishes: tuple[FindingCandidate, ...] = ()
    changes: tuple[tuple[FindingCandidate, FindingCandidate], ...] = ()

    @property
    def any(self) -> bool:
        """Tell whether the texts differ in anything for these facts."""
        return bool(self.appears or self.vanishes or self.changes)


def compare(old: Book, new: Book, facts: CaseFacts, contacts: Sequence[ContactFact]) -> Difference:
    """Return what the ``new`` pack would make different of a case; pure."""
    before = {(c.rule, c.window): c for c in evaluate(facts, contacts, old).candidates}
    after = {(c.rule, c.window): c for c in evaluate(facts, contacts, new).candidates}
    return Difference(
        tuple(found for key, found in after.items() if key not in before),
        tuple(found for key, found in before.items() if key not in after),
        tuple(
            (found, after[key]) for key, found in before.items() if key in after and _said(found) != _said(after[key])
        ),
    )


def _said(found: FindingCandidate) -> tuple[object, ...]:
    return (found.contacts, found.clauses, found.force, found.grade, found.review)
