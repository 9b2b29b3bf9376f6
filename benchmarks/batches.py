"""Batches of numbers: how right they are on labelled corpora, and what a million contacts cost.

Right: corpora with ground truth are imported into a vault, and pairs of numbers with three or more contacts are
compared with the truth, beside two baselines (same 7-digit segment; exact same text). Folders come from the shared
samples (``generated``), from ``ADVOCATE_CORPORA`` (separated as in PATH) or the command line.

Cost: a made-up group of crews, couriers, families and strangers; from cold, then one day's new contacts, then growth.

    python benchmarks/batches.py [--contacts 1000000] [FOLDER …]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import psutil
from harness import Figure, report, timed

from advocate.analysis.numbers.facts import normalise
from advocate.domain.drafts import CaseDraft, ClientDraft
from advocate.domain.jobs import QuietContext
from advocate.services import batches, cases, importing, vaults
from advocate.storage.vault import Vault

PASSWORD = "benchmark 2026"
PRECISION, RECALL = 0.98, 0.90
COLD_S, COLD_GB, DAY_S, GROWTH = 60.0, 1.5, 2.0, 1.3
LEAST_CONTACTS = 3
DAY_MS = 86_400_000
SAMPLES = Path(__file__).parent.parent.parent / "shared" / "data"

Groups = dict[str, set[Any]]


def corpora(named: list[Path]) -> list[Path]:
    """Return the folders with a ground truth."""
    folders = [*named, *(Path(each) for each in os.environ.get("ADVOCATE_CORPORA", "").split(os.pathsep) if each)]
    generated = Path(os.environ.get("ADVOCATE_SAMPLES", SAMPLES)) / "generated"
    folders += sorted(generated.iterdir()) if generated.is_dir() else []
    return [folder for folder in folders if (folder / "ground_truth.json").is_file()]


def pairs(groups: Groups, numbers: Iterable[str]) -> set[tuple[str, str]]:
    """Return the pairs of numbers that share a group."""
    members: dict[Any, list[str]] = defaultdict(list)
    for number in sorted(numbers):
        for group in groups.get(number, ()):
            members[group].append(number)
    return {pair for each in members.values() for pair in combinations(each, 2)}


def right(found: Groups, truth: Groups, numbers: set[str]) -> tuple[float, float]:
    """Return precision and recall of pairs among ``numbers``."""
    ours, real = pairs(found, numbers), pairs(truth, numbers)
    common = len(ours & real)
    return common / len(ours) if ours else 1.0, common / len(real) if real else 1.0


def truth_of(folder: Path) -> tuple[Groups, Counter[str]]:
    """Return the gangs of each number, and how many contacts each number had as a gang's."""
    document = json.loads((folder / "ground_truth.json").read_text(encoding="utf-8"))
    gangs: Groups = defaultdict(set)
    for gang in document["gangs"]:
        for batch in gang["batches"]:
            for number in batch["numbers"]:
                gangs[str(normalise(number))].add(gang["id"])
    as_gang: Counter[str] = Counter()
    with (folder / "ground_truth_events.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            if event["cat"] == "collector":
                as_gang[str(normalise(event["n"]))] += 1
    return gangs, as_gang


def correctness(folder: Path) -> list[Figure]:
    """Import a corpus and compare."""
    gangs, as_gang = truth_of(folder)
    document = json.loads((folder / "ground_truth.json").read_text(encoding="utf-8"))
    names = [document["files"]["sms"], document["files"]["calls"], "contacts.vcf"]
    found: Groups = defaultdict(set)
    texts: Groups = defaultdict(set)
    with tempfile.TemporaryDirectory() as place, vaults.create(Path(place) / "vault", PASSWORD).vault as vault:
        with vault.write() as uow:
            case_id = cases.add(uow, CaseDraft(ClientDraft("某某")))
        importing.run(vault, [folder / name for name in names], case_id, QuietContext())
        with vault.write() as uow:
            batches.recompute(uow)
        with vault.read() as uow:
            for view in batches.listing(uow):
                for number in view.numbers:
                    found[number].add(view.id)
            rows = uow.connection.exec_driver_sql(
                "SELECT n.number, c.text, c.direction FROM contacts c JOIN phone_numbers n ON n.id = c.number_id"
            ).fetchall()
    contacts = Counter(number for number, _, _ in rows)
    for number, text, direction in rows:
        if text and direction == "in":
            texts[number].add(text)
    segments: Groups = {number: {number[:-4]} for number in contacts if number[-8:].isdigit() and len(number) > 8}
    often = {number for number, count in contacts.items() if count >= LEAST_CONTACTS}
    gang_often = {number for number in often if number not in gangs or as_gang[number] >= LEAST_CONTACTS}
    innocent = sorted(number for number in found if number not in gangs)
    figures = []
    for label, groups in (("ours", found), ("baseline: same segment", segments), ("baseline: same text", texts)):
        precision, recall = right(groups, gangs, often)
        _, as_gang_recall = right(groups, gangs, gang_often)
        ours = label == "ours"
        figures += [
            Figure(f"{folder.name}: {label}: wrong pairs", 1 - precision, "", target=1 - PRECISION if ours else None),
            Figure(f"{folder.name}: {label}: missed pairs", 1 - recall, "", target=1 - RECALL if ours else None),
            Figure(f"{folder.name}: {label}: missed, 3+ contacts as a gang's", 1 - as_gang_recall, ""),
        ]
    note = " ".join(innocent[:5])
    return [*figures, Figure(f"{folder.name}: innocent numbers in batches", len(innocent), "", target=0, note=note)]


class World:
    """A made-up group: crews, couriers, families, strangers, and rows of contacts about them."""

    def __init__(self, numbers: int, case_ids: list[int], seed: int = 7) -> None:
        self.rnd = random.Random(seed)
        self.cases = case_ids
        crews = max(2, numbers // 330)
        self.senders: list[tuple[str, str, Callable[[int], tuple[str, str]], int, int]] = []
        for crew in range(crews):
            self._crew(crew, numbers * 4 // 10 // crews)
        self._others(numbers - len(self.senders))

    def _crew(self, crew: int, cards: int) -> None:
        rnd = self.rnd
        pool = "还款逾期法院起诉家人单位通知处理上门征信立案冻结联系村委会今天马上后果自负资产保全执行调解".strip()
        phrases = ["".join(rnd.choice(pool) for _ in range(rnd.randint(9, 16))) for _ in range(14)]
        stem = "".join(rnd.choice("abcdefghkmnp") for _ in range(6))
        at, left = 0, cards
        while left > 0:
            segment, serial, begun = f"170{rnd.randint(0, 9999):04d}", rnd.randint(0, 9000), rnd.randint(0, 500)
            for _ in range(min(left, 30)):
                serial += rnd.randint(1, 4)
                number = f"+86{segment}{serial:04d}"

                def text(day: int, phrases: list[str] = phrases, stem: str = stem) -> tuple[str, str]:
                    said = "，".join(rnd.sample(phrases, 3))
                    link = f" http://{stem}{rnd.randint(1, 99)}.top/a{day}" if rnd.random() < 0.3 else ""
                    return f"您欠款{rnd.randint(100, 99999)}元，{said}{link}", "collection"

                start = begun + rnd.randint(0, 12)
                self.senders.append((number, "virtual", text, start, start + rnd.randint(1, 4)))
            left -= 30
            at += 30

    def _others(self, count: int) -> None:
        rnd = self.rnd

        def parcel(day: int) -> tuple[str, str]:
            return (
                f"您好，快递放{rnd.randint(1, 99)}号柜了，取件码{rnd.randint(1, 9)}-{rnd.randint(1000, 9999)}",
                "ordinary",
            )

        def nothing(day: int) -> tuple[str, str]:
            return "", "unsorted"

        for each in range(count):
            number = f"+86{rnd.choice(('135', '158', '186'))}{rnd.randint(0, 99_999_999):08d}"
            start = rnd.randint(0, 500)
            self.senders.append((number, "mobile", parcel if each % 3 else nothing, start, start + rnd.randint(1, 60)))

    def rows(self, count: int, ids: dict[str, int], days: tuple[int, int] | None = None) -> Iterable[tuple[Any, ...]]:
        """Yield rows of contacts: number row, case, instant, text, nature, medium."""
        rnd = self.rnd
        for _ in range(count):
            number, _, text, first, last = rnd.choice(self.senders)
            day = rnd.randint(*days) if days else rnd.randint(first, last)
            said, nature = text(day)
            at_ms = 1_700_000_000_000 + day * DAY_MS + rnd.randint(0, DAY_MS - 1)
            yield ids[number], rnd.choice(self.cases), at_ms, said, nature, "sms" if said else "call"


def fill(vault: Vault, world: World, count: int, days: tuple[int, int] | None = None) -> None:
    """Put contacts into a vault, straight into its tables."""
    with vault.write() as uow:
        uow.connection.exec_driver_sql(
            "INSERT OR IGNORE INTO phone_numbers (number, kind, region, carrier, country, note, created_utc) "
            "VALUES (?, ?, '', '', 'CN', '', 0)",
            [(number, kind) for number, kind, *_ in world.senders],
        )
        ids = {row[0]: row[1] for row in uow.connection.exec_driver_sql("SELECT number, id FROM phone_numbers")}
        found = uow.connection.exec_driver_sql(
            "SELECT name, type, \"notnull\", dflt_value FROM pragma_table_info('contacts')"
        )
        needed = [row[0] for row in found if row[2] and row[3] is None and row[0] != "id"]
        given = {"number_id", "case_id", "at_utc", "text", "nature", "medium"}
        fixed = {"at_zone": "Asia/Shanghai", "local_date": "2026-01-01", "direction": "in", "reached": "debtor"}
        extra = [name for name in needed if name not in given]
        values = [fixed.get(name, "exact" if name == "at_precision" else _plain(name)) for name in extra]
        columns = ["number_id", "case_id", "at_utc", "text", "nature", "medium", *extra]
        marks = ",".join("?" * len(columns))
        statement = f"INSERT INTO contacts ({','.join(columns)}) VALUES ({marks})"
        rows = [
            (*row, *(os.urandom(16) if v is os.urandom else v for v in values)) for row in world.rows(count, ids, days)
        ]
        uow.connection.exec_driver_sql(statement, rows)


def _plain(name: str) -> Any:
    if name == "uid":
        return os.urandom
    return 0 if name.endswith(("_utc", "_minute", "_voice", "known")) else ""


def cost(contacts: int) -> tuple[float, float, float]:
    """Return seconds from cold, seconds for one day's 2,000 more, and GB at the peak."""
    with tempfile.TemporaryDirectory() as place, vaults.create(Path(place) / "vault", PASSWORD).vault as vault:
        with vault.write() as uow:
            case_ids = [cases.add(uow, CaseDraft(ClientDraft(f"某{n}"))) for n in range(40)]
        world = World(max(200, contacts // 50), case_ids)
        fill(vault, world, contacts)

        def work() -> None:
            with vault.write() as uow:
                batches.recompute(uow)

        cold_s = timed(work)
        peak = psutil.Process().memory_info().rss / 1e9
        try:
            status = Path("/proc/self/status").read_text(encoding="ascii")
            peak = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1e6
        except OSError:
            pass
        fill(vault, world, min(2_000, contacts // 5), days=(505, 505))
        return cold_s, timed(work), peak


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--skip-cost", action="store_true")
    parser.add_argument("folders", nargs="*", type=Path)
    given = parser.parse_args()
    for folder in corpora(given.folders):
        report(correctness(folder))
    if given.skip_cost:
        return
    sizes = [size for size in (10_000, 100_000, 1_000_000) if size <= given.contacts]
    measured = {size: cost(size) for size in sizes}
    largest = sizes[-1]
    cold_s, day_s, gigabytes = measured[largest]
    per = {size: seconds / (size * math.log(size)) for size, (seconds, _, _) in measured.items()}
    fit = ", ".join(f"{size:,}: {measured[size][0]:.2f} s" for size in sizes)
    growth = per[largest] / per[sizes[-2]] if len(sizes) > 1 else 1.0
    report(
        [
            Figure(f"{largest:,} contacts from cold", cold_s, "s", target=COLD_S),
            Figure("memory at the peak", gigabytes, "GB", target=COLD_GB),
            Figure("one day's new contacts", day_s, "s", target=DAY_S),
            Figure("growth of the last step beside n log n", growth, "", target=GROWTH, note=fit),
        ]
    )


if __name__ == "__main__":
    main()
