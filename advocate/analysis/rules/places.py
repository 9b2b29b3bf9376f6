"""Where a person may be: hours that are fine where they are, and not where the collector's data may place them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from advocate.analysis.rules.acts import REACHED, Act, Setting, clock_text
from advocate.analysis.rules.model import Rule
from advocate.domain.vocabulary import Direction, Medium

#: How long one night's hours last at most.
_NIGHT_MS = 12 * 3_600_000

#: Numbers that tell of more zones than this tell nothing: 800 numbers, mobile ranges of a country.
_MOST_ZONES = 2


@lru_cache(maxsize=4096)
def zones_of_number(number: str) -> frozenset[str]:
    """Return the zones (IANA) that a number's area code belongs to; empty where it says nothing."""
    if not number.startswith("+"):
        return frozenset()
    import phonenumbers  # only packs that go by the person's own clock ask for it
    from phonenumbers import timezone

    try:
        found = timezone.time_zones_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return frozenset()
    known = frozenset(zone for zone in found if zone != timezone.UNKNOWN_TIMEZONE)
    return known if len(known) <= _MOST_ZONES else frozenset()


def answers(setting: Setting, acts: list[Act], forbidden: Callable[[int], bool]) -> frozenset[int]:
    """Return the ids of acts that answer what the debtor began in forbidden hours: one to each, by the same medium.

    12 CFR 1006.6(b)(1), comment 2: the collector may respond once at that time, through the same medium.
    """
    begun: dict[tuple[int | None, Medium], int] = {}
    found = set()
    own = {reply.fact.id for reply in setting.replies if forbidden(reply.second)}
    if not own:
        return frozenset()
    for act in sorted([*acts, *setting.replies], key=lambda one: one.at):
        key = (act.fact.creditor_id, act.fact.medium)
        if act.fact.id in own:
            begun[key] = act.fact.at_ms
        elif act.fact.direction is Direction.IN and act.fact.at_ms - begun.pop(key, -_NIGHT_MS) < _NIGHT_MS:
            found.add(act.fact.id)
    return frozenset(found)


def note_other_zones(setting: Setting, rule: Rule, acts: list[Act], forbidden: Callable[[int], bool]) -> None:
    """Note acts at a time that is fine where the person is, but not in another place that the data suggest.

    12 CFR 1006.6(b)(1)(i), comment 2: a collector is safe only where the time is convenient in all of the locations;
    outside them it is no violation at the true place, and the safe harbour is lost.
    """
    if setting.zone != REACHED:
        return
    for act in acts:
        if act.unsorted or act.approximate or not act.fact.zone_known or forbidden(act.second):
            continue
        zones = act.fact.other_zones | zones_of_number(act.fact.on_number) - {act.fact.zone}
        if not zones:
            continue
        if not setting.applicable(rule, act).clauses:
            continue
        for zone in sorted(zones):
            _, second = setting.clock(zone).local(act.fact.at_ms)
            if forbidden(second):
                setting.note(rule.id, act, "note_safe_harbour", ("zone", zone), ("clock", clock_text(second)[:5]))
