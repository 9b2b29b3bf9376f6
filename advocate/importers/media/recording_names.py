"""Names of call recordings: who, when, which way, as telephones and recorder apps write them (formats.md 13).

Names are all that these files say, so nothing is guessed: digits that are a time are no number, and a voice memo
without a number or a word for a call is no call.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import unquote

from advocate.domain.moments import zone_info
from advocate.domain.vocabulary import Direction, Medium, TimePrecision

_COPY = re.compile(r"\s*[(（]\d{1,2}[)）]$")
_NUMBER = re.compile(r"\+?[\d][\d \-]{2,22}", re.ASCII)
_PARTY = re.compile(r"(?P<name>[^()]*)\((?P<number>[^()]*)\)")
_WITHHELD = {"unknown", "private", "withheld", "未知", "未知号码", "私人号码", "-1", "-2"}
_CALL_WORDS = (
    r"(?:通话录音|通話錄音|通话|Call recording|Call Recording|통화 녹음|Anruf|Appel|Llamada|Chiamata|CallRecord|call)"
)
_DIRECTIONS = {"in": Direction.IN, "out": Direction.OUT, "↙": Direction.IN, "↗": Direction.OUT}
_MEDIA = {"whatsapp": Medium.WHATSAPP, "telegram": Medium.TELEGRAM, "signal": Medium.SIGNAL, "line": Medium.LINE}

#: BCR: ``20230518_171143.015+0200_in_sim1_+8617012345678_name``; early ones without direction, with microseconds.
_BCR = re.compile(
    r"(?P<day>\d{8})_(?P<clock>\d{6})(?:\.(?P<part>\d{3,6}))?(?P<offset>[+-]\d{4})(?:_(?P<way>in|out|conference))?"
    r"(?:_sim(?P<sim>\d))?(?:_(?P<number>\+?[\d ]+|unknown|private))?(?:_(?P<name>.*))?",
    re.ASCII,
)
#: Cube ACR: ``2025-10-03 16-55-10 (phone) name (number) ↗``.
_CUBE = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d) (?P<clock>\d\d-\d\d-\d\d) \((?P<app>\w+)\)\s*(?P<name>.*?)\s*(?:\((?P<number>[^()]*)\))?"
    r"\s*(?P<way>[↗↙])?",
)
#: True Phone: ``name (number type) 2024-01-01_120000_in``.
_TRUE_PHONE = re.compile(
    r"(?P<name>.*?) ?\((?P<number>[+\d][\d \-]*)[^()]*\) (?P<day>\d{4}-\d\d-\d\d)_(?P<clock>\d{6})_(?P<way>in|out)"
)
#: GrapheneOS, crDroid: ``CallRecord_20240101-120000_number``.
_CALL_RECORD = re.compile(r"CallRecord_(?P<day>\d{8})-(?P<clock>\d{6})_(?P<who>.+)")
#: MIUI and Huawei: ``通话录音@name(number)_name2(number2)_20240101120000``, ``name@number_20240101120000``.
_FOURTEEN = re.compile(r"(?P<who>.+?)[_-](?P<day>20\d{6})(?P<clock>\d{6})")
#: Samsung and LineageOS: ``Call recording name_240101_120000``, ``number_240101_120000123``.
_SIX_SIX = re.compile(r"(?P<who>.+?)[_-](?P<day>\d{6})[_-](?P<clock>\d{6})(?P<part>\d{3})?")
#: ColorOS: ``name-2401011200``, the name greedily to the last dash.
_TEN = re.compile(r"(?P<who>.+)-(?P<day>\d{6})(?P<clock>\d{4})")
#: Whatever has a time, a direction and a number: ``myrecordings_20250626_191131_out_+66812345678``.
_WITH_WAY = re.compile(
    r"(?:.*[_ ])?(?P<day>\d{8})[_-](?P<clock>\d{6})_(?P<way>in|out|incoming|outgoing)"
    r"_(?P<number>\+?\d{3,16})(?:_(?P<name>.*))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One party of a recorded call; ``start_utc`` is aware, ``written`` as it stands in the name.

    ``number`` None: it was withheld, or the name says only who it was. ``direction`` None: the name does not say.
    """

    start_utc: datetime
    written: str
    number: str | None = None
    contact: str = ""
    direction: Direction | None = None
    sim: int | None = None
    precision: TimePrecision = TimePrecision.EXACT
    medium: Medium = Medium.CALL


def parse_name(name: str, zone: str) -> tuple[RecordedCall, ...]:
    """Return the parties of the call that a file's name tells of, wall clocks in ``zone`` (IANA); none for no call."""
    stem = _stem(name)
    for pattern, reader in _READERS:
        found = pattern.fullmatch(stem)
        calls = () if found is None else reader(found, zone)
        if calls:
            return calls
    return ()


def _stem(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    if "%" in last:
        last = unquote(last)
    stem, dot, _ending = last.rpartition(".")
    return _COPY.sub("", (stem if dot else last).strip())


def _bcr(found: re.Match[str], zone: str) -> tuple[RecordedCall, ...]:
    offset = found["offset"]
    apart = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:])) * (-1 if offset[0] == "-" else 1)
    if abs(apart) > timedelta(hours=15):
        return ()
    call = _call(found, timezone(apart), "".join(filter(None, (found["day"], "_", found["clock"], offset))))
    if call is None or not (found["way"] or found["sim"] or found["number"]):
        return ()
    number = _number(found["number"] or "")
    contact = (found["name"] or "").strip("_ ")
    sim = None if found["sim"] is None else int(found["sim"])
    return (replace(call, number=number, contact=contact, direction=_DIRECTIONS.get(found["way"] or ""), sim=sim),)


def _cube(found: re.Match[str], zone: str) -> tuple[RecordedCall, ...]:
    call = _call(found, zone_info(zone), f"{found['day']} {found['clock']}")
    if call is None:
        return ()
    number, contact = _number(found["number"] or ""), found["name"].strip()
    if number is None and (alone := _number(contact)) is not None:
        number, contact = alone, ""
    medium = _MEDIA.get(found["app"].lower(), Medium.CALL)
    way = _DIRECTIONS.get(found["way"] or "")
    return (replace(call, number=number, contact=contact, direction=way, medium=medium),)


def _named(found: re.Match[str], zone: str) -> tuple[RecordedCall, ...]:
    call = _call(found, zone_info(zone), f"{found['day']}_{found['clock']}")
    if call is None:
        return ()
    way = _DIRECTIONS.get((found["way"] or "").removesuffix("coming").removesuffix("going"))
    return (replace(call, number=_number(found["number"]), contact=(found["name"] or "").strip(), direction=way),)


def _who(found: re.Match[str], zone: str) -> tuple[RecordedCall, ...]:
    """Read names that say who in one piece: a number, a name, both, or several of both."""
    call = _call(found, zone_info(zone), f"{found['day']}{found['clock']}")
    if call is None:
        return ()
    who = found["who"].strip()
    word = re.match(_CALL_WORDS + r"[@_ :\-]*", who)
    is_call = word is not None or found.re is _CALL_RECORD
    if word is not None:
        who = who[word.end() :].strip()
    if parties := [match for match in _PARTY.finditer(who) if _number(match["number"])]:
        return tuple(_party(call, match) for match in parties)
    name, at, number = who.rpartition("@")
    if at and (_number(number) is not None or name):
        return (replace(call, number=_number(number), contact="" if _number(name) else name.strip()),)
    if (alone := _number(who)) is not None:
        return (replace(call, number=alone),)
    # ColorOS names every recording after its contact; elsewhere only a word for a call tells it from a memo.
    if who and (is_call or (found.re is _TEN and not _memo(who))):
        return (replace(call, contact="" if who.lower() in _WITHHELD else who),)
    return ()


def _party(call: RecordedCall, found: re.Match[str]) -> RecordedCall:
    name = found["name"].strip("_@ -")
    return replace(call, number=_number(found["number"]), contact="" if _number(name) else name)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], tuple[RecordedCall, ...]]], ...] = (
    (_BCR, _bcr),
    (_CUBE, _cube),
    (_TRUE_PHONE, _named),
    (_WITH_WAY, _named),
    (_CALL_RECORD, _who),
    (_FOURTEEN, _who),
    (_SIX_SIX, _who),
    (_TEN, _who),
)
_MEMO = re.compile(
    r"(?:录音|錄音|新录音|标准录音|语音|voice|audio|rec|recording|record|memo|music|track|song|sound)\b.*|[\W\d_]*",
    re.I,
)


def _memo(who: str) -> bool:
    return _MEMO.fullmatch(who) is not None


def _call(found: re.Match[str], zone: object, written: str) -> RecordedCall | None:
    """Return a call at the time that a name holds; None where that is no time."""
    day = found["day"].replace("-", "")
    clock = found["clock"].replace("-", "")
    if len(day) == 6:
        day = f"20{day}"
    part = (found.groupdict().get("part") or "").ljust(6, "0")
    try:
        local = datetime(
            int(day[:4]),
            int(day[4:6]),
            int(day[6:8]),
            int(clock[:2]),
            int(clock[2:4]),
            int(clock[4:6] or 0),
            int(part),
            zone,  # type: ignore[arg-type]
        )
        start = local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if not 2000 <= start.year <= datetime.now(UTC).year + 1:
        return None
    precision = TimePrecision.MINUTE if len(clock) == 4 else TimePrecision.EXACT
    return RecordedCall(start, written, precision=precision)


def _number(text: str) -> str | None:
    """Return a number without its spacing, or None where the text is none: withheld, a name, a time."""
    text = text.strip()
    if text.lower() in _WITHHELD or _NUMBER.fullmatch(text) is None:
        return None
    compact = text.replace(" ", "").replace("-", "")
    if not 3 <= len(compact.lstrip("+")) <= 18 or _is_time(compact):
        return None
    return compact


def _is_time(digits: str) -> bool:
    return re.fullmatch(r"20\d\d[01]\d[0-3]\d(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?", digits, re.ASCII) is not None
