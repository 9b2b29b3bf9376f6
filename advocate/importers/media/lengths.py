"""How long a recording lasts, by the file itself: a header that claims more than its bytes can hold is not believed."""

from __future__ import annotations

import math
from typing import BinaryIO

from tinytag import TinyTag, TinyTagException

from advocate.importers.sources import Source

#: Bits a second below which nobody has ever coded speech; a header that implies less lies (formats.md 13, item 9).
_LEAST_BITS = 600
_LONGEST_S = 24 * 3600
_AMR, _AMR_WB = b"#!AMR\n", b"#!AMR-WB\n"
#: Bytes of a frame beside its first one, by frame type (3GPP TS 26.101 and 26.201); 20 ms each. None exists not.
_NB_BYTES = (12, 13, 15, 17, 19, 20, 26, 31, 5, None, None, None, None, None, None, 0)
_WB_BYTES = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, None, None, None, None, 0, 0)
_FRAME_S = 0.02
_BLOCK = 1024 * 1024
#: What tinytag raises on foreign bytes, beside its own.
_BROKEN = (
    TinyTagException,
    OSError,
    ValueError,
    LookupError,
    ArithmeticError,
    TypeError,
    EOFError,
    AttributeError,
    MemoryError,
)


def duration_s(source: Source) -> float | None:
    """Return the length of an audio or video file in seconds; None where it does not say, or says what cannot be.

    Raises `UserError` of the source's reading.
    """
    with source.open() as stream:
        head = stream.read(len(_AMR_WB))
        if head.startswith(_AMR_WB):
            return _amr_s(stream, _AMR_WB, _WB_BYTES)
        if head.startswith(_AMR):
            return _amr_s(stream, _AMR, _NB_BYTES)
        stream.seek(0)
        return _tagged_s(stream, source)


def _amr_s(stream: BinaryIO, magic: bytes, sizes: tuple[int | None, ...]) -> float | None:
    """Count the frames: the format has no length in its header. What follows a broken frame is not counted."""
    stream.seek(len(magic))
    frames = at = 0
    data = b""
    while True:
        if len(data) - at < 64:
            data = data[at:] + stream.read(_BLOCK)
            at = 0
            if not data:
                break
        extra = sizes[data[at] >> 3 & 0xF]
        if extra is None or data[at] & 0x83 or at + 1 + extra > len(data):
            break
        at += 1 + extra
        frames += 1
    return frames * _FRAME_S if frames else None


def _tagged_s(stream: BinaryIO, source: Source) -> float | None:
    name = source.name.rsplit("/", 1)[-1]
    try:
        tag = TinyTag.get(filename=name, file_obj=stream, tags=False)
    except _BROKEN:
        return None
    length, rate = tag.duration, tag.bitrate
    if length is None or not math.isfinite(length) or not 0 < length <= _LONGEST_S:
        return None
    bits = source.size * 8
    if bits < length * _LEAST_BITS:
        return None
    # Kilobits a second as the header declares them: a file that was cut off is shorter than they say.
    if rate and math.isfinite(rate) and length * rate * 1000 > bits * 1.5 + 65_536:
        return None
    return float(length)
