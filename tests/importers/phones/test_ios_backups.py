"""Whole iPhone backups made by the tests: open and encrypted, with both kinds of list, and what a password may do."""

from __future__ import annotations

import hashlib
import os
import plistlib
import struct
import tempfile
from pathlib import Path

import pytest
from Crypto.Cipher import AES

from advocate.domain.errors import UserError
from advocate.importers.phones.ios_keys import decrypted
from advocate.importers.phones.ios_manifest import file_id, mbdb_keys
from tests.importers.phones.reading import Outcome, database, folder_of, read_source
from tests.importers.phones.test_phone_databases import IOS_DB

SMS = ("HomeDomain", "Library/SMS/sms.db")
CALLS = ("HomeDomain", "Library/CallHistoryDB/CallHistory.storedata")
PICTURE = ("MediaDomain", "Library/SMS/Attachments/ab/IMG_1.jpg")
ATTACHMENTS = (
    "CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY, filename TEXT, transfer_name TEXT);"
    "CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER);"
)
PASSWORD = "还款2024"


def phone(tmp_path: Path) -> dict[tuple[str, str], bytes]:
    """Return the files of a phone by domain and path."""
    message = (1, "还钱", None, 700000000000000000, 0, 1, "SMS", 1, 0, 0, 0, None)
    sms = database(
        tmp_path,
        IOS_DB + ATTACHMENTS,
        {
            "handle": [(1, "+8613812345678")],
            "message": [message],
            "attachment": [(1, "~/Library/SMS/Attachments/ab/IMG_1.jpg", "IMG_1.jpg")],
            "message_attachment_join": [(1, 1)],
        },
    )
    calls = database(
        tmp_path,
        "CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, ZDATE REAL, ZDURATION REAL, ZORIGINATED INTEGER,"
        " ZANSWERED INTEGER, ZADDRESS TEXT);",
        {"ZCALLRECORD": [(1, 700000060.0, 5.0, 0, 1, "95588")]},
    )
    return {SMS: sms, CALLS: calls, PICTURE: b"JPEG" * 100_000 + b"!"}


def check(outcome: Outcome) -> None:
    assert outcome.importer == "ios_backup"
    message, call = outcome.taken
    assert (message.place, message.text, message.address) == ("sms.db message[1]", "还钱", "+8613812345678")
    assert message.own_address == "+8613900000000"
    (kept,) = message.attachments
    assert (kept.name, outcome.keeper.taken[kept.token]) == ("IMG_1.jpg", b"JPEG" * 100_000 + b"!")
    assert (call.place, call.address, call.answered) == ("CallHistory.storedata ZCALLRECORD[1]", "95588", True)
    assert not outcome.rejected


def plain_backup(files: dict[tuple[str, str], bytes], split: bool) -> dict[str, bytes]:
    stored = {}
    for (domain, path), data in files.items():
        name = hashlib.sha1(f"{domain}-{path}".encode()).hexdigest()  # noqa: S324 - the backup's own naming
        stored[f"{name[:2]}/{name}" if split else name] = data
    info = {"Phone Number": "+8613900000000", "Device Name": "iPhone"}
    stored["Info.plist"] = plistlib.dumps(info)
    stored["Manifest.plist"] = plistlib.dumps({"IsEncrypted": False})
    stored["Manifest.db" if split else "Manifest.mbdb"] = b"never asked for in an open backup"
    return stored


@pytest.mark.parametrize("split", [True, False])
def test_an_open_backup_of_either_age(tmp_path: Path, split: bool) -> None:
    check(read_source(folder_of(plain_backup(phone(tmp_path), split))))


def test_known_names_of_files() -> None:
    assert file_id(*SMS) == "3d0d7e5fb2ce288813306e4d4636395e047a3d28"
    assert file_id(*CALLS) == "5a4935c78a5255723f707230a451d79c540d2741"


class Locked:
    """Makes an encrypted backup the way the phone does (formats of keybag and file records as Apple's)."""

    def __init__(self, password: str) -> None:
        self.class_key = os.urandom(32)
        salts = os.urandom(20), os.urandom(20)
        first = hashlib.pbkdf2_hmac("sha256", password.encode(), salts[1], 100, 32)
        key = hashlib.pbkdf2_hmac("sha1", first, salts[0], 50, 32)
        tags = [
            (b"VERS", struct.pack(">L", 4)),
            (b"TYPE", struct.pack(">L", 1)),
            (b"UUID", os.urandom(16)),
            (b"HMCK", os.urandom(40)),
            (b"WRAP", struct.pack(">L", 0)),
            (b"SALT", salts[0]),
            (b"ITER", struct.pack(">L", 50)),
            (b"DPWT", struct.pack(">L", 0)),
            (b"DPIC", struct.pack(">L", 100)),
            (b"DPSL", salts[1]),
            (b"UUID", os.urandom(16)),
            (b"CLAS", struct.pack(">L", 3)),
            (b"WRAP", struct.pack(">L", 2)),
            (b"KTYP", struct.pack(">L", 0)),
            (b"WPKY", AES.new(key, AES.MODE_KW).seal(self.class_key)),
        ]
        self.bag = b"".join(tag + struct.pack(">L", len(data)) + data for tag, data in tags)

    def wrapped(self, key: bytes) -> bytes:
        return struct.pack("<L", 3) + AES.new(self.class_key, AES.MODE_KW).seal(key)

    @staticmethod
    def sealed(data: bytes, key: bytes) -> bytes:
        pad = 16 - len(data) % 16
        return AES.new(key, AES.MODE_CBC, iv=bytes(16)).encrypt(data + bytes([pad]) * pad)

    def record(self, key: bytes, size: int) -> bytes:
        archive = {
            "$version": 100000,
            "$archiver": "NSKeyedArchiver",
            "$top": {"root": plistlib.UID(1)},
            "$objects": [
                "$null",
                {"Size": size, "ProtectionClass": 3, "EncryptionKey": plistlib.UID(2), "Birth": 0, "LastModified": 0},
                {"NS.data": self.wrapped(key)},
            ],
        }
        return plistlib.dumps(archive, fmt=plistlib.FMT_BINARY)


def locked_backup(tmp_path: Path, files: dict[tuple[str, str], bytes], old: bool = False) -> dict[str, bytes]:
    lock = Locked(PASSWORD)
    stored: dict[str, bytes] = {"Info.plist": plistlib.dumps({"Phone Number": "+8613900000000"})}
    manifest: dict[str, object] = {"IsEncrypted": True, "BackupKeyBag": lock.bag}
    listed, records = [], [b"mbdb\x05\x00"]
    for (domain, path), data in files.items():
        key, name = os.urandom(32), file_id(domain, path)
        stored[name if old else f"{name[:2]}/{name}"] = lock.sealed(data, key)
        listed.append((name, domain, path, 1, lock.record(key, len(data))))
        texts = [domain.encode(), path.encode(), None, None, lock.wrapped(key)]
        records += [b"\xff\xff" if t is None else struct.pack(">H", len(t)) + t for t in texts]
        records.append(struct.pack(">HQLLLLLQBB", 0o100644, 1, 501, 501, 0, 0, 0, len(data), 3, 1))
        records += [struct.pack(">H", 1) + b"k", b"\xff\xff"]
    if old:
        stored["Manifest.mbdb"] = b"".join(records)
    else:
        script = (
            "CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);"
        )
        list_key = os.urandom(32)
        stored["Manifest.db"] = lock.sealed(database(tmp_path, script, {"Files": listed}), list_key)
        manifest["ManifestKey"] = lock.wrapped(list_key)
    stored["Manifest.plist"] = plistlib.dumps(manifest)
    return stored


@pytest.mark.parametrize("old", [False, True])
def test_an_encrypted_backup_opens_with_its_password_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: bool
) -> None:
    files = locked_backup(tmp_path, phone(tmp_path), old)
    nothing = tmp_path / "temporary"
    nothing.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(nothing))
    opened: list[object] = []
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *a, **k: opened.append(a))
    monkeypatch.setattr(tempfile, "mkdtemp", lambda *a, **k: opened.append(a))
    check(read_source(folder_of(files), password=PASSWORD))
    assert list(nothing.iterdir()) == opened == []


@pytest.mark.parametrize(("password", "code"), [("", "source_password_needed"), ("falsch", "source_password_wrong")])
def test_a_missing_or_wrong_password_is_said(tmp_path: Path, password: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        read_source(folder_of(locked_backup(tmp_path, phone(tmp_path))), password=password)
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["Manifest.db", "Manifest.plist"])
@pytest.mark.parametrize("at", [5, 40, 200, -40, -17])
def test_a_damaged_list_is_said(tmp_path: Path, name: str, at: int) -> None:
    files = locked_backup(tmp_path, phone(tmp_path))
    broken = bytearray(files[name])
    broken[at] ^= 0xFF
    code = ""
    try:
        read_source(folder_of(files | {name: bytes(broken)}), password=PASSWORD)
    except UserError as error:
        code = error.code
    assert code in ("", "ios_backup_damaged", "source_password_wrong", "backup_without_messages")


def test_a_damaged_database_costs_only_itself(tmp_path: Path) -> None:
    files = plain_backup(phone(tmp_path) | {SMS: b"SQLite format 3\0" + b"x" * 5000}, split=True)
    outcome = read_source(folder_of(files))
    assert [e.address for e in outcome.taken] == ["95588"]
    assert outcome.reasons == [("sms.db", "database_breaks_off")]


def test_a_backup_without_messages_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read_source(folder_of(plain_backup({}, split=True)))
    assert caught.value.code == "backup_without_messages"


def test_a_folder_that_only_holds_a_backup_is_opened_first(tmp_path: Path) -> None:
    inside = {f"backup/{name}": data for name, data in plain_backup({}, split=True).items()}
    with pytest.raises(AssertionError):
        read_source(folder_of(inside | {"other.xml": b"<smses/>"}))


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 5000])
@pytest.mark.parametrize("block", [1, 16, 33, 4096])
def test_decryption_by_blocks_is_that_of_the_whole(size: int, block: int) -> None:
    data, key = os.urandom(size), os.urandom(32)
    sealed = Locked.sealed(data, key)
    blocks = [sealed[at : at + block] for at in range(0, len(sealed), block)]
    assert b"".join(decrypted(blocks, key, size)) == data
    assert b"".join(decrypted(blocks, key, None)) == data
    # A list that is older than the file says another size.
    assert b"".join(decrypted(blocks, key, size + 100)) == data


@pytest.mark.parametrize("cut", range(0, 300, 7))
def test_an_old_list_cut_anywhere_gives_what_it_holds(tmp_path: Path, cut: int) -> None:
    whole = locked_backup(tmp_path, {SMS: b"x", CALLS: b"y"}, old=True)["Manifest.mbdb"]
    assert set(mbdb_keys(whole)) == {file_id(*SMS), file_id(*CALLS)}
    assert set(mbdb_keys(whole[:cut])) <= set(mbdb_keys(whole))
