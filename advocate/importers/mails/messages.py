"""One mail as an entry: who, when by which clock, the words and the attachments (formats.md 10).

The time of evidence is the top-most ``Received``, which the receiving server wrote; ``Date``, which the sender wrote
and may lie, is kept beside it. Without either, the line that a mail folder puts before the message says when it was
stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from advocate.domain.drafts import MAX_LINE, MAX_TEXT, Attachment, EntryDraft, Rejection
from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.base import ReadContext
from advocate.importers.characters import cleaned
from advocate.importers.mails.headers import Head, addresses, bare_address, mail_time, split_head
from advocate.importers.mails.parts import MailBody, mail_body
from advocate.importers.wall_clock import in_range

#: A server that got a mail so much later or earlier than its sender wrote it contradicts him.
_MOST_APART_MS = 24 * 3_600_000
_SENT_FOLDER = re.compile(
    r"\bsent\b|sent[ _-]?(?:items|mail|messages)|已发送|已發送|寄件備份|发件箱|送信済み|gesendet|enviados",
    re.IGNORECASE,
)
_ARRIVED = ("received", "delivered-to", "x-apparently-to", "x-originating-ip", "x-qq-mid", "delivery-date")
_DELIVERED = ("delivered-to", "x-apparently-to", "x-original-to", "envelope-to")
#: How the files of one mail together are bounded.
_MOST_FILES_BYTES = 400_000_000


@dataclass(slots=True)
class MailReader:
    """Reads the mails of one source and counts what a person should know about it."""

    ctx: ReadContext
    replaced: int = 0
    contradictions: int = 0
    undecided: int = 0
    too_deep: int = 0
    owner: list[str] = field(default_factory=list)
    is_sent: bool = False

    def __post_init__(self) -> None:
        given = self.ctx.options.get("owner", "")
        parts = given.split(",") if isinstance(given, str) else [str(part) for part in given or ()]
        self.owner = [part.strip().lower() for part in parts if part.strip()]
        self.is_sent = is_sent_folder(self.ctx.name)

    def read(self, data: bytes, place: str, envelope: str = "") -> EntryDraft | Rejection:
        """Return one message; ``envelope`` is the line that a mail folder put before it."""
        head, body = split_head(data)
        return self.entry(head, mail_body(head, body), place, envelope)

    def entry(self, head: Head, body: MailBody, place: str, envelope: str = "") -> EntryDraft | Rejection:
        """Return a message whose parts are known; hands its attachments to the keeper."""
        self.replaced += body.replaced
        self.too_deep += body.too_deep
        time = self._time(head, envelope)
        if time is None:
            return Rejection(place, "entry_without_date")
        at_ms, written, zone, notes = time
        if not in_range(at_ms):
            return Rejection(place, "entry_date_out_of_range")
        sender = _first(
            addresses(head.raw("from")) or addresses(head.raw("sender")) or addresses(head.raw("return-path"))
        )
        if not sender[1] and envelope:
            sender = sender[0], envelope.split(" ")[1] if envelope.count(" ") else ""
        delivered = [("", bare_address(value)) for name in _DELIVERED for value in head.all(name)]
        to_all = [pair for value in head.all("to") for pair in addresses(value)]
        recipients = [pair for pair in (*delivered, *to_all) if pair[1]]
        direction = self._direction(head, sender[1])
        to = _first(to_all or recipients)
        if direction is Direction.OUT:
            (name, address), own = to, sender[1]
        else:
            (name, address), own = sender, recipients[0][1] if recipients else ""
        subject = head.text("subject")
        text = "\n\n".join(part for part in (subject, body.text) if part)
        return EntryDraft(
            Medium.EMAIL,
            direction,
            at_ms,
            cleaned(written)[:MAX_LINE],
            cleaned(address)[:MAX_LINE].strip() or None,
            place,
            cleaned(text)[:MAX_TEXT],
            cleaned(name)[:MAX_LINE],
            own_address=cleaned(own)[:MAX_LINE],
            zone=zone,
            detail=cleaned("; ".join(notes))[: 2 * MAX_LINE],
            source_type="mail",
            attachments=self._kept(body),
        )

    def finish(self) -> None:
        """Leave the warnings of the whole source."""
        ctx = self.ctx
        if self.replaced:
            ctx.warn("warn_characters_replaced", count=self.replaced)
        if self.contradictions:
            ctx.warn("warn_mail_dates_contradict", count=self.contradictions)
        if self.undecided:
            ctx.warn("warn_mail_owner_unknown", count=self.undecided)
        if self.too_deep:
            ctx.warn("warn_mail_too_deep", count=self.too_deep)

    def _kept(self, body: MailBody) -> tuple[Attachment, ...]:
        kept: list[Attachment] = []
        size = 0
        for name, data in body.files:
            size += len(data)
            if size > _MOST_FILES_BYTES:
                break
            base = re.split(r"[\\/]", cleaned(name))[-1].strip() or "attachment"
            kept.append(self.ctx.keep(base[:MAX_LINE], (data,)))
        return tuple(kept)

    def _direction(self, head: Head, sender: str) -> Direction:
        if self.owner:
            return Direction.OUT if sender.lower() in self.owner else Direction.IN
        if self.is_sent:
            return Direction.OUT
        if any(head.raw(name) for name in _ARRIVED):
            return Direction.IN
        self.undecided += 1
        return Direction.IN

    def _time(self, head: Head, envelope: str) -> tuple[int, str, str, list[str]] | None:
        zone = self.ctx.zone
        date_text = head.text("date")
        by_date = mail_time(date_text, zone) if date_text else None
        notes = []
        for raw in head.all("received"):
            stamp = raw.decode("latin-1").rpartition(";")[2].strip()
            found = mail_time(stamp, zone) if stamp else None
            if found is None or not in_range(found[0]):
                continue
            if date_text:
                notes.append(f"date={date_text[:200]}")
            if by_date is not None and abs(found[0] - by_date[0]) > _MOST_APART_MS:
                notes.append("dates_contradict")
                self.contradictions += 1
            return found[0], stamp, found[1], notes
        if by_date is not None:
            return by_date[0], date_text, by_date[1], notes
        if date_text:
            notes.append(f"date={date_text[:200]}")
        stamp = " ".join(envelope.split()[2:])
        # The line before a message in a mail folder is written in UTC (RFC 4155).
        found = mail_time(stamp, "UTC") if stamp else None
        if found is not None:
            return found[0], stamp, "", [*notes, "time=envelope"]
        return None


def is_sent_folder(name: str) -> bool:
    """Tell whether a mail program would call a folder by this name the one of sent mail."""
    return _SENT_FOLDER.search(name) is not None


def _first(pairs: list[tuple[str, str]]) -> tuple[str, str]:
    return pairs[0] if pairs else ("", "")
