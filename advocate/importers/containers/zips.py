"""ZIP archives: members read where they lie, never unpacked; a hostile or damaged one is refused with its reason."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyzipper

from advocate.domain.errors import UserError
from advocate.importers.containers import names
from advocate.importers.containers.bundles import Members, Refused
from advocate.importers.containers.limits import Limits
from advocate.importers.containers.streams import Readable, member_stream
from advocate.importers.containers.zip_tails import Part, parts_without_directory
from advocate.importers.sources import Source

_ENCRYPTED = 1
_AES = 99
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_BROKEN = (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, OSError, EOFError, OverflowError)


class ZipMember:
    """One file of a ZIP archive."""

    path: Path | None = None
    members: Members = Members({})

    def __init__(self, archive: ZipArchive, inner: str, size: int, packed: int, begin: Callable[[], Readable]) -> None:
        self.name = f"{archive.name}/{inner}"
        self.size = size
        self.damaged = False
        self._archive = archive
        self._inner = inner
        self._packed = packed
        self._begin = begin

    def open(self) -> BinaryIO:
        """Return a stream from the beginning of the member.

        Raises `UserError` ``source_password_needed``, ``source_password_wrong``, ``zip_damaged``.
        """
        first = [self._start()]

        def begin() -> Readable:
            return first.pop() if first else self._start()

        ratio = self._archive.ratio
        return member_stream(begin, self.size, self.name, self._note_damage, self._packed, ratio)

    def sibling(self, name: str) -> Source | None:
        """Return the member of that name in the same folder of the archive, or None."""
        return self._archive.members.beside(self._inner, name)

    def _start(self) -> Readable:
        try:
            return self._begin()
        except RuntimeError as error:
            code = "source_password_wrong" if self._archive.password else "source_password_needed"
            raise UserError(code, file=self.name) from error
        except _BROKEN as error:
            raise UserError("zip_damaged", file=self.name) from error

    def _note_damage(self) -> None:
        self.damaged = True


class ZipArchive:
    """An opened ZIP; close it. ``refused`` are members that are not read, with the reason.

    Raises `UserError` ``zip_damaged``, ``zip_split`` and ``too_many_files`` when made.
    """

    def __init__(self, source: Source, limits: Limits, password: str = "") -> None:
        self.name = source.name
        self.size = source.size
        self.path = source.path
        self.ratio = limits.ratio
        self.password = password
        self.refused: tuple[Refused, ...] = ()
        self._source = source
        self._stream = _seekable(source, limits)
        self._zips: list[Any] = []
        self._aes: Any = None
        try:
            self._members = self._read_directory(limits)
        except BaseException:
            self.close()
            raise

    @property
    def members(self) -> Members:
        """Return the files inside."""
        return self._members

    def open(self) -> BinaryIO:
        """Return a stream over the archive itself."""
        return self._source.open()

    def sibling(self, name: str) -> Source | None:
        """Return the source beside the archive."""
        return self._source.sibling(name)

    def close(self) -> None:
        """Close the archive; its members can be read no more."""
        for opened in self._zips:
            opened.close()
        self._stream.close()

    def _read_directory(self, limits: Limits) -> Members:
        try:
            archive = zipfile.ZipFile(self._stream)
        except _BROKEN as error:
            if isinstance(error, zipfile.BadZipFile) and "multiple disks" in str(error):
                raise UserError("zip_split", file=self.name) from error
            return self._recovered(limits, error)
        self._zips.append(archive)
        if not self._points_at_members(archive):
            return self._recovered(limits, zipfile.BadZipFile())
        makers: dict[str, Callable[[], Source]] = {}
        refused: list[Refused] = []
        for info in archive.infolist():
            if info.is_dir():
                continue
            limits.count_member(self.name)
            inner = names.decoded(_raw_name(info), info.flag_bits).replace("\\", "/")
            reason = self._refusal(info, inner, limits, makers)
            if reason is not None:
                refused.append(Refused(inner, reason))
                continue
            makers[inner] = self._maker(archive, info, inner)
        if not makers and len(refused) > 1 and {each.reason for each in refused} == {"zip_method"}:
            # One line says it for all of them.
            raise UserError("zip_method_everywhere", file=self.name, count=len(refused))
        self.refused = tuple(refused)
        return Members(makers)

    def _points_at_members(self, archive: zipfile.ZipFile) -> bool:
        """Tell whether the directory is right about where the first member is: some writers count wrong."""
        infos = archive.infolist()
        if not infos:
            return True
        try:
            self._stream.seek(infos[0].header_offset)
            return self._stream.read(4) == b"PK\x03\x04"
        except (OSError, ValueError, OverflowError):
            return False

    def _refusal(self, info: zipfile.ZipInfo, inner: str, limits: Limits, taken: dict[str, Any]) -> str | None:
        method = self._method(info)
        if method not in _METHODS:
            return "zip_method"
        if stat.S_ISLNK(info.external_attr >> 16):
            return "file_is_link"
        if inner in taken:
            return "archive_name_twice"
        return names.refusal(inner) or limits.refusal(info.compress_size, info.file_size)

    def _method(self, info: zipfile.ZipInfo) -> int:
        if info.compress_type != _AES:
            return info.compress_type
        at = 0
        while at + 11 <= len(info.extra):
            kind, length = struct.unpack_from("<HH", info.extra, at)
            if kind == 0x9901:
                return int(struct.unpack_from("<H", info.extra, at + 9)[0])
            at += 4 + length
        return -1

    def _maker(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, inner: str) -> Callable[[], Source]:
        def begin() -> Readable:
            if not info.flag_bits & _ENCRYPTED:
                return _Unpacking(archive.open(info))
            if not self.password:
                raise RuntimeError
            if info.compress_type == _AES:
                return _Unpacking(self._aes_zip().open(info.filename, pwd=self.password.encode()))
            return _Unpacking(archive.open(info, pwd=self.password.encode()))

        return lambda: ZipMember(self, inner, info.file_size, info.compress_size, begin)

    def _aes_zip(self) -> Any:
        if self._aes is None:
            self._aes = pyzipper.AESZipFile(self._stream)
            self._zips.append(self._aes)
        return self._aes

    def _recovered(self, limits: Limits, error: Exception) -> Members:
        """Read the members one after another: a stream that was never finished has no directory at its end."""
        try:
            parts = parts_without_directory(self._stream, limits, self.name)
        except _BROKEN as broken:
            raise UserError("zip_damaged", file=self.name) from broken
        makers: dict[str, Callable[[], Source]] = {}
        refused: list[Refused] = []
        for part in filter(lambda part: part.name, parts):
            reason = part.reason or names.refusal(part.name) or ("archive_name_twice" if part.name in makers else None)
            if reason is not None:
                refused.append(Refused(part.name, reason))
            else:
                makers[part.name] = self._part_maker(part)
        if not makers and not refused:
            raise UserError("zip_damaged", file=self.name) from error
        self.refused = tuple(refused)
        return Members(makers)

    def _part_maker(self, part: Part) -> Callable[[], Source]:
        return lambda: ZipMember(self, part.name, part.size, part.packed, lambda: part.begin(self._stream))


class _Unpacking:
    """Reads what is there: the whole of a request would be kept back where the archive breaks off within it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        return cast(bytes, self._stream.read1(size))

    def close(self) -> None:
        self._stream.close()


def _seekable(source: Source, limits: Limits) -> BinaryIO:
    """Return a stream for the archive: an archive in an archive is read into memory, within its limit."""
    stream = source.open()
    if source.path is not None or isinstance(stream, io.BytesIO):
        return stream
    with stream:
        if source.size > limits.memory_bytes:
            raise UserError("archive_nested_too_big", file=source.name, most_mb=limits.memory_bytes // 1_000_000)
        data = stream.read(limits.memory_bytes + 1)
    if len(data) > limits.memory_bytes:
        raise UserError("archive_nested_too_big", file=source.name, most_mb=limits.memory_bytes // 1_000_000)
    return io.BytesIO(data)


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a name as the archive holds them; zipfile cut it at NUL and turned its separators."""
    codec = "utf-8" if info.flag_bits & 0x800 else "cp437"
    return info.orig_filename.encode(codec, "replace")
