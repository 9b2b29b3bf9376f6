"""Bytes of mail as text, whatever the label says (formats.md 10).

Chinese mail says gb2312 and means GBK or GB 18030, says GB2312 and is UTF-8, or says nothing at all. A label is a hint:
bytes that are valid UTF-8 with Chinese characters in it are UTF-8, and everything of the GB family is read as GB 18030,
which contains the rest.
"""

from __future__ import annotations

import codecs
import re

from advocate.importers.text_files import Decoded, decoded

_CODECS = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "csgb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big-5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "x-big5": "big5hkscs",
    "cp950": "cp950",
    "big5-hkscs": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "hz-gb-2312": "hz",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
}
#: Labels that programs put when they know nothing: what stands in them is asked.
_SAY_NOTHING = {
    "",
    "us-ascii",
    "ascii",
    "ansi_x3.4-1968",
    "unknown-8bit",
    "x-unknown",
    "unknown",
    "default",
    "8bit",
    "binary",
}
_THREE = re.compile(rb"[\xe4-\xe9][\x80-\xbf]{2}")
_HZ = re.compile(rb"~\{[\x21-\x7e]{2,}?~\}")


def mail_text(data: bytes, label: str = "") -> Decoded:
    """Return bytes under a label as text, with the number of characters lost."""
    label = label.strip().strip("\"'").lower()
    if data.isascii() and not _is_shifted(label):
        text = data.decode("ascii")
        if label in ("gb2312", "hz-gb-2312", "hz") and _HZ.search(data):
            return _read(data, "hz")
        return Decoded(text, "ascii")
    codec = _CODECS.get(label, label)
    if label in _SAY_NOTHING or not _is_known(codec):
        found = decoded(data)
        # Single high bytes between ASCII letters are the accents of a Western name, not halves of Chinese characters.
        return _read(data, "cp1252") if found.codec != "utf-8" and _looks_western(data) else found
    if codec != "utf-8" and not _is_shifted(label) and len(_THREE.findall(data)) > 1:
        try:
            return Decoded(data.decode(), "utf-8")
        except UnicodeDecodeError:
            pass
    found = _read(data, codec)
    if codec == "cp1252" and _looks_chinese(data):
        return decoded(data)
    if found.replaced:
        other = decoded(data)
        return other if other.replaced < found.replaced else found
    return found


def _read(data: bytes, codec: str) -> Decoded:
    try:
        return Decoded(data.decode(codec), codec)
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
        return Decoded(text, codec, text.count("\ufffd"))
    except (LookupError, ValueError, TypeError):
        return decoded(data)


def _is_known(codec: str) -> bool:
    try:
        return codecs.lookup(codec)._is_text_encoding
    except (LookupError, ValueError):
        return False


def _is_shifted(label: str) -> bool:
    """Tell whether a label is one of the codes that write everything with seven bits."""
    return label.startswith(("iso-2022", "utf-7", "unicode-1-1", "hz", "utf-16", "utf-32"))


def _looks_western(data: bytes) -> bool:
    high = len(re.findall(rb"[\x80-\xff]", data))
    alone = len(re.findall(rb"(?<![\x80-\xff])[\xc0-\xff](?![\x80-\xff])", data))
    return alone * 2 > high


def _looks_chinese(data: bytes) -> bool:
    """Tell whether bytes labelled Latin are runs of pairs, as no Western language writes them."""
    pairs = re.findall(rb"(?:[\xa1-\xf7][\xa1-\xfe]){3,}", data)
    high = len(re.findall(rb"[\x80-\xff]", data))
    return sum(map(len, pairs)) * 4 > high * 3
