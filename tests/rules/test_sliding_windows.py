# ruff: noqa: E501 - a table is read as a table
"""Windows of days that slide, conversations that reset, consent that leaves out: the vectors of 12 CFR 1006.14(b).

The vectors are written as the commentary gives them; the pack is the smallest that can say them.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate import resources
from advocate.analysis.rules.engine import evaluate
from advocate.analysis.rules.loading import Book, files, open_files
from advocate.analysis.rules.windows import crowded, fullest
from advocate.domain.facts import CaseFacts, ContactFact, CreditorFact, DebtFact, Evaluation, NoticeFact
from advocate.domain.moments import epoch_ms, parse_moment
from advocate.domain.vocabulary import CallOutcome, CreditorType, Direction, Grade, Medium, NoticeKind, Reached

ZONE = "America/Chicago"
WORDS = {"zh": "频次", "en": "Frequency"}
VECTORS: list[dict[str, Any]] = [
    {"id": "F01", "calls": ["04-01T10:00", "04-02T10:00", "04-03T10:00", "04-04T10:00", "04-05T10:00", "04-06T10:00", "04-07T10:00", "04-08T10:00"], "expect": ""},
    {"id": "F02", "calls": ["04-01T10:00", "04-02T10:00", "04-02T15:00", "04-03T10:00", "04-03T15:00", "04-06T10:00", "04-06T15:00", "04-07T10:00"], "expect": "A"},
    {"id": "F03", "calls": ["04-01T10:00", "04-01T11:00", "04-01T12:00", "04-01T13:00", "04-01T14:00", "04-01T15:00", "04-01T16:00", "04-07T10:00"], "expect": "A"},
    {"id": "F04", "calls": ["04-01T10:00", "04-01T11:00", "04-01T12:00", "04-01T13:00", "04-01T14:00", "04-01T15:00", "04-01T16:00", "04-08T10:00"], "expect": ""},
    {"id": "F06", "calls": ["08-20T10:00"], "conv": ["08-13T10:00"], "expect": ""},
    {"id": "F07", "calls": ["08-19T10:00"], "conv": ["08-13T10:00"], "expect": "B"},
    {"id": "F08", "calls": ["08-11T10:00", "08-14T10:00", "08-20T10:00"], "conv": ["08-14T10:01"], "expect": "B"},
    {"id": "F09", "calls": ["08-11T10:00", "08-14T10:00", "08-21T10:00"], "conv": ["08-14T10:01"], "expect": ""},
    {"id": "F10", "calls": ["08-14T10:00", "08-14T10:30"], "conv": ["08-14T10:01"], "expect": "B"},
    {"id": "F11", "calls": ["04-03T10:00", "04-06T10:00"], "conv": ["04-03T10:01"], "consent": [["04-03", ""]], "expect": ""},
    {"id": "F12", "calls": ["04-03T10:00", "04-06T10:00", "04-08T10:00"], "conv": ["04-03T10:01", "04-06T10:01"], "consent": [["04-03", "04-06"]], "expect": "B"},
    {"id": "F13", "calls": ["06-01T10:00", "06-02T10:00", "06-03T10:00", "06-08T10:00", "06-08T12:00", "06-08T14:00", "06-09T10:00", "06-09T12:00", "06-09T14:00", "06-10T10:00", "06-10T12:00"], "consent": [["06-04", ""]], "expect": ""},
    {"id": "F14", "calls": ["06-01T10:00", "06-02T10:00", "06-03T10:00", "06-08T10:00", "06-08T12:00", "06-08T14:00", "06-09T10:00", "06-09T12:00", "06-09T14:00", "06-10T10:00", "06-10T12:00", "06-11T10:00", "06-11T11:00", "06-11T12:00", "06-11T13:00", "06-11T14:00", "06-11T15:00", "06-11T16:00", "06-11T17:00"], "consent": [["06-04", ""]], "expect": "A"},
    {"id": "F15", "calls": ["05-01T10:00", "05-02T10:00", "05-03T10:00", "05-04T10:00", "05-05T10:00", "05-06T10:00", "05-07T10:00", "05-04T12:00 x", "05-05T12:00 x"], "expect": ""},
    {"id": "F16", "calls": ["05-01T10:00", "05-02T10:00", "05-03T10:00", "05-04T10:00", "05-05T10:00", "05-06T10:00", "05-07T10:00", "05-07T12:00"], "expect": "A"},
]  # fmt: skip


def rule(id_: str, why: str, test: dict[str, Any], grade: str = "presumed_violation") -> dict[str, Any]:
    return {
        "id": id_, "title": WORDS, "group": WORDS, "why": why, "grade": grade, "test": test,
        "clauses": [{"instrument": "REGF", "article": "1006.14(b)(2)"}], "examples": [{"note": "-", "fires": False}],
    }  # fmt: skip


def seven_in_seven() -> Book:
    """Return a pack of the call-frequency rule alone, on the clock of the person reached."""
    found = files(resources.path("law", "cn"))
    found["pack.yaml"] = json.dumps(
        {
            "name": "test", "version": "1", "compiled": "2026-11-24", "reviewer": None, "zone": "reached", "lexicon": "cn",
            "title": WORDS, "agency_as": "agency", "tell_not_covered": True,
            "bindings": {"unknown": {"question": {"REGF": "creditor_unknown"}}, "agency": {"binds": ["REGF"]}, "original_creditor": {}},
        }
    ).encode()  # fmt: skip
    found["instruments.yaml"] = json.dumps(
        [{"id": "REGF", "title": "Regulation F", "en": "Regulation F", "effective": "2021-11-30", "valid_from": "2021-11-30", "force": "F2", "mark": "T"}]
    ).encode()  # fmt: skip
    count = {
        "kind": "count",
        "count": "placed",
        "limit": 7,
        "days": 7,
        "media": ["call"],
        "per": ["creditor", "person", "debt"],
        "consent": 7,
        "within": True,
    }
    after = {
        "kind": "after",
        "event": "conversation",
        "within_days": 7,
        "same": ["person"],
        "media": ["call"],
        "placed_only": True,
        "consent": 7,
    }
    rapid = {
        "kind": "count",
        "count": "unanswered",
        "limit": 1,
        "minutes": 5,
        "media": ["call"],
        "per": ["creditor", "on_number"],
    }
    rules = [
        rule("A", "why_sliding", count),
        rule("B", "why_after", after),
        rule("RF", "why_minutes", rapid, "rebuttal_factor"),
    ]
    found["rules.yaml"] = json.dumps(rules).encode()
    found["elements.yaml"] = found["do_not_cite.yaml"] = b"[]"
    return open_files(found)


BOOK = seven_in_seven()
AGENCY = CreditorFact(1, "collector", CreditorType.AGENCY)


def at(text: str) -> int:
    return epoch_ms(parse_moment(f"2026-{text.replace('T', ' ')}:00", ZONE).at_utc)


def call(id_: int, at_ms: int, **more: Any) -> ContactFact:
    return ContactFact(id_, at_ms, ZONE, Medium.CALL, **({"creditor_id": 1, "on_number": "+13125550100"} | more))


def run(contacts: list[ContactFact], **more: Any) -> Evaluation:
    return evaluate(CaseFacts(**({"creditors": (AGENCY,)} | more)), contacts, BOOK)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_vector(vector: dict[str, Any]) -> None:
    contacts = [
        call(n, at(text.split()[0]), outcome=CallOutcome.BUSY if text.endswith("x") else CallOutcome.RANG)
        for n, text in enumerate(vector["calls"], 1)
    ]
    contacts += [
        call(n, at(text), direction=Direction.OUT, conversation=True)
        for n, text in enumerate(vector.get("conv", ()), 100)
    ]
    notices = tuple(NoticeFact(NoticeKind.CONSENT, at(f"{day}T00:00"), ZONE, 1) for day, _ in vector.get("consent", ()))
    result = run(contacts, notices=notices)
    found = {c.rule for c in result.candidates} - {"RF"}
    assert found == set(vector["expect"])
    assert {c.grade for c in result.candidates if c.rule != "RF"} <= {Grade.PRESUMED_VIOLATION}
    if "A" not in found and vector["id"] not in ("F11", "F12"):
        assert Grade.PRESUMED_COMPLIANCE in {note.grade for note in result.observations}


def test_two_unanswered_calls_within_five_minutes_are_a_factor() -> None:
    near = [call(1, at("04-01T10:00"), answered=False), call(2, at("04-01T10:04"), answered=False)]
    (found,) = run(near).candidates
    assert (found.rule, found.grade, found.contacts) == ("RF", Grade.REBUTTAL_FACTOR, (1, 2))
    far = [call(1, at("04-01T10:00"), answered=False), call(2, at("04-01T10:05"), answered=False)]
    assert run(far).candidates == ()


def test_unnamed_debts_share_the_limit() -> None:
    debts = tuple(DebtFact(number, 1) for number in (1, 2, 3))
    calls = [call(n, at("04-01T10:00") + n * 60_000 * 400) for n in range(1, 22)]
    assert [c for c in run(calls, debts=debts).candidates if c.rule == "A"] == []
    more = [*calls, call(99, at("04-01T10:01"))]
    (found,) = [c for c in run(more, debts=debts).candidates if c.rule == "A"]
    assert (dict(found.why.params)["count"], dict(found.why.params)["limit"]) == (22, 21)
    named = [call(n, at("04-01T10:00") + n * 60_000 * 400, debts=frozenset({1})) for n in range(1, 9)]
    assert [c.window for c in run(named, debts=debts).candidates if c.rule == "A"] == [
        "from=20544/creditor=1/person=debtor:/debt=1"
    ]


def test_a_third_person_has_the_same_limit_and_their_own_count() -> None:
    theirs = [call(n, at("10-06T10:00") + n * 86_400_000, reached=Reached.FRIEND, reached_name="x") for n in range(7)]
    ours = [call(n, at("10-06T10:00") + n * 86_400_000) for n in range(20, 22)]
    assert run([*theirs, *ours]).candidates == ()


def test_who_is_not_bound_is_told_so() -> None:
    calls = [call(n, at("04-01T10:00") + n * 3_600_000) for n in range(8)]
    result = run(calls, creditors=(CreditorFact(1, "bank", CreditorType.ORIGINAL_CREDITOR),))
    assert result.candidates == ()
    assert {note.grade for note in result.observations} == {Grade.NOT_COVERED}
    for fact in calls:
        fact.agency_id = 9
    assert [
        c.rule for c in run(calls, creditors=(CreditorFact(1, "b", CreditorType.ORIGINAL_CREDITOR),)).candidates
    ] == ["A"]


places = st.lists(st.integers(0, 60), max_size=40).map(sorted)


@given(places, st.integers(1, 10), st.integers(1, 5))
def test_sliding_counts_are_those_of_brute_force(found: list[int], length: int, limit: int) -> None:
    windows = [{i for i, p in enumerate(found) if start <= p < start + length} for start in range(-10, 70)]
    assert fullest(found, length) == max(len(window) for window in windows)
    crowd = set().union(*(window for window in windows if len(window) > limit)) if windows else set()
    runs = crowded(found, length, limit)
    assert {i for first, last, _ in runs for i in range(first, last + 1)} == crowd
    for first, last, most in runs:
        inside = range(first, last + 1)
        assert most == max(sum(1 for i in inside if start <= found[i] < start + length) for start in range(-10, 70))


@given(st.lists(st.integers(0, 40 * 1440), max_size=30), st.integers(-20, 20))
def test_the_engines_sliding_count_is_that_of_brute_force(minutes: list[int], hours: int) -> None:
    start = at("04-01T00:00") + hours * 3_600_000
    calls = [call(n, start + minute * 60_000) for n, minute in enumerate(sorted(minutes), 1)]
    days = [(fact.at_ms - 5 * 3_600_000) // 86_400_000 for fact in calls]
    over = any(sum(1 for day in days if first <= day < first + 7) > 7 for first in set(days))
    assert ("A" in {c.rule for c in run(calls).candidates}) == over


moves = st.lists(st.tuples(st.integers(0, 30 * 1440), st.sampled_from(list(CallOutcome)), st.booleans()), max_size=20)


@given(moves, st.integers(-11, 12), st.integers(-11, 12))
def test_shifting_all_times_and_the_zone_together_changes_nothing(
    made: list[tuple[int, CallOutcome, bool]], here: int, there: int
) -> None:
    """The same wall clock in another zone is the same to rules that go by the clock of the person reached."""

    def seen(east: int) -> list[Any]:
        zone = f"Etc/GMT{-east:+d}"
        start = epoch_ms(parse_moment("2026-04-01 00:00:00", zone).at_utc)
        facts = [
            ContactFact(
                n, start + minute * 60_000, zone, Medium.CALL, creditor_id=1, outcome=outcome, conversation=spoken
            )
            for n, (minute, outcome, spoken) in enumerate(made, 1)
        ]
        result = evaluate(CaseFacts(creditors=(AGENCY,)), facts, BOOK)
        return [(c.rule, c.window, c.contacts, c.why, c.review, c.grade) for c in result.candidates]

    assert seen(here) == seen(there)
