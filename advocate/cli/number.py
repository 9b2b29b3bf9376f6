"""``numbers``: what is known of telephone numbers across all cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from advocate.cli import shapes
from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.cli.progress import long_work
from advocate.domain.ids import short_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advocate.cli.session import Session
    from advocate.storage.vault import Vault

app = typer.Typer()
_BATCH_COLUMNS = ("col.batch", "col.score", "col.status", "col.numbers", "col.cases", "col.reasons")
_COLUMNS = ("number", "kind", "region", "cases", "contacts", "first", "last")


def _answer(output: Output, document: Any, rows: Sequence[dict[str, Any]]) -> None:
    def show(output: Output) -> None:
        cells = [[output.label("number_kind", row[c]) if c == "kind" else row[c] for c in _COLUMNS] for row in rows]
        output.table([f"col.{column}" for column in _COLUMNS], cells, "no_numbers")

    output.answer(document, show)


def _refresh(session: Session, vault: Vault) -> None:
    """Bring the batches in line with what was added since."""
    from advocate.services import batches

    with long_work(session.output) as job, vault.write() as uow:
        batches.recompute(uow, job)


@app.command("list")
def list_numbers(ctx: typer.Context) -> None:
    """List all numbers that contacts came from."""
    from advocate.services import numbers

    session = session_of(ctx)
    with session.vault() as vault:
        _refresh(session, vault)
        with vault.read() as uow:
            document = [shapes.number(view) for view in numbers.listing(uow, session.lang)]
    _answer(session.output, document, document)


@app.command()
def show(ctx: typer.Context, number: Annotated[str, typer.Argument(metavar="NUMBER")]) -> None:
    """Show what is known of one number, as written or in E.164."""
    from advocate.services import numbers

    session = session_of(ctx)
    with session.vault() as vault:
        _refresh(session, vault)
        with vault.read() as uow:
            document = shapes.number(numbers.show(uow, number, session.lang))
    _answer(session.output, document, [document])


@app.command("batches")
def list_batches(ctx: typer.Context) -> None:
    """List the numbers that seem to be of one batch of cards, with the reasons."""
    from advocate.services import batches

    session = session_of(ctx)
    with session.vault() as vault:
        _refresh(session, vault)
        with vault.read() as uow:
            views = batches.listing(uow)

    def show(output: Output) -> None:
        rows = [
            (
                short_id("batch", view.id),
                f"{view.score:g}",
                output.label("batch_status", view.status.value),
                len(view.numbers),
                " ".join(view.cases),
                " ".join(batches.sentence(reason, session.lang) for reason in view.reasons),
            )
            for view in views
        ]
        output.table(_BATCH_COLUMNS, rows, "no_batches")

    session.output.answer([shapes.batch(view, session.lang) for view in views], show)
