"""The shape of a rule pack's files. A field that is not named here is refused, so that a typing error cannot hide."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from advocate.analysis.lexicons.model import LexiconFile
from advocate.analysis.records import Regex, Strict, Words
from advocate.analysis.rules.base import CHINESE_OR_DOTTED, Article, Clock, minutes
from advocate.analysis.rules.kinds import Conduct, Repeated, RuleTest
from advocate.domain.vocabulary import (
    Behaviour,
    CallOutcome,
    Confidence,
    CreditorType,
    Direction,
    Force,
    Grade,
    Medium,
    NoticeKind,
    Reached,
)

__all__ = ["Conduct", "Repeated", "Strict", "Words", "minutes"]


class Instrument(Strict):
    """A law, rule or standard. ``valid_from`` and ``valid_until`` (inclusive) are given only where the day is known.

    ``limited``: a statute that binds only the lenders that the pack's bindings name.
    ``overdue_only``: it is about collecting what is overdue and says nothing of reminders before.
    """

    id: str
    title: str
    en: str
    effective: str
    force: Force | None
    mark: Confidence
    edition: str = ""
    number: str = ""
    kind: Literal["law", "standard", "self_discipline", "guidance", "code"] = "law"
    overdue_only: bool = False
    limited: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    replaces: str | None = None
    replaced_by: str | None = None
    date_mark: Confidence | None = None
    number_mark: Confidence | None = None
    headings: dict[str, Words] = Field(default_factory=dict)

    def in_force(self, day: date) -> bool:
        """Tell whether it applies to an act of ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class Binding(Strict):
    """Which F2 and F3 instruments bind a type of lender, surely or with a question for a person (code)."""

    binds: tuple[str, ...] = ()
    question: dict[str, str] = Field(default_factory=dict)


class Clause(Strict):
    """A provision of a rule. Without ``article`` its number was never seen and must not be printed.

    ``valid_from`` and ``valid_until`` (inclusive) narrow the instrument's own dates, as where articles were renumbered.
    A ``supporting`` clause is cited beside others and makes no finding alone.
    """

    instrument: str
    valid_from: date | None = None
    valid_until: date | None = None
    supporting: bool = False
    article: Article | None = None
    quote: str = ""
    mark: Confidence | None = None
    penalty: Words | None = None
    question: dict[CreditorType, str] = Field(default_factory=dict)


#: What shows that an element is there; each is answered from the contacts behind a finding and what hangs on them.
Shown = Literal[
    "exact_time",
    "call_record",
    "words_kept",
    "recording",
    "picture",
    "document",
    "any_evidence",
    "caller_number",
    "called_number",
    "answered_known",
    "lender_known",
    "coded",
    "reached_known",
    "claim_kept",
    "contract",
    "statement",
    "person_says",
]


class Disappears(Strict):
    """Until when something can still be got: ``days`` after the act, or None where no number is known.

    ``basis`` says where that comes from; ``mark`` how sure it is. Practice is not law and says so.
    """

    what: Words
    days: int | None = Field(default=None, ge=1, le=4000)
    basis: Words
    mark: Confidence


class Element(Strict):
    """Something that has to be proved. ``shown_by``: any one of them does. ``how`` is where to get it."""

    id: str
    title: Words
    shown_by: tuple[Shown, ...]
    how: Words
    disappears: tuple[Disappears, ...] = ()


class ExampleCreditor(Strict):
    """A lender of an example."""

    id: int
    creditor_type: CreditorType = CreditorType.UNKNOWN
    agreed_window: tuple[Clock, Clock] | None = None
    agreed_frequency: bool = False
    overdue_from: date | None = None


class ExampleNotice(Strict):
    """A notice of an example; ``at`` is wall-clock in ``zone``."""

    kind: NoticeKind
    at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")]
    zone: str = "Asia/Shanghai"
    creditor_id: int | None = None
    medium: Medium | None = None
    number: str | None = None
    person: str = ""
    window: tuple[Clock, Clock] | None = None
    until: date | None = None
    made_by: Medium | None = None


class ExampleDebt(Strict):
    """A debt of an example."""

    creditor_id: int
    signed: date | None = None
    measures: dict[str, float] = Field(default_factory=dict)
    flags: frozenset[str] = frozenset()


class ExampleBatch(Strict):
    """A batch of an example."""

    numbers: frozenset[str]
    score: float = 0.0


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
    agency_id: int | None = None
    reached_name: str = ""
    zone_known: bool = True
    outcome: CallOutcome | None = None
    conversation: bool | None = None
    sent_at: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)?$")] = ""
    debts: frozenset[int] = frozenset()
    marks: frozenset[str] = frozenset()
    other_zones: frozenset[str] = frozenset()


class Example(Strict):
    """Facts for which the rule must fire or must not; ``clauses`` and ``questions`` must be among the finding's.

    ``grade``, where given, is what the finding must be worth.
    """

    note: str
    fires: bool
    contacts: tuple[ExampleContact, ...] = ()
    creditors: tuple[ExampleCreditor, ...] = ()
    notices: tuple[ExampleNotice, ...] = ()
    debts: tuple[ExampleDebt, ...] = ()
    batches: tuple[ExampleBatch, ...] = ()
    holidays: frozenset[date] = frozenset()
    grade: Grade | None = None
    clauses: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


class Rule(Strict):
    """One norm in testable form. ``why`` is the code of the sentence that explains a finding.

    ``more_tests`` are other ways to break the same norm. ``grade`` is what an answer without questions is worth.
    ``enabled`` False: kept for review, never run. ``reviewer`` None: no lawyer has looked at it. ``threshold`` says
    that a number in the test is the program's own and no law. ``elements`` are ids of the pack's elements; ``ask`` are
    questions that always stand against a finding.
    """

    id: str
    title: Words
    group: Words
    why: str
    grade: Grade = Grade.PER_SE
    enabled: bool = True
    reviewer: str | None = None
    threshold: bool = False
    elements: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    test: RuleTest
    more_tests: tuple[RuleTest, ...] = ()
    clauses: tuple[Clause, ...] = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=1)
    caveat: Words | None = None

    @property
    def tests(self) -> tuple[RuleTest, ...]:
        """Return all tests of the rule."""
        return (self.test, *self.more_tests)


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
    """The head of a pack (``pack.yaml``). ``reviewer`` None: no lawyer has looked at it, and the program says so.

    ``zone`` is IANA, or ``reached``: the clock of the person reached. ``notation`` ``cn`` writes articles as
    第五十条第一款, ``plain`` as they stand. ``agency_as``: a contact by an agency is judged as one of this type of
    lender, for laws that bind the collector. ``suspicion`` begins a statement on a statute. ``tell_not_covered`` notes
    what lies outside the law instead of passing over it. ``extends`` names a shipped pack whose rules apply as well.
    ``calendar`` is the place whose working days its rules count.
    """

    name: str
    version: str
    compiled: date
    reviewer: str | None
    zone: str
    lexicon: str
    title: Words
    bindings: dict[CreditorType, Binding]
    notation: Literal["cn", "plain"] = "plain"
    agency_as: CreditorType | None = None
    tell_not_covered: bool = False
    extends: str = ""
    calendar: str = ""
    suspicion: Words | None = None
    rule_note: Words | None = None
    service_numbers: tuple[Regex, ...] = ()
    notes: tuple[Note, ...] = ()


class Pack(Strict):
    """A jurisdiction's rules, whole and consistent."""

    manifest: Manifest
    instruments: tuple[Instrument, ...]
    rules: tuple[Rule, ...]
    do_not_cite: tuple[DoNotCite, ...]
    lexicon: LexiconFile
    elements: tuple[Element, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Pack:
        known = {instrument.id: instrument for instrument in self.instruments}
        _unique("instrument", [instrument.id for instrument in self.instruments])
        _unique("rule", [rule.id for rule in self.rules])
        _unique("element", [element.id for element in self.elements])
        if CreditorType.UNKNOWN not in self.manifest.bindings:
            raise ValueError("bindings: no entry for unknown")
        for kind, binding in self.manifest.bindings.items():
            for instrument in (*binding.binds, *binding.question):
                if instrument not in known:
                    raise ValueError(f"bindings of {kind}: no instrument {instrument}")
        elements = {element.id for element in self.elements}
        for rule in self.rules:
            _check_rule(rule, known, self.lexicon)
            unknown = sorted(set(rule.elements) - elements)
            if unknown:
                raise ValueError(f"rule {rule.id}: no element {', '.join(unknown)}")
            if self.manifest.notation == "cn":
                _check_notation(rule)
        return self


def _unique(kind: str, ids: list[str]) -> None:
    twice = sorted({entry for entry in ids if ids.count(entry) > 1})
    if twice:
        raise ValueError(f"{kind} {', '.join(twice)} stands twice")


def _check_notation(rule: Rule) -> None:
    for clause in rule.clauses:
        if clause.article and CHINESE_OR_DOTTED.fullmatch(clause.article) is None:
            raise ValueError(f"rule {rule.id}: write {clause.article} as 50, 50¶1, 50¶1#5, 42#5, 62¶1-2 or 5.3")


def _check_rule(rule: Rule, known: dict[str, Instrument], lexicon: LexiconFile) -> None:
    for clause in rule.clauses:
        instrument = known.get(clause.instrument)
        if instrument is None:
            raise ValueError(f"rule {rule.id}: no instrument {clause.instrument}")
        if instrument.force is None:
            raise ValueError(f"rule {rule.id}: instrument {clause.instrument} has no force level")
    wanted: set[str] = set()
    for test in rule.tests:
        wanted |= set(getattr(test, "categories", ()))
        if isinstance(test, Conduct) and test.except_category:
            wanted.add(test.except_category)
    unknown = wanted - set(lexicon.categories)
    if unknown:
        raise ValueError(f"rule {rule.id}: no category {', '.join(sorted(unknown))} in the lexicon")
