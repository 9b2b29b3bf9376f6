"""Findings: what the rules suggest for a case, and what people decide about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from advocate import messages
from advocate.analysis.numbers.facts import normalise
from advocate.analysis.rules import clauses
from advocate.analysis.rules.engine import evaluate as run_rules
from advocate.analysis.rules.loading import Book, book, names
from advocate.analysis.rules.model import Repeated
from advocate.domain.drafts import ContactDraft
from advocate.domain.errors import UserError
from advocate.domain.facts import CaseFacts, ClauseRef, ContactFact, Observation, Reason
from advocate.domain.ids import short_id
from advocate.domain.jobs import JobContext, QuietContext
from advocate.domain.moments import epoch_ms, from_epoch_ms
from advocate.domain.views import ClauseView, FindingView
from advocate.domain.vocabulary import Confidence, FindingStatus
from advocate.services import finding_facts as facts_of
from advocate.services import finding_rows as rows
from advocate.storage.tables import ContactRow, FindingContactRow, FindingEventRow, FindingRow, UserRow
from advocate.storage.uow import UnitOfWork

#: Up to this size a case is evaluated whole whenever anything changes; above it only around what changed.
WHOLE_UP_TO = 3_000
#: How many earlier insults and threats a preview counts at most: it has to answer while somebody types.
PREVIEWED = 100
_WEAKER = {Confidence.TEXT_SEEN: 0, Confidence.QUOTED: 1, Confidence.FROM_MEMORY: 2}


def evaluate(uow: UnitOfWork, case_id: int, contact_id: int | None = None, ctx: JobContext | None = None) -> None:
    """Bring the findings of a case in line with its contacts and debts; decisions are kept.

    With ``contact_id``, the one contact that is new, a large case is looked at around that contact only.
    Raises `UserError` ``unknown_id`` for the case, `Cancelled` where ``ctx`` asks for it: before anything is written.
    """
    ctx = ctx or QuietContext()
    uow.session.flush()
    facts, owners = facts_of.case_facts(uow, case_id)
    pack = _book(facts)
    if pack is None:
        return
    near = contact_id is not None and facts_of.contact_count(uow, case_id) > WHOLE_UP_TO
    conditions: list[ColumnElement[bool]] = []
    new: ContactFact | None = None
    if near:
        (new,) = facts_of.contact_facts(uow, case_id, owners, col(ContactRow.id) == contact_id) or (None,)
        conditions = [] if new is None else [_near(pack, case_id, new)]
    contacts = facts_of.contact_facts(uow, case_id, owners, *conditions, ctx=ctx)
    ctx.check()
    evaluation = run_rules(facts, contacts, pack)
    ctx.check()
    if new is not None:
        own = tuple(found for found in evaluation.candidates if new.id in found.contacts)
        evaluation = replace(evaluation, candidates=own)
    times_ms = {contact.id: contact.at_ms for contact in contacts}
    if not conditions:
        rows.follow_leads(uow, case_id)
    outcome = rows.merge(uow, case_id, evaluation, times_ms, whole=not conditions)
    if outcome.any:
        counts = {"added": outcome.added, "changed": outcome.changed, "dropped": outcome.dropped}
        uow.audit("evaluated", "case", case_id, case_id, stale=outcome.stale, pack_version=pack.version, **counts)
        uow.changed("finding", *sorted(outcome.ids), case_id=case_id)
        uow.session.expire_all()


def _book(facts: CaseFacts) -> Book | None:
    """Return the pack of the case's jurisdiction; None where there is none: no other place's law is applied to it."""
    return book(facts.jurisdiction) if facts.jurisdiction in names() else None


def _near(pack: Book, case_id: int, new: ContactFact, latest: int | None = None) -> ColumnElement[bool]:
    """Return the condition for the contacts that matter beside a new one.

    Those are the contacts of about its day and, where it is an act that rules about repetition count, all such acts.
    """
    repeating = [rule for rule in pack.pack.rules if isinstance(rule.test, Repeated)]
    behaviours = {b for rule in repeating for b in getattr(rule.test, "behaviours", ())}
    categories = {c for rule in repeating for c in getattr(rule.test, "categories", ())}
    said = {hit.category for hit in pack.matcher.find(new.id, new.text)}
    condition = facts_of.around(from_epoch_ms(new.at_ms))
    if behaviours.isdisjoint(new.behaviours) and categories.isdisjoint(said):
        return condition
    sources = [
        rule.id
        for rule in pack.pack.rules
        if not behaviours.isdisjoint(getattr(rule.test, "behaviours", ()))
        or not categories.isdisjoint(getattr(rule.test, "categories", ()))
    ]
    return condition | facts_of.told_before(case_id, sources, behaviours, latest)


def listing(uow: UnitOfWork, case_id: int, lang: str = "zh", contact_id: int | None = None) -> list[FindingView]:
    """Return the findings of a case, or those in which ``contact_id`` has a part, in order of rule and time.

    A contact has part in what is found about its event, whichever of its records leads.
    """
    condition = [col(FindingRow.case_id) == case_id]
    if contact_id is not None:
        lead = select(col(ContactRow.same_event_id)).where(col(ContactRow.id) == contact_id).scalar_subquery()
        having = select(col(FindingContactRow.finding_id)).where(
            col(FindingContactRow.contact_id).in_((contact_id, lead))
        )
        condition.append(col(FindingRow.id).in_(having))
    return list(_views(uow, condition, lang))


def get(uow: UnitOfWork, finding_id: int, lang: str = "zh") -> FindingView:
    """Return one finding; raises `UserError` ``unknown_id``."""
    found = list(_views(uow, [col(FindingRow.id) == finding_id], lang))
    if not found:
        raise _unknown(finding_id)
    return found[0]


def confirm(uow: UnitOfWork, finding_id: int, reason: str = "") -> None:
    """Confirm a finding: it may go into a complaint. A stale one is confirmed as it stands now.

    Raises `UserError` ``unknown_id``, or ``finding_gone`` where nothing supports the finding any more.
    """
    _decide(uow, finding_id, FindingStatus.CONFIRMED, reason)


def reject(uow: UnitOfWork, finding_id: int, reason: str) -> None:
    """Reject a finding for a ``reason``; raises `UserError` ``reject_needs_reason``, ``unknown_id``."""
    if not reason.strip():
        raise UserError("reject_needs_reason")
    _decide(uow, finding_id, FindingStatus.REJECTED, reason)


def _decide(uow: UnitOfWork, finding_id: int, status: FindingStatus, reason: str) -> None:
    row = uow.session.get(FindingRow, finding_id)
    if row is None:
        raise _unknown(finding_id)
    pending = row.payload.get(rows.NOW)
    if status is FindingStatus.CONFIRMED and row.stale and not pending:
        raise UserError("finding_gone", id=short_id("finding", finding_id))
    old, case_id = row.status, row.case_id
    now = uow.now()
    if pending:
        _take_pending(uow, row, pending)
    row.status = status
    row.decided_by = uow.user_id
    row.decided_utc = row.updated_utc = now
    row.decided_reason = reason.strip()
    uow.session.add(row)
    uow.session.add(
        FindingEventRow(
            finding_id=finding_id,
            at_utc=now,
            user_id=uow.user_id,
            old_status=old,
            new_status=status,
            reason=reason.strip(),
        )
    )
    uow.session.flush()
    uow.audit(str(status), "finding", finding_id, case_id, rule=row.rule, before=str(old))
    uow.changed("finding", finding_id, case_id=case_id)
    uow.changed("case", case_id, case_id=case_id)


def _take_pending(uow: UnitOfWork, row: FindingRow, pending: dict[str, Any]) -> None:
    """Decide on what the last evaluation said instead of what an earlier decision was about."""
    contacts = tuple(pending["contacts"])
    payload = {name: value for name, value in pending.items() if name != "contacts"}
    times_ms: dict[int, int] = {}
    for start in range(0, len(contacts), 1000):
        chunk = col(ContactRow.id).in_(contacts[start : start + 1000])
        for contact_id, at_utc in uow.connection.execute(
            select(col(ContactRow.id), col(ContactRow.at_utc)).where(chunk)
        ):
            times_ms[int(contact_id or 0)] = epoch_ms(at_utc)
    force = clauses.strongest(ref.force for ref in rows.clauses_of(payload))
    present = [contact_id for contact_id in contacts if contact_id in times_ms]
    rows.write(uow, row.id or 0, payload, present, force, times_ms, uow.now())
    uow.session.refresh(row)


def _unknown(finding_id: int) -> UserError:
    return UserError("unknown_id", id=short_id("finding", finding_id), kind="finding")


def history(uow: UnitOfWork, finding_id: int) -> list[tuple[datetime, str, FindingStatus, FindingStatus, str]]:
    """Return the decisions about a finding: when, by whom, from which status to which, why; oldest first."""
    found = uow.connection.execute(
        select(
            col(FindingEventRow.at_utc),
            col(UserRow.name),
            col(FindingEventRow.old_status),
            col(FindingEventRow.new_status),
            col(FindingEventRow.reason),
        )
        .outerjoin(UserRow, col(UserRow.id) == col(FindingEventRow.user_id))
        .where(col(FindingEventRow.finding_id) == finding_id)
        .order_by(col(FindingEventRow.id))
    )
    return [(at, user or "", old, new, reason) for at, user, old, new, reason in found]


def preview(uow: UnitOfWork, draft: ContactDraft, lang: str = "zh") -> list[FindingView]:
    """Return what a contact that is still being typed would suggest, together with those of its day; id 0.

    The draft itself is contact 0 among the contacts of each view.
    """
    facts, owners = facts_of.case_facts(uow, draft.case_id)
    pack = _book(facts)
    if pack is None:
        return []
    on_number = normalise(draft.on_number_raw) if draft.on_number_raw.strip() else ""
    new = facts_of.draft_fact(draft, owners, normalise(draft.number_raw), on_number or "")
    earlier = facts_of.contact_facts(uow, draft.case_id, owners, _near(pack, draft.case_id, new, PREVIEWED))
    contacts = facts_of.with_draft(uow, draft, new, earlier, facts.jurisdiction)
    times_ms = {contact.id: contact.at_ms for contact in contacts}
    views = []
    for candidate in run_rules(facts, contacts, pack).candidates:
        if 0 in candidate.contacts:
            times = [times_ms[contact] for contact in candidate.contacts]
            span = (from_epoch_ms(min(times)), from_epoch_ms(max(times)))
            words = _words(pack, candidate.rule, candidate.clauses, candidate.why, candidate.review, lang)
            views.append(
                FindingView(
                    id=0,
                    case_id=draft.case_id,
                    rule=candidate.rule,
                    status=FindingStatus.SUGGESTED,
                    force=candidate.force,
                    contacts=candidate.contacts,
                    hits=candidate.hits,
                    first_utc=span[0],
                    last_utc=span[1],
                    decided_by="",
                    decided_reason="",
                    stale=False,
                    **words,
                )
            )
    return views


def observations(uow: UnitOfWork, case_id: int) -> tuple[Observation, ...]:
    """Return what makes no finding but deserves a look: boundary cases, counts without a legal number.

    Raises `UserError` ``unknown_id`` for the case.
    """
    facts, owners = facts_of.case_facts(uow, case_id)
    pack = _book(facts)
    return run_rules(facts, facts_of.contact_facts(uow, case_id, owners), pack).observations if pack else ()


def _views(uow: UnitOfWork, conditions: Iterable[Any], lang: str) -> Iterator[FindingView]:
    conditions = list(conditions)
    contacts: dict[int, list[int]] = {}
    for finding_id, contact_id in uow.connection.execute(
        select(col(FindingContactRow.finding_id), col(FindingContactRow.contact_id))
        .join(FindingRow, col(FindingRow.id) == col(FindingContactRow.finding_id))
        .join(ContactRow, col(ContactRow.id) == col(FindingContactRow.contact_id))
        .where(*conditions)
        .order_by(col(ContactRow.at_utc), col(ContactRow.id))
    ):
        contacts.setdefault(finding_id, []).append(contact_id)
    found = uow.connection.execute(
        select(
            col(FindingRow.id),
            col(FindingRow.case_id),
            col(FindingRow.rule),
            col(FindingRow.pack),
            col(FindingRow.status),
            col(FindingRow.force),
            col(FindingRow.payload),
            col(FindingRow.stale),
            col(FindingRow.first_utc),
            col(FindingRow.last_utc),
            col(FindingRow.decided_reason),
            col(UserRow.name),
        )
        .outerjoin(UserRow, col(UserRow.id) == col(FindingRow.decided_by))
        .where(*conditions)
        .order_by(col(FindingRow.rule), col(FindingRow.first_utc), col(FindingRow.id))
    )
    for finding_id, case_id, rule, pack, status, force, payload, stale, first, last, decided_reason, user in found:
        words = _words(
            book(pack) if pack in names() else book(),
            rule,
            rows.clauses_of(payload),
            rows.reason_of(payload["why"]),
            tuple(rows.reason_of(reason) for reason in payload["review"]),
            lang,
        )
        yield FindingView(
            id=finding_id,
            case_id=case_id,
            rule=rule,
            status=status,
            force=force,
            contacts=tuple(contacts.get(finding_id, ())),
            hits=rows.hits_of(payload),
            first_utc=first,
            last_utc=last,
            decided_by=user or "",
            decided_reason=decided_reason,
            stale=stale,
            **words,
        )


def _words(
    pack: Book, rule_id: str, refs: tuple[ClauseRef, ...], why: Reason, review: tuple[Reason, ...], lang: str
) -> dict[str, Any]:
    """Return the parts of a view that are sentences."""
    title, caveat = _rule_words(pack, rule_id, lang)
    views = _clause_views(pack, rule_id, refs, lang)
    separator = "；" if lang == "zh" else "; "
    weakest = max((ref.confidence for ref in refs), key=_WEAKER.__getitem__, default=Confidence.FROM_MEMORY)
    explained = reason_text(why, lang)
    return {
        "title": title,
        "clause": separator.join(view.text for view in views),
        "quote": next((view.quote for view in views if view.quote), ""),
        "confidence": str(weakest),
        "review": separator.join(reason_text(reason, lang) for reason in review),
        "why": f"{explained} {caveat}".strip() if lang == "en" else explained + caveat,
        "clauses": views,
    }


def _rule_words(pack: Book, rule_id: str, lang: str) -> tuple[str, str]:
    """Return title and caveat of a rule; a rule that the pack no longer has is called by its id."""
    rule = pack.rules.get(rule_id)
    if rule is None:
        return rule_id, ""
    return rule.title.get(lang), rule.caveat.get(lang) if rule.caveat else ""


@lru_cache(maxsize=512)
def _clause_views(pack: Book, rule_id: str, refs: tuple[ClauseRef, ...], lang: str) -> tuple[ClauseView, ...]:
    rule = pack.rules.get(rule_id)
    views = []
    for ref in clauses.by_force(refs):
        if ref.instrument not in pack.instruments:
            continue
        entry = clauses.entry_of(rule, ref) if rule else None
        views.append(
            ClauseView(
                ref.instrument,
                ref.article,
                clauses.wording(pack, ref, lang),
                entry.quote if entry else "",
                ref.force,
                str(ref.confidence),
                entry.penalty.get(lang) if entry and entry.penalty else "",
            )
        )
    return tuple(views)


@lru_cache(maxsize=4096)
def reason_text(reason: Reason, lang: str = "zh") -> str:
    """Return a rule's reason as a sentence, its vocabulary codes as labels."""
    params = dict(reason.params)
    for kind in ("medium", "reached", "precision"):
        if kind in params:
            params[kind] = messages.label(kind, str(params[kind]), lang)
    if "behaviours" in params:
        labels = [messages.label("behaviour", str(code), lang) for code in params.pop("behaviours")]
        separator = "、" if lang == "zh" else ", "
        params["what"] = separator.join(labels) or messages.text("why_suspected", lang)
    return messages.text(reason.code, lang, **params)
