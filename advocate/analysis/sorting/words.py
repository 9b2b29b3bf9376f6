"""What the words of a message say about it: debt and pressure, or codes, couriers and family."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ahocorasick_rs import AhoCorasick, MatchKind

from advocate.analysis.sorting.model import Category, Sheet

#: Between two messages that are looked at together; where a message holds it itself, they are looked at one by one.
_BETWEEN = "\x1e"
_CHUNK = 2_000
#: So much of one message is read: what a longer one is about stands in its beginning.
_MOST_CHARACTERS = 4_000
_WORDS_SHOWN = 3
#: Sums kept: real backups say few different things.
_MOST_SUMS = 50_000
#: Numbers that a message may ask to be rung back: mobile, fixed, 95 and 400.
_NUMBER = re.compile(r"(?<!\d)(1[3-9]\d{9}|0\d{9,11}|9[56]\d{3,6}|400\d{7})(?!\d)", re.ASCII)

#: What senders put between characters so that nobody finds their words.
_PUT_BETWEEN = re.compile("[ \t\r\u3000\u00a0\u200b-\u200f\u2060\ufeff*·•_~^\u2014|+.\u2010-\u2012-]+")
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff0a\uff0b\uff0d\uff0e]")
_SURROGATES = re.compile("[\ud800-\udfff]")

#: Whether the rule pack's lexicon knows words in a text.
Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Words:
    """What one message says: its sum, its reasons in stored form, the categories, the numbers to be rung back."""

    score: float
    why: str
    categories: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()


NOTHING = Words(0.0, "")


class WordReader:
    """Reads messages by the sheet's words, many at a time; ``known`` asks the rule pack where they say nothing."""

    def __init__(self, sheet: Sheet, known: Known) -> None:
        self._sheet = sheet
        self._known = known
        self._odd = re.compile(f"[{re.escape(''.join(sheet.spellings))}]")
        self._summed: dict[tuple[int, ...], Words] = {}
        patterns: dict[str, tuple[str, str]] = {}
        for name, category in sheet.categories.items():
            for phrase in category.phrases:
                patterns.setdefault(self._plain(phrase), (name, phrase))
        self._phrases = list(patterns.values())
        self._automaton = AhoCorasick(list(patterns), matchkind=MatchKind.LeftmostLongest)

    def read(self, texts: Sequence[str]) -> list[Words]:
        """Return what each text says, in their order."""
        read: dict[str, Words] = {"": NOTHING}
        fresh = [text for text in dict.fromkeys(texts) if text]
        for start in range(0, len(fresh), _CHUNK):
            chunk = fresh[start : start + _CHUNK]
            read.update(zip(chunk, self._chunk(chunk), strict=True))
        return [read[text] for text in texts]

    def _chunk(self, texts: list[str]) -> list[Words]:
        cut = [text[:_MOST_CHARACTERS] for text in texts]
        folded = self._plain(_BETWEEN.join(cut))
        parts = folded.split(_BETWEEN)
        if len(parts) != len(texts):
            parts = [self._plain(text.replace(_BETWEEN, "")) for text in cut]
            folded = _BETWEEN.join(parts)
        found: list[list[int]] = [[] for _ in parts]
        place, end = 0, len(parts[0])
        for index, start, _stop in self._automaton.find_matches_as_indexes(folded):
            while start > end:
                place += 1
                end += len(parts[place]) + 1
            found[place].append(index)
        return [self._judged(*each) for each in zip(cut, parts, found, strict=True)]

    def _judged(self, text: str, folded: str, found: list[int]) -> Words:
        key = tuple(found)
        words = self._summed.get(key)
        if words is None:
            if len(self._summed) > _MOST_SUMS:
                self._summed.clear()
            words = self._summed[key] = self._sum(found)
        if -2.0 < words.score < self._sheet.collection and self._known(text):
            weight = self._sheet.categories["rules"].first
            why = reason("rules", weight)
            why = f"{words.why}|{why}" if words.why else why
            words = Words(words.score + weight, why, words.categories | {"rules"})
        if words.score < self._sheet.collection:
            return words
        numbers = tuple(_NUMBER.findall(folded))
        return replace(words, numbers=numbers) if numbers else words

    def _sum(self, found: list[int]) -> Words:
        """Return what the phrases at these places of the list come to."""
        by_category: dict[str, list[str]] = {}
        for index in dict.fromkeys(found):
            category, phrase = self._phrases[index]
            by_category.setdefault(category, []).append(phrase)
        score, reasons = 0.0, []
        for name, phrases in by_category.items():
            weight = _weight(self._sheet.categories[name], len(phrases))
            score += weight
            reasons.append(reason(name, weight, "、".join(phrases[:_WORDS_SHOWN])))
        return Words(score, "|".join(reasons), frozenset(by_category)) if reasons else NOTHING

    def _plain(self, text: str) -> str:
        """Return text as it is matched: half-width, small, simplified, without what is put between characters."""
        joined = _PUT_BETWEEN.sub("", _WIDE.sub(lambda found: chr(ord(found[0]) - 0xFEE0), text).lower())
        # Half a surrogate pair, as broken backups hold them, is no text that the automaton takes.
        joined = _SURROGATES.sub("\ufffd", joined)
        joined = self._odd.sub(lambda found: self._sheet.spellings[found[0]], joined)
        for written, meant in self._sheet.sequences.items():
            joined = joined.replace(written, meant)
        return joined


def reason(code: str, weight: float, detail: str = "") -> str:
    """Return one reason in stored form: ``code:weight:detail``."""
    return f"{code}:{weight:g}:{detail}"


def _weight(category: Category, count: int) -> float:
    weight = category.first + category.more * (count - 1)
    return max(-category.most, min(category.most, weight))
