"""What the engine answers beyond the table: unknown lenders, approximate times, unsorted imports, whom rules bind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from advocate.analysis.rules.engine import evaluate
from advocate.analysis.rules.loading import book
from advocate.domain.facts import CaseFacts, ContactFact, CreditorFact, Evaluation
from advocate.domain.moments import epoch_ms, parse_moment
from advocate.domain.vocabulary import Behaviour, CreditorType, Medium, Nature, Reached, TimePrecision


def contacts(
    at: str, times: int = 1, every_s: int = 600, zone: str = "Asia/Shanghai", **more: Any
) -> list[ContactFact]:
    start = parse_moment(at, zone).at_utc
    more.setdefault("medium", Medium.CALL)
    return [
        ContactFact(id=n + 1, at_ms=epoch_ms(start + timedelta(seconds=every_s * n)), zone=zone, **more)
        for n in range(times)
    ]


def run(facts: list[ContactFact], *creditors: CreditorFact) -> Evaluation:
    return evaluate(CaseFacts(creditors=creditors), facts, book("cn"))


def found(result: Evaluation) -> dict[str, set[str]]:
    """Return the suggested rules with the codes of their questions."""
    return {c.rule: {reason.code for reason in c.review} for c in result.candidates}


def of_kind(kind: CreditorType) -> CreditorFact:
    return CreditorFact(1, "机构", kind)


def test_night_call_in_a_case_without_debts() -> None:
    assert found(run(contacts("2026-03-05 23:15:00"))) == {"TIME-01": {"review_creditor_unknown"}}


@pytest.mark.parametrize("creditor", [(), (of_kind(CreditorType.MICROLOAN),)])
def test_four_connected_calls(creditor: tuple[CreditorFact, ...]) -> None:
    facts = contacts("2026-03-05 09:00:00", 4, answered=True, creditor_id=1 if creditor else None)
    assert set(found(run(facts, *creditor))) == {"FREQ-01"}


@pytest.mark.parametrize(
    ("behaviour", "reached", "rule"),
    [
        ("threat", "debtor", "THR-01"),
        ("insult", "debtor", "THR-03"),
        ("suicide_incitement", "debtor", "THR-03"),
        ("impersonate_official", "debtor", "IMP-01"),
        ("impersonate_other", "debtor", "IMP-02"),
        ("false_legal_threat", "debtor", "DOC-03"),
        ("third_party_disclosure", "family", "TP-03"),
        ("third_party_demand", "employer", "TP-01"),
        ("after_refusal", "friend", "TP-04"),
    ],
)
def test_a_coded_behaviour_in_a_case_without_debts(behaviour: str, reached: str, rule: str) -> None:
    facts = contacts("2026-03-05 10:00:00", behaviours=frozenset({Behaviour(behaviour)}), reached=Reached(reached))
    assert set(found(run(facts))) == {rule}


def test_coded_behaviour_needs_no_words_and_no_question_of_the_lexicon() -> None:
    facts = contacts("2026-03-05 10:00:00", text="打断你的腿", behaviours=frozenset({Behaviour.THREAT}))
    (finding,) = run(facts).candidates
    assert finding.review == ()
    assert [hit.phrase for hit in finding.hits] == ["打断你的腿"]


def test_words_alone_are_a_question_that_shows_them() -> None:
    (finding,) = run(contacts("2026-03-05 10:00:00", text="小心：打 断 你 的 腿")).candidates
    assert finding.rule == "THR-01"
    assert dict(finding.review[0].params) == {"words": "打断你的腿"}
    hit = finding.hits[0]
    assert "小心：打 断 你 的 腿"[hit.start : hit.end] == "打 断 你 的 腿"


@pytest.mark.parametrize("precision", ["hour", "part_of_day", "range"])
def test_an_approximate_time_is_a_question(precision: str) -> None:
    facts = contacts("2026-03-05 23:00:00", precision=TimePrecision(precision))
    assert "review_approximate" in found(run(facts))["TIME-01"]


def test_a_bare_date_is_no_time() -> None:
    assert run(contacts("2026-03-05 00:00:00", precision=TimePrecision.DAY)).candidates == ()


def test_several_calls_known_to_the_day_still_count() -> None:
    facts = contacts("2026-03-05 00:00:00", 4, 0, precision=TimePrecision.DAY, answered=True)
    assert set(found(run(facts))) == {"FREQ-01"}


def test_calls_that_may_have_been_missed_are_a_question_only_where_they_decide() -> None:
    sure = contacts("2026-03-05 09:00:00", 4, answered=True)
    unsure = contacts("2026-03-05 15:00:00", 2)
    for number, fact in enumerate(unsure, 10):
        fact.id = number
    assert "review_answered" not in found(run(sure + unsure))["FREQ-01"]
    assert "review_answered" in found(run(sure[:3] + unsure))["FREQ-01"]
    assert len(run(sure + unsure).candidates[0].contacts) == 6


def test_imported_contacts_ask_whether_it_is_a_collector() -> None:
    unsorted = {"nature": Nature.UNSORTED, "number": "+8616512345678"}
    assert "review_sorting" in found(run(contacts("2026-03-05 23:15:00", **unsorted)))["TIME-01"]
    assert run(contacts("2026-03-05 23:15:00", named=True, **unsorted)).candidates == ()
    assert run(contacts("2026-03-05 23:15:00", nature=Nature.ORDINARY)).candidates == ()


@pytest.mark.parametrize("number", ["106902615", "95588", "10086", "12368", "4008123123", "1069026123456"])
def test_service_numbers_of_an_import_are_harmless_without_words(number: str) -> None:
    message = {"nature": Nature.UNSORTED, "number": number, "medium": Medium.SMS}
    assert run(contacts("2026-03-05 23:15:00", text="您的账单已出", **message)).candidates == ()
    words = found(run(contacts("2026-03-05 12:15:00", text="再不还钱，打断你的腿", **message)))
    assert words == {"THR-01": {"review_sorting", "review_words"}}


def test_a_bank_number_with_a_country_code_is_harmless_until_it_says_something() -> None:
    message = {"nature": Nature.UNSORTED, "number": "+8695588", "medium": Medium.SMS}
    assert run(contacts("2026-03-05 12:15:00", text="您的账单已出", **message)).candidates == ()
    words = found(run(contacts("2026-03-05 12:15:00", text="再不还钱，打断你的腿", **message)))
    assert words["IMP-02"] == {"review_sorting", "review_spoofed"}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (CreditorType.BANK_CARD, {"TIME-01", "TIME-03"}),
        (CreditorType.BANK_ONLINE_LOAN, {"TIME-01", "TIME-03"}),
        (CreditorType.CONSUMER_FINANCE, {"TIME-01", "TIME-03"}),
        (CreditorType.MICROLOAN, {"TIME-01"}),
        (CreditorType.LOAN_PLATFORM, {"TIME-01"}),
        (CreditorType.DEBT_BUYER, {"TIME-01"}),
        (CreditorType.PRIVATE_LENDER, set()),
        (CreditorType.UNLICENSED, set()),
        (CreditorType.UNKNOWN, {"TIME-01"}),
    ],
)
def test_whom_the_night_rules_bind(kind: CreditorType, expected: set[str]) -> None:
    assert set(found(run(contacts("2026-03-05 23:15:00", creditor_id=1), of_kind(kind)))) == expected


@pytest.mark.parametrize("kind", list(CreditorType))
def test_a_statute_binds_everybody(kind: CreditorType) -> None:
    facts = contacts("2026-03-05 10:00:00", behaviours=frozenset({Behaviour.THREAT}), creditor_id=1)
    assert ("THR-01", "F1") in [(c.rule, c.force) for c in run(facts, of_kind(kind)).candidates]


def test_nothing_applies_before_its_day() -> None:
    assert run(contacts("2025-02-27 23:15:00")).candidates == ()
    assert set(found(run(contacts("2025-02-28 23:15:00")))) == {"TIME-01"}
    card = of_kind(CreditorType.BANK_CARD)
    assert set(found(run(contacts("2026-01-29 23:15:00", creditor_id=1), card))) == {"TIME-01"}
    assert set(found(run(contacts("2026-01-30 23:15:00", creditor_id=1), card))) == {"TIME-01", "TIME-03"}


def test_an_act_of_new_years_eve_by_beijing_time_is_under_the_old_law() -> None:
    late = contacts("2025-12-31 16:30:00", zone="UTC", behaviours=frozenset({Behaviour.THREAT}))
    early = contacts("2025-12-31 15:30:00", zone="UTC", behaviours=frozenset({Behaviour.THREAT}))
    clauses = [
        [c.instrument for f in run(x).candidates if f.rule == "THR-01" for c in f.clauses] for x in (late, early)
    ]
    assert clauses == [["L3"], ["L3o"]]


def test_times_at_the_ends_of_the_calendar_do_not_break_it() -> None:
    for at_ms in (-62_135_596_800_000, 253_402_300_799_999, -(2**62), 2**62):
        fact = ContactFact(id=1, at_ms=at_ms, zone="America/New_York", medium=Medium.CALL)
        assert run([fact]).pack == "cn"


def test_push_to_suicide_is_told_before_anything_else() -> None:
    result = run(contacts("2026-03-05 10:00:00", text="去死吧"))
    assert ("SAFETY", "note_safety") in {(note.rule, note.reason.code) for note in result.observations}
