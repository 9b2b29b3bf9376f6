"""Numbers of a whole generated backup, spelt in many ways, against the generator's own record of who rang."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from advocate.analysis.numbers.facts import normalise, parse
from advocate.domain.vocabulary import NumberKind

_ENTRY = re.compile(r'<(?P<kind>sms|call) [^>]*?(?:address|number)="(?P<raw>[^"]*)"[^>]*?date="(?P<ms>\d+)"')


def _spellings(folder: Path) -> dict[tuple[str, int], set[str]]:
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for path in folder.glob("*.xml"):
        for entry in _ENTRY.finditer(path.read_text("utf-8")):
            found[entry["kind"], int(entry["ms"])].add(entry["raw"])
    return found


@pytest.mark.samples
def test_every_spelling_in_a_backup_is_the_number_that_rang(samples: Path) -> None:
    folder = samples / "generated" / "seed1_3000"
    spellings = _spellings(folder)
    wrong, checked = [], 0
    with (folder / "ground_truth_events.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            written = spellings.get((event["k"], event["t"]))
            if written and len(written) == 1:
                checked += 1
                (raw,) = written
                if normalise(raw) != normalise(event["n"]):
                    wrong.append((raw, event["n"], normalise(raw)))

    assert checked > 1000
    assert wrong == []


@pytest.mark.samples
def test_only_a_made_up_caller_id_of_a_backup_is_malformed(samples: Path) -> None:
    raws = {raw for found in _spellings(samples / "generated" / "seed1_3000").values() for raw in found}
    facts = [parse(raw) for raw in raws]

    assert {f.raw for f in facts if f is not None and f.kind is NumberKind.MALFORMED} == {"0086212027"}
