"""Whether two people tell the same story in the same words: scripted mass filing harms every honest complaint.

In 2025 police and regulator prosecuted agencies that filed one story for many debtors (law file, section B, integrity
guard). Names, numbers and amounts are left out of the comparison: they are what changes in a copied story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from advocate.analysis.lexicons.folding import fold

#: Shorter texts are alike by chance; in folded characters.
LEAST_CHARACTERS = 30
#: From here on, of 100, two texts are one text with small changes (`rapidfuzz.fuzz.ratio`).
SAME_FROM = 85.0

_VARIABLE = re.compile(r"[\d一二三四五六七八九十百千万零〇两]+|[a-z0-9]+")


def core(text: str, names: Iterable[str] = ()) -> str:
    """Return what of a text is compared: folded, without ``names``, figures and letters."""
    core = fold(text)
    for name in sorted(map(fold, names), key=len, reverse=True):
        if name:
            core = core.replace(name, "")
    return _VARIABLE.sub("", core)


def alike(text: str, others: Mapping[int, str]) -> list[tuple[int, float]]:
    """Return which of ``others`` (cores by key) are the same text, with their likeness of 100, the likest first."""
    if len(text) < LEAST_CHARACTERS:
        return []
    long = {key: other for key, other in others.items() if len(other) >= LEAST_CHARACTERS}
    found = process.extract(text, long, scorer=fuzz.ratio, score_cutoff=SAME_FROM, limit=None)
    return [(key, score) for _, score, key in found]
