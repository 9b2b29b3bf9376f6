"""``deadlines``: the dates that the law sets, over all cases."""

from __future__ import annotations

from typing import Annotated

import typer

from advocate.cli import shapes
from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.domain.moments import parse_day


def deadlines(
    ctx: typer.Context,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE")] = None,
) -> None:
    """List the dates that the law sets."""
    from advocate.services import deadlines as service

    session = session_of(ctx)
    last = None if until is None else parse_day(until)
    with session.vault() as vault, vault.read() as uow:
        found = service.listing(uow, last, lang=session.lang)
    document = [shapes.deadline(view) for view in found]

    def show(output: Output) -> None:
        rows = [
            (
                view.due.isoformat(),
                output.text(
                    "deadline_overdue" if view.overdue else ("deadline_warn" if view.warn else "deadline_runs")
                ),
                view.case,
                view.complaint,
                view.what,
                view.clause,
                view.confidence.value if view.confidence else "",
            )
            for view in found
        ]
        columns = ("due", "status", "case", "complaint", "what", "clause", "confidence")
        output.table([f"col.{column}" for column in columns], rows, "no_deadlines")
        for view in found:
            for sentence in (*view.counted, *view.review):
                output.line("deadline_line", due=view.due.isoformat(), case=view.case, text=sentence)

    session.output.answer(document, show)
