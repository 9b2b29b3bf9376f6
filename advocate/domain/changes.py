"""What a mutation changed: pages decide from it whether to refresh."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """Kinds (``"contact"``, ``"finding"``, …) and ids that one committed transaction touched.

    ``ids`` may be empty after bulk work: then everything of these kinds in ``case_id`` may have changed.
    """

    kinds: frozenset[str] = frozenset()
    ids: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    case_id: int | None = None

    def touches(self, *kinds: str) -> bool:
        """Tell whether any of ``kinds`` changed."""
        return not self.kinds.isdisjoint(kinds)

    def merged(self, other: Changes) -> Changes:
        """Return both together; ``case_id`` stays only where both name the same case."""
        if not self.kinds:
            return other
        case_id = self.case_id if self.case_id == other.case_id else None
        return Changes(self.kinds | other.kinds, self.ids | other.ids, case_id)
