"""The parts of a screen: status bar, lines on the page, and bubbles, which are lines on one field of colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from advocate.analysis.screenshots import times
from advocate.analysis.screenshots.layouts import alike, layouts, squeezed
from advocate.analysis.screenshots.times import SeenTime
from advocate.domain.screenshots import Box, Colour, PictureText, TextLine

#: A bubble whose distances to the two edges differ by this part of the width has a plain side.
_CLEAR = 0.12


@dataclass(slots=True)
class Block:
    """Lines that stand on one field of colour."""

    lines: list[TextLine]
    field: Box
    paper: Colour

    @property
    def box(self) -> Box:
        """Return the box around field and lines."""
        whole = self.field
        for line in self.lines:
            whole = whole.union(line.box)
        return whole


@dataclass(slots=True)
class Screen:
    """A picture's lines, ready to be asked: ``body`` is without the status bar."""

    picture: PictureText
    body: list[TextLine]
    _times: dict[int, SeenTime | None] = field(default_factory=dict)
    #: Colour and side (-1 left, 1 right) of the bubbles whose side is plain from their place.
    _sides: list[tuple[Colour, int]] = field(default_factory=list)

    @classmethod
    def of(cls, picture: PictureText) -> Screen:
        """Return the screen of a picture; lines in the status bar are left out of its body."""
        bar = layouts().status_bar * picture.width
        small = 0.05 * picture.width
        # A picture lower than wide is a piece of a screen, without a bar of its own.
        has_bar = picture.height > picture.width
        body = [line for line in picture.lines if not (has_bar and line.box.middle_y < bar and line.box.height < small)]
        return cls(picture, body)

    @property
    def width(self) -> int:
        """Return the picture's width."""
        return self.picture.width

    @property
    def height(self) -> int:
        """Return the picture's height."""
        return self.picture.height

    def time_of(self, line: TextLine) -> SeenTime | None:
        """Return the time that a line is, None where it says anything else."""
        key = id(line)
        if key not in self._times:
            self._times[key] = times.parse(line.text.strip(" ✓√/"))
        return self._times[key]

    def is_centred(self, line: TextLine) -> bool:
        """Tell whether a line stands in the middle from left to right."""
        return abs(line.box.middle_x - self.width / 2) < layouts().centred * self.width

    def is_left(self, block: Block) -> bool:
        """Tell whether a bubble stands at the left: the other side's. A wide one is told by its colour."""
        gap = block.field.left - (self.width - block.field.right)
        if abs(gap) < _CLEAR * self.width and self._sides:
            alike_ones = [side for paper, side in self._sides if alike(paper, block.paper)]
            if alike_ones and abs(sum(alike_ones)) > 0.5 * len(alike_ones):
                return sum(alike_ones) < 0
            others = {side for _paper, side in self._sides}
            if not alike_ones and len(others) == 1:
                # The one colour whose side is known is the other one's.
                return others == {1}
        return gap < 0

    def on_field(self, line: TextLine) -> bool:
        """Tell whether a line stands on a field narrower than the page."""
        box = line.field
        return box.width < layouts().bubble_most * self.width and not (box.left <= 1 and box.right >= self.width - 1)

    def bubbles(self) -> list[Block]:
        """Return the bubbles from top to bottom."""
        found: list[Block] = []
        for line in sorted(self.body, key=lambda item: (item.box.top, item.box.left)):
            if not self.on_field(line):
                continue
            mine = next((block for block in reversed(found) if self._holds(block, line)), None)
            if mine is None:
                found.append(Block([line], line.field, line.paper))
            else:
                mine.lines.append(line)
                mine.field = mine.field.union(line.field)
        bubbles = [block for block in found if self._is_bubble(block)]
        bubbles = [block for block in bubbles if not self._is_face(block, bubbles)]
        for block in bubbles:
            gap = block.field.left - (self.width - block.field.right)
            if abs(gap) >= _CLEAR * self.width:
                self._sides.append((block.paper, -1 if gap < 0 else 1))
        return bubbles

    def _is_face(self, block: Block, bubbles: list[Block]) -> bool:
        """Tell whether a block is the picture of a person: small, at the edge, of a colour of its own."""
        edge = min(block.field.left, self.width - block.field.right)
        small = max(block.field.width, block.field.height) < 0.14 * self.width and edge < 0.045 * self.width
        return small and not any(other is not block and alike(other.paper, block.paper) for other in bubbles)

    def _holds(self, block: Block, line: TextLine) -> bool:
        """Tell whether a line stands on the field of a block."""
        if not alike(block.paper, line.paper):
            return False
        shared = min(block.field.right, line.field.right) - max(block.field.left, line.field.left)
        # Text beside cuts a line's field short: what counts is that the narrower lies in the wider.
        if shared < 0.8 * min(block.field.width, line.field.width):
            return False
        last = max(item.box.bottom for item in block.lines)
        return line.box.middle_y < block.field.bottom or (
            line.field.top <= last + 2 and line.box.top - last < 1.5 * line.box.height
        )

    def _is_bubble(self, block: Block) -> bool:
        """Tell whether a block is a message, not a date on a chip, a button, a picture of a person or an input."""
        rules, width = layouts(), self.width
        text = squeezed("".join(line.text for line in block.lines))
        if not text or alike(block.paper, self.picture.page, 3):
            return False
        middle = abs((block.field.left + block.field.right) / 2 - width / 2)
        if middle < 0.06 * width and (times.parse(text) is not None or block.field.left > 0.2 * width):
            return False
        at_foot = block.field.top > self.height - 0.2 * width
        at_head = block.field.bottom < 0.24 * width and self.height > width
        return not ((at_foot and text.strip("+|") in rules.input_words) or at_head)

    def page_lines(self, bubbles: Iterable[Block]) -> list[TextLine]:
        """Return the lines that stand in no bubble."""
        taken = {id(line) for block in bubbles for line in block.lines}
        return [line for line in self.body if id(line) not in taken]

    def visual_rows(self, lines: Sequence[TextLine]) -> list[list[TextLine]]:
        """Return lines in reading order: those beside each other in one list, from left to right."""
        rows: list[list[TextLine]] = []
        for line in sorted(lines, key=lambda item: item.box.middle_y):
            if rows:
                last = rows[-1][-1]
                if line.box.middle_y - last.box.middle_y < 0.5 * min(line.box.height, last.box.height):
                    rows[-1].append(line)
                    continue
            rows.append([line])
        return [sorted(row, key=lambda item: item.box.left) for row in rows]
