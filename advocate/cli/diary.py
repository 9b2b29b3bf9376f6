"""``diary``: the form on which people write down contacts, and the table of the same columns."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from advocate import messages
from advocate.cli.arguments import session_of


def diary(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FILE")],
    pages: Annotated[int, typer.Option("--pages", metavar="N")] = 4,
    lang: Annotated[str | None, typer.Option("--lang", metavar="zh|en")] = None,
) -> None:
    """Write the diary's form as a PDF, or its table as a CSV, by the end of the file's name."""
    from advocate.services import diary as service

    session = session_of(ctx)
    if lang not in (None, *messages.LANGUAGES):
        raise typer.BadParameter("zh | en", ctx, param_hint="--lang")
    service.write(out, lang or session.lang, pages)
    document = {
        "file": str(out),
        "pages": pages if out.suffix.lower() == ".pdf" else None,
        "lang": lang or session.lang,
    }
    session.output.answer(document, lambda output: output.line("diary_written", file=out.name))
