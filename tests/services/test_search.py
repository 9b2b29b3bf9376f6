"""Search: hits are exactly the substrings, whatever is asked for."""

from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocate.domain.drafts import CaseDraft, ClientDraft
from advocate.domain.errors import UserError
from advocate.domain.filters import ContactFilter
from advocate.services import cases, contacts, numbers, search
from advocate.services.search import snippet_of
from advocate.storage import search as index
from advocate.storage.vault import Vault
from tests.services.conftest import Log

FOLD = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
#: Few characters of every sort, so that random queries hit: Chinese, rare, ASCII, marks, emoji, accents, FTS5 syntax.
ALPHABET = "还钱逾期𠮷㐂鿰aAbk5 09，。“\"'*()-+:^%_\\\n\u3000👎👨\u200d👩éÉѪ①ｱ\ue000"


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        ("还钱", True),
        ("钱", True),
        ("钱还", False),
        ("不还钱", True),
        ("明天。不还", True),
        ("明天不还", False),
        ("5万", True),
        ("5000元", True),
        ("000元", True),
        ("00", True),
        ("LOAN", True),
        ("oan A", True),
        ("loanapp", False),
        ("𠮷先生", True),
        ("👎", True),
        ("👍", False),
        ("喆", True),
        ("%", False),
        ("_", False),
        ('"还钱"', False),
        ("还钱 OR 明天", False),
        ("还*", False),
        ("NEAR(还 钱)", False),
    ],
)
def test_a_hit_is_a_true_substring(vault: Vault, log: Log, query: str, hit: bool) -> None:
    contact_id = log("我说明天。不还钱就打断腿，𠮷先生欠5万又5000元，Loan App👎 喆")
    log("毫不相干的一条")

    with vault.read() as uow:
        assert [found.id for found in search.contacts(uow, query)] == ([contact_id] if hit else [])
        assert list(contacts.ids(uow, ContactFilter(text=query))) == ([contact_id] if hit else [])


@pytest.mark.parametrize("field", ["text", "summary", "claims_to_be", "reached_name", "harm"])
def test_every_field_with_words_is_searched_but_not_across_two(vault: Vault, log: Log, field: str) -> None:
    log(**{"summary": "甲乙", "claims_to_be": "丙", field: "法务部"})

    with vault.read() as uow:
        assert [hit.snippet for hit in search.contacts(uow, "法务")] == ["法务部"]
        assert search.contacts(uow, "乙丙") == []


@given(
    texts=st.lists(st.text(ALPHABET, max_size=12), min_size=1, max_size=8),
    query=st.text(ALPHABET, min_size=1, max_size=4),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hits_are_those_of_a_plain_comparison(vault: Vault, texts: list[str], query: str) -> None:
    with vault.write() as uow:
        uow.connection.exec_driver_sql("DELETE FROM contacts")
        case_id = cases.add(uow, CaseDraft(ClientDraft("x")))
        insert = (
            "INSERT INTO contacts(id, uid, case_id, at_utc, at_zone, at_written, at_precision, local_date, "
            "local_minute, medium, direction, on_number_raw, name, text, summary, claims_to_be, reached, reached_name, "
            "harm, nature, robot_voice, detail, source_place, entered_utc) VALUES (?, x'00', ?, 0, 'UTC', '', 'exact', "
            "'1970-01-01', 0, 'sms', 'in', '', '', ?, '', '', 'debtor', '', '', 'unsorted', 0, '', '', 0)"
        )
        uow.connection.exec_driver_sql(insert, [(row, case_id, text) for row, text in enumerate(texts, 1)])
        index.add(uow.connection, [(row, index.contact_text(text)) for row, text in enumerate(texts, 1)])
    wanted = query.translate(FOLD)
    expected = [row for row, text in enumerate(texts, 1) if wanted in index.contact_text(text).translate(FOLD)]

    with vault.read() as uow:
        assert sorted(index.latest(uow.connection, query, 100)) == expected
        assert sorted(contacts.ids(uow, ContactFilter(case_id=case_id, text=query))) == expected


@given(st.text(max_size=50))
def test_nothing_typed_becomes_syntax(text: str) -> None:
    match = index.match_query(text)

    assert match is None or (match.startswith('"') and match.count('"') == 2 and match.rstrip("*").endswith('"'))


def test_the_latest_come_first_and_the_limit_holds(vault: Vault, case_id: int, log: Log) -> None:
    made = [log(f"还钱{day}", at=f"2026-09-{day} 10:00") for day in range(10, 20)]
    with vault.write() as uow:
        other = cases.add(uow, CaseDraft(ClientDraft("周远山")))
    elsewhere = log("还钱", at="2026-09-21 10:00", case=other)

    with vault.read() as uow:
        assert [hit.id for hit in search.contacts(uow, "还钱", limit=3)] == [elsewhere, made[-1], made[-2]]
        mine = search.contacts(uow, "还钱", case_id=case_id, limit=2)
        assert [hit.id for hit in mine] == [made[-1], made[-2]]
        assert search.contacts(uow, "还钱", limit=0) == []
    assert mine[0].case_number.endswith("0001")


def test_a_number_finds_its_contacts(vault: Vault, log: Log) -> None:
    contact_id = log("没有数字", number_raw="16500000118")
    quoted = log("请打16500000118")

    with vault.read() as uow:
        for query in ("16500000118", "+86 165 0000 0118", "650000"):
            assert contact_id in [hit.id for hit in search.contacts(uow, query)], query
        hits = {hit.id: hit for hit in search.contacts(uow, "16500000118")}
        assert search.contacts(uow, "99999") == []
    assert set(hits) == {contact_id, quoted}
    assert (hits[contact_id].snippet, hits[contact_id].matches) == ("没有数字", ())
    assert hits[quoted].matches == ((2, 13),)


@pytest.mark.parametrize("query", ["", "  ", "\n"])
def test_nothing_asked_nothing_found(vault: Vault, log: Log, query: str) -> None:
    log("还钱")

    with vault.read() as uow:
        assert search.contacts(uow, query) == []


def test_an_endless_query_is_refused(vault: Vault) -> None:
    with vault.read() as uow, pytest.raises(UserError, match="query_too_long"):
        search.contacts(uow, "还" * 201)


def test_a_snippet_is_one_plain_line_with_true_offsets() -> None:
    text = "前" * 40 + "\n<b>还钱</b>还钱" + "后" * 100
    snippet, matches = snippet_of(("", text), "还钱")

    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert "\n" not in snippet
    assert "<b>" in snippet
    assert [snippet[start:end] for start, end in matches] == ["还钱", "还钱"]


@given(st.text(ALPHABET, max_size=200), st.text(ALPHABET, min_size=1, max_size=3))
def test_the_offsets_of_a_snippet_point_at_the_query(text: str, query: str) -> None:
    snippet, matches = snippet_of((text,), query)
    shown = "".join(char if char.isprintable() else " " for char in query).translate(FOLD)

    assert bool(matches) == (query.translate(FOLD) in text.translate(FOLD))
    assert all(snippet[start:end].translate(FOLD) == shown for start, end in matches)


def test_numbers_are_listed_across_cases(vault: Vault, log: Log) -> None:
    with vault.write() as uow:
        other = cases.add(uow, CaseDraft(ClientDraft("周远山")))
    log("a", at="2026-09-20 10:00", number_raw="13800138000", on_number_raw="13900000011")
    log("b", at="2026-09-22 10:00", number_raw="+8613800138000", case=other)
    removed = log("c", at="2026-09-19 10:00", number_raw="13800138000")
    gone = log("d", at="2026-09-19 10:00", number_raw="95588")
    log("e", at="2026-09-18 10:00", number_raw="12378")
    with vault.write() as uow:
        contacts.remove(uow, removed)
        contacts.remove(uow, gone)
    with vault.read() as uow:
        listed = numbers.listing(uow)
        english = numbers.show(uow, "138 0013 8000", "en")
        unused = numbers.show(uow, "95588")
        assert numbers.show(uow, f"N-{english.id:06}").number == "+8613800138000"
        for text in ("13800138001", "N-000099", "", "N-x"):
            with pytest.raises(UserError):
                numbers.show(uow, text)

    assert [view.number for view in listed] == ["12378", "+8613800138000"]
    view = listed[1]
    assert (view.cases, view.contacts, view.region, view.carrier, view.batch) == (2, 2, "北京市", "中国移动", "")
    assert view.first_utc is not None
    assert view.last_utc is not None
    assert (view.last_utc - view.first_utc).days == 2
    assert (english.region, english.carrier, english.contacts) == ("Beijing", "China Mobile", 2)
    assert (unused.contacts, unused.first_utc) == (0, None)
