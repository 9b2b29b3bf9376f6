"""The period that a bill says it covers, and the year of its times where they leave it out."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from advocate.importers.tables.values import EARLIEST_YEAR, LATEST_YEAR, Wall

#: A day with marks between its parts, or as eight digits; 2023年12月 must not be taken for 2 January.
_DAY = r"20\d{2}(?:\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?|\d{4})(?!\d)"
_RANGE = re.compile(rf"(?<!\d)({_DAY})(?:\s*\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?\s*(?:至|到|~|～|—|–|-|--)+\s*({_DAY})")
_DAY_ALONE = re.compile(rf"(?<!\d){_DAY}")
_PARTS = re.compile(r"\d+")
_MONTH = re.compile(
    r"(?<!\d)(20\d{2})\s*(?:[-/.]|年\s*)?(1[0-2]|0[1-9]|(?<=年)[1-9]|(?<=年 )[1-9])"
    r"(?:月|\b|(?=[^\d\-/.]))(?!\s*[-/.]?\d)"
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年?(?!\d)")
_BEGIN = re.compile(r"(?:startdate|begindate|起始日期|开始日期)\W{1,3}(20\d{6}|20\d{2}-\d{2}-\d{2})", re.IGNORECASE)
_FINISH = re.compile(r"(?:enddate|结束日期|截止日期)\W{1,3}(20\d{6}|20\d{2}-\d{2}-\d{2})", re.IGNORECASE)
_ASKED = re.compile(
    r"(?:sopertime|querytime|查询时间|打印时间|打印日期|导出时间)\W{1,3}(20\d{2})-?(\d{2})-?(\d{2})", re.IGNORECASE
)
#: A bill covers some months; a longer period is something else that two dates said.
_LONGEST_DAYS = 800


@dataclass(slots=True)
class BillPeriod:
    """What is known so far; ``first`` and ``last`` are the bill's own words, ``asked`` the day of the query.

    ``named`` is what the name of the file or sheet says: somebody's word, which settles years and covers nothing.
    """

    first: date | None = None
    last: date | None = None
    asked: date | None = None
    year: int | None = None
    named: tuple[date, date] | None = None

    def learn(self, text: str) -> None:
        """Take what a line above the table, a file name or a JSON field says."""
        found = period_in(text)
        if found is not None:
            self.first = found[0] if self.first is None else min(self.first, found[0])
            self.last = found[1] if self.last is None else max(self.last, found[1])
        asked = _ASKED.search(text)
        if asked is not None and self.asked is None:
            self.asked = _date(*asked.groups())
        if self.year is None and found is None and asked is None and (year := _YEAR.search(text)) is not None:
            self.year = int(year[1])

    @property
    def known(self) -> tuple[date, date] | None:
        """Return first and last day, None where the bill does not say."""
        return None if self.first is None or self.last is None else (self.first, self.last)

    def dated(self, wall: Wall, hint: Wall | None) -> Wall | None:
        """Return a time with its year: of the day that stands above it, the period, or the day of the query.

        A bill from December to January holds two years: the one that lies nearest to the period is right.
        """
        if wall.year is not None:
            return wall
        if hint is not None and hint.year is not None and hint.month is not None:
            # A day that stands above belongs to the rows below; at a turn of the year the row may be the next day's.
            shift = {(12, 1): 1, (1, 12): -1}.get((hint.month, wall.month or 0), 0)
            return wall.in_year(hint.year + shift)
        span = self.known or self.named
        if span is not None:
            first, last = span
            years = range(max(first.year - 1, EARLIEST_YEAR), min(last.year + 1, LATEST_YEAR) + 1)
            near = [(_outside(day, span), year) for year in years if (day := _of(wall, year)) is not None]
            return wall.in_year(min(near)[1]) if near else None
        if self.asked is not None:
            years = range(self.asked.year, self.asked.year - 4, -1)
            year = next((y for y in years if (d := _of(wall, y)) is not None and d <= self.asked), None)
            return None if year is None else wall.in_year(year)
        return None if self.year is None else wall.in_year(self.year)


def _outside(day: date, span: tuple[date, date]) -> int:
    """Return how many days a day lies outside of a span."""
    return max((span[0] - day).days, (day - span[1]).days, 0)


def _of(wall: Wall, year: int) -> date | None:
    return _date(year, wall.month or 0, wall.day or 0)


def _date(year: int | str, month: int | str, day: int | str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def period_in(text: str) -> tuple[date, date] | None:
    """Return the first and last day that a text names, or those of its one month."""
    begin, finish = _BEGIN.search(text), _FINISH.search(text)
    if begin is not None and finish is not None:
        days = [_packed(begin[1]), _packed(finish[1])]
        # Dates the wrong way round, or far apart, are a site's mistake and say nothing.
        return _sensible(days[0], days[1])
    match = _RANGE.search(text)
    if match is not None:
        return _sensible(_written(match[1]), _written(match[2]))
    if _DAY_ALONE.search(text) is not None:
        return None
    months = [(int(year), int(month)) for year, month in _MONTH.findall(text)]
    if not months:
        return None
    first, last = min(months), max(months)
    end = date(last[0], last[1], calendar.monthrange(*last)[1])
    return _sensible(date(first[0], first[1], 1), end)


def _written(text: str) -> date | None:
    parts = _PARTS.findall(text)
    return _packed(parts[0]) if len(parts) == 1 else _date(*parts) if len(parts) == 3 else None


def _packed(text: str) -> date | None:
    digits = text.replace("-", "")
    return _date(digits[:4], digits[4:6], digits[6:8])


def _sensible(first: date | None, last: date | None) -> tuple[date, date] | None:
    if first is None or last is None or first > last or last - first > timedelta(days=_LONGEST_DAYS):
        return None
    return first, last
