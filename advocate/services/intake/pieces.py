"""One source on its way into the vault: what reads it, what is kept of it, what it looked like at first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from advocate.domain.drafts import EntryDraft, PersonDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.file_facts import FileFacts
from advocate.domain.jobs import JobContext
from advocate.domain.vocabulary import SourceKind
from advocate.importers.base import Importer, Keeper, ReadContext
from advocate.importers.containers.expanding import Found, Origin
from advocate.importers.containers.kinds import FileKind
from advocate.importers.media.facts import file_facts
from advocate.importers.sources import Source, looks_of
from advocate.services.intake.keeping import Watched, label
from advocate.services.intake.outcomes import Tally

#: What the report and the import's row call a file that is evidence without contacts.
EVIDENCE_FORMAT = "evidence"
CHUNK = 1_000
#: Entries of one address book that are taken; a larger one is no person's.
_MOST_PEOPLE = 50_000
_KINDS = {
    FileKind.PICTURE: SourceKind.PICTURE,
    FileKind.AUDIO: SourceKind.RECORDING,
    FileKind.VIDEO: SourceKind.RECORDING,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for every source of one import. ``zone`` (IANA) is where the phone's owner lived."""

    zone: str
    password: str = field(default="", repr=False)
    options: dict[str, Any] = field(default_factory=dict)


def _options_for(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers for one source: under ``of_file`` stand those that hold for the source of that name alone."""
    options = dict(given)
    return options | dict(options.pop("of_file", {}).get(name, {}))


class Piece:
    """One source: read it with `chunks`, and it says what it touched."""

    def __init__(self, position: int, found: Found, settings: Settings, job: JobContext, keeper: Keeper) -> None:
        self.position = position
        self.found = found
        self.source: Source = found.source
        self.name = self.shown(found)
        self.importer: Importer | None = found.importer
        self.origin: Origin | None = found.origin
        self.whole = found.whole
        self.touched: dict[str, Source] = {}
        self.people: list[PersonDraft] = []
        self.facts = FileFacts()
        self.ctx = ReadContext(
            self.name,
            found.source.size,
            job,
            zone=settings.zone,
            password=settings.password,
            options=_options_for(self.name, settings.options),
            keeper=keeper,
        )
        self._watched = Watched(found.source, self.touched)
        self._on_disk = found.origin.path if found.origin else found.source.path
        if found.origin is not None:
            self._looks = found.origin.looks
        else:
            self._looks = () if self._on_disk is None else looks_of(self._on_disk)

    @staticmethod
    def shown(found: Found) -> str:
        """Return the name of what was found, as the report shows it."""
        return label(found.source.name)

    @property
    def format(self) -> str:
        """Return the name of the importer, or the word for evidence without contacts."""
        return EVIDENCE_FORMAT if self.importer is None else self.importer.name

    @property
    def kind(self) -> SourceKind | None:
        """Return what sort of source it is, as far as that is known."""
        return _KINDS.get(self.found.kind) if self.importer is None else self.importer.kind

    @property
    def marks(self) -> tuple[str, ...]:
        """Return the codes that go onto the evidence."""
        editable = ("editable_export",) if self.importer is not None and self.importer.editable else ()
        return editable + self.facts.marks

    def look(self) -> None:
        """Read what the file says of itself: for evidence without contacts, and for recordings."""
        if self.importer is None or self.importer.kind is SourceKind.RECORDING:
            self.facts = file_facts(self.source, self.found.kind, self.ctx.zone)
            self.ctx.warnings.extend(self.facts.warnings)

    def hashing(self, done_bytes: int) -> None:
        """Report progress while the original is copied; raises `Cancelled`."""
        self.ctx.advance(done_bytes, "progress_hashing")

    def chunks(self, tally: Tally) -> Iterator[list[EntryDraft]]:
        """Yield the entries that are taken, a thousand at a time; all else goes to the tally and to ``people``."""
        if self.importer is not None:
            yield from _chunks(self._taken(self.importer, tally))
            if self._watched.damaged or any(getattr(source, "damaged", False) for source in self.touched.values()):
                tally.reject(Rejection("", "archive_member_broken", params=(("file", self.name),)))

    def require_unchanged(self) -> None:
        """Raise `UserError` ``file_changed`` where what was read may not be what was kept as evidence."""
        if self._on_disk is not None and looks_of(self._on_disk) != self._looks:
            raise UserError("file_changed", file=self.name)

    def _taken(self, importer: Importer, tally: Tally) -> Iterator[EntryDraft]:
        for item in importer.read(self._watched, self.ctx):
            if isinstance(item, EntryDraft):
                yield item
            elif isinstance(item, Rejection):
                tally.reject(item)
            elif len(self.people) < _MOST_PEOPLE:
                self.people.append(item)
                tally.people += 1
            else:
                tally.reject(Rejection(item.place, "too_many_people", params=(("most", str(_MOST_PEOPLE)),)))


def _chunks(entries: Iterable[EntryDraft]) -> Iterator[list[EntryDraft]]:
    chunk: list[EntryDraft] = []
    for entry in entries:
        chunk.append(entry)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
