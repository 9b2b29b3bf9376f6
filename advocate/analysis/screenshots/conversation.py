"""Messages of a conversation: bubbles with their sides, their texts and the times that hold for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from advocate.analysis.screenshots import words
from advocate.analysis.screenshots.blocks import Block, Screen
from advocate.analysis.screenshots.layouts import layouts
from advocate.analysis.screenshots.times import SeenTime
from advocate.domain.screenshots import FieldReading, ScreenRow, TextLine
from advocate.domain.vocabulary import Direction

#: "通话时长 03:12" and what else a messenger writes into a bubble for a call.
_CALL = re.compile(
    r"(?:通话时长|通话|语音通话|视频通话|callduration|duration)\s*(\d{1,2}:\d{2}(?::\d{2})?)", re.IGNORECASE
)


@dataclass(slots=True)
class _Said:
    """A time and the lines that say it."""

    seen: SeenTime
    lines: list[TextLine]


def rows(screen: Screen, bubbles: list[Block], title: FieldReading) -> tuple[ScreenRow, ...]:
    """Return the messages from top to bottom."""
    page = screen.page_lines(bubbles)
    own: dict[int, _Said] = {}
    separators: list[tuple[float, _Said]] = []
    senders: dict[int, TextLine] = {}
    top = min(block.box.top for block in bubbles)
    for line in page:
        seen = screen.time_of(line)
        block = _beside(screen, bubbles, line)
        if seen is not None and (block is None or screen.is_centred(line)):
            separators.append((line.box.middle_y, _Said(seen, [line])))
        elif seen is not None and block is not None:
            own[id(block)] = _Said(seen, [line])
        elif line.box.middle_y > top - 0.08 * screen.width:
            below = _named(screen, bubbles, line)
            if below is not None:
                senders[id(below)] = line
    found = []
    for block in bubbles:
        inside = _inside(screen, block)
        said = own.get(id(block)) or inside
        found.append(_row(screen, block, _time(said, separators, block), senders.get(id(block)), title))
    return tuple(row for row in found if row.fields.get("text") is not None)


def _row(
    screen: Screen, block: Block, time: FieldReading | None, sender: TextLine | None, title: FieldReading
) -> ScreenRow:
    left = screen.is_left(block)
    fields: dict[str, FieldReading] = {}
    if sender is not None and left:
        fields["number"] = words.reading([sender])
    elif title.value:
        fields["number"] = title
    if time is not None:
        fields["time"] = time
    text = _text(screen, block)
    if text.value:
        fields["text"] = text
        call = _CALL.search(text.value)
        if call is not None:
            fields["duration"] = FieldReading(call[1], text.boxes, (), text.sure)
    edge = block.field.bottom >= screen.height - 2 or block.field.top <= 2
    return ScreenRow(
        direction=Direction.IN if left else Direction.OUT,
        fields=fields,
        box=block.box,
        answered=True if "duration" in fields else None,
        cut=edge,
        voice="duration" in fields,
    )


def _text(screen: Screen, block: Block) -> FieldReading:
    """Return the text of a bubble, its pieces on one height put together first."""
    return words.reading([_merged(row) for row in screen.visual_rows(block.lines)])


def _merged(row: list[TextLine]) -> TextLine:
    """Return the pieces of one line as one."""
    whole = row[0]
    for piece in row[1:]:
        pitch = whole.box.width / max(len(whole.text), 1)
        wide = piece.box.left - whole.box.right > 0.3 * pitch
        space = " " if wide and not words.mostly_chinese(whole.text[-1:] + piece.text[:1]) else ""
        shift = len(whole.text) + len(space)
        whole = TextLine(
            whole.text + space + piece.text,
            whole.box.union(piece.box),
            whole.sure + (1.0,) * len(space) + piece.sure,
            whole.centres + (whole.box.right,) * len(space) + piece.centres,
            whole.paper,
            whole.ink,
            whole.field,
            whole.doubtful | {place + shift for place in piece.doubtful},
        )
    return whole


def _inside(screen: Screen, block: Block) -> _Said | None:
    """Take the time out of a bubble that shows it in its lower corner, smaller or paler than the text."""
    if len(block.lines) < 2:
        return None
    last = max(block.lines, key=lambda line: (line.box.bottom, line.box.right))
    seen = screen.time_of(last)
    others = [line for line in block.lines if line is not last]
    usual = sorted(line.box.height for line in others)[len(others) // 2]
    in_corner = block.field.right - last.box.right < 0.14 * screen.width
    if seen is None or seen.clock_s is None or not in_corner or last.box.height > 0.9 * usual:
        return None
    block.lines.remove(last)
    return _Said(seen, [last])


def _time(said: _Said | None, separators: list[tuple[float, _Said]], block: Block) -> FieldReading | None:
    """Return the time of a bubble: its own on the day above it, or the one above it."""
    above = [item for height, item in sorted(separators, key=lambda pair: pair[0]) if height < block.box.top + 4]
    day = next((item for item in reversed(above) if item.seen.has_date and item.seen.clock_s is None), None)
    if said is None:
        if not above:
            return None
        last = above[-1]
        if day is not None and last is not day and not last.seen.has_date:
            return words.reading([*day.lines, *last.lines], join_spaces=True)
        return words.reading(last.lines)
    if said.seen.has_date or day is None:
        return words.reading(said.lines)
    return words.reading([*day.lines, *said.lines], join_spaces=True)


def _beside(screen: Screen, bubbles: list[Block], line: TextLine) -> Block | None:
    """Return the bubble that a time belongs to: close below it at its own edge, or beside its foot."""
    near = layouts().near * screen.width
    for block in bubbles:
        low = 0 <= line.box.top - block.field.bottom < near
        edge = min(abs(line.box.left - block.field.left), abs(line.box.right - block.field.right)) < near
        beside = block.field.top < line.box.middle_y < block.field.bottom + line.box.height and (
            0 <= line.box.left - block.field.right < near * 2 or 0 <= block.field.left - line.box.right < near * 2
        )
        if beside or (low and edge):
            return block
    return None


def _named(screen: Screen, bubbles: list[Block], line: TextLine) -> Block | None:
    """Return the bubble of the other side above which a sender's name stands, as in a group."""
    near = 0.06 * screen.width
    for block in bubbles:
        gap = block.field.top - line.box.bottom
        if screen.is_left(block) and -4 <= gap < near and abs(line.box.left - block.field.left) < near:
            return block
    return None
