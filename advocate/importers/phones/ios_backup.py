"""An iPhone's backup as Finder, iTunes or libimobiledevice makes it: a folder, open or encrypted (formats.md 3).

Messages, calls and WhatsApp's chats are read; everything else in it stays unread. Nothing decrypted touches the disk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Probe, ReadContext
from advocate.importers.phones.ios_manifest import BackupFiles, plist_of
from advocate.importers.phones.phone_database import read_database
from advocate.importers.phones.values import line
from advocate.importers.sources import Source

_LISTS = frozenset({"Manifest.db", "Manifest.mbdb", "Manifest.plist"})
_WHATSAPP = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared"
#: Domain, path, and how entries of it are called.
_DATABASES = (
    ("HomeDomain", "Library/SMS/sms.db"),
    ("HomeDomain", "Library/CallHistoryDB/CallHistory.storedata"),
    ("WirelessDomain", "Library/CallHistory/call_history.db"),
    (_WHATSAPP, "ChatStorage.sqlite"),
    (_WHATSAPP, "CallHistory.sqlite"),
)
#: Paths on the phone before the domain's own part.
_HOME = re.compile(r"^(?:~/|/?(?:private/)?var/(?:mobile|root)/)")


class IosBackup:
    """The importer of a whole iPhone backup."""

    name = "ios_backup"
    kind = SourceKind.PHONE
    editable = False

    def recognise(self, probe: Probe) -> float:
        """Return how sure the backup's own lists make it, which lie directly in its folder."""
        there = set(probe.members)
        if _LISTS.isdisjoint(there):
            return 0.0
        return 0.97 if "Info.plist" in there or "Manifest.plist" in there else 0.6

    def read(self, source: Source, ctx: ReadContext) -> Iterator[EntryDraft | Rejection]:
        """Yield messages, calls and WhatsApp's chats, each with its database and row (``sms.db message[17]``).

        Raises `UserError`: ``source_password_needed``, ``source_password_wrong``, ``ios_backup_damaged``,
        ``backup_without_messages``.
        """
        files = BackupFiles(source.members, ctx)
        found = 0
        try:
            own = line(plist_of(files.member("Info.plist")).get("Phone Number"))
            for domain, path in _DATABASES:
                database = files.database(domain, path)
                if database is not None:
                    found += 1
                    yield from _entries(database, path, _Attached(files), own, ctx)
        finally:
            files.close()
        if not found:
            raise UserError("backup_without_messages", file=ctx.name)


class _Attached:
    """Finds attachments in the domains that messages keep them in."""

    def __init__(self, files: BackupFiles) -> None:
        self._files = files

    def content(self, path: str) -> Callable[[], Iterable[bytes]] | None:
        """Return how to read a file by the phone's own path."""
        inside = _HOME.sub("", path)
        for domain, name in (("MediaDomain", inside), (_WHATSAPP, f"Message/{inside}"), (_WHATSAPP, inside)):
            found = self._files.blocks(domain, name)
            if found is not None:
                return found
        return None


def _entries(
    database: Source, path: str, files: _Attached, own: str, ctx: ReadContext
) -> Iterator[EntryDraft | Rejection]:
    """Yield what one database holds; damage to it costs only itself."""
    short = path.rpartition("/")[2]
    try:
        for item in read_database(database, ctx, files):
            if isinstance(item, Rejection):
                yield replace(item, place=f"{short} {item.place}")
                continue
            item.place = f"{short} {item.place}"
            item.own_address = item.own_address or own
            yield item
    except UserError as error:
        if not error.code.startswith("database_"):
            raise
        yield Rejection(short, "database_breaks_off")
