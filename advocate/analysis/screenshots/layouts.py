"""The data of how screens look, from `resources/screenshots/layouts.yaml`."""

from __future__ import annotations

from functools import cache

import yaml
from pydantic import BaseModel, ConfigDict

from advocate.domain.screenshots import Colour
from advocate.domain.vocabulary import Direction, Medium
from advocate.resources import path


class CallWords(BaseModel):
    """Words that say what became of a call."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    words: tuple[str, ...]
    direction: Direction
    answered: bool | None


class Red(BaseModel):
    """From where on an ink counts as red."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    red_least: int
    other_most: int


class Layouts(BaseModel):
    """Everything in the file; its comments say what each value means."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    uncertain_below: float
    status_bar: float
    header: float
    bubble_most: float
    centred: float
    near: float
    own_colours: dict[Medium, tuple[Colour, ...]]
    packages: dict[str, Medium]
    sms_words: frozenset[str]
    input_words: frozenset[str]
    not_titles: frozenset[str]
    call_titles: frozenset[str]
    navigation: frozenset[str]
    calls: tuple[CallWords, ...]
    rings: tuple[str, ...]
    missed_red: Red

    def call(self, text: str) -> tuple[CallWords, str] | None:
        """Return what a line says of a call and the words that say it."""
        low = squeezed(text)
        found = [(len(word), words, word) for words in self.calls for word in words.words if word in low]
        if not found:
            return None
        _length, words, word = max(found, key=lambda item: item[0])
        return words, word


def squeezed(text: str) -> str:
    """Return a text in small letters without spaces: how the words of the file are written."""
    return "".join(text.lower().split())


@cache
def layouts() -> Layouts:
    """Return the data, read once."""
    with path("screenshots", "layouts.yaml").open(encoding="utf-8") as file:
        return Layouts.model_validate(yaml.safe_load(file))


def alike(one: Colour, other: Colour, most: int = 8) -> bool:
    """Tell whether two colours differ by at most ``most`` in each channel."""
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))
