"""Every sample of a bill against what was typed by hand, and against xlrd's or the raw file's own view."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlrd
import yaml

from advocate.domain.drafts import EntryDraft
from advocate.domain.errors import UserError
from advocate.domain.moments import from_epoch_ms
from advocate.importers.registry import claim
from advocate.importers.sources import DiskFile, MemoryFile
from advocate.importers.tables.carrier_bill import CarrierBill
from tests.importers.tables.reading import outcome

GOLDEN: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "golden" / "importers" / "carrier_bill.yaml").read_text("utf-8")
)
READABLE = [name for name, expected in GOLDEN.items() if "counts" in expected]

pytestmark = pytest.mark.samples


def _shown(entry: EntryDraft) -> dict[str, Any]:
    local = from_epoch_ms(entry.at_ms).astimezone(ZoneInfo("Asia/Shanghai"))
    return {
        "at": local.isoformat(),
        "way": entry.direction.value,
        "number": entry.address,
        "seconds": entry.duration_s,
        "own": entry.own_address,
        "written": entry.written,
    }


def test_every_sample_has_an_expectation(samples: Path) -> None:
    assert {path.name for path in (samples / "carrier_bill").iterdir()} == set(GOLDEN)


@pytest.mark.parametrize("name", READABLE)
def test_counts_and_rows_are_those_typed_by_hand(samples: Path, name: str) -> None:
    expected, found = GOLDEN[name], outcome(DiskFile(samples / "carrier_bill" / name))
    assert found.format == "carrier_bill"
    assert Counter(f"{e.medium}.{e.direction}" for e in found.taken) == expected["counts"]
    assert Counter(found.other) == expected.get("other", {})
    assert found.problems == []
    assert {code: params["count"] for code, params in found.warnings.items()} == expected.get("warnings", {})
    period = expected.get("period")
    assert found.period == (tuple(date.fromisoformat(day) for day in period) if period else None)
    shown = [_shown(entry) for entry in found.taken]
    for row in expected.get("rows", []):
        assert row in shown


@pytest.mark.parametrize("name", [name for name, expected in GOLDEN.items() if "refused" in expected])
def test_a_head_without_rows_is_refused_with_its_reason(samples: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        outcome(DiskFile(samples / "carrier_bill" / name))
    assert caught.value.code == GOLDEN[name]["refused"]


@pytest.mark.parametrize("name", [name for name, expected in GOLDEN.items() if "unclaimed" in expected])
def test_what_is_no_bill_is_not_claimed(samples: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        claim(DiskFile(samples / "carrier_bill" / name))
    assert caught.value.code == GOLDEN[name]["unclaimed"]


@pytest.mark.parametrize("name", READABLE)
def test_claimed_by_content_alone(samples: Path, name: str) -> None:
    data = (samples / "carrier_bill" / name).read_bytes()
    assert claim(MemoryFile("x", data)).name == "carrier_bill"


@pytest.mark.parametrize("name", [name for name in READABLE if name.startswith("unicom_语音")])
def test_agrees_with_every_cell_that_xlrd_shows(samples: Path, name: str) -> None:
    path = samples / "carrier_bill" / name
    sheet = xlrd.open_workbook(path).sheet_by_index(0)
    head = sheet.row_values(0)
    rows = [dict(zip(head, sheet.row_values(index), strict=True)) for index in range(1, sheet.nrows)]
    taken = outcome(DiskFile(path)).taken
    assert [row["通话起始时间"] for row in rows] == [entry.written for entry in taken]
    assert [row.get("对方号码") for row in rows] == [entry.address for entry in taken]
    assert [{"主叫": "out", "被叫": "in"}[row["呼叫类型"]] for row in rows] == [e.direction.value for e in taken]
    assert [_seconds(row["通话时长"]) for row in rows] == [entry.duration_s for entry in taken]


def test_html_agrees_with_the_raw_text_read_by_a_regular_expression(samples: Path) -> None:
    path = samples / "carrier_bill" / "mobile_html_as_xls_gb2312_no_year.xls"
    raw = path.read_bytes().decode("gb2312")
    rows = re.findall(r"<tr><td>(\d\d-\d\d [\d:]+)</td><td>.*?</td><td>(..)</td><td[^>]*>(.*?)</td><td>(.*?)</td>", raw)
    taken = outcome(DiskFile(path)).taken
    assert [(e.written, {"out": "主叫", "in": "被叫"}[e.direction.value], e.address) for e in taken] == [
        row[:3] for row in rows
    ]
    assert [_seconds(row[3]) for row in rows] == [entry.duration_s for entry in taken]
    assert len(rows) == 40


def test_the_pdf_is_read_by_its_text(samples: Path) -> None:
    pdf = outcome(DiskFile(samples / "pdf" / "zh_carrier_bill_stsong_no_embedded_font.pdf"))
    html = outcome(DiskFile(samples / "carrier_bill" / "mobile_html_as_xls_gb2312_no_year.xls"))
    # Twelve lines of the same month, as the file's own text shows them.
    assert [_shown(entry) for entry in pdf.taken] == [_shown(entry) for entry in html.taken[:12]]
    assert pdf.period == (date(2024, 1, 1), date(2024, 1, 31))


@pytest.mark.parametrize(
    "path", ["pdf/testPDF_protected.pdf", "pdf/fuzz_378014596.pdf", "pdf/testPDF_malformedXFA.pdf"]
)
def test_other_pdfs_are_refused_with_a_reason(samples: Path, path: str) -> None:
    with pytest.raises(UserError) as caught:
        outcome(DiskFile(samples / path), CarrierBill())
    assert caught.value.code in ("bill_not_found", "pdf_no_text", "pdf_damaged", "pdf_password_needed")


def _seconds(text: str) -> int:
    parts = re.fullmatch(r"(?:(\d+)(?:小时|时))?(?:(\d+)分)?(\d+)秒", text)
    assert parts is not None
    hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    return hours * 3600 + minutes * 60 + seconds
