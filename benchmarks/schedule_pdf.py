"""The contact schedule of 10,000 rows against plain canvas drawing of the same wrapped rows, in one run.

Ours starts from unwrapped rows; the plain canvas gets its lines for nothing. Same fonts, sizes, positions, rules.
Target: at most 1.5 times.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from reportlab.pdfgen.canvas import Canvas

from advocate.reports import render, tables
from advocate.reports.fonts import SANS, SANS_BOLD, face
from advocate.reports.pages import LANDSCAPE, draw_foot
from advocate.reports.paint import Bundle
from advocate.reports.typeset import wrap

TARGET = 1.5
PHRASES = [
    "您的借款已经逾期，请于今日17:00前处理，否则将影响您的征信记录。",
    "你再不还钱我们今晚就到你家楼下，后果自负你掂量！",
    "老赖！不要脸，我们已经通知你单位领导了。",
    "我是法务部的，您的案件已刑事立案，传票已寄户籍地。",
    "转告他不然天天打，通讯录前50个都会打一遍。",
    "还款链接 https://pay.example.com/loan?id=8812&channel=sms&from=agency 请勿回复。",
]


def rows(count: int) -> list[tuple[str, ...]]:
    """Return ``count`` unwrapped rows of ten cells, different from each other, as a real case has them."""
    chance = random.Random(7)
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    made = []
    for number in range(1, count + 1):
        at = start + timedelta(minutes=13 * number)
        when = f"{at.year}年{at.month}月{at.day}日{at:%H:%M:%S}"
        text = "".join(chance.sample(PHRASES, chance.choice((0, 1, 1, 1, 2, 3)))) + f"（{chance.randrange(10**6)}）"
        phone = f"+86{chance.choice(('165', '170', '138', '159'))}{chance.randrange(10**8):08d}"
        made.append(
            (
                str(number),
                f"K-{number:06d}",
                when,
                "短信",
                phone,
                f"{number % 60}秒",
                "本人",
                "××公司法务部",
                text,
                "C-1",
            )
        )
    return made


def ours(data: list[tuple[str, ...]]) -> bytes:
    """Draw with the application's table."""
    bundle = Bundle(title="附件2", subject="", lang="zh-CN", now=datetime(2026, 11, 24, tzinfo=UTC))
    table = tables.Table(bundle.painter, tables.fitted(render.SCHEDULE_COLUMNS), "附件2　通话及信息记录明细表")
    table.rows(data)
    return bundle.write(table.finish(), draw_foot)


def wrapped(data: list[tuple[str, ...]]) -> list[list[list[str]]]:
    """Return the rows with their cells broken into lines."""
    columns, sans = tables.fitted(render.SCHEDULE_COLUMNS), face(SANS)
    widths = [column.width - 2 * tables.PADDING_X for column in columns]
    return [[wrap(cell, sans, tables.SIZE, width) for cell, width in zip(row, widths, strict=True)] for row in data]


def plain(cells: list[list[list[str]]]) -> bytes:
    """Draw the same lines with drawString, drawCentredString and line, and nothing else."""
    columns = tables.fitted(render.SCHEDULE_COLUMNS)
    edges = [tables.LEFT]
    for column in columns:
        edges.append(edges[-1] + column.width)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=LANDSCAPE, pageCompression=1, invariant=1, initialFontName=SANS)

    def head() -> float:
        canvas.setFont(SANS_BOLD, tables.SIZE)
        for index, column in enumerate(columns):
            canvas.drawCentredString((edges[index] + edges[index + 1]) / 2, tables.TOP - 13, column.title)
        canvas.setFont(SANS, tables.SIZE)
        canvas.setLineWidth(0.35)
        canvas.line(edges[0], tables.TOP - 20, edges[-1], tables.TOP - 20)
        return tables.TOP - 20

    def turn(low: float) -> None:
        for x in edges:
            canvas.line(x, tables.TOP, x, low)
        canvas.showPage()

    y = head()
    for row in cells:
        height = max(map(len, row)) * tables.LEADING + 2 * tables.PADDING_Y
        if y - height < tables.BOTTOM:
            turn(y)
            y = head()
        for index, (column, lines) in enumerate(zip(columns, row, strict=True)):
            baseline = y - tables.PADDING_Y - tables.LEADING * 0.75
            for line in lines:
                if column.align == "centre":
                    canvas.drawCentredString((edges[index] + edges[index + 1]) / 2, baseline, line)
                else:
                    canvas.drawString(edges[index] + tables.PADDING_X, baseline, line)
                baseline -= tables.LEADING
        y -= height
        canvas.line(edges[0], y, edges[-1], y)
    turn(y)
    canvas.save()
    return buffer.getvalue()


def timed(run: Callable[[], bytes]) -> tuple[float, int]:
    """Return how many seconds a run took and the size of what it made."""
    begun = time.perf_counter()
    size = len(run())
    return time.perf_counter() - begun, size


def measure(count: int = 10_000, rounds: int = 3) -> dict[str, float | int | bool]:
    """Run both and return the figures."""
    data = rows(count)
    for name in (SANS, SANS_BOLD):
        face(name)
    cells = wrapped(data)
    pairs = [(timed(lambda: plain(cells)), timed(lambda: ours(data))) for _ in range(rounds)]
    raw_s, raw_bytes = min(pair[0] for pair in pairs)
    ours_s, ours_bytes = min(pair[1] for pair in pairs)
    ratio = ours_s / raw_s
    return {
        "rows": count,
        "plain_s": round(raw_s, 3),
        "ours_s": round(ours_s, 3),
        "ratio": round(ratio, 2),
        "target": TARGET,
        "ok": ratio <= TARGET,
        "plain_bytes": raw_bytes,
        "ours_bytes": ours_bytes,
    }


def main() -> None:
    """Print the figures as JSON; exit 1 where the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    figures = measure(arguments.rows, arguments.rounds)
    print(json.dumps(figures))
    raise SystemExit(0 if figures["ok"] else 1)


if __name__ == "__main__":
    main()
