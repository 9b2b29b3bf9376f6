"""Channels: who takes a complaint and what it must hold, read from files that a lawyer can review."""

from __future__ import annotations

import functools
from datetime import date
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from advocate import resources
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Confidence, CreditorType

Fit = Literal["fits", "outside", "unclear"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """A text in both languages."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """Return the text in ``lang``, Chinese for any other."""
        return self.en if lang == "en" else self.zh


class Provision(_Strict):
    """A clause behind a statement of the file; without ``article`` its number was not seen and is never printed."""

    instrument: str
    article: str = ""
    mark: Confidence
    note: str = ""


class Hotline(_Strict):
    """A telephone number with its hours."""

    number: str
    hours: Words
    mark: Confidence


class Precondition(_Strict):
    """What must have happened first; ``field`` is where a document states it."""

    field: str
    text: Words
    clause: Provision


class Requirement(_Strict):
    """A field that the document needs, and why."""

    name: str
    required: bool
    why: Words


class Clock(_Strict):
    """A time limit that runs after filing. ``day_type`` calendar days or working days."""

    what: Words
    days: int
    day_type: Literal["calendar", "working"]
    clause: Provision


class Request(_Strict):
    """A request offered by default; always where ``when`` is empty, else where one of its rules is confirmed."""

    when: tuple[str, ...]
    text: str


class Source(_Strict):
    """Where the statements come from and what of it was seen."""

    text: str
    seen: str = ""
    mark: Confidence


class Channel(_Strict):
    """One way to complain to one regulator."""

    id: str
    jurisdiction: str
    version: str
    reviewed: date | None
    compiled: date
    confidence: Confidence
    regulator: Words
    title: Words
    kind: Literal["complaint", "report"]
    document: Words
    document_lang: str
    addressee: str
    hotline: Hotline
    ways: Words
    takes: Words
    who: Words
    who_clauses: tuple[Provision, ...]
    creditors: dict[CreditorType, Fit]
    why: dict[str, Words]
    preconditions: tuple[Precondition, ...]
    fields: tuple[Requirement, ...]
    agent_fields: tuple[Requirement, ...]
    materials: tuple[Words, ...]
    clocks: tuple[Clock, ...]
    do_not_mix: Words
    report_words: tuple[str, ...]
    requests: tuple[Request, ...]
    declaration: tuple[str, ...]
    sources: tuple[Source, ...]

    def fit(self, kinds: frozenset[CreditorType]) -> Fit:
        """Return whether the channel takes complaints against lenders of these kinds: one that fits is enough."""
        answers = {self.creditors[kind] for kind in kinds or {CreditorType.UNKNOWN}}
        for answer in ("fits", "unclear"):
            if answer in answers:
                return answer
        return "outside"

    def default_requests(self, rules: frozenset[str]) -> tuple[str, ...]:
        """Return the requests that confirmed ``rules`` call for, in the file's order."""
        return tuple(entry.text for entry in self.requests if not entry.when or rules.intersection(entry.when))


@functools.cache
def channels(jurisdiction: str = "cn") -> dict[str, Channel]:
    """Return a jurisdiction's channels by id; raises pydantic's `ValidationError` where a file is wrong."""
    found = {}
    for path in sorted(resources.path("regulators", jurisdiction).glob("*.yaml")):
        channel = Channel.model_validate(yaml.safe_load(path.read_bytes()))
        found[channel.id] = channel
    return found


def channel(name: str, jurisdiction: str = "cn") -> Channel:
    """Return one channel; raises `UserError` ``unknown_channel``."""
    found = channels(jurisdiction).get(name)
    if found is None:
        raise UserError("unknown_channel", channel=name[:60])
    return found
