"""Long work on a terminal: a bar on standard error, and Ctrl+C that cancels cleanly."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from advocate.cli.output import Output
from advocate.domain.errors import Cancelled


class TerminalContext:
    """A `JobContext` that shows a bar where there is a terminal, and nothing where there is none."""

    def __init__(self, output: Output, bar: Any = None) -> None:
        self._output = output
        self._bar = bar
        self._task: Any = None
        self.cancelled = False

    def check(self) -> None:
        """Raise `Cancelled` after Ctrl+C."""
        if self.cancelled:
            raise Cancelled

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Move the bar to ``done`` of ``total``; ``note`` is a message code."""
        if self._bar is None:
            return
        label = self._output.text(note or "working")
        if self._task is None:
            self._task = self._bar.add_task(label, total=total)
        self._bar.update(self._task, completed=done, total=total, description=label)


@contextmanager
def long_work(output: Output) -> Iterator[TerminalContext]:
    """Give a context for one long job; the first Ctrl+C asks it to stop, the second one stops it at once."""
    with _bar() as bar:
        ctx = TerminalContext(output, bar)

        def stop(_number: int, _frame: FrameType | None) -> None:
            if ctx.cancelled:
                raise KeyboardInterrupt
            ctx.cancelled = True

        in_main = threading.current_thread() is threading.main_thread()
        before = signal.signal(signal.SIGINT, stop) if in_main else None
        try:
            yield ctx
        finally:
            if in_main:
                signal.signal(signal.SIGINT, before)


@contextmanager
def _bar() -> Iterator[Any]:
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=10) as bar:
        yield bar
