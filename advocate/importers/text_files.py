"""Text files of unknown encoding as lines: nothing is thrown away silently, and what had to be replaced is counted.

Order (formats.md 17): byte-order mark, UTF-8 in strict reading, UTF-16 by its NUL bytes, GB 18030, Big5, and line by
line where one file holds several. GB 18030 reads almost any bytes as something, so Big5 and UTF-8 lines are told from
it by where their characters lie; a codec alone cannot.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from advocate.domain.errors import UserError
from advocate.importers.sources import BLOCK_BYTES, Source

#: Longest line kept, in bytes; what follows in the same line is dropped and counted as shortened.
LINE_BYTES = 8_000_000

#: The codec name that stands for "each line for itself".
MIXED = "mixed"

#: Longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
#: Characters from U+0800 on as UTF-8 writes them: every Chinese one.
_THREE = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
#: Pairs of GB 2312 that are punctuation or one of its 3,755 everyday characters.
_EVERYDAY = re.compile(rb"(?:[\xb0-\xd7\xa1-\xa3][\xa1-\xfe])+")
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """A Python codec (or `MIXED`), and the length of the byte-order mark before the text."""

    codec: str
    mark_bytes: int = 0

    @property
    def is_wide(self) -> bool:
        """Tell whether its line ends are not single bytes."""
        return self.codec.startswith(("utf-16", "utf-32"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A piece of text, how it was read, and how many characters could not be."""

    text: str
    codec: str
    replaced: int = 0


class TextFile:
    """A source as lines of text; ``replaced`` and ``shortened`` are known once `lines` has run to its end."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._encoding: TextEncoding | None = None
        self.replaced = 0
        self.shortened = 0

    @property
    def encoding(self) -> TextEncoding:
        """Return how the file is written; reads it through once. Raises `UserError` ``file_unreadable``."""
        if self._encoding is None:
            self._encoding = _encoding_of(self._source)
        return self._encoding

    def lines(self, advance: Callable[[int], None] | None = None) -> Iterator[str]:
        """Yield every line without its end; ``advance`` gets the bytes read so far and may raise `Cancelled`.

        A byte-order mark inside the file (two exports put together) is dropped, NUL becomes U+FFFD and is counted.
        """
        encoding = self.encoding
        self.replaced = self.shortened = 0
        codec = "utf-8" if encoding.is_wide else encoding.codec
        for raw, cut in _byte_lines(self._source, encoding, advance):
            self.shortened += cut
            if codec == "utf-8":
                try:
                    text = raw.decode()
                except UnicodeDecodeError:
                    text = self._counted(decoded_line(raw))
            elif codec == MIXED:
                text = self._counted(decoded_line(raw))
            else:
                try:
                    text = raw.decode(codec)
                except UnicodeDecodeError:
                    text = self._counted(decoded_line(raw))
            if "\0" in text:
                self.replaced += text.count("\0")
                text = text.replace("\0", "\ufffd")
            yield text.replace("\ufeff", "") if "\ufeff" in text else text

    def _counted(self, found: Decoded) -> str:
        self.replaced += found.replaced
        return found.text


def head_text(head: bytes) -> str:
    """Return the beginning of a file as text, for recognising; nothing for what begins like no text (an archive)."""
    encoding = _marked(head) or _by_nuls(head)
    if b"\0" in head[:64] and not (encoding is not None and encoding.is_wide):
        return ""
    if encoding is not None:
        text = head[encoding.mark_bytes :].decode(encoding.codec, "replace")
    else:
        # A last line that is cut may end in half a character; a single line has to be taken as it is.
        whole = head[: head.rfind(b"\n") + 1] or head
        text = decoded(whole).text + head[len(whole) :].decode("utf-8", "replace")
    return text.replace("\ufeff", "")


def decoded(data: bytes) -> Decoded:
    """Return bytes as text by the order of this module."""
    encoding = _marked(data) or _by_nuls(data)
    if encoding is not None:
        return _replacing(data[encoding.mark_bytes :], encoding.codec)
    tally = _Tally()
    for line in data.split(b"\n"):
        tally.add(line)
    codec = tally.codec()
    if codec != MIXED:
        return _replacing(data, codec)
    parts = [decoded_line(line) for line in data.split(b"\n")]
    return Decoded("\n".join(part.text for part in parts), MIXED, sum(part.replaced for part in parts))


def decoded_line(raw: bytes) -> Decoded:
    """Return one line as text, whatever the lines around it are written in."""
    try:
        if not _is_gbk_in_disguise(raw):
            return Decoded(raw.decode(), "utf-8")
    except UnicodeDecodeError:
        pass
    broken_utf8 = _is_broken_utf8(raw)
    # A few bad bytes in good UTF-8 (a character cut in half) are no reason to read the rest as something else.
    if not broken_utf8:
        for codec in ("big5hkscs", "gb18030") if _more_like_big5(_PAIR.findall(raw)) else ("gb18030", "big5hkscs"):
            try:
                return Decoded(raw.decode(codec), codec)
            except UnicodeDecodeError:
                continue
    as_utf8, as_gbk = _replacing(raw, "utf-8"), _replacing(raw, "gb18030")
    return as_gbk if as_gbk.replaced < as_utf8.replaced and not broken_utf8 else as_utf8


class Utf8Stream:
    """A source as UTF-8 bytes, for parsers that take nothing else; ``replaced`` counts what could not be read."""

    def __init__(self, source: Source, advance: Callable[[int], None] | None = None) -> None:
        self.replaced = 0
        self._encoding = _encoding_of(source)
        self._stream = source.open()
        self._stream.seek(self._encoding.mark_bytes)
        self._advance = advance
        codec = "gb18030" if self._encoding.codec == MIXED else self._encoding.codec
        self._decoder = codecs.getincrementaldecoder(codec)("replace")
        self._waiting = b""
        self._done_bytes = self._encoding.mark_bytes
        self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        if size < 0:
            size = BLOCK_BYTES
        while len(self._waiting) < size and not self._ended:
            block = self._stream.read(64 * 1024)
            self._ended = not block
            self._done_bytes += len(block)
            if self._advance is not None:
                self._advance(self._done_bytes)
            text = self._decoder.decode(block, self._ended)
            self.replaced += text.count("\ufffd")
            self._waiting += text.encode("utf-8", "replace")
        found, self._waiting = self._waiting[:size], self._waiting[size:]
        return found

    def close(self) -> None:
        """Close what lies under it."""
        self._stream.close()


class _Tally:
    """What the lines of a file say about its encoding."""

    def __init__(self) -> None:
        self._utf8_like = self._others = self._bad_utf8 = 0
        self._gbk = self._big5 = True
        self._pairs: list[bytes] = []

    def add(self, line: bytes) -> None:
        """Take one line, without its end."""
        if line.isascii():
            return
        try:
            line.decode("ascii" if _is_gbk_in_disguise(line) else "utf-8")
        except UnicodeDecodeError:
            if _is_broken_utf8(line):
                self._bad_utf8 += 1
                return
            self._others += 1
            self._gbk = self._gbk and _decodes(line, "gb18030")
            self._big5 = self._big5 and _decodes(line, "big5hkscs")
            if len(self._pairs) < 200_000:
                self._pairs += _PAIR.findall(line)
            return
        if len(_THREE.findall(line)) >= 2 or (_THREE.search(line) and len(_HIGH.findall(line)) % 2):
            self._utf8_like += 1
        else:
            # Two-byte sequences alone are as good GBK as they are UTF-8: they follow the rest of the file.
            self._gbk = self._gbk and _decodes(line, "gb18030")
            self._big5 = self._big5 and _decodes(line, "big5hkscs")

    def codec(self) -> str:
        """Return the codec of the whole file."""
        if not self._others:
            return MIXED if self._bad_utf8 and not self._utf8_like else "utf-8"
        if self._utf8_like or self._bad_utf8:
            return MIXED
        if self._big5 and (not self._gbk or _more_like_big5(self._pairs)):
            return "big5hkscs"
        return "gb18030" if self._gbk else MIXED


def _encoding_of(source: Source) -> TextEncoding:
    with source.open() as stream:
        try:
            head = stream.read(64 * 1024)
        except OSError as error:
            raise UserError("file_unreadable", file=source.name) from error
    marked = _marked(head)
    if marked is not None and marked.is_wide:
        return marked
    if marked is None and (wide := _by_nuls(head)) is not None:
        return wide
    mark_bytes = marked.mark_bytes if marked else 0
    tally = _Tally()
    for raw, _cut in _byte_lines(source, TextEncoding("utf-8", mark_bytes), None):
        tally.add(raw)
    return TextEncoding(tally.codec(), mark_bytes)


def _byte_lines(
    source: Source, encoding: TextEncoding, advance: Callable[[int], None] | None
) -> Iterator[tuple[bytes, bool]]:
    """Yield lines without their ends (LF, CR LF, or CR alone), and whether each was shortened."""
    carry, cut = b"", False
    for block in _utf8_blocks(source, encoding, advance):
        data = carry + block
        if b"\r" in data:
            # The last CR may be half of a CR LF.
            held = data.endswith(b"\r")
            data = data[: len(data) - held].replace(b"\r\n", b"\n").replace(b"\r", b"\n") + b"\r" * held
        *whole, carry = data.split(b"\n")
        for line in whole:
            yield line[:LINE_BYTES], cut or len(line) > LINE_BYTES
            cut = False
        if len(carry) > LINE_BYTES:
            carry, cut = carry[:LINE_BYTES], True
    if carry.endswith(b"\r"):
        carry = carry[:-1]
        yield carry, cut
    elif carry:
        yield carry, cut


def _utf8_blocks(source: Source, encoding: TextEncoding, advance: Callable[[int], None] | None) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding.codec)("replace") if encoding.is_wide else None
    done_bytes = encoding.mark_bytes
    with source.open() as stream:
        try:
            stream.seek(encoding.mark_bytes)
            while block := stream.read(BLOCK_BYTES // 4):
                done_bytes += len(block)
                if advance is not None:
                    advance(done_bytes)
                yield block if decoder is None else decoder.decode(block).encode("utf-8", "replace")
        except OSError as error:
            raise UserError("file_unreadable", file=source.name) from error
    if decoder is not None:
        yield decoder.decode(b"", True).encode("utf-8", "replace")


def _marked(head: bytes) -> TextEncoding | None:
    return next((TextEncoding(codec, len(mark)) for mark, codec in _MARKS if head.startswith(mark)), None)


def _by_nuls(head: bytes) -> TextEncoding | None:
    """Tell UTF-16 without a mark by the NUL halves of its spaces, digits and line ends."""
    sample = head[:4096]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    # A Chinese text has few ASCII characters, but every line end is one; a stray NUL in a byte text is a lonely one.
    if odd * 20 > half and odd > even * 4:
        return TextEncoding("utf-16-le")
    if even * 20 > half and even > odd * 4:
        return TextEncoding("utf-16-be")
    return None


def _is_gbk_in_disguise(line: bytes) -> bool:
    """Tell whether bytes that are valid UTF-8 are words of GBK all the same (``原始`` is ``D4 AD CA BC``).

    Western accents in UTF-8 are single pairs among letters; Greek, Cyrillic and Arabic have second bytes that no
    everyday character of GB 2312 has.
    """
    runs = _HIGH_RUN.findall(line)
    return bool(runs) and all(len(run) >= 4 and _EVERYDAY.fullmatch(run) is not None for run in runs)


def _is_broken_utf8(line: bytes) -> bool:
    """Tell whether bytes that are no valid UTF-8 are UTF-8 all the same, but for a few of them.

    A pair of GBK characters may hold three bytes that look like one of UTF-8; three such in a row do not happen.
    """
    good, high = sum(map(len, _THREE.findall(line))), len(_HIGH.findall(line))
    return good >= 9 and good * 8 >= high * 7


def _more_like_big5(pairs: list[bytes]) -> bool:
    """Tell Big5 from GBK: its everyday characters lie in rows A4 to C6, those of GB 2312 in B0 to D7 from A1 on."""
    if not pairs:
        return False
    big5 = sum(1 for pair in pairs if 0xA1 <= pair[0] <= 0xC6)
    gbk = sum(1 for pair in pairs if pair[1] >= 0xA1 and (0xB0 <= pair[0] <= 0xD7 or 0xA1 <= pair[0] <= 0xA3))
    return big5 * 10 >= len(pairs) * 9 and big5 > gbk


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _replacing(data: bytes, codec: str) -> Decoded:
    try:
        return Decoded(data.decode(codec), codec)
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
        return Decoded(text, codec, text.count("\ufffd"))
