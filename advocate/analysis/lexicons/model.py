"""The form of a lexicon file: what a lawyer edits, and what is refused when it does not hold together."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from advocate.analysis.records import Regex, Strict, Words
from advocate.domain.vocabulary import Medium, NoticeKind


class Phrase(Strict):
    """Words that make a candidate; ``note`` is what must be true for it, ``forms`` are other spellings."""

    text: str = Field(min_length=1)
    note: str = ""
    forms: tuple[str, ...] = ()


class Combination(Strict):
    """Word lists that make a candidate together: one word of each, in this order, close to each other.

    ``within`` is the most characters between two of them. A comma may stand between, the end of a sentence may not.
    ``unless`` names lists of which no word may stand in the same sentence. ``example`` has to fire, ``clean`` not.
    """

    words: tuple[str, ...] = Field(min_length=2, max_length=4)
    within: int = Field(default=6, ge=0, le=40)
    unless: tuple[str, ...] = ()
    example: str = Field(min_length=1)
    clean: str = ""


class Expression(Strict):
    """A regular expression over words in Latin letters, after look-alikes and spelling tricks are undone.

    ``needs`` are pieces of words of which one has to stand in the text, so that most texts are not searched.
    """

    pattern: Regex
    needs: tuple[str, ...] = Field(min_length=1)


class Category(Strict):
    """What is said of one kind. ``patterns`` are regular expressions for what has no fixed wording.

    ``phrases`` come from the sources of the file, ``added`` are wordings that nobody but this project stands behind.
    ``own`` marks the words of an organisation: no source in the law stands behind them, and the program says so.
    ``expressions`` are for languages with words set apart. ``negatable`` False: a negation is part of the wording.
    ``aid`` True: says nothing of conduct, and is only asked for by rules that name it.
    ``speaker`` debtor: the debtor's own words, which are no conduct; ``notice`` is what they make known, about
    ``notice_medium`` where they name one.
    """

    title: Words
    phrases: tuple[str | Phrase, ...] = ()
    added: tuple[str | Phrase, ...] = ()
    combinations: tuple[Combination, ...] = ()
    patterns: tuple[Regex, ...] = ()
    expressions: tuple[Expression, ...] = ()
    negatable: bool = True
    aid: bool = False
    speaker: Literal["collector", "debtor"] = "collector"
    notice: NoticeKind | None = None
    notice_medium: Medium | None = None
    safety: Words | None = None
    own: bool = False

    @property
    def wordings(self) -> tuple[Phrase, ...]:
        """Return all phrases, from the sources and added."""
        return tuple(Phrase(text=entry) if isinstance(entry, str) else entry for entry in (*self.phrases, *self.added))


class CleanText(Strict):
    """A text in which no phrase may be found."""

    text: str
    note: str = ""
    speaker: Literal["collector", "debtor"] = "collector"


class LexiconFile(Strict):
    """The phrases of a jurisdiction with their guards.

    ``words`` are named lists that combinations are made of. ``negations`` before a phrase take it back; after
    ``quoted_after`` and inside quotation marks somebody else speaks; ``unsaid`` are words before a phrase that say
    it is about something else (a play, the news). ``near_misses`` are harmless wordings that overlap a phrase.
    ``negation_words`` take back what follows within five words of a clause, except where ``harmless_negations``
    (regular expressions) say that the negation is about something else: “if you don't pay”.
    """

    name: str
    version: str
    negations: tuple[str, ...]
    quoted_after: tuple[str, ...]
    unsaid: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    categories: dict[str, Category]
    near_misses: tuple[Regex, ...] = ()
    negation_words: tuple[str, ...] = ()
    harmless_negations: tuple[Regex, ...] = ()
    must_not_fire: tuple[CleanText, ...] = ()

    @model_validator(mode="after")
    def _lists_known(self) -> LexiconFile:
        for name, category in self.categories.items():
            for combination in category.combinations:
                for wanted in (*combination.words, *combination.unless):
                    if wanted not in self.words:
                        raise ValueError(f"category {name}: no list of words {wanted}")
        return self
