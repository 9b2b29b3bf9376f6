"""``demo``: a vault with invented cases, in a window or as packets and pictures."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.cli.progress import long_work
from advocate.cli.session import Session

_HEADLESS = ("offscreen", "minimal", "vnc")


def demo(
    ctx: typer.Context, out: Annotated[Path | None, typer.Option("--out", metavar="DIR", readable=False)] = None
) -> None:
    """Make a demo vault, run the whole job on it and show it."""
    from advocate.services import demo as service

    session = session_of(ctx)
    folder = (out or Path(tempfile.mkdtemp(prefix="advocate-demo-"))).absolute()
    with long_work(session.output) as work:
        made = service.build(folder, work)
    shown = has_display()
    pictures = [] if shown else _pictures(session, made.vault, made.password, folder / "pictures")
    document = {
        "out": str(folder),
        "vault": str(made.vault),
        "password": made.password,
        "packets": [str(path) for path in made.packets],
        "pictures": [str(path) for path in pictures],
        "cases": made.cases,
        "contacts": made.contacts,
        "findings": made.findings,
    }

    def show(output: Output) -> None:
        output.line("demo_vault", file=made.vault)
        output.line("demo_password", password=made.password)
        output.line("demo_cases", cases=made.cases, contacts=made.contacts, findings=made.findings)
        for path in made.packets:
            output.line("demo_packets", file=path)
        if pictures:
            output.line("demo_pictures", file=folder / "pictures", count=len(pictures))

    session.output.answer(document, show)
    if shown and session.open_window is not None:
        raise typer.Exit(session.open_window(made.vault, made.password, session.lang_option))


def has_display() -> bool:
    """Tell whether a window could be seen: on Linux somebody must say where."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in _HEADLESS:
        return False
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _pictures(session: Session, vault: Path, password: str, folder: Path) -> list[Path]:
    if session.draw_pictures is None:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    return list(session.draw_pictures(vault, password, folder, session.lang))
