"""Contacts as rules see them: on which day and at what time in the pack's zone, by which lender, with what doubts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import attrgetter

from advocate.analysis.clocks.calendars import Calendar
from advocate.analysis.lexicons.matching import Matcher
from advocate.analysis.rules.clauses import Applicable, applicable, turns
from advocate.analysis.rules.loading import Book
from advocate.analysis.rules.model import Rule
from advocate.domain.facts import CaseFacts, ContactFact, CreditorFact, NoticeFact, Observation, PhraseHit, Reason
from advocate.domain.moments import zone_info
from advocate.domain.vocabulary import (
    CallOutcome,
    CreditorType,
    Direction,
    Grade,
    Medium,
    Nature,
    Reached,
    TimePrecision,
)

DAY_S = 86_400
#: The zone of a pack whose rules go by the clock of the person reached.
REACHED = "reached"
_NOT_PLACED = (CallOutcome.BUSY, CallOutcome.NOT_IN_SERVICE)
_QUARTER_MS = 900_000
_DAY_MS = DAY_S * 1000
#: Stands for "not asked yet": no zone is a million seconds off.
_UNKNOWN = 1_000_000
#: Days that a clock remembers: thirty years and more, whatever times a hostile file holds.
_MOST_DAYS = 12_000
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_FIRST_MS = -62_135_596_800_000 + DAY_S * 1000
_LAST_MS = 253_402_300_799_000 - DAY_S * 1000
#: What facts are ordered by: time, then id.
_when = attrgetter("at_ms", "id")


class Clock:
    """Wall-clock time in one zone. Offsets are remembered per UTC day, on days of a change per quarter of an hour."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self._info = zone_info(zone)
        #: Offsets by UTC day, None on a day of a change; filled by `offset_s`.
        self.days: dict[int, int | None] = {}
        self._quarters: dict[int, int] = {}

    def offset_s(self, at_ms: int) -> int:
        """Return the zone's offset from UTC at an instant, in seconds; outside years 1 to 9999 that of their ends."""
        day = at_ms // _DAY_MS
        offset = self.days.get(day, _UNKNOWN)
        if offset == _UNKNOWN:
            if len(self.days) >= _MOST_DAYS:
                self.days.clear()
                self._quarters.clear()
            first, last = self._ask(day * _DAY_MS), self._ask((day + 1) * _DAY_MS - 1)
            offset = self.days[day] = first if first == last else None
        if offset is not None:
            return offset
        quarter = at_ms // _QUARTER_MS
        if quarter not in self._quarters:
            self._quarters[quarter] = self._ask(at_ms)
        return self._quarters[quarter]

    def _ask(self, at_ms: int) -> int:
        moment = datetime.fromtimestamp(min(max(at_ms, _FIRST_MS), _LAST_MS) // 1000, UTC).astimezone(self._info)
        delta = moment.utcoffset()
        return int(delta.total_seconds()) if delta else 0

    def local(self, at_ms: int) -> tuple[int, int]:
        """Return day (from 1970-01-01) and second of the day, rounded down."""
        return divmod(at_ms // 1000 + self.offset_s(at_ms), DAY_S)


@lru_cache(maxsize=64)
def _clock(zone: str) -> Clock:
    """Return the clock of a zone, which remembers offsets from one case to the next."""
    return Clock(zone)


def day_of(number: int) -> date:
    """Return the date of a day number, kept within years 1 to 9999."""
    return date.fromordinal(min(max(number + _EPOCH_ORDINAL, 1), date.max.toordinal()))


def clock_text(second: int) -> str:
    """Return ``HH:MM:SS`` of a second of the day."""
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


@dataclass(slots=True, eq=False)
class Act:
    """A contact that rules look at. ``unsorted`` means that nobody said yet that this is a collector."""

    fact: ContactFact
    day: int
    second: int
    unsorted: bool
    hits: Sequence[PhraseHit]
    clue: bool = False

    @property
    def at(self) -> tuple[int, int]:
        """Return what acts are ordered by: time, then id."""
        return (self.fact.at_ms, self.fact.id)

    @property
    def approximate(self) -> bool:
        """Tell whether the time of day is not known to the minute."""
        return self.fact.precision not in (TimePrecision.EXACT, TimePrecision.MINUTE)

    def connected(self) -> bool | None:
        """Tell whether the call was answered; None where nothing says so either way."""
        if self.fact.outcome is not None:
            return self.fact.outcome in (CallOutcome.ANSWERED, CallOutcome.DROPPED)
        if self.fact.answered is not None:
            return self.fact.answered
        return None if self.fact.duration_s is None else self.fact.duration_s > 0

    def placed(self) -> bool:
        """Tell whether the dial counts as a call: busy and not in service do not."""
        return self.fact.outcome not in _NOT_PLACED

    def spoke(self) -> bool | None:
        """Tell whether people spoke with each other; None where it may be so."""
        if self.fact.conversation is not None:
            return self.fact.conversation
        if self.fact.robot_voice or self.fact.medium is not Medium.CALL:
            return False
        return False if self.connected() is False else None


@dataclass(slots=True, eq=False)
class Setting:
    """Everything that tests share while one case is evaluated.

    ``replies`` are acts that the debtor's side began. ``clues`` are the acts by what was done or said in them. ``zone``
    is that of the pack, or ``reached``. ``focus`` are contacts that alone matter to rules about single acts; None: all.
    """

    book: Book
    facts: CaseFacts
    focus: frozenset[int] | None = None
    clocks: dict[str, Clock] = field(default_factory=dict)
    creditors: dict[int, CreditorFact] = field(default_factory=dict)
    batches: dict[str, list[int]] = field(default_factory=dict)
    replies: list[Act] = field(default_factory=list)
    conversations: list[Act] = field(default_factory=list)
    clues: dict[object, list[Act]] = field(default_factory=dict)
    zone: str = ""
    notices: list[NoticeFact] = field(default_factory=list)
    _applicable: dict[tuple[str, int, CreditorType, bool], Applicable] = field(default_factory=dict)
    _turns: dict[str, list[int]] = field(default_factory=dict)
    _said: dict[str, list[PhraseHit]] = field(default_factory=dict)
    _matched: dict[tuple[str, str], list[PhraseHit]] = field(default_factory=dict)
    _notes: dict[tuple[str, Reason, Grade], list[Act]] = field(default_factory=dict)
    _days: dict[int, date] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the case's lenders and batches."""
        self.zone = self.book.pack.manifest.zone
        self.notices = list(self.facts.notices)
        self.creditors = {creditor.id: creditor for creditor in self.facts.creditors}
        for batch in self.facts.batches:
            for number in batch.numbers:
                self.batches.setdefault(number, []).append(batch.id)

    def clock(self, zone: str) -> Clock:
        """Return the clock that rules go by for something observed in ``zone``."""
        name = zone if self.zone == REACHED else self.zone
        found = self.clocks.get(name)
        if found is None:
            found = self.clocks[name] = _clock(name)
        return found

    def day(self, number: int) -> date:
        """Return the date of a day number."""
        found = self._days.get(number)
        if found is None:
            found = self._days[number] = day_of(number)
        return found

    def holiday(self, on: date) -> bool:
        """Tell whether a day is a public holiday, by the case's own list or the pack's calendar."""
        if on in self.facts.holidays:
            return True
        place = self.book.pack.manifest.calendar
        return bool(place) and Calendar(place).holiday(on)

    def creditor(self, act: Act) -> CreditorFact | None:
        """Return the lender behind an act, if it is known."""
        return None if act.fact.creditor_id is None else self.creditors.get(act.fact.creditor_id)

    def applicable(self, rule: Rule, act: Act) -> Applicable:
        """Return what of ``rule`` applies to the act."""
        creditor = self.creditor(act)
        kind = creditor.creditor_type if creditor else CreditorType.UNKNOWN
        agency_as = self.book.pack.manifest.agency_as
        if agency_as is not None and act.fact.agency_id is not None:
            kind = agency_as
        overdue = creditor is None or creditor.overdue_from is None or self.day(act.day) >= creditor.overdue_from
        known = self._turns.get(rule.id)
        if known is None:
            known = self._turns[rule.id] = [day.toordinal() - _EPOCH_ORDINAL for day in turns(self.book, rule)]
        # Between two days on which the rule's law changes, every day has the same.
        key = (rule.id, bisect_right(known, act.day), kind, overdue)
        found = self._applicable.get(key)
        if found is None:
            found = self._applicable[key] = applicable(self.book, rule, self.day(act.day), kind, overdue)
        return found

    def said(self, fact: ContactFact) -> list[PhraseHit]:
        """Return what the lexicon finds in a contact's text; equal texts, as senders repeat them, are read once."""
        found = self._said.get(fact.text)
        if found is None:
            found = self._said[fact.text] = self.book.matcher.find(fact.id, fact.text)
        return _in_contact(found, fact.id)

    def matched(self, fact: ContactFact, category: str) -> list[PhraseHit]:
        """Return what the patterns of a category find in a contact's text; equal texts are read once."""
        key = (category, fact.text)
        found = self._matched.get(key)
        if found is None:
            found = self._matched[key] = self.book.matcher.find_pattern(fact.id, fact.text, category)
        return _in_contact(found, fact.id)

    def not_covered(self, rule: Rule, law: Applicable, act: Act) -> None:
        """Note an act to which the rule's law would apply if it bound this lender, where the pack wants that told."""
        if self.book.pack.manifest.tell_not_covered and not law.covered and not act.unsorted:
            self.note(rule.id, act, "note_not_covered", grade=Grade.NOT_COVERED)

    def note(
        self, rule: str, act: Act, code: str, *params: tuple[str, object], grade: Grade = Grade.NO_FINDING
    ) -> None:
        """Keep something that makes no finding for a person to look at; equal reasons are told once."""
        self._notes.setdefault((rule, Reason(code, params), grade), []).append(act)

    def observations(self) -> tuple[Observation, ...]:
        """Return what was noted, in order of rule, reason and time."""
        return tuple(
            Observation(rule, tuple(act.fact.id for act in sorted(acts, key=lambda a: a.at)), reason, grade)
            for (rule, reason, grade), acts in sorted(
                self._notes.items(), key=lambda item: (item[0][0], repr(item[0][1]))
            )
        )


def _in_contact(hits: list[PhraseHit], contact_id: int) -> list[PhraseHit]:
    """Return the hits of a text as those of another contact with the same text."""
    if not hits or hits[0].contact_id == contact_id:
        return hits
    return [PhraseHit(contact_id, hit.category, hit.phrase, hit.start, hit.end, hit.own) for hit in hits]


def gather(setting: Setting, contacts: Iterable[ContactFact]) -> list[Act]:
    """Return the acts in order of time: no ordinary contacts, nothing clearly harmless.

    What the debtor's side began is no act; it is kept among the setting's replies. An unsorted
    contact is clearly harmless if it is from a named entry of the address book, or from a service number or short code
    without any words that the lexicon knows.
    """
    matcher = setting.book.matcher
    service = _any_of(setting.book.pack.manifest.service_numbers)
    verdicts: dict[str | None, bool] = {None: False}
    acts: list[Act] = []
    zone, clock = "", setting.clock("UTC")
    ordinary, open_nature, inward = Nature.ORDINARY, Nature.UNSORTED, Direction.IN
    said, offset_of, nothing = setting.said, clock.days.get, ()
    for fact in sorted(contacts, key=_when):
        nature = fact.nature
        if nature is ordinary:
            continue
        if fact.direction is not inward:
            setting.replies.append(Act(fact, *setting.clock(fact.zone).local(fact.at_ms), False, []))
            if matcher.hears_debtors and fact.text and nature is Nature.COLLECTION:
                setting.notices += made_known(matcher, fact)
            continue
        hits = said(fact) if fact.text else nothing
        unsorted = nature is open_nature and not fact.behaviours
        if unsorted:
            harmless = verdicts.get(fact.number)
            if harmless is None:
                harmless = verdicts[fact.number] = bool(service and service.search(str(fact.number)))
            if fact.named or (harmless and not hits):
                continue
        if fact.zone != zone:
            zone = fact.zone
            clock = setting.clock(zone)
            offset_of = clock.days.get
        at_ms = fact.at_ms
        offset = offset_of(at_ms // _DAY_MS)
        if offset is None:
            offset = clock.offset_s(at_ms)
        day, second = divmod(at_ms // 1000 + offset, DAY_S)
        acts.append(Act(fact, day, second, unsorted, hits))
    setting.conversations = [act for act in acts if act.fact.conversation]
    setting.conversations += [act for act in setting.replies if act.fact.conversation]
    setting.conversations.sort(key=lambda act: act.at)
    return acts


def made_known(matcher: Matcher, fact: ContactFact) -> list[NoticeFact]:
    """Return what the debtor's own words in a contact make known; that they mean it is for a person to confirm."""
    found = []
    for hit in matcher.find_of_debtor(fact.id, fact.text):
        category = matcher.lexicon.categories[hit.category]
        if category.notice is not None:
            found.append(
                NoticeFact(
                    category.notice,
                    fact.at_ms,
                    fact.zone,
                    fact.creditor_id,
                    category.notice_medium,
                    made_by=fact.medium,
                    said_in=fact.id,
                )
            )
    return found


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None


def answered_by_debtor(act: Act) -> bool:
    """Tell whether the act shows that the debtor could be reached: their answer to a call."""
    return act.fact.reached is Reached.DEBTOR and not act.unsorted and is_call(act) and act.connected() is True


def is_call(act: Act) -> bool:
    """Tell whether the act is a telephone call."""
    return act.fact.medium is Medium.CALL
