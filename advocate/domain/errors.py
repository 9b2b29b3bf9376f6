"""Errors that people see. ``code`` names a sentence in the message catalogue; nothing personal goes into the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class AdvocateError(Exception):
    """An expected failure with a stable ``code`` and named parameters for its sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return self.code


class UserError(AdvocateError):
    """Something that the user can mend; the sentence says how."""


class StorageError(AdvocateError):
    """The vault cannot do it: wrong password, newer file, full disk, read-only folder, already open."""


class Cancelled(AdvocateError):
    """Somebody asked for the work to stop; nothing was kept."""

    def __init__(self) -> None:
        super().__init__("cancelled")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field of a draft: ``code`` names the sentence shown beside the field."""

    field: str
    code: str
    params: tuple[tuple[str, Any], ...] = ()


class InvalidDraft(UserError):
    """A draft that cannot be saved; ``problems`` says why, field by field."""

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__("invalid_draft", fields=", ".join(p.field for p in problems))
        self.problems = problems
