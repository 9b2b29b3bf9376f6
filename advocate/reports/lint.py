"""What may never stand in a document: invented law (A13 of the law file), money asked for silence (scenario 53)."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from advocate import resources
from advocate.reports.model import Complaint


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid")
    zh: str
    en: str


class _Entry(BaseModel):
    model_config = ConfigDict(extra="ignore")
    pattern: str
    why: _Words


@dataclass(frozen=True, slots=True)
class Phrase:
    """A forbidden phrase: ``pattern`` is searched in text without blanks."""

    pattern: re.Pattern[str]
    why: dict[str, str]


@dataclass(frozen=True, slots=True)
class LintHit:
    """A forbidden phrase found in ``part`` of a document; ``code`` is ``do_not_cite`` or ``extortion_risk``."""

    code: str
    part: str
    phrase: str
    why: str


#: Blanks, line ends, and characters that nobody sees.
_BLANKS = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
#: Full-width digits and letters, and the traditional forms of the words that the list looks for.
_PLAIN = {0xFF01 + code - 0x21: code for code in range(0x21, 0x7F) if chr(code).isalnum()} | str.maketrans(
    "條約點時號規辦銀業證書間實無須監罰決國華賠償訴報撤",
    "条约点时号规办银业证书间实无须监罚决国华赔偿诉报撤",
)
_FIGURES = r"\d[\d,.]*\s*(?:元|万|千|块)|[一二两三四五六七八九十百千万]+(?:元|万元?|千元?|块钱?)"
_MONEY = rf"(?:{_FIGURES}|精神损失费?|封口费|赔偿金?|补偿金?|钱)"
_GAP = r"[^。；\n]"
_PAY = r"(?:赔(?:偿|付|我|给)?|补偿|支付|付(?:给)?|给(?:我|本人|投诉人)?|打款|转账|拿出?)"
_THREAT = r"(?:否则|不然|要不|若不|如不|如果不|不(?:给|赔|付|转))"
_COMPLAIN = r"(?:投诉|举报|上访|信访|告(?:到|你)|起诉到|找媒体)"
_SILENCE = r"(?:撤诉|撤回|撤销|不再|停止|放弃)(?:本次|该|全部)?(?:投诉|举报|追究)"

#: Demanding money under the threat of complaining, or offering silence for money (Criminal Law art. 274).
EXTORTION = (
    re.compile(rf"{_PAY}{_GAP}{{0,20}}?{_MONEY}{_GAP}{{0,12}}?{_THREAT}{_GAP}{{0,16}}?{_COMPLAIN}"),
    re.compile(
        rf"{_THREAT}{_GAP}{{0,24}}?{_PAY}{_GAP}{{0,20}}?{_MONEY}{_GAP}{{0,16}}?(?:就|将|便|即){_GAP}{{0,8}}?{_COMPLAIN}"
    ),
    re.compile(
        rf"(?:{_PAY}{_GAP}{{0,20}}?{_MONEY}|封口费){_GAP}{{0,16}}?(?:就|即|后|则|可以?|愿意){_GAP}{{0,8}}?{_SILENCE}"
    ),
    re.compile(rf"{_SILENCE}{_GAP}{{0,16}}?(?:条件|前提|须|需|必须){_GAP}{{0,12}}?{_PAY}{_GAP}{{0,20}}?{_MONEY}"),
    re.compile(r"封口费"),
)


def load_phrases(path: Path) -> tuple[Phrase, ...]:
    """Read a list of ``{pattern, why: {zh, en}}``; raises pydantic's or `re`'s error where the file is wrong."""
    raw = yaml.safe_load(path.read_bytes())
    entries = TypeAdapter(list[_Entry]).validate_python(raw)
    return tuple(Phrase(re.compile(entry.pattern), {"zh": entry.why.zh, "en": entry.why.en}) for entry in entries)


@functools.cache
def phrases(jurisdiction: str = "cn") -> tuple[Phrase, ...]:
    """Return the jurisdiction's do-not-cite list."""
    return load_phrases(resources.path("law", jurisdiction, "do_not_cite.yaml"))


def plain(text: str) -> str:
    """Return ``text`` as the patterns expect it: no blanks, plain digits and letters, simplified forms."""
    return _BLANKS.sub("", text).translate(_PLAIN)


def check_text(part: str, text: str, forbidden: tuple[Phrase, ...], lang: str = "zh") -> list[LintHit]:
    """Return what must not stand in ``text``; blanks, line ends, wide digits and traditional forms hide nothing."""
    flat = plain(text)
    hits = []
    for phrase in forbidden:
        match = phrase.pattern.search(flat) or phrase.pattern.search(text)
        if match:
            hits.append(LintHit("do_not_cite", part, match[0], phrase.why[lang if lang in phrase.why else "zh"]))
    for pattern in EXTORTION:
        match = pattern.search(flat)
        if match:
            hits.append(LintHit("extortion_risk", part, match[0], ""))
            break
    return hits


def check(model: Complaint, forbidden: tuple[Phrase, ...], lang: str = "zh") -> list[LintHit]:
    """Return every forbidden phrase of the document, in reading order; collectors' own words are evidence and pass."""
    found: list[LintHit] = []
    for part, group in groupby(model.prose(), key=itemgetter(0)):
        texts = [text for _, text in group]
        hits = [hit for text in texts for hit in check_text(part, text, forbidden, lang)]
        if not hits:
            # A phrase spread over the lines of a field stands in several paragraphs.
            hits = [hit for hit in check_text(part, "".join(texts), forbidden, lang) if hit.code == "do_not_cite"]
        found.extend(hits)
    return found
