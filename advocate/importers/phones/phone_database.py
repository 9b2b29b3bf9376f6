"""A database taken from a phone, alone: which one it is, its tables say (formats.md 2 and 3).

One importer for all of them, because the head of a database does not show what it holds; each kind has its own reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.jobs import QuietContext
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.android_entries import is_vendor_call
from advocate.importers.phones.android_tables import (
    android_calls,
    android_messages,
    is_android_calls,
    is_android_messages,
)
from advocate.importers.phones.database_files import Files, NoFiles
from advocate.importers.phones.ios_calls import ios_calls, is_ios_calls
from advocate.importers.phones.ios_messages import ios_messages, is_ios_messages
from advocate.importers.phones.ios_whatsapp import (
    is_whatsapp_calls,
    is_whatsapp_messages,
    whatsapp_calls,
    whatsapp_messages,
)
from advocate.importers.phones.sqlite_file import MAGIC, Damaged, SqliteFile
from advocate.importers.phones.values import Outcome
from advocate.importers.sources import Source

_Reader = Callable[[SqliteFile, ReadContext, Files], Iterator[Outcome]]
_READERS: tuple[tuple[Callable[[SqliteFile], bool], _Reader], ...] = (
    (is_android_messages, android_messages),
    (is_android_calls, android_calls),
    (is_ios_messages, ios_messages),
    (is_ios_calls, ios_calls),
    (is_whatsapp_messages, whatsapp_messages),
    (is_whatsapp_calls, whatsapp_calls),
)
#: Above this a database is not opened only to recognise it.
_MOST_TO_LOOK = 64_000_000
_CREATED = (
    b"CREATE TABLE sms",
    b"CREATE TABLE calls",
    b"CREATE TABLE message",
    b"CREATE TABLE ZCALLRECORD",
    b"CREATE TABLE ZWAMESSAGE",
    b"CREATE TABLE ZWACDCALLEVENT",
)


class PhoneDatabase:
    """The importer of single databases of Android phones and iPhones."""

    name = "phone_database"
    kind = SourceKind.PHONE
    editable = False

    def recognise(self, probe: Probe) -> float:
        """Return how sure the tables make it. An unknown database is claimed faintly, so that its reader says why."""
        if not probe.head.startswith(MAGIC):
            return 0.0
        if any(created in probe.head for created in _CREATED):
            return 0.9
        if probe.source is not None and probe.source.size <= _MOST_TO_LOOK:
            try:
                with SqliteFile(probe.source, QuietContext()) as database:
                    return 0.9 if _readers(database) else 0.5
            except UserError:
                return 0.5
        return 0.55

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield every message and call with its row (``message[17]``).

        Raises `UserError`: ``database_unknown``, ``database_damaged``, ``file_too_big``, ``file_unreadable``.
        """
        yield from read_database(source, ctx, NoFiles())


def read_database(source: Source, ctx: ReadContext, files: Files) -> Iterator[EntryDraft | Rejection]:
    """Yield what one database holds; ``files`` finds the attachments that it names. Raises as `PhoneDatabase.read`."""
    ctx.total_bytes = source.size
    vendor_calls = 0
    with SqliteFile(source, ctx.job) as database:
        readers = _readers(database)
        if not readers:
            raise UserError("database_unknown", file=ctx.name)
        if database.log_frames:
            ctx.warn("warn_log_applied", count=database.log_frames)
        for reader in readers:
            place = "1"
            try:
                for number, item in enumerate(reader(database, ctx, files)):
                    place = item.place
                    if isinstance(item, EntryDraft) and reader is android_calls:
                        vendor_calls += is_vendor_call(item)
                    if number % 500 == 0:
                        # How far along a database is cannot be seen from outside: half is an honest guess.
                        ctx.advance(source.size // 2)
                    yield item
            except Damaged:
                yield Rejection(place, "database_breaks_off")
    if vendor_calls:
        ctx.warn("warn_vendor_calls", count=vendor_calls)


def _readers(database: SqliteFile) -> list[_Reader]:
    return [reader for fits, reader in _READERS if fits(database)]
