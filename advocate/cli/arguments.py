"""Reading what commands are given: amounts, assignments, repayments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from advocate.domain.errors import UserError
from advocate.domain.moments import parse_day

if TYPE_CHECKING:
    import typer

    from advocate.cli.session import Session
    from advocate.domain.drafts import FeeDraft


def session_of(ctx: typer.Context) -> Session:
    """Return the session that the root command filled in."""
    session: Session = ctx.obj
    return session


def amount(text: str) -> Decimal:
    """Read an amount in the currency's main unit; raises `UserError` ``bad_amount``."""
    from advocate.services.values import parse_amount

    return parse_amount(text)


def repayment(text: str) -> tuple[date, Decimal]:
    """Read ``YYYY-MM-DD:AMOUNT``; raises `UserError` ``bad_repayment``."""
    when, colon, much = text.partition(":")
    if not colon:
        raise UserError("bad_repayment", text=text[:40])
    return parse_day(when), amount(much)


def fee(text: str) -> FeeDraft:
    """Read ``KIND:AMOUNT`` (taken out of the loan) or ``KIND:AMOUNT:DATE`` (paid apart).

    Raises `UserError` ``bad_fee``, ``bad_amount``, ``bad_date``.
    """
    from advocate.domain.drafts import FeeDraft
    from advocate.domain.vocabulary import FeeKind

    kind, _, rest = text.partition(":")
    much, colon, when = rest.partition(":")
    if kind not in set(FeeKind) or not much:
        raise UserError("bad_fee", text=text[:40], known=", ".join(FeeKind))
    return FeeDraft(FeeKind(kind), amount(much), not colon, parse_day(when) if colon else None)


def assignments(texts: list[str]) -> dict[str, str]:
    """Read ``FIELD=VALUE …``; raises `UserError` ``bad_assignment``."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UserError("bad_assignment", text=text[:40])
        found[name.strip()] = value.strip()
    return found
