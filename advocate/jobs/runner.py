"""Background work of the window: one writer, a few readers, progress, cancel, and answers in the GUI thread."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from advocate.domain.errors import AdvocateError, Cancelled
from advocate.domain.jobs import Pace
from advocate.jobs import faults

if TYPE_CHECKING:
    from advocate.domain.changes import Changes

#: How long `JobRunner.close` waits for work that was told to stop, in milliseconds.
CLOSE_WAIT_MS = 30_000
#: How long `JobRunner.close` lets writes end by themselves before it cancels them: what was saved must not be lost.
GRACE_MS = 3_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: ``total`` None is unknown, ``note`` a message code."""

    done: int
    total: int | None
    note: str = ""


class JobControl:
    """What a job gets: the `JobContext` of the domain, and a way to tell what it changed."""

    def __init__(
        self, job_id: int, emit_progress: Callable[[int, object], None], emit_changed: Callable[[object], None]
    ):
        self.job_id = job_id
        self._emit_progress = emit_progress
        self._emit_changed = emit_changed
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._interrupts: list[Callable[[], object]] = []
        self._pace = Pace()

    @property
    def cancelled(self) -> bool:
        """Tell whether somebody asked for the work to stop."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked for the work to stop."""
        if self._cancelled.is_set():
            raise Cancelled

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Report ``done`` of ``total``; too many a second are dropped, the last one is not."""
        if not self._pace.due(done, total):
            return
        self._emit_progress(self.job_id, Progress(done, total, note))

    def changed(self, changes: Changes) -> None:
        """Announce what a committed transaction changed; call it after the commit."""
        if changes.kinds:
            self._emit_changed(changes)

    def on_cancel(self, interrupt: Callable[[], object]) -> None:
        """Have ``interrupt`` called, from another thread, when the job is cancelled: ``connection.interrupt``."""
        with self._lock:
            self._interrupts.append(interrupt)

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._cancelled.set()
        # Inside the lock: once `forget_interrupts` returned, the connection may be in other hands.
        with self._lock:
            for interrupt in self._interrupts:
                interrupt()
            self._interrupts.clear()

    def forget_interrupts(self) -> None:
        """Let go of what could be interrupted; afterwards nothing is interrupted any more."""
        with self._lock:
            self._interrupts.clear()


Job = Callable[[JobControl], Any]


class _Task(QRunnable):
    """Holds a function, its control and the runner's bound emits; owns no QObject."""

    def __init__(self, job: Job, control: JobControl, done: Callable[[int, object, object], None]) -> None:
        super().__init__()
        self._job = job
        self._control = control
        self._done = done

    def run(self) -> None:
        result: object = None
        error: AdvocateError | None = None
        try:
            self._control.check()
            result = self._job(self._control)
        except Exception as raised:  # noqa: BLE001 - the border where bugs become reports
            error = Cancelled() if self._control.cancelled else faults.fault_of(raised)
        self._control.forget_interrupts()
        self._done(self._control.job_id, result, error)


class JobRunner(QObject):
    """Runs jobs off the GUI thread and answers in it. Lives as long as the application.

    A job is ``fn(control)``; it opens its own unit of work and returns plain data.
    """

    finished = Signal(int, object)
    failed = Signal(int, object)
    progress = Signal(int, object)
    changed = Signal(object)

    _ended = Signal(int, object, object)
    _moved = Signal(int, object)
    _committed = Signal(object)

    def __init__(self, readers: int = 2, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._readers = QThreadPool(self)
        self._readers.setMaxThreadCount(readers)
        self._writer = QThreadPool(self)
        self._writer.setMaxThreadCount(1)
        self._ids = itertools.count(1)
        self._running: dict[int, JobControl] = {}
        self._unwanted: set[int] = set()
        self._writes: set[int] = set()
        self._closed = False
        self._ended.connect(self._on_ended)
        self._moved.connect(self._on_moved)
        self._committed.connect(self._on_committed)

    def read(self, job: Job, priority: int = 0) -> int:
        """Start ``job`` on a reader thread and return its id."""
        return self._start(self._readers, job, priority)

    def write(self, job: Job) -> int:
        """Queue ``job`` for the one writer thread, in the order asked, and return its id."""
        job_id = self._start(self._writer, job, 0)
        self._writes.add(job_id)
        return job_id

    def cancel(self, job_id: int) -> None:
        """Ask a job to stop; it ends with `Cancelled`, or with its result if it was done already."""
        control = self._running.get(job_id)
        if control is not None:
            control.cancel()

    def drop(self, job_id: int) -> None:
        """Cancel a job whose answer nobody wants any more: neither result nor error is delivered."""
        if job_id in self._running:
            self._unwanted.add(job_id)
            self.cancel(job_id)

    def busy(self) -> bool:
        """Tell whether any job is waiting, running or not yet answered."""
        return bool(self._running)

    def close(self, wait_ms: int = CLOSE_WAIT_MS) -> bool:
        """Take no more work, cancel reads, let writes end or cancel them after `GRACE_MS`, and wait.

        Tells whether all threads ended in time.
        """
        self._closed = True
        self._unwanted.update(self._running)
        for job_id, control in self._running.items():
            if job_id not in self._writes:
                control.cancel()
        self._readers.clear()
        if not self._writer.waitForDone(GRACE_MS):
            for control in self._running.values():
                control.cancel()
            self._writer.clear()
        ended = self._readers.waitForDone(wait_ms) and self._writer.waitForDone(wait_ms)
        if ended:
            self._running.clear()
            self._unwanted.clear()
            self._writes.clear()
        return ended

    def _start(self, pool: QThreadPool, job: Job, priority: int) -> int:
        if self._closed:
            raise RuntimeError("the job runner is closed")
        job_id = next(self._ids)
        control = JobControl(job_id, self._moved.emit, self._committed.emit)
        self._running[job_id] = control
        pool.start(_Task(job, control, self._ended.emit), priority)
        return job_id

    @Slot(int, object, object)
    def _on_ended(self, job_id: int, result: object, error: AdvocateError | None) -> None:
        if self._running.pop(job_id, None) is None:
            return
        self._writes.discard(job_id)
        if isinstance(error, faults.Fault):
            faults.record(error.report)
        if job_id in self._unwanted:
            self._unwanted.discard(job_id)
            return
        if error is None:
            self.finished.emit(job_id, result)
        else:
            self.failed.emit(job_id, error)

    @Slot(int, object)
    def _on_moved(self, job_id: int, progress: Progress) -> None:
        if job_id in self._running and job_id not in self._unwanted:
            self.progress.emit(job_id, progress)

    @Slot(object)
    def _on_committed(self, changes: Changes) -> None:
        if not self._closed:
            self.changed.emit(changes)
