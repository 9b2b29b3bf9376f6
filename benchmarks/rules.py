"""How long the rules take: a whole case, one changed contact, a million contacts, and one count beside NumPy.

    python benchmarks/rules.py [--cases 2000] [--contacts 500]

A case of 10,000 contacts is evaluated by the engine alone and by the service in an encrypted vault, where findings are
written too; one contact of it is changed and evaluated again. A million contacts over 2,000 cases are evaluated in
eight parts, and a line is fitted through contacts and seconds. FREQ-01, calls connected on one day, is counted from the
same rows by the engine and by hand in NumPy.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from harness import Figure, paired, report
from sqlalchemy import insert, update
from sqlmodel import col

from advocate.analysis.rules.engine import evaluate
from advocate.analysis.rules.examples import only
from advocate.analysis.rules.loading import Book, book
from advocate.domain.drafts import CaseDraft, ClientDraft, DebtDraft
from advocate.domain.facts import CaseFacts, ContactFact, CreditorFact
from advocate.domain.moments import from_epoch_ms
from advocate.domain.vocabulary import Behaviour, CreditorType, Direction, Medium, Nature, Reached
from advocate.services import cases, debts, findings, vaults
from advocate.storage.tables import ContactBehaviourRow, ContactRow
from advocate.storage.vault import Vault

PASSWORD = "benchmark 2026"
ZONE = "Asia/Shanghai"
START_MS = 1_767_225_600_000
TEXTS = (
    "您好，您的账单已出，请按时还款，如有困难可申请个性化分期，感谢配合祝生活愉快",
    "再不还钱别怪我不客气，通知你单位领导，爆通讯录",
    "【某某平台】您尾号1234的订单已逾期3天，请尽快处理，以免影响个人征信，退订回T",
    "今晚就到你家楼下，你也配当父母",
)
WHOLE_S, CHANGED_MS, RATIO = 1.0, 20.0, 5.0


def contacts(count: int, seed: int = 1, days: int = 540) -> list[ContactFact]:
    """Return contacts of a case: two thirds calls, a quarter of all at night, one in ten abusive."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        call = chance.random() < 0.66
        answered = chance.random() < 0.4
        abusive = chance.random() < 0.1
        found.append(
            ContactFact(
                id=number + 1,
                at_ms=START_MS + int(chance.random() * days * 86_400_000),
                zone=ZONE,
                medium=Medium.CALL if call else Medium.SMS,
                duration_s=chance.randrange(5, 180) if answered and call else 0,
                answered=answered if call else None,
                number=f"+86165{chance.randrange(5000):08d}",
                on_number="+8613800138000",
                text="" if call else chance.choice(TEXTS),
                reached=Reached.DEBTOR if chance.random() < 0.95 else Reached.FRIEND,
                behaviours=frozenset({Behaviour.INSULT}) if abusive else frozenset(),
                nature=Nature.COLLECTION,
                creditor_id=1,
            )
        )
    return found


def facts() -> CaseFacts:
    """Return a case with one lender."""
    return CaseFacts(creditors=(CreditorFact(1, "lender", CreditorType.BANK_ONLINE_LOAN),))


def by_hand(rows: list[ContactFact]) -> int:
    """Count FREQ-01 in NumPy: days of a lender with more than three connected calls to the debtor."""
    at = np.fromiter((row.at_ms for row in rows), np.int64, len(rows))
    wanted = np.fromiter(
        (
            row.medium is Medium.CALL and row.answered is not False and row.reached in (Reached.DEBTOR, Reached.UNKNOWN)
            and row.direction is Direction.IN and row.nature is not Nature.ORDINARY
            for row in rows
        ),
        np.bool_,
        len(rows),
    )  # fmt: skip
    lender = np.fromiter((row.creditor_id or 0 for row in rows), np.int64, len(rows))
    day = (at[wanted] + 8 * 3_600_000) // 86_400_000
    _, counts = np.unique(day * 1_000_000 + lender[wanted], return_counts=True)
    return int((counts > 3).sum())


def one_count(pack: Book, rows: list[ContactFact], runs: int) -> Figure:
    """Return the engine's FREQ-01 beside that of NumPy; both must find the same days."""
    alone = only(pack, pack.rules["FREQ-01"])
    manifest = alone.pack.manifest.model_copy(update={"notes": ()})
    alone = Book(
        alone.pack.model_copy(update={"manifest": manifest}),
        pack.matcher,
        {"FREQ-01": pack.rules["FREQ-01"]},
        pack.instruments,
        pack.elements,
    )
    case = facts()
    found = sum(not c.review for c in evaluate(case, rows, alone).candidates)
    if found != by_hand(rows):
        raise SystemExit(f"the engine finds {found} days, NumPy {by_hand(rows)}")
    ours, raw, ratio = paired(
        lambda: cpu(lambda: evaluate(case, rows, alone)), lambda: cpu(lambda: by_hand(rows)), runs
    )
    return Figure("FREQ-01 of 10,000 calls", ours * 1000, "ms", raw * 1000, ratio, RATIO, f"{found} days; raw is NumPy")


def linear(pack: Book, case_count: int, each: int) -> Iterator[Figure]:
    """Yield the time of many contacts over many cases, and how well a line fits it."""
    case = facts()
    made = [contacts(each, seed) for seed in range(20)]
    sizes, seconds, total = [0.0], [0.0], 0.0
    for part in range(8):
        began = time.process_time()
        for number in range(case_count // 8):
            evaluate(case, made[number % 20], pack)
        total += time.process_time() - began
        sizes.append((part + 1) * (case_count // 8) * each)
        seconds.append(total)
    slope, offset = np.polyfit(sizes, seconds, 1)
    fitted = np.polyval((slope, offset), sizes)
    residual = 1 - float(
        ((np.array(seconds) - fitted) ** 2).sum() / ((np.array(seconds) - np.mean(seconds)) ** 2).sum()
    )
    yield Figure(
        f"{int(sizes[-1]):,} contacts in {case_count:,} cases", total, "s", None, None, None,
        f"{slope * 1e6:.1f} µs a contact, R² = {residual:.5f}",
    )  # fmt: skip
    half = evaluate_s(pack, contacts(5_000)) * 2
    whole = evaluate_s(pack, contacts(10_000))
    yield Figure("one case twice as large, beside twice the half", whole, "s", half, whole / half, 1.3)


def cpu(work: Callable[[], object]) -> float:
    """Return the processor's seconds that ``work`` takes: what else this machine does is not the engine's."""
    began = time.process_time()
    work()
    return time.process_time() - began


def evaluate_s(pack: Book, rows: list[ContactFact]) -> float:
    """Return the processor's seconds of one evaluation, the best of three."""
    best = 1e9
    for _ in range(3):
        began = time.process_time()
        evaluate(facts(), rows, pack)
        best = min(best, time.process_time() - began)
    return best


def filled(folder: Path, rows: list[ContactFact]) -> tuple[Vault, int]:
    """Return a vault with the contacts in one case."""
    vault = vaults.create(folder / "vault", PASSWORD, "counselor").vault
    with vault.write() as uow:
        case_id = cases.add(uow, CaseDraft(ClientDraft("客户")))
        debts.add(uow, case_id, DebtDraft("某银行", CreditorType.BANK_ONLINE_LOAN))
        table = []
        for row in rows:
            local: datetime = from_epoch_ms(row.at_ms) + timedelta(hours=8)
            table.append(
                {
                    "id": row.id, "case_id": case_id, "at_utc": row.at_ms, "at_zone": ZONE,
                    "at_written": str(row.at_ms),
                    "local_date": local.date().isoformat(), "local_minute": local.hour * 60 + local.minute,
                    "medium": row.medium, "direction": row.direction, "nature": row.nature, "number_raw": row.number,
                    "on_number_raw": row.on_number, "text": row.text, "answered": row.answered,
                    "duration_s": row.duration_s, "reached": row.reached,
                }
            )  # fmt: skip
        uow.connection.execute(insert(ContactRow), table)
        coded = [{"contact_id": row.id, "behaviour": b} for row in rows for b in row.behaviours]
        uow.connection.execute(insert(ContactBehaviourRow), coded)
    return vault, case_id


def in_a_vault(rows: list[ContactFact], runs: int) -> Iterator[Figure]:
    """Yield a case evaluated with its findings written, and one changed contact of it."""
    with tempfile.TemporaryDirectory() as folder:
        vault, case_id = filled(Path(folder), rows)
        with vault.write() as uow:
            first = cpu(lambda: findings.evaluate(uow, case_id))
        with vault.write() as uow:
            again = cpu(lambda: findings.evaluate(uow, case_id))
        yield Figure("10,000 contacts in a vault, first time", first, "s", None, None, None, "findings are written")
        yield Figure("10,000 contacts in a vault, again", again, "s", None, None, WHOLE_S)
        chance = random.Random(3)
        for name, chosen in (
            ("one changed contact of 10,000", chance.sample([r.id for r in rows], runs)),
            ("one changed insult of 10,000", chance.sample([r.id for r in rows if r.behaviours], runs)),
        ):
            spent = []
            for number, contact_id in enumerate(chosen):
                with vault.write() as uow:
                    uow.connection.execute(
                        update(ContactRow).where(col(ContactRow.id) == contact_id).values(duration_s=number + 1)
                    )
                    spent.append(cpu(lambda one=contact_id: findings.evaluate(uow, case_id, one)) * 1000)
            worst = sorted(spent)[int(len(spent) * 0.95)]
            yield Figure(name, statistics.median(spent), "ms", None, None, CHANGED_MS, f"95 %: {worst:.1f} ms")
        vault.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--contacts", type=int, default=500)
    parser.add_argument("--runs", type=int, default=20)
    arguments = parser.parse_args()
    pack = book("cn")
    rows = contacts(10_000)
    figures = [Figure("10,000 contacts, the engine", evaluate_s(pack, rows), "s", None, None, WHOLE_S)]
    calls = [row for row in contacts(16_000) if row.medium is Medium.CALL][:10_000]
    figures.append(one_count(pack, calls, 7))
    figures += in_a_vault(rows, arguments.runs)
    figures += linear(pack, arguments.cases, arguments.contacts)
    report(figures)


if __name__ == "__main__":
    main()
