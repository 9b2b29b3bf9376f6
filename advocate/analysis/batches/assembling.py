"""From leases to crews: ties first, then likeness, then the clues of numbers that nothing ties; people's word last.

Nothing here depends on the order of its input, on row ids or on how many other numbers there are: leases are sorted by
number and time, graphs are cut part by part, and every round decides for all before any is moved.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from advocate.analysis.batches import cutting, ties
from advocate.analysis.batches.likeness import INNOCENT, Likeness, best
from advocate.analysis.batches.model import Lease, Sheet
from advocate.domain.jobs import JobContext, QuietContext
from advocate.domain.vocabulary import IdentifierKind, NumberKind

_ROUNDS = 5
#: Crews larger than this are not looked at as a whole to be united with another: their ties would have done it.
_LARGE = 120
#: An identifier that stands in more crews than this is nobody's.
_CREWS_OF_IDENTIFIER = 60
#: Points of shared identifiers for each doubling of the smaller crew's size.
_UNITE_TIES = 1.5
_STRONG = 3.0
#: A port that sent one text is a contract's, not a card's: its wording alone says too little.
_PORT_USES = 2


class Assembly:
    """The work on one set of leases; `crews` is the answer: places of leases and the crew of each."""

    def __init__(self, leases: Iterable[Lease], sheet: Sheet, ctx: JobContext | None = None) -> None:
        self.leases: list[Lease] = sorted(leases, key=lambda lease: lease.key)
        self._sheet, self._ctx = sheet, ctx or QuietContext()
        self._innocent = [ties.is_innocent(lease, sheet) for lease in self.leases]
        self._users = ties.users(self.leases, self._innocent, sheet)
        self._ordinary = [
            place
            for place, lease in enumerate(self.leases)
            if lease.grams and not lease.collecting and (lease.hushed or self._innocent[place])
        ]
        # A piece that only one lease holds says nothing of any other.
        users = Counter(piece for lease in self.leases for piece in lease.grams)
        self._pieces = [[piece for piece in lease.grams if users[piece] > 1] for lease in self.leases]
        self.crews: dict[int, int] = {}
        self._next = 0

    def run(self) -> dict[int, int]:
        """Do all of it and return `crews`."""
        self._found(cutting.communities(ties.pairs(self.leases, self._users, self._sheet), self._sheet.join))
        while self._unite_by_ties():
            self._ctx.check()
        self._rounds()
        if self._found_by_clues():
            self._rounds()
        for _ in range(_ROUNDS):
            if not self._refine() + self._attach():
                break
        self._drop_small()
        return self.crews

    def _found(self, groups: Iterable[Sequence[int]]) -> int:
        made = 0
        for group in groups:
            if len({self.leases[place].number for place in group}) < self._sheet.limits.min_numbers:
                continue
            for place in group:
                self.crews[place] = self._next
            self._next += 1
            made += 1
        return made

    def _found_by_clues(self) -> int:
        loose = [
            place
            for place, lease in enumerate(self.leases)
            if place not in self.crews and not self._innocent[place] and lease.seed
        ]
        points = ties.clue_pairs(self.leases, loose, self._sheet)
        return self._found(cutting.communities(points, self._sheet.show))

    def _rounds(self) -> None:
        for _ in range(_ROUNDS):
            self._ctx.check()
            if not (self._attach() + self._unite_by_wording()):
                return

    def _likeness(self) -> Likeness:
        return Likeness(self.leases, self.crews, self._ordinary, self._users, self._pieces, self._sheet)

    def _attach(self) -> int:
        """Give each loose lease to the crew it looks like, where no other comes near."""
        if not self.crews:
            return 0
        likeness, weights = self._likeness(), self._sheet.wording
        joined: dict[int, int] = {}
        for place, lease in enumerate(self.leases):
            if place in self.crews or self._innocent[place] or not (lease.grams or lease.segment):
                continue
            if lease.kind == NumberKind.SMS_PORT and lease.uses < _PORT_USES:
                continue
            points, beside = likeness.points(place)
            if not points:
                continue
            crew, first, second = best(points)
            if not self._pieces[place] and beside.get(crew, 0) < weights.silent_neighbours:
                continue
            if lease.hushed and not self._says_the_same(likeness, place, crew):
                continue
            needed = weights.attach if lease.seed else weights.attach_unseen
            if lease.hushed and not beside:
                needed += weights.ordinary_more
            if crew != INNOCENT and first >= needed and first - second >= weights.margin:
                joined[place] = crew
        self.crews |= joined
        return len(joined)

    def _says_the_same(self, likeness: Likeness, place: int, crew: int) -> bool:
        """Tell whether a lease's words are rather a crew's than the innocents': where it stands proves nothing then."""
        said = likeness.wording(place)
        return said.get(crew, 0.0) > max(0.0, said.get(INNOCENT, 0.0))

    def _refine(self) -> int:
        """Give each lease back that looks far more like another crew, or like the innocent, than like its own."""
        likeness, weights = self._likeness(), self._sheet.wording
        moved: dict[int, int] = {}
        for place, crew in self.crews.items():
            points, _ = likeness.points(place)
            own = points.pop(crew, 0.0)
            if points:
                found, first, _ = best(points)
                if first - own >= weights.margin:
                    moved[place] = found
        for place, crew in moved.items():
            if crew == INNOCENT:
                del self.crews[place]
            else:
                self.crews[place] = crew
        return len(moved)

    def _members(self) -> dict[int, list[int]]:
        members: dict[int, list[int]] = defaultdict(list)
        for place in sorted(self.crews):
            members[self.crews[place]].append(place)
        return members

    def _unite_by_ties(self) -> int:
        """Unite crews that share identifiers beyond a single slip: the more numbers, the more is asked."""
        sizes = Counter(self.crews.values())
        shared: Counter[tuple[int, int]] = Counter()
        for (kind, _), places in self._users.items():
            worth = self._sheet.identifiers[IdentifierKind(kind)].points
            users = Counter(self.crews[place] for place in places if place in self.crews)
            if worth < _STRONG or len(users) > _CREWS_OF_IDENTIFIER:
                continue
            for one, other in combinations(sorted(users), 2):
                shared[one, other] += worth * min(2.0, math.log2(1 + min(users[one], users[other])))  # type: ignore[assignment]
        joins = [
            pair
            for pair, worth in sorted(shared.items(), key=lambda each: (-each[1], each[0]))
            if worth >= _UNITE_TIES * math.log2(1 + min(sizes[pair[0]], sizes[pair[1]]))
        ]
        return self._unite(joins)

    def _unite(self, pairs: Iterable[tuple[int, int]]) -> int:
        lead: dict[int, int] = {}

        def find(crew: int) -> int:
            while lead.get(crew, crew) != crew:
                crew = lead[crew]
            return crew

        done = 0
        for one, other in pairs:
            first, second = sorted((find(one), find(other)))
            if first != second:
                lead[second] = first
                done += 1
        for place, crew in self.crews.items():
            self.crews[place] = find(crew)
        return done

    def _unite_by_wording(self) -> int:
        """Unite a crew with the one that its numbers, taken together, look like; or drop it where that is innocent."""
        members, weights = self._members(), self._sheet.wording
        likeness = self._likeness()
        wanted: dict[int, int] = {}
        for crew, places in members.items():
            if len(places) > _LARGE:
                continue
            total: dict[int, float] = defaultdict(float)
            counted = 0
            for place in places:
                points, _ = likeness.points(place)
                points.pop(crew, None)
                counted += bool(self.leases[place].grams)
                for other, worth in points.items():
                    total[other] += worth
            if not total or not counted:
                continue
            found, first, second = best(total)
            enough = max(weights.unite_least, weights.unite_mean * counted)
            if first >= enough and first - max(second, 0) >= max(1.0, weights.unite_margin * counted):
                wanted[crew] = found
        dropped = {crew for crew, found in wanted.items() if found == INNOCENT}
        joins = []
        for crew in sorted(wanted, key=lambda each: (len(members[each]), each)):
            found = wanted[crew]
            larger = found != INNOCENT and (len(members[found]), -found) > (len(members[crew]), -crew)
            if larger and found not in dropped:
                joins.append((crew, found))
        done = self._unite(joins)
        for place, crew in list(self.crews.items()):
            if crew in dropped:
                del self.crews[place]
        return done

    def _drop_small(self) -> None:
        for places in self._members().values():
            if len({self.leases[place].number for place in places}) < self._sheet.limits.min_numbers:
                for place in places:
                    del self.crews[place]


def crews(leases: Iterable[Lease], sheet: Sheet, ctx: JobContext | None = None) -> list[list[Lease]]:
    """Return the leases of each crew, largest first; raises `Cancelled` where ``ctx`` asks for it."""
    work = Assembly(leases, sheet, ctx)
    found: Mapping[int, int] = work.run()
    groups: dict[int, list[Lease]] = defaultdict(list)
    for place in sorted(found):
        groups[found[place]].append(work.leases[place])
    return sorted(groups.values(), key=lambda group: (-len(group), group[0].key))
