"""The shape of a rule pack's files. A field that is not named here is refused, so that a typing error cannot hide."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from advocate.domain.vocabulary import Behaviour, Confidence, CreditorType, Direction, Force, Medium, Reached

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_ARTICLE = re.compile(r"\d+(?:之\d+)?(?:¶\d+(?:-\d+)?)?(?:#\d+)?|\d+(?:\.\d+)+")


def _clock(text: str) -> str:
    if _CLOCK.fullmatch(text) is None:
        raise ValueError("write a time of day as HH:MM")
    return text


def _regex(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return text


def _article(text: str) -> str:
    if _ARTICLE.fullmatch(text) is None:
        raise ValueError("write an article as 50, 50¶1, 50¶1#5, 42#5, 62¶1-2 or 5.3")
    return text


Clock = Annotated[str, AfterValidator(_clock)]
Regex = Annotated[str, Field(max_length=1000), AfterValidator(_regex)]
Article = Annotated[str, AfterValidator(_article)]


def minutes(clock: str) -> int:
    """Return the minute of the day of ``HH:MM``."""
    return int(clock[:2]) * 60 + int(clock[3:])


class Strict(BaseModel):
    """A frozen record that refuses unknown fields and loose types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Words(Strict):
    """A text in both languages."""

    zh: str
    en: str

    def get(self, lang: str) -> str:
        """Return the text in ``lang``, Chinese unless ``en``."""
        return self.en if lang == "en" else self.zh


class Instrument(Strict):
    """A law, rule or standard. ``valid_from`` and ``valid_until`` (inclusive) are given only where the day is known."""

    id: str
    title: str
    en: str
    effective: str
    force: Force | None
    mark: Confidence
    edition: str = ""
    number: str = ""
    kind: Literal["law", "standard", "self_discipline"] = "law"
    valid_from: date | None = None
    valid_until: date | None = None
    replaces: str | None = None
    replaced_by: str | None = None
    date_mark: Confidence | None = None
    number_mark: Confidence | None = None
    headings: dict[str, Words] = {}

    def in_force(self, day: date) -> bool:
        """Tell whether it applies to an act of ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class Binding(Strict):
    """Which F2 and F3 instruments bind a type of lender, surely or with a question for a person (code)."""

    binds: tuple[str, ...] = ()
    question: dict[str, str] = {}


class Clause(Strict):
    """A provision of a rule. Without ``article`` its number was never seen and must not be printed."""

    instrument: str
    article: Article | None = None
    quote: str = ""
    mark: Confidence | None = None
    penalty: Words | None = None
    question: dict[CreditorType, str] = {}


class TimeWindow(Strict):
    """An act whose start lies in ``[start, end)`` of the day in the pack's zone.

    ``agreed``: a window agreed with the debtor ``replaces`` this rule, or ``consents`` to what lies inside it.
    """

    kind: Literal["time_window"]
    start: Clock
    end: Clock
    tolerance_s: int = Field(ge=0, le=3600)
    media: frozenset[Medium]
    agreed: Literal["replaces", "consents"]
    agreed_rule: str = ""


class DailyCount(Strict):
    """More than ``limit`` calls of one kind on one natural day in the pack's zone."""

    kind: Literal["daily_count"]
    count: Literal["connected", "unanswered"]
    limit: int = Field(ge=1)
    media: frozenset[Medium]
    reached: frozenset[Reached]
    per: tuple[Literal["creditor", "on_number"], ...]
    total_note: str = ""


class Repeated(Strict):
    """At least so many acts of these kinds by one lender's side, whenever they were."""

    kind: Literal["repeated"]
    behaviours: frozenset[Behaviour]
    categories: frozenset[str] = frozenset()
    at_least: int = Field(ge=2)


class Conduct(Strict):
    """One contact in which something was done: coded by a person, or suspected from words, claims or the number."""

    kind: Literal["conduct"]
    behaviours: frozenset[Behaviour]
    categories: frozenset[str] = frozenset()
    phrases: frozenset[str] = frozenset()
    claims: Regex | None = None
    numbers: Regex | None = None
    reached: Literal["any", "third_party", "third_party_only"] = "any"
    except_category: str | None = None


RuleTest = Annotated[TimeWindow | DailyCount | Repeated | Conduct, Field(discriminator="kind")]


class ExampleCreditor(Strict):
    """A lender of an example."""

    id: int
    creditor_type: CreditorType = CreditorType.UNKNOWN
    agreed_window: tuple[Clock, Clock] | None = None
    agreed_frequency: bool = False


class ExampleContact(Strict):
    """A contact of an example, or ``times`` of them ``every_s`` seconds apart; ``at`` is wall-clock in ``zone``."""

    at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")]
    zone: str = "Asia/Shanghai"
    times: int = Field(default=1, ge=1, le=1000)
    every_s: int = Field(default=60, ge=0)
    medium: Medium = Medium.CALL
    direction: Direction = Direction.IN
    duration_s: int | None = None
    answered: bool | None = None
    number: str | None = None
    on_number: str = ""
    text: str = ""
    claims_to_be: str = ""
    reached: Reached = Reached.DEBTOR
    behaviours: frozenset[Behaviour] = frozenset()
    robot_voice: bool = False
    creditor_id: int | None = None


class Example(Strict):
    """Facts for which the rule must fire or must not; ``clauses`` and ``questions`` must be among the finding's."""

    note: str
    fires: bool
    contacts: tuple[ExampleContact, ...] = Field(min_length=1)
    creditors: tuple[ExampleCreditor, ...] = ()
    clauses: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


class Rule(Strict):
    """One norm in testable form. ``why`` is the code of the sentence that explains a finding."""

    id: str
    title: Words
    group: Words
    why: str
    test: RuleTest
    clauses: tuple[Clause, ...] = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=1)
    caveat: Words | None = None


class Note(Strict):
    """A count that is shown and makes no finding: ``at_least`` is an engineering value, no legal limit."""

    id: str
    kind: Literal["messages_per_day"]
    at_least: int = Field(ge=1)
    media: frozenset[Medium]


class DoNotCite(Strict):
    """Wrong law found on the web that must not get into a document."""

    id: str
    pattern: Regex
    why: Words


class Manifest(Strict):
    """The head of a pack (``pack.yaml``). ``reviewer`` None: no lawyer has looked at it, and the program says so."""

    name: str
    version: str
    compiled: date
    reviewer: str | None
    zone: str
    lexicon: str
    title: Words
    bindings: dict[CreditorType, Binding]
    service_numbers: tuple[Regex, ...] = ()
    notes: tuple[Note, ...] = ()


class Phrase(Strict):
    """Words that make a candidate; ``note`` is what must be true for it, ``forms`` are other spellings."""

    text: str = Field(min_length=1)
    note: str = ""
    forms: tuple[str, ...] = ()


class Category(Strict):
    """Phrases of one kind. ``patterns`` are regular expressions for what has no fixed wording."""

    title: Words
    phrases: tuple[str | Phrase, ...] = ()
    patterns: tuple[Regex, ...] = ()
    safety: Words | None = None


class CleanText(Strict):
    """A text in which no phrase may be found."""

    text: str
    note: str = ""
    speaker: Literal["collector", "debtor"] = "collector"


class LexiconFile(Strict):
    """The phrases of a jurisdiction with their guards."""

    name: str
    version: str
    negations: tuple[str, ...]
    quoted_after: tuple[str, ...]
    categories: dict[str, Category]
    near_misses: tuple[Regex, ...] = ()
    must_not_fire: tuple[CleanText, ...] = ()


class Pack(Strict):
    """A jurisdiction's rules, whole and consistent."""

    manifest: Manifest
    instruments: tuple[Instrument, ...]
    rules: tuple[Rule, ...]
    do_not_cite: tuple[DoNotCite, ...]
    lexicon: LexiconFile

    @model_validator(mode="after")
    def _consistent(self) -> Pack:
        known = {instrument.id: instrument for instrument in self.instruments}
        _unique("instrument", [instrument.id for instrument in self.instruments])
        _unique("rule", [rule.id for rule in self.rules])
        missing = set(CreditorType) - set(self.manifest.bindings)
        if missing:
            raise ValueError(f"bindings: no entry for {', '.join(sorted(missing))}")
        for kind, binding in self.manifest.bindings.items():
            for instrument in (*binding.binds, *binding.question):
                if instrument not in known:
                    raise ValueError(f"bindings of {kind}: no instrument {instrument}")
        for rule in self.rules:
            _check_rule(rule, known, self.lexicon)
        return self


def _unique(kind: str, ids: list[str]) -> None:
    twice = sorted({entry for entry in ids if ids.count(entry) > 1})
    if twice:
        raise ValueError(f"{kind} {', '.join(twice)} stands twice")


def _check_rule(rule: Rule, known: dict[str, Instrument], lexicon: LexiconFile) -> None:
    for clause in rule.clauses:
        instrument = known.get(clause.instrument)
        if instrument is None:
            raise ValueError(f"rule {rule.id}: no instrument {clause.instrument}")
        if instrument.force is None:
            raise ValueError(f"rule {rule.id}: instrument {clause.instrument} has no force level")
    wanted = set(getattr(rule.test, "categories", ()))
    if isinstance(rule.test, Conduct) and rule.test.except_category:
        wanted.add(rule.test.except_category)
    unknown = wanted - set(lexicon.categories)
    if unknown:
        raise ValueError(f"rule {rule.id}: no category {', '.join(sorted(unknown))} in the lexicon")
