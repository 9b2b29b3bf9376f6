"""Damaged files for every importer of the registry: what they are made of, and what reading them may never do.

Seeds are the sample files that an importer claims, where they are here, and what lies in ``tests/importers/seeds``
under the importer's name. A find goes into ``tests/importers/finds`` under that name; every test run reads it again.
"""

from __future__ import annotations

import os
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from advocate import messages
from advocate.domain.drafts import MAX_TEXT, EntryDraft, PersonDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.moments import zone_info
from advocate.importers import registry
from advocate.importers.base import Importer, ReadContext
from advocate.importers.containers.bundles import Bundle, Members
from advocate.importers.containers.expanding import expand
from advocate.importers.sources import MemoryFile, Source

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
SAMPLES = Path(os.environ.get("ADVOCATE_SAMPLES", PROJECT.parent / "shared" / "data"))
#: Larger ones would make each round slow without teaching more.
MOST_BYTES = 150_000
_EARLIEST_MS, _LATEST_MS = -62_135_596_800_000, 253_402_300_799_999
_LONGEST_S = 7 * 86_400
#: Bytes that readers of text, JSON, XML, tables and databases stumble over.
TOKENS = (
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\x85",
    b"\r",
    b"\n\n",
    b"\\ud800",
    b"&#55357;",
    b"&#0;",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"{",
    b"}",
    b"[" * 200,
    b"]",
    b'"',
    b"'",
    b",",
    b"\t",
    b";",
    b"=",
    b"-1",
    b"0",
    b"NaN",
    b"1e999",
    b"9" * 40,
    b"9999-12-31 23:59:59",
    b"0000-00-00 00:00:00",
    b"null",
    b"true",
    "上午25:61".encode(),
    "十".encode("gb18030"),
    b"../../etc/passwd",
    b"http://127.0.0.1:9/x",
    b"A" * 3000,
)


@dataclass(frozen=True)
class Seed:
    """A file, or the files of a folder that is read as one thing, that an importer claims."""

    name: str
    files: tuple[tuple[str, bytes], ...]
    whole: bool

    def source(self) -> Source:
        if not self.whole:
            return MemoryFile(self.name, self.files[0][1])
        return _bundle(self.name, dict(self.files))


def _bundle(name: str, files: dict[str, bytes]) -> Bundle:
    members = Members({})

    class Inside(MemoryFile):
        def __init__(self, inner: str) -> None:
            super().__init__(f"{name}/{inner}", files[inner])
            self._inner = inner

        def sibling(self, beside: str) -> Source | None:
            return members.beside(self._inner, beside)

    members = Members({inner: (lambda inner=inner: Inside(inner)) for inner in files})  # type: ignore[misc]
    return Bundle(name, members)


@cache
def seeds() -> dict[str, tuple[Seed, ...]]:
    """Return the seeds of every importer by its name."""
    found: dict[str, list[Seed]] = {}
    for folder in sorted((HERE / "seeds").glob("*/*")):
        if folder.is_file():
            found.setdefault(folder.parent.name, []).append(Seed(folder.name, (("", folder.read_bytes()),), False))
    if SAMPLES.is_dir():
        for part in sorted(path for path in SAMPLES.iterdir() if path.is_dir()):
            with expand([part]) as expansion:
                for item in expansion.found:
                    if item.importer is not None and (seed := _seed(item.source, item.whole)) is not None:
                        found.setdefault(item.importer.name, []).append(seed)
    return {name: tuple(of_importer) for name, of_importer in found.items()}


def _seed(source: Source, whole: bool) -> Seed | None:
    inside = list(source.members.items()) if whole else [("", source)]
    if sum(item.size for _name, item in inside) > MOST_BYTES or not inside:
        return None
    files = []
    for name, item in inside:
        with item.open() as stream:
            files.append((name, stream.read()))
    return Seed(source.name.rsplit("/", 1)[-1], tuple(files), whole)


def finds() -> Iterator[tuple[str, Path]]:
    """Yield the importer's name and the file of everything that once made trouble."""
    for path in sorted((HERE / "finds").glob("*/*")):
        yield path.parent.name, path


def damaged(seed: Seed, others: tuple[Seed, ...], random: Random) -> Seed:
    """Return a copy of ``seed`` damaged in up to six places; now and then a piece of another seed is put in."""
    files = list(seed.files)
    at = random.randrange(len(files))
    data = bytearray(files[at][1])
    for _ in range(random.randint(1, 6)):
        _damage(data, others, random)
    files[at] = (files[at][0], bytes(data[: MOST_BYTES * 2]))
    return Seed(seed.name, tuple(files), seed.whole)


def _damage(data: bytearray, others: tuple[Seed, ...], random: Random) -> None:
    at = random.randint(0, len(data))
    until = min(len(data), at + random.choice((0, 1, 2, 4, 16, 200)))
    kind = random.randrange(7)
    if kind == 0 and at < len(data):
        data[at] ^= 1 << random.randrange(8)
    elif kind == 1:
        del data[at:until]
    elif kind == 2:
        data[at:until] = random.choice(TOKENS)
    elif kind == 3:
        data[at:at] = data[at:until] * random.choice((1, 2, 50))
    elif kind == 4:
        del data[at:]
    elif kind == 5:
        data[at:until] = random.randbytes(random.choice((1, 2, 4, 8)))
    elif others:
        other = random.choice(random.choice(others).files)[1]
        begin = random.randint(0, len(other))
        data[at:at] = other[begin : begin + random.choice((10, 100, 1000))]


def check(importer: Importer, source: Source) -> None:
    """Read a source and hold what comes against what every importer promises; recognising it may not fail either."""
    importer.recognise(registry.probe_of(source))
    ctx = ReadContext(source.name, source.size)
    try:
        items = list(importer.read(source, ctx))
    except UserError as error:
        require_sentence(error.code, error.params.keys())
        return
    for item in items:
        if isinstance(item, Rejection):
            require_sentence(item.reason, dict(item.params).keys())
            assert isinstance(item.place, str)
        elif isinstance(item, PersonDraft):
            assert all(isinstance(number, str) for number in item.numbers)
            _require_text(item.name, item.organisation, item.note, item.place, *item.numbers)
        else:
            _require_entry(item)
    for warning in ctx.warnings:
        require_sentence(warning.code, dict(warning.params).keys())
    if ctx.period is not None:
        assert ctx.period[0] <= ctx.period[1]


def _require_entry(entry: EntryDraft) -> None:
    assert isinstance(entry, EntryDraft)
    assert isinstance(entry.at_ms, int)
    assert _EARLIEST_MS <= entry.at_ms <= _LATEST_MS
    assert entry.duration_s is None or 0 <= entry.duration_s <= _LONGEST_S
    assert entry.answered in (None, True, False)
    assert len(entry.text) <= MAX_TEXT
    if entry.zone:
        zone_info(entry.zone)
    told = (entry.claims_to_be, entry.reached_name, entry.summary, entry.harm)
    _require_text(entry.text, entry.name, entry.written, entry.place, entry.detail, entry.own_address, *told)
    if entry.address is not None:
        _require_text(entry.address)
        assert entry.address
    for value in (entry.medium, entry.direction, entry.precision, entry.reached):
        assert value.value


def _require_text(*texts: str) -> None:
    for text in texts:
        assert isinstance(text, str)
        # Half of a surrogate pair can be stored nowhere.
        text.encode()


def require_sentence(code: str, params: object) -> None:
    """Hold that a code has a sentence in both languages, and all that the sentence names."""
    sentences = messages.catalogue()[code]
    for lang in ("zh", "en"):
        wanted = {name for _, name, _, _ in string.Formatter().parse(str(sentences[lang])) if name}
        assert wanted <= set(params), (code, wanted)  # type: ignore[call-overload]
