# ruff: noqa: E501 - a table is read as a table
"""The 16 vectors and the 30 boundary scenarios of the research file on law abroad, by their row numbers.

Rows about dates alone are answered by the clocks: see also tests/clocks (5, 21, 26, 30).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from advocate.analysis.clocks import counting
from advocate.analysis.rules.engine import evaluate
from advocate.analysis.rules.loading import book
from advocate.domain.facts import CaseFacts, ContactFact, CreditorFact, DebtFact, Evaluation, NoticeFact
from advocate.domain.moments import epoch_ms, parse_moment
from advocate.domain.vocabulary import (
    Behaviour,
    CallOutcome,
    CreditorType,
    Direction,
    Grade,
    Medium,
    NoticeKind,
    Reached,
)

NY, LA, LONDON, INDIA = "America/New_York", "America/Los_Angeles", "Europe/London", "Asia/Kolkata"
AGENCY = CreditorFact(1, "collector", CreditorType.AGENCY)
BANK = CreditorFact(1, "bank", CreditorType.ORIGINAL_CREDITOR)
CARD = CreditorFact(1, "bank", CreditorType.BANK_CARD)
MICROFINANCE = CreditorFact(1, "mfi", CreditorType.MICROLOAN)
PRIVATE = CreditorFact(1, "landlord", CreditorType.PRIVATE_LENDER)
PV, PC, RF = "presumed_violation", "presumed_compliance", "rebuttal_factor"
LCM = "This is Robin Smith calling from ABC Inc. Please contact me or Jim Johnson at 1-800-555-1212."


def at(text: str, zone: str = NY) -> int:
    """Return epoch milliseconds of ``MM-DD HH:MM[:SS]`` in 2026."""
    clock = text.replace("T", " ")
    clock += ":00" if clock.count(":") == 1 else ""
    return epoch_ms(parse_moment(f"2026-{clock}", zone).at_utc)


class Log:
    """Contacts, numbered as they are written."""

    def __init__(self, zone: str = NY, **common: Any) -> None:
        self.zone = zone
        self.common = {"creditor_id": 1, "on_number": "+12125550100"} | common
        self.contacts: list[ContactFact] = []

    def add(self, when: str, medium: Medium = Medium.CALL, times: int = 1, every_min: int = 60, **more: Any) -> Log:
        start = at(when, self.zone)
        for n in range(times):
            fact = ContactFact(
                len(self.contacts) + 1, start + n * every_min * 60_000, self.zone, medium, **(self.common | more)
            )
            self.contacts.append(fact)
        return self


def notice(kind: NoticeKind, when: str, **more: Any) -> NoticeFact:
    return NoticeFact(kind, at(when), NY, 1, **more)


def run(log: Log, pack: str = "us", creditors: tuple[CreditorFact, ...] = (AGENCY,), **case: Any) -> Evaluation:
    return evaluate(CaseFacts(jurisdiction=pack, creditors=creditors, **case), log.contacts, book(pack))


# fmt: off
VECTORS: list[dict[str, Any]] = [
    {"id": "F01", "calls": ["04-01T10:00", "04-02T10:00", "04-03T10:00", "04-04T10:00", "04-05T10:00", "04-06T10:00", "04-07T10:00", "04-08T10:00"], "expect": PC},
    {"id": "F02", "calls": ["04-01T10:00", "04-02T10:00", "04-02T15:00", "04-03T10:00", "04-03T15:00", "04-06T10:00", "04-06T15:00", "04-07T10:00"], "expect": "A"},
    {"id": "F03", "calls": ["04-01T10:00", "04-01T11:00", "04-01T12:00", "04-01T13:00", "04-01T14:00", "04-01T15:00", "04-01T16:00", "04-07T10:00"], "expect": "A"},
    {"id": "F04", "calls": ["04-01T10:00", "04-01T11:00", "04-01T12:00", "04-01T13:00", "04-01T14:00", "04-01T15:00", "04-01T16:00", "04-08T10:00"], "expect": PC, "factor": "US-FREQ-RF"},
    {"id": "F05", "calls": ["10-06T10:00", "10-07T10:00", "10-08T10:00", "10-09T10:00", "10-10T10:00", "10-11T10:00", "10-12T10:00"], "expect": PC, "third": True},
    {"id": "F06", "calls": ["08-20T10:00"], "conv": ["08-13T10:00"], "expect": PC},
    {"id": "F07", "calls": ["08-19T10:00"], "conv": ["08-13T10:00"], "expect": "B"},
    {"id": "F08", "calls": ["08-11T10:00", "08-14T10:00", "08-20T10:00"], "conv": ["08-14T10:01"], "expect": "B"},
    {"id": "F09", "calls": ["08-11T10:00", "08-14T10:00", "08-21T10:00"], "conv": ["08-14T10:01"], "expect": PC},
    {"id": "F10", "calls": ["08-14T10:00", "08-14T10:30"], "conv": ["08-14T10:01"], "expect": "B", "factor": "US-FREQ-RFC", "dropped": True},
    {"id": "F11", "calls": ["04-03T10:00", "04-06T10:00"], "conv": ["04-03T10:01"], "consent": ["04-03T10:02"], "expect": PC},
    {"id": "F12", "calls": ["04-03T10:00", "04-06T10:00", "04-08T10:00"], "conv": ["04-03T10:01", "04-06T10:01"], "consent": ["04-03T10:02"], "expect": "B"},
    {"id": "F13", "calls": ["06-01T10:00", "06-02T10:00", "06-03T10:00", "06-08T10:00", "06-08T12:00", "06-08T14:00", "06-09T10:00", "06-09T12:00", "06-09T14:00", "06-10T10:00", "06-10T12:00"], "consent": ["06-04T09:00"], "expect": PC},
    {"id": "F14", "calls": ["06-01T10:00", "06-02T10:00", "06-03T10:00", "06-08T10:00", "06-08T12:00", "06-08T14:00", "06-09T10:00", "06-09T12:00", "06-09T14:00", "06-10T10:00", "06-10T12:00", "06-11T10:00", "06-11T11:00", "06-11T12:00", "06-11T13:00", "06-11T14:00", "06-11T15:00", "06-11T16:00", "06-11T17:00"], "consent": ["06-04T09:00"], "expect": "A"},
    {"id": "F15", "calls": ["05-01T10:00", "05-02T10:00", "05-03T10:00", "05-04T10:00", "05-05T10:00", "05-06T10:00", "05-07T10:00", "05-04T12:00 x", "05-05T12:00 x"], "expect": PC},
    {"id": "F16", "calls": ["05-01T10:00", "05-02T10:00", "05-03T10:00", "05-04T10:00", "05-05T10:00", "05-06T10:00", "05-07T10:00", "05-07T12:00"], "expect": "A"},
]
# fmt: on
CLAUSE = {"A": "1006.14(b)(2)(i)(A)", "B": "1006.14(b)(2)(i)(B)"}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_vector(vector: dict[str, Any]) -> None:
    reached = {"reached": Reached.FRIEND, "reached_name": "x"} if vector.get("third") else {}
    log = Log(**reached)
    for text in vector["calls"]:
        log.add(text.split()[0], outcome=CallOutcome.BUSY if text.endswith("x") else CallOutcome.RANG)
    for text in vector.get("conv", ()):
        outcome = CallOutcome.DROPPED if vector.get("dropped") else CallOutcome.ANSWERED
        log.add(text, direction=Direction.OUT, conversation=True, outcome=outcome)
    result = run(log, notices=tuple(notice(NoticeKind.CONSENT, day) for day in vector.get("consent", ())))
    found = {c.rule.removeprefix("US-FREQ-"): c for c in result.candidates if c.rule in ("US-FREQ-A", "US-FREQ-B")}
    if vector["expect"] == PC:
        assert found == {}
        graded = {note.grade for note in result.observations if note.rule == "US-FREQ-A"}
        assert graded == {Grade.PRESUMED_COMPLIANCE} or vector["id"] == "F11"
    else:
        (prong,) = found
        assert prong == vector["expect"]
        assert found[prong].grade is Grade.PRESUMED_VIOLATION
        assert [c.article for c in found[prong].clauses] == [CLAUSE[prong], "1006.14(b)(2)(ii)", "1692d(5)"]
    factors = {c.rule for c in result.candidates if c.grade is Grade.REBUTTAL_FACTOR}
    assert vector.get("factor") is None or vector["factor"] in factors


def test_vector_11_call_back_on_monday_is_left_out_of_both_prongs() -> None:
    log = Log().add("04-03 10:00", conversation=True).add("04-06 10:00")
    assert run(log, notices=(notice(NoticeKind.CONSENT, "04-03 10:02"),)).candidates == ()


@dataclass(frozen=True)
class Row:
    """A scenario: what is found with its grade and clause (``rule: (grade, article)``), what is noted, what is not."""

    number: str
    facts: str
    log: Log
    found: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    never: tuple[str, ...] = ()
    pack: str = "us"
    creditors: tuple[CreditorFact, ...] = (AGENCY,)
    case: dict[str, Any] = field(default_factory=dict)
    asks: tuple[str, ...] = ()


A7, B7 = (PV, "1006.14(b)(2)(i)(A)"), (PV, "1006.14(b)(2)(i)(B)")
SI = "Supplement I, 14(b)(2)(i)-2"
QUIET = {"US-FREQ-A": PC}
RING = {"outcome": CallOutcome.RANG}
TALK = {"conversation": True, "outcome": CallOutcome.ANSWERED}
OUT_TALK = TALK | {"direction": Direction.OUT}
TWO_DEBTS = {"debts": (DebtFact(1, 1), DebtFact(2, 1))}
BUSY_TIME = {"notices": (notice(NoticeKind.INCONVENIENT_TIME, "03-05 10:00", window=(15 * 60, 17 * 60)),)}
STOP_CALLS = {"notices": (notice(NoticeKind.STOP_MEDIUM, "03-05 10:00", medium=Medium.CALL, made_by=Medium.CALL),)}
CEASED = {"notices": (notice(NoticeKind.CEASE, "08-06 10:00", made_by=Medium.LETTER),)}
STOP_TEXTS = {"notices": (notice(NoticeKind.STOP_MEDIUM, "06-11 10:00", medium=Medium.SMS, made_by=Medium.SMS),)}
DISPUTED = {
    "notices": (
        notice(NoticeKind.DISPUTE, "03-20 10:00", made_by=Medium.LETTER),
        notice(NoticeKind.VERIFICATION, "03-25 10:00"),
    )
}
SISTER = {"reached": Reached.FAMILY, "reached_name": "sister", "conversation": True}
DISCLOSED = {"behaviours": frozenset({Behaviour.THIRD_PARTY_DISCLOSURE})}
PERMITTED = {"marks": frozenset({"permitted_notice"})}
CRIMINAL = "We will bring criminal proceedings against you."

# fmt: off
ROWS = [
    Row("1", "one a day, the 8th on day 8", Log().add("04-01 10:00", times=8, every_min=1440, **RING), notes=QUIET, never=("US-FREQ-A",)),
    Row("2", "8 in 1 to 7 April", Log().add("04-01 10:00", **RING).add("04-02 10:00", times=2, **RING).add("04-03 10:00", times=2, **RING).add("04-06 10:00", times=2, **RING).add("04-07 10:00", **RING), {"US-FREQ-A": A7}),
    Row("3", "7 unanswered on 3 April", Log().add("04-03 09:00", times=7, **RING), {"US-FREQ-RF": (RF, SI)}, QUIET, ("US-FREQ-A",)),
    Row("4", "2 unanswered, 4 minutes apart", Log().add("04-03 09:00", times=2, every_min=4, **RING), {"US-FREQ-RF2": (RF, SI)}, QUIET, ("US-FREQ-A", "US-FREQ-RF")),
    Row("5", "consumer phones 13 August, call 19 August", Log().add("08-13 10:00", **OUT_TALK).add("08-19 10:00", **RING), {"US-FREQ-B": B7}),
    Row("5", "the same, call 20 August", Log().add("08-13 10:00", **OUT_TALK).add("08-20 10:00", **RING), never=("US-FREQ-B", "US-FREQ-A")),
    Row("6", "line drops, redial 2 minutes later", Log().add("08-14 10:00", conversation=True, outcome=CallOutcome.DROPPED).add("08-14 10:02", **RING), {"US-FREQ-B": B7, "US-FREQ-RFC": (RF, "Supplement I, 14(b)(2)(ii)-2.iv.A")}),
    Row("7", "self-imposed deadline is no factor", Log().add("08-14 10:00", **TALK).add("08-17 10:00", text="This one-time discount ends tomorrow", **TALK), {"US-FREQ-B": B7}, never=("US-FREQ-RFC",)),
    Row("8", "call back Monday; then Wednesday", Log().add("04-03 10:00", **TALK).add("04-06 10:00", **TALK).add("04-08 10:00", **RING), {"US-FREQ-B": B7}, case={"notices": (notice(NoticeKind.CONSENT, "04-03 10:02"),)}),
    Row("9", "8 within consent, 1 after it", Log().add("06-08 09:00", times=8, every_min=300, **RING).add("06-11 10:00", **RING), notes=QUIET, never=("US-FREQ-A",), case={"notices": (notice(NoticeKind.CONSENT, "06-04 09:00"),)}),
    Row("10", "7 rings and 3 busy signals", Log().add("05-01 10:00", times=7, every_min=1300, **RING).add("05-02 12:00", times=3, outcome=CallOutcome.BUSY), notes=QUIET, never=("US-FREQ-A",)),
    Row("11", "8 calls to a full mailbox", Log().add("05-01 10:00", times=8, every_min=1000, outcome=CallOutcome.VOICEMAIL), {"US-FREQ-A": A7}),
    Row("12", "6 calls, 2 ringless voicemails, 10 texts", Log().add("05-01 10:00", times=6, every_min=1000, **RING).add("05-02 16:00", Medium.VOICEMAIL, times=2, every_min=1300, text=LCM).add("05-01 11:00", Medium.SMS, times=10, every_min=500), {"US-FREQ-A": A7, "US-HARASS": ("standard_review", "1006.14(a)")}),
    Row("13", "2 debts, 14 calls that name none", Log().add("04-01 08:30", times=14, every_min=600, **RING), notes={"US-FREQ-A": PC}, never=("US-FREQ-A",), case=TWO_DEBTS),
    Row("13", "the 15th", Log().add("04-01 08:30", times=15, every_min=600, **RING), {"US-FREQ-A": A7}, case=TWO_DEBTS),
    Row("14", "three student loans under one number are one debt", Log().add("04-01 08:30", times=8, every_min=600, **RING), {"US-FREQ-A": A7}, case={"debts": (DebtFact(1, 1),)}),
    Row("14", "separate numbers", Log().add("04-01 08:30", times=8, every_min=600, **RING), never=("US-FREQ-A",), case={"debts": (DebtFact(1, 1), DebtFact(2, 1), DebtFact(3, 1))}),
    Row("15", "20:59", Log().add("03-05 20:59"), never=("US-TIME",)),
    Row("15", "21:00", Log().add("03-05 21:00"), {"US-TIME": ("standard_review", "1692c(a)(1)")}, asks=("review_edge",)),
    Row("15", "21:01", Log().add("03-05 21:01"), {"US-TIME": (PV, "1006.6(b)(1)(i)")}),
    Row("15", "07:59", Log().add("03-05 07:59"), {"US-TIME": (PV, "1006.6(b)(1)(i)")}),
    Row("15", "08:00", Log().add("03-05 08:00"), {"US-TIME": ("standard_review", "1692c(a)(1)")}, asks=("review_edge",)),
    Row("16", "text received 21:03, sending unknown", Log().add("03-05 21:03", Medium.SMS), {"US-TIME": ("element_missing", "1006.6(b)(1)(i)")}, asks=("review_sent_time",)),
    Row("16", "sent 20:58", Log().add("03-05 21:03", Medium.SMS, sent_ms=at("03-05 20:58")), never=("US-TIME",)),
    Row("17", "ET number, PT address: 10:30 ET", Log(LA, other_zones=frozenset({NY})).add("03-05 07:30"), {"US-TIME": (PV, "1006.6(b)(1)(i)")}),
    Row("17", "21:30 ET", Log(LA, other_zones=frozenset({NY})).add("03-05 18:30"), notes={"US-TIME": "no_finding"}, never=("US-TIME",)),
    Row("17", "the number's area tells it", Log(LA).add("03-05 18:30"), notes={"US-TIME": "no_finding"}, never=("US-TIME",)),
    Row("18", "“I'm busy right now”", Log().add("03-05 10:00", direction=Direction.OUT, text="I'm busy right now").add("03-10 15:30"), never=("US-TIME-KNOWN",)),
    Row("18", "not 3 to 5 pm; call at 15:30", Log().add("03-10 15:30"), {"US-TIME-KNOWN": ("per_se", "1006.6(b)(1)(i)")}, case=BUSY_TIME),
    Row("19", "oral “stop calling”; letter; call", Log().add("03-06 10:00", Medium.LETTER).add("03-06 11:00"), {"US-MEDIUM": ("per_se", "1006.14(h)(1)")}, never=("US-CEASE", "US-CEASE-LETTER"), case=STOP_CALLS),
    Row("19", "the letter alone", Log().add("03-06 10:00", Medium.LETTER), never=("US-MEDIUM", "US-CEASE", "US-CEASE-LETTER"), case=STOP_CALLS),
    Row("20", "before receipt", Log().add("08-04 10:00", Medium.EMAIL), never=("US-CEASE",), case=CEASED),
    Row("20", "call after receipt", Log().add("08-07 10:00"), {"US-CEASE": ("per_se", "1006.6(c)(1)")}, case=CEASED),
    Row("20", "“we may sue, as we ordinarily do”", Log().add("08-10 10:00", Medium.LETTER, **PERMITTED), never=("US-CEASE", "US-CEASE-LETTER"), case=CEASED),
    Row("21", "confirmation at once", Log().add("06-11 10:00:30", Medium.SMS), never=("US-MEDIUM", "US-TCPA-REVOKE"), case=STOP_TEXTS),
    Row("21", "balance text on 12 June", Log().add("06-12 10:00", Medium.SMS), {"US-MEDIUM": ("per_se", "1006.14(h)(1)")}, never=("US-TCPA-REVOKE",), case=STOP_TEXTS),
    Row("21", "another on 29 June", Log().add("06-29 10:00", Medium.SMS), {"US-MEDIUM": ("per_se", "1006.14(h)(1)"), "US-TCPA-REVOKE": ("element_missing", "64.1200(a)(10)")}, case=STOP_TEXTS, asks=("review_autodialled",)),
    Row("22", "limited-content message", Log().add("03-05 10:00", Medium.VOICEMAIL, text=LCM), notes={"US-FREQ-A": PC, "US-IDENT": "no_finding"}, never=("US-MIRANDA", "US-IDENT")),
    Row("22", "adds “about a debt”", Log().add("03-05 10:00", Medium.VOICEMAIL, text=LCM.replace("Please", "It is about a debt. Please")), {"US-MIRANDA": ("element_missing", "1006.18(e)")}),
    Row("22", "adds “credit card receivables group”", Log().add("03-05 10:00", Medium.VOICEMAIL, text=LCM.replace("ABC Inc.", "ABC Inc. credit card receivables group.")), {"US-MIRANDA": ("element_missing", "1006.18(e)")}, notes={"US-FREQ-A": PC}),
    Row("23", "heard by a roommate", Log(reached=Reached.OTHER).add("03-05 10:00", Medium.VOICEMAIL, text="This call is about a debt"), {"US-3P": ("element_missing", "1006.6(d)(1)")}, asks=("review_words",)),
    Row("24", "sister, first conversation", Log().add("03-05 10:00", text="I am confirming John's address", **SISTER), never=("US-LOC-ONCE", "US-LOC-FORM", "US-3P")),
    Row("24", "second a week later", Log().add("03-05 10:00", **SISTER).add("03-12 10:00", **SISTER), {"US-LOC-ONCE": ("per_se", "1006.10(c)")}),
    Row("25", "the spouse", Log(reached=Reached.SPOUSE).add("03-05 10:00", **DISCLOSED), never=("US-3P", "US-LOC-FORM")),
    Row("25", "an adult son", Log(reached=Reached.FAMILY).add("03-05 10:00", **DISCLOSED), {"US-3P": ("per_se", "1006.6(d)(1)")}),
    Row("27", "dispute received, call 2 days later", Log().add("03-22 10:00"), {"US-DISPUTE": ("per_se", "1006.38(d)(2)")}, case=DISPUTED),
    Row("27", "after verification", Log().add("03-26 10:00"), never=("US-DISPUTE",), case=DISPUTED),
    Row("28", "own bank, 10 calls in a week, Massachusetts", Log().add("03-02 10:00", times=10, every_min=700, **RING), {"MA-2IN7": ("per_se", "7.04(1)(f)")}, {"US-FREQ-A": "not_covered"}, ("US-FREQ-A", "MA-DC"), "us_ma", (BANK,)),
    Row("29", "12 texts and “criminal proceedings”", Log(LONDON).add("03-02 10:00", Medium.SMS, times=12, every_min=700, text=CRIMINAL), {"UK-CANNOT": ("element_missing", "7.11.6R"), "UK-FREQ": ("standard_review", "7.9.4R"), "UK-PHA": ("element_missing", "1")}, {"UK-AJA": "not_covered"}, ("UK-AJA",), "gb"),
    Row("29", "the same, coded by a person", Log(LONDON).add("03-02 10:00", Medium.SMS, times=12, every_min=700, behaviours=frozenset({Behaviour.FALSE_LEGAL_THREAT})), {"UK-CANNOT": ("per_se", "7.11.6R"), "UK-PHA": ("standard_review", "1")}, {"UK-AJA": "not_covered"}, ("UK-AJA",), "gb"),
    Row("29", "a private landlord outside trade", Log(LONDON).add("03-02 10:00", Medium.SMS, text=CRIMINAL), {"UK-AJA": ("element_missing", "40(1)")}, pack="gb", creditors=(PRIVATE,), asks=("review_commercial_practice",)),
    Row("30", "India, 19:00", Log(INDIA).add("03-05 19:00"), never=("IN-HOURS",), pack="in", creditors=(CARD,)),
    Row("30", "India, 19:01", Log(INDIA).add("03-05 19:01"), {"IN-HOURS": ("per_se", "2")}, pack="in", creditors=(CARD,)),
    Row("30", "India, microfinance", Log(INDIA).add("03-05 19:01"), notes={"IN-HOURS": "not_covered"}, never=("IN-HOURS",), pack="in", creditors=(MICROFINANCE,)),
]
# fmt: on


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.number}: {row.facts}")
def test_scenario(row: Row) -> None:
    result = run(row.log, row.pack, row.creditors, **row.case)
    found = {c.rule: c for c in result.candidates}
    for rule, (grade, article) in row.found.items():
        assert rule in found, sorted(found)
        assert found[rule].grade == grade
        assert article in [c.article for c in found[rule].clauses]
    assert found.keys().isdisjoint(row.never)
    noted = {(note.rule, str(note.grade)) for note in result.observations}
    for rule, grade in row.notes.items():
        assert (rule, grade) in noted, noted
    asked = {reason.code for c in result.candidates for reason in c.review}
    assert asked.issuperset(row.asks)


def test_every_row_is_there() -> None:
    by_clocks = {"26"}
    assert {row.number for row in ROWS} | by_clocks == {str(n) for n in range(1, 31)}


@pytest.mark.parametrize(("printed", "early"), [(date(2026, 8, 6), True), (date(2026, 8, 7), False)])
def test_scenario_26_the_end_of_the_validation_period(printed: date, early: bool) -> None:
    assert (printed < counting.validation_period(date(2026, 7, 1)).due) == early


def test_scenario_30_the_ombudsman_before_and_after_eight_weeks() -> None:
    last = counting.due("gb.firm_8w", date(2026, 1, 7)).due
    assert (date(2026, 3, 4) > last, date(2026, 3, 5) > last) == (False, True)


def test_all_eight_grades_are_given() -> None:
    grades = set()
    for row in ROWS:
        result = run(row.log, row.pack, row.creditors, **row.case)
        grades |= {c.grade for c in result.candidates} | {note.grade for note in result.observations}
    assert grades == set(Grade)
