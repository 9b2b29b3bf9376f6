"""Which importer reads a file: exactly one may claim it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from advocate.domain.errors import UserError
from advocate.importers.base import HEAD_BYTES, Importer, shown_name
from advocate.importers.sms_backup_restore import SmsBackupRestore

#: Below this an importer has not recognised the file.
LEAST_CONFIDENCE = 0.5


def importers() -> tuple[Importer, ...]:
    """Return every importer that the program has, in the order in which lists show them."""
    return (SmsBackupRestore(),)


def named(name: str) -> Importer:
    """Return the importer that ``--format`` calls ``name``; raises `UserError` ``unknown_importer``."""
    for importer in importers():
        if importer.name == name.strip().lower():
            return importer
    raise UserError("unknown_importer", format=name[:60], known=", ".join(i.name for i in importers()))


def claim(path: Path, candidates: Sequence[Importer] | None = None) -> Importer:
    """Return the one importer that recognises the file at ``path`` by its content.

    Raises `UserError`: ``file_unreadable``, ``file_empty``, ``unknown_format``, or ``ambiguous_format`` where the two
    surest are equally sure.
    """
    head = read_head(path)
    if not head:
        raise UserError("file_empty", file=shown_name(path))
    scored = [(i.recognise(head, path.name), i) for i in (importers() if candidates is None else candidates)]
    best = max((score for score, _ in scored), default=0.0)
    if best < LEAST_CONFIDENCE:
        raise UserError("unknown_format", file=shown_name(path))
    claims = [importer for score, importer in scored if score == best]
    if len(claims) > 1:
        raise UserError("ambiguous_format", file=shown_name(path), formats=", ".join(i.name for i in claims))
    return claims[0]


def read_head(path: Path) -> bytes:
    """Return the first bytes of a file; raises `UserError` ``file_unreadable`` where there is no such readable file."""
    if not path.is_file():
        # A pipe would be waited for, a folder has no content.
        raise UserError("file_unreadable", file=shown_name(path))
    try:
        with path.open("rb") as stream:
            return stream.read(HEAD_BYTES)
    except OSError as error:
        raise UserError("file_unreadable", file=shown_name(path)) from error
