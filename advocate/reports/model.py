"""A complaint as a frozen document model: everything that will be printed, nothing about where it stands on paper.

Times are ISO 8601 with offset, days ISO dates, so that a model saved as JSON reads back equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter

from advocate.domain.vocabulary import Force


@dataclass(frozen=True, slots=True)
class Ref:
    """What a sentence rests on: a contact (``K-000123``), or an exhibit (``C-1``) with the page inside it."""

    kind: Literal["contact", "exhibit"]
    id: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or short paragraph with what it rests on; ``quotation`` is what a collector said in it, verbatim."""

    text: str
    refs: tuple[Ref, ...] = ()
    quotation: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A party with its labelled particulars: ``role`` is the heading (投诉人, 被投诉人)."""

    role: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FactSection:
    """A part of the facts under a heading of its own. ``level`` 1 prints （一）, 2 prints 1."""

    heading: str
    sentences: tuple[Sentence, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class LegalItem:
    """A provision in the wording that its force allows; ``mark`` T, T2 or M says how the text was seen."""

    rules: tuple[str, ...]
    force: Force
    text: str
    quote: str = ""
    mark: str = "T"
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A row of the contact schedule.

    ``at`` is ISO 8601 in the zone of observation, ``when`` the same as exactly as it is known, ``written`` the
    source's own spelling. ``also`` names the other records of the same event.
    """

    id: str
    at: str
    when: str
    medium: str
    number: str
    duration: str
    reached: str
    claims: str
    text: str
    exhibit: str = ""
    written: str = ""
    source: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A row of the number list; ``first`` and ``last`` ISO 8601."""

    number: str
    first: str
    last: str
    count: int
    kind: str = ""
    claims: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row of the comparison with the carrier's bill, as it is printed."""

    result: str
    day: str
    phone_clock: str
    bill_clock: str
    apart: str
    direction: str
    number: str
    duration: str
    matched: str
    record: str
    source: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A piece of evidence as numbered in this packet.

    The letter of ``id``: A contract, B calls, C messages, D statements, E earlier complaints (C5 of the law file).
    ``show`` says how it is printed: as a picture, as PDF pages, or by its hash alone (``note`` then says why).
    """

    id: str
    evidence: str
    name: str
    kind: str
    formed: str
    source: str
    holder: str
    proves: str
    sha256: str
    size_bytes: int
    media_type: str
    show: Literal["image", "pdf", "listed"] = "listed"
    pages: int = 0
    width: int = 0
    height: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A whole complaint, ready to render. ``draft`` marks every page; ``missing`` names what a draft still lacks."""

    number: str
    case_number: str
    channel: str
    title: str
    lang: str
    parties: tuple[Party, ...]
    requests: tuple[str, ...]
    facts: tuple[FactSection, ...]
    legal: tuple[LegalItem, ...]
    prior: tuple[Sentence, ...]
    declaration: tuple[str, ...]
    addressee: str
    signer: str
    date: str
    contacts: tuple[ScheduleRow, ...] = ()
    numbers: tuple[NumberRow, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    pack: str = ""
    pack_version: str = ""
    draft: bool = False
    missing: tuple[str, ...] = ()
    compared: tuple[ComparedRow, ...] = ()
    compared_note: str = ""

    def to_json(self) -> bytes:
        """Return the model as JSON, indented, in UTF-8."""
        return _ADAPTER.dump_json(self, indent=1)

    @staticmethod
    def from_json(data: bytes) -> Complaint:
        """Read a model; raises pydantic's `ValidationError` where it is none."""
        return _ADAPTER.validate_json(data)

    def prose(self) -> Iterator[tuple[str, str]]:
        """Yield (part, text) of everything that the group itself says: what collectors said is left out of it."""
        yield "title", self.title
        for party in self.parties:
            for label, value in party.rows:
                yield "parties", f"{label}：{value}"
        for text in self.requests:
            yield "requests", text
        for section in self.facts:
            yield "facts", section.heading
            for sentence in section.sentences:
                yield "facts", sentence.text.replace(sentence.quotation, "") if sentence.quotation else sentence.text
        for item in self.legal:
            yield "legal", item.text
            yield "legal", item.quote
        for sentence in self.prior:
            yield "prior", sentence.text
        for text in self.declaration:
            yield "declaration", text
        yield "addressee", self.addressee
        yield "exhibits", self.compared_note
        for exhibit in self.exhibits:
            yield "exhibits", exhibit.proves
            yield "exhibits", exhibit.note


_ADAPTER: TypeAdapter[Complaint] = TypeAdapter(Complaint)
