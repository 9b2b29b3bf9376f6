"""The line breaker: nothing lost, nothing over the edge, no mark where it must not stand."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocate.reports import fonts
from advocate.reports.typeset import MAX_SPACING, NO_END, NO_START, Span, break_paragraph, may_break, wrap

CHINESE = "催收人员于晚间拨打电话称要上门，“你等着”。（见证据C）《民法典》第一千零三十二条：……——、；！？℃%￥"
TEXTS = st.text(alphabet=CHINESE + "abcXYZ019 /?&=.,-()[]\n😆\u0301\u202e\x00☑喆𬭎", max_size=300)
WIDTHS = st.floats(min_value=40, max_value=460)


def _set(text: str, width: float, indent: float = 0.0):
    serif = fonts.face(fonts.SERIF)
    return break_paragraph([Span(text, serif, 16)], width, indent=indent)


@settings(max_examples=400, deadline=None)
@given(TEXTS, WIDTHS, st.sampled_from([0.0, 32.0]))
def test_no_character_is_lost_and_no_line_is_too_wide(text: str, width: float, indent: float) -> None:
    lines = _set(text, width, indent)
    assert "".join(line.text for line in lines) == fonts.visible(text).replace("\n", "")
    for line in lines:
        assert "".join(segment.text for segment in line.segments) == line.text
        assert line.width <= width + 0.01 or len(line.text.strip()) == 1
        assert 0 <= line.spacing <= MAX_SPACING


def _run_is_endless(text: str, width: float) -> bool:
    """Tell whether what may not be broken at the head of ``text`` is wider than a line, marks at their narrowest."""
    stop = next((at for at in range(1, len(text)) if may_break(text, at)), len(text))
    return fonts.face(fonts.SERIF).width(text[:stop]) * 16 > width


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=CHINESE + "ab1 .", min_size=1, max_size=300), WIDTHS)
def test_marks_stand_at_an_edge_only_where_no_legal_break_was_left(text: str, width: float) -> None:
    lines = _set(text, width)
    for before, line in itertools.pairwise(lines):
        if not before.text.strip() or not line.text.strip():
            continue
        if line.text[0] in NO_START or before.text.rstrip(" ")[-1] in NO_END:
            places = [at for at in range(1, len(before.text)) if may_break(before.text, at)]
            assert not places or _run_is_endless(before.text[places[-1] :] + line.text, width)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.floats(min_value=20, max_value=300))
def test_cells_lose_nothing_but_blanks_at_line_ends(text: str, width: float) -> None:
    sans = fonts.face(fonts.SANS)
    lines = wrap(text, sans, 9, width)
    assert "".join(lines).replace(" ", "") == fonts.visible(text).replace("\n", "").replace(" ", "")
    for line in lines:
        assert sans.width(line) * 9 <= width + 0.01 or len(line) == 1


def test_a_closing_mark_never_begins_a_line_of_ordinary_prose() -> None:
    text = "投诉人认为，被投诉人委托的催收机构（名称不详）在夜间反复拨打电话，并称“不还钱就到你单位去”，情节恶劣。" * 40
    for width in range(160, 460, 7):
        lines = _set(text, width)
        assert not [line.text for line in lines[1:] if line.text[0] in NO_START]
        assert not [line.text for line in lines[:-1] if line.text[-1] in NO_END]


def test_full_lines_of_chinese_are_flush() -> None:
    lines = _set("投诉人认为，被投诉人委托的催收机构（名称不详）在夜间反复拨打电话，情节恶劣。" * 10, 448)
    assert all(line.width == pytest.approx(448, abs=0.01) for line in lines[:-1])


def test_adjacent_marks_share_their_empty_halves() -> None:
    (line,) = _set("（《法》）。”", 448)
    assert line.width == pytest.approx(16 * (7 - 4 * 0.5 - 0.5))


def test_web_addresses_are_cut_after_their_marks_and_words_stay_whole() -> None:
    sans = fonts.face(fonts.SANS)
    lines = wrap("https://example.com/path/to?query=value&other=1 remains 12,345.67", sans, 9, 70)
    assert lines == ["https://", "example.com/", "path/to?query=", "value&other=1", "remains", "12,345.67"]


def test_what_no_font_has_becomes_visible() -> None:
    assert fonts.visible("好😆\u202e\x07了") == "好[U+1F606 U+202E U+0007]了"
    assert fonts.visible("喆堃䶮𬭎㛃☑<b>&") == "喆堃䶮𬭎㛃☑<b>&"
    assert fonts.visible("a\r\nb\u2028c\td") == "a\nb\nc d"
    assert fonts.visible("\ud83d") == "[U+D83D]"


def test_an_endless_word_begins_on_the_line_where_it_stands() -> None:
    lines = _set("1." + "W" * 100, 448)
    assert len(lines[0].text) > 20
    assert wrap("SHA-256 " + "0123456789abcdef" * 4, fonts.face(fonts.SANS), 9, 120)[0].startswith("SHA-256 0123")
