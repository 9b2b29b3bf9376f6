"""What is kept of an error that nobody expected: where it happened, never what it was about."""

from __future__ import annotations

import time
from pathlib import Path

import platformdirs

from advocate import __version__
from advocate.domain.errors import AdvocateError

#: A log larger than this is started anew, in bytes.
MAX_LOG_BYTES = 1_000_000

_PACKAGE = Path(__file__).parent.parent


class Fault(AdvocateError):
    """A bug, as people see it: ``kind`` is the exception's type; ``report`` can be handed on without a second look."""

    def __init__(self, kind: str, report: str) -> None:
        super().__init__("window_fault", kind=kind)
        self.report = report


def scrub(error: BaseException) -> str:
    """Return type, version and code positions of ``error`` and its causes; no messages, values or foreign paths.

    Messages of exceptions quote what they stumbled over (names, numbers, message bodies), so none is kept.
    """
    # Imported where they are used: the first paint need not wait for what only a fault needs.
    import platform
    import traceback

    lines = [f"advocate {__version__} · Python {platform.python_version()} · {platform.system()}"]
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines.append(f"{type(current).__module__}.{type(current).__qualname__}")
        frames = traceback.extract_tb(current.__traceback__)
        lines.extend(f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames)
        current = current.__cause__ or current.__context__
    return "\n".join(lines)


def fault_of(error: BaseException) -> AdvocateError:
    """Return ``error`` itself where people can be told about it, else the `Fault` that stands for it."""
    if isinstance(error, AdvocateError):
        return error
    return Fault(type(error).__name__, scrub(error))


def log_path() -> Path:
    """Return where reports of faults are kept on this machine."""
    return Path(platformdirs.user_log_path("advocate")) / "faults.log"


def record(report: str, path: Path | None = None) -> bool:
    """Append ``report`` to the log; tells whether it could be written, and never raises."""
    target = path or log_path()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = not target.exists() or target.stat().st_size > MAX_LOG_BYTES
        with target.open("w" if fresh else "a", encoding="utf-8") as log:
            log.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S+00:00', time.gmtime())}\n{report}\n\n")
    except OSError:
        return False
    return True


def _short(filename: str) -> str:
    path = Path(filename)
    try:
        return path.relative_to(_PACKAGE.parent).as_posix()
    except ValueError:
        return path.name
