"""What the tests of phones share: reading a file of any format, and attachments that are really taken."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from advocate.domain.drafts import Attachment, EntryDraft, Rejection
from advocate.importers import registry
from advocate.importers.base import ReadContext
from advocate.importers.containers.bundles import Bundle, Members
from advocate.importers.sources import DiskFile, MemoryFile, Source


class Taking:
    """Keeps attachments in memory, and notes the largest block that it ever got."""

    def __init__(self) -> None:
        self.taken: dict[str, bytes] = {}
        self.sizes: dict[str, int] = {}
        self.largest_block = 0

    def keep(self, name: str, blocks: Iterable[bytes]) -> Attachment:
        size, data = 0, bytearray()
        for block in blocks:
            size += len(block)
            self.largest_block = max(self.largest_block, len(block))
            data += block[: 1_000_000 - len(data)]
        token = f"t{len(self.sizes)}"
        self.taken[token], self.sizes[token] = bytes(data), size
        return Attachment(name, size, token)


@dataclass
class Outcome:
    """Everything that reading a source gave."""

    importer: str
    taken: list[EntryDraft]
    rejected: list[Rejection]
    warnings: dict[str, dict[str, object]]
    keeper: Taking = field(default_factory=Taking)

    @property
    def only(self) -> EntryDraft:
        (entry,) = self.taken
        return entry

    @property
    def reasons(self) -> list[tuple[str, str]]:
        return [(r.place, r.reason) for r in self.rejected]


def read_source(source: Source, zone: str = "Asia/Shanghai", password: str = "", **options: object) -> Outcome:
    importer = registry.claim_whole(source) if source.members else registry.claim(source)
    assert importer is not None
    keeper = Taking()
    ctx = ReadContext(source.name, source.size, zone=zone, password=password, options=dict(options), keeper=keeper)
    items = list(importer.read(source, ctx))
    return Outcome(
        importer.name,
        [item for item in items if isinstance(item, EntryDraft)],
        [item for item in items if isinstance(item, Rejection)],
        {reason.code: dict(reason.params) for reason in ctx.warnings},
        keeper,
    )


def read_bytes(data: bytes | str, name: str = "x", **settings: object) -> Outcome:
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return read_source(MemoryFile(name, raw), **settings)  # type: ignore[arg-type]


def folder_of(files: dict[str, bytes], name: str = "folder") -> Bundle:
    """Return a folder in memory."""
    members = Members({})

    class Inside(MemoryFile):
        def __init__(self, inner: str) -> None:
            super().__init__(f"{name}/{inner}", files[inner])
            self._inner = inner

        def sibling(self, beside: str) -> Source | None:
            return members.beside(self._inner, beside)

    members = Members({inner: (lambda inner=inner: Inside(inner)) for inner in files})  # type: ignore[misc]
    return Bundle(name, members)


def disk_folder(path: Path) -> Bundle:
    """Return a folder of the disk as a source, its files alone."""
    return Bundle(path.name, Members({p.name: (lambda p=p: DiskFile(p)) for p in path.iterdir()}))  # type: ignore[misc]


def database(tmp_path: Path, script: str, rows: dict[str, list[tuple[object, ...]]] | None = None) -> bytes:
    """Return an SQLite file made on the spot."""
    path = tmp_path / "made.db"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as connection:
        connection.executescript(script)
        for table, values in (rows or {}).items():
            for value in values:
                marks = ",".join("?" * len(value))
                connection.execute(f"INSERT INTO {table} VALUES ({marks})", value)
    connection.close()
    return path.read_bytes()
