"""What an organisation adds of its own to the program's words, and what is asked of people for somebody's safety."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Danger(StrEnum):
    """What a contact can put somebody in danger of. The graver comes first."""

    SUICIDE = "suicide"
    VIOLENCE = "violence"


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A phrase of an organisation's own. ``category`` is the id in the lexicon, ``title`` its name for people.

    ``own_category`` tells that the lexicon has no such category: no rule asks for it.
    """

    id: int
    jurisdiction: str
    category: str
    title: str
    own_category: bool
    phrase: str
    note: str
    created_utc: datetime
    by: str


@dataclass(frozen=True, slots=True)
class WordCategory:
    """A category to which words can be added; ``used`` tells whether any rule asks for it."""

    id: str
    title: str
    own: bool
    used: bool


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Where help is; ``mark`` says how sure the number is, in words, empty where its text was seen."""

    number: str
    name: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class SafetySign:
    """A contact that speaks of danger and that nobody looked after yet. ``words`` is what was said, where that is."""

    contact_id: int
    danger: Danger
    at_utc: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class SafetyPrompt:
    """What comes before anything else: calm sentences, the lines of help, and the contacts behind it."""

    danger: Danger
    title: str
    steps: tuple[str, ...]
    lines: tuple[HelpLine, ...]
    without_line: str = ""
    signs: tuple[SafetySign, ...] = ()


@dataclass(frozen=True, slots=True)
class SafetyNote:
    """What a person did about a sign of danger: kept for good."""

    contact_id: int
    danger: Danger
    done: str
    at_utc: datetime
    by: str
