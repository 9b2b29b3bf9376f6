"""A process killed in the middle of an import leaves a sound vault with all of the file or nothing of it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from advocate.domain.jobs import QuietContext
from advocate.services import importing, vaults
from advocate.storage.vault import Vault
from tests.services.test_importing import backup, counts

SCRIPT = """
import sys
from pathlib import Path
from advocate.domain.jobs import QuietContext
from advocate.services import importing
from advocate.storage.vault import Vault
vault = Vault.open_with_key(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
print("open", flush=True)
importing.run(vault, [Path(sys.argv[3])], int(sys.argv[4]), QuietContext())
print("done", flush=True)
vault.close()
"""


@pytest.mark.slow
def test_killed_at_any_moment(vault_folder: Path, template_vault, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from advocate.domain.drafts import CaseDraft, ClientDraft
    from advocate.services import cases

    with Vault.open_with_key(vault_folder, template_vault.key) as vault, vault.write() as uow:
        case_id = cases.add(uow, CaseDraft(ClientDraft("林某")))
    path = backup(tmp_path, range(6_000))
    outcomes = set()
    for step in range(6):
        arguments = [sys.executable, "-c", SCRIPT, str(vault_folder), template_vault.key.hex(), str(path), str(case_id)]
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        time.sleep(step * 0.08)
        process.kill()
        done = "done" in process.stdout.read()
        process.wait()
        process.stdout.close()
        with Vault.open_with_key(vault_folder, template_vault.key) as vault:
            assert vaults.verify(vault, QuietContext()).ok
            found = counts(vault)
            files = [file for file in (vault_folder / "evidence").rglob("*") if file.is_file()]
            assert found["contacts"] == found["contacts_fts"]
            assert found["contacts"] in ((6_000,) if done else (0, 6_000))
            assert (found["imports"] > 0) is (found["contacts"] > 0)
            assert len(files) == found["evidence"] == (1 if found["contacts"] else 0)
            outcomes.add(found["contacts"])
    assert 0 in outcomes
    with Vault.open_with_key(vault_folder, template_vault.key) as vault:
        importing.run(vault, [path], case_id, QuietContext())
        assert counts(vault)["contacts"] == 6_000
