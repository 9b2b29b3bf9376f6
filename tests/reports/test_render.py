"""The finished PDF: what the model says stands in it, in every reader's eyes, on numbered and marked pages."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pypdf
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from advocate.reports import fonts
from advocate.reports.model import ComparedRow, Complaint, Exhibit
from advocate.reports.render import Rendered, references, render

NOW = datetime(2026, 11, 24, 7, 30, 5, tzinfo=UTC)


def _picture(width: int = 540, height: int = 960) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "#dfe8f0").save(buffer, "PNG")
    return buffer.getvalue()


def _read(_exhibit: Exhibit) -> bytes:
    return _picture()


def _render(model: Complaint) -> Rendered:
    return render(model, NOW, _read)


def _squeezed(text: str) -> str:
    return "".join(text.split())


_HEAD = "序号记录编号时间方式对方号码或账号通话时长联系对象自称身份内容证据"
_RUNNING = re.compile(rf"第\d+页共\d+页|P-2026-0003(?:附件\d)?|{_HEAD}续?")


def _without_running_lines(text: str) -> str:
    """Return ``text`` without blanks, feet and repeated heads, so that what runs over a page's end reads on."""
    return _RUNNING.sub("", _squeezed(text))


def _pypdf(data: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def _pdfium(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "".join(page.get_textpage().get_text_range() for page in document).replace("\ufffe", "")


def _poppler(data: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    ran = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True)
    return ran.stdout.decode()


@pytest.mark.parametrize("extract", [_pypdf, _pdfium, _poppler])
def test_readers_find_the_words_of_the_model(model: Complaint, extract) -> None:
    text = _without_running_lines(extract(_render(model).data))
    wanted = [words for part, words in model.prose() if part not in ("parties", "exhibits", "facts")]
    wanted += [sentence.text for section in model.facts for sentence in section.sentences]
    wanted += [row.text for row in model.contacts]
    wanted += [value for party in model.parties for _, value in party.rows]
    wanted += [exhibit.sha256 for exhibit in model.exhibits]
    for words in filter(None, wanted):
        for part in _squeezed(fonts.visible(words)).split("☑"):
            assert part in text, part


@pytest.mark.parametrize("extract", [_pypdf, _pdfium, _poppler])
def test_rare_names_can_be_copied_out(model: Complaint, extract) -> None:
    rare = "喆堃䶮𬭎㛃𬱖𫖯犇"
    data = _render(replace(model, requests=(rare,))).data
    assert rare in _squeezed(extract(data))


def test_ballot_boxes_are_drawn_and_read_back(model: Complaint) -> None:
    data = _render(replace(model, requests=("☐未勾选☑已勾选",))).data
    assert "☐未勾选☑已勾选" in _squeezed(_poppler(data))


def test_the_same_model_gives_the_same_bytes(model: Complaint) -> None:
    assert _render(model).data == _render(model).data


def test_pages_are_numbered_through_the_whole_bundle(model: Complaint) -> None:
    done = _render(model)
    pages = pypdf.PdfReader(io.BytesIO(done.data)).pages
    assert len(pages) == done.pages
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{done.pages}页" in _squeezed(page.extract_text())
        assert "草稿" not in page.extract_text()


def test_every_page_of_a_draft_says_so(draft: Complaint) -> None:
    pages = pypdf.PdfReader(io.BytesIO(_render(draft).data)).pages
    assert all("仅供核对" in page.extract_text() and "草稿" in page.extract_text() for page in pages)
    assert "尚缺：投诉人电话" in _squeezed(pages[0].extract_text())


def test_cited_exhibit_pages_are_where_the_exhibits_stand(model: Complaint) -> None:
    done = _render(model)
    pages = [_squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(done.data)).pages]
    assert pages[done.starts["C-1"] - 1].startswith("证据C-1")
    assert f"证据C-1第{done.starts['C-1'] + 1}页" in pages[1] + pages[2]
    assert any(
        "C-1证据C-1的文件" in page and f"{done.starts['C-1']}–{done.starts['C-1'] + 1}" in page for page in pages
    )


def test_the_file_says_what_it_is_and_not_where_it_was_made(model: Complaint) -> None:
    with pikepdf.open(io.BytesIO(_render(model).data)) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == "投诉书 P-2026-0003"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261124073005")
        assert str(pdf.docinfo["/Author"]) == ""
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
            inner = [item.title for item in outline.root[0].children]
    assert titles == ["投诉书", "附件1　证据目录", "附件2　通话及信息记录明细表", "附件3　涉及号码表", "证据"]
    assert inner[0] == "一、投诉请求"


def test_only_bundled_fonts_are_in_it(model: Complaint) -> None:
    names = set()
    with pikepdf.open(io.BytesIO(_render(model).data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
                names.add(str(item.BaseFont).split("+")[-1].split("-")[0])
                assert "/FontFile2" in item.FontDescriptor
    assert names == {"NotoSerifSC", "NotoSansSC"}


def test_a_message_longer_than_a_page_runs_on(model: Complaint) -> None:
    long = "".join(f"第{number}句：不还钱就打到你关机为止。" for number in range(1, 400))
    row = replace(model.contacts[0], text=long, exhibit="")
    text = _without_running_lines(_pypdf(_render(replace(model, contacts=(row,) * 2)).data))
    assert len(long) > 5_000
    assert text.count(long) == 2


def test_no_heading_stands_alone_at_the_foot_of_a_page(model: Complaint) -> None:
    headings = (
        "一、投诉请求",
        "二、事实与理由",
        "（一）借款与还款概况",
        "（二）涉嫌违规催收的经过",
        "三、已履行的前置程序",
    )
    for count in range(1, 24):
        data = _render(replace(model, requests=("停止联系第三人。",) * count, contacts=(), exhibits=())).data
        for page in pypdf.PdfReader(io.BytesIO(data)).pages:
            lines = [_squeezed(line) for line in page.extract_text().splitlines()]
            body = [line for line in lines if _RUNNING.sub("", line)]
            assert body[-1] not in headings


def test_a_table_row_moves_whole_where_it_can(model: Complaint) -> None:
    rows = tuple(replace(model.contacts[0], id=f"K-{n:06d}", text="甲" * 150) for n in range(1, 60))
    done = _render(replace(model, contacts=rows))
    pages = [_squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(done.data)).pages]
    schedule = [page for page in pages if "记录编号" in page]
    assert len(schedule) > 2
    for page in schedule:
        assert page.count("甲") == 150 * page.count("K-0000")


def test_long_pictures_are_cut_into_readable_pages(model: Complaint) -> None:
    tall = replace(model.exhibits[0], height=5400, pages=5)
    done = render(replace(model, exhibits=(tall,)), NOW, lambda _: _picture(540, 5400))
    reader = pypdf.PdfReader(io.BytesIO(done.data))
    start = done.starts["C-1"]
    parts = [page.images[0].image.size for page in reader.pages[start : start + 5]]
    assert parts == [(540, 1080)] * 5


def test_pages_of_a_pdf_exhibit_are_put_under_numbered_ones(model: Complaint) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 900))
    for number in (1, 2):
        canvas.drawString(50, 800, f"INNER {number}")
        canvas.showPage()
    canvas.save()
    exhibit = replace(model.exhibits[0], show="pdf", pages=2, media_type="application/pdf")
    draft = replace(model, exhibits=(exhibit,), draft=True)
    done = render(draft, NOW, lambda _: buffer.getvalue())
    pages = pypdf.PdfReader(io.BytesIO(done.data)).pages
    for number in (1, 2):
        text = _squeezed(pages[done.starts["C-1"] + number - 1].extract_text())
        assert f"INNER{number}" in text
        assert f"（{number}/2）" in text
        assert "草稿" in text
        assert f"共{done.pages}页" in text


def test_references_name_a_few_and_count_the_rest(model: Complaint) -> None:
    refs = next(s for section in model.facts for s in section.sentences if len(s.refs) > 5).refs
    assert references(refs, {"C-1": 12, "C-2": 14}) == (
        "（记录K-000001、K-000002、K-000003等7条，详见附件2；证据C-1 第13页、证据C-2 第14页）"
    )
    assert references((), {}) == ""


def test_an_empty_complaint_still_makes_a_document(model: Complaint) -> None:
    bare = replace(
        model, facts=(), legal=(), prior=(), contacts=(), numbers=(), exhibits=(), requests=(), parties=(), draft=True
    )
    assert _render(bare).pages == 1


def test_pictures_of_pages_show_no_ink_beyond_the_margins(model: Complaint) -> None:
    with pypdfium2.PdfDocument(_render(model).data) as document:
        for page in document:
            image = page.render(scale=1).to_pil().convert("L")
            width, height = image.size
            sides = [(0, 0, 40, height), (width - 40, 0, width, height)]
            for box in [*sides, (0, 0, width, 20), (0, height - 20, width, height)]:
                assert image.crop(box).getextrema()[0] > 250


def test_the_comparison_with_the_bill_is_an_annex_of_its_own(model: Complaint) -> None:
    row = ComparedRow("仅手机有", "2024-03-05", "21:14", "", "", "来", "13900000001", "61", "", "K-000001", "calls.xml")
    told = "运营商详单可能不列示来电。"
    done = _render(replace(model, compared=(row, replace(row, day="2024-03-06")), compared_note=told))
    text = _squeezed(_pypdf(done.data))
    assert "通话记录与运营商详单核对表（2条）" in text
    assert "附件4通话记录与运营商详单核对表" in text
    assert told in text
    assert all(part in text for part in ("仅手机有", "2024-03-06", "21:14", "K-000001", "calls.xml"))
    assert done.pages == _render(model).pages + 1
