"""Every importer against damaged files: entries and reasons, or one clear error, and nothing else.

``make fuzz SECONDS=600 ONLY=name`` goes on for ten minutes with one of them; what it finds lies in ``out/fuzz``.
"""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocate.importers import registry
from advocate.importers.sources import MemoryFile
from tests.importers import fuzzing

NAMES = [importer.name for importer in registry.importers()]
OUT = fuzzing.PROJECT / "out" / "fuzz"
SECONDS = float(os.environ.get("ADVOCATE_FUZZ_SECONDS", "0"))


def seeds_of(name: str) -> tuple[fuzzing.Seed, ...]:
    seeds = fuzzing.seeds().get(name, ())
    if not seeds:
        pytest.skip("no sample of this format is here")
    return seeds


def read_and_keep(name: str, seed: fuzzing.Seed) -> None:
    """Check one damaged file; what fails is written to ``out/fuzz``, so that it can become a find."""
    try:
        fuzzing.check(registry.named(name), seed.source())
    except Exception:
        folder = OUT / name
        folder.mkdir(parents=True, exist_ok=True)
        for inner, data in seed.files:
            label = hashlib.sha256(data).hexdigest()[:12]
            (folder / f"{label}-{Path(inner or seed.name).name}").write_bytes(data)
        raise


@pytest.mark.parametrize("name", NAMES)
def test_good_files_pass_the_check(name: str) -> None:
    for seed in seeds_of(name):
        fuzzing.check(registry.named(name), seed.source())


@pytest.mark.parametrize("name", NAMES)
@given(number=st.integers(0, 2**32), pick=st.integers(0, 1000))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_damaged_files(name: str, number: int, pick: int) -> None:
    seeds = seeds_of(name)
    read_and_keep(name, fuzzing.damaged(seeds[pick % len(seeds)], seeds, Random(number)))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.skipif(not SECONDS, reason="only when asked for: make fuzz SECONDS=600")
@pytest.mark.timeout(0)
def test_damaged_files_for_a_while(name: str) -> None:
    seeds = seeds_of(name)
    random = Random(os.urandom(8))
    until, rounds = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        read_and_keep(name, fuzzing.damaged(random.choice(seeds), seeds, random))
        rounds += 1
    print(f"{name}: {rounds} damaged files of {len(seeds)} seeds")
    assert rounds


@pytest.mark.parametrize(("name", "path"), [pytest.param(*find, id=find[1].name) for find in fuzzing.finds()])
def test_what_once_made_trouble(name: str, path: Path) -> None:
    fuzzing.check(registry.named(name), MemoryFile(path.name.partition("-")[2] or path.name, path.read_bytes()))


def test_a_file_of_any_bytes_has_an_importer_or_a_reason() -> None:
    from advocate.domain.errors import UserError

    random = Random(1)
    for token in fuzzing.TOKENS:
        source = MemoryFile("x.bin", token + random.randbytes(50))
        try:
            importer = registry.claim(source)
        except UserError as error:
            fuzzing.require_sentence(error.code, error.params.keys())
        else:
            fuzzing.check(importer, source)
