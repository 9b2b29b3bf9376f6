"""One row of Android's message or call tables to an entry, or to the reason why there is none.

Backup apps keep the names of Android's own columns, as attributes, keys or columns; whoever reads one hands the row
over as text. Fields and codes: formats.md 1 and 2, after
<https://synctech.com.au/sms-backup-restore/fields-in-xml-backup-files/> and Android's ``Telephony`` and ``CallLog``.

A message to a group (``a~b``, ``a|b``, or numbers joined by spaces) is one entry whose address is ``a~b``: it was sent
once, and the number plan knows such an address as that of a group.
"""

from __future__ import annotations

import re

from advocate.domain.drafts import MAX_LINE, MAX_TEXT, EntryDraft, Rejection
from advocate.domain.vocabulary import CallOutcome, Direction, Medium
from advocate.importers.phones.values import EARLIEST_MS, LATEST_MS, LONGEST_CALL_S, Outcome

Attributes = dict[str, str]

#: ``type`` of an sms and ``msg_box`` of an mms: only received and sent ones are contacts.
_NOT_SENT = {"3": "entry_draft", "4": "entry_outbox", "5": "entry_failed", "6": "entry_queued"}
DIRECTIONS = {"1": Direction.IN, "2": Direction.OUT}
_NO_NAME = {"(Unknown)", "(未知)", "未知"}
#: What old Androids write instead of a number: unknown, private, pay phone.
_NO_NUMBER = {"-1", "-2", "-3"}
_KNOWN_CALL_TYPES = {"1", "2", "3", "4", "5", "6", "7"}
#: How a call ended, where Android's code tells more than answered or missed.
OUTCOMES = {"4": CallOutcome.VOICEMAIL, "5": CallOutcome.REJECTED, "6": CallOutcome.BLOCKED}
#: Two or more whole numbers joined by spaces (MIUI); a number with inner spaces has shorter pieces.
_SPACED = re.compile(r"\+?\d{10,15}(?:\s+\+?\d{10,15})+", re.ASCII)
_MOST_ADDRESS = 5000
_JOINTS = re.compile(r"\s*[~|]\s*")


def value(attributes: Attributes, key: str) -> str:
    """Return an attribute, or nothing where it is missing or the four letters ``null``."""
    found = attributes.get(key)
    return "" if found is None or found == "null" else found


def joined(address: str) -> str:
    """Return an address; those of a group are joined by ``~``, each once."""
    address = address[:_MOST_ADDRESS]
    if "~" in address or "|" in address:
        parts = _JOINTS.split(address)
    elif " " in address and _SPACED.fullmatch(address.strip()):
        parts = address.split()
    else:
        return address
    return "~".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


def is_rcs(attributes: Attributes) -> bool:
    """Tell whether a message came over RCS.

    Senders of businesses end in ``rbm.goog``; Google's app writes ``tr_id="proto:…"``, Samsung's the type of the
    message (formats.md 1, items 5 and 6).
    """
    if attributes.get("address", "").endswith("rbm.goog"):
        return True
    # Most rows have neither column: asked first, for the sake of a million rows.
    if "tr_id" not in attributes and "rcs_message_type" not in attributes:
        return False
    kind = value(attributes, "rcs_message_type").strip()
    return value(attributes, "tr_id").startswith("proto:") or kind not in ("", "0")


def sms_entry(attributes: Attributes, place: str) -> Outcome:
    """Read a row of the table of messages; ``date`` is in milliseconds."""
    get = attributes.get
    kind = get("type", "").strip()
    direction = DIRECTIONS.get(kind)
    if direction is None:
        return not_a_message(attributes, kind, place)
    written = get("date", "").strip()
    at_ms = instant(written)
    if at_ms is None:
        return undated(written, place)
    notes = []
    if (sim := get("sub_id", "-1")) not in ("-1", "null", ""):
        notes.append(f"sim={sim[:40]}")
    if (subject := value(attributes, "subject")) != "":
        notes.append(f"subject={subject[:MAX_LINE]}")
    if get("status") in ("32", "64"):
        notes.append(f"status={get('status')}")
    body = value(attributes, "body")
    address = value(attributes, "address")
    if "~" in address or " " in address or "|" in address:
        address = joined(address)
    return EntryDraft(
        Medium.RCS if is_rcs(attributes) else Medium.SMS,
        direction,
        at_ms,
        written,
        address[:MAX_LINE].strip() or None,
        place,
        body if len(body) <= MAX_TEXT else body[:MAX_TEXT],
        contact_name(attributes),
        detail="; ".join(notes),
        source_type=kind,
    )


def call_entry(attributes: Attributes, place: str) -> Outcome:
    """Read a row of the call log. Every call counts, also of kinds that only one vendor knows."""
    if not attributes:
        return Rejection(place, "entry_empty")
    written = attributes.get("date", "").strip()
    at_ms = instant(written)
    if at_ms is None:
        return undated(written, place)
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
        name=contact_name(attributes),
        duration_s=duration_s,
        answered=_answered(kind, duration_s),
        detail="; ".join(notes),
        source_type=kind,
        outcome=OUTCOMES.get(kind),
    )


def is_vendor_call(entry: Outcome) -> bool:
    """Tell whether a call is of a kind that Android does not define: taken as incoming, to be looked at."""
    return isinstance(entry, EntryDraft) and entry.source_type not in _KNOWN_CALL_TYPES


def instant(written: str) -> int | None:
    """Return epoch milliseconds, or None for anything but a whole number from 1990 to 2100."""
    if not (written.isdecimal() and written.isascii()) or len(written) > 15:
        return None
    at_ms = int(written)
    return at_ms if EARLIEST_MS <= at_ms <= LATEST_MS else None


def undated(written: str, place: str) -> Rejection:
    """Return why an entry with such a time cannot be taken."""
    if written in ("", "null"):
        return Rejection(place, "entry_without_date")
    digits = written.removeprefix("-")
    known = digits.isdecimal() and digits.isascii()
    return Rejection(place, "entry_date_out_of_range" if known else "entry_bad_date")


def not_a_message(attributes: Attributes, kind: str, place: str) -> Rejection:
    """Return why a row that is neither received nor sent is not taken."""
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
    if not (written.isdecimal() and written.isascii()) or len(written) > 9 or int(written) > LONGEST_CALL_S:
        return None, True
    return int(written), False


def contact_name(attributes: Attributes) -> str:
    """Return the name that the phone had for the number; empty for "unknown"."""
    name = attributes.get("contact_name")
    return "" if name is None or name == "null" or name in _NO_NAME else name[:MAX_LINE]
