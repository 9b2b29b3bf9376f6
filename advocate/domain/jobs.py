"""The contract between long work and whoever runs it: progress, cancel."""

from __future__ import annotations

import time
from typing import Protocol

from advocate.domain.errors import Cancelled


class JobContext(Protocol):
    """Handed to every function that may take longer than a blink."""

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked for the work to stop."""

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Report ``done`` of ``total`` units; ``note`` is a message code, never personal text."""


#: Reports of progress that are passed on, a second.
PROGRESS_PER_S = 20


class Pace:
    """Lets through `PROGRESS_PER_S` reports of progress a second, and always the last one."""

    def __init__(self) -> None:
        self._last_s = 0.0

    def due(self, done: int, total: int | None) -> bool:
        """Tell whether the report that ``done`` of ``total`` are done should be passed on now."""
        now_s = time.monotonic()
        if done != total and now_s - self._last_s < 1 / PROGRESS_PER_S:
            return False
        self._last_s = now_s
        return True


class QuietContext:
    """A context that nobody watches: for tests and short commands."""

    def __init__(self) -> None:
        self.cancelled = False

    def check(self) -> None:
        """Raise `Cancelled` after ``cancelled`` was set."""
        if self.cancelled:
            raise Cancelled

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Ignore the report."""
