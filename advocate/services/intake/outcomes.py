"""What became of the files of one import: counts, reasons, and which file could not be read at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.facts import Reason
from advocate.domain.moments import from_epoch_ms
from advocate.domain.views import FileReport
from advocate.services.intake.days import HOUR_MS

#: So many rejected entries of each kind are kept with their reasons; the rest is counted.
MOST_REASONS = 1_000


@dataclass(slots=True)
class Tally:
    """Counts and reasons of one file; ``hours`` since 1970 are those that hold an entry."""

    added: int = 0
    duplicates: int = 0
    other: int = 0
    problems: int = 0
    people: int = 0
    evidence: int = 0
    left_out: int = 0
    media: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejection] = field(default_factory=list)
    first_ms: int | None = None
    last_ms: int | None = None
    hours: set[int] = field(default_factory=set)

    def reject(self, rejection: Rejection) -> None:
        """Count an entry that was not taken, and keep its reason while there is room."""
        if rejection.other:
            self.other += 1
        else:
            self.problems += 1
        if (self.other if rejection.other else self.problems) <= MOST_REASONS:
            self.rejected.append(rejection)

    def count(self, chunk: Sequence[EntryDraft], added: int) -> None:
        """Count entries that were read, ``added`` of them new."""
        self.added += added
        self.duplicates += len(chunk) - added
        self.hours.update({e.at_ms // HOUR_MS for e in chunk})
        self.media.update(e.medium.value for e in chunk)
        first, last = min(e.at_ms for e in chunk), max(e.at_ms for e in chunk)
        self.first_ms = first if self.first_ms is None else min(first, self.first_ms)
        self.last_ms = last if self.last_ms is None else max(last, self.last_ms)

    @property
    def first_utc(self) -> datetime | None:
        """Return the time of the earliest entry."""
        return None if self.first_ms is None else from_epoch_ms(self.first_ms)

    @property
    def last_utc(self) -> datetime | None:
        """Return the time of the latest entry."""
        return None if self.last_ms is None else from_epoch_ms(self.last_ms)

    def require_something(self, file: str) -> None:
        """Raise `UserError` ``nothing_before_break`` for a file that broke before its first entry."""
        if self.added or self.duplicates or self.other or self.people or not self.rejected:
            return
        last = self.rejected[-1]
        if last.place.startswith("L") and len(self.rejected) == 1:
            raise UserError("nothing_before_break", file=file, **dict(last.params))

    def report(self, file: str, format_name: str, digest: str, warnings: Sequence[Reason]) -> FileReport:
        """Return the report of the file, with its SHA-256 as ``digest``."""
        return FileReport(
            file=file,
            format=format_name,
            sha256=digest,
            added=self.added,
            duplicates=self.duplicates,
            other=self.other,
            rejected=tuple(self.rejected),
            rejected_count=self.problems + self.other,
            first_utc=self.first_utc,
            last_utc=self.last_utc,
            warnings=tuple(warnings),
            evidence=self.evidence,
            people=self.people,
            left_out=self.left_out,
        )


class Outcomes:
    """The reports of all sources; one that cannot be read has one that says why."""

    def __init__(self) -> None:
        self._reports: dict[int, FileReport] = {}
        self._failures: dict[int, FileReport] = {}
        self._refused: list[Rejection] = []

    def __len__(self) -> int:
        return len(self._reports)

    def add(self, position: int, report: FileReport) -> None:
        """Take the report of a source that was read."""
        self._reports[position] = report

    def refuse(self, position: int, name: str, rejection: Rejection) -> None:
        """Take the reason why a source is not read, or is passed over."""
        counted = int(rejection.other)
        self._failures[position] = FileReport(name, "", "", 0, 0, counted, (rejection,), 1)
        if not rejection.other:
            self._refused.append(rejection)

    def set_aside(self, kept: Mapping[int, int]) -> None:
        """Take from the reports what the sorting left out; ``kept`` is what stayed, by the place of the file."""
        for position, count in kept.items():
            report = self._reports[position]
            self._reports[position] = replace(report, added=count, set_aside=report.added - count)

    @contextmanager
    def collecting(self, position: int, name: str) -> Iterator[None]:
        """Turn a `UserError` about one source into its report, so that the others go on."""
        try:
            yield
        except UserError as error:
            params = tuple((key, str(text)) for key, text in error.params.items())
            self.refuse(position, name, Rejection("", error.code, params=params))

    def require_some(self, left: int) -> None:
        """Raise `UserError` with the reason where the only thing that was chosen cannot be read."""
        if not left and len(self._refused) == len(self._failures) == 1:
            (rejection,) = self._refused
            raise UserError(rejection.reason, **dict(rejection.params))

    def reports(self) -> tuple[FileReport, ...]:
        """Return all reports in the order of the sources; raises as `require_some` where none was read."""
        self.require_some(len(self._reports))
        return tuple(report for _, report in sorted((self._reports | self._failures).items()))
