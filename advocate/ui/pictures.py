"""Pictures of every page, in both languages, light and dark: for the demo on a machine without a display."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from advocate.jobs.runner import JobRunner
from advocate.ui.contacts.tab import ContactsTab
from advocate.ui.look import Look
from advocate.ui.main_window import MainWindow
from advocate.ui.theme import Mode

#: Longest wait for a page to fill, in milliseconds.
SETTLE_MS = 20_000


def grab_pages(window: MainWindow, runner: JobRunner, look: Look, folder: Path, case_id: int) -> list[Path]:
    """Write a PNG of each page of ``window`` in zh and en, light and dark, to ``folder``; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    found_lang, found_mode = look.language.lang, look.theme.mode
    for lang in ("zh", "en"):
        look.language.switch(lang)
        for mode in (Mode.LIGHT, Mode.DARK):
            look.theme.set_mode(mode)
            for name in _pages(window, case_id, lambda: settle(runner)):
                settle(runner)
                path = folder / f"{lang}-{mode}-{name}.png"
                if not window.grab().save(str(path)):
                    raise OSError(f"cannot write {path.name}")
                written.append(path)
    look.language.switch(found_lang)
    look.theme.set_mode(found_mode)
    return written


def grab(widget: QWidget, runner: JobRunner, path: Path) -> Path:
    """Write a PNG of one window."""
    settle(runner)
    if not widget.grab().save(str(path)):
        raise OSError(f"cannot write {path.name}")
    return path


def settle(runner: JobRunner) -> None:
    """Let events and jobs run until nothing is under way."""
    deadline = QDeadlineTimer(SETTLE_MS)
    loop = QEventLoop()
    quiet = 0

    def look() -> None:
        nonlocal quiet
        quiet = 0 if runner.busy() else quiet + 1
        if quiet > QUIET_TICKS or deadline.hasExpired():
            loop.quit()

    ticks = QTimer()
    ticks.timeout.connect(look)
    ticks.start(TICK_MS)
    loop.exec()
    ticks.stop()


#: How settled is told: so many ticks of so many milliseconds without a job.
TICK_MS, QUIET_TICKS = 15, 6


def _pages(window: MainWindow, case_id: int, settled: Callable[[], None]) -> Iterator[str]:
    window.show_page("cases")
    window.cases.refresh()
    yield "1-cases"
    window.open_case(case_id)
    settled()
    for place, key in enumerate(window.case.tabs, start=2):
        tab = window.case.show_tab(key)
        if isinstance(tab, ContactsTab):
            settled()
            first = tab.model.index(0, 0)
            tab.table.setCurrentIndex(first)
            tab.table.opened.emit(first)
            yield f"{place}-contacts"
            tab.open_entry()
            yield f"{place}-quick-entry"
            tab.close_pane()
        else:
            yield f"{place}-{key}"
