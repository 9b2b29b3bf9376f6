"""The pack itself: its examples hold, its mistakes are named, its citations are written as they may be."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from advocate import messages, resources
from advocate.analysis.rules import clauses, examples, loading
from advocate.analysis.rules.lint import wrong_law
from advocate.analysis.rules.model import Manifest
from advocate.domain.errors import UserError
from advocate.domain.facts import ClauseRef
from advocate.domain.vocabulary import Confidence, CreditorType, Force
from advocate.services import rules as service

PACK = loading.book("cn")
#: Every row of A1 to A11 that has a machine test. Not rules: THR-10 is a remedy, OUT-04 is about pay inside the
#: agency, SIM-02 and SIM-05 to SIM-07 are for authorities and carriers, SIM-09 is a clue without a norm.
IDS = {
    f"{name}-{number:02d}"
    for name, numbers in {
        "TIME": range(1, 5), "FREQ": range(1, 8), "TP": range(1, 9), "EXP": range(1, 6), "THR": range(1, 10),
        "IMP": range(1, 5), "ID": range(1, 4), "DOC": range(1, 6), "AMT": range(1, 12), "REC": range(1, 3),
        "OUT": range(1, 4), "PI": range(1, 3), "SIM": (1, 3, 4, 8), "VISIT": range(1, 4),
    }.items()
    for number in numbers
}  # fmt: skip
#: What rests on memory alone, or has no test in its text, is kept for review and never run.
DISABLED = {"TIME-04", "EXP-05", "AMT-10", "OUT-03"}


def ref(instrument: str, article: str) -> ClauseRef:
    found = PACK.instruments[instrument]
    return ClauseRef(instrument, article, found.force or Force.F3, found.mark)


def test_the_shipped_examples_hold() -> None:
    result = service.check([resources.path("law", "cn")])
    assert result["failed"] == []
    assert result["rules"] == len(PACK.rules)
    assert result["examples"] > 300
    assert set(PACK.rules) == IDS
    assert {rule.id for rule in PACK.pack.rules if not rule.enabled} == DISABLED


def test_what_rests_on_memory_alone_is_disabled_or_asks() -> None:
    for rule in PACK.pack.rules:
        marks = {clause.mark or PACK.instruments[clause.instrument].mark for clause in rule.clauses}
        assert marks != {Confidence.FROM_MEMORY} or not rule.enabled or "low_confidence" in rule.ask, rule.id


def test_every_rule_says_what_has_to_be_proved_and_who_has_not_reviewed_it() -> None:
    used = {element for rule in PACK.pack.rules for element in rule.elements}
    assert used == set(PACK.elements)
    for rule in PACK.pack.rules:
        assert rule.elements, rule.id
        assert rule.reviewer is None


def test_a_pack_that_cites_invented_law_does_not_pass(tmp_path: Path) -> None:
    text = resources.path("law", "cn", "rules.yaml").read_text("utf-8")
    (tmp_path / "rules.yaml").write_text(text.replace("应在恰当时间开展", "《催收管理办法》应在恰当时间开展"), "utf-8")
    assert service.check([tmp_path])["failed"] == [
        {"rule": "do_not_cite", "example": "TIME-04", "problem": "cites 催收管理办法"}
    ]


def test_elements_that_are_not_there_are_refused(tmp_path: Path) -> None:
    text = resources.path("law", "cn", "rules.yaml").read_text("utf-8")
    (tmp_path / "rules.yaml").write_text(
        text.replace("elements: [time, call_record, lender]", "elements: [tyme]", 1), "utf-8"
    )
    with pytest.raises(UserError, match="bad_rule_pack") as error:
        service.check([tmp_path])
    assert "tyme" in error.value.params["problem"]


def test_every_rule_has_an_example_either_way() -> None:
    for rule in PACK.pack.rules:
        assert {example.fires for example in rule.examples} == {True, False}, rule.id


def test_no_lawyer_has_looked_at_it_and_it_says_so() -> None:
    packs = {pack["name"]: pack for pack in service.packs("zh")}
    assert {(pack["reviewed"], pack["reviewer"]) for pack in packs.values()} == {(False, "未经律师审核")}
    assert packs["cn"]["version"] == "2026.11.24"


def test_every_sentence_that_rules_need_is_there() -> None:
    known = messages.catalogue()
    codes = {rule.why for rule in PACK.pack.rules}
    codes |= {f"review_{q}" for b in PACK.pack.manifest.bindings.values() for q in b.question.values()}
    source = "".join(
        path.read_text("utf-8") for path in (Path(loading.__file__).parent).glob("*.py") if path.name != "model.py"
    )
    codes |= set(re.findall(r'"((?:review|note)_[a-z_]+)"', source))
    codes |= {f"confidence.{mark}" for mark in Confidence} | {f"force.{force}" for force in Force}
    assert codes <= set(known)
    for code in codes:
        zh, en = (set(re.findall(r"{(\w+)}", known[code][lang])) for lang in ("zh", "en"))
        assert zh == en, code


def test_changed_examples_are_reported(tmp_path: Path) -> None:
    text = resources.path("law", "cn", "rules.yaml").read_text("utf-8")
    changed = tmp_path / "mine.yaml"
    changed.write_text(text.replace("limit: 3", "limit: 4"), "utf-8")
    failed = service.check([changed])["failed"]
    assert {entry["rule"] for entry in failed} == {"FREQ-01", "FREQ-02"}
    assert {entry["problem"] for entry in failed} == {"does not fire"}


def test_a_clause_that_is_not_cited_is_reported(tmp_path: Path) -> None:
    text = resources.path("law", "cn", "rules.yaml").read_text("utf-8")
    (tmp_path / "rules.yaml").write_text(text.replace('clauses: ["L3:50¶1#1"]', 'clauses: ["L3:50¶1#9"]'), "utf-8")
    assert service.check([tmp_path])["failed"] == [
        {"rule": "THR-01", "example": "已标注威胁", "problem": "does not cite L3:50¶1#9"}
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "where"),
    [
        ("limit: 3", "limit: three", None, "FREQ-01"),
        ("limit: 3", "limit: 3\n    limmit: 4", None, "FREQ-01"),
        ("kind: time_window", "kind: time_windows", None, "TIME-01"),
        ("instrument: S1, article: \"5.3\"", "instrument: S1, article: 第5条", None, "TIME-01"),
        ("- id: TIME-01", "- id: [TIME-01", 6, "YAML"),
        ("- id: TIME-03", "- id: TIME-01", 0, "cn"),
        ("instrument: S4, quote: 未经", "instrument: S9, quote: 未经", 0, "cn"),
    ],
)  # fmt: skip
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, line: int | None, where: str) -> None:
    text = resources.path("law", "cn", "rules.yaml").read_text("utf-8")
    assert old in text
    wrong = text.replace(old, new, 1)
    (tmp_path / "rules.yaml").write_text(wrong, "utf-8")
    with pytest.raises(UserError) as caught:
        service.check([tmp_path / "rules.yaml"])
    assert caught.value.code == "bad_rule_pack"
    params = caught.value.params
    assert params["file"] == "rules.yaml"
    assert where in params["where"]
    if line is None:
        expected = wrong[: wrong.index(new)].count("\n") + 1
        assert abs(params["line"] - expected) <= 7
    sentence = messages.error_text(caught.value, "en")
    assert "rules.yaml" in sentence
    assert "{" not in sentence


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\x00bad",
        b"a: &a [x, x]\nb: [*a, *a]\n",
        b"[" * 200,
        b"name: " + b"x" * 5_000_000,
        b"!!python/object/apply:os.system ['true']",
        b"\x00",
        b"",
        b"- 1\n- 2",
        b"{",
    ],
    ids=["encoding", "alias", "deep", "large", "object", "nul", "empty", "list", "open"],
)
def test_hostile_files_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(UserError) as caught:
        loading.parse(data, Manifest, "pack.yaml")
    assert caught.value.code == "bad_rule_pack"
    assert messages.error_text(caught.value)


def test_missing_file_and_unknown_pack() -> None:
    with pytest.raises(UserError, match="bad_rule_pack"):
        service.check(["/nonexistent/rules.yaml"])
    with pytest.raises(UserError, match="unknown_rule_pack"):
        loading.book("../cn")


@pytest.mark.parametrize(
    ("article", "zh", "en"),
    [
        ("50¶1#5", "第五十条第一款第五项", "article 50, paragraph 1, item 5"),
        ("62¶1-2", "第六十二条第一款、第二款", "article 62, paragraphs 1 to 2"),
        ("42#1", "第四十二条第一项", "article 42, item 1"),
        ("279", "第二百七十九条", "article 279"),
        ("1033#5", "第一千零三十三条第五项", "article 1033, item 5"),
        ("293之1", "第二百九十三条之一", "article 293 bis 1"),
        ("10", "第十条", "article 10"),
        ("5.3", "第5.3", "clause 5.3"),
    ],
)
def test_articles(article: str, zh: str, en: str) -> None:
    assert clauses.article_zh(article) == zh
    assert clauses.article_en(article) == en


@pytest.mark.parametrize(
    ("instrument", "article", "zh"),
    [
        ("L3", "50¶1#5", "涉嫌违反《中华人民共和国治安管理处罚法》（2025年修订）第五十条第一款第五项"),
        ("L3o", "42#5", "涉嫌违反《中华人民共和国治安管理处罚法》（2012年修正）第四十二条第五项"),
        ("D1", "68", "涉嫌违反《商业银行信用卡业务监督管理办法》（银监会令2011年第2号）第六十八条（适用于持牌机构）"),
        (
            "S1",
            "5.3",
            "不符合推荐性国家标准《互联网金融 个人网络消费信贷 贷后催收风控指引》（GB/T 45251—2025）"
            "第5.3（业务管理）的要求",
        ),
        ("S4", "", "不符合行业自律规范《金融机构个人消费类贷款催收工作指引（试行）》（条号待核）的要求"),
    ],
)  # fmt: skip
def test_wording_follows_the_force_level(instrument: str, article: str, zh: str) -> None:
    assert clauses.wording(PACK, ref(instrument, article)) == zh


def test_no_sentence_calls_a_standard_law_and_nothing_is_called_a_crime() -> None:
    for rule in PACK.pack.rules:
        for clause in rule.clauses:
            for lang in ("zh", "en"):
                text = clauses.wording(PACK, ref(clause.instrument, clause.article or ""), lang)
                assert "违法" not in text
                assert "已构成" not in text
                if PACK.instruments[clause.instrument].force is Force.F3:
                    assert "违反" not in text
                    assert "breach" not in text


def test_an_article_that_is_only_remembered_is_not_printed() -> None:
    remembered = ClauseRef("J12", "5", Force.F1, Confidence.FROM_MEMORY)
    assert clauses.cite(PACK, remembered).endswith("（条号待核）")
    assert "5" not in clauses.cite(PACK, remembered, "en")


def test_self_discipline_texts_have_no_article_numbers_in_the_pack() -> None:
    for rule in PACK.pack.rules:
        for clause in rule.clauses:
            if clause.instrument in {"S2", "S3", "S4"}:
                # Of these three, the number of one article was seen: that on visits.
                assert clause.article == ("22" if (rule.id, clause.instrument) == ("VISIT-01", "S4") else None)


def test_quotations_stand_in_the_law_file() -> None:
    law = Path(__file__).parents[3] / "shared" / "law" / "cn.md"
    if not law.is_file():
        pytest.skip("the law file is not here")
    text = law.read_text("utf-8")
    for rule in PACK.pack.rules:
        for clause in rule.clauses:
            assert clause.quote in text, (rule.id, clause.quote)


@pytest.mark.parametrize("kind", list(CreditorType))
def test_every_type_of_lender_is_bound_by_statutes(kind: CreditorType) -> None:
    law = clauses.applicable(PACK, PACK.rules["THR-01"], date(2026, 3, 5), kind)
    assert [(c.instrument, c.article) for c in law.clauses] == [("L3", "50¶1#1")]
    assert law.questions == ()


@pytest.mark.parametrize(
    "text",
    [
        "自律公约第16条 8:00–22:00",
        "《互联网金融逾期债务催收自律公约》第十八条规定每日3次",
        "自律公约规定21:00–8:00不得催收",
        "公约2023年9月生效",
        "最高法(2021)最高法民申2385号",
        "“三次有效送达”",
        "《中华人民共和国催收管理办法》",
        "《工商银行法》催收 6:00",
        "银保监罚决字〔2023〕78号",
        "催收员资格证书",
        "不得在休息时间催收",
        "170/171无需实名",
    ],
)
def test_wrong_law_is_caught(text: str) -> None:
    found = wrong_law(f"依据{text}，请求处理。", PACK)
    assert found
    assert all(hit.words in text for hit in found)


def test_right_law_is_not_caught() -> None:
    right = [c.quote for rule in PACK.pack.rules for c in rule.clauses]
    right += [clauses.wording(PACK, ref(c.instrument, c.article or "")) for r in PACK.pack.rules for c in r.clauses]
    assert [wrong_law(text, PACK) for text in right if wrong_law(text, PACK)] == []


def test_example_runner_sees_a_lexicon_that_fires_wrongly() -> None:
    count, failures = examples.run(PACK)
    assert count > 300
    assert failures == []
