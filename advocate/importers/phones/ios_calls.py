"""An iPhone's calls: ``CallHistory.storedata`` since iOS 8, ``call_history.db`` before (formats.md 3).

The columns differ by version, so that they are taken from the schema: that of the people of a group call has a number
of its own in its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.base import ReadContext
from advocate.importers.phones.database_files import Files
from advocate.importers.phones.sqlite_file import SqliteFile
from advocate.importers.phones.values import LONGEST_CALL_S, Outcome, apple_ms, bad_date, line, sane_ms, whole

_COLUMNS = (
    "ZDATE",
    "ZDURATION",
    "ZORIGINATED",
    "ZANSWERED",
    "ZCALLTYPE",
    "ZADDRESS",
    "ZNAME",
    "ZDISCONNECTED_CAUSE",
    "ZSERVICE_PROVIDER",
    "ZLOCAL_ADDRESS",
)
_JOIN = re.compile(r"Z_\d+REMOTEPARTICIPANTHANDLES")
_JOIN_CALL = re.compile(r"Z_\d+REMOTEPARTICIPANTCALLS")
_TYPES = {0: "third_party", 1: "phone", 8: "facetime_video", 16: "facetime_audio"}
#: Programs that ring through the phone's own list of calls.
_PROVIDERS = (
    ("whatsapp", Medium.WHATSAPP),
    ("com.tencent.xin", Medium.WECHAT),
    ("com.tencent.mqq", Medium.QQ),
    ("telegra", Medium.TELEGRAM),
    ("signal", Medium.SIGNAL),
    ("naver.line", Medium.LINE),
)


def is_ios_calls(database: SqliteFile) -> bool:
    """Tell whether these are an iPhone's calls, of any age."""
    return database.has("ZCALLRECORD", "ZDATE") or database.has("call", "address", "date", "duration", "flags")


def ios_calls(database: SqliteFile, ctx: ReadContext, files: Files) -> Iterator[Outcome]:
    """Yield calls by their row (``ZCALLRECORD[17]``); raises `Damaged`."""
    del files
    if database.has("ZCALLRECORD", "ZDATE"):
        groups = _Groups(database)
        for row in database.rows("ZCALLRECORD", _COLUMNS, "ORDER BY rowid"):
            ctx.job.check()
            yield _outcome(row, groups)
    else:
        for row in database.rows("call", ("address", "date", "duration", "flags", "name"), "ORDER BY rowid"):
            yield _old_outcome(row)


class _Groups:
    """Who took part in a group call."""

    def __init__(self, database: SqliteFile) -> None:
        self._database = database
        self._join: tuple[str, str, str] | None = None
        for table, columns in database.tables.items():
            calls = [c for c in columns if _JOIN_CALL.fullmatch(c)]
            handles = [c for c in columns if _JOIN.fullmatch(c)]
            if _JOIN.fullmatch(table) and calls and handles:
                self._join = (table, calls[0], handles[0])

    def of(self, call: int) -> list[str]:
        """Return the addresses of everybody in a call."""
        if self._join is None:
            return []
        table, call_column, handle_column = self._join
        joined = self._database.rows(table, (handle_column,), f'WHERE "{call_column}" = ? LIMIT 200', (call,))
        found = [
            _address(handle["ZVALUE"])
            for row in joined
            for handle in self._database.rows("ZHANDLE", ("ZVALUE",), "WHERE rowid = ?", (row[handle_column],))
        ]
        return list(dict.fromkeys(text for text in found if text))


def _outcome(row: dict[str, Any], groups: _Groups) -> Outcome:
    place = f"ZCALLRECORD[{row['rowid']}]"
    if row["ZDATE"] in (None, 0, ""):
        return Rejection(place, "entry_without_date")
    at_ms = apple_ms(row["ZDATE"])
    if at_ms is None:
        return bad_date(place, known=isinstance(row["ZDATE"], (int, float)))
    length_s, odd = _length(row["ZDURATION"])
    originated = row["ZORIGINATED"] in (1, "1")
    people = groups.of(row["rowid"])
    address = _address(row["ZADDRESS"]) or "~".join(people)
    kind = whole(row["ZCALLTYPE"])
    provider = line(row["ZSERVICE_PROVIDER"])[:60]
    notes = [f"type={_TYPES.get(kind, str(kind))}"] if kind is not None else []
    if provider:
        notes.append(f"provider={provider}")
    if len(people) > 1:
        notes.append("group=" + "~".join(people)[:400])
    if odd:
        notes.append("duration_out_of_range")
    return EntryDraft(
        next((medium for word, medium in _PROVIDERS if word in provider.lower()), Medium.CALL),
        Direction.OUT if originated else Direction.IN,
        at_ms,
        repr(row["ZDATE"]),
        line(address) or None,
        place,
        name=line(row["ZNAME"]),
        duration_s=length_s,
        answered=_answered(row["ZANSWERED"], length_s, originated=originated),
        own_address=_address(row["ZLOCAL_ADDRESS"]),
        detail="; ".join(notes),
        source_type="2" if originated else "1",
    )


def _old_outcome(row: dict[str, Any]) -> Outcome:
    """Read a row of iOS 7 and before: Unix seconds, bit 0 of ``flags`` marks what the owner dialled."""
    place = f"call[{row['rowid']}]"
    stamp = whole(row["date"])
    if not stamp:
        return Rejection(place, "entry_without_date")
    at_ms = sane_ms(stamp * 1000)
    if at_ms is None:
        return bad_date(place, known=True)
    originated = bool((whole(row["flags"]) or 0) & 1)
    length_s, odd = _length(row["duration"])
    return EntryDraft(
        Medium.CALL,
        Direction.OUT if originated else Direction.IN,
        at_ms,
        str(row["date"]),
        _address(row["address"]) or None,
        place,
        name=line(row["name"]),
        duration_s=length_s,
        answered=_answered(None, length_s, originated=originated),
        detail="duration_out_of_range" if odd else "",
        source_type="2" if originated else "1",
    )


def _length(given: Any) -> tuple[int | None, bool]:
    """Return whole seconds, rounded, and whether something stood there that is no length of a call."""
    if given is None:
        return None, False
    if not isinstance(given, (int, float)) or given != given or not 0 <= given <= LONGEST_CALL_S:
        return None, True
    return round(given), False


def _answered(flag: Any, length_s: int | None, *, originated: bool) -> bool | None:
    """Return whether somebody spoke: missed is not dialled and not answered; a length of 0 alone is not enough."""
    if originated:
        return None if length_s is None else length_s > 0
    if flag in (0, 1, "0", "1"):
        return flag in (1, "1")
    return True if length_s else None


def _address(given: Any) -> str:
    """Return an address that may be text, or bytes of text."""
    if isinstance(given, bytes):
        given = given.decode("utf-8", "replace")
    return line(given)
