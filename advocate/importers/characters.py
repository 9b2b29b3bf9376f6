"""Characters that no source means: what the vault cannot hold, and marks that nobody sees."""

from __future__ import annotations

import re
from functools import lru_cache

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
#: Marks that direct the writing of lines, and joiners without width: nothing that a name or a head consists of.
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
SPACES = str.maketrans(dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000", " "))


def cleaned(text: str) -> str:
    """Return text without what the vault cannot hold: NUL and halves of characters become U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text


@lru_cache(maxsize=4096)
def visible(text: str) -> str:
    """Return a name or title without invisible marks, its odd spaces as ordinary ones."""
    return " ".join(INVISIBLE.sub("", text).translate(SPACES).split())
