"""Android "SMS Backup+": messages and calls as mails; the truth is in their ``X-smssync-`` headers (formats.md 2).

From and Subject are decoration. A mail folder holds many such mails; those without the headers are somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.android_entries import Attributes, call_entry, is_vendor_call, sms_entry
from advocate.importers.phones.android_mms import MmsParts
from advocate.importers.phones.values import Outcome, clean, line
from advocate.importers.sources import Source

_HEADER = re.compile(rb"^X-smssync-(?:datatype|address|date|type)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_FIRST_HEADER = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:From |[!-9;-~]+:)")
#: A mail of a message is small; one with pictures has some megabytes.
_MOST_BYTES = 64 * 1024 * 1024
_MOST_PARTS = 1000
#: Lines that open a structure: the parser takes time with the square of the depth.
_MOST_STRUCTURES = 60
_DEEPEST = 20
#: ``X-smssync-type`` of picture messages is Android's ``m_type`` or ``msg_box``.
_SENT = {"2", "128", "4", "135", "6", "5"}
_BOUNDARY = re.compile(rb"^content-type:[ \t]*multipart/|^[ \t]*boundary=", re.IGNORECASE | re.MULTILINE)


class SmsBackupPlus:
    """The importer of mails from "SMS Backup+"."""

    name = "sms_backup_plus"
    kind = SourceKind.PHONE
    editable = False

    def recognise(self, probe: Probe) -> float:
        """Return 1 for a mail, or a folder of mails that begins with one, that has the app's headers."""
        return 1.0 if _FIRST_HEADER.match(probe.head) and _HEADER.search(probe.head) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every message and call with its place (``mail[3]``); raises `UserError` ``file_unreadable``."""
        ctx.total_bytes = source.size
        vendor_calls = others = 0
        for number, data in enumerate(_mails(source, ctx), 1):
            item = _outcome(data, f"mail[{number}]", ctx)
            if item is None:
                others += 1
                continue
            vendor_calls += isinstance(item, EntryDraft) and item.duration_s is not None and is_vendor_call(item)
            yield item
        if vendor_calls:
            ctx.warn("warn_vendor_calls", count=vendor_calls)
        if others:
            ctx.warn("warn_other_mails", count=others)


def _mails(source: Source, ctx: ReadContext) -> Iterator[bytes]:
    """Yield each mail of a folder in mbox form (RFC 4155), or the one that the file is."""
    mail = bytearray()
    done = 0
    blank = True
    with source.open() as stream:
        while row := stream.readline(_MOST_BYTES):
            done += len(row)
            ctx.advance(done)
            if blank and row.startswith(b"From ") and mail:
                yield bytes(mail)
                mail.clear()
            elif not (row.startswith(b"From ") and not mail) and len(mail) < _MOST_BYTES:
                mail += row[1:] if row.startswith(b">From ") else row
            blank = row in (b"\n", b"\r\n")
    if mail.strip():
        yield bytes(mail)


def _outcome(data: bytes, place: str, ctx: ReadContext) -> Outcome | None:
    """Return the entry of one mail; None for a mail without the app's headers."""
    head = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]
    if not _HEADER.search(head):
        return None
    if len(data) > _MOST_BYTES or len(_BOUNDARY.findall(data)) > _MOST_STRUCTURES:
        return Rejection(place, "mail_too_deep")
    try:
        mail = BytesParser(policy=policy.compat32).parsebytes(data)
        return _entry(mail, place, ctx)
    except (MessageError, RecursionError, LookupError, ValueError):
        return Rejection(place, "mail_damaged")


def _entry(mail: Message[str, str], place: str, ctx: ReadContext) -> Outcome:
    kind = _header(mail, "datatype").upper()
    row: Attributes = {
        "address": _header(mail, "address"),
        "number": _header(mail, "address"),
        "date": _header(mail, "date"),
        "type": _header(mail, "type"),
        "duration": _header(mail, "duration"),
        "status": _header(mail, "status"),
    }
    if (sim := _header(mail, "sub-id") or _header(mail, "sub_id")) != "":
        row["sub_id"] = row["subscription_id"] = sim
    name = _other(mail)
    if name and name != row["address"]:
        row["contact_name"] = name
    if kind == "CALLLOG" or (not kind and row["duration"]):
        return call_entry(row, place)
    if kind == "MMS":
        row["msg_box"] = "2" if row["type"] in _SENT else "1"
        row["m_id"] = _header(mail, "id")
        mms = MmsParts(row, place, seconds=True)
        for part in _leaves(mail):
            _add(mms, part, ctx)
        return mms.entry()
    texts = [_text(part) for part in _leaves(mail) if part.get_content_type() == "text/plain"]
    row["body"] = "\n".join(texts).rstrip("\r\n").replace("\r\n", "\n")
    return sms_entry(row, place)


def _add(mms: MmsParts, part: Message[str, str], ctx: ReadContext) -> None:
    kind = part.get_content_type()
    if kind == "text/plain" and not part.get_filename():
        mms.add_part({"ct": kind, "text": _text(part).rstrip("\r\n").replace("\r\n", "\n")}, None, ctx.keep)
        return
    payload = part.get_payload(decode=True)
    blocks: Iterable[bytes] | None = [payload] if isinstance(payload, bytes) else None
    name = {"ct": kind, "fn": line(part.get_filename() or "")}
    mms.add_part(name, None if blocks is None else lambda: blocks, ctx.keep)


def _leaves(mail: Message[str, str]) -> Iterator[Message[str, str]]:
    """Yield the parts that hold something, to a depth and number that a message can have."""
    waiting: list[tuple[Message[str, str], int]] = [(mail, 0)]
    seen = 0
    while waiting and seen < _MOST_PARTS:
        part, depth = waiting.pop()
        seen += 1
        children = part.get_payload() if part.is_multipart() else None
        if isinstance(children, list):
            if depth < _DEEPEST:
                waiting += [(child, depth + 1) for child in reversed(children) if isinstance(child, Message)]
        else:
            yield part


def _text(part: Message[str, str]) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = (part.get_content_charset() or "utf-8").lower()
    try:
        return payload.decode("gb18030" if charset in ("gb2312", "gbk") else charset, "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


def _header(mail: Message[str, str], key: str) -> str:
    return line(str(mail.get(f"X-smssync-{key}", "")))


def _other(mail: Message[str, str]) -> str:
    """Return the name of the other side as the app wrote it into From or To: whichever is no address of its own."""
    sent = _header(mail, "type") in ("2", "128")
    written = str(mail.get("To" if sent else "From", ""))
    name, _address = parseaddr(written)
    try:
        return line(str(make_header(decode_header(clean(name)))))
    except (ValueError, LookupError):
        return line(name)
