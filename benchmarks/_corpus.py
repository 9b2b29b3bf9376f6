"""Made-up phone backups of any size for the benchmarks: Chinese text, numbers of a realistic spread, nobody real."""

from __future__ import annotations

import random
from pathlib import Path
from xml.sax.saxutils import quoteattr

_HEAD = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
    "<!--File Created By SMS Backup & Restore (made by benchmarks/_corpus.py)-->\n"
)
_SENTENCES = (
    "【某消费金融】您尾号{n}的借款已逾期{d}天，请尽快处理，以免影响个人征信。",
    "再不还钱我们就通知你的单位和家人，今天下午五点前必须处理，后果自负！",
    "您的验证码是{n}，十分钟内有效，请勿泄露给他人。工作人员不会向您索取。",
    "晚上回家吃饭吗？妈让我问你，记得带点水果 😄",
    "我是某律师事务所，受委托就你名下欠款{n}.{d}元发出最后一次告知，明日上门。",
    "您的快递已到阳光花园驿站，凭{d}-{n}取件，有事请打电话。",
)


def write_messages(path: Path, count: int, seed: int = 1) -> Path:
    """Write ``count`` messages, none of them twice, and return ``path``."""
    rng = random.Random(seed)
    numbers = [f"1{rng.choice('3589')}{rng.randrange(10**9):09d}" for _ in range(max(20, count // 12))]
    at_ms = 1_677_600_000_000
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(_HEAD + f'<smses count="{count}" type="full">\n')
        for index in range(count):
            at_ms += rng.randrange(1, 900_000)
            number = numbers[min(rng.randrange(len(numbers)), rng.randrange(len(numbers)))]
            body = rng.choice(_SENTENCES).format(n=rng.randrange(1000, 9999), d=index % 90)
            out.write(
                f'  <sms protocol="0" address="{rng.choice(("", "+86"))}{number}" date="{at_ms}" '
                f'type="{1 if rng.random() < 0.9 else 2}" subject="null" body={quoteattr(body)} toa="null" '
                f'sc_toa="null" service_center="+8613800100500" read="1" status="-1" locked="0" '
                f'date_sent="{at_ms // 1000}000" sub_id="1" readable_date="2023年3月1日 上午6:39:52" '
                f'contact_name="(Unknown)" />\n'
            )
        out.write("</smses>\n")
    return path
