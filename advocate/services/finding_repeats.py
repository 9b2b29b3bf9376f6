"""Findings that grow for ever: repeated acts, kept up to date by the one contact that changed.

A case may hold a hundred thousand insults: reading them all again for one more would take longer than typing it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import col

from advocate.analysis.rules.acts import Clock, day_of
from advocate.analysis.rules.clauses import strongest
from advocate.analysis.rules.counting import SHOWN_HITS
from advocate.analysis.rules.kinds import Repeated
from advocate.analysis.rules.loading import Book
from advocate.domain.facts import FindingCandidate, Reason
from advocate.domain.moments import epoch_ms, from_epoch_ms
from advocate.domain.vocabulary import FindingStatus
from advocate.services import finding_rows as rows
from advocate.storage.tables import ContactRow, FindingContactRow, FindingRow
from advocate.storage.uow import UnitOfWork


def rules_of(book: Book) -> dict[str, int]:
    """Return the rules whose only test counts repeated acts, with how many they need."""
    return {
        rule.id: rule.test.at_least
        for rule in book.pack.rules
        if rule.enabled and isinstance(rule.test, Repeated) and not rule.more_tests
    }


def undecided(uow: UnitOfWork, case_id: int, book: Book) -> bool:
    """Tell whether nobody decided about a finding on repetition: a decided one is compared as a whole."""
    params = (case_id, FindingStatus.SUGGESTED.value, json.dumps(sorted(rules_of(book))))
    return uow.connection.exec_driver_sql(_DECIDED, params).first() is None


# Plain statements: making them anew for each keystroke took longer than they take.
_DECIDED = """
SELECT 1 FROM findings WHERE case_id = ? AND +status != ? AND rule IN (SELECT value FROM json_each(?)) LIMIT 1
"""
_TOUCHED = """
SELECT f.id, f.rule, f.window, f.payload, EXISTS (
    SELECT 1 FROM finding_contacts AS l WHERE l.finding_id = f.id AND l.contact_id = ?
  )
FROM findings AS f WHERE f.case_id = ? AND f.rule IN (SELECT value FROM json_each(?))
"""


def follow(
    uow: UnitOfWork,
    case_id: int,
    book: Book,
    contact_id: int,
    found: Mapping[rows.Key, FindingCandidate],
    outcome: rows.Outcome,
) -> set[rows.Key]:
    """Put the contact into the growing findings it belongs to, and out of those it left; return their keys.

    ``found`` are candidates that rest on some acts only, the contact among them.
    """
    needed = rules_of(book)
    handled: set[rows.Key] = set()
    for row in _touched(uow, case_id, contact_id, needed, found):
        key = (row["rule"], row["window"])
        candidate = found.get(key)
        handled.add(key)
        link = {"finding_id": row["id"], "contact_id": contact_id}
        if candidate is None:
            uow.connection.execute(
                delete(FindingContactRow).where(
                    col(FindingContactRow.finding_id) == row["id"], col(FindingContactRow.contact_id) == contact_id
                )
            )
        elif not row["linked"]:
            uow.connection.execute(insert(FindingContactRow), [link])
        _refresh(uow, book, row, candidate, needed[row["rule"]], outcome)
    return handled


def _touched(
    uow: UnitOfWork,
    case_id: int,
    contact_id: int,
    needed: Mapping[str, int],
    found: Mapping[rows.Key, FindingCandidate],
) -> list[dict[str, Any]]:
    rows = uow.connection.exec_driver_sql(_TOUCHED, (contact_id, case_id, json.dumps(sorted(needed))))
    return [
        {"id": id_, "rule": rule, "window": window, "payload": json.loads(payload), "linked": bool(linked)}
        for id_, rule, window, payload, linked in rows
        if linked or (rule, window) in found
    ]


def _refresh(
    uow: UnitOfWork,
    book: Book,
    row: Mapping[str, Any],
    candidate: FindingCandidate | None,
    at_least: int,
    outcome: rows.Outcome,
) -> None:
    """Write count, span and clauses of a growing finding anew, or drop it where too few acts are left."""
    links = col(FindingContactRow.finding_id) == row["id"]
    count, first, last = uow.connection.execute(
        select(func.count(), func.min(col(ContactRow.at_utc)), func.max(col(ContactRow.at_utc)))
        .select_from(FindingContactRow)
        .join(ContactRow, col(ContactRow.id) == col(FindingContactRow.contact_id))
        .where(links)
    ).one()
    if count < at_least:
        uow.connection.execute(delete(FindingRow).where(col(FindingRow.id) == row["id"]))
        outcome.dropped += 1
        outcome.ids.add(row["id"])
        return
    payload = dict(row["payload"])
    old = rows.clauses_of(payload)
    clauses = old
    if candidate is not None:
        order = {(c.instrument, c.article or ""): place for place, c in enumerate(book.rules[row["rule"]].clauses)}
        clauses = tuple(sorted({*old, *candidate.clauses}, key=lambda c: order.get((c.instrument, c.article), 0)))
        fresh = rows.encode(candidate)
        hits = {tuple(hit): None for hit in [*payload["hits"], *fresh["hits"]]}
        review = fresh["review"]
        if len(clauses) > len(candidate.clauses) and not any(r[0] == "review_spans_change" for r in review):
            review = [*review, ["review_spans_change", []]]
        payload |= {
            "clauses": [*rows.encoded(clauses)],
            "review": review,
            "hits": [list(hit) for hit in hits][:SHOWN_HITS],
            "grade": fresh["grade"],
        }
    clock = Clock(book.pack.manifest.zone if book.pack.manifest.zone != "reached" else "UTC")
    first_day, last_day = (day_of(clock.local(_ms(at))[0]).isoformat() for at in (first, last))
    why = Reason(payload["why"][0], (("count", count), ("first", first_day), ("last", last_day)))
    payload["why"] = rows.plain(why)
    payload["counts"] = [[name, count if name == "creditor" else most] for name, most in payload.get("counts", ())]
    if payload == row["payload"]:
        return
    uow.connection.execute(
        update(FindingRow)
        .where(col(FindingRow.id) == row["id"])
        .values(
            payload=payload,
            force=strongest(clause.force for clause in clauses if not clause.supporting),
            first_utc=from_epoch_ms(_ms(first)),
            last_utc=from_epoch_ms(_ms(last)),
            updated_utc=uow.now(),
        )
    )
    outcome.changed += 1
    outcome.ids.add(row["id"])


def _ms(at: Any) -> int:
    return at if isinstance(at, int) else epoch_ms(at)
