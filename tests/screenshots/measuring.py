"""How far a reading is from what was drawn: character errors, and fields that are right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advocate.analysis.screenshots import calls, times
from advocate.domain.screenshots import ScreenReading
from tests.screenshots.drawing import Row

#: Marks whose half- and full-width forms are one character for a reader.
_MARKS = str.maketrans("，。！？：；（）【】‹›“”", ',.!?:;()[]<>""')


def plain(text: str) -> str:
    """Return a text without spaces, with one form for each mark."""
    text = unicodedata.normalize("NFKC", text).translate(_MARKS)
    return re.sub(r"\s+", "", text)


def distance(one: str, other: str) -> int:
    """Return the edit distance of Levenshtein."""
    before = list(range(len(other) + 1))
    for place, left in enumerate(one, 1):
        now = [place]
        for column, right in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (left != right)))
        before = now
    return before[-1]


@dataclass
class Score:
    """Counts, added up over pictures."""

    characters: int = 0
    errors: int = 0
    bubbles: int = 0
    numbers: int = 0
    times: int = 0
    directions: int = 0
    texts: int = 0
    whole: int = 0

    def add(self, other: Score) -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def error_rate(self) -> float:
        return self.errors / max(self.characters, 1)

    @property
    def right(self) -> float:
        """Return the part of bubbles whose number, time and sender are all right."""
        return self.whole / max(self.bubbles, 1)

    def __str__(self) -> str:
        return (
            f"characters {self.characters}, error rate {self.error_rate:.2%}; bubbles {self.bubbles}: "
            f"number {self.numbers}, time {self.times}, sender {self.directions}, all three {self.right:.1%}, "
            f"text exact {self.texts}"
        )


def score_rows(reading: ScreenReading, rows: Sequence[Row]) -> Score:
    """Compare rows in order: a row that is missing or too many counts as wrong."""
    score = Score(bubbles=len(rows))
    for wanted, got in zip(rows, reading.rows, strict=False):
        fields = {name: field.value for name, field in got.fields.items()}
        number = plain(fields.get("number", "")) == plain(wanted.number)
        seen = times.parse(fields.get("time", ""))
        time = seen is not None and seen == times.parse(wanted.time)
        direction = got.direction.value == wanted.direction
        if wanted.text:
            score.characters += len(plain(wanted.text))
            score.errors += distance(plain(fields.get("text", "")), plain(wanted.text))
            score.texts += plain(fields.get("text", "")) == plain(wanted.text)
        else:
            direction = direction and got.answered == wanted.answered
            direction = direction and int(fields.get("count", "1")) == wanted.count
            said = calls.seconds(fields["duration"]) if "duration" in fields else None
            time = time and said == wanted.duration_s
        score.numbers += number
        score.times += time
        score.directions += direction
        score.whole += number and time and direction
    return score


def score_words(reading: Iterable[str], wanted: Iterable[str]) -> Score:
    """Compare all lines of a picture, in reading order, as one text."""
    got, truth = plain("".join(reading)), plain("".join(wanted))
    return Score(characters=len(truth), errors=distance(got, truth))
