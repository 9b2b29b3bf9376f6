"""What people and importers hand in, before it is in the vault. A draft knows what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from advocate.domain.errors import FieldProblem, InvalidDraft
from advocate.domain.moments import DEFAULT_ZONES, Moment
from advocate.domain.vocabulary import (
    Behaviour,
    CallOutcome,
    CreditorType,
    Direction,
    FeeKind,
    Medium,
    Nature,
    OrganisationKind,
    Reached,
    TimePrecision,
)

#: Longest message kept in one contact, in characters; a longer one is evidence, not a field.
MAX_TEXT = 1_000_000
MAX_LINE = 500


@dataclass(frozen=True, slots=True)
class ClientDraft:
    """The person the group acts for. ``zone_known`` False: nobody said yet in which zone they live."""

    name: str
    phone: str = ""
    address: str = ""
    id_number: str = ""
    gender: str = ""
    zone: str = "Asia/Shanghai"
    zone_known: bool = True

    def problems(self) -> list[FieldProblem]:
        """Return what keeps it from being saved."""
        found = []
        if not self.name.strip():
            found.append(FieldProblem("name", "required"))
        if len(self.name) > MAX_LINE:
            found.append(FieldProblem("name", "too_long", (("max", MAX_LINE),)))
        if len(self.phone) > MAX_LINE:
            found.append(FieldProblem("phone", "too_long", (("max", MAX_LINE),)))
        return found


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A new case for one client."""

    client: ClientDraft
    jurisdiction: str = "cn"
    title: str = ""

    def problems(self) -> list[FieldProblem]:
        """Return what keeps it from being saved."""
        found = self.client.problems()
        if self.jurisdiction not in DEFAULT_ZONES:
            found.append(FieldProblem("jurisdiction", "unknown_jurisdiction", (("known", ", ".join(DEFAULT_ZONES)),)))
        return found


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """A creditor, platform, agency or other body."""

    name: str
    kind: OrganisationKind = OrganisationKind.CREDITOR
    creditor_type: CreditorType = CreditorType.UNKNOWN
    credit_code: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class FeeDraft:
    """A charge beside interest: taken out of the money paid out (``deducted``), or paid on ``paid_on``."""

    kind: FeeKind
    amount: Decimal
    deducted: bool = True
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class DebtDraft:
    """One loan: amounts in the currency's main unit, exact decimals; ``contract_rate`` in per cent a year.

    ``planned`` are instalments that are not paid yet. ``sale_notified`` None means that nobody knows.
    """

    creditor: str
    creditor_type: CreditorType = CreditorType.UNKNOWN
    principal: Decimal = Decimal(0)
    received: Decimal | None = None
    contract_date: date | None = None
    contract_number: str = ""
    demanded: Decimal | None = None
    currency: str = "CNY"
    repayments: tuple[tuple[date, Decimal], ...] = ()
    agreed_from: str = ""
    agreed_until: str = ""
    platform: str = ""
    sold_to: str = ""
    sold_on: date | None = None
    sale_notified: bool | None = None
    demanded_on: date | None = None
    contract_rate: Decimal | None = None
    fees: tuple[FeeDraft, ...] = ()
    planned: tuple[tuple[date, Decimal], ...] = ()

    def problems(self) -> list[FieldProblem]:
        """Return what keeps it from being saved."""
        found = []
        if not self.creditor.strip():
            found.append(FieldProblem("creditor", "required"))
        if self.principal < 0:
            found.append(FieldProblem("principal", "negative"))
        if bool(self.agreed_from) != bool(self.agreed_until):
            found.append(FieldProblem("agreed_until", "window_incomplete"))
        return found


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """One contact as a person logs it. ``number_raw`` None means withheld.

    ``conversation`` says whether people spoke with each other, ``sent_utc`` (aware) when a message was sent where that
    is known beside its receipt. ``zone_known`` False: the zone of ``moment`` is a guess; None: as the case has it.
    """

    case_id: int
    moment: Moment
    medium: Medium = Medium.CALL
    direction: Direction = Direction.IN
    number_raw: str | None = None
    on_number_raw: str = ""
    duration_s: int | None = None
    answered: bool | None = None
    text: str = ""
    summary: str = ""
    claims_to_be: str = ""
    reached: Reached = Reached.DEBTOR
    reached_name: str = ""
    behaviours: frozenset[Behaviour] = frozenset()
    debt_id: int | None = None
    agency: str = ""
    harm: str = ""
    nature: Nature = Nature.COLLECTION
    robot_voice: bool = False
    outcome: CallOutcome | None = None
    conversation: bool | None = None
    zone_known: bool | None = None
    sent_utc: datetime | None = None

    def problems(self, now: datetime | None = None) -> list[FieldProblem]:
        """Return what keeps it from being saved; ``now`` (aware) bounds the future, less a day for wrong clocks."""
        now = now or datetime.now(UTC)
        found = []
        if (self.moment.at_utc - now).total_seconds() > 86_400:
            found.append(FieldProblem("at", "in_future"))
        if self.sent_utc is not None and self.sent_utc > self.moment.at_utc:
            found.append(FieldProblem("sent", "sent_after_receipt"))
        if self.conversation and self.answered is False:
            found.append(FieldProblem("conversation", "spoke_unanswered"))
        if self.duration_s is not None and not 0 <= self.duration_s <= 7 * 86_400:
            found.append(FieldProblem("duration_s", "out_of_range"))
        if len(self.text) > MAX_TEXT:
            found.append(FieldProblem("text", "too_long", (("max", MAX_TEXT),)))
        found.extend(
            FieldProblem(name, "too_long", (("max", MAX_LINE),))
            for name in ("number_raw", "on_number_raw", "claims_to_be", "reached_name", "agency")
            if len(getattr(self, name) or "") > MAX_LINE
        )
        return found


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that came with an entry; ``token`` is what its keeper knows it by, empty in a preview."""

    name: str
    size_bytes: int
    token: str


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """Somebody from an address book: who the relatives and employers are that were reached."""

    name: str
    numbers: tuple[str, ...]
    place: str
    organisation: str = ""
    note: str = ""


@dataclass(slots=True)
class EntryDraft:
    """One message or call as an importer read it. Plain and unfrozen: a backup holds hundreds of thousands.

    ``at_ms`` is epoch milliseconds UTC; ``written`` the source's own spelling of the time; ``zone`` is empty where the
    source gives an instant, so that the importing person's zone applies; ``place`` says where in the source it stands.
    ``source_type`` is the source's own code for the kind of entry: part of what makes two entries the same one.
    What only paper diaries and tables say (``claims_to_be`` and what follows it) stays empty elsewhere. ``outcome``
    tells more of a call than ``answered`` does, where the source knows.
    """

    medium: Medium
    direction: Direction
    at_ms: int
    written: str
    address: str | None
    place: str
    text: str = ""
    name: str = ""
    duration_s: int | None = None
    answered: bool | None = None
    own_address: str = ""
    zone: str = ""
    detail: str = ""
    source_type: str = ""
    attachments: tuple[Attachment, ...] = ()
    precision: TimePrecision = TimePrecision.EXACT
    claims_to_be: str = ""
    reached: Reached = Reached.DEBTOR
    reached_name: str = ""
    summary: str = ""
    harm: str = ""
    outcome: CallOutcome | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """An entry not taken: ``reason`` is a message code; ``other`` marks drafts, outbox, failed and queued ones."""

    place: str
    reason: str
    other: bool = False
    params: tuple[tuple[str, str], ...] = field(default=())


def require(problems: list[FieldProblem]) -> None:
    """Raise `InvalidDraft` if there are any."""
    if problems:
        raise InvalidDraft(problems)
