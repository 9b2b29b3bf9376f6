"""``debt``: the loans of a case."""

from __future__ import annotations

from typing import Annotated

import typer

from advocate.cli import shapes
from advocate.cli.arguments import amount, repayment, session_of
from advocate.cli.output import Output
from advocate.domain.drafts import DebtDraft
from advocate.domain.ids import short_id
from advocate.domain.moments import parse_day
from advocate.domain.vocabulary import CreditorType

app = typer.Typer()


@app.command()
def add(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE")],
    creditor: Annotated[str, typer.Option("--creditor", metavar="NAME")],
    principal: Annotated[str, typer.Option("--principal", metavar="AMOUNT")],
    received: Annotated[str, typer.Option("--received", metavar="AMOUNT")],
    date: Annotated[str, typer.Option("--date", metavar="DATE")],
    lender_type: Annotated[CreditorType, typer.Option("--lender-type")] = CreditorType.UNKNOWN,
    repaid: Annotated[list[str] | None, typer.Option("--repaid", metavar="DATE:AMOUNT")] = None,
    demanded: Annotated[str | None, typer.Option("--demanded", metavar="AMOUNT")] = None,
) -> None:
    """Add a loan to a case."""
    from advocate.services import cases, debts, findings

    session = session_of(ctx)
    draft = DebtDraft(
        creditor=creditor,
        creditor_type=lender_type,
        principal=amount(principal),
        received=amount(received),
        contract_date=parse_day(date),
        demanded=None if demanded is None else amount(demanded),
        repayments=tuple(repayment(text) for text in repaid or ()),
    )
    with session.vault() as vault, vault.write() as uow:
        case_id = cases.resolve(uow, case)
        debt_id = debts.add(uow, case_id, draft)
        findings.evaluate(uow, case_id)
    number = short_id("debt", debt_id)
    session.output.answer({"id": number}, lambda output: output.line("debt_added", id=number))


@app.command()
def show(ctx: typer.Context, case: Annotated[str, typer.Argument(metavar="CASE")]) -> None:
    """Show the loans of a case."""
    from advocate.services import cases, debts

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        document = [shapes.debt(view) for view in debts.listing(uow, cases.resolve(uow, case))]
    columns = ("id", "creditor", "lender_type", "principal", "received", "demanded", "date")

    def show_debts(output: Output) -> None:
        rows = [
            [output.label("creditor_type", row[c]) if c == "lender_type" else row[c] for c in columns]
            for row in document
        ]
        output.table([f"col.{column}" for column in columns], rows, "no_debts")

    session.output.answer(document, show_debts)
