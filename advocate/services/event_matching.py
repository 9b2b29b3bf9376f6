"""Whether two records tell of one call or message, and which of them belong together where many might.

A record of a lower tier is the better time and leads: the telephone's own log, then the carrier's bill, a recording, a
list or diary that came as a file, and last what somebody logged by hand. See docs/decisions/0015 and 0026.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from advocate.domain.vocabulary import Medium, SourceKind, TimePrecision

_MINUTE_MS = 60_000
#: A clock read in passing and a telephone's own log may be this far apart where both give seconds.
_NEAR_MS = 60_000
#: The clocks of a telephone, a carrier and a recorder may be this far apart (formats.md 18).
CLOCKS_MS = 120_000
#: One message that a telephone keeps twice, as it came and as it was shown (formats.md 1, item 6).
TWICE_MS = 10_000
#: A person reads the length of a call off the screen, the telephone's log counts from another moment.
_DURATION_S = 5
#: A bill counts from answering and rounds up, now and then to the minute.
_BILLED_S = 60
#: Ringing is recorded by some, and a recording ends when its file is closed.
_RECORDED_S = 90
#: Vaguer times fit too much.
_LIKELY = (TimePrecision.EXACT, TimePrecision.MINUTE)


class Tier(IntEnum):
    """Where a record comes from; the lower leads."""

    PHONE = 0
    TWICE = 1
    BILL = 2
    RECORDING = 3
    LISTED = 4
    HAND = 5


_TIERS = {
    SourceKind.BILL: Tier.BILL,
    SourceKind.RECORDING: Tier.RECORDING,
    SourceKind.TABLE: Tier.LISTED,
    SourceKind.DIARY: Tier.LISTED,
    SourceKind.PICTURE: Tier.LISTED,
}


def tier_of(kind: SourceKind | None) -> Tier:
    """Return the tier of what was imported from a source of ``kind``."""
    return Tier.PHONE if kind is None else _TIERS.get(kind, Tier.PHONE)


@dataclass(frozen=True, slots=True)
class Record:
    """What matching looks at in a contact; ``at_ms`` epoch milliseconds UTC."""

    id: int
    at_ms: int
    precision: TimePrecision = TimePrecision.EXACT
    duration_s: int | None = None
    answered: bool | None = None
    text: str = ""
    tier: Tier = Tier.HAND

    @property
    def said(self) -> str:
        """Return the text without its spacing: people type line ends and blanks as they like."""
        return "".join(self.text.split())


Distance = tuple[int, int, int]


def distance_ms(told: Record, observed: Record, medium: Medium) -> Distance | None:
    """Return how far a record is from the one that would lead it, smallest first; None where they may be two events.

    Number, direction and, but for messages that a telephone keeps twice, medium are taken to be equal. The three parts:
    milliseconds outside of what the teller's time covers, 1 unless both durations are known, milliseconds between both.
    """
    if told.tier is Tier.TWICE:
        return _twice_ms(told, observed)
    near_ms = _NEAR_MS if told.tier in (Tier.HAND, Tier.LISTED) else CLOCKS_MS
    outside = _outside_ms(told, observed, near_ms)
    if outside is None or not _durations_fit(told, observed) or not _words_fit(told, observed, medium):
        return None
    apart = abs(told.at_ms - observed.at_ms)
    return outside, int(told.duration_s is None or observed.duration_s is None), apart


def _outside_ms(told: Record, observed: Record, near_ms: int) -> int | None:
    apart = abs(told.at_ms - observed.at_ms)
    if told.precision not in _LIKELY or observed.precision not in _LIKELY:
        return None
    if TimePrecision.MINUTE in (told.precision, observed.precision):
        vague, other = (told, observed) if told.precision is TimePrecision.MINUTE else (observed, told)
        begin = vague.at_ms // _MINUTE_MS
        if abs(other.at_ms // _MINUTE_MS - begin) > near_ms // _MINUTE_MS:
            return None
        return max(0, begin * _MINUTE_MS - other.at_ms, other.at_ms - (begin + 1) * _MINUTE_MS + 1)
    return apart if apart <= near_ms else None


def _twice_ms(told: Record, observed: Record) -> Distance | None:
    apart = abs(told.at_ms - observed.at_ms)
    same = bool(told.said) and told.said == observed.said
    return (apart, 0, apart) if same and apart <= TWICE_MS else None


def _durations_fit(told: Record, observed: Record) -> bool:
    if told.answered is not None and observed.answered is not None and told.answered is not observed.answered:
        return False
    # Nobody has to write down how long a call took; a call that nobody took has no length at all.
    if not told.duration_s:
        return told.duration_s is None or not observed.duration_s
    if observed.duration_s is None:
        return told.tier in (Tier.BILL, Tier.RECORDING)
    longer = told.duration_s - observed.duration_s
    if told.tier is Tier.RECORDING:
        # It may begin late and end early.
        return longer <= _RECORDED_S
    return abs(longer) <= (_BILLED_S if Tier.BILL in (told.tier, observed.tier) else _DURATION_S)


def _words_fit(told: Record, observed: Record, medium: Medium) -> bool:
    if medium.is_voice:
        # Nobody says anything in a call that nobody took.
        return not told.said or observed.answered is not False
    return not told.said or not observed.said or told.said == observed.said


Pair = tuple[Record, Record, Medium]


def nearest(pairs: Iterable[Pair]) -> dict[int, int]:
    """Return for the id of each told contact that of the observed one: nearest pairs first, each record once.

    The answer depends on what the records say, not on the order in which they came, down to records that are alike.
    """
    ranked = []
    for told, observed, medium in pairs:
        far = distance_ms(told, observed, medium)
        if far is not None:
            ranked.append((far, *_rank(observed), *_rank(told), observed.id, told.id))
    taken: set[int] = set()
    links: dict[int, int] = {}
    for *_, observed_id, told_id in sorted(ranked):
        if told_id not in links and observed_id not in taken:
            links[told_id] = observed_id
            taken.add(observed_id)
    return links


def matched(pairs: Iterable[Pair]) -> dict[int, int]:
    """Return for the id of each record that follows that of the one that leads it, tier by tier.

    Of one event there is at most one record of each tier but the lowest; what follows leads nothing itself.
    """
    of_tier: dict[Tier, list[Pair]] = {}
    for pair in pairs:
        if pair[1].tier < pair[0].tier or pair[0].tier is Tier.TWICE:
            of_tier.setdefault(pair[0].tier, []).append(pair)
    links: dict[int, int] = {}
    for tier in sorted(of_tier):
        links |= nearest(pair for pair in of_tier[tier] if pair[1].id not in links)
    return links


def _rank(record: Record) -> tuple[int, str, int, int, str]:
    length = -1 if record.duration_s is None else record.duration_s
    answered = -1 if record.answered is None else int(record.answered)
    return record.at_ms, str(record.precision), length, answered, record.text
