"""Which of three numbers is the day: decided once for a whole chat, never line by line (formats.md 5).

Apps write dates in the phone's language without saying which. What decides, in this order: numbers that can be no
month or no day, dates that would lie in the future, the order of the lines, and how the language of the export writes
its dates. Where all of it leaves two readings, a person is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from advocate.domain.errors import UserError

#: Three numbers as they stand in a head, and how many digits the first and the last have.
Triple = tuple[int, int, int]

ORDERS = ("dmy", "mdy", "ymd", "ydm")
_BUDDHIST_FROM = 2400
_BUDDHIST_YEARS = 543
#: A message that arrived late stands among newer ones; the order of the lines is judged in larger steps.
_LATE_DAYS = 2
#: Chats older than this come from no such app.
_FIRST_YEAR = 2000


@dataclass(slots=True)
class DateStyle:
    """What the heads of a chat show beside the numbers."""

    separator: str = ""
    four_digits_first: bool = False
    four_digits_last: bool = False
    padded: bool = True
    upper_am_pm: bool = False
    lower_am_pm: bool = False
    foreign_words: bool = False
    chinese_words: bool = False


def read_date(triple: Triple, order: str) -> date | None:
    """Return the day that three numbers mean in an order, two-digit and Buddhist years included; None if none."""
    parts = dict(zip(order, triple, strict=True))
    year = parts["y"]
    if year >= _BUDDHIST_FROM:
        year -= _BUDDHIST_YEARS
    elif year < 100:
        year += 2000
    try:
        return date(year, parts["m"], parts["d"])
    except ValueError:
        return None


def decide(dates: Sequence[Triple], style: DateStyle, options: dict[str, Any]) -> tuple[str, bool]:
    """Return the order of a chat's dates, and whether it rests on nothing but the way they are written.

    ``dates`` are those of the heads as they follow each other. ``options`` may say ``date_order`` (one of `ORDERS`) or
    ``day_first``. Raises `UserError` ``ask_day_first`` where two readings are left, ``chat_dates_contradict`` where
    none is.
    """
    asked = _asked(options)
    if asked in ORDERS:
        return asked, False
    candidates = _possible(dates, style)
    if not candidates:
        raise UserError("chat_dates_contradict")
    if asked:
        return next((order for order in candidates if (order == "dmy") == (asked == "day")), candidates[0]), False
    if len(candidates) > 1:
        jumps = {order: _jumps_back(dates, order) for order in candidates}
        candidates = [order for order in candidates if jumps[order] == min(jumps.values())]
    # One is left, or all that are left say the same days (all on the first of January).
    if len({tuple(read_date(triple, order) for triple in dates) for order in candidates}) == 1:
        return candidates[0], False
    by_style = _by_style(candidates, style)
    if by_style is None:
        raise UserError("ask_day_first", **_sample(dates, candidates))
    return by_style, True


def _sample(dates: Sequence[Triple], candidates: Sequence[str]) -> dict[str, str]:
    """Return the first date that has two readings, as written, and both of them."""
    orders = {
        "day_reading": next((order for order in candidates if order == "dmy"), candidates[0]),
        "month_reading": next((order for order in candidates if order != "dmy"), candidates[-1]),
    }
    for triple in dates:
        days = {name: read_date(triple, order) for name, order in orders.items()}
        if len(set(days.values())) > 1 and all(days.values()):
            return {"sample": "/".join(map(str, triple))} | {name: str(day) for name, day in days.items()}
    return {}


def _asked(options: dict[str, Any]) -> str:
    order = str(options.get("date_order", "")).lower()
    if order in ORDERS:
        return order
    day_first = options.get("day_first")
    if day_first is None or day_first == "":
        return ""
    return "day" if str(day_first).strip().lower() in ("1", "true", "yes", "y", "是") else "month"


def _possible(dates: Sequence[Triple], style: DateStyle) -> list[str]:
    if style.four_digits_first:
        wanted: tuple[str, ...] = ("ymd", "ydm")
    elif style.four_digits_last:
        wanted = ("dmy", "mdy")
    else:
        wanted = ("dmy", "mdy", "ymd")
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    different = set(dates)
    bad = {order: sum(not _is_day(read_date(triple, order), tomorrow) for triple in different) for order in wanted}
    fewest = min(bad.values(), default=0)
    # A line of somebody's text may look like a head: a few dates that are none decide nothing.
    if fewest * 20 > len(different):
        return []
    possible = [order for order in wanted if bad[order] == fewest]
    if style.four_digits_first:
        # No language writes the year, the day and then the month; it is read so only where nothing else is possible.
        return possible[:1]
    if style.separator == "/" and not style.chinese_words and len(possible) > 1:
        possible = [order for order in possible if order != "ymd"]
    return possible


def _is_day(day: date | None, latest: date) -> bool:
    return day is not None and day.year >= _FIRST_YEAR and day <= latest


def _jumps_back(dates: Iterable[Triple], order: str) -> int:
    """Count how often the lines go back by days: a wrong order does so with nearly every month."""
    count, last = 0, date.min
    for triple in dates:
        day = read_date(triple, order)
        if day is None:
            continue
        if (last - day).days > _LATE_DAYS:
            count += 1
            last = day
        last = max(last, day)
    return count


def _by_style(candidates: Sequence[str], style: DateStyle) -> str | None:
    """Choose by the way a language writes dates (Unicode CLDR, short date patterns); None where two do it alike."""
    if "ymd" in candidates and style.chinese_words:
        return "ymd"
    if style.separator in (".", "-") or style.foreign_words or style.chinese_words or style.lower_am_pm:
        return "dmy" if "dmy" in candidates else None
    # Only English of the United States writes M/d/yy, without zeros and with capital AM and PM.
    if style.upper_am_pm and not style.padded and not style.four_digits_last and "mdy" in candidates:
        return "mdy"
    return None
