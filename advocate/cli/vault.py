"""``vault``: create, look at and check a vault."""

from __future__ import annotations

import typer

from advocate.cli import remembered, shapes
from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.cli.progress import long_work
from advocate.domain.views import VerifyReport

app = typer.Typer()


@app.command()
def create(ctx: typer.Context) -> None:
    """Create a new vault in the folder given by --vault."""
    from advocate.services import vaults

    session = session_of(ctx)
    path = session.vault_path(new=True)
    created = vaults.create(path, session.password(confirm=True))
    try:
        info = vaults.info(created.vault)
    finally:
        created.vault.close()
    remembered.remember(path)
    document = {"vault": str(path.absolute()), "schema": info.schema, "recovery_code": created.recovery_code}

    def show(output: Output) -> None:
        output.pairs([("col.vault", document["vault"]), ("col.recovery_code", document["recovery_code"])])
        output.note("keep_recovery_code")

    session.output.answer(document, show)


@app.command()
def info(ctx: typer.Context) -> None:
    """Show how much the vault holds."""
    from advocate.services import vaults

    session = session_of(ctx)
    with session.vault() as vault:
        view = vaults.info(vault)
    document = {
        "vault": view.path,
        "schema": view.schema,
        "cases": view.cases,
        "contacts": view.contacts,
        "evidence": view.evidence,
        "numbers": view.numbers,
        "complaints": view.complaints,
        "bytes": view.size_bytes,
    }
    session.output.answer(
        document, lambda output: output.pairs((f"col.{key}", value) for key, value in document.items())
    )


@app.command()
def verify(ctx: typer.Context) -> None:
    """Check database, audit chain and every evidence file."""
    from advocate.services import vaults

    session = session_of(ctx)
    with session.vault() as vault, long_work(session.output) as work:
        report = vaults.verify(vault, work)
    answer_report(session.output, report)


def answer_report(output: Output, report: VerifyReport) -> None:
    """Answer with a report; with problems it is a failure, and the document says so as every failure does."""
    document = shapes.verify(report)
    message = output.text("verify_failed", count=len(report.problems))
    if not report.ok:
        document["error"] = {"code": "verify_failed", "message": message, "details": {"count": len(report.problems)}}

    def show(output: Output) -> None:
        output.pairs((f"checked.{key}", value) for key, value in report.checked.items())
        if report.ok:
            output.line("verify_ok")
        else:
            rows = [(p.kind, p.id, p.detail) for p in report.problems]
            output.table(("col.kind", "col.id", "col.detail"), rows, "nothing")

    output.answer(document, show)
    if not report.ok:
        output.failed("verify_failed", message, {})
        raise typer.Exit(1)
