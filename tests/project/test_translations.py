"""The check of the window's translations sees each kind of slip, and finds none."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from advocate.ui import catalogue, i18n

PROJECT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", PROJECT / "scripts" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_slip_is_named(script: ModuleType) -> None:
    found = script.problems(["New", "Open", "{n} files"], {"Open": "打开", "Gone": "没了", "{n} files": "{m} 个文件"})
    assert found == ["not translated: New", "no longer shown: Gone", "placeholders differ: {n} files | {m} 个文件"]


def test_the_catalogue_is_in_step_with_the_window(script: ModuleType) -> None:
    shown = catalogue.sources()
    assert len(shown) > 50
    assert script.problems(shown, i18n.read_catalogue("zh")) == []
