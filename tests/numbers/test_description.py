"""Words for numbers: always marked as inferred from the range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.analysis.numbers.description import describe
from advocate.analysis.numbers.plan import expand, load


def test_a_mobile_number_has_place_and_carrier_marked_as_inferred() -> None:
    chinese, english = describe("+8613800138000", "zh"), describe("+8613800138000", "en")

    assert (chinese.place, chinese.carrier) == ("北京市", "中国移动")
    assert chinese.text == "手机号 · 北京市 · 中国移动（号段推定）"
    assert english.text == "Mobile · Beijing · China Mobile (inferred from the number range)"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("12378", "金融监管总局消费者投诉热线"),
        ("95588", "大型企业客服号码"),
        ("95110", "海警报警电话"),
        ("95211234", "呼叫中心业务号码"),
        ("10690329013589", "跨省短信端口（非经营、公益或接入平台）"),
        ("4008106666", "被叫付费业务号码，用作主叫可疑"),
    ],
)
def test_a_service_number_says_what_it_is_for(number: str, words: str) -> None:
    assert describe(number, "zh").purpose == words


def test_a_foreign_number_names_its_country() -> None:
    assert describe("+85261234567", "zh").place.startswith("香港")
    assert describe("+85261234567", "en").place.startswith("Hong Kong")


def test_a_range_mostly_for_data_says_so() -> None:
    assert "物联网" in describe("+8614812345678", "zh").text


@given(st.text(), st.sampled_from(["zh", "en"]))
def test_no_text_makes_it_raise(number: str, lang: str) -> None:
    describe(number, lang)


def test_ranges_expand_to_prefixes_of_one_length() -> None:
    assert expand(["1340-1343", "192"]) == ["1340", "1341", "1342", "1343", "192"]
    with pytest.raises(ValueError, match="1343-134"):
        expand(["1343-134"])


def test_no_prefix_belongs_to_two_carriers() -> None:
    plan = load("cn")

    assert plan.country == "CN"
    assert plan.carrier_by_prefix["17405"] == "telecom"
    assert set(plan.carrier_by_prefix.values()) == set(plan.carriers)
    assert all(words["zh"] and words["en"] for words in [*plan.services.values(), *plan.named.values()])
