"""A picture message of Android: its row, its parts and its addresses to one entry (formats.md 1, mms).

Text parts are joined; everything else but the layout goes to the keeper as an attachment.
"""

from __future__ import annotations

import binascii
import mimetypes
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from advocate.domain.drafts import MAX_LINE, MAX_TEXT, Attachment, EntryDraft
from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.phones.android_entries import (
    DIRECTIONS,
    Attributes,
    contact_name,
    instant,
    is_rcs,
    joined,
    not_a_message,
    undated,
    value,
)
from advocate.importers.phones.values import Outcome, line

#: Hands an attachment over: its name and its bytes.
Keep = Callable[[str, Iterable[bytes]], Attachment]

#: ``m_type`` where ``msg_box`` is missing: 128 is send-req, 130 a notification, 132 retrieve-conf.
_MMS_TYPES = {"128": "2", "130": "1", "132": "1"}
#: Stands for the phone's owner.
_OWNER = "insert-address-token"
_MOST_ADDRESSES = 1000
_MOST_ATTACHMENTS = 1000
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NO_BASE64 = bytes(set(range(256)) - set(_BASE64))


@dataclass(slots=True)
class MmsParts:
    """An ``mms`` element while its parts and addresses stream by; ``seconds`` where its time counts those."""

    attributes: Attributes
    place: str
    seconds: bool = False
    texts: list[str] = field(default_factory=list)
    characters: int = 0
    attachments: int = 0
    kept: list[Attachment] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    @property
    def box(self) -> str:
        """Return 1 for received, 2 for sent, another code, or nothing."""
        get = self.attributes.get
        return value(self.attributes, "msg_box").strip() or _MMS_TYPES.get(get("m_type") or "", "")

    @property
    def is_wanted(self) -> bool:
        """Tell whether attachments are worth keeping: the message was received or sent, at a time that can be."""
        return self.box in DIRECTIONS and self._at_ms() is not None

    def add_part(self, part: Attributes, content: Callable[[], Iterable[bytes]] | None, keep: Keep) -> None:
        """Take one ``part``: text is kept, the layout (SMIL) ignored, anything else handed to ``keep``.

        ``content`` returns the part's bytes; None where they are missing.
        """
        kind = content_type(part)
        if kind == "application/smil" or part.get("seq") == "-1":
            return
        if kind != "text/plain":
            self.attachments += 1
            if content is not None and self.is_wanted and len(self.kept) < _MOST_ATTACHMENTS:
                self.kept.append(keep(part_name(part, self.attachments), content()))
            return
        text = value(part, "text")
        if not text and content is not None:
            text = _text_of(content())
        text = text[: MAX_TEXT - self.characters]
        if text:
            self.texts.append(text)
            self.characters += len(text) + 1

    def add_address(self, address: Attributes) -> None:
        """Take one ``addr``: 137 is the sender; 151, 130 and 129 are those it went to."""
        text = value(address, "address").strip()
        if not text or text == _OWNER:
            return
        target = self.senders if address.get("type") == "137" else self.recipients
        if len(target) < _MOST_ADDRESSES:
            target.append(text)

    def entry(self) -> Outcome:
        """Return the whole message. The sender of a received one is the 137 address, not the conversation's."""
        box = self.box
        direction = DIRECTIONS.get(box)
        if direction is None:
            return not_a_message(self.attributes, box, self.place)
        written = self.attributes.get("date", "").strip()
        at_ms = self._at_ms()
        if at_ms is None:
            return undated(written, self.place)
        talk = "~".join(
            part for part in joined(value(self.attributes, "address")).split("~") if part.strip() not in ("", _OWNER)
        )
        own = ""
        if direction is Direction.IN:
            address = self.senders[0] if self.senders else talk
            # The one recipient of a message that was received is the phone's own number.
            if len(self.recipients) == 1 and self.senders and self.recipients != self.senders:
                own = self.recipients[0]
        else:
            own = self.senders[0] if self.senders else ""
            address = talk or "~".join(dict.fromkeys(text for text in self.recipients if text != own))
        subject = value(self.attributes, "sub")
        text = "\n".join(self.texts)
        return EntryDraft(
            Medium.RCS if is_rcs(self.attributes) else Medium.MMS,
            direction,
            at_ms,
            written,
            address[:MAX_LINE].strip() or None,
            self.place,
            (text or subject)[:MAX_TEXT],
            contact_name(self.attributes),
            own_address=own[:MAX_LINE],
            detail=self._detail(talk, subject),
            source_type=box if text else self._wordless(box),
            attachments=tuple(self.kept),
        )

    def _at_ms(self) -> int | None:
        written = self.attributes.get("date", "").strip()
        # Whole seconds stand in Android's own table and in what copies it; milliseconds have three digits more.
        return instant(written + "000" if self.seconds and len(written) <= 11 else written)

    def _detail(self, talk: str, subject: str) -> str:
        notes = []
        if self.attachments:
            notes.append(f"attachments={self.attachments}")
        if "~" in talk:
            notes.append(f"group={talk[:MAX_LINE]}")
        elif len(self.recipients) > 1:
            notes.append(f"group={'~'.join(self.recipients)[:MAX_LINE]}")
        if subject:
            notes.append(f"subject={subject[:MAX_LINE]}")
        if self.attributes.get("m_type") == "130":
            notes.append("not_downloaded")
        if (sim := value(self.attributes, "sub_id")) not in ("", "-1"):
            notes.append(f"sim={sim[:40]}")
        return "; ".join(notes)

    def _wordless(self, box: str) -> str:
        """Tell pictures without words apart by the network's id: their times are whole seconds, two may share one."""
        own_id = value(self.attributes, "m_id") or value(self.attributes, "tr_id")
        return f"{box}:{own_id[:200]}" if own_id else box


def content_type(part: Attributes) -> str:
    """Return the MIME type of a part in lower case, without its parameters."""
    return value(part, "ct").partition(";")[0].strip().lower()


def part_name(part: Attributes, number: int) -> str:
    """Return what an attachment is called: its own name without folders, or its number and what its type ends in."""
    for key in ("fn", "name", "cl", "cid"):
        name = line(value(part, key)).replace("\\", "/").rpartition("/")[2].strip("<> .")
        if name:
            return name
    return f"part-{number}{mimetypes.guess_extension(content_type(part)) or '.bin'}"


def base64_blocks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what base64 says, a block at a time; what is no base64 is skipped, a cut end dropped."""
    carry = b""
    for block in blocks:
        data = carry + block.translate(None, _NO_BASE64)
        whole = len(data) // 4 * 4
        carry = data[whole:]
        if whole:
            yield binascii.a2b_base64(data[:whole])
    if len(carry) > 1:
        yield binascii.a2b_base64(carry + b"=" * (4 - len(carry)))


def _text_of(blocks: Iterable[bytes]) -> str:
    """Return a text part that came as bytes; it is UTF-8 (character set 106) where it says nothing else."""
    data = bytearray()
    for block in blocks:
        data += block[: 4 * MAX_TEXT - len(data)]
    return data.decode("utf-8", "replace")
