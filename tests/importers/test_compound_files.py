"""Microsoft's compound files whose folders lie in each other: a reason, and no end of the program's stack."""

from __future__ import annotations

import struct

import pytest

from advocate.domain.errors import UserError
from advocate.importers import registry
from advocate.importers.base import ReadContext
from advocate.importers.sources import MemoryFile

FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def entry(name: str, kind: int, left: int = NONE, child: int = NONE) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), kind, 1, left, NONE, child)
        + bytes(16 + 4 + 16)
        + struct.pack("<IQ", END, 0)
    )


def compound() -> bytes:
    """Return a file of three sectors whose only folder holds the root."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    fat = struct.pack("<II", FAT_SECTOR, END) + struct.pack("<I", FREE) * 126
    folders = entry("Root Entry", 1, child=1) + entry("Folder", 1, child=0) + bytes(256)
    return header + fat + folders


@pytest.mark.parametrize("name", ["table", "msg"])
def test_a_folder_in_itself_is_damage(name: str) -> None:
    source = MemoryFile("a.bin", compound())
    importer = registry.named(name)
    assert 0.0 <= importer.recognise(registry.probe_of(source)) <= 1.0
    with pytest.raises(UserError):
        list(importer.read(source, ReadContext(source.name, source.size)))
