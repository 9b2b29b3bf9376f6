"""The facts in words: counted, not typed; every sentence with its sources."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from advocate.domain.moments import Moment, parse_moment
from advocate.domain.views import DebtView
from advocate.domain.vocabulary import TimePrecision
from advocate.reports import narrative
from advocate.reports.model import Complaint, FactSection, LegalItem, Ref, Sentence

GOLDEN = Path(__file__).parent.parent / "golden" / "reports"


def _all(sections: tuple[FactSection, ...]) -> list[Sentence]:
    return [sentence for section in sections for sentence in section.sentences]


def test_facts_and_legal_basis_are_as_checked_by_hand(grounds: narrative.Grounds, debt: DebtView) -> None:
    made = {
        "facts": TypeAdapter(tuple[FactSection, ...]).dump_python(narrative.facts(grounds, [debt]), mode="json"),
        "legal": TypeAdapter(tuple[LegalItem, ...]).dump_python(narrative.legal_basis(grounds), mode="json"),
    }
    path = GOLDEN / "facts.json"
    if os.environ.get("ADVOCATE_WRITE_GOLDEN"):
        path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert made == json.loads(path.read_text("utf-8"))


def test_every_sentence_about_contacts_names_them(grounds: narrative.Grounds) -> None:
    ids = {f"K-{number:06d}" for number in grounds.contacts}
    for sentence in _all(narrative.facts(grounds, [])):
        named = {ref.id for ref in sentence.refs if ref.kind == "contact"}
        assert named
        assert named <= ids


def test_counts_follow_the_contacts(grounds: narrative.Grounds) -> None:
    fewer = replace(grounds, contacts={number: c for number, c in grounds.contacts.items() if number in (1, 2, 7)})
    assert "催收联系3次，其中电话3次，对方使用的号码或账号共2个。" in narrative.overview(fewer).text
    assert narrative.overview(fewer).text.startswith("经核对留存记录，2026年3月5日至2026年3月8日")
    assert [ref.id for ref in narrative.overview(fewer).refs] == ["K-000001", "K-000002", "K-000007", "C-1"]


def test_the_same_words_are_told_once_and_verbatim(grounds: narrative.Grounds) -> None:
    told = narrative.worst(grounds)
    assert [sentence.refs[0].id for sentence in told] == ["K-000001", "K-000005"]
    assert told[0].quotation == "你再不还，今晚就到你家楼下！"
    assert told[0].text.endswith("内容为：“你再不还，今晚就到你家楼下！”")
    assert "通话1分05秒" in told[0].text
    assert "自称“法务部”" in told[0].text


def test_names_of_third_persons_are_masked_and_relations_are_not(grounds: narrative.Grounds) -> None:
    text = "".join(sentence.text for sentence in narrative.third_parties(grounds))
    assert "家人王某某共1次" in text
    assert "单位（领导）共1次" in text
    assert "淑芬" not in text


def test_statutes_come_before_rules_and_standards(grounds: narrative.Grounds) -> None:
    items = narrative.legal_basis(grounds)
    assert [str(item.force) for item in items] == ["F1", "F2", "F3"]
    assert items[2].rules == ("TIME-01", "TP-03")
    assert items[2].mark == "T2"
    assert Ref("contact", "K-000006") in items[2].refs


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        (TimePrecision.EXACT, "2026年3月5日22:15:08"),
        (TimePrecision.MINUTE, "2026年3月5日22:15"),
        (TimePrecision.HOUR, "2026年3月5日22时许"),
        (TimePrecision.PART_OF_DAY, "2026年3月5日"),
        (TimePrecision.DAY, "2026年3月5日"),
        (TimePrecision.RANGE, "2026年3月5日22:15至2026年3月6日01:00之间"),
    ],
)
def test_times_are_as_exact_as_they_are_known(precision: TimePrecision, expected: str) -> None:
    at = parse_moment("2026-03-05 22:15:08", "Asia/Shanghai").at_utc
    end = parse_moment("2026-03-06 01:00", "Asia/Shanghai").at_utc
    assert narrative.when(Moment(at, "Asia/Shanghai", "", precision, end)) == expected


@given(st.text(max_size=12))
def test_a_masked_name_shows_one_character_at_most(name: str) -> None:
    shown = narrative.masked_name(name)
    stripped = name.strip()
    assert shown[:1] == stripped[:1]
    assert set(shown[1:]) <= {"某"}


def test_the_model_survives_json(model: Complaint) -> None:
    assert Complaint.from_json(model.to_json()) == model
