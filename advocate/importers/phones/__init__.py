"""Phones and their backups: messages and calls."""

from advocate.importers.base import Importer

#: What this package reads, in the order in which lists show it.
IMPORTERS: tuple[Importer, ...] = ()
