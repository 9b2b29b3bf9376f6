"""How a command answers: one JSON document, or tables and sentences for people."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from advocate import messages

#: Characters with which foreign text could steer a terminal or reverse what stands on it.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PIPE_WIDTH = 160


def harmless(text: object) -> str:
    """Return ``text`` without characters that steer a terminal; line breaks become spaces."""
    return _STEERING.sub(
        "\N{REPLACEMENT CHARACTER}", str(text).replace("\r", " ").replace("\n", " ").replace("\t", " ")
    )


class Output:
    """Writes one answer to standard output, everything else to standard error."""

    def __init__(self) -> None:
        self.as_json = False
        self.lang = "zh"
        self.answered = False

    def text(self, code: str, **params: Any) -> str:
        """Return the sentence for ``code`` in the language of this call."""
        return messages.text(code, self.lang, **params)

    def label(self, kind: str, code: str) -> str:
        """Return the label of a vocabulary code."""
        return messages.label(kind, code, self.lang)

    def answer(self, document: Any, show: Callable[[Output], None]) -> None:
        """Write ``document`` as the one JSON document of this call, or let ``show`` print it for people."""
        self.answered = True
        if self.as_json:
            self._write(_document(document))
        else:
            show(self)

    def line(self, code: str, **params: Any) -> None:
        """Print one sentence on standard output."""
        self._write(harmless(self.text(code, **params)) + "\n")

    def pairs(self, rows: Iterable[tuple[str, object]]) -> None:
        """Print names and values, one pair a line; names are message codes."""
        from rich.table import Table

        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True, style="bold")
        table.add_column(overflow="fold")
        for code, value in rows:
            table.add_row(self.text(code), _cell(value))
        self._print(table)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]], empty: str) -> None:
        """Print a table; ``columns`` are message codes, ``empty`` is the sentence in place of no rows."""
        if not rows:
            self.line(empty)
            return
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
        for code in columns:
            table.add_column(self.text(code), overflow="fold")
        for row in rows:
            table.add_row(*(_cell(value) for value in row))
        self._print(table)

    def note(self, code: str, **params: Any) -> None:
        """Print a sentence on standard error: warnings and progress never mix with the answer."""
        _to_stream(sys.stderr, harmless(self.text(code, **params)) + "\n")

    def failed(self, code: str, message: str, details: Mapping[str, Any]) -> None:
        """Write the error document (once, and only with ``--json``) and the one line for people."""
        if self.as_json and not self.answered:
            error = {"code": code, "message": message, "details": details}
            self.answer({"error": error}, lambda _: None)
        _to_stream(sys.stderr, f"advocate: {harmless(message)}\n")

    def _print(self, table: Any) -> None:
        from rich.console import Console

        console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
        if not console.is_terminal:
            console.width = _PIPE_WIDTH
        console.print(table)

    def _write(self, text: str) -> None:
        _to_stream(sys.stdout, text)
        sys.stdout.flush()


def prepare_streams() -> None:
    """Make the standard streams take every character: JSON is UTF-8 everywhere, also on a Windows code page.

    ``backslashreplace`` writes a lone surrogate, which no UTF-8 has, as the escape that JSON knows for it.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _document(document: Any) -> str:
    """Return JSON with one line for each row or field: the standard library indents in Python, ten times slower."""
    if isinstance(document, list) and document:
        return "[\n" + ",\n".join(_json(row) for row in document) + "\n]\n"
    if isinstance(document, dict):
        return "{\n" + ",\n".join(f"{_json(name)}: {_json(value)}" for name, value in document.items()) + "\n}\n"
    return _json(document) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _to_stream(stream: Any, text: str) -> None:
    if stream is not None:
        stream.write(text)


def _cell(value: object) -> Any:
    from rich.text import Text

    return Text("" if value is None else harmless(value))
