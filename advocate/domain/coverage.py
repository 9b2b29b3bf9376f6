"""Which days a source covers, and of which it holds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from advocate.domain.vocabulary import SourceKind


class Gap(NamedTuple):
    """Days without data, first and last included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days it lasts."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """One import: ``first`` to ``last`` by the source's own word (``declared``), else by its entries.

    ``filled`` are runs of days with entries, ``gaps`` the runs between them.
    """

    import_id: int
    name: str
    format: str
    kind: SourceKind | None
    first: date
    last: date
    declared: bool
    filled: tuple[Gap, ...]
    gaps: tuple[Gap, ...]

    @property
    def days(self) -> int:
        """Return how many days lie from first to last."""
        return (self.last - self.first).days + 1

    @property
    def empty_days(self) -> int:
        """Return how many of them hold nothing."""
        return sum(gap.days for gap in self.gaps)
