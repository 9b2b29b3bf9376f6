"""Any other table, by what a person said once of its columns."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator

from advocate.domain.errors import UserError
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.sources import Source
from advocate.importers.tables.delimited import delimiter_of
from advocate.importers.tables.kinds import Container, container_of
from advocate.importers.tables.mapped import MappedRows, mapping_in
from advocate.importers.tables.shapes import shaped_sheets
from advocate.importers.text_files import head_text

_OLE = b"\xd0\xcf\x11\xe0"
_WORKBOOKS = frozenset(("workbook", "book", "encryptedpackage"))


class AnyTable:
    """The importer of tables that no other importer knows."""

    name = "table"
    kind = SourceKind.TABLE
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Return the least that counts: whoever knows such a file better goes first."""
        container = container_of(probe.head, probe.members)
        if container is Container.XLS and probe.head.startswith(_OLE) and not _holds_workbook(probe):
            return 0.0
        if container in (Container.XLS, Container.XLSX, Container.SPREADSHEETML, Container.HTML, Container.MHTML):
            return 0.5
        if container is not Container.TEXT:
            return 0.0
        return 0.5 if _is_cut(head_text(probe.head)) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every row as the mapping for its shape says.

        Raises `UserError`: ``table_mapping_needed`` where there is none, ``table_empty``, and those of `opened`.
        """
        unmapped = read = False
        for sheet in shaped_sheets(source, ctx):
            mapping = mapping_in(ctx.options, sheet.shape)
            if mapping is None:
                unmapped = True
                continue
            rows = MappedRows(sheet, mapping, ctx.zone)
            if not rows.fits:
                unmapped = True
                continue
            read = True
            yield from rows.items()
            if rows.cut:
                ctx.warn("warn_bill_numbers_cut", count=rows.cut)
        if not read:
            raise UserError("table_mapping_needed" if unmapped else "table_empty", file=source.name)


def _holds_workbook(probe: Probe) -> bool:
    """Tell a workbook from the letters and slides that come in the same container; a damaged one counts as one."""
    import olefile

    if probe.source is None:
        return True
    try:
        with probe.source.open() as stream, olefile.OleFileIO(stream) as found:
            names = {path[0].lower() for path in found.listdir() if path}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, struct.error):
        # A folder that lies in itself has no end.
        return True
    return bool(names & _WORKBOOKS)


def _is_cut(text: str) -> bool:
    """Tell a table from prose with commas: most lines have as many cells, at least three, or two in every line."""
    lines = [line for line in text.splitlines()[:60] if line.strip()]
    if len(text) >= 60_000 and len(lines) > 1:
        lines = lines[:-1]
    delimiter = delimiter_of(lines)
    if not delimiter or not lines:
        return False
    widths = Counter(line.count(delimiter) + 1 for line in lines)
    width, count = widths.most_common(1)[0]
    if width >= 3:
        return count * 10 >= len(lines) * 6
    return width == 2 and count == len(lines) >= 2 and delimiter != "，"
