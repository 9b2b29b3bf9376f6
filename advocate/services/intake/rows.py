"""Entries to rows, a thousand at a time: the part of an import that has to be fast."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from advocate.analysis.numbers.facts import NumberFacts
from advocate.domain.drafts import EntryDraft
from advocate.domain.moments import zone_info
from advocate.domain.vocabulary import Reached, TimePrecision
from advocate.importers.fingerprints import fingerprint, fingerprint_address
from advocate.services import number_rows
from advocate.storage import search
from advocate.storage.uow import UnitOfWork

_DAY_MS = 86_400_000
_UID_BYTES = 16
_EPOCH_DAY = date(1970, 1, 1).toordinal()

_COLUMNS = """
INSERT INTO contacts (
  id, uid, at_utc, at_zone, at_written, local_date, local_minute, medium, direction, number_id, number_raw, name,
  duration_s, answered, text, detail, fingerprint, source_place, on_number_raw,
  case_id, import_id, source_evidence_id, entered_by, entered_utc,
  at_precision, summary, claims_to_be, reached, reached_name, harm, outcome, nature, robot_voice
) VALUES (
  ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
  ?, ?, ?, ?, ?, ?, ?,
  ?, ?, ?, ?, ?,
"""
#: What a backup cannot say stands in the statement: fewer values to bind a hundred thousand times.
INSERT_CONTACT = f"{_COLUMNS}  'exact', '', '', 'debtor', '', '', NULL, 'unsorted', 0\n)\n"
#: Diaries and tables tell more.
INSERT_TOLD_CONTACT = f"{_COLUMNS}  ?, ?, ?, ?, ?, ?, ?, 'unsorted', 0\n)\n"


@dataclass(frozen=True, slots=True)
class Target:
    """Where the rows of one import go. ``zone`` holds for entries that name none; ``now_ms`` is the time of entry.

    ``evidence_id`` None: which of several files they stand in is known once all were read.
    """

    case_id: int
    import_id: int
    evidence_id: int | None
    zone: str
    region: str
    user_id: int | None
    now_ms: int


class WallClock:
    """Wall-clock date and minute in one zone for epoch milliseconds, with one look at the zone a day."""

    def __init__(self, zone: str) -> None:
        self._info = zone_info(zone)
        self._offsets: dict[int, int | None] = {}
        self._dates: dict[int, str] = {}

    def at(self, at_ms: int) -> tuple[str, int]:
        """Return the ISO date and the minute of the day."""
        day = at_ms // _DAY_MS
        offset = self._offsets.get(day, -1)
        if offset == -1:
            offset = self._offsets[day] = self._offset_of_day(day)
        local = at_ms + (self._offset_ms(at_ms) if offset is None else offset)
        local_day, rest = divmod(local, _DAY_MS)
        text = self._dates.get(local_day)
        if text is None:
            text = self._dates[local_day] = date.fromordinal(_EPOCH_DAY + local_day).isoformat()
        return text, rest // 60_000

    def _offset_of_day(self, day: int) -> int | None:
        """Return the offset that holds all day (UTC), or None on a day when the clocks change."""
        offsets = {self._offset_ms(day * _DAY_MS + hour * 3_600_000) for hour in range(25)}
        return offsets.pop() if len(offsets) == 1 else None

    def _offset_ms(self, at_ms: int) -> int:
        local = datetime.fromtimestamp(at_ms // 1000, UTC).astimezone(self._info)
        return int((local.utcoffset() or timedelta()).total_seconds() * 1000)


class FingerprintIndex:
    """Tells which entries a case already holds; addresses are brought into normal form once."""

    def __init__(self, connection: Connection, case_id: int) -> None:
        self._connection = connection
        self._case_id = case_id
        self._addresses: dict[str | None, str] = {}
        left_out = connection.exec_driver_sql("SELECT 1 FROM left_out WHERE case_id = ? LIMIT 1", (case_id,)).first()
        #: How many entries were asked for that people had left out of the case.
        self.left_out = 0
        self._tables = ("contacts",) if left_out is None else ("contacts", "left_out")

    def of(self, entry: EntryDraft) -> bytes:
        """Return the fingerprint of an entry."""
        address = self._addresses.get(entry.address)
        if address is None:
            address = self._addresses[entry.address] = fingerprint_address(entry.address)
        return fingerprint(entry, address)

    def known(self, prints: Sequence[bytes]) -> set[bytes]:
        """Return those of ``prints`` that are in the case already, in the trash or left out by people too."""
        marks = ",".join("?" * len(prints))
        found: set[bytes] = set()
        for table in self._tables:
            rows = self._connection.exec_driver_sql(
                f"SELECT fingerprint FROM {table} WHERE case_id = ? AND fingerprint IN ({marks})",  # noqa: S608 - marks
                (self._case_id, *prints),
            )
            here = {bytes(row[0]) for row in rows} - found
            if table == "left_out":
                self.left_out += len(here)
            found |= here
        return found

    def fresh(self, entries: Sequence[EntryDraft]) -> dict[bytes, EntryDraft]:
        """Return those of ``entries`` that are new, each once, by their fingerprints."""
        fresh: dict[bytes, EntryDraft] = {}
        for entry in entries:
            fresh.setdefault(self.of(entry), entry)
        for known in self.known(list(fresh)):
            del fresh[known]
        return fresh


class RowWriter:
    """Writes the entries of one import; ids are given out here, because one transaction writes at a time."""

    def __init__(self, uow: UnitOfWork, target: Target) -> None:
        self._uow = uow
        self._connection = connection = uow.connection
        self._target = target
        self._prints = FingerprintIndex(connection, target.case_id)
        self._clocks: dict[str, WallClock] = {}
        self._number_ids: dict[str, int] = {}
        self._facts: dict[tuple[str | None, str], NumberFacts | None] = {}
        last = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM contacts").scalar_one()
        self._next_id = int(last) + 1

    @property
    def left_out(self) -> int:
        """Return how many of the entries were not written because people had left them out of the case."""
        return self._prints.left_out

    def write(self, entries: Sequence[EntryDraft]) -> dict[int, EntryDraft]:
        """Write those entries that are new, with their numbers and their words in the index; return them by row id."""
        fresh = self._prints.fresh(entries)
        if not fresh:
            return {}
        self._learn_numbers(fresh.values())
        uids = os.urandom(_UID_BYTES * len(fresh))
        told = any(map(_is_told, fresh.values()))
        rows, texts, written = [], [], {}
        for position, (digest, entry) in enumerate(fresh.items()):
            row_id = self._next_id + position
            row = self._row(row_id, uids[position * _UID_BYTES : (position + 1) * _UID_BYTES], digest, entry)
            rows.append((*row, *_told(entry)) if told else row)
            texts.append((row_id, _searchable(entry)))
            written[row_id] = entry
        self._connection.exec_driver_sql(INSERT_TOLD_CONTACT if told else INSERT_CONTACT, rows)
        search.add(self._connection, texts)
        self._next_id += len(rows)
        return written

    def _row(self, row_id: int, uid: bytes, digest: bytes, entry: EntryDraft) -> tuple[object, ...]:
        target = self._target
        zone = entry.zone or target.zone
        clock = self._clocks.get(zone)
        if clock is None:
            clock = self._clocks[zone] = WallClock(zone)
        local_date, local_minute = clock.at(entry.at_ms)
        medium = entry.medium.value
        facts = self._facts[entry.address, medium]
        return (
            row_id,
            uid,
            entry.at_ms,
            zone,
            entry.written,
            local_date,
            local_minute,
            medium,
            entry.direction.value,
            None if facts is None else self._number_ids[facts.number],
            entry.address,
            entry.name,
            entry.duration_s,
            entry.answered,
            entry.text,
            entry.detail,
            digest,
            entry.place,
            entry.own_address,
            target.case_id,
            target.import_id,
            target.evidence_id,
            target.user_id,
            target.now_ms,
        )

    def _learn_numbers(self, entries: Iterable[EntryDraft]) -> None:
        """See that every number of these entries has a row, and remember its id."""
        unknown: list[NumberFacts] = []
        for entry in entries:
            key = (entry.address, entry.medium.value)
            if key in self._facts:
                continue
            facts = self._facts[key] = number_rows.facts_of(entry.address, self._target.region, entry.medium)
            if facts is not None and facts.number not in self._number_ids:
                unknown.append(facts)
        if unknown:
            self._number_ids |= number_rows.find_or_create(self._uow, unknown)


def _is_told(entry: EntryDraft) -> bool:
    """Tell whether an entry says what only people say, or how a call ended that was not simply missed."""
    return (
        entry.outcome is not None
        or entry.precision is not TimePrecision.EXACT
        or entry.reached is not Reached.DEBTOR
        or bool(entry.summary or entry.claims_to_be or entry.reached_name or entry.harm)
    )


def _told(entry: EntryDraft) -> tuple[str | None, ...]:
    return (
        entry.precision.value,
        entry.summary,
        entry.claims_to_be,
        entry.reached.value,
        entry.reached_name,
        entry.harm,
        None if entry.outcome is None else entry.outcome.value,
    )


def _searchable(entry: EntryDraft) -> str:
    return search.contact_text(
        entry.text, entry.summary, entry.claims_to_be, entry.reached_name, entry.name, entry.harm
    )
