"""Words are known however they are disguised, and only then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.analysis.lexicons.folding import fold, places
from advocate.analysis.lexicons.matching import Matcher
from advocate.analysis.lexicons.model import Category, Combination, LexiconFile, Words
from advocate.analysis.rules.loading import book

MATCHER: Matcher = book("cn").matcher
TITLE = Words(zh="甲", en="A")


def categories(text: str) -> set[str]:
    return {hit.category for hit in MATCHER.find(0, text)}


def small(phrases: tuple[str, ...], **lists: tuple[str, ...]) -> Matcher:
    combinations = (Combination(words=tuple(lists), within=4, example="x"),) if len(lists) > 1 else ()
    category = Category(title=TITLE, phrases=phrases, combinations=combinations)
    return Matcher(
        LexiconFile(name="x", version="1", negations=(), quoted_after=(), words=lists, categories={"a": category})
    )


@pytest.mark.parametrize(
    "text",
    ["爆通讯录", "爆通訊錄", "爆通迅录", "爆tong讯录", "爆 通 讯 录", "爆通\u200b讯录", "爆通讯lu", "爆通讯錄"],
)
def test_one_word_in_many_spellings(text: str) -> None:
    (hit,) = small(("爆通讯录",)).find(3, f"信不信我{text}。")
    assert hit.phrase == "爆通讯录"
    assert f"信不信我{text}。"[hit.start : hit.end] == text


@pytest.mark.parametrize("text", ["申请法援", "这件事实", "通向陆地"])
def test_a_word_that_only_sounds_alike_is_another_word(text: str) -> None:
    assert not small(("法院", "事事", "通讯录")).find(0, text)


def test_half_of_a_word_has_to_stand_as_it_is() -> None:
    matcher = small(("刑事责任",))
    assert matcher.find(0, "追究你形事责任")
    assert not matcher.find(0, "行使则人")


@pytest.mark.parametrize("text", ["fa院传票已寄出", "琺院传票已寄出", "法院傳票已寄出"])
def test_letters_rare_and_traditional_characters(text: str) -> None:
    assert "impersonate_official" in categories(text)


def test_letters_belong_to_whole_words() -> None:
    matcher = small(("rapist", "P图"))
    assert matcher.find(0, "you rapist!")
    assert not matcher.find(0, "call my therapist")
    assert matcher.find(0, "P图发出去")
    assert not matcher.find(0, "GP图")


def test_words_combine_in_their_order_and_near_each_other() -> None:
    matcher = small((), tell=("告诉",), kin=("老婆", "单位"))
    (hit,) = matcher.find(0, "我去告诉你的老婆")
    assert (hit.phrase, hit.start, hit.end) == ("告诉你的老婆", 2, 8)
    assert not matcher.find(0, "老婆告诉我")
    assert not matcher.find(0, "告诉你一件大事情，老婆")
    assert not matcher.find(0, "告诉你。老婆")
    assert matcher.find(0, "告诉他。告诉你老婆")


def test_a_combination_may_be_taken_back_by_its_sentence() -> None:
    lists = {"tell": ("通知",), "kin": ("家长",), "kind": ("放假",)}
    combination = Combination(words=("tell", "kin"), unless=("kind",), example="通知家长")
    category = Category(title=TITLE, combinations=(combination,))
    matcher = Matcher(
        LexiconFile(name="x", version="1", negations=(), quoted_after=(), words=lists, categories={"a": category})
    )
    assert matcher.find(0, "通知家长")
    assert not matcher.find(0, "通知家长明天放假")
    assert matcher.find(0, "明天放假。通知家长")


def test_a_list_that_nobody_wrote_is_refused() -> None:
    combination = Combination(words=("a", "b"), example="x")
    category = Category(title=TITLE, combinations=(combination,))
    with pytest.raises(ValueError, match="no list of words"):
        LexiconFile(name="x", version="1", negations=(), quoted_after=(), categories={"a": category})


#: What people were told, in other words than those of the sources.
TOLD = [
    ("third_party", "下午我们会去你们村找村长说说你的事"),
    ("third_party", "你表哥的电话我也有，要不要给他打一个"),
    ("third_party", "让你同事都看看你的嘴脸"),
    ("threat_person", "再不接电话我让人去你家蹲着"),
    ("threat_person", "我知道你家在哪，晚上别睡太死"),
    ("insult", "狗娘养的玩意"),
    ("impersonate_official", "你好这里是某某区法院立案庭的"),
    ("fake_legal", "三天内会限制你出行高铁飞机都坐不了"),
    ("fees_private_pay", "你先转500块保证金给我，我帮你撤案"),
    ("bombing", "拉黑我还有一千个号"),
    ("exposure", "把你照片做成海报贴你们小区电梯里"),
    ("coerce_funding", "你就不能问亲戚朋友借点"),
    ("suicide_push", "从楼上跳下去一了百了"),
    ("identity_evasion", "不用知道我是谁，还钱就行"),
    ("pretext", "您好，您有一个法院快递无人签收，请速联系13812345678"),
]
HARMLESS = [
    "老婆晚上回来吃饭吗",
    "明天公司开会，通知一下你们部门同事",
    "老师通知：孩子明天带作业本，家长请签字",
    "【招商银行】您尾号1234的信用卡本期账单已出，请按时还款",
    "快递放门口了，谢谢",
    "警察叔叔说丢的手机找到了",
    "兄弟，到你家楼下了，下来拿东西",
    "你孩子考上公务员了？恭喜",
    "微信转我200，饭钱",
    "我是公安局家属院的物业，麻烦挪下车",
    "我行将依法向法院提起诉讼，请您知悉",
    "请您通过官方渠道还款，我公司员工不会索要私人转账",
    "我们只联系您本人，不会联系您的家人",
    "银行卡被冻结了，去柜台处理一下",
    "你女儿真可爱，在哪上学呀",
    "【上海教育】家长您好，孩子今日3点放学，请准时接送",
    "那个剧昨天演到法院开庭，太好看了",
    "【公安】反诈提醒：凡自称公检法要求转账的都是诈骗",
]


@pytest.mark.parametrize(("category", "text"), TOLD)
def test_other_words_for_the_same(category: str, text: str) -> None:
    assert category in categories(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_messages_say_nothing(text: str) -> None:
    assert categories(text) == set()


@given(st.sampled_from([text for _, text in TOLD]), st.data())
def test_separators_anywhere_hide_nothing(text: str, data: st.DataObject) -> None:
    before = categories(text)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from("\u200b\u00ad *·.")) + text[at:]
    assert before <= categories(text)


@given(st.text(max_size=80))
def test_places_lead_back_to_the_text(text: str) -> None:
    at = places(text)
    assert len(at) == len(fold(text))
    assert at == sorted(at)
