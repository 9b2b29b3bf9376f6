"""The process that reads pictures: it has no vault and no key, and gets nothing but a picture's bytes.

Pictures come from strangers, and decoders and models are large libraries in C. What comes back is JSON, checked by the
other end (`jobs.ocr`): a process that a picture took over could not speak to the window in anything that runs.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from advocate.domain.errors import UserError
from advocate.domain.screenshots import Box, PictureText, TextLine

#: How much the process stands back behind the window, where the system knows such a thing.
NICE = 10
#: Most address space that it may take, in bytes: the models and the largest picture need about half of it.
MEMORY = 6 * 1024**3
#: Longest answer, in bytes.
LONGEST = 64 * 1024 * 1024


def serve(pictures: Connection, answers: Connection) -> None:
    """Answer each picture with its text until the pipe ends; the entry of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICE)
    engine: Any = None
    while True:
        try:
            data = pictures.recv_bytes()
        except (EOFError, OSError):
            return
        try:
            if engine is None:
                engine = _loaded()
            answer: dict[str, Any] = {"text": as_data(engine.read(data))}
        except UserError as error:
            answer = {"error": error.code, "params": error.params}
        except MemoryError:
            answer = {"error": "picture_too_big_here", "params": {}}
        except Exception as error:  # noqa: BLE001 - the library raises what it likes; the kind of it is no secret
            answer = {"error": "picture_not_read", "params": {"kind": type(error).__name__}}
        with suppress(OSError):
            answers.send_bytes(json.dumps(answer).encode())


def _loaded() -> Any:
    """Return the engine; afterwards this process can write no file and take only so much memory."""
    from advocate.jobs.ocr_engine import Engine

    engine = Engine()
    if sys.platform != "win32":
        import resource

        for what, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_AS, MEMORY)):
            # macOS knows no limit of address space.
            with suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))
    return engine


def as_data(text: PictureText) -> dict[str, Any]:
    """Return a picture's text as plain data for JSON."""
    return {
        "size": [text.width, text.height],
        "page": list(text.page),
        "look": f"{text.look:016x}",
        "tool": text.tool,
        "lines": [
            {
                "t": line.text,
                "b": list(line.box),
                "s": list(line.sure),
                "x": list(line.centres),
                "p": list(line.paper),
                "i": list(line.ink),
                "f": list(line.field),
                "d": sorted(line.doubtful),
            }
            for line in text.lines
        ],
    }


def from_data(data: Any) -> PictureText:
    """Return what `as_data` gave; raises `ValueError`, `KeyError` or `TypeError` for anything else."""
    width, height = (_whole(value) for value in data["size"])
    lines = tuple(_line(item) for item in data["lines"])
    red, green, blue = (_whole(value) for value in data["page"])
    return PictureText(width, height, lines, (red, green, blue), int(data["look"], 16), str(data["tool"])[:100])


def _line(item: Any) -> TextLine:
    text = str(item["t"])
    sure = tuple(float(value) for value in item["s"])
    centres = tuple(_whole(value) for value in item["x"])
    if not len(text) == len(sure) == len(centres):
        raise ValueError("a line's parts have other lengths")
    paper, ink = (tuple(_whole(value) for value in item[key]) for key in ("p", "i"))
    boxes = [Box(*(_whole(value) for value in item[key])) for key in ("b", "f")]
    doubtful = frozenset(_whole(value) for value in item["d"])
    return TextLine(
        text, boxes[0], sure, centres, (paper[0], paper[1], paper[2]), (ink[0], ink[1], ink[2]), boxes[1], doubtful
    )


def _whole(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError("not a whole number")
    return value
