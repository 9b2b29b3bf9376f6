"""Long writes in a process of their own: neither Python's lock nor SQLCipher's memory security slows the window's down.

The writer thread that asks for it waits here, so that order and the rule of one writer stay what they are.
"""

from __future__ import annotations

import multiprocessing
import time
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Protocol

from advocate.domain.changes import Changes
from advocate.domain.errors import Cancelled, StorageError, UserError
from advocate.jobs import faults, worker
from advocate.storage.vault import Loan, Vault

#: How often the waiting thread asks whether it was told to stop, in seconds.
POLL_S = 0.05
#: How long a worker that was told to stop may take to roll back before it is killed, in seconds.
STOP_WAIT_S = 20

#: What may have changed where the worker died before it could say so.
_TOUCHED = {"import": worker.IMPORTED, "evaluate": frozenset({"finding"})}


class Control(Protocol):
    """What `run_apart` needs of a `JobControl`."""

    @property
    def cancelled(self) -> bool:
        """Tell whether somebody asked for the work to stop."""

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked for the work to stop."""

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Report ``done`` of ``total``."""

    def changed(self, changes: Changes) -> None:
        """Announce what was changed."""


def run_apart(vault: Vault, task: str, arguments: dict[str, Any], control: Control) -> Any:
    """Do a task of `worker.TASKS` in a process of its own, wait for it, announce its changes and return its result.

    No other thread writes meanwhile. Raises what the task raises, `Cancelled`, and `StorageError` ``worker_died`` where
    the process ended without a word: killed, or out of memory. The vault then has the whole task or nothing of it.
    """
    control.check()
    with vault.writer_reserved():
        try:
            with _Worker(vault.lend(), task, arguments) as process:
                kind, *said = process.wait(control)
        except (EOFError, OSError) as error:
            # It may have been committed in its last moment.
            control.changed(Changes(_TOUCHED[task], case_id=arguments.get("case_id")))
            raise Cancelled if control.cancelled else StorageError("worker_died") from error
    if kind == worker.DONE:
        result, changes = said
        control.changed(changes)
        return result
    raise _error(kind, said)


def _error(kind: str, said: list[Any]) -> Exception:
    """Return the error that a worker told of."""
    if kind == worker.FAULT:
        return faults.Fault(*said)
    if kind == worker.CANCELLED:
        return Cancelled()
    code, params = said
    return (StorageError if kind == worker.STORAGE_ERROR else UserError)(code, **params)


class _Worker:
    """One worker process from start to end; leaving the block ends it."""

    def __init__(self, loan: Loan, task: str, arguments: dict[str, Any]) -> None:
        # Everything, the key too, goes through a pipe: a command line or an environment could be read by others.
        context = multiprocessing.get_context("spawn")
        self._its_words, self._words = context.Pipe(duplex=False)
        self._answers, self._its_answers = context.Pipe(duplex=False)
        self._process = context.Process(
            target=worker.serve,
            args=(loan, task, arguments, self._its_words, self._its_answers),
            name="advocate-worker",
            daemon=True,
        )
        self._stop_s: float | None = None

    def __enter__(self) -> _Worker:
        try:
            self._process.start()
        except BaseException:
            self._close_pipes()
            raise
        # With these open here too, the end of the process would not be the end of its pipes.
        self._its_words.close()
        self._its_answers.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close_pipes()
        self._process.join(STOP_WAIT_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()

    def wait(self, control: Control) -> tuple[Any, ...]:
        """Return the last answer, pass on progress meanwhile; raises `EOFError` or `OSError` where none comes."""
        while True:
            if control.cancelled:
                self._stop()
            if not self._answers.poll(POLL_S):
                continue
            answer: tuple[Any, ...] = self._answers.recv()
            if answer[0] == worker.PROGRESS:
                control.progress(*answer[1:])
            elif answer[0] == worker.READY:
                self._say(worker.GO)
            else:
                return answer

    def _stop(self) -> None:
        """Tell the process to stop, once; kill it where it does not."""
        if self._stop_s is None:
            self._stop_s = time.monotonic()
            self._say(worker.CANCEL)
        elif time.monotonic() - self._stop_s > STOP_WAIT_S:
            self._process.kill()

    def _say(self, word: str) -> None:
        """Say something to the process; where it is gone, its answers end too, and that is noticed."""
        try:
            self._words.send(word)
        except OSError:
            return

    def _close_pipes(self) -> None:
        ends: list[Connection] = [self._its_words, self._its_answers, self._words, self._answers]
        for end in ends:
            if not end.closed:
                end.close()
