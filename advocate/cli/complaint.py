"""``complaint``: choose a channel, draft, complete and build what is filed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from advocate.cli.arguments import assignments, session_of
from advocate.cli.output import Output
from advocate.cli.progress import long_work
from advocate.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advocate.domain.facts import Reason
from advocate.domain.views import MissingField

app = typer.Typer()


def _missing(fields: Sequence[MissingField]) -> list[dict[str, Any]]:
    return [{"field": item.field, "why": item.why, "label": item.label} for item in fields]


def _answer_missing(
    output: Output, number: str, fields: Sequence[MissingField], notices: Sequence[Reason], code: str
) -> None:
    told = [output.text(notice.code, **dict(notice.params)) for notice in notices]
    document = {"id": number, "missing": _missing(fields), "notices": told}

    def show(output: Output) -> None:
        output.line(code, id=number)
        if fields:
            output.line("complaint_missing", count=len(fields))
            output.table(("col.field", "col.label", "col.why"), [(m.field, m.label, m.why) for m in fields], "nothing")
        for notice in told:
            output.line("complaint_notice", text=notice)

    output.answer(document, show)


@app.command()
def channels(ctx: typer.Context, case: Annotated[str | None, typer.Option("--case", metavar="CASE")] = None) -> None:
    """List the ways to complain, and with --case whether they fit."""
    from advocate.services import cases, complaints

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        case_id = None if case is None else cases.resolve(uow, case)
        views = complaints.channels(uow, case_id, session.lang)
    document = [
        {
            "id": view.id,
            "regulator": view.regulator,
            "title": view.title,
            "fits": view.fits,
            "why": view.why,
            "missing": _missing(view.missing),
            "takes": view.takes,
            "who": view.who,
            "hotline": view.hotline,
            "confidence": view.confidence,
        }
        for view in views
    ]

    def show(output: Output) -> None:
        fits = {True: output.text("answer.yes"), False: output.text("answer.no"), None: "?"}
        rows = [(v.id, v.regulator, v.title, fits[v.fits], v.why, len(v.missing)) for v in views]
        columns = ("col.id", "col.regulator", "col.title", "col.fits", "col.why", "col.missing")
        output.table(columns, rows, "nothing")

    session.output.answer(document, show)


@app.command()
def draft(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE")],
    channel: Annotated[str, typer.Option("--channel", metavar="ID")],
) -> None:
    """Draft a complaint through one channel."""
    from advocate.services import cases, complaints, integrity

    session = session_of(ctx)
    with session.vault() as vault:
        with vault.write() as uow:
            complaint_id = complaints.draft(uow, cases.resolve(uow, case), channel)
        with vault.read() as uow:
            number = complaints.get(uow, complaint_id, session.lang).number
            missing = complaints.missing(uow, complaint_id, session.lang)
            notices = integrity.notices(uow, complaint_id)
    _answer_missing(session.output, number, missing, notices, "complaint_drafted")


@app.command("set")
def set_fields(
    ctx: typer.Context,
    complaint: Annotated[str, typer.Argument(metavar="ID")],
    fields: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...")],
) -> None:
    """Set fields of a complaint."""
    from advocate.services import complaints, integrity

    session = session_of(ctx)
    values = assignments(fields)
    with session.vault() as vault:
        with vault.write() as uow:
            complaint_id = complaints.resolve(uow, complaint)
            complaints.set_fields(uow, complaint_id, values)
        with vault.read() as uow:
            number = complaints.get(uow, complaint_id, session.lang).number
            missing = complaints.missing(uow, complaint_id, session.lang)
            notices = integrity.notices(uow, complaint_id)
    _answer_missing(session.output, number, missing, notices, "complaint_changed")


@app.command()
def build(
    ctx: typer.Context,
    complaint: Annotated[str, typer.Argument(metavar="ID")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", readable=False)],
    draft: Annotated[bool, typer.Option("--draft")] = False,
) -> None:
    """Build the packet into a folder; refuses while something is missing, unless --draft."""
    from advocate.services import complaints

    session = session_of(ctx)
    with session.vault() as vault, long_work(session.output) as work:
        with vault.read() as uow:
            complaint_id = complaints.resolve(uow, complaint)
        try:
            packet = complaints.build(vault, complaint_id, out, draft, work, session.lang)
        except UserError as error:
            if error.code == "complaint_incomplete":
                with vault.read() as uow:
                    error.params["missing"] = _missing(complaints.missing(uow, complaint_id, session.lang))
            raise
    document = {
        "pdf": packet.pdf,
        "pages": packet.pages,
        "files": [{"path": path, "sha256": digest, "bytes": size} for path, digest, size in packet.files],
        "missing": _missing(packet.missing),
    }

    def show(output: Output) -> None:
        output.line("packet_built", pdf=packet.pdf, pages=packet.pages)
        output.table(("col.file", "col.bytes", "col.sha256"), [(p, s, d) for p, d, s in packet.files], "nothing")
        if packet.missing:
            output.line("packet_is_draft", count=len(packet.missing))

    session.output.answer(document, show)
