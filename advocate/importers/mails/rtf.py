"""Rich text of Outlook's messages as plain text, and the HTML that it may carry inside ([MS-OXRTFEX])."""

from __future__ import annotations

import codecs
import re
import struct

from advocate.importers.mails.markup import html_text

_PACKED, _STORED = 0x75465A4C, 0x414C454D
#: What the window holds at the start, so that common words need not be written ([MS-OXRTFCP] 2.1.2.1).
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS "
    b"Sans SerifSymbol"
    b"ArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
#: Longest rich text that is read.
_MOST_BYTES = 20_000_000

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z\r\n])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
_CHARSETS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
_SKIPPED = {
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "footer",
    "themedata",
    "datastore",
    "generator",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "pntext",
    "xmlnstbl",
    "latentstyles",
}
_SIGNS = {
    "par": "\n",
    "line": "\n",
    "tab": "\t",
    "cell": "\t",
    "row": "\n",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "endash": "–",
    "emdash": "—",
}


def unpacked(data: bytes) -> bytes:
    """Return rich text as it was before it was packed ([MS-OXRTFCP] 2.1, 3.1.3); what comes before a damage is kept.

    A packed byte gives at most nine, so what is unpacked is bounded by what is there.
    """
    if data.startswith(b"{\\rtf"):
        return data[:_MOST_BYTES]
    if len(data) < 16:
        return b""
    _packed_size, size, kind, _checksum = struct.unpack_from("<IIII", data)
    if kind == _STORED:
        return data[16 : 16 + min(size, _MOST_BYTES)]
    if kind != _PACKED:
        return b""
    window = bytearray(_DICTIONARY.ljust(4096, b" "))
    write, position = len(_DICTIONARY), 16
    out = bytearray()
    while position < len(data) and len(out) < _MOST_BYTES:
        control = data[position]
        position += 1
        for bit in range(8):
            if not control >> bit & 1:
                if position >= len(data):
                    return bytes(out)
                run = data[position : position + 1]
                position += 1
            else:
                if position + 2 > len(data):
                    return bytes(out)
                token = data[position] << 8 | data[position + 1]
                position += 2
                offset, count = token >> 4, (token & 15) + 2
                if offset == write:
                    return bytes(out)
                run = b""
                for step in range(count):
                    byte = window[(offset + step) % 4096]
                    window[(write + step) % 4096] = byte
                    run += bytes((byte,))
            for byte in run:
                window[write] = byte
                write = (write + 1) % 4096
            out += run
    return bytes(out)


def rtf_text(rtf: bytes) -> str:
    """Return the words of rich text; of HTML that is carried inside, the words of the page."""
    carried = re.search(rb"\\fromhtml1?\b", rtf[:2_000]) is not None
    text = _Reader(carried).read(rtf)
    return html_text(text) if carried else text.strip()


class _Reader:
    """Follows groups and code pages; keeps the words, or, for carried HTML, what stands in the HTML tags."""

    def __init__(self, carried: bool) -> None:
        self._carried = carried
        self._out: list[str] = []
        self._bytes = bytearray()
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = -1
        self._stack: list[tuple[bool, bool, int, int]] = []
        self._skip = self._hidden = False
        self._follow = 1
        self._to_skip = 0
        self._in_fonts = 0

    def read(self, rtf: bytes) -> str:
        starred = False
        for match in _TOKEN.finditer(rtf):
            word = match[1]
            if match[5] == b"{":
                self._flush()
                if len(self._stack) < 2_000:
                    self._stack.append((self._skip, self._hidden, self._font, self._follow))
                starred = False
            elif match[5] == b"}":
                self._flush()
                if self._stack:
                    self._skip, self._hidden, self._font, self._follow = self._stack.pop()
                if len(self._stack) < self._in_fonts:
                    self._in_fonts = 0
            elif word is not None:
                self._word(word.decode("ascii"), int(match[2]) if match[2] else None, starred)
                starred = False
            elif match[3] is not None:
                if self._to_skip:
                    self._to_skip -= 1
                elif not (self._skip or self._hidden):
                    self._bytes.append(int(match[3], 16))
            elif match[4] is not None:
                starred = match[4] == b"*"
                if match[4] in b"\\{}":
                    self._raw(match[4])
                elif match[4] == b"~":
                    self._say("\u00a0")
            elif match[6] is not None:
                text = match[6]
                if self._to_skip:
                    text, self._to_skip = text[self._to_skip :], max(0, self._to_skip - len(text))
                self._raw(text)
        self._flush()
        return "".join(self._out)

    def _word(self, word: str, number: int | None, starred: bool) -> None:
        if word == "u" and number is not None:
            self._flush()
            if not (self._skip or self._hidden):
                code = number & 0xFFFF
                self._out.append(chr(code))
            self._to_skip = self._follow
        elif word == "uc" and number is not None:
            self._follow = max(0, min(number, 20))
        elif word == "ansicpg" and number:
            self._codec = _known(f"cp{number}") if number != 936 else "gb18030"
        elif word == "fonttbl":
            self._in_fonts = len(self._stack)
            self._skip = True
        elif word == "f" and number is not None:
            self._flush()
            self._font = number
        elif word == "fcharset" and number is not None and self._in_fonts:
            self._fonts[self._font] = _CHARSETS.get(number, "")
        elif word == "htmltag" and starred:
            self._flush()
            self._skip = self._hidden = False
        elif word == "htmlrtf":
            self._flush()
            self._hidden = self._carried and number != 0
        elif word in _SKIPPED or starred:
            self._flush()
            self._skip = True
        elif word in _SIGNS:
            self._say(_SIGNS[word])

    def _raw(self, text: bytes) -> None:
        if not (self._skip or self._hidden):
            self._bytes += text

    def _say(self, text: str) -> None:
        self._flush()
        if not (self._skip or self._hidden):
            self._out.append(text)

    def _flush(self) -> None:
        if self._bytes:
            codec = self._fonts.get(self._font) or self._codec
            self._out.append(bytes(self._bytes).decode(codec, "replace"))
            self._bytes.clear()


def _known(codec: str) -> str:
    try:
        return codecs.lookup(codec).name
    except LookupError:
        return "cp1252"
