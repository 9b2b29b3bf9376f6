"""Where the files lie that a phone's database names: beside it, in a backup's folder, or nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol


class Files(Protocol):
    """Finds the attachments of a database by the path that the phone had for them."""

    def content(self, path: str) -> Callable[[], Iterable[bytes]] | None:
        """Return how to read a file, None where it is missing."""


class NoFiles:
    """A database alone: its attachments are elsewhere."""

    def content(self, path: str) -> Callable[[], Iterable[bytes]] | None:
        """Return None."""
        return None
