"""What cells say: times, lengths of calls, directions, numbers, in every spelling that bills and tables use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from advocate.domain.moments import epoch_ms, zone_info
from advocate.domain.vocabulary import Direction, Medium, TimePrecision
from advocate.importers.tables.rows import Cell, words_of

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
_LONGEST_S = 7 * 86_400

_CLOCK = (
    r"(?P<half>上午|下午|中午|凌晨|早上|清晨|傍晚|晚上|晚|[AaPp]\.?[Mm]\.?)?\s*(?P<hour>\d{1,2})\s*[:：时点h]\s*"
    r"(?P<minute>\d{1,2})(?:\s*[:：分m]\s*(?P<second>\d{1,2}))?\s*[秒分s]?(?:[.,]\d+)?"
    r"\s*(?P<half2>[AaPp]\.?\s?[Mm]\.?)?\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?"
)
_WEEKDAY = (
    r"(?:\s*[,，]?\s*(?:[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?))?"
)
_DATE_YMD = r"(?P<year>\d{4})\s*[-/.年\\]\s*(?P<month>\d{1,2})\s*[-/.月\\]\s*(?P<day>\d{1,2})\s*[日号]?"
_DATE_TRIPLE = r"(?P<a>\d{1,2})\s*[-/.]\s*(?P<b>\d{1,2})\s*[-/.]\s*(?P<c>\d{4}|\d{2})"
_DATE_MD = r"(?P<month>\d{1,2})\s*(?:[-/]|月|\.(?=\d{1,2}\s))\s*(?P<day>\d{1,2})\s*[日号]?"
_GAP = r"[\sT,，;_\-]*"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DATE_YMD}{_WEEKDAY}(?:{_GAP}{_CLOCK})?",
        rf"{_DATE_TRIPLE}{_WEEKDAY}(?:{_GAP}{_CLOCK})?",
        rf"{_DATE_MD}{_WEEKDAY}(?:{_GAP}{_CLOCK})?",
    )
)
_CLOCK_ALONE = re.compile(_CLOCK)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T_-]?(\d{2})[:]?(\d{2})(?:[:]?(\d{2}))?)?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LATER = frozenset(("下午", "晚上", "晚", "傍晚"))


@dataclass(frozen=True, slots=True)
class Wall:
    """A time as a cell writes it: parts that it leaves out are None. ``offset`` is minutes east of UTC."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int = 0
    second: int | None = None
    offset: int | None = None

    @property
    def is_date(self) -> bool:
        """Tell whether it names a day and no time of day."""
        return self.day is not None and self.hour is None

    @property
    def is_clock(self) -> bool:
        """Tell whether it names a time of day alone."""
        return self.day is None and self.hour is not None

    def on(self, other: Wall) -> Wall:
        """Return this time of day on the day of ``other``."""
        return Wall(other.year, other.month, other.day, self.hour, self.minute, self.second, self.offset)

    def in_year(self, year: int) -> Wall:
        """Return the same in a year that something else says."""
        return Wall(year, self.month, self.day, self.hour, self.minute, self.second, self.offset)

    def instant(self, zone: str) -> tuple[int, TimePrecision]:
        """Return epoch milliseconds UTC and how exact it is; raises `ValueError` for a day that never was."""
        if self.year is None or self.month is None or self.day is None:
            raise ValueError("no day")
        if not EARLIEST_YEAR <= self.year <= LATEST_YEAR:
            raise ValueError("year")
        info = zone_info(zone) if self.offset is None else timezone(timedelta(minutes=self.offset))
        local = datetime(self.year, self.month, self.day, self.hour or 0, self.minute, self.second or 0, tzinfo=info)
        precision = TimePrecision.EXACT
        if self.hour is None:
            precision = TimePrecision.DAY
        elif self.second is None:
            precision = TimePrecision.MINUTE
        return epoch_ms(local.astimezone(UTC)), precision

    def day_of(self) -> date:
        """Return its day; raises `ValueError` where that is no day."""
        return date(self.year or 0, self.month or 0, self.day or 0)


def serial_time(serial: float, *, epoch_1904: bool = False) -> datetime | time | None:
    """Return what a number means as an Excel date, to the nearest second; None for what is none.

    Day 1 is 1 January 1900, and day 60 the 29 February 1900 that never was (kept from Lotus 1-2-3); files of the first
    Macs count from 1 January 1904 = 0. Below one it is a time of day.
    """
    seconds = round(serial * 86_400) if 0 <= serial < 2_958_466 else -1
    if seconds < 0:
        return None
    if seconds < 86_400 and not epoch_1904:
        return (datetime(2000, 1, 1) + timedelta(seconds=seconds)).time()
    epoch = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30 if serial >= 60 else 31)
    try:
        return epoch + timedelta(seconds=seconds)
    except OverflowError:
        return None


def wall_of(cell: Cell, order: str = "ymd", *, epoch_1904: bool = False) -> Wall | None:
    """Read a cell as a time; ``order`` (``ymd``, ``dmy``, ``mdy``) settles dates that begin with two digits."""
    if isinstance(cell, datetime):
        if cell.year < 1901:
            return Wall(hour=cell.hour, minute=cell.minute, second=cell.second)
        whole = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return Wall(cell.year, cell.month, cell.day, *((None,) if whole else (cell.hour, cell.minute, cell.second)))
    if isinstance(cell, date):
        return Wall(cell.year, cell.month, cell.day)
    if isinstance(cell, time):
        return Wall(hour=cell.hour, minute=cell.minute, second=cell.second)
    if isinstance(cell, bool) or cell is None:
        return None
    text = words_of(cell)
    if not text or len(text) > 80:
        return None
    if _NUMBER.fullmatch(text):
        return _bare_number(text, epoch_1904=epoch_1904)
    for pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match is not None:
            return _from_match(match, order)
    match = _CLOCK_ALONE.fullmatch(text)
    if match is not None:
        hour = _hour(match)
        return None if hour is None else _checked(Wall(hour=hour, minute=int(match["minute"]), second=_second(match)))
    packed = _PACKED.fullmatch(text)
    return None if packed is None else _from_packed(packed)


def _bare_number(text: str, *, epoch_1904: bool) -> Wall | None:
    """Read digits alone: ``20240131164118``, epoch seconds or milliseconds, a day count of Excel."""
    if "." not in text and len(text) in (8, 12, 14) and (packed := _PACKED.fullmatch(text)) is not None:
        found = _from_packed(packed)
        if found is not None:
            return found
    value = float(text)
    if len(text.partition(".")[0]) in (10, 13):
        seconds = value / (1000 if value >= 1e11 else 1)
        try:
            at = datetime.fromtimestamp(int(seconds), UTC)
        except (OverflowError, ValueError, OSError):
            return None
        return Wall(at.year, at.month, at.day, at.hour, at.minute, at.second, 0)
    if 20_000 <= value < 80_000 or (0 < value < 1 and "." in text):
        return wall_of(serial_time(value, epoch_1904=epoch_1904))
    return None


def _from_packed(match: re.Match[str]) -> Wall | None:
    year, month, day, hour, minute, second = (None if part is None else int(part) for part in match.groups())
    return _checked(Wall(year, month, day, hour, minute or 0, second))


def _from_match(match: re.Match[str], order: str) -> Wall | None:
    parts = match.groupdict()
    year: int | None
    if parts.get("c") is not None:
        a, b, c = int(parts["a"]), int(parts["b"]), int(parts["c"])
        if len(parts["c"]) == 2 and order == "ymd":
            year, month, day = 2000 + a, b, c
        else:
            year = c if len(parts["c"]) == 4 else 2000 + c
            month, day = (b, a) if order == "dmy" else (a, b)
            if order == "ymd" and month > 12 >= day:
                month, day = day, month
    else:
        year = int(parts["year"]) if parts.get("year") else None
        month, day = int(parts["month"]), int(parts["day"])
        if year is None and order == "dmy":
            month, day = day, month
    hour = None
    if parts["hour"] is not None:
        hour = _hour(match)
        if hour is None:
            return None
    offset = _offset(parts["offset"])
    return _checked(Wall(year, month, day, hour, int(parts["minute"] or 0), _second(match), offset))


def _hour(match: re.Match[str]) -> int | None:
    hour = int(match["hour"])
    half = (match["half"] or match["half2"] or "").replace(".", "").replace(" ", "").lower()
    if not half:
        return hour if hour < 24 else None
    if half == "pm" or half in _LATER or (half == "中午" and hour < 3):
        return hour + 12 if hour < 12 else hour if hour < 24 else None
    if half in ("am", "凌晨", "上午") and hour == 12:
        return 0
    return hour if hour < 24 else None


def _second(match: re.Match[str]) -> int | None:
    return None if match["second"] is None else int(match["second"])


def _offset(text: str | None) -> int | None:
    if text is None:
        return None
    if text == "Z":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return None if minutes > 14 * 60 else -minutes if text[0] == "-" else minutes


def _checked(wall: Wall) -> Wall | None:
    """Return ``wall`` unless one of its parts cannot be."""
    try:
        if wall.day is not None:
            # 2000 had a 29 February: whether this year has one is asked when the year is known.
            date(2000 if wall.year is None else wall.year, wall.month or 0, wall.day)
        if wall.hour is not None:
            time(wall.hour, wall.minute, wall.second or 0)
    except ValueError:
        return None
    return wall


_LENGTH = re.compile(
    r"(?:(?P<d>\d+)\s*(?:天|日|d|days?))?\s*(?:(?P<h>\d+)\s*(?:小时|时|h|hours?|hrs?))?\s*"
    r"(?:(?P<m>\d+)\s*(?:分钟|分|m|mins?|minutes?|'|′))?\s*"
    r"(?:(?P<s>\d+)(?:\.\d+)?\s*(?:秒钟|秒|s|secs?|seconds?|\"|″|'')?)?",
    re.IGNORECASE,
)
_COLONS = re.compile(r"(?:(\d{1,3})\s*[:：])?(\d{1,3})\s*[:：](\d{1,2})(?:\.\d+)?")


def duration_of(cell: Cell, unit_s: int = 1) -> int | None:
    """Return seconds; None where the cell says no length. Bare numbers count in units of ``unit_s`` seconds."""
    seconds: float | None = None
    if isinstance(cell, bool) or cell is None or (isinstance(cell, date) and not isinstance(cell, datetime)):
        return None
    if isinstance(cell, time):
        seconds = cell.hour * 3600 + cell.minute * 60 + cell.second
    elif isinstance(cell, datetime):
        if cell.year > 1904:
            return None
        seconds = cell.hour * 3600 + cell.minute * 60 + cell.second
    else:
        text = words_of(cell)
        if _NUMBER.fullmatch(text) and len(text) < 16:
            seconds = float(text) * unit_s
        elif (colons := _COLONS.fullmatch(text)) is not None:
            hours, minutes, rest = (int(part or 0) for part in colons.groups())
            seconds = hours * 3600 + minutes * 60 + rest
        elif text and len(text) < 40 and (length := _LENGTH.fullmatch(text)) is not None:
            days, hours, minutes, rest = (int(length[part] or 0) for part in "dhms")
            seconds = days * 86_400 + hours * 3600 + minutes * 60 + rest
    return round(seconds) if seconds is not None and 0 <= seconds <= _LONGEST_S else None


#: Words of direction, and the medium that they speak of where it is certain (formats.md 12).
_OUT = (
    "主叫",
    "主叫呼出",
    "呼出",
    "拨出",
    "拨打",
    "去电",
    "打出",
    "外呼",
    "呼叫",
    "outgoing",
    "out",
    "dialed",
    "dialled",
)
_IN = (
    "被叫",
    "被叫呼入",
    "呼入",
    "来电",
    "接听",
    "打入",
    "拨入",
    "被呼",
    "incoming",
    "in",
    "received",
    "missed",
    "未接",
    "未接来电",
)
_FORWARDED = ("呼转", "前转", "呼叫转移", "转移", "无条件转移", "呼叫前转", "转接")
_SENT = ("发送", "发出", "发", "发信", "上行", "已发送", "sent", "发短信", "短信发送", "发件")
_RECEIVED = ("接收", "接受", "收", "收到", "收信", "下行", "已接收", "收短信", "短信接收", "收件")
DIRECTIONS: dict[str, tuple[Direction, Medium | None]] = {
    **dict.fromkeys(_OUT, (Direction.OUT, None)),
    **dict.fromkeys((*_IN, *_FORWARDED), (Direction.IN, None)),
    **dict.fromkeys(_SENT, (Direction.OUT, Medium.SMS)),
    **dict.fromkeys(_RECEIVED, (Direction.IN, Medium.SMS)),
}
_PREFIXES = tuple(
    (word, found)
    for word, found in sorted(DIRECTIONS.items(), key=lambda item: -len(item[0]))
    if len(word) > 1 and word > "z"
)
_MESSAGES = re.compile(r"短信|短消息|点对点|sms", re.IGNORECASE)
_PICTURES = re.compile(r"彩信|mms", re.IGNORECASE)


def direction_of(cell: Cell) -> tuple[Direction, Medium | None] | None:
    """Return which way a cell says that it went, and the medium where the word says that too."""
    word = words_of(cell).strip().lower() if isinstance(cell, str) else ""
    if not word or len(word) > 20:
        return None
    found = DIRECTIONS.get(word)
    if found is None:
        found = next((known for start, known in _PREFIXES if word.startswith(start) or word.endswith(start)), None)
    if found is None and ("主叫" in word) != ("被叫" in word):
        found = DIRECTIONS["主叫" if "主叫" in word else "被叫"]
    return found


def medium_of(text: str) -> Medium | None:
    """Return what kind of message a word such as 网内短信 means; None for calls and everything else."""
    if _PICTURES.search(text):
        return Medium.MMS
    return Medium.SMS if _MESSAGES.search(text) else None


_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_NO_NUMBER = frozenset(
    ("", "-", "--", "---", "—", "——", "null", "none", "n/a", "/", "无", "未知", "未知号码", "隐藏", "隐藏号码")
)
_HIDDEN = frozenset(("私人号码", "保密", "无号码", "unknown", "private", "withheld", "blocked", "anonymous"))


def number_of(cell: Cell) -> tuple[str | None, str]:
    """Return a number as written (masks too; None where there is none), and a reason code where Excel has cut it."""
    text = words_of(cell).strip(" ,;")
    if text.lower() in _NO_NUMBER or text.lower() in _HIDDEN:
        return None, ""
    match = _SCIENTIFIC.fullmatch(text)
    if match is not None:
        digits = match[1] + (match[2] or "")
        power = int(match[3])
        if power > 20 or len(digits) < power + 1:
            return None, "bill_number_cut"
        return digits[: power + 1], ""
    if text.endswith(".0") and text[:-2].isdecimal():
        text = text[:-2]
    return text[:200], ""
