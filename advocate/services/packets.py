"""Writing a packet: all of it or nothing, whatever happens in between."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from advocate.domain.errors import UserError
from advocate.storage.failures import storage_error
from advocate.storage.files import sync_folder


@contextmanager
def packet_folder(out: Path, name: str) -> Iterator[Path]:
    """Give a folder to write a packet in; at the end of the block it becomes ``out/name``, in place of an older one.

    If the block or the disk fails, ``out`` is as it was before. Raises `StorageError` ``disk_full``, `UserError`
    ``packet_write_failed``.
    """
    out = out.absolute()
    made = _missing_parents(out)
    building = out / f".{name}.{secrets.token_hex(4)}.part"
    try:
        building.mkdir(parents=True)
        yield building
        _flush(building)
        _put_in_place(building, out / name)
    except OSError as error:
        _undo(building, made)
        known = storage_error(error)
        if known is not None and known.code == "disk_full":
            raise known from error
        raise UserError("packet_write_failed", folder=str(out)) from error
    except BaseException:
        _undo(building, made)
        raise


def write_file(target: Path, data: bytes) -> None:
    """Write a new file and flush it to the disk."""
    with target.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _missing_parents(out: Path) -> list[Path]:
    """Return the folders that will have to be made, deepest first."""
    missing = []
    while not out.exists():
        missing.append(out)
        out = out.parent
    return missing


def _flush(folder: Path) -> None:
    for inner in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        sync_folder(inner)


def _put_in_place(building: Path, target: Path) -> None:
    """Rename; an older packet steps aside first and comes back if that fails."""
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.old")
    replaced = target.exists()
    if replaced:
        os.replace(target, aside)
    try:
        os.replace(building, target)
    except OSError:
        if replaced:
            os.replace(aside, target)
        raise
    sync_folder(target.parent)
    if replaced:
        shutil.rmtree(aside, ignore_errors=True)


def _undo(building: Path, made: list[Path]) -> None:
    shutil.rmtree(building, ignore_errors=True)
    for folder in made:
        with contextlib.suppress(OSError):
            folder.rmdir()
