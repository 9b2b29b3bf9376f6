"""The gate: wrong password, recovery code, a new vault, and the way back through the lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advocate import app
from advocate.jobs import faults
from advocate.jobs.runner import JobRunner
from advocate.services import vaults
from advocate.ui.gate import GateWindow
from advocate.ui.look import Look
from advocate.ui.settings import Settings

WAIT_MS = 30_000
Write = Callable[[Any, str], None]


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(faults, "log_path", lambda: tmp_path / "faults.log")


@pytest.fixture
def gate(qtbot: QtBot, runner: JobRunner, look: Look, vault_folder: Path) -> Iterator[GateWindow]:
    window = GateWindow(runner, look, vault_folder, vault_folder)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()
    window.deleteLater()


class Opened(QObject):
    """Takes the vault that the gate opens, and closes it at the end."""

    def __init__(self, gate: GateWindow) -> None:
        super().__init__(gate)
        self.vault: Any = None
        gate.opened.connect(self._on_opened)

    def _on_opened(self, vault: Any, _path: str) -> None:
        self.vault = vault


def test_a_wrong_password_is_one_sentence_and_the_right_one_opens(
    qtbot: QtBot, gate: GateWindow, write: Write, vault_password: str, runner: JobRunner
) -> None:
    opened = Opened(gate)
    qtbot.keyClicks(gate.unlock.password.control, "wrong")
    qtbot.keyClick(gate.unlock.password.control, Qt.Key.Key_Return)
    assert not gate.unlock.main.isEnabled()
    qtbot.waitUntil(lambda: not gate.unlock.banner.isHidden(), timeout=WAIT_MS)
    assert "密码" in gate.unlock.banner.label.text()
    assert gate.unlock.password.control.hasSelectedText()
    assert opened.vault is None
    write(gate.unlock.password.control, vault_password)
    qtbot.mouseClick(gate.unlock.main, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: opened.vault is not None, timeout=WAIT_MS)
    opened.vault.close()


def test_the_recovery_code_opens(qtbot: QtBot, gate: GateWindow, template_vault: Any) -> None:
    opened = Opened(gate)
    qtbot.mouseClick(gate.unlock.recover, Qt.MouseButton.LeftButton)
    assert gate.unlock.password.isHidden()
    qtbot.keyClicks(gate.unlock.code.control, template_vault.recovery_code)
    qtbot.keyClick(gate.unlock.code.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened.vault is not None, timeout=WAIT_MS)
    opened.vault.close()


def test_a_new_vault_shows_its_code_once(qtbot: QtBot, gate: GateWindow, tmp_path: Path) -> None:
    opened = Opened(gate)
    qtbot.mouseClick(gate.unlock.creation, Qt.MouseButton.LeftButton)
    gate.creation.folder.setText(str(tmp_path / "new"))
    qtbot.keyClicks(gate.creation.password.control, "short")
    qtbot.mouseClick(gate.creation.main, Qt.MouseButton.LeftButton)
    assert gate.creation.password.problem.text()
    assert gate.creation.again.problem.text()
    assert not (tmp_path / "new").exists()
    gate.creation.password.control.clear()
    qtbot.keyClicks(gate.creation.password.control, "long enough words")
    qtbot.keyClicks(gate.creation.again.control, "long enough words")
    qtbot.keyClick(gate.creation.again.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: gate.panel is gate.code, timeout=WAIT_MS)
    code = gate.code.code.text()
    assert len(code) > 20
    assert not gate.code.main.isEnabled()
    qtbot.mouseClick(gate.code.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == code
    gate.code.kept.click()
    qtbot.mouseClick(gate.code.main, Qt.MouseButton.LeftButton)
    assert opened.vault is not None
    assert gate.code.code.text() == ""
    opened.vault.close()
    vaults.unlock_with_recovery(tmp_path / "new", code).close()


def test_closing_the_gate_before_the_code_is_kept_closes_the_vault(
    qtbot: QtBot, gate: GateWindow, tmp_path: Path
) -> None:
    gate.show_create()
    gate.creation.folder.setText(str(tmp_path / "new"))
    for field in (gate.creation.password, gate.creation.again):
        field.control.setText("long enough words")
    gate.creation.main.click()
    qtbot.waitUntil(lambda: gate.panel is gate.code, timeout=WAIT_MS)
    gate.close()
    vaults.unlock(tmp_path / "new", "long enough words").close()


@pytest.fixture
def desktop(qapp: QApplication, look: Look, settings: Settings) -> Iterator[app.Desktop]:
    made = app.Desktop(qapp, look, settings)
    yield made
    made.close()
    made.deleteLater()


def test_from_the_gate_to_the_window_and_back(
    qtbot: QtBot, desktop: app.Desktop, vault_folder: Path, write: Write, vault_password: str
) -> None:
    desktop.ask_for_vault(vault_folder)
    assert desktop.gate is not None
    write(desktop.gate.unlock.password.control, vault_password)
    desktop.gate.unlock.main.click()
    qtbot.waitUntil(lambda: desktop.window is not None, timeout=WAIT_MS)
    assert desktop.gate is None
    window = desktop.window
    assert window is not None
    assert window.isVisible()
    QGuiApplication.clipboard().setText("13912345678")
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: desktop.gate is not None, timeout=WAIT_MS)
    assert desktop.window is None
    assert QGuiApplication.clipboard().text() == ""
    vaults.unlock(vault_folder, vault_password).close()


def test_a_bug_in_the_window_is_told_in_one_sentence(
    qtbot: QtBot, desktop: app.Desktop, vault_folder: Path, vault_password: str, tmp_path: Path
) -> None:
    desktop.enter(vaults.unlock(vault_folder, vault_password))
    assert desktop.window is not None
    try:
        raise KeyError("13912345678")
    except KeyError as error:
        desktop.report(type(error), error, error.__traceback__)
    shown = desktop.window.banner.label.text()
    assert "KeyError" in shown
    assert "13912345678" not in shown
    written = (tmp_path / "faults.log").read_text(encoding="utf-8")
    assert "test_gate.py" in written
    assert "13912345678" not in written


def test_pictures_without_a_display(
    qapp: QApplication, look: Look, vault_folder: Path, vault_password: str, tmp_path: Path, case_id: int, vault: Any
) -> None:
    vault.close()
    written = app.draw_pictures(vault_folder, vault_password, tmp_path / "pictures", "zh")
    assert len(written) >= 16
    assert all(path.is_file() for path in written)
    vaults.unlock(vault_folder, vault_password).close()
