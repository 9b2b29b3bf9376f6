"""Phones and their backups: messages and calls."""

from advocate.importers.base import Importer
from advocate.importers.phones.sms_backup_restore import SmsBackupRestore

#: What this package reads, in the order in which lists show it.
IMPORTERS: tuple[Importer, ...] = (SmsBackupRestore(),)
