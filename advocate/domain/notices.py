"""What one side made known to the other: as somebody enters it, and as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from advocate.domain.drafts import MAX_LINE
from advocate.domain.errors import FieldProblem
from advocate.domain.moments import Moment
from advocate.domain.vocabulary import Medium, NoticeKind

#: Longest text of a letter kept with a notice, in characters; a longer one is evidence, not a field.
MAX_NOTICE = 20_000
#: Kinds that say nothing without the hours that they are about, and those without the way of contact.
_NEEDS_HOURS = frozenset({NoticeKind.AGREED_HOURS, NoticeKind.INCONVENIENT_TIME})
_LINES = ("sender", "recipient", "number", "person")


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """A refusal, a consent, a letter to stop, a warning, as a person enters it.

    ``moment`` is when it was said or came in. ``creditor_id`` or ``debt_id`` say whom it is meant for, neither is
    everybody. ``medium``, ``number`` and ``person`` narrow it to what it names; ``hours_from`` and ``hours_until`` are
    times of day; ``until`` is its last day. ``delivered`` is how it was made known, ``evidence_id`` its proof.
    """

    case_id: int
    kind: NoticeKind
    moment: Moment
    sender: str = ""
    recipient: str = ""
    creditor_id: int | None = None
    debt_id: int | None = None
    delivered: Medium | None = None
    medium: Medium | None = None
    number: str = ""
    person: str = ""
    hours_from: str = ""
    hours_until: str = ""
    until: date | None = None
    text: str = ""
    evidence_id: int | None = None

    def problems(self, now: datetime | None = None) -> list[FieldProblem]:
        """Return what keeps it from being saved; ``now`` (aware) bounds the future, less a day for wrong clocks."""
        now = now or datetime.now(UTC)
        found = []
        if (self.moment.at_utc - now).total_seconds() > 86_400:
            found.append(FieldProblem("at", "in_future"))
        if self.kind is NoticeKind.REFUSAL and not self.person.strip():
            found.append(FieldProblem("person", "notice_needs_person"))
        if self.kind is NoticeKind.STOP_MEDIUM and self.medium is None:
            found.append(FieldProblem("medium", "notice_needs_medium"))
        if bool(self.hours_from.strip()) != bool(self.hours_until.strip()):
            found.append(FieldProblem("hours_until", "window_incomplete"))
        elif self.kind in _NEEDS_HOURS and not self.hours_from.strip():
            found.append(FieldProblem("hours_from", "notice_needs_hours"))
        if self.until is not None and self.until < self.moment.local().date():
            found.append(FieldProblem("until", "notice_ends_before"))
        if len(self.text) > MAX_NOTICE:
            found.append(FieldProblem("text", "too_long", (("max", MAX_NOTICE),)))
        found.extend(
            FieldProblem(name, "too_long", (("max", MAX_LINE),))
            for name in _LINES
            if len(getattr(self, name)) > MAX_LINE
        )
        return found


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as listed; ``creditor`` is empty where it is for every lender, ``evidence`` is the name of its proof."""

    id: int
    case_id: int
    kind: NoticeKind
    moment: Moment
    sender: str
    recipient: str
    creditor_id: int | None
    creditor: str
    debt_id: int | None
    delivered: Medium | None
    medium: Medium | None
    number: str
    person: str
    hours_from: str
    hours_until: str
    until: date | None
    text: str
    evidence_id: int | None
    evidence: str
