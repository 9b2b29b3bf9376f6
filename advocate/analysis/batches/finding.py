"""The whole analysis: leases and people's decisions in, batches with their reasons out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advocate.analysis.batches import assembling, clues
from advocate.analysis.batches.model import Batch, Lease, Sheet
from advocate.domain.jobs import JobContext
from advocate.domain.vocabulary import BatchDecision

#: A rejected group stays rejected until it has grown beyond what people saw of it by this share.
_GROWN = 0.2


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of numbers; later ones go before earlier ones."""

    kind: BatchDecision
    numbers: frozenset[str]


def find(
    leases: Iterable[Lease], sheet: Sheet, decisions: Sequence[Decision] = (), ctx: JobContext | None = None
) -> list[Batch]:
    """Return the batches, largest first; raises `Cancelled` where ``ctx`` asks for it.

    People's decisions hold whatever the evidence: what they split stays apart, what they merged or confirmed stays
    together, and what they rejected is listed as rejected.
    """
    everything = list(leases)
    groups = [list(group) for group in assembling.crews(everything, sheet, ctx)]
    firm: set[str] = set()
    for decision in decisions:
        groups = _decided(groups, everything, decision)
        if decision.kind in (BatchDecision.CONFIRM, BatchDecision.MERGE):
            firm |= decision.numbers
    found = []
    for group in groups:
        batch = _batch(group, sheet, decisions)
        if len(batch.numbers) < sheet.limits.min_numbers:
            continue
        if batch.score >= sheet.show or batch.status != "suggested" or firm & set(batch.numbers):
            found.append(batch)
    return sorted(found, key=lambda batch: (-len(batch.numbers), batch.numbers))


def _decided(groups: list[list[Lease]], leases: Sequence[Lease], decision: Decision) -> list[list[Lease]]:
    """Return the groups as one decision leaves them."""
    if decision.kind is BatchDecision.REJECT:
        return groups
    touched = [group for group in groups if any(lease.number in decision.numbers for lease in group)]
    rest = [group for group in groups if group not in touched]
    if decision.kind is BatchDecision.SPLIT:
        apart = [[lease for lease in group if lease.number in decision.numbers] for group in touched]
        left = [[lease for lease in group if lease.number not in decision.numbers] for group in touched]
        moved = [lease for group in apart for lease in group]
        return [group for group in [*rest, *left, moved] if group]
    held = {id(lease) for group in touched for lease in group}
    loose = [lease for lease in leases if lease.number in decision.numbers and id(lease) not in held]
    if decision.kind is BatchDecision.MERGE:
        return [*rest, [lease for group in touched for lease in group] + loose]

    # Confirmed numbers come together in the group that holds most of them; what else is in other groups stays there.
    def share(group: Sequence[Lease]) -> int:
        return len({lease.number for lease in group} & decision.numbers)

    touched.sort(key=lambda group: (-share(group), group[0].key))
    home = list(touched[0]) if touched else []
    for group in touched[1:]:
        home += [lease for lease in group if lease.number in decision.numbers]
        rest.append([lease for lease in group if lease.number not in decision.numbers])
    known = {lease.number for lease in home}
    home += [lease for lease in loose if lease.number not in known]
    return [group for group in [*rest, home] if group]


def _batch(group: Sequence[Lease], sheet: Sheet, decisions: Sequence[Decision]) -> Batch:
    ordered = sorted(group, key=lambda lease: lease.key)
    reasons = clues.of_group(ordered, sheet)
    numbers = tuple(sorted({lease.number for lease in ordered}))
    status = "suggested"
    for decision in decisions:
        common = len(decision.numbers & set(numbers))
        if decision.kind is BatchDecision.CONFIRM and common * 2 > len(decision.numbers):
            status = "confirmed"
        elif decision.kind is BatchDecision.REJECT and common:
            status = "rejected" if len(numbers) <= common * (1 + _GROWN) else status
    return Batch(numbers, clues.score(reasons), reasons, tuple(ordered), status)
