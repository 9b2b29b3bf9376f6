"""Pictures of every page, in both languages, light and dark: for the demo on a machine without a display."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from advocate.jobs.runner import JobRunner
from advocate.services import finding_pages
from advocate.ui.complaints.new_complaint import NewComplaintDialog
from advocate.ui.complaints.tab import ComplaintsTab
from advocate.ui.contacts.tab import ContactsTab
from advocate.ui.findings.reject import RejectDialog
from advocate.ui.findings.tab import FindingsTab
from advocate.ui.importing.dialog import ImportDialog
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
            for name, shown in _pages(window, case_id, lambda: settle(runner)):
                written.append(grab(shown, runner, folder / f"{lang}-{mode}-{name}.png"))
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


def _pages(window: MainWindow, case_id: int, settled: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    window.show_page("cases")
    window.cases.refresh()
    yield "1-cases", window
    window.open_case(case_id)
    settled()
    for place, key in enumerate(window.case.tabs, start=2):
        tab = window.case.show_tab(key)
        if isinstance(tab, ContactsTab):
            settled()
            first = tab.model.index(0, 0)
            tab.table.setCurrentIndex(first)
            tab.show_detail(first)
            yield f"{place}-contacts", window
            tab.open_entry()
            yield f"{place}-quick-entry", window
            tab.close_pane()
        else:
            settled()
            if isinstance(tab, FindingsTab):
                _choose_telling(tab)
            yield f"{place}-{key}", window
    yield from _rules(window, settled)
    window.open_case(case_id)
    settled()
    yield from _dialogs(window, settled)


def _rules(window: MainWindow, settled: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    """Show the page of rules tab by tab."""
    window.show_page("rules")
    settled()
    for place, name in enumerate(("rules", "instruments", "words")):
        window.rules.tabs.setCurrentIndex(place)
        yield f"rules-{name}", window
    window.rules.tabs.setCurrentIndex(0)


def _choose_telling(tab: FindingsTab) -> None:
    """Select a finding that shows most: one with marked words, if possible one that waits for a decision."""
    if tab.case is None:
        return
    with tab.vault.read() as unit:
        place = tab.model.place_of(finding_pages.telling(unit, tab.case.summary.id))
    tab.list.choose([place] if place >= 0 else tab.model.places()[:1])


def _dialogs(window: MainWindow, settled: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    """Show dialogs one after the other; nothing is written."""
    window.ask_import()
    complaints = window.case.tabs[ComplaintsTab.KEY]
    if isinstance(complaints, ComplaintsTab):
        complaints.ask_new()
    findings = window.case.tabs[FindingsTab.KEY]
    if isinstance(findings, FindingsTab):
        findings.ask_reject()
    settled()
    for name, kind in (("import", ImportDialog), ("new-complaint", NewComplaintDialog), ("reject", RejectDialog)):
        for dialog in window.findChildren(kind):
            yield f"dialog-{name}", dialog
            dialog.reject()
