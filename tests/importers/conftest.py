"""What the importer tests share: reading bytes or files, and small backups made on the spot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.facts import Reason
from advocate.importers.base import ReadContext
from advocate.importers.phones.sms_backup_restore import SmsBackupRestore
from advocate.importers.sources import DiskFile


@dataclass(frozen=True)
class Outcome:
    """Everything that reading a file gave."""

    taken: list[EntryDraft]
    rejected: list[Rejection]
    warnings: dict[str, dict[str, object]]

    @property
    def only(self) -> EntryDraft:
        (entry,) = self.taken
        assert not self.rejected
        return entry

    @property
    def reasons(self) -> list[tuple[str, str]]:
        return [(r.place, r.reason) for r in self.rejected]


def read_file(path: Path) -> Outcome:
    ctx = ReadContext(path.name)
    items = list(SmsBackupRestore().read(DiskFile(path), ctx))
    return Outcome(
        [item for item in items if isinstance(item, EntryDraft)],
        [item for item in items if isinstance(item, Rejection)],
        {reason.code: dict(reason.params) for reason in ctx.warnings if isinstance(reason, Reason)},
    )


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes | str], Outcome]:
    """Return a function that reads bytes (or text as UTF-8) as a backup."""

    def reading(data: bytes | str) -> Outcome:
        path = tmp_path / "sms.xml"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return read_file(path)

    return reading


def smses(*rows: str, attributes: str = "") -> str:
    """Return a backup of messages."""
    body = "\n  ".join(rows)
    return f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses {attributes}>\n  {body}\n</smses>\n"


def sms(body: str = "还钱", **attributes: str) -> str:
    """Return an ``sms`` element; ``body`` stands in the file as it is given."""
    fields = {"protocol": "0", "address": "13812345678", "date": "1700000000000", "type": "1", "subject": "null"}
    fields |= {"body": body, "sub_id": "-1", "contact_name": "(Unknown)"} | attributes
    return "<sms " + " ".join(f'{key}="{text}"' for key, text in fields.items()) + " />"


def call(**attributes: str) -> str:
    """Return a ``call`` element."""
    fields = {"number": "13812345678", "duration": "0", "date": "1700000000000", "type": "3", "presentation": "1"}
    fields |= {"contact_name": "(Unknown)"} | attributes
    return "<call " + " ".join(f'{key}="{text}"' for key, text in fields.items()) + " />"
