"""Proposals for unsorted contacts: words, what is known of the number, how its owner behaves; each has its weight."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from advocate.analysis.sorting.model import Entry, Sender, Sheet
from advocate.analysis.sorting.words import NOTHING, WordReader, Words, reason
from advocate.domain.vocabulary import NumberKind, Proposal

_DAY_MS = 86_400_000
_UNSURE = Proposal.UNSURE.value
#: Numbers that a SIM card or a line stands behind: after a while somebody else may have them.
_LEASED = {NumberKind.MOBILE, NumberKind.VIRTUAL, NumberKind.FIXED, NumberKind.IOT}
_KIND_REASONS = {
    NumberKind.VIRTUAL: "virtual",
    NumberKind.IOT: "virtual",
    NumberKind.MALFORMED: "malformed",
    NumberKind.SPOOF_SUSPECT: "malformed",
    NumberKind.FOREIGN: "foreign",
    NumberKind.SATELLITE: "foreign",
}
#: Services have one owner for good: nobody stands beside them in a series, and many people know them.
_SHARED = {NumberKind.SERVICE, NumberKind.SMS_PORT}


#: What is proposed for a contact, as a code, and its reasons in stored form.
Proposed = tuple[str, str]


@dataclass(slots=True)
class _Stretch:
    """What one sender sent without a long pause: its places among the entries, and what their words come to."""

    sender: int | None
    places: list[int]
    first_ms: int = 0
    last_ms: int = 0
    collecting: int = 0
    everyday: int = 0
    base: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, sheet: Sheet, code: str, count: int = 0, weight: float | None = None) -> None:
        value = sheet.weights[code] if weight is None else weight
        self.base += value
        self.reasons.append(reason(code, value, str(count) if count else ""))


def propose(
    entries: Sequence[Entry], senders: Mapping[int, Sender], sheet: Sheet, reader: WordReader
) -> list[Proposed]:
    """Return a proposal for every entry, in their order."""
    words = reader.read([entry.text for entry in entries])
    stretches = _stretches(entries, senders, sheet)
    for stretch in stretches:
        _tally(stretch, entries, words, sheet)
    asked = _asked_back(words)
    series = _Series(stretches, senders, asked, sheet)
    bursts = _bursts(entries, senders, sheet)
    proposed: list[Proposed] = [(_UNSURE, "")] * len(entries)
    for stretch in stretches:
        _judge_sender(stretch, entries, senders, asked, series, sheet)
        # Most of what one sender sends says the same few things.
        judged: dict[tuple[int, int], Proposed] = {}
        for place in stretch.places:
            key = (id(words[place]), bursts.get(place, 0))
            found = judged.get(key)
            if found is None:
                found = judged[key] = _judge(words[place], stretch, key[1], sheet)
            proposed[place] = found
    return proposed


def _stretches(entries: Sequence[Entry], senders: Mapping[int, Sender], sheet: Sheet) -> list[_Stretch]:
    by_sender: dict[int | None, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        by_sender[entry.sender].append(place)
    gap_ms = sheet.limits.gap_days * _DAY_MS
    made = []
    for sender, places in by_sender.items():
        places.sort(key=lambda place: entries[place].at_ms)
        parts = [places]
        if sender is not None and senders[sender].kind in _LEASED and not any(entries[p].name for p in places):
            parts = [[places[0]]]
            for before, place in pairwise(places):
                if entries[place].at_ms - entries[before].at_ms > gap_ms:
                    parts.append([])
                parts[-1].append(place)
        made += [_Stretch(sender, part, entries[part[0]].at_ms, entries[part[-1]].at_ms) for part in parts]
    return made


def _tally(stretch: _Stretch, entries: Sequence[Entry], words: Sequence[Words], sheet: Sheet) -> None:
    for place in stretch.places:
        said = words[place]
        if said is NOTHING or entries[place].outgoing or "report" in said.categories:
            continue
        if said.score >= sheet.collection:
            stretch.collecting += 1
        elif said.score <= sheet.ordinary:
            stretch.everyday += 1


def _asked_back(words: Iterable[Words]) -> dict[str, int]:
    """Return the numbers that collection messages ask to be rung back, in `_plain` form, and how often."""
    asked: dict[str, int] = defaultdict(int)
    for said in words:
        for number in said.numbers:
            asked[_plain(number)] += 1
    return asked


def _plain(number: str) -> str:
    """Return a number without what only some spellings have: country code and the zero before an area code."""
    return number.removeprefix("+86").lstrip("0")


class _Series:
    """Which numbers stand beside each other, and what their neighbours of the same time turned out to be."""

    def __init__(
        self, stretches: Sequence[_Stretch], senders: Mapping[int, Sender], asked: Mapping[str, int], sheet: Sheet
    ) -> None:
        self._digits = sheet.limits.neighbour_digits
        self._gap_ms = sheet.limits.gap_days * _DAY_MS
        self._collecting: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        self._everyday: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for stretch in stretches:
            prefix = self.prefix(stretch.sender, senders)
            if prefix is None or stretch.sender is None:
                continue
            sender = senders[stretch.sender]
            span = (stretch.first_ms, stretch.last_ms, stretch.sender)
            if stretch.collecting or asked.get(_plain(sender.number)) or sender.collection_here:
                self._collecting[prefix].append(span)
            elif stretch.everyday:
                self._everyday[prefix].append(span)

    def prefix(self, sender: int | None, senders: Mapping[int, Sender]) -> str | None:
        """Return what a number has in common with its neighbours; None for services, accounts and odd numbers."""
        if sender is None or senders[sender].kind not in _LEASED:
            return None
        return senders[sender].number[: -self._digits]

    def beside(self, stretch: _Stretch, senders: Mapping[int, Sender]) -> tuple[int, int]:
        """Return how many neighbours collected at about that time, and how many did everyday things."""
        prefix = self.prefix(stretch.sender, senders)
        if prefix is None:
            return 0, 0
        return self._count(self._collecting[prefix], stretch), self._count(self._everyday[prefix], stretch)

    def _count(self, spans: list[tuple[int, int, int]], stretch: _Stretch) -> int:
        if not spans:
            return 0
        since, until = stretch.first_ms - self._gap_ms, stretch.last_ms + self._gap_ms
        return len({who for first, last, who in spans if who != stretch.sender and last >= since and first <= until})


def _bursts(entries: Sequence[Entry], senders: Mapping[int, Sender], sheet: Sheet) -> dict[int, int]:
    """Return for each place within a burst of unknown calls how many calls stand in its window."""
    calls = sorted(
        (entry.at_ms, place)
        for place, entry in enumerate(entries)
        if entry.is_call
        and not entry.outgoing
        and not entry.name
        and (entry.sender is None or senders[entry.sender].kind not in _SHARED)
    )
    times = [at_ms for at_ms, _ in calls]
    window_ms = sheet.limits.burst_minutes * 60_000
    found: dict[int, int] = {}
    covered = 0
    for first in range(len(calls)):
        end = bisect_left(times, times[first] + window_ms, first)
        if end - first >= sheet.limits.burst_calls:
            for _, place in calls[max(first, covered) : end]:
                found[place] = end - first
            covered = end
    return found


def _judge_sender(
    stretch: _Stretch,
    entries: Sequence[Entry],
    senders: Mapping[int, Sender],
    asked: Mapping[str, int],
    series: _Series,
    sheet: Sheet,
) -> None:
    """Sum up what is known of the sender and how it behaves, but for the words of single messages."""
    own = [entries[place] for place in stretch.places]
    name = next((entry.name for entry in own if entry.name), "")
    nuisance = bool(name) and any(word in name for word in sheet.nuisance_names)
    if nuisance:
        stretch.add(sheet, "saved_as_nuisance")
    elif name:
        stretch.add(sheet, "saved")
    if stretch.sender is None:
        stretch.add(sheet, "withheld")
    else:
        _judge_number(stretch, senders[stretch.sender], asked, sheet)
    if not name:
        collecting, everyday = series.beside(stretch, senders)
        if collecting + everyday >= sheet.limits.neighbour_senders:
            if collecting >= everyday and collecting:
                stretch.add(sheet, "neighbours", collecting)
            elif everyday > 2 * collecting:
                stretch.add(sheet, "neighbours_ordinary", everyday)
    _judge_calls(stretch, own, sheet, collector=bool(stretch.collecting or nuisance))


def _judge_number(stretch: _Stretch, sender: Sender, asked: Mapping[str, int], sheet: Sheet) -> None:
    shared = sender.kind in _SHARED
    if sender.cases_elsewhere:
        # Everybody's bank is in other cases, too: that says less.
        weight = sheet.weights["known_elsewhere"] * (0.25 if shared else 1)
        stretch.add(sheet, "known_elsewhere", sender.cases_elsewhere, weight)
    if sender.collection_here:
        stretch.add(sheet, "known_here", sender.collection_here, sheet.weights["known_here"] * (0.25 if shared else 1))
    if sender.ordinary_here:
        stretch.add(sheet, "ordinary_here", sender.ordinary_here)
    # A number that couriers have by now may still stand in an old message.
    if not shared and stretch.everyday <= stretch.collecting and (count := asked.get(_plain(sender.number))):
        stretch.add(sheet, "named_back", count)
    code = "service" if shared else _KIND_REASONS.get(NumberKind(sender.kind))
    if code is not None:
        stretch.add(sheet, code)


def _judge_calls(stretch: _Stretch, own: Sequence[Entry], sheet: Sheet, collector: bool) -> None:
    limits = sheet.limits
    calls = [entry for entry in own if entry.is_call and not entry.outgoing]
    if len(calls) >= limits.unanswered_calls:
        short = sum(1 for entry in calls if entry.answered is False or (entry.duration_s or 0) < limits.short_s)
        if short >= limits.unanswered_share * len(calls):
            stretch.add(sheet, "unanswered", len(calls))
    if collector:
        # Whoever is pressed rings back and answers: that makes no friends of collectors.
        return
    back = sum(
        1 for entry in own if entry.outgoing and (not entry.is_call or (entry.duration_s or 0) >= limits.short_s)
    )
    if back >= limits.talked_back:
        stretch.add(sheet, "talked_back", back)


def _judge(said: Words, stretch: _Stretch, burst: int, sheet: Sheet) -> Proposed:
    total = stretch.base + said.score
    why = list(stretch.reasons)
    if said.why:
        why.append(said.why)
    if burst:
        total += sheet.weights["burst"]
        why.append(reason("burst", sheet.weights["burst"], str(burst)))
    if sheet.ordinary < said.score < sheet.collection:
        everything = stretch.collecting + stretch.everyday
        code, count = "", 0
        if stretch.collecting * 2 >= everything > 0:
            code, count = "said_before", stretch.collecting
        elif stretch.collecting * 5 <= everything and everything:
            code, count = "said_ordinary", stretch.everyday
        if code:
            total += sheet.weights[code]
            why.append(reason(code, sheet.weights[code], str(count)))
    proposal = Proposal.UNSURE
    if total >= sheet.collection:
        proposal = Proposal.COLLECTION
    elif total <= sheet.ordinary:
        proposal = Proposal.ORDINARY
    return proposal.value, "|".join(why)
