"""A folder of sources, wherever it lies: on the disk, or inside an archive."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from advocate.domain.errors import UserError
from advocate.importers.sources import Source


@dataclass(frozen=True, slots=True)
class Refused:
    """A file inside a container that is not read: its name there, and the code of why."""

    name: str
    reason: str
    params: tuple[tuple[str, str], ...] = ()


class Members(Mapping[str, Source]):
    """Sources by their names inside a container, made when they are asked for: there may be 200,000."""

    def __init__(self, makers: Mapping[str, Callable[[], Source]]) -> None:
        self._makers = dict(makers)

    def __getitem__(self, name: str) -> Source:
        return self._makers[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def below(self, folder: str) -> Members:
        """Return what lies in one folder, by the names there."""
        start = folder + "/"
        return Members({name[len(start) :]: make for name, make in self._makers.items() if name.startswith(start)})

    def beside(self, inner: str, name: str) -> Source | None:
        """Return the source called ``name`` in the folder of ``inner``, or None."""
        if "/" in name or name in ("", ".", ".."):
            return None
        make = self._makers.get(posixpath.join(posixpath.dirname(inner), name))
        return None if make is None else make()


class Bundle:
    """A folder with its members; ``refused`` is what was found in it and not taken."""

    size = 0

    def __init__(
        self, name: str, members: Members, path: Path | None = None, refused: tuple[Refused, ...] = ()
    ) -> None:
        self.name = name
        self.path = path
        self.refused = refused
        self._members = members

    @property
    def members(self) -> Members:
        """Return what is inside."""
        return self._members

    def open(self) -> BinaryIO:
        """Raise `UserError` ``file_is_folder``: a folder has no bytes of its own."""
        raise UserError("file_is_folder", file=self.name)

    def sibling(self, name: str) -> Source | None:
        """Return None: nobody asks what lies beside a folder."""
        return None

    def parts(self) -> Iterator[tuple[str, Bundle | Source]]:
        """Yield the files and folders directly inside, by name; a folder is a bundle of its own."""
        folders: dict[str, None] = {}
        for name in self._members:
            head, slash, _rest = name.partition("/")
            if slash:
                folders[head] = None
            else:
                yield name, self._members[name]
        for folder in folders:
            yield folder, Bundle(f"{self.name}/{folder}", self._members.below(folder))
