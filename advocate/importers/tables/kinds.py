"""Which container a table comes in, by its first bytes: the name of a bill says nothing (formats.md 12)."""

from __future__ import annotations

import re
from enum import StrEnum

from advocate.importers.text_files import head_text


class Container(StrEnum):
    """How a table is packed."""

    XLS = "xls"
    XLSX = "xlsx"
    SPREADSHEETML = "spreadsheetml"
    HTML = "html"
    MHTML = "mhtml"
    JSON = "json"
    PDF = "pdf"
    TEXT = "text"
    NONE = ""


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A worksheet stream of Excel 2 to 4 has no container around it: BOF records (xlrd, biffh).
_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_HTML = re.compile(r"<(?:html|table|!doctype\s+html|head|body|div|meta|style)\b", re.IGNORECASE)
_TABLE = re.compile(r"<t(?:able|r|d)\b", re.IGNORECASE)
#: No text holds more than a few of these.
_CONTROLS = "\0\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x12\ufffd"
_JSONP = re.compile(r"[\w$.]{1,200}\s*\(\s*[\[{]")


def container_of(head: bytes, members: tuple[str, ...] = ()) -> Container:
    """Return how the table in a file that begins with ``head`` is packed."""
    if head.startswith(_OLE) or head.startswith(_BARE_BIFF):
        return Container.XLS
    if head.startswith(b"PK\x03\x04"):
        inside = b"xl/" in head or any(name.lower().startswith("xl/") for name in members)
        other = b"word/" in head or b"ppt/" in head
        return Container.XLSX if inside or (b"[Content_Types].xml" in head and not other) else Container.NONE
    if b"%PDF-" in head[:1024]:
        return Container.PDF
    text = head_text(head).lstrip("\ufeff \t\r\n")
    if sum(text.count(char) for char in _CONTROLS) * 50 > len(text):
        return Container.NONE
    lower = text[:2000].lower()
    if "mime-version:" in lower and "multipart" in lower:
        return Container.MHTML
    if text.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in text[:4000] and not _HTML.match(text):
            return Container.SPREADSHEETML
        return Container.HTML if _HTML.search(text[:4000]) and _TABLE.search(text) else Container.NONE
    if (text[:1] in "[{" and text) or _JSONP.match(text):
        return Container.JSON
    return Container.TEXT if text else Container.NONE
