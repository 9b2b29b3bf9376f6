"""Words for a number: place, carrier, what a service number is for. All inferred from the range (号段推定)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from advocate import messages
from advocate.analysis.numbers import plan as plans
from advocate.analysis.numbers.facts import NumberFacts, parse
from advocate.domain.vocabulary import NumberKind

_HAS_CARRIER = (NumberKind.MOBILE, NumberKind.VIRTUAL, NumberKind.SATELLITE)


@dataclass(frozen=True, slots=True)
class NumberDescription:
    """A number in words of one language; every part may be empty.

    ``place`` is the city or country of the range, ``carrier`` the network it was allotted to, ``purpose`` what a
    service number is for. ``text`` is one line of them all and ends with the warning that it is inferred.
    """

    kind: NumberKind
    place: str
    carrier: str
    purpose: str
    text: str


@lru_cache(maxsize=1 << 15)
def describe(number: str, lang: str = "zh") -> NumberDescription:
    """Return what the plan says of a canonical ``number`` in ``lang`` (``zh`` or ``en``).

    Loads the large tables of places on first use (about half a second); never raises.
    """
    facts = parse(number)
    if facts is None:
        return NumberDescription(NumberKind.MALFORMED, "", "", "", "")
    plan = plans.load()
    purpose = plan.service_words(facts.number).get(lang, "") if not facts.number.startswith("+") else ""
    place, carrier = _place(facts, lang), _carrier(facts, lang, plan)
    parts = [messages.label("number_kind", facts.kind, lang), place, carrier, purpose]
    parts.extend(messages.text(f"number_hint.{hint}", lang) for hint in facts.hints)
    line = " · ".join(part for part in parts if part)
    if place or carrier:
        line += f"（{plan.wording['zh']}）" if lang == "zh" else f" ({plan.wording['en']})"
    return NumberDescription(facts.kind, place, carrier, purpose, line)


def _phone(facts: NumberFacts) -> phonenumbers.PhoneNumber | None:
    if not facts.number.startswith("+"):
        return None
    try:
        return phonenumbers.parse(facts.number, None)
    except phonenumbers.NumberParseException:
        return None


def _place(facts: NumberFacts, lang: str) -> str:
    number = _phone(facts)
    if number is None or facts.kind in (NumberKind.SATELLITE, NumberKind.SPOOF_SUSPECT):
        return ""
    from phonenumbers import geocoder

    if facts.country == "CN":
        place = str(geocoder.description_for_number(number, lang))
        return "" if place == str(geocoder.country_name_for_number(number, lang)) else place
    return str(geocoder.country_name_for_number(number, lang))


def _carrier(facts: NumberFacts, lang: str, plan: plans.NumberPlan) -> str:
    """Return the carrier's name: by the Chinese plan, elsewhere by the tables of phonenumbers."""
    if facts.country == "CN":
        return plan.carriers.get(facts.carrier, {}).get(lang, "") if facts.kind in _HAS_CARRIER else ""
    number = _phone(facts)
    if number is None:
        return ""
    from phonenumbers import carrier

    return str(carrier.name_for_number(number, lang))
