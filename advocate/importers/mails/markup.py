"""HTML of mail as plain text. Nothing that a page names is loaded."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from advocate.domain.drafts import MAX_TEXT

_BREAKS = {"p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "hr", "pre"}
_HIDDEN = {"script", "style", "head", "title", "template", "noscript"}
#: A tag that goes on for longer than this is none.
_MOST_WAITING = 1_000_000
_BLOCK = 64 * 1024


def html_text(html: str) -> str:
    """Return the words of a page, a line for each block."""
    reader = _Reader()
    for start in range(0, len(html), _BLOCK):
        reader.feed(html[start : start + _BLOCK])
        if len(reader.rawdata) > _MOST_WAITING or reader.size > MAX_TEXT:
            break
    else:
        reader.close()
    text = "".join(reader.parts)
    text = re.sub(r"[ \t\u00a0\r\f\v]+", " ", text)
    return re.sub(r" ?\n ?(?:\n ?)*\n", "\n\n", re.sub(r" ?\n ?", "\n", text)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.size = 0
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "body":
            self._hidden = 0
        elif tag == "br" or tag in _BREAKS:
            self.parts.append("\n")
        elif tag == "td":
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))
            self.size += len(data)
