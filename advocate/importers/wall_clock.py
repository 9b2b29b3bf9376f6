"""Wall-clock times of sources that name no zone, as instants; and the span of time that an entry may lie in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from advocate.domain.moments import epoch_ms, zone_info

EARLIEST_MS = epoch_ms(datetime(1990, 1, 1, tzinfo=UTC))
LATEST_MS = epoch_ms(datetime(2101, 1, 1, tzinfo=UTC)) - 1

_ISO = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d{1,19}(?:\.\d{1,9})?")


def instant_ms(local: datetime, zone: str) -> int:
    """Return epoch milliseconds of a naive wall-clock time in ``zone``.

    An hour that the clocks show twice is taken the first time; one that they skip as if they had not yet been moved.
    """
    try:
        return epoch_ms(local.replace(tzinfo=zone_info(zone)))
    except OverflowError:
        return -1


def in_range(at_ms: int) -> bool:
    """Tell whether an instant lies between 1990 and 2100: anything else is a broken clock or a broken file."""
    return EARLIEST_MS <= at_ms <= LATEST_MS


def read_iso(text: str, zone: str) -> tuple[int, bool] | None:
    """Read ``2024-01-02 03:04[:05[.678]]`` (also with slashes), with or without an offset.

    Returns the instant and whether ``zone`` had to be assumed; None for anything else.
    """
    match = _ISO.fullmatch(text.strip())
    if match is None:
        return None
    micro = int((match[7] or "0")[:6].ljust(6, "0"))
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.group(1, 2, 3, 4, 5, 6))
        local = datetime(year, month, day, hour, minute, second, micro)
    except ValueError:
        return None
    if match[8] is None:
        return instant_ms(local, zone), True
    offset = timedelta()
    if match[8] not in "Zz":
        digits = match[8][1:].replace(":", "")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if match[8][0] == "-" else 1)
    try:
        return epoch_ms((local - offset).replace(tzinfo=UTC)), False
    except OverflowError:
        return -1, False


def read_epoch(text: str) -> int | None:
    """Read a number of seconds, milliseconds or microseconds since 1970, told apart by their size; None if it is none.

    Decimal exact: a float of seconds keeps its thousandths.
    """
    if _NUMBER.fullmatch(text.strip()) is None:
        return None
    whole, _, rest = text.strip().partition(".")
    value = int(whole)
    if abs(value) >= 10**14:
        return value // 1000
    if abs(value) >= 10**11:
        return value
    return value * 1000 + int((rest + "000")[:3])
