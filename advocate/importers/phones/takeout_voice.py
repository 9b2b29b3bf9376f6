"""Google Takeout, Voice: one HTML file for each conversation or call, alone or as the folder that Takeout makes.

Times are exact and carry their offset; the words around them are localised and not asked; the kind of a call stands in
its labels, since file names may lack it (formats.md 4). HTML is parsed inertly: nothing is fetched and nothing run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from advocate.domain.drafts import Attachment, EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import CallOutcome, Direction, Medium, SourceKind
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.html_page import page_of
from advocate.importers.phones.values import Outcome, bad_date, clock_ms, line, seconds, words
from advocate.importers.sources import Source, chunks

#: Directly in the folder: one that merely holds it among other things is opened first.
_FILE = re.compile(
    r"[^/]* - (?:(?:Text|Placed|Received|Missed|Voicemail|Recorded) - )?\d{4}-\d\d-\d\dT\d\d_\d\d_\d\dZ\.html",
    re.IGNORECASE,
)
_MOST_BYTES = 64 * 1024 * 1024
_LABEL = re.compile(r"voice#(placed|received|missed|voicemail|recorded)")
_OWNER_NAMES = frozenset({"me", "我", "yo", "moi", "ich", "eu", "io", "自分", "나"})
_MIME_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".mp4", ".3gp", ".3gpp", ".vcf", ".amr", ".mp3", ".txt", ".webp")
_PLACEHOLDERS = frozenset({"MMS Sent", "MMS Received"})


class TakeoutVoice:
    """The importer of Google Voice conversations and calls from Takeout."""

    name = "takeout_voice"
    kind = SourceKind.PHONE
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Return how sure the classes of the page make it, or the names inside a folder or archive."""
        if probe.members:
            return 0.95 if any(_FILE.fullmatch(member) for member in probe.members) else 0.0
        head = probe.head
        if b"<html" not in head[:2000].lower():
            return 0.0
        if b"hChatLog hfeed" in head or (b'class="haudio"' in head and b"google.com/voice#" in head):
            return 0.97
        return 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every message and call with its place (the file, and the number of the message in it).

        Raises `UserError` for a single file: ``not_takeout_voice``, ``file_too_big``, ``page_too_deep``.
        """
        members = source.members
        if not members:
            ctx.total_bytes = source.size
            yield from _page(source, "", _beside(source), ctx, alone=True)
            return
        pages = [name for name in members if _FILE.fullmatch(name)]
        ctx.total_bytes = sum(members[name].size for name in pages)
        done = 0
        for name in sorted(pages):
            ctx.advance(done)
            try:
                yield from _page(members[name], name[:200], _Files(members), ctx, alone=False)
            except UserError as error:
                yield Rejection(name[:200], _reason(error))
            done += members[name].size


class _Files:
    """Finds what a page shows: image names come without their endings."""

    def __init__(self, by_name: Mapping[str, Source], source: Source | None = None) -> None:
        self._by_name = by_name
        self._source = source

    def find(self, name: str) -> Source | None:
        """Return the file that a page means."""
        base = unquote(name).replace("\\", "/").rpartition("/")[2]
        if not base or base in (".", ".."):
            return None
        for candidate in (base, *(base + ending for ending in _MIME_ENDINGS)):
            found = self._by_name.get(candidate)
            if found is None and self._source is not None:
                found = self._source.sibling(candidate)
            if found is not None:
                return found
        return None


def _beside(source: Source) -> _Files:
    return _Files({}, source)


def _reason(error: UserError) -> str:
    return "page_too_big" if error.code == "file_too_big" else "page_unreadable"


def _page(source: Source, file: str, files: _Files, ctx: ReadContext, *, alone: bool) -> Iterator[Outcome]:
    tree = page_of(source, _MOST_BYTES)
    log = tree.css_first("div.hChatLog")
    call = tree.css_first("div.haudio")
    if log is not None:
        title = tree.css_first("title")
        yield from _conversation(log, file, _titled(title.text() if title is not None else ""), files, ctx)
    elif call is not None:
        yield _call(call, file or "call[1]", files, ctx)
    elif alone:
        raise UserError("not_takeout_voice", file=ctx.name)
    else:
        yield Rejection(file, "page_unreadable")


def _titled(title: str) -> str:
    """Return whom a page is about: "Me to" and a name or number on the next line."""
    rows = [row.strip() for row in title.strip().splitlines() if row.strip()]
    return line(rows[-1]) if len(rows) == 2 else ""


def _conversation(log: LexborNode, file: str, party: str, files: _Files, ctx: ReadContext) -> Iterator[Outcome]:
    messages = log.css("div.message")
    talk = [_person(cite) for cite in log.css("div.participants cite")]
    others = list(dict.fromkeys(number for number, name, _mine in talk if number))
    names = {number: name for number, name, _mine in talk}
    if not others:
        # Between two people: whoever is not the owner, in any of the messages.
        people = [_person(cite) for cite in log.css("div.message cite")]
        others = list(dict.fromkeys(number for number, _name, mine in people if number and not mine))
        names = {number: name for number, name, mine in people if not mine}
    if not others and party:
        # Only the owner wrote: the other side's number may stand nowhere, its name stands in the title.
        number = party if party.removeprefix("+").isdecimal() else ""
        others, names = [number], {number: "" if number else party}
    for at, message in enumerate(messages, 1):
        ctx.job.check()
        place = f"{file} message[{at}]".strip()
        yield _message(message, place, others, names, files, ctx)


def _message(
    message: LexborNode, place: str, others: list[str], names: dict[str, str], files: _Files, ctx: ReadContext
) -> Outcome:
    written, at_ms, reason = _time(message.css_first("abbr.dt"), place, ctx)
    if at_ms is None:
        return reason
    cite = message.css_first("cite")
    sender, name, mine = _person(cite) if cite is not None else ("", "", False)
    quote = message.css_first("q")
    text = _text(quote)
    notes = []
    kept: list[Attachment] = []
    shown = [node for node in message.css("img, a.video, a.vcard, audio, video, a[href]") if not _is_person(node)]
    for node in shown:
        attributes = node.attributes
        link = attributes.get("src") or attributes.get("href") or ""
        if not link or link.startswith(("tel:", "http:", "https:", "mailto:")):
            continue
        found = files.find(link)
        if found is None:
            notes.append("attachment_missing")
        else:
            kept.append(ctx.keep(found.name.rpartition("/")[2], chunks(found)))
    is_mms = bool(kept or notes) or text in _PLACEHOLDERS
    if len(others) > 1:
        notes.append("group=" + "~".join(others)[:400])
    address = "~".join(others) if mine else sender
    return EntryDraft(
        Medium.MMS if is_mms else Medium.SMS,
        Direction.OUT if mine else Direction.IN,
        at_ms,
        written,
        line(address) or line(names.get("", "")) or None,
        place,
        "" if text in _PLACEHOLDERS else text,
        line((names.get(others[0], "") if len(others) == 1 else "") if mine else name),
        own_address=sender if mine else "",
        detail="; ".join(dict.fromkeys(notes)),
        source_type="sent" if mine else "received",
        attachments=tuple(kept),
    )


def _call(call: LexborNode, place: str, files: _Files, ctx: ReadContext) -> Outcome:
    written, at_ms, reason = _time(call.css_first("abbr.published"), place, ctx)
    if at_ms is None:
        return reason
    labels = _LABEL.findall(" ".join(a.attributes.get("href") or "" for a in call.css("div.tags a")))
    kind = "voicemail" if "voicemail" in labels else labels[-1] if labels else _titled_kind(call)
    contact = call.css_first("div.contributor")
    number, name, _mine = _person(contact) if contact is not None else ("", "", False)
    length = call.css_first("abbr.duration")
    length_s = seconds(length.attributes.get("title") or "") if length is not None else None
    transcript = call.css_first("span.full-text")
    kept: list[Attachment] = []
    for node in call.css("audio, a[rel=enclosure]"):
        link = node.attributes.get("src") or node.attributes.get("href") or ""
        found = files.find(link)
        if found is not None and found.name.rpartition("/")[2] not in {a.name for a in kept}:
            kept.append(ctx.keep(found.name.rpartition("/")[2], chunks(found)))
    answered = {"missed": False, "voicemail": False, "received": True, "recorded": True}.get(kind)
    return EntryDraft(
        Medium.VOICEMAIL if kind == "voicemail" else Medium.CALL,
        Direction.OUT if kind == "placed" else Direction.IN,
        at_ms,
        written,
        number or None,
        place,
        _text(transcript),
        name,
        duration_s=length_s,
        answered=(length_s or 0) > 0 if kind == "placed" else answered,
        detail=f"type={kind}",
        source_type=kind,
        outcome=CallOutcome.VOICEMAIL if kind == "voicemail" else None,
        attachments=tuple(kept),
    )


def _titled_kind(call: LexborNode) -> str:
    """Return the kind of a call whose labels are gone, by its heading."""
    heading = call.css_first("span.fn")
    first = heading.text(deep=True).strip().partition(" ")[0].lower() if heading is not None else ""
    return first if first in ("placed", "received", "missed", "voicemail", "recorded") else ""


def _time(node: LexborNode | None, place: str, ctx: ReadContext) -> tuple[str, int | None, Rejection]:
    written = line(node.attributes.get("title") or "") if node is not None else ""
    if not written:
        return "", None, Rejection(place, "entry_without_date")
    at_ms, _assumed, was_date = clock_ms(written, ctx.zone)
    return written, at_ms, bad_date(place, known=was_date)


def _person(node: LexborNode) -> tuple[str, str, bool]:
    """Return number, name, and whether it is the phone's owner: an ``abbr`` instead of a ``span`` holds "Me"."""
    link = node if node.tag == "a" else node.css_first("a.tel")
    number = unquote((link.attributes.get("href") or "") if link is not None else "").removeprefix("tel:")
    shown = node.css_first(".fn")
    name = line(shown.text(deep=True)) if shown is not None else ""
    mine = (shown is not None and shown.tag == "abbr") or name.lower() in _OWNER_NAMES
    return line(number), "" if mine else name, mine


def _is_person(node: LexborNode) -> bool:
    return "tel" in (node.attributes.get("class") or "").split()


def _text(node: LexborNode | None) -> str:
    """Return the words of a node; a line break is a line break."""
    if node is None:
        return ""
    return words("".join(_pieces(node)).strip())


def _pieces(node: LexborNode) -> Iterable[str]:
    for child in node.traverse(include_text=True):
        if child.tag == "-text":
            yield child.text(deep=False) or ""
        elif child.tag == "br":
            yield "\n"
