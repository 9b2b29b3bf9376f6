"""The head of a line in a WhatsApp text export: date, time and sender as the phone's language writes them.

Android ``date, time - Name: text``; iOS ``[date, time] Name: text``; older ones ``date, time: Name: text``; copied from
the web window ``[time, date] Name: text``. Spaces may be U+202F, U+2009 or U+00A0, marks of writing direction stand
anywhere, digits may be Arabic (formats.md 5).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from advocate.importers.chats.date_order import DateStyle, Triple

_MARKS = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_MARK = re.compile(f"[{_MARKS}]")
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000", " "))
#: A head is looked for in this many characters.
_HEAD_CHARACTERS = 120

_AM = (
    "上午",
    "凌晨",
    "清晨",
    "早上",
    "午前",
    "오전",
    "am",
    "a.m.",
    "a. m.",
    "a.m",
    "ص",
    "sa",
    "de.",
    "π.μ.",
    "πμ",
    "fm",
    "vm.",
    "ก่อนเที่ยง",
)
_PM = (
    "下午",
    "中午",
    "晚上",
    "傍晚",
    "夜里",
    "深夜",
    "午後",
    "오후",
    "pm",
    "p.m.",
    "p. m.",
    "p.m",
    "م",
    "ch",
    "du.",
    "μ.μ.",
    "μμ",
    "em",
    "nm.",
    "หลังเที่ยง",
)
_NOON = "中午"
_NIGHT = ("晚上", "夜里", "深夜")
_WORDS = {**dict.fromkeys(_AM, 0), **dict.fromkeys(_PM, 12)}
_PERIOD = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))

_DATE = r"(?P<a>\d{1,4})(?P<sep>[./\-]|\s?年)\s?(?P<b>\d{1,2})(?:[./\-]|\s?月)\s?(?P<c>\d{1,4})(?:\.|\s?日)?"
_TIME = (
    rf"(?:(?P<before>{_PERIOD})\s?)?(?P<hour>\d{{1,2}})[:.h](?P<minute>\d{{2}})"
    rf"(?:[:.](?P<second>\d{{2}}))?(?:\s?(?P<after>{_PERIOD}))?"
)
_BETWEEN = r"(?:\s?[,،、]\s?|\s(?:à|às|um|at|klo|kl\.|o|de|alle)\s|\s|(?=[上下凌清早中晚傍夜深午오]))"
_HEADS = (
    ("ios", re.compile(rf"\[{_DATE}{_BETWEEN}{_TIME}\]\s?", re.IGNORECASE)),
    ("android", re.compile(rf"{_DATE}{_BETWEEN}{_TIME}\s?[-–—]\s", re.IGNORECASE)),
    ("legacy", re.compile(rf"{_DATE}{_BETWEEN}{_TIME}:\s", re.IGNORECASE)),
    ("web", re.compile(rf"\[{_TIME}{_BETWEEN}{_DATE}\]\s?", re.IGNORECASE)),
)
_MAY_BEGIN = re.compile(rf"[{_MARKS}\s]*\[?[{_MARKS}]*(?:\d|(?:{_PERIOD}))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a line: the three numbers of its date, its time, and everything after it."""

    form: str
    dates: Triple
    hour: int
    minute: int
    second: int | None
    written: str
    rest: str
    separator: str
    period: str
    digits: tuple[int, int, int]


def read_head(line: str) -> Head | None:
    """Return the head of a line and what follows it, or None for a line that goes on with the one before."""
    if _MAY_BEGIN.match(line) is None:
        return None
    text, places = _plain(line)
    for form, pattern in _HEADS:
        match = pattern.match(text)
        if match is None:
            continue
        hour, minute = int(match["hour"]), int(match["minute"])
        second = int(match["second"]) if match["second"] else None
        period = (match["before"] or match["after"] or "").lower()
        hour = _hour(hour, period)
        if hour > 23 or minute > 59 or (second or 0) > 59:
            return None
        end = places[match.end()] if match.end() < len(places) else len(line)
        digits = (len(match["a"]), len(match["b"]), len(match["c"]))
        if not _is_plausible(digits):
            return None
        return Head(
            form,
            (int(match["a"]), int(match["b"]), int(match["c"])),
            hour,
            minute,
            second,
            text[: match.end()].strip().rstrip("-–—: ").strip("[] "),
            line[end:],
            match["sep"].strip(),
            match["before"] or match["after"] or "",
            digits,
        )
    return None


def observe(style: DateStyle, head: Head) -> None:
    """Add what a head shows of the way its language writes dates."""
    style.separator = style.separator or head.separator
    style.four_digits_first = style.four_digits_first or head.digits[0] == 4
    style.four_digits_last = style.four_digits_last or head.digits[2] == 4
    day_and_month = (head.digits[0], head.digits[1]) if head.digits[0] != 4 else (head.digits[1], head.digits[2])
    style.padded = style.padded and min(day_and_month) == 2
    period = head.period
    if period.upper() in ("AM", "PM"):
        style.upper_am_pm = style.upper_am_pm or period.isupper()
        style.lower_am_pm = style.lower_am_pm or period.islower()
    elif period and period[0] > "\u2e80":
        style.chinese_words = True
    elif period:
        style.foreign_words = True
    if head.separator == "年":
        style.four_digits_first = True


def _plain(line: str) -> tuple[str, Sequence[int]]:
    """Return the beginning of a line without marks and with ordinary spaces, and where each character came from."""
    head = line[:_HEAD_CHARACTERS]
    if _MARK.search(head) is None and not head[:1].isspace():
        return head.translate(_SPACES), range(len(head))
    kept, places = [], []
    for place, char in enumerate(line[:_HEAD_CHARACTERS]):
        if char in _MARKS:
            continue
        kept.append(char.translate(_SPACES))
        places.append(place)
    text = "".join(kept)
    start = len(text) - len(text.lstrip())
    return text[start:], places[start:]


def _hour(hour: int, period: str) -> int:
    """Return the hour of the day: 12:08 in the morning is 00:08, and a 13 to 24 stands as it is."""
    if not period or hour > 12 or period not in _WORDS:
        return hour
    if _WORDS[period] == 0:
        return 0 if hour == 12 else hour
    if period == _NOON:
        return hour if hour in (11, 12) else hour + 12
    if period in _NIGHT and (hour == 12 or hour == 0):
        return 0
    if period in ("夜里", "深夜") and hour < 6:
        return hour
    if hour == 0:
        return 0
    return 12 if hour == 12 else hour + 12


def _is_plausible(digits: tuple[int, int, int]) -> bool:
    """Tell whether one of the outer numbers can be a year and the others day and month."""
    first, _middle, last = digits
    if first == 4:
        return last <= 2
    return first <= 2 and last in (2, 4)
