"""Words by their sound: 琺院, fa院 and 法院 are one word to whoever reads them aloud.

A text becomes a row of syllables without tones, each written as one private character, so that one automaton finds
every spelling of a word. What was found is then compared with the word, character by character: see `is_spelling_of`.
"""

from __future__ import annotations

import re
from functools import cache

_FIRST_CODE = 0xE000
#: Letters that may be syllables: a short run, beside a Chinese character.
_LETTERS = re.compile(r"(?<=[\u3400-\u9fff])[a-z]{1,18}|[a-z]{1,18}(?=[\u3400-\u9fff])")
#: The first level of GB 2312, ordered by sound, holds the 3,755 commonest characters (rows 16 to 55).
_COMMON_ROWS = range(0xB0, 0xD8)


class _Syllables(dict[int, str]):
    """A table for `str.translate`: a Chinese character becomes its syllable, everything else stays."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[str, str] = {}

    def __missing__(self, code: int) -> str:
        character = chr(code)
        found = character
        if "\u3400" <= character <= "\u9fff":
            from pypinyin import lazy_pinyin  # a third of a second: only who reads by sound waits for it

            found = self.code_of(lazy_pinyin(character)[0])
        self[code] = found
        return found

    def code_of(self, syllable: str) -> str:
        """Return the private character that stands for a syllable."""
        return self.codes.setdefault(syllable, chr(_FIRST_CODE + len(self.codes)))


_SYLLABLES = _Syllables()


@cache
def _known_syllables() -> frozenset[str]:
    """Return every syllable of the common characters."""
    from pypinyin import lazy_pinyin

    common = (bytes((row, cell)).decode("gb2312", "ignore") for row in _COMMON_ROWS for cell in range(0xA1, 0xFF))
    return frozenset(lazy_pinyin("".join(common)))


@cache
def _split(letters: str) -> tuple[str, ...]:
    """Return the syllables that make up ``letters``, longest first; empty where it is no Chinese."""
    if not letters:
        return ()
    for length in range(min(6, len(letters)), 0, -1):
        head = letters[:length]
        if head in _known_syllables():
            rest = _split(letters[length:])
            if rest or length == len(letters):
                return (head, *rest)
    return ()


def syllables(folded: str) -> tuple[str, list[int] | None]:
    """Return a folded text by its sound, and for each of its characters the offset in ``folded``.

    None stands for offsets that are the same: most texts hold no letters.
    """
    found = list(_LETTERS.finditer(folded))
    if not found:
        return folded.translate(_SYLLABLES), None
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for run in found:
        parts = _split(run[0])
        if not parts:
            continue
        pieces.append(folded[done : run.start()].translate(_SYLLABLES))
        offsets.extend(range(done, run.start()))
        at = run.start()
        for part in parts:
            pieces.append(_SYLLABLES.code_of(part))
            offsets.append(at)
            at += len(part)
        done = run.end()
    pieces.append(folded[done:].translate(_SYLLABLES))
    offsets.extend(range(done, len(folded) + 1))
    return "".join(pieces), offsets


def is_common(character: str) -> bool:
    """Tell whether a Chinese character is one of the commonest, so that it may well be meant."""
    try:
        return character.encode("gb2312")[0] in _COMMON_ROWS
    except UnicodeEncodeError:
        return False


def is_spelling_of(written: str, word: str) -> bool:
    """Tell whether ``written``, which sounds like ``word``, can only be meant as that.

    Letters and rare characters are not written by accident, common ones may be: 法援 is not 法院, but 通迅录 is 通讯录.
    At least half of the word has to stand as it is.
    """
    if written == word:
        return True
    if len(written) != len(word):
        # Letters: what is left of them must be the word's own characters, at least one of them.
        rest = re.sub("[a-z]+", "", written)
        return bool(rest) and len(rest) * 2 >= len(word) and all(character in word for character in rest)
    differing = [(a, b) for a, b in zip(written, word, strict=True) if a != b]
    if len(differing) * 2 > len(word):
        return False
    return len(word) > 2 or not any(is_common(a) for a, _ in differing)
