"""HTML of mail as plain text, in one pass whatever the page holds. Nothing that a page names is loaded.

The parser of the standard library looks at the rest of a page again for every tag that has no end, which a page made to
do harm has by the hundred thousand.
"""

from __future__ import annotations

import html
import re

from advocate.domain.drafts import MAX_TEXT

_BREAKS = {
    "p",
    "div",
    "tr",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "ul",
    "ol",
    "blockquote",
    "hr",
    "pre",
    "br",
}
_HIDDEN = ("script", "style", "head", "title", "template", "noscript")
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,20})")
_SPACE = re.compile(r"\s+")


def html_text(page: str) -> str:
    """Return the words of a page, a line for each block."""
    parts: list[str] = []
    size = position = 0
    lowered = page.lower()
    while position < len(page) and size <= MAX_TEXT:
        start = page.find("<", position)
        if start < 0:
            start = len(page)
        words = html.unescape(_SPACE.sub(" ", page[position:start]))
        parts.append(words)
        size += len(words)
        position = _behind(page, lowered, start, parts)
    text = re.sub(r"[ \t\u00a0\r\f\v]+", " ", "".join(parts)[: 2 * MAX_TEXT])
    lines = [line.strip() for line in text.split("\n")]
    # Blocks within blocks leave many empty lines: one is enough.
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept).strip()


def _behind(page: str, lowered: str, start: int, parts: list[str]) -> int:
    """Return where the text goes on behind what begins at ``start``; a tag without an end is text."""
    if start >= len(page):
        return start
    if page.startswith("<!--", start):
        end = page.find("-->", start)
        return len(page) if end < 0 else end + 3
    match = _NAME.match(page, start)
    if match is None:
        if page[start + 1 : start + 2] in ("!", "?"):
            end = page.find(">", start)
            return len(page) if end < 0 else end + 1
        parts.append("<")
        return start + 1
    end = page.find(">", start)
    if end < 0:
        # No tag ends from here on: the rest is looked at no further.
        return len(page)
    name = match[1].lower()
    if name in _HIDDEN and page[start + 1] != "/":
        closing = lowered.find(f"</{name}", end)
        if closing >= 0:
            return closing
        return end + 1 if name == "head" else len(page)
    if name in _BREAKS:
        parts.append("\n")
    elif name in ("td", "th"):
        parts.append(" ")
    return end + 1
