"""Opening and closing vaults, with the right key and with everything that can be wrong."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from advocate.domain.errors import StorageError, UserError
from advocate.services import vaults
from advocate.storage import keys
from advocate.storage.tables import ClientRow, ContactRow
from advocate.storage.vault import Vault

OPEN = """
import sys
from pathlib import Path
from advocate.domain.errors import AdvocateError
from advocate.storage.vault import Vault
try:
    with Vault.open_with_key(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])) as vault:
        with vault.write() as uow:
            uow.audit("touched", "vault")
    print("done")
except AdvocateError as error:
    print(error.code)
"""


def code_of(error: pytest.ExceptionInfo[Any]) -> str:
    return str(error.value.code)


def test_password_and_recovery_code_open_the_same_vault(tmp_path: Path) -> None:
    made = vaults.create(tmp_path / "库 100%", "密码 one", "mei")
    with made.vault as vault, vault.write() as uow:
        uow.session.add(ClientRow(name="李四"))

    with vaults.unlock(tmp_path / "库 100%", "密码 one") as vault:
        assert (vault.user, vault.user_id) == ("mei", 1)
        with vault.read() as uow:
            assert uow.connection.exec_driver_sql("SELECT name FROM clients").scalars().all() == ["李四"]
    with vaults.unlock_with_recovery(
        tmp_path / "库 100%", f" {made.recovery_code.lower()[:30]}\n{made.recovery_code.lower()[30:]} "
    ) as vault:
        assert vaults.info(vault).schema == "0001"
    assert "密码 one".encode() not in b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


def test_wrong_password_is_said(vault_folder: Path) -> None:
    with pytest.raises(StorageError) as wrong:
        vaults.unlock(vault_folder, "not it")
    assert code_of(wrong) == "wrong_password"


@pytest.mark.parametrize("code", ["", "nonsense", "AGE-SECRET-KEY-1QQQQ"])
def test_wrong_recovery_code_is_said(vault_folder: Path, code: str) -> None:
    with pytest.raises(StorageError) as wrong:
        vaults.unlock_with_recovery(vault_folder, code)
    assert code_of(wrong) == "wrong_recovery_code"


def test_recovery_code_of_another_vault_does_not_open_this_one(vault_folder: Path, tmp_path: Path) -> None:
    other = keys.create(tmp_path / "other", "counselor", "x")
    with pytest.raises(StorageError) as wrong:
        vaults.unlock_with_recovery(vault_folder, other.recovery_code)
    assert code_of(wrong) == "wrong_recovery_code"


def test_password_can_be_changed(vault_folder: Path, vault_password: str) -> None:
    keys.change_password(vault_folder, "counselor", vault_password, "new one")
    with vaults.unlock(vault_folder, "new one") as vault:
        assert vault.user == "counselor"
    with pytest.raises(StorageError):
        keys.change_password(vault_folder, "counselor", vault_password, "newer")


def test_second_process_is_told_that_the_vault_is_open(
    vault: Vault, vault_folder: Path, template_vault: Any, python: Any
) -> None:
    assert python(OPEN, vault_folder, template_vault.key.hex()).stdout.strip() == "vault_locked"
    vault.close()
    assert python(OPEN, vault_folder, template_vault.key.hex()).stdout.strip() == "done"


def test_same_process_cannot_open_it_twice_either(vault: Vault, vault_folder: Path, template_vault: Any) -> None:
    with pytest.raises(StorageError) as locked:
        Vault.open_with_key(vault_folder, template_vault.key)
    assert code_of(locked) == "vault_locked"


def test_failed_open_releases_the_lock(vault_folder: Path, template_vault: Any) -> None:
    with pytest.raises(StorageError):
        Vault.open_with_key(vault_folder, bytes(32))
    Vault.open_with_key(vault_folder, template_vault.key).close()


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent"):
        with pytest.raises(StorageError) as error:
            vaults.unlock(path, "x")
        assert code_of(error) == "not_a_vault"
    assert list(tmp_path.iterdir()) == []


def test_create_touches_nothing_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    for path in (tmp_path, tmp_path / "mine"):
        with pytest.raises(UserError) as error:
            vaults.create(path, "x")
        assert code_of(error) == "vault_exists"
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("password", "user", "code"), [("", "mei", "password_empty"), ("x", "../mei", "bad_user_name")]
)
def test_create_refused_leaves_nothing(tmp_path: Path, password: str, user: str, code: str) -> None:
    with pytest.raises(UserError) as error:
        vaults.create(tmp_path / "v", password, user)
    assert code_of(error) == code
    assert list(tmp_path.iterdir()) == []


def test_vault_format_of_a_later_program_is_refused(vault_folder: Path, template_vault: Any) -> None:
    (vault_folder / "vault.json").write_text(json.dumps({"format": 2}))
    with pytest.raises(StorageError) as error:
        Vault.open_with_key(vault_folder, template_vault.key)
    assert code_of(error) == "vault_newer"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"format": {}}', "[" * 60_000])
def test_a_broken_vault_json_is_said(vault_folder: Path, template_vault: Any, content: str) -> None:
    (vault_folder / "vault.json").write_text(content)
    with pytest.raises(StorageError) as error:
        Vault.open_with_key(vault_folder, template_vault.key)
    assert code_of(error) in {"vault_damaged", "vault_newer"}


@pytest.mark.parametrize("name", ["keys/vault.key.age", "keys/users/counselor.key.age"])
@pytest.mark.parametrize("content", [b"", b"age-encryption.org/v1\n-> X", bytes(500)])
def test_broken_key_files_are_said(vault_folder: Path, template_vault: Any, name: str, content: bytes) -> None:
    (vault_folder / name).write_bytes(content)
    unlocks = {
        "keys/users/counselor.key.age": lambda: vaults.unlock(vault_folder, template_vault.password),
        "keys/vault.key.age": lambda: vaults.unlock_with_recovery(vault_folder, template_vault.recovery_code),
    }
    with pytest.raises(StorageError) as error:
        unlocks[name]()
    assert code_of(error) == "vault_damaged"


def what_is_said_about(folder: Path, key: bytes) -> set[str]:
    """Open, read and verify; return error codes and kinds of problems."""
    try:
        with Vault.open_with_key(folder, key) as vault:
            report = vaults.verify(vault)
            return {problem.kind for problem in report.problems}
    except StorageError as error:
        return {error.code}


def test_a_flipped_byte_anywhere_in_the_database_is_found(vault_folder: Path, template_vault: Any) -> None:
    sound = (vault_folder / "vault.db").read_bytes()
    for offset in (0, 20, 1000, 4095, 4096, 4150, len(sound) // 2, len(sound) - 100):
        data = bytearray(sound)
        data[offset] ^= 1
        (vault_folder / "vault.db").write_bytes(data)
        said = what_is_said_about(vault_folder, template_vault.key)
        assert said, offset
        assert said <= {"vault_damaged", "database"}, (offset, said)
    (vault_folder / "vault.db").write_bytes(sound[: len(sound) // 2])
    assert what_is_said_about(vault_folder, template_vault.key) & {"vault_damaged", "database"}
    (vault_folder / "vault.db").write_bytes(b"")
    assert what_is_said_about(vault_folder, template_vault.key) == {"vault_damaged"}


def test_a_full_disk_is_said_and_nothing_is_kept(
    vault_folder: Path, template_vault: Any, python_after_mount: Any
) -> None:
    script = """
import shutil, sys
from pathlib import Path
from advocate.domain.errors import AdvocateError
from advocate.services import vaults
from advocate.storage.tables import ClientRow
from advocate.storage.vault import Vault
shutil.copytree(sys.argv[1], "/mnt/v")
Path("/mnt/filler").write_bytes(bytes(4_000_000))
with Vault.open_with_key(Path("/mnt/v"), bytes.fromhex(sys.argv[2])) as vault:
    done = 0
    try:
        for number in range(1000):
            with vault.write() as uow:
                uow.session.add(ClientRow(name="x" * 20_000))
            done += 1
    except AdvocateError as error:
        print(error.code)
    try:
        vault.evidence.stage_bytes(b"x" * 2_000_000)
    except AdvocateError as error:
        print(error.code)
    with vault.read() as uow:
        print(uow.connection.exec_driver_sql("SELECT count(*) FROM clients").scalar() == done > 0)
    print([p for p in Path("/mnt/v/evidence").rglob("*.part")])
try:
    vaults.create("/mnt/w", "x")
except AdvocateError as error:
    print(error.code, sorted(p.name for p in Path("/mnt").iterdir()))
Path("/mnt/filler").unlink()
with Vault.open_with_key(Path("/mnt/v"), bytes.fromhex(sys.argv[2])) as vault:
    print([problem for problem in vaults.verify(vault).problems])
"""
    ran = python_after_mount("mount -t tmpfs -o size=8m none /mnt", script, vault_folder, template_vault.key.hex())
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == ["disk_full", "disk_full", "True", "[]", "disk_full ['filler', 'v']", "[]"]


def test_a_read_only_disk_is_said(vault_folder: Path, template_vault: Any, python_after_mount: Any) -> None:
    mounts = f"mount --bind '{vault_folder}' /mnt\nmount -o remount,ro,bind /mnt"
    ran = python_after_mount(mounts, OPEN, "/mnt", template_vault.key.hex())
    assert (ran.stderr, ran.stdout.strip()) == ("", "vault_read_only")
    create = """
from advocate.domain.errors import AdvocateError
from advocate.services import vaults
try:
    vaults.create("/mnt/new", "x")
except AdvocateError as error:
    print(error.code)
"""
    assert python_after_mount(mounts, create).stdout.strip() == "vault_read_only"


def test_an_exception_rolls_everything_back(vault: Vault) -> None:
    def fail_late() -> None:
        with vault.write() as uow:
            uow.session.add(ClientRow(name="王五"))
            uow.session.flush()
            uow.audit("added", "client", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_late()
    with vault.read() as uow:
        assert uow.connection.exec_driver_sql("SELECT count(*) FROM clients").scalar() == 0
        assert uow.connection.exec_driver_sql("SELECT count(*) FROM audit_log").scalar() == 1


def test_a_unit_of_work_tells_what_changed(vault: Vault, case_id: int) -> None:
    with vault.write() as uow:
        uow.changed("contact", 1, 2, case_id=case_id)
        uow.changed("finding", case_id=case_id)
    assert uow.changes.touches("finding")
    assert uow.changes.ids == {("contact", 1), ("contact", 2)}
    assert uow.changes.case_id == case_id


def test_reading_cannot_write(vault: Vault) -> None:
    with vault.read() as uow:
        with pytest.raises(RuntimeError):
            uow.audit("added", "client")
        uow.session.add(ClientRow(name="王五"))
        uow.session.flush()
    with vault.read() as uow:
        assert uow.connection.exec_driver_sql("SELECT count(*) FROM clients").scalar() == 0


def test_a_write_inside_a_write_is_refused_instead_of_hanging(vault: Vault) -> None:
    with vault.write() as _outer, pytest.raises(RuntimeError), vault.write():
        pass
    with vault.write() as uow:
        uow.audit("still", "alive")


def test_writers_of_several_threads_wait_for_each_other(vault: Vault) -> None:
    def work(name: str) -> None:
        for _ in range(20):
            with vault.write() as uow:
                uow.session.add(ClientRow(name=name))
                uow.audit("added", "client")

    threads = [threading.Thread(target=work, args=(f"t{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert vaults.verify(vault).checked["audit"] == 81
    assert vaults.verify(vault).ok


def test_a_reader_keeps_its_snapshot_while_somebody_writes(vault: Vault) -> None:
    count = "SELECT count(*) FROM clients"
    with vault.read() as before:
        assert before.connection.exec_driver_sql(count).scalar() == 0
        with vault.write() as uow:
            uow.session.add(ClientRow(name="王五"))
        assert before.connection.exec_driver_sql(count).scalar() == 0


def test_foreign_keys_and_checks_hold(vault: Vault, case_id: int) -> None:
    def contact(**changes: Any) -> ContactRow:
        with vault.read() as uow:
            now = uow.now()
        values: dict[str, Any] = {
            "case_id": case_id,
            "at_utc": now,
            "at_zone": "Asia/Shanghai",
            "at_written": "",
            "local_date": "2026-03-05",
            "local_minute": 5,
            "medium": "sms",
        }
        return ContactRow(**(values | changes))

    for changes in ({"case_id": 999}, {"direction": "up"}, {"local_minute": 1440}, {"fingerprint": b"short"}):
        with pytest.raises(IntegrityError) as error, vault.write() as uow:
            uow.session.add(contact(text="秘密", **changes))
        assert "秘密" not in str(error.value)
    with vault.write() as uow:
        uow.session.add(contact())
    with vault.write() as uow:
        uow.connection.exec_driver_sql("DELETE FROM cases")
    with vault.read() as uow:
        assert uow.connection.exec_driver_sql("SELECT count(*) FROM contacts").scalar() == 0


def test_closing_leaves_one_file_and_no_plain_text(vault: Vault, vault_folder: Path) -> None:
    with vault.write() as uow:
        uow.session.add(ClientRow(name="PLAINTEXTMARKER"))
    vault.close()
    vault.close()
    assert sorted(p.name for p in vault_folder.iterdir() if p.is_file()) == [
        "vault.db",
        "vault.json",
        "vault.lock",
        "vault.worker.lock",
    ]
    assert b"PLAINTEXTMARKER" not in (vault_folder / "vault.db").read_bytes()
    assert b"SQLite format" not in (vault_folder / "vault.db").read_bytes()


def test_errors_of_foreign_files_are_not_blamed_on_the_vault(vault: Vault) -> None:
    for opened in (vault.read, vault.write):
        with pytest.raises(PermissionError), opened():
            raise PermissionError(13, "somebody else's file")
