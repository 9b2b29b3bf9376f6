"""Screenshots for the demo, drawn when it is made: what a client would photograph off a telephone."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PIL import Image, ImageDraw, ImageFont

from advocate import resources

_SIZE = (720, 1280)
_MARGIN = 28
_BUBBLE_WIDTH = 500
_LINE = 44
_FONT_SIZE = 30


@dataclass(frozen=True, slots=True)
class Screen:
    """One screenshot: who it is from, the wall-clock time at the top, and who said what."""

    title: str
    at: datetime
    lines: Sequence[tuple[str, str]]


def draw(screen: Screen) -> bytes:
    """Return the screenshot as PNG; incoming lines stand left, outgoing ones right."""
    image = Image.new("RGB", _SIZE, "#f2f3f5")
    pen = ImageDraw.Draw(image)
    body, small = _font("Regular", _FONT_SIZE), _font("Regular", 22)
    pen.rectangle((0, 0, _SIZE[0], 150), fill="#ffffff")
    pen.text((_MARGIN, 14), screen.at.strftime("%H:%M"), font=small, fill="#1f2329")
    pen.text((_SIZE[0] - _MARGIN, 14), "4G  76%", font=small, fill="#1f2329", anchor="ra")
    pen.text((_SIZE[0] / 2, 88), screen.title, font=_font("Bold", 32), fill="#1f2329", anchor="mm")
    pen.line((0, 150, _SIZE[0], 150), fill="#dcdfe4", width=2)
    when = f"{screen.at.year}年{screen.at.month}月{screen.at.day}日 {screen.at:%H:%M}"
    pen.text((_SIZE[0] / 2, 186), when, font=small, fill="#8f959e", anchor="mm")
    top = 226.0
    for side, text in screen.lines:
        top = _bubble(pen, body, text, top, right=side == "out") + 26
    data = io.BytesIO()
    image.save(data, "PNG", optimize=True)
    return data.getvalue()


def _bubble(pen: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, text: str, top: float, *, right: bool) -> float:
    rows = _wrap(font, text)
    width = max(font.getlength(row) for row in rows) + 48
    height = len(rows) * _LINE + 32
    left = _SIZE[0] - _MARGIN - width if right else _MARGIN
    pen.rounded_rectangle((left, top, left + width, top + height), 18, fill="#95ec69" if right else "#ffffff")
    for index, row in enumerate(rows):
        pen.text((left + 24, top + 14 + index * _LINE), row, font=font, fill="#1f2329")
    return top + height


def _wrap(font: ImageFont.FreeTypeFont, text: str) -> list[str]:
    rows = [""]
    for character in text:
        if font.getlength(rows[-1] + character) > _BUBBLE_WIDTH and character not in "，。！？；：、）”":
            rows.append("")
        rows[-1] += character
    return rows


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    name = {"Regular": "NotoSansSC_400Regular.ttf", "Bold": "NotoSansSC_700Bold.ttf"}[weight]
    return ImageFont.truetype(str(resources.path("fonts", name)), size)
