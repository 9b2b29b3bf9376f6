"""Texts in Latin letters as they are meant: look-alike letters, digits for letters, letters set apart, negations.

Words keep their boundaries here, unlike in `folding`: “hell” is not in “Hello”, nor “ass” in “assessment”.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: Letters of other alphabets that are taken for Latin ones by the eye.
_LOOKS_LIKE = dict(
    zip("авеиікмнорстухгјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχωﬁ", "abeuikmhopctyxrjsdqwabezhikmnoptyxaeikvoptuxwf", strict=True)
)
_UNSEEN = frozenset("\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_STRAIGHT = {"’": "'", "‘": "'", "`": "'", "´": "'", "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\t": " "}
_DIGITS = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
#: Three letters or more, each set apart from the next by one separator: s.u.e, j a i l.
_SET_APART = re.compile(r"(?<![a-z0-9'])(?:[a-z0-9][ .*_·•|-]){2,}[a-z0-9](?![a-z0-9'])")
_WRITTEN_WITH_DIGITS = re.compile(r"[a-z0-9@$!]*[a-z][a-z0-9@$!]*")
#: A number with its unit, an ordinal, a time of day: no letters in disguise.
_QUANTITY = re.compile(r"\d+(?:am|pm|st|nd|rd|th|h|hrs?|hours?|days?|mins?|k|m|x|d|g)")
#: Where a clause ends: a negation before it says nothing about what follows.
_CLAUSE_END = re.compile(r"[,.;:!?()\n—]| but | however ")
_REACH_WORDS = 5


def unmask(text: str) -> tuple[str, list[int]]:
    """Return ``text`` in plain lower-case letters, and for each of its characters the offset in ``text``."""
    characters: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text):
        if character in _UNSEEN or unicodedata.combining(character):
            continue
        characters.append(_plain(character))
        offsets.append(place)
    plain = "".join(characters)
    if not any(character.isascii() and character.isalpha() for character in plain):
        return plain, offsets
    return _joined(_spelled(plain), offsets)


def _plain(character: str) -> str:
    known = _STRAIGHT.get(character)
    if known is not None:
        return known
    if character.isascii():
        return character.lower()
    lower = character.lower()
    known = _LOOKS_LIKE.get(lower) or _LOOKS_LIKE.get(character)
    if known is not None:
        return known
    base = unicodedata.normalize("NFKD", character)[:1].lower()
    return base if base.isascii() and base else (lower if len(lower) == 1 else character)


def _spelled(plain: str) -> str:
    """Return ``plain`` with digits and signs read as the letters they stand for, inside words only."""

    def read(found: re.Match[str]) -> str:
        word = found[0]
        if word.isalpha() or _QUANTITY.fullmatch(word):
            return word
        core = word.rstrip("!$")
        return "".join(_DIGITS.get(c, c) for c in core) + word[len(core) :]

    return _WRITTEN_WITH_DIGITS.sub(read, plain)


def _joined(plain: str, offsets: list[int]) -> tuple[str, list[int]]:
    """Return the text with letters that were set apart put together again."""
    dropped = {place for run in _SET_APART.finditer(plain) for place in range(run.start() + 1, run.end(), 2)}
    if not dropped:
        return plain, offsets
    kept = [place for place in range(len(plain)) if place not in dropped]
    return "".join(plain[place] for place in kept), [offsets[place] for place in kept]


class Negations:
    """Words that take back what is said after them in a clause, and those that only seem to."""

    def __init__(self, words: Iterable[str], harmless: Iterable[str]) -> None:
        alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        self._words = re.compile(rf"(?<![a-z'])(?:{alternatives})(?![a-z])") if alternatives else None
        patterns = "|".join(f"(?:{pattern})" for pattern in harmless)
        self._harmless = re.compile(patterns) if patterns else None

    def taken_back(self, plain: str, start: int, end: int) -> bool:
        """Tell whether what stands at ``start`` to ``end`` of an unmasked text is negated.

        A negation counts within the five words before it in its clause, and in its first half: “we will not sue you”.
        """
        if self._words is None:
            return False
        said = plain
        if self._harmless is not None:
            said = self._harmless.sub(lambda found: " " * len(found[0]), plain)
        since = max((found.end() for found in _CLAUSE_END.finditer(said, 0, start)), default=0)
        before = said[since:start].split()[-_REACH_WORDS:]
        first_half = said[start : start + (end - start + 1) // 2]
        return bool(self._words.search(" ".join(before)) or self._words.search(first_half))
