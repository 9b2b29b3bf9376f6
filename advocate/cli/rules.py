"""``rules``: the rule packs and their own examples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from advocate.cli.arguments import session_of

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_packs(ctx: typer.Context) -> None:
    """List the rule packs with version and date."""


@app.command()
def check(ctx: typer.Context, files: Annotated[list[Path] | None, typer.Argument(metavar="FILE...")] = None) -> None:
    """Run the examples that rule packs carry; without FILE those of the packs in use."""
