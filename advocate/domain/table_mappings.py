"""What the columns of somebody's table mean: said once by a person, used for every file of that shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from advocate.domain.errors import UserError
from advocate.domain.moments import zone_info
from advocate.domain.vocabulary import Direction, Medium

#: What a column may be. ``time`` is day and time of day in one; ``date`` and ``clock`` are two columns.
FIELDS = (
    "time",
    "date",
    "clock",
    "number",
    "name",
    "direction",
    "medium",
    "duration",
    "text",
    "claims_to_be",
    "reached",
    "reached_name",
    "summary",
    "harm",
    "own_number",
)
#: How dates that begin with two digits are to be read.
DATE_ORDERS = ("ymd", "dmy", "mdy")
_MOST_COLUMNS = 256


@dataclass(frozen=True, slots=True)
class TableMapping:
    """Columns by their head (or ``#3`` for the third, where there is no head or two are alike) with their fields.

    ``medium`` and ``direction`` hold for rows that do not say; ``zone`` (IANA) for times, empty is the import's own;
    ``minutes`` reads bare lengths of calls as minutes. ``words`` are cells of that table and the code that they mean.
    """

    columns: tuple[tuple[str, str], ...]
    date_order: str = "ymd"
    zone: str = ""
    medium: Medium = Medium.CALL
    direction: Direction = Direction.IN
    minutes: bool = False
    words: tuple[tuple[str, str], ...] = field(default=())

    def require(self) -> None:
        """Raise `UserError` ``mapping_invalid`` or ``mapping_incomplete`` for what no table can be read with."""
        names = [name for _, name in self.columns]
        unknown = next((name for name in names if name not in FIELDS), None)
        if unknown is not None:
            raise UserError("mapping_invalid", what=unknown[:60], known=", ".join(FIELDS))
        twice = next((name for name in names if names.count(name) > 1 and name != "text"), None)
        if twice is not None:
            raise UserError("mapping_twice", what=twice)
        if self.date_order not in DATE_ORDERS:
            raise UserError("mapping_invalid", what=self.date_order[:60], known=", ".join(DATE_ORDERS))
        if self.zone:
            zone_info(self.zone)
        if not {"time", "date"} & set(names):
            raise UserError("mapping_incomplete")

    def to_data(self) -> dict[str, Any]:
        """Return plain data for the vault and for files."""
        return {
            "columns": dict(self.columns),
            "date_order": self.date_order,
            "zone": self.zone,
            "medium": self.medium.value,
            "direction": self.direction.value,
            "minutes": self.minutes,
            "words": dict(self.words),
        }

    @classmethod
    def from_data(cls, data: Any) -> TableMapping:
        """Read what `to_data` gave or a person wrote; raises `UserError` as `require` does."""
        if isinstance(data, TableMapping):
            data.require()
            return data
        if not isinstance(data, Mapping) or not isinstance(data.get("columns"), Mapping):
            raise UserError("mapping_invalid", what="columns", known='{"columns": {"…": "time"}}')
        columns, words = data["columns"], data.get("words") or {}
        if len(columns) > _MOST_COLUMNS or not isinstance(words, Mapping) or len(words) > 1_000:
            raise UserError("mapping_invalid", what="columns", known=", ".join(FIELDS))
        made = cls(
            columns=tuple((str(head), str(name)) for head, name in columns.items() if name),
            date_order=str(data.get("date_order", "ymd")),
            zone=str(data.get("zone", "")),
            medium=_member(Medium, data.get("medium", "call")),
            direction=_member(Direction, data.get("direction", "in")),
            minutes=bool(data.get("minutes", False)),
            words=tuple((str(word), str(code)) for word, code in words.items()),
        )
        made.require()
        return made


def _member(kind: Any, value: Any) -> Any:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(member.value for member in kind)
        raise UserError("mapping_invalid", what=str(value)[:60], known=known) from None
