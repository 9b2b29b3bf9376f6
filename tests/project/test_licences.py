"""Nothing under the GPL is imported, installed for the application, or bundled: the project is Apache-2.0."""

from __future__ import annotations

import ast
import re
from importlib import metadata
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent.parent
BUNDLE = PROJECT / "dist" / "advocate"
#: Qt modules that are offered under the GPL only (Qt 6 licensing page).
GPL_QT = ("QtCharts", "QtGraphs", "QtGraphsWidgets", "QtDataVisualization", "QtVirtualKeyboard", "QtHttpServer")


def imported_names(source: str) -> set[str]:
    """Return every dotted name that ``source`` imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def gpl_modules(names: set[str]) -> set[str]:
    return {name for name in names if any(part in GPL_QT for part in name.split("."))}


def strong_copyleft(licence: str) -> bool:
    """Tell whether a licence text leaves no choice but GPL or AGPL; LGPL, and GPL beside another offer, are fine."""
    offers = re.split(r"\bOR\b|;|,", licence)
    return all(re.search(r"(?<![L])A?GPL|(?<!Lesser )General Public", offer) is not None for offer in offers)


def licence_of(name: str) -> str:
    fields = metadata.metadata(name)
    classifiers = [c.rsplit("::", 1)[1].strip() for c in fields.get_all("Classifier", []) if c.startswith("License ::")]
    stated = [str(fields[key]).splitlines()[0] for key in ("License-Expression", "License") if fields[key]]
    return "; ".join(stated + classifiers)


def pinned(lock: str) -> list[str]:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.MULTILINE)


def test_no_module_imports_gpl_parts_of_qt() -> None:
    sources = [path for folder in ("advocate", "benchmarks", "tests") for path in (PROJECT / folder).rglob("*.py")]
    assert len(sources) > 20
    found = {str(path): gpl_modules(imported_names(path.read_text(encoding="utf-8"))) for path in sources}
    assert {path: names for path, names in found.items() if names} == {}


def test_the_import_check_sees_every_spelling() -> None:
    for line in ("import PySide6.QtCharts", "from PySide6 import QtGraphs", "from PySide6.QtCharts import QChart"):
        assert gpl_modules(imported_names(line)), line
    assert not gpl_modules(imported_names("from PySide6 import QtWidgets, QtPdf"))


def test_no_locked_dependency_of_the_application_is_gpl() -> None:
    installed = {dist.metadata["Name"].lower().replace("_", "-") for dist in metadata.distributions()}
    names = [name for name in pinned("requirements.lock") if name.lower() in installed]
    assert len(names) > 25
    licences = {name: licence_of(name) for name in names}
    assert {name: text for name, text in licences.items() if text and strong_copyleft(text)} == {}


@pytest.mark.parametrize(
    ("licence", "strong"),
    [
        ("GPL-3.0-only", True),
        ("AGPL-3.0", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("LGPL-3.0-only", False),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT", False),
        ("MPL-2.0", False),
    ],
)
def test_licence_texts_are_told_apart(licence: str, strong: bool) -> None:
    assert strong_copyleft(licence) is strong


@pytest.mark.frozen
def test_the_bundle_holds_no_gpl_parts_of_qt() -> None:
    if not BUNDLE.is_dir():
        pytest.skip("the application was not built: make app")
    names = {path.name.lower() for path in BUNDLE.rglob("*")}
    assert len(names) > 100
    forbidden = [name.lower().removeprefix("qt") for name in GPL_QT]
    assert [name for name in names if "qt" in name and any(part in name for part in forbidden)] == []
