"""The words of tables, kept as data: heads of bills and of people's own lists, and what stands in their cells."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from advocate import resources


@lru_cache(maxsize=2)
def words(name: str) -> dict[str, Any]:
    """Return ``resources/tables/<name>.yaml``."""
    # Imported here: recognising a file that is no table needs no YAML.
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load(
        resources.path("tables", f"{name}.yaml").read_bytes(),
        Loader=loader,  # noqa: S506 - a safe loader
    )
    return found


def by_word(groups: dict[str, list[str]]) -> dict[str, str]:
    """Return for each word its group; the first group that has it counts."""
    found: dict[str, str] = {}
    for group, members in groups.items():
        for word in members:
            found.setdefault(str(word), group)
    return found
