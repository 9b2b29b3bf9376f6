"""A backup as a byte stream: the file itself, or the one file inside a ZIP that newer versions of the app write."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from advocate.domain.errors import UserError
from advocate.importers.sources import Source
from advocate.importers.xml_bytes import Readable

ZIP_MAGIC = b"PK\x03\x04"
#: A backup compresses 15 to 25 times (formats.md 16); beyond this ratio the archive was made to do harm.
MOST_RATIO = 200
_SLACK_BYTES = 1024 * 1024
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

#: What a damaged archive raises while it is read.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError)


@contextmanager
def opened(source: Source) -> Iterator[tuple[Readable, int]]:
    """Open a backup for reading; yields the stream and its size in bytes, unpacked.

    Raises `UserError`: ``file_unreadable``, ``zip_damaged``, ``zip_encrypted``, ``zip_not_one_file``, ``zip_bomb``.
    """
    name = source.name
    try:
        with source.open() as stream:
            if stream.read(4) != ZIP_MAGIC:
                stream.seek(0, 2)
                size = stream.tell()
                stream.seek(0)
                yield stream, size
                return
            with _archive(stream, name) as archive:
                member = _only_member(archive, name)
                with archive.open(member) as unpacked:
                    yield unpacked, member.file_size
    except OSError as error:
        raise UserError("file_unreadable", file=name) from error


def zip_head(head: bytes) -> bytes:
    """Return the beginning of the first file in a ZIP, unpacked from the archive's head; empty if it cannot be."""
    if len(head) < 30 or not head.startswith(ZIP_MAGIC):
        return b""
    flags, method = struct.unpack_from("<HH", head, 6)
    name_length, extra_length = struct.unpack_from("<HH", head, 26)
    data = head[30 + name_length + extra_length :]
    if flags & 1:
        return b""
    if method == zipfile.ZIP_STORED:
        return data
    if method != zipfile.ZIP_DEFLATED:
        return b""
    try:
        return zlib.decompressobj(-15).decompress(data, 64 * 1024)
    except zlib.error:
        return b""


def _archive(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError) as error:
        raise UserError("zip_damaged", file=name) from error


def _only_member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
    if len(members) != 1:
        raise UserError("zip_not_one_file", file=name, count=len(members))
    member = members[0]
    if member.flag_bits & 1:
        raise UserError("zip_encrypted", file=name)
    if member.compress_type not in _METHODS:
        raise UserError("zip_damaged", file=name)
    if member.file_size > member.compress_size * MOST_RATIO + _SLACK_BYTES:
        raise UserError("zip_bomb", file=name)
    return member
