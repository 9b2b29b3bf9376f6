"""Groups of near-identical texts: MinHash finds who may be alike, an exact similarity says who is.

Texts are compared by their wording read aloud (homophones and pinyin are one sound), so that changed names, amounts,
links, look-alike and traditional characters and inserted signs do not hide a script. Candidates come from locality
sensitive hashing (rensa), the similarity is RapidFuzz's normalised indel ratio.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from rensa import RMinHash, RMinHashLSH

from advocate.analysis.lexicons.sounds import syllables
from advocate.analysis.scripts import normal
from advocate.domain.jobs import JobContext, QuietContext

#: Similarity (percent) from which two texts are one script.
ALIKE = 75.0
_SHINGLE = 3
_PERMUTATIONS, _BANDS, _SEED = 96, 32, 20_260_301
#: Members of one group that stand in the index: the rest of a flood of the same text adds nothing.
_INDEXED = 200
#: Members of one group that a text is compared with before it is taken to be another script.
_COMPARED = 24
_SHORTEST = 6
_ALIGNED = 24
_FIXED = 0.8
_EXAMPLES = 5
_GAP = "…"
_CHECK_EVERY = 500


@dataclass(frozen=True, slots=True)
class Script:
    """Texts of one script: ``members`` are places among the texts given, in order.

    ``template`` is what stays the same, with ``…`` where it varies, ``#`` for figures, ``<L>`` links, ``<I>`` ids,
    ``<N>`` names; ``variable`` holds, for each ``…``, some of what stood there.
    """

    members: tuple[int, ...]
    template: str
    variable: tuple[tuple[str, ...], ...]


def group(texts: Sequence[str], ctx: JobContext | None = None, alike: float = ALIKE) -> list[Script]:
    """Return the scripts that at least two of ``texts`` share, largest first; raises `Cancelled` where asked to.

    Texts of fewer than six signs are left out: everybody says 好的.
    """
    ctx = ctx or QuietContext()
    places: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        worded = normal.wording(text)
        if len(worded) >= _SHORTEST:
            places[worded].append(place)
    worded_forms = sorted(places)
    groups = _components([sound(form) for form in worded_forms], ctx, alike)
    scripts = []
    for forms in groups:
        members = sorted(place for form in forms for place in places[worded_forms[form]])
        if len(members) > 1:
            counted = Counter({worded_forms[form]: len(places[worded_forms[form]]) for form in forms})
            scripts.append(Script(tuple(members), *template(counted)))
    return sorted(scripts, key=lambda script: (-len(script.members), script.members))


def sound(worded: str) -> str:
    """Return a wording read aloud: one sign a syllable."""
    return syllables(worded)[0]


def similarity(one: str, other: str, least: float = 0.0) -> float:
    """Return how alike two sounds are, in percent; 0 below ``least``."""
    return float(fuzz.ratio(one, other, score_cutoff=least))


def _components(sounds: Sequence[str], ctx: JobContext, alike: float) -> list[list[int]]:
    """Return the places of sounds in groups that are alike by chains of pairs."""
    lead = list(range(len(sounds)))

    def find(place: int) -> int:
        while lead[place] != place:
            lead[place] = lead[lead[place]]
            place = lead[place]
        return place

    index = RMinHashLSH(alike / 100, _PERMUTATIONS, _BANDS)
    indexed: Counter[int] = Counter()
    hashes = RMinHash.from_token_sets([_shingles(each) for each in sounds], _PERMUTATIONS, _SEED)
    for place, hashed in enumerate(hashes):
        if place % _CHECK_EVERY == 0:
            ctx.check()
        looked: Counter[int] = Counter()
        for other in index.query(hashed):
            root, own = find(other), find(place)
            if root == own or looked[root] >= _COMPARED:
                continue
            looked[root] += 1
            if similarity(sounds[place], sounds[other], alike):
                lead[max(root, own)] = min(root, own)
                indexed[min(root, own)] += indexed.pop(max(root, own), 0)
        if indexed[find(place)] < _INDEXED:
            index.insert(place, hashed)
            indexed[find(place)] += 1
    groups: dict[int, list[int]] = defaultdict(list)
    for place in range(len(sounds)):
        groups[find(place)].append(place)
    return list(groups.values())


def _shingles(each: str) -> list[str]:
    return [each[at : at + _SHINGLE] for at in range(max(1, len(each) - _SHINGLE + 1))]


def template(forms: Counter[str]) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """Return what wordings have in common and what stands in the gaps; the commonest wording is the base."""
    ranked = sorted(forms, key=lambda form: (-forms[form], form))
    base, others = ranked[0], ranked[1 : _ALIGNED + 1]
    kept = [1] * len(base)
    # What others have in place of each stretch of the base, by the offset at which it begins.
    instead: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for other in others:
        for step in Levenshtein.opcodes(base, other):
            if step.tag == "equal":
                for at in range(step.src_start, step.src_end):
                    kept[at] += 1
            else:
                instead[step.src_start].append((step.src_end, other[step.dest_start : step.dest_end]))
    needed = _FIXED * (1 + len(others))
    pieces: list[str] = []
    gaps: list[set[str]] = []
    at = 0
    while at < len(base):
        if kept[at] >= needed:
            pieces.append(base[at])
            at += 1
            continue
        start = at
        while at < len(base) and kept[at] < needed:
            at += 1
        pieces.append(_GAP)
        found = {base[start:at]}
        found.update(text for begin in range(start, at) for _, text in instead.get(begin, ()) if text)
        gaps.append(found)
    return "".join(pieces), tuple(_examples(found) for found in gaps)


def _examples(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda text: (-len(text), text))[:_EXAMPLES])
