"""Words of an organisation beside a lexicon: found with its guards, marked as its own, never in place of a phrase."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b

from advocate.analysis.lexicons.matching import Matcher, merge
from advocate.analysis.lexicons.model import Category, LexiconFile
from advocate.analysis.records import Words
from advocate.domain.facts import PhraseHit

#: Before the name of a category that only the organisation has.
PREFIX = "own:"


class _Phrases(Matcher):
    """The phrases alone, with what takes them back in the language of the lexicon."""

    def find(self, contact_id: int, text: str) -> list[PhraseHit]:
        if self.lexicon.negation_words:
            return self._find_words(contact_id, text)
        return self._find(contact_id, text)


class OwnMatcher(Matcher):
    """A lexicon and the organisation's words. What the lexicon finds is found as if there were no others."""

    def __init__(self, lexicon: LexiconFile, words: Iterable[tuple[str, str]]) -> None:
        super().__init__(lexicon)
        chosen = tuple(words)
        #: Two matchers with the same digest find the same of the organisation's words.
        self.words_digest = blake2b(repr(chosen).encode(), digest_size=16).hexdigest()
        self._own = _Phrases(_own_lexicon(lexicon, chosen))

    def find(self, contact_id: int, text: str) -> list[PhraseHit]:
        """Return what is said in ``text`` in order of place; a word of the organisation's is marked ``own``."""
        said = super().find(contact_id, text)
        own = [hit for hit in self._own.find(contact_id, text) if not _said_already(hit, said)]
        return merge(said, [replace(hit, own=True) for hit in own]) if own else said


def with_own_categories(lexicon: LexiconFile, words: Iterable[tuple[str, str]]) -> LexiconFile:
    """Return ``lexicon`` with a named, empty category for each that only the organisation has."""
    named = {category: category.removeprefix(PREFIX) for category, _ in words if category not in lexicon.categories}
    if not named:
        return lexicon
    more = {name: Category(title=Words(zh=title, en=title), own=True) for name, title in named.items()}
    return lexicon.model_copy(update={"categories": {**lexicon.categories, **more}})


def _own_lexicon(lexicon: LexiconFile, words: Iterable[tuple[str, str]]) -> LexiconFile:
    phrases: dict[str, list[str]] = {}
    for category, phrase in words:
        phrases.setdefault(category, []).append(phrase)
    categories = {name: _category(lexicon.categories.get(name), name, found) for name, found in phrases.items()}
    return lexicon.model_copy(update={"categories": categories, "words": {}, "must_not_fire": ()})


def _category(of_law: Category | None, name: str, phrases: Sequence[str]) -> Category:
    title = of_law.title if of_law else Words(zh=name.removeprefix(PREFIX), en=name.removeprefix(PREFIX))
    negatable = of_law.negatable if of_law else True
    return Category(title=title, phrases=tuple(phrases), negatable=negatable, own=True)


def _said_already(hit: PhraseHit, said: Iterable[PhraseHit]) -> bool:
    return any(hit.category == known.category and hit.start < known.end and known.start < hit.end for known in said)
