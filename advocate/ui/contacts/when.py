"""Reading what a counselor types into the time and duration fields."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from advocate.domain.errors import UserError
from advocate.domain.moments import Moment, parse_moment, zone_info

_CLOCK = re.compile(
    r"(?P<day>昨天|前天|今天|yesterday|today)?\s*(?P<hour>\d{1,2})[:：点](?P<minute>\d{2})?分?", re.IGNORECASE
)
_MONTH_DAY = re.compile(
    r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?(?:\s+(?P<clock>\d{1,2}[:：]\d{2}))?"
)
_DAYS_BACK = {"昨天": 1, "yesterday": 1, "前天": 2}
_DURATION = re.compile(
    r"(?:(?P<minutes>\d{1,4})\s*(?:[:：]|分钟?|min|m)\s*)?(?:(?P<seconds>\d{1,6})\s*(?:秒|s)?)?", re.IGNORECASE
)


def typed_moment(text: str, zone: str, now: datetime) -> Moment:
    """Read ``22:15``, ``昨天 22:15``, ``3-5 22:15`` or a full time in ``zone``; ``now`` is aware.

    ``written`` keeps the words as typed. Raises `UserError` ``bad_time``.
    """
    written = text.strip()
    local = now.astimezone(zone_info(zone))
    clock = _CLOCK.fullmatch(written)
    if clock is not None:
        day = local.date() - timedelta(days=_DAYS_BACK.get((clock["day"] or "").casefold(), 0))
        full = f"{day.isoformat()} {clock['hour']}:{clock['minute'] or '00'}"
    elif (match := _MONTH_DAY.fullmatch(written)) is not None:
        year = int(match["year"] or local.year)
        full = f"{year:04d}-{int(match['month']):02d}-{int(match['day']):02d}"
        if not match["year"] and full > local.date().isoformat():
            full = f"{year - 1:04d}{full[4:]}"
        if match["clock"]:
            full += " " + match["clock"].replace("：", ":")
    else:
        full = written
    try:
        read = parse_moment(full, zone)
    except UserError as error:
        raise UserError("bad_time", text=written[:40]) from error
    return Moment(read.at_utc, read.zone, written, read.precision)


def typed_duration(text: str) -> int | None:
    """Read ``3:20``, ``3分20秒``, ``90`` (seconds) into seconds; nothing gives None.

    Raises `UserError` ``bad_duration``.
    """
    written = text.strip()
    if not written:
        return None
    match = _DURATION.fullmatch(written)
    if match is None or (match["minutes"] is None and match["seconds"] is None):
        raise UserError("bad_duration", text=written[:20])
    return int(match["minutes"] or 0) * 60 + int(match["seconds"] or 0)
