"""Amounts, rates and reasons as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from advocate import messages
from advocate.analysis.debts.ledger import Assessment, CapAnswer, ClauseText
from advocate.domain.facts import Reason
from advocate.domain.views import DebtView
from advocate.ui.i18n import language, tr


def money_text(amount: Decimal | str, currency: str) -> str:
    """Return an amount with its unit: ``12,000.00 元``, ``CNY 12,000.00``; empty gives a dash."""
    if amount == "":
        return "–"
    written = f"{Decimal(amount):,.2f}"
    if language() == "zh":
        return f"{written} 元" if currency == "CNY" else f"{written} {currency}"
    return f"{currency} {written}"


def rate_text(rate: float | None) -> str:
    """Return a fraction a year in per cent; beyond a million per cent without decimals."""
    if rate is None:
        return "–"
    return f"{rate:,.2%}" if abs(rate) < 10_000 else f"{rate:,.0%}"


def reason(one: Reason) -> str:
    """Return a reason in the language of the window."""
    return messages.reason_text(one, language())


def reasons(several: Iterable[Reason]) -> list[str]:
    """Return reasons in the language of the window."""
    return [reason(one) for one in several]


def clause_text(clause: ClauseText) -> str:
    """Return a provision in the language of the window."""
    return clause.en if language() == "en" else clause.zh


def cap_title(cap: CapAnswer) -> str:
    """Return a cap's name in the language of the window."""
    return cap.title_en if language() == "en" else cap.title_zh


def worst(found: Assessment) -> CapAnswer | None:
    """Return the cap that is passed by most; None where none is passed."""
    passed = [cap for cap in found.caps if cap.exceeded and cap.excess is not None]
    return max(passed, key=lambda cap: cap.excess or Decimal(0), default=None)


def summary(view: DebtView, found: Assessment) -> str:
    """Return the line of the list: the annual cost, and what is above a cap."""
    parts = []
    if found.annual.value is not None:
        parts.append(tr("{rate} a year", rate=rate_text(found.annual.value)))
    cap = worst(found)
    if cap is not None and cap.excess is not None:
        parts.append(tr("{amount} above the cap", amount=money_text(cap.excess, view.currency)))
    return "  ·  ".join(parts) or tr("Cost not known yet")
