"""How texts are made alike before they are compared: width, case, separators, traditional characters.

One character becomes one or none, so that a place in the folded text can be traced back to the text itself.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from opencc import OpenCC

#: Separators that people put into words to get past filters.
_DROPPED = " \t\r\u3000\u00a0\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff*·•・_~^-—|+.＊－．`´"


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


class _Folding(dict[int, str | None]):
    """A table for `str.translate` that learns a character when it is first seen."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        folded = character if code < 0x80 else unicodedata.normalize("NFKC", character)
        if len(folded) != 1:
            folded = character
        if "\u3400" <= folded <= "\u9fff" or "\uf900" <= folded <= "\ufaff":
            simple = _simplifier().convert(folded)
            folded = simple if len(simple) == 1 else folded
        lower = folded.lower()
        found: str | None = lower if len(lower) == 1 else folded
        self[code] = found
        return found


_FOLDING = _Folding(dict.fromkeys(map(ord, _DROPPED)))
# Half a surrogate pair, as broken backups hold them, is no text that an automaton takes.
_FOLDING.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
_FOLDING.update({ord("’"): "'", ord("‘"): "‘"})


def fold(text: str) -> str:
    """Return ``text`` as it is matched: half-width, lower case, simplified, without separators inside words."""
    return text.translate(_FOLDING)


def places(text: str) -> list[int]:
    """Return for each character of the folded text its offset in ``text``."""
    folding = _FOLDING
    return [place for place, character in enumerate(text) if folding[ord(character)] is not None]
