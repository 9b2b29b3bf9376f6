"""Outlook's ``.pst`` and ``.ost``: a whole mailbox, read with libpff (formats.md 10)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pypff

from advocate.domain.drafts import Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.mails.charsets import mail_text
from advocate.importers.mails.headers import Head, split_head
from advocate.importers.mails.markup import html_text
from advocate.importers.mails.messages import MailReader, is_sent_folder
from advocate.importers.mails.parts import MailBody
from advocate.importers.mails.rtf import rtf_text, unpacked
from advocate.importers.sources import Source

_MAGIC = b"!BDN"
_MOST_FOLDERS = 20_000
_MOST_FILE = 100_000_000
_MOST_ATTACHED = 500
#: What libpff raises where a store is damaged.
_DAMAGED = (OSError, ValueError, TypeError, MemoryError, OverflowError)


class OutlookStore:
    """A mailbox of Outlook."""

    name = "pst"
    kind = SourceKind.MAIL
    editable = False

    def recognise(self, probe: Probe) -> float:
        """Recognise by the first bytes."""
        return 0.97 if not probe.members and probe.head.startswith(_MAGIC) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every message of every folder; a message that is damaged is refused alone."""
        store = pypff.file()
        with source.open() as stream:
            try:
                store.open_file_object(stream)
                root = store.get_root_folder()
            except _DAMAGED as error:
                raise UserError("pst_damaged", file=ctx.name) from error
            reader = MailReader(ctx)
            number = 0
            try:
                for folder, message in _messages(root):
                    number += 1
                    ctx.advance(min(stream.tell(), ctx.total_bytes or stream.tell()))
                    yield _item(reader, message, f"mail {number}", folder)
            finally:
                with contextlib.suppress(*_DAMAGED):
                    store.close()
        reader.finish()


def _messages(root: Any) -> Iterator[tuple[str, Any]]:
    """Walk the folders with a list, not with calls within calls."""
    waiting = [(root, "")]
    folders = 0
    while waiting and folders < _MOST_FOLDERS:
        folder, path = waiting.pop()
        folders += 1
        try:
            for index in range(folder.number_of_sub_messages):
                try:
                    yield path, folder.get_sub_message(index)
                except _DAMAGED:
                    yield path, None
            below = [folder.get_sub_folder(index) for index in range(folder.number_of_sub_folders)]
        except _DAMAGED:
            continue
        waiting.extend((child, f"{path}/{_text(child, 'name')}".strip("/")) for child in reversed(below))


def _item(reader: MailReader, message: Any, place: str, folder: str) -> Item:
    if message is None:
        return Rejection(place, "mail_damaged")
    head = _head(message)
    body = _body(message)
    body.files = list(_files(message))
    reader.is_sent = is_sent_folder(folder) or is_sent_folder(reader.ctx.name)
    return reader.entry(head, body, place)


def _head(message: Any) -> Head:
    carried = _text(message, "transport_headers")
    head, _rest = split_head(carried.replace("\r\n", "\n").encode("utf-8", "replace")) if carried else (Head(), b"")
    known = {name for name, _value in head.fields}
    subject = _text(message, "subject")
    if subject.startswith("\x01"):
        subject = subject[2:]
    fields = [("from", _text(message, "sender_name")), ("subject", subject)]
    for field, attribute in (("date", "client_submit_time"), ("received", "delivery_time")):
        with contextlib.suppress(*_DAMAGED):
            moment = getattr(message, attribute)
            if moment is not None:
                stamp = moment.replace(microsecond=0).isoformat(sep=" ") + "+00:00"
                fields.append((field, f"; {stamp}" if field == "received" else stamp))
    head.fields.extend(
        (name, value.encode("utf-8", "replace")) for name, value in fields if value and name not in known
    )
    return head


def _body(message: Any) -> MailBody:
    plain = mail_text(_bytes(message, "plain_text_body"))
    text = plain.text.replace("\r\n", "\n").strip()
    if text:
        return MailBody(text, plain.replaced)
    page = _bytes(message, "html_body")
    if page:
        found = mail_text(page)
        return MailBody(html_text(found.text), found.replaced)
    rich = _bytes(message, "rtf_body")
    return MailBody(rtf_text(unpacked(rich))) if rich else MailBody()


def _files(message: Any) -> Iterator[tuple[str, bytes]]:
    try:
        count = min(message.number_of_attachments, _MOST_ATTACHED)
    except _DAMAGED:
        return
    for index in range(count):
        with contextlib.suppress(*_DAMAGED):
            attached = message.get_attachment(index)
            size = attached.get_size()
            if 0 < size <= _MOST_FILE:
                name = _text(attached, "name") or f"attachment-{index + 1}.bin"
                yield name, bytes(attached.read_buffer(size))


def _text(holder: Any, attribute: str) -> str:
    with contextlib.suppress(*_DAMAGED):
        value = getattr(holder, attribute, None)
        if isinstance(value, str):
            return value
        if isinstance(value, bytes):
            return mail_text(value).text
    return ""


def _bytes(holder: Any, attribute: str) -> bytes:
    with contextlib.suppress(*_DAMAGED):
        value = getattr(holder, attribute, None)
        if isinstance(value, bytes):
            return value
        if isinstance(value, str):
            return value.encode("utf-8", "replace")
    return b""
