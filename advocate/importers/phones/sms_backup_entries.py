"""Attributes of one ``sms``, ``mms`` or ``call`` element to an entry, or to the reason why there is none.

Fields and codes: formats.md 1, after <https://synctech.com.au/sms-backup-restore/fields-in-xml-backup-files/>.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from datetime import UTC, datetime

from advocate.domain.drafts import MAX_LINE, MAX_TEXT, EntryDraft, Rejection
from advocate.domain.moments import epoch_ms
from advocate.domain.vocabulary import Direction, Medium

Attributes = dict[str, str]
Outcome = EntryDraft | Rejection

_EARLIEST_MS = epoch_ms(datetime(1990, 1, 1, tzinfo=UTC))
_LATEST_MS = epoch_ms(datetime(2101, 1, 1, tzinfo=UTC)) - 1
_LONGEST_CALL_S = 7 * 86_400

#: ``type`` of an sms and ``msg_box`` of an mms: only received and sent ones are contacts.
_NOT_SENT = {"3": "entry_draft", "4": "entry_outbox", "5": "entry_failed", "6": "entry_queued"}
_DIRECTIONS = {"1": Direction.IN, "2": Direction.OUT}
#: ``m_type`` where ``msg_box`` is missing: 128 is send-req, 130 a notification, 132 retrieve-conf.
_MMS_TYPES = {"128": "2", "130": "1", "132": "1"}
_NO_NAME = {"(Unknown)", "(未知)", "未知"}
#: What old Androids write instead of a number: unknown, private, pay phone.
_NO_NUMBER = {"-1", "-2", "-3"}
_OWNER = "insert-address-token"
_KNOWN_CALL_TYPES = {"1", "2", "3", "4", "5", "6", "7"}
_MOST_ADDRESSES = 1000


def value(attributes: Attributes, key: str) -> str:
    """Return an attribute, or nothing where it is missing or the four letters ``null``."""
    found = attributes.get(key)
    return "" if found is None or found == "null" else found


def sms_entry(attributes: Attributes, place: str) -> Outcome:
    """Read an ``sms`` element."""
    get = attributes.get
    kind = get("type", "").strip()
    direction = _DIRECTIONS.get(kind)
    if direction is None:
        return _not_a_message(attributes, kind, place)
    written = get("date", "").strip()
    at_ms = _instant(written)
    if at_ms is None:
        return _bad_date(written, place)
    notes = []
    if (sim := get("sub_id", "-1")) not in ("-1", "null", ""):
        notes.append(f"sim={sim[:40]}")
    if (subject := value(attributes, "subject")) != "":
        notes.append(f"subject={subject[:MAX_LINE]}")
    if get("status") in ("32", "64"):
        notes.append(f"status={get('status')}")
    body = value(attributes, "body")
    return EntryDraft(
        Medium.SMS,
        direction,
        at_ms,
        written,
        value(attributes, "address")[:MAX_LINE].strip() or None,
        place,
        body if len(body) <= MAX_TEXT else body[:MAX_TEXT],
        _name(attributes),
        detail="; ".join(notes),
        source_type=kind,
    )


def call_entry(attributes: Attributes, place: str) -> Outcome:
    """Read a ``call`` element. Every call counts, also of kinds that only one vendor knows."""
    if not attributes:
        return Rejection(place, "entry_empty")
    written = attributes.get("date", "").strip()
    at_ms = _instant(written)
    if at_ms is None:
        return _bad_date(written, place)
    kind = value(attributes, "type").strip()[:20]
    duration_s, odd_duration = _duration(value(attributes, "duration"))
    number = value(attributes, "number")[:MAX_LINE].strip()
    presentation = value(attributes, "presentation").strip()
    notes = [f"type={kind}"]
    if odd_duration:
        notes.append("duration_out_of_range")
    if kind == "3" and duration_s:
        notes.append("missed_with_duration")
    if presentation in ("2", "3", "4"):
        notes.append(f"presentation={presentation}")
        if number and number not in _NO_NUMBER:
            notes.append(f"number={number}")
        number = ""
    elif number in _NO_NUMBER:
        notes.append(f"number={number}")
        number = ""
    if (sim := value(attributes, "subscription_id")) not in ("", "-1"):
        notes.append(f"sim={sim[:40]}")
    return EntryDraft(
        Medium.VOICEMAIL if kind == "4" else Medium.CALL,
        Direction.OUT if kind == "2" else Direction.IN,
        at_ms,
        written,
        number or None,
        place,
        name=_name(attributes),
        duration_s=duration_s,
        answered=_answered(kind, duration_s),
        detail="; ".join(notes),
        source_type=kind,
    )


def is_vendor_call(entry: Outcome) -> bool:
    """Tell whether a call is of a kind that Android does not define: taken as incoming, to be looked at."""
    return isinstance(entry, EntryDraft) and entry.source_type not in _KNOWN_CALL_TYPES


@dataclass(slots=True)
class MmsParts:
    """An ``mms`` element while its parts and addresses stream by."""

    attributes: Attributes
    place: str
    texts: list[str] = field(default_factory=list)
    characters: int = 0
    attachments: int = 0
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    def add_part(self, part: Attributes) -> None:
        """Take one ``part``: text is kept, the layout (SMIL) ignored, anything else counted."""
        kind = value(part, "ct").partition(";")[0].strip().lower()
        if kind == "application/smil" or part.get("seq") == "-1":
            return
        if kind != "text/plain":
            self.attachments += 1
            return
        text = value(part, "text") or _decoded(value(part, "data"))
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
        get = self.attributes.get
        box = value(self.attributes, "msg_box").strip() or _MMS_TYPES.get(get("m_type", ""), "")
        direction = _DIRECTIONS.get(box)
        if direction is None:
            return _not_a_message(self.attributes, box, self.place)
        written = get("date", "").strip()
        at_ms = _instant(written)
        if at_ms is None:
            return _bad_date(written, self.place)
        talk = "~".join(
            part for part in value(self.attributes, "address").split("~") if part.strip() not in ("", _OWNER)
        )
        if direction is Direction.IN:
            address = self.senders[0] if self.senders else talk
        else:
            address = talk or "~".join(self.recipients)
        subject = value(self.attributes, "sub")
        text = "\n".join(self.texts)
        return EntryDraft(
            Medium.MMS,
            direction,
            at_ms,
            written,
            address[:MAX_LINE].strip() or None,
            self.place,
            (text or subject)[:MAX_TEXT],
            _name(self.attributes),
            detail=self._detail(talk, subject),
            source_type=box if text else self._wordless(box),
        )

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


def _instant(written: str) -> int | None:
    """Return epoch milliseconds, or None for anything but a whole number from 1990 to 2100."""
    if not (written.isdecimal() and written.isascii()) or len(written) > 15:
        return None
    at_ms = int(written)
    return at_ms if _EARLIEST_MS <= at_ms <= _LATEST_MS else None


def _bad_date(written: str, place: str) -> Rejection:
    if written in ("", "null"):
        return Rejection(place, "entry_without_date")
    digits = written.removeprefix("-")
    known = digits.isdecimal() and digits.isascii()
    return Rejection(place, "entry_date_out_of_range" if known else "entry_bad_date")


def _not_a_message(attributes: Attributes, kind: str, place: str) -> Rejection:
    if not attributes:
        return Rejection(place, "entry_empty")
    if kind in _NOT_SENT:
        return Rejection(place, _NOT_SENT[kind], other=True)
    return Rejection(place, "entry_unknown_type", params=(("type", kind[:20]),))


def _answered(kind: str, duration_s: int | None) -> bool | None:
    """Return whether somebody spoke; None where the entry does not say."""
    if kind in ("3", "4", "5", "6"):
        return False
    if kind == "7":
        return True
    if kind == "1":
        return True if duration_s else None
    if kind == "2":
        return None if duration_s is None else duration_s > 0
    return None


def _duration(written: str) -> tuple[int | None, bool]:
    """Return seconds, and whether something was written that cannot be a duration."""
    written = written.strip()
    if written == "":
        return None, False
    if not (written.isdecimal() and written.isascii()) or len(written) > 9 or int(written) > _LONGEST_CALL_S:
        return None, True
    return int(written), False


def _name(attributes: Attributes) -> str:
    name = attributes.get("contact_name")
    return "" if name is None or name == "null" or name in _NO_NAME else name[:MAX_LINE]


def _decoded(data: str) -> str:
    """Return a text part that came as base64; it is UTF-8 (character set 106) where it says nothing else."""
    if not data:
        return ""
    try:
        return base64.b64decode(data, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
