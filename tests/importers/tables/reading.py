"""Reading with the importers of tables, for every test of this folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.importers.base import Importer, ReadContext
from advocate.importers.registry import claim
from advocate.importers.sources import MemoryFile, Source


@dataclass(frozen=True)
class Outcome:
    """Everything that reading a file gave."""

    format: str
    taken: list[EntryDraft]
    rejected: list[Rejection]
    warnings: dict[str, dict[str, Any]]
    period: tuple[date, date] | None

    @property
    def problems(self) -> list[str]:
        return [r.reason for r in self.rejected if not r.other]

    @property
    def other(self) -> list[str]:
        return [r.reason for r in self.rejected if r.other]


def outcome(source: Source, importer: Importer | None = None, **context: Any) -> Outcome:
    """Read a source with the importer that claims it, or with the one given."""
    importer = importer or claim(source)
    ctx = ReadContext(source.name, source.size, **context)
    items = list(importer.read(source, ctx))
    return Outcome(
        importer.name,
        [item for item in items if isinstance(item, EntryDraft)],
        [item for item in items if isinstance(item, Rejection)],
        {reason.code: dict(reason.params) for reason in ctx.warnings},
        ctx.period,
    )


def of_text(text: str, name: str = "x", encoding: str = "utf-8", **context: Any) -> Outcome:
    """Read text as a file."""
    return outcome(MemoryFile(name, text.encode(encoding)), **context)


Writer = Callable[[Path], None]
