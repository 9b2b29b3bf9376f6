"""``words``: the organisation's own words beside the lexicon."""

from __future__ import annotations

from typing import Annotated

import typer

from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.cli.progress import long_work
from advocate.domain.errors import UserError
from advocate.domain.practice import OwnWord

app = typer.Typer()

_Pack = Annotated[str, typer.Option("--pack", metavar="NAME")]


@app.command()
def add(
    ctx: typer.Context,
    phrase: Annotated[str, typer.Argument(metavar="PHRASE")],
    category: Annotated[str, typer.Option("--category", metavar="NAME")],
    pack: _Pack = "cn",
    note: Annotated[str, typer.Option("--note", metavar="TEXT")] = "",
) -> None:
    """Add a phrase to a category of the lexicon, or to one of your own, and evaluate the cases anew."""
    from advocate.services import lexicons, rules

    session = session_of(ctx)
    with session.vault() as vault, long_work(session.output) as work:
        with vault.write() as uow:
            word_id = lexicons.add(uow, phrase, category, pack, note)
            (word,) = [word for word in lexicons.listing(uow, pack, session.lang) if word.id == word_id]
        cases = rules.evaluate_all(vault, pack, work)
    document = _shape(word) | {"cases": cases}
    session.output.answer(document, lambda output: output.line("word_added", **document))


@app.command("list")
def list_words(ctx: typer.Context) -> None:
    """List the organisation's own words."""
    from advocate.services import lexicons

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        document = [_shape(word) for word in lexicons.listing(uow, lang=session.lang)]

    def show(output: Output) -> None:
        columns = ("id", "phrase", "title", "pack", "by", "note")
        output.table(
            [f"col.{c}" for c in ("id", "phrase", "category", "pack", "decided_who", "note")],
            [[row[c] for c in columns] for row in document],
            "no_words",
        )

    session.output.answer(document, show)


@app.command()
def remove(ctx: typer.Context, word_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Remove a phrase and evaluate the cases anew; what was decided stays."""
    from advocate.services import lexicons, rules

    session = session_of(ctx)
    if not word_id.isdecimal() or len(word_id) > 15:
        raise UserError("unknown_word", id=word_id[:20])
    with session.vault() as vault, long_work(session.output) as work:
        with vault.write() as uow:
            pack = next((word.jurisdiction for word in lexicons.listing(uow) if word.id == int(word_id)), "")
            lexicons.remove(uow, int(word_id))
        cases = rules.evaluate_all(vault, pack, work)
    document = {"id": int(word_id), "cases": cases}
    session.output.answer(document, lambda output: output.line("word_removed", **document))


def _shape(word: OwnWord) -> dict[str, object]:
    return {
        "id": word.id,
        "phrase": word.phrase,
        "category": word.category,
        "title": word.title,
        "own_category": word.own_category,
        "pack": word.jurisdiction,
        "note": word.note,
        "by": word.by,
    }
