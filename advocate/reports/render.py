"""A document model made into one PDF: pure, the same bytes for the same model, instant and files."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from advocate.reports import words
from advocate.reports.exhibits import Reader, exhibit_pages, put_under
from advocate.reports.fonts import SANS, SANS_BOLD, face, visible
from advocate.reports.model import Complaint, Exhibit, LegalItem, Ref
from advocate.reports.pages import BODY, LANDSCAPE, PORTRAIT, Letter, draw_foot
from advocate.reports.paint import Bundle, Outline, Page, Painter
from advocate.reports.reconciliation import reconciliation_pages
from advocate.reports.tables import Column, Table, fitted

_LISTED = 3
_MAX_CELL = 20_000
#: From 此致 to the line before the annexes.
_CLOSING_ROWS = 6
_FORCE_HEADINGS = {
    "F1": "法律、司法解释",
    "F2": "部门规章、规范性文件",
    "F3": "推荐性国家标准、行业自律规范（供参照）",
}
_MARKS = {"T": "", "T2": "〔条文引自公开转载，待与原件核对〕", "M": "〔条文未经核实〕"}

SCHEDULE_COLUMNS = (
    Column("序号", 30, "centre"),
    Column("记录编号", 48, "centre"),
    Column("时间", 106, "centre"),
    Column("方式", 32, "centre"),
    Column("对方号码或账号", 80, "centre"),
    Column("通话时长", 44, "centre"),
    Column("联系对象", 42, "centre"),
    Column("自称身份", 58),
    Column("内容", 246),
    Column("证据", 36, "centre"),
)
EXHIBIT_COLUMNS = (
    Column("序号", 28, "centre"),
    Column("证据编号", 46, "centre"),
    Column("证据名称", 84),
    Column("类型", 44, "centre"),
    Column("形成时间", 76, "centre"),
    Column("来源及提取方式", 84),
    Column("原始载体存放处", 58),
    Column("证明对象", 110),
    Column("页码", 40, "centre"),
    Column("SHA-256", 100),
    Column("备注", 72),
)
NUMBER_COLUMNS = (
    Column("序号", 30, "centre"),
    Column("号码或账号", 100, "centre"),
    Column("号段推定", 70, "centre"),
    Column("首次", 86, "centre"),
    Column("末次", 86, "centre"),
    Column("次数", 36, "centre"),
    Column("自称身份", 100),
    Column("内容摘要", 220),
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The finished file and what was learnt while setting it; ``starts`` is each exhibit's first page."""

    data: bytes
    pages: int
    starts: dict[str, int]


def force_heading(item: LegalItem) -> str:
    """Return the heading under which a provision of this force stands."""
    return _FORCE_HEADINGS[item.force]


def references(refs: Sequence[Ref], starts: dict[str, int]) -> str:
    """Return printed references: ``（记录K-000123；证据C-1 第12页）``; long lists are cut and say so."""
    contacts = [ref.id for ref in refs if ref.kind == "contact"]
    shown = [ref for ref in refs if ref.kind == "exhibit"]
    parts = []
    if contacts:
        more = f"等{len(contacts)}条，详见附件2" if len(contacts) > _LISTED else ""
        parts.append("记录" + "、".join(contacts[:_LISTED]) + more)
    if shown:
        shown.sort(key=lambda ref: starts.get(ref.id, 0))
        listed = "、".join(_exhibit_reference(ref, starts) for ref in shown[:_LISTED])
        parts.append(listed + (f"等{len(shown)}份" if len(shown) > _LISTED else ""))
    return f"（{'；'.join(parts)}）" if parts else ""


def _exhibit_reference(ref: Ref, starts: dict[str, int]) -> str:
    start = starts.get(ref.id)
    if start is None:
        return f"证据{ref.id}"
    return f"证据{ref.id} 第{start + (ref.page or 0)}页"


def _schedule(painter: Painter, model: Complaint) -> list[Page]:
    if not model.contacts:
        return []
    note = f"共{len(model.contacts)}条，按时间先后排列；时间为观察地时间（24小时制）；"
    note += "内容为原文照录，不能显示的字符以[U+编码]表示。"
    table = Table(
        painter, fitted(SCHEDULE_COLUMNS), "附件2　通话及信息记录明细表", note=note, foot=f"{model.number}　附件2"
    )
    for number, row in enumerate(model.contacts, 1):
        text = row.text
        if len(text) > _MAX_CELL:
            text = f"{text[:_MAX_CELL]}……（以下略{len(text) - _MAX_CELL}字，全文见随附原件）"
        ids = "\n".join((row.id, "另有记录", *row.also)) if row.also else row.id
        cells = (ids, row.when, row.medium, row.number, row.duration, row.reached, row.claims, text, row.exhibit)
        table.row((str(number), *cells))
    return table.finish()


def _numbers(painter: Painter, model: Complaint) -> list[Page]:
    if not model.numbers:
        return []
    table = Table(
        painter,
        fitted(NUMBER_COLUMNS),
        "附件3　涉及号码表",
        note="号段推定依号码规则作出，号码可能已携号转网，以运营商登记为准。",
        foot=f"{model.number}　附件3",
    )
    for number, row in enumerate(model.numbers, 1):
        first, last = (words.moment(datetime.fromisoformat(text)) for text in (row.first, row.last))
        table.row((str(number), row.number, row.kind, first, last, str(row.count), row.claims, row.excerpt))
    return table.finish()


def _exhibit_list(painter: Painter, model: Complaint, starts: dict[str, int], counts: dict[str, int]) -> list[Page]:
    if not model.exhibits:
        return []
    note = "SHA-256为导入时对原始文件计算的校验值；打印件由原始文件生成，原始文件另附（备注注明的除外）。"
    table = Table(painter, fitted(EXHIBIT_COLUMNS), "附件1　证据目录", note=note, foot=f"{model.number}　附件1")
    for number, exhibit in enumerate(model.exhibits, 1):
        table.row(_exhibit_cells(number, exhibit, starts, counts))
    table.close(f"提交人（签名或者盖章）：________________　　　提交日期：{_day(model.date)}")
    return table.finish()


def _exhibit_cells(number: int, exhibit: Exhibit, starts: dict[str, int], counts: dict[str, int]) -> tuple[str, ...]:
    start = starts[exhibit.id]
    end = start + counts[exhibit.id] - 1
    where = f"{start}" if end == start else f"{start}–{end}"
    return (
        str(number),
        exhibit.id,
        exhibit.name,
        exhibit.kind,
        exhibit.formed.replace("日至", "日至\n"),
        exhibit.source,
        exhibit.holder,
        exhibit.proves,
        where,
        exhibit.sha256,
        exhibit.note,
    )


def _day(text: str) -> str:
    return words.day(date.fromisoformat(text)) if text else "　　　　年　　月　　日"


def _parties(letter: Letter, model: Complaint) -> None:
    for party in model.parties:
        letter.need(3)
        letter.paragraph("", lead=party.role)
        for label, value in party.rows:
            letter.labelled(label, value)


def _facts(letter: Letter, model: Complaint, starts: dict[str, int]) -> None:
    first = second = 0
    for section in model.facts:
        if section.level == 1:
            first, second = first + 1, 0
            letter.heading(f"（{words.numeral(first)}）{section.heading}", 2)
        else:
            second += 1
            letter.heading(f"{second}.{section.heading}", 3)
        for sentence in section.sentences:
            letter.paragraph(sentence.text, references(sentence.refs, starts))
    if model.legal:
        letter.heading(f"（{words.numeral(first + 1)}）法律依据", 2)
        last = ""
        for number, item in enumerate(model.legal, 1):
            if item.force != last:
                letter.need(3)
                letter.paragraph("", lead=f"{force_heading(item)}：")
                last = item.force
            quote = f"原文：“{item.quote}”。" if item.quote else ""
            end = "" if item.text.endswith("。") else "。"
            mark = _MARKS.get(item.mark, f"〔{item.mark}〕")
            letter.paragraph(f"{number}.{item.text}{end}{quote}", mark + references(item.refs, starts))


def _closing(letter: Letter, model: Complaint, annexes: Sequence[str]) -> None:
    letter.need(_CLOSING_ROWS + len(annexes))
    letter.paragraph("此致")
    letter.paragraph(model.addressee, indent=0)
    letter.skip()
    letter.signature("投诉人（签名）：", BODY)
    letter.right(_day(model.date), 4 * BODY)
    letter.skip()
    for number, annex in enumerate(annexes, 1):
        lead = "附件：" if number == 1 else "　　　"
        letter.paragraph(f"{lead}{number}.{annex}")


def _letter(painter: Painter, model: Complaint, starts: dict[str, int], annexes: Sequence[str]) -> list[Page]:
    letter = Letter(painter)
    letter.title(model.title)
    if model.draft:
        lacking = "、".join(model.missing)
        letter.note_box("草稿，仅供核对，不得提交。" + (f"尚缺：{lacking}。" if lacking else ""))
    _parties(letter, model)
    part = 1
    letter.heading(f"{words.numeral(part)}、投诉请求", 1)
    for number, text in enumerate(model.requests, 1):
        letter.paragraph(f"{number}.{text}")
    part += 1
    letter.heading(f"{words.numeral(part)}、事实与理由", 1)
    _facts(letter, model, starts)
    if model.prior:
        part += 1
        letter.heading(f"{words.numeral(part)}、已履行的前置程序", 1)
        for sentence in model.prior:
            letter.paragraph(sentence.text, references(sentence.refs, starts))
    part += 1
    # Nobody signs a page that holds nothing but the signature: the declaration moves along.
    letter.need(1 + sum(map(letter.height, model.declaration)) + _CLOSING_ROWS + len(annexes))
    letter.heading(f"{words.numeral(part)}、声明", 1)
    for text in model.declaration:
        letter.paragraph(text)
    _closing(letter, model, annexes)
    pages = letter.finish()
    for page in pages:
        page.foot = model.number
    return pages


def _annexes(model: Complaint) -> list[str]:
    annexes = [f"证据目录及证据{len(model.exhibits)}份" if model.exhibits else "证据目录（无）"]
    rows = f"{len(model.contacts)}条" if model.contacts else "无"
    annexes.append(f"通话及信息记录明细表（{rows}）")
    if model.numbers:
        annexes.append(f"涉及号码表（{len(model.numbers)}个）")
    if model.compared:
        annexes.append(f"通话记录与运营商详单核对表（{len(model.compared)}条）")
    return annexes


def _draft_form(size: tuple[float, float], canvas: Any) -> None:
    width, height = size
    canvas.saveState()
    canvas.setFillGray(0.91)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(45)
    canvas.setFont(SANS_BOLD, 150)
    canvas.drawCentredString(0, -50, "草稿")
    canvas.restoreState()
    canvas.saveState()
    canvas.setFillGray(0.35)
    canvas.setFont(SANS, 9.5)
    canvas.drawCentredString(width / 2, height - 30, "草稿　仅供核对　不得提交")
    canvas.restoreState()


def _starts(exhibits: dict[str, list[Page]], before: int) -> dict[str, int]:
    starts = {}
    page = before + 1
    for name, pages in exhibits.items():
        starts[name] = page
        page += len(pages)
    return starts


def _no_files(exhibit: Exhibit) -> bytes:
    raise KeyError(exhibit.id)


def render(model: Complaint, now: datetime, read: Reader = _no_files) -> Rendered:
    """Return the complaint as a PDF with continuous page numbers over letter, annexes and exhibits.

    ``now`` (aware) is the file's date; ``read`` gives the original bytes of an exhibit that is printed. The letter
    names pages of exhibits, which lie behind it: it is set again until its own length agrees.
    """
    title = visible(f"{model.title} {model.number}")
    bundle = Bundle(title=title, subject=model.addressee, lang=model.lang, now=now)
    painter = bundle.painter
    form = None
    if model.draft:
        face(SANS_BOLD)
        for name, size in (("p", PORTRAIT), ("l", LANDSCAPE)):
            bundle.define_form(f"draft-{name}", size, functools.partial(_draft_form, size))
        form = "draft"
    schedule, numbers = _schedule(painter, model), _numbers(painter, model)
    numbers = numbers + reconciliation_pages(painter, model, 4 if numbers else 3)
    exhibits = {exhibit.id: exhibit_pages(painter, exhibit, read) for exhibit in model.exhibits}
    counts = {name: len(pages) for name, pages in exhibits.items()}
    annexes = _annexes(model)
    listing = len(_exhibit_list(painter, model, _starts(exhibits, 100), counts))
    length = 0
    for _ in range(5):
        starts = _starts(exhibits, length + listing + len(schedule) + len(numbers))
        letter = _letter(painter, model, starts, annexes)
        index = _exhibit_list(painter, model, starts, counts)
        if len(letter) == length and len(index) == listing:
            break
        length, listing = len(letter), len(index)
    pages = [*letter, *index, *schedule, *numbers]
    if exhibits:
        next(iter(exhibits.values()))[0].outlines.insert(0, Outline("证据"))
    for part in exhibits.values():
        pages.extend(part)
    data = bundle.write(pages, draw_foot, form)
    return Rendered(put_under(data, pages, model.exhibits, read), len(pages), starts)
