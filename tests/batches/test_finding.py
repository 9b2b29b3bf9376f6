"""What makes a batch, what does not, and that neither order nor other people's traffic matters."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocate.analysis.batches import finding, leases
from advocate.analysis.batches.model import DAY_MS, Batch, Use, sheet
from advocate.domain.vocabulary import BatchDecision, NumberKind

SHEET = sheet()
#: One contact with its number: number, kind, use.
Row = tuple[str, str, Use]
WORDS = "还款逾期起诉家人单位通知处理上门征信立案冻结联系今天马上后果自负资产保全执行"


def found(rows: Sequence[Row], decisions: Sequence[finding.Decision] = ()) -> list[Batch]:
    """Return the batches of contacts in whatever order."""
    by_number: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for number, kind, use in rows:
        by_number[number, kind].append(use)
    everything = [
        lease
        for place, ((number, kind), uses) in enumerate(by_number.items())
        for lease in leases.of_number(place, number, kind, uses, SHEET.limits)
    ]
    return finding.find(everything, SHEET, decisions)


def members(rows: Sequence[Row]) -> set[tuple[str, ...]]:
    """Return the numbers of each batch."""
    return {batch.numbers for batch in found(rows)}


def crew(seed: int, segment: str, start: int = 0, cards: int = 12) -> list[Row]:
    """Return a crew's contacts: cards of one segment, its own phrases, links and ring-back numbers."""
    rnd = random.Random(seed)
    phrases = ["".join(rnd.choice(WORDS) for _ in range(12)) for _ in range(6)]
    stem = "".join(rnd.choice("abcdefghk") for _ in range(6))
    rows = []
    numbers = [f"+86{segment}{1000 + 3 * card:04d}" for card in range(cards)]
    for card, number in enumerate(numbers):
        for each in range(4):
            at_ms = (start + card // 3) * DAY_MS + rnd.randint(0, DAY_MS - 1)
            said = "，".join(rnd.sample(phrases, 2))
            back = rnd.choice(numbers)[3:]
            text = f"欠款{rnd.randint(100, 9999)}元，{said}，点{stem}{rnd.randint(1, 99)}.top/a 回电{back}"
            rows.append((number, NumberKind.VIRTUAL.value, use(at_ms, seed * 1000 + card * 10 + each, text, 1)))
    return rows


def use(at_ms: int, place: int, text: str, collecting: int, **changed: object) -> Use:
    """Return a message."""
    plain = Use(at_ms, place, 1, False, False, collecting, None, False, text, "")
    return plain._replace(**changed)


def everyday(seed: int, count: int) -> list[Row]:
    """Return traffic that has nothing to do with anybody: couriers, codes, friends, strangers."""
    rnd = random.Random(seed)
    rows: list[Row] = []
    for place in range(count):
        number = f"+86139{rnd.randint(0, 99_999_999):08d}"
        at_ms = rnd.randint(0, 60) * DAY_MS
        kind = rnd.randrange(3)
        if kind == 0:
            rows.append((number, "mobile", use(at_ms, place, f"快递放{place}号柜了，取件码{place}", -1)))
        elif kind == 1:
            rows.append((number, "mobile", use(at_ms, place, "", 0, is_call=True, duration_s=0)))
        else:
            rows.append(("10690001", "sms_port", use(at_ms, place, f"【某宝】验证码{place:06d}，5分钟内有效", -1)))
    return rows


TWO = [*crew(1, "1705551"), *crew(2, "1656662", start=2)]


def test_two_crews_are_two_batches_with_reasons() -> None:
    one, other = found(TWO)
    assert {number[:10] for number in one.numbers} != {number[:10] for number in other.numbers}
    assert len(one.numbers) == len(other.numbers) == 12
    for batch in (one, other):
        assert batch.score == sum(clue.points for clue in batch.clues)
        assert {"link", "callback", "segment", "neighbours", "virtual"} <= {clue.kind for clue in batch.clues}


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_order_does_not_matter(rnd: random.Random) -> None:
    rows = [*TWO, *everyday(3, 40)]
    mixed = rows[:]
    rnd.shuffle(mixed)
    before, after = found(rows), found(mixed)
    assert [(each.numbers, each.clues) for each in before] == [(each.numbers, each.clues) for each in after]


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.integers(0, 150))
def test_unrelated_traffic_never_merges_two_batches(seed: int, count: int) -> None:
    first, second = {row[0] for row in TWO[:48]}, {row[0] for row in TWO[48:]}
    for numbers in members([*TWO, *everyday(seed, count)]):
        assert not (first & set(numbers) and second & set(numbers))
        assert set(numbers) <= first | second


def test_an_exchange_whose_numbers_are_one_apart_is_no_batch() -> None:
    rows = [
        (f"+86212345{n:04d}", "fixed", use(n * 7 * DAY_MS // 3, n, f"{WORDS[n % 20 : n % 20 + 9]}{n}", 1))
        for n in range(60)
    ]
    assert found(rows) == []


def test_a_port_of_one_time_codes_and_odd_numbers_are_never_joined() -> None:
    same = "【某宝】验证码123456，5分钟内有效，请勿泄露"
    codes = [("106900012345", "sms_port", use(n * 60_000, n, same, -1)) for n in range(5_000)]
    odd = [(f"1705551{n:04d}x", "malformed", use(n, n, TWO[0][2].text, 1)) for n in range(30)]
    services = [(f"955{n}", "service", use(n, n, TWO[0][2].text, 1)) for n in range(10, 40)]
    assert found([*codes, *odd, *services]) == []


def test_fifty_thousand_contacts_of_one_number_are_one_small_lease() -> None:
    uses = [use(n * 1000, n, f"欠款{n}元{WORDS}", 1) for n in range(50_000)]
    (lease,) = leases.of_number(1, "+8617055512300", "virtual", uses, SHEET.limits)
    assert lease.uses == 50_000
    assert len(lease.grams) <= SHEET.limits.grams_per_lease


def test_a_recycled_number_does_not_glue_two_crews() -> None:
    number = TWO[0][0]
    later = crew(5, "1677773", start=200)
    own = [(number, "virtual", row[2]._replace(id=90_000 + place)) for place, row in enumerate(later[:4])]
    groups = [set(numbers) for numbers in members([*TWO[:48], *later, *own])]
    assert sum(number in group for group in groups) == 2
    assert not any(TWO[3 * 4][0] in group and later[20][0] in group for group in groups)


def test_family_and_couriers_stay_outside_whatever_stands_beside_them() -> None:
    mother, courier = "+8617055511001", "+8617055511004"
    rows = [
        *TWO,
        *((mother, "virtual", use(n * DAY_MS // 4, 50_000 + n, "晚上回来吃饭吗", -1, named=True)) for n in range(8)),
        *((courier, "virtual", use(n * DAY_MS // 4, 60_000 + n, f"快递放{n}号柜了", -1)) for n in range(8)),
    ]
    for numbers in members(rows):
        assert not {mother, courier} & set(numbers)


def test_what_people_split_stays_apart_and_what_they_merge_stays_together() -> None:
    one, other = found(TWO)
    half = frozenset(one.numbers[:6])
    split = finding.Decision(BatchDecision.SPLIT, half)
    assert half in {frozenset(batch.numbers) for batch in found(TWO, [split])}
    merged = finding.Decision(BatchDecision.MERGE, frozenset((*one.numbers, *other.numbers)))
    assert [len(batch.numbers) for batch in found(TWO, [split, merged])] == [24]
