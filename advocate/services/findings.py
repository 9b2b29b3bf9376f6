"""Findings: what the rules suggest for a case, and what people decide about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import col

from advocate import messages
from advocate.analysis.numbers.facts import normalise
from advocate.analysis.rules import clauses
from advocate.analysis.rules.engine import around as run_rules_around
from advocate.analysis.rules.engine import evaluate as run_rules
from advocate.analysis.rules.engine import no_collections
from advocate.analysis.rules.kinds import After, Count, Repeated, WhileReachable
from advocate.analysis.rules.loading import Book
from advocate.domain.drafts import ContactDraft
from advocate.domain.errors import UserError
from advocate.domain.facts import CaseFacts, ClauseRef, ContactFact, Observation, Reason
from advocate.domain.ids import short_id
from advocate.domain.jobs import JobContext, QuietContext
from advocate.domain.moments import epoch_ms, from_epoch_ms
from advocate.domain.views import ClauseView, FindingView
from advocate.domain.vocabulary import Behaviour, Confidence, Direction, FindingStatus
from advocate.services import finding_facts as facts_of
from advocate.services import finding_proofs as proofs
from advocate.services import finding_repeats as repeats
from advocate.services import finding_rows as rows
from advocate.services import lexicons
from advocate.services import rule_packs as packs
from advocate.storage.tables import ContactRow, FindingContactRow, FindingEventRow, FindingRow, UserRow
from advocate.storage.uow import UnitOfWork

#: Up to this size a case is evaluated whole whenever anything changes; above it only around what changed.
WHOLE_UP_TO = 200
#: How many earlier acts of a growing finding are read with a new one: enough to see what stands against it.
LATEST = 40
#: How many earlier insults and threats a preview counts at most: it has to answer while somebody types.
PREVIEWED = 100
_WEAKER = {Confidence.TEXT_SEEN: 0, Confidence.QUOTED: 1, Confidence.FROM_MEMORY: 2}


def evaluate(uow: UnitOfWork, case_id: int, contact_id: int | None = None, ctx: JobContext | None = None) -> None:
    """Bring the findings of a case in line with its contacts and debts; decisions are kept.

    With ``contact_id``, the one contact that is new or was changed, a case of some size is looked at around that
    contact, and what stood on it, only. Raises `UserError` ``unknown_id`` for the case, `Cancelled` where ``ctx`` asks
    for it: before anything is written.
    """
    with no_collections():
        _evaluate(uow, case_id, contact_id, ctx or QuietContext())


def _evaluate(uow: UnitOfWork, case_id: int, contact_id: int | None, ctx: JobContext) -> None:
    uow.session.flush()
    facts, owners = facts_of.case_facts(uow, case_id)
    packs.keep(uow, facts.jurisdiction)
    pack = _book(uow, facts)
    if pack is None:
        return
    near = contact_id is not None and facts_of.contact_count(uow, case_id) > WHOLE_UP_TO
    if near and contact_id is not None and not _makes_known(uow, case_id, owners, contact_id, pack):
        outcome = _evaluate_near(uow, case_id, contact_id, (facts, owners), pack)
    else:
        contacts = facts_of.contact_facts(uow, case_id, owners, ctx=ctx)
        ctx.check()
        evaluation = lexicons.asked_about(run_rules(facts, contacts, pack))
        ctx.check()
        rows.follow_leads(uow, case_id)
        outcome = rows.merge(uow, case_id, evaluation, {contact.id: contact.at_ms for contact in contacts})
    if outcome.any:
        counts = {"added": outcome.added, "changed": outcome.changed, "dropped": outcome.dropped}
        uow.audit("evaluated", "case", case_id, case_id, stale=outcome.stale, pack_version=pack.version, **counts)
        uow.changed("finding", *sorted(outcome.ids), case_id=case_id)
        uow.session.expire_all()


def _evaluate_near(
    uow: UnitOfWork, case_id: int, contact_id: int, known: tuple[CaseFacts, dict[int, int]], pack: Book
) -> rows.Outcome:
    """Evaluate what depends on one contact: the days around it, and what findings stood on it before it changed."""
    facts, owners = known
    (new,) = facts_of.contact_facts(uow, case_id, owners, col(ContactRow.id) == contact_id)[:1] or (None,)
    event_id = contact_id if new is None else new.id
    growing = repeats.rules_of(pack) if repeats.undecided(uow, case_id, pack) else {}
    stood = list(_stood_on(uow, case_id, {contact_id, event_id}))
    spans = [(first, last) for rule, _, first, last in stood if rule not in growing and first and last]
    conditions = [facts_of.around(case_id, first, last) for first, last in _joined(spans)]
    if new is not None:
        latest = LATEST if growing else None
        conditions.append(_near(uow, pack, case_id, new, latest))
    contacts = facts_of.contact_facts(uow, case_id, owners, or_(*conditions)) if conditions else []
    evaluation = lexicons.asked_about(run_rules_around(facts, contacts, pack, {contact_id, event_id}))
    keys = {(rule, window) for rule, window, *_ in stood}
    own = [c for c in evaluation.candidates if event_id in c.contacts or (c.rule, c.window) in keys]
    outcome = rows.Outcome()
    grown = {(c.rule, c.window): c for c in own if c.rule in growing and event_id in c.contacts}
    handled = repeats.follow(uow, case_id, pack, event_id, grown, outcome) if growing else set()
    rest = tuple(
        c for c in own if (c.rule, c.window) not in handled and (c.rule not in growing or event_id in c.contacts)
    )
    times_ms = {contact.id: contact.at_ms for contact in contacts}
    keys = {key for key in keys if key not in handled and key[0] not in growing}
    merged = rows.merge(uow, case_id, replace(evaluation, candidates=rest), times_ms, only=keys)
    merged.changed += outcome.changed
    merged.dropped += outcome.dropped
    merged.ids |= outcome.ids
    return merged


def _makes_known(uow: UnitOfWork, case_id: int, owners: dict[int, int], contact_id: int, pack: Book) -> bool:
    """Tell whether the debtor's words in a contact make something known by which all that came after is judged."""
    if not pack.matcher.hears_debtors:
        return False
    told = facts_of.contact_facts(uow, case_id, owners, col(ContactRow.id) == contact_id)
    return any(fact.direction is not Direction.IN and pack.matcher.find_of_debtor(fact.id, fact.text) for fact in told)


def _stood_on(
    uow: UnitOfWork, case_id: int, contacts: set[int]
) -> Iterator[tuple[str, str, datetime | None, datetime | None]]:
    """Yield rule, window and span of the findings that rest on one of the contacts."""
    found = uow.connection.exec_driver_sql(_STOOD_ON, (json.dumps(sorted(contacts)), case_id))
    for rule, window, first_ms, last_ms in found:
        dated = first_ms is not None and last_ms is not None
        yield rule, window, *((from_epoch_ms(first_ms), from_epoch_ms(last_ms)) if dated else (None, None))


_STOOD_ON = """
SELECT DISTINCT f.rule, f.window, f.first_utc, f.last_utc FROM json_each(?) AS wanted
CROSS JOIN finding_contacts AS l ON l.contact_id = wanted.value CROSS JOIN findings AS f ON f.id = l.finding_id
WHERE f.case_id = ?
"""


def _book(uow: UnitOfWork, facts: CaseFacts) -> Book | None:
    """Return the pack of the case's jurisdiction with the organisation's own words.

    None where there is none: no other place's law is applied to it.
    """
    pack = packs.in_use(uow, facts.jurisdiction)
    return lexicons.with_own(uow, pack) if pack is not None else None


def _near(
    uow: UnitOfWork, pack: Book, case_id: int, new: ContactFact, latest: int | None = None
) -> ColumnElement[bool]:
    """Return the condition for the contacts that matter beside a new one.

    Those are the contacts of about its day, of the days over which the pack's tests reach, and, where it is an act
    that rules about repetition count, all such acts, or the ``latest`` of them.
    """
    behaviours, categories, sources = _repeating(pack)
    said = {hit.category for hit in pack.matcher.find(new.id, new.text)}
    at = from_epoch_ms(new.at_ms)
    reach = timedelta(days=_reach(pack, new))
    condition = facts_of.around(case_id, at - reach, at + reach)
    if pack.matcher.hears_debtors:
        condition |= facts_of.own_words(case_id)
    if behaviours.isdisjoint(new.behaviours) and categories.isdisjoint(said):
        return condition
    return condition | facts_of.told_before(uow, case_id, sources, behaviours, latest)


@lru_cache(maxsize=16)
def _repeating(pack: Book) -> tuple[frozenset[Behaviour], frozenset[str], tuple[str, ...]]:
    """Return what rules about repetition count: behaviours, kinds of words, and the rules that find either."""
    repeating = [test for rule in pack.pack.rules for test in rule.tests if isinstance(test, Repeated)]
    behaviours = frozenset(b for test in repeating for b in test.behaviours)
    categories = frozenset(c for test in repeating for c in test.categories)
    sources = [
        rule.id
        for rule in pack.pack.rules
        for test in rule.tests
        if not behaviours.isdisjoint(getattr(test, "behaviours", ()))
        or not categories.isdisjoint(getattr(test, "categories", ()))
    ]
    return behaviours, categories, tuple(dict.fromkeys(sources))


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Return spans of time without those that overlap another one: they are one."""
    joined: list[tuple[datetime, datetime]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _reach(pack: Book, new: ContactFact) -> int:
    """Return over how many days the pack's tests look from a contact, beside its own day."""
    most = 0
    for rule in pack.pack.rules:
        for test in rule.tests if rule.enabled else ():
            if isinstance(test, Count):
                if new.reached not in test.reached or new.medium not in test.media:
                    continue
                most = max(most, 31 if test.calendar == "month" else 7 if test.calendar else test.days - 1)
            elif isinstance(test, After) and test.event == "conversation":
                most = max(most, test.within_days or 0)
            elif isinstance(test, WhileReachable) and _speaks_of_reach(new):
                most = max(most, test.days)
    return most


def _speaks_of_reach(new: ContactFact) -> bool:
    """Tell whether a contact can be one side of “approached though the debtor could be reached”."""
    return new.reached.is_third_party or new.direction is not Direction.IN or new.answered is not False


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


def page(uow: UnitOfWork, ids: Sequence[int], lang: str = "zh") -> list[FindingView]:
    """Return some findings in the order of ``ids``; those that are gone are left out."""
    found = {view.id: view for view in _views(uow, [col(FindingRow.id).in_(list(ids))], lang)}
    return [found[each] for each in ids if each in found]


def get(uow: UnitOfWork, finding_id: int, lang: str = "zh") -> FindingView:
    """Return one finding with its elements; raises `UserError` ``unknown_id``."""
    found = list(_views(uow, [col(FindingRow.id) == finding_id], lang))
    if not found:
        raise _unknown(finding_id)
    return replace(found[0], elements=proofs.elements(uow, found[0], lang))


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
    force = clauses.strongest(ref.force for ref in rows.clauses_of(payload) if not ref.supporting)
    present = [contact_id for contact_id in contacts if contact_id in times_ms]
    made_by = packs.in_use(uow, row.pack)
    pack = (made_by.name, made_by.version) if made_by else None
    rows.write(uow, row.id or 0, payload, present, force, times_ms, uow.now(), pack=pack)
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
    pack = _book(uow, facts)
    if pack is None:
        return []
    on_number = normalise(draft.on_number_raw) if draft.on_number_raw.strip() else ""
    new = facts_of.draft_fact(draft, owners, normalise(draft.number_raw), on_number or "")
    earlier = facts_of.contact_facts(uow, draft.case_id, owners, _near(uow, pack, draft.case_id, new, PREVIEWED))
    contacts = facts_of.with_draft(uow, draft, new, earlier, facts.jurisdiction)
    times_ms = {contact.id: contact.at_ms for contact in contacts}
    views = []
    for candidate in lexicons.asked_about(run_rules_around(facts, contacts, pack, {new.id})).candidates:
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
                    grade=str(candidate.grade),
                    counts=candidate.counts,
                    debts=candidate.debts,
                    pack=pack.name,
                    pack_version=pack.version,
                    reviewed=_reviewed(pack, candidate.rule),
                    **words,
                )
            )
    return views


def observations(uow: UnitOfWork, case_id: int) -> tuple[Observation, ...]:
    """Return what makes no finding but deserves a look: boundary cases, counts without a legal number.

    Raises `UserError` ``unknown_id`` for the case.
    """
    facts, owners = facts_of.case_facts(uow, case_id)
    pack = _book(uow, facts)
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
            col(FindingRow.pack_version),
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
    for finding_id, case_id, rule, name, version, status, force, payload, stale, first, last, reason, user in found:
        pack = packs.book_of(uow, name, version)
        words = _words(
            pack,
            rule,
            rows.clauses_of(payload),
            rows.reason_of(payload["why"]),
            tuple(rows.reason_of(one) for one in payload["review"]),
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
            decided_reason=reason,
            stale=stale,
            grade=payload.get("grade", ""),
            counts=tuple((name, most) for name, most in payload.get("counts", ())),
            debts=tuple(payload.get("debts", ())),
            pack=name,
            pack_version=version,
            reviewed=_reviewed(pack, rule),
            **words,
        )


def _reviewed(pack: Book, rule_id: str) -> bool:
    """Tell whether a lawyer has looked at a rule, or at its whole pack."""
    rule = pack.rules.get(rule_id)
    return pack.pack.manifest.reviewer is not None or bool(rule and rule.reviewer)


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
