"""The command line: Typer commands, one module a noun; formats output, calls services, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

#: ``open_window(vault, password, lang)``: the vault folder to open or None for the last one, its password if known,
#: the language asked for or None; returns the exit status when the window was closed.
OpenWindow = Callable[[Path | None, str | None, str | None], int]
#: ``draw_pictures(vault, password, folder, lang)``: draws every page of the vault into ``folder``; returns the files.
DrawPictures = Callable[[Path, str, Path, str], Sequence[Path]]


def main(
    argv: Sequence[str] | None = None,
    *,
    open_window: OpenWindow | None = None,
    draw_pictures: DrawPictures | None = None,
) -> int:
    """Run one command line (default: that of the process) and return its exit status: 0 done, 1 refused, 2 usage."""
    from advocate.cli.program import run

    return run(argv, open_window=open_window, draw_pictures=draw_pictures)


__all__ = ["DrawPictures", "OpenWindow", "main"]
