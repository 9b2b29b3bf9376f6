"""What runs in a worker process: one task on a lent vault. No Qt here: loading it would cost its start.

The other end is `jobs.apart`. Words come in through one pipe, answers go out through another; both are tuples of plain
data that begin with one of the words below. Where the lender is gone, the first pipe ends, and so does the task.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from advocate.domain.changes import Changes
from advocate.domain.errors import AdvocateError, Cancelled, StorageError
from advocate.domain.jobs import Pace
from advocate.domain.views import ImportReport
from advocate.jobs import faults
from advocate.services import findings, importing
from advocate.storage.vault import Loan, Vault

# Words to the worker.
GO, CANCEL = "go", "cancel"
# Answers of the worker.
READY, PROGRESS, DONE, CANCELLED, USER_ERROR, STORAGE_ERROR, FAULT = (
    "ready",
    "progress",
    "done",
    "cancelled",
    "user_error",
    "storage_error",
    "fault",
)

#: How much a worker stands back behind the window, where the system knows such a thing.
NICE = 10

#: Kinds that an import may have changed; all of the case, so no ids.
IMPORTED = frozenset({"import", "contact", "number", "evidence", "person", "case"})


class Link:
    """The lender as the task sees it: a `JobContext`."""

    def __init__(self, words: Connection, answers: Connection) -> None:
        self._words = words
        self._answers = answers
        self._stopped = threading.Event()
        self._pace = Pace()

    def confirm(self) -> None:
        """Ask the lender whether it is there, and listen to it from then on; raises `Cancelled` where it is not."""
        self.answer(READY)
        try:
            word = self._words.recv()
        except (EOFError, OSError) as error:
            raise Cancelled from error
        if word != GO:
            raise Cancelled
        threading.Thread(target=self._listen, daemon=True).start()

    def check(self) -> None:
        """Raise `Cancelled` if the lender said so, or is gone."""
        if self._stopped.is_set():
            raise Cancelled

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Report ``done`` of ``total``; too many a second are dropped, the last one is not."""
        if not self._pace.due(done, total):
            return
        self.answer(PROGRESS, done, total, note)

    def answer(self, *answer: Any) -> None:
        """Send something to the lender; where it is gone, nobody needs it, and the next `check` says so."""
        try:
            self._answers.send(answer)
        except OSError:
            self._stopped.set()

    def _listen(self) -> None:
        with suppress(EOFError, OSError):
            self._words.recv()
        self._stopped.set()


def serve(loan: Loan, task: str, arguments: dict[str, Any], words: Connection, answers: Connection) -> None:
    """Do one task and answer; the entry of the process."""
    # Ctrl+C goes to every process of the terminal: the lender hears it too, and decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        # Somebody types in the window meanwhile: on a PC with few cores it goes first.
        os.nice(NICE)
    link = Link(words, answers)
    try:
        with Vault.open_lent(loan, link.confirm) as vault:
            result, changes = TASKS[task](vault, link, **arguments)
        link.answer(DONE, result, changes)
    except Cancelled:
        link.answer(CANCELLED)
    except AdvocateError as error:
        link.answer(STORAGE_ERROR if isinstance(error, StorageError) else USER_ERROR, error.code, error.params)
    except Exception as error:  # noqa: BLE001 - the border where bugs become reports
        link.answer(FAULT, type(error).__name__, faults.scrub(error))


def _import(
    vault: Vault,
    link: Link,
    paths: Sequence[Path],
    case_id: int,
    format: str | None = None,
    zone: str | None = None,
    take: str = "all",
    password: str = "",
    options: dict[str, Any] | None = None,
) -> tuple[ImportReport, Changes]:
    report = importing.run(
        vault, paths, case_id, link, format=format, zone=zone, take=take, password=password, options=options
    )
    return report, Changes(IMPORTED, case_id=case_id)


def _evaluate(vault: Vault, link: Link, case_id: int) -> tuple[None, Changes]:
    with vault.write() as uow:
        findings.evaluate(uow, case_id, ctx=link)
    return None, uow.changes


#: What can be asked for, by name: a function cannot be told apart from any other on its way through a pipe.
TASKS: dict[str, Callable[..., tuple[Any, Changes]]] = {"import": _import, "evaluate": _evaluate}
