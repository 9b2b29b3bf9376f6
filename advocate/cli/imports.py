"""``import list`` and ``import undo``: what was read into a case, and taking one import back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from advocate.cli import shapes
from advocate.cli.output import Output
from advocate.cli.session import Session
from advocate.domain.ids import row_id, short_id
from advocate.domain.inbox import ImportView


def answered(ctx: typer.Context, session: Session, words: Sequence[Path], case: str | None) -> bool:
    """Do what ``list`` or ``undo ID`` in place of files ask for; tell whether they did.

    Raises `typer.BadParameter` where the case or the id is missing.
    """
    if words == [Path("list")]:
        if case is None:
            raise typer.BadParameter("--case", ctx, param_hint="--case")
        _list(session, case)
        return True
    if words[0] == Path("undo") and case is None:
        if len(words) != 2:
            raise typer.BadParameter("undo ID", ctx, param_hint="undo")
        _undo(session, str(words[1]))
        return True
    return False


def _list(session: Session, case: str) -> None:
    from advocate.services import cases, imports

    with session.vault() as vault, vault.read() as uow:
        case_id = cases.resolve(uow, case)
        zone = cases.get(uow, case_id).zone
        document = [_shape(view, zone) for view in imports.listing(uow, case_id)]

    def show(output: Output) -> None:
        columns = ("id", "file", "format", "contacts", "duplicates", "waiting", "left_out", "imported_at")
        rows = [[row[name] for name in columns] for row in document]
        output.table([f"col.{name}" for name in columns], rows, "nothing")

    session.output.answer(document, show)


def _undo(session: Session, text: str) -> None:
    from advocate.services import cases, findings, imports

    import_id = row_id("import", text)
    with session.vault() as vault:
        with vault.write() as uow:
            view = imports.undo(uow, import_id)
            zone = cases.get(uow, view.case_id).zone
        with vault.write() as uow:
            findings.evaluate(uow, view.case_id)
    document = _shape(view, zone) | {"undone": True}
    session.output.answer(document, lambda output: output.line("import_undone", file=view.file, count=view.added))


def _shape(view: ImportView, zone: str) -> dict[str, Any]:
    since, until = view.period or (None, None)
    return {
        "id": short_id("import", view.id),
        "file": view.file,
        "format": view.format,
        "sha256": view.sha256,
        "archive": view.archive,
        "imported_at": shapes.stamp(view.created_utc, zone),
        "first": shapes.stamp(view.first_utc, zone),
        "last": shapes.stamp(view.last_utc, zone),
        "covers_from": shapes.day(since),
        "covers_until": shapes.day(until),
        "contacts": view.added,
        "duplicates": view.duplicates,
        "other": view.other,
        "problems": view.rejected,
        "evidence": view.evidence,
        "people": view.people,
        "waiting": view.waiting,
        "left_out": view.left_out,
    }
