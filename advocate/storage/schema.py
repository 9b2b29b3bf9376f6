"""The schema version of a vault: read it, bring it up to date, refuse a newer one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect

from advocate.domain.errors import StorageError
from advocate.storage import engine as engines

if TYPE_CHECKING:
    from alembic.config import Config

#: All revisions, oldest first. Kept here too so that opening a current vault needs no Alembic import (0.2 s).
REVISIONS = ("0001",)
HEAD = REVISIONS[-1]


def config() -> Config:
    """Return the Alembic configuration; works from a checkout, a wheel and the frozen program."""
    from alembic.config import Config

    from advocate.storage import migrations

    made = Config()
    # A "%" in the path would be taken for interpolation.
    folder = str(Path(str(migrations.__file__)).parent).replace("%", "%%")
    made.set_main_option("script_location", folder)
    made.set_main_option("path_separator", "os")
    return made


def current(connection: Connection) -> str | None:
    """Return the revision of the database, None where it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    return None if found is None else str(found)


def check(connection: Connection) -> str | None:
    """Return the revision; raises `StorageError` ``vault_newer`` where this program does not know it."""
    found = current(connection)
    if found is not None and found not in REVISIONS:
        raise StorageError("vault_newer", schema=found[:32], known=HEAD)
    return found


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to ``revision`` in one transaction; raises `StorageError` ``vault_damaged`` on dangling rows.

    Foreign keys go off before the transaction: a batch rename under cascade would erase every child row.
    """
    from alembic import command

    with engines.writing(engine).connect() as connection:
        _set_foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                made = config()
                made.attributes["connection"] = connection
                command.upgrade(made, revision)
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise StorageError("vault_damaged")
        finally:
            _set_foreign_keys(connection, "ON")


def _set_foreign_keys(connection: Connection, state: str) -> None:
    """Run the pragma outside any transaction, where alone it has an effect."""
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(f"PRAGMA foreign_keys = {state}")
