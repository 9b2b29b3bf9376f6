"""``notice``: what was made known between the two sides; rules go by it from then on."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from advocate.cli import shapes
from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.domain.errors import UserError
from advocate.domain.ids import row_id, short_id
from advocate.domain.moments import parse_day, parse_moment
from advocate.domain.notices import NoticeDraft
from advocate.domain.vocabulary import Medium, NoticeKind

app = typer.Typer()
_COLUMNS = ("id", "kind", "at", "sender", "recipient", "creditor", "evidence")


@app.command()
def add(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE")],
    kind: Annotated[NoticeKind, typer.Option("--kind")],
    at: Annotated[str, typer.Option("--at", metavar="TIME")],
    sender: Annotated[str, typer.Option("--sender", metavar="WHO")] = "",
    recipient: Annotated[str, typer.Option("--recipient", metavar="WHO")] = "",
    debt: Annotated[str | None, typer.Option("--debt", metavar="DEBT")] = None,
    delivered: Annotated[Medium | None, typer.Option("--delivered", metavar="MEDIUM")] = None,
    medium: Annotated[Medium | None, typer.Option("--medium")] = None,
    number: Annotated[str, typer.Option("--number", metavar="NUMBER")] = "",
    person: Annotated[str, typer.Option("--person", metavar="NAME")] = "",
    hours: Annotated[str, typer.Option("--hours", metavar="HH:MM-HH:MM")] = "",
    until: Annotated[str | None, typer.Option("--until", metavar="DATE")] = None,
    text: Annotated[str, typer.Option("--text", metavar="TEXT")] = "",
    evidence: Annotated[str | None, typer.Option("--evidence", metavar="ID")] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", metavar="ZONE")] = None,
) -> None:
    """Record a refusal, a consent, a letter, a warning or an agreement."""
    from advocate.services import cases, findings, notices

    session = session_of(ctx)
    since, dash, end = hours.partition("-")
    if hours and not dash:
        raise UserError("bad_clock", text=hours[:20])
    with session.vault() as vault, vault.write() as uow:
        case_id = cases.resolve(uow, case)
        draft = NoticeDraft(
            case_id=case_id,
            kind=kind,
            moment=parse_moment(at, timezone or cases.get(uow, case_id).zone),
            sender=sender,
            recipient=recipient,
            debt_id=None if debt is None else row_id("debt", debt),
            delivered=delivered,
            medium=medium,
            number=number,
            person=person,
            hours_from=since,
            hours_until=end,
            until=None if until is None else parse_day(until),
            text=text,
            evidence_id=None if evidence is None else row_id("evidence", evidence),
        )
        notice_id = notices.add(uow, draft)
        findings.evaluate(uow, case_id)
    document = {"id": short_id("notice", notice_id)}
    session.output.answer(document, lambda output: output.line("notice_added", id=document["id"]))


@app.command("list")
def list_notices(ctx: typer.Context, case: Annotated[str, typer.Argument(metavar="CASE")]) -> None:
    """List what was made known in a case, in order of time."""
    from advocate.services import cases, notices

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        document: list[dict[str, Any]] = [
            shapes.notice(view) for view in notices.listing(uow, cases.resolve(uow, case))
        ]

    def show(output: Output) -> None:
        rows = [
            [output.label("notice_kind", row[c]) if c == "kind" else row[c] or "" for c in _COLUMNS] for row in document
        ]
        output.table([f"col.{column}" for column in _COLUMNS], rows, "no_notices")

    session.output.answer(document, show)


@app.command()
def remove(ctx: typer.Context, notice: Annotated[str, typer.Argument(metavar="NOTICE")]) -> None:
    """Take a notice out of its case; rules no longer go by it."""
    from advocate.services import findings, notices

    session = session_of(ctx)
    notice_id = row_id("notice", notice)
    with session.vault() as vault, vault.write() as uow:
        findings.evaluate(uow, notices.remove(uow, notice_id))
    number = short_id("notice", notice_id)
    session.output.answer({"id": number}, lambda output: output.line("notice_removed", id=number))
