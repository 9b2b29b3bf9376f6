"""Bytes on their way into the evidence store: originals, attachments, and which files an importer looked into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from advocate.domain.drafts import Attachment
from advocate.domain.errors import StorageError
from advocate.domain.jobs import JobContext
from advocate.importers.sources import Source, chunks
from advocate.services import evidence
from advocate.storage.evidence_files import EvidenceStore, StagedFile, Step
from advocate.storage.vault import Vault

_AT_A_TIME = 500


def label(name: str) -> str:
    """Return the name of a source as it is shown and stored: every part of its path clean, the way to it kept."""
    return "/".join(evidence.clean_name(Path(part)) for part in name.split("/") if part) or "unnamed"


def own_name(name: str) -> str:
    """Return the last part of a source's name, clean."""
    return evidence.clean_name(Path(PurePosixPath(name).name))


class Stage:
    """Every encrypted copy that one import made, so that those no row came to name can be removed."""

    def __init__(self, store: EvidenceStore) -> None:
        self._store = store
        self._made: list[StagedFile] = []

    def file(self, path: Path, step: Step) -> StagedFile:
        """Copy a file on the disk; raises as `EvidenceStore.stage`."""
        return self._noted(self._store.stage(path, step))

    def source(self, source: Source, step: Step) -> StagedFile:
        """Copy any source; raises `UserError` of its reading, `Cancelled`, and `StorageError` ``disk_full``."""
        if source.path is not None:
            return self.file(source.path, step)
        with source.open() as stream:
            return self._noted(self._store.stage_stream(stream, source.name, source.size, step))

    def blocks(self, name: str, blocks: Iterable[bytes], step: Step) -> StagedFile:
        """Copy what comes block by block; raises as `source`."""
        return self._noted(self._store.stage_stream(_BlockReader(blocks), name, 0, step))

    def discard_unnamed(self, vault: Vault) -> None:
        """Remove the copies that no row names: their file could not be read, or the import was cancelled."""
        # Where even reading fails, the error that brought us here counts, and the next start sweeps.
        with suppress(StorageError), vault.read() as uow:
            for start in range(0, len(self._made), _AT_A_TIME):
                part = self._made[start : start + _AT_A_TIME]
                marks = ",".join("?" * len(part))
                rows = uow.connection.exec_driver_sql(
                    f"SELECT file_name FROM evidence WHERE file_name IN ({marks})",  # noqa: S608 - marks
                    tuple(item.file_name for item in part),
                )
                named = {row[0] for row in rows}
                for item in part:
                    if item.file_name not in named:
                        vault.evidence.discard(item)

    def _noted(self, staged: StagedFile) -> StagedFile:
        self._made.append(staged)
        return staged


class StagingKeeper:
    """Takes attachments into the store while a source is read; the rows come to name them, or they are removed."""

    def __init__(self, stage: Stage, job: JobContext) -> None:
        self._stage = stage
        self._job = job
        self.staged: dict[str, StagedFile] = {}

    def keep(self, name: str, blocks: Iterable[bytes]) -> Attachment:
        """Take one attachment; raises `Cancelled` and `StorageError` ``disk_full``."""
        staged = self._stage.blocks(name, blocks, lambda _done: self._job.check())
        self.staged[staged.file_name] = staged
        return Attachment(own_name(name), staged.size_bytes, staged.file_name)


class HashingKeeper:
    """Takes nothing: a preview knows an attachment by its hash."""

    def __init__(self, job: JobContext) -> None:
        self._job = job

    def keep(self, name: str, blocks: Iterable[bytes]) -> Attachment:
        """Read one attachment; raises `Cancelled`."""
        digest, size = sha256(), 0
        for block in blocks:
            digest.update(block)
            size += len(block)
            self._job.check()
        return Attachment(own_name(name), size, digest.hexdigest())


class Watched:
    """A source that notes which of its members and neighbours were looked into: those are originals too."""

    def __init__(self, source: Source, touched: dict[str, Source], *, is_root: bool = True) -> None:
        self.name = source.name
        self.size = source.size
        self._source = source
        self._touched = touched
        self._is_root = is_root

    @property
    def path(self) -> Path | None:
        """Return where it lies; whoever asks may open it there."""
        self._touch()
        return self._source.path

    @property
    def damaged(self) -> bool:
        """Tell whether its archive broke off while it was read."""
        return bool(getattr(self._source, "damaged", False))

    @property
    def members(self) -> Mapping[str, Source]:
        """Return what is inside, watched too."""
        inside = self._source.members
        return _WatchedMembers(inside, self._touched) if inside else inside

    def open(self) -> BinaryIO:
        """Return a stream over the bytes."""
        self._touch()
        return self._source.open()

    def sibling(self, name: str) -> Source | None:
        """Return the neighbour of that name, watched too, or None."""
        found = self._source.sibling(name)
        return None if found is None else Watched(found, self._touched, is_root=False)

    def _touch(self) -> None:
        if not self._is_root:
            self._touched.setdefault(self._source.name, self._source)


class _WatchedMembers(Mapping[str, Source]):
    def __init__(self, inside: Mapping[str, Source], touched: dict[str, Source]) -> None:
        self._inside = inside
        self._touched = touched

    def __getitem__(self, name: str) -> Source:
        return Watched(self._inside[name], self._touched, is_root=False)

    def __iter__(self) -> Iterator[str]:
        return iter(self._inside)

    def __len__(self) -> int:
        return len(self._inside)

    def __contains__(self, name: object) -> bool:
        return name in self._inside


class _BlockReader:
    """A stream over blocks."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._held = b""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        if not self._held:
            self._held = next((block for block in self._blocks if block), b"")
        cut = len(self._held) if size < 0 else size
        data, self._held = self._held[:cut], self._held[cut:]
        return data


def digest_of(source: Source, step: Step) -> str:
    """Return the SHA-256 of a source; raises `Cancelled` and `UserError` ``file_unreadable``."""
    digest, size = sha256(), 0
    for block in chunks(source):
        digest.update(block)
        size += len(block)
        step(size)
    return digest.hexdigest()
