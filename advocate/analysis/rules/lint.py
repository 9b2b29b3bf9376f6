"""Wrong law found on the web: no document may contain it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from advocate.analysis.rules.loading import Book


@dataclass(frozen=True, slots=True)
class WrongLaw:
    """A passage that must not be cited; ``start`` and ``end`` are character offsets in the text."""

    id: str
    words: str
    start: int
    end: int
    why_zh: str
    why_en: str


def wrong_law(text: str, book: Book) -> list[WrongLaw]:
    """Return every passage of ``text`` that the pack's do-not-cite list names, in order of place."""
    found = [
        WrongLaw(entry.id, match[0], match.start(), match.end(), entry.why.zh, entry.why.en)
        for entry in book.pack.do_not_cite
        for match in re.finditer(entry.pattern, text)
    ]
    return sorted(found, key=lambda entry: (entry.start, entry.id))
