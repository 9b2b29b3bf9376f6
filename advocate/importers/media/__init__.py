"""Files that speak through their name and what they hold: recordings."""

from advocate.importers.base import Importer
from advocate.importers.media.recordings import CallRecordings

#: What this package reads, in the order in which lists show it.
IMPORTERS: tuple[Importer, ...] = (CallRecordings(),)
