"""Values on their way in and out: text as it may be stored, exact amounts, clock times."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from advocate.domain.errors import UserError

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_GROUPS = re.compile(r"[\s,，_]")
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|[¥￥])|(?:元|圆)$", re.IGNORECASE)
#: Below a hundred trillion: beyond it somebody typed an account number.
_MAX_AMOUNT = Decimal(10) ** 14


def storable(text: str) -> str:
    """Return ``text`` with what no database can hold (lone surrogates, NUL) as the replacement character."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def one_line(text: str) -> str:
    """Return ``text`` storable, trimmed, every run of white space as one space."""
    return " ".join(storable(text).split())


def amount_text(value: Decimal | None) -> str:
    """Return an exact amount as plain digits (``12000``, ``0.50``); empty where it is unknown."""
    return "" if value is None else format(value, "f")


def parse_amount(text: str) -> Decimal:
    """Read an amount as people write it: ``12,000.50``, ``￥12000元``; raises `UserError` ``bad_amount``."""
    plain = _CURRENCY.sub("", _GROUPS.sub("", text))
    plain = _CURRENCY.sub("", plain)
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise UserError("bad_amount", text=text[:40]) from error
    if not is_amount(value):
        raise UserError("bad_amount", text=text[:40])
    return value


def is_amount(value: Decimal) -> bool:
    """Tell whether ``value`` can be an amount of money: a number, not negative, of a sane size."""
    return value.is_finite() and 0 <= value < _MAX_AMOUNT


def clock(text: str) -> str:
    """Return a time of day as ``HH:MM``; raises `UserError` ``bad_clock``."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise UserError("bad_clock", text=text[:20])
    return f"{int(match[1]):02}:{match[2]}"
