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


@app.command("read")
def read_text(
    ctx: typer.Context,
    evidence_ids: Annotated[list[str], typer.Argument(metavar="ID...")],
    captured: Annotated[str | None, typer.Option("--captured", metavar="TIME")] = None,
    accept: Annotated[bool, typer.Option("--accept")] = False,
    again: Annotated[bool, typer.Option("--again")] = False,
) -> None:
    """Read screenshots and propose contacts from them; nothing is a contact until it is accepted."""
    from advocate.domain.moments import parse_moment
    from advocate.jobs import ocr
    from advocate.services import cases, evidence, screenshots

    session = session_of(ctx)
    ids = [row_id("evidence", item) for item in evidence_ids]
    with session.vault() as vault, long_work(session.output) as work:
        with vault.read() as uow:
            zones = {item: cases.get(uow, evidence.get(uow, item).case_id).zone for item in ids}
        taken = {item: None if captured is None else parse_moment(captured, zones[item]).at_utc for item in ids}
        report = ocr.read(vault, ids, work, again=again)
        problems = {problem.evidence_id: problem for problem in report.problems}
        document = []
        for item in ids:
            if item in problems:
                sentence = session.output.text(problems[item].code, **problems[item].params)
                document.append(shapes.unread(item, problems[item].code, sentence))
                continue
            with vault.write() as uow:
                when = taken[item]
                if when is not None:
                    screenshots.set_captured(uow, item, when)
                if accept:
                    screenshots.accept_certain(uow, item)
                document.append(shapes.screenshot(screenshots.view(uow, item), session.output.text))
    _answer_read(session.output, document)


def _answer_read(output: Output, document: list[dict[str, Any]]) -> None:
    def show(output: Output) -> None:
        for item in document:
            output.line("screenshot.heading", id=item["id"], name=item["title"] or item["name"], kind=item["kind"])
            if item["problem"]:
                output.line("screenshot.problem", reason=item["problem"]["message"])
                continue
            rows = [
                [row["status"], row["direction"], row["number"], row["at"] or row["time_written"], row["text"]]
                for row in item["rows"]
            ]
            output.table([f"col.{name}" for name in ("status", "direction", "number", "at", "text")], rows, "no_rows")

    output.answer(document, show)


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
