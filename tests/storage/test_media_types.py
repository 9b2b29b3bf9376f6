"""What a file is by its content, where the library alone would take photos for films."""

from __future__ import annotations

import pytest

from advocate.storage.media_types import media_type


def boxes(brand: bytes, *others: bytes) -> bytes:
    inside = b"ftyp" + brand + bytes(4) + b"".join(others)
    return (len(inside) + 4).to_bytes(4, "big") + inside + b"\x00\x00\x00\x08mdat" + bytes(64)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (boxes(b"heic", b"mif1", b"heic"), "image/heic"),
        (boxes(b"mif1", b"mif1", b"heic"), "image/heic"),
        (boxes(b"mif1", b"mif1", b"avif"), "image/avif"),
        (boxes(b"M4A ", b"M4A ", b"mp42", b"isom"), "audio/mp4"),
        (boxes(b"qt  ", b"qt  "), "video/quicktime"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(90), "audio/mpeg"),
        (b"\xff\xfb\x90\x64" + bytes(90), "audio/mpeg"),
        (b"\xff\xf3\x84\xc4" + bytes(90), "audio/mpeg"),
    ],
)
def test_boxes_and_frames_are_told_by_their_brands(head: bytes, kind: str) -> None:
    assert media_type(head) == kind


def test_a_film_and_a_jpeg_stay_what_they_are() -> None:
    assert media_type(boxes(b"isom", b"isom", b"avc1")).startswith("video/")
    assert media_type(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(90)) == "image/jpeg"
    assert media_type(b"\xff\xfe" + "短信".encode("utf-16-le")) != "audio/mpeg"
