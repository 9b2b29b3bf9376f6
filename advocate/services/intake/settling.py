"""What follows once the rows of an import are there, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from advocate.domain.jobs import JobContext
from advocate.services import inbox, people, same_events, sorting
from advocate.storage.uow import UnitOfWork

#: What may be taken of what was read: everything, or what the sorting proposes; the first is the default.
TAKES = ("all", "proposed")


def settle(uow: UnitOfWork, case_id: int, imports: Sequence[int], take: str, ctx: JobContext) -> None:
    """Bring what depends on a case's contacts in line with those that ``imports`` (row ids) just brought.

    ``take`` is one of `TAKES`: with ``proposed``, what looks like collection is on the record at once and what looks
    ordinary is left out for good; what is unsure waits in the inbox, as everything does with ``all``. Raises
    `Cancelled`, which undoes the import.
    """
    ctx.check()
    people.name_contacts(uow, case_id)
    same_events.rematch(uow, case_id)
    sorting.propose(uow, case_id, ctx)
    if take == "proposed":
        inbox.accept_new(uow, case_id, imports)
