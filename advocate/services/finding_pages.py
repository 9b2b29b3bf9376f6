"""The findings of a case as a long list: what each line needs at once, and what deserves a look without being one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import String, func, select, type_coerce
from sqlmodel import col

from advocate.analysis.rules.loading import Book
from advocate.domain.facts import Observation
from advocate.domain.vocabulary import FindingStatus, Grade
from advocate.services import findings, lexicons
from advocate.services import rule_packs as packs
from advocate.storage.tables import CaseRow, FindingRow
from advocate.storage.uow import UnitOfWork

#: Observations shown; a case with more has a pattern that the findings already tell of.
MOST_OBSERVATIONS = 300


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What a list has to know of a finding before its contents arrive."""

    id: int
    rule: str
    status: FindingStatus
    stale: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """All findings of a case in the order of rule and time, with the titles of their rules."""

    lines: tuple[FindingLine, ...]
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class ObservationView:
    """Something to look at that makes no finding. ``own`` says that only the organisation's words speak in it."""

    rule: str
    title: str
    text: str
    grade: Grade
    contacts: tuple[int, ...]
    own: bool = False


def outline(uow: UnitOfWork, case_id: int, lang: str = "zh") -> Outline:
    """Return the lines of a case's findings: ids and states only, so that thousands come at once."""
    found = uow.connection.execute(
        select(col(FindingRow.id), col(FindingRow.rule), col(FindingRow.status), col(FindingRow.stale))
        .where(col(FindingRow.case_id) == case_id)
        .order_by(col(FindingRow.rule), col(FindingRow.first_utc), col(FindingRow.id))
    )
    lines = tuple(FindingLine(row_id or 0, rule, status, stale) for row_id, rule, status, stale in found)
    return Outline(lines, _titles(uow, case_id, lang))


def telling(uow: UnitOfWork, case_id: int) -> int:
    """Return the finding that shows most: one that waits, with words marked in it; 0 where there is none."""
    payload = func.json_array_length(type_coerce(col(FindingRow.payload), String), "$.hits")
    found = uow.connection.scalar(
        select(col(FindingRow.id))
        .where(col(FindingRow.case_id) == case_id, payload > 0)
        .order_by(col(FindingRow.status) != FindingStatus.SUGGESTED, col(FindingRow.rule), col(FindingRow.id))
        .limit(1)
    )
    return int(found or 0)


def observations(uow: UnitOfWork, case_id: int, lang: str = "zh") -> tuple[list[ObservationView], int]:
    """Return what of a case deserves a look without being a finding, and how much there is in all.

    The whole case is evaluated for it. Raises `UserError` ``unknown_id``.
    """
    found = findings.observations(uow, case_id)
    book = packs.in_use(uow, _jurisdiction(uow, case_id))
    if book is None:
        return [], 0
    book = lexicons.with_own(uow, book)
    return [_view(book, one, lang) for one in found[:MOST_OBSERVATIONS]], len(found)


def _view(book: Book, observation: Observation, lang: str) -> ObservationView:
    rule = book.rules.get(observation.rule)
    params = dict(observation.reason.params)
    words = str(params.get("words", ""))
    own = bool(words) and any(hit.phrase == words for hit in lexicons.own_hits(book, words))
    title = rule.title.get(lang) if rule else ""
    if not title and "category" in params:
        title = lexicons.title_of(book, str(params["category"]), lang)
    return ObservationView(
        observation.rule,
        title or observation.rule,
        findings.reason_text(observation.reason, lang),
        observation.grade,
        observation.contacts,
        own,
    )


def _titles(uow: UnitOfWork, case_id: int, lang: str) -> dict[str, str]:
    named: dict[str, str] = {}
    for name, version, rule in uow.connection.execute(
        select(col(FindingRow.pack), col(FindingRow.pack_version), col(FindingRow.rule))
        .where(col(FindingRow.case_id) == case_id)
        .distinct()
    ):
        known = packs.book_of(uow, name, version).rules.get(rule)
        named[rule] = known.title.get(lang) if known else rule
    return named


def _jurisdiction(uow: UnitOfWork, case_id: int) -> str:
    return uow.connection.scalar(select(col(CaseRow.jurisdiction)).where(col(CaseRow.id) == case_id)) or ""
