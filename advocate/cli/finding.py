"""``findings`` and ``finding``: what the rules suggest, what a person decides."""

from __future__ import annotations

from typing import Annotated

import typer

from advocate.cli import shapes
from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.cli.session import Session
from advocate.domain.errors import UserError
from advocate.domain.ids import row_id

app = typer.Typer()


def findings(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE")],
    pack: Annotated[str | None, typer.Option("--pack", metavar="NAME")] = None,
) -> None:
    """List what the rules suggest for a case and what was decided."""
    from advocate.services import cases, rules
    from advocate.services import findings as service

    session = session_of(ctx)
    packs = [found["name"] for found in rules.packs(session.lang)]
    if pack is not None and pack not in packs:
        raise UserError("no_such_pack", pack=pack[:40])
    with session.vault() as vault, vault.write() as uow:
        case_id = cases.resolve(uow, case)
        view = cases.get(uow, case_id)
        # The rules may be newer than the last look at this case, or an import may have been cut off before it.
        service.evaluate(uow, case_id)
        of_case = view.jurisdiction if view.jurisdiction in packs else packs[0]
        found = service.listing(uow, case_id, session.lang) if pack in (None, of_case) else []
    document = [shapes.finding(item, view.zone) for item in found]
    columns = ("id", "rule", "title", "status", "force", "review", "why")

    def show(output: Output) -> None:
        rows = [
            [output.label("finding_status", row[c]) if c == "status" else row[c] for c in columns] for row in document
        ]
        output.table([f"col.{column}" for column in columns], rows, "no_findings")

    session.output.answer(document, show)


@app.command()
def show(ctx: typer.Context, finding_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show a finding with what it still has to prove and who decided what."""
    from advocate.services import cases
    from advocate.services import findings as service

    session = session_of(ctx)
    row = row_id("finding", finding_id)
    with session.vault() as vault, vault.read() as uow:
        view = service.get(uow, row, session.lang)
        document = shapes.finding_in_full(view, service.history(uow, row), cases.get(uow, view.case_id).zone)

    def tell(output: Output) -> None:
        status = output.label("finding_status", view.status.value)
        pairs = [(f"col.{name}", document[name]) for name in ("id", "rule", "title", "clause", "why", "review")]
        output.pairs([*pairs, ("col.status", status), ("col.grade", output.label("grade", view.grade))])
        elements = [
            (
                output.text("element_have" if e.have else "element_missing"),
                e.title,
                "" if e.have else e.how,
                "\n".join(e.until),
            )
            for e in view.elements
        ]
        output.table(("col.status", "col.element", "col.how", "col.until"), elements, "nothing")
        decisions = [(h["at"], h["by"], output.label("finding_status", h["to"]), h["why"]) for h in document["history"]]
        output.table(("col.decided_at", "col.decided_who", "col.status", "col.why"), decisions, "no_decisions")

    session.output.answer(document, tell)


@app.command()
def confirm(
    ctx: typer.Context,
    finding_id: Annotated[str, typer.Argument(metavar="ID")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT")] = "",
) -> None:
    """Confirm a finding: it may go into a complaint."""
    _decide(session_of(ctx), finding_id, why, confirmed=True)


@app.command()
def reject(
    ctx: typer.Context,
    finding_id: Annotated[str, typer.Argument(metavar="ID")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT")],
) -> None:
    """Reject a finding, with the reason."""
    _decide(session_of(ctx), finding_id, why, confirmed=False)


def _decide(session: Session, text: str, why: str, *, confirmed: bool) -> None:
    from advocate.services import cases
    from advocate.services import findings as service

    finding_id = row_id("finding", text)
    with session.vault() as vault:
        with vault.write() as uow:
            if confirmed:
                service.confirm(uow, finding_id, why)
            else:
                service.reject(uow, finding_id, why)
        with vault.read() as uow:
            view = service.get(uow, finding_id, session.lang)
            zone = cases.get(uow, view.case_id).zone
    document = shapes.finding(view, zone)
    session.output.answer(
        document,
        lambda output: output.line(
            "finding_decided",
            id=document["id"],
            rule=view.rule,
            status=output.label("finding_status", view.status.value),
        ),
    )
