"""Progress of an import that has many sources: one bar for all, not too many reports."""

from __future__ import annotations

import time

from advocate.domain.jobs import PROGRESS_PER_S, JobContext

#: Looking into a folder is reported once it takes this long, in seconds.
_LONG_S = 0.3


class Paced:
    """A `JobContext` that passes on so many reports a second, from whomever they come."""

    def __init__(self, job: JobContext) -> None:
        self._job = job
        self._started_s = time.monotonic()
        self._last_s = 0.0

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked for the work to stop."""
        self._job.check()

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Report ``done`` of ``total`` unless the last report was just now."""
        now_s = time.monotonic()
        if now_s - self._last_s >= 1 / PROGRESS_PER_S:
            self._last_s = now_s
            self._job.progress(done, total, note)

    def opening(self) -> None:
        """Look whether to stop, and say that folders and archives are looked into once that takes its time."""
        self._job.check()
        if time.monotonic() - self._started_s > _LONG_S:
            self.progress(0, None, "progress_opening")


class Share:
    """A `JobContext` for ``size`` bytes that come after ``before`` of ``total``."""

    def __init__(self, job: JobContext, before: int, total: int, size: int) -> None:
        self._job = job
        self._before = before
        self._total = total
        self._size = size

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked for the work to stop."""
        self._job.check()

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Report ``done`` of the source's own ``total``, which may be another than its size: packed, it is smaller."""
        own = done if not total or total == self._size else done * self._size // total
        self._job.progress(self._before + min(own, self._size), self._total, note)
