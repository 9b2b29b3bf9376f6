"""A folder on the disk: every regular file below it; links are not followed, pipes and devices never opened."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from advocate.domain.errors import UserError
from advocate.importers.containers.bundles import Bundle, Members, Refused
from advocate.importers.containers.limits import Limits
from advocate.importers.sources import DiskFile, Source, shown_name

#: Folders deeper than this are a loop or a trick.
_DEEPEST = 64


def folder(path: Path, limits: Limits, check: Callable[[], None]) -> Bundle:
    """Return a folder with all files below it, in the order of their names; ``check`` is called for each folder.

    Raises `UserError` ``file_unreadable`` (also for a folder that may not be listed) and ``too_many_files``.
    """
    name = shown_name(path) or "/"
    makers: dict[str, Callable[[], Source]] = {}
    refused: list[Refused] = []
    waiting: list[tuple[Path, str, int]] = [(path, "", 0)]
    while waiting:
        here, inner, depth = waiting.pop(0)
        check()
        try:
            with os.scandir(here) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            if not inner:
                raise UserError("file_unreadable", file=name) from error
            refused.append(Refused(inner.rstrip("/"), "file_unreadable"))
            continue
        for entry in entries:
            limits.count_member(name)
            shown = inner + os.fsencode(entry.name).decode("utf-8", "replace")
            if entry.is_symlink():
                refused.append(Refused(shown, "file_is_link"))
            elif entry.is_dir(follow_symlinks=False):
                if depth < _DEEPEST:
                    waiting.append((Path(entry.path), shown + "/", depth + 1))
                else:
                    refused.append(Refused(shown, "folder_too_deep"))
            elif entry.is_file(follow_symlinks=False):
                makers[shown] = _maker(Path(entry.path), f"{name}/{shown}")
            else:
                refused.append(Refused(shown, "file_not_regular"))
    return Bundle(name, Members(makers), path, tuple(refused))


def _maker(path: Path, name: str) -> Callable[[], Source]:
    return lambda: DiskFile(path, name)
