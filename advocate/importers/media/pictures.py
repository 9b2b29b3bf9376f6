"""Pictures: when and with what they were taken, asked of the header alone; nothing is decoded (formats.md 14)."""

from __future__ import annotations

import re
import struct
import warnings
from datetime import UTC, datetime, timedelta
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, UnidentifiedImageError

from advocate.domain.errors import UserError
from advocate.domain.facts import Reason
from advocate.domain.file_facts import FileFacts
from advocate.domain.moments import zone_info
from advocate.importers.sources import Source

pillow_heif.register_heif_opener()

#: Largest picture that is ever decoded, in pixels: about 10,000 by 10,000.
MOST_PIXELS = 100_000_000

_STAMP = re.compile(r"\s*(\d{4})[:\-/](\d{1,2})[:\-/](\d{1,2})[ T](\d{1,2}):(\d{2}):(\d{2})", re.ASCII)
_OFFSET = re.compile(r"\s*([+-])(\d{2}):?(\d{2})\s*|\s*(Z)\s*", re.ASCII)
#: What Pillow and libheif raise on damaged headers.
_BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    ArithmeticError,
    struct.error,
    EOFError,
    RuntimeError,
    AttributeError,
)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def picture_facts(source: Source, zone: str) -> FileFacts:
    """Return what a picture says of its taking; ``zone`` (IANA) is where its camera's clock was, unless it says so.

    A damaged or oversized one has no facts but a warning. Raises `UserError` of the source's reading.
    """
    exif, problem = _header(source)
    moment, marks = _taken(exif, zone)
    return FileFacts(moment, _device(exif), marks, (Reason(problem, ()),) if problem else ())


def _header(source: Source) -> tuple[dict[int, Any], str]:
    """Return the EXIF tags, and the code of what is wrong with the picture, empty where nothing is."""
    with source.open() as stream, warnings.catch_warnings():
        # Pillow warns of every oddity in a foreign file.
        warnings.simplefilter("ignore")
        try:
            with Image.open(stream) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return {}, "warn_picture_too_large"
                if picture.format == "PNG" and "exif" not in picture.info:
                    # Pillow would decode all of it to look for tags behind the pixels.
                    return {}, ""
                exif = picture.getexif()
                tags = dict(exif)
                tags.update(exif.get_ifd(ExifTags.IFD.Exif))
                tags.update({key + _GPS: value for key, value in exif.get_ifd(ExifTags.IFD.GPSInfo).items()})
        except UserError:
            raise
        except Image.DecompressionBombError:
            return {}, "warn_picture_too_large"
        except _BROKEN:
            return {}, "warn_picture_damaged"
    return tags, ""


#: GPS tags have numbers of their own, which would meet others.
_GPS = 0x10000


def _taken(tags: dict[int, Any], zone: str) -> tuple[datetime | None, tuple[str, ...]]:
    """Return when it was taken: the local time with its own offset, else that of GPS, else in ``zone``, and say so.

    ``OffsetTime`` belongs to the last change and is never used for the taking (formats.md 14, item 1).
    """
    local = _stamp(tags.get(ExifTags.Base.DateTimeOriginal)) or _stamp(tags.get(ExifTags.Base.DateTimeDigitized))
    if local is None:
        return None, ()
    offset = _offset(tags.get(ExifTags.Base.OffsetTimeOriginal))
    if offset is None:
        offset = _gps_offset(tags, local)
    try:
        if offset is not None:
            moment = (local - offset).replace(tzinfo=UTC)
            marks: tuple[str, ...] = ()
        else:
            moment = local.replace(tzinfo=zone_info(zone)).astimezone(UTC)
            marks = ("time_zone_assumed",)
    except (OverflowError, ValueError):
        return None, ()
    return (moment, marks) if _plausible(moment) else (None, ())


def _stamp(value: Any) -> datetime | None:
    found = _STAMP.match(value) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        return datetime(*(int(part) for part in found.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None


def _offset(value: Any) -> timedelta | None:
    found = _OFFSET.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    if found[4]:
        return timedelta(0)
    hours, minutes = int(found[2]), int(found[3])
    if hours > 14 or minutes > 59:
        return None
    return timedelta(hours=hours, minutes=minutes) * (-1 if found[1] == "-" else 1)


def _gps_offset(tags: dict[int, Any], local: datetime) -> timedelta | None:
    """Return the offset that the time of GPS, which is UTC, tells: full quarters of an hour, give or take 5 minutes."""
    day = tags.get(ExifTags.GPS.GPSDateStamp + _GPS)
    clock = tags.get(ExifTags.GPS.GPSTimeStamp + _GPS)
    try:
        hour, minute, second = (int(float(part)) for part in clock or ())
        utc = _stamp(f"{day} {hour}:{minute:02d}:{second:02d}")
    except (TypeError, ValueError, ArithmeticError):
        return None
    if utc is None:
        return None
    apart_s = (local - utc).total_seconds()
    quarters = round(apart_s / 900)
    if abs(apart_s - quarters * 900) > 300 or abs(quarters) > 56:
        return None
    return timedelta(minutes=15 * quarters)


def _device(tags: dict[int, Any]) -> str:
    maker, model = (_words(tags.get(tag)) for tag in (ExifTags.Base.Make, ExifTags.Base.Model))
    if model.lower().startswith(maker.lower()):
        return model
    return f"{maker} {model}".strip()


def _words(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:80]


def _plausible(moment: datetime) -> bool:
    return _EARLIEST <= moment <= datetime.now(UTC) + timedelta(days=1)
