"""Batches of numbers: found anew from all contacts, listed with their reasons, decided by people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, insert
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from advocate import messages
from advocate.analysis.batches import clues, finding
from advocate.analysis.batches.model import Batch, Clue, sheet
from advocate.domain.batches import BatchLink, BatchReason, BatchView
from advocate.domain.errors import UserError
from advocate.domain.facts import BatchFact
from advocate.domain.ids import row_id
from advocate.domain.jobs import JobContext, QuietContext
from advocate.domain.vocabulary import BatchDecision, BatchStatus
from advocate.services import batch_leases, number_rows
from advocate.services.contact_list import in_live_cases, live
from advocate.services.values import storable
from advocate.storage.tables import (
    BatchDecisionRow,
    BatchNumberRow,
    BatchRow,
    CaseRow,
    ContactRow,
    PhoneNumberRow,
)
from advocate.storage.uow import UnitOfWork

_BATCH = 500
_MOST_REASON = 500


def recompute(uow: UnitOfWork, ctx: JobContext | None = None, *, always: bool = False) -> int:
    """Bring the batches in line with all contacts and decisions, and return how many there are.

    Reads only numbers whose contacts changed since the last time, and does nothing where none did, unless ``always``.
    A batch keeps its id while most of its numbers stay. Raises `Cancelled`, which undoes it.
    """
    ctx = ctx or QuietContext()
    weights = sheet()
    read = batch_leases.read(uow, weights, ctx)
    if read.changed or always:
        ctx.check()
        found = finding.find(read.leases, weights, _decisions(uow), ctx)
        _keep(uow, found)
    return int(uow.connection.scalar(sql_select(func.count()).select_from(BatchRow)) or 0)


def listing(uow: UnitOfWork, *, rejected: bool = False) -> list[BatchView]:
    """Return the batches by score, the likeliest first; those that people rejected only when asked for."""
    rows = uow.session.exec(select(BatchRow)).all()
    wanted = [row for row in rows if rejected or row.status is not BatchStatus.REJECTED]
    views = _views(uow, wanted)
    return sorted(views, key=lambda view: (-view.score, -len(view.numbers), view.id))


def show(uow: UnitOfWork, batch: str) -> BatchView:
    """Return one batch by its id (``B-000001``); raises `UserError` ``unknown_id``."""
    return _views(uow, [_row(uow, batch)])[0]


def links(uow: UnitOfWork, batch: str) -> list[BatchLink]:
    """Return the links inside a batch, for a graph; raises `UserError` ``unknown_id``."""
    row = _row(uow, batch)
    ids = uow.session.exec(select(BatchNumberRow.number_id).where(BatchNumberRow.batch_id == row.id)).all()
    found = clues.edges(batch_leases.kept(uow, ids), sheet())
    return [
        BatchLink(edge.first, edge.second, edge.points, tuple(_reason(clue) for clue in edge.clues)) for edge in found
    ]


def of_case(uow: UnitOfWork, case_id: int) -> tuple[BatchFact, ...]:
    """Return the batches whose numbers a case met, as the rules count them: rejected ones are left out."""
    # A probe for each number of a batch: a case may hold a million contacts, and this is asked with each one saved.
    here = (
        sql_select(col(ContactRow.id))
        .where(col(ContactRow.number_id) == col(BatchNumberRow.number_id), col(ContactRow.case_id) == case_id)
        .exists()
    )
    query = (
        sql_select(col(BatchRow.id), col(BatchRow.score), col(BatchRow.name), col(PhoneNumberRow.number))
        .join(BatchNumberRow, col(BatchNumberRow.batch_id) == col(BatchRow.id))
        .join(PhoneNumberRow, col(PhoneNumberRow.id) == col(BatchNumberRow.number_id))
        .where(col(BatchRow.status) != BatchStatus.REJECTED, here)
        .order_by(col(BatchRow.id))
    )
    numbers: dict[tuple[int, float, str], set[str]] = defaultdict(set)
    for batch_id, points, name, number in uow.connection.execute(query):
        numbers[batch_id or 0, points, name].add(number)
    return tuple(BatchFact(key[0], frozenset(held), key[1], key[2]) for key, held in numbers.items())


def decide(
    uow: UnitOfWork, kind: BatchDecision, batch: str, others: Iterable[str] = (), reason: str = ""
) -> list[BatchView]:
    """Keep what a person decided of a batch, recompute, and return the batches that its numbers stand in now.

    ``others`` are the numbers to take out for a split, and batch ids or numbers to put with it for a merge. Raises
    `UserError`: ``unknown_id``, ``unknown_number``, ``batch_split_nothing``, ``batch_merge_nothing``.
    """
    own = set(show(uow, batch).numbers)
    named = [*others]
    numbers = own
    if kind is BatchDecision.SPLIT:
        numbers = {_number(uow, text) for text in named} & own
        if not numbers or numbers == own:
            raise UserError("batch_split_nothing", id=batch)
    elif kind is BatchDecision.MERGE:
        more = {number for text in named for number in _named(uow, text)} - own
        if not more:
            raise UserError("batch_merge_nothing", id=batch)
        numbers = own | more
    row = BatchDecisionRow(
        kind=kind, numbers=sorted(numbers), reason=storable(reason).strip()[:_MOST_REASON], user_id=uow.user_id
    )
    uow.session.add(row)
    uow.session.flush()
    uow.audit(f"decided_{kind.value}", "batch", row_id("batch", batch), None, numbers=len(numbers))
    recompute(uow, always=True)
    touched = own | numbers
    return [view for view in listing(uow, rejected=True) if touched & set(view.numbers)]


def sentence(reason: BatchReason, lang: str = "zh") -> str:
    """Return why numbers belong together as one sentence."""
    return messages.text(f"batch_clue.{reason.kind}", lang, **dict(reason.params))


def _named(uow: UnitOfWork, text: str) -> set[str]:
    if text.strip()[:2].upper() == "B-":
        return set(show(uow, text).numbers)
    return {_number(uow, text)}


def _number(uow: UnitOfWork, text: str) -> str:
    facts = number_rows.facts_of(text)
    spelled = text.strip() if facts is None else facts.number
    if not number_rows.find(uow, {spelled}):
        raise UserError("unknown_number", number=text[:60])
    return spelled


def _row(uow: UnitOfWork, batch: str) -> BatchRow:
    row = uow.session.get(BatchRow, row_id("batch", batch))
    if row is None:
        raise UserError("unknown_id", id=batch[:60], kind="batch")
    return row


def _decisions(uow: UnitOfWork) -> list[finding.Decision]:
    rows = uow.session.exec(select(BatchDecisionRow).order_by(col(BatchDecisionRow.id))).all()
    return [finding.Decision(row.kind, frozenset(row.numbers)) for row in rows]


def _keep(uow: UnitOfWork, found: Sequence[Batch]) -> None:
    """Write the batches; each takes the row of the former batch that most of its numbers stood in."""
    members: dict[int, set[int]] = defaultdict(set)
    former: dict[int, int] = {}
    for batch_id, number_id in uow.connection.execute(
        sql_select(col(BatchNumberRow.batch_id), col(BatchNumberRow.number_id))
    ):
        members[batch_id].add(number_id)
        former[number_id] = min(batch_id, former.get(number_id, batch_id))
    ids = {lease.number: lease.number_id for batch in found for lease in batch.leases}
    rows = {row.id or 0: row for row in uow.session.exec(select(BatchRow)).all()}
    taken = _heirs(found, ids, former)
    now = uow.now()
    changed: list[int] = []
    uow.connection.execute(delete(BatchNumberRow))
    for place, batch in enumerate(found):
        row = rows.pop(taken[place]) if place in taken else BatchRow(created_utc=now)
        row.score = batch.score
        row.status = BatchStatus(batch.status)
        row.reasons = [
            {"kind": clue.kind, "points": clue.points, "detail": dict(clue.detail), "numbers": list(clue.numbers)}
            for clue in batch.clues
        ]
        uow.session.add(row)
        uow.session.flush()
        changed.append(row.id or 0)
        uow.connection.execute(
            insert(BatchNumberRow),
            [{"batch_id": row.id, "number_id": each} for each in sorted({ids[number] for number in batch.numbers})],
        )
    for row in rows.values():
        uow.session.delete(row)
    uow.session.flush()
    uow.changed("batch", *changed)
    uow.changed("number")


def _heirs(found: Sequence[Batch], ids: dict[str, int], former: dict[int, int]) -> dict[int, int]:
    shares: list[tuple[int, int, int]] = []
    for place, batch in enumerate(found):
        before = Counter(former[ids[number]] for number in batch.numbers if ids[number] in former)
        shares += [(-count, batch_id, place) for batch_id, count in before.items()]
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _, batch_id, place in sorted(shares):
        if place not in taken and batch_id not in used:
            taken[place] = batch_id
            used.add(batch_id)
    return taken


def _views(uow: UnitOfWork, rows: Sequence[BatchRow]) -> list[BatchView]:
    wanted = {row.id or 0 for row in rows}
    numbers: dict[int, list[str]] = defaultdict(list)
    query = (
        sql_select(col(BatchNumberRow.batch_id), col(PhoneNumberRow.number))
        .join(PhoneNumberRow, col(PhoneNumberRow.id) == col(BatchNumberRow.number_id))
        .order_by(col(PhoneNumberRow.number))
    )
    for batch_id, number in uow.connection.execute(query):
        if batch_id in wanted:
            numbers[batch_id].append(number)
    uses = (
        sql_select(
            col(BatchNumberRow.batch_id),
            col(CaseRow.number),
            func.count(),
            func.min(col(ContactRow.at_utc)),
            func.max(col(ContactRow.at_utc)),
        )
        .join(ContactRow, col(ContactRow.number_id) == col(BatchNumberRow.number_id))
        .join(CaseRow, col(CaseRow.id) == col(ContactRow.case_id))
        .where(live(), in_live_cases())
        .group_by(col(BatchNumberRow.batch_id), col(CaseRow.number))
        .order_by(col(CaseRow.number))
    )
    met = defaultdict(list)
    for use in uow.connection.execute(uses):
        met[use[0]].append(use[1:])
    return [
        BatchView(
            id=row.id or 0,
            name=row.name,
            status=row.status,
            score=row.score,
            numbers=tuple(numbers[row.id or 0]),
            cases=tuple(use[0] for use in met[row.id or 0]),
            contacts=sum(use[1] for use in met[row.id or 0]),
            first_utc=min((use[2] for use in met[row.id or 0]), default=None),
            last_utc=max((use[3] for use in met[row.id or 0]), default=None),
            reasons=tuple(
                BatchReason(each["kind"], each["points"], tuple(each["detail"].items()), tuple(each["numbers"]))
                for each in row.reasons
            ),
        )
        for row in rows
    ]


def _reason(clue: Clue) -> BatchReason:
    return BatchReason(clue.kind, clue.points, clue.detail, clue.numbers)
