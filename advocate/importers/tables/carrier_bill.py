"""The itemised bills (详单) of China Mobile, China Unicom and China Telecom, in whatever file their sites hand out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import AdvocateError, UserError
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.sources import Source
from advocate.importers.tables.bill_rows import BillRows
from advocate.importers.tables.columns import Columns, columns_of
from advocate.importers.tables.kinds import Container, container_of
from advocate.importers.tables.opening import opened
from advocate.importers.tables.periods import BillPeriod
from advocate.importers.tables.rows import Cell, Sheet, TableRow, words_of
from advocate.importers.tables.values import direction_of, duration_of, number_of, wall_of

#: Rows at the beginning of a sheet among which the head is looked for.
_PREAMBLE_ROWS = 60
_PROBED_SHEETS = 6
_LEARNT_ROWS = 200
_OWNER = re.compile(
    r"(?:号码|电话|手机号)\s*[:：]\s*(\+?[\d*][\d* -]{5,18}[\d*])|(?:mobile|phone|usernumber)\W{1,3}(1[\d*]{10})",
    re.IGNORECASE,
)
_BILL_NAME = re.compile(r"详单|账单|话单|清单|通话|bill", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[\d*#][\d*# -]{2,20}")


class CarrierBill:
    """The importer of bills. A bill may leave out incoming calls: whoever compares says so."""

    name = "carrier_bill"
    kind = SourceKind.BILL
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Return how sure the words above a table make it; a workbook is opened for that, its name is not asked."""
        container = container_of(probe.head, probe.members)
        if container is Container.NONE or probe.source is None:
            return 0.0
        try:
            with opened(probe.source, ReadContext(probe.name), container) as sheets:
                for sheet in sheets[:_PROBED_SHEETS]:
                    sure = _recognised(list(islice(sheet.rows(), _PREAMBLE_ROWS)))
                    if sure:
                        return sure
        except AdvocateError as error:
            # What a locked PDF holds nobody sees; one that is called a bill is worth asking for its password.
            return 0.51 if error.code == "pdf_password_needed" and _BILL_NAME.search(probe.name) else 0.0
        return 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every call and message with its row; sums, sections and remarks come as ``other``.

        Raises `UserError`: ``bill_not_found`` where no head of a bill stands in the file, ``bill_empty`` where nothing
        stands below it, and those of `opened`.
        """
        period = BillPeriod()
        period.learn(_spaced(ctx.name))
        period.named, period.first, period.last = period.known, None, None
        rows = BillRows(ctx, period)
        seen = found = False
        with opened(source, ctx) as sheets:
            for sheet in sheets:
                for item in _read_sheet(sheet, rows, period):
                    found = True
                    yield item
                seen = seen or rows.columns is not None
                rows.columns = None
        if not seen:
            raise UserError("bill_not_found", file=source.name)
        if not found:
            raise UserError("bill_empty", file=source.name)
        if period.known is not None:
            ctx.period = period.known
        _warn(ctx, rows)


def _read_sheet(sheet: Sheet, rows: BillRows, period: BillPeriod) -> Iterator[EntryDraft | Rejection]:
    """Yield what stands in one sheet: lines above the head teach, each further head changes the columns."""
    rows.epoch_1904 = sheet.epoch_1904
    feed = sheet.rows()
    ahead = list(islice(feed, _LEARNT_ROWS))
    preamble = ahead[:_PREAMBLE_ROWS]
    start = next((i for i, row in enumerate(preamble) if columns_of(row.cells).is_table), None)
    above = preamble if start is None else preamble[:start]
    headless = _headless(ahead) if start is None else None
    if start is None and headless is None:
        return
    _learn(sheet, above if headless is None else [], rows, period)
    _learn_owner(ahead[(start or 0) + 1 :] if start is not None else ahead, start, ahead, rows)
    if headless is not None:
        rows.head(headless, (), sheet.name)
    line = ""
    for row in chain(ahead if start is None else ahead[start:], feed):
        columns = columns_of(row.cells) if _may_be_head(row.cells) else None
        if columns is not None and columns.is_table:
            rows.head(columns, row.cells, f"{sheet.name} {line} {sheet.note[:200]}")
            continue
        item = rows.item(row)
        if item is not None:
            yield item
        filled = [text for cell in row.cells[:12] if (text := words_of(cell))]
        line = filled[0][:100] if len(filled) == 1 else ""


def _may_be_head(cells: Sequence[Cell]) -> bool:
    """Tell quickly whether a row can be a head: words only, no digits at the beginning."""
    return all(not words_of(cell)[:1].isdigit() for cell in cells[:12]) and any(isinstance(c, str) for c in cells)


def _learn(sheet: Sheet, above: Sequence[TableRow], rows: BillRows, period: BillPeriod) -> None:
    """Take period and owner from the lines above the head, from the sheet's name, and from beside the table."""
    texts = [sheet.name, *(" ".join(filter(None, map(words_of, row.cells))) for row in above), sheet.note]
    for text in texts:
        if not text:
            continue
        if text is not sheet.name:
            period.learn(text)
        owner = _OWNER.search(text)
        if owner is not None and not rows.own:
            rows.own = (owner[1] or owner[2]).strip()
    named = BillPeriod()
    named.learn(_spaced(sheet.name))
    period.named = named.known or period.named
    period.year = period.year or named.year


def _learn_owner(below: Sequence[TableRow], start: int | None, ahead: Sequence[TableRow], rows: BillRows) -> None:
    """Find whose bill it is where both ends of each call are given: the number that stands in every row."""
    if start is None or rows.own:
        return
    at = columns_of(ahead[start].cells).at
    if not {"caller", "callee"} <= at.keys():
        return
    seen: Counter[str] = Counter()
    for row in below:
        ends = {number_of(row.cells[at[n]])[0] for n in ("caller", "callee") if at[n] < len(row.cells)}
        seen.update(end for end in ends if end)
    ranked = seen.most_common(2)
    if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        rows.own = ranked[0][0]


def _recognised(rows: list[TableRow]) -> float:
    for row in rows:
        columns = columns_of(row.cells)
        if columns.is_bill:
            return 0.97 if columns.strong >= 4 else 0.93
    return 0.6 if _headless(rows) is not None else 0.0


def _headless(rows: Sequence[TableRow]) -> Columns | None:
    """Return the columns of a table without a head (Guangdong) by what its cells hold; None where that is not clear.

    It must say time, direction in a carrier's words, length and number in nearly every row.
    """
    sample = [row.cells for row in rows[:40] if len(row.cells) >= 5]
    if not sample or len(sample) * 2 < len(rows[:40]):
        return None
    width = max(map(len, sample))
    if width > 30:
        return None
    votes: dict[str, Counter[int]] = {name: Counter() for name in ("time", "duration", "direction", "number")}
    for cells in sample:
        for index, cell in enumerate(cells):
            kind = _looks_like(cell)
            if kind:
                votes[kind][index] += 1
    at = {}
    for name in ("time", "direction", "duration", "number"):
        best = max(votes[name].items(), key=lambda item: (item[1], -item[0]), default=(-1, 0))
        if best[1] * 10 < len(sample) * 7:
            return None
        at[name] = best[0]
    if len(set(at.values())) < 4:
        return None
    direction = at.pop("direction")
    return Columns(at, width, (direction,), (), known=4)


def _looks_like(cell: Cell) -> str:
    text = words_of(cell)
    if direction_of(cell) is not None and any(word in text for word in ("主叫", "被叫", "呼转", "前转")):
        return "direction"
    if _NUMBER.fullmatch(text) and len(text.replace("*", "")) >= 3 and text[:2] != "20" and len(text) <= 16:
        return "number"
    wall = wall_of(cell)
    if wall is not None and wall.day is not None and wall.hour is not None:
        return "time"
    if (":" in text or "秒" in text or "分" in text) and duration_of(cell) is not None:
        return "duration"
    return ""


def _spaced(name: str) -> str:
    """Return a file's name as text in which a period can be found."""
    return re.sub(r"[_()（）\[\]]+", " ", name.rpartition("/")[2].rpartition(".")[0] or name)


def _warn(ctx: ReadContext, rows: BillRows) -> None:
    if rows.repeated:
        ctx.warn("warn_bill_repeated", count=rows.repeated)
    if rows.cut:
        ctx.warn("warn_bill_numbers_cut", count=rows.cut)
    if rows.unnumbered:
        ctx.warn("warn_bill_no_number", count=rows.unnumbered)
