"""Precision and recall of the lexicon on labelled messages, by category, and how long a text takes.

Reads every corpus below the samples (``ADVOCATE_SAMPLES``), and those in the folders of ``ADVOCATE_CORPORA`` (as a
path list): messages with ``ground_truth_events.jsonl`` beside them. Raw limit of the speed: one automaton over the same
texts. The labels are those of the generator, not law.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ahocorasick_rs import AhoCorasick
from harness import Figure, report

from advocate.analysis.lexicons.folding import fold
from advocate.analysis.rules.loading import book
from advocate.domain.drafts import EntryDraft
from advocate.domain.vocabulary import Direction
from advocate.importers.base import ReadContext
from advocate.importers.phones.sms_backup_restore import SmsBackupRestore
from advocate.importers.sources import DiskFile

#: The generator's labels and the categories that stand for them.
LABELS = {
    "third_party": {"third_party", "exposure", "family_children"},
    "threat": {"threat_person"},
    "insult": {"insult"},
    "fake_authority": {"impersonate_official"},
    "false_legal": {"fake_legal"},
    "private_pay": {"fees_private_pay"},
    "pretext": {"pretext"},
}


def corpora() -> Iterator[Path]:
    """Yield the folders that hold labelled messages."""
    samples = Path(os.environ.get("ADVOCATE_SAMPLES", Path(__file__).parents[2] / "shared" / "data"))
    folders = [
        samples / "generated",
        *map(Path, filter(None, os.environ.get("ADVOCATE_CORPORA", "").split(os.pathsep))),
    ]
    for folder in folders:
        yield from sorted(path.parent for path in folder.rglob("ground_truth_events.jsonl"))


def plain(number: str) -> str:
    """Return the digits of a number without the country's prefix."""
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", re.sub(r"\D", "", number))


def messages(folder: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield each received message of a stranger, once, with its labels."""
    truth: dict[tuple[str, int], set[str]] = {}
    for line in (folder / "ground_truth_events.jsonl").read_text("utf-8").splitlines():
        event = json.loads(line)
        if event["k"] == "sms":
            truth.setdefault((plain(event["n"]), event["t"]), set()).update(event.get("rules", ()))
    seen: set[tuple[str, int]] = set()
    for path in folder.glob("sms-*.xml"):
        for item in SmsBackupRestore().read(DiskFile(path), ReadContext(path.name)):
            if isinstance(item, EntryDraft) and item.direction is Direction.IN and not item.name:
                key = (plain(item.address or ""), item.at_ms)
                if key not in seen:
                    seen.add(key)
                    yield item.text, truth.get(key, set())


def main() -> None:
    """Measure and report."""
    matcher = book("cn").matcher
    told = [message for folder in corpora() for message in messages(folder)]
    if not told:
        print("no labelled messages: set ADVOCATE_SAMPLES")
        return
    counts: Counter[tuple[str, bool, bool]] = Counter()
    matcher.find(0, told[0][0])
    start = time.perf_counter()
    found = [matcher.find(0, text) for text, _ in told]
    ours = time.perf_counter() - start
    automaton = AhoCorasick([fold(p.text) for c in matcher.lexicon.categories.values() for p in c.wordings])
    start = time.perf_counter()
    for text, _ in told:
        automaton.find_matches_as_indexes(fold(text))
    raw = time.perf_counter() - start
    for (text, labels), hits in zip(told, found, strict=True):
        # What only a pattern finds is asked for by the rule that needs it, so here too.
        said = {hit.category for hit in (*hits, *matcher.find_pattern(0, text, "fees_private_pay"))}
        for label, categories in LABELS.items():
            counts[label, bool(said & categories), label in labels] += 1
    note = f"{len(told):,} messages"
    figures = [
        Figure("a text in the lexicon", ours / len(told) * 1e6, "µs", raw / len(told) * 1e6, ours / raw, None, note)
    ]
    for label in LABELS:
        hit, wrong, missed = counts[label, True, True], counts[label, True, False], counts[label, False, True]
        counted = f"{hit:,} found, {wrong:,} wrong, {missed:,} missed"
        figures.append(
            Figure(f"{label}: precision missing to 1", 1 - hit / max(hit + wrong, 1), "", None, None, 0.05, counted)
        )
        figures.append(
            Figure(f"{label}: recall missing to 1", 1 - hit / max(hit + missed, 1), "", None, None, 0.10, counted)
        )
    report(figures)


if __name__ == "__main__":
    main()
