"""``rules``: the rule packs and their own examples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.cli.progress import long_work
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


@app.command()
def difference(ctx: typer.Context, pack: Annotated[str, typer.Argument(metavar="PACK")]) -> None:
    """Show case by case what another text of a pack would change; PACK is a shipped pack's name or a folder."""
    from advocate.services import rules

    session = session_of(ctx)
    with session.vault() as vault, long_work(session.output) as work:
        found = rules.difference(vault, _pack(pack), work)
    document: list[dict[str, Any]] = [
        {
            "case": case.number,
            "appears": [candidate.rule for candidate in case.appears],
            "vanishes": [candidate.rule for candidate in case.vanishes],
            "changes": [candidate.rule for candidate, _ in case.changes],
            "decided": case.decided,
        }
        for case in found
    ]

    def show(output: Output) -> None:
        columns = ("case", "appears", "vanishes", "changes")
        rows = [(row["case"], *("\n".join(row[name]) for name in columns[1:]), row["decided"]) for row in document]
        output.table([f"col.{name}" for name in (*columns, "decided")], rows, "no_difference")

    session.output.answer(document, show)


@app.command()
def adopt(ctx: typer.Context, pack: Annotated[str, typer.Argument(metavar="PACK")]) -> None:
    """Go by another text of a pack from now on and evaluate the cases anew; see rules difference first."""
    from advocate.services import rules

    session = session_of(ctx)
    with session.vault() as vault, long_work(session.output) as work:
        cases = rules.adopt(vault, _pack(pack), work)
        with vault.read() as uow:
            adopted = rules.adopted(uow)[0]
    document = {"pack": adopted["name"], "version": adopted["version"], "cases": cases}
    session.output.answer(document, lambda output: output.line("pack_adopted", **document))


def _pack(text: str) -> str | Path:
    """Return a folder as one, else the name as it is."""
    return Path(text) if Path(text).is_dir() else text
