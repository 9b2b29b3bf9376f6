"""The contract between importers and whoever runs them: recognise by content, read as a stream, write nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from advocate.domain.drafts import Attachment, EntryDraft, PersonDraft, Rejection
from advocate.domain.facts import Reason
from advocate.domain.jobs import JobContext, QuietContext
from advocate.domain.vocabulary import SourceKind
from advocate.importers.sources import Source

#: How many bytes of a file importers get to recognise it by.
HEAD_BYTES = 64 * 1024

#: Seconds between two reports of progress: at most twenty a second reach the window.
PROGRESS_EVERY_S = 0.05

#: What an importer yields.
Item = EntryDraft | PersonDraft | Rejection


class Keeper(Protocol):
    """Takes attachments while a source is read: the service that imports keeps them, a preview only counts."""

    def keep(self, name: str, blocks: Iterable[bytes]) -> Attachment:
        """Take one attachment, a block at a time; raises `Cancelled`."""


class CountingKeeper:
    """Keeps nothing: a preview counts what would be kept."""

    def keep(self, name: str, blocks: Iterable[bytes]) -> Attachment:
        """Count the bytes of an attachment."""
        return Attachment(name, sum(map(len, blocks)), "")


@dataclass(slots=True)
class ReadContext:
    """What an importer gets beside the source.

    ``name`` is what the person calls the file (for messages); ``total_bytes`` its size, for progress; ``job`` cancels
    and takes progress; ``zone`` (IANA) is where the phone's owner lived, for sources that write wall-clock times;
    ``password`` opens an encrypted backup; ``options`` are answers of a person to what the file cannot say itself
    (``day_first``, a column mapping): an importer that needs one raises `UserError` with the code of the question.
    An importer leaves its ``warnings`` and the ``period`` that the source itself says it covers (first and last day).
    """

    name: str
    total_bytes: int = 0
    job: JobContext = field(default_factory=QuietContext)
    warnings: list[Reason] = field(default_factory=list)
    zone: str = "Asia/Shanghai"
    password: str = field(default="", repr=False)
    options: dict[str, Any] = field(default_factory=dict)
    keeper: Keeper = field(default_factory=CountingKeeper)
    period: tuple[date, date] | None = None
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

    def keep(self, name: str, blocks: Iterable[bytes]) -> Attachment:
        """Hand over an attachment (picture in a message, file of a mail) for the entry about to be yielded."""
        return self.keeper.keep(name, blocks)


@dataclass(frozen=True, slots=True)
class Probe:
    """What a source is recognised by: its first `HEAD_BYTES`, its name, and the names of what is inside it.

    ``members`` is empty for a plain file; ``head`` is empty for a folder. ``source`` is there for formats that hide
    what they hold behind their packing (a workbook): look into it only where the head leaves no other way, and briefly.
    """

    head: bytes
    name: str
    members: tuple[str, ...] = ()
    source: Source | None = None


class Importer(Protocol):
    """One format.

    ``name`` is what ``--format`` takes; its title and how it is recognised are the message codes ``format.<name>`` and
    ``format.<name>.recognised``. ``kind`` says what sort of source it is. ``editable`` marks exports that anybody can
    change with a text editor: the warning goes onto the evidence. An importer never writes, follows no reference out of
    the source, and holds no more of it than one entry.
    """

    name: str
    kind: SourceKind
    editable: bool

    def recognise(self, probe: Probe) -> float:
        """Return from 0 to 1 how sure the content makes it; the name of a file may only add to that."""

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every entry in the order of the file, each taken or with the reason why not.

        Raises `UserError` where the file as a whole cannot be read, and `Cancelled`. A file that breaks off keeps what
        came before: its last item is then a `Rejection` that says where.
        """
