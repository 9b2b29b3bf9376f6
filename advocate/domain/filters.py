"""What a list of contacts should hold: plain data that services turn into SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from advocate.domain.vocabulary import Direction, Medium, Nature


class ContactOrder(StrEnum):
    """Order of the contact log; ties are broken by id in the same direction."""

    OLDEST_FIRST = "time"
    NEWEST_FIRST = "-time"


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """Which contacts, and in which order; every part may be left out.

    ``number`` is as written or canonical. ``since`` is included, ``until`` is not; both are aware. ``text`` is a
    substring of what was said or written. ``trashed`` lists the trash instead of the log. ``on_record`` leaves out what
    still waits in the inbox.
    """

    case_id: int | None = None
    number: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    medium: Medium | None = None
    text: str = ""
    order: ContactOrder = ContactOrder.OLDEST_FIRST
    direction: Direction | None = None
    nature: Nature | None = None
    trashed: bool = False
    on_record: bool = False
