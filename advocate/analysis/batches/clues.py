"""Why a group of numbers is one crew's: each clue with its points, what it rests on and the numbers that it ties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from advocate.analysis.batches.model import DAY_MS, Clue, Edge, Lease, Sheet
from advocate.analysis.batches.ties import clue_pairs, is_short, pairs
from advocate.domain.vocabulary import IdentifierKind, NumberKind

_KINDS = {
    "link": (IdentifierKind.LINK, IdentifierKind.LINK_FAMILY),
    "payment": (IdentifierKind.ACCOUNT, IdentifierKind.CHAT_ID, IdentifierKind.ID_FAMILY, IdentifierKind.QQ),
    "file": (IdentifierKind.CASE_NUMBER, IdentifierKind.ACCOUNT_TAIL),
}
_SHOWN = 3
_SEGMENT_NUMBERS, _SEGMENT_DAYS = 3, 30
_SCRIPT_NUMBERS = 3
_CLAIM_NUMBERS, _CLAIM_MS = 5, DAY_MS
_STEP_NUMBERS = 3
_HAND_OVER_MS = 2 * DAY_MS
_HAND_OVERS = 2
_ROTATION_NUMBERS = 3
_ROBOT_CALLS, _ROBOT_SHORT, _ROBOT_EVEN = 5, 0.8, 0.5
_WORDING_PIECES = 3
_HALF = 0.5

Found = tuple[set[str], tuple[tuple[str, str], ...]]


def of_group(leases: Sequence[Lease], sheet: Sheet) -> tuple[Clue, ...]:
    """Return the clues of a group, the weightiest first; what ties fewer than two numbers is none."""
    found = []
    for kind, look in _LOOKS.items():
        numbers, detail = look(leases, sheet)
        if len(numbers) >= (1 if kind in ("cases", "robot") else 2):
            found.append(
                Clue(kind, sheet.clues[kind].points, (*detail, ("count", str(len(numbers)))), _sorted(numbers))
            )
    return tuple(sorted(found, key=lambda clue: (-clue.points, clue.kind)))


def score(clues: Iterable[Clue]) -> float:
    """Return the points of all clues together."""
    return sum(clue.points for clue in clues)


def edges(leases: Sequence[Lease], sheet: Sheet) -> list[Edge]:
    """Return the links inside a group, each number with a few others: what a graph draws, each with its clues."""
    ordered = sorted(leases, key=lambda lease: lease.key)
    users: dict[tuple[str, str], list[int]] = defaultdict(list)
    spelled: dict[str, list[int]] = defaultdict(list)
    for place, lease in enumerate(ordered):
        spelled[lease.number].append(place)
    for place, lease in enumerate(ordered):
        for kind, value, _ in lease.identifiers:
            users[kind, value].append(place)
    callback = IdentifierKind.CALLBACK.value
    known = {
        key: sorted({*places, *(spelled.get(key[1], ()) if key[0] == callback else ())})
        for key, places in sorted(users.items())
    }
    points = pairs(ordered, {key: places for key, places in known.items() if len(places) > 1}, sheet)
    for pair, worth in clue_pairs(ordered, range(len(ordered)), sheet).items():
        points[pair] = points.get(pair, 0.0) + worth
    made: dict[tuple[str, str], Edge] = {}
    for (first, second), worth in sorted(points.items(), key=lambda each: (-each[1], each[0])):
        one, other = sorted((ordered[first].number, ordered[second].number))
        if one != other and (one, other) not in made:
            made[one, other] = Edge(one, other, worth, of_group((ordered[first], ordered[second]), sheet))
    return [made[key] for key in sorted(made)]


def _sorted(numbers: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(numbers))


def _needed(leases: Sequence[Lease], usual: int) -> int:
    """Return how many numbers a clue has to tie: two where two are all there are, as for one edge."""
    return min(usual, max(2, len({lease.number for lease in leases})))


def _named(name: str) -> Callable[[Sequence[Lease], Sheet], Found]:
    kinds = {kind.value for kind in _KINDS[name]}

    def look(leases: Sequence[Lease], _: Sheet) -> Found:
        users: dict[str, set[str]] = defaultdict(set)
        for lease in leases:
            for kind, value, _count in lease.identifiers:
                if kind in kinds:
                    users[value].add(lease.number)
        return _most({value: numbers for value, numbers in users.items() if len(numbers) > 1})

    return look


def _most(users: dict[str, set[str]]) -> Found:
    """Return all numbers that share something, and the few things that most share."""
    ranked = sorted(users, key=lambda value: (-len(users[value]), value))
    return set().union(*users.values()), (("values", "、".join(ranked[:_SHOWN])), ("things", str(len(ranked))))


def _callback(leases: Sequence[Lease], _: Sheet) -> Found:
    here = {lease.number for lease in leases}
    users: dict[str, set[str]] = defaultdict(set)
    for lease in leases:
        for kind, value, _count in lease.identifiers:
            if kind == IdentifierKind.CALLBACK:
                users[value].add(lease.number)
    shared = {
        value: numbers | ({value} & here) for value, numbers in users.items() if len(numbers | ({value} & here)) > 1
    }
    return _most(shared)


def _script(leases: Sequence[Lease], _: Sheet) -> Found:
    users: dict[int, set[str]] = defaultdict(set)
    for lease in leases:
        for script in lease.scripts:
            users[script].add(lease.number)
    needed = _needed(leases, _SCRIPT_NUMBERS)
    shared = [numbers for numbers in users.values() if len(numbers) >= needed]
    return set().union(*shared), (("things", str(len(shared))), ("most", str(max(map(len, shared), default=0))))


def _wording(leases: Sequence[Lease], _: Sheet) -> Found:
    users: dict[int, set[str]] = defaultdict(set)
    for lease in leases:
        for piece in lease.grams:
            users[piece].add(lease.number)
    alike = {
        lease.number for lease in leases if sum(1 for piece in lease.grams if len(users[piece]) > 1) >= _WORDING_PIECES
    }
    return alike, ()


def _segment(leases: Sequence[Lease], sheet: Sheet) -> Found:
    by_segment: dict[str, list[Lease]] = defaultdict(list)
    for lease in leases:
        if lease.segment:
            by_segment[lease.segment].append(lease)
    needed = _needed(leases, _SEGMENT_NUMBERS)
    shared: dict[str, set[str]] = {}
    for segment, members in by_segment.items():
        in_time = sorted(members, key=lambda lease: lease.first_ms)
        window: set[str] = set()
        for at, lease in enumerate(in_time):
            until = lease.first_ms + _SEGMENT_DAYS * DAY_MS
            numbers = {other.number for other in in_time[at : at + 50] if other.first_ms <= until}
            if len(numbers) >= needed:
                window |= numbers
        if window:
            shared[segment.removeprefix("+86") + "xxxx"] = window
    return _most(shared)


def _neighbours(leases: Sequence[Lease], sheet: Sheet) -> Found:
    by_segment: dict[str, set[int]] = defaultdict(set)
    for lease in leases:
        if lease.segment:
            by_segment[lease.segment].add(lease.serial)
    tied: set[str] = set()
    gaps: list[int] = []
    for segment, serials in by_segment.items():
        for one, other in pairwise(sorted(serials)):
            if other - one <= sheet.limits.close_serials:
                tied |= {f"{segment}{one:04d}", f"{segment}{other:04d}"}
                gaps.append(other - one)
    gaps.sort()
    return tied, (("gap", str(gaps[len(gaps) // 2] if gaps else 0)),)


def _short_life(leases: Sequence[Lease], sheet: Sheet) -> Found:
    short = {lease.number for lease in leases if is_short(lease, sheet.limits)}
    enough = len(short) >= _HALF * len({lease.number for lease in leases})
    return (short if enough else set()), ()


def _claimed(leases: Sequence[Lease], _: Sheet) -> Found:
    by_claim: dict[str, list[Lease]] = defaultdict(list)
    for lease in leases:
        for claim in lease.claims:
            by_claim[claim].append(lease)
    needed = _needed(leases, _CLAIM_NUMBERS)
    shared: dict[str, set[str]] = {}
    for claim, members in by_claim.items():
        in_time = sorted(members, key=lambda lease: lease.first_ms)
        for at, lease in enumerate(in_time):
            numbers = {o.number for o in in_time[at : at + 50] if o.first_ms <= lease.first_ms + _CLAIM_MS}
            if len(numbers) >= needed:
                shared[claim] = shared.get(claim, set()) | numbers
    return _most(shared)


def _in_step(leases: Sequence[Lease], _: Sheet) -> Found:
    lives: dict[tuple[int, int], set[str]] = defaultdict(set)
    for lease in leases:
        lives[lease.first_ms // DAY_MS, lease.last_ms // DAY_MS].add(lease.number)
    needed = _needed(leases, _STEP_NUMBERS)
    together = [numbers for numbers in lives.values() if len(numbers) >= needed]
    return set().union(*together), (("things", str(len(together))),)


def _hand_over(leases: Sequence[Lease], _: Sheet) -> Found:
    in_time = sorted(leases, key=lambda lease: (lease.last_ms, lease.number))
    starts = sorted(leases, key=lambda lease: (lease.first_ms, lease.number))
    tied: set[str] = set()
    count = at = 0
    for ended in in_time:
        while at < len(starts) and starts[at].first_ms <= ended.last_ms:
            at += 1
        for begun in starts[at : at + _SHOWN]:
            if begun.first_ms - ended.last_ms > _HAND_OVER_MS:
                break
            if begun.number != ended.number and set(begun.debtors) & set(ended.debtors):
                tied |= {ended.number, begun.number}
                count += 1
    enough = count >= (_HAND_OVERS if len(leases) > 2 else 1)
    return (tied if enough else set()), (("things", str(count)),)


def _rotation(leases: Sequence[Lease], _: Sheet) -> Found:
    days: dict[tuple[int, int], set[str]] = defaultdict(set)
    for lease in leases:
        for debtor in lease.debtors:
            for day in lease.days:
                days[debtor, day].add(lease.number)
    needed = _needed(leases, _ROTATION_NUMBERS)
    busy = [numbers for numbers in days.values() if len(numbers) >= needed]
    return set().union(*busy), (("things", str(len(busy))), ("most", str(max(map(len, busy), default=0))))


def _robot(leases: Sequence[Lease], _: Sheet) -> Found:
    robots = {
        lease.number
        for lease in leases
        if lease.calls >= _ROBOT_CALLS
        and lease.short_calls >= _ROBOT_SHORT * lease.calls
        and lease.even_gaps >= _ROBOT_EVEN * (lease.calls - 1)
    }
    return robots, ()


def _virtual(leases: Sequence[Lease], _: Sheet) -> Found:
    numbers = {lease.number for lease in leases}
    virtual = {lease.number for lease in leases if lease.kind == NumberKind.VIRTUAL}
    return (virtual if len(virtual) >= _HALF * len(numbers) else set()), (("of", str(len(numbers))),)


def _cases(leases: Sequence[Lease], _: Sheet) -> Found:
    cases: dict[str, set[int]] = defaultdict(set)
    for lease in leases:
        cases[lease.number].update(lease.debtors)
    several = {number for number, debtors in cases.items() if len(debtors) > 1}
    everybody = set().union(*(cases[number] for number in several))
    return several, (("cases", str(len(everybody))),)


_LOOKS: dict[str, Callable[[Sequence[Lease], Sheet], Found]] = {
    "link": _named("link"),
    "payment": _named("payment"),
    "callback": _callback,
    "file": _named("file"),
    "script": _script,
    "wording": _wording,
    "segment": _segment,
    "neighbours": _neighbours,
    "short_life": _short_life,
    "claimed": _claimed,
    "in_step": _in_step,
    "hand_over": _hand_over,
    "rotation": _rotation,
    "robot": _robot,
    "virtual": _virtual,
    "cases": _cases,
}
