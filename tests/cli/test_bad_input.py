"""What bad input gets: one clear sentence, status 1, nothing half-done, nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from advocate.services import vaults
from tests.cli.conftest import Line, sms

FIRST = 1_790_000_000_000


@pytest.fixture
def case(line: Line) -> str:
    number: str = line.ok("case", "add", "--client", "林晓禾")["id"]
    return number


def snapshot(line: Line) -> tuple[int, int, int]:
    info = line.ok("vault", "info")
    return info["cases"], info["contacts"], info["evidence"]


def originals(line: Line) -> list[Path]:
    return sorted(path for path in (line.vault / "evidence").rglob("*") if path.is_file())


def refused(line: Line, *arguments: str | Path) -> dict[str, object]:
    """Run a command that must be refused: in both languages, with a sentence, and leaving nothing behind."""
    english = line(*arguments, lang="en").error
    chinese = line(*arguments, lang="zh").error
    assert english["code"] == chinese["code"]
    assert english["message"] not in (chinese["message"], english["code"])
    assert "{" not in english["message"] + chinese["message"]
    return chinese


def refused_import(line: Line, path: Path, case: str) -> dict[str, object]:
    before = snapshot(line)
    files = originals(line)
    error = refused(line, "import", path, "--case", case)
    assert snapshot(line) == before
    assert originals(line) == files
    assert line.ok("vault", "verify")["ok"] is True
    return error


def test_wrong_password(line: Line, tmp_path: Path) -> None:
    line.secret = tmp_path / "wrong.txt"
    line.secret.write_text("wrong")
    assert line("vault", "info").error["code"] == "wrong_password"


def test_wrong_recovery_code(line: Line, tmp_path: Path) -> None:
    other = line.bare(
        "--json", "--vault", tmp_path / "other", "--password-file", line.secret, "vault", "create"
    ).document
    line.secret.write_text(other["recovery_code"])
    assert refused(line, "vault", "info")["code"] == "wrong_recovery_code"
    line.secret.write_text("AGE-SECRET-KEY-1NONSENSE")
    assert refused(line, "vault", "info")["code"] == "wrong_recovery_code"


def test_not_a_vault(line: Line, tmp_path: Path) -> None:
    line.vault = tmp_path / "empty"
    line.vault.mkdir()
    assert refused(line, "case", "list")["code"] == "not_a_vault"
    line.vault = tmp_path / "nowhere"
    assert refused(line, "case", "list")["code"] == "not_a_vault"
    assert not line.vault.exists()


def test_create_where_something_is(line: Line, tmp_path: Path) -> None:
    before = sorted(path for path in line.vault.rglob("*"))
    assert refused(line, "vault", "create")["code"] == "vault_exists"
    assert sorted(path for path in line.vault.rglob("*")) == before
    line.vault = tmp_path / "file"
    line.vault.write_text("mine")
    refused(line, "vault", "create")
    line.vault = line.vault / "below"
    refused(line, "vault", "create")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_database_that_is_none(line: Line) -> None:
    database = line.vault / "vault.db"
    database.write_bytes(b"SQLite format 3\0" + bytes(8192))
    assert refused(line, "case", "list")["code"] == "vault_damaged"


def test_a_vault_from_a_newer_version(line: Line) -> None:
    about = line.vault / "vault.json"
    content = json.loads(about.read_text())
    about.write_text(json.dumps(content | {"format": content["format"] + 1}))
    assert refused(line, "case", "list")["code"] == "vault_newer"


def test_a_vault_whose_schema_is_newer(line: Line) -> None:
    with vaults.unlock_with_recovery(line.vault, line.secret.read_text()) as vault, vault.write() as uow:
        uow.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert refused(line, "case", "list")["code"] == "vault_newer"


def test_a_vault_open_in_another_process(line: Line, case: str) -> None:
    holder = (
        "import sys, time\nfrom filelock import FileLock\n"
        "lock = FileLock(sys.argv[1])\nlock.acquire()\nprint('held', flush=True)\ntime.sleep(120)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", holder, str(line.vault / "vault.lock")], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert refused(line, "case", "list")["code"] == "vault_locked"
    finally:
        process.kill()
        process.communicate()
    assert [row["id"] for row in line.ok("case", "list")] == [case]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html><body>no backup</body></html>", id="html"),
        pytest.param("催收短信\n".encode(), id="words"),
        pytest.param(b"<smses count='1'", id="cut in the root"),
        pytest.param(b"PK\x03\x04" + bytes(60), id="broken zip"),
    ],
)
def test_a_file_that_is_not_what_it_claims(line: Line, case: str, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sms-20260930.xml"
    path.write_bytes(content)
    assert path.name in json.dumps(refused_import(line, path, case), ensure_ascii=False)


def test_a_preview_of_a_bad_file_does_not_claim_that_others_were_imported(
    line: Line, case: str, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_text(sms([(FIRST, "16500000118", 1, "请还款")]), encoding="utf-8")
    bad.write_bytes(b"no backup")
    before = snapshot(line)
    answer = line("import", bad, good, "--case", case, "--dry-run", lang="en")
    assert answer.status == 1
    assert answer.document["contacts"] == 1
    assert "nothing was written" in answer.err
    assert "were imported" not in answer.err
    assert snapshot(line) == before


def test_a_folder_or_nothing_in_place_of_a_file(line: Line, case: str, tmp_path: Path) -> None:
    refused_import(line, tmp_path, case)
    refused_import(line, tmp_path / "nowhere.xml", case)
    refused(line, "evidence", "add", tmp_path / "nowhere.png", "--case", case)


@pytest.mark.skipif(os.name != "posix", reason="a device that never ends is of POSIX")
def test_a_device_in_place_of_a_file(line: Line, case: str) -> None:
    refused_import(line, Path("/dev/zero"), case)


def test_one_bad_file_among_good_ones_is_named_and_leaves_nothing(
    line: Line, case: str, backup: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_text("<html/>")
    answer = line("import", backup, bad, "--case", case)
    assert answer.error["code"] == "files_refused"
    assert answer.error["details"] == {"files": ["bad.xml"]}
    assert "bad.xml" in answer.error["message"]
    good, refused_file = answer.document["files"]
    assert (good["contacts"], refused_file["contacts"], refused_file["format"]) == (4, 0, None)
    assert refused_file["problems"][0]["reason"]
    assert snapshot(line) == (1, 4, 1)
    assert len(originals(line)) == 1


def test_a_truncated_backup_keeps_what_stands_before_the_cut(line: Line, case: str, tmp_path: Path) -> None:
    whole = sms([(FIRST + n * 60_000, "16500000118", 1, f"第{n}条") for n in range(10)])
    path = tmp_path / "cut.xml"
    path.write_text(whole[: whole.index("第7条") + 1], encoding="utf-8")
    report = line.ok("import", path, "--case", case)
    assert report["contacts"] == 7
    file = report["files"][0]
    assert file["problems"] or file["warnings"]
    assert line.ok("vault", "verify")["ok"] is True


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE smses [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + ']><smses count="1"><sms address="1" date="1790000000000" type="1" body="&j;"/></smses>'
)


def test_an_xml_bomb(line: Line, case: str, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml"
    path.write_text(BOMB)
    refused_import(line, path, case)


def test_an_external_entity(line: Line, case: str, tmp_path: Path) -> None:
    secret = tmp_path / "private.txt"
    secret.write_text("PRIVATE-7319")
    path = tmp_path / "entity.xml"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE smses [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<smses count="1"><sms address="1" date="1790000000000" type="1" body="&x;"/></smses>'
    )
    refused_import(line, path, case)
    assert line.ok("search", "PRIVATE") == []


def test_characters_that_xml_forbids_are_survived(line: Line, case: str, tmp_path: Path) -> None:
    path = tmp_path / "control.xml"
    text = sms([(FIRST, "16500000118", 1, "前&#1;后&#55357;&#56846;"), (FIRST + 1000, "16500000126", 1, "好")])
    path.write_bytes(text.encode().replace("好".encode(), b"\x00\x02ok"))
    report = line.ok("import", path, "--case", case)
    assert report["contacts"] == 2
    rows = line.ok("contact", "list", "--case", case)
    assert "\U0001f60e" in rows[0]["text"]


@contextmanager
def mounted(path: Path, kind: str, *options: str) -> Iterator[None]:
    """Mount a small file system while the block runs; skips where that is not allowed."""
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only root may mount a file system to fill or to lock")
    path.mkdir(exist_ok=True)
    done = subprocess.run([mount, "-t", kind, *options, kind, str(path)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("file systems may not be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(path)], check=True)


def test_a_disk_that_fills_up(line: Line, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "tmpfs", "-o", "size=3m"):
        shutil.copytree(line.vault, disk / "vault")
        line.vault = disk / "vault"
        case = line.ok("case", "add", "--client", "林晓禾")["id"]
        big = tmp_path / "big.xml"
        big.write_text(
            sms([(FIRST + n * 1000, "16500000118", 1, f"{n} " + os.urandom(400).hex()) for n in range(6000)]),
            encoding="utf-8",
        )
        before = snapshot(line)
        assert line("import", big, "--case", case).error["code"] in ("disk_full", "no_space_left")
        big_file = tmp_path / "big.bin"
        big_file.write_bytes(os.urandom(4_000_000))
        assert line("evidence", "add", big_file, "--case", case).error["code"] in ("disk_full", "no_space_left")
        assert snapshot(line) == before
        assert line.ok("vault", "verify")["ok"] is True
        line.ok("contact", "add", case, "--at", "2026-09-23 12:00", "--medium", "call")


def test_a_vault_in_a_folder_that_is_read_only(line: Line, case: str, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "tmpfs", "-o", "size=16m"):
        shutil.copytree(line.vault, disk / "vault")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        line.vault = disk / "vault"
        assert refused(line, "case", "list")["code"] == "vault_read_only"
        line.vault = disk / "new"
        assert refused(line, "vault", "create")["code"] == "vault_read_only"


def without_privilege(*command: str) -> list[str]:
    """Return a command that even root runs with the permissions of files in force."""
    if os.geteuid() != 0:
        return list(command)
    tool = shutil.which("setpriv")
    if tool is None:
        pytest.skip("root may read everything, and setpriv is not there to take that away")
    return [tool, "--bounding-set=-dac_override,-dac_read_search", *command]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("which", ["backup", "evidence", "password", "vault", "rules"])
def test_a_file_that_may_not_be_read(line: Line, case: str, tmp_path: Path, which: str) -> None:
    closed = tmp_path / "closed"
    if which == "vault":
        closed.mkdir()
    else:
        closed.write_text(sms([(FIRST, "16500000118", 1, "请还款")]), encoding="utf-8")
    closed.chmod(0)
    globals_ = ["--vault", str(line.vault), "--password-file", str(line.secret)]
    arguments = {
        "backup": [*globals_, "--json", "import", str(closed), "--case", case],
        "evidence": [*globals_, "--json", "evidence", "add", str(closed), "--case", case],
        "password": ["--vault", str(line.vault), "--password-file", str(closed), "--json", "case", "list"],
        "vault": ["--vault", str(closed), "--password-file", str(line.secret), "--json", "case", "list"],
        "rules": ["--json", "rules", "check", str(closed)],
    }[which]
    command = without_privilege(sys.executable, "-m", "advocate", *arguments)
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    before = snapshot(line)
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=120)
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert set(json.loads(done.stdout)) == {"error"}
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("advocate: ")
    assert snapshot(line) == before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_vault_without_permission_to_write(line: Line, case: str) -> None:
    line.vault.chmod(0o500)
    try:
        assert refused(line, "case", "list")["code"] == "vault_read_only"
    finally:
        line.vault.chmod(0o700)


def test_results_that_cannot_be_written(line: Line, case: str, tmp_path: Path, backup: Path) -> None:
    line.ok("import", backup, "--case", case)
    (kept,) = line.ok("evidence", "list")
    wall = tmp_path / "wall"
    wall.write_text("mine")
    refused(line, "evidence", "export", kept["id"], wall / "below")
    complaint = line.ok("complaint", "draft", case, "--channel", "nfra_tousu")["id"]
    refused(line, "complaint", "build", complaint, "--out", wall / "below", "--draft")
    assert wall.read_text() == "mine"


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
def test_interrupting_an_import_keeps_nothing(
    line: Line, case: str, tmp_path: Path, spawn: Callable[..., object]
) -> None:
    path = tmp_path / "long.xml"
    path.write_text(
        sms([(FIRST + n * 1000, "16500000118", 1, f"第{n}条 请还款") for n in range(60_000)]), encoding="utf-8"
    )
    before = snapshot(line)
    process = spawn("import", path, "--case", case)
    assert isinstance(process, subprocess.Popen)
    deadline = time.monotonic() + 60
    while not originals(line) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert json.loads(out)["error"]["code"] == "cancelled"
    assert err.startswith("advocate: ")
    assert (snapshot(line), originals(line)) == (before, [])
    assert line.ok("vault", "verify")["ok"] is True
