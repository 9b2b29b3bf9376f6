"""The normal form of a text: wording without names, links, figures, so that changed parts do not hide the script."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from advocate.analysis.lexicons.folding import fold
from advocate.analysis.scripts import identifiers
from advocate.analysis.scripts.identifiers import Identifier

#: Characters in a piece of wording, and which share of the pieces is kept: by their hash, so everybody keeps the same.
GRAM, KEPT = 5, 3
_TITLED = re.compile(r"[\u4e00-\u9fff]{1,3}(?=先生|女士|小姐|同志|[*某]{1,2})")
_SIGNS = re.compile(r"[^\w<>#\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says: what it names, its pieces of wording as numbers, and the script as one number."""

    identifiers: tuple[Identifier, ...]
    grams: frozenset[int]
    script: int


def wording(text: str) -> str:
    """Return the wording of ``text``: folded, with figures, links, ids and titled names replaced by signs."""
    return _worded(identifiers.visible(text))


def _worded(seen: str) -> str:
    return fold(_TITLED.sub("<N>", identifiers.masked(seen)))


def grams(worded: str) -> frozenset[int]:
    """Return the kept pieces of a wording as numbers that are the same in every run and on every machine."""
    data = worded.encode("utf-32-le", "replace")
    step, width = 4, 4 * GRAM
    crc = zlib.crc32
    hashes = (crc(data[at : at + width]) for at in range(0, max(len(data) - width + step, 1), step))
    return frozenset(value for value in hashes if value % KEPT == 0)


def read(text: str) -> Reading:
    """Return what a text says."""
    seen = identifiers.visible(text)
    worded = _worded(seen)
    whole = _SIGNS.sub("", worded)
    return Reading(identifiers.find_visible(seen), grams(worded), zlib.crc32(whole.encode("utf-8", "replace")))
