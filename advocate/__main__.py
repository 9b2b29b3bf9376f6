"""The entry: ``advocate`` alone opens the window, ``--smoke-test`` checks the program itself, all else is a command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from advocate.domain.errors import UserError


def _screen() -> bool:
    """Tell whether there is a screen for a window: without one Qt would end the process with words of its own."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in named)


def _open_window(vault: Path | None, password: str | None, lang: str | None) -> int:
    if not _screen():
        raise UserError("no_display")
    # Imported late: a command line that shows no window starts without Qt.
    from advocate import app

    return app.open_window(vault, password, lang)


def _draw_pictures(vault: Path, password: str, folder: Path, lang: str) -> Sequence[Path]:
    from advocate import app

    return app.draw_pictures(vault, password, folder, lang)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with ``argv`` (default: the process's) and return its exit status: 0 done, 1 refused, 2 usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--smoke-test"]:
        from advocate import smoke

        return smoke.run()
    if not arguments and _screen() and not os.environ.keys() & {"ADVOCATE_VAULT", "ADVOCATE_PASSWORD_FILE"}:
        # The double click: nothing to parse, and the parser would cost a third of the time to the first paint.
        return _open_window(None, None, None)
    from advocate import cli

    return cli.main(arguments, open_window=_open_window, draw_pictures=_draw_pictures)


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        # A worker process of the frozen program starts this very program: here it turns off to its own work.
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())
