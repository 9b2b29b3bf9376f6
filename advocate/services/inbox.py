"""The inbox of a case: what was read and not decided yet. People take what they need and leave out the rest.

What is left out leaves the log at once, can be taken back until the next decision, and is then erased for good: only
its fingerprint stays, so that a later backup does not bring it back (docs/decisions/0030).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from advocate.domain.errors import UserError
from advocate.domain.inbox import InboxAct, InboxCounts, InboxDecision, InboxGroup
from advocate.domain.moments import epoch_ms, from_epoch_ms
from advocate.domain.vocabulary import Medium, Nature, NumberKind, Proposal
from advocate.services import erasing, same_events, sorting
from advocate.storage.tables import CaseRow, SettingRow
from advocate.storage.uow import UnitOfWork

_BATCH = 500
_VOICE = tuple(medium.value for medium in Medium if medium.is_voice)
#: What stands in the inbox: imported, not decided, not in the trash.
_WAITING = "nature = 'unsorted' AND import_id IS NOT NULL AND deleted_at IS NULL"
_FROM = f"FROM contacts INDEXED BY ix_contacts_inbox WHERE case_id = ? AND {_WAITING}"
_COUNTS = f"""
SELECT number_id, count(*), sum(medium IN {_VOICE}), sum(proposed IS 'collection'), sum(proposed IS 'ordinary'),
       min(at_utc), max(at_utc)
{_FROM} GROUP BY number_id
"""
# With exactly one max() SQLite takes the other columns from its row: likely collection first, then what says something
# in words, then what has most reasons, then the newest.
_TELLING = f"""
SELECT number_id, name, text, summary, proposed_why,
       max(at_utc + (proposed IS 'collection') * 16e15 + (proposed IS 'unsure') * 8e15
           + (coalesce(text, '') <> '') * 4e15
           + min(length(coalesce(proposed_why, '')), 250) * 1e13)
{_FROM} GROUP BY number_id
"""
# What people decided, linked or coded: nobody leaves that out by a stroke over a hundred entries.
_BOUND = """
SELECT id FROM contacts AS c WHERE c.case_id = ? AND c.nature = 'unsorted' AND (
  c.same_event_decided_utc IS NOT NULL
  OR EXISTS (SELECT 1 FROM contacts AS s WHERE s.same_event_id = c.id)
  OR EXISTS (SELECT 1 FROM contact_behaviours AS b WHERE b.contact_id = c.id)
  OR EXISTS (
    SELECT 1 FROM finding_contacts AS f JOIN findings ON findings.id = f.finding_id
    WHERE f.contact_id = c.id AND findings.status <> 'suggested'
  )
  OR EXISTS (
    SELECT 1 FROM evidence_contacts AS e WHERE e.contact_id = c.id
    AND NOT EXISTS (SELECT 1 FROM import_evidence AS i WHERE i.evidence_id = e.evidence_id)
  )
)
"""
_SAMPLE = 160
_RANK = {Proposal.COLLECTION: 0, Proposal.UNSURE: 1, Proposal.ORDINARY: 2}


def counts(uow: UnitOfWork, case_id: int) -> InboxCounts:
    """Return how much waits in the inbox of a case, by proposal."""
    found = uow.connection.exec_driver_sql(
        f"SELECT count(*), sum(proposed IS 'collection'), sum(proposed IS 'ordinary') {_FROM}", (case_id,)
    ).one()
    everything, collection, ordinary = int(found[0]), int(found[1] or 0), int(found[2] or 0)
    return InboxCounts(collection, ordinary, everything - collection - ordinary)


def groups(uow: UnitOfWork, case_id: int) -> list[InboxGroup]:
    """Return the inbox by sender: likely collection first, then what is unsure, each with the most entries first."""
    telling = {row[0]: row[1:5] for row in uow.connection.exec_driver_sql(_TELLING, (case_id,))}
    counted = uow.connection.exec_driver_sql(_COUNTS, (case_id,)).all()
    numbers = _numbers(uow, [row[0] for row in counted if row[0] is not None])
    made = []
    for number_id, entries, calls, collection, ordinary, first, last in counted:
        name, text, summary, why = telling[number_id]
        number, kind = numbers.get(number_id, (None, None))
        made.append(
            InboxGroup(
                sender=number_id,
                number=number,
                kind=kind,
                name=name,
                entries=entries,
                calls=calls,
                collection=collection,
                ordinary=ordinary,
                first_utc=from_epoch_ms(first),
                last_utc=from_epoch_ms(last),
                proposal=_proposal(entries, collection, ordinary),
                why=sorting.reasons(why),
                sample=" ".join((text or summary)[:_SAMPLE].split()),
            )
        )
    made.sort(key=lambda group: (_RANK[group.proposal], -group.collection, -group.entries, group.first_utc))
    return made


def entries(uow: UnitOfWork, case_id: int, senders: Iterable[int | None] | None = None) -> array[int]:
    """Return the ids of the unsorted contacts of some senders, or of all, in order of time; None is withheld."""
    found: list[Any] = []
    if senders is None:
        found += uow.connection.exec_driver_sql(f"SELECT at_utc, id {_FROM}", (case_id,)).cursor.fetchall()
    else:
        # Straight over the sender's own index: the inbox may hold a hundred thousand others.
        head = f"SELECT at_utc, id FROM contacts WHERE case_id = ? AND {_WAITING} AND number_id"  # noqa: S608 - constants
        for sender in dict.fromkeys(senders):
            condition, params = ("IS NULL", ()) if sender is None else ("= ?", (sender,))
            found += uow.connection.exec_driver_sql(f"{head} {condition}", (case_id, *params)).cursor.fetchall()
    found.sort()
    return array("q", (row[1] for row in found))


def lacks_proposals(uow: UnitOfWork, case_id: int) -> bool:
    """Tell whether something waits for which nothing was proposed yet: rows of screenshots, until `sorting.propose`."""
    return (
        uow.connection.exec_driver_sql(f"SELECT 1 {_FROM} AND proposed IS NULL LIMIT 1", (case_id,)).first() is not None
    )


def proposals(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, tuple[Proposal, str]]:
    """Return for each of some contacts what is proposed, and the reasons as `sorting.reasons` reads them."""
    found: dict[int, tuple[Proposal, str]] = {}
    for start in range(0, len(ids), _BATCH):
        part = list(ids[start : start + _BATCH])
        marks = ",".join("?" * len(part))
        rows = uow.connection.exec_driver_sql(
            f"SELECT id, proposed, proposed_why FROM contacts WHERE id IN ({marks})",  # noqa: S608 - marks
            tuple(part),
        )
        found.update((row[0], (Proposal(row[1] or Proposal.UNSURE), row[2] or "")) for row in rows)
    return found


def take(
    uow: UnitOfWork,
    case_id: int,
    as_: Nature,
    *,
    ids: Sequence[int] | None = None,
    senders: Sequence[int | None] | None = None,
) -> InboxDecision:
    """Put entries on the record, as ``collection`` or, kept for its context, ``ordinary``; the last decision is final.

    Raises `UserError` ``unknown_id`` for the case and ``inbox_nothing`` where none of them waits.
    """
    if as_ is Nature.UNSORTED:
        raise ValueError("a decision is needed")
    chosen = _chosen(uow, case_id, ids, senders)
    at_ms = _begin(uow, case_id)
    _put_on_record(uow, [(as_.value, at_ms, each) for each in chosen])
    act = InboxAct(as_.value)
    return _decided(uow, case_id, InboxDecision(act, taken=len(chosen), left_out=0), at_ms)


def leave_out(
    uow: UnitOfWork,
    case_id: int,
    *,
    ids: Sequence[int] | None = None,
    senders: Sequence[int | None] | None = None,
) -> InboxDecision:
    """Leave entries out: gone from the log at once, erased with the next decision; what something rests on is kept.

    Raises as `take`, and ``inbox_bound`` where something rests on every one of them.
    """
    chosen = _chosen(uow, case_id, ids, senders)
    free, kept = _free(uow, case_id, chosen)
    if not free:
        raise UserError("inbox_bound", count=len(kept))
    at_ms = _begin(uow, case_id)
    _mark_left_out(uow, free, at_ms)
    return _decided(uow, case_id, InboxDecision(InboxAct.LEFT_OUT, 0, len(free), len(kept)), at_ms)


def accept_proposals(uow: UnitOfWork, case_id: int, imports: Sequence[int] | None = None) -> InboxDecision:
    """Take what is proposed as collection, leave out what is proposed as ordinary; what is unsure goes on waiting.

    ``imports`` (row ids) narrows it to what they brought. Raises as `take`.
    """
    _require_case(uow, case_id)
    rows = uow.connection.exec_driver_sql(
        f"SELECT id, proposed, import_id {_FROM} AND proposed IN ('collection', 'ordinary')", (case_id,)
    ).cursor.fetchall()
    wanted = None if imports is None else set(imports)
    mine = [row for row in rows if wanted is None or row[2] in wanted]
    taken = [row[0] for row in mine if row[1] == Proposal.COLLECTION.value]
    ordinary = [row[0] for row in mine if row[1] == Proposal.ORDINARY.value]
    free, kept = _free(uow, case_id, ordinary)
    if not taken and not free:
        raise UserError("inbox_nothing")
    at_ms = _begin(uow, case_id)
    _put_on_record(uow, [(Nature.COLLECTION.value, at_ms, each) for each in taken])
    _mark_left_out(uow, free, at_ms)
    return _decided(uow, case_id, InboxDecision(InboxAct.ACCEPTED, len(taken), len(free), len(kept)), at_ms)


def accept_new(uow: UnitOfWork, case_id: int, imports: Sequence[int]) -> None:
    """Accept what is proposed for new imports (row ids), and make it final: nobody stands before a window."""
    try:
        accept_proposals(uow, case_id, imports)
    except UserError as error:
        if error.code != "inbox_nothing":
            raise
    finish(uow, case_id)


def undo(uow: UnitOfWork, case_id: int) -> int:
    """Take back the last decision of a case and return how many entries wait again.

    What a person changed since is left as it is. Raises `UserError` ``unknown_id`` and ``inbox_nothing_to_undo``.
    """
    _require_case(uow, case_id)
    last, open_ = _last(uow, case_id)
    if not open_:
        raise UserError("inbox_nothing_to_undo")
    back = uow.connection.exec_driver_sql(
        "UPDATE contacts SET nature = 'unsorted', sorted_utc = NULL, left_out_utc = NULL, "
        "deleted_at = CASE WHEN left_out_utc IS NULL THEN deleted_at END "
        "WHERE case_id = ? AND sorted_utc = ? AND (updated_utc IS NULL OR updated_utc < ?)",
        (case_id, last, last),
    ).rowcount
    _remember(uow, case_id, last, open_=False)
    uow.session.expire_all()
    same_events.rematch(uow, case_id)
    _changed(uow, case_id, "unsorted", count=back)
    return back


def finish(uow: UnitOfWork, case_id: int) -> int:
    """Erase for good what was left out of a case's inbox, and return how much; from then on nothing can be undone."""
    last, open_ = _last(uow, case_id)
    if open_:
        _remember(uow, case_id, last, open_=False)
    erased = erasing.left_out(uow, case_id)
    if erased:
        uow.audit("erased", "inbox", None, case_id, count=erased)
        uow.changed("evidence", case_id=case_id)
    return erased


def finish_all(uow: UnitOfWork) -> int:
    """Erase for good what was left out in any case: when a vault is opened, in case the program was killed."""
    cases = uow.connection.exec_driver_sql(
        "SELECT DISTINCT case_id FROM contacts INDEXED BY ix_contacts_left_out WHERE left_out_utc IS NOT NULL"
    ).all()
    return sum(finish(uow, row[0]) for row in cases)


def _chosen(
    uow: UnitOfWork, case_id: int, ids: Sequence[int] | None, senders: Sequence[int | None] | None
) -> list[int]:
    """Return those of the wanted entries that wait in the inbox."""
    _require_case(uow, case_id)
    if ids is None:
        chosen = list(entries(uow, case_id, senders))
    else:
        chosen = []
        for start in range(0, len(ids), _BATCH):
            part = list(ids[start : start + _BATCH])
            marks = ",".join("?" * len(part))
            rows = uow.connection.exec_driver_sql(
                f"SELECT id FROM contacts WHERE case_id = ? AND {_WAITING} AND id IN ({marks})",  # noqa: S608 - marks
                (case_id, *part),
            )
            chosen += [row[0] for row in rows]
    if not chosen:
        raise UserError("inbox_nothing")
    return chosen


def _free(uow: UnitOfWork, case_id: int, chosen: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return what can be left out, and what cannot."""
    bound = {row[0] for row in uow.connection.exec_driver_sql(_BOUND, (case_id,))} if chosen else set()
    return [each for each in chosen if each not in bound], [each for each in chosen if each in bound]


def _begin(uow: UnitOfWork, case_id: int) -> int:
    """Make the decision before final, and return the time of this one: no two of a case share it."""
    finish(uow, case_id)
    last, _open = _last(uow, case_id)
    return max(epoch_ms(uow.now()), last + 1)


def _put_on_record(uow: UnitOfWork, rows: Sequence[tuple[str, int, int]]) -> None:
    if rows:
        uow.connection.exec_driver_sql("UPDATE contacts SET nature = ?, sorted_utc = ? WHERE id = ?", list(rows))


def _mark_left_out(uow: UnitOfWork, ids: Sequence[int], at_ms: int) -> None:
    if ids:
        uow.connection.exec_driver_sql(
            "UPDATE contacts SET sorted_utc = ?, left_out_utc = ?, deleted_at = ? WHERE id = ?",
            [(at_ms, at_ms, at_ms, each) for each in ids],
        )


def _decided(uow: UnitOfWork, case_id: int, decision: InboxDecision, at_ms: int) -> InboxDecision:
    _remember(uow, case_id, at_ms, open_=True)
    uow.session.expire_all()
    detail = {"taken": decision.taken, "left_out": decision.left_out, "kept": decision.kept}
    _changed(uow, case_id, "sorted", act=decision.act.value, **detail)
    return decision


def _changed(uow: UnitOfWork, case_id: int, action: str, **detail: Any) -> None:
    uow.audit(action, "inbox", None, case_id, **detail)
    uow.connection.exec_driver_sql("UPDATE cases SET updated_utc = ? WHERE id = ?", (epoch_ms(uow.now()), case_id))
    for kind in ("inbox", "contact", "case"):
        uow.changed(kind, case_id=case_id)


def _name(case_id: int) -> str:
    return f"inbox_last.{case_id}"


def _remember(uow: UnitOfWork, case_id: int, at_ms: int, *, open_: bool) -> None:
    """Keep the time of a case's last decision, and whether it can still be taken back."""
    uow.session.merge(SettingRow(name=_name(case_id), value={"at_ms": at_ms, "open": open_}))
    uow.session.flush()


def _last(uow: UnitOfWork, case_id: int) -> tuple[int, bool]:
    row = uow.session.get(SettingRow, _name(case_id))
    return (0, False) if row is None else (int(row.value["at_ms"]), bool(row.value["open"]))


def _proposal(entries: int, collection: int, ordinary: int) -> Proposal:
    if collection and collection >= ordinary:
        return Proposal.COLLECTION
    return Proposal.ORDINARY if ordinary * 2 > entries else Proposal.UNSURE


def _numbers(uow: UnitOfWork, ids: Sequence[int]) -> dict[int | None, tuple[str, NumberKind]]:
    found: dict[int | None, tuple[str, NumberKind]] = {}
    for start in range(0, len(ids), _BATCH):
        part = list(ids[start : start + _BATCH])
        marks = ",".join("?" * len(part))
        rows = uow.connection.exec_driver_sql(
            f"SELECT id, number, kind FROM phone_numbers WHERE id IN ({marks})",  # noqa: S608 - marks
            tuple(part),
        )
        found.update((row[0], (row[1], NumberKind(row[2]))) for row in rows)
    return found


def _require_case(uow: UnitOfWork, case_id: int) -> None:
    uow.session.flush()
    case = uow.session.get(CaseRow, case_id)
    if case is None or case.deleted_at is not None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
