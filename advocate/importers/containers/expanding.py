"""From the paths that people chose to what is read: folders walked, archives opened, each file with its importer."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, cast

from advocate.domain.drafts import Rejection
from advocate.domain.errors import UserError
from advocate.importers import registry
from advocate.importers.base import HEAD_BYTES, Importer
from advocate.importers.containers import names
from advocate.importers.containers.bundles import Bundle, Members, Refused
from advocate.importers.containers.folders import folder
from advocate.importers.containers.gzips import GzipArchive
from advocate.importers.containers.kinds import FileKind, kind_of
from advocate.importers.containers.limits import Limits
from advocate.importers.containers.sevens import SevenArchive
from advocate.importers.containers.zips import ZipArchive
from advocate.importers.sources import DiskFile, Source, looks_of, shown_name

#: Written beside a database, read together with it.
_SIDECARS = ("-wal", "-shm", "-journal")
_NOT_OPENED = {
    FileKind.RAR: "archive_rar",
    FileKind.TAR: "archive_tar",
    FileKind.OTHER_ARCHIVE: "archive_unknown",
}
_SPLIT = (".001", ".z01", ".part1.rar")


@dataclass(frozen=True, slots=True)
class Origin:
    """The archive on the disk that a source lies in: ``name`` as shown, ``path`` to hash it.

    ``looks`` is what `looks_of` said before it was opened.
    """

    name: str
    path: Path
    looks: tuple[int, ...]


@dataclass(slots=True)
class Found:
    """One thing that was found, in the order of the choice.

    With ``importer`` it is read; with ``kind`` alone it is evidence without contacts; with ``reason`` it is neither.
    ``whole`` marks a folder or archive that one importer reads as one thing.
    """

    source: Source
    importer: Importer | None = None
    kind: FileKind = FileKind.UNKNOWN
    reason: Rejection | None = None
    origin: Origin | None = None
    whole: bool = False
    given: Path | None = None


class _Archive(Protocol):
    name: str
    path: Path | None
    refused: tuple[Refused, ...]

    @property
    def members(self) -> Members: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class Expansion:
    """Everything found below the chosen paths; keep it open while its sources are read."""

    found: list[Found] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Expansion:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()


def expand(
    paths: Sequence[Path],
    *,
    format_name: str | None = None,
    limits: Limits | None = None,
    password: str = "",
    check: Callable[[], None] = lambda: None,
) -> Expansion:
    """Find every file below ``paths`` and what reads it; archives are opened down to ``limits.depth``.

    What cannot be read has a `Rejection` and stops nothing. ``check`` may raise `Cancelled`. Raises `UserError`
    ``unknown_importer``.
    """
    chosen = registry.named(format_name) if format_name else None
    walk = _Walk(Expansion(), chosen, limits or Limits(), password, check)
    try:
        for path in paths:
            walk.take_path(path)
    except BaseException:
        walk.result.__exit__(None, None, None)
        raise
    return walk.result


@dataclass(slots=True)
class _Walk:
    result: Expansion
    chosen: Importer | None
    limits: Limits
    password: str
    check: Callable[[], None]
    given: Path | None = None
    origin: Origin | None = None

    def take_path(self, given: Path) -> None:
        """Take one path that a person chose; a link given by name is followed."""
        self.given, self.origin = given, None
        name = shown_name(given)
        try:
            path = Path(os.path.realpath(given))
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except (OSError, ValueError):
            self._refuse(_Nameless(name), "file_unreadable")
            return
        try:
            if is_folder:
                self._bundle(folder(path, self.limits, self.check), 0)
            else:
                self._file(DiskFile(path, name), 0)
        except UserError as error:
            self._failed(_Nameless(name), error)

    def _bundle(self, bundle: Bundle, depth: int) -> None:
        """Take a folder: as one thing where an importer knows it, else file by file."""
        if not self._whole(bundle):
            self._refusals(bundle.name, bundle.refused)
            self._parts(bundle, depth)

    def _parts(self, bundle: Bundle, depth: int) -> None:
        for _name, part in bundle.parts():
            self.check()
            if isinstance(part, Bundle):
                self._bundle(part, depth)
            else:
                self._file(part, depth)

    def _whole(self, container: Source) -> bool:
        importer = registry.claim_whole(container, None if self.chosen is None else (self.chosen,))
        if importer is None:
            return False
        self._add(Found(container, importer, whole=True))
        return True

    def _file(self, source: Source, depth: int) -> None:
        try:
            if reason := _left_out(source):
                self._refuse(source, reason, other=True)
                return
            head = _head(source)
            kind = kind_of(head)
            if kind.is_container:
                self._opened(source, kind, depth)
            else:
                self._claimed(source, kind)
        except UserError as error:
            self._failed(source, error)

    def _claimed(self, source: Source, kind: FileKind) -> None:
        try:
            importer = self.chosen or registry.claim(source)
        except UserError as error:
            if error.code != "unknown_format":
                raise
            if kind.is_evidence:
                self._add(Found(source, kind=kind))
            elif kind in _NOT_OPENED or source.name.lower().endswith(_SPLIT):
                raise UserError(_NOT_OPENED.get(kind, "archive_split"), file=source.name) from error
            else:
                raise
        else:
            self._add(Found(source, importer, kind))

    def _opened(self, source: Source, kind: FileKind, depth: int) -> None:
        """Open an archive and take what is inside."""
        if depth >= self.limits.depth:
            raise UserError("archive_too_deep", file=source.name, depth=self.limits.depth)
        looks = () if source.path is None else looks_of(source.path)
        archive = self._archive(source, kind)
        self.result._open.callback(archive.close)
        outermost = self.origin
        if outermost is None and source.path is not None:
            self.origin = Origin(source.name, source.path, looks)
        try:
            if not self._whole(cast(Source, archive)):
                self._refusals(archive.name, archive.refused)
                if not len(archive.members) and not archive.refused:
                    raise UserError("archive_empty", file=archive.name)
                self._parts(Bundle(archive.name, archive.members), depth + 1)
        finally:
            self.origin = outermost

    def _archive(self, source: Source, kind: FileKind) -> _Archive:
        if kind is FileKind.ZIP:
            return ZipArchive(source, self.limits, self.password)
        if kind is FileKind.GZIP:
            return GzipArchive(source, self.limits, self.check)
        return SevenArchive(source, self.limits, self.password, self.check)

    def _refusals(self, container: str, refused: Sequence[Refused]) -> None:
        for item in refused:
            params = (("file", item.name), *item.params)
            self._add(
                Found(_Nameless(f"{container}/{item.name}"), reason=Rejection("", item.reason, params=params)),
            )

    def _refuse(self, source: Source, code: str, *, other: bool = False) -> None:
        params = (("file", source.name),)
        self._add(Found(source, reason=Rejection("", code, other=other, params=params)))

    def _failed(self, source: Source, error: UserError) -> None:
        params = tuple((key, str(value)) for key, value in error.params.items())
        self._add(Found(source, reason=Rejection("", error.code, params=params)))

    def _add(self, found: Found) -> None:
        found.origin, found.given = self.origin, self.given
        self.result.found.append(found)


class _Nameless(Bundle):
    """Stands for what cannot be opened, so that it has a name in the report."""

    def __init__(self, name: str) -> None:
        super().__init__(name, Members({}))


def _left_out(source: Source) -> str | None:
    """Return the code of why a file is passed over, or None."""
    if names.is_junk(source.name):
        return "file_is_junk"
    last = source.name.rsplit("/", 1)[-1]
    for ending in _SIDECARS:
        if last.endswith(ending) and source.sibling(last[: -len(ending)]) is not None:
            return "file_read_with_other"
    return None


def _head(source: Source) -> bytes:
    with source.open() as stream:
        try:
            return stream.read(HEAD_BYTES)
        except OSError as error:
            raise UserError("file_unreadable", file=source.name) from error
