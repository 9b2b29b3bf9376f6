"""What the shapes of a pack's files are made of: times of day and articles."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_ARTICLE = re.compile(r"[0-9A-Za-z.()¶#之 ,;:/–-]{1,80}")
#: The notation of Chinese articles: 50¶1#5 is article 50, paragraph 1, item 5; ``之`` is “bis”.
CHINESE = re.compile(r"(\d+)(?:之(\d+))?(?:¶(\d+)(?:-(\d+))?)?(?:#(\d+))?")
CHINESE_OR_DOTTED = re.compile(rf"(?:{CHINESE.pattern})|\d+(?:\.\d+)+")


def _clock(text: str) -> str:
    if text != "24:00" and _CLOCK.fullmatch(text) is None:
        raise ValueError("write a time of day as HH:MM")
    return text


def _article(text: str) -> str:
    if _ARTICLE.fullmatch(text) is None:
        raise ValueError("write an article as 50, 50¶1#5, 62¶1-2, 5.3 or as its own law does: 1006.14(b)(2)")
    return text


Clock = Annotated[str, AfterValidator(_clock)]
Article = Annotated[str, AfterValidator(_article)]


def minutes(clock: str) -> int:
    """Return the minute of the day of ``HH:MM``; ``24:00`` is 1440."""
    return int(clock[:2]) * 60 + int(clock[3:])
