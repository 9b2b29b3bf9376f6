"""One markup too long to hold: a picture of hundreds of megabytes in one attribute, a comment without end.

The tag is kept with its short values; what is beyond the limits is dropped while it streams by, so that memory stays
constant whatever the file holds (formats.md 1: backups of 10 to 40 GB are real). A long ``data`` value can be handed to
a sink a block at a time instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

#: Most bytes kept of one value: four for every character that a contact may hold, and of one tag in all.
VALUE_BYTES = 4_000_000
TAG_BYTES = 8_000_000

_NAME = re.compile(rb"([^\s=<>\"']{1,40})\s*=\s*\Z")
#: A reference to the first half of a character, whose second half was cut off.
_HALF = re.compile(rb"&#(?:0*(?:5529[6-9]|55[3-9]\d\d|56[0-2]\d\d|563[01]\d)|[xX]0*[dD][89abAB][0-9a-fA-F]{2});\Z")
_TAG_STOP = re.compile(rb"[\"'>]")
_OPENINGS = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))


#: Takes the tag up to its ``data`` value and the value in blocks; returns what shall stand in its place.
Sink = Callable[[bytes, Iterable[bytes]], bytes]


class LongMarkup:
    """Takes blocks from a ``<`` on; `kept` is the shortened markup once `feed` has returned the rest.

    With a ``sink``, further blocks are pulled from ``more`` while the sink takes a ``data`` value.
    """

    def __init__(self, more: Iterator[bytes] | None = None, sink: Sink | None = None) -> None:
        self.kept = bytearray()
        self._more = more if more is not None else iter(())
        self._sink = sink
        self._pulled: bytes | None = None
        self.shortened = 0
        self._state = self._opening
        self._waiting = b""
        self._quote = b""
        self._room = 0
        self._counts_as_loss = False
        self._terminator = b""

    def feed(self, block: bytes) -> bytes | None:
        """Take a block; return what follows the markup and the text after it, or None while it goes on."""
        data = self._waiting + block
        self._waiting = b""
        position = 0
        while position >= 0:
            position = self._state(data, position)
            if self._pulled is not None:
                data, self._pulled = self._pulled, None
            if self._state == self._done:
                return data[position:] if position >= 0 else b""
        return None

    def _opening(self, data: bytes, position: int) -> int:
        if len(data) < 16:
            self._waiting = data
            return -1
        for start, end in _OPENINGS:
            if data.startswith(start):
                self._terminator = end
                self._state = self._skipped
                return len(start)
        self._state = self._tag
        return position

    def _skipped(self, data: bytes, position: int) -> int:
        end = data.find(self._terminator, position)
        if end < 0:
            self._waiting = data[max(position, len(data) - len(self._terminator) + 1) :]
            return -1
        self._state = self._text
        return end + len(self._terminator)

    def _tag(self, data: bytes, position: int) -> int:
        match = _TAG_STOP.search(data, position)
        end = match.end() if match else len(data)
        # A tag that is long outside its values is none that a backup holds: its tail is dropped, the parser refuses it.
        self.kept += data[position : min(end, position + max(0, TAG_BYTES - len(self.kept)))]
        if match is None:
            return -1
        if match[0] == b">":
            self._state = self._text
        else:
            name = _NAME.search(bytes(self.kept[-64:-1]))
            binary = name is not None and name[1].lower() == b"data"
            self._quote = match[0]
            self._room = 0 if binary else max(0, min(VALUE_BYTES, TAG_BYTES - len(self.kept)))
            self._counts_as_loss = not binary
            self._state = self._value
            if binary and self._sink is not None:
                return self._handed(data, end)
        return end

    def _handed(self, data: bytes, position: int) -> int:
        """Let the sink take the value, and go on at the quote behind it in what was pulled meanwhile."""
        assert self._sink is not None
        self._pulled = data[position:]
        blocks = self._until_quote()
        self.kept += self._sink(bytes(self.kept), blocks)
        for _left in blocks:
            pass
        return 0 if self._pulled else -1

    def _until_quote(self) -> Iterator[bytes]:
        while self._pulled:
            end = self._pulled.find(self._quote)
            if end >= 0:
                block, self._pulled = self._pulled[:end], self._pulled[end:]
                yield block
                return
            block = self._pulled
            # Pulled before the block is yielded: a sink that stops early leaves nothing half taken.
            self._pulled = next(self._more, b"")
            yield block

    def _value(self, data: bytes, position: int) -> int:
        end = data.find(self._quote, position)
        stop = len(data) if end < 0 else end
        taken = min(stop - position, self._room)
        self.kept += data[position : position + taken]
        self._room -= taken
        if taken < stop - position and self._counts_as_loss:
            self.shortened += 1
            self._counts_as_loss = False
            self._cut_cleanly()
            self._room = 0
        if end < 0:
            return -1
        self.kept += self._quote
        self._state = self._tag
        return end + 1

    def _text(self, data: bytes, position: int) -> int:
        start = data.find(b"<", position)
        if start < 0:
            return -1
        self._state = self._done
        return start

    def _done(self, data: bytes, position: int) -> int:
        return -1

    def _cut_cleanly(self) -> None:
        """Leave no half character and no half reference at the end of a shortened value."""
        tail = bytes(self.kept[-16:])
        start = tail.rfind(b"&")
        if start >= 0 and b";" not in tail[start:] and self._quote not in tail[start:]:
            del self.kept[start - len(tail) :]
        if (half := _HALF.search(bytes(self.kept[-16:]))) is not None:
            del self.kept[-len(half[0]) :]
        while self.kept and self.kept[-1] & 0xC0 == 0x80:
            self.kept.pop()
        if self.kept and self.kept[-1] >= 0xC0:
            self.kept.pop()
