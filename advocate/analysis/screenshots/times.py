"""Times as phones write them, with and without dates, and what day they mean once it is known when they were shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from advocate.domain.vocabulary import TimePrecision

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE_DAYS = "一二三四五六日"
_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "today": 0, "yesterday": 1}
_MONTH = r"(?P<name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATES = (
    r"(?P<ago>今天|今日|昨天|昨日|前天|today|yesterday)",
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]",
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
    r"(?P<us_month>\d{1,2})/(?P<us_day>\d{1,2})/(?P<us_year>\d{2,4})",
    r"(?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?![\d/])",
    _MONTH + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?,? ?(?P<year>20\d{2})(?=$|\D|\d{1,2}:\d\d)",
    _MONTH + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:])",
    _MONTH + r"(?P<day>\d{1,2}?)(?=\d{1,2}:\d\d)",
    r"(?P<day>\d{1,2})" + _MONTH + r"(?:,? ?(?P<year>20\d{2}))?",
    r"(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])",
    r"(?P<weekday_en>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs|r)?",
)
_CLOCK = (
    r"(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|深夜|半夜|am|pm)?"
    r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：](?P<second>\d{2}))?(?P<half>[ap]\.?m\.?)?"
)
_DATE = [re.compile(pattern) for pattern in _DATES]
_TIME = re.compile(_CLOCK)
#: What may stand between date, weekday and clock.
_BETWEEN = re.compile(r"[ ,，、·•・|@()（）\-–—]|at(?=\d|[ap]m)")
#: Half-width forms of the marks in times.
_PLAIN = str.maketrans("０１２３４５６７８９：／，（）", "0123456789:/,()")


@dataclass(frozen=True, slots=True)
class SeenTime:
    """A time as it stands on a screen: any part may be missing.

    ``days_ago`` counts from the day on which it was shown; ``weekday`` is 0 for Monday; ``clock_s`` counts seconds of
    the day; ``odd`` marks a spelling with two meanings.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    days_ago: int | None = None
    weekday: int | None = None
    clock_s: int | None = None
    with_seconds: bool = False
    odd: bool = False

    @property
    def has_date(self) -> bool:
        """Tell whether it names a day."""
        return self.month is not None or self.days_ago is not None or self.weekday is not None

    @property
    def needs_shown(self) -> bool:
        """Tell whether its day depends on when it was shown."""
        return self.year is None

    def on_day_of(self, other: SeenTime) -> SeenTime:
        """Return this clock on the day of ``other``."""
        return replace(other, clock_s=self.clock_s, with_seconds=self.with_seconds, odd=self.odd or other.odd)

    def resolve(self, shown: datetime | None) -> tuple[datetime, TimePrecision] | None:
        """Return the wall clock, naive, and how exact it is; ``shown`` is the wall clock when it was shown.

        None where the day depends on a ``shown`` that is not known, or the date does not exist: it is never guessed. A
        date without a year is the latest one that was not yet to come.
        """
        day = self._day(shown.date() if shown is not None else None)
        if day is None:
            return None
        clock_s = self.clock_s or 0
        moment = datetime(day.year, day.month, day.day) + timedelta(seconds=clock_s)
        if self.clock_s is None:
            return moment, TimePrecision.DAY
        return moment, TimePrecision.EXACT if self.with_seconds else TimePrecision.MINUTE

    def _day(self, shown: date | None) -> date | None:
        try:
            if self.month is not None and self.day is not None:
                if self.year is not None:
                    return date(self.year, self.month, self.day)
                return None if shown is None else _latest(self.month, self.day, shown)
            if shown is None:
                return None
            if self.weekday is not None and self.days_ago is None:
                return shown - timedelta(days=(shown.weekday() - self.weekday - 1) % 7 + 1)
            return shown - timedelta(days=self.days_ago or 0)
        except (ValueError, OverflowError):
            return None


def parse(text: str) -> SeenTime | None:
    """Return the time that ``text`` is, None where it holds anything else too."""
    low = _normal(text)
    seen, place = SeenTime(), 0
    while place < len(low):
        between = _BETWEEN.match(low, place)
        if between is not None and place:
            place = between.end()
            continue
        step = _step(low, place, seen)
        if step is None:
            return None
        seen, place = step
    return seen if place and (seen.has_date or seen.clock_s is not None) else None


def find(text: str) -> SeenTime | None:
    """Return the time that stands somewhere in ``text``."""
    low = _normal(text)
    best: tuple[int, SeenTime] | None = None
    for start in range(len(low)):
        if start and low[start].isdigit() and low[start - 1].isdigit():
            continue
        seen, place, used = SeenTime(), start, start
        while place < len(low):
            step = _step(low, place, seen)
            if step is None:
                between = _BETWEEN.match(low, place)
                if between is None or place == start:
                    break
                place = between.end()
                continue
            seen, place = step
            used = place
        if used > start and (best is None or used - start > best[0]) and not low[used : used + 1].isdigit():
            best = (used - start, seen)
    return best[1] if best else None


def _step(low: str, place: int, seen: SeenTime) -> tuple[SeenTime, int] | None:
    """Return ``seen`` with the date or clock that stands at ``place``, and where it ends."""
    if seen.clock_s is None:
        clock = _TIME.match(low, place)
        if clock is not None:
            read = _clock(clock, seen)
            if read is not None:
                return read, clock.end()
    for pattern in _DATE:
        match = pattern.match(low, place)
        if match is not None:
            read = _date(match.groupdict(), seen)
            if read is not None:
                return read, match.end()
    return None


def _normal(text: str) -> str:
    """Return a text in small letters; spaces stay only where they part two digits."""
    return re.sub(r"(?<!\d) | (?!\d)", "", " ".join(text.translate(_PLAIN).lower().split()))


def _clock(match: re.Match[str], seen: SeenTime) -> SeenTime | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    second = int(match["second"] or 0)
    part = match["part"] or (match["half"] or "").replace(".", "")
    if minute > 59 or second > 59 or hour > 23:
        return None
    odd = seen.odd
    if part:
        if hour > 12 and part in ("am", "pm"):
            return None
        if part in ("pm", "下午", "傍晚") and hour < 12:
            hour += 12
        elif part in ("晚上", "夜里", "深夜"):
            odd |= hour == 12
            hour = 0 if hour == 12 else hour + 12 if 5 <= hour < 12 else hour
        elif part == "中午":
            hour += 12 if hour < 10 else 0
        elif part in ("am", "凌晨", "半夜", "上午") and hour == 12:
            hour = 0 if part != "上午" else 12
    return replace(seen, clock_s=hour * 3600 + minute * 60 + second, with_seconds=match["second"] is not None, odd=odd)


def _date(groups: dict[str, str | None], seen: SeenTime) -> SeenTime | None:
    weekday = groups.get("weekday") or groups.get("weekday_en")
    if weekday:
        number = _DAYS.index(weekday) if weekday in _DAYS else _CHINESE_DAYS.index(weekday.replace("天", "日"))
        return replace(seen, weekday=number) if seen.weekday is None else None
    if seen.month is not None or seen.days_ago is not None:
        return None
    if groups.get("ago"):
        return replace(seen, days_ago=_AGO[str(groups["ago"])])
    year, month, day = groups.get("year"), groups.get("month"), groups.get("day")
    odd = seen.odd
    if groups.get("us_month"):
        year, month, day = groups["us_year"], groups["us_month"], groups["us_day"]
        if int(str(month)) > 12:
            month, day = day, month
        odd |= int(str(month)) != int(str(day)) and int(str(day)) <= 12
    number = _MONTHS.index(str(groups["name"])[:3]) + 1 if groups.get("name") else int(str(month))
    whole = None if year is None else int(year) + (2000 if int(year) < 100 else 0)
    if not (1 <= number <= 12 and 1 <= int(str(day)) <= 31):
        return None
    return replace(seen, year=whole, month=number, day=int(str(day)), odd=odd)


def _latest(month: int, day: int, shown: date) -> date | None:
    """Return the latest such day up to ``shown``; leap days may lie some years back."""
    for year in range(shown.year, shown.year - 8, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= shown:
            return found
    return None
