"""Kill the process while it writes: what was reported as done is there, and the vault is sound."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from advocate.services import vaults
from advocate.storage.vault import Vault

#: Rounds; `make faults` takes 50.
KILLS = int(os.environ.get("ADVOCATE_KILLS", "5"))

WRITER = """
import os, sys
from pathlib import Path
from advocate.services import evidence
from advocate.storage.tables import ClientRow
from advocate.storage.vault import Vault
vault = Vault.open_with_key(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
number = 0
while True:
    with vault.write() as uow:
        uow.session.add(ClientRow(name=f"{sys.argv[3]}-{number}"))
        uow.session.flush()
        uow.audit("added", "client", number)
        evidence.record(uow, uow.evidence.stage_bytes(os.urandom(20_000)), int(sys.argv[4]), f"{number}.bin")
    os.write(1, f"{number}\\n".encode())
    number += 1
"""


@pytest.mark.slow
def test_kill_9_while_writing_loses_nothing_that_was_done(
    vault: Vault, vault_folder: Path, template_vault: Any, case_id: int, tmp_path: Path
) -> None:
    vault.close()
    chance = random.Random(20260724)
    expected = 0
    for turn in range(KILLS):
        with (tmp_path / "out").open("wb") as out:
            writer = subprocess.Popen(
                [sys.executable, "-c", WRITER, str(vault_folder), template_vault.key.hex(), str(turn), str(case_id)],
                stdout=out,
                env={"PYTHONPATH": str(Path(__file__).parent.parent.parent)},
            )
            until = time.monotonic() + 30
            while not (tmp_path / "out").stat().st_size:
                assert writer.poll() is None
                assert time.monotonic() < until
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.4))
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        reported = len((tmp_path / "out").read_bytes().splitlines())
        with Vault.open_with_key(vault_folder, template_vault.key) as again:
            report = vaults.verify(again)
            assert report.problems == ()
            with again.read() as uow:
                clients = uow.connection.exec_driver_sql("SELECT count(*) FROM clients").scalar_one() - 1
            files = len(list(again.evidence.folder.rglob("*.age")))
        # One more than reported may have been committed just before the end.
        assert expected + reported <= clients <= expected + reported + 1
        assert files == report.checked["evidence"] == clients
        assert list(again.evidence.folder.rglob("*.part")) == []
        expected = clients
    assert expected > 20
