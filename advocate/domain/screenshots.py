"""What is read from a picture of a screen: lines with their places, and the rows that are proposed from them.

Boxes are in pixels of the upright picture (turned as its EXIF says), left and top inclusive, right and bottom not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from advocate.domain.vocabulary import Direction, Medium, TimePrecision

Colour = tuple[int, int, int]


class Box(NamedTuple):
    """A rectangle on a picture, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Return how wide it is."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Return how high it is."""
        return self.bottom - self.top

    @property
    def middle_x(self) -> float:
        """Return the middle from left to right."""
        return (self.left + self.right) / 2

    @property
    def middle_y(self) -> float:
        """Return the middle from top to bottom."""
        return (self.top + self.bottom) / 2

    def union(self, other: Box) -> Box:
        """Return the smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


class ScreenKind(StrEnum):
    """What a screenshot shows."""

    CONVERSATION = "conversation"
    CALL_LIST = "call_list"
    CALL_DETAIL = "call_detail"
    UNKNOWN = "unknown"


class ProposalStatus(StrEnum):
    """What became of a proposed contact."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    #: The same message or call stands in another screenshot of the case.
    DOUBLE = "double"


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text on a picture.

    ``sure`` holds the recogniser's confidence in each character, 0 to 1; ``centres`` its middle from the left, in
    pixels; ``doubtful`` the places where a second look at the digits read something else. ``paper`` is the colour
    behind the text, ``ink`` the text's own, ``field`` the box of that colour around the line: a bubble, a card, or
    the page.
    """

    text: str
    box: Box
    sure: tuple[float, ...]
    centres: tuple[int, ...]
    paper: Colour
    ink: Colour
    field: Box
    doubtful: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PictureText:
    """All that was read from one picture: ``page`` is the colour of its sides, ``look`` a 64-bit hash of likeness."""

    width: int
    height: int
    lines: tuple[TextLine, ...]
    page: Colour
    look: int
    tool: str


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field of a proposed row: what was read, where it stands, and which of its characters are uncertain.

    ``boxes`` are the lines that it was read from; none where somebody typed it. ``edited`` means that a person
    changed it.
    """

    value: str
    boxes: tuple[Box, ...] = ()
    uncertain: tuple[int, ...] = ()
    sure: float = 1.0
    edited: bool = False

    @property
    def box(self) -> Box | None:
        """Return the box around all of it."""
        if not self.boxes:
            return None
        whole = self.boxes[0]
        for box in self.boxes[1:]:
            whole = whole.union(box)
        return whole

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "value": self.value,
            "boxes": [list(box) for box in self.boxes],
            "uncertain": list(self.uncertain),
            "sure": round(self.sure, 4),
            "edited": self.edited,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> FieldReading:
        """Return what `as_data` gave."""
        boxes = tuple(Box(*box) for box in data["boxes"])
        return cls(data["value"], boxes, tuple(data["uncertain"]), data["sure"], data["edited"])


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """One message or call as a screenshot shows it.

    Fields by name: ``number``, ``time``, ``text``, ``duration``, ``count``; those that the picture does not show are
    missing. ``cut`` marks a message that the edge of the picture may cut off.
    """

    direction: Direction
    fields: dict[str, FieldReading]
    box: Box
    answered: bool | None = None
    cut: bool = False
    voice: bool = False


@dataclass(frozen=True, slots=True)
class ScreenReading:
    """A screenshot understood: of what kind it is, who stands in its title, and its rows in reading order."""

    kind: ScreenKind
    medium: Medium
    title: FieldReading
    rows: tuple[ScreenRow, ...]
    plain: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposed contact. ``at_utc`` is None where the time is missing or cannot be resolved yet.

    ``question`` is the code of what has to be answered before it can be accepted, empty where nothing has.
    """

    id: int
    evidence_id: int
    position: int
    status: ProposalStatus
    medium: Medium
    direction: Direction
    answered: bool | None
    fields: dict[str, FieldReading]
    box: Box
    at_utc: datetime | None
    duration_s: int | None
    question: str
    contact_id: int | None
    same_as: int | None
    cut: bool = False
    precision: TimePrecision | None = None

    @property
    def certain(self) -> bool:
        """Tell whether nothing in it is marked and nothing is asked."""
        return not self.question and not any(reading.uncertain for reading in self.fields.values())


@dataclass(frozen=True, slots=True)
class ScreenshotView:
    """A read screenshot and what was proposed from it, in reading order.

    ``captured_from`` says where ``captured_utc`` comes from: ``exif``, ``name``, ``person``, or empty where unknown.
    ``looks_like`` is the evidence of the case that shows nearly the same picture, if any.
    """

    evidence_id: int
    case_id: int
    name: str
    kind: ScreenKind
    medium: Medium
    title: FieldReading
    width: int
    height: int
    captured_utc: datetime | None
    captured_from: str
    needs_captured: bool
    looks_like: int | None
    text: str
    zone: str
    proposals: tuple[ProposalView, ...] = field(default=())

    @property
    def open(self) -> int:
        """Return how many proposals nobody has decided on."""
        return sum(proposal.status is ProposalStatus.PROPOSED for proposal in self.proposals)
