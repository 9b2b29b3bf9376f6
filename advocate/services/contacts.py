"""The contact log: log, edit and trash a contact; what is known of a number while somebody types it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, insert, update
from sqlmodel import col, select

from advocate.domain.drafts import ContactDraft, require
from advocate.domain.errors import UserError
from advocate.domain.ids import short_id
from advocate.domain.moments import epoch_ms, zone_info
from advocate.domain.views import SeenBefore
from advocate.domain.vocabulary import OrganisationKind
from advocate.services import number_rows, organisations, same_events
from advocate.services.contact_list import draft, events, ids, in_live_cases, live, page
from advocate.services.form_drafts import drop_form_draft, load_form_draft, save_form_draft
from advocate.services.values import one_line, storable
from advocate.storage import search
from advocate.storage.tables import CaseRow, ContactBehaviourRow, ContactRow, DebtRow
from advocate.storage.uow import UnitOfWork

__all__ = [
    "draft",
    "drop_form_draft",
    "edit",
    "events",
    "ids",
    "load_form_draft",
    "log",
    "page",
    "remove",
    "restore",
    "same_event",
    "save_form_draft",
    "seen_before",
    "separate",
]

#: What an import observed; a person adds to it but does not change it.
_OBSERVED = ("at_utc", "medium", "direction", "number_raw", "duration_s", "text")
_CLAIMS = 5


def log(uow: UnitOfWork, draft: ContactDraft) -> int:
    """Save a contact that somebody tells of and return its id; the same one told twice is kept twice.

    Raises `InvalidDraft`; `UserError`: ``unknown_id`` for case or loan, ``unknown_zone``.
    """
    values = _values(uow, draft)
    now = uow.now()
    values |= {"entered_by": uow.user_id, "entered_utc": now}
    result = uow.connection.execute(insert(ContactRow), values)
    contact_id = int(result.inserted_primary_key[0])  # type: ignore[index]
    _save_behaviours(uow, contact_id, draft)
    search.add(uow.connection, [(contact_id, _search_text(values))])
    _touch_case(uow, draft.case_id)
    filled = sorted(name for name, value in values.items() if name in _AUDITED and value not in ("", None))
    uow.audit("added", "contact", contact_id, draft.case_id, fields=filled)
    uow.changed("contact", contact_id, case_id=draft.case_id)
    same_events.rematch(uow, draft.case_id, [values["number_id"]])
    return contact_id


def edit(uow: UnitOfWork, contact_id: int, draft: ContactDraft) -> None:
    """Save a contact anew. What an import observed cannot be changed, only added to; the case stays.

    What was recognised on a picture is an observation of a recogniser: that can be corrected.

    Raises `InvalidDraft`; `UserError`: ``unknown_id``, ``unknown_zone``, ``imported_is_fixed``.
    """
    row = _row(uow, contact_id)
    if draft.case_id != row.case_id:
        raise UserError("unknown_id", id=short_id("contact", contact_id), kind="contact")
    values = _values(uow, draft)
    numbers = {row.number_id, values["number_id"]}
    changed = [name for name, value in values.items() if _plain(getattr(row, name)) != _plain(value)]
    if row.import_id is not None and not _was_recognised(uow, contact_id):
        fixed = [name for name in _OBSERVED if name in changed]
        if fixed:
            raise UserError("imported_is_fixed", fields=", ".join(fixed))
        # The source's own spelling and precision stay whatever the form made of them.
        for name in ("at_zone", "at_written", "at_precision", "at_end_utc", "local_date", "local_minute"):
            values.pop(name)
        changed = [name for name in changed if name in values]
    before = _behaviours(uow, contact_id)
    if before != draft.behaviours:
        changed.append("behaviours")
    if not changed:
        return
    values["updated_utc"] = uow.now()
    uow.connection.execute(update(ContactRow).where(col(ContactRow.id) == contact_id).values(values))
    uow.session.expire(row)
    if before != draft.behaviours:
        uow.connection.execute(delete(ContactBehaviourRow).where(col(ContactBehaviourRow.contact_id) == contact_id))
        _save_behaviours(uow, contact_id, draft)
    search.replace(uow.connection, contact_id, _search_text(values | {"name": row.name}))
    _touch_case(uow, row.case_id)
    uow.audit("edited", "contact", contact_id, row.case_id, fields=sorted(set(changed)))
    uow.changed("contact", contact_id, case_id=row.case_id)
    same_events.rematch(uow, draft.case_id, numbers)


def remove(uow: UnitOfWork, contact_id: int) -> None:
    """Put a contact in the trash: no list, count or search shows it; raises `UserError` ``unknown_id``."""
    row = _row(uow, contact_id)
    row.deleted_at = uow.now()
    uow.session.flush()
    search.remove(uow.connection, (contact_id,))
    _touch_case(uow, row.case_id)
    uow.audit("removed", "contact", contact_id, row.case_id)
    uow.changed("contact", contact_id, case_id=row.case_id)
    same_events.rematch(uow, row.case_id, [row.number_id])


def restore(uow: UnitOfWork, contact_id: int) -> None:
    """Take a contact out of the trash; raises `UserError` ``unknown_id``."""
    row = uow.session.get(ContactRow, contact_id)
    if row is None:
        raise UserError("unknown_id", id=short_id("contact", contact_id), kind="contact")
    if row.deleted_at is None:
        return
    row.deleted_at = None
    uow.session.flush()
    search.replace(uow.connection, contact_id, _search_text(row.model_dump()))
    _touch_case(uow, row.case_id)
    uow.audit("restored", "contact", contact_id, row.case_id)
    uow.changed("contact", contact_id, case_id=row.case_id)
    same_events.rematch(uow, row.case_id, [row.number_id])


def same_event(uow: UnitOfWork, contact_id: int, lead_id: int) -> None:
    """Say that two contacts of a case are records of one event, which ``lead_id`` leads; the program never undoes it.

    An imported record leads over one logged by hand, whichever was named. Raises `UserError` ``unknown_id``,
    ``same_event_itself``, ``same_event_other_case``.
    """
    contact, lead = _row(uow, contact_id), _row(uow, lead_id)
    if contact_id == lead_id:
        raise UserError("same_event_itself", id=short_id("contact", contact_id))
    if contact.case_id != lead.case_id:
        raise UserError("same_event_other_case", id=short_id("contact", contact_id), other=short_id("contact", lead_id))
    case_id, numbers = contact.case_id, {contact.number_id, lead.number_id}
    members = same_events.link(uow, contact, lead)
    _decided_event(uow, "linked", contact_id, case_id, members, numbers)


def separate(uow: UnitOfWork, contact_id: int) -> None:
    """Say that a contact is an event of its own, or all records that it leads are; the program does not link it again.

    Raises `UserError` ``unknown_id``, ``no_same_event``.
    """
    contact = _row(uow, contact_id)
    case_id, number = contact.case_id, contact.number_id
    members = same_events.apart(uow, contact)
    if len(members) == 1:
        raise UserError("no_same_event", id=short_id("contact", contact_id))
    _decided_event(uow, "separated", contact_id, case_id, members, {number})


def _decided_event(
    uow: UnitOfWork, action: str, contact_id: int, case_id: int, members: set[int], numbers: set[int | None]
) -> None:
    """Record what a person decided about an event, and let the program match what that set free."""
    uow.audit(action, "contact", contact_id, case_id, records=sorted(members))
    uow.changed("contact", *sorted(members), case_id=case_id)
    _touch_case(uow, case_id)
    same_events.rematch(uow, case_id, numbers)


def seen_before(uow: UnitOfWork, number_raw: str | None, case_id: int) -> SeenBefore:
    """Return how often a number as typed was met in all cases, and in how many others than ``case_id``.

    A withheld or unknown number was met nowhere. Counts only: nothing of other people's cases is shown.
    """
    region = number_rows.region_of(_jurisdiction(uow, case_id))
    facts = number_rows.facts_of(number_raw, region)
    if facts is None or number_raw is None:
        return SeenBefore("", 0, 0, 0, (), None)
    found = number_rows.find(uow, {facts.number, storable(number_raw).strip()})
    row_id = found.get(facts.number) or next(iter(found.values()), None)
    if row_id is None:
        return SeenBefore(facts.number, 0, 0, 0, (), None)
    mine = (col(ContactRow.number_id) == row_id, live(), in_live_cases())
    other = func.count(func.distinct(func.nullif(ContactRow.case_id, case_id)))
    contacts, cases, others, last = uow.connection.execute(
        select(func.count(), func.count(func.distinct(ContactRow.case_id)), other, func.max(ContactRow.at_utc)).where(
            *mine
        )
    ).one()
    claimed = uow.connection.execute(
        select(ContactRow.claims_to_be)
        .where(*mine, ContactRow.claims_to_be != "")
        .group_by(ContactRow.claims_to_be)
        .order_by(func.max(ContactRow.at_utc).desc(), ContactRow.claims_to_be)
        .limit(_CLAIMS)
    ).scalars()
    return SeenBefore(facts.number, contacts, cases, others, tuple(claimed), last)


_AUDITED = frozenset(
    {
        "text",
        "summary",
        "number_raw",
        "on_number_raw",
        "duration_s",
        "answered",
        "claims_to_be",
        "reached_name",
        "debt_id",
        "agency_id",
        "harm",
        "outcome",
        "conversation",
        "sent_utc",
    }
)


def _values(uow: UnitOfWork, draft: ContactDraft) -> dict[str, Any]:
    """Return the columns of a draft, checked; numbers and the agency are made where they are new."""
    require(draft.problems(uow.now()))
    zone_info(draft.moment.zone)
    local = draft.moment.local()
    region = number_rows.region_of(_jurisdiction(uow, draft.case_id))
    if draft.debt_id is not None:
        debt = uow.session.get(DebtRow, draft.debt_id)
        if debt is None or debt.case_id != draft.case_id or debt.deleted_at is not None:
            raise UserError("unknown_id", id=short_id("debt", draft.debt_id), kind="debt")
    theirs = number_rows.facts_of(draft.number_raw, region, draft.medium)
    ours = number_rows.facts_of(draft.on_number_raw, region, draft.medium)
    known = number_rows.find_or_create(uow, [facts for facts in (theirs, ours) if facts is not None])
    agency_id = None
    if one_line(draft.agency):
        agency_id = organisations.find_or_create(uow, draft.agency, OrganisationKind.AGENCY)
    return {
        "case_id": draft.case_id,
        "at_utc": draft.moment.at_utc,
        "at_zone": draft.moment.zone,
        "at_written": storable(draft.moment.written),
        "at_precision": draft.moment.precision,
        "at_end_utc": draft.moment.end_utc,
        "local_date": local.date().isoformat(),
        "local_minute": local.hour * 60 + local.minute,
        "medium": draft.medium,
        "direction": draft.direction,
        "number_id": None if theirs is None else known[theirs.number],
        "number_raw": None if draft.number_raw is None else storable(draft.number_raw),
        "on_number_id": None if ours is None else known[ours.number],
        "on_number_raw": storable(draft.on_number_raw),
        "duration_s": draft.duration_s,
        "answered": draft.answered,
        "text": storable(draft.text),
        "summary": storable(draft.summary),
        "claims_to_be": one_line(draft.claims_to_be),
        "reached": draft.reached,
        "reached_name": one_line(draft.reached_name),
        "debt_id": draft.debt_id,
        "agency_id": agency_id,
        "harm": storable(draft.harm),
        "nature": draft.nature,
        "robot_voice": draft.robot_voice,
        "outcome": draft.outcome,
        "conversation": draft.conversation,
        "zone_known": draft.zone_known,
        "sent_utc": draft.sent_utc,
    }


def _plain(value: Any) -> Any:
    """Return a time as the milliseconds that are stored, anything else as it is."""
    return epoch_ms(value) if hasattr(value, "tzinfo") else value


def _search_text(values: dict[str, Any]) -> str:
    return search.contact_text(
        values["text"],
        values["summary"],
        values["claims_to_be"],
        values["reached_name"],
        values.get("name", ""),
        values["harm"],
    )


def _behaviours(uow: UnitOfWork, contact_id: int) -> frozenset[Any]:
    query = select(ContactBehaviourRow.behaviour).where(col(ContactBehaviourRow.contact_id) == contact_id)
    return frozenset(uow.connection.execute(query).scalars())


def _save_behaviours(uow: UnitOfWork, contact_id: int, draft: ContactDraft) -> None:
    if draft.behaviours:
        rows = [{"contact_id": contact_id, "behaviour": behaviour} for behaviour in sorted(draft.behaviours)]
        uow.connection.execute(insert(ContactBehaviourRow), rows)


def _was_recognised(uow: UnitOfWork, contact_id: int) -> bool:
    query = "SELECT 1 FROM proposals WHERE contact_id = ? LIMIT 1"
    return uow.connection.exec_driver_sql(query, (contact_id,)).first() is not None


def _jurisdiction(uow: UnitOfWork, case_id: int) -> str:
    row = uow.session.get(CaseRow, case_id)
    if row is None or row.deleted_at is not None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
    return row.jurisdiction


def _row(uow: UnitOfWork, contact_id: int) -> ContactRow:
    row = uow.session.get(ContactRow, contact_id)
    if row is None or row.deleted_at is not None:
        raise UserError("unknown_id", id=short_id("contact", contact_id), kind="contact")
    return row


def _touch_case(uow: UnitOfWork, case_id: int) -> None:
    uow.connection.execute(update(CaseRow).where(col(CaseRow.id) == case_id).values(updated_utc=uow.now()))
    uow.changed("case", case_id, case_id=case_id)
