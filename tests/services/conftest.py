"""A case in a real vault, and short ways to log contacts in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft
from advocate.domain.moments import parse_moment
from advocate.services import cases, contacts
from advocate.storage.vault import Vault

Log = Callable[..., int]


@pytest.fixture
def case_id(vault: Vault) -> int:
    """Open a case and return its id."""
    with vault.write() as uow:
        return cases.add(uow, CaseDraft(ClientDraft("林晓禾", phone="13900000011")))


@pytest.fixture
def log(vault: Vault, case_id: int) -> Log:
    """Return a function that logs one contact and returns its id."""

    def logged(text: str = "", at: str = "2026-09-21 15:10", case: int | None = None, **fields: Any) -> int:
        draft = ContactDraft(case or case_id, parse_moment(at, "Asia/Shanghai"), text=text, **fields)
        with vault.write() as uow:
            return contacts.log(uow, draft)

    return logged
