"""The annex with the phone's calls beside the carrier's bill. Chinese only, as all that goes to authorities."""

from __future__ import annotations

from advocate.reports.model import Complaint
from advocate.reports.paint import Page, Painter
from advocate.reports.tables import Column, Table, fitted

COLUMNS = (
    Column("序号", 30, "centre"),
    Column("核对结果", 60, "centre"),
    Column("日期", 62, "centre"),
    Column("手机时间", 50, "centre"),
    Column("详单时间", 50, "centre"),
    Column("相差（秒）", 48, "centre"),
    Column("方向", 34, "centre"),
    Column("对方号码", 92, "centre"),
    Column("时长（秒）", 50, "centre"),
    Column("对应依据", 66, "centre"),
    Column("记录编号", 62, "centre"),
    Column("来源文件", 120),
)


def reconciliation_pages(painter: Painter, model: Complaint, annex: int) -> list[Page]:
    """Return the pages of the annex; none where nothing was compared."""
    if not model.compared:
        return []
    title = f"附件{annex}　通话记录与运营商详单核对表"
    table = Table(painter, fitted(COLUMNS), title, note=model.compared_note, foot=f"{model.number}　附件{annex}")
    for number, row in enumerate(model.compared, 1):
        cells = (row.result, row.day, row.phone_clock, row.bill_clock, row.apart, row.direction, row.number)
        table.row((str(number), *cells, row.duration, row.matched, row.record, row.source))
    return table.finish()
