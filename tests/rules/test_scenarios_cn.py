# ruff: noqa: E501 - a table is read as a table
"""Table F of the law file, row by row: what given facts must lead to, under which clause, with which question."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from advocate.analysis.rules.engine import evaluate
from advocate.analysis.rules.loading import book
from advocate.domain.facts import CaseFacts, ContactFact, CreditorFact, Evaluation
from advocate.domain.moments import epoch_ms, parse_moment
from advocate.domain.vocabulary import Behaviour, CreditorType, Direction, Medium, Reached

BANK = (CreditorFact(1, "银行", CreditorType.BANK_ONLINE_LOAN),)
CARD = (CreditorFact(1, "银行", CreditorType.BANK_CARD),)
MICRO = (CreditorFact(1, "小贷", CreditorType.MICROLOAN),)
TWO = (CreditorFact(1, "甲", CreditorType.MICROLOAN), CreditorFact(2, "乙", CreditorType.LOAN_PLATFORM))
AGREED = (CreditorFact(1, "银行", CreditorType.BANK_ONLINE_LOAN, (20 * 60, 23 * 60)),)
A, B = "+8613800138000", "+8613900139000"


def contact(at: str, zone: str = "Asia/Shanghai", medium: Medium = Medium.CALL, **more: object) -> list[ContactFact]:
    """Return ``times`` contacts from ``at`` on, ``every_s`` seconds apart, of lender 1 unless told otherwise."""
    times = int(str(more.pop("times", 1)))
    every = timedelta(seconds=int(str(more.pop("every_s", 600))))
    start = parse_moment(at, zone).at_utc
    more.setdefault("creditor_id", 1)
    return [
        ContactFact(id=0, at_ms=epoch_ms(start + every * number), zone=zone, medium=medium, **more)  # type: ignore[arg-type]
        for number in range(times)
    ]


def sms(at: str, text: str = "", **more: object) -> list[ContactFact]:
    return contact(at, medium=Medium.SMS, text=text, **more)


def did(*codes: str) -> frozenset[Behaviour]:
    return frozenset(Behaviour(code) for code in codes)


@dataclass(frozen=True)
class Row:
    """A row of the table: exactly ``rules`` are suggested; clauses, questions and notes must be among the answer's."""

    number: str
    facts: str
    contacts: list[ContactFact]
    rules: frozenset[str] = frozenset()
    creditors: tuple[CreditorFact, ...] = BANK
    clauses: tuple[str, ...] = ()
    not_clauses: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    force: dict[str, str] = field(default_factory=dict)


def rules(*ids: str) -> frozenset[str]:
    return frozenset(ids)


DAY = "2026-03-05 "
TABLE = (
    Row("1", "call 08:00:00", contact(DAY + "08:00:00"), notes=(("TIME-01", "review_clock"),)),
    Row("2", "21:59:59, 40 s", contact(DAY + "21:59:59", duration_s=40, answered=True), notes=(("TIME-01", "review_runs_into"),)),
    Row("3", "22:00:00, no S4", contact(DAY + "22:00:00"), rules("TIME-01"), MICRO, ("S1:5.3",), questions=("review_clock",), force={"TIME-01": "F3"}),
    Row("3", "22:00:00, S4", contact(DAY + "22:00:00"), rules("TIME-01", "TIME-03"), clauses=("S1:5.3", "S4"), questions=("review_clock",)),
    Row("4", "07:59:30 ring, answered 08:00:05", contact(DAY + "07:59:30", answered=True), notes=(("TIME-01", "review_clock"),)),
    Row("5", "23:58 to 00:04", contact(DAY + "23:58:00", duration_s=360, answered=True), rules("TIME-01"), MICRO),
    Row("6", "SMS 03:00", sms(DAY + "03:00:00"), rules("TIME-01", "TIME-03")),
    Row("7", "agreed 20 to 23, call 22:30", contact(DAY + "22:30:00"), creditors=AGREED),
    Row("8", "London, 21:00 Beijing", contact(DAY + "13:00:00", "Europe/London"), notes=(("TIME", "note_local_time"),)),
    Row("9", "Tokyo, 21:30 Beijing", contact(DAY + "22:30:00", "Asia/Tokyo"), notes=(("TIME", "note_local_time"),)),
    Row("10", "3 connected", contact(DAY + "09:00:00", times=3, answered=True)),
    Row("11", "bank 1, agency A 2, agency B 1", contact(DAY + "09:00:00", answered=True) + contact(DAY + "10:00:00", times=2, answered=True, agency_id=7) + contact(DAY + "11:00:00", answered=True, agency_id=8), rules("FREQ-01"), clauses=("S1:5.3",)),
    Row("12", "2 lenders × 3", contact(DAY + "09:00:00", times=3, answered=True) + contact(DAY + "09:05:00", times=3, answered=True, creditor_id=2), creditors=TWO),
    Row("13", "6 unanswered", contact(DAY + "09:00:00", times=6, answered=False, on_number=A), creditors=CARD),
    Row("14", "7 unanswered", contact(DAY + "09:00:00", times=7, answered=False, on_number=A), rules("FREQ-03"), CARD, ("S4",), force={"FREQ-03": "F3"}),
    Row("15", "5 to A, 5 to B", contact(DAY + "09:00:00", times=5, answered=False, on_number=A) + contact(DAY + "09:05:00", times=5, answered=False, on_number=B), creditors=CARD, notes=(("FREQ-04", "note_unanswered_total"),)),
    Row("16", "debtor called back 4 times", contact(DAY + "09:00:00", times=4, answered=True, direction=Direction.OUT)),
    Row("17", "robot, 4 × 5 s", contact(DAY + "09:00:00", times=4, answered=True, duration_s=5, robot_voice=True), rules("FREQ-01")),
    Row("18", "20 polite SMS", sms(DAY + "09:00:00", "请按时还款", times=20), notes=(("FREQ-06", "note_messages"),)),
    Row("19", "asked for the new number only", contact(DAY + "10:00:00", text="请问他的新号码是多少", reached=Reached.FRIEND)),
    Row("21", "told “他欠5万”", contact(DAY + "10:00:00", text="他欠5万", reached=Reached.FRIEND), rules("TP-03"), clauses=("S1:5.3", "L1:1033#5"), questions=("review_words",), force={"TP-03": "F1"}),
    Row("21", "told, coded", contact(DAY + "10:00:00", reached=Reached.FAMILY, behaviours=did("third_party_disclosure")), rules("TP-03"), clauses=("S1:5.3", "L1:1033#5")),
    Row("22", "refused at 10:00, called at 15:00", contact(DAY + "15:00:00", reached=Reached.FRIEND, behaviours=did("after_refusal")), rules("TP-04"), clauses=("S1:5.3", "S4")),
    Row("23", "guarantor, politely", contact(DAY + "10:00:00", text="您是担保人，请还款", reached=Reached.GUARANTOR, behaviours=did("polite", "third_party_demand"))),
    Row("26", "real lawyer letter", contact(DAY + "10:00:00", medium=Medium.LETTER, text="本所接受委托发送律师函，联系人律师执业证号14403201010101010")),
    Row("27", "律师函 that the firm denies", contact(DAY + "10:00:00", medium=Medium.LETTER, behaviours=did("impersonate_lawyer")), rules("IMP-02"), clauses=("L3:62¶3",)),
    Row("28", "court number that 12368 does not know", sms(DAY + "10:00:00", "你的案号(2026)京0105民初1234号，今天还款", behaviours=did("false_legal_threat")), rules("DOC-03", "IMP-01"), clauses=("L3:62¶1-2", "S4"), questions=("review_words",)),
    Row("29", "将依法起诉", sms(DAY + "10:00:00", "我们将依法起诉")),
    Row("30", "已刑事立案，明天逮捕", sms(DAY + "10:00:00", "已刑事立案，明天逮捕"), rules("DOC-03", "IMP-01"), clauses=("S4", "D3:41"), questions=("review_words",)),
    Row("31", "3 insulting SMS in a week", sms("2026-03-02 10:00:00", times=3, every_s=172_800, behaviours=did("insult")), rules("FREQ-05", "THR-03"), clauses=("L3:50¶1#5",), not_clauses=("L3o:42#5",), force={"FREQ-05": "F1"}),
    Row("32", "1 insulting SMS", sms(DAY + "10:00:00", behaviours=did("insult")), rules("THR-03"), CARD, ("D1:68",), not_clauses=("L3:50¶1#5",), force={"THR-03": "F2"}),
    Row("32", "1 insulting SMS, lender unknown", sms(DAY + "10:00:00", behaviours=did("insult"), creditor_id=None), rules("THR-03"), (), ("S2",), questions=("review_creditor_unknown",), force={"THR-03": "F3"}),
    Row("33", "as 31, December 2025", sms("2025-12-02 10:00:00", times=3, every_s=172_800, behaviours=did("insult")), rules("FREQ-05", "THR-03"), clauses=("L3o:42#5",), not_clauses=("L3:50¶1#5",)),
    Row("43", "missed call, unknown 165 number", contact(DAY + "10:00:00", answered=False, number="+8616512345678")),
    Row("45", "caller ID 008610110", contact(DAY + "10:00:00", number="008610110"), rules("IMP-01"), questions=("review_spoofed",)),
    Row("50", "reminder 3 days before the due date, 21:30", sms(DAY + "21:30:00", "您的账单三天后到期，请按时还款")),
    Row("51", "“我愿意替他还，多少钱”, then the amount", contact(DAY + "10:00:00", text="我愿意替他还，多少钱？他欠5万", reached=Reached.FRIEND), notes=(("TP-03", "note_exception"),)),
)  # fmt: skip

LATER = {
    20: "TP-02, contact person approached while the debtor is reachable, is not among these rules",
    24: "TP-08, spouse; here a spouse only adds a question to TP-01 and TP-03",
    25: "EXP-01, EXP-02 and PI-01, exposure",
    34: "the six-month limit is a deadline",
    35: "the six-month limit of continuous conduct is a deadline",
    36: "AMT-02, extra fees",
    37: "AMT-06, interest caps",
    38: "AMT-07, interest caps",
    39: "AMT-07, interest caps",
    40: "AMT-04, interest deducted up front",
    41: "VISIT-01, visits",
    42: "VISIT-03, visits",
    44: "number pools are found by the number analysis",
    46: "SIM cards in the client's name belong to channels",
    47: "a limit of a complaint channel",
    48: "clocks of a complaint channel",
    49: "evidence keeps its original",
    52: "PI-01, personal information",
    53: "a guard of complaint drafts",
}


def run(row: Row) -> Evaluation:
    for number, fact in enumerate(row.contacts, 1):
        fact.id = number
    return evaluate(CaseFacts(creditors=row.creditors), row.contacts, book("cn"))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.number} {row.facts}")
def test_row(row: Row) -> None:
    result = run(row)
    assert {candidate.rule for candidate in result.candidates} == row.rules
    cited = {f"{c.instrument}:{c.article}".rstrip(":") for f in result.candidates for c in f.clauses}
    assert cited >= set(row.clauses)
    assert cited.isdisjoint(row.not_clauses)
    assert {reason.code for f in result.candidates for reason in f.review} >= set(row.questions)
    assert {(note.rule, note.reason.code) for note in result.observations} >= set(row.notes)
    for candidate in result.candidates:
        if candidate.rule in row.force:
            assert candidate.force == row.force[candidate.rule]


def test_every_row_of_the_table_is_tested_or_explained() -> None:
    tested = {int(row.number) for row in TABLE}
    assert tested.isdisjoint(LATER)
    assert tested | set(LATER) == set(range(1, 54))


def test_row_5_belongs_to_the_day_it_began() -> None:
    (finding,) = run(next(row for row in TABLE if row.number == "5")).candidates
    assert dict(finding.why.params)["day"] == "2026-03-05"


def test_row_11_names_all_calls_of_the_day() -> None:
    (finding,) = run(next(row for row in TABLE if row.number == "11")).candidates
    assert finding.contacts == (1, 2, 3, 4)
    assert finding.window == "2026-03-05/creditor=1"


def test_row_33_names_the_old_fine() -> None:
    rule = book("cn").rules["FREQ-05"]
    old = next(clause for clause in rule.clauses if clause.instrument == "L3o")
    assert old.penalty is not None
    assert "500元" in old.penalty.zh
