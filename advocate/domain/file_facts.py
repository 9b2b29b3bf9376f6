"""What a file says of itself, beside its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from advocate.domain.facts import Reason


@dataclass(frozen=True, slots=True)
class FileFacts:
    """When and with what a file was made, as far as it says.

    ``captured_utc`` is aware; ``marks`` are codes (``mark.<code>``) that go onto the evidence and say how far that can
    be relied on; ``warnings`` are for the report of the import.
    """

    captured_utc: datetime | None = None
    device: str = ""
    marks: tuple[str, ...] = ()
    warnings: tuple[Reason, ...] = ()
