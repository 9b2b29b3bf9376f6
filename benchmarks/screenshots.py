"""Reading screenshots: our time beside the library's one call, and accuracy beside Tesseract where it is installed."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from harness import Figure, paired, report, timed
from PIL import Image

PROJECT = Path(__file__).parent.parent
sys.path.insert(0, str(PROJECT))

from advocate.analysis.screenshots import understand  # noqa: E402
from advocate.jobs.ocr_engine import Engine  # noqa: E402
from tests.screenshots import drawing, measuring  # noqa: E402

#: Pictures of one screen; long ones are cut into pieces by us and made smaller by the library, which is another job.
STYLES = [style for style in drawing.STYLES if style != "long"]
SEEDS = tuple(int(seed) for seed in os.environ.get("ADVOCATE_OCR_SEEDS", "21").split(","))
RUNS = 5
#: The targets of the issue.
MOST_TIMES, MOST_ERRORS, LEAST_RIGHT = 1.3, 0.02, 0.95


def bare_engine() -> Any:
    """Return the library as it comes, its models loaded."""
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def speed(engine: Engine) -> Figure:
    """Return seconds for one screenshot, decoding included on both sides."""
    data = drawing.draw("wechat_light", 21).data()
    bare = bare_engine()

    def library() -> None:
        picture = Image.open(io.BytesIO(data)).convert("RGB")
        bare(np.ascontiguousarray(np.asarray(picture)[:, :, ::-1]))

    def ours() -> None:
        understand.understand(engine.read(data), "")

    value, raw, ratio = paired(lambda: timed(ours), lambda: timed(library), RUNS)
    return Figure(
        "one screenshot read and understood", value, "s", raw, ratio, MOST_TIMES, "raw: the library's one call"
    )


def accuracy(engine: Engine) -> list[Figure]:
    """Return character errors and fields right, of drawn screenshots, and of Tesseract on the same."""
    total, lines, other = measuring.Score(), measuring.Score(), measuring.Score()
    for style in drawing.STYLES:
        for seed in SEEDS:
            drawn = drawing.draw(style, seed)
            text = engine.read(drawn.data())
            total.add(measuring.score_rows(understand.understand(text, ""), drawn.rows))
            # Both recognisers are measured on the same: all words of the picture, wherever they stand.
            lines.add(bag(" ".join(line.text for line in text.lines), drawn.words))
            if shutil.which("tesseract"):
                other.add(bag(tesseract(drawn), drawn.words))
    print(f"drawn screenshots, {len(drawing.STYLES) * len(SEEDS)}: {total}")
    figures = [
        Figure("character errors in messages", total.error_rate, "", target=MOST_ERRORS),
        Figure("bubbles and calls with a wrong number, time or sender", 1 - total.right, "", target=1 - LEAST_RIGHT),
        Figure("characters of the whole picture missing", lines.error_rate, ""),
    ]
    if other.characters:
        figures.append(
            Figure("the same, Tesseract", other.error_rate, "", note="after max(R,G,B), threshold, inversion")
        )
    return figures


def bag(text: str, words: list[str]) -> measuring.Score:
    """Return how many characters of ``words`` do not stand in ``text``, whatever their order."""
    have: dict[str, int] = {}
    for character in measuring.plain(text):
        have[character] = have.get(character, 0) + 1
    wanted = measuring.plain("".join(words))
    missing = 0
    for character in wanted:
        if have.get(character, 0):
            have[character] -= 1
        else:
            missing += 1
    return measuring.Score(characters=len(wanted), errors=missing)


def tesseract(drawn: drawing.Drawn) -> str:
    """Return what Tesseract reads of a picture, prepared as it likes it."""
    pixels = np.asarray(drawn.image).max(axis=2)
    if np.median(pixels) < 128:
        pixels = 255 - pixels
    grey = Image.fromarray(np.where(pixels > 140, 255, 0).astype(np.uint8))
    buffer = io.BytesIO()
    grey.save(buffer, "PNG")
    command = ["tesseract", "-", "-", "-l", "chi_sim+eng", "--psm", "6"]
    done = subprocess.run(command, input=buffer.getvalue(), capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    loaded = Engine()
    report([speed(loaded), *accuracy(loaded)])
