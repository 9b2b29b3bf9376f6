"""``case``: debtors' matters and what documents need to know of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from advocate.cli import shapes
from advocate.cli.arguments import assignments, session_of
from advocate.cli.output import Output
from advocate.domain.drafts import CaseDraft, ClientDraft
from advocate.domain.moments import DEFAULT_ZONES, SEVERAL_ZONES

app = typer.Typer()


@app.command()
def add(
    ctx: typer.Context,
    client: Annotated[str, typer.Option("--client", metavar="NAME")],
    phone: Annotated[str, typer.Option("--phone", metavar="NUMBER")] = "",
    jurisdiction: Annotated[str, typer.Option("--jurisdiction", metavar="CODE")] = "cn",
) -> None:
    """Open a case for a client."""
    from advocate.services import cases

    session = session_of(ctx)
    zone = DEFAULT_ZONES.get(jurisdiction, "Asia/Shanghai")
    known = jurisdiction not in SEVERAL_ZONES
    draft = CaseDraft(ClientDraft(client, phone=phone, zone=zone, zone_known=known), jurisdiction=jurisdiction)
    with session.vault() as vault:
        with vault.write() as uow:
            case_id = cases.add(uow, draft)
        with vault.read() as uow:
            number = cases.get(uow, case_id).summary.number
    session.output.answer({"id": number}, lambda output: output.line("case_added", id=number))


@app.command("set")
def set_fields(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE")],
    fields: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...")],
) -> None:
    """Set fields of a case; ``case fields`` lists them."""
    from advocate.services import cases

    session = session_of(ctx)
    values = assignments(fields)
    with session.vault() as vault:
        with vault.write() as uow:
            case_id = cases.resolve(uow, case)
            cases.set_fields(uow, case_id, values)
        with vault.read() as uow:
            number = cases.get(uow, case_id).summary.number
    session.output.answer({"id": number}, lambda output: output.line("case_changed", id=number))


@app.command("fields")
def list_fields(ctx: typer.Context) -> None:
    """List the fields that documents need, with their labels."""
    from advocate.services import cases

    session = session_of(ctx)
    fields = cases.fields()
    document = [
        {
            "name": field.name,
            "label": field.label_en if session.lang == "en" else field.label_zh,
            "label_zh": field.label_zh,
            "label_en": field.label_en,
            "group": field.group,
        }
        for field in fields
    ]

    def show(output: Output) -> None:
        output.table(("col.field", "col.label"), [(row["name"], row["label"]) for row in document], "nothing")

    session.output.answer(document, show)


@app.command("list")
def list_cases(ctx: typer.Context) -> None:
    """List all cases."""
    from advocate.services import cases

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        document = [shapes.case_row(row) for row in cases.listing(uow)]
    columns = ("id", "client", "status", "contacts", "evidence", "findings_open", "findings_confirmed", "next_deadline")

    def show(output: Output) -> None:
        rows = [
            [output.label("case_status", str(row[c])) if c == "status" else row[c] for c in columns] for row in document
        ]
        output.table([f"col.{column}" for column in columns], rows, "no_cases")

    session.output.answer(document, show)


@app.command()
def show(ctx: typer.Context, case: Annotated[str, typer.Argument(metavar="CASE")]) -> None:
    """Show one case whole."""
    from advocate.services import cases, complaints, debts

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        case_id = cases.resolve(uow, case)
        view = cases.get(uow, case_id)
        filings = complaints.listing(uow, case_id, session.lang)
        loans = debts.assessed(uow, case_id)
    document = shapes.case(view)
    document["debts"] = [shapes.assessed(loan, cost, session.lang, session.output.text) for loan, cost in loans]
    document["complaint_list"] = [{"id": c.number, "channel": c.channel, "status": c.status.value} for c in filings]

    def show_case(output: Output) -> None:
        summary = view.summary
        output.pairs(
            [
                ("col.id", summary.number),
                ("col.client", summary.client),
                ("col.status", output.label("case_status", summary.status.value)),
                ("col.contacts", summary.contacts),
                ("col.evidence", summary.evidence),
                ("col.findings_open", summary.findings_open),
                ("col.findings_confirmed", summary.findings_confirmed),
            ]
        )
        labels = {f.name: f.label_en if session.lang == "en" else f.label_zh for f in cases.fields()}
        rows = [(name, labels.get(name, name), value) for name, value in view.fields.items() if value]
        output.table(("col.field", "col.label", "col.value"), rows, "no_fields")
        debts = [(shapes.debt(d)["id"], d.creditor, d.principal, d.demanded) for d in view.debts]
        output.table(("col.id", "col.creditor", "col.principal", "col.demanded"), debts, "no_debts")

    session.output.answer(document, show_case)


@app.command()
def reconcile(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE")],
    out: Annotated[Path | None, typer.Option("--csv", metavar="FILE")] = None,
) -> None:
    """Compare the calls of a case with the carrier's bills."""
    from advocate.services import cases, reconciliation
    from advocate.services.diary import write_new

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        found = reconciliation.of_case(uow, cases.resolve(uow, case))
    if out is not None:
        write_new(out, reconciliation.to_csv(found, session.lang))
    document = shapes.reconciliation(found) | {"statement": reconciliation.statement(found, session.lang)}

    def show(output: Output) -> None:
        for bill in document["bills"]:
            output.line("reconciled_bill", **bill)
        counts = {name: len(document[name]) for name in ("both", "only_phone", "only_bill")}
        output.line("reconciled", **counts)
        rows = [
            (row["day"], row["number"], row["both"], row["only_phone"], row["only_bill"]) for row in document["days"]
        ]
        columns = ("day", "number", "both", "only_phone", "only_bill")
        output.table([f"reconciliation.{column}" for column in columns], rows, "nothing")
        output.line("reconciled_statement", text=document["statement"])

    session.output.answer(document, show)


@app.command()
def coverage(ctx: typer.Context, case: Annotated[str, typer.Argument(metavar="CASE")]) -> None:
    """Say which days each source of a case covers, and of which it holds nothing."""
    from advocate.services import cases
    from advocate.services import coverage as service

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        found = service.of_case(uow, cases.resolve(uow, case))
    document = [shapes.coverage(item) for item in found]

    def show(output: Output) -> None:
        for item in found:
            output.line("reconciled_statement", text=service.sentence(item, session.lang))
        if not found:
            output.line("nothing")

    session.output.answer(document, show)
