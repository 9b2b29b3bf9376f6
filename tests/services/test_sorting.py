"""The sorting against corpora whose truth is known, and each reason by itself."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from advocate.analysis.sorting import sorter
from advocate.analysis.sorting.model import Entry, Sender, sheet
from advocate.analysis.sorting.words import WordReader
from advocate.domain.jobs import QuietContext
from advocate.domain.vocabulary import NumberKind, Proposal
from advocate.services import importing, sorting
from advocate.storage.vault import Vault

DAY_MS = 86_400_000


def read(*texts: str) -> list[float]:
    return [words.score for words in WordReader(sheet(), lambda _text: False).read(texts)]


def propose(entries: list[Entry], senders: dict[int, Sender] | None = None) -> list[tuple[str, str]]:
    known = {entry.sender for entry in entries if entry.sender is not None}
    senders = {each: Sender(f"+8617{each:09}", NumberKind.VIRTUAL) for each in known} | (senders or {})
    return sorter.propose(entries, senders, sheet(), WordReader(sheet(), lambda _text: False))


def entry(id: int, sender: int | None = 1, at_ms: int = 0, text: str = "", name: str = "", **more: object) -> Entry:
    values = {"is_call": not text, "outgoing": False, "duration_s": None, "answered": None} | more
    return Entry(id, sender, at_ms, name=name, text=text, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "您的借款已逾期30天，请尽快还款",
        "您的借款已 逾·期 30天",
        "您 的 借 款 已 逾\u200b期",
        "您的借款已逾期３０天",
        "還錢，再不還錢就聯繫你通訊錄",
        "你的欠kuan今天必须处理",
        "有人打我电话说你欠钱，怎么回事",
    ],
)
def test_words_of_collection_in_any_spelling(text: str) -> None:
    assert read(text)[0] >= sheet().collection


@pytest.mark.parametrize(
    "text",
    [
        "【支付宝】验证码123456，请勿泄露",
        "取件码3-2-1002，已到学府路丰巢柜",
        "您尾号1234卡支出人民币9.00元，余额6.00元",
        "满减活动，拒收请回复R",
    ],
)
def test_words_of_every_day(text: str) -> None:
    assert read(text)[0] <= sheet().ordinary


def test_texts_that_try_to_break_the_reader() -> None:
    hostile = ["\x1e逾期", "逾期\x1e\x1e", "\ud83d 逾期 \udc00", "\x00", "", "逾期" * 5_000, "\u202e逾期"]
    scores = read(*hostile)
    assert scores[0] == scores[1] == scores[2] > 0
    assert scores[3] == scores[4] == 0


def test_a_recycled_number_is_two_senders() -> None:
    dunning = [entry(place, at_ms=place, text="您的借款已逾期，请还款") for place in range(3)]
    parcels = [entry(place, at_ms=200 * DAY_MS + place, text="快递放驿站了") for place in range(10, 13)]
    later_call = [entry(20, at_ms=200 * DAY_MS + 9)]
    proposed = [proposal for proposal, _why in propose(dunning + parcels + later_call)]
    assert proposed == [Proposal.COLLECTION] * 3 + [Proposal.ORDINARY] * 4


def test_calls_in_a_burst_from_numbers_never_seen() -> None:
    calls = [entry(place, sender=place, at_ms=place * 20_000) for place in range(1, 13)]
    assert {proposal for proposal, _why in propose(calls)} == {Proposal.COLLECTION}
    spread = [entry(place, sender=place * 1_000, at_ms=place * DAY_MS) for place in range(1, 13)]
    assert {proposal for proposal, _why in propose(spread)} == {Proposal.UNSURE}


def test_a_number_that_a_message_asks_to_ring_back() -> None:
    asking = entry(1, sender=1, text="您的借款已逾期，请立即回电17000000002")
    called = entry(2, sender=2, at_ms=5)
    proposed = propose([asking, called], {2: Sender("+8617000000002", NumberKind.VIRTUAL)})
    assert proposed[1][0] == Proposal.COLLECTION
    assert "named_back" in proposed[1][1]


def test_family_stays_family_but_its_report_counts() -> None:
    home = [entry(place, text="晚上回来吃饭吗", name="妈妈") for place in range(3)]
    told = entry(9, text="刚才有人打我电话说你欠了钱，骂得很难听", name="妈妈")
    proposed = [proposal for proposal, _why in propose([*home, told])]
    assert proposed == [Proposal.ORDINARY] * 3 + [Proposal.COLLECTION]


def test_known_from_another_case() -> None:
    known = Sender("+8613900000001", NumberKind.MOBILE, cases_elsewhere=3)
    ((proposal, why),) = propose([entry(1)], {1: known})
    assert proposal == Proposal.COLLECTION
    assert sorting.reasons(why)[0].code == "sorting.known_elsewhere"


def test_every_reason_has_a_sentence_and_every_weight_a_reason() -> None:
    from advocate import messages

    codes = {*sheet().weights, *sheet().categories, "nothing"}
    assert {f"sorting.{code}" for code in codes} <= set(messages.catalogue())


def test_precision_and_recall_on_a_corpus_with_known_truth(vault: Vault, case_id: int, samples: Path) -> None:
    folder = samples / "generated" / "seed1_3000"
    truth = {}
    for line in (folder / "ground_truth_events.jsonl").read_text("utf-8").splitlines():
        event = json.loads(line)
        truth[event["k"], event["t"]] = event["cat"]
    importing.run(vault, sorted(folder.glob("*.xml")), case_id, QuietContext())
    counted: Counter[tuple[bool, str]] = Counter()
    with vault.read() as uow:
        for medium, at_ms, proposed in uow.connection.exec_driver_sql("SELECT medium, at_utc, proposed FROM contacts"):
            counted[("call" if medium == "call" else "sms", at_ms) in truth, proposed] += 1
    right, wrong = counted[True, "collection"], counted[False, "collection"]
    lost, unsure = counted[True, "ordinary"], counted[True, "unsure"]
    assert right / (right + wrong) >= 0.99
    assert right / (right + lost + unsure) >= 0.95
    assert lost == 0
