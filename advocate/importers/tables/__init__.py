"""Bills of carriers, and any other table."""

from advocate.importers.base import Importer

#: What this package reads, in the order in which lists show it.
IMPORTERS: tuple[Importer, ...] = ()
