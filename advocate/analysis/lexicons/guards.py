"""What keeps words from being held against somebody: negation, quotation, a harmless wording around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from advocate.analysis.lexicons.folding import fold
from advocate.analysis.lexicons.model import LexiconFile

#: Ends of a clause: a negation before one of them says nothing about what follows.
_BOUNDARY = re.compile(r"[,;:!?，。；：！？、\n]")
#: How far before a phrase a negation may stand, in characters including itself (不会, or 不会再来 before the phrase).
_NEGATION_REACH = 4
#: How far before an opening quotation mark the word stands that says where the quotation is from.
_QUOTE_REACH = 8
#: How far before a phrase the word stands that says that it is about a play or the news.
_UNSAID_REACH = 10
_QUOTES = {"“": "”", "「": "」", "『": "』", "‘": "’"}


@dataclass(frozen=True, slots=True)
class Span:
    """A match in a folded text: what was found, from where to where."""

    start: int
    end: int
    category: str
    phrase: str


class Guards:
    """The guards of a lexicon, compiled."""

    def __init__(self, lexicon: LexiconFile) -> None:
        self._negations = tuple(map(fold, lexicon.negations))
        self._quoted_after = tuple(map(fold, lexicon.quoted_after))
        self._unsaid = tuple(map(fold, lexicon.unsaid))
        self._near = re.compile("|".join(f"(?:{p})" for p in lexicon.near_misses)) if lexicon.near_misses else None

    def kept(self, folded: str, spans: Sequence[Span]) -> list[Span]:
        """Return the spans that no guard takes away; ``folded`` is the whole folded text."""
        harmless = [found.span() for found in self._near.finditer(folded)] if self._near else []
        return [
            span
            for span in spans
            if not any(_spoilt(span.start, span.end, since, until) for since, until in harmless)
            and not self._negated(folded, span.start)
            and not self._quoted(folded, span.start, span.end)
            and not self._about_something_else(folded, span.start)
        ]

    def _negated(self, folded: str, start: int) -> bool:
        before = _BOUNDARY.split(folded[max(0, start - _NEGATION_REACH) : start])[-1]
        return any(
            negation in before and not before.partition(negation)[2].startswith("不") for negation in self._negations
        )

    def _quoted(self, folded: str, start: int, end: int) -> bool:
        """Tell whether the phrase stands in a title 《…》, or in quotation marks after a word like “novel”."""
        opening = folded.rfind("《", 0, start)
        if opening >= 0 and folded.find("》", opening) >= end:
            return True
        for mark, closing_mark in _QUOTES.items():
            opening = folded.rfind(mark, 0, start)
            if opening >= 0 and folded.find(closing_mark, opening) >= end:
                before = folded[max(0, opening - _QUOTE_REACH) : opening]
                return any(word in before for word in self._quoted_after)
        return False

    def _about_something_else(self, folded: str, start: int) -> bool:
        before = _BOUNDARY.split(folded[max(0, start - _UNSAID_REACH) : start])[-1]
        return any(word in before for word in self._unsaid)


def _spoilt(start: int, end: int, since: int, until: int) -> bool:
    """Tell whether harmless words make a phrase harmless: they overlap it and are not merely a part of it."""
    overlap = start < until and since < end
    return overlap and not (start <= since and until <= end and end - start > until - since)
