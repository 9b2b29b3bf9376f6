"""Safety first: which contacts put somebody in danger, what is said before anything else, and what people did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b

import yaml
from pydantic import Field
from sqlalchemy import insert, select
from sqlmodel import col

from advocate import messages, resources
from advocate.analysis.records import Strict, Words
from advocate.analysis.rules import loading
from advocate.analysis.rules.loading import Book
from advocate.domain.errors import UserError
from advocate.domain.practice import Danger, HelpLine, SafetyNote, SafetyPrompt, SafetySign
from advocate.domain.vocabulary import Behaviour, Confidence, Direction, Nature
from advocate.services import lexicons, rule_packs
from advocate.services.values import storable
from advocate.storage.tables import CaseRow, ContactBehaviourRow, ContactRow, SafetyNoteRow, UserRow, new_uid
from advocate.storage.uow import UnitOfWork

LONGEST_NOTE = 2_000
#: Texts whose answer is remembered, by hash: a case is looked at again after every change.
_REMEMBERED = 200_000
_BATCH = 500
_KNOWN: dict[bytes, tuple[tuple[Danger, str], ...]] = {}


class _Sign(Strict):
    behaviours: frozenset[Behaviour]
    categories: frozenset[str]


class _Line(Strict):
    number: str = Field(pattern=r"^[0-9][0-9 ]{1,18}$")
    name: Words
    mark: Confidence | None = None


class _Help(Strict):
    title: Words
    steps: tuple[Words, ...] = Field(min_length=1)
    lines: dict[str, tuple[_Line, ...]]


class _File(Strict):
    suicide: _Help
    violence: _Help
    without_line: Words


@lru_cache(maxsize=1)
def _help() -> _File:
    return loading.parse(resources.path("safety", "help.yaml").read_bytes(), _File, "help.yaml")


@lru_cache(maxsize=1)
def _signs() -> dict[Danger, _Sign]:
    found = yaml.safe_load(resources.path("safety", "signs.yaml").read_bytes())
    return {
        Danger(name): _Sign(
            behaviours=frozenset(map(Behaviour, entry["behaviours"])), categories=frozenset(entry["categories"])
        )
        for name, entry in found.items()
    }


def prompts(uow: UnitOfWork, case_id: int, lang: str = "zh") -> list[SafetyPrompt]:
    """Return what comes first in a case: a prompt for each danger that nobody looked after yet, the gravest first.

    Raises `UserError` ``unknown_id``.
    """
    jurisdiction = _jurisdiction(uow, case_id)
    return _prompts(_open_signs(uow, case_id, jurisdiction), jurisdiction, lang)


def preview(
    uow: UnitOfWork, case_id: int, text: str, behaviours: Iterable[Behaviour], lang: str = "zh"
) -> list[SafetyPrompt]:
    """Return what comes first while a contact is typed. Nothing is written; raises `UserError` ``unknown_id``."""
    jurisdiction = _jurisdiction(uow, case_id)
    book = _book(uow, jurisdiction)
    found = dict.fromkeys(_coded(behaviours), "") | dict(_said(book, text))
    typed = [SafetySign(0, danger, uow.now(), words) for danger, words in found.items()]
    return [replace(prompt, signs=()) for prompt in _prompts(typed, jurisdiction, lang)]


def signs(uow: UnitOfWork, ids: Sequence[int], jurisdiction: str) -> dict[int, tuple[Danger, ...]]:
    """Return for some contacts which dangers their words and codes speak of, looked after or not."""
    book = _book(uow, jurisdiction)
    found: dict[int, tuple[Danger, ...]] = {}
    for start in range(0, len(ids), _BATCH):
        part = list(ids[start : start + _BATCH])
        coded = _codes(uow, part)
        rows = uow.connection.execute(
            select(col(ContactRow.id), col(ContactRow.text)).where(col(ContactRow.id).in_(part))
        )
        for contact_id, text in rows:
            dangers = {*_coded(coded.get(contact_id or 0, ())), *(danger for danger, _ in _said(book, text))}
            if dangers:
                found[int(contact_id or 0)] = tuple(danger for danger in Danger if danger in dangers)
    return found


def dangers_of(uow: UnitOfWork, text: str, jurisdiction: str) -> tuple[Danger, ...]:
    """Return which dangers the words of a text speak of."""
    return tuple(danger for danger, _ in _said(_book(uow, jurisdiction), text))


def acknowledge(uow: UnitOfWork, case_id: int, danger: Danger, done: str) -> int:
    """Keep what a person did about all open signs of one danger; returns how many contacts that were.

    A new contact brings the prompt back. Raises `UserError` ``safety_needs_words``, ``safety_too_long`` and
    ``unknown_id``.
    """
    done = storable(done).strip()
    if not done:
        raise UserError("safety_needs_words")
    if len(done) > LONGEST_NOTE:
        raise UserError("safety_too_long", most=LONGEST_NOTE)
    open_signs = [sign for sign in _open_signs(uow, case_id, _jurisdiction(uow, case_id)) if sign.danger is danger]
    if not open_signs:
        return 0
    now = uow.now()
    rows = [
        {
            "uid": new_uid(),
            "case_id": case_id,
            "contact_id": sign.contact_id,
            "danger": danger.value,
            "done": done,
            "at_utc": now,
            "user_id": uow.user_id,
        }
        for sign in open_signs
    ]
    uow.connection.execute(insert(SafetyNoteRow), rows)
    uow.audit("safety_looked_after", "case", case_id, case_id, danger=danger.value, contacts=len(rows))
    uow.changed("safety", case_id=case_id)
    return len(rows)


def notes(uow: UnitOfWork, case_id: int) -> list[SafetyNote]:
    """Return what people did for the safety of a case's client, the newest first."""
    found = uow.connection.execute(
        select(
            col(SafetyNoteRow.contact_id),
            col(SafetyNoteRow.danger),
            col(SafetyNoteRow.done),
            col(SafetyNoteRow.at_utc),
            col(UserRow.name),
        )
        .outerjoin(UserRow, col(UserRow.id) == col(SafetyNoteRow.user_id))
        .where(col(SafetyNoteRow.case_id) == case_id)
        .order_by(col(SafetyNoteRow.at_utc).desc(), col(SafetyNoteRow.id).desc())
    )
    return [SafetyNote(contact, Danger(danger), done, at, user or "") for contact, danger, done, at, user in found]


def _open_signs(uow: UnitOfWork, case_id: int, jurisdiction: str) -> list[SafetySign]:
    """Return the signs in contacts on the record, one for each event, that no note is about; the newest first.

    What waits in the inbox is not known to be the collector's, and says so there.
    """
    uow.session.flush()
    book = _book(uow, jurisdiction)
    wanted = (
        col(ContactRow.case_id) == case_id,
        col(ContactRow.deleted_at).is_(None),
        col(ContactRow.nature) == Nature.COLLECTION,
        col(ContactRow.direction) == Direction.IN,
    )
    found: dict[tuple[int, Danger], SafetySign] = {}
    lead = col(ContactRow.same_event_id)
    coded = {behaviour for sign in _signs().values() for behaviour in sign.behaviours}
    for contact_id, leading, at, behaviour in uow.connection.execute(
        select(col(ContactRow.id), lead, col(ContactRow.at_utc), col(ContactBehaviourRow.behaviour))
        .join(ContactBehaviourRow, col(ContactBehaviourRow.contact_id) == col(ContactRow.id))
        .where(*wanted, col(ContactBehaviourRow.behaviour).in_(coded))
    ):
        for danger in _coded([behaviour]):
            event = int(leading or contact_id or 0)
            found.setdefault((event, danger), SafetySign(event, danger, at))
    for contact_id, leading, at, text in uow.connection.execute(
        select(col(ContactRow.id), lead, col(ContactRow.at_utc), col(ContactRow.text)).where(
            *wanted, col(ContactRow.text) != ""
        )
    ):
        for danger, words in _said(book, text):
            event = int(leading or contact_id or 0)
            found[(event, danger)] = SafetySign(event, danger, at, words)
    kept = {
        (contact_id, Danger(danger))
        for contact_id, danger in uow.connection.execute(
            select(col(SafetyNoteRow.contact_id), col(SafetyNoteRow.danger)).where(
                col(SafetyNoteRow.case_id) == case_id
            )
        )
    }
    left = [sign for key, sign in found.items() if key not in kept]
    return sorted(left, key=lambda sign: (sign.at_utc, sign.contact_id), reverse=True)


def _prompts(open_signs: Sequence[SafetySign], jurisdiction: str, lang: str) -> list[SafetyPrompt]:
    made = []
    for danger in Danger:
        behind = tuple(sign for sign in open_signs if sign.danger is danger)
        if not behind:
            continue
        said: _Help = getattr(_help(), danger.value)
        lines = tuple(
            HelpLine(line.number, line.name.get(lang), _mark(line.mark, lang))
            for line in said.lines.get(jurisdiction, ())
        )
        steps = tuple(step.get(lang) for step in said.steps)
        missing = "" if lines else _help().without_line.get(lang)
        made.append(SafetyPrompt(danger, said.title.get(lang), steps, lines, missing, behind))
    return made


def _mark(mark: Confidence | None, lang: str) -> str:
    """Return what is said of a number that was not seen in its own text: 须核."""
    return "" if mark in (None, Confidence.TEXT_SEEN) else messages.label("confidence", mark, lang)


def _coded(behaviours: Iterable[Behaviour]) -> list[Danger]:
    done = set(behaviours)
    return [danger for danger, sign in _signs().items() if sign.behaviours & done]


def _said(book: Book | None, text: str) -> tuple[tuple[Danger, str], ...]:
    """Return the dangers that a text speaks of, each with its first words; remembered by the hash of the text."""
    if book is None or not text:
        return ()
    # The matcher is made anew for another set of words, so its place in memory may come back: the pack's digest and the
    # words themselves are what the answer depends on.
    key = blake2b(f"{book.digest}\0{_own(book)}\0{text}".encode("utf-8", "replace"), digest_size=16).digest()
    known = _KNOWN.get(key)
    if known is None:
        known = _read(book, text)
        if len(_KNOWN) >= _REMEMBERED:
            _KNOWN.clear()
        _KNOWN[key] = known
    return known


def _own(book: Book) -> str:
    return getattr(book.matcher, "words_digest", "")


def _read(book: Book, text: str) -> tuple[tuple[Danger, str], ...]:
    found: dict[Danger, str] = {}
    for hit in book.matcher.find(0, text):
        for danger, sign in _signs().items():
            if hit.category in sign.categories:
                found.setdefault(danger, text[hit.start : hit.end])
    return tuple(found.items())


def _codes(uow: UnitOfWork, ids: Sequence[int]) -> Mapping[int, list[Behaviour]]:
    found: dict[int, list[Behaviour]] = {}
    for contact_id, behaviour in uow.connection.execute(
        select(col(ContactBehaviourRow.contact_id), col(ContactBehaviourRow.behaviour)).where(
            col(ContactBehaviourRow.contact_id).in_(ids)
        )
    ):
        found.setdefault(contact_id, []).append(behaviour)
    return found


def _book(uow: UnitOfWork, jurisdiction: str) -> Book | None:
    """Return the words of a jurisdiction with the organisation's own; None where there is no pack."""
    book = rule_packs.in_use(uow, jurisdiction)
    return lexicons.with_own(uow, book) if book is not None else None


def _jurisdiction(uow: UnitOfWork, case_id: int) -> str:
    found = uow.connection.scalar(select(col(CaseRow.jurisdiction)).where(col(CaseRow.id) == case_id))
    if found is None:
        raise UserError("unknown_id", id=str(case_id), kind="case")
    return found
