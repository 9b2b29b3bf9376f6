"""The diary: a form to print, and a table of the same columns that comes back through the import."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from advocate.domain.errors import UserError
from advocate.reports import diary
from advocate.services.packets import write_file
from advocate.storage.failures import storage_error

DEFAULT_PAGES = 4
SUFFIXES = (".pdf", ".csv")


def made(lang: str, pages: int = DEFAULT_PAGES, kind: str = ".pdf", now: datetime | None = None) -> bytes:
    """Return the form (``.pdf``) or the empty table (``.csv``); raises `UserError` ``diary_pages``, ``diary_kind``."""
    if kind not in SUFFIXES:
        raise UserError("diary_kind", kind=kind[:20] or "?")
    if not 1 <= pages <= diary.MOST_PAGES:
        raise UserError("diary_pages", pages=pages, most=diary.MOST_PAGES)
    return diary.template(lang) if kind == ".csv" else diary.form(lang, pages, now or datetime.now(UTC))


def write(path: Path, lang: str, pages: int = DEFAULT_PAGES) -> None:
    """Write the form or the table to ``path``, by the end of its name.

    Raises `UserError` ``diary_pages``, ``diary_kind``, ``file_in_the_way`` and ``packet_write_failed``, `StorageError`.
    """
    write_new(path, made(lang, pages, path.suffix.lower()))


def write_new(path: Path, data: bytes) -> None:
    """Write a file where there is none yet; raises `UserError` ``file_in_the_way``, ``packet_write_failed``."""
    try:
        write_file(path, data)
    except FileExistsError as error:
        raise UserError("file_in_the_way", file=path.name) from error
    except OSError as error:
        known = storage_error(error)
        if known is not None:
            raise known from error
        raise UserError("packet_write_failed", folder=str(path.parent)) from error
