"""From a number's contacts to its leases: what it said and when, while one holder may be assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from advocate.analysis.batches.model import DAY_MS, Lease, Limits, Use
from advocate.analysis.scripts import identifiers, normal
from advocate.domain.vocabulary import NumberKind

#: Numbers that somebody may have after somebody else; services and ports keep their owner.
_LEASED = (NumberKind.MOBILE, NumberKind.VIRTUAL, NumberKind.FIXED, NumberKind.IOT, NumberKind.SATELLITE)
_EVEN_S = (3, 15)


def of_number(number_id: int, number: str, kind: str, uses: Iterable[Use], limits: Limits) -> list[Lease]:
    """Return the leases of one number in order of time, whatever the order of its ``uses``."""
    ordered = sorted(uses)
    if not ordered:
        return []
    parts: list[list[Use]] = [[ordered[0]]]
    gap_ms = limits.lease_gap_days * DAY_MS if kind in _LEASED else None
    for before, use in pairwise(ordered):
        if gap_ms is not None and use.at_ms - before.at_ms > gap_ms:
            parts.append([])
        parts[-1].append(use)
    return [_lease(number_id, number, kind, part, limits) for part in parts]


def _lease(number_id: int, number: str, kind: str, uses: Sequence[Use], limits: Limits) -> Lease:
    calls = [use for use in uses if use.is_call and not use.outgoing]
    gaps = [(after.at_ms - before.at_ms) / 1000 for before, after in pairwise(calls)]
    lease = Lease(
        number_id,
        number,
        kind,
        uses[0].at_ms,
        uses[-1].at_ms,
        uses=len(uses),
        calls=len(calls),
        short_calls=sum(1 for use in calls if (use.duration_s or 0) <= limits.ring_s),
        even_gaps=sum(1 for gap in gaps if _EVEN_S[0] <= gap <= _EVEN_S[1]),
        collecting=sum(1 for use in uses if use.collecting > 0),
        ordinary=sum(1 for use in uses if use.collecting < 0),
        outgoing=sum(1 for use in uses if use.outgoing),
        named=any(use.named for use in uses),
        debtors=tuple(sorted({use.debtor for use in uses})),
        days=tuple(sorted({use.at_ms // DAY_MS for use in uses})),
        claims=tuple(sorted({claim for use in uses if (claim := _claim(use.claims))})),
    )
    _read_texts(lease, uses, limits)
    return lease


def _read_texts(lease: Lease, uses: Sequence[Use], limits: Limits) -> None:
    """Read the first distinct texts, by time: more of them say the same, and a flood must not stop the analysis."""
    named: Counter[tuple[str, str]] = Counter()
    pieces: set[int] = set()
    scripts: set[int] = set()
    seen: set[str] = set()
    for use in uses:
        if not use.text or use.outgoing:
            continue
        lease.texts += 1
        text = use.text[: identifiers.READ_CHARACTERS]
        if len(seen) >= limits.texts_per_lease or text in seen:
            continue
        seen.add(text)
        reading = normal.read(text)
        for found in reading.identifiers:
            named[found.kind.value, found.value] += 1
            series = identifiers.family(found)
            if series is not None:
                named[series.kind.value, series.value] += 1
        pieces |= reading.grams
        scripts.add(reading.script)
    lease.identifiers = tuple((kind, value, count) for (kind, value), count in sorted(named.items()))
    lease.grams = tuple(sorted(pieces)[: limits.grams_per_lease])
    lease.scripts = tuple(sorted(scripts))


@lru_cache(maxsize=4096)
def _claim(claims: str) -> str:
    return normal.wording(claims)[:40]
