"""Which commands there are."""

from __future__ import annotations

import typer

from advocate.cli import (
    case,
    complaint,
    contact,
    deadlines,
    debt,
    demo,
    diary,
    evidence,
    finding,
    importing,
    notice,
    number,
    rules,
    safety,
    search,
    vault,
    words,
)


def register(app: typer.Typer) -> None:
    """Add every command to the root."""
    app.add_typer(vault.app, name="vault")
    app.add_typer(case.app, name="case")
    app.add_typer(debt.app, name="debt")
    app.add_typer(notice.app, name="notice")
    importing.register(app)
    app.add_typer(contact.app, name="contact")
    app.add_typer(evidence.app, name="evidence")
    app.command("findings")(finding.findings)
    app.add_typer(finding.app, name="finding")
    app.add_typer(rules.app, name="rules")
    app.add_typer(words.app, name="words")
    app.add_typer(safety.app, name="safety")
    app.add_typer(number.app, name="numbers")
    app.command("search")(search.search)
    app.add_typer(complaint.app, name="complaint")
    app.command("deadlines")(deadlines.deadlines)
    app.command("diary")(diary.diary)
    app.command("demo")(demo.demo)
