"""The clocks as data: read once from ``resources/law/clocks``, validated."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from advocate import resources
from advocate.analysis.rules.loading import parse
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Confidence

Unit = Literal["day", "working_day", "week", "month", "year", "hour"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """A text in both languages."""

    zh: str
    en: str


class Clause(_Strict):
    """The provision, its decisive words and how its text was seen."""

    mark: Confidence
    zh: str
    en: str
    quote: str


class Clock(_Strict):
    """One period of the law.

    ``start`` names the event that it runs from (``act_or_end``: an act, or the end of conduct that goes on).
    ``first_day`` same: the day of the event is day 1. ``roll``: where a last day off goes. ``extension``: a longer form
    of another clock, never listed by itself. ``named_only``: not for anonymous reports. ``act_from`` and ``act_until``
    bound the day of the act; ``instruments`` and ``finding_prefix`` say which findings the clock hangs on.
    """

    id: str
    kind: Literal["limitation", "evidence", "answer", "apply", "precondition", "bar", "window"]
    title: Words
    start: str
    length: int
    unit: Unit
    first_day: Literal["next", "same"] = "next"
    roll: Literal["none", "next_workday"] = "none"
    warn_after: tuple[int, ...] = ()
    warn_before: tuple[int, ...] = ()
    act_from: date | None = None
    act_until: date | None = None
    instruments: tuple[str, ...] = ()
    finding_prefix: str = ""
    whose: Literal["client", "other"]
    channels: tuple[str, ...] = ()
    extension: bool = False
    named_only: bool = False
    extendable: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    clause: Clause


class ClockFile(_Strict):
    """The clocks of one place; ``without`` are its channels that have none, with the code of the reason.

    ``start_note`` is the code of the words on how the first day counts.
    """

    jurisdiction: str
    calendar: str
    start_note: str = ""
    clocks: tuple[Clock, ...]
    without: dict[str, str]


@lru_cache(maxsize=1)
def files() -> dict[str, ClockFile]:
    """Return every place's clocks by jurisdiction."""
    found = {}
    for path in sorted(resources.path("law", "clocks").glob("*.yaml")):
        file = parse(path.read_bytes(), ClockFile, f"clocks/{path.name}")
        found[file.jurisdiction] = file
    return found


@lru_cache(maxsize=1)
def clocks() -> dict[str, tuple[Clock, ClockFile]]:
    """Return every clock by id, with its file."""
    return {clock.id: (clock, file) for file in files().values() for clock in file.clocks}


def get(rule_id: str) -> tuple[Clock, ClockFile]:
    """Return one clock with its file; raises `UserError` ``unknown_clock``."""
    found = clocks().get(rule_id)
    if found is None:
        raise UserError("unknown_clock", id=rule_id[:60])
    return found
