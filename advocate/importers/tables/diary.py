"""The diary that people keep on paper or in a table: the columns of the form, coming back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advocate.domain.diary import COLUMNS
from advocate.domain.errors import AdvocateError, UserError
from advocate.domain.table_mappings import TableMapping
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.sources import Source
from advocate.importers.tables.columns import normal
from advocate.importers.tables.kinds import Container, container_of
from advocate.importers.tables.mapped import MappedRows
from advocate.importers.tables.shapes import shaped_sheets

_LEAST_HEADS = 6
_KNOWN = {normal(word): column.field for column in COLUMNS for word in (column.zh, column.en)}


class Diary:
    """The importer of the diary's table."""

    name = "diary"
    kind = SourceKind.DIARY
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Return how sure the heads of the form make it."""
        container = container_of(probe.head, probe.members)
        if probe.source is None or container in (Container.NONE, Container.PDF, Container.JSON):
            return 0.0
        try:
            for sheet in shaped_sheets(probe.source, ReadContext(probe.name), container):
                if mapping_of(sheet.heads) is not None:
                    return 0.98
                break
        except AdvocateError:
            return 0.0
        return 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every row that was filled in; raises `UserError` ``diary_not_found`` and those of `opened`."""
        found = False
        for sheet in shaped_sheets(source, ctx):
            mapping = mapping_of(sheet.heads)
            if mapping is None:
                continue
            found = True
            yield from MappedRows(sheet, mapping, ctx.zone, "diary").items()
        if not found:
            raise UserError("diary_not_found", file=source.name)


def mapping_of(heads: Sequence[str]) -> TableMapping | None:
    """Return the mapping of a table with the form's heads, in either language and any order; None for another one."""
    columns = {_KNOWN[word]: head for head in reversed(heads) if (word := normal(head)) in _KNOWN}
    if len(columns) < _LEAST_HEADS or "date" not in columns or "text" not in columns:
        return None
    return TableMapping(tuple((head, name) for name, head in columns.items()))
