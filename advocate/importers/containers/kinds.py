"""What sort of file something is, by its first bytes: which container, which evidence, or nothing known."""

from __future__ import annotations

from enum import StrEnum

ZIP_MAGIC = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"


class FileKind(StrEnum):
    """What is done with a file that no importer claims depends on this."""

    ZIP = "zip"
    GZIP = "gzip"
    SEVEN = "seven"
    #: Archives that are refused, with what to do.
    RAR = "rar"
    TAR = "tar"
    OTHER_ARCHIVE = "other_archive"
    #: Evidence as it is.
    PICTURE = "picture"
    AUDIO = "audio"
    VIDEO = "video"
    PDF = "pdf"
    OFFICE = "office"
    UNKNOWN = "unknown"

    @property
    def is_container(self) -> bool:
        """Tell whether it can be opened."""
        return self in (FileKind.ZIP, FileKind.GZIP, FileKind.SEVEN)

    @property
    def is_evidence(self) -> bool:
        """Tell whether it is kept as evidence though it holds no contacts."""
        return self in (FileKind.PICTURE, FileKind.AUDIO, FileKind.VIDEO, FileKind.PDF, FileKind.OFFICE)


_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x1f\x8b", FileKind.GZIP),
    (b"7z\xbc\xaf\x27\x1c", FileKind.SEVEN),
    (b"Rar!\x1a\x07", FileKind.RAR),
    (b"\x89PNG\r\n\x1a\n", FileKind.PICTURE),
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"GIF87a", FileKind.PICTURE),
    (b"GIF89a", FileKind.PICTURE),
    (b"II*\0", FileKind.PICTURE),
    (b"MM\0*", FileKind.PICTURE),
    (b"#!AMR", FileKind.AUDIO),
    (b"ID3", FileKind.AUDIO),
    (b"OggS", FileKind.AUDIO),
    (b"fLaC", FileKind.AUDIO),
    (b"ADIF", FileKind.AUDIO),
    (b"caff", FileKind.AUDIO),
    (b"\x1aE\xdf\xa3", FileKind.VIDEO),
    (b"\0\0\x01\xba", FileKind.VIDEO),
    (b"FLV\x01", FileKind.VIDEO),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OFFICE),
    (b"{\\rtf", FileKind.OFFICE),
    (b"BZh", FileKind.OTHER_ARCHIVE),
    (b"\xfd7zXZ\0", FileKind.OTHER_ARCHIVE),
    (b"(\xb5/\xfd", FileKind.OTHER_ARCHIVE),
    (b"MSCF", FileKind.OTHER_ARCHIVE),
    (b"!<arch>\n", FileKind.OTHER_ARCHIVE),
)
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
_AUDIO_BRANDS = {b"M4A ", b"M4B ", b"F4A "}
#: What stands at the beginning of ZIPs that are documents: Office, OpenDocument, OFD (the Chinese e-invoice), EPUB.
_DOCUMENT_MARKS = (b"[Content_Types].xml", b"_rels/.rels", b"mimetypeapplication/", b"OFD.xml")
_PDF_REACH = 1024
_TAR_MARK = slice(257, 262)


def kind_of(head: bytes) -> FileKind:
    """Return what a file beginning with ``head`` is; a name is never asked."""
    if head.startswith((ZIP_MAGIC, _EMPTY_ZIP)):
        return FileKind.OFFICE if is_document_zip(head) else FileKind.ZIP
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF":
        kinds = {b"WAVE": FileKind.AUDIO, b"AVI ": FileKind.VIDEO, b"WEBP": FileKind.PICTURE}
        return kinds.get(head[8:12], FileKind.UNKNOWN)
    if head[4:8] == b"ftyp":
        return _of_brand(head)
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip"):
        return FileKind.VIDEO
    if b"%PDF-" in head[:_PDF_REACH]:
        return FileKind.PDF
    if head[_TAR_MARK] == b"ustar":
        return FileKind.TAR
    if _is_mpeg_audio(head):
        return FileKind.AUDIO
    if head[:2] == b"BM" and len(head) > 26 and head[14:18] in (b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0"):
        return FileKind.PICTURE
    return FileKind.UNKNOWN


def is_document_zip(head: bytes) -> bool:
    """Tell whether a ZIP is a document (spreadsheet, text, invoice) and not an archive of files."""
    return any(mark in head[:4096] for mark in _DOCUMENT_MARKS)


def _of_brand(head: bytes) -> FileKind:
    brand = head[8:12]
    length = int.from_bytes(head[:4], "big")
    others = {head[at : at + 4] for at in range(16, min(length, 256, len(head)), 4)}
    if brand in _HEIF_BRANDS or (brand in (b"mif1", b"msf1") and others & _HEIF_BRANDS):
        return FileKind.PICTURE
    if brand in _AUDIO_BRANDS or (brand.startswith(b"3g") and b"vide" not in head):
        return FileKind.AUDIO
    return FileKind.VIDEO


def _is_mpeg_audio(head: bytes) -> bool:
    """Tell whether an MPEG or ADTS frame begins here: eleven bits set, and a layer and rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    if head[1] & 0xF6 == 0xF0:
        return head[2] >> 2 & 0xF < 13
    return head[1] >> 3 & 3 != 1 and head[1] >> 1 & 3 != 0 and head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3
