"""The number plan of a country as data: patterns, ranges of carriers, service prefixes, words for a withheld number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from advocate import resources

_LONGEST_PREFIX = 6


@dataclass(frozen=True, slots=True)
class NumberPlan:
    """One country's plan, read from ``resources/law/numbers/<country>.yaml``."""

    country: str
    calling_code: str
    version: str
    wording: dict[str, str]
    patterns: dict[str, re.Pattern[str]]
    ip_prefix: re.Pattern[str]
    max_digits: int
    carriers: dict[str, dict[str, str]]
    carrier_by_prefix: dict[str, str]
    allocated: frozenset[str]
    virtual: tuple[str, ...]
    satellite: tuple[str, ...]
    mostly_data: tuple[str, ...]
    services: dict[str, dict[str, str]]
    named: dict[str, dict[str, str]]
    withheld: frozenset[str]

    def matches(self, name: str, digits: str) -> bool:
        """Tell whether ``digits`` fit the pattern called ``name``."""
        return self.patterns[name].match(digits) is not None

    def carrier_code(self, mobile: str) -> str:
        """Return the code of the carrier that an 11-digit mobile's range belongs to, or an empty string."""
        for length in range(_LONGEST_PREFIX, 2, -1):
            code = self.carrier_by_prefix.get(mobile[:length])
            if code is not None:
                return code
        return ""

    def is_allocated(self, mobile: str) -> bool:
        """Tell whether the plan knows the range of an 11-digit mobile."""
        return any(mobile[:length] in self.allocated for length in range(3, _LONGEST_PREFIX + 1))

    def service_words(self, digits: str) -> dict[str, str]:
        """Return what is known of a service number by language: its owner, else its class; empty if nothing is."""
        if digits in self.named:
            return self.named[digits]
        for length in range(_LONGEST_PREFIX, 1, -1):
            words = self.services.get(digits[:length])
            if words is not None:
                return words
        return {}


def expand(ranges: Iterable[str]) -> list[str]:
    """Return the single prefixes of ranges such as ``1340-1348``.

    Raises `ValueError` where the ends are of different length or in the wrong order.
    """
    prefixes = []
    for item in ranges:
        first, _, last = str(item).partition("-")
        if not last:
            prefixes.append(first)
            continue
        if len(first) != len(last) or last < first:
            raise ValueError(f"number range {item} does not run upwards between prefixes of one length")
        prefixes.extend(str(value) for value in range(int(first), int(last) + 1))
    return prefixes


@lru_cache(maxsize=8)
def load(country: str = "cn") -> NumberPlan:
    """Return the plan of ``country``; raises `FileNotFoundError` where the program has none."""
    data: dict[str, Any] = yaml.safe_load(resources.path("law", "numbers", f"{country}.yaml").read_bytes())
    by_prefix = {prefix: code for code, ranges in data["ranges"].items() for prefix in expand(ranges)}
    return NumberPlan(
        country=data["country"],
        calling_code=data["calling_code"],
        version=str(data["version"]),
        wording=data["wording"],
        patterns={name: re.compile(item["regex"], re.ASCII) for name, item in data["patterns"].items()},
        ip_prefix=re.compile(data["ip_prefix"]["regex"], re.ASCII),
        max_digits=data["max_digits"],
        carriers=data["carriers"],
        carrier_by_prefix=by_prefix,
        allocated=frozenset(by_prefix) | frozenset(expand(data["allocated_to_others"])),
        virtual=tuple(data["virtual"]),
        satellite=tuple(data["satellite"]),
        mostly_data=tuple(data["mostly_data"]),
        services={item["prefix"]: {"zh": item["zh"], "en": item["en"]} for item in data["services"]},
        named=data["named"],
        withheld=frozenset(data["withheld"]),
    )
