"""Channels, exhibits, manifest, names of files and cells."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Confidence, CreditorType
from advocate.reports import channels, exhibits
from advocate.reports.manifest import described, manifest, safe_cell, safe_name, schedule_csv
from advocate.reports.model import Complaint


def _png(width: int, height: int, mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


def _pdf(pages: int, **options: object) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(buffer, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type", "show", "pages"),
    [
        (_png(400, 600), "image/png", "image", 1),
        (_png(400, 4000, "RGBA"), "image/png", "image", 5),
        (_png(9, 9, "P"), "image/png", "image", 1),
        (_png(400, 600)[:-300], "image/png", "listed", 0),
        (b"not a picture", "image/jpeg", "listed", 0),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "listed", 0),
        (_pdf(3), "application/pdf", "pdf", 3),
        (_pdf(201), "application/pdf", "listed", 0),
        (_pdf(1, encryption=pikepdf.Encryption(owner="a", user="b")), "application/pdf", "listed", 0),
        (b"%PDF-1.7 nothing", "application/pdf", "listed", 0),
        (b"ID3", "audio/mpeg", "listed", 0),
    ],
)
def test_what_can_be_printed_is_decided_by_opening_it(data: bytes, media_type: str, show: str, pages: int) -> None:
    found = exhibits.probe(data, media_type)
    assert (found.show, found.pages) == (show, pages)
    assert bool(found.note) == (show == "listed")


def test_a_picture_bomb_is_listed_without_being_opened() -> None:
    assert exhibits.probe(_png(20_000, 20_000, "1"), "image/png").show == "listed"


def test_the_channel_file_is_complete_and_honest() -> None:
    channel = channels.channel("nfra_tousu")
    assert set(channel.creditors) == set(CreditorType)
    assert channel.reviewed is None
    for clock in channel.clocks:
        assert clock.clause.article or clock.clause.note == "条号待核"
        if not clock.clause.article:
            assert clock.clause.mark is not Confidence.TEXT_SEEN
    assert channel.preconditions[0].field == "company_complaint_date"


def test_fit_follows_the_lender() -> None:
    channel = channels.channel("nfra_tousu")
    assert channel.fit(frozenset()) == "unclear"
    assert channel.fit(frozenset({CreditorType.BANK_CARD, CreditorType.UNLICENSED})) == "fits"
    assert channel.fit(frozenset({CreditorType.UNLICENSED})) == "outside"


def test_requests_follow_what_is_confirmed() -> None:
    channel = channels.channel("nfra_tousu")
    assert len(channel.default_requests(frozenset())) == 2
    asked = channel.default_requests(frozenset({"TP-01", "TIME-03"}))
    assert "第三人" in asked[0]
    assert "22:00" in asked[1]


def test_an_unknown_channel_is_a_plain_error() -> None:
    with pytest.raises(UserError) as caught:
        channels.channel("nowhere")
    assert caught.value.code == "unknown_channel"


def test_the_manifest_counts_and_lists(model: Complaint) -> None:
    files = [described("a.pdf", b"abc")]
    now = datetime(2026, 11, 24, tzinfo=UTC)
    data = json.loads(manifest(model, files, now=now, pages=9, audit_head="ab", findings=4))
    assert data["files"] == [
        {
            "path": "a.pdf",
            "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "bytes": 3,
        }
    ]
    assert data["coverage"] == {
        "pages": 9,
        "findings": 4,
        "contacts": 7,
        "numbers": 1,
        "exhibits": 2,
        "exhibits_printed": 1,
        "exhibits_listed_only": 1,
    }


@given(st.text(max_size=60))
def test_no_cell_is_a_formula_or_breaks_its_row(text: str) -> None:
    cell = safe_cell(text)
    assert cell[:1] not in "=@\t\r" or not cell
    if cell[:1] in ("+", "-"):
        assert set(cell[1:]) <= set("0123456789.")
    assert "\n" not in cell
    assert "\0" not in cell


def test_numbers_stay_numbers() -> None:
    assert safe_cell("+8616512345678") == "+8616512345678"
    assert safe_cell("-1+2") == "'-1+2"


def test_the_csv_has_one_row_for_each_contact(model: Complaint) -> None:
    data = schedule_csv(model)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == 1 + len(model.contacts)
    assert {len(row) for row in rows} == {13}


@given(st.text(max_size=300))
def test_file_names_are_safe_everywhere(name: str) -> None:
    made = safe_name(name)
    assert made
    assert len(made.encode()) <= 200
    assert not set(made) & set('<>:"/\\|?*\0\n\r')
    assert made not in (".", "..")
    assert made.split(".")[0].lower() not in ("con", "nul", "com1")
    assert made == made.strip(" ")
