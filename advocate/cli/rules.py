"""``rules``: the rule packs and their own examples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.domain.errors import UserError

app = typer.Typer()


@app.command("list")
def list_packs(ctx: typer.Context) -> None:
    """List the rule packs with version and date."""
    from advocate.services import rules

    session = session_of(ctx)
    document = rules.packs(session.lang)

    def show(output: Output) -> None:
        rows = [(p["name"], p["title"], p["version"], p["date"], len(p["rules"]), p["reviewer"]) for p in document]
        output.table(("col.pack", "col.title", "col.version", "col.date", "col.rules", "col.reviewer"), rows, "nothing")

    session.output.answer(document, show)


@app.command()
def check(
    ctx: typer.Context, files: Annotated[list[Path] | None, typer.Argument(metavar="FILE...", readable=False)] = None
) -> None:
    """Run the examples that rule packs carry; without FILE those of the packs in use."""
    from advocate.services import rules

    session = session_of(ctx)
    for file in files or ():
        if not file.exists():
            raise UserError("no_such_file", file=str(file))
    document: dict[str, Any] = rules.check(files or None)
    failed = document["failed"]
    message = session.output.text("examples_failed", count=len(failed))
    if failed:
        document["error"] = {"code": "examples_failed", "message": message, "details": {"count": len(failed)}}

    def show(output: Output) -> None:
        output.pairs([("col.rules", document["rules"]), ("col.examples", document["examples"])])
        rows = [(row["rule"], row["example"], row["problem"]) for row in failed]
        output.table(("col.rule", "col.examples", "col.detail"), rows, "all_examples_hold")

    session.output.answer(document, show)
    if failed:
        session.output.failed("examples_failed", message, {})
        raise typer.Exit(1)
