"""Read models: what services hand to the window and the command line. Plain data, safe in any thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from advocate.domain.drafts import Rejection
from advocate.domain.facts import PhraseHit, Reason
from advocate.domain.moments import Moment
from advocate.domain.vocabulary import (
    Behaviour,
    CallOutcome,
    CaseStatus,
    ComplaintStatus,
    CreditorType,
    Direction,
    FeeKind,
    FindingStatus,
    Force,
    Medium,
    Nature,
    NumberKind,
    OrganisationKind,
    Reached,
)


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A row of the case list."""

    id: int
    number: str
    client: str
    status: CaseStatus
    contacts: int
    evidence: int
    findings_open: int
    findings_confirmed: int
    complaints: int
    last_contact_utc: datetime | None
    next_deadline: date | None
    created_utc: datetime
    #: How many of the contacts wait in the inbox: imported, and not decided yet.
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class CaseField:
    """A field that documents need, as ``case fields`` lists it. ``group`` is a code: ``client``, ``agent``, …"""

    name: str
    label_zh: str
    label_en: str
    group: str


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A line of a debt's ledger: ``kind`` is ``repaid``, ``planned`` or ``fee``; ``id`` is that of its own table."""

    id: int
    kind: str
    on: date | None
    amount: str
    fee: FeeKind | None = None
    deducted: bool = False


@dataclass(frozen=True, slots=True)
class DebtView:
    """A debt as shown. Amounts are decimal strings in ``currency``, ``contract_rate`` is in per cent a year.

    ``repayments`` were made; ``planned`` are instalments still to come.

    ``repaid`` is a total that a person typed for the documents; empty where the single repayments say it.
    """

    id: int
    creditor_id: int
    creditor: str
    creditor_type: CreditorType
    principal: str
    received: str
    demanded: str
    contract_date: date | None
    contract_number: str
    currency: str
    repayments: tuple[tuple[date, str], ...] = ()
    repaid: str = ""
    platform: str = ""
    sold_to: str = ""
    sold_on: date | None = None
    sale_notified: bool | None = None
    demanded_on: date | None = None
    contract_rate: str = ""
    planned: tuple[tuple[date, str], ...] = ()
    agreed_from: str = ""
    agreed_until: str = ""
    entries: tuple[LedgerEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case whole, without its long lists. ``fields`` holds what documents need, by field name."""

    summary: CaseSummary
    jurisdiction: str
    zone: str
    fields: dict[str, str]
    debts: tuple[DebtView, ...]


@dataclass(frozen=True, slots=True)
class ContactView:
    """A row of the contact log. ``number`` is E.164 or as written, None withheld.

    ``same_event`` names the other records of the same event, whether this one leads or not.
    """

    id: int
    case_id: int
    case_number: str
    moment: Moment
    medium: Medium
    direction: Direction
    number: str | None
    number_raw: str | None
    name: str
    on_number: str
    text: str
    summary: str
    duration_s: int | None
    answered: bool | None
    claims_to_be: str
    reached: Reached
    reached_name: str
    behaviours: tuple[Behaviour, ...]
    nature: Nature
    debt_id: int | None
    agency: str
    harm: str
    source_evidence_id: int | None
    source_place: str
    findings: int = 0
    same_event: tuple[int, ...] = ()
    outcome: CallOutcome | None = None
    conversation: bool | None = None
    zone_known: bool | None = None
    sent_utc: datetime | None = None


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """An original as listed. ``media_type`` is by content.

    ``source_label`` is where it lay in the archive or folder it came in; ``marks`` are codes (``mark.<code>``) of what
    whoever relies on it must know.
    """

    id: int
    case_id: int
    name: str
    sha256: str
    size_bytes: int
    media_type: str
    captured_utc: datetime | None
    added_utc: datetime
    contact_ids: tuple[int, ...]
    note: str
    source_label: str = ""
    device: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseView:
    """One provision of a finding: ``text`` in the wording of its force level, the decisive words, how it was seen."""

    instrument: str
    article: str
    text: str
    quote: str
    force: Force
    confidence: str
    penalty: str = ""


@dataclass(frozen=True, slots=True)
class ElementView:
    """Something that a finding has to prove. ``until`` says in words when what is missing can no longer be had.

    ``last_day`` is the earliest known last day for getting it; ``over``: that day has passed.
    """

    id: str
    title: str
    have: bool
    how: str
    until: tuple[str, ...] = ()
    last_day: date | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with its words in the asked language. ``clause`` is formatted for the page, with its force wording.

    ``grade`` is what it is worth as it stands. ``counts`` are the same acts counted otherwise. ``elements`` are there
    when one finding is asked for, not in lists. ``reviewed``: a lawyer has looked at its rule.
    """

    id: int
    case_id: int
    rule: str
    title: str
    clause: str
    quote: str
    status: FindingStatus
    force: Force
    confidence: str
    review: str
    contacts: tuple[int, ...]
    why: str
    hits: tuple[PhraseHit, ...]
    first_utc: datetime | None
    last_utc: datetime | None
    decided_by: str
    decided_reason: str
    stale: bool
    clauses: tuple[ClauseView, ...] = ()
    grade: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    debts: tuple[int, ...] = ()
    elements: tuple[ElementView, ...] = ()
    pack: str = ""
    pack_version: str = ""
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """A complaint as listed."""

    id: int
    number: str
    case_id: int
    channel: str
    regulator: str
    title: str
    status: ComplaintStatus
    fields: dict[str, str]
    created_utc: datetime
    built_utc: datetime | None
    pages: int | None


@dataclass(frozen=True, slots=True)
class MissingField:
    """Something that a document needs: ``field`` as in ``complaint set``, ``why`` in words."""

    field: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """A creditor, agency or other body."""

    id: int
    name: str
    kind: OrganisationKind
    creditor_type: CreditorType
    credit_code: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A contact that a search found. ``snippet`` is plain text; ``matches`` are (start, end) offsets in it.

    A contact found by its number alone has no matches in the snippet.
    """

    kind: str
    id: int
    case_id: int
    case_number: str
    snippet: str
    matches: tuple[tuple[int, int], ...]
    moment: Moment
    number: str | None


@dataclass(frozen=True, slots=True)
class NumberView:
    """What is known of a number across all cases."""

    id: int
    number: str
    kind: NumberKind
    region: str
    carrier: str
    cases: int
    contacts: int
    first_utc: datetime | None
    last_utc: datetime | None
    batch: str


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """The answer while somebody types a number: counts only."""

    number: str
    contacts: int
    cases: int
    other_cases: int
    claimed: tuple[str, ...]
    last_utc: datetime | None


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    ``rejected`` holds the first thousand problems and the first thousand ``other`` entries (drafts, outbox, failed,
    queued) with their reasons; ``rejected_count`` counts them all, ``other`` those of the second kind. ``evidence``
    counts the files that are new as evidence, ``people`` the entries of an address book, ``left_out`` those of the
    duplicates that people had left out of the case before, ``set_aside`` what the sorting left out at once, so
    that ``added`` does not count it. ``format`` is empty where the file was refused or passed over.
    """

    file: str
    format: str
    sha256: str
    added: int
    duplicates: int
    other: int
    rejected: tuple[Rejection, ...]
    rejected_count: int
    first_utc: datetime | None = None
    last_utc: datetime | None = None
    warnings: tuple[Reason, ...] = ()
    evidence: int = 0
    people: int = 0
    left_out: int = 0
    set_aside: int = 0

    @property
    def refused(self) -> bool:
        """Tell whether the file as a whole could not be read."""
        return not self.format and not all(rejection.other for rejection in self.rejected)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of an import; in a preview nothing was written. ``run`` names what was imported in one go."""

    files: tuple[FileReport, ...]
    preview: bool = False
    run: bytes = b""

    @property
    def added(self) -> int:
        """Return the number of contacts that are new."""
        return sum(f.added for f in self.files)

    @property
    def evidence(self) -> int:
        """Return the number of files that are new as evidence."""
        return sum(f.evidence for f in self.files)

    @property
    def duplicates(self) -> int:
        """Return the number of entries that were there already."""
        return sum(f.duplicates for f in self.files)


@dataclass(frozen=True, slots=True)
class VaultInfo:
    """The size of a vault."""

    path: str
    schema: str
    cases: int
    contacts: int
    evidence: int
    numbers: int
    complaints: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class VerifyProblem:
    """Something in the vault that is not as it was recorded."""

    kind: str
    id: str
    detail: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The result of checking database, audit chain and every evidence file."""

    problems: tuple[VerifyProblem, ...]
    checked: dict[str, Any]

    @property
    def ok(self) -> bool:
        """Tell whether nothing was found."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup written, or restored: then ``file`` is the new folder and ``problems`` what was wrong already."""

    file: str
    size_bytes: int
    sha256: str
    problems: tuple[VerifyProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A way to complain, and for a case whether it fits; None where that is unclear, or no case was named."""

    id: str
    regulator: str
    title: str
    fits: bool | None
    why: str
    missing: tuple[MissingField, ...] = ()
    takes: str = ""
    who: str = ""
    hotline: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintField:
    """A field of a complaint as a form shows it; ``value`` will be printed, ``own`` tells whether it was typed here."""

    name: str
    label: str
    value: str
    required: bool
    long: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class BuiltPacket:
    """A packet on disk: the PDF, every file as (path, SHA-256, bytes); ``missing`` is empty unless it is a draft."""

    pdf: str
    pages: int
    files: tuple[tuple[str, str, int], ...]
    missing: tuple[MissingField, ...] = ()
