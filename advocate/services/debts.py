"""The loans of a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import col, delete, select

from advocate.analysis.debts.assess import assess
from advocate.analysis.debts.ledger import Assessment, Fee, Ledger
from advocate.domain.drafts import DebtDraft, FeeDraft, OrganisationDraft, require
from advocate.domain.errors import FieldProblem, UserError
from advocate.domain.ids import short_id
from advocate.domain.moments import DEFAULT_ZONES, zone_info
from advocate.domain.views import DebtView, LedgerEntry
from advocate.domain.vocabulary import CreditorType, OrganisationKind
from advocate.services import debt_checks, organisations
from advocate.services.values import amount_text, one_line
from advocate.storage.tables import CaseRow, DebtFeeRow, DebtRow, OrganisationRow, RepaymentRow
from advocate.storage.uow import UnitOfWork


def add(uow: UnitOfWork, case_id: int, draft: DebtDraft) -> int:
    """Save a new loan and return its id; its creditor is found by name or made.

    Raises `InvalidDraft`; `UserError` ``unknown_id`` for the case.
    """
    case = _case(uow, case_id)
    today = _today(uow, case)
    require(debt_checks.problems(draft, today))
    row = DebtRow(case_id=case_id, creditor_id=_creditor(uow, draft), created_utc=uow.now())
    _fill(uow, row, draft)
    uow.session.add(row)
    uow.session.flush()
    debt_id = row.id or 0
    _save_entries(uow, debt_id, draft, today)
    uow.audit("added", "debt", debt_id, case_id, repayments=len(draft.repayments))
    uow.changed("debt", debt_id, case_id=case_id)
    uow.changed("case", case_id, case_id=case_id)
    return debt_id


def edit(uow: UnitOfWork, debt_id: int, draft: DebtDraft) -> None:
    """Save a loan anew; raises `InvalidDraft`, `UserError` ``unknown_id``."""
    row = _row(uow, debt_id)
    today = _today(uow, _case(uow, row.case_id))
    require(debt_checks.problems(draft, today))
    row.creditor_id = _creditor(uow, draft)
    _correct_kind(uow, row.creditor_id, draft)
    _fill(uow, row, draft)
    uow.session.exec(delete(RepaymentRow).where(col(RepaymentRow.debt_id) == debt_id))
    uow.session.exec(delete(DebtFeeRow).where(col(DebtFeeRow.debt_id) == debt_id))
    _save_entries(uow, debt_id, draft, today)
    _touched(uow, row, "edited", repayments=len(draft.repayments))


def edit_terms(uow: UnitOfWork, debt_id: int, draft: DebtDraft) -> None:
    """Save what a draft says and leave the ledger as it is; raises `InvalidDraft`, `UserError` ``unknown_id``."""
    row = _row(uow, debt_id)
    require(debt_checks.problems(draft, _today(uow, _case(uow, row.case_id))))
    row.creditor_id = _creditor(uow, draft)
    _correct_kind(uow, row.creditor_id, draft)
    _fill(uow, row, draft)
    _touched(uow, row, "edited")


def add_repayment(uow: UnitOfWork, debt_id: int, on: date, amount: Decimal, planned: bool = False) -> int:
    """Put a repayment into the ledger and return the entry's id; a day after today is an instalment still to come.

    Raises `InvalidDraft`, `UserError` ``unknown_id``.
    """
    row = _row(uow, debt_id)
    today = _today(uow, _case(uow, row.case_id))
    found = debt_checks.of_amount("amount", amount, zero=False) + debt_checks.of_day("on", on, row.contract_date)
    require(found + _room(uow, debt_id))
    entry = RepaymentRow(debt_id=debt_id, paid_on=on, amount=amount_text(amount), planned=planned or on > today)
    uow.session.add(entry)
    _touched(uow, row, "repayment_added")
    return entry.id or 0


def add_fee(uow: UnitOfWork, debt_id: int, fee: FeeDraft) -> int:
    """Put a fee into the ledger and return the entry's id; raises `InvalidDraft`, `UserError` ``unknown_id``."""
    row = _row(uow, debt_id)
    today = _today(uow, _case(uow, row.case_id))
    require(debt_checks.of_fee("amount", fee, today, row.contract_date) + _room(uow, debt_id))
    entry = _fee_row(debt_id, fee)
    uow.session.add(entry)
    _touched(uow, row, "fee_added")
    return entry.id or 0


def remove_entry(uow: UnitOfWork, debt_id: int, entry: LedgerEntry) -> None:
    """Take a repayment, an instalment or a fee out of the ledger; raises `UserError` ``unknown_entry``."""
    row = _row(uow, debt_id)
    kind: type[DebtFeeRow | RepaymentRow] = DebtFeeRow if entry.kind == "fee" else RepaymentRow
    found = uow.session.get(kind, entry.id)
    if not isinstance(found, DebtFeeRow | RepaymentRow) or found.debt_id != debt_id:
        raise UserError("unknown_entry")
    uow.session.delete(found)
    _touched(uow, row, "entry_removed")


def mark_paid(uow: UnitOfWork, debt_id: int, entry_id: int) -> None:
    """Turn an instalment into a repayment made; raises `UserError` ``unknown_entry``, ``debt_in_future``."""
    row = _row(uow, debt_id)
    found = uow.session.get(RepaymentRow, entry_id)
    if found is None or found.debt_id != debt_id:
        raise UserError("unknown_entry")
    if found.paid_on > _today(uow, _case(uow, row.case_id)):
        raise UserError("debt_in_future", day=found.paid_on.isoformat())
    found.planned = False
    _touched(uow, row, "repayment_added")


def remove(uow: UnitOfWork, debt_id: int) -> None:
    """Put a loan in the trash; raises `UserError` ``unknown_id``."""
    row = _row(uow, debt_id)
    row.deleted_at = uow.now()
    uow.session.flush()
    uow.audit("removed", "debt", debt_id, row.case_id)
    uow.changed("debt", debt_id, case_id=row.case_id)
    uow.changed("case", row.case_id, case_id=row.case_id)


def restore(uow: UnitOfWork, debt_id: int) -> None:
    """Bring a loan back from the trash; raises `UserError` ``unknown_id``."""
    row = uow.session.get(DebtRow, debt_id)
    if row is None:
        raise UserError("unknown_id", id=short_id("debt", debt_id), kind="debt")
    row.deleted_at = None
    _touched(uow, row, "restored")


def case_of(uow: UnitOfWork, debt_id: int) -> int:
    """Return the case of a loan; raises `UserError` ``unknown_id``."""
    return _row(uow, debt_id).case_id


def listing(uow: UnitOfWork, case_id: int) -> list[DebtView]:
    """Return the loans of a case in the order of their entry."""
    rows = uow.session.exec(
        select(DebtRow, OrganisationRow)
        .join(OrganisationRow, col(OrganisationRow.id) == DebtRow.creditor_id)
        .where(DebtRow.case_id == case_id, col(DebtRow.deleted_at).is_(None))
        .order_by(col(DebtRow.id))
    ).all()
    if not rows:
        return []
    others = [one for row, _ in rows for one in (row.platform_id, row.sold_to_id) if one is not None]
    names = (
        {
            row.id: row.name
            for row in uow.session.exec(select(OrganisationRow).where(col(OrganisationRow.id).in_(others)))
        }
        if others
        else {}
    )
    entries = _entries(uow, case_id)
    return [_view(row, creditor, names, entries.get(row.id or 0, [])) for row, creditor in rows]


def assessed(uow: UnitOfWork, case_id: int, today: date | None = None) -> list[tuple[DebtView, Assessment]]:
    """Return the loans of a case, each with its annual cost and the caps beside it.

    ``today`` is the day of looking: what is demanded without a day is taken as of it.
    Raises `UserError` ``unknown_id``.
    """
    case = _case(uow, case_id)
    day = today or _today(uow, case)
    return [(view, assess(ledger(view, case.jurisdiction, day))) for view in listing(uow, case_id)]


def ledger(view: DebtView, jurisdiction: str, as_of: date) -> Ledger:
    """Return a loan as the analysis takes it."""
    return Ledger(
        creditor_type=view.creditor_type,
        as_of=as_of,
        jurisdiction=jurisdiction,
        currency=view.currency,
        principal=_decimal(view.principal),
        received=_decimal(view.received),
        contract_date=view.contract_date,
        fees=tuple(
            Fee(entry.fee, Decimal(entry.amount), entry.deducted, entry.on)
            for entry in view.entries
            if entry.fee is not None
        ),
        repayments=_pairs(view.repayments),
        planned=_pairs(view.planned),
        demanded=_decimal(view.demanded),
        demanded_on=view.demanded_on,
        contract_rate=_decimal(view.contract_rate),
        sold_to=view.sold_to,
        sold_on=view.sold_on,
        sale_notified=view.sale_notified,
    )


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _pairs(entries: Iterable[tuple[date, str]]) -> tuple[tuple[date, Decimal], ...]:
    return tuple((day, Decimal(amount)) for day, amount in entries)


def _room(uow: UnitOfWork, debt_id: int) -> list[FieldProblem]:
    """Return the problem of a ledger that is full."""
    held = sum(
        len(uow.session.exec(select(kind.id).where(kind.debt_id == debt_id)).all())
        for kind in (RepaymentRow, DebtFeeRow)
    )
    return (
        [FieldProblem("amount", "debt_too_many", (("max", debt_checks.MAX_ENTRIES),))]
        if held >= debt_checks.MAX_ENTRIES
        else []
    )


def _creditor(uow: UnitOfWork, draft: DebtDraft) -> int:
    return organisations.find_or_create(uow, draft.creditor, creditor_type=draft.creditor_type)


def _correct_kind(uow: UnitOfWork, creditor_id: int, draft: DebtDraft) -> None:
    """Let an edited loan correct what its lender was taken for: a lender is of one kind in every case."""
    known = organisations.get(uow, creditor_id)
    if draft.creditor_type not in (known.creditor_type, CreditorType.UNKNOWN):
        corrected = OrganisationDraft(
            known.name, known.kind, draft.creditor_type, known.credit_code, known.address, known.phone
        )
        organisations.edit(uow, creditor_id, corrected)


def _organisation(uow: UnitOfWork, name: str, kind: OrganisationKind) -> int | None:
    return organisations.find_or_create(uow, name, kind) if name.strip() else None


def _fill(uow: UnitOfWork, row: DebtRow, draft: DebtDraft) -> None:
    row.principal = amount_text(draft.principal)
    row.received = amount_text(draft.received)
    row.demanded = amount_text(draft.demanded)
    row.contract_date = draft.contract_date
    row.contract_number = one_line(draft.contract_number)
    row.currency = one_line(draft.currency)
    row.agreed_from = debt_checks.agreed_clock(draft.agreed_from)
    row.agreed_until = debt_checks.agreed_clock(draft.agreed_until)
    row.platform_id = _organisation(uow, draft.platform, OrganisationKind.PLATFORM)
    row.sold_to_id = _organisation(uow, draft.sold_to, OrganisationKind.CREDITOR)
    row.sold_on = draft.sold_on
    row.sale_notified = draft.sale_notified
    row.demanded_on = draft.demanded_on
    row.contract_rate = amount_text(draft.contract_rate)


def _save_entries(uow: UnitOfWork, debt_id: int, draft: DebtDraft, today: date) -> None:
    paid = ((on, amount, on > today) for on, amount in draft.repayments)
    to_come = ((on, amount, True) for on, amount in draft.planned)
    uow.session.add_all(
        RepaymentRow(debt_id=debt_id, paid_on=on, amount=amount_text(amount), planned=planned)
        for on, amount, planned in (*paid, *to_come)
    )
    uow.session.add_all(_fee_row(debt_id, fee) for fee in draft.fees)
    uow.session.flush()


def _fee_row(debt_id: int, fee: FeeDraft) -> DebtFeeRow:
    paid_on = None if fee.deducted else fee.paid_on
    return DebtFeeRow(
        debt_id=debt_id, kind=fee.kind, amount=amount_text(fee.amount), deducted=fee.deducted, paid_on=paid_on
    )


def _touched(uow: UnitOfWork, row: DebtRow, action: str, **details: int) -> None:
    debt_id = row.id or 0
    uow.session.flush()
    uow.audit(action, "debt", debt_id, row.case_id, **details)
    uow.changed("debt", debt_id, case_id=row.case_id)
    uow.changed("case", row.case_id, case_id=row.case_id)


def _case(uow: UnitOfWork, case_id: int) -> CaseRow:
    case = uow.session.get(CaseRow, case_id)
    if case is None or case.deleted_at is not None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
    return case


def _today(uow: UnitOfWork, case: CaseRow) -> date:
    """Return the present day where the case is."""
    now: datetime = uow.now()
    return now.astimezone(zone_info(case.zone or DEFAULT_ZONES["cn"])).date()


def _row(uow: UnitOfWork, debt_id: int) -> DebtRow:
    row = uow.session.get(DebtRow, debt_id)
    if row is None or row.deleted_at is not None:
        raise UserError("unknown_id", id=short_id("debt", debt_id), kind="debt")
    return row


def _entries(uow: UnitOfWork, case_id: int) -> dict[int, list[LedgerEntry]]:
    """Return the ledgers of a case's loans by loan: payments in order of their days, then fees."""
    found: dict[int, list[LedgerEntry]] = {}
    for payment in uow.session.exec(
        select(RepaymentRow)
        .join(DebtRow, col(DebtRow.id) == RepaymentRow.debt_id)
        .where(DebtRow.case_id == case_id)
        .order_by(col(RepaymentRow.paid_on), col(RepaymentRow.id))
    ):
        kind = "planned" if payment.planned else "repaid"
        entry = LedgerEntry(payment.id or 0, kind, payment.paid_on, payment.amount)
        found.setdefault(payment.debt_id, []).append(entry)
    for fee in uow.session.exec(
        select(DebtFeeRow)
        .join(DebtRow, col(DebtRow.id) == DebtFeeRow.debt_id)
        .where(DebtRow.case_id == case_id)
        .order_by(col(DebtFeeRow.id))
    ):
        entry = LedgerEntry(fee.id or 0, "fee", fee.paid_on, fee.amount, fee.kind, fee.deducted)
        found.setdefault(fee.debt_id, []).append(entry)
    return found


def _view(
    row: DebtRow, creditor: OrganisationRow, names: dict[int | None, str], entries: list[LedgerEntry]
) -> DebtView:
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
        repayments=tuple((one.on, one.amount) for one in entries if one.kind == "repaid" and one.on),
        platform=names.get(row.platform_id, ""),
        sold_to=names.get(row.sold_to_id, ""),
        sold_on=row.sold_on,
        sale_notified=row.sale_notified,
        demanded_on=row.demanded_on,
        contract_rate=row.contract_rate,
        planned=tuple((one.on, one.amount) for one in entries if one.kind == "planned" and one.on),
        agreed_from=row.agreed_from,
        agreed_until=row.agreed_until,
        entries=tuple(entries),
    )
