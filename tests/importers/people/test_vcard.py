"""Address books of every age, and what phones do to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.domain.drafts import PersonDraft, Rejection
from advocate.domain.errors import UserError
from advocate.importers.base import Item, ReadContext
from advocate.importers.people.vcard import VCard
from advocate.importers.registry import claim
from advocate.importers.sources import MemoryFile


def read(data: str | bytes) -> tuple[list[Item], ReadContext]:
    source = MemoryFile("x.vcf", data.encode() if isinstance(data, str) else data)
    ctx = ReadContext("x.vcf")
    assert claim(source).name == "vcard"
    return list(VCard().read(source, ctx)), ctx


def people(data: str | bytes) -> list[tuple[str, tuple[str, ...]]]:
    return [(item.name, item.numbers) for item in read(data)[0] if isinstance(item, PersonDraft)]


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def test_a_soft_break_in_the_middle_of_a_character() -> None:
    text = card(
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0=E4=\r\n=B8=89", "TEL;CELL:13800130000", version="2.1"
    )
    assert people(text) == [("张三", ("13800130000",))]


def test_charsets_declared_wrong_or_not_at_all() -> None:
    names = [
        ("FN:王五", "gbk"),
        ("FN;CHARSET=GBK:王五", "gbk"),
        ("FN;CHARSET=UTF-8:王五", "gbk"),
        ("FN:王五", "utf-8"),
        ("FN:王五", "utf-16"),
    ]
    for line, codec in names:
        assert people(card(line, "TEL:138").encode(codec)) == [("王五", ("138",))]
    mixed = card("FN:王五", "TEL:1").encode("gbk") + b"\xef\xbb\xbf" + card("FN:赵六", "TEL:2").encode()
    assert people(mixed) == [("王五", ("1",)), ("赵六", ("2",))]


def test_numbers_of_version_four_and_escapes() -> None:
    text = card(
        "FN:A\\, B\\; C",
        'TEL;VALUE=uri;TYPE="voice,work":tel:+86-10-8852-0000;ext=12',
        "item1.TEL:+1 (2)",
        "NOTE:a\\nb",
        version="4.0",
    )
    (person,) = read(text)[0]
    assert isinstance(person, PersonDraft)
    assert person == PersonDraft("A, B; C", ("+86-10-8852-0000 ext. 12", "+1 (2)"), "card 1", "", "a b")


def test_names_that_only_n_has_and_cards_without_any() -> None:
    assert people(card("N:黄;世勇;;;", "TEL:1")) == [("黄世勇", ("1",))]
    assert people(card("N:Doe;John;Q;Dr.;Jr.", "TEL:1")) == [("Dr. John Q Doe Jr.", ("1",))]
    assert people(card("ORG:某某公司;法务部", "TEL:1")) == [("某某公司 法务部", ("1",))]
    assert people(card("TEL:10086", "TEL:10086")) == [("10086", ("10086",))]
    items, _ctx = read(card("EMAIL:a@b.c"))
    assert [item.reason for item in items if isinstance(item, Rejection)] == ["vcard_empty"]


def test_pictures_without_indent_cards_in_cards_and_cut_ends() -> None:
    picture = "\r\n".join(["PHOTO;ENCODING=BASE64:/9j/4AAQ", "SkZJRgAB", "AQ==", ""])
    nested = "\r\n".join(["AGENT:", "BEGIN:VCARD", "FN:Inner", "END:VCARD"])
    text = card("FN:A", picture, "TEL:1") + card("FN:B", nested, "TEL:2") + "BEGIN:VCARD\r\nFN:C\r\nTEL:3\r\n"
    items, _ctx = read(text)
    assert people(text) == [("A", ("1",)), ("B", ("2",)), ("C", ("3",))]
    assert isinstance(items[-1], Rejection)
    assert items[-1].reason == "vcard_truncated"


def test_one_number_of_two_people_is_said() -> None:
    _items, ctx = read(card("FN:A", "TEL:138 0013 0000") + card("FN:B", "TEL:+8613800130000"))
    assert {reason.code: dict(reason.params) for reason in ctx.warnings} == {"warn_people_share_numbers": {"count": 1}}


def test_a_picture_of_megabytes_is_not_held() -> None:
    text = card("FN:A", "PHOTO;ENCODING=b:" + "\r\n ".join(["A" * 75] * 30_000), "TEL:1")
    assert people(text) == [("A", ("1",))]


def test_what_is_no_address_book() -> None:
    with pytest.raises(UserError) as caught:
        list(VCard().read(MemoryFile("x", b"BEGIN:VCALENDAR\n"), ReadContext("x")))
    assert caught.value.code == "not_vcard"


@given(
    st.lists(
        st.sampled_from(
            [
                "BEGIN:VCARD",
                "END:VCARD",
                "FN:a",
                "TEL:1",
                " b",
                "=",
                "N;ENCODING=QUOTED-PRINTABLE:=E5=",
                "PHOTO:x",
                "",
                "\0",
                'TEL;X="',
                "item1.FN:=3D=",
            ]
        ),
        max_size=20,
    ),
    st.binary(max_size=20),
)
def test_any_lines(lines: list[str], junk: bytes) -> None:
    try:
        for item in VCard().read(MemoryFile("x", "\n".join(lines).encode() + junk), ReadContext("x")):
            item.place.encode()
            if isinstance(item, PersonDraft):
                (item.name + item.note + item.organisation + "".join(item.numbers)).encode()
    except UserError as error:
        assert error.code == "not_vcard"  # noqa: PT017
