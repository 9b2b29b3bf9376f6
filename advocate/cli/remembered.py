"""The vault that was opened last: a path in the user's settings folder, no secret."""

from __future__ import annotations

import json
import os
from pathlib import Path

from platformdirs import user_config_path

_NAME = "last-vault.json"


def _file() -> Path:
    return user_config_path("advocate", appauthor=False) / _NAME


def last_vault() -> Path | None:
    """Return the folder opened last, or None where none is known."""
    try:
        path = json.loads(_file().read_bytes())["vault"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Path(path) if isinstance(path, str) and path else None


def remember(vault: Path) -> None:
    """Note ``vault`` as opened last; where settings cannot be written, the next call simply asks again."""
    file = _file()
    if last_vault() == vault.absolute():
        return
    part = file.with_suffix(f".{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps({"vault": str(vault.absolute())}), encoding="utf-8")
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
