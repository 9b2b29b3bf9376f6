"""One row of a bill to an entry, or to the reason why there is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from advocate.domain.drafts import MAX_LINE, EntryDraft, Rejection
from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.base import ReadContext
from advocate.importers.fingerprints import fingerprint_address
from advocate.importers.tables.columns import Columns
from advocate.importers.tables.periods import BillPeriod
from advocate.importers.tables.rows import Cell, TableRow, words_of
from advocate.importers.tables.values import Wall, direction_of, duration_of, medium_of, number_of, wall_of

#: Carriers write the wall clock of the mainland, wherever the phone was.
ZONE = "Asia/Shanghai"
_SUBTOTAL = re.compile(
    r"合\s*计|小\s*计|总\s*计|共\s*计|本页|累计|总时长|总费用|共\s*\d+\s*条|第\s*\d+\s*页|^total\b|subtotal",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"^(?:注|备注|说明|温馨提示|提示|声明|打印|查询|客户|用户|尊敬|以上|本清单|本详单|中国)", re.IGNORECASE
)
_NOTHING = frozenset(("", "-", "--", "---", "—", "——", "null", "none"))
#: How far back a row is looked for that is the same: parts of one long message follow each other.
_REMEMBERED = 400


class BillRows:
    """Reads the rows below one head after the other; what it learns on the way (day, period, owner) stays."""

    def __init__(self, ctx: ReadContext, period: BillPeriod) -> None:
        self._ctx = ctx
        self._period = period
        self.columns: Columns | None = None
        self.default_medium: Medium = Medium.CALL
        self.own = ""
        self.epoch_1904 = False
        self._day: Wall | None = None
        self._recent: dict[tuple[str, ...], None] = {}
        self._ends: Counter[str] = Counter()
        self.repeated = self.cut = self.unnumbered = self.taken = 0

    def head(self, columns: Columns, cells: Sequence[Cell], around: str) -> None:
        """Take a new head; ``around`` is the name of the sheet and the line above it."""
        self.columns = columns
        words = "".join(words_of(cell) for cell in cells).lower()
        message = medium_of(around) or medium_of(words)
        if "duration" in columns.at:
            message = None
        elif message is None and any(word in words for word in ("信息类型", "infotype", "smstype", "收发", "短信")):
            message = Medium.SMS
        self.default_medium = message or Medium.CALL

    def item(self, row: TableRow) -> EntryDraft | Rejection | None:
        """Return what a row is; None for an empty one."""
        if row.reason:
            return Rejection(row.place, row.reason)
        columns = self.columns
        texts = tuple(words_of(cell) for cell in row.cells)
        if columns is None or not any(texts):
            return None
        wall = self._wall(row.cells, columns)
        if wall is None or wall.hour is None or wall.day is None or _says_nothing(texts, columns):
            return self._no_call(row, texts, wall)
        dated = self._period.dated(wall, self._day)
        if dated is None:
            return Rejection(row.place, "bill_year_unknown")
        try:
            at_ms, precision = dated.instant(ZONE)
        except (ValueError, OverflowError):
            return Rejection(row.place, "entry_bad_date")
        direction, medium = self._way(row.cells, columns)
        if direction is None:
            return Rejection(row.place, "bill_no_direction")
        address, reason = self._address(row.cells, columns, direction)
        if reason:
            self.cut += 1
            return Rejection(row.place, reason)
        if medium is not Medium.CALL and self._is_repeated(texts):
            self.repeated += 1
            return Rejection(row.place, "bill_sms_part", other=True)
        duration_s = None
        if medium is Medium.CALL and "duration" in columns.at:
            duration_s = duration_of(_at(row.cells, columns.at["duration"]), columns.unit_s)
        self.unnumbered += address is None
        self.taken += 1
        return EntryDraft(
            medium=medium,
            direction=direction,
            at_ms=at_ms,
            written=self._written(row.cells, columns)[:MAX_LINE],
            address=address,
            place=row.place,
            text=texts[columns.at["text"]] if columns.at.get("text", len(texts)) < len(texts) else "",
            duration_s=duration_s,
            answered=True if duration_s else None,
            own_address=self._own(row.cells, columns),
            zone=ZONE,
            detail=_detail(texts, columns),
            source_type="bill",
            precision=precision,
        )

    def _wall(self, cells: Sequence[Cell], columns: Columns) -> Wall | None:
        at = columns.at
        wall = wall_of(_at(cells, at["time"]), epoch_1904=self.epoch_1904) if "time" in at else None
        if wall is None and "date" in at:
            wall = wall_of(_at(cells, at["date"]), epoch_1904=self.epoch_1904)
            clock = wall_of(_at(cells, at["clock"])) if "clock" in at else None
            if clock is not None and clock.hour is not None:
                # Some sites repeat the day in the second column.
                wall = clock if clock.day is not None else clock.on(wall) if wall is not None else clock
        if wall is not None and wall.is_date and not isinstance(_at(cells, at.get("time", -1)), str) and "time" in at:
            # Midnight to the second is a time of day in a workbook, not the lack of one.
            return Wall(wall.year, wall.month, wall.day, 0, 0, 0)
        if wall is not None and wall.is_clock and self._day is not None:
            return wall.on(self._day)
        return wall

    def _written(self, cells: Sequence[Cell], columns: Columns) -> str:
        names = ("time",) if "time" in columns.at else ("date", "clock")
        return " ".join(words_of(_at(cells, columns.at[name])) for name in names if name in columns.at)

    def _no_call(self, row: TableRow, texts: tuple[str, ...], wall: Wall | None) -> Rejection | None:
        """Tell sections, sums and remarks from rows whose time cannot be read."""
        filled = [text for text in texts if text]
        first = wall_of(row.cells[next(i for i, text in enumerate(texts) if text)])
        if len(filled) == 1 and first is not None and first.is_date:
            self._day = first if first.year is not None else self._period.dated(first, None)
            return Rejection(row.place, "bill_section", other=True)
        if any(_SUBTOTAL.search(text) for text in filled) or (
            self.columns is not None and _says_nothing(texts, self.columns)
        ):
            return Rejection(row.place, "bill_subtotal", other=True)
        if len(filled) <= 2 and (len(self.columns.at) > 3 if self.columns else False):
            self._learn(" ".join(filled))
            return Rejection(row.place, "bill_section", other=True)
        if _REMARK.match(filled[0]):
            return Rejection(row.place, "bill_section", other=True)
        return Rejection(
            row.place, "entry_without_date" if wall is None and not self._has_time(texts) else "entry_bad_date"
        )

    def _has_time(self, texts: tuple[str, ...]) -> bool:
        columns = self.columns
        index = -1 if columns is None else columns.at.get("time", columns.at.get("date", -1))
        return 0 <= index < len(texts) and texts[index] not in _NOTHING

    def _learn(self, text: str) -> None:
        day = wall_of(text)
        if day is not None and day.is_date and day.year is not None:
            self._day = day

    def _way(self, cells: Sequence[Cell], columns: Columns) -> tuple[Direction | None, Medium]:
        """Return direction and medium, by the columns that may say it, then by any other word of the row."""
        found = next((way for index in columns.directions if (way := direction_of(_at(cells, index)))), None)
        if found is None:
            taken = {columns.at.get(name) for name in ("time", "date", "clock", "duration", "number", "place", "text")}
            found = next((way for i, cell in enumerate(cells) if i not in taken and (way := direction_of(cell))), None)
        kind = next((m for i in columns.kinds if (m := medium_of(words_of(_at(cells, i))))), None)
        # 通信地点 may hold the kind of message (formats.md 12, item 10).
        kind = kind or medium_of(words_of(_at(cells, columns.at.get("place", -1))))
        if found is None:
            return self._by_ends(cells, columns), kind or self.default_medium
        direction, said = found
        if "duration" in columns.at and kind is None and said is None:
            return direction, Medium.CALL
        return direction, kind or said or self.default_medium

    def _by_ends(self, cells: Sequence[Cell], columns: Columns) -> Direction | None:
        """Tell the direction from caller and callee, where the owner is known."""
        if not {"caller", "callee"} <= columns.at.keys() or not self.own:
            return None
        caller = words_of(_at(cells, columns.at["caller"]))
        callee = words_of(_at(cells, columns.at["callee"]))
        if same_number(caller, self.own):
            return Direction.OUT
        return Direction.IN if same_number(callee, self.own) else None

    def _address(self, cells: Sequence[Cell], columns: Columns, direction: Direction) -> tuple[str | None, str]:
        at = columns.at
        if "number" in at:
            return number_of(_at(cells, at["number"]))
        end = "callee" if direction is Direction.OUT else "caller"
        if end in at:
            return number_of(_at(cells, at[end]))
        other = next((at[name] for name in ("callee", "caller") if name in at), None)
        return number_of(None if other is None else _at(cells, other))

    def _own(self, cells: Sequence[Cell], columns: Columns) -> str:
        index = columns.at.get("own")
        return (number_of(_at(cells, index))[0] or self.own)[:MAX_LINE] if index is not None else self.own

    def _is_repeated(self, texts: tuple[str, ...]) -> bool:
        """Tell whether a row stood there before: its number (序号) is not part of what it says."""
        columns = self.columns
        first = texts[1:] if columns is not None and texts and texts[0].isdecimal() and len(texts[0]) < 6 else texts
        if first in self._recent:
            return True
        self._recent[first] = None
        if len(self._recent) > _REMEMBERED:
            del self._recent[next(iter(self._recent))]
        return False


def same_number(left: str, right: str) -> bool:
    """Tell whether two spellings are one number; a masked one counts where the rest of its digits agrees."""
    a, b = fingerprint_address(left), fingerprint_address(right)
    if not a or not b:
        return False
    if "*" not in a and "*" not in b:
        return a == b
    return len(a) == len(b) and all(x == y or "*" in (x, y) for x, y in zip(a, b, strict=True))


def _at(cells: Sequence[Cell], index: int) -> Cell:
    return cells[index] if 0 <= index < len(cells) else None


def _says_nothing(texts: tuple[str, ...], columns: Columns) -> bool:
    """Tell rows that are sums in disguise: a time at the end of the month, and dashes in every other column."""
    wanted = [columns.at[name] for name in ("number", "caller", "callee", "duration") if name in columns.at]
    wanted += columns.directions
    values = [texts[index] for index in wanted if index < len(texts)]
    return bool(values) and all(value.lower() in _NOTHING for value in values)


def _detail(texts: tuple[str, ...], columns: Columns) -> str:
    """Return place and kind as the bill writes them."""
    indexes = dict.fromkeys((columns.at.get("place", -1), *columns.kinds))
    said = [texts[index] for index in indexes if 0 <= index < len(texts) and texts[index] not in _NOTHING]
    return "; ".join(dict.fromkeys(said))[:MAX_LINE]
