"""The built application does the whole job, and says nothing on standard error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent.parent
BUNDLE = PROJECT / "dist" / "advocate"
PROGRAM = BUNDLE / ("advocate.exe" if sys.platform == "win32" else "advocate")

pytestmark = pytest.mark.frozen


@pytest.fixture(scope="module")
def program() -> Path:
    if not PROGRAM.is_file():
        pytest.skip("the application was not built: make app")
    return PROGRAM


def start(program: Path, tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program as on a machine without this checkout: other folder, no Python settings, no display, own home."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    home = {
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    return subprocess.run(
        [str(program), *arguments],
        cwd=tmp_path,
        env={**kept, **home, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
    )


def test_the_whole_job_runs(program: Path, tmp_path: Path) -> None:
    result = start(program, tmp_path, "--smoke-test")
    assert result.stderr == ""
    assert result.returncode == 0
    done = json.loads(result.stdout)
    assert done["ok"] is True
    assert done["imported"] == 6
    assert done["confirmed"] >= 1
    assert done["pages"] >= 2
    assert done["pictures"] >= 3


def test_commands_work(program: Path, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("long enough 2026\n", encoding="utf-8")
    vault = ("--vault", str(tmp_path / "vault"), "--password-file", str(tmp_path / "password"), "--json")
    created = start(program, tmp_path, *vault, "vault", "create")
    assert created.returncode == 0, created.stderr
    assert json.loads(created.stdout)["recovery_code"]
    added = start(program, tmp_path, *vault, "case", "add", "--client", "示例人")
    assert json.loads(added.stdout)["id"].startswith("C-")
    checked = start(program, tmp_path, "--json", "rules", "check")
    assert checked.returncode == 0, checked.stderr
    report = json.loads(checked.stdout)
    assert report["examples"] > 0
    assert report["failed"] == []


def test_a_mistake_gets_a_sentence(program: Path, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("whatever\n", encoding="utf-8")
    nowhere = ("--vault", str(tmp_path / "nowhere"), "--password-file", str(tmp_path / "password"))
    result = start(program, tmp_path, *nowhere, "--lang", "en", "vault", "info")
    assert result.returncode == 1
    assert result.stderr.startswith("advocate: ")
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr
