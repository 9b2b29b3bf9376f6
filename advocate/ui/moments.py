"""Times as people read them, in the language of the window."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from advocate.domain.moments import Moment
from advocate.domain.vocabulary import TimePrecision
from advocate.ui.i18n import tr


def moment_text(moment: Moment, seconds: bool = False) -> str:
    """Return the local time of ``moment`` as precisely as it is known."""
    local = moment.local()
    if moment.precision is TimePrecision.DAY:
        return local.strftime("%Y-%m-%d")
    if moment.precision in (TimePrecision.HOUR, TimePrecision.PART_OF_DAY):
        return local.strftime("%Y-%m-%d ~%H:%M")
    with_seconds = seconds and moment.precision is TimePrecision.EXACT
    return local.strftime("%Y-%m-%d %H:%M:%S" if with_seconds else "%Y-%m-%d %H:%M")


def instant_text(at_utc: datetime | None, zone: str = "Asia/Shanghai") -> str:
    """Return an instant as wall-clock time in ``zone``; None gives a dash."""
    if at_utc is None:
        return "–"
    return at_utc.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def day_text(day: date | None) -> str:
    """Return a date; None gives a dash."""
    return day.isoformat() if day else "–"


def duration_text(duration_s: int | None) -> str:
    """Return a duration in minutes and seconds; None gives nothing."""
    if duration_s is None:
        return ""
    minutes, seconds = divmod(duration_s, 60)
    if minutes:
        return tr("{minutes} min {seconds} s", minutes=minutes, seconds=seconds)
    return tr("{seconds} s", seconds=seconds)
