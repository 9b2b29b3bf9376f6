"""Windows over what is in order: which acts stand in a window that holds too many. Pure numbers."""

from __future__ import annotations

from collections.abc import Sequence


def crowded(places: Sequence[int], length: int, limit: int) -> list[tuple[int, int, int]]:
    """Return the runs of ``places`` (in order) that windows of ``length`` with more than ``limit`` of them cover.

    A window holds places ``p .. p + length - 1``. Each run is (first index, last index, the most in one window);
    windows that share a place are one run.
    """
    runs: list[tuple[int, int, int]] = []
    left = 0
    for right, place in enumerate(places):
        while place - places[left] >= length:
            left += 1
        held = right - left + 1
        if held <= limit:
            continue
        if runs and left <= runs[-1][1]:
            first, _, most = runs[-1]
            runs[-1] = (first, right, max(most, held))
        else:
            runs.append((left, right, held))
    return runs


def fullest(places: Sequence[int], length: int) -> int:
    """Return how many of ``places`` (in order) the fullest window of ``length`` holds."""
    most = left = 0
    for right, place in enumerate(places):
        while place - places[left] >= length:
            left += 1
        most = max(most, right - left + 1)
    return most
