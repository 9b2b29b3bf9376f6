"""The documentation: links lead somewhere, what it names exists, nothing is missing from the lawyer's list."""

from __future__ import annotations

import ast
import functools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from advocate.cli import program

PROJECT = Path(__file__).parent.parent.parent
GUIDES = ("docs/guide/zh.md", "docs/guide/en.md")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_NETWORK = {"socket", "ssl", "ftplib", "smtplib", "http", "urllib3", "requests", "httpx", "aiohttp", "websockets"}


def pages() -> list[Path]:
    return [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").rglob("*.md"))]


def dead_links(page: Path) -> list[str]:
    """Return the relative links of ``page`` that lead nowhere."""
    found = []
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        path, _, _anchor = target.partition("#")
        if re.match(r"[a-z]+:", target) or not path:
            continue
        if not (page.parent / path).exists():
            found.append(target)
    return found


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words of each command that a guide names, in its example and in running text, without the program."""
    tree = tree_of_commands()
    for block in _BLOCK.findall(text):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["advocate"]:
                yield words[1:]
    for span in _SPAN.findall(" ".join(_BLOCK.sub("", text).split())):
        words = span.split()
        if words[0] == "advocate":
            yield words[1:]
        elif words[0] in tree.commands and re.fullmatch(r"[a-z -]+", span):
            yield words


@functools.cache
def tree_of_commands() -> Any:
    return program.command()


def walk(words: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the path of the command that a command line names, and what in it is no command and no option of it."""
    command = tree_of_commands()
    path: list[str] = []
    bad = []
    left = iter(words)
    for word in left:
        options = {name: option for option in command.params for name in option.opts}
        if word in options:
            if not options[word].is_flag:
                next(left, None)
        elif word.startswith("--"):
            bad.append(word)
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return tuple(path), [*bad, word]
            path.append(word)
            command = command.commands[word]
    return tuple(path), bad


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_lead_somewhere(page: Path) -> None:
    assert dead_links(page) == []


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[a](page.md) [b](none.md#part) [c](https://example.org) [d](#here)", encoding="utf-8")
    assert dead_links(page) == ["none.md#part"]


@pytest.mark.parametrize("guide", GUIDES)
def test_the_guides_name_commands_that_exist(guide: str) -> None:
    named = list(commands((PROJECT / guide).read_text(encoding="utf-8")))
    assert len(named) > 30
    assert {" ".join(words): bad for words in named if (bad := walk(words)[1])} == {}


def test_a_command_that_does_not_exist_is_seen() -> None:
    assert walk(["vault", "explode"]) == (("vault",), ["explode"])
    assert walk(["--lang", "zh", "vault", "create", "--password", "x"]) == (("vault", "create"), ["--password"])
    assert walk(["--vault", "somewhere", "case", "add", "--client", "--phone"]) == (("case", "add"), [])


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_is_in_the_guide(guide: str) -> None:
    named = {walk(words)[0] for words in commands((PROJECT / guide).read_text(encoding="utf-8"))}
    there = set()
    for name, command in tree_of_commands().commands.items():
        there |= {(name, sub) for sub in command.commands} if hasattr(command, "commands") else {(name,)}
    assert len(there) > 20
    assert there - named == set()


def test_the_guides_tell_the_same() -> None:
    chinese, english = ((PROJECT / guide).read_text(encoding="utf-8") for guide in GUIDES)
    for mark in ("## ", "### ", "| ", "- ", "1. "):
        assert chinese.count("\n" + mark) == english.count("\n" + mark), mark


def test_the_tree_of_the_architecture_is_the_real_one() -> None:
    text = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    tree = text[text.index("## Tree") : text.index("## Which way")]
    folders = {path.parent.name for path in (PROJECT / "advocate").rglob("__init__.py")} - {"advocate", "versions"}
    assert {name for name in folders if f"{name}/" not in tree} == set()


def test_decisions_are_listed() -> None:
    folder = PROJECT / "docs" / "decisions"
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in folder.glob("0*.md"))


def test_tests_named_by_the_threat_model_exist() -> None:
    text = (PROJECT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    table = text[text.index("## Which test shows it") : text.index("## What is not there yet")]
    rows = [row for row in table.splitlines() if row.startswith("| ")][2:]
    assert len(rows) > 10
    for row in rows:
        known: set[str] = set()
        for name in _SPAN.findall(row):
            if name.endswith(".py"):
                source = (PROJECT / "tests" / name).read_text(encoding="utf-8")
                known = set(re.findall(r"^def test_(\w+)", source, re.MULTILINE))
            else:
                assert name in known, name


LAWS = sorted(path.parent.name for path in (PROJECT / "resources" / "law").glob("*/pack.yaml"))


@pytest.mark.parametrize("name", LAWS)
def test_the_lawyers_list_names_every_unverified_provision(name: str) -> None:
    law = PROJECT / "resources" / "law" / name
    instruments = {entry["id"]: entry for entry in yaml.safe_load((law / "instruments.yaml").read_text("utf-8"))}
    page = (PROJECT / "docs" / "law-review.md").read_text(encoding="utf-8").splitlines()
    missing = []
    for rule in yaml.safe_load((law / "rules.yaml").read_text("utf-8")):
        for clause in rule["clauses"]:
            instrument = clause["instrument"]
            unseen = instruments[instrument]["mark"] != "T" or clause.get("mark", "T") != "T"
            listed = any(rule["id"] in line and re.search(rf"\b{instrument}\b", line) for line in page)
            if unseen and not listed:
                missing.append(f"{rule['id']} {instrument}")
        if rule.get("enabled") is False and not any(rule["id"] in line for line in page):
            missing.append(f"{rule['id']} is disabled")
    whole = "\n".join(page)
    missing += [
        instrument
        for instrument, entry in instruments.items()
        if {entry["mark"], entry.get("date_mark", "T")} != {"T"} and not re.search(rf"\b{instrument}\b", whole)
    ]
    assert missing == []


def is_network(module: str) -> bool:
    return (
        module.split(".")[0] in _NETWORK
        or module.startswith("urllib.request")
        or "QtNetwork" in module
        or "QtWeb" in module
    )


def test_nothing_imports_a_network_client() -> None:
    found = []
    for path in sorted((PROJECT / "advocate").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            found += [f"{path.relative_to(PROJECT)}: {name}" for name in names if is_network(name)]
    assert found == []
