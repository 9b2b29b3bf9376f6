"""Values of a phone's records as they come from a file: times within reason, lines and words within bounds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from advocate.domain.drafts import MAX_LINE, MAX_TEXT, EntryDraft, Rejection
from advocate.domain.moments import epoch_ms, zone_info
from advocate.domain.vocabulary import TimePrecision

Outcome = EntryDraft | Rejection

EARLIEST_MS = epoch_ms(datetime(1990, 1, 1, tzinfo=UTC))
LATEST_MS = epoch_ms(datetime(2101, 1, 1, tzinfo=UTC)) - 1
#: 2001-01-01 UTC in epoch milliseconds: where Apple's clocks start.
APPLE_EPOCH_MS = 978_307_200_000
LONGEST_CALL_S = 7 * 86_400
#: Characters of a time or a length; longer ones are none, and would cost the expressions below their time.
LONGEST_CLOCK = 100

_NEVER = re.compile(r"[\x00\ud800-\udfff\ufffe\uffff]")
_CLOCK = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})日?"
    r"(?:[T\s,.]*(上午|下午|凌晨|早上|中午|晚上|am|pm|a\.m\.|p\.m\.)?\s*(\d{1,2})[:.时](\d{1,2})(?:[:.分](\d{1,2})(?:[.,](\d{1,9}))?秒?)?"
    r"\s*(am|pm|a\.m\.|p\.m\.)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_TO_THE_SECOND = re.compile(r"\d[:.时]\d{1,2}[:.分]\d")
_TO_THE_MINUTE = re.compile(r"\d[:.时]\d{1,2}")
_AFTERNOON = {"下午", "晚上", "pm", "p.m."}
_FORENOON = {"上午", "凌晨", "早上", "am", "a.m."}
_ISO_DURATION = re.compile(r"PT(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})(?:\.\d+)?S)?")
_CLOCK_DURATION = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})")
_WORD_DURATION = re.compile(
    r"(?:(\d{1,3})\s*(?:小时|时|hours?|hrs?|h))?\s*(?:(\d{1,4})\s*(?:分钟|分|minutes?|mins?|m))?\s*"
    r"(?:(\d{1,6})\s*(?:秒钟|秒|seconds?|secs?|s)?)?",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[\u00a0\u202f\u2009\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """Return text without what no file may hold (NUL, half characters): each becomes U+FFFD."""
    return _NEVER.sub("\ufffd", text)


def words(text: object) -> str:
    """Return what a message says, within the longest text of a contact."""
    if text is None:
        return ""
    return clean(text if isinstance(text, str) else str(text))[:MAX_TEXT]


def line(text: object) -> str:
    """Return a name or number: cleaned, trimmed, within the longest line."""
    if text is None:
        return ""
    return clean(text if isinstance(text, str) else str(text)).strip()[:MAX_LINE]


def sane_ms(at_ms: int) -> int | None:
    """Return epoch milliseconds if they lie from 1990 to 2100."""
    return at_ms if EARLIEST_MS <= at_ms <= LATEST_MS else None


def whole(text: object) -> int | None:
    """Return a whole number of at most 19 digits, else None."""
    if isinstance(text, bool):
        return None
    if isinstance(text, int):
        return text if abs(text) < 10**19 else None
    if isinstance(text, float):
        return int(text) if abs(text) < 1e18 else None
    written = str(text).strip() if text is not None else ""
    digits = written.removeprefix("-")
    return int(written) if digits.isdecimal() and digits.isascii() and len(digits) <= 19 else None


def apple_ms(stamp: object) -> int | None:
    """Return epoch milliseconds of a count from 2001-01-01 UTC: seconds, or since iOS 11 nanoseconds (formats.md 3).

    Desktop tools wrote microseconds: > 10^15 is nanoseconds, > 10^12 microseconds. Zero is "never"; None beyond reason.
    """
    if not isinstance(stamp, (int, float)) or isinstance(stamp, bool) or stamp != stamp or abs(stamp) > 1e19:
        return None
    if stamp == 0:
        return None
    size = abs(stamp)
    if size > 10**15:
        milliseconds = int(stamp) // 1_000_000
    elif size > 10**12:
        milliseconds = int(stamp) // 1000
    else:
        milliseconds = int(stamp) * 1000 if isinstance(stamp, int) else int(stamp * 1000 // 1)
    return sane_ms(APPLE_EPOCH_MS + milliseconds)


def clock_ms(written: str, zone: str) -> tuple[int | None, str, bool]:
    """Return epoch ms, the zone if it was assumed (else empty), and whether the text was a date at all.

    Reads year-month-day in any common spelling, with a clock and an offset where there are any; without an offset the
    wall clock is that of ``zone`` (IANA). Raises `UserError` ``unknown_zone``.
    """
    match = _CLOCK.fullmatch(_SPACES.sub(" ", written).strip()) if len(written) <= LONGEST_CLOCK else None
    if match is None:
        return None, "", False
    year, month, day, half, hour, minute, second, fraction, half_after, offset = match.groups()
    try:
        hours = in_24(int(hour or 0), (half or half_after or "").lower())
        micro = int((fraction or "0")[:6].ljust(6, "0"))
        local = datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), micro)
        return (*instant_of(local, offset or "", zone), True)
    except (ValueError, OverflowError):
        return None, "", _is_out_of_range(int(year))


def precision_of(written: str) -> TimePrecision:
    """Return how exactly a wall clock was written: to the second, the minute or the day."""
    if _TO_THE_SECOND.search(written):
        return TimePrecision.EXACT
    return TimePrecision.MINUTE if _TO_THE_MINUTE.search(written) else TimePrecision.DAY


def instant_of(local: datetime, offset: str, zone: str) -> tuple[int | None, str]:
    """Return epoch ms of a wall clock and the zone if it was assumed; ``offset`` is ``Z``, ``+08:00`` or empty."""
    if offset:
        return sane_ms(epoch_ms(local.replace(tzinfo=UTC) - timedelta(minutes=_offset_minutes(offset)))), ""
    if not 1990 <= local.year <= 2100:
        return None, ""
    return sane_ms(epoch_ms(local.replace(tzinfo=zone_info(zone)).astimezone(UTC))), zone


def in_24(hour: int, half: str) -> int:
    """Return the hour of a clock that may have halves of a day: 上午12 is 0, 下午12 and 中午12 are 12."""
    if half in _AFTERNOON or half == "中午":
        return hour + 12 if hour < 12 and not (half == "中午" and hour >= 11) else hour
    if half in _FORENOON:
        return 0 if hour == 12 else hour
    return hour


def seconds(written: object) -> int | None:
    """Return a length in seconds: a number, ``1:02:03``, ``PT12M51S``, ``1分23秒``; None for anything else."""
    number = whole(written)
    if number is not None:
        return number if 0 <= number <= LONGEST_CALL_S else None
    text = str(written or "").strip()
    if len(text) > LONGEST_CLOCK:
        return None
    for pattern in (_ISO_DURATION, _CLOCK_DURATION, _WORD_DURATION):
        match = pattern.fullmatch(text)
        if match is not None and any(match.groups()):
            hours, minutes, rest = (int(group or 0) for group in match.groups())
            total = hours * 3600 + minutes * 60 + rest
            return total if total <= LONGEST_CALL_S else None
    return None


def bad_date(place: str, *, known: bool) -> Rejection:
    """Return the reason for an entry whose time cannot be: out of range if it was a time at all."""
    return Rejection(place, "entry_date_out_of_range" if known else "entry_bad_date")


def _offset_minutes(offset: str) -> int:
    if offset.upper() in ("Z", "UTC", "GMT"):
        return 0
    sign = -1 if offset[0] == "-" else 1
    digits = offset[1:].replace(":", "")
    return sign * (int(digits[:2]) * 60 + int(digits[2:4]))


def _is_out_of_range(year: int) -> bool:
    return not 1990 <= year <= 2100
