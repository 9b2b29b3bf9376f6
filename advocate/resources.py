"""Where the files beside the code are: the only module that knows."""

from __future__ import annotations

import sys
from pathlib import Path


def root() -> Path:
    """Return the resources folder: beside the frozen program, inside the installed wheel, or in the checkout."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "resources"
    packaged = Path(__file__).parent / "_resources"
    if packaged.is_dir():
        return packaged
    return Path(__file__).parent.parent / "resources"


def path(*parts: str) -> Path:
    """Return the path of one resource, for example ``path("law", "cn")``."""
    return root().joinpath(*parts)
