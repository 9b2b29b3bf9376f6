"""Find what a lexicon knows in a text: phrases, combinations of words and patterns, with their guards."""

from __future__ import annotations

import re
import sys
from bisect import bisect, bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick, MatchKind

from advocate.analysis.lexicons.folding import fold, places
from advocate.analysis.lexicons.guards import Guards, Span
from advocate.analysis.lexicons.latin import Negations, unmask
from advocate.analysis.lexicons.model import Combination, LexiconFile
from advocate.analysis.lexicons.sounds import is_spelling_of, syllables
from advocate.domain.facts import PhraseHit

#: A word of fewer characters is too easily met by sound alone.
_LEAST_BY_SOUND = 2
#: Where a sentence ends: what stands behind it is not said together.
_SENTENCE_END = re.compile(r"[。！？!?…\n]")


@dataclass(slots=True)
class _Word:
    """A spelling in the automata: the phrases and the lists that it belongs to."""

    folded: str
    phrases: list[tuple[str, str]] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Chain:
    """A combination with its lists as numbers; ``mask`` has a bit for each of them."""

    category: str
    lists: tuple[int, ...]
    unless: tuple[int, ...]
    within: int
    mask: int


class Matcher:
    """A compiled lexicon: made once, then asked for every text."""

    def __init__(self, lexicon: LexiconFile) -> None:
        self.lexicon = lexicon
        self.notes: dict[str, str] = {}
        self._guards = Guards(lexicon)
        numbers = {name: number for number, name in enumerate(lexicon.words)}
        self._words: list[_Word] = list(self._collect(lexicon, numbers).values())
        spellings = [word.folded for word in self._words]
        self._automaton = AhoCorasick(spellings, matchkind=MatchKind.Standard)
        by_sound = [index for index, word in enumerate(self._words) if len(word.folded) >= _LEAST_BY_SOUND]
        self._by_sound = [self._words[index] for index in by_sound]
        self._sounds: AhoCorasick | None = None
        self._chains = [
            _chain(category, combination, numbers)
            for category, content in lexicon.categories.items()
            for combination in content.combinations
        ]
        self._patterns = {
            category: re.compile("|".join(f"(?:{p})" for p in content.patterns))
            for category, content in lexicon.categories.items()
            if content.patterns
        }

        self._debtors = {name for name, content in lexicon.categories.items() if content.speaker == "debtor"}
        self._aids = {name for name, content in lexicon.categories.items() if content.aid}
        self._negations = Negations(lexicon.negation_words, lexicon.harmless_negations)
        self._expressions = [
            (category, re.compile(expression.pattern), expression.needs)
            for category, content in lexicon.categories.items()
            for expression in content.expressions
        ]
        needed = sorted({piece for _, _, needs in self._expressions for piece in needs})
        self._needed = AhoCorasick(needed, matchkind=MatchKind.Standard) if needed else None
        self._pieces = needed

    def _collect(self, lexicon: LexiconFile, numbers: dict[str, int]) -> dict[str, _Word]:
        words: dict[str, _Word] = {}
        for category, content in lexicon.categories.items():
            for phrase in content.wordings:
                if phrase.note:
                    self.notes[phrase.text] = phrase.note
                for spelling in (phrase.text, *phrase.forms):
                    folded = fold(spelling)
                    words.setdefault(folded, _Word(folded)).phrases.append((category, phrase.text))
        for name, spellings in lexicon.words.items():
            for spelling in spellings:
                folded = fold(spelling)
                words.setdefault(folded, _Word(folded)).lists.append(numbers[name])
        words.pop("", None)
        return words

    @property
    def hears_debtors(self) -> bool:
        """Tell whether the lexicon knows what debtors say, so that their messages are worth reading."""
        return bool(self._debtors)

    def find(self, contact_id: int, text: str) -> list[PhraseHit]:
        """Return what is said in a collector's ``text`` in order of place; offsets are those of ``text``."""
        if self._needed is None:
            return self._find(contact_id, text)
        unsaid = self._debtors | self._aids
        return [hit for hit in self._find_words(contact_id, text) if hit.category not in unsaid]

    def find_of_debtor(self, contact_id: int, text: str) -> list[PhraseHit]:
        """Return what the debtor makes known in their own ``text``."""
        if not self._debtors:
            return []
        return [hit for hit in self._find_words(contact_id, text) if hit.category in self._debtors]

    def _find_words(self, contact_id: int, text: str) -> list[PhraseHit]:
        """Return phrases and expressions of a language with words set apart, without what is taken back."""
        plain, offsets = unmask(text)
        hits = []
        at = dict(zip(offsets, range(len(offsets)), strict=True))
        for hit in self._find(contact_id, text):
            start, end = at.get(hit.start, 0), at.get(hit.end - 1, len(plain) - 1) + 1
            if not self._taken_back(hit.category, plain, start, end):
                hits.append(hit)
        covered = {(hit.category, place) for hit in hits for place in range(hit.start, hit.end)}
        for category, found in self._expressed(plain):
            start, end = offsets[found.start()], offsets[found.end() - 1] + 1
            if any((category, place) in covered for place in range(start, end)):
                continue
            if not self._taken_back(category, plain, found.start(), found.end()):
                hits.append(PhraseHit(contact_id, category, found[0].strip(), start, end))
        return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.category))

    def _expressed(self, plain: str) -> Iterator[tuple[str, re.Match[str]]]:
        if self._needed is None:
            return
        there = {self._pieces[index] for index, _, _ in self._needed.find_matches_as_indexes(plain, overlapping=True)}
        if not there:
            return
        for category, pattern, needs in self._expressions:
            if not there.isdisjoint(needs):
                for found in pattern.finditer(plain):
                    if found[0]:
                        yield category, found

    def _taken_back(self, category: str, plain: str, start: int, end: int) -> bool:
        return self.lexicon.categories[category].negatable and self._negations.taken_back(plain, start, end)

    def _find(self, contact_id: int, text: str) -> list[PhraseHit]:
        folded = fold(text)
        found = self._words_in(folded)
        if not found:
            return []
        spans = _longest(span for start, end, word in found for span in _phrases(start, end, word))
        combined = [span for span in self._combined(folded, found) if not _said_already(span, spans)]
        return self._hits(contact_id, text, folded, sorted({*spans, *combined}, key=lambda s: (s.start, s.end)))

    def find_pattern(self, contact_id: int, text: str, category: str) -> list[PhraseHit]:
        """Return what the patterns of ``category`` match in ``text``; the phrase is the matched wording."""
        if category in self._aids:
            return [hit for hit in self._find_words(contact_id, text) if hit.category == category]
        pattern = self._patterns.get(category)
        if pattern is None:
            return []
        folded = fold(text)
        spans = [Span(found.start(), found.end(), category, found[0]) for found in pattern.finditer(folded)]
        return self._hits(contact_id, text, folded, spans) if spans else []

    def _words_in(self, folded: str) -> list[tuple[int, int, _Word]]:
        """Return every known word with its place, by spelling and by sound, in order of place."""
        plain = [
            (start, end, self._words[index])
            for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True)
        ]
        seen = {(start, end) for start, end, _ in plain}
        for start, end, word in self._sounding(folded):
            if (start, end) not in seen:
                plain.append((start, end, word))
        plain.sort(key=lambda found: found[:2])
        return plain

    def _sounding(self, folded: str) -> Iterator[tuple[int, int, _Word]]:
        if self._sounds is None:
            self._sounds = AhoCorasick(
                [syllables(word.folded)[0] for word in self._by_sound], matchkind=MatchKind.Standard
            )
        sounds, offsets = syllables(folded)
        for index, start, end in self._sounds.find_matches_as_indexes(sounds, overlapping=True):
            since, until = (start, end) if offsets is None else (offsets[start], offsets[end])
            word = self._by_sound[index]
            if is_spelling_of(folded[since:until], word.folded):
                yield since, until, word

    def _combined(self, folded: str, found: list[tuple[int, int, _Word]]) -> Iterator[Span]:
        """Yield the combinations of words that stand close together, each at its first place in a sentence."""
        lists: dict[int, list[tuple[int, int]]] = {}
        present = 0
        for start, end, word in found:
            for number in word.lists:
                lists.setdefault(number, []).append((start, end))
                present |= 1 << number
        chains = [chain for chain in self._chains if chain.mask & present == chain.mask]
        if not chains:
            return
        ends = [found.start() for found in _SENTENCE_END.finditer(folded)]
        for chain in chains:
            taken_back = {bisect(ends, start) for number in chain.unless for start, _ in lists.get(number, ())}
            for start, end in _linked(chain, lists, ends):
                if bisect(ends, start) not in taken_back:
                    yield Span(start, end, chain.category, folded[start:end])

    def _hits(self, contact_id: int, text: str, folded: str, spans: list[Span]) -> list[PhraseHit]:
        kept = self._guards.kept(folded, spans)
        if not kept:
            return []
        at = places(text)
        hits = [PhraseHit(contact_id, s.category, s.phrase, at[s.start], at[s.end - 1] + 1) for s in kept]
        return [hit for hit in hits if not _inside_a_word(text, hit)]


def _phrases(start: int, end: int, word: _Word) -> Iterator[Span]:
    for category, phrase in word.phrases:
        yield Span(start, end, category, phrase)


def _longest(spans: Iterable[Span]) -> list[Span]:
    """Return the spans that do not lie within a longer one: 公示老赖 is not 老赖 as well."""
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    reach = -1
    for span in ordered:
        if span.end > reach or (kept and (span.start, span.end) == (kept[-1].start, kept[-1].end)):
            kept.append(span)
            reach = max(reach, span.end)
    return kept


def _said_already(span: Span, phrases: list[Span]) -> bool:
    """Tell whether a phrase says it: one of the same kind covers part of a combination, or any one all of it."""
    return any(
        (p.category == span.category and p.start < span.end and span.start < p.end)
        or (p.start <= span.start and span.end <= p.end)
        for p in phrases
    )


def _chain(category: str, combination: Combination, numbers: dict[str, int]) -> _Chain:
    lists = tuple(numbers[name] for name in combination.words)
    unless = tuple(numbers[name] for name in combination.unless)
    return _Chain(category, lists, unless, combination.within, sum(1 << number for number in set(lists)))


def _linked(chain: _Chain, lists: dict[int, list[tuple[int, int]]], ends: list[int]) -> Iterator[tuple[int, int]]:
    """Yield where a combination begins and ends, the nearest words first, all before the next of ``ends``."""
    done = -1
    for start, at in lists[chain.lists[0]]:
        if start < done:
            continue
        sentence_end = ends[bisect(ends, start)] if ends and start < ends[-1] else sys.maxsize
        for number in chain.lists[1:]:
            most = min(at + chain.within, sentence_end)
            near = next((place for place in lists[number] if at <= place[0] <= most), None)
            if near is None:
                break
            at = near[1]
        else:
            done = at
            yield start, at


def _inside_a_word(text: str, hit: PhraseHit) -> bool:
    """Tell whether a phrase in Latin letters is only a part of a longer word: therapist is not rapist."""
    first, last = text[hit.start], text[hit.end - 1]
    before, after = text[hit.start - 1 : hit.start], text[hit.end : hit.end + 1]
    return (_latin(first) and _latin(before)) or (_latin(last) and _latin(after))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def merge(first: list[PhraseHit], second: list[PhraseHit]) -> list[PhraseHit]:
    """Return both lists in order of place, leaving out what stands in both."""
    merged = list(first)
    for hit in second:
        if hit not in merged:
            merged.insert(bisect_left([(h.start, h.end) for h in merged], (hit.start, hit.end)), hit)
    return merged
