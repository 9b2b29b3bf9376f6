"""Any file that holds tables, opened as sheets of rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from advocate.domain.errors import UserError
from advocate.importers.base import HEAD_BYTES, ReadContext
from advocate.importers.sources import Source
from advocate.importers.tables import delimited, json_rows, markup
from advocate.importers.tables.kinds import Container, container_of
from advocate.importers.tables.rows import Sheet


@contextmanager
def opened(source: Source, ctx: ReadContext, container: Container | None = None) -> Iterator[list[Sheet]]:
    """Open the sheets of a file; raises `UserError` where that cannot be done or it holds no table."""
    sheets = _sheets_of(source, ctx, container)
    try:
        yield sheets
    finally:
        for sheet in sheets:
            sheet.close()


def _sheets_of(source: Source, ctx: ReadContext, container: Container | None) -> list[Sheet]:
    if container is None:
        with source.open() as stream:
            head = stream.read(HEAD_BYTES)
        if not head:
            raise UserError("file_empty", file=source.name)
        container = container_of(head)
    # The libraries of workbooks and PDFs are loaded when there is one: the window starts without them.
    if container in (Container.XLS, Container.XLSX):
        from advocate.importers.tables import workbooks

        read = workbooks.xls_sheets if container is Container.XLS else workbooks.xlsx_sheets
        return read(source, ctx)
    if container is Container.HTML:
        return markup.html_sheets(source, ctx)
    if container is Container.MHTML:
        return markup.mhtml_sheets(source, ctx)
    if container is Container.SPREADSHEETML:
        return markup.spreadsheetml_sheets(source, ctx)
    if container is Container.JSON:
        return json_rows.json_sheets(source, ctx)
    if container is Container.PDF:
        from advocate.importers.tables import pdf_rows

        return pdf_rows.pdf_sheets(source, ctx)
    if container is Container.TEXT:
        return [delimited.sheet_of(source, ctx)]
    raise UserError("table_not_found", file=source.name)
