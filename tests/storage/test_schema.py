"""Migrations: the head is the table classes, older vaults upgrade after a backup, newer ones are refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from advocate.domain.errors import StorageError
from advocate.storage import backup, schema
from advocate.storage.engine import open_engine
from advocate.storage.tables import metadata
from advocate.storage.vault import Vault

#: Made by the migration alone: SQLAlchemy has no words for virtual tables and triggers.
OWN = ("contacts_fts", "alembic_version")


def declared(connection: Any) -> dict[str, list[str]]:
    """Return the lines of each CREATE statement, sorted: the order of constraints does not matter."""
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
    )
    return {
        name: sorted(re.split(r"\s*,?\s*\n\s*", sql[: sql.rindex(")")].strip()))
        for name, sql in rows
        if not name.startswith(OWN)
    }


def test_head_equals_the_table_classes(vault: Vault) -> None:
    fresh = create_engine("sqlite://", module=dbapi2, poolclass=StaticPool)
    metadata.create_all(fresh)
    with vault.engine.connect() as migrated, fresh.connect() as made:
        context = MigrationContext.configure(
            migrated,
            opts={"compare_type": True, "include_name": lambda name, kind, _: not (name or "").startswith(OWN)},
        )
        assert compare_metadata(context, metadata) == []
        # Alembic does not compare CHECKs, constraint names and rules for deletion: the text of each table does.
        assert declared(migrated) == declared(made)
    fresh.dispose()


def test_the_known_revisions_are_those_of_the_files() -> None:
    scripts = ScriptDirectory.from_config(schema.config())
    assert scripts.get_heads() == [schema.HEAD]
    assert [script.revision for script in scripts.walk_revisions()][::-1] == list(schema.REVISIONS)


def test_every_constraint_and_index_has_a_name() -> None:
    unnamed = [
        (table.name, item)
        for table in metadata.tables.values()
        for item in (*table.constraints, *table.indexes)
        if not item.name
    ]
    assert unnamed == []


def test_a_later_schema_is_refused_and_left_alone(vault: Vault, vault_folder: Path, template_vault: Any) -> None:
    with vault.write() as uow:
        uow.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    vault.close()
    before = (vault_folder / "vault.db").read_bytes()
    with pytest.raises(StorageError) as error:
        Vault.open_with_key(vault_folder, template_vault.key)
    assert (error.value.code, error.value.params) == ("vault_newer", {"schema": "9999", "known": schema.HEAD})
    assert (vault_folder / "vault.db").read_bytes() == before


def test_an_empty_database_upgrades_with_keys_enforced_afterwards(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "x.db", bytes(32), create=True)
    schema.upgrade(engine)
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert schema.check(connection) == schema.HEAD
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_a_failing_upgrade_leaves_nothing(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "x.db", bytes(32), create=True)

    def fail(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "CREATE VIRTUAL TABLE" in statement:
            raise ZeroDivisionError

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(ZeroDivisionError):
        schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0
    engine.dispose()


def test_the_backup_before_an_upgrade_is_whole_and_checked(
    vault: Vault, vault_folder: Path, template_vault: Any, case_id: int
) -> None:
    vault.close()
    made = backup.before_upgrade(vault_folder, "vault.db", template_vault.key, "0000")
    assert made.read_bytes() == (vault_folder / "vault.db").read_bytes()
    assert backup.database_problems(made, template_vault.key) == []
    data = bytearray((vault_folder / "vault.db").read_bytes())
    data[-100] ^= 1
    (vault_folder / "vault.db").write_bytes(data)
    made.unlink()
    with pytest.raises(StorageError) as error:
        backup.before_upgrade(vault_folder, "vault.db", template_vault.key, "0000")
    assert error.value.code == "vault_damaged"
