"""Amounts, dates, times and lengths as Chinese documents write them (C6 of the law file). Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import cn2an

_CENT = Decimal("0.01")
_MAX_MONEY = Decimal(10) ** 12
_DIGITS = "〇一二三四五六七八九"


def money_capitals(amount: Decimal) -> str:
    """Return yuan in capitals (大写): ``壹万贰仟叁佰肆拾伍元陆角柒分``; raises `ValueError` out of range."""
    rounded = amount.quantize(_CENT, ROUND_HALF_UP)
    if not 0 <= rounded < _MAX_MONEY:
        raise ValueError("amount out of range")
    text = format(rounded, "f")
    if text.endswith(".00"):
        text = text[:-3]
    return str(cn2an.an2cn(text, "rmb"))


def money(amount: Decimal) -> str:
    """Return yuan as figures and capitals: ``人民币12,345.67元（大写：…）``."""
    rounded = amount.quantize(_CENT, ROUND_HALF_UP)
    return f"人民币{rounded:,.2f}元（大写：{money_capitals(rounded)}）"


def day(value: date) -> str:
    """Return a date without leading zeros: ``2026年3月5日``."""
    return f"{value.year}年{value.month}月{value.day}日"


def clock(value: datetime) -> str:
    """Return the time of day in 24 hours: ``22:15:08``."""
    return value.strftime("%H:%M:%S")


def moment(value: datetime, *, with_seconds: bool = True) -> str:
    """Return date and time: ``2026年3月5日22:15:08``."""
    return day(value) + value.strftime("%H:%M:%S" if with_seconds else "%H:%M")


def duration(seconds: int) -> str:
    """Return a length: ``45秒``, ``1分05秒``, ``1小时02分05秒``."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}小时{minutes:02d}分{rest:02d}秒"
    if minutes:
        return f"{minutes}分{rest:02d}秒"
    return f"{rest}秒"


def numeral(value: int) -> str:
    """Return a Chinese numeral for headings, 1 to 99: ``十一``; raises `ValueError` beyond."""
    if not 1 <= value <= 99:
        raise ValueError("numeral out of range")
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


def listed(parts: Sequence[str], last: str = "和") -> str:
    """Return parts as an enumeration: ``甲、乙和丙``."""
    if len(parts) < 2:
        return "".join(parts)
    return "、".join(parts[:-1]) + last + parts[-1]


def clipped(text: str, focus: int, limit: int) -> str:
    """Return at most ``limit`` characters of ``text`` around offset ``focus``, with ``……`` where something is left out.

    What stands between the marks is an exact part of the text, line breaks shown as spaces.
    """
    flat = " ".join(text.split("\n")).strip() if len(text) <= limit else text.replace("\n", " ")
    if len(flat) <= limit:
        return flat
    start = max(0, min(focus - limit // 4, len(flat) - limit))
    piece = flat[start : start + limit].strip()
    return ("……" if start > 0 else "") + piece + ("……" if start + limit < len(flat) else "")
