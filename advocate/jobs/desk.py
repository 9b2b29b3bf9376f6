"""One page's view of the job runner: its own questions, answered by its own methods, newest question first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from advocate.domain.errors import AdvocateError, Cancelled
from advocate.jobs.runner import Job, JobControl, JobRunner, Progress


@dataclass(slots=True)
class _Question:
    done: Callable[[Any], None]
    failed: Callable[[AdvocateError], None] | None
    key: str


class JobDesk(QObject):
    """Asks the runner on behalf of one page. ``failed`` carries errors for which a question named no handler.

    A question with a ``key`` replaces an unanswered one with the same key: the late answer is dropped. Closing the page
    (deleting the parent) ends the desk, so that no answer reaches a dead widget.
    """

    failed = Signal(object)
    progress = Signal(int, object)

    def __init__(self, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._open: dict[int, _Question] = {}
        runner.finished.connect(self._on_finished)
        runner.failed.connect(self._on_failed)
        runner.progress.connect(self._on_progress)

    def read(
        self,
        job: Job,
        done: Callable[[Any], None],
        failed: Callable[[AdvocateError], None] | None = None,
        key: str = "",
        priority: int = 0,
    ) -> int:
        """Run ``job`` on a reader and hand its result to ``done`` in the GUI thread."""
        self.drop(key)
        job_id = self._runner.read(job, priority)
        self._open[job_id] = _Question(done, failed, key)
        return job_id

    def write(
        self,
        job: Job,
        done: Callable[[Any], None],
        failed: Callable[[AdvocateError], None] | None = None,
    ) -> int:
        """Queue ``job`` for the writer; nothing ever replaces it."""
        job_id = self._runner.write(job)
        self._open[job_id] = _Question(done, failed, "")
        return job_id

    def cancel(self, job_id: int) -> None:
        """Ask one of this desk's jobs to stop."""
        if job_id in self._open:
            self._runner.cancel(job_id)

    def drop(self, key: str) -> None:
        """Forget the unanswered question ``key``."""
        if not key:
            return
        for job_id, question in list(self._open.items()):
            if question.key == key:
                del self._open[job_id]
                self._runner.drop(job_id)

    def idle(self) -> bool:
        """Tell whether every question of this desk was answered."""
        return not self._open

    @Slot(int, object)
    def _on_finished(self, job_id: int, result: object) -> None:
        question = self._open.pop(job_id, None)
        if question is not None:
            question.done(result)

    @Slot(int, object)
    def _on_failed(self, job_id: int, error: AdvocateError) -> None:
        question = self._open.pop(job_id, None)
        if question is None:
            return
        if question.failed is not None:
            question.failed(error)
        elif not isinstance(error, Cancelled):
            self.failed.emit(error)

    @Slot(int, object)
    def _on_progress(self, job_id: int, progress: Progress) -> None:
        if job_id in self._open:
            self.progress.emit(job_id, progress)


def reading(vault: Any, ask: Callable[[Any], Any]) -> Job:
    """Return a job that gives ``ask`` a reading unit of work of ``vault``; a cancel ends even a long statement."""

    def job(control: JobControl) -> Any:
        with vault.read() as unit:
            control.on_cancel(unit.connection.connection.driver_connection.interrupt)
            try:
                return ask(unit)
            finally:
                control.forget_interrupts()

    return job


def writing(vault: Any, act: Callable[[Any], Any]) -> Job:
    """Return a job that gives ``act`` a writing unit of work, commits it, and announces what it changed."""

    def job(control: JobControl) -> Any:
        with vault.write() as unit:
            result = act(unit)
        control.changed(unit.changes)
        return result

    return job
