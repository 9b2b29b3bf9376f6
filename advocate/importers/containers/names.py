"""Names inside archives: decoded as they were meant, and refused where they point out of the archive."""

from __future__ import annotations

import re
import unicodedata

_UTF8_FLAG = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
#: Files that systems leave behind beside those of people.
_JUNK = re.compile(
    r"(?:\.ds_store|thumbs\.db|ehthumbs\.db|desktop\.ini|\.nomedia|\.localized|\._.*|~\$.*|.*\.xsl|icon\r)",
    re.IGNORECASE,
)
_JUNK_FOLDERS = {"__macosx", ".git", "@eadir", ".thumbnails", ".trashes", "$recycle.bin", "system volume information"}


def decoded(raw: bytes, flags: int) -> str:
    """Return the name of a ZIP member: UTF-8 by flag or by its bytes, else GB 18030 where that is the cleaner reading.

    Chinese tools write GBK without saying so (formats.md 16, items 2 and 5); the standard's cp437 remains.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if flags & _UTF8_FLAG:
            return raw.decode("utf-8", "replace")
    try:
        chinese = raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("cp437")
    return chinese if _clean(chinese) else raw.decode("cp437")


def refusal(name: str) -> str | None:
    """Return the code of why a name inside an archive is not followed, or None where it stays inside."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or _DRIVE.match(name) or "\0" in name:
        return "archive_unsafe_name"
    return None


def is_junk(name: str) -> bool:
    """Tell whether a file is what a system left behind, by its name and the folders that it lies in."""
    *folders, last = name.replace("\\", "/").split("/")
    return _JUNK.fullmatch(last) is not None or any(folder.lower() in _JUNK_FOLDERS for folder in folders)


def _clean(text: str) -> bool:
    """Tell whether most letters beyond ASCII are Chinese ones, and none is private or unassigned."""
    beyond = [char for char in text if char > "\x7f"]
    if any(unicodedata.category(char) in ("Cc", "Co", "Cn", "Cs") for char in text):
        return False
    common = sum(1 for char in beyond if "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef")
    return common * 2 > len(beyond)
