"""Keep ``resources/i18n/advocate_zh_CN.ts`` in step with the texts of the window.

    python scripts/translations.py           add texts that are new (unfinished), remove those that nothing shows
    python scripts/translations.py --check   change nothing, report what is missing, unfinished, stale or mismatched

Texts are the literals given to ``tr("…")`` and ``say(setter, "…")`` under ``advocate/ui`` and in ``advocate/app.py``.
A text that reaches ``tr`` through a table stands in the file already and counts as shown while its literal stands in
the code.
"""

from __future__ import annotations

import ast
import string
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

PROJECT = Path(__file__).parent.parent
CATALOGUE = PROJECT / "resources" / "i18n" / "advocate_zh_CN.ts"
CONTEXT = "advocate"
#: Which argument of a call is a text to translate.
TEXT_ARGUMENT = {"tr": 0, "say": 1}


def sources() -> list[Path]:
    """Return the modules whose texts are shown."""
    return [*sorted((PROJECT / "advocate" / "ui").rglob("*.py")), PROJECT / "advocate" / "app.py"]


def texts_of(source: str) -> tuple[set[str], set[str]]:
    """Return the texts that calls in ``source`` translate, and every literal that stands in it."""
    translated, literals = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            literals.add(node.value)
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        place = TEXT_ARGUMENT.get(name)
        if place is None or len(node.args) <= place:
            continue
        argument = node.args[place]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            translated.add(argument.value)
        elif isinstance(argument, ast.JoinedStr):
            raise SystemExit(f"line {node.lineno}: a text to translate may not be an f-string; use named placeholders")
    return translated, literals


def shown() -> tuple[set[str], set[str]]:
    """Return the texts that the window translates, and every literal of its modules."""
    translated, literals = set(), set()
    for path in sources():
        if path.is_file():
            calls, all_literals = texts_of(path.read_text(encoding="utf-8"))
            translated |= calls
            literals |= all_literals
    return {text for text in translated if text.strip()}, literals


def read(path: Path) -> dict[str, str]:
    """Return translations by source text; an unfinished one is empty."""
    if not path.is_file():
        return {}
    found = {}
    for message in ET.parse(path).getroot().iter("message"):  # noqa: S314 - a file of this project
        translation = message.find("translation")
        finished = translation is not None and translation.get("type") != "unfinished"
        found[message.findtext("source", "")] = (translation.text or "") if finished and translation is not None else ""
    return found


def write(path: Path, catalogue: dict[str, str]) -> None:
    """Write the catalogue in the order of its texts, so that a change shows as one line."""
    root = ET.Element("TS", version="2.1", language="zh_CN", sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for source in sorted(catalogue):
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "source").text = source
        translation = ET.SubElement(message, "translation")
        if catalogue[source]:
            translation.text = catalogue[source]
        else:
            translation.set("type", "unfinished")
    ET.indent(root, "    ")
    body = ET.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def placeholders(text: str) -> set[str]:
    """Return the named placeholders of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def problems(translated: set[str], literals: set[str], catalogue: dict[str, str]) -> list[str]:
    """Return what is wrong, one line each."""
    found = [f"missing: {text}" for text in sorted(translated - set(catalogue))]
    for source, translation in sorted(catalogue.items()):
        if source not in literals:
            found.append(f"no longer shown: {source}")
        elif not translation:
            found.append(f"unfinished: {source}")
        elif placeholders(source) != placeholders(translation):
            found.append(f"placeholders differ: {source} | {translation}")
    return found


def main() -> int:
    """Check or update the catalogue; returns 1 when a check finds something."""
    translated, literals = shown()
    catalogue = read(CATALOGUE)
    if "--check" in sys.argv[1:]:
        found = problems(translated, literals, catalogue)
        for line in found:
            print(f"translations: {line}", file=sys.stderr)
        return 1 if found else 0
    kept = {source: text for source, text in catalogue.items() if source in literals}
    write(CATALOGUE, kept | {text: "" for text in translated if text not in kept})
    return 0


if __name__ == "__main__":
    sys.exit(main())
