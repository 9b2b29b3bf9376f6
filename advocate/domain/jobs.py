"""The contract between long work and whoever runs it: progress, cancel."""

from __future__ import annotations

from typing import Protocol

from advocate.domain.errors import Cancelled


class JobContext(Protocol):
    """Handed to every function that may take longer than a blink."""

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked for the work to stop."""

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Report ``done`` of ``total`` units; ``note`` is a message code, never personal text."""


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
