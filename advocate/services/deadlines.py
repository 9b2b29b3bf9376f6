"""The dates that the law sets, over all cases: those kept with complaints, and the limits that hang on findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import col

from advocate import messages
from advocate.analysis.clocks import counting
from advocate.analysis.clocks.law import Clock
from advocate.domain.deadlines import Deadline, DeadlineView
from advocate.domain.facts import Reason
from advocate.domain.moments import zone_info
from advocate.domain.vocabulary import CaseStatus, FindingStatus
from advocate.services.finding_rows import clauses_of
from advocate.storage.tables import (
    CaseRow,
    ComplaintRow,
    ContactRow,
    DeadlineRow,
    FindingContactRow,
    FindingRow,
)
from advocate.storage.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class _Act:
    """A contact behind a finding: its local day, the finding's rule and the instruments of its provisions."""

    case_id: int
    on: date
    rule: str
    instruments: frozenset[str]
    confirmed: bool


def listing(
    uow: UnitOfWork,
    until: date | None = None,
    *,
    case_id: int | None = None,
    today: date | None = None,
    lang: str = "zh",
) -> list[DeadlineView]:
    """Return the open deadlines up to and with ``until``, the earliest first; with ``case_id`` those of one case.

    Limits on acts run for cases that are not closed, from the contacts of findings that nobody rejected.
    """
    cases = _cases(uow, case_id)
    found = list(_kept(uow, cases, today, lang))
    for act_case, acts in _acts(uow, cases).items():
        found.extend(_limits(cases[act_case], acts, today or _today(uow, cases[act_case]), lang))
    found.sort(key=lambda view: (view.due, view.case, view.rule))
    return [view for view in found if until is None or view.due <= until]


def limits(acts: Iterable[date], clock: Clock, today: date) -> tuple[Deadline, Deadline, int]:
    """Return the earliest limit of ``acts`` that is not over, that of conduct which goes on, and how many acts lapsed.

    Where each act is past its limit, the last one is returned. ``acts`` holds at least one day, all under ``clock``.
    """
    days = sorted(set(acts))
    single = [counting.due(clock.id, day) for day in days]
    alive = [deadline for deadline in single if not deadline.overdue(today)]
    latest = counting.due(clock.id, days[-1], continuous=len(days) > 1)
    return (alive[0] if alive else single[-1]), latest, len(single) - len(alive)


def _cases(uow: UnitOfWork, case_id: int | None) -> dict[int, CaseRow]:
    query = select(CaseRow).where(col(CaseRow.deleted_at).is_(None), col(CaseRow.status) != CaseStatus.CLOSED)
    if case_id is not None:
        query = query.where(col(CaseRow.id) == case_id)
    return {row.id or 0: row for row in uow.session.scalars(query)}


def _kept(uow: UnitOfWork, cases: dict[int, CaseRow], today: date | None, lang: str) -> Iterator[DeadlineView]:
    """Yield the deadlines that complaints keep."""
    query = (
        select(DeadlineRow, col(ComplaintRow.number))
        .outerjoin(ComplaintRow, col(ComplaintRow.id) == col(DeadlineRow.complaint_id))
        .where(col(DeadlineRow.done_utc).is_(None))
    )
    for row, complaint in uow.session.execute(query):
        case = cases.get(row.case_id)
        if case is None:
            continue
        yield DeadlineView(
            due=row.due,
            what=messages.text(row.what, lang),
            clause=row.clause,
            case=case.number,
            case_id=row.case_id,
            complaint=complaint or "",
            overdue=(today or _today(uow, case)) > row.due,
            warn=False,
        )


def _acts(uow: UnitOfWork, cases: dict[int, CaseRow]) -> dict[int, list[_Act]]:
    """Return the contacts behind findings by case, in two queries for all: there are thousands of cases."""
    if not cases:
        return {}
    condition = [col(FindingRow.status) != FindingStatus.REJECTED]
    if len(cases) == 1:
        condition.append(col(FindingRow.case_id) == next(iter(cases)))
    findings = {
        finding_id: (case_id, rule, frozenset(clause.instrument for clause in clauses_of(payload)), status)
        for finding_id, case_id, rule, status, payload in uow.session.execute(
            select(
                col(FindingRow.id),
                col(FindingRow.case_id),
                col(FindingRow.rule),
                col(FindingRow.status),
                col(FindingRow.payload),
            ).where(*condition)
        )
    }
    behind = (
        select(col(FindingContactRow.finding_id), col(ContactRow.at_utc))
        .join(ContactRow, col(ContactRow.id) == col(FindingContactRow.contact_id))
        .join(FindingRow, col(FindingRow.id) == col(FindingContactRow.finding_id))
        .where(col(ContactRow.deleted_at).is_(None), *condition)
    )
    found: dict[int, list[_Act]] = {}
    for finding_id, at_utc in uow.session.execute(behind):
        case_id, rule, instruments, status = findings[finding_id]
        case = cases.get(case_id)
        if case is not None:
            day = at_utc.astimezone(zone_info(case.zone)).date()
            act = _Act(case_id, day, rule, instruments, status is FindingStatus.CONFIRMED)
            found.setdefault(case_id, []).append(act)
    return found


def _limits(case: CaseRow, acts: list[_Act], today: date, lang: str) -> Iterator[DeadlineView]:
    for clock in counting.limitations(case.jurisdiction):
        under = [act for act in acts if _hangs_on(clock, act) and counting.covers(clock, act.on)]
        if not under:
            continue
        by_rule: dict[str, list[_Act]] = {}
        for act in under:
            by_rule.setdefault(act.rule if clock.instruments else "", []).append(act)
        for group in by_rule.values():
            yield _limit(case, clock, group, today, lang)


def _hangs_on(clock: Clock, act: _Act) -> bool:
    if clock.instruments:
        return not act.instruments.isdisjoint(clock.instruments)
    return act.rule.startswith(clock.finding_prefix)


def _limit(case: CaseRow, clock: Clock, acts: list[_Act], today: date, lang: str) -> DeadlineView:
    first, latest, lapsed = limits((act.on for act in acts), clock, today)
    review = list(first.review)
    several = clock.start == "act_or_end" and latest.due != first.due
    if several:
        params = (
            ("last", latest.start.isoformat()),
            ("latest", latest.due.isoformat()),
            ("due", first.due.isoformat()),
        )
        review.append(Reason("clock_ask_continuous", params))
    if lapsed and not first.overdue(today):
        review.append(Reason("clock_ask_lapsed", (("count", lapsed),)))
    if not any(act.confirmed for act in acts):
        review.append(Reason("clock_ask_suggested"))
    return DeadlineView(
        due=first.due,
        what=first.title(lang),
        clause=first.clause(lang),
        case=case.number,
        case_id=case.id or 0,
        complaint="",
        overdue=first.overdue(today),
        warn=first.warns(today) and not first.overdue(today),
        rule=clock.id,
        confidence=first.confidence,
        start=first.start,
        latest=latest.due if several else None,
        counted=tuple(messages.reason_text(reason, lang) for reason in first.counted),
        review=tuple(messages.reason_text(reason, lang) for reason in review),
        finding_rules=tuple(sorted({act.rule for act in acts})),
    )


def _today(uow: UnitOfWork, case: CaseRow) -> date:
    now: datetime = uow.now()
    return now.astimezone(zone_info(case.zone)).date()
