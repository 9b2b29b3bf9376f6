"""Phrases are found, harmless words are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.analysis.lexicons.matching import Matcher
from advocate.analysis.lexicons.model import Phrase
from advocate.analysis.rules.loading import book

PACK = book("cn")
MATCHER: Matcher = PACK.matcher
PHRASES = [
    (category, Phrase(text=entry) if isinstance(entry, str) else entry)
    for category, content in PACK.pack.lexicon.categories.items()
    for entry in content.phrases
]


def hits(text: str) -> list[tuple[str, str]]:
    return [(hit.category, hit.phrase) for hit in MATCHER.find(1, text)]


@pytest.mark.parametrize(("category", "phrase"), PHRASES, ids=lambda value: getattr(value, "text", value))
def test_every_phrase_hits_its_category(category: str, phrase: Phrase) -> None:
    assert (category, phrase.text) in hits(f"喂，{phrase.text}，听见没有")
    spaced = "".join(f"{character} " for character in phrase.text)
    assert (category, phrase.text) in hits(f"喂，{spaced}，听见没有")


def test_the_lexicon_holds_all_listed_categories() -> None:
    assert len(PHRASES) == 231
    assert len({category for category, _ in PHRASES}) == 13


@pytest.mark.parametrize("clean", PACK.pack.lexicon.must_not_fire, ids=lambda clean: clean.text)
def test_no_near_miss_fires(clean: object) -> None:
    if getattr(clean, "speaker", "") == "collector":
        assert hits(str(getattr(clean, "text", ""))) == []


@pytest.mark.parametrize("negation", ["不会", "不得", "请勿", "严禁"])
def test_a_negated_phrase_is_none(negation: str) -> None:
    assert hits(f"我们{negation}泼油漆") == []
    assert hits(f"我们{negation}再泼油漆") == []
    assert hits(f"{negation}拖欠，泼油漆等着你") == [("threat_person", "泼油漆")]


def test_a_double_negation_is_a_threat() -> None:
    assert hits("别逼我，我不得不泼油漆") == [("threat_person", "泼油漆")]
    assert hits("你不会以为我不敢弄死你吧") == [("threat_person", "弄死你")]


def test_a_relative_is_no_insult_and_an_insult_stays_one() -> None:
    assert hits("有人加你妈微信") == []
    assert hits("去你妈的") == [("insult", "你妈")]
    assert hits("给你妈打电话气死她") == [("family_children", "给你妈打电话气死她")]


def test_only_the_harmless_place_is_left_out() -> None:
    assert hits("滚动更新账单，你给我滚") == [("insult", "滚")]


def test_quotations_of_works_are_left_out_and_others_are_not() -> None:
    assert hits("歌词《泼油漆》") == []
    assert hits("小说里写“泼油漆”") == []
    assert hits("他说“泼油漆”") == [("threat_person", "泼油漆")]


@pytest.mark.parametrize("text", ["弄　死　你", "弄·死·你", "弄*死*你", "弄\u200b死\u200b你", "弄-死_你"])
def test_tricks_with_separators_do_not_help(text: str) -> None:
    (hit,) = MATCHER.find(7, f"我要{text}!")
    assert (hit.contact_id, hit.phrase) == (7, "弄死你")
    assert f"我要{text}!"[hit.start : hit.end] == text


def test_full_width_letters_are_the_same() -> None:
    assert hits("Ｐ图") == hits("p图") == [("exposure", "P图")]


@given(st.text(st.characters() | st.sampled_from("弄死你滚滚动《》“”不会 ·，"), max_size=60))
def test_any_text_gives_places_within_it(text: str) -> None:
    for hit in MATCHER.find(1, text):
        assert 0 <= hit.start < hit.end <= len(text)
        assert MATCHER.find(1, text) == MATCHER.find(1, text)
