"""Android "Super Backup": ``<alllogs><log …>`` for calls and ``<allsms><sms …>`` for messages (formats.md 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.android_entries import Attributes, call_entry, is_vendor_call, sms_entry
from advocate.importers.phones.values import Outcome
from advocate.importers.phones.xml_repair import XmlRepair
from advocate.importers.sources import Source
from advocate.importers.xml_bytes import head_text, utf8_blocks

_ROOT = re.compile(
    # Possessive: a head full of blanks must not be tried in every way of cutting it.
    r"\A(?:\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*)?>)*+<(?:alllogs|allsms)(?=[\s/>])",
    re.DOTALL | re.IGNORECASE,
)
_DEEPEST = 8
_MOST_NAMES = 1000


class SuperBackup:
    """The importer of "Super Backup"."""

    name = "super_backup"
    kind = SourceKind.PHONE
    editable = False

    def recognise(self, probe: Probe) -> float:
        """Return how sure the root element makes it."""
        return 1.0 if _ROOT.match(head_text(probe.head).lstrip("\ufeff")) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every call and message with its place (``log[3]``).

        Raises `UserError`: ``xml_entities_refused``, ``not_super_backup``, ``file_unreadable``.
        """
        ctx.total_bytes = source.size
        reader = _Reader(ctx.name)
        repair = XmlRepair()
        done = 0
        broken: Rejection | None = None
        with source.open() as stream:
            try:
                for piece in repair.pieces(utf8_blocks(stream, repair.counts.lose)):
                    reader.parser.Parse(piece, False)
                    yield from reader.taken()
                    done += len(piece)
                    ctx.advance(done)
                    if len(reader.parser.intern) > _MOST_NAMES:
                        raise expat.ExpatError
                reader.parser.Parse(b"", True)
            except expat.ExpatError:
                number = reader.parser.CurrentLineNumber
                broken = Rejection(f"L{number}", "xml_damaged", params=(("line", str(number)),))
        yield from reader.taken()
        if not reader.root:
            raise UserError("not_super_backup", file=ctx.name)
        if broken is not None:
            yield broken
        counts = repair.counts
        if lost := counts.lone_halves + counts.forbidden + counts.undecodable:
            ctx.warn("warn_characters_replaced", count=lost)
        if reader.vendor_calls:
            ctx.warn("warn_vendor_calls", count=reader.vendor_calls)
        if broken is None and reader.declared.isdecimal() and int(reader.declared[:9]) != reader.number:
            ctx.warn("warn_count_differs", declared=reader.declared[:20], found=reader.number)


class _Reader:
    """Collects entries while the parser runs."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._items: list[Outcome] = []
        self._depth = 0
        self.root = ""
        self.declared = ""
        self.number = 0
        self.vendor_calls = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def taken(self) -> list[Outcome]:
        """Return what was read since, and forget it."""
        items, self._items = self._items, []
        return items

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth == 1:
            self.root = name.lower()
            self.declared = attributes.get("count", "").strip()
            if self.root not in ("alllogs", "allsms"):
                raise UserError("not_super_backup", file=self._file)
        elif self._depth > _DEEPEST:
            raise expat.ExpatError
        elif name.lower() in ("log", "sms"):
            self.number += 1
            place = f"{name.lower()}[{self.number}]"
            row = {key.lower(): text for key, text in attributes.items()}
            row["contact_name"] = row.get("name", "")
            if name.lower() == "log":
                row["duration"] = row.get("dur", row.get("duration", ""))
                entry = call_entry(row if attributes else {}, place)
                self.vendor_calls += is_vendor_call(entry)
            else:
                entry = sms_entry(row if attributes else {}, place)
            self._items.append(entry)

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _refuse(self, *_declaration: object) -> None:
        raise UserError("xml_entities_refused", file=self._file)
