"""The import contracts hold, and they bite: a copy of the package with one forbidden import fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent.parent


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of ``root`` over the package in ``root``."""
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "advocate", tmp_path / "advocate", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_package_keeps_its_contracts(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("domain/vocabulary.py", "import advocate.storage", "Layers"),
        ("services/__init__.py", "import advocate.jobs", "Layers"),
        ("cli/__init__.py", "import advocate.ui", "Layers"),
        ("importers/__init__.py", "import advocate.reports", "Layers"),
        ("reports/__init__.py", "from PySide6.QtGui import QImage", "No Qt below jobs"),
        ("jobs/faults.py", "from PySide6.QtCore import QObject", "No Qt below jobs"),
        ("domain/facts.py", "import sqlmodel", "The domain knows nobody"),
    ],
)
def test_a_forbidden_import_is_caught(copy: Path, module: str, line: str, contract: str) -> None:
    path = copy / "advocate" / module
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}  # forbidden\n", encoding="utf-8")
    result = lint(copy)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{contract} BROKEN" in result.stdout
