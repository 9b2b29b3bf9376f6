"""Lines put together to the text that was written, with the places of its uncertain characters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advocate.analysis.screenshots.layouts import layouts
from advocate.domain.screenshots import FieldReading, TextLine

#: Marks that a recogniser confuses with their full-width twins, which is what stands after Chinese.
_FULL = {"?": "？", "!": "！", ",": "，", ";": "；"}
_NUMBER = re.compile(r"\+?\d[\d ()\-]*\d")
_COUNT = re.compile(r"[\s ]*[(（]\s*(\d{1,3})\s*[)）]$")
#: A line that is lower than this part of its neighbours holds nothing but a low mark.
_LOW = 0.62


def is_chinese(character: str) -> bool:
    """Tell whether it is a Chinese character or a full-width mark."""
    return "\u3000" <= character <= "\u303f" or "\u3400" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def mostly_chinese(text: str) -> bool:
    """Tell whether Chinese characters prevail enough for lines to break anywhere."""
    firm = [character for character in text if not character.isspace()]
    return bool(firm) and sum(map(is_chinese, firm)) >= 0.2 * len(firm)


def reading(lines: Sequence[TextLine], join_spaces: bool = False) -> FieldReading:
    """Return the field that some lines are, in their order; ``join_spaces`` puts a space between them all."""
    characters: list[str] = []
    uncertain: list[int] = []
    sure: list[float] = []
    right = max((line.box.right for line in lines), default=0)
    usual = sorted(line.box.height for line in lines)[len(lines) // 2] if lines else 0
    for index, line in enumerate(lines):
        if index:
            characters += " " if join_spaces else _joint(lines[index - 1], line, right)
        text = line.text
        if (
            text in ("o", "O", "0", "°")
            and characters
            and line.box.height < _LOW * usual
            and is_chinese(characters[-1])
        ):
            text = "。"
        for place, character in enumerate(text):
            if place in line.doubtful or (line.sure[place] < layouts().uncertain_below and _weighs(character)):
                uncertain.append(len(characters))
            characters.append(_full(character, characters, text[place + 1 : place + 2]))
            if _weighs(character):
                sure.append(line.sure[place])
    boxes = tuple(line.box for line in lines)
    return FieldReading("".join(characters), boxes, tuple(uncertain), min(sure, default=1.0))


def number_of(text: str) -> str | None:
    """Return the telephone number that a line is, without what stands beside it; None where it is none."""
    bare, _count = without_count(text.strip(" <>‹›〈〉﹥＞→←|"))
    match = _NUMBER.fullmatch(bare)
    digits = sum(character.isdigit() for character in bare)
    return bare if match is not None and 3 <= digits <= 22 else None


def without_count(text: str) -> tuple[str, int]:
    """Return a name without the "(3)" that counts calls in a row, and the count."""
    match = _COUNT.search(text)
    if match is None or not text[: match.start()].strip():
        return text.strip(), 1
    return text[: match.start()].strip(), max(int(match[1]), 1)


def _weighs(character: str) -> bool:
    """Tell whether a mistake in it would matter: marks and spaces are not worth a look."""
    return character.isalnum()


def _full(character: str, before: list[str], after: str) -> str:
    """Return the full-width twin of a mark that follows Chinese, the mark itself elsewhere."""
    if character in _FULL and before and is_chinese(before[-1]) and not (after.isdigit() and before[-1].isdigit()):
        return _FULL[character]
    return character


def _joint(line: TextLine, following: TextLine, right: int) -> str:
    """Return what stood between two lines: nothing or a space where the text was wrapped, a break where it was not.

    It was wrapped where the next character, or word, had no room left.
    """
    chinese = mostly_chinese(line.text + following.text)
    first = following.text[:1] if chinese else (following.text.split() or [""])[0]
    pitch = following.box.width / max(len(following.text), 1)
    room = right - line.box.right
    if room > len(first) * pitch + 1.2 * max(line.box.height * 0.8, pitch):
        return "\n"
    return "" if chinese else " "
