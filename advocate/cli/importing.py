"""``import``: read files, folders and archives into a case."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from advocate.cli import imports, shapes
from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.cli.progress import long_work
from advocate.cli.session import Session, read_password
from advocate.domain.views import ImportReport

_SHOWN_PROBLEMS = 20


class Take(StrEnum):
    """Which entries of what is read become contacts."""

    ALL = "all"
    PROPOSED = "proposed"


def register(app: typer.Typer) -> None:
    """Add ``import``; ``formats``, ``list`` and ``undo`` are the same command with a word in place of files."""
    app.command("import")(import_files)


def import_files(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...|formats|list|undo ID", readable=False)],
    case: Annotated[str | None, typer.Option("--case", metavar="CASE")] = None,
    format_name: Annotated[str | None, typer.Option("--format", metavar="NAME")] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", metavar="ZONE")] = None,
    take: Annotated[Take, typer.Option("--take")] = Take.ALL,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    source_password_file: Annotated[Path | None, typer.Option("--source-password-file", metavar="FILE")] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", metavar="FILE")] = None,
) -> None:
    """Read files, folders and archives into a case; with a word instead: the formats, the imports, taking one back."""
    session = session_of(ctx)
    if imports.answered(ctx, session, files, case):
        return
    if case is None and files == [Path("formats")]:
        _formats(session)
        return
    if case is None:
        raise typer.BadParameter("--case", ctx, param_hint="--case")
    from advocate.services import cases, findings, importing, table_mappings

    options = None if mapping is None else {"mapping": table_mappings.from_file(mapping)}
    password = "" if source_password_file is None else read_password(source_password_file)
    with session.vault() as vault, long_work(session.output) as work:
        with vault.read() as uow:
            case_id = cases.resolve(uow, case)
            zone = timezone or cases.get(uow, case_id).zone
        job = importing.preview if dry_run else importing.run
        taking: dict[str, Any] = {} if dry_run else {"take": take.value}
        reading: dict[str, Any] = {"format": format_name, "zone": zone, "password": password, "options": options}
        report = job(vault, files, case_id, work, **reading, **taking)
        if options is not None and not dry_run:
            table_mappings.keep_for(vault, files, options["mapping"])
        if report.added and not dry_run:
            with vault.write() as uow:
                findings.evaluate(uow, case_id)
    _answer(session, report, zone)


def _answer(session: Session, report: ImportReport, zone: str) -> None:
    """Answer with what became of each file; one that could not be read makes it a failure, the others stay."""
    output = session.output
    refused = [item for item in report.files if item.refused]
    document: dict[str, Any] = {
        "files": [shapes.file_report(item, output.text, zone) for item in report.files],
        "contacts": report.added,
        "duplicates": report.duplicates,
        "evidence": report.evidence,
        "people": sum(item.people for item in report.files),
        "dry_run": report.preview,
    }
    message = ""
    if refused:
        first = refused[0].rejected[0]
        reason = output.text(first.reason, **dict(first.params))
        sentence = "files_not_readable" if report.preview else "files_refused"
        message = output.text(sentence, count=len(refused), file=refused[0].file, reason=reason)
        details = {"files": [item.file for item in refused]}
        document["error"] = {"code": "files_refused", "message": message, "details": details}
    output.answer(document, lambda output: _show(output, report, document))
    if refused:
        output.failed("files_refused", message, {})
        raise typer.Exit(1)


def _show(output: Output, report: ImportReport, document: dict[str, Any]) -> None:
    columns = ("file", "format", "contacts", "duplicates", "other", "evidence")
    rows = [[row[c] for c in columns] for row in document["files"]]
    output.table([f"col.{column}" for column in columns], rows, "nothing")
    for row, item in zip(document["files"], report.files, strict=True):
        for problem in row["problems"][:_SHOWN_PROBLEMS]:
            output.line("import_problem", where=problem["where"] or item.file, reason=problem["reason"])
        hidden = item.rejected_count - item.other - min(len(row["problems"]), _SHOWN_PROBLEMS)
        if hidden > 0:
            output.line("import_more_problems", count=hidden)
        for warning in row["warnings"]:
            output.line("import_warning", text=warning)
    output.line("import_preview" if report.preview else "import_done", count=report.added)


def _formats(session: Session) -> None:
    from advocate.services import importing

    document = importing.formats(session.lang)

    def show(output: Output) -> None:
        rows = [(entry["name"], entry["title"], entry["recognised"]) for entry in document]
        output.table(("col.format", "col.name", "col.recognised"), rows, "nothing")

    session.output.answer(document, show)
