"""The text recogniser: a picture's bytes in, its lines out. Runs in the process of `jobs.ocr` only, without a vault.

The library is an extra (``pip install "advocate[ocr]"``); the models are inside its wheel and named by path here, since
what is left to its defaults would be downloaded. Detection and recognition are the library's own steps, called one
after the other: its one call scales a long picture down, and drops the confidence of characters after a space.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from advocate.domain.errors import UserError
from advocate.domain.screenshots import Box, Colour, PictureText, TextLine

#: Largest picture that is decoded, in pixels: a long screenshot of a phone has 1,440 × 20,000.
MAX_PIXELS = 40_000_000
#: Smallest side that can hold text.
MIN_SIDE = 24
#: Formats that are decoded at all; every further decoder is code that a hostile file could reach.
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "MPO")
#: Height of the pieces that a long picture is cut into, and how much two share, in units of its width.
TILE_HEIGHT, TILE_SHARED = 2.25, 0.2
#: Longest side at which text is looked for; it is recognised at the picture's own size.
LONGEST = 2_000
#: How far a colour may be from another, in each channel, and still be the same: white bubbles stand on light grey.
SAME_COLOUR = 8
#: So many pixels in a row must differ to end a colour's field: fewer are noise of JPEG.
NOISE = 3
#: Runs of at least this many digits are read a second time, enlarged.
CHECKED_DIGITS = 2
ENLARGED = 1.6
#: Width in pixels, of 48 high, to which the narrowest pieces of text are filled up, and how many are read together.
NARROWEST, BATCH = 96, 2
_DIGITS = re.compile(r"[0-9OolI|SBZ][0-9OolI|SBZ.:\-/ ]*[0-9OolI|SBZ]")
_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}

Pixels = Any


class Engine:
    """Holds the loaded models; loading takes seconds and some hundred megabytes."""

    def __init__(self) -> None:
        try:
            import rapidocr
        except ImportError as error:
            raise UserError("ocr_missing") from error
        models = Path(rapidocr.__file__).parent / "models"
        settings: dict[str, Any] = {
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.return_word_box": True,
            "Rec.rec_img_shape": [3, 48, NARROWEST],
            "Rec.rec_batch_num": BATCH,
        }
        for part, name in _MODELS.items():
            if not (models / name).is_file():
                raise UserError("ocr_missing")
            settings[f"{part}.model_path"] = str(models / name)
        # Its declared types name all that each call may return.
        self._ocr: Any = rapidocr.RapidOCR(params=settings)
        self.tool = f"rapidocr {metadata.version('rapidocr')} PP-OCRv6 small"

    def read(self, data: bytes) -> PictureText:
        """Return the lines of a picture; raises `UserError` as `decode` does."""
        picture = decode(data)
        pixels = np.asarray(picture)
        found: list[TextLine] = []
        for top, bottom in tiles(picture.width, picture.height):
            found += self._tile(pixels, top, bottom, picture.height)
        found.sort(key=lambda line: (line.box.top, line.box.left))
        return PictureText(
            picture.width,
            picture.height,
            tuple(self._checked(pixels, found)),
            page_colour(pixels),
            look(picture),
            self.tool,
        )

    def _tile(self, pixels: Pixels, top: int, bottom: int, height: int) -> list[TextLine]:
        """Return the lines of one piece whose middle is nearer to this piece than to its neighbour."""
        tile = pixels[top:bottom]
        scale = min(1.0, LONGEST / max(tile.shape[:2]))
        # The library works on BGR, the order of OpenCV.
        bgr = np.ascontiguousarray(tile[:, :, ::-1])
        small = bgr if scale == 1.0 else _resized(bgr, scale)
        found = self._ocr(small, use_det=True, use_cls=False, use_rec=False)
        if getattr(found, "boxes", None) is None:
            return []
        shared = TILE_SHARED * pixels.shape[1] / 2
        first = top + shared if top else 0
        last = bottom - shared if bottom < height else height
        boxes, crops = [], []
        for points in found.boxes:
            left, upper = np.floor(points.min(axis=0) / scale).astype(int)
            right, lower = np.ceil(points.max(axis=0) / scale).astype(int)
            box = Box(max(int(left), 0), max(int(upper), 0), min(int(right), tile.shape[1]), min(int(lower), len(tile)))
            if box.width < 2 or box.height < 2 or not first <= top + box.middle_y < last:
                continue
            boxes.append(box)
            crops.append(bgr[box.top : box.bottom, box.left : box.right])
        return [
            _line(pixels, box._replace(top=box.top + top, bottom=box.bottom + top), *read)
            for box, read in zip(boxes, self._recognised(crops), strict=True)
            if read[0].strip()
        ]

    def _recognised(self, crops: list[Pixels]) -> list[tuple[str, list[float], list[float]]]:
        """Return text, confidences and relative middles of the characters of each crop."""
        if not crops:
            return []
        read = self._ocr.recognize_txt(crops)
        answers = []
        for text, words in zip(read.txts, read.word_results, strict=True):
            sure = list(words.confs or [])[: len(text)]
            sure += [0.0] * (len(text) - len(sure))
            columns = iter([column for word in words.word_cols or [] for column in word])
            length = float(words.line_txt_len or 1)
            middles: list[float] = []
            for character in text:
                column = None if character.isspace() else next(columns, None)
                middles.append(middles[-1] if column is None and middles else ((column or 0) + 0.5) / length)
            answers.append((text, sure, middles))
        return answers

    def _checked(self, pixels: Pixels, lines: list[TextLine]) -> list[TextLine]:
        """Read the digits of all lines once more, enlarged, and mark where the two readings differ."""
        places: list[tuple[int, int, int]] = []
        crops = []
        for index, line in enumerate(lines):
            for run in _DIGITS.finditer(line.text):
                if sum(character.isdigit() for character in run[0]) < CHECKED_DIGITS:
                    continue
                places.append((index, run.start(), run.end()))
                crops.append(_enlarged(pixels, line, run.start(), run.end()))
        for (index, start, end), (text, sure, _middles) in zip(places, self._recognised(crops), strict=True):
            lines[index] = _compared(lines[index], start, end, text, sure)
        return lines


def decode(data: bytes) -> Image.Image:
    """Return an upright RGB picture without transparency.

    Raises `UserError`: ``picture_unreadable``, ``picture_too_big``, ``picture_too_small``. Size and format are looked
    at before anything is decoded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise UserError("picture_too_big", width=opened.width, height=opened.height, most=MAX_PIXELS)
                if min(opened.size) < MIN_SIDE:
                    raise UserError("picture_too_small", width=opened.width, height=opened.height)
                opened.load()
                picture = ImageOps.exif_transpose(opened)
                if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
                    with_alpha = picture.convert("RGBA")
                    picture = Image.new("RGB", with_alpha.size, "white")
                    picture.paste(with_alpha, mask=with_alpha.getchannel("A"))
                return picture.convert("RGB")
    except UserError:
        raise
    except Image.DecompressionBombError as error:
        # Pillow's own limit is above ours, and speaks before the size can be asked.
        raise UserError("picture_too_big", width="?", height="?", most=MAX_PIXELS) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise UserError("picture_unreadable") from error
    except (KeyError, IndexError, TypeError, EOFError, OverflowError, ArithmeticError, AttributeError) as error:
        # Pillow's plugins raise these for damaged files now and then.
        raise UserError("picture_unreadable") from error


def tiles(width: int, height: int) -> list[tuple[int, int]]:
    """Return top and bottom of the pieces that a picture is read in; neighbours share a strip."""
    piece, shared = round(width * TILE_HEIGHT), round(width * TILE_SHARED)
    if height <= piece + shared:
        return [(0, height)]
    pieces, top = [], 0
    while top + piece + shared < height:
        pieces.append((top, top + piece))
        top += piece - shared
    return [*pieces, (top, height)]


def look(picture: Image.Image) -> int:
    """Return a difference hash of 64 bits: pictures that look alike differ in few of them."""
    small = np.asarray(picture.convert("L").resize((9, 8), Image.Resampling.BOX)).astype(int)
    bits = (small[:, 1:] > small[:, :-1]).flatten()
    return int(sum(1 << place for place, bit in enumerate(bits) if bit))


def page_colour(pixels: Pixels) -> Colour:
    """Return the commonest colour at a picture's sides: bubbles may fill most of a page, but never its edges."""
    edge = max(pixels.shape[1] // 80, 1)
    return _commonest(np.concatenate([pixels[::3, :edge].reshape(-1, 3), pixels[::3, -edge:].reshape(-1, 3)]))


def _commonest(colours: Pixels) -> Colour:
    """Return the middle of the commonest eighth-step of colours."""
    coarse = (colours >> 3).astype(np.int64)
    keys = (coarse[:, 0] << 10) | (coarse[:, 1] << 5) | coarse[:, 2]
    values, counts = np.unique(keys, return_counts=True)
    chosen = colours[keys == values[counts.argmax()]]
    red, green, blue = np.median(chosen, axis=0).astype(int)
    return int(red), int(green), int(blue)


def _line(pixels: Pixels, box: Box, text: str, sure: list[float], middles: list[float]) -> TextLine:
    inside = pixels[box.top : box.bottom, box.left : box.right].reshape(-1, 3)
    paper = _commonest(inside)
    far = np.abs(inside.astype(int) - np.array(paper)).sum(axis=1)
    inked = inside[far >= max(int(far.max()) * 0.6, 1)]
    ink = _commonest(inked) if len(inked) else paper
    centres = tuple(int(box.left + middle * box.width) for middle in middles)
    return TextLine(
        text, box, tuple(round(value, 4) for value in sure), centres, paper, ink, _field(pixels, box, paper)
    )


def _field(pixels: Pixels, box: Box, paper: Colour) -> Box:
    """Return the box of one colour around a line: looked for along its middle, and up and down beside its text."""
    height, width = pixels.shape[:2]

    def run(strip: Pixels) -> int:
        """Return how many pixels of ``strip`` have the paper's colour, up to the first stretch that has not."""
        off = (np.abs(strip.astype(int) - np.array(paper)) > SAME_COLOUR).any(axis=1)
        firm = np.convolve(off, np.ones(NOISE, int))[NOISE - 1 :] == NOISE if len(off) >= NOISE else off
        return int(firm.argmax()) if firm.any() else len(strip)

    # Above and below the text too, where the words beside it do not stand in the way.
    rows = [min(max(int(box.top + box.height * part), 0), height - 1) for part in (-0.3, 0.3, 0.5, 0.7, 1.3)]
    left = min(box.left - run(pixels[row, : box.left][::-1]) for row in rows)
    right = max(box.right + run(pixels[row, box.right :]) for row in rows)
    beside = [max(left + 1, box.left - max(box.height // 4, 2)), min(right - 2, box.right + max(box.height // 4, 2))]
    ups, downs = [], []
    for column in beside:
        column = min(max(column, 0), width - 1)
        ups.append(run(pixels[: box.top + box.height // 2, column][::-1]))
        downs.append(run(pixels[box.top + box.height // 2 :, column]))
    middle = box.top + box.height // 2
    return Box(left, middle - max(ups), right, middle + max(downs))


def _resized(pixels: Pixels, scale: float) -> Pixels:
    height, width = pixels.shape[:2]
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


def _enlarged(pixels: Pixels, line: TextLine, start: int, end: int) -> Pixels:
    """Return the characters ``start`` to ``end`` of a line, dark on light, larger, with a margin."""
    left = line.box.left if start == 0 else _gap(pixels, line, line.centres[start - 1], line.centres[start])
    right = line.box.right if end == len(line.text) else _gap(pixels, line, line.centres[end - 1], line.centres[end])
    left, right = max(left, 0), min(max(right, left + 2), pixels.shape[1])
    grey = Image.fromarray(pixels[line.box.top : line.box.bottom, left:right]).convert("L")
    if sum(line.paper) < sum(line.ink):
        grey = ImageOps.invert(grey)
    grey = ImageOps.autocontrast(grey, cutoff=1)
    grey = grey.resize((round(grey.width * ENLARGED), round(grey.height * ENLARGED)), Image.Resampling.BICUBIC)
    grey = ImageOps.expand(grey, border=round(grey.height * 0.1), fill=255)
    return np.ascontiguousarray(np.asarray(grey.convert("RGB")))


def _gap(pixels: Pixels, line: TextLine, one: int, other: int) -> int:
    """Return a column between the middles of two neighbours that has least of either."""
    if other - one < 3:
        return (one + other) // 2
    strip = pixels[line.box.top : line.box.bottom, one : other + 1].astype(int)
    inked = np.abs(strip - np.array(line.paper)).sum(axis=2).sum(axis=0).astype(float)
    # The middle of the emptiest stretch, nearer to the middle where there are several.
    empty = np.flatnonzero(inked <= inked.min() + 0.02 * inked.max())
    middle = (other - one) / 2
    return one + int(empty[np.abs(empty - middle).argmin()])


def _compared(line: TextLine, start: int, end: int, text: str, sure: list[float]) -> TextLine:
    """Return the line with its doubts: the places of a run that a second look read otherwise.

    Where both looks see as many characters and the second is surer of a digit, its digit is taken, and stays marked.
    """
    first = line.text[start:end]
    firm = [(place, character) for place, character in enumerate(first) if not character.isspace()]
    again = [(character, value) for character, value in zip(text, sure, strict=True) if not character.isspace()]
    if "".join(character for _place, character in firm) in "".join(character for character, _value in again):
        # What is more in the second look are edges of the neighbours.
        return line
    if len(firm) != len(again):
        digits = [c for _p, c in firm if c.isdigit()]
        if digits == [c for c, _v in again if c.isdigit()]:
            return line
        return replace(line, doubtful=line.doubtful | {start + place for place, c in firm if c.isdigit()})
    letters, values, doubtful = list(line.text), list(line.sure), set(line.doubtful)
    for (place, character), (other, value) in zip(firm, again, strict=True):
        if character == other or not (character.isdigit() or other.isdigit()):
            continue
        doubtful.add(start + place)
        if other.isdigit() and value > line.sure[start + place]:
            letters[start + place], values[start + place] = other, value
    return replace(line, text="".join(letters), sure=tuple(values), doubtful=frozenset(doubtful))
