"""When a screenshot was taken, as its file name says; the patterns of phones and messengers.

Sources: names as MIUI, Android, Huawei, Samsung, WeChat and its ``mmexport`` write them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_STAMP = re.compile(
    r"(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])[-_. T]{0,3}"
    r"([01]\d|2[0-3])[-_.:h]?([0-5]\d)[-_.:m]?([0-5]\d)(?=\D|\d{3}(?!\d)|$)"
)
_EPOCH_MS = re.compile(r"(?:mmexport|wx_camera_|FB_IMG_|received_)(1\d{12})(?!\d)")
_EARLIEST = datetime(2007, 1, 1, tzinfo=UTC)


def captured(name: str, zone: str) -> datetime | None:
    """Return the instant (UTC) that a file name gives, read in ``zone`` where it is a wall clock; None where none."""
    epoch = _EPOCH_MS.search(name)
    if epoch is not None:
        moment = datetime.fromtimestamp(int(epoch[1]) / 1000, UTC)
        return moment if moment > _EARLIEST else None
    stamp = _STAMP.search(name)
    if stamp is None:
        return None
    try:
        local = datetime(*(int(part) for part in stamp.groups()), tzinfo=ZoneInfo(zone))  # type: ignore[arg-type, misc]
    except ValueError:
        return None
    return local.astimezone(UTC)
