"""The contract between importers and whoever runs them: recognise by content, read as a stream, write nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.facts import Reason
from advocate.domain.jobs import JobContext, QuietContext

#: How many bytes of a file importers get to recognise it by.
HEAD_BYTES = 64 * 1024

#: Seconds between two reports of progress: at most twenty a second reach the window.
PROGRESS_EVERY_S = 0.05


@dataclass(slots=True)
class ReadContext:
    """What an importer gets beside the path: cancel and progress through ``job``, and a place for its warnings.

    ``name`` is what the person calls the file (for messages); ``total_bytes`` is the file's size.
    """

    name: str
    total_bytes: int = 0
    job: JobContext = field(default_factory=QuietContext)
    warnings: list[Reason] = field(default_factory=list)
    _reported: float = 0.0

    def advance(self, done_bytes: int, note: str = "progress_reading") -> None:
        """Say how far the work has come; raises `Cancelled` if somebody asked for it to stop."""
        self.job.check()
        now = time.monotonic()
        if now - self._reported >= PROGRESS_EVERY_S:
            self._reported = now
            self.job.progress(done_bytes, self.total_bytes, note)

    def warn(self, code: str, **params: Any) -> None:
        """Note something that a person should know about the whole file; counts only, nothing personal."""
        self.warnings.append(Reason(code, tuple(params.items())))


def shown_name(path: Path) -> str:
    """Return the name of a file for messages: bytes that are no text must not stop a message from being printed."""
    return os.fsencode(path.name).decode("utf-8", "replace")


class Importer(Protocol):
    """One format. ``name`` is what ``--format`` takes; its title and how it is recognised are message codes.

    An importer never writes, follows no reference out of the file, and holds no more of it than one entry.
    """

    name: str

    def recognise(self, head: bytes, name: str) -> float:
        """Return from 0 to 1 how sure the first `HEAD_BYTES` make it; ``name`` may only add to that."""

    def read(self, path: Path, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every entry in the order of the file, each taken or with the reason why not.

        Raises `UserError` where the file as a whole cannot be read, and `Cancelled`. A file that breaks off keeps what
        came before: its last item is then a `Rejection` that says where.
        """
