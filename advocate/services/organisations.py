"""Creditors, agencies and other bodies: found by name, or made."""

from __future__ import annotations

from sqlmodel import col, select

from advocate.domain.drafts import MAX_LINE, OrganisationDraft, require
from advocate.domain.errors import FieldProblem, UserError
from advocate.domain.ids import short_id
from advocate.domain.views import OrganisationView
from advocate.domain.vocabulary import CreditorType, OrganisationKind
from advocate.services.values import one_line
from advocate.storage.tables import OrganisationRow
from advocate.storage.uow import UnitOfWork


def find_or_create(
    uow: UnitOfWork,
    name: str,
    kind: OrganisationKind = OrganisationKind.CREDITOR,
    creditor_type: CreditorType = CreditorType.UNKNOWN,
) -> int:
    """Return the id of the organisation called ``name``, made if there is none.

    A known one learns its ``creditor_type`` where that was unknown. Raises `InvalidDraft` for an empty or endless name.
    """
    name = one_line(name)
    if not name:
        require([FieldProblem("name", "required")])
    if len(name) > MAX_LINE:
        require([FieldProblem("name", "too_long", (("max", MAX_LINE),))])
    row = uow.session.exec(
        select(OrganisationRow)
        .where(OrganisationRow.name == name, col(OrganisationRow.deleted_at).is_(None))
        .order_by(col(OrganisationRow.id))
    ).first()
    if row is None:
        return add(uow, OrganisationDraft(name, kind, creditor_type))
    row_id = row.id or 0
    if row.creditor_type is CreditorType.UNKNOWN and creditor_type is not CreditorType.UNKNOWN:
        row.creditor_type = creditor_type
        uow.session.flush()
        uow.audit("edited", "organisation", row_id, fields=["creditor_type"])
        uow.changed("organisation", row_id)
    return row_id


def add(uow: UnitOfWork, draft: OrganisationDraft) -> int:
    """Save a new organisation and return its id."""
    row = OrganisationRow(
        name=one_line(draft.name),
        kind=draft.kind,
        creditor_type=draft.creditor_type,
        credit_code=one_line(draft.credit_code),
        address=one_line(draft.address),
        phone=one_line(draft.phone),
        created_utc=uow.now(),
    )
    uow.session.add(row)
    uow.session.flush()
    row_id = row.id or 0
    uow.audit("added", "organisation", row_id)
    uow.changed("organisation", row_id)
    return row_id


def edit(uow: UnitOfWork, organisation_id: int, draft: OrganisationDraft) -> None:
    """Save what is known of an organisation; raises `UserError` ``unknown_id``."""
    row = _row(uow, organisation_id)
    fields = []
    for name in ("name", "kind", "creditor_type", "credit_code", "address", "phone"):
        value = getattr(draft, name)
        value = one_line(value) if name not in ("kind", "creditor_type") else value
        if value != getattr(row, name):
            setattr(row, name, value)
            fields.append(name)
    if fields:
        uow.session.flush()
        uow.audit("edited", "organisation", organisation_id, fields=fields)
        uow.changed("organisation", organisation_id)


def get(uow: UnitOfWork, organisation_id: int) -> OrganisationView:
    """Return one organisation; raises `UserError` ``unknown_id``."""
    return _view(_row(uow, organisation_id))


def listing(uow: UnitOfWork, kind: OrganisationKind | None = None) -> list[OrganisationView]:
    """Return all organisations, or those of one kind, by name."""
    query = select(OrganisationRow).where(col(OrganisationRow.deleted_at).is_(None))
    if kind is not None:
        query = query.where(OrganisationRow.kind == kind)
    return [_view(row) for row in uow.session.exec(query.order_by(OrganisationRow.name, col(OrganisationRow.id)))]


def _row(uow: UnitOfWork, organisation_id: int) -> OrganisationRow:
    row = uow.session.get(OrganisationRow, organisation_id)
    if row is None or row.deleted_at is not None:
        raise UserError("unknown_id", id=short_id("organisation", organisation_id), kind="organisation")
    return row


def _view(row: OrganisationRow) -> OrganisationView:
    return OrganisationView(row.id or 0, row.name, row.kind, row.creditor_type, row.credit_code, row.address, row.phone)
