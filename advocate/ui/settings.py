"""What the window remembers on this machine: language, theme, size. Nothing from the vault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import platformdirs

_KEYS = {"lang": str, "theme": str, "width": int, "height": int}


class Settings:
    """A small file in the user's settings folder; without it, or if it cannot be read or written, the defaults hold."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or platformdirs.user_config_path("advocate", appauthor=False) / "window.json"
        self._values: dict[str, Any] = {}
        try:
            stored = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return
        if isinstance(stored, dict):
            self._values = {key: stored[key] for key, kind in _KEYS.items() if isinstance(stored.get(key), kind)}

    def get(self, key: str, default: Any = None) -> Any:
        """Return what was kept under ``key``."""
        return self._values.get(key, default)

    def set(self, **values: Any) -> None:
        """Keep ``values``; a settings folder that cannot be written only means asking again next time."""
        if all(self._values.get(key) == value for key, value in values.items()):
            return
        self._values.update(values)
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._values), encoding="utf-8")
            part.replace(self._path)
        except OSError:
            part.unlink(missing_ok=True)
