"""The caps and the LPR as data: read once from ``resources/law/debts``, validated."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from advocate import resources
from advocate.analysis.rules.loading import parse
from advocate.domain.vocabulary import Confidence, CreditorType


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """A text in both languages."""

    zh: str
    en: str


class Clause(_Strict):
    """A provision: whom it binds, from which contract date; ``month_only``: the day within that month is not known."""

    id: str
    mark: Confidence
    zh: str
    en: str
    quote: str
    lenders: tuple[CreditorType, ...] = ()
    contract_from: date | None = None
    month_only: bool = False

    def binds(self, lender: CreditorType, contract: date | None) -> bool:
        """Tell whether it applies to a loan of ``lender`` made on ``contract`` (None: unknown, then it may)."""
        if self.lenders and lender not in self.lenders:
            return False
        return contract is None or self.contract_from is None or contract >= self.contract_from


class RateSpec(_Strict):
    """A cap's rate for a stretch of time: per cent a year, or a multiple of the LPR of the contract or the suit."""

    since: date | None = None
    until: date | None = None
    percent: Decimal | None = None
    lpr_times: int | None = None
    at: Literal["contract", "suit"] = "contract"


class Cap(_Strict):
    """A cap as the file has it; ``questions`` are by lender, ``*`` for all."""

    id: str
    rule: str
    title: Words
    lenders: tuple[CreditorType, ...]
    contract_from: date | None = None
    contract_until: date | None = None
    paid_only_until: date | None = None
    segments: tuple[RateSpec, ...]
    questions: dict[str, str] = {}
    notes: tuple[str, ...] = ()
    clauses: tuple[Clause, ...]


class OutsideSpec(_Strict):
    """Lenders that a rule does not measure, with the code of the reason."""

    rule: str
    lenders: tuple[CreditorType, ...]
    why: str
    clause: Clause | None = None


class TrickSpec(_Strict):
    """The rule and the provisions behind a nominal trick."""

    rule: str
    clauses: tuple[Clause, ...]


class CapFile(_Strict):
    """A jurisdiction's caps."""

    jurisdiction: str
    caps: tuple[Cap, ...]
    outside: tuple[OutsideSpec, ...]
    tricks: dict[str, TrickSpec]


class LprRate(_Strict):
    """The one-year loan prime rate from a day on, in per cent a year."""

    since: date
    percent: Decimal
    mark: Confidence


class LprTable(_Strict):
    """The LPR in order of its days; after ``verified_until`` nobody checked for newer rates."""

    verified_until: date
    rates: tuple[LprRate, ...]

    def on(self, day: date) -> LprRate | None:
        """Return the rate published last on or before ``day``; None before the table begins."""
        return next((rate for rate in reversed(self.rates) if rate.since <= day), None)


@lru_cache(maxsize=8)
def caps(jurisdiction: str) -> CapFile | None:
    """Return the caps of ``jurisdiction``; None where this program knows none: none is invented."""
    if not jurisdiction.isidentifier():
        return None
    path = resources.path("law", "debts", f"{jurisdiction}.yaml")
    return parse(path.read_bytes(), CapFile, f"debts/{path.name}") if path.is_file() else None


@lru_cache(maxsize=1)
def lpr() -> LprTable:
    """Return the one-year LPR of the People's Bank of China."""
    path = resources.path("law", "debts", "lpr_cn.yaml")
    return parse(path.read_bytes(), LprTable, f"debts/{path.name}")
