"""The kinds of test that a rule may be: declarative, so that a pack is read and changed without reading the engine.

Days are those of the pack's zone, or of the person reached where the manifest says so. A window of ``days`` counts
the day of its first act, or of the event before it, as day 1. What a test cannot know makes a question, no finding.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from advocate.analysis.records import Regex, Strict
from advocate.analysis.rules.base import Clock
from advocate.domain.vocabulary import Behaviour, CreditorType, Medium, NoticeKind, Reached

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"]
#: By what acts are counted together. ``creditor`` is the lender with all agencies that collect for it.
#: ``collector`` is who calls: the agency, or the lender where it calls itself.
Grouping = Literal["creditor", "collector", "number", "on_number", "batch", "person", "debt"]
ALL_MEDIA = frozenset(Medium)
ALL_REACHED = frozenset(Reached)


class Kind(Strict):
    """What every kind of test has: ``why`` is the code of its own sentence where the rule's does not fit."""

    why: str = ""


class TimeWindow(Kind):
    """An act whose start lies in ``[start, end)`` of the day; ``days`` narrows it to days of the week and holidays.

    ``start_counts`` and ``end_counts`` say whether the very second of an end is inside. Within ``tolerance_s`` of an
    end a person looks. ``clock`` ``sent``: for electronic messages the time of sending decides; where only the
    receipt is known, up to ``sent_margin_s`` after the start is a question. ``edges``: so is the very second of an end
    that is not inside. ``answers``: one answer to what the debtor began in those hours, by the same medium, is free.
    ``agreed``: hours agreed with the debtor ``replaces`` the rule, ``consents`` to what lies inside them, make the rule
    (``outside``: an act outside them), or have no part (``none``).
    """

    kind: Literal["time_window"]
    start: Clock
    end: Clock
    tolerance_s: int = Field(default=0, ge=0, le=3600)
    media: frozenset[Medium] = ALL_MEDIA
    reached: frozenset[Reached] = ALL_REACHED
    days: frozenset[Day] = frozenset()
    start_counts: bool = True
    end_counts: bool = False
    edges: bool = False
    answers: bool = False
    clock: Literal["at", "sent"] = "at"
    sent_margin_s: int = Field(default=900, ge=0, le=86_400)
    agreed: Literal["replaces", "consents", "outside", "none"] = "none"


class Count(Kind):
    """More than ``limit`` acts in a window, counted ``per`` these groupings together.

    ``count``: ``connected`` and ``unanswered`` calls, ``placed`` ones (all but busy and not in service),
    ``conversations`` (people really spoke), or ``any`` act. The window is a natural day, or ``days`` consecutive
    days that slide, or ``minutes`` that slide, or a ``calendar`` week (from Monday) or month. ``also`` counts the same
    acts by number and by batch beside it: more than the limit there, spread over several groups, is a question.
    ``text`` keeps only messages that match, ``sorted_only`` only what a person said to be a collector's. ``agreed``
    False: agreed frequency does not lift the rule. ``consent`` leaves out acts for which consent was given, that day
    included, for so many days. ``joined_s``: a voicemail within so many seconds of a call by the same number is that
    call's. ``within`` notes counts within the limit: the law presumes from them that all is well.
    """

    kind: Literal["count"]
    count: Literal["connected", "unanswered", "placed", "conversations", "any"]
    limit: int = Field(ge=1)
    media: frozenset[Medium]
    reached: frozenset[Reached] = ALL_REACHED
    per: tuple[Grouping, ...]
    also: tuple[Literal["number", "batch"], ...] = ()
    days: int = Field(default=1, ge=1, le=400)
    minutes: int | None = Field(default=None, ge=1, le=100_000)
    calendar: Literal["week", "month"] | None = None
    text: Regex | None = None
    sorted_only: bool = False
    agreed: bool = True
    consent: int = Field(default=0, ge=0, le=400)
    joined_s: int = Field(default=0, ge=0, le=3600)
    within: bool = False
    total_note: str = ""


class Repeated(Kind):
    """At least so many acts of these kinds by one lender's side, whenever they were."""

    kind: Literal["repeated"]
    behaviours: frozenset[Behaviour]
    categories: frozenset[str] = frozenset()
    at_least: int = Field(ge=2)


class Conduct(Kind):
    """One contact in which something was done: coded by a person, or suspected from words, claims or the number.

    ``together`` must all be coded beside one of ``behaviours``. ``phrases`` are single entries of the lexicon.
    ``robot_voice``: an artificial or prerecorded voice is enough.
    ``lenders`` narrows it to types of lender. ``note_only``: a clue that makes an observation and no finding.
    Words of ``except_category`` take the contact out, which is told as ``except_note``, as does one of ``unless``.
    """

    kind: Literal["conduct"]
    behaviours: frozenset[Behaviour] = frozenset()
    together: frozenset[Behaviour] = frozenset()
    marks: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    phrases: frozenset[str] = frozenset()
    claims: Regex | None = None
    numbers: Regex | None = None
    media: frozenset[Medium] = ALL_MEDIA
    lenders: frozenset[CreditorType] = frozenset()
    reached: Literal["any", "third_party", "third_party_only", "not_spouse", "spouse", "debtor"] = "any"
    except_category: str | None = None
    except_note: str = "note_exception"
    unless: frozenset[str] = frozenset()
    robot_voice: bool = False
    note_only: bool = False


class After(Kind):
    """An act after something else: a conversation, or a notice. ``within_days`` counts the event's day as day 1.

    ``behaviours``: only acts that were coded with one of them. ``same`` is what the act must share with the event,
    where the event names it. ``allowed`` acts after it are free (the one answer that a law permits), within
    ``allowed_minutes`` where that is said. ``consent`` as in a count.

    ``written``: what was only said has no such effect. ``ended_by`` is a later notice that frees the lender again.
    ``unless`` are marks of acts that are permitted. ``working_days`` of the pack's calendar after the event are free.
    ``dropped``: only after a conversation whose line broke, within ``within_minutes``.
    """

    kind: Literal["after"]
    event: Literal["conversation"] | NoticeKind
    within_days: int | None = Field(default=None, ge=1, le=4000)
    same: frozenset[Literal["person", "medium", "number", "creditor", "collector", "window"]] = frozenset({"creditor"})
    media: frozenset[Medium] = ALL_MEDIA
    reached: frozenset[Reached] = ALL_REACHED
    behaviours: frozenset[Behaviour] = frozenset()
    placed_only: bool = False
    allowed: int = Field(default=0, ge=0, le=10)
    allowed_minutes: int | None = Field(default=None, ge=1, le=100_000)
    consent: int = Field(default=0, ge=0, le=400)
    written: bool = False
    ended_by: NoticeKind | None = None
    unless: frozenset[str] = frozenset()
    working_days: int = Field(default=0, ge=0, le=100)
    dropped: bool = False
    within_minutes: int | None = Field(default=None, ge=1, le=100_000)


class WhileReachable(Kind):
    """A third person approached although the debtor answered or replied on one of the ``days`` before, or that day."""

    kind: Literal["while_reachable"]
    days: int = Field(ge=1, le=60)
    media: frozenset[Medium] = ALL_MEDIA


class DebtTest(Kind):
    """A debt with one of ``flags``, or with a ``measure`` of more than so much; ``signed`` bounds are inclusive."""

    kind: Literal["debt"]
    flags: frozenset[str] = frozenset()
    measure: str = ""
    more_than: float = 0.0
    lenders: frozenset[CreditorType] = frozenset()
    signed_from: date | None = None
    signed_until: date | None = None

    @model_validator(mode="after")
    def _says_something(self) -> DebtTest:
        if bool(self.flags) == bool(self.measure):
            raise ValueError("a debt test needs either flags or a measure")
        return self


class BatchTest(Kind):
    """A batch of numbers that was found: of at least so many ``numbers`` in the case, with at least this ``score``."""

    kind: Literal["batch"]
    numbers: int = Field(ge=2)
    score: float = 0.0


RuleTest = Annotated[
    TimeWindow | Count | Repeated | Conduct | After | WhileReachable | DebtTest | BatchTest,
    Field(discriminator="kind"),
]
