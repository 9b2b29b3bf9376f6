"""Scripts in changed texts, and what texts name."""

from __future__ import annotations

from advocate.analysis.scripts import grouping, identifiers, normal
from advocate.domain.vocabulary import IdentifierKind as Kind

SCRIPT = "{name}先生，您在橙子借款的欠款{amount}元已逾期{days}天，请立即处理，否则将通知您的家人和单位"


def values(text: str) -> set[tuple[str, str]]:
    """Return what a text names."""
    return {(each.kind.value, each.value) for each in identifiers.find(text)}


def test_identifiers_are_found_in_one_spelling() -> None:
    text = "点链接HTTP://Abcd12.top/x9y 或加微\u200b信abcd００１，打款6217 0012 3456 7890 123，回电０１０-66668888"
    assert values(text) == {
        (Kind.LINK, "abcd12.top"),
        (Kind.CHAT_ID, "abcd001"),
        (Kind.ACCOUNT, "6217001234567890123"),
        (Kind.CALLBACK, "+861066668888"),
    }
    assert (Kind.QQ, "12345678") in values("加QQ：12345678")
    assert (Kind.CASE_NUMBER, "(2024)民4219号") in values("合同号（2024）民04219号项下欠款")
    assert (Kind.ACCOUNT_TAIL, "9537") in values("尾号9537的账户")


def test_families_leave_the_figures_of_a_series_out() -> None:
    first, second = (identifiers.family(*identifiers.find(f"http://abcd{n}.top/a")) for n in (12, 97))
    assert first == second
    assert first is not None
    assert first.value == "abcd#.top"


def test_public_and_meaningless_things_are_no_identifiers() -> None:
    for text in (
        "您欠kuan5200元",
        "身份证尾号1234",
        "退订回T t.cn",
        "详见 www.gov.cn.",
        "请拨打95588",
        "取件码3-5-1234",
    ):
        assert values(text) == set(), text


def test_changed_texts_are_one_script_and_others_are_not() -> None:
    texts = [
        SCRIPT.format(name="黄", amount=3089, days=12),
        SCRIPT.format(name="欧阳", amount="21,388.50", days=309),
        SCRIPT.format(name="周", amount=800, days=3).replace("单位", "單位").replace("逾期", "逾\u200b期"),
        SCRIPT.format(name="周", amount=801, days=4).replace("欠款", "欠kuan").replace("通知", "嗵知"),
        SCRIPT.format(name="沈", amount=77, days=5).replace("请立即处理，否则将", "今日不还就"),
        "您好，中通快递放学府路丰巢柜了，取件码6-2-2408，请及时领取",
        "晚上回来吃饭吗，妈妈做了你爱吃的红烧肉，早点回来不要加班了",
    ]
    (script,) = grouping.group(texts)
    assert script.members == (0, 1, 2, 3, 4)
    assert "橙子借款" in script.template
    assert "#" in script.template
    assert "3089" not in script.template


def test_a_flood_of_one_time_codes_is_one_script_at_the_price_of_one_text() -> None:
    texts = [f"【支付宝】验证码{code:06d}，5分钟内有效，请勿泄露给他人。" for code in range(20_000)]
    (script,) = grouping.group(texts)
    assert len(script.members) == len(texts)


def test_a_text_of_a_hundred_thousand_signs_is_read_in_bounds() -> None:
    text = "欠款逾期上门处理" * 12_500 + " http://abcd1.top/x"
    reading = normal.read(text)
    assert len(reading.grams) < 100
    many = " ".join(f"http://abcd{n}.top/x" for n in range(5_000))
    assert len(identifiers.find(many)) <= identifiers.MOST_IN_A_TEXT
