"""What a screenshot shows: its kind, its title, and its rows, from lines with their places and colours."""

from __future__ import annotations

from advocate.analysis.screenshots import calls, conversation, words
from advocate.analysis.screenshots.blocks import Block, Screen
from advocate.analysis.screenshots.layouts import alike, layouts, squeezed
from advocate.domain.screenshots import FieldReading, PictureText, ScreenKind, ScreenReading, TextLine
from advocate.domain.vocabulary import Medium


def understand(picture: PictureText, name: str = "") -> ScreenReading:
    """Return what a picture shows; ``name`` is its file name, which may tell the program.

    A picture that is none of the known kinds has no rows: its text is all that is said of it.
    """
    screen = Screen.of(picture)
    bubbles = screen.bubbles()
    if bubbles:
        title = _title(screen, bubbles)
        medium = _medium(screen, bubbles, title, name)
        rows = conversation.rows(screen, bubbles, title)
        if rows:
            return ScreenReading(ScreenKind.CONVERSATION, medium, title, rows, _plain(screen))
    kind, title, rows = calls.rows(screen)
    return ScreenReading(kind, Medium.CALL if rows else Medium.OTHER, title, rows, _plain(screen))


def _plain(screen: Screen) -> str:
    """Return all text in reading order, one line a row of the screen."""
    return "\n".join(" ".join(line.text for line in row) for row in screen.visual_rows(screen.picture.lines))


def _title(screen: Screen, bubbles: list[Block]) -> FieldReading:
    """Return whom a conversation is with: a number before a name, the larger before the smaller."""
    rules = layouts()
    first = min(block.box.top for block in bubbles)
    end = min(first, rules.header * screen.width)
    lines = [line for line in screen.body if line.box.bottom <= end and screen.time_of(line) is None]
    lines = [line for line in lines if not _is_furniture(screen, line)]
    if not lines:
        return FieldReading("")
    numbers = [line for line in lines if words.number_of(line.text)]
    best = max(numbers or lines, key=lambda line: line.box.height * (1.3 if screen.is_centred(line) else 1.0))
    beside = [line for line in lines if _same_row(line, best) and line.paper == best.paper]
    if not numbers:
        best = min(beside, key=lambda line: abs(line.box.middle_x - screen.width / 2)) if beside else best
    read = words.reading([best])
    value = words.number_of(read.value)
    if value is None:
        value, _count = words.without_count(read.value.strip(" <>‹›〈〉"))
    return _cut(read, value)


def _same_row(one: TextLine, other: TextLine) -> bool:
    return abs(one.box.middle_y - other.box.middle_y) < 0.5 * max(one.box.height, other.box.height)


def _is_furniture(screen: Screen, line: TextLine) -> bool:
    """Tell whether a line of the header is a button, an unread count or the like."""
    text = squeezed(line.text)
    if text in layouts().not_titles or text in layouts().sms_words:
        return True
    letters = [character for character in text if character.isalnum()]
    return not letters or (
        len(letters) <= 3 and text.strip("<‹〈()（）").isdigit() and line.box.left < 0.2 * screen.width
    )


def _cut(read: FieldReading, value: str) -> FieldReading:
    """Return ``read`` with only ``value``, which is part of it."""
    start = max(read.value.find(value), 0)
    uncertain = tuple(place - start for place in read.uncertain if start <= place < start + len(value))
    return FieldReading(value, read.boxes, uncertain, read.sure)


def _medium(screen: Screen, bubbles: list[Block], title: FieldReading, name: str) -> Medium:
    """Return by which program a conversation went: as the name says, else a number's, else the bubbles' colour."""
    rules = layouts()
    low = name.lower()
    for package in sorted(rules.packages, key=len, reverse=True):
        if package in low:
            return rules.packages[package]
    said = {squeezed(line.text) for line in screen.body}
    if words.number_of(title.value) or said & rules.sms_words:
        return Medium.SMS
    for block in bubbles:
        if not screen.is_left(block):
            for medium, colours in rules.own_colours.items():
                if any(alike(block.paper, colour, 14) for colour in colours):
                    return medium
    return Medium.OTHER
