"""Which days the sources of a case cover, and of which days they hold nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlmodel import col, select

from advocate import messages
from advocate.domain.coverage import Gap, SourceCoverage
from advocate.domain.moments import zone_info
from advocate.domain.vocabulary import SourceKind
from advocate.services.intake.days import days_in
from advocate.storage.tables import ImportRow
from advocate.storage.uow import UnitOfWork

#: Sources that speak of days; a single recording or picture covers nothing but its moment.
_COVERING = frozenset(
    {SourceKind.PHONE, SourceKind.CHAT, SourceKind.MAIL, SourceKind.BILL, SourceKind.TABLE, SourceKind.DIARY}
)
#: Gaps that a sentence names; the longest first.
_NAMED_GAPS = 3


def of_case(uow: UnitOfWork, case_id: int) -> list[SourceCoverage]:
    """Return what each import of a case covers, the earliest first; imports without any entry are left out."""
    rows = uow.session.exec(select(ImportRow).where(col(ImportRow.case_id) == case_id).order_by(col(ImportRow.id)))
    found = [coverage for row in rows if row.kind in _COVERING and (coverage := _of(row)) is not None]
    return sorted(found, key=lambda item: (item.first, item.import_id))


def _of(row: ImportRow) -> SourceCoverage | None:
    days = days_in(row.report.get("days"))
    declared = row.period_from is not None and row.period_until is not None
    if not days and not declared:
        if row.first_utc is None or row.last_utc is None:
            return None
        zone = zone_info(row.zone)
        days = {row.first_utc.astimezone(zone).date(), row.last_utc.astimezone(zone).date()}
    first = min(filter(None, (row.period_from, min(days, default=None))))
    last = max(filter(None, (row.period_until, max(days, default=None))))
    filled = runs(days)
    return SourceCoverage(
        row.id or 0,
        row.file_name,
        row.format,
        row.kind,
        first,
        last,
        declared,
        filled,
        gaps_between(filled, first, last),
    )


def runs(days: Iterable[date]) -> tuple[Gap, ...]:
    """Return days as runs."""
    made: list[Gap] = []
    for day in sorted(set(days)):
        if made and made[-1].last + timedelta(days=1) == day:
            made[-1] = Gap(made[-1].first, day)
        else:
            made.append(Gap(day, day))
    return tuple(made)


def gaps_between(filled: Sequence[Gap], first: date, last: date) -> tuple[Gap, ...]:
    """Return the runs of days from ``first`` to ``last`` that ``filled`` leaves out."""
    gaps = []
    next_day = first
    for run in filled:
        if run.first > next_day:
            gaps.append(Gap(next_day, run.first - timedelta(days=1)))
        next_day = max(next_day, run.last + timedelta(days=1))
    if next_day <= last:
        gaps.append(Gap(next_day, last))
    return tuple(gaps)


def sentence(coverage: SourceCoverage, lang: str = "zh") -> str:
    """Return one line for documents: what the source covers, and the days of which it holds nothing."""
    longest = sorted(coverage.gaps, key=lambda gap: (-gap.days, gap.first))[:_NAMED_GAPS]
    named = ("、" if lang == "zh" else ", ").join(span(gap, lang) for gap in sorted(longest))
    code = "coverage_whole" if not coverage.gaps else "coverage_gaps"
    if len(coverage.gaps) > _NAMED_GAPS:
        code = "coverage_many_gaps"
    return messages.text(
        code,
        lang,
        format=messages.text(f"format.{coverage.format}", lang),
        file=coverage.name,
        first=day_text(coverage.first, lang),
        last=day_text(coverage.last, lang),
        days=coverage.days,
        empty=coverage.empty_days,
        gaps=named,
        count=len(coverage.gaps),
    )


def short(coverage: SourceCoverage, lang: str = "zh") -> str:
    """Return what a source covers in half a line, for lists that name it already."""
    code = "coverage_short_gaps" if coverage.gaps else "coverage_short"
    first, last = day_text(coverage.first, lang), day_text(coverage.last, lang)
    return messages.text(code, lang, first=first, last=last, empty=coverage.empty_days)


def by_evidence(uow: UnitOfWork, case_id: int, evidence_ids: Iterable[int]) -> dict[int, SourceCoverage]:
    """Return what the sources behind some evidence cover; evidence that is no imported source has no entry."""
    wanted = set(evidence_ids)
    rows = uow.session.exec(select(ImportRow.id, ImportRow.evidence_id).where(col(ImportRow.case_id) == case_id))
    of_import: dict[int | None, int | None] = dict(rows.all())
    found: dict[int, SourceCoverage] = {}
    for item in of_case(uow, case_id):
        evidence = of_import.get(item.import_id)
        if evidence is not None and evidence in wanted:
            found[evidence] = item
    return found


def day_text(day: date, lang: str) -> str:
    """Return a day as documents write it."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.isoformat()


def span(gap: Gap, lang: str) -> str:
    """Return a run of days as documents write it."""
    if gap.first == gap.last:
        return day_text(gap.first, lang)
    joint = "至" if lang == "zh" else " to "
    return f"{day_text(gap.first, lang)}{joint}{day_text(gap.last, lang)}"
