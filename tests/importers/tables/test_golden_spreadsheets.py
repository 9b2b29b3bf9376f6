"""The sample workbooks: read as a table once their columns are named, or refused with the right reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from advocate.domain.drafts import EntryDraft
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, TimePrecision
from advocate.importers.fingerprints import fingerprint_address
from advocate.importers.registry import claim
from advocate.importers.sources import DiskFile
from tests.importers.tables.reading import outcome

pytestmark = pytest.mark.samples

#: By hand: empty books are empty, the others need somebody to say what their columns mean.
REFUSED = {
    "puremagic_test.xls": "table_empty",
    "puremagic_test.xlsx": "table_empty",
    "testEXCEL_95.xls": "table_empty",
    "testEXCEL_poi-61034.xlsx": "table_empty",
    "test-columnar.xls": "table_mapping_needed",
    "test-columnar.xlsx": "table_mapping_needed",
    "testCSV.csv": "table_mapping_needed",
}


def test_every_sample_has_an_expectation(samples: Path) -> None:
    assert {path.name for path in (samples / "spreadsheets").iterdir()} == {*REFUSED, "zh_1900_dates.xlsx"}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_right_reason(samples: Path, name: str) -> None:
    source = DiskFile(samples / "spreadsheets" / name)
    assert claim(source).name == "table"
    with pytest.raises(UserError) as caught:
        outcome(source)
    assert caught.value.code == REFUSED[name]


@pytest.mark.parametrize("name", ["test-columnar.xls", "test-columnar.xlsx"])
def test_a_named_table_is_read_row_by_row(samples: Path, name: str) -> None:
    mapping = {"columns": {"datetime": "time", "Description of the Row": "text"}, "medium": "sms"}
    found = outcome(DiskFile(samples / "spreadsheets" / name), options={"mapping": mapping})
    # Rows 0 to 8 lie in the 1960s, row 9 in 1991, row 10 in 2276: only one is a year in which people had telephones.
    assert [(entry.written, entry.text) for entry in found.taken] == [
        ("1991-09-09 01:46:40", "This is row            9 of           10")
    ]
    assert found.problems == ["entry_bad_date"] * 10


def test_serial_dates_and_numbers_of_cells(samples: Path) -> None:
    found = outcome(DiskFile(samples / "spreadsheets" / "zh_1900_dates.xlsx"))
    assert found.format == "carrier_bill"
    assert Counter(entry.direction for entry in found.taken) == {Direction.IN: 30, Direction.OUT: 10}
    first, last = found.taken[0], found.taken[-1]
    assert (first.written, first.address, first.duration_s, first.direction) == (
        "2024-01-31 16:41:18",
        "17012345602",
        7,
        Direction.OUT,
    )
    assert (last.written, last.address, last.duration_s) == ("2024-01-18 08:23:22", "10086", 0)
    assert {entry.precision for entry in found.taken} == {TimePrecision.EXACT}
    assert found.problems == [] == found.other


def test_the_same_forty_calls_from_workbook_and_page(samples: Path) -> None:
    book = outcome(DiskFile(samples / "spreadsheets" / "zh_1900_dates.xlsx")).taken
    page = outcome(DiskFile(samples / "carrier_bill" / "mobile_html_as_xls_gb2312_no_year.xls")).taken
    # A cell that holds a number has no place for the plus.
    assert [_same(entry) for entry in book] == [_same(entry) for entry in page]


def _same(entry: EntryDraft) -> tuple[int, str, int | None]:
    return entry.at_ms, fingerprint_address(entry.address), entry.duration_s
