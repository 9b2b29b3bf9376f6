"""Keeps the Chinese catalogue in step with the code of the window: ``python -m advocate.ui.catalogue``."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from advocate import resources
from advocate.ui import i18n

#: Calls whose literals are texts of the window.
_CALLS = frozenset({"tr", "say", "mark"})
_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n<TS version="2.1" language="zh_CN" sourcelanguage="en">\n'
)


def sources(package: Path | None = None) -> list[str]:
    """Return every text in the code of the window, sorted, each once."""
    root = package or Path(__file__).parent
    found: set[str] = set()
    for path in root.rglob("*.py"):
        found.update(_texts(ast.parse(path.read_text(encoding="utf-8"))))
    return sorted(found)


def write(translations: dict[str, str], texts: list[str], path: Path) -> None:
    """Write a ``.ts`` file with ``texts``; one without a translation is marked unfinished."""
    lines = [_HEAD, "<context>\n", f"    <name>{i18n.CONTEXT}</name>\n"]
    for text in texts:
        translation = translations.get(text, "")
        state = "" if translation else ' type="unfinished"'
        lines += [
            "    <message>\n",
            f"        <source>{escape(text)}</source>\n",
            f"        <translation{state}>{escape(translation)}</translation>\n",
            "    </message>\n",
        ]
    lines.append("</context>\n</TS>\n")
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def main() -> int:
    """Bring the catalogue up to date and name what still wants a translation."""
    texts = sources()
    known = i18n.read_catalogue("zh")
    write(known, texts, resources.path("i18n", "advocate_zh_CN.ts"))
    missing = [text for text in texts if text not in known]
    sys.stdout.writelines(f"{text}\n" for text in missing)
    return 1 if missing else 0


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in _CALLS:
            for argument in node.args[:2]:
                yield from _literals(argument)


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


if __name__ == "__main__":
    sys.exit(main())
