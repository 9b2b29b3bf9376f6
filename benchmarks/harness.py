"""What every benchmark shares: figures beside their raw limit, taken in turn in the same run."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. ``raw`` is what the machine could do at best; ``target`` bounds the ratio, or the value.

    ``ratio`` is the median of ratios taken pair by pair, which holds while the machine's speed drifts.
    """

    name: str
    value: float
    unit: str
    raw: float | None = None
    ratio: float | None = None
    target: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Tell whether the target was met; None where there is none."""
        if self.target is None:
            return None
        return (self.value if self.ratio is None else self.ratio) <= self.target


def report(figures: Iterable[Figure]) -> None:
    """Print figures as JSON, one a line: what `benchmarks/run.py` reads."""
    for figure in figures:
        print(json.dumps(asdict(figure), ensure_ascii=False), flush=True)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired(ours: Callable[[], float], raw: Callable[[], float], runs: int) -> tuple[float, float, float]:
    """Measure both in turn, ``runs`` times after one that is not counted; return both medians and the median ratio."""
    ours()
    raw()
    pairs = [(ours(), raw()) for _ in range(runs)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )
