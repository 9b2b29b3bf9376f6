"""A page of HTML as a tree, inertly: nothing is fetched, run or looked up, and a page made to eat time is refused.

The parser takes time with the square of the depth, so that the depth is counted before (formats.md 16).
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from advocate.domain.errors import UserError
from advocate.importers.sources import Source, bounded_bytes

#: Exports nest twenty deep.
_DEEPEST = 400
_MOST_TAGS = 4_000_000
_TAG = re.compile(rb"<(/?)([A-Za-z][A-Za-z0-9]*)")
#: Elements that close themselves, or whose end may be left out.
_FLAT = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li td tr th dt dd option".split()
)


def page_of(source: Source, most_bytes: int) -> LexborHTMLParser:
    """Return the tree of a page in UTF-8; raises `UserError`: ``file_too_big``, ``page_too_deep``."""
    data = bounded_bytes(source, most_bytes)
    depth = 0
    for tags, match in enumerate(_TAG.finditer(data)):
        if match[2].lower() not in _FLAT:
            depth = max(0, depth + (-1 if match[1] else 1))
        if depth > _DEEPEST or tags > _MOST_TAGS:
            raise UserError("page_too_deep", file=source.name)
    return LexborHTMLParser(data.decode("utf-8", "replace").replace("\0", "\ufffd"))
