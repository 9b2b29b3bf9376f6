"""What a file is, by its content: names and extensions are only claims."""

from __future__ import annotations

import puremagic

UNKNOWN = "application/octet-stream"
HEAD_BYTES = 16_384
#: Signatures of two bytes fit every hundredth text: they do not count.
_MIN_SIGNATURE = 3
#: What the library does not know or does not tell apart.
_SIGNATURES = ((b"#!AMR-WB", "audio/amr-wb"), (b"#!AMR", "audio/amr"))
#: Brands of files in boxes (ISO/IEC 14496-12; 23008-12 for pictures): the library takes most of them for videos.
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), "image/heic"),
    **dict.fromkeys((b"mif1", b"msf1"), "image/heif"),
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"M4A ", b"M4B ", b"M4P "), "audio/mp4"),
    b"qt  ": "video/quicktime",
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_INSIDE_ZIP = (
    (b"word/", f"{_OFFICE}wordprocessingml.document"),
    (b"xl/", f"{_OFFICE}spreadsheetml.sheet"),
    (b"ppt/", f"{_OFFICE}presentationml.presentation"),
)


def media_type(head: bytes) -> str:
    """Return the media type of content that begins with ``head``; ``application/octet-stream`` when unsure."""
    if not head:
        return UNKNOWN
    known = _text_type(head) or _archive_type(head)
    if known is not None:
        return known
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    boxed = _boxed_type(head) or _mpeg_audio_type(head)
    if boxed is not None:
        return boxed
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError, LookupError, ArithmeticError, TypeError, AttributeError, OSError):
        # The library parses foreign bytes with code for dozens of formats.
        return UNKNOWN
    for match in found:
        if match.mime_type and len(match.byte_match) >= _MIN_SIGNATURE:
            return str(match.mime_type)
    return UNKNOWN


def _boxed_type(head: bytes) -> str | None:
    """Return the type of a file in boxes by its brand, or by those that it says it goes with; None for others."""
    if head[4:8] != b"ftyp":
        return None
    length = min(int.from_bytes(head[:4], "big"), 256)
    brands = [head[8:12], *(head[place : place + 4] for place in range(16, length, 4))]
    # A photo may call itself the general kind first: the special one among the others says what is inside.
    if brands[0] in (b"mif1", b"msf1", b"isom", b"mp42"):
        brands.sort(key=lambda brand: brand in (b"mif1", b"msf1"))
    return next((_BRANDS[brand] for brand in brands if brand in _BRANDS), None)


def _mpeg_audio_type(head: bytes) -> str | None:
    """Return ``audio/mpeg`` where a tag or a frame header of layer III (ISO/IEC 11172-3, 2.4.1.3) begins, else None."""
    if head.startswith(b"ID3"):
        return "audio/mpeg"
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2 or head[1] & 0x18 == 0x08:
        return None
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return "audio/mpeg" if bitrate not in (0, 15) and rate != 3 else None


def _archive_type(head: bytes) -> str | None:
    """Return the type of a ZIP archive by the names of its first members, else None."""
    if not head.startswith(b"PK\x03\x04"):
        return None
    if b"[Content_Types].xml" in head or b"_rels/" in head:
        for name, kind in _INSIDE_ZIP:
            if name in head:
                return kind
    return "application/zip"


def _text_type(head: bytes) -> str | None:
    """Return the type of plain text, JSON, XML or HTML in UTF-8 (the end may cut a character), else None."""
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3 or len(head) < HEAD_BYTES:
            return None
        text = head[: error.start].decode("utf-8-sig")
    if any(ord(char) < 32 and char not in "\t\n\r\f" for char in text) or text.startswith("%PDF-"):
        return None
    start = text.lstrip()[:200].lower()
    if start.startswith("<?xml"):
        return "text/xml"
    if start.startswith(("<!doctype html", "<html")):
        return "text/html"
    if start.startswith(("{", "[")):
        return "application/json"
    return "text/plain"
