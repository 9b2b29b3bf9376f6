"""Real windows on real vaults, offscreen; a test that leaves a window, a timer or a thread behind fails."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft
from advocate.domain.moments import Moment, parse_moment
from advocate.jobs.runner import JobRunner
from advocate.services import cases, contacts
from advocate.storage.vault import Vault
from advocate.ui import fonts
from advocate.ui.i18n import Language
from advocate.ui.look import Look
from advocate.ui.main_window import MainWindow
from advocate.ui.settings import Settings
from advocate.ui.theme import Mode, Theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

WAIT_MS = 60_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            # What only the offscreen platform says: it has no window manager, and its pop-ups cannot grab the keyboard.
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    yield
    _delete_what_is_due()
    gc.collect()
    _delete_what_is_due()
    visible = [type(widget).__name__ for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    timers = [made for made in gc.get_objects() if isinstance(made, QTimer) and _alive(made) and made.isActive()]
    threads = [made for made in gc.get_objects() if isinstance(made, QThread) and _alive(made) and made.isRunning()]
    runners = [made for made in gc.get_objects() if isinstance(made, JobRunner) and _alive(made) and made.busy()]
    others = [thread for thread in threads if thread is not qapp.thread()]
    assert (visible, timers, others, runners) == ([], [], [], [])


def _delete_what_is_due() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def _alive(made: Any) -> bool:
    from shiboken6 import isValid

    return bool(isValid(made))


@pytest.fixture(scope="session")
def _look(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Look:
    assert fonts.load()
    settings = Settings(tmp_path_factory.mktemp("settings") / "window.json")
    return Look(Theme(qapp, Mode.LIGHT), Language(qapp, "zh"), settings)


@pytest.fixture
def look(_look: Look) -> Iterator[Look]:
    """Chinese and light, whatever the test before did."""
    _look.language.switch("zh")
    _look.theme.set_mode(Mode.LIGHT)
    yield _look
    _look.language.switch("zh")
    _look.theme.set_mode(Mode.LIGHT)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "window.json")


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    assert made.close(WAIT_MS)
    made.deleteLater()


@pytest.fixture
def case_id(vault: Vault) -> int:
    with vault.write() as unit:
        return cases.add(unit, CaseDraft(ClientDraft("林晓禾", phone="13900000011")))


Log = Callable[..., int]


@pytest.fixture
def log(vault: Vault, case_id: int) -> Log:
    """Return a function that logs one contact behind the window's back and returns its id."""

    def logged(text: str = "", at: str | Moment = "2026-09-21 15:10", **fields: Any) -> int:
        moment = parse_moment(at, "Asia/Shanghai") if isinstance(at, str) else at
        with vault.write() as unit:
            return contacts.log(unit, ContactDraft(case_id, moment, text=text, **fields))

    return logged


@pytest.fixture
def write() -> Callable[[QWidget, str], None]:
    """Return a function that types as an input method does it: Qt's own key simulation knows ASCII only."""

    def commit(widget: QWidget, text: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(widget, event)

    return commit


@pytest.fixture
def settle(qtbot: QtBot, runner: JobRunner) -> Callable[[], None]:
    """Return a function that waits until no job is under way and no answer is on its way."""

    def wait() -> None:
        def quiet() -> bool:
            QCoreApplication.processEvents()
            return not runner.busy()

        qtbot.waitUntil(quiet, timeout=WAIT_MS)
        QCoreApplication.processEvents()
        qtbot.waitUntil(quiet, timeout=WAIT_MS)

    return wait


@pytest.fixture
def open_window(
    qtbot: QtBot, vault: Vault, runner: JobRunner, look: Look, settings: Settings, settle: Callable[[], None]
) -> Iterator[Callable[[], MainWindow]]:
    """Return a function that opens the window on the vault."""
    opened: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(vault, runner, look, settings)
        opened.append(window)
        window.resize(1360, 860)
        window.show()
        qtbot.waitExposed(window)
        settle()
        return window

    yield make
    for window in opened:
        window.close()
    runner.close(WAIT_MS)
    for window in opened:
        window.deleteLater()


@pytest.fixture
def case_window(
    open_window: Callable[[], MainWindow], case_id: int, settle: Callable[[], None]
) -> Callable[[], MainWindow]:
    """Return a function that opens the window with the case in front."""

    def make() -> MainWindow:
        window = open_window()
        window.open_case(case_id)
        settle()
        return window

    return make
