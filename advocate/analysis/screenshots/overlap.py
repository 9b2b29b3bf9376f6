"""Rows that two screenshots of one conversation, or of one list of calls, have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

#: Texts at least so alike are one text read twice.
_ALIKE = 0.88
#: Letters of a piece that a cut row must show to be known again.
_LEAST_PIECE = 4
#: Letters that a single row in common must have; two rows in a row are enough of themselves.
_LEAST_ALONE = 6
#: Bits in which the hashes of two pictures that look the same may differ.
SAME_LOOK_BITS = 4
_MARKS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Known:
    """A row as it is compared: ``at`` is its time, resolved, or None; ``cut`` where an edge may hide some of it."""

    direction: str
    number: str
    text: str
    at: datetime | None
    duration: str = ""
    cut: bool = False
    voice: bool = False


def alike_looks(one: int, other: int) -> bool:
    """Tell whether two perceptual hashes are of nearly the same picture."""
    return (one ^ other).bit_count() <= SAME_LOOK_BITS


def common(earlier: Sequence[Known], later: Sequence[Known]) -> dict[int, int]:
    """Return the places of ``later`` that stand in ``earlier`` too, with the places there.

    The rows in common are one run: where the two pictures overlap, every row must be in both.
    """
    best: dict[int, int] = {}
    weight = 0
    for shift in range(1 - len(later), len(earlier)):
        pairs = [(place, place + shift) for place in range(len(later)) if 0 <= place + shift < len(earlier)]
        if len(pairs) < len(best) or not all(
            _same(earlier[there], later[here], here in (0, len(later) - 1), there in (0, len(earlier) - 1))
            for here, there in pairs
        ):
            continue
        letters = sum(len(_plain(later[here].text)) for here, _there in pairs)
        timed = any(later[here].at is not None and earlier[there].at is not None for here, there in pairs)
        enough = len(pairs) > 1 or letters >= _LEAST_ALONE or (timed and later[pairs[0][0]].voice)
        if enough and letters + len(pairs) > weight:
            best, weight = dict(pairs), letters + len(pairs)
    return best


def _same(one: Known, other: Known, other_at_edge: bool, one_at_edge: bool) -> bool:
    if (one.direction, one.voice) != (other.direction, other.voice):
        return False
    if one.number and other.number and _plain(one.number) != _plain(other.number):
        return False
    if one.at is not None and other.at is not None and one.at != other.at:
        return False
    if one.voice:
        return one.at is not None and other.at is not None and one.duration == other.duration
    first, second = _plain(one.text), _plain(other.text)
    if first == second or SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE:
        # A number that differs is another message, however alike the rest.
        return first == second or _digits(first) == _digits(second) or one.cut or other.cut
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    at_edge = one_at_edge if len(first) < len(second) else other_at_edge
    return at_edge and len(shorter) >= _LEAST_PIECE and (longer.startswith(shorter) or longer.endswith(shorter))


def _plain(text: str) -> str:
    return _MARKS.sub("", text).lower()


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
