"""Address books."""

from advocate.importers.base import Importer
from advocate.importers.people.vcard import VCard

#: What this package reads, in the order in which lists show it.
IMPORTERS: tuple[Importer, ...] = (VCard(),)
