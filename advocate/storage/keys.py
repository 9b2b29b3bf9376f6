"""Key slots: who can open the vault, as standard age files that the ``age`` command reads too.

``keys/users/NAME.key.age`` is a person's age identity under their passphrase; ``keys/vault.key.age`` is the database
key encrypted to all those identities and to the recovery identity, which is printed once and kept by people.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import pyrage
from pyrage import passphrase, x25519

from advocate.domain.errors import StorageError, UserError
from advocate.storage.engine import KEY_BYTES
from advocate.storage.files import write_atomically

USERS = Path("keys", "users")
VAULT_KEY = Path("keys", "vault.key.age")
_SUFFIX = ".key.age"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
#: Larger than any key file; whatever is longer is none.
_MAX_BYTES = 65_536
#: The words of the age library for a passphrase that does not fit; everything else is damage.
_WRONG_PASSPHRASE = "Decryption failed"  # noqa: S105 - an error text


@dataclass(frozen=True, slots=True)
class NewKeys:
    """What making the slots of a new vault gives: the database key, and what people must keep."""

    database_key: bytes = field(repr=False)
    recovery_code: str = field(repr=False)
    user_recipient: str
    recovery_recipient: str


def create(folder: Path, user: str, password: str) -> NewKeys:
    """Write the slots of a new vault; raises `UserError` ``bad_user_name`` or ``password_empty``."""
    if not _NAME.fullmatch(user):
        raise UserError("bad_user_name", name=user[:40])
    if not password:
        raise UserError("password_empty")
    (folder / USERS).mkdir(parents=True)
    identity, recovery = x25519.Identity.generate(), x25519.Identity.generate()
    key = secrets.token_bytes(KEY_BYTES)
    write_atomically(folder / USERS / f"{user}{_SUFFIX}", passphrase.encrypt(str(identity).encode(), password))
    recipients = [identity.to_public(), recovery.to_public()]
    write_atomically(folder / VAULT_KEY, pyrage.encrypt(key, recipients))
    return NewKeys(key, str(recovery), str(identity.to_public()), str(recovery.to_public()))


def users(folder: Path) -> list[str]:
    """Return the names that have a slot."""
    return sorted(file.name.removesuffix(_SUFFIX) for file in (folder / USERS).glob(f"*{_SUFFIX}"))


def unlock(folder: Path, password: str, user: str | None = None) -> tuple[bytes, str]:
    """Return the database key and whose password it was.

    Without ``user`` every slot is tried, 1.7 s each. Raises `StorageError` ``wrong_password`` or ``vault_damaged``.
    """
    names = users(folder)
    if not names:
        raise StorageError("vault_damaged")
    for name in names if user is None else [user]:
        if name not in names:
            raise StorageError("wrong_password")
        try:
            opened = passphrase.decrypt(_read(folder / USERS / f"{name}{_SUFFIX}"), password)
        except pyrage.DecryptError as error:
            if _WRONG_PASSPHRASE not in str(error):
                raise StorageError("vault_damaged") from error
            continue
        return _database_key(folder, opened.decode("ascii", "replace")), name
    raise StorageError("wrong_password")


def unlock_with_recovery(folder: Path, code: str) -> bytes:
    """Return the database key; raises `StorageError` ``wrong_recovery_code`` or ``vault_damaged``.

    Spaces, line breaks and lower case in ``code`` are forgiven: it is typed from paper.
    """
    try:
        return _database_key(folder, "".join(code.split()).upper())
    except pyrage.IdentityError as error:
        raise StorageError("wrong_recovery_code") from error


def change_password(folder: Path, user: str, old: str, new: str) -> None:
    """Put the slot of ``user`` under another password; raises as `unlock` does, and ``password_empty``."""
    if not new:
        raise UserError("password_empty")
    file = folder / USERS / f"{user}{_SUFFIX}"
    if user not in users(folder):
        raise StorageError("wrong_password")
    try:
        identity = passphrase.decrypt(_read(file), old)
    except pyrage.DecryptError as error:
        wrong = _WRONG_PASSPHRASE in str(error)
        raise StorageError("wrong_password" if wrong else "vault_damaged") from error
    write_atomically(file, passphrase.encrypt(identity, new))


def _database_key(folder: Path, identity: str) -> bytes:
    """Open the vault key with an age identity; a foreign identity is a wrong recovery code."""
    opener = x25519.Identity.from_str(identity)
    try:
        key = pyrage.decrypt(_read(folder / VAULT_KEY), [opener])
    except pyrage.DecryptError as error:
        foreign = "No matching keys" in str(error)
        raise StorageError("wrong_recovery_code" if foreign else "vault_damaged") from error
    if len(key) != KEY_BYTES:
        raise StorageError("vault_damaged")
    return bytes(key)


def _read(file: Path) -> bytes:
    """Return the content of a key file; raises `StorageError` ``vault_damaged`` where there is none."""
    try:
        with file.open("rb") as stream:
            return stream.read(_MAX_BYTES)
    except FileNotFoundError as error:
        raise StorageError("vault_damaged") from error
