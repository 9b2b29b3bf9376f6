"""How much a folder or an archive may ask for (formats.md 16)."""

from __future__ import annotations

from dataclasses import dataclass

from advocate.domain.errors import UserError

#: Room for what hardly compresses and for headers: a tiny file may well unpack to more than 200 times its size.
SLACK_BYTES = 1024 * 1024
#: What is kept in memory at a time: an archive in an archive, a 7z block.
MEMORY_BYTES = 256 * 1024 * 1024


@dataclass(slots=True)
class Limits:
    """Bounds of one expansion, counted down while it goes on. ``total_bytes`` None means no bound but the ratio."""

    members: int = 200_000
    depth: int = 2
    ratio: int = 200
    total_bytes: int | None = None
    memory_bytes: int = MEMORY_BYTES

    def count_member(self, container: str) -> None:
        """Count one file; raises `UserError` ``too_many_files``."""
        self.members -= 1
        if self.members < 0:
            raise UserError("too_many_files", file=container)

    def refusal(self, packed_bytes: int, unpacked_bytes: int) -> str | None:
        """Return the code of why a file of an archive may not be unpacked, or None, and count its bytes."""
        if unpacked_bytes > packed_bytes * self.ratio + SLACK_BYTES:
            return "zip_bomb"
        if self.total_bytes is not None:
            if unpacked_bytes > self.total_bytes:
                return "archive_no_room"
            self.total_bytes -= unpacked_bytes
        return None
