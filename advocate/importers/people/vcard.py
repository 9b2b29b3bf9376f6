"""vCard 2.1, 3.0 and 4.0 as phones and programs write them, in one tolerant reader (formats.md 11).

The lines are bytes until their values are decoded: a soft line break may cut a character in half, and one file may hold
several charsets. A card without a name is called by its organisation or its number.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from advocate.domain.drafts import MAX_LINE, PersonDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.characters import cleaned, visible
from advocate.importers.mails.charsets import mail_text
from advocate.importers.sources import Source
from advocate.importers.text_files import TextFile, Utf8Stream, head_text

_BEGIN = re.compile(rb"\A(?:[A-Za-z0-9\-]+\.)?BEGIN[ \t]*:[ \t]*VCARD[ \t]*\Z", re.IGNORECASE)
_END = re.compile(rb"\A(?:[A-Za-z0-9\-]+\.)?END[ \t]*:[ \t]*VCARD[ \t]*\Z", re.IGNORECASE)
_NAME = re.compile(
    rb"\A(?:[A-Za-z0-9\-]+\.)?([A-Za-z][A-Za-z0-9\-]{0,60})((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)\Z", re.DOTALL
)
_WANTED = {b"FN", b"N", b"ORG", b"TEL", b"NOTE", b"NICKNAME", b"TITLE", b"EMAIL", b"X-ABRELATEDNAMES", b"RELATED"}
_MOST_LINE = 100_000
_MOST_VALUE = 200_000
_MOST_NUMBERS = 100


@dataclass(slots=True)
class _Card:
    number: int
    line: int
    fields: dict[str, list[str]] = field(default_factory=dict)
    version: str = ""

    def first(self, name: str) -> str:
        return next((value for value in self.fields.get(name, []) if value), "")


@dataclass(slots=True)
class _Property:
    """A property while its further lines may still come; of pictures and keys nothing is kept."""

    name: bytes
    parameters: bytes
    value: bytearray
    quoted_printable: bool
    wanted: bool


class VCard:
    """Address books."""

    name = "vcard"
    kind = SourceKind.ADDRESS_BOOK
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by the first line."""
        if probe.members:
            return 0.0
        first = head_text(probe.head[:4_096]).strip().split("\n", 1)[0].strip()
        return 0.97 if _BEGIN.match(first.encode("utf-8", "replace")) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield the people; a card without name and number is refused."""
        found = 0
        shared: dict[str, int] = {}
        for item in _cards(source, ctx):
            if isinstance(item, Rejection):
                yield item
                continue
            found += 1
            person = _person(item)
            if isinstance(person, PersonDraft):
                for number in person.numbers:
                    if len(shared) < 200_000:
                        key = re.sub(r"\D", "", number)[-11:]
                        shared[key] = shared.get(key, 0) + 1
            yield person
        if not found:
            raise UserError("not_vcard", file=ctx.name)
        doubled = sum(count > 1 for key, count in shared.items() if key)
        if doubled:
            ctx.warn("warn_people_share_numbers", count=doubled)


def _cards(source: Source, ctx: ReadContext) -> Iterator[_Card | Rejection]:
    card: _Card | None = None
    count = 0
    depth = 0
    line_number = 0
    prop: _Property | None = None
    for line_number, line in enumerate(_lines(source, ctx), 1):
        if prop is not None and _continues(prop, line):
            continue
        if prop is not None and card is not None:
            _store(card, prop)
        holds_card = prop is not None and prop.name == b"AGENT"
        prop = None
        stripped = line.strip(b" \t\xef\xbb\xbf")
        if _BEGIN.match(stripped):
            if card is not None and depth == 0 and not holds_card:
                # The card before was never ended.
                yield card
                card = None
            if card is None:
                count += 1
                card, depth = _Card(count, line_number), 0
            else:
                depth += 1
        elif _END.match(stripped):
            if card is not None and depth == 0:
                yield card
                card = None
            else:
                depth = max(0, depth - 1)
        elif card is not None and depth == 0:
            prop = _opened(line)
    if card is not None:
        if prop is not None:
            _store(card, prop)
        if card.fields:
            yield card
        yield Rejection(f"line {line_number}", "vcard_truncated")


def _lines(source: Source, ctx: ReadContext) -> Iterator[bytes]:
    stream: BinaryIO | Utf8Stream
    if TextFile(source).encoding.is_wide:
        stream = Utf8Stream(source, ctx.advance)
        rest = b""
        while block := stream.read(64 * 1024):
            *whole, rest = (rest + block).split(b"\n")
            yield from (line.rstrip(b"\r") for line in whole)
            rest = rest[:_MOST_LINE]
        stream.close()
        if rest:
            yield rest.rstrip(b"\r")
        return
    done = 0
    with source.open() as raw:
        while line := raw.readline(_MOST_LINE):
            done += len(line)
            ctx.advance(done)
            yield from line.rstrip(b"\r\n").split(b"\r")


def _opened(line: bytes) -> _Property | None:
    match = _NAME.match(line)
    if match is None:
        return None
    name, parameters = match[1].upper(), match[2]
    packed = re.search(rb"QUOTED-PRINTABLE", parameters, re.IGNORECASE) is not None
    return _Property(name, parameters, bytearray(match[3][:_MOST_VALUE]), packed, name in _WANTED or name == b"VERSION")


def _continues(prop: _Property, line: bytes) -> bool:
    """Add a line to the property before it; False where it is one of its own."""
    if prop.quoted_printable and prop.value.rstrip(b" \t").endswith(b"="):
        # A soft break goes on with the next line, whatever that looks like; an empty one ends it.
        cut = prop.value.rstrip(b" \t")
        del prop.value[len(cut) - 1 :]
        if not line.strip():
            return False
        if _END.match(line.strip()):
            return False
        text = line[1:] if line[:1] in (b" ", b"\t") else line
        if prop.wanted and len(prop.value) < _MOST_VALUE:
            prop.value += text
        else:
            prop.value[:] = b"=" if text.rstrip().endswith(b"=") else b""
        return True
    if line[:1] in (b" ", b"\t") and line.strip():
        if prop.wanted and len(prop.value) < _MOST_VALUE:
            prop.value += line[1:]
        return True
    # Pictures of old programs are not indented: whatever is no property goes on with them.
    return not prop.wanted and bool(line.strip()) and _NAME.match(line) is None and not _END.match(line.strip())


def _store(card: _Card, prop: _Property) -> None:
    if not prop.wanted:
        return
    name = prop.name.decode("ascii")
    raw = bytes(prop.value)
    if prop.quoted_printable:
        raw = binascii.a2b_qp(raw)
    label = re.search(rb"CHARSET=\"?([A-Za-z0-9_.:\-]{2,40})", prop.parameters, re.IGNORECASE)
    text = mail_text(raw, label[1].decode("ascii") if label else "").text
    if name == "VERSION":
        card.version = text.strip()
    elif len(card.fields.setdefault(name, [])) < _MOST_NUMBERS:
        card.fields[name].append(text)


def _person(card: _Card) -> PersonDraft | Rejection:
    place = f"card {card.number}"
    numbers = tuple(dict.fromkeys(filter(None, (_number(value) for value in card.fields.get("TEL", [])))))
    parts = [_unescaped(part) for part in _split(card.first("N"), ";")]
    structured = _composed(parts)
    organisation = " ".join(filter(None, (_plain(part) for part in _split(card.first("ORG"), ";"))))
    name = _plain(card.first("FN")) or structured or _plain(card.first("NICKNAME"))
    notes = [_plain(card.first("TITLE")), _plain(card.first("NOTE"))]
    if not name and not organisation and not numbers:
        return Rejection(place, "vcard_empty")
    return PersonDraft(
        (name or organisation or numbers[0])[:MAX_LINE],
        tuple(number[:MAX_LINE] for number in numbers),
        place,
        organisation[:MAX_LINE],
        "; ".join(filter(None, notes))[: 2 * MAX_LINE],
    )


def _composed(parts: list[str]) -> str:
    """Return the name that ``N`` spells: Chinese family and given name without a space, others given name first."""
    family, given, middle, prefix, suffix = (visible(part) for part in (*parts[:5], *[""] * (5 - len(parts[:5]))))
    if re.search("[\u3400-\u9fff]", family + given):
        return f"{family}{middle}{given}"
    return " ".join(filter(None, (prefix, given, middle, family, suffix)))


def _number(value: str) -> str:
    text = visible(cleaned(_unescaped(value))).strip()
    if text.lower().startswith("tel:"):
        text, _, rest = text[4:].partition(";")
        extension = re.search(r"ext=([0-9]{1,10})", rest, re.IGNORECASE)
        text = f"{text} ext. {extension[1]}" if extension else text
    return text


def _plain(value: str) -> str:
    return visible(cleaned(_unescaped(value)).replace("\n", " "))


def _split(value: str, separator: str) -> list[str]:
    return re.split(rf"(?<!\\){separator}", value)


def _unescaped(value: str) -> str:
    """Resolve escapes of 3.0 and 4.0, and those of RFC 6868 in parameters that some write into values."""
    return re.sub(r"\\([nN,;:\\])", lambda match: "\n" if match[1] in "nN" else match[1], value)
