"""``evidence``: originals of a case."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any

import typer

from advocate.cli import shapes
from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.cli.progress import long_work
from advocate.cli.vault import answer_report
from advocate.domain.ids import row_id

app = typer.Typer()
_COLUMNS = ("id", "name", "type", "bytes", "added_at", "sha256")


def _answer_list(output: Output, document: list[dict[str, Any]]) -> None:
    def show(output: Output) -> None:
        rows = [[row[column] for column in _COLUMNS] for row in document]
        output.table([f"col.{column}" for column in _COLUMNS], rows, "no_evidence")

    output.answer(document, show)


@app.command()
def add(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", readable=False)],
    case: Annotated[str, typer.Option("--case", metavar="CASE")],
    contact: Annotated[str | None, typer.Option("--contact", metavar="ID")] = None,
) -> None:
    """Take files into the vault, unaltered and encrypted."""
    from advocate.services import cases, evidence

    session = session_of(ctx)
    contact_id = None if contact is None else row_id("contact", contact)
    with session.vault() as vault, long_work(session.output) as work:
        with vault.read() as uow:
            case_id = cases.resolve(uow, case)
            zone = cases.get(uow, case_id).zone
        views = evidence.add(vault, files, case_id, contact_id=contact_id, ctx=work)
    _answer_list(session.output, [shapes.evidence(view, zone) for view in views])


@app.command("list")
def list_evidence(
    ctx: typer.Context, case: Annotated[str | None, typer.Option("--case", metavar="CASE")] = None
) -> None:
    """List the evidence of a case, or of all."""
    from advocate.services import cases, evidence

    session = session_of(ctx)
    document: list[dict[str, Any]] = []
    with session.vault() as vault, vault.read() as uow:
        wanted = [cases.resolve(uow, case)] if case is not None else [row.id for row in cases.listing(uow)]
        for case_id in sorted(wanted):
            view = cases.get(uow, case_id)
            document.extend(
                shapes.evidence(item, view.zone) | {"case": view.summary.number}
                for item in evidence.listing(uow, case_id)
            )
    _answer_list(session.output, sorted(document, key=lambda row: row["id"]))


@app.command()
def verify(ctx: typer.Context, case: Annotated[str | None, typer.Option("--case", metavar="CASE")] = None) -> None:
    """Check every evidence file against its hash."""
    from advocate.services import cases, evidence

    session = session_of(ctx)
    with session.vault() as vault, long_work(session.output) as work:
        case_id = None
        if case is not None:
            with vault.read() as uow:
                case_id = cases.resolve(uow, case)
        report = evidence.verify(vault, case_id, work)
    answer_report(session.output, report)


@app.command()
def export(
    ctx: typer.Context,
    evidence_id: Annotated[str, typer.Argument(metavar="ID")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", readable=False)],
) -> None:
    """Write one original, decrypted and checked, into a folder."""
    from advocate.services import evidence

    session = session_of(ctx)
    with session.vault() as vault:
        path = evidence.export(vault, row_id("evidence", evidence_id), folder)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    document = {"file": str(path), "bytes": path.stat().st_size, "sha256": digest}
    session.output.answer(document, lambda output: output.line("exported", file=path))
