"""The packs of other places: examples hold, quotations are verbatim, what was not verified is disabled or asks."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from advocate import messages, resources
from advocate.analysis.lexicons.matching import Matcher
from advocate.analysis.rules import clauses, loading
from advocate.analysis.rules.kinds import Conduct
from advocate.analysis.rules.lint import wrong_law
from advocate.analysis.rules.places import zones_of_number
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Confidence, CreditorType, Force
from advocate.services import rules as service

NAMES = ("au", "gb", "hk", "ie", "in", "sg", "tw", "us", "us_ma")
BOOKS = {name: loading.book(name) for name in NAMES}
DISABLED = {"US-TCPA-RES", "IN-2026", "TW-HOURS", "TW-OUT", "SG-POHA"}
RULES = [
    (name, rule) for name, book in BOOKS.items() for rule in book.pack.rules if name != "us_ma" or "MA-" in rule.id
]


def test_all_places_are_shipped_and_their_examples_hold() -> None:
    assert set(loading.names()) == {*NAMES, "cn"}
    result = service.check([resources.path("law", name) for name in NAMES])
    assert result["failed"] == []
    assert result["examples"] > 1500


@pytest.mark.parametrize(("name", "rule"), RULES, ids=lambda value: getattr(value, "id", value))
def test_a_rule_is_whole(name: str, rule: loading.Rule) -> None:
    known = messages.catalogue()
    book = BOOKS[name]
    assert {example.fires for example in rule.examples} == {True, False}
    assert rule.elements
    assert rule.reviewer is None
    codes = {rule.why, *(f"review_{question}" for question in rule.ask)}
    codes |= {test.why for test in rule.tests if test.why}
    codes |= {test.except_note for test in rule.tests if isinstance(test, Conduct)}
    codes |= {
        f"review_{question}"
        for binding in book.pack.manifest.bindings.values()
        for question in binding.question.values()
    }
    assert codes <= set(known)
    marks = {
        clause.mark or book.instruments[clause.instrument].mark for clause in rule.clauses if not clause.supporting
    }
    assert marks != {Confidence.FROM_MEMORY} or not rule.enabled or rule.id in _NUMBER_FROM_MEMORY
    for clause in rule.clauses:
        ref = clauses.ClauseRef(
            clause.instrument, clause.article or "", Force.F1, clause.mark or book.instruments[clause.instrument].mark
        )
        for lang in ("zh", "en"):
            printed = clauses.wording(book, ref, lang)
            assert "违法" not in printed
            if ref.confidence is Confidence.FROM_MEMORY and clause.article:
                assert clause.article not in printed


#: CONC rules whose text was seen and whose number is from memory: cited without the number.
_NUMBER_FROM_MEMORY = {"UK-TIME", "UK-TIME-REVIEW", "UK-FREQ", "UK-3P", "UK-VISITBAD", "UK-FORBEAR"}


def test_what_was_not_verified_is_disabled() -> None:
    assert {rule.id for _, rule in RULES if not rule.enabled} == DISABLED


def test_a_number_that_is_no_law_says_so() -> None:
    named = {rule.id for _, rule in RULES if rule.threshold}
    assert named == {"US-HARASS", "UK-TIME-REVIEW", "UK-FREQ", "HK-PERSIST", "HK-HOURS", "IN-PERSIST"}
    for _, rule in RULES:
        if rule.threshold:
            assert rule.caveat is not None
            assert "this program's own" in rule.caveat.en


def test_quotations_stand_in_the_law_file() -> None:
    law = Path(__file__).parents[3] / "shared" / "law" / "intl.md"
    if not law.is_file():
        pytest.skip("the law file is not here")
    text = law.read_text("utf-8").replace("**", "")
    for _, rule in RULES:
        for clause in rule.clauses:
            assert clause.quote in text, (rule.id, clause.quote)


def test_the_state_runs_on_top_of_the_federation() -> None:
    ma, us = BOOKS["us_ma"], BOOKS["us"]
    assert set(us.rules) < set(ma.rules)
    assert ma.digest != us.digest
    day = date(2026, 3, 5)
    bank = clauses.applicable(ma, ma.rules["MA-2IN7"], day, CreditorType.BANK_CARD)
    assert [c.instrument for c in bank.clauses] == ["CMR940"]
    assert not clauses.applicable(ma, ma.rules["US-FREQ-A"], day, CreditorType.BANK_CARD).covered
    agency = clauses.applicable(ma, ma.rules["US-FREQ-A"], day, CreditorType.AGENCY)
    assert {c.instrument for c in agency.clauses} == {"REGF", "FDCPA"}


def test_a_pack_on_top_of_nothing_is_refused(tmp_path: Path) -> None:
    for file in resources.path("law", "us_ma").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    manifest = tmp_path / "pack.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("extends: us", "extends: atlantis"), "utf-8")
    with pytest.raises(UserError, match="bad_rule_pack"):
        loading.load(tmp_path)


def test_the_statute_alone_binds_before_the_regulation() -> None:
    us = BOOKS["us"]
    before = clauses.applicable(us, us.rules["US-TIME"], date(2021, 11, 29), CreditorType.AGENCY)
    assert [c.instrument for c in before.clauses] == ["FDCPA"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("us", "text messages count towards 7-in-7"),
        ("us", "the FDCPA allows phone 3 per 7 days"),
        ("us", "under the TCPA no calls after 9 p.m."),
        ("us_ma", "RCW 19.16.250"),
        ("us_ma", "the Do-Not-Call list stops debt collectors"),
        ("gb", "CONC 7.9.4: must not visit without prior agreement"),
        ("gb", "The FCA sets a limit of 3 calls"),
        ("tw", "債務清理條例第17條 22:00–06:00"),
    ],
)
def test_invented_law_is_caught(name: str, text: str) -> None:
    assert wrong_law(f"see {text}", BOOKS[name])


def test_traditional_chinese_is_read_as_simplified() -> None:
    matcher: Matcher = BOOKS["hk"].matcher
    assert [hit.category for hit in matcher.find(1, "你個不要臉的老賴")] == ["insult", "insult"]


def test_zones_of_area_codes() -> None:
    assert zones_of_number("+12125550100") == {"America/New_York"}
    assert zones_of_number("+18005550100") == frozenset()
    assert zones_of_number("212") == frozenset()


def test_every_sentence_of_the_packs_stands_in_both_languages() -> None:
    known = messages.catalogue()
    for code in [code for code in known if re.match(r"(?:why|note|review)_", code)]:
        zh, en = (set(re.findall(r"{(\w+)}", known[code][lang])) for lang in ("zh", "en"))
        assert zh == en, code
