"""The check of the window's translations sees each kind of slip."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", PROJECT / "scripts" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_texts_are_found_in_both_kinds_of_call(script: ModuleType) -> None:
    translated, literals = script.texts_of(
        'label.setText(tr("Open"))\nself.say(self.title.setText, "{n} " "files", n=1)\nTABLE = ("Later",)\ntr(TABLE[0])'
    )
    assert translated == {"Open", "{n} files"}
    assert "Later" in literals


def test_a_computed_text_is_refused(script: ModuleType) -> None:
    with pytest.raises(SystemExit):
        script.texts_of('tr(f"Open {name}")')


def test_every_slip_is_named(script: ModuleType) -> None:
    found = script.problems(
        {"Open", "New"},
        {"Open", "New", "Half", "{n} files"},
        {"Open": "打开", "Gone": "没了", "Half": "", "{n} files": "{m} 个文件"},
    )
    assert found == [
        "missing: New",
        "no longer shown: Gone",
        "unfinished: Half",
        "placeholders differ: {n} files | {m} 个文件",
    ]


def test_a_catalogue_survives_writing_and_reading(script: ModuleType, tmp_path: Path) -> None:
    catalogue = {"Open <b> & close": "打开“全部”", "Later": "", "Two\nlines": "两\n行"}
    script.write(tmp_path / "x.ts", catalogue)
    assert script.read(tmp_path / "x.ts") == catalogue


def test_the_catalogue_is_in_step_with_the_window(script: ModuleType) -> None:
    translated, literals = script.shown()
    assert script.problems(translated, literals, script.read(script.CATALOGUE)) == []
