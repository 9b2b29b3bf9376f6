"""The vault: one encrypted folder, open in one process at a time."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2
from sqlmodel import Session, select

from advocate.domain.errors import StorageError, UserError
from advocate.domain.vocabulary import Role
from advocate.storage import backup, keys, schema
from advocate.storage.engine import open_engine, writing
from advocate.storage.evidence_files import EvidenceStore
from advocate.storage.failures import storage_error, translated
from advocate.storage.files import write_atomically
from advocate.storage.tables import DerivativeRow, EvidenceRow, SettingRow, UserRow
from advocate.storage.uow import UnitOfWork

FORMAT = 1
DATABASE = "vault.db"
EVIDENCE = "evidence"
_ABOUT = "vault.json"
_LOCK = "vault.lock"
_WORKER_LOCK = "vault.worker.lock"
_RECOVERY_USER = "recovery"


@dataclass(frozen=True, slots=True)
class Loan:
    """What a worker process needs to work on a vault that another process has open; plain, and secret for its key."""

    path: Path
    user: str
    user_id: int | None
    key: bytes = field(repr=False)


class Vault:
    """An open vault. `read` and `write` hand out units of work; one writer at a time, others wait."""

    def __init__(self, path: Path, user: str, engine: Engine, lock: FileLock, key: bytes | None = None) -> None:
        self.path = path
        self.user = user
        self.evidence = EvidenceStore(path / EVIDENCE)
        self.closed = False
        self.user_id: int | None = None
        self._engine = engine
        self._writing = writing(engine)
        self._lock = lock
        self._key = key
        # A worker got the key from its lender and lends it to nobody.
        self._lent = key is None
        self._writer = threading.Lock()
        self._writer_thread: int | None = None

    @property
    def engine(self) -> Engine:
        """Return the engine, for maintenance and measurements; everything else goes through a unit of work."""
        return self._engine

    @classmethod
    def create(
        cls, path: Path, password: str, user: str = "counselor", *, memory_security: bool = False
    ) -> tuple[Vault, str]:
        """Make a new vault and return it open, with the recovery code, which is shown once and stored nowhere.

        Built in a folder beside and renamed: half a vault never stands at ``path``. Raises `UserError`
        ``vault_exists``, `StorageError` ``vault_read_only`` or ``disk_full``.
        """
        path = path.absolute()
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise UserError("vault_exists", path=str(path))
        building = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
        with translated():
            try:
                building.mkdir(parents=True)
                (building / EVIDENCE).mkdir()
                made = keys.create(building, user, password)
                _fill(building, made, user)
                about = {"format": FORMAT, "created": datetime.now(UTC).isoformat(timespec="seconds")}
                write_atomically(building / _ABOUT, json.dumps(about).encode())
                if path.exists():
                    path.rmdir()
                os.rename(building, path)
            except BaseException:
                shutil.rmtree(building, ignore_errors=True)
                raise
        return cls.open_with_key(path, made.database_key, user, memory_security=memory_security), made.recovery_code

    @classmethod
    def open(cls, path: Path, password: str, user: str | None = None, *, memory_security: bool = False) -> Vault:
        """Open with a password; without ``user`` whoever's it is.

        Raises `StorageError`: ``not_a_vault``, ``vault_locked``, ``vault_read_only``, ``wrong_password``,
        ``vault_newer``, ``vault_damaged``, ``disk_full``.
        """
        path = path.absolute()
        with _locked(path) as lock:
            key, name = keys.unlock(path, password, user)
            return cls._open(path, key, name, lock, memory_security=memory_security)

    @classmethod
    def open_with_recovery(cls, path: Path, code: str, *, memory_security: bool = False) -> Vault:
        """Open with the recovery code; raises as `open`, and ``wrong_recovery_code``."""
        path = path.absolute()
        with _locked(path) as lock:
            key = keys.unlock_with_recovery(path, code)
            return cls._open(path, key, _RECOVERY_USER, lock, memory_security=memory_security)

    @classmethod
    def open_with_key(cls, path: Path, key: bytes, user: str = "counselor", *, memory_security: bool = False) -> Vault:
        """Open with the database key that somebody unwrapped already; raises as `open`."""
        path = path.absolute()
        with _locked(path) as lock:
            return cls._open(path, key, user, lock, memory_security=memory_security)

    def lend(self) -> Loan:
        """Return what `open_lent` needs; hand it to a process of our own through a pipe, and keep it nowhere."""
        if self._key is None:
            raise RuntimeError("only the first holder of an open vault can lend it")
        return Loan(self.path, self.user, self.user_id, self._key)

    @classmethod
    def open_lent(cls, loan: Loan, confirm: Callable[[], None]) -> Vault:
        """Open in a worker process a vault that its lender keeps open, without the memory security of SQLCipher.

        The lender holds the vault's lock, this the worker's, so that nobody else opens the vault before both are gone.
        ``confirm`` is called in between and must raise unless the lender was there *after* that call began: one that
        had gone earlier may have made room for somebody who saw no worker. Raises `StorageError` as `open`.
        """
        lock = _acquired(loan.path / _WORKER_LOCK)
        try:
            confirm()
            engine = open_engine(loan.path / DATABASE, loan.key)
            try:
                with translated(), engine.connect() as connection:
                    if schema.check(connection) != schema.HEAD:
                        raise StorageError("vault_damaged")
                vault = cls(loan.path, loan.user, engine, lock)
            except BaseException:
                engine.dispose()
                raise
        except BaseException:
            lock.release()
            raise
        vault.user_id = loan.user_id
        return vault

    @classmethod
    def _open(cls, path: Path, key: bytes, user: str, lock: FileLock, *, memory_security: bool) -> Vault:
        engine = open_engine(path / DATABASE, key, memory_security=memory_security)
        try:
            with translated():
                with engine.connect() as connection:
                    revision = schema.check(connection)
                if revision is None:
                    raise StorageError("vault_damaged")
                if revision != schema.HEAD:
                    backup.before_upgrade(path, DATABASE, key, revision)
                    schema.upgrade(engine)
                vault = cls(path, user, engine, lock, key)
                vault._settle()
        except BaseException:
            engine.dispose()
            raise
        return vault

    def _settle(self) -> None:
        """Find the user's row and sweep what a crash left in the evidence folder."""
        with self.read() as uow:
            self.user_id = uow.session.exec(select(UserRow.id).where(UserRow.name == self.user)).first()
            known = set(uow.session.exec(select(EvidenceRow.file_name)))
            known.update(uow.session.exec(select(DerivativeRow.file_name)))
        self.evidence.sweep(known)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Give a unit of work on one snapshot of the data; nothing in it can be written."""
        with translated(files=False), Session(self._engine, autoflush=False) as session:
            yield UnitOfWork(session, self.user_id, self.evidence, writable=False)

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Give a unit of work that commits on normal exit and rolls back on an exception.

        Raises `StorageError` ``disk_full``, ``vault_read_only``, ``vault_busy`` or ``vault_damaged``; `RuntimeError`
        inside another `write` of the same thread.
        """
        with (
            self.writer_reserved(),
            translated(files=False),
            Session(self._writing, expire_on_commit=False) as session,
        ):
            uow = UnitOfWork(session, self.user_id, self.evidence, writable=True)
            try:
                yield uow
                session.flush()
            except BaseException:
                uow.undo()
                raise
            # A commit that fails may still have reached the disk: then files stay, and the next start sweeps.
            session.commit()

    @contextmanager
    def writer_reserved(self) -> Iterator[None]:
        """Keep other threads from writing while this one, or a worker process that it waits for, does.

        They wait for as long as it takes, where SQLite's own lock would turn them away after `BUSY_TIMEOUT_MS`. Raises
        `RuntimeError` inside another `write` of the same thread.
        """
        if self._writer_thread == threading.get_ident():
            raise RuntimeError("a write inside a write of the same thread would wait for itself")
        with self._writer:
            self._writer_thread = threading.get_ident()
            try:
                yield
            finally:
                self._writer_thread = None

    def close(self) -> None:
        """Write everything into the main file, close all connections, release the lock; a second call does nothing.

        A worker leaves the main file to its lender, whose readers it would have to wait for.
        """
        if self.closed:
            return
        self.closed = True
        self._key = None
        try:
            if self._lent:
                return
            with self._writer, self._engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except (DBAPIError, dbapi2.Error) as error:
            # The log stays beside the file and is read at the next start: closing must not fail for it.
            if storage_error(error) is None:
                raise
        finally:
            self._engine.dispose()
            self._lock.release()

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def _fill(folder: Path, made: keys.NewKeys, user: str) -> None:
    """Make the database of a new vault: schema, first user, first line of the audit log."""
    engine = open_engine(folder / DATABASE, made.database_key, create=True)
    try:
        schema.upgrade(engine)
        with Session(writing(engine)) as session:
            row = UserRow(name=user, display_name=user, role=Role.ADMIN, recipient=made.user_recipient)
            session.add(row)
            session.add(SettingRow(name="recovery_recipient", value=made.recovery_recipient))
            session.flush()
            uow = UnitOfWork(session, row.id, EvidenceStore(folder / EVIDENCE), writable=True)
            uow.audit("created", "vault", schema=schema.HEAD)
            session.commit()
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        engine.dispose()


@contextmanager
def _locked(path: Path) -> Iterator[FileLock]:
    """Take the vault's lock and keep it if the block succeeds: the open vault releases it."""
    _require_vault(path)
    lock = _acquired(path / _LOCK)
    try:
        if not os.access(path, os.W_OK) or not os.access(path / DATABASE, os.W_OK):
            raise StorageError("vault_read_only")
        # The worker of a window that crashed may still be writing, and its files are named by no row yet.
        _acquired(path / _WORKER_LOCK).release()
        yield lock
    except BaseException:
        lock.release()
        raise


def require_unused(path: Path) -> None:
    """Raise `StorageError` ``vault_locked`` where somebody has the vault open, or a worker is still busy with it."""
    for name in (_LOCK, _WORKER_LOCK):
        _acquired(path / name).release()


def _acquired(file: Path) -> FileLock:
    """Return a lock that is ours; raises `StorageError` ``vault_locked`` where it is somebody else's."""
    lock = FileLock(file, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise StorageError("vault_locked") from error
    except OSError as error:
        raise storage_error(error) or StorageError("vault_read_only") from error
    return lock


def _require_vault(path: Path) -> None:
    """Raise `StorageError` ``not_a_vault`` or ``vault_newer`` by what lies in the folder."""
    about = path / _ABOUT
    if not about.is_file() or not (path / DATABASE).is_file():
        raise StorageError("not_a_vault", path=str(path))
    try:
        with about.open("rb") as stream:
            version = json.loads(stream.read(65_536))["format"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StorageError("vault_damaged") from error
    except OSError as error:
        raise storage_error(error) or StorageError("not_a_vault", path=str(path)) from error
    if not isinstance(version, int) or version > FORMAT:
        raise StorageError("vault_newer", schema=str(version)[:32], known=str(FORMAT))
