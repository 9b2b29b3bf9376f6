"""The diary's form as people print it, and its table on the way out and back."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pypdf
import pypdfium2
import pytest

from advocate.domain.diary import COLUMNS
from advocate.domain.drafts import EntryDraft
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, Medium, Reached, TimePrecision
from advocate.importers.base import ReadContext
from advocate.importers.registry import claim
from advocate.importers.sources import MemoryFile
from advocate.services import diary

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_has_the_columns_and_its_number(lang: str) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(diary.made(lang, 3, now=NOW)))
    assert len(pdf.pages) == 3
    for number, page in enumerate(pdf.pages, 1):
        said = " ".join(page.extract_text().split())
        assert all(column.head(lang) in said for column in COLUMNS)
        assert (f"第 {number} 页 共 3 页" if lang == "zh" else f"Page {number} of 3") in said
        assert ("怎样填写" if lang == "zh" else "How to fill this in") in said or number > 1
        assert page.mediabox.width > page.mediabox.height


def test_there_is_room_to_write_and_nothing_leaves_the_page() -> None:
    document = pypdfium2.PdfDocument(diary.made("en", 2, now=NOW))
    try:
        for page in document:
            picture = page.render(scale=1).to_pil().convert("L")
            width, height = picture.size
            # A margin all around stays white, and most of the sheet is left for the pen.
            for box in (
                (0, 0, width, 20),
                (0, height - 15, width, height),
                (0, 0, 25, height),
                (width - 25, 0, width, height),
            ):
                assert picture.crop(box).getextrema()[0] > 240
            dark = sum(picture.histogram()[:128])
            assert dark < width * height * 0.04
            page.close()
    finally:
        document.close()


def test_the_same_form_twice_is_the_same_file() -> None:
    assert diary.made("zh", 2, now=NOW) == diary.made("zh", 2, now=NOW)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_filled_template_comes_back(lang: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(next(csv.reader(io.StringIO(diary.made(lang, kind=".csv").decode("utf-8-sig")))))
    writer.writerow(["2024-01-31", "22:05", "138****0000", "电话", "某某公司 王某", "本人", "再不还就上门", "室友在场"])
    writer.writerow(["2月1日", "晚上10点", "", "visit", "", "my mother", "“你儿子欠钱”", ""])
    writer.writerow(["2024/2/2", "下午", "wxid", "微信", "", "单位 HR", "x", ""])
    writer.writerow(["2024-02-03", "", "95588", "短信", "", "", "x", ""])
    writer.writerow(["", "", "", "", "", "", "没有日期", ""])
    writer.writerow(["", "", "", "", "", "", "", ""])
    source = MemoryFile("x", out.getvalue().encode("utf-8-sig"))
    importer = claim(source)
    assert importer.name == "diary"
    items = list(importer.read(source, ReadContext("x")))
    first, second, third, fourth = (item for item in items if isinstance(item, EntryDraft))
    assert (first.medium, first.direction, first.precision) == (Medium.CALL, Direction.IN, TimePrecision.MINUTE)
    assert (first.claims_to_be, first.reached, first.text, first.harm) == (
        "某某公司 王某",
        Reached.DEBTOR,
        "再不还就上门",
        "室友在场",
    )
    assert (second.medium, second.reached, second.reached_name, second.address) == (
        Medium.VISIT,
        Reached.FAMILY,
        "my mother",
        None,
    )
    assert (second.precision, second.written) == (TimePrecision.HOUR, "2月1日 晚上10点")
    assert second.at_ms == int(datetime(2024, 2, 1, 14, 0, tzinfo=UTC).timestamp() * 1000)
    assert (third.medium, third.reached, third.precision) == (
        Medium.WECHAT,
        Reached.EMPLOYER,
        TimePrecision.PART_OF_DAY,
    )
    assert (fourth.medium, fourth.precision) == (Medium.SMS, TimePrecision.DAY)
    assert [item.reason for item in items if not isinstance(item, EntryDraft)] == ["entry_without_date"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("pages", "kind", "code"), [(0, ".pdf", "diary_pages"), (101, ".pdf", "diary_pages"), (1, ".doc", "diary_kind")]
)
def test_what_cannot_be_made_is_refused(pages: int, kind: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        diary.made("zh", pages, kind)
    assert caught.value.code == code
