"""One recogniser for all tests of a worker: its models take seconds to load."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from advocate.domain.jobs import QuietContext
from advocate.domain.screenshots import PictureText
from advocate.jobs import ocr
from tests.screenshots import drawing

Read = Callable[[bytes], PictureText]


@pytest.fixture(scope="session")
def process() -> Iterator[ocr.OcrProcess]:
    """Give a running recogniser; the default set-up installs it."""
    assert ocr.available(), "the extra ocr is not installed: scripts/setup.sh dev"
    with ocr.OcrProcess(QuietContext()) as opened:
        yield opened


@pytest.fixture(scope="session")
def read(process: ocr.OcrProcess) -> Read:
    """Return a function that reads a picture once and remembers what it read."""
    known: dict[bytes, PictureText] = {}

    def remembered(data: bytes) -> PictureText:
        if data not in known:
            known[data] = process.read(data)
        return known[data]

    return remembered


@pytest.fixture(scope="session")
def drawn() -> Callable[[str, int], drawing.Drawn]:
    return drawing.draw
