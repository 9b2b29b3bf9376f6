"""SQLite's write-ahead log applied in memory: the newest rows of a phone's database often stand only there.

Format: <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>. Frames count up to the last one that commits,
with the salts of the log's header and a checksum that carries on from frame to frame; what follows is an older log.
"""

from __future__ import annotations

import array
import struct
import sys

_MAGIC_LITTLE, _MAGIC_BIG = 0x377F0682, 0x377F0683
_HEADER_BYTES = 32
_FRAME_HEADER_BYTES = 24


def applied(database: bytes, log: bytes) -> tuple[bytes, int]:
    """Return the database with all committed frames of its log, and how many there were.

    A log of another page size, with a wrong header or without a commit changes nothing.
    """
    if len(log) < _HEADER_BYTES:
        return database, 0
    magic, _version, page_bytes, _number, salt_1, salt_2, sum_1, sum_2 = struct.unpack(">8I", log[:_HEADER_BYTES])
    if magic not in (_MAGIC_LITTLE, _MAGIC_BIG) or not 512 <= page_bytes <= 65536 or page_bytes & (page_bytes - 1):
        return database, 0
    if database[:16] == b"SQLite format 3\0" and _page_bytes(database) != page_bytes:
        return database, 0
    big = magic == _MAGIC_BIG
    state = _checksum(log[:24], big, (0, 0))
    if state != (sum_1, sum_2):
        return database, 0
    pages: dict[int, int] = {}
    committed: dict[int, int] = {}
    size_pages = frames = 0
    position = _HEADER_BYTES
    while position + _FRAME_HEADER_BYTES + page_bytes <= len(log):
        page, commit, frame_1, frame_2, sum_1, sum_2 = struct.unpack_from(">6I", log, position)
        body = position + _FRAME_HEADER_BYTES
        if (frame_1, frame_2) != (salt_1, salt_2) or page == 0:
            break
        state = _checksum(log[position : position + 8], big, state)
        state = _checksum(log[body : body + page_bytes], big, state)
        if state != (sum_1, sum_2):
            break
        pages[page] = body
        if commit:
            committed |= pages
            pages = {}
            size_pages = commit
            frames = (body + page_bytes - _HEADER_BYTES) // (_FRAME_HEADER_BYTES + page_bytes)
        position = body + page_bytes
    if not committed:
        return database, 0
    # The commit says how many pages the database has; a log that claims more than both files hold is none.
    known = max(len(database) // page_bytes, max(committed))
    if size_pages > known:
        return database, 0
    whole = bytearray(database[: size_pages * page_bytes].ljust(size_pages * page_bytes, b"\0"))
    for page, body in committed.items():
        if page <= size_pages:
            whole[(page - 1) * page_bytes : page * page_bytes] = log[body : body + page_bytes]
    return bytes(whole), frames


def _page_bytes(database: bytes) -> int:
    size = int.from_bytes(database[16:18], "big")
    return 65536 if size == 1 else size


def _checksum(data: bytes, big: bool, state: tuple[int, int]) -> tuple[int, int]:
    words = array.array("I")
    if words.itemsize != 4:
        words = array.array("L")
    words.frombytes(data)
    if (sys.byteorder == "big") is not big:
        words.byteswap()
    first, second = state
    for at in range(0, len(words) - 1, 2):
        first = (first + words[at] + second) & 0xFFFFFFFF
        second = (second + words[at + 1] + first) & 0xFFFFFFFF
    return first, second
