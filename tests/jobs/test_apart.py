"""Work in a process of its own, on real vaults: the same result, and nothing half-done whatever happens to it."""

from __future__ import annotations

import dataclasses
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from advocate.domain.changes import Changes
from advocate.domain.drafts import CaseDraft, ClientDraft, DebtDraft
from advocate.domain.errors import AdvocateError, Cancelled, StorageError, UserError
from advocate.domain.filters import ContactFilter
from advocate.domain.jobs import PROGRESS_PER_S, QuietContext
from advocate.domain.vocabulary import CreditorType
from advocate.jobs import faults
from advocate.jobs.apart import run_apart
from advocate.jobs.runner import JobControl, Progress
from advocate.services import cases, contacts, debts, evidence, findings, importing, vaults
from advocate.storage.vault import Vault

PROJECT = Path(__file__).parent.parent.parent
#: 2026-09-19 23:10:05 in Shanghai.
FIRST_MS = 1_789_830_605_000
WAIT_S = 60
#: Enough to be under way for seconds.
MANY = 30_000

LENDER = """
import sys
from pathlib import Path
from advocate.jobs.apart import run_apart
from advocate.jobs.runner import JobControl
from advocate.storage.vault import Vault

def say(_job, progress):
    if progress.note == "progress_hashing":
        return
    print("under way", flush=True)

vault = Vault.open_with_key(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
control = JobControl(1, say, lambda changes: None)
run_apart(vault, "import", {"paths": [Path(sys.argv[3])], "case_id": int(sys.argv[4])}, control)
print("done", flush=True)
"""


class Watched:
    """A control, what it heard, and a hook for the moment when the work is under way."""

    def __init__(self) -> None:
        self.progress: list[tuple[float, Progress]] = []
        self.changes: list[Changes] = []
        self.on_work: Callable[[], None] | None = None
        self.control = JobControl(1, self._on_progress, self.changes.append)  # type: ignore[arg-type]

    def _on_progress(self, _job: int, progress: Any) -> None:
        self.progress.append((time.monotonic(), progress))
        if self.on_work is not None and progress.note != "progress_hashing":
            hook, self.on_work = self.on_work, None
            hook()


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def case_id(vault: Vault) -> int:
    with vault.write() as uow:
        made = cases.add(uow, CaseDraft(ClientDraft("林晓禾")))
        debts.add(uow, made, DebtDraft("示例消费金融有限公司", CreditorType.CONSUMER_FINANCE))
    return made


@pytest.fixture(autouse=True)
def no_worker_left() -> Iterator[None]:
    yield
    assert workers() == []


def workers(of: int | None = None) -> list[psutil.Process]:
    """Return the worker processes of this process or another, ended but not waited for ones too."""
    found = psutil.Process(of).children()
    return [each for each in found if each.status() == psutil.STATUS_ZOMBIE or "spawn_main" in " ".join(each.cmdline())]


def backup(folder: Path, count: int) -> Path:
    path = folder / "sms-备份.xml"
    lines = [
        f'<sms protocol="0" address="16500000118" date="{FIRST_MS + place * 60_000}" type="1"'
        ' body="再不还钱就上门打断你的腿" read="1" status="-1" />'
        for place in range(count)
    ]
    path.write_text(
        "\n".join(["<?xml version='1.0' encoding='UTF-8' ?>", f'<smses count="{count}">', *lines, "</smses>"]),
        encoding="utf-8",
    )
    return path


def count(vault: Vault, case_id: int) -> int:
    with vault.read() as uow:
        return len(contacts.ids(uow, ContactFilter(case_id=case_id)))


def stored(vault: Vault) -> list[Path]:
    return [path for path in (vault.path / "evidence").rglob("*") if path.is_file()]


def asked(path: Path, case_id: int, **more: Any) -> dict[str, Any]:
    return {"paths": [path], "case_id": case_id, **more}


def until(so: Callable[[], Any]) -> Any:
    end = time.monotonic() + WAIT_S
    while not (got := so()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return got


def rows(vault: Vault, case_id: int) -> Any:
    with vault.read() as uow:
        listed = contacts.page(uow, contacts.ids(uow, ContactFilter(case_id=case_id)))
        found = findings.listing(uow, case_id)
    return (
        [(row.moment, row.number_raw, row.text, row.medium, row.nature) for row in listed],
        [(each.rule, each.title, len(each.contacts)) for each in found],
    )


def test_it_gives_what_the_work_gives_here(
    vault: Vault, case_id: int, tmp_path: Path, watched: Watched, capfd: pytest.CaptureFixture[str]
) -> None:
    path = backup(tmp_path, 40)
    with vault.write() as uow:
        other = cases.add(uow, CaseDraft(ClientDraft("林晓禾")))
        debts.add(uow, other, DebtDraft("示例消费金融有限公司", CreditorType.CONSUMER_FINANCE))
    here = importing.run(vault, [path], other, QuietContext(), zone="Asia/Tokyo")
    with vault.write() as uow:
        findings.evaluate(uow, other)
    apart = run_apart(vault, "import", asked(path, case_id, zone="Asia/Tokyo"), watched.control)
    run_apart(vault, "evaluate", {"case_id": case_id}, watched.control)
    assert dataclasses.replace(apart, run=here.run) == here
    assert apart.added == 40
    assert rows(vault, case_id) == rows(vault, other)
    assert rows(vault, case_id)[1]
    first, second = watched.changes
    assert first.touches("contact", "import", "evidence", "number")
    assert second.touches("finding")
    assert {first.case_id, second.case_id} == {case_id}
    assert vaults.verify(vault).ok
    assert capfd.readouterr() == ("", "")


def test_a_cancel_leaves_nothing(vault: Vault, case_id: int, tmp_path: Path, watched: Watched) -> None:
    watched.on_work = watched.control.cancel
    with pytest.raises(Cancelled):
        run_apart(vault, "import", asked(backup(tmp_path, MANY), case_id), watched.control)
    assert count(vault, case_id) == 0
    assert stored(vault) == []
    assert watched.changes == []
    gaps = [later[0] - earlier[0] for earlier, later in zip(watched.progress, watched.progress[1:], strict=False)]
    assert all(gap > 0.8 / PROGRESS_PER_S for gap in gaps[:-1])


def test_a_cancel_before_the_beginning_starts_no_process(vault: Vault, case_id: int, watched: Watched) -> None:
    watched.control.cancel()
    with pytest.raises(Cancelled):
        run_apart(vault, "evaluate", {"case_id": case_id}, watched.control)


def test_a_killed_worker_is_told_and_leaves_nothing(
    vault: Vault, case_id: int, tmp_path: Path, watched: Watched, capfd: pytest.CaptureFixture[str]
) -> None:
    path = backup(tmp_path, MANY)
    watched.on_work = lambda: workers()[0].kill()
    with pytest.raises(StorageError) as died:
        run_apart(vault, "import", asked(path, case_id), watched.control)
    assert died.value.code == "worker_died"
    assert count(vault, case_id) == 0
    assert vaults.verify(vault).ok
    # It may as well have been killed after its commit: pages look again.
    assert [each.case_id for each in watched.changes] == [case_id]
    assert run_apart(vault, "import", asked(path, case_id), watched.control).added == MANY
    with vault.read() as uow:
        assert len(evidence.listing(uow, case_id)) == 1
    assert vaults.verify(vault).ok
    assert capfd.readouterr() == ("", "")


def test_what_a_killed_worker_left_is_swept_when_the_vault_is_opened_again(
    vault: Vault, case_id: int, tmp_path: Path, watched: Watched, template_vault: Any
) -> None:
    watched.on_work = lambda: workers()[0].kill()
    with pytest.raises(StorageError):
        run_apart(vault, "import", asked(backup(tmp_path, MANY), case_id), watched.control)
    assert stored(vault)
    vault.close()
    with Vault.open_with_key(vault.path, template_vault.key) as again:
        assert stored(again) == []


@pytest.mark.skipif(sys.platform == "win32", reason="stops and continues a process by signals")
def test_while_a_worker_outlives_its_lender_nobody_opens_the_vault(
    vault: Vault, case_id: int, tmp_path: Path, template_vault: Any
) -> None:
    path, folder, key = backup(tmp_path, MANY), vault.path, template_vault.key
    vault.close()
    arguments = [sys.executable, "-c", LENDER, str(folder), key.hex(), str(path), str(case_id)]
    lender = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(PROJECT)}
    )
    assert lender.stdout is not None
    assert lender.stderr is not None
    assert lender.stdout.readline() == b"under way\n"
    (worker,) = workers(lender.pid)
    worker.send_signal(signal.SIGSTOP)
    lender.kill()
    lender.wait()
    left = stored_in(folder)
    assert left
    with pytest.raises(StorageError) as refused:
        Vault.open_with_key(folder, key)
    assert refused.value.code == "vault_locked"
    assert stored_in(folder) == left
    worker.send_signal(signal.SIGCONT)
    until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)
    with Vault.open_with_key(folder, key) as again:
        assert count(again, case_id) == 0
        assert stored(again) == []
        assert vaults.verify(again).ok
    assert lender.stderr.read() == b""
    lender.stdout.close()
    lender.stderr.close()


def stored_in(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "evidence").rglob("*") if path.is_file())


def test_a_worker_whose_lender_is_gone_does_not_begin(vault: Vault, tmp_path: Path) -> None:
    def gone() -> None:
        raise Cancelled

    loan = vault.lend()
    with pytest.raises(Cancelled):
        Vault.open_lent(loan, gone)
    with Vault.open_lent(loan, lambda: None), pytest.raises(StorageError):
        Vault.open_lent(loan, lambda: None)


def test_errors_keep_their_code(vault: Vault, case_id: int, tmp_path: Path, watched: Watched) -> None:
    (tmp_path / "notes.xml").write_text("<notes/>", encoding="utf-8")

    def error_of(work: Callable[[], Any]) -> AdvocateError:
        with pytest.raises(AdvocateError) as raised:
            work()
        return raised.value

    for arguments in (
        asked(tmp_path / "notes.xml", case_id),
        asked(tmp_path / "none.xml", case_id),
        asked(tmp_path / "notes.xml", 4711),
        asked(tmp_path / "notes.xml", case_id, zone="Mars/Olympus"),
    ):
        here = error_of(lambda: importing.run(vault, ctx=QuietContext(), **arguments))  # noqa: B023
        apart = error_of(lambda: run_apart(vault, "import", arguments, watched.control))  # noqa: B023
        assert type(apart) is type(here) is UserError
        assert (apart.code, apart.params) == (here.code, here.params)


def test_a_bug_becomes_a_report_without_its_words(vault: Vault, case_id: int, watched: Watched) -> None:
    with pytest.raises(faults.Fault) as fault:
        run_apart(vault, "import", {"paths": "林晓禾欠了", "case_id": case_id, "secret": "林晓禾"}, watched.control)
    assert fault.value.params == {"kind": "TypeError"}
    assert "林晓禾" not in fault.value.report
    assert "advocate/jobs/worker.py" in fault.value.report


def test_the_key_is_on_no_command_line_and_in_no_environment(
    vault: Vault, case_id: int, tmp_path: Path, watched: Watched, template_vault: Any
) -> None:
    seen: list[str] = []

    def look() -> None:
        (worker,) = workers()
        seen.append(" ".join(worker.cmdline()) + " ".join(worker.environ().values()))
        maps = worker.memory_maps() if hasattr(worker, "memory_maps") else []
        seen.extend(each.path for each in maps)
        watched.control.cancel()

    watched.on_work = look
    with pytest.raises(Cancelled):
        run_apart(vault, "import", asked(backup(tmp_path, MANY), case_id), watched.control)
    text = "\n".join(seen)
    assert template_vault.key.hex() not in text
    assert repr(template_vault.key) not in text
    assert "PySide6" not in text
    assert "sqlcipher" in text
    assert template_vault.key.hex() not in repr(vault.lend())
    assert repr(template_vault.key) not in repr(vault.lend())


def test_only_an_open_vault_can_be_lent_and_a_loan_travels(vault: Vault) -> None:
    loan = vault.lend()
    assert pickle.loads(pickle.dumps(loan)) == loan  # noqa: S301
    with Vault.open_lent(loan, lambda: None) as lent:
        assert (lent.user, lent.user_id, lent.path) == (vault.user, vault.user_id, vault.path)
        with pytest.raises(RuntimeError):
            lent.lend()
    vault.close()
    with pytest.raises(RuntimeError):
        vault.lend()


def test_writes_of_other_threads_wait_for_the_worker(
    vault: Vault, case_id: int, tmp_path: Path, watched: Watched
) -> None:
    def write() -> None:
        with vault.write() as uow:
            uow.audit("touched", "case", case_id, case_id)

    thread = threading.Thread(target=write)
    watched.on_work = thread.start
    run_apart(vault, "import", asked(backup(tmp_path, MANY), case_id), watched.control)
    thread.join(WAIT_S)
    with vault.read() as uow:
        log = uow.connection.exec_driver_sql("SELECT action FROM audit_log ORDER BY id DESC LIMIT 2").scalars().all()
    assert log == ["touched", "imported"]
