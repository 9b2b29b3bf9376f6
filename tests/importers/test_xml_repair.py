"""The repair of bytes before the parser, for any bytes and any cutting into blocks, in constant memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from xml.parsers import expat

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advocate.importers.phones import xml_long, xml_repair
from advocate.importers.phones.xml_repair import XmlRepair
from advocate.importers.xml_bytes import encoding_of, utf8_blocks

ODD = [
    b"&#55357;",
    b"&#56838;",
    b"&#xD83D;",
    b"&#xde06;",
    b"&#0;",
    b"&",
    b"&amp;",
    b"&#10;",
    b"&#",
    b";",
    b"<",
    b">",
    b'"',
    b"'",
    b"=",
    b"<sms ",
    b"<mms>",
    b"</mms>",
    b"/>",
    b" body=",
    b' data="',
    b"<!--",
    b"-->",
    b"<?",
    b"?>",
    b"<![CDATA[",
    b"]]>",
    b"<!DOCTYPE x",
    b"\0",
    b"\x1f",
    b"\xef\xbf\xbe",
    b"\xed\xa0\xbd\xed\xb8\x86",
    b"\xe7\x94",
    "催".encode(),
    "😆".encode(),
    b"\r\n",
    b" ",
    b"a",
]
SOUP = st.lists(st.sampled_from(ODD) | st.binary(max_size=4), max_size=40).map(b"".join)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def blocks_of(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def written(value: str, quote: str) -> bytes:
    """Write a value as the app does: UTF-16 halves as references, and forbidden characters too."""
    out = []
    for char in value:
        code = ord(char)
        if code > 0xFFFF:
            out += [f"&#{0xD800 + (code - 0x10000 >> 10)};", f"&#{0xDC00 + (code & 0x3FF)};"]
        elif char in "&<\"'" or code < 32 or code in (0xFFFE, 0xFFFF) or 0x7F <= code <= 0x9F:
            out.append(f"&#{code};")
        else:
            out.append(char)
    return (quote + "".join(out) + quote).encode()


def read_back(value: str) -> str:
    """Return what reading must give: only what XML forbids is replaced."""
    bad = {chr(code) for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)}
    return "".join("\ufffd" if char in bad else char for char in value)


def parsed(data: bytes, size: int) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda name, attributes: found.append((name, attributes))
    for piece in XmlRepair().pieces(blocks_of(data, size)):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return found


@given(st.lists(st.tuples(VALUES, VALUES), max_size=6), st.integers(1, 200), st.sampled_from("\"'"), st.booleans())
@settings(max_examples=150, deadline=None)
def test_every_value_reads_back_whatever_the_blocks(
    rows: list[tuple[str, str]], size: int, quote: str, long: bool
) -> None:
    # Two dashes inside a comment are mended before the root only, and only where it is found in time.
    comment = b"<!-- a & -->" if long else b"<!-- a -- & -->"
    data = b"<?xml version='1.0' encoding='latin1'?>" + comment + b"\n<smses>"
    for first, second in rows:
        data += b"<sms a=" + written(first, quote) + b"\n b =  " + written(second, quote) + b"/><!-- < -->text"
    data += b"</smses>"
    expected = [("smses", {}), *(("sms", {"a": read_back(a), "b": read_back(b)}) for a, b in rows)]
    before = xml_repair.LONG_BYTES
    # With a small limit every tag goes through the shortening, which must keep short values as they are.
    xml_repair.LONG_BYTES = 8 if long else before
    try:
        assert parsed(data, size) == expected
    finally:
        xml_repair.LONG_BYTES = before


@given(SOUP, st.integers(1, 64), st.booleans())
@settings(max_examples=300, deadline=None)
@example(b"<sms a='&#55357;'", 3, True)
def test_any_bytes_come_out_as_text_without_forbidden_characters(data: bytes, size: int, long: bool) -> None:
    before = xml_repair.LONG_BYTES
    xml_repair.LONG_BYTES = 8 if long else before
    try:
        out = b"".join(XmlRepair().pieces(blocks_of(data, size)))
    finally:
        xml_repair.LONG_BYTES = before
    text = out.decode("utf-8")
    assert not any(ord(char) < 32 and char not in "\t\n\r" for char in text)
    assert "\ufffe" not in text
    assert "&#55357;" not in text
    assert "&#0;" not in text


@given(SOUP)
@settings(max_examples=200, deadline=None)
def test_repairing_twice_changes_nothing(data: bytes) -> None:
    once = XmlRepair().repaired(data)
    assert XmlRepair().repaired(once) == once


@given(
    VALUES.filter(lambda value: "\0" not in value),
    st.sampled_from(["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"]),
)
@settings(deadline=None)
def test_encodings_are_told_by_their_bytes(value: str, codec: str) -> None:
    lost: list[int] = []
    text = f"<?xml version='1.0' encoding='utf-8'?><smses a='{value}'/>"
    out = b"".join(utf8_blocks(_Stream([text.encode(codec)]), lost.append))
    assert out.decode() == text
    assert sum(lost) == value.count("\ufffd") * (codec not in ("utf-8-sig",))


def test_a_chinese_sentence_in_gbk_is_not_taken_for_utf8() -> None:
    assert encoding_of("<smses><sms body='你的借款已逾期，请还钱'/>".encode("gbk")).codec == "gb18030"
    assert encoding_of("<smses><sms body='你的借款已逾期'/>".encode()[:-6]).codec == "utf-8"
    assert encoding_of("甲".encode()[:2] + "乙丙丁".encode()).codec == "utf-8"


class _Stream:
    """A source of bytes that are made as they are read."""

    def __init__(self, blocks: list[bytes]) -> None:
        self._blocks = iter(blocks)

    def read(self, size: int) -> bytes:
        return next(self._blocks, b"")


def huge(name: bytes, megabytes: int) -> Iterator[bytes]:
    yield b"<smses><mms date='1'><parts><part ct='image/jpeg' " + name + b"='"
    for _ in range(megabytes * 4):
        yield b"QUJD" * (64 * 1024)
    yield b"' cl='after'/></parts></mms><sms a='b'/></smses>"


@pytest.mark.parametrize(
    ("name", "kept", "shortened"), [(b"data", 0, 0), (b"text", xml_long.VALUE_BYTES, 1), (b"DATA", 0, 0)]
)
def test_an_attribute_of_two_hundred_megabytes_takes_constant_memory(name: bytes, kept: int, shortened: int) -> None:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda tag, attributes: found.append((tag, attributes))
    repair = XmlRepair()
    tracemalloc.start()
    try:
        for piece in repair.pieces(huge(name, 200)):
            parser.Parse(piece, False)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40e6
    assert [tag for tag, _ in found] == ["smses", "mms", "parts", "part", "sms"]
    part = found[3][1]
    assert len(part[name.decode()]) == kept
    assert part["cl"] == "after"
    assert repair.counts.shortened == shortened


@pytest.mark.parametrize(("start", "end"), [(b"<!-- ", b" -->"), (b"<?x ", b"?>"), (b"<![CDATA[", b"]]>"), (b"", b"")])
def test_comments_and_text_of_any_length_are_skipped(start: bytes, end: bytes) -> None:
    def endless() -> Iterator[bytes]:
        yield b"<smses>" + start
        for _ in range(100):
            yield b"x-->?]"[:1] * (256 * 1024)
        yield end + b"<sms a='b'/></smses>"

    tracemalloc.start()
    try:
        out = b"".join(XmlRepair().pieces(endless()))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert out.endswith(b"<sms a='b'/></smses>")
    assert peak < 20e6


@pytest.mark.parametrize("tail", ["长" * 10, "&#55357;&#56838;" * 3, "&amp;" * 5])
def test_a_shortened_value_ends_with_a_whole_character(monkeypatch: pytest.MonkeyPatch, tail: str) -> None:
    monkeypatch.setattr(xml_repair, "LONG_BYTES", 10)
    for limit in range(1, 40):
        monkeypatch.setattr(xml_long, "VALUE_BYTES", limit)
        (_root, (_tag, attributes)) = parsed(f"<smses><sms a='ab{tail}' b='c'/></smses>".encode(), 7)
        assert "\ufffd" not in attributes["a"]
        assert set(attributes["a"]) <= set("ab长\U0001f606&")
        assert attributes["b"] == "c"[:limit]
