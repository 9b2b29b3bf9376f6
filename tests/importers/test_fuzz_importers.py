"""Every importer against damaged files: entries and reasons, or one clear error, and nothing else.

``make fuzz SECONDS=600 ONLY=name`` goes on for ten minutes with one of them; what it finds lies in ``out/fuzz``.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import time
import zipfile
from pathlib import Path
from random import Random

import py7zr
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocate.domain.errors import UserError
from advocate.importers import registry
from advocate.importers.containers.expanding import expand
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


def archives() -> tuple[fuzzing.Seed, ...]:
    """Return an archive of each kind, with an archive in it."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("备份/sms.xml", b"<smses><sms/></smses>")
        archive.writestr("a.png", b"\x89PNG\r\n\x1a\n")
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("x.xml.gz", gzip.compress(b"<calls><call/></calls>"))
    seven = io.BytesIO()
    with py7zr.SevenZipFile(seven, "w") as packed:
        packed.writestr(b"<smses><sms/></smses>", "sms.xml")
    kinds = {"a.zip": outer, "b.zip": inner, "c.7z": seven, "d.gz": io.BytesIO(gzip.compress(inner.getvalue()))}
    return tuple(fuzzing.Seed(name, (("", data.getvalue()),), False) for name, data in kinds.items())


def open_and_read(folder: Path, seed: fuzzing.Seed) -> None:
    path = folder / seed.name
    path.write_bytes(seed.files[0][1])
    with expand([path]) as expansion:
        for item in expansion.found:
            if item.reason is not None:
                fuzzing.require_sentence(item.reason.reason, dict(item.reason.params).keys())
                continue
            try:
                with item.source.open() as stream:
                    stream.read()
            except UserError as error:
                fuzzing.require_sentence(error.code, error.params.keys())


def test_damaged_archives(tmp_path: Path) -> None:
    random, seeds = Random(7), archives()
    for _ in range(300):
        open_and_read(tmp_path, fuzzing.damaged(random.choice(seeds), seeds, random))


@pytest.mark.skipif(not SECONDS, reason="only when asked for: make fuzz SECONDS=600 ONLY=archives")
@pytest.mark.timeout(0)
def test_damaged_archives_for_a_while(tmp_path: Path) -> None:
    random, seeds = Random(os.urandom(8)), archives()
    until, rounds = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        seed = fuzzing.damaged(random.choice(seeds), seeds, random)
        try:
            open_and_read(tmp_path, seed)
        except Exception:
            OUT.mkdir(parents=True, exist_ok=True)
            (OUT / f"archive-{rounds}-{seed.name}").write_bytes(seed.files[0][1])
            raise
        rounds += 1
    print(f"archives: {rounds} damaged files of {len(seeds)} seeds")


@pytest.mark.parametrize(("name", "path"), [pytest.param(*find, id=find[1].name) for find in fuzzing.finds()])
def test_what_once_made_trouble(name: str, path: Path) -> None:
    fuzzing.check(registry.named(name), MemoryFile(path.name.partition("-")[2] or path.name, path.read_bytes()))


def test_a_file_of_any_bytes_has_an_importer_or_a_reason() -> None:
    random = Random(1)
    for token in fuzzing.TOKENS:
        source = MemoryFile("x.bin", token + random.randbytes(50))
        try:
            importer = registry.claim(source)
        except UserError as error:
            fuzzing.require_sentence(error.code, error.params.keys())
        else:
            fuzzing.check(importer, source)
