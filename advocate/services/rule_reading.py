"""A rule pack as somebody reads it who is no programmer: its rules, what they ask, examples, instruments, versions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlmodel import col

from advocate import messages
from advocate.analysis.rules import clauses, examples, loading
from advocate.analysis.rules.loading import Book
from advocate.analysis.rules.model import Element, Example, ExampleContact, ExampleCreditor, Rule
from advocate.domain.errors import UserError
from advocate.domain.facts import ClauseRef
from advocate.domain.vocabulary import Confidence, Force
from advocate.services import rule_packs
from advocate.storage.tables import SettingRow
from advocate.storage.uow import UnitOfWork

_KEPT = "rules.kept."
_WEAKNESS = {Confidence.TEXT_SEEN: 0, Confidence.QUOTED: 1, Confidence.FROM_MEMORY: 2}


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack in the list. ``differs``: the program ships another text than the vault goes by; ``kept`` as decided."""

    name: str
    title: str
    version: str
    compiled: date
    reviewer: str
    rules: int
    disabled: int
    shipped_version: str
    differs: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class RuleReading:
    """A rule in words. ``confidence`` is that of its weakest clause; ``why_off`` says why it never runs."""

    id: str
    title: str
    group: str
    enabled: bool
    why_off: str
    reviewed: bool
    force: Force | None
    grade: str
    confidence: str
    threshold: bool
    caveat: str
    clauses: tuple[tuple[str, str, str], ...]
    elements: tuple[tuple[str, str, str], ...]
    examples: tuple[tuple[bool, str, str], ...]


@dataclass(frozen=True, slots=True)
class InstrumentReading:
    """A law, rule or standard: its title, force, since when, how it was seen, what it replaces."""

    id: str
    title: str
    number: str
    force: Force | None
    effective: str
    confidence: str
    replaces: str


@dataclass(frozen=True, slots=True)
class PackReading:
    """A pack whole."""

    line: PackLine
    rules: tuple[RuleReading, ...]
    instruments: tuple[InstrumentReading, ...]
    by_force: tuple[tuple[str, int], ...]
    by_confidence: tuple[tuple[str, int], ...]


def packs(uow: UnitOfWork, lang: str = "zh") -> list[PackLine]:
    """Return the packs that the vault goes by, the mainland's first."""
    names = sorted(loading.names(), key=lambda name: (name != loading.DEFAULT, name))
    return [_line(uow, name, lang) for name in names]


def read(uow: UnitOfWork, name: str, lang: str = "zh") -> PackReading:
    """Return the pack that the vault goes by; raises `UserError` ``unknown_rule_pack``."""
    book = _book(uow, name)
    rules = tuple(_rule(book, rule, lang) for rule in book.pack.rules)
    forces = Counter(str(rule.force) if rule.force else "" for rule in rules)
    sure = Counter(rule.confidence for rule in rules)
    return PackReading(
        _line(uow, name, lang),
        rules,
        tuple(_instrument(book, instrument.id, lang) for instrument in book.pack.instruments),
        tuple((force.value, forces[force.value]) for force in Force if forces[force.value]),
        tuple((mark.value, sure[mark.value]) for mark in Confidence if sure[mark.value]),
    )


def run_examples(uow: UnitOfWork, name: str) -> tuple[int, list[tuple[str, str, str]]]:
    """Run the examples of the pack that the vault goes by.

    Returns how many ran, and rule, example and problem of each that failed. Raises `UserError` ``unknown_rule_pack``.
    """
    run, failures = examples.run(_book(uow, name))
    return run, [(failure.rule, failure.example, failure.problem) for failure in failures]


def keep(uow: UnitOfWork, name: str) -> None:
    """Note that the vault stays with the text it goes by, until the program ships yet another.

    Raises `UserError` ``unknown_rule_pack``.
    """
    digest = loading.book(name).digest
    setting = col(SettingRow.name) == _KEPT + name
    uow.connection.execute(delete(SettingRow).where(setting))
    uow.session.add(SettingRow(name=_KEPT + name, value=digest))
    uow.session.flush()
    uow.audit("kept_former", "rule_pack", None, None, pack=name, shipped=digest)
    uow.changed("rule_pack")


def _line(uow: UnitOfWork, name: str, lang: str) -> PackLine:
    book, shipped = _book(uow, name), loading.book(name)
    manifest = book.pack.manifest
    differs = book.digest != shipped.digest
    kept = (
        differs
        and uow.connection.scalar(select(col(SettingRow.value)).where(col(SettingRow.name) == _KEPT + name))
        == shipped.digest
    )
    return PackLine(
        name,
        manifest.title.get(lang),
        manifest.version,
        manifest.compiled,
        manifest.reviewer or "",
        len(book.pack.rules),
        sum(not rule.enabled for rule in book.pack.rules),
        shipped.version,
        differs,
        bool(kept),
    )


def _book(uow: UnitOfWork, name: str) -> Book:
    found = rule_packs.in_use(uow, name)
    if found is None:
        raise UserError("unknown_rule_pack", name=name[:40], known=", ".join(loading.names()))
    return found


def _rule(book: Book, rule: Rule, lang: str) -> RuleReading:
    marks = [clause.mark or book.instruments[clause.instrument].mark for clause in rule.clauses]
    forces = [book.instruments[c.instrument].force for c in rule.clauses if not c.supporting]
    weakest = max(marks, key=_WEAKNESS.__getitem__)
    elements = [book.elements[name] for name in rule.elements]
    return RuleReading(
        id=rule.id,
        title=rule.title.get(lang),
        group=rule.group.get(lang),
        enabled=rule.enabled,
        why_off="" if rule.enabled else _why_off(rule, weakest, lang),
        reviewed=book.pack.manifest.reviewer is not None or rule.reviewer is not None,
        force=min((force for force in forces if force is not None), default=None, key=lambda force: force.value),
        grade=str(rule.grade),
        confidence=weakest.value,
        threshold=rule.threshold,
        caveat=rule.caveat.get(lang) if rule.caveat else "",
        clauses=tuple(_clause(book, rule, place, lang) for place in range(len(rule.clauses))),
        elements=tuple((e.title.get(lang), e.how.get(lang), _disappears(e, lang)) for e in elements),
        examples=tuple((example.fires, example.note, example_text(example, lang)) for example in rule.examples),
    )


def _why_off(rule: Rule, weakest: Confidence, lang: str) -> str:
    """Return why a rule never runs: its own caveat, or that nobody saw the text behind it."""
    reason = messages.text("rule_off_unverified", lang, mark=messages.label("confidence", weakest.value, lang))
    return f"{rule.caveat.get(lang)} {reason}".strip() if rule.caveat else reason


def _clause(book: Book, rule: Rule, place: int, lang: str) -> tuple[str, str, str]:
    clause = rule.clauses[place]
    instrument = book.instruments[clause.instrument]
    force = instrument.force or Force.F3
    confidence = clause.mark or instrument.mark
    cited = clauses.cite(book, ClauseRef(clause.instrument, clause.article or "", force, confidence), lang)
    span = ""
    if clause.valid_from or clause.valid_until:
        span = f" ({clause.valid_from or '…'} – {clause.valid_until or '…'})"
    return cited + span, clause.quote, confidence.value


def _disappears(element: Element, lang: str) -> str:
    return "; ".join(entry.what.get(lang) for entry in element.disappears)


def _instrument(book: Book, instrument_id: str, lang: str) -> InstrumentReading:
    found = book.instruments[instrument_id]
    before = book.instruments.get(found.replaces or "")
    return InstrumentReading(
        found.id,
        found.title if lang == "zh" else found.en,
        found.number,
        found.force,
        found.effective,
        found.mark.value,
        (before.title if lang == "zh" else before.en) if before else (found.replaces or ""),
    )


def example_text(example: Example, lang: str = "zh") -> str:
    """Return the facts of an example in words: who was contacted when, how often, and what was said."""
    parts = [_contact(contact, lang) for contact in example.contacts]
    parts += [f"{messages.text('example_lender', lang)} {_lender(creditor, lang)}" for creditor in example.creditors]
    return "\n".join(parts)


def _lender(creditor: ExampleCreditor, lang: str) -> str:
    return messages.label("creditor_type", creditor.creditor_type, lang)


def _contact(contact: ExampleContact, lang: str) -> str:
    said = [
        contact.at,
        messages.label("medium", contact.medium, lang),
        messages.label("reached", contact.reached, lang),
    ]
    if contact.zone != "Asia/Shanghai":
        said.insert(1, contact.zone)
    if contact.times > 1:
        said.append(f"× {contact.times}")
    if contact.answered is not None:
        said.append(messages.text("example_answered" if contact.answered else "example_unanswered", lang))
    said += [messages.label("behaviour", behaviour, lang) for behaviour in sorted(contact.behaviours)]
    if contact.text:
        said.append(f"“{contact.text}”")
    return " · ".join(said)
