"""A number as somebody wrote it, read offline: canonical spelling and what the number plan says (号段推定).

Never raises on any text: what cannot be read keeps its own spelling and gets the kind ``malformed`` or ``name``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from advocate.analysis.numbers import plan as plans
from advocate.domain.vocabulary import NumberKind

#: Region in which a jurisdiction's people write their numbers.
DEFAULT_REGIONS = {
    "cn": "CN",
    "hk": "HK",
    "tw": "TW",
    "sg": "SG",
    "us": "US",
    "gb": "GB",
    "in": "IN",
    "au": "AU",
    "ie": "IE",
}

_CACHED = 1 << 17
_SEPARATORS = re.compile(r"[\s\-().·/‐‑‒–—―−]+")
_EXCEL = re.compile(r"(?:=\"(?P<quoted>[^\"]*)\"|'(?P<apostrophe>.*)|(?P<float>\d{5,})\.0)", re.DOTALL)
_JOINED = re.compile(r"[~;,、，；\s]+")
_JOINED_PART = re.compile(r"\+?\d{10,}", re.ASCII)
_NUMERIC = re.compile(r"\+?\d+", re.ASCII)
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})", re.ASCII)
_FIXED_TAIL = re.compile(r"(?:10|2\d|[3-9]\d{2})\d{7,8}", re.ASCII)
_SERVICES = ("p95", "p96", "p400", "p800", "p1010", "p123", "p100", "p11x")
#: What phonenumbers raises on hostile digits, beside its own error: strings such as ``179…`` break it inside.
_PARSER_ERRORS = (phonenumbers.NumberParseException, ValueError, TypeError, IndexError, AttributeError, KeyError)

_KINDS = {
    PhoneNumberType.MOBILE: NumberKind.MOBILE,
    PhoneNumberType.FIXED_LINE: NumberKind.FIXED,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: NumberKind.FIXED,
    PhoneNumberType.VOIP: NumberKind.VIRTUAL,
}


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What a number shows by itself.

    ``number`` is E.164, or the plain digits of a service number, or as written. ``carrier`` is a code of the plan
    (``telecom``), ``country`` an ISO region (empty where unknown), ``hints`` are codes that call for a look:
    ``mostly_data``, ``range_unknown``. All of it is inferred from the range (号段推定).
    """

    number: str
    kind: NumberKind
    raw: str
    region: str = "CN"
    carrier: str = ""
    country: str = ""
    hints: tuple[str, ...] = ()


def normalise(raw: str | None, region: str = "CN") -> str | None:
    """Return the canonical spelling of a number as written in ``region``; None where it was withheld."""
    facts = parse(raw, region)
    return None if facts is None else facts.number


@lru_cache(maxsize=_CACHED)
def parse(raw: str | None, region: str = "CN") -> NumberFacts | None:
    """Return what a number written in ``region`` (ISO code) shows; None where the number was withheld."""
    if raw is None:
        return None
    quick = _MOBILE.fullmatch(raw) if region == "CN" else None
    if quick is not None:
        return _mobile(quick[1], raw, region)
    plan = plans.load()
    text = unicodedata.normalize("NFKC", raw).strip()
    if _is_withheld(text, plan):
        return None
    text = _unwrapped(text)
    cleaned = _cleaned(text)
    if not cleaned or _is_withheld(text, plan):
        return None
    if _is_joined(text):
        return NumberFacts(raw.strip(), NumberKind.GROUP, raw, region)
    if _NUMERIC.fullmatch(cleaned) is None:
        return _wordy(cleaned, raw, region)
    facts = _chinese(cleaned, raw, region, plan) if region == "CN" else _elsewhere(cleaned, raw, region, plan)
    return facts or NumberFacts(raw.strip(), NumberKind.MALFORMED, raw, region)


def _is_withheld(text: str, plan: plans.NumberPlan) -> bool:
    return not text or text.lower() in plan.withheld


def _unwrapped(text: str) -> str:
    """Take off what a spreadsheet or a link wrapped around a number."""
    match = _EXCEL.fullmatch(text)
    if match is not None:
        text = match["quoted"] or match["apostrophe"] or match["float"] or ""
    return text[4:] if text[:4].lower() == "tel:" else text


def _cleaned(text: str) -> str:
    """Return ``text`` without separators and invisible characters, every decimal digit in ASCII."""
    kept = []
    for char in _SEPARATORS.sub("", text):
        if "0" <= char <= "9":
            kept.append(char)
            continue
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            kept.append(str(digit))
        elif unicodedata.category(char) not in ("Cf", "Cc"):
            kept.append(char)
    return "".join(kept)


def _is_joined(text: str) -> bool:
    """Tell whether several whole numbers stand in one field, as group messages have them."""
    if "~" in text.strip("~"):
        return True
    parts = [part for part in _JOINED.split(text) if part]
    return len(parts) > 1 and all(_JOINED_PART.fullmatch(part) for part in parts)


def _wordy(cleaned: str, raw: str, region: str) -> NumberFacts:
    """Sort what holds more than digits: a sender's name, or a number that somebody masked or mistyped."""
    letters = sum(char.isalpha() for char in cleaned)
    digits = sum("0" <= char <= "9" for char in cleaned)
    is_name = letters and ("@" in cleaned or letters > digits or not cleaned.lstrip("+")[:1].isdigit())
    return NumberFacts(raw.strip(), NumberKind.NAME if is_name else NumberKind.MALFORMED, raw, region)


def _mobile(national: str, raw: str, region: str) -> NumberFacts:
    plan = plans.load()
    kind = NumberKind.MOBILE
    if national.startswith(plan.satellite):
        kind = NumberKind.SATELLITE
    elif plan.matches("virtual", national):
        kind = NumberKind.VIRTUAL
    hints = []
    if national.startswith(plan.mostly_data):
        hints.append("mostly_data")
    if not plan.is_allocated(national):
        hints.append("range_unknown")
    return NumberFacts(f"+86{national}", kind, raw, region, plan.carrier_code(national), "CN", tuple(hints))


def _chinese(cleaned: str, raw: str, region: str, plan: plans.NumberPlan) -> NumberFacts | None:
    """Read digits as somebody in mainland China sees them."""
    suspect = NumberFacts(raw.strip(), NumberKind.SPOOF_SUSPECT, raw, region)
    if plan.matches("spoof", cleaned) or plan.matches("doubled", cleaned):
        return replace(suspect, number=cleaned)
    if len(cleaned.lstrip("+")) > plan.max_digits:
        return suspect
    if plan.matches("foreign", cleaned):
        return _foreign(cleaned, raw, region)
    national, explicit = _national(cleaned, plan)
    if national is None:
        return None
    match = _MOBILE.fullmatch(national.removeprefix("0"))
    if match is not None:
        return _mobile(match[1], raw, region)
    short = _short(national, raw, region, plan)
    if short is not None:
        return short
    if plan.matches("fixed", national):
        return NumberFacts(f"+86{national[1:]}", NumberKind.FIXED, raw, region, country="CN")
    if explicit and _FIXED_TAIL.fullmatch(national):
        return NumberFacts(f"+86{national}", NumberKind.FIXED, raw, region, country="CN")
    known = _valid(national, region)
    if known is not None:
        return replace(_described(known, region), raw=raw)
    if plan.matches("local", national):
        return NumberFacts(national, NumberKind.FIXED, raw, region, country="CN")
    return None


def _national(cleaned: str, plan: plans.NumberPlan) -> tuple[str | None, bool]:
    """Return the number without country code and dialling prefix, and whether the country code was written."""
    explicit = False
    national = cleaned
    for prefix in ("+86", "0086"):
        if cleaned.startswith(prefix):
            national, explicit = cleaned[len(prefix) :], True
    if national.startswith(("+", "00")):
        return None, False
    rest = national[2:]
    if not explicit and national.startswith("86") and (_FIXED_TAIL.fullmatch(rest) or plan.matches("sms106", rest)):
        national, explicit = rest, True
    return plan.ip_prefix.sub("", national), explicit


def _short(national: str, raw: str, region: str, plan: plans.NumberPlan) -> NumberFacts | None:
    """Recognise numbers that have no E.164 form: ports, IoT cards, service numbers."""
    if plan.matches("iot13", national) or plan.matches("iot13_legacy", national):
        return NumberFacts(national, NumberKind.IOT, raw, region, country="CN")
    if plan.matches("sms106", national):
        return NumberFacts(national, NumberKind.SMS_PORT, raw, region, country="CN")
    if any(plan.matches(name, national) for name in _SERVICES):
        return NumberFacts(national, NumberKind.SERVICE, raw, region, country="CN")
    return None


def _foreign(cleaned: str, raw: str, region: str) -> NumberFacts:
    digits = cleaned.removeprefix("+") if cleaned.startswith("+") else cleaned[2:]
    number = _phone_number(f"+{digits}", None)
    # An impossible number, or one whose digits would change (a trunk 0 dropped), is kept as the phone showed it.
    if number is None or not _is_readable(number, digits):
        return NumberFacts(raw.strip(), NumberKind.FOREIGN, raw, region)
    country = phonenumbers.region_code_for_number(number) or ""
    return NumberFacts(_e164(number), NumberKind.FOREIGN, raw, region, country=country)


def _is_readable(number: phonenumbers.PhoneNumber, digits: str) -> bool:
    if phonenumbers.is_valid_number(number):
        return True
    return bool(phonenumbers.is_possible_number(number)) and _e164(number) == f"+{digits}"


def _elsewhere(cleaned: str, raw: str, region: str, plan: plans.NumberPlan) -> NumberFacts | None:
    """Read digits as somebody in another region than mainland China sees them."""
    if len(cleaned.lstrip("+")) > plan.max_digits:
        return NumberFacts(raw.strip(), NumberKind.SPOOF_SUSPECT, raw, region)
    number = _phone_number(cleaned, region)
    if number is not None and number.country_code == int(plan.calling_code):
        national = phonenumbers.national_significant_number(number)
        facts = _chinese(f"+{plan.calling_code}{national}", raw, "CN", plan)
        return None if facts is None else replace(facts, region=region)
    written_abroad = cleaned.startswith("+")
    if number is not None and (
        phonenumbers.is_valid_number(number) or (written_abroad and phonenumbers.is_possible_number(number))
    ):
        return replace(_described(number, region), raw=raw)
    if not written_abroad and len(cleaned) <= _SHORT_DIGITS:
        return NumberFacts(cleaned, NumberKind.SERVICE, raw, region)
    return None


#: Elsewhere a number up to this long that is no subscriber's is a service code.
_SHORT_DIGITS = 6


def _phone_number(digits: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, region)
    except _PARSER_ERRORS:
        return None


def _valid(digits: str, region: str) -> phonenumbers.PhoneNumber | None:
    number = _phone_number(digits, region)
    return number if number is not None and phonenumbers.is_valid_number(number) else None


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def _described(number: phonenumbers.PhoneNumber, region: str) -> NumberFacts:
    country = phonenumbers.region_code_for_number(number) or ""
    kind = _KINDS.get(phonenumbers.number_type(number), NumberKind.SERVICE)
    if country != region:
        kind = NumberKind.FOREIGN
    return NumberFacts(_e164(number), kind, "", region, country=country)
