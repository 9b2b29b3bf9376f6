"""Composition root: the only place that wires vault, jobs and windows together."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from advocate import __version__
from advocate.cli.remembered import last_vault, remember
from advocate.domain.errors import AdvocateError
from advocate.jobs import faults
from advocate.jobs.runner import JobRunner
from advocate.ui import fonts, i18n, icons
from advocate.ui.gate import GateWindow
from advocate.ui.look import Look
from advocate.ui.settings import Settings
from advocate.ui.theme import Mode, Theme

if TYPE_CHECKING:
    from advocate.ui.main_window import MainWindow

# What needs the database is imported where it is used: it takes a second that the first paint need not wait for.

#: Where a new vault is proposed.
_DEFAULT_VAULT = "AdvocateVault"
#: How long a thread may keep the interpreter while another waits, in seconds. Painting gives it up at every call into
#: Qt, hundreds of times a frame. Measured in turn while one import ran, against Python's 5 ms: frames a tenth shorter
#: (median 30 to 27 ms, 95 of 100 below 83 to 72 ms), the longest 242 to 147 ms. It helps; it does not reach 50 ms.
_SWITCH_S = 0.0005


def open_window(vault_path: Path | None, password: str | None = None, lang: str | None = None) -> int:
    """Open the window on a vault (default: the last one), run until it is closed, and return the exit status.

    With ``password`` the vault is opened at once; raises `AdvocateError` where that fails.
    """
    qt, settings, look = _start(lang)
    desktop = Desktop(qt, look, settings)
    path = vault_path or last_vault()
    if path is not None and password is not None:
        from advocate.services import vaults

        desktop.enter(vaults.unlock(path, password, memory_security=True))
    else:
        desktop.ask_for_vault(path)
    hook, sys.excepthook = sys.excepthook, desktop.report
    try:
        return qt.exec()
    finally:
        sys.excepthook = hook
        desktop.close()


def draw_pictures(vault_path: Path, password: str, folder: Path, lang: str = "zh") -> Sequence[Path]:
    """Write pictures of every page of a vault, in both languages, light and dark, to ``folder``; needs no display."""
    from advocate.services import cases, vaults
    from advocate.ui import pictures
    from advocate.ui.main_window import MainWindow

    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        qInstallMessageHandler(_without_size_hints)
    _qt, settings, look = _start(lang, Settings(folder / ".window.json"))
    runner = JobRunner()
    vault = vaults.unlock(vault_path, password)
    try:
        with vault.read() as unit:
            rows = cases.listing(unit)
        window = MainWindow(vault, runner, look, settings)
        window.resize(1360, 860)
        window.show()
        best = max(rows, key=lambda row: (row.findings_open + row.findings_confirmed, row.contacts), default=None)
        try:
            return pictures.grab_pages(window, runner, look, folder, best.id if best else 0)
        finally:
            window.close()
            window.deleteLater()
    finally:
        runner.close()
        vault.close()
        look.close()


def _without_size_hints(_kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
    """Print what Qt says, but for what a platform without screens says of every dialog."""
    if message and "propagateSizeHints" not in message:
        print(message, file=sys.stderr)


class Desktop(QObject):
    """The windows of a running program: first the gate, then the window on the open vault, then the gate again."""

    def __init__(self, qt: QApplication, look: Look, settings: Settings) -> None:
        super().__init__(qt)
        self._look = look
        self._settings = settings
        self._runner: JobRunner | None = None
        self._vault: Any = None
        self.gate: GateWindow | None = None
        self.window: MainWindow | None = None

    def ask_for_vault(self, path: Path | None) -> None:
        """Show the gate: unlock ``path``, or create a vault."""
        known = path if path is not None and path.exists() else None
        self._runner = JobRunner()
        self.gate = GateWindow(self._runner, self._look, known, path or Path.home() / _DEFAULT_VAULT)
        self.gate.opened.connect(self._on_opened)
        self.gate.show()

    def enter(self, vault: Any) -> None:
        """Show the window on an open vault."""
        from advocate.ui.main_window import MainWindow

        self._vault = vault
        remember(vault.path)
        self._runner = JobRunner()
        self.window = MainWindow(vault, self._runner, self._look, self._settings)
        self.window.lock_asked.connect(self._on_lock)
        self.window.show()
        # What is here now stays until the vault is closed. A full collection that walks through all of it stops every
        # thread, the window's too: about 100 ms each in the midst of an import, with this 14 and 52 ms.
        gc.freeze()

    def close(self) -> None:
        """Hide the windows, which hands in what was typed; end work; then windows; then the vault."""
        windows = [window for window in (self.gate, self.window) if window is not None]
        for window in windows:
            window.close()
        if self._runner is not None:
            self._runner.close()
            self._runner = None
        for window in windows:
            window.deleteLater()
        self.gate = self.window = None
        gc.unfreeze()
        if self._vault is not None:
            self._vault.close()
            self._vault = None

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Keep a scrubbed report of a bug and tell the user in one sentence; an excepthook."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        known = faults.fault_of(error.with_traceback(trace))
        if isinstance(known, faults.Fault):
            faults.record(known.report)
        self._tell(known)

    def _tell(self, error: AdvocateError) -> None:
        text = i18n.error_text(error)
        if self.window is not None:
            self.window.show_notice("danger", text)
            return
        box = QMessageBox(self.gate)
        box.setText(text)
        box.finished.connect(box.deleteLater)
        box.open()

    @Slot(object, str)
    def _on_opened(self, vault: Any, _path: str) -> None:
        gate, self.gate = self.gate, None
        runner, self._runner = self._runner, None
        self.enter(vault)
        if gate is not None:
            gate.close()
            gate.deleteLater()
        if runner is not None:
            runner.close()
            runner.deleteLater()

    @Slot()
    def _on_lock(self) -> None:
        path = self._vault.path
        QApplication.clipboard().clear()
        QApplication.setQuitOnLastWindowClosed(False)
        try:
            self.close()
            self.ask_for_vault(path)
        finally:
            QApplication.setQuitOnLastWindowClosed(True)


def _start(lang: str | None, settings: Settings | None = None) -> tuple[QApplication, Settings, Look]:
    sys.setswitchinterval(_SWITCH_S)
    qt = QApplication.instance()
    if not isinstance(qt, QApplication):
        qt = QApplication(["advocate"])
        fonts.load()
    qt.setApplicationName("advocate")
    qt.setApplicationVersion(__version__)
    settings = settings or Settings()
    chosen = lang or settings.get("lang", "zh")
    mode = settings.get("theme", "system")
    theme = Theme(qt, Mode(mode) if mode in list(Mode) else Mode.SYSTEM)
    language = i18n.Language(qt, chosen if chosen in i18n.LANGUAGES else "zh")
    qt.setWindowIcon(icons.icon("shield", "accent"))
    return qt, settings, Look(theme, language, settings)
