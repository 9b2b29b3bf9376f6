"""Phones and their backups: messages and calls."""

from advocate.importers.base import Importer
from advocate.importers.phones.call_log_table import CallLogTable
from advocate.importers.phones.fossify import FossifyMessages
from advocate.importers.phones.imazing import IMazing
from advocate.importers.phones.imessage_exporter import IMessageExporter
from advocate.importers.phones.ios_backup import IosBackup
from advocate.importers.phones.phone_database import PhoneDatabase
from advocate.importers.phones.quik import Quik
from advocate.importers.phones.sms_backup_plus import SmsBackupPlus
from advocate.importers.phones.sms_backup_restore import SmsBackupRestore
from advocate.importers.phones.sms_import_export import SmsImportExport
from advocate.importers.phones.super_backup import SuperBackup
from advocate.importers.phones.takeout_chat import TakeoutChat
from advocate.importers.phones.takeout_voice import TakeoutVoice
from advocate.importers.phones.vmsg import VMessage

#: What this package reads, in the order in which lists show it.
IMPORTERS: tuple[Importer, ...] = (
    SmsBackupRestore(),
    SmsImportExport(),
    SmsBackupPlus(),
    FossifyMessages(),
    Quik(),
    SuperBackup(),
    VMessage(),
    TakeoutVoice(),
    TakeoutChat(),
    PhoneDatabase(),
    IosBackup(),
    IMazing(),
    IMessageExporter(),
    CallLogTable(),
)
