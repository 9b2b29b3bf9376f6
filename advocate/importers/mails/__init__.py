"""Mail in files."""

from advocate.importers.base import Importer
from advocate.importers.mails.files import FoxmailBox, MailFile, MailFolder
from advocate.importers.mails.outlook_message import OutlookMessage
from advocate.importers.mails.outlook_store import OutlookStore

#: What this package reads, in the order in which lists show it.
IMPORTERS: tuple[Importer, ...] = (MailFile(), MailFolder(), FoxmailBox(), OutlookMessage(), OutlookStore())
