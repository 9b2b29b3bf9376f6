"""Times as they were observed: the instant, the zone it was observed in, and the words as written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from advocate.domain.errors import UserError
from advocate.domain.vocabulary import TimePrecision

#: The jurisdictions, each with the zone in which its people write their times; ``us_ma`` is a state of ``us``.
DEFAULT_ZONES = {
    "cn": "Asia/Shanghai",
    "hk": "Asia/Hong_Kong",
    "tw": "Asia/Taipei",
    "sg": "Asia/Singapore",
    "us": "America/New_York",
    "us_ma": "America/New_York",
    "gb": "Europe/London",
    "in": "Asia/Kolkata",
    "au": "Australia/Sydney",
    "ie": "Europe/Dublin",
}
#: Places with several zones: theirs above is a guess until somebody says where the person lives.
SEVERAL_ZONES = frozenset({"us", "au"})

_CLOCK = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as observed.

    ``at_utc`` is aware and in UTC; ``zone`` is an IANA name; ``written`` is the source's own spelling
    (an epoch number for a backup, ``"昨晚十点多"`` for a person); ``end_utc`` closes a range.
    """

    at_utc: datetime
    zone: str
    written: str
    precision: TimePrecision = TimePrecision.EXACT
    end_utc: datetime | None = None

    def local(self) -> datetime:
        """Return the aware wall-clock time in ``zone``."""
        return self.at_utc.astimezone(zone_info(self.zone))

    def iso(self) -> str:
        """Return ISO 8601 with the offset of ``zone``, to the second (milliseconds only where there are any)."""
        local = self.local()
        return local.isoformat(timespec="milliseconds" if local.microsecond else "seconds")


def place_of(jurisdiction: str) -> str:
    """Return the country of a jurisdiction: that of a state on top of its federation, as ``us`` of ``us_ma``."""
    return jurisdiction.partition("_")[0]


def zone_info(name: str) -> ZoneInfo:
    """Return the zone called ``name``; raises `UserError` ``unknown_zone``."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UserError("unknown_zone", zone=name[:60]) from error


def epoch_ms(moment_utc: datetime) -> int:
    """Return milliseconds since 1970 in UTC of an aware datetime, rounded down."""
    return (moment_utc - _EPOCH) // timedelta(milliseconds=1)


def from_epoch_ms(value_ms: int) -> datetime:
    """Return the aware UTC datetime of epoch milliseconds; raises `OverflowError` outside years 1 to 9999."""
    return _EPOCH + timedelta(milliseconds=value_ms)


def parse_moment(text: str, zone: str) -> Moment:
    """Read ISO 8601 or ``YYYY-MM-DD HH:MM[:SS]`` in ``zone``; a bare date is known to the day only.

    Raises `UserError` ``bad_time`` for anything else, and for a wall-clock time that ``zone`` never had.
    """
    written = text.strip()
    info = zone_info(zone)
    match = _CLOCK.fullmatch(written)
    try:
        if match is None:
            parsed = datetime.fromisoformat(written)
            if parsed.tzinfo is None:
                parsed = parsed.replace(tzinfo=info)
            return Moment(parsed.astimezone(UTC), zone, written)
        year, month, day = (int(part) for part in match.group(1, 2, 3))
        if match[4] is None:
            local = datetime(year, month, day, tzinfo=info)
            return Moment(local.astimezone(UTC), zone, written, TimePrecision.DAY)
        micro = int((match[7] or "0").ljust(6, "0"))
        local = datetime(year, month, day, int(match[4]), int(match[5]), int(match[6] or 0), micro, tzinfo=info)
        in_utc = local.astimezone(UTC)
        if in_utc.astimezone(info).replace(tzinfo=None) != local.replace(tzinfo=None):
            raise UserError("bad_time", text=written[:40])
        precision = TimePrecision.MINUTE if match[6] is None else TimePrecision.EXACT
        return Moment(in_utc, zone, written, precision)
    except (ValueError, OverflowError) as error:
        raise UserError("bad_time", text=written[:40]) from error


def parse_day(text: str) -> date:
    """Read ``YYYY-MM-DD``; raises `UserError` ``bad_date``."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UserError("bad_date", text=text[:40]) from error
