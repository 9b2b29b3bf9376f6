"""Text of any encoding comes back as it was written, and what could not be read is counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.importers.sources import DiskFile, MemoryFile
from advocate.importers.text_files import MIXED, TextFile, Utf8Stream, decoded, decoded_line, head_text

SIMPLE = "2024-01-09 22:05 您好,请今天还款!\n镕堃喆 尾号1234\n"
TRADITIONAL = "您好，請於今天還款，否則將聯絡您的家人。\n如何使用既有的軟體？\n"


def lines_of(data: bytes) -> tuple[list[str], TextFile]:
    text = TextFile(MemoryFile("x", data))
    return list(text.lines()), text


@pytest.mark.parametrize(
    ("written", "codec", "found"),
    [
        (SIMPLE, "utf-8", "utf-8"),
        (SIMPLE, "utf-8-sig", "utf-8"),
        (SIMPLE, "utf-16", "utf-16-le"),
        (SIMPLE, "utf-16-le", "utf-16-le"),
        (SIMPLE, "utf-16-be", "utf-16-be"),
        (SIMPLE, "utf-32", "utf-32-le"),
        (SIMPLE + "㐂 𠮷\n", "gb18030", "gb18030"),
        (SIMPLE, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "gbk", "gb18030"),
        ("plain\nlines\n", "ascii", "utf-8"),
    ],
)
def test_each_encoding(written: str, codec: str, found: str) -> None:
    lines, text = lines_of(written.encode(codec))
    assert "\n".join(lines) + "\n" == written
    assert (text.encoding.codec, text.replaced) == (found, 0)
    assert Utf8Stream(MemoryFile("x", written.encode(codec))).read(10_000).decode() == written
    assert head_text(written.encode(codec)) == written


def test_lines_of_two_encodings_are_each_read_right() -> None:
    lines, text = lines_of("甲：请还款，否则上门\n".encode() + "乙：知道了，别再打了\n".encode("gbk") + b"plain\n")
    assert lines == ["甲：请还款，否则上门", "乙：知道了，别再打了", "plain"]
    assert (text.encoding.codec, text.replaced) == (MIXED, 0)


def test_a_character_cut_in_half_costs_itself_only() -> None:
    broken = "请您今天还款".encode()[:-1] + "，谢谢您的配合\n".encode()
    lines, text = lines_of("第一行没有问题\n".encode() + broken)
    assert lines == ["第一行没有问题", "请您今天还�，谢谢您的配合"]
    assert text.replaced == 1


def test_line_ends_marks_and_nul() -> None:
    lines, text = lines_of("\ufeffa\r\nb\rc\n\ufeffd\0e".encode())
    assert lines == ["a", "b", "c", "d�e"]
    assert text.replaced == 1
    assert lines_of(b"a\r")[0] == ["a"]
    assert lines_of(b"")[0] == []
    assert lines_of(b"\n\n")[0] == ["", ""]


def test_a_line_without_end_is_shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advocate.importers.text_files.LINE_BYTES", 10)
    lines, text = lines_of(b"x" * 600_000 + b"\nshort\n")
    assert lines == ["x" * 10, "short"]
    assert text.shortened == 1


def test_the_famous_word_that_looks_like_utf8() -> None:
    assert decoded_line("联通".encode("gbk")).text == "联通"
    assert decoded("姓名,电话\n联通,10010\n移动,10086\n".encode("gbk")).text == "姓名,电话\n联通,10010\n移动,10086\n"


@given(st.binary(max_size=200))
def test_any_bytes_give_text_that_can_be_stored(data: bytes) -> None:
    lines, text = lines_of(data)
    "\n".join(lines).encode()
    assert text.replaced >= 0
    decoded(data).text.encode()
    head_text(data)
    Utf8Stream(MemoryFile("x", data)).read(10_000)


@given(st.text(st.sampled_from("你好请还款，。！1a \n"), min_size=4, max_size=60), st.integers(1, 40))
def test_gbk_survives_any_block_border(written: str, size: int) -> None:
    assert "\n".join(lines_of((written * size).encode("gbk"))[0]).rstrip("\n") == (written * size).rstrip("\n")


@pytest.mark.samples
@pytest.mark.parametrize("name", ["gb2312", "gbk", "big5"])
def test_the_codec_samples_of_cpython(samples: Path, name: str) -> None:
    folder = samples / "text_encodings"
    text = TextFile(DiskFile(folder / f"cjk_{name}.txt"))
    assert "\n".join(text.lines()).rstrip("\n") == (folder / f"cjk_{name}-utf8.txt").read_text("utf-8").rstrip("\n")
    assert text.replaced == 0


@pytest.mark.samples
def test_the_samples_of_windows(samples: Path) -> None:
    folder = samples / "text_encodings"
    for name in ("zh_utf16le_bom.txt", "zh_utf8_bom.txt"):
        text = TextFile(DiskFile(folder / name))
        assert [line for line in text.lines() if line] == [
            "2024-01-09 22:05 17012345678 你好，请今天还款！",
            "2024-01-10 06:40 02161234567 㐂镕𠮷🐉 尾号1234",
        ]
        assert text.replaced == 0
    damaged = TextFile(DiskFile(folder / "zh_mojibake_utf8_read_as_gbk.txt"))
    # The damage was done before the file was written: it is text as it stands, not an encoding to be undone here.
    assert next(iter(damaged.lines())).startswith("2024-01-09 22:05 17012345678 浣")
