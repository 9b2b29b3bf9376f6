"""The tree itself: modules stay short, and nothing tracked tells of a machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent.parent
LONGEST = 600
#: Folders of a machine, and addresses of package registries; spelled so that this line is not a hit of its own.
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:wor[k]|roo[t]|far[m]|home/\w+|Users/\w+)/")
REGISTRY = re.compile(r"pypi\.or[g]|pythonhosted\.or[g]|deb\.debian\.or[g]|registry\.npmjs\.or[g]")


def tracked() -> list[Path]:
    """Return every file under version control, or skip outside a checkout."""
    try:
        listing = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    paths = [PROJECT / name.decode() for name in listing.stdout.split(b"\0") if name]
    return [path for path in paths if path.is_file()]


def texts() -> dict[Path, str]:
    found = {}
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8000]:
            found[path.relative_to(PROJECT)] = data.decode("utf-8", errors="replace")
    return found


def hits(pattern: re.Pattern[str], files: dict[Path, str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_modules_stay_short() -> None:
    modules = [path for path in (PROJECT / "advocate").rglob("*.py") if "versions" not in path.parts]
    assert len(modules) > 20
    lengths = {str(path.relative_to(PROJECT)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    files = texts()
    assert len(files) > 30
    assert hits(MACHINE_PATH, files) == []
    assert hits(REGISTRY, files) == []


def test_the_search_for_machine_paths_bites() -> None:
    for line in ("see /wor" + "k/main/x", "open('/roo" + "t/.config')", "cd /home/ann" + "/x"):
        assert hits(MACHINE_PATH, {Path("x"): line}), line
    assert not hits(MACHINE_PATH, {Path("x"): "advocate/work/main and ~/work/ and https://example.org/work"})
    assert hits(REGISTRY, {Path("x"): "from files.pythonhosted.or" + "g"})


def test_nothing_is_left_half_done() -> None:
    marks = re.compile(r"\bTODO\b|\bFIXME\b|\bXXX\b|raise NotImplementedError")
    sources = {path: text for path, text in texts().items() if path.parts[0] == "advocate" and path.suffix == ".py"}
    assert hits(marks, sources) == []
