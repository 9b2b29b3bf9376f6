"""Opens what an encrypted iPhone backup keeps: the keys from its ``Manifest.plist``, each file in memory.

The cryptography is that of the library ``iphone_backup_decrypt``; its own class for a whole backup would write the
decrypted list of files to a temporary folder, so only its keys and ciphers are used here.
"""

from __future__ import annotations

import plistlib
import struct
from collections.abc import Iterable, Iterator
from typing import Any
from xml.parsers.expat import ExpatError

from Crypto.Cipher import AES
from iphone_backup_decrypt.exceptions import BackupKeyBagNotUnlockedError, UnsafeBackupError
from iphone_backup_decrypt.utils import BackupKeyBag, FilePlist

from advocate.domain.errors import UserError

#: What hostile property lists raise while they are read.
PLIST_ERRORS = (
    plistlib.InvalidFileException,
    ExpatError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    MemoryError,
    struct.error,
)


class BackupKeys:
    """The unlocked keys of one backup.

    Raises `UserError`: ``source_password_needed``, ``source_password_wrong``, ``ios_backup_damaged``.
    """

    def __init__(self, manifest: dict[str, Any], password: str, file: str) -> None:
        if not password:
            raise UserError("source_password_needed", file=file)
        self._file = file
        self._manifest_key = manifest.get("ManifestKey")
        try:
            self._bag = BackupKeyBag(manifest["BackupKeyBag"])
            unlocked = self._bag.unlock_with_passphrase(password.encode())
        except (*PLIST_ERRORS, UnsafeBackupError) as error:
            raise UserError("ios_backup_damaged", file=file) from error
        if not unlocked:
            raise UserError("source_password_wrong", file=file)

    def list_key(self) -> bytes | None:
        """Return the key of the list of files; None before iOS 10.2, which left it open."""
        key = self._manifest_key
        if not isinstance(key, bytes) or len(key) < 44:
            return None
        return self._unwrapped(struct.unpack("<l", key[:4])[0], key[4:])

    def file_key(self, record: bytes) -> tuple[bytes | None, int | None]:
        """Return the key and the size of a file by its record in ``Manifest.db``; raises ``ios_backup_damaged``."""
        try:
            properties = FilePlist(record)
            key, size = properties.encryption_key, properties.filesize
            return (None if key is None else self._unwrapped(properties.protection_class, key)), size
        except PLIST_ERRORS as error:
            raise UserError("ios_backup_damaged", file=self._file) from error

    def wrapped_key(self, protection_class: int, key: bytes) -> bytes:
        """Return the key of a file by its record in ``Manifest.mbdb``; raises ``ios_backup_damaged``."""
        return self._unwrapped(protection_class, key[4:])

    def _unwrapped(self, protection_class: int, key: bytes) -> bytes:
        try:
            return bytes(self._bag.unwrap_key_for_class(protection_class, key))
        except (*PLIST_ERRORS, BackupKeyBagNotUnlockedError) as error:
            raise UserError("ios_backup_damaged", file=self._file) from error


def decrypted(blocks: Iterable[bytes], key: bytes, size: int | None) -> Iterator[bytes]:
    """Yield the plain bytes of a file, a block at a time: AES-CBC without a starting vector, padded at the end.

    ``size`` is what the list says; it is known to differ where a file changed while the backup was made, so that it
    decides only where the padding does not. A cut end is dropped.
    """
    cipher = AES.new(key, AES.MODE_CBC, iv=bytes(16))
    carry = held = b""
    done = 0
    for block in blocks:
        data = carry + block
        whole = len(data) // 16 * 16
        carry = data[whole:]
        plain = held + cipher.decrypt(data[:whole])
        # The last sixteen bytes may be padding: they wait.
        plain, held = plain[:-16], plain[-16:]
        done += len(plain)
        if plain:
            yield plain
    if held:
        yield held[: len(held) - _padding(held, done, size)]


def _padding(held: bytes, done: int, size: int | None) -> int:
    """Return how many of the last bytes are none of the file's."""
    total = done + len(held)
    if size == total:
        return 0
    count = held[-1]
    if 1 <= count <= 16 and held.endswith(bytes([count]) * count):
        return count
    return total - size if size is not None and 0 < total - size < 16 else 0
