"""Android "SMS Backup & Restore": ``sms-*.xml`` and ``calls-*.xml``, also zipped (formats.md 1).

Streams on expat; no tree, no entities, no document type. What the parser would refuse without need is mended before.
"""

from __future__ import annotations

import html
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from advocate.domain.drafts import Attachment, EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import SourceKind
from advocate.importers.backup_file import DAMAGED, ZIP_MAGIC, opened, zip_head
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.android_entries import Attributes, call_entry, is_vendor_call, sms_entry, value
from advocate.importers.phones.android_mms import MmsParts, base64_blocks, content_type, part_name
from advocate.importers.phones.values import Outcome
from advocate.importers.phones.xml_repair import XmlRepair
from advocate.importers.sources import Source
from advocate.importers.xml_bytes import Readable, head_text, utf8_blocks

ROOTS = ("smses", "calls")
#: The format nests four deep; what goes deeper, or knows ever more names, was made to eat memory.
_DEEPEST = 16
_MOST_NAMES = 2000
#: So many picture messages in one minute are a restored phone, not a conversation (formats.md 1, item 10).
_SAME_MINUTE = 100

_PROLOG = re.compile(r"\A(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:!DOCTYPE\s+)?([\w:.-]+)(?=[\s/>\[])", re.IGNORECASE)
_CHILD = re.compile(r"<(?:sms|mms|call)[\s/>]", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"\b([A-Za-z_]{1,30})\s*=\s*([\"'])(.*?)\2", re.DOTALL)
_CUT_OFF = {
    expat.errors.codes[text]
    for text in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


class SmsBackupRestore:
    """The importer of messages and calls from "SMS Backup & Restore"."""

    name = "sms_backup_restore"
    kind = SourceKind.PHONE
    editable = False

    def recognise(self, probe: Probe) -> float:
        """Return how sure the root element makes it; header comment and file name are not asked (formats.md 1)."""
        head = zip_head(probe.head) if probe.head.startswith(ZIP_MAGIC) else probe.head
        text = head_text(head)
        match = _ROOT.match(text, _PROLOG.match(text).end())  # type: ignore[union-attr]  # matches emptiness too
        if match is None or match[1].lower() not in ROOTS:
            return 0.0
        return 1.0 if _CHILD.search(text) or "count=" in text else 0.9

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every message and call with its place (``sms[17]``).

        Raises `UserError`: ``xml_entities_refused``, ``not_sms_backup``, and what `opened` raises.
        """
        with opened(source) as (stream, size):
            ctx.total_bytes = size
            yield from _Reader(ctx).entries(stream)


class _Damage(Exception):
    """The content goes where no backup goes; what came before is kept."""


class _Reader:
    """Collects entries while the parser runs, piece by piece."""

    def __init__(self, ctx: ReadContext) -> None:
        self._ctx = ctx
        self._items: list[Outcome] = []
        self._depth = 0
        self._root = ""
        self._declared = ""
        self._numbers = {"sms": 0, "mms": 0, "call": 0}
        self._vendor_calls = 0
        self._mms: MmsParts | None = None
        self._mms_depth = 0
        self._mms_minutes: Counter[int] = Counter()
        self._repair = XmlRepair(self._stream)
        #: Attachments too long to hold, kept while they streamed by; the mark stands in the tag for the value.
        self._streamed: list[Attachment] = []
        self._mark = f"!{secrets.token_hex(8)}:"
        self._done_bytes = 0
        self._starts: dict[str, Callable[[Attributes], None]] = {
            "sms": self._on_sms,
            "call": self._on_call,
            "mms": self._on_mms,
            "part": self._on_part,
            "addr": self._on_addr,
        }
        # The encoding given here overrides the declaration: the pieces are UTF-8 by now.
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse

    def entries(self, stream: Readable) -> Iterator[Outcome]:
        """Yield what the file holds up to its end, or up to where it breaks."""
        broken: Rejection | None = None
        pieces = self._repair.pieces(utf8_blocks(_Counted(stream, self._count), self._repair.counts.lose))
        try:
            for piece in pieces:
                self._parse(piece)
                yield from self._taken()
                self._ctx.advance(self._done_bytes)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            broken = self._broken(error)
        except DAMAGED:
            broken = Rejection(self._place(), "zip_broken", params=(("line", str(self._parser.CurrentLineNumber)),))
        except _Damage:
            broken = Rejection(self._place(), "xml_damaged", params=(("line", str(self._parser.CurrentLineNumber)),))
        yield from self._taken()
        if not self._root:
            raise UserError("not_sms_backup", file=self._ctx.name)
        if broken is not None:
            yield broken
        self._warn(complete=broken is None)

    def _parse(self, piece: bytes) -> None:
        self._parser.Parse(piece, False)
        if len(self._parser.intern) > _MOST_NAMES:
            raise _Damage

    def _taken(self) -> list[Outcome]:
        items, self._items = self._items, []
        return items

    def _count(self, size: int) -> None:
        self._done_bytes += size

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        handler = self._starts.get(name)
        if self._depth == 1:
            if name.lower() not in ROOTS:
                raise UserError("not_sms_backup", file=self._ctx.name)
            self._root = name.lower()
            self._declared = attributes.get("count", "").strip()
        elif self._depth > _DEEPEST:
            raise _Damage
        elif handler is not None and (not attributes or "date" in attributes or self._mms is not None):
            handler(attributes)
        else:
            handler = self._starts.get(name.lower())
            if handler is not None:
                handler({key.lower(): text for key, text in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._mms is not None and self._depth < self._mms_depth:
            entry = self._mms.entry()
            self._mms = None
            if isinstance(entry, EntryDraft) and len(self._mms_minutes) < 100_000:
                self._mms_minutes[entry.at_ms // 60_000] += 1
            self._items.append(entry)

    def _refuse(self, *_declaration: object) -> None:
        raise UserError("xml_entities_refused", file=self._ctx.name)

    def _next(self, kind: str) -> str:
        number = self._numbers[kind] + 1
        self._numbers[kind] = number
        return f"{kind}[{number}]"

    def _on_sms(self, attributes: Attributes) -> None:
        self._items.append(sms_entry(attributes, self._next("sms")))

    def _on_call(self, attributes: Attributes) -> None:
        entry = call_entry(attributes, self._next("call"))
        self._vendor_calls += is_vendor_call(entry)
        self._items.append(entry)

    def _on_mms(self, attributes: Attributes) -> None:
        if self._mms is not None:
            raise _Damage
        self._mms_depth = self._depth
        self._mms = MmsParts(attributes, self._next("mms"))

    def _on_part(self, attributes: Attributes) -> None:
        if self._mms is None:
            return
        data = value(attributes, "data")
        if data.startswith(self._mark):
            self._mms.attachments += 1
            if data != self._mark:
                self._mms.kept.append(self._streamed[int(data.removeprefix(self._mark))])
            return
        content = (lambda: base64_blocks([data.encode("ascii", "ignore")])) if data else None
        self._mms.add_part(attributes, content, self._ctx.keep)

    def _stream(self, tag: bytes, blocks: Iterable[bytes]) -> bytes:
        """Hand the attachment of the message being read over while it streams by."""
        part = {key.decode("ascii").lower(): _attribute(text) for key, _, text in _ATTRIBUTE.findall(tag)}
        if self._mms is None or not tag.startswith(b"<part") or content_type(part) == "text/plain":
            return b""
        if not self._mms.is_wanted:
            return self._mark.encode()
        number = self._mms.attachments + 1
        self._streamed.append(self._ctx.keep(part_name(part, number), base64_blocks(self._told(blocks))))
        return f"{self._mark}{len(self._streamed) - 1}".encode()

    def _told(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self._ctx.advance(self._done_bytes)
            yield block

    def _on_addr(self, attributes: Attributes) -> None:
        if self._mms is not None:
            self._mms.add_address(attributes)

    def _broken(self, error: expat.ExpatError) -> Rejection:
        reason = "xml_truncated" if error.code in _CUT_OFF else "xml_damaged"
        return Rejection(f"L{error.lineno}:{error.offset + 1}", reason, params=(("line", str(error.lineno)),))

    def _place(self) -> str:
        return f"L{self._parser.CurrentLineNumber}:{self._parser.CurrentColumnNumber + 1}"

    def _warn(self, complete: bool) -> None:
        counts = self._repair.counts
        if lost := counts.lone_halves + counts.forbidden + counts.undecodable:
            self._ctx.warn("warn_characters_replaced", count=lost)
        if counts.ampersands:
            self._ctx.warn("warn_marks_escaped", count=counts.ampersands)
        if counts.shortened:
            self._ctx.warn("warn_values_shortened", count=counts.shortened)
        if self._vendor_calls:
            self._ctx.warn("warn_vendor_calls", count=self._vendor_calls)
        found = sum(self._numbers.values())
        if complete and self._declared.isdecimal() and self._declared != str(found):
            self._ctx.warn("warn_count_differs", declared=self._declared[:20], found=found)
        if self._mms_minutes and (most := max(self._mms_minutes.values())) >= _SAME_MINUTE:
            self._ctx.warn("warn_mms_same_minute", count=most)


def _attribute(text: bytes) -> str:
    return html.unescape(text[:4000].decode("utf-8", "replace"))


class _Counted:
    """A stream that says how much was read from it."""

    def __init__(self, stream: Readable, on_read: Callable[[int], None]) -> None:
        self._stream = stream
        self._on_read = on_read

    def read(self, size: int) -> bytes:
        """Read up to ``size`` bytes."""
        data = self._stream.read(size)
        self._on_read(len(data))
        return data
