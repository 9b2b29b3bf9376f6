"""What a complaint should be looked at for before it goes out: copied stories, suspicions worded as facts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import col, select

from advocate.analysis.integrity.narratives import alike, core
from advocate.analysis.integrity.wording import stated_as_fact
from advocate.domain.errors import UserError
from advocate.domain.facts import Reason
from advocate.storage.tables import CaseRow, ClientRow, ComplaintRow
from advocate.storage.uow import UnitOfWork

#: The fields in which somebody tells what happened.
TOLD = ("facts_extra", "prior_extra")
_MOST_SHOWN = 5


def notices(uow: UnitOfWork, complaint_id: int) -> tuple[Reason, ...]:
    """Return what a person should look at in a complaint; nothing here stops it. Raises `UserError` ``unknown_id``."""
    row = uow.session.get(ComplaintRow, complaint_id)
    if row is None or row.deleted_at is not None:
        raise UserError("unknown_id", id=str(complaint_id), kind="complaint")
    asserted = [words for name in (*TOLD, "requests") for words in stated_as_fact(str(row.fields.get(name, "")))]
    found = [Reason("notice_stated_as_fact", (("phrase", words),)) for words in dict.fromkeys(asserted)]
    return (*found, *_copied(uow, row))


def _copied(uow: UnitOfWork, row: ComplaintRow) -> Iterable[Reason]:
    """Yield the cases of other clients in which the same story is told in the same words."""
    told = {other.id or 0: (other, case, client) for other, case, client in _tellings(uow)}
    if row.id not in told:
        return
    _, _, client = told[row.id]
    text = _core(row, client)
    others = {key: _core(other, teller) for key, (other, _, teller) in told.items() if teller.id != client.id}
    cases: dict[str, float] = {}
    for key, likeness in alike(text, others):
        cases.setdefault(told[key][1].number, likeness)
    if cases:
        shown = list(cases)[:_MOST_SHOWN]
        params = (("cases", ", ".join(shown)), ("count", len(cases)), ("percent", round(max(cases.values()))))
        yield Reason("notice_same_narrative", params)


def _tellings(uow: UnitOfWork) -> Iterable[tuple[ComplaintRow, CaseRow, ClientRow]]:
    statement = (
        select(ComplaintRow, CaseRow, ClientRow)
        .join(CaseRow, col(CaseRow.id) == col(ComplaintRow.case_id))
        .join(ClientRow, col(ClientRow.id) == col(CaseRow.client_id))
        .where(col(ComplaintRow.deleted_at).is_(None), col(CaseRow.deleted_at).is_(None))
    )
    return uow.session.exec(statement).all()


def _core(row: ComplaintRow, client: ClientRow) -> str:
    return core("\n".join(str(row.fields.get(name, "")) for name in TOLD), (client.name,))
