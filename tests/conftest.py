"""Fixtures that every kind of test shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def samples() -> Path:
    """Return the folder of shared sample files, or skip: they are never part of the project."""
    folder = Path(os.environ.get("ADVOCATE_SAMPLES", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("shared sample files are not here; set ADVOCATE_SAMPLES")
    return folder
