"""One event from several records of it: time, length and number of the one that leads, words of all.

What a telephone recorded knows when; who was told by a person knows what was said and to whom. See docs/decisions/0015.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from advocate.domain.facts import ContactFact
from advocate.domain.views import ContactView
from advocate.domain.vocabulary import Nature, Reached

_SILENT = (Reached.DEBTOR, Reached.UNKNOWN)


def merged_facts(facts: Iterable[ContactFact], leads: dict[int, int]) -> list[ContactFact]:
    """Return one fact an event; ``leads`` names for a contact the one that it follows.

    Where the one that leads is not among ``facts`` (it is in the trash), the earliest of the others leads.
    """
    if not leads:
        return list(facts)
    roots = set(leads.values())
    events: dict[int, list[ContactFact]] = defaultdict(list)
    merged: list[ContactFact] = []
    for fact in facts:
        root = leads.get(fact.id)
        if root is not None or fact.id in roots:
            events[root or fact.id].append(fact)
        else:
            merged.append(fact)
    merged.extend(one_fact(records, root) for root, records in events.items())
    return merged


def one_fact(records: Sequence[ContactFact], root: int) -> ContactFact:
    """Return the records of one event as one fact."""
    if len(records) == 1:
        return records[0]
    lead = min(records, key=lambda fact: (fact.id != root, fact.at_ms, fact.id))
    others = [fact for fact in records if fact is not lead]
    told_first = (*others, lead)
    return replace(
        lead,
        **_words(lead, others),
        on_number=_first(lead.on_number, *(fact.on_number for fact in others)) or "",
        behaviours=frozenset().union(*(fact.behaviours for fact in records)),
        named=any(fact.named for fact in records),
        robot_voice=any(fact.robot_voice for fact in records),
        zone_known=any(fact.zone_known for fact in records),
        sent_ms=_first(lead.sent_ms, *(fact.sent_ms for fact in others)),
        debts=frozenset().union(*(fact.debts for fact in records)),
        marks=frozenset().union(*(fact.marks for fact in records)),
        creditor_id=_first(*(fact.creditor_id for fact in told_first)),
        agency_id=_first(*(fact.agency_id for fact in told_first)),
    )


def merged_view(lead: ContactView, others: Sequence[ContactView]) -> ContactView:
    """Return the records of one event as one view, under the id of the one that leads."""
    if not others:
        return lead
    told_first = (*others, lead)
    return replace(
        lead,
        **_words(lead, others),
        on_number=_first(lead.on_number, *(view.on_number for view in others)) or "",
        name=_first(*(view.name for view in told_first)) or "",
        summary=_joined(view.summary for view in told_first),
        harm=_joined(view.harm for view in told_first),
        behaviours=tuple(sorted({behaviour for view in told_first for behaviour in view.behaviours})),
        debt_id=_first(*(view.debt_id for view in told_first)),
        agency=_first(*(view.agency for view in told_first)) or "",
    )


def _words(lead: Any, others: Sequence[Any]) -> dict[str, Any]:
    """Return the fields that facts and views have alike."""
    told_first = (*others, lead)
    # "The debtor" is what an import says for want of knowing better.
    whom = next((record for record in told_first if record.reached not in _SILENT), told_first[0])
    natures = {record.nature for record in told_first}
    return {
        "duration_s": lead.duration_s if lead.duration_s is not None else _first(*(r.duration_s for r in others)),
        "answered": lead.answered if lead.answered is not None else _first(*(r.answered for r in others)),
        "outcome": lead.outcome if lead.outcome is not None else _first(*(r.outcome for r in others)),
        # Only a person can say whether people spoke.
        "conversation": _first(*(record.conversation for record in told_first)),
        "text": next((record.text for record in (lead, *others) if record.text.strip()), ""),
        "claims_to_be": _first(*(record.claims_to_be for record in told_first)) or "",
        "reached": whom.reached,
        "reached_name": whom.reached_name or _first(*(record.reached_name for record in told_first)) or "",
        "nature": next(n for n in (Nature.COLLECTION, Nature.ORDINARY, Nature.UNSORTED) if n in natures),
    }


def _first(*values: Any) -> Any:
    """Return the first value that says something; False and 0 do."""
    return next((value for value in values if value is not None and value != ""), None)


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))
