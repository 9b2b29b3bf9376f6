"""Complaints are told in each client's own words, and suspicions stay suspicions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate import messages
from advocate.analysis.integrity.narratives import alike, core
from advocate.analysis.integrity.wording import stated_as_fact
from advocate.domain.drafts import CaseDraft, ClientDraft
from advocate.domain.errors import UserError
from advocate.services import cases, complaints, integrity
from advocate.storage.vault import Vault

STORY = (
    "{name}于{day}因失业无力偿还，催收人员自{day}起每天拨打本人及家人电话{n}次以上，语言粗暴，"
    "导致本人失眠、母亲住院，工作单位也因此将本人辞退，生活陷入困境。"
)
OTHER = "那天晚上我在医院陪护，手机放在护士站充电，护士接了一个自称法务的电话，对方在电话里骂人，整个病房都听得见。"


def complain(vault: Vault, name: str, facts: str) -> int:
    with vault.write() as uow:
        complaint = complaints.draft(uow, cases.add(uow, CaseDraft(ClientDraft(name))), "nfra_tousu")
        complaints.set_fields(uow, complaint, {"facts_extra": facts})
    return complaint


def codes(vault: Vault, complaint: int) -> list[str]:
    with vault.read() as uow:
        found = integrity.notices(uow, complaint)
    for notice in found:
        for lang in ("zh", "en"):
            assert "{" not in messages.reason_text(notice, lang)
    return [notice.code for notice in found]


def test_one_story_for_two_clients_is_noticed_on_both(vault: Vault) -> None:
    first = complain(vault, "王一", STORY.format(name="王一", day="3月2日", n=20))
    assert codes(vault, first) == []
    second = complain(vault, "欧阳二", STORY.format(name="欧阳二", day="11月15日", n="三十"))
    own = complain(vault, "李三", OTHER)
    assert codes(vault, first) == codes(vault, second) == ["notice_same_narrative"]
    assert codes(vault, own) == []
    with vault.read() as uow:
        (notice,) = integrity.notices(uow, second)
        assert complaints.get(uow, first, "zh").case_id
    assert dict(notice.params)["count"] == 1
    assert dict(notice.params)["percent"] >= 95


def test_the_same_client_may_tell_it_twice(vault: Vault, case_id: int) -> None:
    told = STORY.format(name="某", day="3月2日", n=20)
    with vault.write() as uow:
        first, second = (complaints.draft(uow, case_id, "nfra_tousu") for _ in range(2))
        for complaint in (first, second):
            complaints.set_fields(uow, complaint, {"facts_extra": told})
    assert codes(vault, first) == codes(vault, second) == []


def test_a_short_text_is_nobodys_story(vault: Vault) -> None:
    first = complain(vault, "王一", "见附件。")
    complain(vault, "李二", "见附件。")
    assert codes(vault, first) == []


def test_a_suspicion_told_as_a_fact_is_noticed(vault: Vault) -> None:
    complaint = complain(vault, "王一", "催收人员已构成敲诈勒索罪。对方涉嫌寻衅滋事。")
    assert codes(vault, complaint) == ["notice_stated_as_fact"]


def test_nobody_knows_that_complaint(vault: Vault) -> None:
    with vault.read() as uow, pytest.raises(UserError, match="unknown_id"):
        integrity.notices(uow, 99)


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("对方已经构成犯罪", ["已经构成犯罪"]),
        ("这就是诈骗，属于典型的敲诈勒索", ["就是诈骗", "属于典型的敲诈勒索"]),
        ("對方構成違法", ["构成违法"]),
        ("涉嫌构成犯罪", []),
        ("请求查明是否构成敲诈勒索罪", []),
        ("可能属于违法行为", []),
        ("对方打了三十个电话", []),
        ("涉嫌违法，就是诈骗", ["就是诈骗"]),
    ],
)
def test_what_is_stated_as_a_fact(text: str, phrases: list[str]) -> None:
    assert stated_as_fact(text) == phrases


@given(st.integers(1, 10**9), st.sampled_from(["王一", "欧阳建国", "阿依古丽"]))
def test_names_and_figures_make_no_difference(n: int, name: str) -> None:
    a = core(STORY.format(name="李四", day="1月1日", n=3), ["李四"])
    b = core(STORY.format(name=name, day="12月30日", n=n), [name])
    assert alike(a, {1: b, 2: core(OTHER)})[0][0] == 1
    assert len(alike(a, {1: b, 2: core(OTHER)})) == 1
