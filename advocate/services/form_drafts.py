"""What somebody is typing in a form, kept so that a crash loses nothing."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, delete

from advocate.storage.tables import FormDraftRow
from advocate.storage.uow import UnitOfWork


def save_form_draft(uow: UnitOfWork, key: str, payload: dict[str, Any]) -> None:
    """Keep what a form holds under ``key`` (the form and its case); what was kept before is replaced.

    Not audited: it is nobody's statement until the form is saved.
    """
    row = uow.session.get(FormDraftRow, key)
    if row is None:
        uow.session.add(FormDraftRow(key=key, user_id=uow.user_id, payload=payload, saved_utc=uow.now()))
    else:
        row.payload, row.user_id, row.saved_utc = payload, uow.user_id, uow.now()
    uow.session.flush()


def load_form_draft(uow: UnitOfWork, key: str) -> dict[str, Any] | None:
    """Return what was kept under ``key``, None where nothing was."""
    row = uow.session.get(FormDraftRow, key)
    return None if row is None else dict(row.payload)


def drop_form_draft(uow: UnitOfWork, key: str) -> None:
    """Forget what was kept under ``key``; nothing there is no error."""
    uow.session.exec(delete(FormDraftRow).where(col(FormDraftRow.key) == key))
