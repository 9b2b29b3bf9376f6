"""Where a person may be: hours that are fine where they are, and not where the collector's data may place them."""

from __future__ import annotations

from collections.abc import Callable

from advocate.analysis.rules.acts import Act, Setting, clock_text
from advocate.analysis.rules.model import Rule


def note_other_zones(setting: Setting, rule: Rule, acts: list[Act], forbidden: Callable[[int], bool]) -> None:
    """Note acts at a time that is fine where the person is, but not in another place that the data suggest.

    12 CFR 1006.6(b)(1)(i), comment 2: a collector is safe only where the time is convenient in all of the locations;
    outside them it is no violation at the true place, and the safe harbour is lost.
    """
    for act in acts:
        if not act.fact.other_zones or act.unsorted or not act.fact.zone_known or forbidden(act.second):
            continue
        if not setting.applicable(rule, act).clauses:
            continue
        for zone in sorted(act.fact.other_zones):
            _, second = setting.clock(zone).local(act.fact.at_ms)
            if forbidden(second):
                setting.note(rule.id, act, "note_safe_harbour", ("zone", zone), ("clock", clock_text(second)[:5]))
