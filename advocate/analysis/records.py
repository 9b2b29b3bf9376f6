"""What every data file of the program is made of: strict records, texts in two languages, regular expressions."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _regex(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return text


Regex = Annotated[str, Field(max_length=1000), AfterValidator(_regex)]


class Strict(BaseModel):
    """A frozen record that refuses unknown fields and loose types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Words(Strict):
    """A text in both languages."""

    zh: str
    en: str

    def get(self, lang: str) -> str:
        """Return the text in ``lang``, Chinese unless ``en``."""
        return self.en if lang == "en" else self.zh
