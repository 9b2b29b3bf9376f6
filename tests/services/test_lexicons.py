"""Own words of an organisation: they find, they say whose they are, and they never take anything from the law's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.analysis.lexicons.own import OwnMatcher
from advocate.analysis.rules.loading import book
from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft
from advocate.domain.errors import UserError
from advocate.domain.moments import parse_moment
from advocate.domain.vocabulary import FindingStatus
from advocate.services import cases, finding_pages, findings, lexicons, rule_packs
from advocate.storage.vault import Vault

Log = Callable[..., int]


def test_a_word_in_a_category_of_the_law_makes_a_question_that_names_it(vault: Vault, case_id: int, log: Log) -> None:
    contact = log("还不还钱，你个瓜娃子", "2026-03-06 10:00")
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
        assert findings.listing(uow, case_id) == []
        lexicons.add(uow, "瓜娃子", "insult", note="四川方言")
        findings.evaluate(uow, case_id)
        found = findings.listing(uow, case_id)
        english = findings.listing(uow, case_id, "en")
    assert {finding.contacts for finding in found} == {(contact,)}
    assert all(hit.own and hit.phrase == "瓜娃子" for finding in found for hit in finding.hits)
    assert all("本机构自加的词语：瓜娃子" in finding.review for finding in found)
    assert all("Words that your organisation added" in finding.review for finding in english)


def test_a_removed_word_takes_its_suggestions_along_and_leaves_decisions(vault: Vault, case_id: int, log: Log) -> None:
    log("你个瓜娃子", "2026-03-06 10:00")
    log("瓜娃子接电话", "2026-03-07 10:00")
    with vault.write() as uow:
        word = lexicons.add(uow, "瓜娃子", "insult")
        findings.evaluate(uow, case_id)
        first, *_ = findings.listing(uow, case_id)
        findings.confirm(uow, first.id, "听过录音")
        lexicons.remove(uow, word)
        findings.evaluate(uow, case_id)
        (left,) = findings.listing(uow, case_id)
    assert (left.id, left.status, left.stale) == (first.id, FindingStatus.CONFIRMED, True)
    assert left.hits[0].own


def test_a_category_of_ones_own_is_an_observation_and_never_law(vault: Vault, case_id: int, log: Log) -> None:
    contact = log("我们给你办的是内部停息", "2026-03-06 10:00")
    with vault.write() as uow:
        lexicons.add(uow, "内部停息", "停息挂账话术")
        findings.evaluate(uow, case_id)
        assert findings.listing(uow, case_id) == []
        seen, total = finding_pages.observations(uow, case_id)
        (one,) = [entry for entry in seen if entry.own]
        (category,) = [entry for entry in lexicons.categories(uow) if entry.own]
    assert total == len(seen)
    assert one.contacts == (contact,)
    assert "停息挂账话术" in one.title
    assert "内部停息" in one.text
    assert (category.title, category.used) == ("停息挂账话术", False)


def test_while_typing_own_words_are_heard(vault: Vault, case_id: int) -> None:
    draft = ContactDraft(case_id, parse_moment("2026-03-06 10:00", "Asia/Shanghai"), text="你个瓜娃子")
    with vault.write() as uow:
        assert findings.preview(uow, draft) == []
        lexicons.add(uow, "瓜娃子", "insult")
        shown = findings.preview(uow, draft)
    assert shown
    assert all(hit.own for finding in shown for hit in finding.hits)


def test_guards_hold_for_own_words(vault: Vault) -> None:
    with vault.write() as uow:
        lexicons.add(uow, "扔江里", "threat_person")
        pack = rule_packs.in_use(uow, "cn")
        assert pack is not None
        heard = lexicons.with_own(uow, pack)
    assert [hit.phrase for hit in lexicons.own_hits(heard, "明天把你扔江里")] == ["扔江里"]
    assert lexicons.own_hits(heard, "我们不会扔江里") == []
    assert [hit.phrase for hit in lexicons.own_hits(heard, "把你扔 江·里")] == ["扔江里"]


def test_english_words_are_negated_as_the_lexicon_does(vault: Vault) -> None:
    with vault.write() as uow:
        lexicons.add(uow, "rough you up", "violence", "us")
        pack = rule_packs.in_use(uow, "us")
        assert pack is not None
        heard = lexicons.with_own(uow, pack)
    assert [hit.phrase for hit in lexicons.own_hits(heard, "We will rough you up tonight")] == ["rough you up"]
    assert lexicons.own_hits(heard, "We will never rough you up") == []


@given(
    st.lists(
        st.sampled_from(["老赖", "不还就去死", "公示老赖名单", "你好", "，", "上门", "骗子", "坐牢", "瓜娃子"]),
        max_size=12,
    )
)
def test_what_the_law_lexicon_finds_never_changes(pieces: list[str]) -> None:
    text = "".join(pieces)
    law = book("cn")
    both = MATCHER
    assert [hit for hit in both.find(1, text) if not hit.own] == law.matcher.find(1, text)


MATCHER = OwnMatcher(
    book("cn").pack.lexicon,
    (("own:名单", "公示老赖名单上门"), ("insult", "瓜娃子"), ("own:去死", "就去死你好"), ("threat_person", "老赖骗子")),
)


def test_words_belong_to_one_jurisdiction(vault: Vault, log: Log) -> None:
    with vault.write() as uow:
        lexicons.add(uow, "瓜娃子", "insult")
        other = cases.add(uow, CaseDraft(ClientDraft("陈大文"), jurisdiction="hk"))
        assert other
        pack = rule_packs.in_use(uow, "hk")
        assert pack is not None
        assert lexicons.with_own(uow, pack) is pack


@pytest.mark.parametrize(
    ("phrase", "category", "code"),
    [
        ("骂", "insult", "own_word_length"),
        ("", "insult", "own_word_length"),
        ("长" * 41, "insult", "own_word_length"),
        ("·· ··", "insult", "own_word_length"),
        ("去死吧", "suicide_push", "own_word_known"),
        ("去 死 吧", "suicide_push", "own_word_known"),
        ("瓜娃子", "  ", "own_category_length"),
        ("瓜娃子", "名" * 25, "own_category_length"),
    ],
)
def test_what_cannot_be_a_word_is_said(vault: Vault, phrase: str, category: str, code: str) -> None:
    with vault.write() as uow, pytest.raises(UserError) as caught:
        lexicons.add(uow, phrase, category)
    assert caught.value.code == code


def test_the_same_word_twice_and_an_unknown_one(vault: Vault) -> None:
    with vault.write() as uow:
        lexicons.add(uow, "瓜娃子", "insult", note="方言")
        with pytest.raises(UserError) as caught:
            lexicons.add(uow, "瓜 娃 子", "insult")
        assert caught.value.code == "own_word_known"
        (word,) = lexicons.listing(uow)
        assert (word.phrase, word.note, word.own_category, word.by) == ("瓜娃子", "方言", False, "counselor")
        with pytest.raises(UserError) as missing:
            lexicons.remove(uow, word.id + 1)
        assert missing.value.code == "unknown_word"
