"""Every sample of a phone against what was typed by hand, and against the raw files read another way."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from advocate.domain.drafts import EntryDraft
from advocate.domain.errors import UserError
from advocate.importers.containers.limits import Limits
from advocate.importers.containers.zips import ZipArchive
from advocate.importers.phones.typedstream import attributed_text
from advocate.importers.registry import claim
from advocate.importers.sources import DiskFile, Source
from tests.importers.phones.reading import disk_folder, read_source

GOLDEN: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "golden" / "importers" / "phones.yaml").read_text("utf-8")
)
READABLE = [name for name, expected in GOLDEN.items() if "taken" in expected]
#: Attachments of samples that are read, and what belongs to other tests.
NOT_READ = {".mp3", ".png"}

pytestmark = pytest.mark.samples


@contextmanager
def opened(samples: Path, name: str) -> Iterator[Source]:
    """Open a sample: an archive that is read as one thing, or a plain file."""
    file = DiskFile(samples / name)
    if GOLDEN[name].get("whole"):
        with closing(ZipArchive(file, Limits())) as archive:
            yield archive
    else:
        yield file


def test_every_sample_has_an_expectation(samples: Path) -> None:
    found = {
        path.relative_to(samples).as_posix()
        for folder in ("sms_other", "ios", "google_takeout")
        for path in (samples / folder).rglob("*")
        if path.is_file() and path.suffix not in NOT_READ
    }
    assert found | {"sms_backup_restore/srp_schema.json"} == set(GOLDEN)


@pytest.mark.parametrize("name", READABLE)
def test_counts_and_rows_are_those_typed_by_hand(samples: Path, name: str) -> None:
    expected = GOLDEN[name]
    with opened(samples, name) as source:
        outcome = read_source(source)
    assert outcome.importer == expected["format"]
    assert Counter(e.medium.value for e in outcome.taken) == expected["taken"]
    assert [[r.place, r.reason, r.other] for r in outcome.rejected] == expected.get("rejected", [])
    assert sorted(outcome.warnings) == expected.get("warnings", [])
    by_place = {e.place: e for e in outcome.taken}
    assert len(by_place) == len(outcome.taken)
    for row in expected.get("rows", []):
        entry = by_place[row["place"]]
        assert {key: _shown(entry, key) for key in row} == row
    kept = {a.name: outcome.keeper.sizes[a.token] for e in outcome.taken for a in e.attachments}
    assert kept == expected.get("attachments", {})


@pytest.mark.parametrize("name", [name for name, expected in GOLDEN.items() if "refused" in expected])
def test_what_is_none_of_these_is_refused_for_the_right_reason(samples: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        read_source(DiskFile(samples / name))
    assert caught.value.code == GOLDEN[name]["refused"]


@pytest.mark.parametrize("name", [name for name in READABLE if not GOLDEN[name].get("whole")])
def test_claimed_by_content_alone(samples: Path, tmp_path: Path, name: str) -> None:
    nameless = tmp_path / "x"
    nameless.write_bytes((samples / name).read_bytes())
    assert claim(DiskFile(nameless)).name == GOLDEN[name]["format"]


def test_the_voice_folder_is_one_source_with_every_page(samples: Path) -> None:
    folder = samples / "google_takeout" / "Takeout" / "Voice" / "Calls"
    outcome = read_source(disk_folder(folder))
    assert outcome.importer == "takeout_voice"
    pages = "".join(path.read_text("utf-8") for path in folder.glob("*.html"))
    stamps = re.findall(r'<abbr class="(?:dt|published)" title="([^"]+)"', pages)
    assert Counter(e.written for e in outcome.taken) == Counter(stamps)
    assert {e.at_ms for e in outcome.taken} == {int(datetime.fromisoformat(s).timestamp() * 1000) for s in stamps}
    assert len(outcome.keeper.sizes) == 1


def test_the_chat_folder_is_one_source(samples: Path) -> None:
    folder = samples / "google_takeout" / "Takeout" / "Google Chat" / "Groups" / "Space AAAAdvGdRgs"
    outcome = read_source(disk_folder(folder), own_address="mssc@science.example.org")
    raw = json.loads((folder / "messages.json").read_text("utf-8"))["messages"]
    assert [e.text for e in outcome.taken] == [m.get("text", "") for m in raw]
    mine = [m["creator"]["email"] == "mssc@science.example.org" for m in raw]
    assert [e.direction.value == "out" for e in outcome.taken] == mine


def test_every_page_of_the_exporter_agrees_with_its_tags(samples: Path) -> None:
    page = (samples / "ios" / "imessage_exporter_example.html").read_text("utf-8")
    outcome = read_source(DiskFile(samples / "ios" / "imessage_exporter_example.html"))
    stamps = re.findall(
        r'class="timestamp">([A-Z][a-z]{2} \d+, \d{4} [\d:]+ [AP]M)[^<]*</span>\s*<span class="sender"', page
    )
    assert [e.written for e in outcome.taken] == stamps
    senders = re.findall(r'class="sender">([^<]+)<', page)
    assert [e.direction.value == "out" for e in outcome.taken] == [s == "Me" for s in senders]


def test_rows_of_messages_agree_with_plain_sql(samples: Path) -> None:
    path = samples / "ios" / "imessage_fixture_chat.db"
    outcome = read_source(DiskFile(path))
    with sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True) as connection:
        rows = connection.execute(
            "SELECT rowid, coalesce(text, ''), is_from_me FROM message WHERE associated_message_type = 0 ORDER BY rowid"
        ).fetchall()
    connection.close()
    told = [(int(re.sub(r"\D", "", e.place)), e.text, int(e.direction.value == "out")) for e in outcome.taken]
    assert told == rows


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("AttributedBodyTextOnly", "Noter test"),
        ("AttributedBodyTextOnly2", "Test 3"),
        ("Blank", ""),
    ],
)
def test_words_of_attributed_texts(samples: Path, name: str, text: str) -> None:
    assert attributed_text((samples / "ios" / "streamtyped" / name).read_bytes()) == text


def test_a_long_attributed_text_is_not_cut(samples: Path) -> None:
    data = (samples / "ios" / "streamtyped" / "ExtraData").read_bytes()
    # Its length stands as 81 9d 00, and 0x9d bytes are more than the file still holds: nothing is guessed.
    start = data.index(b"\x84\x01+\x81\x9d\x00") + 6
    whole = data[:start] + ("长" * 52 + "x").encode() + data[start:]
    assert attributed_text(whole) == "长" * 52 + "x"


def _shown(entry: EntryDraft, key: str) -> object:
    if key == "at":
        return datetime.fromtimestamp(entry.at_ms / 1000, UTC).isoformat()
    value = getattr(entry, key)
    return value.value if key == "direction" else value
