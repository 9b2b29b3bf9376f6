"""Phrases in what a collector said: found despite spacing tricks, kept out where negated, quoted or harmless."""

from __future__ import annotations

import re
from bisect import bisect_left

from ahocorasick_rs import AhoCorasick, MatchKind

from advocate.analysis.rules.model import LexiconFile, Phrase
from advocate.domain.facts import PhraseHit

#: Ends of a clause: a negation before one of them says nothing about what follows.
_BOUNDARY = re.compile(r"[,;:!?，。；：！？、\n]")
#: How far before a phrase a negation may stand, in characters including itself (不会, or 不会再来 before the phrase).
_NEGATION_REACH = 4
#: How far before an opening quotation mark the word stands that says where the quotation is from.
_QUOTE_REACH = 8
_QUOTES = {"“": "”", "「": "」", "『": "』", "‘": "’"}


def _folding() -> dict[int, str | None]:
    """Return the table that folds a text: one character becomes one or none, so that places can be traced back."""
    table: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table.update({code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)})
    table.update({code: chr(code - 0xFEE0).lower() for code in range(0xFF21, 0xFF3B)})
    dropped = " \t\r\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff*·•_~^-—|+.＊－．"
    table.update(dict.fromkeys(map(ord, dropped)))
    # Half a surrogate pair, as broken backups hold them, is no text that the automaton takes.
    table.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
    return table


_FOLDING = _folding()


def fold(text: str) -> str:
    """Return ``text`` as it is matched: half-width, lower case, without spaces or separators inside words."""
    return text.translate(_FOLDING)


def _places(text: str) -> list[int]:
    """Return for each character of the folded text its offset in ``text``."""
    return [place for place, character in enumerate(text) if _FOLDING.get(ord(character), character) is not None]


class Matcher:
    """A compiled lexicon."""

    def __init__(self, lexicon: LexiconFile) -> None:
        self.lexicon = lexicon
        self.notes: dict[str, str] = {}
        self._known: list[tuple[str, str]] = []
        spellings: list[str] = []
        for category, content in lexicon.categories.items():
            for entry in content.phrases:
                phrase = Phrase(text=entry) if isinstance(entry, str) else entry
                if phrase.note:
                    self.notes[phrase.text] = phrase.note
                for spelling in (phrase.text, *phrase.forms):
                    spellings.append(fold(spelling))
                    self._known.append((category, phrase.text))
        self._automaton = AhoCorasick(spellings, matchkind=MatchKind.LeftmostLongest)
        self._near = re.compile("|".join(f"(?:{p})" for p in lexicon.near_misses)) if lexicon.near_misses else None
        self._patterns = {
            category: re.compile("|".join(f"(?:{p})" for p in content.patterns))
            for category, content in lexicon.categories.items()
            if content.patterns
        }

    def find(self, contact_id: int, text: str) -> list[PhraseHit]:
        """Return the phrases in a collector's ``text`` in order of place; offsets are those of ``text``."""
        folded = text.translate(_FOLDING)
        raw = self._automaton.find_matches_as_indexes(folded)
        if not raw:
            return []
        spans = [(start, end, *self._known[index]) for index, start, end in raw]
        return self._guarded(contact_id, text, folded, spans)

    def find_pattern(self, contact_id: int, text: str, category: str) -> list[PhraseHit]:
        """Return what the patterns of ``category`` match in ``text``; the phrase is the matched wording."""
        pattern = self._patterns.get(category)
        if pattern is None:
            return []
        folded = text.translate(_FOLDING)
        spans = [(found.start(), found.end(), category, found[0]) for found in pattern.finditer(folded)]
        return self._guarded(contact_id, text, folded, spans) if spans else []

    def _guarded(
        self, contact_id: int, text: str, folded: str, spans: list[tuple[int, int, str, str]]
    ) -> list[PhraseHit]:
        harmless = [found.span() for found in self._near.finditer(folded)] if self._near else []
        places = _places(text)
        return [
            PhraseHit(contact_id, category, phrase, places[start], places[end - 1] + 1)
            for start, end, category, phrase in spans
            if not any(_spoilt(start, end, since, until) for since, until in harmless)
            and not self._negated(folded, start)
            and not self._quoted(folded, start, end)
        ]

    def _negated(self, folded: str, start: int) -> bool:
        before = _BOUNDARY.split(folded[max(0, start - _NEGATION_REACH) : start])[-1]
        return any(
            negation in before and not before.partition(negation)[2].startswith("不")
            for negation in self.lexicon.negations
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
                return any(word in before for word in self.lexicon.quoted_after)
        return False


def _spoilt(start: int, end: int, since: int, until: int) -> bool:
    """Tell whether harmless words make a phrase harmless: they overlap it and are not merely a part of it."""
    overlap = start < until and since < end
    return overlap and not (start <= since and until <= end and end - start > until - since)


def merge(first: list[PhraseHit], second: list[PhraseHit]) -> list[PhraseHit]:
    """Return both lists in order of place, leaving out what stands in both."""
    merged = list(first)
    for hit in second:
        if hit not in merged:
            merged.insert(bisect_left([(h.start, h.end) for h in merged], (hit.start, hit.end)), hit)
    return merged
