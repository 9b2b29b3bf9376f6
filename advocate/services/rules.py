"""Rule packs: which there are, whether their own examples hold, and the wrong law that no document may cite."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from advocate import messages
from advocate.analysis.rules import examples
from advocate.analysis.rules.lint import WrongLaw, wrong_law
from advocate.analysis.rules.loading import Book, book, load, names
from advocate.domain.errors import UserError


def packs(lang: str = "zh") -> list[dict[str, Any]]:
    """Return the shipped packs: name, version, date, title, reviewer (or that there is none), counts, rules."""
    found = []
    for name in names():
        pack = book(name).pack
        found.append(
            {
                "name": name,
                "version": pack.manifest.version,
                "date": pack.manifest.compiled.isoformat(),
                "title": pack.manifest.title.get(lang),
                "reviewer": pack.manifest.reviewer or messages.text("pack_unreviewed", lang),
                "reviewed": pack.manifest.reviewer is not None,
                "instruments": len(pack.instruments),
                "rules": [{"id": rule.id, "title": rule.title.get(lang)} for rule in pack.rules],
            }
        )
    return found


def check(paths: Iterable[Path | str] | None = None) -> dict[str, Any]:
    """Run the examples that packs carry: those shipped, or those of the given rule files and pack folders.

    A rule file is checked with the other files of its folder, and with the shipped ones where that has none. Returns
    counts ``rules`` and ``examples``, and ``failed`` as a list of rule, example and problem. Raises `UserError`
    ``bad_rule_pack`` and ``no_rules_there``: a folder without rules must not pass as good.
    """
    chosen = [_opened(Path(path)) for path in paths or ()] or [book(name) for name in names()]
    rules = count = 0
    failed: list[dict[str, str]] = []
    for opened in chosen:
        run, failures = examples.run(opened)
        rules += len(opened.rules)
        count += run
        failed += [{"rule": f.rule, "example": f.example, "problem": f.problem} for f in failures]
    return {"rules": rules, "examples": count, "failed": failed}


def _opened(path: Path) -> Book:
    if not path.is_dir():
        return load(path.parent, rules=path)
    if not (path / "rules.yaml").is_file():
        raise UserError("no_rules_there", file=str(path))
    return load(path)


def wrong_citations(text: str) -> list[WrongLaw]:
    """Return the passages of a document that cite law which does not exist or was never seen."""
    return wrong_law(text, book())
