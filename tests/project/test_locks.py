"""The lock files: everything pinned, everything hashed, nothing about where it came from, nothing forgotten."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parent.parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


def entries(lock: str) -> list[tuple[Requirement, list[str]]]:
    """Return requirements with their hashes."""
    text = (PROJECT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    found = []
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            requirement, *hashes = line.split("--hash=")
            found.append((Requirement(requirement.strip()), [h.strip() for h in hashes]))
    return found


def declared(*extras: str) -> list[Requirement]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_is_pinned_and_hashed(lock: str) -> None:
    found = entries(lock)
    assert len(found) > 25
    for requirement, hashes in found:
        assert re.fullmatch(r"==[0-9][\w.!+]*", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in hashes), requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_no_entry_says_where_it_came_from(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|--index-url|--extra-index-url|--find-links|-f)\b", text, re.MULTILINE)


@pytest.mark.parametrize(("lock", "extras"), [(LOCKS[0], ("build", "ocr")), (LOCKS[1], ("build", "ocr", "dev"))])
def test_the_lock_covers_what_the_project_declares(lock: str, extras: tuple[str, ...]) -> None:
    pins: dict[str, list[str]] = {}
    for requirement, _ in entries(lock):
        pins.setdefault(canonicalize_name(requirement.name), []).append(str(requirement.specifier).removeprefix("=="))
    for wanted in declared(*extras):
        versions = pins.get(canonicalize_name(wanted.name), [])
        assert versions, f"{wanted.name} is not locked: make lock"
        assert all(wanted.specifier.contains(version) for version in versions), wanted


def test_tests_run_on_what_users_get() -> None:
    dev = {(canonicalize_name(r.name), str(r.specifier)) for r, _ in entries(LOCKS[1])}
    assert {(canonicalize_name(r.name), str(r.specifier)) for r, _ in entries(LOCKS[0])} <= dev


def test_what_is_imported_is_declared() -> None:
    """A package that is there only because something else brought it, or somebody installed it, fails elsewhere."""
    imported: set[str] = set()
    for path in (PROJECT / "advocate").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    foreign = imported - set(sys.stdlib_module_names) - {"advocate"}
    assert len(foreign) > 10
    known = {canonicalize_name(requirement.name) for requirement in declared("ocr")}
    providers = metadata.packages_distributions()
    undeclared = {
        name for name in foreign if not known & {canonicalize_name(provider) for provider in providers.get(name, [])}
    }
    assert undeclared == set()
