"""Large JSON exports one object at a time: an account of a million messages never stands in memory whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ijson

from advocate.importers.base import ReadContext
from advocate.importers.sources import Source
from advocate.importers.text_files import Utf8Stream

#: An object with more parts than this is no message; what is beyond is dropped while it streams by.
_MOST_EVENTS = 20_000
_MOST_DEPTH = 40

_HALF = re.compile("[\ud800-\udfff]")


class JsonBroken(Exception):
    """The file is no valid JSON from here on."""


@dataclass(slots=True)
class Found:
    """Something that streamed by: an object of one of the wanted paths, or a plain value anywhere else."""

    path: str
    value: Any
    is_object: bool = False


@dataclass(slots=True)
class JsonStream:
    """Streams a source; ``replaced`` is known at the end."""

    source: Source
    wanted: frozenset[str]
    replaced: int = 0

    def found(self, ctx: ReadContext, advance: Callable[[int], None] | None = None) -> Iterator[Found]:
        """Yield objects and plain values in the order of the file; raises `JsonBroken` and `Cancelled`."""
        stream = Utf8Stream(self.source, advance or (lambda _done: ctx.job.check()))
        try:
            yield from self._events(stream)
        except (ijson.JSONError, UnicodeDecodeError, ValueError, OverflowError, ArithmeticError) as error:
            raise JsonBroken from error
        finally:
            self.replaced = stream.replaced
            stream.close()

    def _events(self, stream: Utf8Stream) -> Iterator[Found]:
        builder: _Builder | None = None
        inside = ""
        paths = _Paths()
        for event, value in ijson.basic_parse(stream):
            path = paths.of(event, value)
            if builder is not None:
                builder.event(event, value)
                if event == "end_map" and path == inside:
                    yield Found(inside, builder.value if builder.is_whole else None, True)
                    builder = None
            elif event == "start_map" and path in self.wanted:
                inside, builder = path, _Builder()
                builder.event(event, value)
            elif event in ("string", "number", "boolean", "null"):
                yield Found(path, plain(value))
            elif event in ("start_map", "end_map"):
                yield Found(path, event)


class _Paths:
    """Where in the file an event stands, such as ``messages.item``; deeper than any export it gives up.

    The library's own paths grow with the square of the depth: a hundred thousand brackets would eat all memory.
    """

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._arrays: list[bool] = []

    def of(self, event: str, value: Any) -> str:
        """Take the next event; return where it stands."""
        if event == "map_key":
            self._keys[-1] = value
            return ""
        if event in ("end_map", "end_array"):
            self._arrays.pop()
            self._keys.pop()
            return ".".join(self._keys)
        path = ".".join(self._keys)
        if event in ("start_map", "start_array"):
            if len(self._keys) > _MOST_DEPTH:
                raise JsonBroken
            self._arrays.append(event == "start_array")
            self._keys.append("item" if event == "start_array" else "")
        return path


class _Builder:
    """Puts one object together, within bounds of size and depth."""

    def __init__(self) -> None:
        self.value: dict[str, Any] = {}
        self.is_whole = True
        self._stack: list[Any] = []
        self._keys: list[str] = []
        self._events = 0

    def event(self, event: str, value: Any) -> None:
        self._events += 1
        if self._events > _MOST_EVENTS:
            self.is_whole = False
            return
        if event == "map_key":
            self._keys[-1] = value
        elif event in ("end_map", "end_array"):
            self._stack.pop()
            self._keys.pop()
        elif event == "start_map":
            self._open({})
        elif event == "start_array":
            self._open([])
        else:
            self._add(plain(value))

    def _open(self, container: Any) -> None:
        if self._stack:
            self._add(container)
        else:
            self.value = container
        self._stack.append(container)
        self._keys.append("")

    def _add(self, value: Any) -> None:
        top = self._stack[-1]
        if isinstance(top, list):
            top.append(value)
        else:
            top[self._keys[-1]] = value


def plain(value: Any) -> Any:
    """Return a value with characters that can be stored."""
    if isinstance(value, str) and _HALF.search(value):
        return _HALF.sub("\ufffd", value.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return value


def text_of(value: Any) -> str:
    """Return a plain value as text: nothing for null and for what is no plain value."""
    if value is None or isinstance(value, (dict, list, bool)):
        return ""
    if isinstance(value, Decimal):
        return format(value, "f") if -20 < value.adjusted() < 20 else ""
    return str(value)


def flag_of(value: Any) -> bool | None:
    """Return yes or no however a tool spells it, None where it says neither."""
    if isinstance(value, bool):
        return value
    text = text_of(value).strip().lower()
    if text in ("1", "true", "yes", "是"):
        return True
    return False if text in ("0", "false", "no", "否") else None
