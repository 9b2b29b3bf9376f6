"""Batches as people see them: numbers that seem to be one crew's, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from advocate.domain.vocabulary import BatchStatus


@dataclass(frozen=True, slots=True)
class BatchReason:
    """A clue: its kind, its points, the parameters of its sentence (``batch_clue.KIND``), the numbers it ties."""

    kind: str
    points: float
    params: tuple[tuple[str, str], ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch: a clue (线索), never proof. ``cases`` are case numbers, ``numbers`` canonical spellings."""

    id: int
    name: str
    status: BatchStatus
    score: float
    numbers: tuple[str, ...]
    cases: tuple[str, ...]
    contacts: int
    first_utc: datetime | None
    last_utc: datetime | None
    reasons: tuple[BatchReason, ...]


@dataclass(frozen=True, slots=True)
class BatchLink:
    """One link between two numbers of a batch, for a graph: its points and its reasons."""

    first: str
    second: str
    points: float
    reasons: tuple[BatchReason, ...]
