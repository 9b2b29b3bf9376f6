"""Fixtures of the storage tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from advocate.storage.tables import CaseRow, ClientRow
from advocate.storage.vault import Vault

PROJECT = Path(__file__).parent.parent.parent

AddCase = Callable[..., int]
Python = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def add_case(vault: Vault) -> AddCase:
    """Return a function that puts a case with its client into the vault."""

    def add(number: str = "C-2026-0001") -> int:
        with vault.write() as uow:
            client = ClientRow(name="张三")
            uow.session.add(client)
            uow.session.flush()
            assert client.id is not None
            case = CaseRow(number=number, client_id=client.id)
            uow.session.add(case)
            uow.session.flush()
            assert case.id is not None
            uow.audit("added", "case", case.id, case.id)
            return case.id

    return add


@pytest.fixture
def case_id(add_case: AddCase) -> int:
    return add_case()


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONWARNINGS": "error"}


@pytest.fixture
def python() -> Python:
    """Return a function that runs Python code in a process of its own."""

    def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", script, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            env=environment(),
            timeout=120,
        )

    return run


@pytest.fixture
def python_after_mount() -> Python:
    """Return a function that runs Python code where shell lines mounted something: full disks, read-only disks."""
    if sys.platform != "linux":
        pytest.skip("needs Linux namespaces")
    probe = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not allow mount namespaces")

    def run(mounts: str, script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["unshare", "-rm", "sh", "-ec", f'{mounts}\nexec "$0" -c "$@"', sys.executable, script]
            + [str(argument) for argument in arguments],
            capture_output=True,
            text=True,
            check=False,
            env=environment(),
            timeout=120,
        )

    return run
