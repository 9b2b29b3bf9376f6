"""``search``: words in what collectors wrote and said."""

from __future__ import annotations

from typing import Annotated

import typer

from advocate.cli.arguments import session_of


def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY")],
    case: Annotated[str | None, typer.Option("--case", metavar="CASE")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000)] = 200,
) -> None:
    """Search the contacts of all cases, best hits first."""
