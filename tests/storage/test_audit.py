"""The audit chain: nothing can be changed, removed, replaced or skipped, and if it was, the line is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from advocate.services import vaults
from advocate.storage.vault import Vault

TRIGGERS = ("audit_log_no_update", "audit_log_no_delete", "audit_log_no_gap")


@pytest.fixture
def lines(vault: Vault) -> int:
    for number in range(10):
        with vault.write() as uow:
            uow.audit("added", "case", number, number, fields=["name", "电话"])
            uow.audit("changed", "case", number, number, count=3)
    return 21


def run(vault: Vault, statement: str, *, unprotected: bool = False) -> None:
    with vault.write() as uow:
        for name in TRIGGERS if unprotected else ():
            uow.connection.exec_driver_sql(f"DROP TRIGGER {name}")
        uow.connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET action = 'x' WHERE id = 5",
        "DELETE FROM audit_log WHERE id = 21",
        "REPLACE INTO audit_log SELECT * FROM audit_log WHERE id = 5",
        "INSERT INTO audit_log SELECT id + 100, at_utc, user_id, action, kind, row_id, case_id, detail, hash, hash "
        "FROM audit_log WHERE id = 21",
        "INSERT INTO audit_log SELECT id + 1, at_utc, user_id, action, kind, row_id, case_id, detail, previous_hash, "
        "hash FROM audit_log WHERE id = 21",
    ],
)
def test_the_database_refuses_to_touch_the_log(vault: Vault, lines: int, statement: str) -> None:
    with pytest.raises(DBAPIError, match="audit log"):
        run(vault, statement)
    report = vaults.verify(vault)
    assert report.ok
    assert report.checked["audit"] == lines


@pytest.mark.parametrize(
    ("statement", "line", "what"),
    [
        ("UPDATE audit_log SET action = 'x' WHERE id = 5", "5", "content"),
        ("UPDATE audit_log SET at_utc = at_utc + 1 WHERE id = 1", "1", "content"),
        ("UPDATE audit_log SET user_id = NULL WHERE id = 9", "9", "content"),
        ("UPDATE audit_log SET detail = '{}' WHERE id = 21", "21", "content"),
        ("UPDATE audit_log SET hash = zeroblob(32) WHERE id = 7", "7", "content"),
        ("UPDATE audit_log SET previous_hash = zeroblob(32) WHERE id = 7", "7", "link"),
        ("DELETE FROM audit_log WHERE id = 6", "6", "gap"),
        ("DELETE FROM audit_log WHERE id = 1", "1", "gap"),
        ("UPDATE audit_log SET id = id + 100 WHERE id > 10", "11", "gap"),
        ("UPDATE audit_log SET id = -1 WHERE id = 3", "1", "gap"),
    ],
)
def test_tampering_past_the_triggers_is_named(vault: Vault, lines: int, statement: str, line: str, what: str) -> None:
    run(vault, statement, unprotected=True)
    problems = vaults.verify(vault).problems
    assert [(p.kind, p.id, p.detail) for p in problems] == [("audit", line, what)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["a", "名", "z z"]), st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.floats())
    )
)
def test_any_detail_survives_the_way_through_the_database(vault: Vault, detail: dict[str, Any]) -> None:
    surrogates = any(isinstance(value, str) and not value.isprintable() for value in detail.values())
    if surrogates:
        detail = {key: repr(value) for key, value in detail.items()}
    with vault.write() as uow:
        uow.audit("added", "case", 2**62, 1, **detail)
    assert vaults.verify(vault).ok
