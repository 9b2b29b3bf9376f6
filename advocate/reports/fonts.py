"""The bundled Noto faces: registered once, with fallback between serif and sans and no silent boxes.

Characters that neither face has (emoji, controls, direction marks) become visible, for example ``[U+1F606]``.
"""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from collections.abc import Sequence

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

from advocate import resources

SERIF = "NotoSerifSC"
SERIF_BOLD = "NotoSerifSC-Bold"
SANS = "NotoSansSC"
SANS_BOLD = "NotoSansSC-Bold"

FILES = {
    SERIF: "NotoSerifSC_400Regular.ttf",
    SERIF_BOLD: "NotoSerifSC_700Bold.ttf",
    SANS: "NotoSansSC_400Regular.ttf",
    SANS_BOLD: "NotoSansSC_700Bold.ttf",
}
_FALLBACK = {SERIF: SANS, SANS: SERIF, SERIF_BOLD: SANS_BOLD, SANS_BOLD: SERIF_BOLD}

#: Drawn as shapes: Noto has no ballot boxes.
BOXES = frozenset("☐☑☒")
#: What a ballot box is called as a run's font name.
BOX_RUN = "box"

_LOCK = threading.Lock()
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))


def _to_unicode(fontname: str, subset: Sequence[int]) -> str:
    """Return the ToUnicode map of a subset: UTF-16BE, at most 100 entries a block (PDF 32000-1, 9.10.3).

    reportlab 5.1.0 writes code points beyond the BMP as five hex digits, which readers take for something else.
    """
    entries = [
        f"<{code:02X}> <{chr(char).encode('utf-16-be', 'surrogatepass').hex().upper()}>"
        for code, char in enumerate(subset)
    ]
    blocks = []
    for start in range(0, len(entries), 100):
        block = entries[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        f"/CMapName /{fontname} def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange"
    )
    return "\n".join([head, *blocks, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


class _Widths(dict[str, float]):
    """Advance of each character in em, read from the face that has it."""

    def __init__(self, own: Face) -> None:
        super().__init__()
        self._own = own

    def __missing__(self, char: str) -> float:
        if char in BOXES:
            width = 1.0
        else:
            font = self._own.ttf if self._own.has(char) else pdfmetrics.getFont(_registered(_FALLBACK[self._own.name]))
            face = font.face
            width = face.charWidths.get(ord(" " if char == "\xa0" else char), face.defaultWidth) / 1000
        self[char] = width
        return width


class Face:
    """One registered font with cached advances."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ttf = pdfmetrics.getFont(name)
        self._glyphs = self.ttf.face.charToGlyph
        self.widths = _Widths(self)
        self._plain: set[str] = set()

    def has(self, char: str) -> bool:
        """Tell whether the font itself draws ``char``."""
        return char == "\xa0" or ord(char) in self._glyphs

    def width(self, text: str) -> float:
        """Return the advance of ``text`` in em, without any squeeze."""
        return sum(map(self.widths.__getitem__, text))

    def runs(self, text: str) -> list[tuple[str, str]]:
        """Return ``text`` cut into (font name, part): the fallback for what this face lacks, ballot boxes alone."""
        unknown = set(text) - self._plain
        if unknown:
            self._plain.update(char for char in unknown if char not in BOXES and self.has(char))
            unknown -= self._plain
        if not unknown:
            return [(self.name, text)]
        runs: list[tuple[str, str]] = []
        for char in text:
            name = BOX_RUN if char in BOXES else self.name if self.has(char) else _FALLBACK[self.name]
            if runs and runs[-1][0] == name and name != BOX_RUN:
                runs[-1] = (name, runs[-1][1] + char)
            else:
                runs.append((name, char))
        return runs


def _registered(name: str) -> str:
    """Register a bundled font unless it is; a file that does not open raises reportlab's `TTFError`."""
    with _LOCK:
        if name not in pdfmetrics.getRegisteredFontNames():
            ttfonts.makeToUnicodeCMap = _to_unicode
            rl_config.useA85 = 0
            rl_config.invariant = 1
            pdfmetrics.registerFont(ttfonts.TTFont(name, str(resources.path("fonts", FILES[name]))))
    return name


@functools.cache
def face(name: str) -> Face:
    """Return the bundled face called ``name``."""
    _registered(name)
    _registered(_FALLBACK[name])
    return Face(name)


@functools.lru_cache(maxsize=65536)
def _printable(char: str) -> bool:
    if char in BOXES or char in "\n\xa0":
        return True
    if unicodedata.category(char) in _HIDDEN:
        return False
    return face(SERIF).has(char) or face(SANS).has(char)


_KNOWN_GOOD: set[str] = set()


def visible(text: str) -> str:
    """Return ``text`` with nothing in it that would print as a box or not at all.

    All line ends become ``\\n``, tabs a space; each stretch of unprintable characters becomes ``[U+1F468 U+200D …]``.
    """
    if not set(text) - _KNOWN_GOOD:
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    unknown = set(text) - _KNOWN_GOOD
    _KNOWN_GOOD.update(filter(_printable, unknown))
    if not unknown - _KNOWN_GOOD:
        return text
    parts: list[str] = []
    hidden: list[str] = []
    for char in text:
        if _printable(char):
            if hidden:
                parts.append("[" + " ".join(hidden) + "]")
                hidden = []
            parts.append(char)
        else:
            hidden.append(f"U+{ord(char):04X}")
    if hidden:
        parts.append("[" + " ".join(hidden) + "]")
    return "".join(parts)
