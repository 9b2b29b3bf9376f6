"""Fixtures that every kind of test shares."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from advocate.storage import keys
from advocate.storage.vault import Vault

PROJECT = Path(__file__).parent.parent

# `make test` tries the usual number of examples without a stopwatch, the same ones each time in CI (Hypothesis sees to
# that itself); `make fuzz` tries many more.
settings.register_profile("default", deadline=None)
settings.register_profile("fuzz", deadline=None, max_examples=5_000)
if settings.get_current_profile_name() == "default":
    settings.load_profile("default")


@pytest.fixture(scope="session")
def samples() -> Path:
    """Return the folder of shared sample files, or skip: they are never part of the project."""
    folder = Path(os.environ.get("ADVOCATE_SAMPLES", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("shared sample files are not here; set ADVOCATE_SAMPLES")
    return folder


@dataclass(frozen=True)
class TemplateVault:
    """A real vault made once for the whole run: copies of it open without paying for the password again."""

    folder: Path
    password: str
    recovery_code: str
    key: bytes


@pytest.fixture(scope="session")
def vault_password() -> str:
    """Return the password of `vault_folder`."""
    return "correct horse 电池 staple"


@pytest.fixture(scope="session")
def template_vault(tmp_path_factory: pytest.TempPathFactory, vault_password: str) -> TemplateVault:
    """Create the vault that all others are copies of; it is closed."""
    folder = tmp_path_factory.mktemp("template") / "vault"
    made, code = Vault.create(folder, vault_password)
    made.close()
    return TemplateVault(folder, vault_password, code, keys.unlock_with_recovery(folder, code))


@pytest.fixture
def vault_folder(tmp_path: Path, template_vault: TemplateVault) -> Path:
    """Return the folder of a fresh, closed, empty vault."""
    folder = tmp_path / "vault"
    shutil.copytree(template_vault.folder, folder)
    return folder


@pytest.fixture
def vault(vault_folder: Path, template_vault: TemplateVault) -> Iterator[Vault]:
    """Open a fresh, empty vault as ``counselor``; it is closed afterwards."""
    with Vault.open_with_key(vault_folder, template_vault.key) as opened:
        yield opened
