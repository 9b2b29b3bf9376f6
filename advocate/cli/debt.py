"""``debt``: the loans of a case, their ledgers, what they cost and which caps they pass."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from advocate.cli import shapes
from advocate.cli.arguments import amount, fee, repayment, session_of
from advocate.cli.output import Output
from advocate.domain.drafts import DebtDraft
from advocate.domain.ids import row_id, short_id
from advocate.domain.moments import parse_day
from advocate.domain.vocabulary import CreditorType

app = typer.Typer()


class Notified(StrEnum):
    """Whether the debtor was told of a sale."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


_NOTIFIED = {Notified.YES: True, Notified.NO: False, Notified.UNKNOWN: None}


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
    planned: Annotated[list[str] | None, typer.Option("--planned", metavar="DATE:AMOUNT")] = None,
    fees: Annotated[list[str] | None, typer.Option("--fee", metavar="KIND:AMOUNT[:DATE]")] = None,
    demanded: Annotated[str | None, typer.Option("--demanded", metavar="AMOUNT")] = None,
    demanded_on: Annotated[str | None, typer.Option("--demanded-on", metavar="DATE")] = None,
    contract_rate: Annotated[str | None, typer.Option("--contract-rate", metavar="PERCENT")] = None,
    platform: Annotated[str, typer.Option("--platform", metavar="NAME")] = "",
    sold_to: Annotated[str, typer.Option("--sold-to", metavar="NAME")] = "",
    sold_on: Annotated[str | None, typer.Option("--sold-on", metavar="DATE")] = None,
    sale_notified: Annotated[Notified, typer.Option("--sale-notified")] = Notified.UNKNOWN,
    currency: Annotated[str, typer.Option("--currency", metavar="CODE")] = "CNY",
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
        currency=currency,
        repayments=tuple(repayment(text) for text in repaid or ()),
        planned=tuple(repayment(text) for text in planned or ()),
        fees=tuple(fee(text) for text in fees or ()),
        demanded_on=None if demanded_on is None else parse_day(demanded_on),
        contract_rate=None if contract_rate is None else amount(contract_rate.rstrip("%％")),
        platform=platform,
        sold_to=sold_to,
        sold_on=None if sold_on is None else parse_day(sold_on),
        sale_notified=_NOTIFIED[sale_notified],
    )
    with session.vault() as vault, vault.write() as uow:
        case_id = cases.resolve(uow, case)
        debt_id = debts.add(uow, case_id, draft)
        findings.evaluate(uow, case_id)
    number = short_id("debt", debt_id)
    session.output.answer({"id": number}, lambda output: output.line("debt_added", id=number))


@app.command()
def repay(
    ctx: typer.Context,
    debt: Annotated[str, typer.Argument(metavar="DEBT")],
    payments: Annotated[list[str], typer.Argument(metavar="DATE:AMOUNT…")],
    as_plan: Annotated[bool, typer.Option("--as-plan")] = False,
) -> None:
    """Put repayments into the ledger of a loan."""
    from advocate.services import debts, findings

    session = session_of(ctx)
    debt_id = row_id("debt", debt)
    read = [repayment(text) for text in payments]
    with session.vault() as vault, vault.write() as uow:
        for on, much in read:
            debts.add_repayment(uow, debt_id, on, much, as_plan)
        findings.evaluate(uow, debts.case_of(uow, debt_id))
    number = short_id("debt", debt_id)
    session.output.answer({"id": number}, lambda output: output.line("debt_entered", id=number, count=len(read)))


@app.command("fee")
def add_fees(
    ctx: typer.Context,
    debt: Annotated[str, typer.Argument(metavar="DEBT")],
    fees: Annotated[list[str], typer.Argument(metavar="KIND:AMOUNT[:DATE]…")],
) -> None:
    """Put fees into the ledger of a loan."""
    from advocate.services import debts, findings

    session = session_of(ctx)
    debt_id = row_id("debt", debt)
    read = [fee(text) for text in fees]
    with session.vault() as vault, vault.write() as uow:
        for one in read:
            debts.add_fee(uow, debt_id, one)
        findings.evaluate(uow, debts.case_of(uow, debt_id))
    number = short_id("debt", debt_id)
    session.output.answer({"id": number}, lambda output: output.line("debt_entered", id=number, count=len(read)))


@app.command()
def show(ctx: typer.Context, case: Annotated[str, typer.Argument(metavar="CASE")]) -> None:
    """Show the loans of a case with their annual cost beside the caps."""
    from advocate.services import cases, debts

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        found = debts.assessed(uow, cases.resolve(uow, case))
    document = [shapes.assessed(view, one, session.lang, session.output.text) for view, one in found]
    columns = ("id", "creditor", "lender_type", "principal", "received", "demanded", "date")

    def show_debts(output: Output) -> None:
        rows = [
            [output.label("creditor_type", row[c]) if c == "lender_type" else row[c] for c in columns]
            for row in document
        ]
        output.table([f"col.{column}" for column in columns], rows, "no_debts")
        for row in document:
            _show_cost(output, row)

    session.output.answer(document, show_debts)


def _show_cost(output: Output, row: dict[str, Any]) -> None:
    output.line("debt_cost_of", id=row["id"], creditor=row["creditor"])
    for sentence in (*row["working"], *row["notes"]):
        output.line("debt_line", text=sentence)
    caps = [
        (
            cap["rule"],
            cap["title"],
            "" if cap["rate"] is None else f"{cap['rate']:.2%}",
            output.text({True: "debt_over", False: "debt_within", None: "debt_not_known"}[cap["exceeded"]]),
            "" if cap["excess_amount"] is None else f"{cap['excess_amount']:,.2f} {row['currency']}",
            cap["confidence"],
        )
        for cap in row["caps"]
    ]
    if caps:
        columns = ("rule", "title", "cap", "result", "excess", "confidence")
        output.table([f"col.{column}" for column in columns], caps, "nothing")
    for cap in row["caps"]:
        for sentence in (*cap["working"], *cap["review"]):
            output.line("debt_cap_line", rule=cap["rule"], text=sentence)
    for one in row["not_measured"]:
        output.line("debt_outside_line", rule=one["rule"] or "–", text=one["why"])
    for one in row["tricks"]:
        output.line("debt_cap_line", rule=one["rule"] or "–", text=one["what"])
