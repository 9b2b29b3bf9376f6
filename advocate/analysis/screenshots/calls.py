"""Lists of calls, and the page of one number: rows with number, time, what became of the call, and how long it was."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from statistics import median

from advocate.analysis.screenshots import times, words
from advocate.analysis.screenshots.blocks import Screen
from advocate.analysis.screenshots.layouts import layouts, squeezed
from advocate.analysis.screenshots.times import SeenTime
from advocate.domain.screenshots import Box, Colour, FieldReading, ScreenKind, ScreenRow, TextLine
from advocate.domain.vocabulary import Direction

_DURATION = re.compile(
    r"(?:(?P<h>\d{1,2})\s*(?:小时|时|hours?|hrs?|h)\s*)?"
    r"(?:(?P<m>\d{1,3})\s*(?:分钟|分|minutes?|mins?|m)(?![a-z])\s*)?(?:(?P<s>\d{1,3})\s*(?:秒|seconds?|secs?|s)(?![a-z]))?",
    re.IGNORECASE,
)
_CLOCKED = re.compile(r"(?<!\d)(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?!\d)")
#: Letters paler than the head of a row by this much belong to the line below it.
_PALER = 60


@dataclass(slots=True)
class _Call:
    """A row while it is put together."""

    head: TextLine | None
    lines: list[TextLine] = field(default_factory=list)

    @property
    def all(self) -> list[TextLine]:
        """Return its lines, the head first."""
        return ([self.head] if self.head is not None else []) + self.lines


def rows(screen: Screen) -> tuple[ScreenKind, FieldReading, tuple[ScreenRow, ...]]:
    """Return the kind, whose page it is (empty for a list), and the calls from top to bottom."""
    listed = [row for row in (_row(screen, call, None, None) for call in _heads(screen)) if row is not None]
    numbers = sum("number" in row.fields for row in listed)
    detail = _detail(screen)
    if detail is not None and len(detail[1]) > numbers:
        return ScreenKind.CALL_DETAIL, detail[0], detail[1]
    if listed and numbers:
        return ScreenKind.CALL_LIST, FieldReading(""), tuple(listed)
    return ScreenKind.UNKNOWN, FieldReading(""), ()


def _heads(screen: Screen) -> list[_Call]:
    """Return the rows of a list: each begins with a number or a name at the left."""
    rules = layouts()
    lines = [line for line in screen.body if squeezed(line.text) not in rules.navigation | rules.call_titles]
    left_column = [line for line in lines if not _is_note(screen, line) and line.box.middle_x < 0.66 * screen.width]
    anchors = [line for line in left_column if words.number_of(line.text)]
    if not anchors:
        anchors = left_column
    if not anchors:
        return []
    column = median(line.box.left for line in anchors)
    tall = median(line.box.height for line in anchors)
    ink = median(_contrast(line) for line in anchors)
    heads = [
        line
        for line in left_column
        if abs(line.box.left - column) < 0.05 * screen.width
        and (words.number_of(line.text) is not None or line.box.height > 0.75 * tall)
        and _contrast(line) > ink - _PALER
    ]
    calls = [_Call(head) for head in sorted(heads, key=lambda item: item.box.top)]
    taken = {id(head) for head in heads}
    for line in lines:
        if id(line) in taken:
            continue
        mine = _owner(calls, line)
        if mine is not None:
            mine.lines.append(line)
    return calls


def _owner(calls: list[_Call], line: TextLine) -> _Call | None:
    """Return the row that a line stands in: the last head above its middle, not far below it."""
    mine = None
    for call in calls:
        head = call.head
        if head is not None and head.box.top - 0.35 * head.box.height <= line.box.middle_y:
            mine = call
    if mine is None or mine.head is None or line.box.top - mine.head.box.bottom > 3.2 * mine.head.box.height:
        return None
    return mine


def _is_note(screen: Screen, line: TextLine) -> bool:
    """Tell whether a line says something of a call: a time, what became of it, how long it was."""
    if words.number_of(line.text) is not None:
        return False
    return screen.time_of(line) is not None or layouts().call(line.text) is not None or _duration(line.text) is not None


def _detail(screen: Screen) -> tuple[FieldReading, tuple[ScreenRow, ...]] | None:
    """Return number and calls of the page of one number: each row has a time and says what became of the call."""
    numbered = [line for line in screen.body if words.number_of(line.text) is not None and screen.time_of(line) is None]
    if not numbered:
        return None
    title = max(numbered, key=lambda line: line.box.height)
    below = [line for line in screen.body if line.box.top > title.box.bottom]
    visual = screen.visual_rows(below)
    day: _Day | None = None
    calls: list[tuple[_Call, _Day | None]] = []
    for row in visual:
        seen = [(line, times.find(line.text)) for line in row]
        timed = [(line, time) for line, time in seen if time is not None]
        notes = [line for line in row if layouts().call(line.text) is not None or _duration(line.text) is not None]
        clocked = [line for line, time in timed if time.clock_s is not None and _duration_only(line.text) is None]
        if clocked:
            calls.append((_Call(None, list(row)), day))
        elif timed and not notes:
            day = _Day(timed[0][1], timed[0][0])
        elif notes and calls and row[0].box.top - calls[-1][0].all[-1].box.bottom < 2.5 * row[0].box.height:
            calls[-1][0].lines.extend(row)
    whole = words.reading([title])
    value = words.number_of(whole.value) or whole.value
    read = FieldReading(value, whole.boxes, whole.uncertain, whole.sure)
    said = [_row(screen, call, read, day) for call, day in calls if _says_call(call)]
    found = tuple(row for row in said if row is not None)
    return (read, found) if found else None


def _says_call(call: _Call) -> bool:
    return any(layouts().call(line.text) is not None or _duration(line.text) is not None for line in call.all)


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that stands above rows which say only the clock."""

    seen: SeenTime
    line: TextLine


def _row(screen: Screen, call: _Call, number: FieldReading | None, day: _Day | None) -> ScreenRow | None:
    """Return the contact that a row is; None where it names no time."""
    fields: dict[str, FieldReading] = {}
    if number is not None:
        fields["number"] = number
    elif call.head is not None:
        fields |= _number(screen, call)
    time = _time(screen, call, day)
    if time is None:
        return None
    fields["time"] = time
    said, notes = _outcome(call)
    duration = _length(call, time)
    if duration is not None:
        fields["duration"] = duration
    if notes:
        fields["text"] = words.reading(notes, join_spaces=True)
    direction, answered = Direction.IN, None
    if said is not None:
        direction, answered = said
    elif call.head is not None and _is_red(call.head.ink):
        answered = False
    if duration is not None and answered is None:
        answered = True
    box = call.all[0].box
    for line in call.all[1:]:
        box = box.union(line.box)
    return ScreenRow(direction, fields, _wide(box, screen.width), answered, False, True)


def _wide(box: Box, width: int) -> Box:
    return Box(max(box.left - 8, 0), box.top, min(box.right + 8, width), box.bottom)


def _number(screen: Screen, call: _Call) -> dict[str, FieldReading]:
    """Return number, and how many calls a row stands for, from its head; a name's number may stand below it."""
    head = call.head
    if head is None:
        return {}
    beside = [
        line
        for line in call.lines
        if abs(line.box.middle_y - head.box.middle_y) < 0.4 * head.box.height
        and 0 < line.box.left - head.box.right < 90
    ]
    read = words.reading([head])
    value, count = words.without_count(read.value)
    if count == 1:
        for line in beside:
            _rest, count = words.without_count("x" + line.text)
            if count > 1:
                call.lines.remove(line)
                break
    number = words.number_of(value)
    fields = {"number": FieldReading(number or value, read.boxes, _within(read, number or value), read.sure)}
    if number is None:
        for line in list(call.lines):
            other = words.number_of(line.text)
            if other is not None and sum(character.isdigit() for character in other) >= 7:
                below = words.reading([line])
                fields["number"] = FieldReading(other, below.boxes, _within(below, other), below.sure)
                call.lines.remove(line)
                break
    if count > 1:
        fields["count"] = FieldReading(str(count), read.boxes, (), read.sure)
    return fields


def _within(read: FieldReading, value: str) -> tuple[int, ...]:
    start = max(read.value.find(value), 0)
    return tuple(place - start for place in read.uncertain if start <= place < start + len(value))


def _time(screen: Screen, call: _Call, day: _Day | None) -> FieldReading | None:
    """Return when it was: the line that is a time, or the part of a line that says one."""
    whole = [line for line in call.lines if screen.time_of(line) is not None and _duration_only(line.text) is None]
    dated = [line for line in whole if (seen := screen.time_of(line)) is not None and seen.has_date]
    chosen = [*(dated or whole)[:1]]
    if dated:
        clock = [line for line in whole if line is not dated[0] and not (screen.time_of(line) or SeenTime()).has_date]
        first = screen.time_of(dated[0])
        if clock and first is not None and first.clock_s is None:
            chosen.append(clock[0])
    if chosen:
        read = words.reading(chosen, join_spaces=True)
    else:
        partly = [line for line in call.lines if (seen := times.find(line.text)) is not None and seen != SeenTime()]
        partly = [line for line in partly if words.number_of(line.text) is None and _duration_only(line.text) is None]
        if not partly:
            return None
        read = words.reading(partly[:1])
    seen = times.find(read.value)
    if seen is not None and not seen.has_date and day is not None:
        above = words.reading([day.line])
        shift = len(above.value) + 1
        uncertain = above.uncertain + tuple(place + shift for place in read.uncertain)
        return FieldReading(
            f"{above.value} {read.value}", above.boxes + read.boxes, uncertain, min(above.sure, read.sure)
        )
    return read


def _outcome(call: _Call) -> tuple[tuple[Direction, bool | None] | None, list[TextLine]]:
    """Return direction and whether it was answered, where words say so, and the lines with those words."""
    rules = layouts()
    for line in call.lines:
        words_said = rules.call(line.text)
        if words_said is not None:
            said, _word = words_said
            rang = any(ring in squeezed(line.text) for ring in rules.rings)
            return (said.direction, False if rang else said.answered), [line]
    for line in call.lines:
        if any(ring in squeezed(line.text) for ring in rules.rings):
            return (Direction.IN, False), [line]
    return None, []


def _length(call: _Call, time: FieldReading) -> FieldReading | None:
    """Return how long it was."""
    rules = layouts()
    for line in call.lines:
        if any(ring in squeezed(line.text) for ring in rules.rings):
            continue
        spoken = _duration(line.text)
        if spoken is None and line.box not in time.boxes:
            spoken = _duration_only(line.text) or _after_words(line.text)
        if spoken is not None:
            read = words.reading([line])
            return FieldReading(spoken, read.boxes, (), read.sure)
    return None


def _duration(text: str) -> str | None:
    """Return the "3分12秒" in a text."""
    for match in _DURATION.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if match[0].strip() and any(match.groups()) and not before.isdigit() and before != ":":
            return match[0].strip()
    return None


def _duration_only(text: str) -> str | None:
    """Return a text that is nothing but "00:03:12"; "03:12" alone may be a clock, and is not taken for one."""
    match = _CLOCKED.fullmatch(text.strip())
    return match[0] if match is not None and match[1] is not None and int(match[1]) < 3 else None


def _after_words(text: str) -> str | None:
    """Return the "03:12" that follows words like "呼入"."""
    if layouts().call(text) is None:
        return None
    match = _CLOCKED.search(text)
    return None if match is None or (times.find(text[: match.start()]) is None and match.start() == 0) else match[0]


def seconds(text: str) -> int | None:
    """Return a duration in seconds, from "3分12秒", "3 min 12 s", "03:12" or "1:03:12"."""
    clocked = _CLOCKED.search(text)
    if clocked is not None:
        return int(clocked[1] or 0) * 3600 + int(clocked[2]) * 60 + int(clocked[3])
    for match in _DURATION.finditer(text):
        if match[0].strip() and any(match.groups()):
            return int(match["h"] or 0) * 3600 + int(match["m"] or 0) * 60 + int(match["s"] or 0)
    return None


def _contrast(line: TextLine) -> float:
    """Return how much the letters stand out; red ones as much as black ones."""
    if _is_red(line.ink):
        return 255.0
    return abs(sum(line.ink) - sum(line.paper)) / 3


def _is_red(ink: Colour) -> bool:
    rules = layouts().missed_red
    return ink[0] >= rules.red_least and max(ink[1], ink[2]) <= rules.other_most
