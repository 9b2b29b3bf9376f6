"""Build hook: a wheel carries the resources, an editable install reads them from the checkout."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResourcesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds ``resources/`` to wheels that are really shipped."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Include the resources unless ``version`` is ``editable``."""
        if version != "editable":
            build_data["force_include"]["resources"] = "advocate/_resources"
