"""Every chat, mail and address book sample against what was typed by hand, and against second ways of reading it."""

from __future__ import annotations

import email
import json
import mailbox
import quopri
import re
import shutil
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from advocate.domain.drafts import EntryDraft, PersonDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction
from advocate.importers.base import ReadContext
from advocate.importers.registry import claim
from advocate.importers.sources import DiskFile, MemoryFile, Source

GOLDEN: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent.parent / "golden" / "importers" / "chats_and_mail.yaml").read_text("utf-8")
)
ZONE = ZoneInfo("Asia/Shanghai")
FOLDERS = ("whatsapp", "telegram", "signal", "line", "wechat_qq", "email", "vcard")
READ_HERE = [name for name, expected in GOLDEN.items() if "taken" in expected or "people" in expected]

pytestmark = pytest.mark.samples


def source_of(samples: Path, name: str) -> Source:
    inside = GOLDEN[name].get("inside")
    if inside is None:
        return DiskFile(samples / name)
    with zipfile.ZipFile(samples / name) as archive:
        return MemoryFile(inside, archive.read(inside))


def read(source: Source) -> tuple[list[Any], ReadContext]:
    ctx = ReadContext(source.name)
    return list(claim(source).read(source, ctx)), ctx


def test_every_sample_has_an_expectation(samples: Path) -> None:
    assert {f"{folder}/{path.name}" for folder in FOLDERS for path in (samples / folder).iterdir()} == set(GOLDEN)


@pytest.mark.parametrize("name", list(GOLDEN))
def test_claimed_or_refused(samples: Path, name: str) -> None:
    expected = GOLDEN[name]
    if "refused" in expected:
        with pytest.raises(UserError) as caught:
            claim(DiskFile(samples / name))
        assert caught.value.code == expected["refused"]
    else:
        assert claim(source_of(samples, name)).name == expected["format"]


@pytest.mark.parametrize("name", [name for name in READ_HERE if "inside" not in GOLDEN[name]])
def test_claimed_by_content_alone(samples: Path, tmp_path: Path, name: str) -> None:
    nameless = tmp_path / "x"
    shutil.copyfile(samples / name, nameless)
    assert claim(DiskFile(nameless)).name == GOLDEN[name]["format"]


@pytest.mark.parametrize("name", READ_HERE)
def test_counts_and_rows_are_those_typed_by_hand(samples: Path, name: str) -> None:
    expected = GOLDEN[name]
    items, ctx = read(source_of(samples, name))
    taken = [item for item in items if isinstance(item, EntryDraft)]
    assert Counter(entry.medium.value for entry in taken) == expected.get("taken", {})
    assert [[item.place, item.reason] for item in items if isinstance(item, Rejection)] == expected.get("rejected", [])
    people = [[item.name, list(item.numbers), item.organisation] for item in items if isinstance(item, PersonDraft)]
    assert people == expected.get("people", [])
    # Of many mails only some cannot be told apart: whether that is said is typed, not how often.
    assert sorted({reason.code for reason in ctx.warnings}) == expected.get("warnings", [])
    if "out" in expected:
        assert sum(entry.direction is Direction.OUT for entry in taken) == expected["out"]
    by_place = {entry.place: entry for entry in taken}
    for row in expected.get("rows", []):
        assert {key: _shown(by_place[row["place"]], key, row[key]) for key in row} == row


@pytest.mark.parametrize("order", ["ddmmyy", "mmddyy", "yyyymmdd"])
def test_whatsapp_agrees_with_the_truth_that_came_with_it(samples: Path, order: str) -> None:
    truth = json.loads((samples / "whatsapp" / "cm_target.json").read_text("utf-8"))
    items, _ctx = read(DiskFile(samples / "whatsapp" / f"cm_test_{order}_24hrs.txt"))
    found = {
        (datetime.fromtimestamp(item.at_ms / 1000, ZONE).isoformat()[:19], item.address, item.text.replace("\n", " "))
        for item in items
        if isinstance(item, EntryDraft)
    }
    told = {(row["timestamp"], row["author"], row["message"].replace("\n", " ")) for row in truth}
    assert found == told


@pytest.mark.parametrize("name", ["wtk_lorem.txt", "wtk_lorem-merge-part1.txt", "wtk_lorem-merge-part2.txt"])
def test_whatsapp_agrees_with_a_plain_expression(samples: Path, name: str) -> None:
    raw = (samples / "whatsapp" / name).read_text("utf-8")
    head = r"^(?:\[(\d\d)-(\d\d)-(\d\d) ([\d:]+)\]|\d\d(\d\d)-(\d\d)-(\d\d), ([\d:]+) -) (.+?): (.*)$"
    rows = re.findall(head, raw, re.MULTILINE)
    items, _ctx = read(DiskFile(samples / "whatsapp" / name))
    entries = [item for item in items if isinstance(item, EntryDraft)]
    assert [(row[8], row[9].strip()) for row in rows] == [(entry.address, entry.text) for entry in entries]


def test_mail_folders_agree_with_the_library_of_python(samples: Path, tmp_path: Path) -> None:
    for name in ("complex.mbox", "mimekit_content-length.mbox"):
        copy = tmp_path / name
        shutil.copyfile(samples / "email" / name, copy)
        items, _ctx = read(DiskFile(copy))
        subjects = [item.text.split("\n")[0] for item in items if isinstance(item, EntryDraft)]
        raw = copy.read_bytes()
        starts = [match.start() for match in re.finditer(rb"^From (?:- ?|\S+ )", raw, re.MULTILINE)]
        messages = [
            email.message_from_bytes(raw[at:until].split(b"\n", 1)[1])
            for at, until in zip(starts, [*starts[1:], None], strict=True)
        ]
        assert [" ".join(str(message["subject"]).split()) for message in messages] == subjects
        if name == "complex.mbox":
            folder = mailbox.mbox(copy, create=False)
            assert len(folder) == len(subjects)
            folder.close()


def test_mimekits_own_summary_names_the_same_mails(samples: Path) -> None:
    summary = (samples / "email" / "mimekit_content-length-summary.txt").read_text("utf-8", "replace")
    told = re.findall(r"^Subject: (.*)$", summary, re.MULTILINE)
    items, _ctx = read(DiskFile(samples / "email" / "mimekit_content-length.mbox"))
    assert [item.text.split("\n")[0] for item in items if isinstance(item, EntryDraft)] == [
        " ".join(t.split()) for t in told
    ]


def test_the_generated_address_book(samples: Path) -> None:
    path = samples / "generated" / "seed1_3000" / "contacts.vcf"
    items, _ctx = read(DiskFile(path))
    raw = path.read_text("utf-8")
    names = re.findall(r"^FN[^:]*:(.*?)\r?$", raw, re.MULTILINE)
    assert [item.name for item in items] == [quopri.decodestring(name).decode() for name in names]
    assert [number for item in items for number in item.numbers] == re.findall(
        r"^TEL[^:]*:(.*?)\r?$", raw, re.MULTILINE
    )


def _shown(entry: EntryDraft, key: str, wanted: object) -> object:
    if key == "at":
        at = datetime.fromisoformat(str(wanted))
        return (
            wanted
            if round(at.timestamp() * 1000) == entry.at_ms
            else datetime.fromtimestamp(entry.at_ms / 1000, at.tzinfo).isoformat()
        )
    if key == "begins":
        return wanted if entry.text.startswith(str(wanted)) else entry.text
    if key == "attached":
        return [attachment.name for attachment in entry.attachments]
    if key == "detail" and isinstance(wanted, str) and wanted in entry.detail:
        return wanted
    value = getattr(entry, key)
    return value.value if key in ("direction", "medium", "precision") else value
