"""What is read from screenshots, given and drawn, against what they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advocate.analysis.screenshots import understand
from advocate.domain.screenshots import ScreenKind
from advocate.domain.vocabulary import Medium
from tests.screenshots import drawing, measuring
from tests.screenshots.conftest import Read

#: The bar of the issue: character errors at most, bubbles with number, time and sender right at least.
MOST_ERRORS, LEAST_RIGHT = 0.02, 0.95
SEED = 11


def test_given_screenshots_are_read_without_errors_in_numbers(read: Read, samples: Path) -> None:
    folder = samples / "screenshots"
    truth = json.loads((folder / "ocr_gt.json").read_text(encoding="utf-8"))
    total = measuring.Score()
    for name, lines in truth.items():
        text = read((folder / name).read_bytes())
        reading = understand.understand(text, name)
        assert reading.kind is ScreenKind.CONVERSATION
        assert reading.medium is Medium.SMS
        rows = rows_of(lines)
        assert len(reading.rows) == len(rows)
        total.add(measuring.score_rows(reading, rows))
    print(total)
    assert total.error_rate <= MOST_ERRORS
    assert total.right == 1.0


def rows_of(lines: list[str]) -> list[drawing.Row]:
    """Return the messages of the given truth: a title, then times, each with the lines below it.

    The truth does not say who wrote: what the debtor answers is known by its words.
    """
    rows: list[drawing.Row] = []
    time, body = "", ""
    for line in [*lines[1:], "1月1日 00:00"]:
        if "月" in line and ":" in line and len(line) < 14 and line[0].isdigit():
            if body:
                own = body.startswith(("我已经", "请问你们", "你们一天"))
                rows.append(drawing.Row("out" if own else "in", lines[0], time, body))
            time, body = line, ""
        else:
            body += line
    return rows


@pytest.fixture(scope="session")
def scores(read: Read) -> dict[str, tuple[measuring.Score, str, int, int]]:
    """Return for each style its score, the kind that was seen, and how many rows were seen and drawn."""
    found = {}
    for style in drawing.STYLES:
        picture = drawing.draw(style, SEED)
        reading = understand.understand(read(picture.data()), "")
        score = measuring.score_rows(reading, picture.rows)
        found[style] = (score, reading.kind.value, len(reading.rows), len(picture.rows))
        print(style, score)
    return found


def test_drawn_screenshots_are_read_well_together(scores: dict[str, tuple[measuring.Score, str, int, int]]) -> None:
    assert len(scores) >= 12
    total = measuring.Score()
    for score, *_rest in scores.values():
        total.add(score)
    print("all drawn:", total)
    assert total.bubbles > 80
    assert total.error_rate <= MOST_ERRORS
    assert total.right >= LEAST_RIGHT


@pytest.mark.parametrize("style", list(drawing.STYLES))
def test_each_kind_is_recognised_with_all_its_rows(
    style: str, scores: dict[str, tuple[measuring.Score, str, int, int]]
) -> None:
    score, kind, seen, shown = scores[style]
    assert kind == drawing.draw(style, SEED).kind
    assert seen == shown
    assert score.right >= 0.8


def test_the_measure_sees_errors() -> None:
    assert measuring.distance("催收电话", "催牧电话") == 1
    assert measuring.distance("", "三个字") == 3
    assert measuring.plain("您好，ＨＴ 12") == measuring.plain("您好,HT12")
    picture = drawing.draw("sms_miui", 1)
    empty = understand.understand(blank(), "")
    assert measuring.score_rows(empty, picture.rows).right == 0


def blank() -> understand.PictureText:
    return understand.PictureText(100, 200, (), (255, 255, 255), 0, "")


def test_every_field_keeps_the_box_on_the_picture(read: Read) -> None:
    picture = drawing.draw("sms_miui", SEED)
    reading = understand.understand(read(picture.data()), "")
    width, height = picture.image.size
    for row in reading.rows:
        assert set(row.fields) == {"number", "time", "text"}
        for field in row.fields.values():
            assert field.boxes
            for box in field.boxes:
                assert 0 <= box.left < box.right <= width
                assert 0 <= box.top < box.bottom <= height
                # Something is written there: not all pixels are of one colour.
                assert len(picture.image.crop(tuple(box)).getcolors(1_000_000) or []) > 3
        text = row.fields["text"].box
        assert text is not None
        assert row.box.top <= text.top
        assert text.bottom <= row.box.bottom + 2


def test_a_picture_that_is_no_screen_is_plain_text_only(read: Read) -> None:
    canvas = drawing.Canvas(drawing.random.Random(3), 900, 700, (255, 255, 255))
    canvas.write(80, 120, "关于催收行为的投诉说明", 44, (0, 0, 0))
    canvas.write(80, 260, "本人于三月五日收到来电。", 36, (0, 0, 0))
    reading = understand.understand(read(drawing.Drawn("page", canvas.image, "unknown").data()), "letter.png")
    assert reading.kind is ScreenKind.UNKNOWN
    assert reading.rows == ()
    assert "关于催收行为的投诉说明" in reading.plain
    assert "本人于三月五日收到来电" in reading.plain
