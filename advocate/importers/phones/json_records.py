"""JSON of any size as records: one object at a time, from arrays however deep they lie, and from lines.

``ijson`` reads the stream; a file that breaks off keeps every record before the break (formats.md 2, items 5 to 8). A
value too long to hold is shortened while it streams by, and what nests too deep is refused: both were made to eat
memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import ijson

from advocate.importers.xml_bytes import Readable, utf8_blocks

#: A value that goes on longer than this is cut: attachments of a message are a few megabytes.
LONG_BYTES = 64 * 1024 * 1024
#: The formats nest five deep.
DEEPEST = 24
#: Most values that one record may hold.
MOST_VALUES = 200_000

_BLANK = b"\0\x1a \t\r\n"
#: The beginning of an escape at the end of a block.
_HALF_ESCAPE = re.compile(rb"\\(u[0-9a-fA-F]{0,3})\Z")
_STRING_END = re.compile(rb'(?:[^"\\]|\\.)*?"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Record:
    """One object and where it stands (``[3]``, ``[0].sms[17]``, ``L12``)."""

    place: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Break:
    """Where the file stops being readable: cut off, or damaged."""

    place: str
    reason: str


class JsonRecords:
    """Yields the objects that are elements of arrays in a JSON document.

    ``containers`` are the keys under which an element may itself hold arrays of records (``sms`` and ``mms`` of a
    thread); everything else inside a record belongs to it. ``shortened`` and ``replaced`` count what was lost.
    """

    def __init__(self, containers: Iterable[str] = ()) -> None:
        self._containers = frozenset(containers)
        self.shortened = 0
        self.replaced = 0
        self.head: dict[str, Any] = {}

    def read(self, stream: Readable, advance: Callable[[int], None]) -> Iterator[Record | Break]:
        """Yield every record, then a `Break` if the document does not end as it should."""
        sink = _Events()
        walk = _Walk(self._containers, self.head)
        broken: list[str] = []
        try:
            for _ in self._fed(stream, sink, advance, walk, broken):
                yield from walk.records(sink.taken())
        except _Damage:
            broken = ["json_broken"]
        if broken:
            yield Break(walk.place, broken[0])

    def _fed(
        self, stream: Readable, sink: _Events, advance: Callable[[int], None], walk: _Walk, broken: list[str]
    ) -> Iterator[None]:
        """Hand the document to the parser; yields whenever there may be events, and says in ``broken`` how it ended."""
        feeder = ijson.basic_parse_coro(sink, use_float=True, multiple_values=True)
        block = b""
        done = 0
        try:
            for block in self._blocks(stream, sink):
                done += len(block)
                feeder.send(block)
                yield
                advance(done)
            feeder.close()
            yield
            if not walk.is_over:
                broken.append("json_truncated")
        except (ijson.JSONError, UnicodeDecodeError) as error:
            # The second comes from half a surrogate pair in the name of a field, which the parser takes for text.
            yield
            # Behind the last bracket of a copy that broke off there may be zeros.
            if not (walk.is_over and block.rstrip(_BLANK)[-1:] in (b"]", b"}")):
                cut = "premature EOF" in str(error) or "ncomplete" in str(error)
                broken.append("json_truncated" if cut else "json_broken")

    def _lose(self, characters: int) -> None:
        self.replaced += characters

    def _blocks(self, stream: Readable, sink: _Events) -> Iterator[bytes]:
        """Yield blocks of valid UTF-8; of a string longer than `LONG_BYTES`, what goes beyond it is left out."""
        quiet, seen = 0, 0
        cutting = open_escape = False
        escape = carry = b""
        for raw in utf8_blocks(stream, self._lose):
            data, carry = _whole_characters(carry + raw)
            data = self._valid(data)
            if not data:
                # An empty block would end the document.
                continue
            if cutting:
                data = escape + data
                match = _STRING_END.match(data)
                if match is None:
                    # An escape may be cut in two: its first half waits for the next block.
                    escape = b"\\" if _odd_backslashes(data) else b""
                    continue
                data, cutting, quiet, open_escape = data[match.end() - 1 :], False, 0, False
            yield data
            open_escape = _odd_backslashes(b"\\" + data if open_escape else data)
            quiet = quiet + len(data) if sink.count == seen else 0
            seen = sink.count
            if quiet > LONG_BYTES:
                self.shortened += 1
                cutting, escape = True, b""
                if open_escape:
                    yield b"\\"
                    escape = b"\\"
                elif (half := _HALF_ESCAPE.search(data)) is not None and _odd_backslashes(data[: half.start() + 1]):
                    yield b"0" * (5 - len(half[1]))
        if carry:
            yield self._valid(carry)

    def _valid(self, data: bytes) -> bytes:
        try:
            data.decode()
        except UnicodeDecodeError:
            text = data.decode("utf-8", "replace")
            self.replaced += text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
            return text.encode()
        return data


def json_lines(lines: Iterable[bytes], place: Callable[[int], str]) -> Iterator[Record | Break | None]:
    """Yield a record for each line; a `Break` for a line that is none; None for an empty one.

    A line that is no JSON object costs only itself.
    """
    for number, line in enumerate(lines, 1):
        stripped = line.strip(b" \t\r\n\0\xef\xbb\xbf")
        if not stripped:
            yield None
            continue
        try:
            found = json.loads(stripped.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            yield Break(place(number), "json_line_damaged")
            continue
        if isinstance(found, dict):
            yield Record(place(number), found)
        else:
            yield Break(place(number), "json_line_damaged")


def lines_of(stream: Readable, on_replaced: Callable[[int], None], most: int = LONG_BYTES) -> Iterator[bytes]:
    """Yield lines of UTF-8; one longer than ``most`` bytes is cut there."""
    carry = bytearray()
    skipping = False
    for block in utf8_blocks(stream, on_replaced):
        *ended, rest = block.split(b"\n")
        for piece in ended:
            if not skipping:
                carry += piece
                yield bytes(carry)
            carry.clear()
            skipping = False
        if not skipping:
            carry += rest
            if len(carry) > most:
                yield bytes(carry[:most])
                carry.clear()
                skipping = True
    if carry:
        yield bytes(carry)


class _Damage(Exception):
    """The content goes where no backup goes."""


class _Events:
    """What ijson sends its events to; ``count`` is how many there were in all."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Any]] = []
        self.count = 0

    def send(self, event: tuple[str, Any]) -> None:
        self._waiting.append(event)
        self.count += 1

    def taken(self) -> list[tuple[str, Any]]:
        """Return the events that wait, and forget them."""
        waiting, self._waiting = self._waiting, []
        return waiting

    def close(self) -> None:
        """End: nothing is held."""


class _Walk:
    """Follows the events and builds records; knows its place."""

    def __init__(self, containers: frozenset[str], head: dict[str, Any]) -> None:
        self._containers = containers
        self._head = head
        #: Open brackets outside a record: index of an array, or key of an object.
        self._path: list[int | str | None] = []
        self._stack: list[Any] = []
        self._keys: list[str] = []
        self._values = 0
        self._record_place = ""
        self._started = False

    @property
    def is_over(self) -> bool:
        """Tell whether the outermost bracket was closed."""
        return self._started and not self._path and not self._stack

    @property
    def place(self) -> str:
        """Return where reading has come to: indexes count from 1."""
        if self._stack:
            return self._record_place
        parts = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in self._path if step is not None]
        return "".join(parts).lstrip(".")[:200] or "[1]"

    def records(self, events: list[tuple[str, Any]]) -> Iterator[Record]:
        """Yield the records that the events complete."""
        for event, found in events:
            record = self._inside(event, found) if self._stack else self._outside(event, found)
            if record is not None:
                yield record

    def _outside(self, event: str, found: Any) -> Record | None:
        path = self._path
        if event == "map_key":
            path[-1] = found
            return None
        if event in ("end_array", "end_map"):
            path.pop()
            return None
        if path and isinstance(path[-1], int):
            path[-1] += 1
        if event == "start_array":
            self._started = True
            path.append(-1)
        elif event == "start_map":
            if path and isinstance(path[-1], int):
                # An element of an array is a record, or a thread that holds arrays of records.
                self._record_place = self.place
                self._stack = [{}]
                self._keys = [""]
                self._values = 0
                return None
            self._started = True
            path.append(None)
        elif path and isinstance(path[-1], str) and len(path) == 1 and len(self._head) < 100:
            self._head[path[-1]] = found
        if len(path) > DEEPEST:
            raise _Damage
        return None

    def _inside(self, event: str, found: Any) -> Record | None:
        stack = self._stack
        if event == "map_key":
            self._keys[-1] = found
            return None
        if event == "start_array" and len(stack) == 1 and self._keys[-1] in self._containers:
            # What looked like a record is a thread: its own fields are dropped, its arrays are walked.
            self._path += [self._keys[-1], -1]
            self._stack = []
            return None
        if event in ("start_map", "start_array"):
            fresh: Any = {} if event == "start_map" else []
            self._put(fresh)
            stack.append(fresh)
            self._keys.append("")
            if len(stack) > DEEPEST:
                raise _Damage
            return None
        if event in ("end_map", "end_array"):
            whole = stack.pop()
            self._keys.pop()
            return Record(self._record_place, whole) if not stack else None
        self._put(found)
        return None

    def _put(self, found: Any) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            raise _Damage
        parent = self._stack[-1]
        if isinstance(parent, dict):
            parent[self._keys[-1]] = found
        else:
            parent.append(found)


def _odd_backslashes(data: bytes) -> bool:
    return (len(data) - len(data.rstrip(b"\\"))) % 2 == 1


def _whole_characters(data: bytes) -> tuple[bytes, bytes]:
    """Split off a character that the end of a block cuts in two."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return (data[:-back], data[-back:]) if back < length else (data, b"")
        if byte < 0x80:
            break
    return data, b""
