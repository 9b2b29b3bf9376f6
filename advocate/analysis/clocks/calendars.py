"""Working days of a place, by maintained packages: China with its make-up workdays, others with their holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

#: Places whose holidays the ``holidays`` package is asked for: country, part of it, whether days in lieu are days off.
_PLACES = {
    # 5 USC 6103(a) names dates: no day in lieu, as 12 CFR 1006.34(b)(5) counts.
    "us": ("US", None, False),
    "gb": ("GB", "ENG", True),
    "hk": ("HK", None, True),
    "tw": ("TW", None, True),
    "in": ("IN", None, True),
    "sg": ("SG", None, True),
    "au": ("AU", None, True),
    "ie": ("IE", None, True),
}
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Days passed over while counting: weekend days, holidays, worked weekend days, and whether all is known."""

    weekend: int = 0
    holidays: int = 0
    made_up: int = 0
    known: bool = True


class Calendar:
    """The working days of one place; raises nothing: what it does not know it counts by weekends and says so."""

    def __init__(self, place: str) -> None:
        self.place = place

    def known(self, day: date) -> bool:
        """Tell whether the holidays of the year of ``day`` are known, and not only its weekends."""
        if self.place == "cn":
            first, last = _china_years()
            return first <= day.year <= last
        return self.place in _PLACES

    def holiday(self, day: date) -> bool:
        """Tell whether ``day`` is off for another reason than a weekend."""
        if self.place == "cn":
            return self.known(day) and day.weekday() < _SATURDAY and not _china_workday(day)
        return self.place in _PLACES and day in _holidays(self.place, day.year)

    def workday(self, day: date) -> bool:
        """Tell whether ``day`` is a working day."""
        if self.place == "cn" and self.known(day):
            return _china_workday(day)
        return day.weekday() < _SATURDAY and not self.holiday(day)

    def next_workday(self, day: date) -> date:
        """Return ``day`` if it is a working day, else the first one after it."""
        while not self.workday(day):
            day += timedelta(days=1)
        return day

    def span(self, after: date, until: date) -> Span:
        """Return what lies in the days after ``after`` up to and with ``until``."""
        weekend = holidays = made_up = 0
        known = True
        day = after
        while day < until:
            day += timedelta(days=1)
            known = known and self.known(day)
            if day.weekday() >= _SATURDAY:
                made_up += self.workday(day)
                weekend += not self.workday(day)
            else:
                holidays += not self.workday(day)
        return Span(weekend, holidays, made_up, known)


@lru_cache(maxsize=8192)
def _china_workday(day: date) -> bool:
    # Imported here: tables of twenty years, of no use to the first window.
    import chinese_calendar

    return bool(chinese_calendar.is_workday(day))


@lru_cache(maxsize=1)
def _china_years() -> tuple[int, int]:
    """Return the first and the last year whose arrangement by the State Council the package holds."""
    from chinese_calendar import constants

    years = {day.year for day in constants.holidays}
    return min(years), max(years)


@lru_cache(maxsize=64)
def _holidays(place: str, year: int) -> frozenset[date]:
    import holidays

    country, part, observed = _PLACES[place]
    return frozenset(holidays.country_holidays(country, subdiv=part, years=year, observed=observed))
