"""Importing into a real vault: each file whole or absent, each entry once, each refused one with its reason."""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocate import messages
from advocate.domain.errors import Cancelled, UserError
from advocate.domain.jobs import QuietContext
from advocate.services import contacts, evidence, importing
from advocate.services.intake.rows import WallClock
from advocate.storage import search
from advocate.storage.audit import verify_chain
from advocate.storage.vault import Vault
from tests.importers.conftest import call, sms, smses

START_MS = 1_700_000_000_000
TABLES = ("contacts", "contacts_fts", "phone_numbers", "evidence", "imports", "custody_entries")


def backup(folder: Path, numbers: range | list[int], name: str = "sms.xml") -> Path:
    """Write a backup with message number ``n`` at its own millisecond."""
    path = folder / name
    rows = (sms(f"第{n}条", date=str(START_MS + n), address=f"1381234{n % 50:04d}") for n in numbers)
    path.write_text(smses(*rows), "utf-8")
    return path


def run(vault: Vault, case_id: int, *paths: Path, ctx: QuietContext | None = None, **options: Any) -> Any:
    return importing.run(vault, paths, case_id, ctx or QuietContext(), **options)


def rows(vault: Vault, sql: str, *params: object) -> list[Any]:
    with vault.read() as uow:
        return [dict(row._mapping) for row in uow.connection.exec_driver_sql(sql, params)]


def counts(vault: Vault) -> dict[str, int]:
    return {table: rows(vault, f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in TABLES}


def stored_files(vault: Vault) -> list[Path]:
    return [path for path in (vault.path / "evidence").rglob("*") if path.is_file()]


def assert_nothing_kept(vault: Vault) -> None:
    assert set(counts(vault).values()) == {0}
    assert stored_files(vault) == []
    with vault.read() as uow:
        assert verify_chain(uow.connection)[1] is None
    assert not rows(vault, "SELECT 1 FROM audit_log WHERE kind IN ('import', 'evidence')")


def test_a_contact_keeps_what_was_seen_and_where_it_stands(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = tmp_path / "备份.xml"
    path.write_text(
        smses(
            sms("明天上门&#10;还钱", address="+86 138-1234-5678", date="1709647208123", contact_name="王某"),
            call(number="95588", type="1", duration="61", date="1709647209000", subscription_id="2"),
            call(presentation="2", date="1709647210000"),
        ),
        "utf-8",
    )
    (report,) = run(vault, case_id, path).files
    assert (report.added, report.duplicates, report.other, report.rejected) == (3, 0, 0, ())
    assert report.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert report.first_utc == datetime(2024, 3, 5, 14, 0, 8, 123000, UTC)
    assert report.last_utc == datetime(2024, 3, 5, 14, 0, 10, tzinfo=UTC)
    message, answered, withheld = rows(
        vault,
        "SELECT c.*, n.number, n.kind FROM contacts c LEFT JOIN phone_numbers n ON n.id = number_id ORDER BY c.id",
    )
    expected = {
        "case_id": case_id,
        "at_utc": 1709647208123,
        "at_zone": "Asia/Shanghai",
        "at_written": "1709647208123",
        "at_precision": "exact",
        "local_date": "2024-03-05",
        "local_minute": 22 * 60,
        "medium": "sms",
        "direction": "in",
        "number": "+8613812345678",
        "number_raw": "+86 138-1234-5678",
        "name": "王某",
        "text": "明天上门\n还钱",
        "nature": "unsorted",
        "source_place": "sms[1]",
        "answered": None,
        "duration_s": None,
        "deleted_at": None,
    }
    assert {key: message[key] for key in expected} == expected
    assert len(message["uid"]) == len(message["fingerprint"]) == 16
    assert message["uid"] != answered["uid"]
    assert (answered["number"], answered["answered"], answered["duration_s"]) == ("95588", 1, 61)
    assert (withheld["number_raw"], withheld["number_id"], withheld["answered"]) == (None, None, 0)
    (item,) = rows(vault, "SELECT * FROM evidence")
    (imported,) = rows(vault, "SELECT * FROM imports")
    assert (item["sha256"], item["name"], item["acquired_how"]) == (report.sha256, "备份.xml", "import")
    assert {row["source_evidence_id"] for row in (message, answered, withheld)} == {item["id"]}
    assert (imported["added"], imported["evidence_id"], imported["format"]) == (3, item["id"], "sms_backup_restore")
    assert evidence.read(vault, item["id"]) == path.read_bytes()


def test_it_can_be_found_and_is_in_the_audit_log_without_its_words(vault: Vault, case_id: int, tmp_path: Path) -> None:
    run(vault, case_id, backup(tmp_path, range(3)))
    with vault.read() as uow:
        assert len(search.latest(uow.connection, "第2条", 9, case_id)) == 1
    (line,) = rows(vault, "SELECT detail FROM audit_log WHERE action = 'imported'")
    digest = hashlib.sha256((tmp_path / "sms.xml").read_bytes()).hexdigest()
    assert digest in line["detail"]
    assert '"added":3' in line["detail"]
    everything = str(rows(vault, "SELECT * FROM audit_log")) + str(rows(vault, "SELECT report FROM imports"))
    assert "条" not in everything
    assert "1381234" not in everything


def test_the_index_is_the_one_that_logging_by_hand_makes(vault: Vault, case_id: int, tmp_path: Path) -> None:
    run(vault, case_id, backup(tmp_path, range(1)))
    with vault.write() as uow:
        before = rows(vault, "SELECT id, text, name FROM contacts")[0]
        search.replace(uow.connection, before["id"], search.contact_text(before["text"], name=before["name"]))
        assert search.latest(uow.connection, "第0条", 5) == [before["id"]]


def test_the_same_file_twice_adds_nothing(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = backup(tmp_path, range(1500))
    assert run(vault, case_id, path).added == 1500
    again = run(vault, case_id, path)
    assert (again.added, again.duplicates) == (0, 1500)
    assert counts(vault)["contacts"] == counts(vault)["contacts_fts"] == 1500
    assert counts(vault)["evidence"] == len(stored_files(vault)) == 1


def test_a_later_backup_adds_what_is_new(vault: Vault, case_id: int, tmp_path: Path) -> None:
    run(vault, case_id, backup(tmp_path, range(1200), "first.xml"))
    later = tmp_path / "later.xml"
    renamed = (
        sms(f"第{n}条", date=str(START_MS + n), address=f"+86 1381234{n % 50:04d}", contact_name="催收", sub_id="3")
        for n in range(700, 2000)
    )
    later.write_text(smses(*renamed), "utf-8")
    report = run(vault, case_id, later)
    assert (report.added, report.duplicates) == (800, 500)
    assert counts(vault)["phone_numbers"] == 50


def test_one_file_may_hold_an_entry_twice(vault: Vault, case_id: int, tmp_path: Path) -> None:
    report = run(vault, case_id, backup(tmp_path, [1, 2, 1, 3, 2, 1]))
    assert (report.added, report.duplicates) == (3, 3)


def test_another_case_gets_its_own_contacts_and_shares_the_file(vault: Vault, case_id: int, tmp_path: Path) -> None:
    from advocate.domain.drafts import CaseDraft, ClientDraft
    from advocate.services import cases

    with vault.write() as uow:
        other = cases.add(uow, CaseDraft(ClientDraft("陈某")))
    path = backup(tmp_path, range(5))
    assert run(vault, case_id, path).added == run(vault, other, path).added == 5
    assert (counts(vault)["evidence"], len(stored_files(vault))) == (2, 1)


def test_what_is_in_the_trash_does_not_come_back(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = backup(tmp_path, range(3))
    run(vault, case_id, path)
    with vault.write() as uow:
        contacts.remove(uow, 2)
    assert run(vault, case_id, path).added == 0


def test_preview_says_what_run_does_and_writes_nothing(vault: Vault, case_id: int, tmp_path: Path) -> None:
    run(vault, case_id, backup(tmp_path, range(10), "a.xml"))
    before = counts(vault)
    files = [backup(tmp_path, [*range(5, 2500), 7, 2000], "b.xml"), backup(tmp_path, range(2400, 2600), "c.xml")]
    previewed = importing.preview(vault, files, case_id, QuietContext())
    assert counts(vault) == before
    assert len(stored_files(vault)) == 1
    assert previewed.preview
    done = run(vault, case_id, *files)
    assert previewed.files == done.files
    assert (done.added, done.duplicates) == (2590, 107)


@pytest.mark.parametrize(
    ("zone", "date", "minute"),
    [(None, "2023-11-15", 373), ("America/New_York", "2023-11-14", 1033), ("Asia/Kathmandu", "2023-11-15", 238)],
)
def test_the_zone_gives_the_wall_clock(
    vault: Vault, case_id: int, tmp_path: Path, zone: str | None, date: str, minute: int
) -> None:
    run(vault, case_id, backup(tmp_path, [0]), zone=zone)
    (row,) = rows(vault, "SELECT at_zone, local_date, local_minute FROM contacts")
    assert row == {"at_zone": zone or "Asia/Shanghai", "local_date": date, "local_minute": minute}


@given(
    st.sampled_from(
        ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Europe/London", "Pacific/Apia", "UTC"]
    ),
    st.lists(st.integers(631_152_000_000, 4_133_980_799_999), min_size=1, max_size=20),
)
@settings(deadline=None)
def test_the_fast_clock_agrees_with_the_slow_one(zone: str, instants: list[int]) -> None:
    clock = WallClock(zone)
    for at_ms in instants + [ms + 3_600_000 for ms in instants]:
        local = datetime.fromtimestamp(at_ms // 1000, ZoneInfo(zone))
        assert clock.at(at_ms) == (local.date().isoformat(), local.hour * 60 + local.minute)


def test_the_fast_clock_on_days_when_clocks_change() -> None:
    for zone, start in (
        ("America/New_York", datetime(2024, 3, 9, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2024, 4, 6, tzinfo=UTC)),
    ):
        clock, first = WallClock(zone), int(start.timestamp())
        for second in range(first, first + 3 * 86_400, 600):
            local = datetime.fromtimestamp(second, ZoneInfo(zone))
            assert clock.at(second * 1000) == (local.date().isoformat(), local.hour * 60 + local.minute)


def test_reasons_are_kept_up_to_a_limit_and_all_counted(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = tmp_path / "sms.xml"
    bad = [sms(date="x") for _ in range(1300)] + [sms(type="3") for _ in range(1200)] + [sms()]
    path.write_text(smses(*bad), "utf-8")
    (report,) = run(vault, case_id, path).files
    assert (report.added, report.other, report.rejected_count) == (1, 1200, 2500)
    assert sum(r.other for r in report.rejected) == 1000
    assert len(report.rejected) == 2000
    assert (report.rejected[0].place, report.rejected[0].reason) == ("sms[1]", "entry_bad_date")


def test_a_broken_file_keeps_what_came_before_and_says_so(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = backup(tmp_path, range(2500))
    path.write_bytes(path.read_bytes()[:-1000])
    (report,) = run(vault, case_id, path).files
    assert report.added == counts(vault)["contacts"] > 2400
    assert [r.reason for r in report.rejected] == ["xml_truncated"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"hello", "unknown_format"),
        (b"<smses><sms", "nothing_before_break"),
        (b"<!DOCTYPE smses [<!ENTITY a 'b'>]><smses><sms body='&a;'/></smses>", "xml_entities_refused"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing(
    vault: Vault, case_id: int, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "sms.xml"
    path.write_bytes(content)
    for action in (importing.run, importing.preview):
        with pytest.raises(UserError) as caught:
            action(vault, [path], case_id, QuietContext())
        assert caught.value.code == code
        assert "{" not in messages.error_text(caught.value, "zh") + messages.error_text(caught.value, "en")
    assert_nothing_kept(vault)


def test_of_several_files_the_good_ones_are_taken_and_each_is_reported(
    vault: Vault, case_id: int, tmp_path: Path
) -> None:
    (tmp_path / "bad.xml").write_bytes(b"hello")
    (tmp_path / "cut.xml").write_bytes(b"<smses><sms body='")
    files = [tmp_path / "bad.xml", backup(tmp_path, range(4)), tmp_path / "cut.xml", tmp_path / "absent.xml"]
    report = run(vault, case_id, *files)
    assert [f.added for f in report.files] == [0, 4, 0, 0]
    reasons = [[r.reason for r in f.rejected] for f in report.files]
    assert reasons == [["unknown_format"], [], ["nothing_before_break"], ["file_unreadable"]]
    assert [f.format for f in report.files] == ["", "sms_backup_restore", "", ""]
    assert counts(vault)["evidence"] == counts(vault)["imports"] == len(stored_files(vault)) == 1
    with vault.read() as uow:
        assert verify_chain(uow.connection)[1] is None
    assert [f.added for f in importing.preview(vault, files, case_id, QuietContext()).files] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"zone": "Mars/Olympus"}, "unknown_zone"),
        ({"format": "pdf"}, "unknown_importer"),
    ],
)
def test_options_that_cannot_be_met(
    vault: Vault, case_id: int, tmp_path: Path, options: dict[str, str], code: str
) -> None:
    with pytest.raises(UserError) as caught:
        run(vault, case_id, backup(tmp_path, range(1)), **options)
    assert caught.value.code == code
    assert_nothing_kept(vault)


def test_no_files_and_no_case(vault: Vault, case_id: int, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no_files"):
        run(vault, case_id)
    with pytest.raises(UserError, match="unknown_id"):
        run(vault, case_id + 1, backup(tmp_path, range(1)))
    assert_nothing_kept(vault)


def test_a_format_can_be_forced_but_not_made_true(vault: Vault, case_id: int, tmp_path: Path) -> None:
    assert run(vault, case_id, backup(tmp_path, range(2)), format="sms_backup_restore").added == 2
    (tmp_path / "x").write_bytes(b"<html/>")
    with pytest.raises(UserError, match="not_sms_backup"):
        run(vault, case_id, tmp_path / "x", format="sms_backup_restore")


class Meddling(QuietContext):
    """Does something at the n-th look at whether to stop; by default it asks to stop."""

    def __init__(self, at: int, action: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.looks = 0
        self.at = at
        self.action = action

    def check(self) -> None:
        self.looks += 1
        if self.looks == self.at:
            if self.action is None:
                self.cancelled = True
            else:
                self.action()
        super().check()


def at_every_moment(
    attempt: Callable[[Meddling], object], after: Callable[[], None], action: Callable[[], None] | None = None
) -> list[str]:
    """Meddle with an import at each of its moments until one is not disturbed; return the codes of the failures."""
    codes: list[str] = []
    while True:
        try:
            attempt(Meddling(len(codes) + 1, action))
        except (Cancelled, UserError) as error:
            codes.append(error.code)
            after()
        else:
            return codes


def test_cancelling_at_any_moment_leaves_nothing(vault: Vault, case_id: int, tmp_path: Path) -> None:
    files = [backup(tmp_path, range(4000), "a.xml"), backup(tmp_path, range(3000, 6000), "b.xml")]
    codes = at_every_moment(lambda ctx: run(vault, case_id, *files, ctx=ctx), lambda: assert_nothing_kept(vault))
    assert set(codes) == {"cancelled"}
    assert len(codes) > 10
    assert counts(vault)["contacts"] == 6000


def test_cancelling_keeps_evidence_that_was_there_before(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = backup(tmp_path, range(4000))
    (before,) = evidence.add(vault, [path], case_id)

    def still_there() -> None:
        with vault.read() as uow:
            assert [item.id for item in evidence.listing(uow, case_id)] == [before.id]
        assert evidence.read(vault, before.id) == path.read_bytes()
        assert len(stored_files(vault)) == 1
        assert counts(vault)["contacts"] == 0

    assert at_every_moment(lambda ctx: run(vault, case_id, path, ctx=ctx), still_there)
    assert rows(vault, "SELECT DISTINCT source_evidence_id AS id FROM contacts") == [{"id": before.id}]


def test_a_file_that_changes_meanwhile_is_not_taken(vault: Vault, case_id: int, tmp_path: Path) -> None:
    path = backup(tmp_path, range(4000))

    def append() -> None:
        with path.open("ab") as stream:
            stream.write(b" ")

    codes = at_every_moment(lambda ctx: run(vault, case_id, path, ctx=ctx), lambda: assert_nothing_kept(vault), append)
    assert set(codes) == {"evidence_changed", "file_changed"}


def test_progress_is_told_at_most_twenty_times_a_second(vault: Vault, case_id: int, tmp_path: Path) -> None:
    told: list[tuple[float, int, int | None, str]] = []

    class Watching(QuietContext):
        def progress(self, done: int, total: int | None = None, note: str = "") -> None:
            told.append((time.monotonic(), done, total, note))

    path = backup(tmp_path, range(20_000))
    run(vault, case_id, path, ctx=Watching())
    assert told
    assert all(later[0] - earlier[0] >= 0.05 for earlier, later in itertools.pairwise(told))
    size = path.stat().st_size
    assert all(0 <= done <= size == total for _, done, total, _ in told)
    assert {note for *_, note in told} <= {"progress_hashing", "progress_reading"}
    assert all(note in messages.catalogue() for *_, note in told)


def test_a_link_is_followed_and_named_as_it_was_given(vault: Vault, case_id: int, tmp_path: Path) -> None:
    link = tmp_path / "link.xml"
    link.symlink_to(backup(tmp_path, range(2)))
    assert run(vault, case_id, link).files[0].file == "link.xml"


def test_pages_show_what_was_imported(vault: Vault, case_id: int, tmp_path: Path) -> None:
    run(vault, case_id, backup(tmp_path, range(2)))
    with vault.read() as uow:
        views = contacts.page(uow, [1, 2])
    assert [view.source_place for view in views] == ["sms[1]", "sms[2]"]
    assert views[0].moment.iso() == "2023-11-15T06:13:20+08:00"
    assert views[0].moment.written == "1700000000000"


def test_formats_are_named_in_both_languages() -> None:
    chinese, english = importing.formats("zh"), importing.formats("en")
    assert [entry["name"] for entry in chinese] == [entry["name"] for entry in english]
    assert "sms_backup_restore" in {entry["name"] for entry in chinese}
    for one, other in zip(chinese, english, strict=True):
        assert one["title"] and other["title"] and one["recognised"] and other["recognised"]  # noqa: PT018
        assert one["recognised"] != other["recognised"]
