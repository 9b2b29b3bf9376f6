"""Grouping 5,000 texts by script, beside RapidFuzz on all pairs: the same groups, many times faster.

Both read the same sounds of the same wordings; the raw limit compares each with all later ones by
``rapidfuzz.process.cdist`` where numpy is there, and joins what is alike. Ours includes the normal form.

    python benchmarks/scripts.py [--texts 5000]
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict

import numpy
from harness import Figure, report, timed
from rapidfuzz import fuzz, process

from advocate.analysis.scripts import grouping, normal

FASTER = 1 / 20
SCRIPTS = 250
#: The first thousand characters of GB 2312, ordered by sound.
_COMMON = "".join(bytes((0xB0 + n // 94, 0xA1 + n % 94)).decode("gb2312") for n in range(1_034))


def texts_of(count: int) -> list[str]:
    """Return texts of invented scripts with changed names, amounts, signs and some words."""
    rnd = random.Random(5)
    scripts = ["".join(rnd.choice(_COMMON) for _ in range(rnd.randint(28, 70))) for _ in range(SCRIPTS)]
    made = []
    for _ in range(count):
        text = rnd.choice(scripts)
        for _ in range(rnd.randint(0, 3)):
            at = rnd.randrange(len(text))
            text = text[:at] + rnd.choice(_COMMON) * rnd.randint(0, 2) + text[at + rnd.randint(0, 2) :]
        at = rnd.randrange(len(text))
        made.append(f"{text[:at]}{rnd.randint(100, 99999)}元\u200b{text[at:]}")
    return made


def all_pairs(texts: list[str]) -> set[frozenset[int]]:
    """Return the groups by comparing everything with everything."""
    sounds = [grouping.sound(normal.wording(text)) for text in texts]
    lead = list(range(len(sounds)))

    def find(place: int) -> int:
        while lead[place] != place:
            lead[place] = lead[lead[place]]
            place = lead[place]
        return place

    for start in range(0, len(sounds), 500):
        rows = process.cdist(sounds[start : start + 500], sounds, scorer=fuzz.ratio, score_cutoff=grouping.ALIKE)
        for one, other in zip(*numpy.nonzero(rows), strict=True):
            first, second = find(start + int(one)), find(int(other))
            lead[max(first, second)] = min(first, second)
    groups: dict[int, set[int]] = defaultdict(set)
    for place in range(len(sounds)):
        groups[find(place)].add(place)
    return {frozenset(members) for members in groups.values() if len(members) > 1}


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=int, default=5_000)
    texts = texts_of(parser.parse_args().texts)
    grouping.group(texts[:50])
    ours: list[grouping.Script] = []
    raw: list[set[frozenset[int]]] = []
    ours_s = timed(lambda: ours.extend(grouping.group(texts)))
    raw_s = timed(lambda: raw.append(all_pairs(texts)))
    found = {frozenset(script.members) for script in ours}
    different = len(found ^ raw[0])
    report(
        [
            Figure("scripts among 5,000 texts", ours_s, "s", raw_s, ours_s / raw_s, FASTER, f"{len(found)} groups"),
            Figure("groups that all pairs make otherwise", different, "groups", target=0),
        ]
    )


if __name__ == "__main__":
    main()
