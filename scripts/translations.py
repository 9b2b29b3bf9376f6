"""Check that the Chinese catalogue keeps step with the window's code; ``python -m advocate.ui.catalogue`` mends it."""

from __future__ import annotations

import string
import sys

from advocate.ui import catalogue, i18n


def placeholders(text: str) -> set[str]:
    """Return the named placeholders of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def problems(shown: list[str], translated: dict[str, str]) -> list[str]:
    """Return what is wrong between the texts of the code and their finished translations, one line each."""
    found = [f"not translated: {text}" for text in shown if text not in translated]
    found += [f"no longer shown: {text}" for text in sorted(set(translated) - set(shown))]
    found += [
        f"placeholders differ: {text} | {translation}"
        for text, translation in sorted(translated.items())
        if placeholders(text) != placeholders(translation)
    ]
    return found


def main() -> int:
    """Print what is wrong and return 1, or 0."""
    found = problems(catalogue.sources(), i18n.read_catalogue("zh"))
    for line in found:
        print(f"translations: {line}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
