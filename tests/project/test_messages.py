"""Sentences that people read: complete in both languages, and there for every code that the program raises."""

from __future__ import annotations

import ast
import string
from pathlib import Path

from advocate import messages

PROJECT = Path(__file__).parent.parent.parent
#: Which argument of a call is a message code.
CODE_ARGUMENT = {"UserError": 0, "StorageError": 0, "AdvocateError": 0, "FieldProblem": 1}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def codes_raised(source: str) -> set[str]:
    """Return the literal codes of errors in ``source``."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CODE_ARGUMENT:
            place = CODE_ARGUMENT[node.func.id]
            if len(node.args) > place and isinstance(node.args[place], ast.Constant):
                found.add(str(node.args[place].value))
    return found


def test_every_sentence_is_there_in_both_languages() -> None:
    catalogue = messages.catalogue()
    assert len(catalogue) > 50
    incomplete = [
        code for code, s in catalogue.items() if not all(str(s.get(lang, "")).strip() for lang in ("zh", "en"))
    ]
    assert incomplete == []


def test_both_languages_have_the_same_placeholders() -> None:
    different = {
        code: (s["zh"], s["en"])
        for code, s in messages.catalogue().items()
        if placeholders(str(s["zh"])) != placeholders(str(s["en"]))
    }
    assert different == {}


def test_every_code_that_is_raised_has_a_sentence() -> None:
    raised: dict[str, str] = {}
    for path in (PROJECT / "advocate").rglob("*.py"):
        for code in codes_raised(path.read_text(encoding="utf-8")):
            raised[code] = str(path.relative_to(PROJECT))
    assert len(raised) > 5
    catalogue = messages.catalogue()
    assert {code: where for code, where in raised.items() if code not in catalogue} == {}


def test_codes_are_found_in_source() -> None:
    assert codes_raised('raise UserError("a", x=1)\nFieldProblem("name", "b")\nraise StorageError(code)') == {"a", "b"}
