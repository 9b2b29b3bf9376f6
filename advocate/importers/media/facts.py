"""What any file that is evidence says of itself: its header first, then its name, and which of both it was."""

from __future__ import annotations

from dataclasses import replace

from advocate.domain.file_facts import FileFacts
from advocate.importers.containers.kinds import FileKind
from advocate.importers.media.name_times import time_in_name
from advocate.importers.media.pictures import picture_facts
from advocate.importers.media.recordings import start_of
from advocate.importers.sources import Source

_NAMED = (FileKind.PICTURE, FileKind.AUDIO, FileKind.VIDEO)


def file_facts(source: Source, kind: FileKind, zone: str) -> FileFacts:
    """Return when and with what a file was made; ``zone`` (IANA) is where its clock was, unless it says so.

    A time from the name is marked ``time_from_name``: names can be changed. Raises `UserError` of the source's reading.
    """
    facts = picture_facts(source, zone) if kind is FileKind.PICTURE else FileFacts()
    if facts.captured_utc is not None or kind not in _NAMED:
        return facts
    moment = start_of(source.name, zone) if kind is not FileKind.PICTURE else None
    moment = moment or time_in_name(source.name, zone)
    if moment is not None:
        return replace(facts, captured_utc=moment, marks=(*facts.marks, "time_from_name"))
    return facts
