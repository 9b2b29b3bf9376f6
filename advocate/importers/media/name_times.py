"""Times that programs write into the names of screenshots, photographs and voice notes (formats.md 14)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from advocate.domain.moments import zone_info

#: ``Screenshot_20240101-120000_App.jpg``, ``IMG_20240101_120000.jpg``, ``微信图片_20240101120000.png``,
#: ``Screenshot_2024-01-01-12-00-00-123_com.tencent.mm.jpg``, ``截屏2024-01-01 12.00.00.png``.
_CLOCK = re.compile(
    r"(?<!\d)(20\d{2})[-_.]?([01]\d)[-_.]?([0-3]\d)[-_ T.]?(?:at |at)?([0-2]\d)[-_.:]?([0-5]\d)[-_.:]?([0-5]\d)"
    r"(?:[-_.]?(\d{3}))?(?!\d)",
    re.ASCII,
)
#: ``mmexport1704081600123.jpg``, ``WeChat_voice_msg_1704081600123.amr``, ``wx_camera_1704081600123.mp4``.
_EPOCH = re.compile(r"(?<!\d)(1[2-9]\d{11})(?!\d)", re.ASCII)
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def time_in_name(name: str, zone: str) -> datetime | None:
    """Return the aware UTC time that a file's name holds, or None; wall clocks are read in ``zone`` (IANA)."""
    last = name.rsplit("/", 1)[-1]
    if found := _EPOCH.search(last):
        moment = datetime.fromtimestamp(int(found[1]) // 1000, UTC) + timedelta(milliseconds=int(found[1]) % 1000)
        return _plausible(moment)
    for found in _CLOCK.finditer(last):
        year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
        try:
            local = datetime(year, month, day, hour, minute, second, int(found[7] or 0) * 1000, zone_info(zone))
        except ValueError:
            continue
        return _plausible(local.astimezone(UTC))
    return None


def _plausible(moment: datetime) -> datetime | None:
    return moment if _EARLIEST <= moment <= datetime.now(UTC) + timedelta(days=1) else None
