"""Call recordings: number and time from the file's name or its side-car, length from the file (formats.md 13)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from advocate.domain.drafts import MAX_LINE, EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.moments import epoch_ms, from_epoch_ms
from advocate.domain.vocabulary import Direction, Medium, SourceKind, TimePrecision
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.containers.kinds import FileKind, kind_of
from advocate.importers.media.lengths import duration_s
from advocate.importers.media.recording_names import RecordedCall, parse_name
from advocate.importers.sources import Source, bounded_bytes

_ENDINGS = ("oga", "ogg", "opus", "m4a", "mp3", "wav", "amr", "flac", "aac", "3gp", "mp4")
_SIDECAR_BYTES = 64 * 1024
_MARKS = (b'"timestamp_unix_ms"', b'"calls"')
#: Names are read twice, once to recognise: any zone will do for that.
_ANY_ZONE = "Asia/Shanghai"
_EARLIEST_MS, _LATEST_MS = 946_684_800_000, 4_102_444_800_000


@dataclass(frozen=True, slots=True)
class _Sidecar:
    """What BCR writes beside a recording (JSON, from its version 1.49)."""

    at_ms: int
    written: str
    direction: Direction | None
    sim: str
    parties: tuple[tuple[str | None, str], ...]
    length_s: float | None


class CallRecordings:
    """The importer of call recordings of MIUI, Huawei, Samsung, OPPO, vivo, Google, BCR and common recorder apps."""

    name = "call_recording"
    kind = SourceKind.RECORDING
    editable = False

    def recognise(self, probe: Probe) -> float:
        """Return how sure sound, and a name that tells of a call, make it; or the side-car of one."""
        if probe.head.lstrip()[:1] == b"{" and all(mark in probe.head for mark in _MARKS):
            return 0.9
        if kind_of(probe.head) not in (FileKind.AUDIO, FileKind.VIDEO):
            return 0.0
        return 0.9 if parse_name(probe.name, _ANY_ZONE) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield the call of each party.

        Raises `UserError` ``no_call_in_name`` for a recording whose name tells of none.
        """
        with source.open() as stream:
            is_json = stream.read(16).lstrip()[:1] == b"{"
        if is_json:
            yield from _alone(source)
            return
        ctx.advance(0)
        sidecar = _sidecar(source)
        length = duration_s(source)
        if length is None and sidecar is not None:
            length = sidecar.length_s
        if length is None:
            ctx.warn("warn_length_unknown")
        if sidecar is not None:
            yield from _from_sidecar(sidecar, length)
            return
        calls = parse_name(source.name, ctx.zone)
        if not calls:
            raise UserError("no_call_in_name", file=ctx.name)
        if any(call.direction is None for call in calls):
            ctx.warn("warn_direction_unknown")
        for number, call in enumerate(calls, start=1):
            yield _entry(call, length, f"{number}/{len(calls)}")


def _entry(call: RecordedCall, length: float | None, place: str) -> EntryDraft:
    notes = [] if call.sim is None else [f"sim={call.sim}"]
    if call.direction is None:
        notes.append("direction=unknown")
    return EntryDraft(
        call.medium,
        call.direction or Direction.IN,
        epoch_ms(call.start_utc),
        call.written,
        None if call.number is None else call.number[:MAX_LINE],
        place,
        name=call.contact[:MAX_LINE],
        duration_s=None if length is None else round(length),
        answered=True,
        detail="; ".join(notes),
        source_type="recording",
        precision=call.precision,
    )


def _alone(source: Source) -> Iterator[Item]:
    """Read a side-car as a call of its own, unless its recording lies beside it and is read with it."""
    stem = source.name.rsplit("/", 1)[-1].rpartition(".")[0]
    if any(source.sibling(f"{stem}.{ending}") is not None for ending in _ENDINGS):
        yield Rejection("", "file_read_with_other", other=True, params=(("file", source.name),))
        return
    sidecar = _read_sidecar(source)
    if sidecar is None:
        raise UserError("sidecar_unreadable", file=source.name)
    yield from _from_sidecar(sidecar, sidecar.length_s)


def _from_sidecar(sidecar: _Sidecar, length: float | None) -> Iterator[EntryDraft]:
    for position, (number, contact) in enumerate(sidecar.parties, start=1):
        notes = [f"sim={sidecar.sim}"] if sidecar.sim else []
        if sidecar.direction is None:
            notes.append("direction=unknown")
        yield EntryDraft(
            Medium.CALL,
            sidecar.direction or Direction.IN,
            sidecar.at_ms,
            sidecar.written,
            number,
            f"{position}/{len(sidecar.parties)}",
            name=contact,
            duration_s=None if length is None else round(length),
            answered=True,
            detail="; ".join(notes),
            source_type="recording",
            precision=TimePrecision.EXACT,
        )


def _sidecar(source: Source) -> _Sidecar | None:
    stem, dot, _ending = source.name.rsplit("/", 1)[-1].rpartition(".")
    beside = source.sibling(f"{stem}.json") if dot else None
    return None if beside is None else _read_sidecar(beside)


def _read_sidecar(source: Source) -> _Sidecar | None:
    """Return what a side-car says, or None where it is none or damaged."""
    try:
        data = json.loads(bounded_bytes(source, _SIDECAR_BYTES))
    except (UserError, ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    at_ms = data.get("timestamp_unix_ms")
    if not isinstance(at_ms, int) or isinstance(at_ms, bool) or not _EARLIEST_MS <= at_ms <= _LATEST_MS:
        return None
    ways = {"in": Direction.IN, "out": Direction.OUT}
    way = data.get("direction")
    calls = data.get("calls")
    parties = tuple(_party(call) for call in calls if isinstance(call, dict)) if isinstance(calls, list) else ()
    return _Sidecar(
        at_ms,
        _text(data.get("timestamp")) or from_epoch_ms(at_ms).isoformat(),
        ways.get(way) if isinstance(way, str) else None,
        _text(data.get("sim_slot")),
        parties or ((None, _text(data.get("call_log_name"))),),
        _length(data),
    )


def _party(call: dict[str, Any]) -> tuple[str | None, str]:
    return _text(call.get("phone_number")) or None, _text(call.get("contact_name")) or _text(call.get("caller_name"))


def _length(data: dict[str, Any]) -> float | None:
    output = data.get("output")
    recording = output.get("recording") if isinstance(output, dict) else None
    length = recording.get("duration_secs_encoded") if isinstance(recording, dict) else None
    if not isinstance(length, int | float) or isinstance(length, bool):
        return None
    return float(length) if 0 <= length < 86_400 else None


def _text(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)[:MAX_LINE]
    text = value if isinstance(value, str) else ""
    return text.encode("utf-8", "replace").decode()[:MAX_LINE].strip()


def start_of(name: str, zone: str) -> datetime | None:
    """Return when the call of a recording began by its name, aware and in UTC; None for no call."""
    calls = parse_name(name, zone)
    return calls[0].start_utc if calls else None
