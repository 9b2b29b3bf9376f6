"""Kill -9 at random moments: the vault opens, verifies, and holds everything that was reported as done.

``ADVOCATE_KILLS`` sets the number of rounds of each kind; `make faults` takes 50.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Line, sms

KILLS = int(os.environ.get("ADVOCATE_KILLS", "5"))
FIRST = 1_790_000_000_000
Spawn = Callable[..., "subprocess.Popen[str]"]

pytestmark = [pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX"), pytest.mark.slow]


def killed_after(process: subprocess.Popen[str], delay_s: float) -> str:
    """Kill a process after a while, unless it is done; returns what it had answered."""
    try:
        out, _ = process.communicate(timeout=delay_s)
    except subprocess.TimeoutExpired:
        process.kill()
        out, _ = process.communicate()
    return out


def duration(process: subprocess.Popen[str]) -> float:
    started = time.monotonic()
    _, err = process.communicate()
    assert process.returncode == 0, err
    return time.monotonic() - started


@pytest.mark.timeout(1800)
def test_an_import_killed_at_any_moment_is_whole_or_absent(line: Line, spawn: Spawn, tmp_path: Path) -> None:
    random.seed(20261124)
    case = line.ok("case", "add", "--client", "林晓禾")["id"]
    count = 3000

    def backup(turn: int) -> Path:
        rows = [(FIRST + n * 1000, f"165{turn:04}{n:04}", 1, f"第{turn}轮第{n}条，请还款") for n in range(count)]
        path = tmp_path / f"{turn}.xml"
        path.write_text(sms(rows), encoding="utf-8")
        return path

    whole = duration(spawn("import", backup(0), "--case", case))
    reported, held = 1, 1
    for turn in range(1, KILLS + 1):
        out = killed_after(spawn("import", backup(turn), "--case", case), random.uniform(0.2, 1.1) * whole)
        done = bool(out) and json.loads(out)["contacts"] == count
        contacts = line.ok("vault", "info")["contacts"]
        assert contacts % count == 0
        assert contacts // count in ((held + 1,) if done else (held, held + 1))
        reported, held = reported + done, contacts // count
        assert line.ok("vault", "verify")["ok"] is True
    assert held >= reported
    assert line.ok("import", backup(1), "--case", case)["contacts"] in (0, count)


@pytest.mark.timeout(1800)
def test_a_contact_reported_as_logged_survives(line: Line, spawn: Spawn) -> None:
    random.seed(20261124)
    case = line.ok("case", "add", "--client", "林晓禾")["id"]

    def log(turn: int) -> subprocess.Popen[str]:
        return spawn(
            "contact", "add", case, "--at", "2026-09-23 22:41", "--medium", "call", "--from", "16500000118",
            "--text", f"第{turn}次来电",
        )  # fmt: skip

    whole = duration(log(0))
    reported = {"第0次来电"}
    for turn in range(1, KILLS + 1):
        if killed_after(log(turn), random.uniform(0.3, 1.1) * whole):
            reported.add(f"第{turn}次来电")
        held = [row["text"] for row in line.ok("contact", "list", "--case", case)]
        assert reported <= set(held)
        assert len(held) == len(set(held))
        assert line.ok("vault", "verify")["ok"] is True
