"""The loans of a case."""

from __future__ import annotations

from sqlmodel import col, delete, select

from advocate.domain.drafts import DebtDraft, require
from advocate.domain.errors import FieldProblem, UserError
from advocate.domain.ids import short_id
from advocate.domain.views import DebtView
from advocate.services import organisations
from advocate.services.values import amount_text, clock, is_amount, one_line
from advocate.storage.tables import CaseRow, DebtRow, OrganisationRow, RepaymentRow
from advocate.storage.uow import UnitOfWork


def add(uow: UnitOfWork, case_id: int, draft: DebtDraft) -> int:
    """Save a new loan and return its id; its creditor is found by name or made.

    Raises `InvalidDraft`; `UserError` ``unknown_id`` for the case.
    """
    require(_problems(draft))
    case = uow.session.get(CaseRow, case_id)
    if case is None or case.deleted_at is not None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
    row = DebtRow(case_id=case_id, creditor_id=_creditor(uow, draft), created_utc=uow.now())
    _fill(row, draft)
    uow.session.add(row)
    uow.session.flush()
    debt_id = row.id or 0
    _save_repayments(uow, debt_id, draft)
    uow.audit("added", "debt", debt_id, case_id, repayments=len(draft.repayments))
    uow.changed("debt", debt_id, case_id=case_id)
    uow.changed("case", case_id, case_id=case_id)
    return debt_id


def edit(uow: UnitOfWork, debt_id: int, draft: DebtDraft) -> None:
    """Save a loan anew; raises `InvalidDraft`, `UserError` ``unknown_id``."""
    require(_problems(draft))
    row = _row(uow, debt_id)
    row.creditor_id = _creditor(uow, draft)
    _fill(row, draft)
    uow.session.exec(delete(RepaymentRow).where(col(RepaymentRow.debt_id) == debt_id))
    _save_repayments(uow, debt_id, draft)
    uow.audit("edited", "debt", debt_id, row.case_id, repayments=len(draft.repayments))
    uow.changed("debt", debt_id, case_id=row.case_id)
    uow.changed("case", row.case_id, case_id=row.case_id)


def remove(uow: UnitOfWork, debt_id: int) -> None:
    """Put a loan in the trash; raises `UserError` ``unknown_id``."""
    row = _row(uow, debt_id)
    row.deleted_at = uow.now()
    uow.session.flush()
    uow.audit("removed", "debt", debt_id, row.case_id)
    uow.changed("debt", debt_id, case_id=row.case_id)
    uow.changed("case", row.case_id, case_id=row.case_id)


def listing(uow: UnitOfWork, case_id: int) -> list[DebtView]:
    """Return the loans of a case in the order of their entry."""
    rows = uow.session.exec(
        select(DebtRow, OrganisationRow)
        .join(OrganisationRow, col(OrganisationRow.id) == DebtRow.creditor_id)
        .where(DebtRow.case_id == case_id, col(DebtRow.deleted_at).is_(None))
        .order_by(col(DebtRow.id))
    ).all()
    repayments: dict[int, list[RepaymentRow]] = {}
    for repayment in uow.session.exec(
        select(RepaymentRow)
        .join(DebtRow, col(DebtRow.id) == RepaymentRow.debt_id)
        .where(DebtRow.case_id == case_id)
        .order_by(col(RepaymentRow.paid_on), col(RepaymentRow.id))
    ):
        repayments.setdefault(repayment.debt_id, []).append(repayment)
    return [_view(row, creditor, repayments.get(row.id or 0, [])) for row, creditor in rows]


def _problems(draft: DebtDraft) -> list[FieldProblem]:
    amounts = [("principal", draft.principal), ("received", draft.received), ("demanded", draft.demanded)]
    amounts.extend(("repayments", amount) for _, amount in draft.repayments)
    # First, because a comparison with not-a-number fails.
    found = [FieldProblem(name, "not_an_amount") for name, value in amounts if value is not None and value.is_nan()]
    if found:
        return found
    found = draft.problems()
    named = {problem.field for problem in found}
    found.extend(
        FieldProblem(name, "negative" if value < 0 else "not_an_amount")
        for name, value in amounts
        if value is not None and name not in named and not is_amount(value)
    )
    for name in ("agreed_from", "agreed_until"):
        try:
            _clock(getattr(draft, name))
        except UserError:
            found.append(FieldProblem(name, "not_a_clock"))
    return found


def _clock(text: str) -> str:
    return clock(text) if text.strip() else ""


def _creditor(uow: UnitOfWork, draft: DebtDraft) -> int:
    return organisations.find_or_create(uow, draft.creditor, creditor_type=draft.creditor_type)


def _fill(row: DebtRow, draft: DebtDraft) -> None:
    row.principal = amount_text(draft.principal)
    row.received = amount_text(draft.received)
    row.demanded = amount_text(draft.demanded)
    row.contract_date = draft.contract_date
    row.contract_number = one_line(draft.contract_number)
    row.currency = one_line(draft.currency)
    row.agreed_from = _clock(draft.agreed_from)
    row.agreed_until = _clock(draft.agreed_until)


def _save_repayments(uow: UnitOfWork, debt_id: int, draft: DebtDraft) -> None:
    uow.session.add_all(
        RepaymentRow(debt_id=debt_id, paid_on=paid_on, amount=amount_text(amount))
        for paid_on, amount in draft.repayments
    )
    uow.session.flush()


def _row(uow: UnitOfWork, debt_id: int) -> DebtRow:
    row = uow.session.get(DebtRow, debt_id)
    if row is None or row.deleted_at is not None:
        raise UserError("unknown_id", id=short_id("debt", debt_id), kind="debt")
    return row


def _view(row: DebtRow, creditor: OrganisationRow, repayments: list[RepaymentRow]) -> DebtView:
    return DebtView(
        id=row.id or 0,
        creditor_id=row.creditor_id,
        creditor=creditor.name,
        creditor_type=creditor.creditor_type,
        principal=row.principal,
        received=row.received,
        demanded=row.demanded,
        contract_date=row.contract_date,
        contract_number=row.contract_number,
        currency=row.currency,
        repayments=tuple((item.paid_on, item.amount) for item in repayments),
    )
