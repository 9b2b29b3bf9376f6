"""Messages as ``vMessage`` (``.vmsg``, ``.vmg``): ZTE, OPPO, Meizu, Nokia and other phones (IrMC 1.1; formats.md 2).

Times are wall clocks without a zone. Trailing blanks stand on every line of some phones, also behind the soft break of
quoted-printable.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.vocabulary import Direction, Medium, SourceKind
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.json_records import lines_of
from advocate.importers.phones.values import Outcome, bad_date, clock_ms, line, words
from advocate.importers.sources import Source
from advocate.importers.xml_bytes import head_text

_BEGIN = re.compile(r"\A\s*BEGIN:VMSG\s*$", re.IGNORECASE | re.MULTILINE)
_PROPERTY = re.compile(r"([A-Za-z-]{1,40})((?:;[^:]{0,200})?):(.*)", re.DOTALL)
_BOXES = {
    "INBOX": Direction.IN,
    "SENDBOX": Direction.OUT,
    "SENTBOX": Direction.OUT,
    "SENT": Direction.OUT,
    "OUTBOX": None,
    "DRAFTBOX": None,
    "DRAFT": None,
}
_REASONS = {"OUTBOX": "entry_outbox"}
#: More lines than any message has: the rest of it is dropped.
_MOST_CHARACTERS = 4_000_000
_TEXT_KEYS = ("SUBJECT", "TEXT")
#: IrMC compact time, and day first as some Nokias wrote it.
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(Z?)")
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})\s+(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)")


@dataclass(slots=True)
class _Message:
    """One VMSG while its lines go by."""

    line_number: int
    box: str = ""
    date: str = ""
    sim: str = ""
    texts: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    characters: int = 0


class VMessage:
    """The importer of vMessage files."""

    name = "vmessage"
    kind = SourceKind.PHONE
    editable = False

    def recognise(self, probe: Probe) -> float:
        """Return how sure the opening line makes it."""
        return 0.97 if _BEGIN.match(head_text(probe.head).replace("\0", "")) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every message with its place (``L14``, the line where it begins); raises ``file_unreadable``."""
        ctx.total_bytes = source.size
        replaced = 0

        def lose(characters: int) -> None:
            nonlocal replaced
            replaced += characters

        message: _Message | None = None
        parts: list[str] = []
        done = 0
        with source.open() as stream:
            for number, raw in enumerate(lines_of(stream, lose, _MOST_CHARACTERS), 1):
                done += len(raw) + 1
                ctx.advance(done)
                text = raw.decode("utf-8", "surrogateescape").rstrip("\r\n \t\0")
                head = text.strip().upper()
                if head == "BEGIN:VMSG":
                    if message is not None:
                        yield Rejection(f"L{message.line_number}", "vmsg_unfinished")
                    message, parts = _Message(number), []
                elif message is not None and head == "END:VMSG":
                    yield _entry(message, ctx.zone)
                    message = None
                elif message is not None:
                    _take(message, text, parts)
        if message is not None:
            yield Rejection(f"L{message.line_number}", "vmsg_unfinished")
        if replaced:
            ctx.warn("warn_characters_replaced", count=replaced)


def _take(message: _Message, text: str, open_components: list[str]) -> None:
    """Take one line: a component's border, a property, or the next line of a value."""
    head = text.strip().upper()
    if head.startswith("BEGIN:"):
        open_components.append(head[6:])
        return
    if head.startswith("END:"):
        while open_components and open_components.pop() != head[4:]:
            pass
        _finish(message, head[4:])
        return
    message.characters += len(text)
    if message.characters > _MOST_CHARACTERS or len(message.plain) > 200_000:
        return
    message.plain.append(text)


def _finish(message: _Message, component: str) -> None:
    """Read the lines that came up to the end of a component."""
    pending, message.plain = message.plain, []
    for name, parameters, given in _properties(pending):
        if name == "TEL" and component == "VCARD":
            message.senders.append(line(given))
        elif name in ("FN", "N") and component == "VCARD":
            message.names.append(line(_decoded(given, parameters).replace(";", " ")))
        elif name in ("X-BOX", "X-IRMC-BOX"):
            message.box = given.strip().upper()
        elif name == "DATE":
            message.date = line(given)
        elif name in ("X-SIMID", "X-SIM-ID", "X-SUBID"):
            message.sim = line(given)
        elif name in _TEXT_KEYS and given.strip():
            message.texts.append(_decoded(given, parameters))
        elif name == "" and component == "VBODY" and given.strip():
            # IrMC allows the words to stand bare behind the date.
            message.texts.append(_decoded(given, parameters))


def _properties(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield name, parameters and value; soft breaks and folded lines are joined, bare text has no name."""
    position = 0
    while position < len(lines):
        match = _PROPERTY.fullmatch(lines[position])
        position += 1
        known = match is not None and (match[1].upper() in _KNOWN or match[1].upper().startswith("X-"))
        if match is None or not known:
            bare = [lines[position - 1]]
            while position < len(lines) and not _is_property(lines[position]):
                bare.append(lines[position])
                position += 1
            yield "", "", "\n".join(bare)
            continue
        name, parameters, given = match[1].upper(), match[2].upper(), match[3]
        pieces = [given]
        quoted = "QUOTED-PRINTABLE" in parameters
        while position < len(lines) and (
            (quoted and pieces[-1].endswith("="))
            or (not quoted and lines[position].startswith((" ", "\t")))
            or (name in _TEXT_KEYS and not _is_property(lines[position]))
        ):
            pieces.append(lines[position])
            position += 1
        yield name, parameters, "\n".join(pieces)


_KNOWN = frozenset({"VERSION", "TEL", "FN", "N", "DATE", "SUBJECT", "TEXT", "EMAIL"})


def _is_property(text: str) -> bool:
    match = _PROPERTY.fullmatch(text)
    return match is not None and (match[1].upper() in _KNOWN or match[1].upper().startswith("X-"))


def _decoded(given: str, parameters: str) -> str:
    data = given.encode("utf-8", "surrogateescape")
    if "QUOTED-PRINTABLE" in parameters:
        data = quopri.decodestring(data)
    charset = re.search(r"CHARSET=\"?([A-Z0-9_-]+)", parameters)
    codec = (charset[1] if charset else "utf-8").lower()
    for attempt in ("utf-8", "gb18030" if codec in ("gb2312", "gbk", "utf-8") else codec):
        try:
            return data.decode(attempt).replace("\r\n", "\n")
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


def _entry(message: _Message, zone: str) -> Outcome:
    place = f"L{message.line_number}"
    direction = _BOXES.get(message.box, Direction.IN if message.box == "" else None)
    if direction is None:
        if message.box not in _BOXES:
            return Rejection(place, "entry_unknown_type", params=(("type", message.box[:20]),))
        return Rejection(place, _REASONS.get(message.box, "entry_draft"), other=True)
    if not message.date:
        return Rejection(place, "entry_without_date")
    at_ms, assumed, was_date = clock_ms(_year_first(message.date), zone)
    if at_ms is None:
        return bad_date(place, known=was_date)
    # The first card is the sender of what was received; for sent messages those addressed stand in the envelopes.
    numbers = list(dict.fromkeys(number for number in message.senders if number))
    return EntryDraft(
        Medium.SMS,
        direction,
        at_ms,
        message.date,
        line("~".join(numbers[:1] if direction is Direction.IN else numbers)) or None,
        place,
        words("\n".join(message.texts)),
        message.names[-1] if message.names else "",
        zone=assumed,
        detail=f"sim={message.sim[:40]}" if message.sim else "",
        source_type=message.box,
    )


def _year_first(written: str) -> str:
    compact = _COMPACT.fullmatch(written.strip())
    if compact is not None:
        year, month, day, hour, minute, second, zulu = compact.groups()
        return f"{year}-{month}-{day} {hour}:{minute}:{second or '00'}{zulu}"
    day_first = _DAY_FIRST.fullmatch(written.strip())
    if day_first is not None:
        return f"{day_first[4]}-{day_first[3]}-{day_first[1]} {day_first[5]}"
    # IrMC of Nokia: 2013.4.3.23.5.9
    parts = written.strip().split(".")
    if len(parts) == 6 and all(part.isdecimal() and len(part) <= 4 for part in parts):
        return "{}-{}-{} {}:{}:{}".format(*parts)
    return written
