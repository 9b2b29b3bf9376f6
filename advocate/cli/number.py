"""``numbers``: what is known of telephone numbers across all cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from advocate.cli import shapes
from advocate.cli.arguments import session_of
from advocate.cli.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer()
_COLUMNS = ("number", "kind", "region", "cases", "contacts", "first", "last")


def _answer(output: Output, document: Any, rows: Sequence[dict[str, Any]]) -> None:
    def show(output: Output) -> None:
        cells = [[output.label("number_kind", row[c]) if c == "kind" else row[c] for c in _COLUMNS] for row in rows]
        output.table([f"col.{column}" for column in _COLUMNS], cells, "no_numbers")

    output.answer(document, show)


@app.command("list")
def list_numbers(ctx: typer.Context) -> None:
    """List all numbers that contacts came from."""
    from advocate.services import numbers

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        document = [shapes.number(view) for view in numbers.listing(uow, session.lang)]
    _answer(session.output, document, document)


@app.command()
def show(ctx: typer.Context, number: Annotated[str, typer.Argument(metavar="NUMBER")]) -> None:
    """Show what is known of one number, as written or in E.164."""
    from advocate.services import numbers

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        document = shapes.number(numbers.show(uow, number, session.lang))
    _answer(session.output, document, [document])
