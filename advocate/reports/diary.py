"""The diary's printed form: A4 landscape, room for handwriting, ticks where a tick is enough."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.units import mm

from advocate.domain.diary import COLUMNS
from advocate.reports.fonts import SANS, SANS_BOLD, SERIF_BOLD, face
from advocate.reports.pages import LANDSCAPE
from advocate.reports.paint import Bundle, Page, Painter
from advocate.reports.typeset import wrap

MOST_PAGES = 100

_LEFT = 13 * mm
_WIDTH = LANDSCAPE[0] - 2 * _LEFT
_TOP = LANDSCAPE[1] - 13 * mm
_BOTTOM = 14 * mm
_HEAD = 27.0
_ROW = 61.0
#: Distance of the lines to write on: what a hand needs.
_LINE = 20.0
_GREY = 0.45
_PALE = 0.86
#: Millimetres of each column, in the order of `COLUMNS`; together with the row's number they fill the width.
_WIDTHS = (19.0, 17.0, 35.0, 30.0, 31.0, 31.0, 66.0, 36.0)
_NUMBER = 6.0 * mm


@dataclass(frozen=True, slots=True)
class _Words:
    """What the form says in one language; ``|`` parts what is ticked in one line."""

    title: str
    fields: tuple[str, ...]
    how: str
    steps: tuple[str, ...]
    hints: tuple[str, ...]
    media: tuple[str, ...]
    reached: tuple[str, ...]
    foot: str
    page: str


_ZH = _Words(
    title="催收联系日记",
    fields=("姓名", "本机号码", "年份", "起止日期"),
    how="怎样填写",
    steps=(
        "每次联系写一行，当天就写。记不清的宁可空着，不要事后猜测补写。",
        "号码照抄完整，连同前面的 0 和 +；看不到号码就写“隐藏”。打给家人、单位、朋友的也请他们记下来。",
        "“说了什么”尽量写原话：威胁、辱骂、自称公检法或律师、把欠款告诉别人，都逐字写下。",
        "录音、短信、截图不要删。谁在场、造成什么影响（同事听到、失眠就医等）写在最后一栏。",
    ),
    hints=(
        "月／日",
        "几点几分",
        "完整抄写",
        "打勾",
        "姓名、工号、公司",
        "打勾，写明称呼",
        "尽量写原话",
        "谁在场，什么影响",
    ),
    media=("☐电话|☐短信", "☐微信|☐上门", "☐其他"),
    reached=("☐本人|☐家人", "☐单位|☐朋友", "☐其他"),
    foot="写满后交给帮助您的人。也可以填写同样列名的 CSV 表格，直接导入。",
    page="第 {number} 页 共 {total} 页",
)
_EN = _Words(
    title="Contact diary",
    fields=("Name", "Your number", "Year", "From – until"),
    how="How to fill this in",
    steps=(
        "One line for each contact, on the same day. What you do not remember stays empty; do not guess later.",
        "Copy the whole number, with leading 0 or +; write HIDDEN where none is shown. Ask relatives too.",
        "Write their own words: threats, insults, posing as police or lawyers, telling others of the debt.",
        "Delete no recording, message or picture. Who was there, and what it did to you, goes into the last column.",
    ),
    hints=(
        "month / day",
        "hour, minute",
        "copy it whole",
        "tick",
        "name, staff number, firm",
        "tick, and say who",
        "in their own words",
        "who was there, what it did",
    ),
    media=("☐ call|☐ SMS", "☐ WeChat|☐ visit", "☐ other"),
    reached=("☐ me|☐ family", "☐ work|☐ friend", "☐ other"),
    foot="Hand it to whoever helps you once it is full. A CSV table with the same columns can be imported as it is.",
    page="Page {number} of {total}",
)


def form(lang: str, pages: int, now: datetime) -> bytes:
    """Return the form as a PDF of ``pages`` pages, at most `MOST_PAGES`; ``now`` is the date of the file."""
    words = _EN if lang == "en" else _ZH
    bundle = Bundle(title=words.title, subject="", lang="en" if lang == "en" else "zh-CN", now=now)
    drawing = _Form(bundle.painter, words, lang)
    made = [drawing.page(number) for number in range(min(max(pages, 1), MOST_PAGES))]

    def foot(painter: Painter, page: Page, number: int, total: int) -> None:
        del page
        sans = face(SANS)
        painter.text(_LEFT, 8.5 * mm, words.foot, sans, 8, grey=_GREY)
        text = words.page.format(number=number, total=total)
        painter.text(_LEFT + _WIDTH - sans.width(text) * 8, 8.5 * mm, text, sans, 8, grey=_GREY)

    return bundle.write(made, foot)


def template(lang: str) -> bytes:
    """Return the same columns as a CSV to fill in: UTF-8 with the mark by which Excel knows it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([column.head(lang) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


class _Form:
    """Draws one page after the other; rows are numbered through."""

    def __init__(self, painter: Painter, words: _Words, lang: str) -> None:
        self._painter = painter
        self._words = words
        self._lang = lang
        self._sans, self._bold, self._serif = face(SANS), face(SANS_BOLD), face(SERIF_BOLD)
        scale = (_WIDTH - _NUMBER) / sum(_WIDTHS)
        self._edges = [_LEFT, _LEFT + _NUMBER]
        for width in _WIDTHS:
            self._edges.append(self._edges[-1] + width * scale)
        self._count = 0

    def page(self, index: int) -> Page:
        """Return a page: the first with the instruction, every one with name and period."""
        y = self._title()
        if index == 0:
            y = self._instruction(y)
        rows = int((y - _HEAD - _BOTTOM - 2 * mm) // _ROW)
        height = (y - _HEAD - _BOTTOM - 2 * mm) / rows
        self._table(y, rows, height)
        return self._painter.finish(LANDSCAPE)

    def _title(self) -> float:
        """Draw the title and the lines to fill in; return where the next thing begins."""
        y: float = _TOP - 17
        self._painter.text(_LEFT, y, self._words.title, self._serif, 19)
        widths = (74.0, 96.0, 44.0, 120.0)
        x = _LEFT + _WIDTH
        for label, width in reversed(list(zip(self._words.fields, widths, strict=True))):
            x -= width
            self._painter.path([(x, y - 2.5), (x + width - 12, y - 2.5)], width=0.6, grey=0.3)
            start = x - self._sans.width(label) * 9 - 4
            self._painter.text(start, y, label, self._sans, 9, grey=0.25)
            x = start - 10
        return y - 13

    def _instruction(self, y: float) -> float:
        painter, width = self._painter, _WIDTH - 24
        half = (width - 20) / 2
        steps = [self._step(number, text, half) for number, text in enumerate(self._words.steps, 1)]
        columns = [steps[:2], steps[2:]]
        lines = max(sum(len(step) for step in column) for column in columns)
        height = 14.0 * lines + 34
        painter.fill(_LEFT, y - height, _WIDTH, height, 0.955)
        painter.fill(_LEFT, y - height, 2.4, height, 0.25)
        painter.text(_LEFT + 14, y - 18, self._words.how, self._bold, 10)
        for index, column in enumerate(columns):
            line = y - 34
            for step in column:
                for text_index, text in enumerate(step):
                    left = _LEFT + 14 + index * (half + 20)
                    if text_index == 0:
                        painter.text(left, line, text[:1], self._bold, 9)
                        painter.text(left + 12, line, text[1:], self._sans, 9)
                    else:
                        painter.text(left + 12, line, text, self._sans, 9)
                    line -= 14
        return y - height - 9

    def _step(self, number: int, text: str, width: float) -> list[str]:
        first, *rest = wrap(text, self._sans, 9, width - 16)
        return [f"{number}{first}", *rest]

    def _table(self, top: float, rows: int, height: float) -> None:
        painter, edges = self._painter, self._edges
        painter.fill(_LEFT, top - _HEAD, _WIDTH, _HEAD, 0.925)
        for index, column in enumerate(COLUMNS):
            x, width = edges[index + 1], edges[index + 2] - edges[index + 1]
            self._fit(x + 4, top - 11.5, column.head(self._lang), width - 6, bold=True)
            self._fit(x + 4, top - 22, self._words.hints[index], width - 6, bold=False)
        bottom = top - _HEAD - rows * height
        for row in range(rows):
            self._count += 1
            self._row(top - _HEAD - row * height, height)
        painter.strokes(
            [(_LEFT, y, _LEFT + _WIDTH, y) for y in (top - _HEAD - row * height for row in range(1, rows))],
            width=0.5,
            grey=0.55,
        )
        painter.strokes([(x, top, x, bottom) for x in edges[1:-1]], width=0.4, grey=0.6)
        painter.strokes([(_LEFT, y, _LEFT + _WIDTH, y) for y in (top, top - _HEAD, bottom)], width=0.9, grey=0.15)

    def _fit(self, x: float, y: float, text: str, width: float, *, bold: bool) -> None:
        """Set one line, smaller where the column is narrow."""
        font, size = (self._bold, 9.0) if bold else (self._sans, 7.0)
        needed = font.width(text) * size
        if needed > width:
            size *= width / needed
        self._painter.text(x, y, text, font, size, grey=0.0 if bold else _GREY)

    def _row(self, top: float, height: float) -> None:
        painter, edges = self._painter, self._edges
        number = str(self._count)
        width = self._sans.width(number) * 7
        painter.text(edges[0] + (_NUMBER - width) / 2, top - 12, number, self._sans, 7, grey=_GREY)
        for index, column in enumerate(COLUMNS):
            left, right = edges[index + 1] + 4, edges[index + 2] - 4
            if column.field in ("medium", "reached"):
                self._ticks(
                    left, right, top, height, self._words.media if column.field == "medium" else self._words.reached
                )
            else:
                lines = max(1, int((height - 4) // _LINE))
                step = height / lines
                guides = [(left, top - step * n, right, top - step * n) for n in range(1, lines)]
                painter.strokes(guides, width=0.35, grey=_PALE)

    def _ticks(self, left: float, right: float, top: float, height: float, texts: Sequence[str]) -> None:
        step = height / 3
        half = (right - left) * 0.53
        for line, text in enumerate(texts):
            y = top - step * line - step / 2 - 3
            for place, part in enumerate(text.split("|")):
                room = half - 2 if "|" in text else right - left
                size = min(8.5, 8.5 * room / max(self._sans.width(part) * 8.5, 1))
                self._painter.text(left + place * half, y, part, self._sans, size, grey=0.15)
            if "|" not in text:
                start = left + self._sans.width(text) * 8.5 + 4
                self._painter.path([(start, y - 2), (right, y - 2)], width=0.35, grey=0.6)
