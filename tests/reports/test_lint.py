"""What may never stand in a document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advocate.reports import lint
from advocate.reports.model import Complaint, FactSection, Sentence

#: The list of section A13 of the law file, each as somebody would write it.
WRONG_LAW = [
    "依据自律公约第16条，催收时间为8:00–22:00",
    "根据《自律公约》第18条，每日不得超过3次",
    "催收时间不得在21:00-8:00",
    "该公约2023年9月生效",
    "最高法(2021)最高法民申2385号确立的规则",
    "须经“三次有效送达”",
    "违反《中华人民共和国催收管理办法》",
    "《工商银行法》规定早上6:00后方可催收",
    "参见银保监罚决字〔2023〕78号",
    "该催收员没有催收员资格证书",
    "《银行保险机构消费者权益保护管理办法》第四十一条规定不得在休息时间催收",
    "170/171无需实名",
    "自律公约第１６条",
    "自律公約第十六條",
    "催收管理\u200b办法",
    "（2021）民申２３８５号",
    "21点至次日8点不得催收",
    "晚上9点到次日早上8点不得催收",
]
EXTORTION = [
    "不还钱还要赔我5万否则投诉",
    "请支付赔偿金3万元，否则继续举报",
    "被投诉人支付补偿10000元后，本人即撤回投诉",
    "撤回投诉的前提是支付人民币2万元",
    "给五千块封口费",
]
HARMLESS = [
    "请求被投诉人依法退还多收的费用2,000元。",
    "对方要求转账2000元，否则上门。",
    "催收人员称不还钱就通知单位。",
    "请求依法赔偿损失；对处理结果不服的，将依法申请核查。",
    "不应在每日22:00至次日8:00进行催收。",
    "2026年3月5日21:00来电；次日8:00又来电。",
    "《银行保险机构消费者权益保护管理办法》第四十一条",
]


@pytest.mark.parametrize("text", WRONG_LAW)
@pytest.mark.parametrize("where", ["requests", "facts", "declaration"])
def test_wrong_law_is_found_wherever_it_stands(model: Complaint, text: str, where: str) -> None:
    changed = (
        replace(model, facts=(FactSection("补充", (Sentence(text),)),))
        if where == "facts"
        else replace(model, **{where: (text,)})
    )
    hits = lint.check(changed, lint.phrases())
    assert [hit.code for hit in hits][:1] == ["do_not_cite"]
    assert hits[0].part == where
    assert hits[0].why


def test_a_phrase_spread_over_several_entries_is_found(model: Complaint) -> None:
    changed = replace(model, requests=("依据自律公约第", "16", "条停止催收"))
    assert [hit.code for hit in lint.check(changed, lint.phrases())] == ["do_not_cite"]


def test_line_ends_and_blanks_hide_nothing(model: Complaint) -> None:
    changed = replace(model, requests=("违反《中华人民共和国催 收\n管理办法》",))
    assert lint.check(changed, lint.phrases())


@pytest.mark.parametrize("text", EXTORTION)
def test_money_for_silence_is_found(model: Complaint, text: str) -> None:
    hits = lint.check(replace(model, requests=(text,)), lint.phrases())
    assert "extortion_risk" in [hit.code for hit in hits]


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_sentences_pass(model: Complaint, text: str) -> None:
    assert lint.check(replace(model, requests=(text,)), lint.phrases()) == []


def test_what_a_collector_said_is_evidence(model: Complaint) -> None:
    said = "我有催收员资格证书，按催收管理办法办事"
    told = Sentence(f"来电，内容为：“{said}”。", (), said)
    row = replace(model.contacts[0], text=said)
    changed = replace(model, facts=(FactSection("原话", (told,)),), contacts=(row,))
    assert lint.check(changed, lint.phrases()) == []
