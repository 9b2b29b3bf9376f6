"""A case with 100,000 contacts in the real window: open it, go through it, alone, during an import, during evaluation.

What counts is what a person feels: rows within 300 ms of the click, and no moment longer than 50 ms in which the window
answers nothing (the longest gap between ticks of a 5 ms timer in the window's thread). Beside each stands, in turn in
the same run and under the same job, a bare `QTableView` over a list of strings that is scrolled in the same steps: what
the machine and Python's lock leave to any window. An idle window's longest gap is printed too.

    python benchmarks/large_case.py [--contacts 100000] [--import 100000]
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from _corpus import write_messages
from harness import Figure, report
from PySide6.QtCore import QAbstractTableModel, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QTableView

from advocate import app
from advocate.domain.drafts import CaseDraft, ClientDraft
from advocate.domain.jobs import QuietContext
from advocate.jobs.apart import run_apart
from advocate.services import cases, importing, vaults
from advocate.ui.settings import Settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PASSWORD = "benchmark 2026"
FIRST_ROWS_MS, BLOCKED_MS, EVALUATION_S = 300, 50, 10
STEPS = 200
LIMIT_S = 600


class Pulse(QObject):
    """Keeps the gaps between ticks of a 5 ms timer: how long the event loop did not come round, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._on_tick)
        self._last = time.perf_counter()
        self._timer.start()

    def take(self) -> list[float]:
        """Return the gaps since the last call."""
        self._on_tick()
        gaps, self.gaps = self.gaps, []
        return gaps

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now


class BareModel(QAbstractTableModel):
    """As many rows as the case has, all text, nothing to fetch."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, *_parent: object) -> int:
        return self._rows

    def columnCount(self, *_parent: object) -> int:
        return 8

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        return "您的借款已逾期，请尽快处理" if role == Qt.ItemDataRole.DisplayRole else None


def wait(until: Callable[[], bool]) -> None:
    """Run the event loop until something is so; ends the benchmark where it does not come."""
    loop, begun, ticks = QEventLoop(), time.perf_counter(), QTimer()

    def look() -> None:
        if until() or time.perf_counter() - begun > LIMIT_S:
            loop.quit()

    ticks.timeout.connect(look)
    ticks.start(1)
    loop.exec()
    ticks.stop()
    if not until():
        raise SystemExit(f"nothing came within {LIMIT_S} s")


def turn(ms: int = 0) -> None:
    """Let the event loop run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def press(table: QTableView, key: Qt.Key) -> None:
    """Press a key in a table."""
    QApplication.sendEvent(table, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))


def go_through(table: QTableView) -> None:
    """Go from the first row to the last in even steps, a painted frame each, then up again with Page Up."""
    bar = table.verticalScrollBar()
    for step in range(STEPS + 1):
        bar.setValue(bar.maximum() * step // STEPS)
        turn()
    press(table, Qt.Key.Key_End)
    for _ in range(20):
        press(table, Qt.Key.Key_PageUp)
        turn()


class Bench:
    """The window on a vault with one large case, and the bare table beside it."""

    def __init__(self, folder: Path, contacts: int) -> None:
        self.contacts = contacts
        vault = vaults.create(folder / "vault", PASSWORD).vault
        with vault.write() as uow:
            self.case_id = cases.add(uow, CaseDraft(ClientDraft("测")))
        importing.run(vault, [write_messages(folder / "sms.xml", contacts)], self.case_id, QuietContext())
        vault.close()
        # As the window opens it: SQLCipher then locks and wipes its memory, which costs writes dearly.
        self.vault = vaults.unlock(folder / "vault", PASSWORD, memory_security=True)
        qt, settings, look = app._start("zh", Settings(folder / "window.json"))
        self.desktop = app.Desktop(qt, look, settings)
        self.desktop.enter(self.vault)
        self.window: Any = self.desktop.window
        self.runner: Any = self.desktop._runner
        self.pulse = Pulse()
        self._model = BareModel(contacts)
        self.bare = QTableView()
        self.bare.setModel(self._model)
        self.bare.resize(self.window.size())
        self.ended: dict[int, tuple[float, object]] = {}
        for signal in (self.runner.finished, self.runner.failed):
            signal.connect(self._on_ended)
        wait(lambda: not self.runner.busy())

    def _on_ended(self, job: int, result: object) -> None:
        self.ended[job] = time.perf_counter(), result

    def known(self, place: int) -> bool:
        """Tell whether the contents of a line are here."""
        return self.tab.model.known(self.tab.model.id_at(place)) is not None

    def open(self) -> float:
        """Open the case and return the milliseconds until its first rows are painted with what they hold."""
        begun = time.perf_counter()
        self.window.open_case(self.case_id)
        self.tab: Any = self.window.case.show_tab("contacts")
        wait(lambda: self.tab.model.rowCount() == self.contacts and self.known(0))
        self.tab.table.repaint()
        return (time.perf_counter() - begun) * 1000

    def to_end(self) -> float:
        """Press End and return the milliseconds until the last rows are painted with what they hold."""
        press(self.tab.table, Qt.Key.Key_Home)
        turn(50)
        begun = time.perf_counter()
        press(self.tab.table, Qt.Key.Key_End)
        wait(lambda: self.known(self.tab.model.rowCount() - 1))
        self.tab.table.repaint()
        return (time.perf_counter() - begun) * 1000

    def idle(self) -> list[float]:
        """Return the gaps of a window with which nobody does anything."""
        self.pulse.take()
        turn(2000)
        return self.pulse.take()

    def during(self, under_way: Callable[[], bool]) -> tuple[list[float], list[float]]:
        """Return gaps of ours and of the bare table, in turn, while something is under way, at least once each."""
        ours: list[float] = []
        bare: list[float] = []
        while not (ours and bare) or under_way():
            for table, gaps in ((self.tab.table, ours), (self.bare, bare)):
                self.bare.setVisible(table is self.bare)
                turn(50)
                self.pulse.take()
                go_through(table)
                gaps += self.pulse.take()
        self.bare.hide()
        return ours, bare

    def job(self, work: Callable[[Any], Any]) -> tuple[float, list[float], list[float]]:
        """Run a write job; return its seconds and the gaps of ours and of the bare table meanwhile."""
        begun = time.perf_counter()
        job = self.runner.write(work)
        ours, bare = self.during(lambda: job not in self.ended)
        wait(lambda: not self.runner.busy())
        ended, result = self.ended[job]
        if isinstance(result, Exception):
            raise result
        return ended - begun, ours, bare


def blocked(name: str, ours: list[float], bare: list[float], note: str = "") -> Figure:
    """Return the figure of the longest gap; the note has the median and how many were too long."""
    over = sum(gap > BLOCKED_MS for gap in ours), sum(gap > BLOCKED_MS for gap in bare)
    texts = (
        note,
        f"median {statistics.median(ours):.0f} (bare {statistics.median(bare):.0f}) ms",
        f"{over[0]} of {len(ours)} over {BLOCKED_MS} ms (bare {over[1]} of {len(bare)})",
    )
    return Figure(name, max(ours), "ms", max(bare), target=BLOCKED_MS, note=", ".join(filter(None, texts)))


def measure(folder: Path, contacts: int, imported: int) -> list[Figure]:
    """Return the figures."""
    os.environ |= dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(folder))
    bench = Bench(folder, contacts)
    second = write_messages(folder / "second.xml", imported, seed=2)
    idle = bench.idle()
    first_ms, end_ms = bench.open(), bench.to_end()
    alone = bench.during(lambda: False)
    # As the import dialog does it.
    asked = {"paths": [second], "case_id": bench.case_id}
    seconds, *busy = bench.job(lambda control: run_apart(bench.vault, "import", asked, control))
    before = psutil.Process().memory_info().rss
    case = {"case_id": bench.case_id}
    judged_s, *judged = bench.job(lambda control: run_apart(bench.vault, "evaluate", case, control))
    growth_mb = (psutil.Process().memory_info().rss - before) / 1e6
    bench.desktop.close()
    total = contacts + imported
    return [
        Figure("longest gap, idle window", max(idle), "ms"),
        Figure(f"first rows of {contacts}", first_ms, "ms", target=FIRST_ROWS_MS),
        Figure("last rows after End", end_ms, "ms", target=FIRST_ROWS_MS),
        blocked("longest block, scrolling", *alone),
        blocked("longest block, importing", *busy, f"import of {imported} took {seconds:.0f} s"),
        blocked("longest block, evaluating", *judged),
        Figure(f"evaluation of {total}", judged_s, "s", target=EVALUATION_S, note=f"{growth_mb:.0f} MB kept after it"),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--import", dest="imported", type=int, default=100_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report(measure(Path(folder), arguments.contacts, arguments.imported))


if __name__ == "__main__":
    main()
