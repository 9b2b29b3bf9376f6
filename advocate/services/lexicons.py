"""Words of an organisation's own beside a pack's lexicon: added, removed, and used wherever the pack's rules run."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import delete, select
from sqlmodel import col

from advocate.analysis.lexicons.folding import fold
from advocate.analysis.lexicons.own import PREFIX, OwnMatcher, with_own_categories
from advocate.analysis.rules import loading
from advocate.analysis.rules.loading import Book
from advocate.domain.errors import UserError
from advocate.domain.facts import Evaluation, FindingCandidate, PhraseHit, Reason
from advocate.domain.practice import OwnWord, WordCategory
from advocate.services.values import one_line
from advocate.storage.tables import OwnWordRow, UserRow
from advocate.storage.uow import UnitOfWork

#: A single character would be met in every second message.
SHORTEST, LONGEST = 2, 40
LONGEST_CATEGORY = 24
#: Each word costs time in every text; an organisation's own list is for what its clients bring, not for a dictionary.
MOST_WORDS = 2_000

Word = tuple[str, str]
_BOOKS: dict[tuple[str, tuple[Word, ...]], Book] = {}
_MOST_BOOKS = 16


def add(uow: UnitOfWork, phrase: str, category: str, jurisdiction: str = "cn", note: str = "") -> int:
    """Add a phrase to a category and return its id. ``category`` is an id or title of the lexicon, or a name of one's
    own.

    Raises `UserError` ``own_word_length``, ``own_word_known`` where lexicon or organisation has it, ``too_many_words``,
    ``own_category_length``, ``unknown_rule_pack`` for the jurisdiction.
    """
    book = loading.book(jurisdiction)
    phrase = one_line(unicodedata.normalize("NFC", phrase))
    if not len(fold(phrase)) >= SHORTEST or len(phrase) > LONGEST:
        raise UserError("own_word_length", least=SHORTEST, most=LONGEST)
    known = _category_of(book, category)
    name = known or one_line(category)
    if not name or (len(name) > LONGEST_CATEGORY and not known):
        raise UserError("own_category_length", most=LONGEST_CATEGORY)
    there = listing(uow, jurisdiction)
    of_law = [word.text for word in book.pack.lexicon.categories[known].wordings] if known else []
    own = [word.phrase for word in there if (word.category, word.own_category) == (name, not known)]
    if fold(phrase) in {fold(text) for text in (*of_law, *own)}:
        raise UserError("own_word_known", phrase=phrase)
    if len(there) >= MOST_WORDS:
        raise UserError("too_many_words", most=MOST_WORDS)
    row = OwnWordRow(
        jurisdiction=jurisdiction,
        category=name,
        own_category=not known,
        phrase=phrase,
        note=one_line(note)[:200],
        created_utc=uow.now(),
        created_by=uow.user_id,
    )
    uow.session.add(row)
    uow.session.flush()
    row_id = row.id or 0
    uow.audit("added", "own_word", row_id, jurisdiction=jurisdiction, own_category=not known)
    uow.changed("own_word", row_id)
    return row_id


def remove(uow: UnitOfWork, word_id: int) -> None:
    """Remove a phrase; findings that were decided keep what they said. Raises `UserError` ``unknown_word``."""
    gone = uow.connection.execute(delete(OwnWordRow).where(col(OwnWordRow.id) == word_id))
    if not gone.rowcount:
        raise UserError("unknown_word", id=str(word_id))
    uow.audit("removed", "own_word", word_id)
    uow.changed("own_word", word_id)


def listing(uow: UnitOfWork, jurisdiction: str | None = None, lang: str = "zh") -> list[OwnWord]:
    """Return the organisation's words, by jurisdiction, category and age."""
    query = (
        select(
            col(OwnWordRow.id),
            col(OwnWordRow.jurisdiction),
            col(OwnWordRow.category),
            col(OwnWordRow.own_category),
            col(OwnWordRow.phrase),
            col(OwnWordRow.note),
            col(OwnWordRow.created_utc),
            col(UserRow.name),
        )
        .outerjoin(UserRow, col(UserRow.id) == col(OwnWordRow.created_by))
        .order_by(col(OwnWordRow.jurisdiction), col(OwnWordRow.category), col(OwnWordRow.id))
    )
    if jurisdiction is not None:
        query = query.where(col(OwnWordRow.jurisdiction) == jurisdiction)
    return [
        OwnWord(row_id or 0, place, category, _title(place, category, own, lang), own, phrase, note, at, user or "")
        for row_id, place, category, own, phrase, note, at, user in uow.connection.execute(query)
    ]


def categories(uow: UnitOfWork, jurisdiction: str = "cn", lang: str = "zh") -> list[WordCategory]:
    """Return the categories to which words can be added: the lexicon's about collectors, then the organisation's own.

    Raises `UserError` ``unknown_rule_pack``.
    """
    pack = loading.book(jurisdiction).pack
    asked = {name for rule in pack.rules for test in rule.tests for name in getattr(test, "categories", ())}
    found = [
        WordCategory(name, content.title.get(lang), False, name in asked)
        for name, content in pack.lexicon.categories.items()
        if content.speaker == "collector" and not content.aid and (content.wordings or content.expressions)
    ]
    own = dict.fromkeys(word.category for word in listing(uow, jurisdiction) if word.own_category)
    return found + [WordCategory(name, name, True, False) for name in own]


def with_own(uow: UnitOfWork, book: Book) -> Book:
    """Return ``book`` with the organisation's words in its matcher; compiled once for each set of words."""
    words = _words(uow, book.name)
    if not words:
        return book
    key = (book.digest, words)
    found = _BOOKS.get(key)
    if found is None:
        lexicon = with_own_categories(book.pack.lexicon, words)
        pack = book.pack.model_copy(update={"lexicon": lexicon})
        found = replace(book, pack=pack, matcher=OwnMatcher(book.pack.lexicon, words))
        while len(_BOOKS) >= _MOST_BOOKS:
            _BOOKS.pop(next(iter(_BOOKS)))
        _BOOKS[key] = found
    return found


def own_hits(book: Book, text: str, contact_id: int = 0) -> list[PhraseHit]:
    """Return the organisation's words in ``text``; ``book`` is one of `with_own`."""
    return [hit for hit in book.matcher.find(contact_id, text) if hit.own] if text else []


def asked_about(evaluation: Evaluation) -> Evaluation:
    """Return an evaluation in which every finding that meets words of the organisation's own asks a person about it."""
    if not any(hit.own for candidate in evaluation.candidates for hit in candidate.hits):
        return evaluation
    return replace(evaluation, candidates=tuple(map(_asked, evaluation.candidates)))


def _asked(candidate: FindingCandidate) -> FindingCandidate:
    own = tuple(dict.fromkeys(hit.phrase for hit in candidate.hits if hit.own))
    if not own:
        return candidate
    reason = Reason("review_own_words", (("words", "、".join(own[:5])),))
    return replace(candidate, review=(*candidate.review, reason))


def title_of(book: Book, category: str, lang: str = "zh") -> str:
    """Return the name of a category as a `PhraseHit` carries it."""
    known = book.pack.lexicon.categories.get(category)
    return known.title.get(lang) if known else category.removeprefix(PREFIX)


def _words(uow: UnitOfWork, jurisdiction: str) -> tuple[Word, ...]:
    rows = uow.connection.execute(
        select(col(OwnWordRow.category), col(OwnWordRow.own_category), col(OwnWordRow.phrase))
        .where(col(OwnWordRow.jurisdiction) == jurisdiction)
        .order_by(col(OwnWordRow.category), col(OwnWordRow.id))
    )
    known = loading.book(jurisdiction).pack.lexicon.categories if jurisdiction in loading.names() else {}
    return tuple(_word(category, own or category not in known, phrase) for category, own, phrase in rows)


def _word(category: str, own: bool, phrase: str) -> Word:
    return (PREFIX + category if own else category, phrase)


def _category_of(book: Book, asked: str) -> str | None:
    wanted = one_line(asked).casefold()
    for name, content in book.pack.lexicon.categories.items():
        titles: Iterable[str] = (name, content.title.zh, content.title.en)
        if wanted in (title.casefold() for title in titles) and content.speaker == "collector" and not content.aid:
            return name
    return None


def _title(jurisdiction: str, category: str, own: bool, lang: str) -> str:
    if own or jurisdiction not in loading.names():
        return category
    known = loading.book(jurisdiction).pack.lexicon.categories.get(category)
    return known.title.get(lang) if known else category
