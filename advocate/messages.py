"""Sentences for codes, in Chinese and English: errors, warnings, labels of vocabulary, reasons of rules.

One YAML file per package under ``resources/i18n/messages``: ``code: {zh: …, en: …}`` with named placeholders.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from advocate import resources
from advocate.domain.errors import AdvocateError

if TYPE_CHECKING:
    from advocate.domain.facts import Reason

LANGUAGES = ("zh", "en")


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, str]]:
    """Return all sentences by code and language; raises `ValueError` where two files claim one code."""
    # Imported here: the first paint of the window needs no sentence from here.
    import yaml

    merged: dict[str, dict[str, str]] = {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(resources.path("i18n", "messages").glob("*.yaml")):
        part: dict[str, dict[str, str]] = yaml.load(path.read_bytes(), Loader=loader) or {}  # noqa: S506 - a safe loader
        for code, sentences in part.items():
            if code in merged:
                raise ValueError(f"message {code} stands in two files, the second is {path.name}")
            merged[code] = sentences
    return merged


class _Tolerant(string.Formatter):
    """Fills named placeholders and leaves an unknown one visible instead of failing while an error is shown."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), "{" + str(key) + "}")


def text(code: str, lang: str = "zh", **params: Any) -> str:
    """Return the sentence for ``code`` in ``lang``; an unknown code is returned as it is."""
    sentences = catalogue().get(code)
    if sentences is None:
        return code
    return _Tolerant().vformat(sentences[lang if lang in LANGUAGES else "zh"], (), params)


def error_text(error: AdvocateError, lang: str = "zh") -> str:
    """Return the one sentence that a user gets for ``error``."""
    return text(error.code, lang, **error.params)


def reason_text(reason: Reason, lang: str = "zh") -> str:
    """Return the sentence of a reason in data form."""
    return text(reason.code, lang, **dict(reason.params))


def reasons_text(reasons: Iterable[Reason], lang: str = "zh") -> str:
    """Return several reasons as one line."""
    return ("；" if lang == "zh" else "; ").join(reason_text(reason, lang) for reason in reasons)


def label(kind: str, code: str, lang: str = "zh") -> str:
    """Return the label of a vocabulary code, for example ``label("medium", "call")``: 电话."""
    key = f"{kind}.{code}"
    return text(key, lang) if key in catalogue() else code
