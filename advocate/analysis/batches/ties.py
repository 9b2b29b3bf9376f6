"""What ties two numbers at once: identifiers that both name, or that one names and the other is.

Identifiers that innocent senders name too are public, and tie nobody; so are those that thousands name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from advocate.analysis.batches.model import DAY_MS, Lease, Limits, Sheet
from advocate.domain.vocabulary import IdentifierKind, NumberKind

#: An identifier as a lease holds it: kind and value.
Key = tuple[str, str]
#: Points between two leases, by their places in the list.
Pairs = dict[tuple[int, int], float]
_CALLBACK = IdentifierKind.CALLBACK.value
_PUBLIC_USES = 3


def is_innocent(lease: Lease, sheet: Sheet) -> bool:
    """Tell whether a number never belongs to a batch: services, people of the address book, people one talks with."""
    if lease.kind in sheet.innocent.kinds:
        return True
    if lease.named and not lease.collecting:
        return True
    return lease.ordinary > 2 * lease.collecting and lease.outgoing >= sheet.limits.talked_back


def users(leases: Sequence[Lease], innocent: Sequence[bool], sheet: Sheet) -> dict[Key, list[int]]:
    """Return for each identifier that is not public the places of the collecting leases that name it, or are it."""
    public: Counter[Key] = Counter()
    found: dict[Key, list[int]] = defaultdict(list)
    known = {kind.value for kind in sheet.identifiers}
    for place, lease in enumerate(leases):
        if innocent[place] or (lease.hushed and lease.ordinary > _PUBLIC_USES):
            public.update((kind, value) for kind, value, _ in lease.identifiers)
        elif lease.collecting:
            for kind, value, _ in lease.identifiers:
                if kind in known:
                    found[kind, value].append(place)
    spelled: dict[str, list[int]] = defaultdict(list)
    for place, lease in enumerate(leases):
        if not innocent[place] and not lease.hushed:
            spelled[lease.number].append(place)
    kept: dict[Key, list[int]] = {}
    for key in sorted(found):
        places = found[key]
        if key in public or len(places) > sheet.limits.users_of_identifier:
            continue
        if key[0] == _CALLBACK:
            places = sorted({*places, *spelled.get(key[1], ())})
        if len(places) > 1:
            kept[key] = places
    return kept


def pairs(leases: Sequence[Lease], users_of: dict[Key, list[int]], sheet: Sheet) -> Pairs:
    """Return points between leases that name the same: each with its next few by time, so that many stay linear."""
    points: Pairs = defaultdict(float)
    reach_ms = sheet.limits.identifier_days * DAY_MS
    for key, places in users_of.items():
        worth = sheet.identifiers[IdentifierKind(key[0])].points
        in_time = sorted(places, key=lambda place: (leases[place].first_ms, leases[place].number))
        for at, first in enumerate(in_time):
            for second in in_time[at + 1 : at + 1 + sheet.limits.neighbours]:
                if leases[second].first_ms - leases[first].last_ms > reach_ms:
                    break
                points[min(first, second), max(first, second)] += worth
    return points


def clue_pairs(leases: Sequence[Lease], places: Iterable[int], sheet: Sheet) -> Pairs:
    """Return points between leases without such ties, from scripts, neighbourhood, life and claims (law notes D8)."""
    wanted = sorted(places, key=lambda place: leases[place].key)
    points: Pairs = defaultdict(float)
    _shared(leases, wanted, sheet, points)
    _beside(leases, wanted, sheet, points)
    return points


def _shared(leases: Sequence[Lease], wanted: Sequence[int], sheet: Sheet, points: Pairs) -> None:
    """Add what the same scripts and the same claims in the same weeks are worth: once a pair and sign."""
    reach_ms = sheet.limits.near_days * DAY_MS
    for name, field in (("script", "scripts"), ("claimed", "claims")):
        by_value: dict[object, list[int]] = defaultdict(list)
        for place in wanted:
            for value in getattr(leases[place], field):
                by_value[value].append(place)
        tied: set[tuple[int, int]] = set()
        for members in by_value.values():
            if len({leases[place].number for place in members}) < 2:
                continue
            members.sort(key=lambda place: (leases[place].first_ms, leases[place].number))
            for at, first in enumerate(members):
                for second in members[at + 1 : at + 1 + sheet.limits.neighbours]:
                    if leases[second].first_ms - leases[first].last_ms > reach_ms:
                        break
                    if leases[first].number != leases[second].number:
                        tied.add((min(first, second), max(first, second)))
        for pair in tied:
            points[pair] += sheet.clues[name].points


def _beside(leases: Sequence[Lease], wanted: Sequence[int], sheet: Sheet, points: Pairs) -> None:
    """Add what neighbours of one segment in the same weeks are worth; a run of fewer than three is chance."""
    limits = sheet.limits
    reach_ms = limits.near_days * DAY_MS
    by_segment: dict[str, list[int]] = defaultdict(list)
    for place in wanted:
        if leases[place].segment:
            by_segment[leases[place].segment].append(place)
    for members in by_segment.values():
        if len({leases[place].number for place in members}) < 3:
            continue
        members.sort(key=lambda place: (leases[place].serial, leases[place].first_ms))
        for at, first in enumerate(members):
            for second in members[at + 1 : at + 1 + limits.neighbours]:
                one, other = leases[first], leases[second]
                apart_ms = max(one.first_ms, other.first_ms) - min(one.last_ms, other.last_ms)
                if one.number == other.number or apart_ms > reach_ms:
                    continue
                worth = sheet.clues["segment"].points
                if other.serial - one.serial <= limits.close_serials:
                    worth += sheet.clues["neighbours"].points
                if is_short(one, limits) and is_short(other, limits) and one.kind != NumberKind.FIXED:
                    worth += sheet.clues["short_life"].points
                points[min(first, second), max(first, second)] += worth


def is_short(lease: Lease, limits: Limits) -> bool:
    """Tell whether a card was used for a few days and a few times only."""
    short_ms = limits.short_life_hours * 3_600_000
    return lease.last_ms - lease.first_ms <= short_ms and lease.uses <= limits.short_life_uses
