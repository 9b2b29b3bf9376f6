"""Bills of carriers, and any other table."""

from advocate.importers.base import Importer
from advocate.importers.tables.any_table import AnyTable
from advocate.importers.tables.carrier_bill import CarrierBill
from advocate.importers.tables.diary import Diary

#: What this package reads, in the order in which lists show it.
IMPORTERS: tuple[Importer, ...] = (CarrierBill(), Diary(), AnyTable())
