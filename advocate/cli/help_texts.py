"""The help of every command and option in Chinese and English, from the message catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from advocate import messages


def language_of(arguments: Sequence[str]) -> str | None:
    """Return the value of ``--lang`` among ``arguments`` as far as it is one that exists."""
    for index, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in messages.LANGUAGES:
            return value
    return None


def translate(tree: Any, lang: str) -> None:
    """Put the catalogue's help into a command tree."""
    for code, target in targets(tree):
        target.help = messages.text(code, lang)


def targets(tree: Any, path: str = "help") -> Iterator[tuple[str, Any]]:
    """Yield every command and option of ``tree`` with the code of its help text."""
    yield path, tree
    for parameter in tree.params:
        if parameter.name != "help":
            yield f"help.option.{parameter.name}", parameter
    for name, child in getattr(tree, "commands", {}).items():
        yield from targets(child, f"{path}.{name}")
