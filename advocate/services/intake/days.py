"""The days of which a source held anything, kept as runs: what is left out later was there all the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from advocate.domain.moments import zone_info

HOUR_MS = 3_600_000


def runs_of(hours: Iterable[int], zone: str) -> list[list[Any]]:
    """Return ``[first day, number of days]`` of each run of days in ``zone`` that hold one of the ``hours``."""
    info = zone_info(zone)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    days = sorted({(epoch + timedelta(hours=hour)).astimezone(info).date().toordinal() for hour in hours})
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][0] + runs[-1][1] == day:
            runs[-1][1] += 1
        else:
            runs.append([day, 1])
    return [[date.fromordinal(first).isoformat(), count] for first, count in runs]


def days_in(runs: Any) -> set[date]:
    """Return the days of stored runs; what is no run is none."""
    found: set[date] = set()
    for run in runs if isinstance(runs, list) else ():
        if isinstance(run, list) and len(run) == 2 and isinstance(run[1], int) and 0 < run[1] < 100_000:
            first = date.fromisoformat(str(run[0]))
            found.update(first + timedelta(days=n) for n in range(run[1]))
    return found
