"""Which provision applies to an act, and how it is written on a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import cn2an

from advocate.analysis.rules.base import CHINESE
from advocate.analysis.rules.loading import Book
from advocate.analysis.rules.model import Clause, Instrument, Rule
from advocate.domain.facts import ClauseRef, Reason
from advocate.domain.vocabulary import Confidence, CreditorType, Force

_STRENGTH = {Force.F1: 0, Force.F2: 1, Force.F3: 2}


@dataclass(frozen=True)
class Applicable:
    """The provisions that an act may have broken, in the pack's order, and the questions that stand against them.

    ``covered`` False: there is law of that day, but it binds lenders of another type. ``sure``: at least one provision
    stands without a question, so that the questions about others do not weaken the finding.
    """

    clauses: tuple[ClauseRef, ...] = ()
    questions: tuple[str, ...] = ()
    covered: bool = True
    sure: bool = False

    @cached_property
    def force(self) -> Force:
        """Return the strongest force level among the clauses that bear the finding; F3 where there are none."""
        return strongest(clause.force for clause in self.clauses if not clause.supporting)

    @cached_property
    def asked(self) -> tuple[Reason, ...]:
        """Return the questions that the law itself leaves open, as reasons."""
        return tuple(Reason(f"review_{question}") for question in self.questions)


def strongest(forces: Iterable[Force]) -> Force:
    """Return the strongest of some force levels; F3 where there are none."""
    return min(forces, key=_STRENGTH.__getitem__, default=Force.F3)


def by_force(clauses: Iterable[ClauseRef]) -> list[ClauseRef]:
    """Return clauses with statutes first, then rules, then standards, supporting ones last; else the order stays."""
    return sorted(clauses, key=lambda clause: (clause.supporting, _STRENGTH[clause.force]))


def applicable(book: Book, rule: Rule, day: date, kind: CreditorType, overdue: bool = True) -> Applicable:
    """Return what of ``rule`` applies to an act of ``day`` by a lender of ``kind``.

    F1 binds everybody unless it is limited; F2 and F3 bind the types of lender that the pack's bindings say. Clauses
    about collecting what is ``overdue`` do not apply before. Supporting clauses make no finding alone.
    """
    bindings = book.pack.manifest.bindings
    binding = bindings.get(kind) or bindings[CreditorType.UNKNOWN]
    clauses: list[ClauseRef] = []
    questions: list[str] = []
    bearing = sure = False
    unbound = False
    for clause in rule.clauses:
        instrument = book.instruments[clause.instrument]
        if instrument.force is None or not _in_force(clause, instrument, day):
            continue
        if instrument.overdue_only and not overdue:
            continue
        bound = (instrument.force is Force.F1 and not instrument.limited) or instrument.id in binding.binds
        question = clause.question.get(kind) or binding.question.get(instrument.id)
        if not bound and question is None:
            unbound = True
            continue
        if not bound and question not in questions and not clause.supporting:
            questions.append(str(question))
        clauses.append(_reference(clause, instrument, instrument.force))
        bearing = bearing or not clause.supporting
        sure = sure or (bound and not clause.supporting)
    return Applicable(tuple(clauses), tuple(questions), sure=sure) if bearing else Applicable(covered=not unbound)


def turns(book: Book, rule: Rule) -> list[date]:
    """Return the days in order on which other law begins to apply to the rule."""
    days: set[date] = set()
    for clause in rule.clauses:
        for dated in (clause, book.instruments[clause.instrument]):
            if dated.valid_from is not None:
                days.add(dated.valid_from)
            if dated.valid_until is not None and dated.valid_until < date.max:
                days.add(dated.valid_until + timedelta(days=1))
    return sorted(days)


def _in_force(clause: Clause, instrument: Instrument, day: date) -> bool:
    return (
        instrument.in_force(day)
        and (clause.valid_from is None or clause.valid_from <= day)
        and (clause.valid_until is None or day <= clause.valid_until)
    )


def _reference(clause: Clause, instrument: Instrument, force: Force) -> ClauseRef:
    return ClauseRef(instrument.id, clause.article or "", force, clause.mark or instrument.mark, clause.supporting)


def entry_of(rule: Rule, clause: ClauseRef) -> Clause | None:
    """Return the pack's entry behind a clause: its decisive words as quoted, its penalty."""
    for entry in rule.clauses:
        if entry.instrument == clause.instrument and (entry.article or "") == clause.article:
            return entry
    return None


def article_zh(article: str) -> str:
    """Return ``50¶1#5`` as 第五十条第一款第五项, ``62¶1-2`` as 第六十二条第一款、第二款, ``5.3`` as 第5.3."""
    match = CHINESE.fullmatch(article)
    if match is None:
        return f"第{article}"
    number, sub, paragraph, paragraph_end, item = match.groups()
    text = f"第{_numeral(number)}条" + (f"之{_numeral(sub)}" if sub else "")
    if paragraph:
        last = int(paragraph_end or paragraph)
        text += "、".join(f"第{_numeral(str(n))}款" for n in range(int(paragraph), last + 1))
    return text + (f"第{_numeral(item)}项" if item else "")


def article_en(article: str) -> str:
    """Return ``50¶1#5`` as “article 50, paragraph 1, item 5”, ``5.3`` as “clause 5.3”."""
    match = CHINESE.fullmatch(article)
    if match is None:
        return f"clause {article}"
    number, sub, paragraph, paragraph_end, item = match.groups()
    text = f"article {number}" + (f" bis {sub}" if sub else "")
    if paragraph:
        text += f", paragraphs {paragraph} to {paragraph_end}" if paragraph_end else f", paragraph {paragraph}"
    return text + (f", item {item}" if item else "")


def _numeral(number: str) -> str:
    return str(cn2an.an2cn(int(number)))


def instrument_title(instrument: Instrument, lang: str = "zh") -> str:
    """Return the full name as documents print it first: 《…》（2025年修订）（文号）."""
    if lang == "en":
        return instrument.en
    extra = "".join(f"（{part}）" for part in (instrument.edition, instrument.number) if part)
    return f"《{instrument.title}》{extra}"


def has_article(clause: ClauseRef) -> bool:
    """Tell whether the article's number was seen: what is only remembered, or never seen, is not printed."""
    return bool(clause.article) and clause.confidence is not Confidence.FROM_MEMORY


def cite(book: Book, clause: ClauseRef, lang: str = "zh") -> str:
    """Return name and article of a clause, without force wording: 《…》第五十条第一款第一项, or （条号待核）."""
    instrument = book.instruments[clause.instrument]
    title = instrument_title(instrument, lang)
    if not has_article(clause):
        return f"{title}（条号待核）" if lang == "zh" else f"{title} (article number to be checked)"
    heading = instrument.headings.get(clause.article)
    if book.pack.manifest.notation == "plain":
        return f"{title}，{clause.article}" if lang == "zh" else f"{title}, {clause.article}"
    if lang == "en":
        return f"{title}, {article_en(clause.article)}" + (f" ({heading.en})" if heading else "")
    return title + article_zh(clause.article) + (f"（{heading.zh}）" if heading else "")


def wording(book: Book, clause: ClauseRef, lang: str = "zh") -> str:
    """Return a clause as a statement in the words that its force level allows.

    F1 涉嫌违反…; F2 likewise, for licensed institutions; F3 only 不符合…的要求, never a breach of law.
    """
    text = cite(book, clause, lang)
    manifest = book.pack.manifest
    usual = "涉嫌违反" if lang == "zh" else "suspected breach of"
    suspicion = manifest.suspicion.get(lang) if manifest.suspicion else usual
    gap = "" if lang == "zh" else " "
    if clause.supporting:
        return f"另可参考{text}" if lang == "zh" else f"see also {text}"
    if clause.force is Force.F1:
        return f"{suspicion}{gap}{text}"
    if clause.force is Force.F2:
        note = manifest.rule_note.get(lang) if manifest.rule_note else ""
        return f"{suspicion}{gap}{text}{gap if note else ''}{note}"
    name = _SOFT[lang == "en"].get(book.instruments[clause.instrument].kind, "")
    return f"不符合{name}{text}的要求" if lang == "zh" else f"not in line with {name}{text}"


_SOFT = (
    {
        "standard": "推荐性国家标准",
        "self_discipline": "行业自律规范",
        "guidance": "监管指引",
        "code": "行业守则",
        "law": "行业自律规范",
    },
    {
        "standard": "the recommended national standard ",
        "self_discipline": "the self-discipline text ",
        "guidance": "the regulator's guidance ",
        "code": "the code of practice ",
        "law": "the self-discipline text ",
    },
)


def wordings(book: Book, clauses: Iterable[ClauseRef], lang: str = "zh") -> str:
    """Return clauses as one line, strongest first."""
    return ("；" if lang == "zh" else "; ").join(wording(book, clause, lang) for clause in by_force(clauses))
