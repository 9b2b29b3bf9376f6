"""What the columns of people's tables mean: look, suggest, try, and remember for the next table of that shape."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from sqlmodel import select

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.jobs import JobContext, QuietContext
from advocate.domain.table_mappings import TableMapping
from advocate.importers.base import ReadContext
from advocate.importers.containers.expanding import expand
from advocate.importers.containers.limits import Limits
from advocate.importers.sources import DiskFile, Source
from advocate.importers.tables.mapped import MappedRows
from advocate.importers.tables.rows import TableRow, is_blank, words_of
from advocate.importers.tables.shapes import Shaped, keys_of, shaped_sheets, suggested
from advocate.services.intake.pieces import Piece
from advocate.storage.tables import TableMappingRow
from advocate.storage.uow import UnitOfWork
from advocate.storage.vault import Vault

#: Rows shown beside the mapping, and tried with it.
SAMPLE_ROWS = 40
_MOST_MAPPING_BYTES = 256_000


@dataclass(frozen=True, slots=True)
class TableSample:
    """The beginning of a table. ``keys`` name its columns in a mapping, ``heads`` are as written, ``cells`` as text."""

    file: str
    shape: str
    keys: tuple[str, ...]
    heads: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    suggestion: TableMapping
    rows: tuple[TableRow, ...]
    sheet: Shaped

    def try_out(self, mapping: TableMapping, zone: str) -> list[EntryDraft | Rejection]:
        """Return what each row of the sample becomes under a mapping; raises `UserError` as `TableMapping.require`."""
        mapping.require()
        rows = MappedRows(self.sheet, mapping, zone)
        return [item for row in self.rows if (item := rows.item(row)) is not None]


def sample(source: Source | Path, ctx: JobContext | None = None) -> TableSample:
    """Return the beginning of the first table in a file that holds rows; the file is closed again.

    Raises `UserError` ``table_empty`` and those of the readers of tables.
    """
    opened = DiskFile(source) if isinstance(source, Path) else source
    found = shaped_sheets(opened, ReadContext(opened.name, opened.size, ctx or QuietContext()))
    try:
        sheet = next(found, None)
        if sheet is None:
            raise UserError("table_empty", file=opened.name)
        rows = tuple(row for row in islice(sheet.rows, SAMPLE_ROWS) if not is_blank(row.cells))
    finally:
        found.close()
    keys = tuple(keys_of(sheet.heads, sheet.width))
    heads = tuple(sheet.heads[i] if i < len(sheet.heads) else "" for i in range(sheet.width))
    cells = tuple(tuple(words_of(cell) for cell in row.cells[: sheet.width]) for row in rows)
    guess = suggested(sheet.heads, rows, sheet.width)
    return TableSample(opened.name, sheet.shape, keys, heads, cells, guess, rows, replace(sheet, rows=iter(())))


def sample_in(paths: Sequence[Path], name: str, ctx: JobContext | None = None, password: str = "") -> TableSample:
    """Return the sample of the file that an import called ``name``, wherever in folders and archives it lies.

    Raises `UserError` ``file_unreadable`` where it is not there any more, and as `sample` does.
    """
    for path in paths:
        if path.name == name and path.is_file():
            return sample(path, ctx)
    with expand(paths, limits=Limits(), password=password) as expansion:
        for found in expansion.found:
            if Piece.shown(found) == name:
                return sample(found.source, ctx)
    raise UserError("file_unreadable", file=name)


def saved(uow: UnitOfWork, shape: str) -> TableMapping | None:
    """Return the mapping kept for a shape, or None."""
    row = uow.session.get(TableMappingRow, shape)
    return None if row is None else TableMapping.from_data(row.mapping)


def options(uow: UnitOfWork) -> dict[str, Any]:
    """Return what an import hands to importers: every kept mapping by shape."""
    return {"mappings": {row.shape: row.mapping for row in uow.session.exec(select(TableMappingRow))}}


def save(uow: UnitOfWork, shape: str, mapping: TableMapping, name: str = "") -> None:
    """Keep a mapping for tables of a shape, in place of an earlier one; raises as `TableMapping.require`."""
    mapping.require()
    row = uow.session.get(TableMappingRow, shape) or TableMappingRow(shape=shape)
    row.name, row.mapping, row.user_id, row.saved_utc = name[:200], mapping.to_data(), uow.user_id, uow.now()
    uow.session.add(row)
    uow.session.flush()
    uow.audit("saved", "table_mapping", None, None, shape=shape, fields=[field for _, field in mapping.columns])
    uow.changed("table_mapping")


def forget(uow: UnitOfWork, shape: str) -> None:
    """Forget the mapping of a shape, if there is one."""
    row = uow.session.get(TableMappingRow, shape)
    if row is not None:
        uow.session.delete(row)
        uow.session.flush()
        uow.audit("removed", "table_mapping", None, None, shape=shape)
        uow.changed("table_mapping")


def from_file(path: Path) -> TableMapping:
    """Read a mapping that a person wrote as JSON; raises `UserError` ``mapping_unreadable`` and as `from_data` does."""
    try:
        with path.open("rb") as stream:
            data = json.loads(stream.read(_MOST_MAPPING_BYTES).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise UserError("mapping_unreadable", file=path.name) from error
    return TableMapping.from_data(data)


def keep_for(vault: Vault, files: Sequence[Path], mapping: TableMapping) -> None:
    """Keep a mapping for the shape of each file that was read with it; what is no table is left alone."""
    for path in files:
        with suppress(UserError):
            found = sample(path)
            with vault.write() as uow:
                save(uow, found.shape, mapping, found.file)


def merged(options_: Mapping[str, Any] | None, uow: UnitOfWork) -> dict[str, Any]:
    """Return the options of an import with the kept mappings beside what a person answered."""
    return {**options(uow), **(options_ or {})}
