"""Opening a case with 100,000 contacts and scrolling to its end, alone and while another backup is imported.

There is no raw limit to stand beside: what counts is what a person feels. First rows within 300 ms of the click, and no
moment longer than 50 ms in which the window answers nothing (the longest gap between ticks of a 5 ms timer).

    python benchmarks/scroll.py [--contacts 100000] [--import 20000]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _corpus import write_messages
from harness import Figure, report
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

from advocate import app
from advocate.domain.drafts import CaseDraft, ClientDraft
from advocate.domain.jobs import QuietContext
from advocate.jobs.runner import JobRunner
from advocate.services import cases, importing, vaults
from advocate.ui.main_window import MainWindow
from advocate.ui.settings import Settings

FIRST_ROWS_MS, BLOCKED_MS = 300, 50
STEPS = 200
LIMIT_S = 300


class Pulse(QObject):
    """Measures the longest time in which the event loop did not come round."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._on_tick)
        self.reset()
        self._timer.start()

    def reset(self) -> None:
        """Begin anew."""
        self._last, self.longest_ms = time.perf_counter(), 0.0

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now


def wait(until: Callable[[], bool]) -> None:
    """Run the event loop until something is so."""
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


def scroll(tab: Any) -> None:
    """Go from the first row to the last in even steps, an event round each, and wait for the last row's text."""
    bar = tab.table.verticalScrollBar()
    for step in range(STEPS + 1):
        bar.setValue(bar.maximum() * step // STEPS)
        turn = QEventLoop()
        QTimer.singleShot(0, turn.quit)
        turn.exec()
    model = tab.model
    wait(lambda: model.known(model.id_at(model.rowCount() - 1)) is not None)
    bar.setValue(0)


def measure(folder: Path, contacts: int, imported: int) -> list[Figure]:
    """Return the figures."""
    _qt, settings, look = app._start("zh", Settings(folder / "window.json"))
    vault = vaults.create(folder / "vault", "benchmark 2026").vault
    with vault.write() as uow:
        case_id = cases.add(uow, CaseDraft(ClientDraft("测")))
    importing.run(vault, [write_messages(folder / "sms.xml", contacts)], case_id, QuietContext())
    second = write_messages(folder / "second.xml", imported, seed=2)
    runner, pulse = JobRunner(), Pulse()
    window = MainWindow(vault, runner, look, settings)
    window.resize(1360, 860)
    window.show()
    wait(lambda: not runner.busy())

    begun = time.perf_counter()
    window.open_case(case_id)
    tab: Any = window.case.show_tab("contacts")
    wait(lambda: tab.model.rowCount() == contacts and tab.model.known(tab.model.id_at(0)) is not None)
    first_ms = (time.perf_counter() - begun) * 1000

    pulse.reset()
    scroll(tab)
    alone_ms = pulse.longest_ms

    ended: list[int] = []
    runner.finished.connect(lambda job, _result: ended.append(job))
    pulse.reset()
    job = runner.write(lambda control: importing.run(vault, [second], case_id, control))
    rounds = 0
    while job not in ended:
        scroll(tab)
        rounds += 1
    busy_ms = pulse.longest_ms

    window.close()
    runner.close()
    vault.close()
    return [
        Figure(f"first rows of {contacts}", first_ms, "ms", target=FIRST_ROWS_MS),
        Figure("longest blocked frame, scrolling", alone_ms, "ms", target=BLOCKED_MS),
        Figure("longest blocked frame, importing", busy_ms, "ms", target=BLOCKED_MS, note=f"{rounds} times to the end"),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--import", dest="imported", type=int, default=20_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report(measure(Path(folder), arguments.contacts, arguments.imported))


if __name__ == "__main__":
    main()
