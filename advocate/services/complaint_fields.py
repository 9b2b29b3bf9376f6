"""The fields of a complaint: its own, and those of its case that the document prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advocate import messages
from advocate.domain.errors import UserError
from advocate.domain.moments import parse_day
from advocate.domain.views import CaseView, MissingField
from advocate.reports.channels import Channel, Requirement
from advocate.services import case_fields
from advocate.services.values import one_line, storable

MAX_VALUE = 20_000


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field that belongs to the single complaint; ``lines`` where line ends separate entries."""

    name: str
    lines: bool = False


#: Labels stand in the message catalogue as ``complaint_field.NAME``.
OWN = (
    OwnField("addressee"),
    OwnField("requests", lines=True),
    OwnField("facts_extra", lines=True),
    OwnField("prior_extra", lines=True),
    OwnField("evidence_holder"),
    OwnField("exhibits"),
    OwnField("include_backups"),
    OwnField("compare_bill"),
    OwnField("date"),
)
_OWN = {field.name: field for field in OWN}
_CASE = {field.name: field for field in case_fields.FIELDS}
#: Fields that are set or not.
YES_OR_NO = frozenset(("include_backups", "compare_bill"))
_YES = frozenset(("1", "yes", "true", "是", "y"))


def label(name: str, lang: str) -> str:
    """Return the label of a field of the complaint or its case."""
    if name in _CASE:
        return _CASE[name].label_en if lang == "en" else _CASE[name].label_zh
    return messages.text(f"complaint_field.{name}", lang)


def split(values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return ``values`` as (own, case) fields, own ones checked and in stored form.

    Raises `UserError` ``unknown_complaint_field``, ``field_too_long``, ``bad_date``.
    """
    own: dict[str, str] = {}
    of_case: dict[str, str] = {}
    for given, written in values.items():
        name = given.strip()
        if name not in _OWN:
            full = case_fields.ALIASES.get(name, name)
            if full not in _CASE:
                raise UserError("unknown_complaint_field", field=name[:60], known=", ".join(_OWN))
            of_case[full] = written
            continue
        value = storable(written).strip() if _OWN[name].lines else one_line(written)
        if len(value) > MAX_VALUE:
            raise UserError("field_too_long", field=name, max=MAX_VALUE)
        if value and name == "date":
            value = parse_day(value).isoformat()
        if value and name in YES_OR_NO:
            value = "yes" if value.lower() in _YES else ""
        own[name] = value
    return own, of_case


def lines(text: str) -> tuple[str, ...]:
    """Return the entries of a field with one on each line; numbers that people typed in front are taken off."""
    entries = []
    for line in text.splitlines():
        entry = line.strip()
        head = entry.lstrip("0123456789")
        if head != entry and head[:1] in (".", "、", "．", "）", ")"):
            entry = head[1:].strip()
        if entry:
            entries.append(entry)
    return tuple(entries)


def missing(
    channel: Channel, case: CaseView, effective: Mapping[str, str], findings: int, stale: tuple[str, ...], lang: str
) -> list[MissingField]:
    """Return what the channel requires and the complaint lacks, in the order of the document, each with its reason.

    ``findings`` counts confirmed ones, ``stale`` names those that no longer hold. ``effective`` are the values that
    would be printed.
    """
    needed: list[Requirement] = [entry for entry in channel.fields if entry.required]
    if case.fields.get("agent_name"):
        needed += [entry for entry in channel.agent_fields if entry.required]
    found = []
    for entry in needed:
        present = findings > 0 if entry.name == "findings" else bool(effective.get(entry.name, "").strip())
        if not present:
            found.append(MissingField(entry.name, label(entry.name, lang), entry.why.of(lang)))
    if stale:
        why = messages.text("finding_unsettled", lang, ids="、".join(stale) if lang == "zh" else ", ".join(stale))
        found.append(MissingField("findings", label("findings", lang), why))
    asked = effective.get("requests", "")
    words = [word for word in channel.report_words if word in asked]
    if words:
        why = messages.text("report_in_complaint", lang, words="、".join(words)) + channel.do_not_mix.of(lang)
        found.append(MissingField("requests", label("requests", lang), why))
    return found
