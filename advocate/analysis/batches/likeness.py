"""How much a number looks like each crew: its pieces of wording, its neighbours, the days it was at work.

Naive Bayes over pieces of wording with the innocent senders as one more class, so that a courier's text is rather a
courier's. The sum is tempered, because pieces of one text depend on each other; see the sheet.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from advocate.analysis.batches.model import DAY_MS, Lease, Sheet, Wording
from advocate.domain.vocabulary import IdentifierKind

#: The class of everybody innocent.
INNOCENT = -1
_SMOOTHING = 2.0
_TWO = 2


class Likeness:
    """What crews say and when; ``crews`` maps places of leases to crews. Made anew for each round."""

    def __init__(
        self,
        leases: Sequence[Lease],
        crews: Mapping[int, int],
        ordinary: Sequence[int],
        users: Mapping[tuple[str, str], Sequence[int]],
        pieces: Sequence[Sequence[int]],
        sheet: Sheet,
    ) -> None:
        self._leases, self._sheet = leases, sheet
        self.pieces = pieces
        self._worths: dict[int, list[tuple[int, float]]] = {}
        self._crews = crews
        self._named_by: dict[int, list[tuple[float, Counter[int]]]] = defaultdict(list)
        for (kind, _), places in users.items():
            known = Counter(crews[place] for place in places if place in crews)
            worth = sheet.identifiers[IdentifierKind(kind)].points
            for place in places:
                self._named_by[place].append((worth, known))
        self.sizes: Counter[int] = Counter()
        self._users: dict[int, Counter[int]] = defaultdict(Counter)
        self._segments: dict[str, list[tuple[int, int, int, int, int]]] = defaultdict(list)
        self._active: dict[int, Counter[int]] = defaultdict(Counter)
        self._class: dict[int, int] = {}
        for place in sorted(crews):
            self.add(place, crews[place])
        for place in ordinary:
            self.add(place, INNOCENT)

    def add(self, place: int, crew: int) -> None:
        """Count a lease among a crew."""
        self._count(place, crew)
        self._class[place] = crew
        lease = self._leases[place]
        if lease.segment and (crew != INNOCENT or lease.ordinary):
            self._segments[lease.segment].append((lease.first_ms, lease.last_ms, crew, lease.serial, place))
        if crew != INNOCENT:
            for day in range(lease.first_ms // DAY_MS - 1, lease.last_ms // DAY_MS + 2):
                self._active[day][crew] += 1

    def _count(self, place: int, crew: int) -> None:
        self.sizes[crew] += 1
        for piece in self.pieces[place]:
            self._users[piece][crew] += 1

    def _worth(self, piece: int) -> list[tuple[int, float]]:
        """Return what a piece is worth for each crew that uses it, beyond its worth for one that does not."""
        known = self._worths.get(piece)
        if known is None:
            users = self._users[piece]
            weights, everybody = self._sheet.wording, sum(self.sizes.values())
            share = (sum(users.values()) + 1) / (everybody + 2)
            known = self._worths[piece] = [
                (crew, self._likelier(count, self.sizes[crew], share, weights) - self.bases[crew])
                for crew, count in users.items()
            ]
        return known

    def _likelier(self, count: int, size: int, share: float, weights: Wording) -> float:
        ratio = (count + _SMOOTHING * share) / ((size + _SMOOTHING) * share)
        return max(weights.least, min(weights.most, math.log(ratio))) * weights.temper

    @cached_property
    def bases(self) -> dict[int, float]:
        """Return for each crew what a piece is worth that nobody in it uses."""
        weights = self._sheet.wording
        return {
            crew: max(weights.least, math.log(_SMOOTHING / (size + _SMOOTHING))) * weights.temper
            for crew, size in self.sizes.items()
        }

    def wording(self, place: int) -> dict[int, float]:
        """Return the points of each crew, and of the innocent, for a lease's wording, the lease itself left out."""
        own = self._class.get(place)
        found: dict[int, float] = defaultdict(float)
        known = 0
        for piece in self.pieces[place]:
            users = self._users.get(piece)
            if users is None or (own is not None and sum(users.values()) < _TWO):
                continue
            known += 1
            for crew, worth in self._worth(piece):
                if crew != own:
                    found[crew] += worth
        if own is not None:
            found[own] = self._own(place, own)
        for crew, base in self.bases.items():
            found[crew] += known * base
        return found

    def _own(self, place: int, own: int) -> float:
        """Return what its pieces are worth for a lease's own crew without the lease."""
        weights, everybody, size = self._sheet.wording, sum(self.sizes.values()) - 1, self.sizes[own] - 1
        total = 0.0
        for piece in self.pieces[place]:
            users = self._users[piece]
            count, all_count = users[own] - 1, sum(users.values()) - 1
            if count > 0:
                share = (all_count + 1) / (everybody + 2)
                total += self._likelier(count, size, share, weights) - self.bases[own]
        return total

    def named(self, place: int) -> dict[int, float]:
        """Return the points of each crew for the identifiers of a lease: shared out by who else names them."""
        own = self._crews.get(place)
        found: dict[int, float] = defaultdict(float)
        for worth, users in self._named_by.get(place, ()):
            total = sum(users.values()) - (own is not None)
            if not total:
                continue
            for crew, count in users.items():
                found[crew] += worth * (count - (crew == own)) / total
        most = sum(found.values())
        scale = min(1.0, self._sheet.most_named / most) if most else 1.0
        return {crew: worth * scale for crew, worth in found.items()}

    def neighbours(self, place: int) -> Counter[int]:
        """Return how strongly each crew, and the innocent, stand beside a lease in its segment and weeks."""
        lease, limits = self._leases[place], self._sheet.limits
        found: Counter[int] = Counter()
        if not lease.segment:
            return found
        reach, close = limits.near_days * DAY_MS, 4 * DAY_MS
        for first, last, crew, serial, other in self._segments.get(lease.segment, ()):
            if other == place or first > lease.last_ms + reach or last < lease.first_ms - reach:
                continue
            near = 1 if abs(serial - lease.serial) > limits.close_serials else 2
            found[crew] += near * (2 if first <= lease.last_ms + close and last >= lease.first_ms - close else 1)
        return found

    def points(self, place: int) -> tuple[dict[int, float], dict[int, int]]:
        """Return the points of each crew and of the innocent for a lease, and how its neighbours are shared out."""
        lease, weights = self._leases[place], self._sheet.segment
        found = self.wording(place)
        near = self.neighbours(place)
        total = sum(near.values())
        for crew, worth in self.named(place).items():
            found[crew] += worth
        for crew, count in near.items():
            found[crew] += min(weights.most, weights.base + weights.each * count) * count / total
        if lease.collecting or near:
            active = self._active.get(lease.first_ms // DAY_MS, Counter())
            busy = sum(active.values())
            for crew, count in active.items():
                found[crew] += weights.active * math.log(1 + 3 * count / busy)
        return found, near


def best(points: Mapping[int, float]) -> tuple[int, float, float]:
    """Return the likeliest class, its points, and those of the next; the lower class where they are equal."""
    ranked = sorted(points.items(), key=lambda each: (-each[1], each[0]))
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return ranked[0][0], ranked[0][1], second
