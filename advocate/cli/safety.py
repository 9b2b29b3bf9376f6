"""``safety``: what comes before anything else in a case, and what was done about it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.domain.ids import short_id
from advocate.domain.practice import Danger

app = typer.Typer()


@app.command()
def show(ctx: typer.Context, case: Annotated[str, typer.Argument(metavar="CASE")]) -> None:
    """Show what a case's contacts call for first, with the lines of help, and what was done so far."""
    from advocate.services import cases
    from advocate.services import safety as service

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        case_id = cases.resolve(uow, case)
        prompts = service.prompts(uow, case_id, session.lang)
        notes = service.notes(uow, case_id)
    document: dict[str, Any] = {
        "open": [
            {
                "danger": prompt.danger.value,
                "title": prompt.title,
                "steps": list(prompt.steps),
                "lines": [{"number": line.number, "name": line.name, "mark": line.mark} for line in prompt.lines],
                "without_line": prompt.without_line,
                "contacts": [short_id("contact", sign.contact_id) for sign in prompt.signs],
            }
            for prompt in prompts
        ],
        "done": [
            {
                "danger": note.danger.value,
                "contact": short_id("contact", note.contact_id),
                "done": note.done,
                "at": note.at_utc.isoformat(),
                "by": note.by,
            }
            for note in notes
        ],
    }

    def tell(output: Output) -> None:
        rows = [
            (
                prompt["title"],
                "\n".join(prompt["steps"]),
                "\n".join(f"{line['number']}  {line['name']} {line['mark']}".strip() for line in prompt["lines"])
                or prompt["without_line"],
                " ".join(prompt["contacts"]),
            )
            for prompt in document["open"]
        ]
        output.table(("col.title", "col.how", "col.help_lines", "col.contacts"), rows, "safety_nothing")
        done = [
            (n["at"], n["by"], output.label("danger", n["danger"]), n["contact"], n["done"]) for n in document["done"]
        ]
        if done:
            output.table(
                ("col.decided_at", "col.decided_who", "col.danger", "col.contacts", "col.done"), done, "nothing"
            )

    session.output.answer(document, tell)


@app.command()
def done(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE")],
    danger: Annotated[Danger, typer.Argument()],
    what: Annotated[str, typer.Option("--what", metavar="TEXT")],
) -> None:
    """Keep what was done about a danger; a new contact of its kind asks again."""
    from advocate.services import cases
    from advocate.services import safety as service

    session = session_of(ctx)
    with session.vault() as vault, vault.write() as uow:
        count = service.acknowledge(uow, cases.resolve(uow, case), danger, what)
    document = {"danger": danger.value, "contacts": count}
    session.output.answer(document, lambda output: output.line("safety_done", count=count))
