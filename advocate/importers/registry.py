"""Which importer reads a file: exactly one may claim it."""

from __future__ import annotations

from collections.abc import Sequence

from advocate.domain.errors import UserError
from advocate.importers import chats, mails, media, people, phones, tables
from advocate.importers.base import HEAD_BYTES, Importer, Probe
from advocate.importers.sources import Source

#: Below this an importer has not recognised the file.
LEAST_CONFIDENCE = 0.5

_PACKAGES = (phones, chats, mails, people, tables, media)


def importers() -> tuple[Importer, ...]:
    """Return every importer that the program has, in the order in which lists show them."""
    return tuple(importer for package in _PACKAGES for importer in package.IMPORTERS)


def named(name: str) -> Importer:
    """Return the importer that ``--format`` calls ``name``; raises `UserError` ``unknown_importer``."""
    for importer in importers():
        if importer.name == name.strip().lower():
            return importer
    raise UserError("unknown_importer", format=name[:60], known=", ".join(i.name for i in importers()))


def claim(source: Source, candidates: Sequence[Importer] | None = None) -> Importer:
    """Return the one importer that recognises a source by its content.

    Raises `UserError`: ``file_unreadable``, ``file_empty``, ``unknown_format``, or ``ambiguous_format`` where the two
    surest are equally sure.
    """
    probe = probe_of(source)
    if not probe.head and not probe.members:
        raise UserError("file_empty", file=source.name)
    scored = [(i.recognise(probe), i) for i in (importers() if candidates is None else candidates)]
    best = max((score for score, _ in scored), default=0.0)
    if best < LEAST_CONFIDENCE:
        raise UserError("unknown_format", file=source.name)
    claims = [importer for score, importer in scored if score == best]
    if len(claims) > 1:
        raise UserError("ambiguous_format", file=source.name, formats=", ".join(i.name for i in claims))
    return claims[0]


def claim_whole(container: Source, candidates: Sequence[Importer] | None = None) -> Importer | None:
    """Return the importer that reads a folder or archive as one thing, by the names inside; None where none does."""
    probe = Probe(b"", container.name, tuple(container.members), container)
    scored = [(i.recognise(probe), i) for i in (importers() if candidates is None else candidates)]
    best = max((score for score, _ in scored), default=0.0)
    claims = [importer for score, importer in scored if score == best]
    return claims[0] if best >= LEAST_CONFIDENCE and len(claims) == 1 else None


def probe_of(source: Source) -> Probe:
    """Return what a source is recognised by; raises `UserError` ``file_unreadable``."""
    members = tuple(source.members)
    if members:
        return Probe(b"", source.name, members, source)
    with source.open() as stream:
        try:
            head = stream.read(HEAD_BYTES)
        except OSError as error:
            raise UserError("file_unreadable", file=source.name) from error
    return Probe(head, source.name, (), source)
