"""What must hold for any contacts: their order is nothing, another one takes no finding away, days are alike."""

from __future__ import annotations

import dataclasses
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from advocate.analysis.rules.engine import evaluate
from advocate.analysis.rules.loading import book
from advocate.domain.facts import CaseFacts, ContactFact, CreditorFact, Evaluation
from advocate.domain.vocabulary import Behaviour, CreditorType, Direction, Medium, Nature, Reached, TimePrecision

DAY_MS = 86_400_000
#: 2026-02-01 in Beijing: every instrument of the pack is in force, and no zone changes its clock within a fortnight.
START_MS = 1_769_875_200_000
CASE = CaseFacts(
    creditors=(
        CreditorFact(1, "甲", CreditorType.BANK_CARD),
        CreditorFact(2, "乙", CreditorType.MICROLOAN, (8 * 60, 21 * 60)),
    )
)
PER_CONTACT = {
    "TIME-01",
    "TIME-02",
    "THR-02",
    "EXP-01",
    "EXP-02",
    "PI-01",
    "VISIT-03",
    "DOC-04",
    "AMT-02",
    "TIME-03",
    "TP-01",
    "TP-03",
    "TP-04",
    "THR-01",
    "THR-03",
    "IMP-01",
    "IMP-02",
    "DOC-03",
}

facts = st.builds(
    ContactFact,
    id=st.just(0),
    at_ms=st.integers(0, 10 * 86_400).map(lambda s: START_MS + s * 1000),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/London", "Asia/Tokyo"]),
    medium=st.sampled_from([Medium.CALL, Medium.CALL, Medium.SMS, Medium.WECHAT, Medium.VISIT]),
    direction=st.sampled_from([Direction.IN, Direction.IN, Direction.IN, Direction.OUT]),
    precision=st.sampled_from(list(TimePrecision)),
    duration_s=st.none() | st.integers(0, 4000),
    answered=st.sampled_from([None, True, False]),
    number=st.sampled_from([None, "+8616512345678", "008610110", "95588"]),
    on_number=st.sampled_from(["", "+8613800138000", "+8613900139000"]),
    text=st.sampled_from(["", "打断你的腿", "他欠5万", "您的账单已出", "已刑事立案，明天逮捕", "臭不要脸，滚"]),
    claims_to_be=st.sampled_from(["", "派出所民警", "某某律师"]),
    reached=st.sampled_from(list(Reached)),
    behaviours=st.frozensets(st.sampled_from(list(Behaviour)), max_size=3),
    nature=st.sampled_from(list(Nature)),
    named=st.booleans(),
    creditor_id=st.sampled_from([None, 1, 2]),
)
cases = st.lists(facts, max_size=25).map(
    lambda found: [dataclasses.replace(fact, id=number) for number, fact in enumerate(found, 1)]
)


def run(contacts: list[ContactFact]) -> Evaluation:
    return evaluate(CASE, contacts, book("cn"))


@given(cases, st.randoms())
def test_order_is_nothing(contacts: list[ContactFact], chance: Any) -> None:
    mixed = list(contacts)
    chance.shuffle(mixed)
    assert run(mixed) == run(contacts)


@given(cases, facts)
def test_another_contact_takes_no_finding_away(contacts: list[ContactFact], more: ContactFact) -> None:
    before = {c.window + c.rule: c for c in run(contacts).candidates}
    after = {c.window + c.rule: c for c in run([*contacts, dataclasses.replace(more, id=999)]).candidates}
    assert before.keys() <= after.keys()
    for key, candidate in before.items():
        if candidate.rule in PER_CONTACT:
            assert after[key] == candidate
        assert set(candidate.contacts) <= set(after[key].contacts)


@given(cases, st.integers(1, 200))
def test_days_are_alike(contacts: list[ContactFact], days: int) -> None:
    contacts = [dataclasses.replace(fact, zone="Asia/Shanghai") for fact in contacts]
    later = [dataclasses.replace(fact, at_ms=fact.at_ms + days * DAY_MS) for fact in contacts]

    def shape(found: Evaluation) -> list[Any]:
        # The text behind SIM-08 ends on 2026-04-30, amid these days.
        candidates = [c for c in found.candidates if c.rule != "SIM-08"]
        return [(c.rule, c.contacts, c.clauses, {r.code for r in c.review}) for c in candidates]

    assert shape(run(later)) == shape(run(contacts))


@given(cases)
def test_what_a_finding_says_is_whole(contacts: list[ContactFact]) -> None:
    known = {contact.id: contact for contact in contacts}
    result = run(contacts)
    assert len({(c.rule, c.window) for c in result.candidates}) == len(result.candidates)
    for candidate in result.candidates:
        assert candidate.clauses
        assert candidate.force == min(clause.force for clause in candidate.clauses if not clause.supporting)
        # What shows that the debtor could be reached may be their own call.
        acts = candidate.contacts[-1:] if candidate.rule == "TP-02" else candidate.contacts
        assert all(known[contact].direction is Direction.IN for contact in acts)
        assert all(known[contact].nature is not Nature.ORDINARY for contact in candidate.contacts)
        for hit in candidate.hits:
            assert 0 <= hit.start < hit.end <= len(known[hit.contact_id].text)
