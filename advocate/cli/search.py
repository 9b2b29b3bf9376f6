"""``search``: words in what collectors wrote and said."""

from __future__ import annotations

from typing import Annotated

import typer

from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.domain.ids import short_id


def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY")],
    case: Annotated[str | None, typer.Option("--case", metavar="CASE")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000)] = 200,
) -> None:
    """Search the contacts of all cases, best hits first."""
    from advocate.services import cases
    from advocate.services import search as service

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        case_id = None if case is None else cases.resolve(uow, case)
        hits = service.contacts(uow, query, case_id=case_id, limit=limit)
    document = [
        {
            "kind": hit.kind,
            "id": short_id(hit.kind, hit.id),
            "case": hit.case_number,
            "snippet": hit.snippet,
            "at": hit.moment.iso(),
            "number": hit.number,
        }
        for hit in hits
    ]
    columns = ("id", "case", "at", "snippet")

    def show(output: Output) -> None:
        rows = [[row[c] for c in columns] for row in document]
        output.table([f"col.{column}" for column in columns], rows, "no_hits")

    session.output.answer(document, show)
